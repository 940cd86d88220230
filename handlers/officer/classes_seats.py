"""Adding seats to a class, for those who wait."""

from dataclasses import replace

from handlers import training_line
from handlers.officer import classes, classes_desk
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.classes_desk import CLASS, current
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html
from programme.classes import MOST_SEATS
from programme.roles import Right
from storage.classes import ClassState, TrainingClass

MORE = (1, 2, 5, 10)
"""Seats that one press adds."""


async def more(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    """Ask how many seats are added."""
    klass, voice = opened.what, turn.voice
    if current(klass, rest) is None or not _may_add(klass, turn.now):
        await classes.too_late(turn, klass)
        return
    counts = await classes.counts_of(turn, klass)
    text = classes_desk.about(
        turn,
        klass,
        voice.ngettext("It has {n} seat now.", "It has {n} seats now.", klass.seats),
        voice.ngettext(
            "{n} person is waiting. Each new seat is offered to the next in line at once.",
            "{n} people are waiting. Each new seat is offered to the next in line at once.",
            counts.waiting,
        )
        if counts.waiting
        else None,
        voice.gettext("How many seats shall I add?"),
    )
    at = f"{klass.id}:{klass.revision}"
    adds = [Button(f"+{n}", f"o:c.add:{at}:{n}") for n in MORE if klass.seats + n <= MOST_SEATS]
    turn.show(Screen(text, [adds, classes_desk.below(voice, klass)]))


def _may_add(klass: TrainingClass, now: int) -> bool:
    """Whether more seats still help anybody."""
    return klass.state is ClassState.OPEN and now < klass.starts_at and klass.seats < MOST_SEATS


async def add(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    """Add seats, which are offered to those who wait."""
    klass, voice = opened.what, turn.voice
    carried = current(klass, rest)
    if carried not in {str(n) for n in MORE} or not _may_add(klass, turn.now):
        await classes.too_late(turn, klass)
        return
    waiting = (await classes.counts_of(turn, klass)).waiting
    seats = min(MOST_SEATS, klass.seats + int(carried))
    plan = replace(classes_desk.plan_of(klass), seats=seats)
    after = await training_line.change(turn.post, klass, plan, turn.person.id)
    if after is None:
        await classes.too_late(turn, klass)
        return
    offered = waiting - (await classes.counts_of(turn, after)).waiting
    said = voice.ngettext("It has {n} seat now.", "It has {n} seats now.", after.seats)
    if offered:
        offers = voice.ngettext(
            "I have offered a seat to {n} person.", "I have offered a seat to {n} people.", offered
        )
        said = Html(f"{said} {offers}")
    await classes.show(turn, after, said)


ACTIONS: tuple[OfficerAction, ...] = (
    on("c.more", Right.RUN_CLASSES, CLASS, more),
    on("c.add", Right.RUN_CLASSES, CLASS, add),
)
