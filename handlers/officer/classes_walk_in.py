"""Somebody comes to a class without having signed up: an officer notes her down."""

from datetime import datetime

from handlers import form
from handlers import training_words as words
from handlers.fields import Custom, Step
from handlers.form import Form, Forms
from handlers.officer import classes, classes_desk, classes_door
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.classes_desk import CLASS
from handlers.problems import say_contact, too_long
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.classes import LONGEST_NAME
from programme.contact import ContactFault, ContactProblem, parse_contact, show_phone
from programme.roles import Right
from programme.text import clean, fold
from storage import attendance, signups
from storage import classes as kept
from storage.classes import TrainingClass
from storage.drafts import Answer, Draft

MOST_ALIKE = 3
"""People of a like name whom the officer is shown before she notes somebody down."""


async def _walk(turn: Turn, opened: Opened[TrainingClass], _: str) -> None:
    """Ask who has come without having signed up."""
    if not classes_door.open_now(opened.what, turn.now):
        classes_desk.old(turn)
        await classes_door.show(turn, opened.what)
        return
    await form.begin(turn, FORM, subject=opened.what.id)


def _read_who(voice: Voice, typed: str, _: datetime) -> Answer | Html:
    """A name, perhaps with a phone number."""
    found = parse_contact(typed)
    if not isinstance(found, ContactFault):
        return {"name": found.name or "", "phone": found.phone}
    name = clean(typed)
    if found.problem is ContactProblem.NAME_TOO_LONG:
        return say_contact(voice, found)
    if found.problem is not ContactProblem.NOT_A_PHONE or any(char.isdigit() for char in name):
        return voice.gettext("I need a name, and the phone number only if it is at hand.")
    if len(name) > LONGEST_NAME:
        return too_long(voice, len(name), LONGEST_NAME)
    if len(name) < 2 or not any(char.isalpha() for char in name):
        return voice.gettext("Please type the name of who has come.")
    return {"name": name, "phone": ""}


def _fits_who(answer: Answer) -> bool:
    return isinstance(answer, dict) and answer.keys() == {"name", "phone"} and bool(answer["name"])


def _say_who(voice: Voice, answer: Answer) -> str:
    if not isinstance(answer, dict):
        return "–"
    phone = show_phone(answer["phone"]) if answer.get("phone") else None
    return ", ".join(part for part in (answer.get("name"), phone) if part)


async def _walk_preface(turn: Turn, draft: Draft) -> Html | None:
    """Who is on the roster under a like name: she need not be noted down twice."""
    who = draft.answers.get("who")
    if draft.subject is None or not isinstance(who, dict):
        return None
    name = fold(who["name"])
    alike = [
        one
        for one in await signups.roster(turn.tx, draft.subject)
        if not one.locked and (name in fold(one.signup.name) or fold(one.signup.name) in name)
    ]
    if not alike:
        return None
    voice = turn.voice
    rows = [
        voice.gettext(
            "• {name}: {state}",
            name=clip(one.signup.name, 60),
            state=voice.plain(words.STATE_LABELS[one.signup.state]),
        )
        for one in alike[:MOST_ALIKE]
    ]
    asked = voice.gettext(
        "On the roster already. If it is one of these, press <b>Leave it</b> and tap the name:"
    )
    return lines(asked, *rows, "")


async def _walk_finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    opened = await classes_desk.find(turn, draft.subject)
    who = draft.answers.get("who")
    if opened is None or not isinstance(who, dict):
        await classes_desk.nothing_here(turn)
        return
    klass = opened.what
    added = None
    if classes_door.open_now(klass, turn.now):
        added = await attendance.walk_in(
            turn.tx,
            klass.id,
            who["name"],
            turn.world.token(),
            turn.person.id,
            turn.now,
            who["phone"] or None,
        )
    if added is None:
        await classes_door.show(turn, await kept.one(turn.tx, klass.id) or klass)
        return
    said = turn.voice.gettext("✓ <b>{name}</b> is noted down.", name=clip(added.name, 60))
    await classes_door.show(turn, klass, intro=said)


FORM = Form(
    name="class_walk_in",
    version=1,
    emoji="🎓",
    title=N_("who has come"),
    steps=(
        Step(
            "who",
            Custom(
                _read_who,
                _fits_who,
                _say_who,
                N_("Type a name, with the phone number if it is at hand."),
            ),
            N_("Who has come? Type the name, with the phone number if it is at hand."),
            N_("Who has come"),
            N_("Nguyễn Thị Lan 0912 345 678"),
        ),
    ),
    sends=False,
    finish=_walk_finish,
    enter=classes.enter,
    send=N_("Note down"),
    first=classes_desk.no_longer_hers,
    preface=_walk_preface,
    check=N_("{emoji} <b>Shall I note this person down?</b>"),
    ways=N_("Press a button to change it, or note it down."),
    origin=(N_("Back to the class"), "o:c.see:{subject}"),
)

ACTIONS: tuple[OfficerAction, ...] = (on("c.walk", Right.RUN_CLASSES, CLASS, _walk),)
