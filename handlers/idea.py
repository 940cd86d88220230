"""A product idea: eight questions, nine for a newcomer, and its receipt; and its correction."""

from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import form, start
from handlers.commands import on_command
from handlers.fields import Answers
from handlers.form_model import Form, Forms
from handlers.idea_questions import REVISION, STEPS, answers_of, new_idea
from handlers.officer import news
from handlers.officer.reasons import in_her_language
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.ideas import Action, Actor, State, may
from storage import drafts, ideas
from storage.drafts import Answer, Draft
from storage.ideas import Idea, NewIdea

PLACE = replace(start.NEEDED_PLACE, out=(), when=lambda answers: start.NEEDED_PLACE.key in answers)
"""Known before an idea begins, so it is no question of its own: it is read back on the review page,
and changed there. A draft that does not have it is filed for the commune she lives in."""

DAY = 24 * 60 * 60 * 1000
MOST_A_DAY = 10


async def begin(turn: Turn) -> None:
    """Start a new idea. Consent and place come first; an idea that is half written is not lost."""
    if await start.ask_first(turn, FORM.name):
        return
    form.leave(turn)
    if await _too_many(turn):
        return
    kept = await drafts.of_person(turn.tx, turn.person.id, FORM.name)
    if kept is None:
        await _begin_new(turn)
        return
    voice = turn.voice
    turn.show(
        Screen(
            voice.gettext("💡 You have begun an idea before. Shall we go on with that one?"),
            [
                [Button(voice.plain("Go on with it"), "m:idea:old")],
                [Button(voice.plain("Begin a new one"), f"m:idea:new:{kept.id}")],
            ],
        )
    )


async def _too_many(turn: Turn) -> bool:
    """Whether the person has sent all the new ideas that officers are asked to read in a day; then
    she hears how to go on."""
    if await ideas.filed_since(turn.tx, turn.person.id, turn.now - DAY) < MOST_A_DAY:
        return False
    text = turn.voice.gettext(
        "You have sent {n} ideas today, thank you! Please send the next one tomorrow, or ask an "
        "officer of the Farmers' Union. What you have begun to write stays here.",
        n=MOST_A_DAY,
    )
    turn.show(Screen(text, _after(turn.voice)))
    return True


def _sure(voice: Voice, kept: Draft) -> Screen:
    """Ask before what she has written gives way."""
    product = kept.answers.get("product")
    name = clip(product, 24) if isinstance(product, str) and product else voice.plain("your idea")
    text = voice.gettext(
        "💡 If you write a new idea, I throw away “{name}”, which is half written. Are you sure?",
        name=name,
    )
    go_on = Button(voice.plain("✍️ Go on with “{name}”", name=name), "m:idea:old")
    drop = Button(voice.plain("Throw it away, write a new idea"), f"m:idea:drop:{kept.id}")
    return Screen(text, [[go_on], [drop]])


async def _begin_new(turn: Turn) -> None:
    """Put the first question, and say whose officers will read the answers."""
    known, note = _known(turn), None
    if turn.person.commune is not None:
        note = turn.voice.gettext(
            "I will send this idea to the officers of {place}. Before I do, you can change the "
            "place.",
            place=turn.world.territory.full_name(turn.person.commune),
        )
    await form.begin(turn, FORM, known, note=note)


def _known(turn: Turn) -> Answers:
    person, known = turn.person, dict[str, Answer]()
    if person.commune is not None:
        known[PLACE.key] = person.commune
    if person.name is not None and person.phone is not None:
        known["contact"] = {"name": person.name, "phone": person.phone}
    return known


async def correct(turn: Turn, idea: Idea) -> None:
    """Put an idea's answers on the review page, to be changed and sent again; what she has changed
    already stays. Whether the person may do that now is checked here by the caller, and once more
    when she sends it."""
    kept = await drafts.of_person(turn.tx, turn.person.id, CORRECTION.name)
    at = (idea.id, idea.revision)
    if kept is not None and (kept.subject, kept.answers.get(REVISION)) == at:
        await form.resume(turn, kept, {CORRECTION.name: CORRECTION})
        return
    photos = await ideas.photos(turn.tx, idea.id)
    answers = {**answers_of(idea, photos), PLACE.key: idea.commune}
    await form.begin(turn, CORRECTION, answers, subject=idea.id)


def _keep_contact(turn: Turn, new: NewIdea) -> None:
    """Know the person's name and number from now on; what she gave before is not overwritten."""
    if turn.person.phone is None:
        turn.change(name=new.contact_name, phone=new.contact_phone)


async def _file(turn: Turn, draft: Draft, forms: Forms) -> None:
    if not turn.person.consent or turn.person.commune is None:
        # Taken back while this was being written: it waits until she agrees again.
        await drafts.begin(turn.tx, turn.person.id, draft, turn.now)
        await start.ask_first(turn, FORM.name)
        return
    if await _too_many(turn):
        draft = await drafts.begin(turn.tx, turn.person.id, draft, turn.now)
        drafts.save(turn.tx, replace(draft, open=False), turn.now)
        return
    new = new_idea(turn, draft.answers)
    _keep_contact(turn, new)
    idea = await ideas.submit(turn.tx, new, turn.now)
    await _told(
        turn, idea, turn.voice.gettext("💡 Your idea has arrived: {product}.", **_named(idea))
    )


async def _resend(turn: Turn, draft: Draft, forms: Forms) -> None:
    if await start.ask_first(turn, FORM.name):
        return
    revision = draft.answers.get(REVISION)
    new = new_idea(turn, draft.answers)
    idea = None
    if draft.subject is not None and isinstance(revision, int):
        idea = await ideas.correct(turn.tx, draft.subject, revision, new, turn.now)
    if idea is None:
        await _too_late(turn, draft)
        return
    text = turn.voice.gettext("💡 I have sent it with your changes: {product}.", **_named(idea))
    await _told(turn, idea, text)


async def _told(turn: Turn, idea: Idea, opening: Html) -> None:
    """The receipt, and the news for the officers."""
    voice = turn.voice
    place = turn.world.territory.full_name(idea.commune)
    reached = await news.idea_arrived(turn, idea)
    text = lines(
        opening,
        voice.gettext("Its code: <b>{code}</b>", code=idea.code),
        "",
        voice.gettext("An officer of the Farmers' Union for {place} will read it.", place=place)
        if reached
        else voice.gettext(
            "There is no officer here yet for {place}. The idea waits safely for one.", place=place
        ),
        voice.gettext("There is no fixed time for this. I write to you as soon as there is news."),
        voice.gettext("Until an officer begins to read, you can still change it or take it back."),
    )
    turn.show(Screen(text, _after(voice)))


def _named(idea: Idea) -> dict[str, object]:
    return {"product": clip(idea.product, 60)}


async def _too_late(turn: Turn, draft: Draft) -> None:
    """Say why the changes were not sent, and what can be done now."""
    voice = turn.voice
    idea = None if draft.subject is None else await ideas.one(turn.tx, draft.subject)
    if idea is None or idea.person_id != turn.person.id:
        turn.show(Screen(voice.gettext("I do not find this idea among yours."), _after(voice)))
        return
    see = [[Button(voice.plain("See it"), f"i:see:{idea.id}")], *_after(voice)[1:]]
    match idea.state:
        case State.TAKEN_UP:
            text = voice.gettext(
                "An officer has just begun to read it, so I have not sent these changes. I tell "
                "you as soon as there is an answer."
            )
        case State.ACCEPTED | State.RETURNED:
            text = voice.gettext(
                "An officer has just answered, so I have not sent these changes. Please read the "
                "answer first."
            )
        case _:
            text = voice.gettext(
                "This idea was changed on another phone. Look at the new one, then go on "
                "correcting it."
            )
            if may(Action.EDIT, idea.state, Actor.FARMER):
                data = f"i:edit:{idea.id}:{idea.revision}"
                see.insert(1, [Button(voice.plain("Correct it"), data)])
    turn.show(Screen(text, see))


def _after(voice: Voice) -> list[list[Button]]:
    return [
        [Button(voice.plain("📄 My products"), "m:mine")],
        [Button(voice.plain("🏠 Menu"), "m:menu")],
    ]


async def _reason(turn: Turn, draft: Draft) -> Html | None:
    """What the officer asked for, above the review page of a returned idea."""
    idea = None if draft.subject is None else await ideas.one(turn.tx, draft.subject)
    if idea is None or idea.state is not State.RETURNED or not idea.reason:
        return None
    asked = clip(" ".join(in_her_language(turn, turn.voice, idea.reason).split()), 120)
    return turn.voice.gettext("The officer asks: “{reason}”", reason=asked)


FORM = Form(
    "idea",
    version=1,
    emoji="💡",
    title=N_("your idea"),
    steps=(*STEPS, PLACE),
    finish=_file,
    enter=begin,
    send=N_("Send the idea"),
    first=start.agreed_first,
)


async def _nowhere(turn: Turn) -> None:
    """A correction begins at its idea."""
    await begin(turn)


CORRECTION = replace(
    FORM,
    name="correction",
    title=N_("the changes to your idea"),
    finish=_resend,
    enter=_nowhere,
    send=N_("Send it again"),
    preface=_reason,
    dropped=N_("I have dropped what you just changed. The idea you sent stays as it was."),
    origin=(N_("See it"), "i:see:{subject}"),
)


FORMS = (FORM, CORRECTION)


def handlers(forms: Forms) -> list[Handler]:
    async def new(update: Update, turn: Turn) -> None:
        await begin(turn)

    async def afresh(update: Update, turn: Turn) -> None:
        """Begin a new idea in the place of the one that the button was shown for, and no other."""
        kept = await drafts.of_person(turn.tx, turn.person.id, FORM.name)
        pressed = turn.query.data if turn.query else None
        sure = pressed == (f"m:idea:drop:{kept.id}" if kept else "")
        if kept is not None and not sure and pressed != f"m:idea:new:{kept.id}":
            await begin(turn)
        elif kept is not None and not sure:
            turn.show(_sure(turn.voice, kept))
        elif not await start.ask_first(turn, FORM.name):
            await _begin_new(turn)

    async def old(update: Update, turn: Turn) -> None:
        draft = await drafts.of_person(turn.tx, turn.person.id, FORM.name)
        if draft is None:
            await begin(turn)
        else:
            await form.resume(turn, draft, forms)

    return [
        on_command("ytuong", new),
        CallbackQueryHandler(new, r"^m:idea$"),
        CallbackQueryHandler(afresh, r"^m:idea:(new|drop)(:[0-9]{1,18})?$"),
        CallbackQueryHandler(old, r"^m:idea:old$"),
    ]
