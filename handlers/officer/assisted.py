"""Writing an idea down for somebody without a phone; with a code she can take it over later."""

from dataclasses import replace

from handlers import form, start
from handlers.fields import Answers, Contact, OneOf, Place, Step
from handlers.form_model import Form, Forms
from handlers.idea_questions import STEPS, new_idea
from handlers.menu import back_button
from handlers.officer import acts, assisted_list, desk, news
from handlers.officer.acts import OfficerAction, anywhere
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from programme.ideas import Choice
from programme.roles import Right, Role, entitled, having
from storage import claims, drafts, people
from storage.drafts import Answer, Draft
from storage.people import Person

_YES = ("có", "có rồi", "rồi", "vâng", "đồng ý", "đồng ý rồi", "có đồng ý", "yes", "ok")
AGREED = Step(
    "agreed",
    OneOf(
        (
            # Who says no more than yes claims no signature.
            Choice("spoken", N_("Yes, by word of mouth"), words=_YES),
            Choice("paper", N_("Yes, signed on paper")),
        )
    ),
    N_(
        "<b>First, her agreement.</b> Please tell her:\n"
        "• I keep her name, a phone number, where she lives and what you write down here.\n"
        "• <b>What for:</b> the Farmers' Union looks at her idea, invites her to classes and "
        "brings her news.\n"
        "• <b>Who keeps it:</b> the Farmers' Union of the province.\n"
        "• She can see it, correct it, take her agreement back or have it erased at any time, "
        "through you or here.\n\n"
        "I note that you asked her, and when. Has she agreed?"
    ),
    N_("Agreement"),
)
CONTACT = Step(
    "contact",
    Contact(key=False),
    N_(
        "<b>Who is the producer?</b> Type her full name and a phone number; a relative's or a "
        "neighbour's number will do."
    ),
    N_("Contact"),
    N_("Nguyễn Thị Lan 0912 345 678"),
)
PLACE = Step(
    "place",
    Place(which=N_("Which one is hers?")),
    N_("<b>Where does she live?</b> Type the name of the commune; the old name will do too."),
    N_("Place"),
    N_("Sơn Động, Bắc Ninh"),
)
_SPOKEN_TO = {
    "special": N_("<b>What is special about it?</b> Type a few sentences, or speak."),
    "output": N_("<b>How much does she make in a year?</b> Type the number and its unit."),
    "photos": N_("<b>Photos of the product?</b> Send up to five."),
}
"""Questions that speak to the one who reads them, here an officer."""


async def begin(turn: Turn) -> None:
    """Ask an officer for somebody else's idea; one that is half written is gone on with."""
    mine = having(await acts.roles(turn), Right.ASSIST)
    if not mine:
        turn.show(desk.not_an_officer(turn.voice))
        return
    form.leave(turn)
    kept = await drafts.of_person(turn.tx, turn.person.id, FORM.name)
    if kept is not None:
        note = turn.voice.gettext("You have begun this before. We go on where you stopped.")
        await form.resume(turn, kept, {FORM.name: FORM}, note)
        return
    communes = desk.communes(turn, mine)
    known: dict[str, Answer] = {"place": next(iter(communes))} if len(communes) == 1 else {}
    await form.begin(turn, FORM, known)


async def preface(turn: Turn, draft: Draft) -> Html | None:
    """Warn above the review page of a place where the officer may not file."""
    place = str(draft.answers.get("place"))
    if await may_write(turn, place):
        return None
    return turn.voice.gettext(
        "⚠️ {place} is not in your area. Please correct the place.",
        place=turn.world.territory.full_name(place),
    )


async def may_write(turn: Turn, place: str) -> bool:
    """Whether this officer may write ideas down for people of a place now."""
    covers = turn.world.territory.covers
    return bool(entitled(covers, await acts.roles(turn), Right.ASSIST, place))


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    """File the idea, for a person of its own, if the officer may do that now and there."""
    answers = draft.answers
    place, contact = str(answers.get("place")), answers.get("contact")
    if not having(await acts.roles(turn), Right.ASSIST):
        acts.refuse(turn)
        turn.show(desk.not_an_officer(turn.voice))
        return
    if not await may_write(turn, place) or not isinstance(contact, dict):
        # What was written stays, on the page where the place can be corrected.
        acts.refuse(turn)
        await form.begin(turn, FORM, _plain(answers), own=True)
        return
    how = str(answers.get("agreed"))
    name = contact["name"]
    person_id = await claims.add_person(
        turn.tx,
        name=name,
        phone=contact["phone"],
        commune=place,
        by=turn.person.id,
        how=how,
        now=turn.now,
    )
    people.add_consent(
        turn.tx,
        Person(person_id, turn.person.language, True),
        given=True,
        text_version=f"{start.CONSENT_TEXT}-{how}",
        now=turn.now,
    )
    new = new_idea(turn, answers, (person_id, place))
    idea = await claims.submit(turn.tx, new, turn.person.id, turn.now)
    code = assisted_list.add_code(turn, person_id, place)
    await news.idea_arrived(turn, idea, writer=turn.person.id)
    opening = turn.voice.gettext(
        "💡 I have filed it for {name}: {product} (<b>{code}</b>).",
        name=clip(name, 60),
        product=clip(idea.product, 60),
        code=idea.code,
    )
    rows = [
        [Button(turn.voice.plain("Open it"), f"o:see:{idea.id}")],
        [assisted_list.more_button(turn.voice, person_id)],
        [Button(turn.voice.plain("✍️ An idea for somebody else"), "o:h.new")],
        [back_button(turn.voice)],
    ]
    turn.show(Screen(lines(opening, "", *assisted_list.about_code(turn, code)), rows))


def _plain(answers: Answers) -> dict[str, Answer]:
    return {key: answer for key, answer in answers.items() if not key.startswith("*")}


def _asked_of_officers(step: Step) -> Step:
    prompt = _SPOKEN_TO.get(step.key)
    if prompt is None:
        return step
    return replace(step, prompt=prompt, empty=N_("None? Press <b>Skip</b>.") if step.empty else "")


ABOUT_THE_PRODUCT = tuple(_asked_of_officers(step) for step in STEPS if step.key != "contact")

FORM = Form(
    name="assist",
    version=1,
    emoji="✍️",
    title=N_("the idea you write down for somebody"),
    steps=(AGREED, CONTACT, PLACE, *ABOUT_THE_PRODUCT),
    finish=_finish,
    enter=begin,
    send=N_("Send the idea"),
    preface=preface,
    check=N_("{emoji} <b>Please look it through with her.</b>"),
    ways=N_("Press a button to change it, or send it."),
)


async def _new(turn: Turn, roles: tuple[Role, ...], _: str) -> None:
    await begin(turn)


ACTIONS: tuple[OfficerAction, ...] = (anywhere("h.new", Right.ASSIST, _new), *assisted_list.ACTIONS)
