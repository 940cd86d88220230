"""Going on for somebody without a phone: correcting what was written down for her, and writing down
another idea under the same name and the same code."""

from dataclasses import replace

from handlers import form
from handlers.form_model import Form, Forms, has_answers
from handlers.idea_questions import REVISION, answers_of, new_idea
from handlers.menu import back_button
from handlers.officer import acts, assisted, assisted_line, assisted_list, desk, detail, news
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.reasons import in_her_language
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from programme.contact import show_phone
from programme.ideas import State
from programme.roles import Right
from storage import claims, drafts, ideas, people
from storage.claims import Assisted
from storage.drafts import Answer, Draft
from storage.ideas import Idea


async def _fix(turn: Turn, opened: Opened[Idea], given: str) -> None:
    """Put an idea's answers on the review page, where an officer corrects them for her."""
    idea = opened.what
    if not await assisted_line.waits(turn, idea):
        turn.toast(turn.voice.plain("She has a phone by now: only she corrects it."))
        await detail.show(turn, idea, opened.roles)
        return
    if given != str(idea.revision) or not await assisted_line.correctable(turn, idea):
        await detail.too_late(turn, opened)
        return
    kept = await drafts.of_person(turn.tx, turn.person.id, FIX.name)
    at = (idea.id, idea.revision)
    if kept is not None and (kept.subject, kept.answers.get(REVISION)) == at:
        await form.resume(turn, kept, {FIX.name: FIX})
        return
    answers = answers_of(idea, await ideas.photos(turn.tx, idea.id))
    await form.begin(turn, FIX, {**answers, "place": idea.commune}, subject=idea.id)


async def _fixed(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Send the corrected idea, if the officer may do that now, there, and she has no chat yet."""
    opened = None if draft.subject is None else await desk.find(turn, draft.subject, Right.ASSIST)
    if opened is None:
        acts.refuse(turn)
        turn.show(Screen(turn.voice.gettext("This is not in your area."), _after(turn)))
        return
    place, revision = str(draft.answers.get("place")), draft.answers.get(REVISION)
    if not await assisted.may_write(turn, place):
        # What was written stays, on the page where the place can be corrected.
        acts.refuse(turn)
        await form.begin(turn, FIX, draft.answers, draft.subject, own=True)
        return
    new = new_idea(turn, draft.answers, (opened.what.person_id, place))
    idea = None
    if isinstance(revision, int):
        idea = await claims.correct(
            turn.tx, opened.what.id, revision, new, turn.person.id, turn.now
        )
    if idea is None:
        now = await ideas.one(turn.tx, opened.what.id) or opened.what
        note = turn.voice.gettext("⚠️ It has changed meanwhile, so I have not sent your changes.")
        await detail.show(turn, now, opened.roles, note)
        return
    await news.idea_arrived(turn, idea, writer=turn.person.id)
    text = turn.voice.gettext(
        "💡 I have sent it for {name} with your changes: {product} (<b>{code}</b>).",
        name=clip(idea.contact_name or "–", 60),
        product=clip(idea.product, 60),
        code=idea.code,
    )
    rows = [[Button(turn.voice.plain("Open it"), f"o:see:{idea.id}")], *_after(turn)]
    turn.show(Screen(text, rows))


async def _reason(turn: Turn, draft: Draft) -> Html | None:
    """What the idea was sent back for, and a warning of a place where the officer may not file."""
    idea = None if draft.subject is None else await ideas.one(turn.tx, draft.subject)
    warning = await assisted.preface(turn, draft)
    if idea is None or idea.state is not State.RETURNED or not idea.reason:
        return warning
    asked = clip(" ".join(in_her_language(turn, turn.voice, idea.reason).split()), 120)
    said = turn.voice.gettext("Sent back because: “{reason}”", reason=asked)
    return lines(said, *([warning] if warning else []))


async def _no_longer(turn: Turn, name: str) -> bool:
    """Throw away what an officer began for somebody who has taken hers over, or is not in the
    officer's area any more, and say so."""
    draft = await drafts.of_person(turn.tx, turn.person.id, name)
    if draft is None or draft.subject is None:
        return False
    if name == FIX.name:
        opened = await desk.find(turn, draft.subject, Right.ASSIST)
        going = opened is not None and await assisted_line.waits(turn, opened.what)
    else:
        going = await _person(turn, draft.subject) is not None
    if going:
        return False
    drafts.remove(turn.tx, draft)
    turn.draft = None
    text = turn.voice.gettext(
        "You no longer write this for her: she has taken it over, or it is not in your area."
    )
    turn.show(Screen(text, _after(turn)))
    return True


async def _person(turn: Turn, number: int) -> Opened[Assisted] | None:
    """Somebody who has no chat yet, if this officer may write for her now."""
    return await acts.opened(turn, Right.ASSIST, assisted_list.ASSISTED, number)


async def _more(turn: Turn, opened: Opened[Assisted], sure: str) -> None:
    """Ask for another idea of somebody; one that is half written for another does not give way
    without a question."""
    one, voice = opened.what, turn.voice
    kept = await drafts.of_person(turn.tx, turn.person.id, MORE.name)
    if kept is not None and kept.subject == one.person_id and sure != "new":
        note = voice.gettext("You have begun this before. We go on where you stopped.")
        await form.resume(turn, kept, {MORE.name: MORE}, note)
        return
    other = None
    if kept is not None and kept.subject is not None and has_answers(kept):
        other = await _person(turn, kept.subject)
    name = clip(one.name or "–", 60)
    if other is None or other.what.person_id == one.person_id or sure == "new":
        note = voice.gettext(
            "✍️ Another idea for <b>{name}</b>, {place}. Her agreement counts for this one too.",
            name=name,
            place=desk.place(turn, one.commune),
        )
        await form.begin(turn, MORE, subject=one.person_id, note=note)
        return
    begun = clip(other.what.name or "–", 60)
    text = voice.gettext(
        "You have begun another idea for {begun} and not sent it. If you begin one for {name} now, "
        "it is gone.",
        begun=begun,
        name=name,
    )
    rows = [
        [Button(voice.plain("Go on with it"), f"o:h.more:{other.what.person_id}")],
        [
            Button(
                voice.plain("Throw that one away, write this one"), f"o:h.more:{one.person_id}:new"
            )
        ],
    ]
    turn.show(Screen(text, rows))


async def _whose(turn: Turn, draft: Draft) -> Html | None:
    """For whom the idea on the review page is."""
    found = None if draft.subject is None else await _person(turn, draft.subject)
    if found is None:
        return None
    phone = found.what.phone
    return turn.voice.gettext(
        "For {name}, {phone}.",
        name=clip(found.what.name or "–", 60),
        phone=show_phone(phone) if phone else "–",
    )


async def _added(turn: Turn, draft: Draft, forms: Forms) -> None:
    """File another idea for somebody, if the officer may do that now and she has no chat yet."""
    found = None if draft.subject is None else await _person(turn, draft.subject)
    hers = None if found is None else await people.one(turn.tx, found.what.person_id)
    if found is None or hers is None or not await claims.hold(turn.tx, hers.id):
        acts.refuse(turn)
        turn.show(Screen(turn.voice.gettext("This is not in your area."), _after(turn)))
        return
    contact: Answer = {"name": hers.name or "", "phone": hers.phone or ""}
    new = new_idea(turn, {**draft.answers, "contact": contact}, (hers.id, found.what.commune))
    idea = await claims.submit(turn.tx, new, turn.person.id, turn.now)
    await news.idea_arrived(turn, idea, writer=turn.person.id)
    text = lines(
        turn.voice.gettext(
            "💡 I have filed it for {name}: {product} (<b>{code}</b>).",
            name=clip(hers.name or "–", 60),
            product=clip(idea.product, 60),
            code=idea.code,
        ),
        turn.voice.gettext("The code that she has opens this one too."),
    )
    rows = [
        [Button(turn.voice.plain("Open it"), f"o:see:{idea.id}")],
        [assisted_list.more_button(turn.voice, hers.id)],
        *_after(turn),
    ]
    turn.show(Screen(text, rows))


def _after(turn: Turn) -> list[list[Button]]:
    return [
        [Button(turn.voice.plain("✍️ All of them"), "o:h.list:0"), back_button(turn.voice)],
    ]


FIX = replace(
    assisted.FORM,
    name="assist_fix",
    title=N_("what you correct for somebody"),
    steps=assisted.FORM.steps[1:],
    finish=_fixed,
    send=N_("Send it again"),
    first=_no_longer,
    preface=_reason,
    dropped=N_("I have dropped what you just changed. The idea stays as it was."),
    origin=(N_("Back to the idea"), "o:stay:{subject}"),
)
"""The same questions; she has agreed already."""

MORE = replace(
    assisted.FORM,
    name="assist_more",
    title=N_("another idea for somebody"),
    steps=assisted.ABOUT_THE_PRODUCT,
    finish=_added,
    first=_no_longer,
    preface=_whose,
    origin=(N_("Back to her page"), "o:h.see:{subject}"),
)
"""The questions about the product; who she is, is known."""

FORMS: tuple[Form, ...] = (FIX, MORE)
ACTIONS: tuple[OfficerAction, ...] = (
    on("h.fix", Right.ASSIST, desk.IDEA, _fix),
    on("h.more", Right.ASSIST, assisted_list.ASSISTED, _more),
)
