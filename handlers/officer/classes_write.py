"""Writing to the people of a class: who has a seat, who waits, who came, who did not."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handlers import form, training_line
from handlers.fields import Step, Words
from handlers.form import Form, Forms
from handlers.officer import classes, classes_desk
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.classes_desk import CLASS, is_over, only_by_phone, to_call
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, lines
from locales import N_
from programme.roles import Right
from programme.seats import State
from storage import acts, signups
from storage import classes as kept
from storage.classes import ClassState, TrainingClass
from storage.drafts import Draft
from storage.signups import Listed

WHOM = "*whom"
"""Under this key a draft notes to whom it goes."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Some people of a class: what the button says, and whom the text above the words names."""

    key: str
    states: frozenset[State]
    label: str


READERS: Mapping[str, Readers] = MappingProxyType(
    {
        one.key: one
        for one in (
            Readers(
                "seats",
                frozenset({State.SIGNED, State.OFFERED, State.ATTENDED}),
                N_("Those with a seat ({n})"),
            ),
            Readers("waiting", frozenset({State.WAITING}), N_("Those who wait ({n})")),
            Readers("here", frozenset({State.ATTENDED, State.WALK_IN}), N_("Those who came ({n})")),
            Readers("absent", frozenset({State.ABSENT}), N_("Those who did not come ({n})")),
        )
    }
)
BEFORE, AFTER = ("seats", "waiting"), ("here", "absent")
"""Whom there is something to write to before and after a class."""


def states_of(readers: Readers, klass: TrainingClass, now: int) -> frozenset[State]:
    """The states of the sign-ups that are meant. Once a class is over, who was not checked in did
    not come, also before that is written down."""
    if readers.key == "absent" and is_over(klass, now):
        return readers.states | {State.SIGNED}
    return readers.states


async def _chosen(turn: Turn, klass: TrainingClass, readers: Readers) -> list[Listed]:
    """The roster's lines of those who are meant."""
    states = states_of(readers, klass, turn.now)
    listed = await signups.roster(turn.tx, klass.id)
    return [one for one in listed if one.signup.state in states and not one.locked]


def _people(listed: list[Listed]) -> int:
    """How many people these lines are; who signed up several reads it once."""
    known = {one.signup.person_id for one in listed if one.signup.person_id is not None}
    return len(known) + sum(one.signup.person_id is None for one in listed)


async def _ask_whom(turn: Turn, klass: TrainingClass) -> None:
    voice = turn.voice
    rows = []
    for key in AFTER if turn.now >= klass.starts_at else BEFORE:
        count = _people(await _chosen(turn, klass, READERS[key]))
        if count:
            label = voice.plain(READERS[key].label, n=count)
            rows.append([Button(label, f"o:c.write:{klass.id}:{key}")])
    asked = (
        voice.gettext("To whom would you like to write?")
        if rows
        else voice.gettext("There is nobody to write to yet.")
    )
    text = classes_desk.about(turn, klass, asked)
    turn.show(Screen(text, [*rows, classes_desk.below(voice, klass)]))


async def _write(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    klass = opened.what
    if klass.state is not ClassState.OPEN:
        await classes.too_late(turn, klass)
    elif rest not in READERS:
        await _ask_whom(turn, klass)
    elif not await classes_desk.go_on(turn, FORM, klass.id, whom=rest):
        await form.begin(turn, FORM, {WHOM: rest}, klass.id)


async def _preface(turn: Turn, draft: Draft) -> Html | None:
    """How many people will read it, counted as it would be sent now."""
    opened = await classes_desk.find(turn, draft.subject)
    readers = READERS.get(str(draft.answers.get(WHOM)))
    if opened is None or readers is None:
        return None
    chosen = await _chosen(turn, opened.what, readers)
    count = _people(chosen) - len(await only_by_phone(turn, chosen))
    said = turn.voice.ngettext("This goes to {n} person.", "This goes to {n} people.", count)
    whom = turn.voice.gettext(readers.label, n=_people(chosen))
    return classes_desk.about(turn, opened.what, whom, said, Html())


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    opened = await classes_desk.find(turn, draft.subject)
    text, readers = draft.answers.get("text"), READERS.get(str(draft.answers.get(WHOM)))
    if opened is None or readers is None or not isinstance(text, str):
        await classes_desk.nothing_here(turn)
        return
    klass = opened.what
    if klass.state is not ClassState.OPEN:
        await classes.too_late(turn, klass)
        return
    left = await only_by_phone(turn, await _chosen(turn, klass, readers))
    states = states_of(readers, klass, turn.now)
    told = await training_line.write(turn.post, klass, text, states)
    detail = {"code": klass.code, "whom": readers.key, "people": str(told)}
    acts.add(turn.tx, turn.person.id, "class.write", kept.subject(klass.id), detail, turn.now)
    said = turn.voice.ngettext("Sent to {n} person.", "Sent to {n} people.", told)
    await classes.show(turn, klass, lines(said, *to_call(turn.voice, left)))


FORM = Form(
    name="class_write",
    version=1,
    emoji="🎓",
    title=N_("your words to the people of the class"),
    steps=(
        Step(
            "text",
            Words(5, 380),
            N_("What would you like to tell them? They read exactly what you write."),
            N_("Your words"),
            N_("The class begins half an hour later, at 8:30."),
        ),
    ),
    finish=_finish,
    enter=classes.enter,
    send=N_("Send it to them"),
    first=classes_desk.no_longer_hers,
    preface=_preface,
    check=N_("{emoji} <b>Shall they read this?</b>"),
    ways=N_("Press a button to change it, or send it."),
    origin=(N_("Back to the class"), "o:c.see:{subject}"),
)

ACTIONS: tuple[OfficerAction, ...] = (on("c.write", Right.RUN_CLASSES, CLASS, _write),)
