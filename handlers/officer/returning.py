"""Sending an idea back: the officer says what is missing, and the farmer reads just that."""

from handlers import form
from handlers.fields import Step, Text
from handlers.form import Form, Forms
from handlers.form_model import GIVEN, has_answers
from handlers.menu import back_button
from handlers.officer import assisted_line, desk, detail, queue
from handlers.officer.acts import Opened, refuse
from handlers.officer.reasons import READY, in_her_language
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.ideas import Action, Actor, State
from storage import drafts, ideas
from storage.drafts import Draft
from storage.ideas import Idea

LEAST, MOST = 5, 500
"""Characters of a reason."""


async def begin(turn: Turn, opened: Opened[Idea], _: str) -> None:
    """Ask for the reason: a press on a ready one, or words of the officer's own. What she has
    written for this idea already is not asked for again."""
    kept = await drafts.of_person(turn.tx, turn.person.id, FORM.name)
    if kept is not None and kept.subject == opened.what.id and has_answers(kept):
        await form.resume(turn, kept, {FORM.name: FORM})
        return
    voice, idea = turn.voice, opened.what
    draft = Draft(0, FORM.name, FORM.version, "reason", {GIVEN: []}, idea.id)
    turn.draft = await drafts.begin(turn.tx, turn.person.id, draft, turn.now)
    text = lines(
        voice.gettext("📋 What is missing in “{product}”?", product=clip(idea.product, 100)),
        voice.gettext(
            "Type it in a sentence, or press a ready one. You see it once more before the farmer "
            "does."
        ),
    )
    at = f"{idea.id}:{idea.revision}"
    rows = [[Button(voice.plain(ready.label), f"o:why:{at}:{key}")] for key, ready in READY.items()]
    rows.append([Button(voice.plain("Back to the idea"), f"o:stay:{at}")])
    turn.show(Screen(text, rows))


async def ready(turn: Turn, opened: Opened[Idea], key: str) -> None:
    """A ready reason was pressed: show it on the review page, where it can still be changed."""
    if key not in READY:
        refuse(turn)
        return
    reason = turn.voice.plain(READY[key].reason)
    await form.begin(turn, FORM, {"reason": reason}, opened.what.id, own=True)


async def _no_longer_hers(turn: Turn, name: str) -> bool:
    """Throw a draft away whose idea is not in the officer's area any more, and say so."""
    draft = await drafts.of_person(turn.tx, turn.person.id, name)
    if draft is None or draft.subject is None or await desk.find(turn, draft.subject) is not None:
        return False
    drafts.remove(turn.tx, draft)
    turn.draft = None
    text = turn.voice.gettext("This is not in your area.")
    turn.show(Screen(text, [[back_button(turn.voice)]]))
    return True


async def _preface(turn: Turn, draft: Draft) -> Html | None:
    """What stands above the review page: to whom the reason goes."""
    opened = None if draft.subject is None else await desk.find(turn, draft.subject)
    if opened is None:
        return None
    idea = opened.what
    return turn.voice.gettext(
        "“{product}” goes back to {name}.",
        product=clip(idea.product, 100),
        name=clip(idea.contact_name or "–", 60),
    )


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Send the idea back, if it is still in this officer's hands."""
    opened = None if draft.subject is None else await desk.find(turn, draft.subject)
    reason = draft.answers.get("reason")
    if opened is None or not isinstance(reason, str):
        refuse(turn)
        await queue.show(turn)
        return
    idea = opened.what
    moved = None
    if idea.state is State.TAKEN_UP and detail.allowed(turn, Action.RETURN, idea, opened.roles):
        moved = await ideas.move(
            turn.tx, idea, Action.RETURN, Actor.OFFICER, turn.person.id, turn.now, reason
        )
    if moved is None:
        await detail.too_late(turn, opened)
        return
    told = await turn.tell(moved.person_id, lambda voice: _news(turn, voice, moved, reason))
    await assisted_line.tell_writer(
        turn, moved, lambda voice: _news_for_writer(turn, voice, moved, reason)
    )
    await detail.show(turn, moved, opened.roles, detail.told_or_call(turn, moved, told))


def _news(turn: Turn, voice: Voice, idea: Idea, reason: str) -> Screen:
    text = lines(
        voice.gettext(
            "💡 The officer asks you to complete “{product}”:", product=clip(idea.product, 60)
        ),
        voice.gettext("“{reason}”", reason=in_her_language(turn, voice, reason)),
        "",
        voice.gettext("Press <b>Correct it</b>: everything you wrote is still there."),
    )
    rows = [
        [Button(voice.plain("Correct it"), f"i:edit:{idea.id}:{idea.revision}")],
        [Button(voice.plain("See it"), f"i:see:{idea.id}")],
    ]
    return Screen(text, rows)


def _news_for_writer(turn: Turn, voice: Voice, idea: Idea, reason: str) -> Screen:
    text = lines(
        voice.gettext(
            "💡 “{product}”, which you wrote down for {name}, came back to be completed:",
            product=clip(idea.product, 60),
            name=clip(idea.contact_name or "–", 40),
        ),
        voice.gettext("“{reason}”", reason=in_her_language(turn, voice, reason)),
        "",
        voice.gettext("Please ask her, then correct it for her: everything is still there."),
    )
    rows = [
        [assisted_line.correct_button(voice, idea)],
        [Button(voice.plain("Open it"), f"o:see:{idea.id}")],
    ]
    return Screen(text, rows)


FORM = Form(
    name="return_reason",
    version=1,
    emoji="📋",
    title=N_("your answer to the farmer"),
    steps=(
        Step(
            "reason",
            Text(LEAST, MOST),
            prompt=N_("What is missing? The farmer reads exactly what you write."),
            label=N_("Reason"),
            example=N_("Please send a photo of the label you use now."),
        ),
    ),
    finish=_finish,
    enter=queue.show,
    send=N_("Send it back"),
    first=_no_longer_hers,
    preface=_preface,
    check=N_("{emoji} <b>Shall the farmer read this?</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the idea"), "o:stay:{subject}"),
)
