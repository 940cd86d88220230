"""Files that people ask for: made beside the conversations.

A press stores a job and is answered at once; however often a button is pressed meanwhile, its file
is made once. bot/exports.py then reads what is asked for from a
snapshot of the database, in nobody's way; in one short transaction it takes the job off the list,
logs what leaves the bot and puts the file in the outbox. So a crash in between means that it is
made anew, and comes once.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from handlers.files import File
from handlers.menu import back_button
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice
from handlers.world import World
from programme.roles import Right, Role
from programme.vietnam_time import moment
from storage import jobs
from storage.database import Transaction
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Making:
    """What a file is made with: a snapshot to read, and the person who asked for it. `bot` is the
    name by which links lead to the bot; `now` is in milliseconds."""

    tx: Transaction
    world: World
    person: Person
    now: int
    is_officer: bool
    bot: str

    @property
    def voice(self) -> Voice:
        return self.world.voice(self.person.language, officer=self.is_officer)

    @property
    def at(self) -> datetime:
        return moment(self.now)


@dataclass(frozen=True, slots=True)
class Act:
    """What is logged when a file leaves."""

    action: str
    subject: str
    detail: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Made:
    """A file with the words below it; `more` of them, and the screen from which to go on. `acts`
    are logged."""

    file: File
    caption: Html | None = None
    acts: tuple[Act, ...] = ()
    more: tuple[tuple[File, Html | None], ...] = ()
    below: Screen | None = None


Make: TypeAlias = Callable[[Making, tuple[Role, ...], str], Awaitable[Made | Screen | None]]
"""Makes what a button asked for. It gets the roles that give the right now, and what stood behind
the button's name. A screen if there is something else to say, None if it is not hers to have."""


@dataclass(frozen=True, slots=True)
class Export:
    """A kind of file: what it is called in jobs, the right it needs, and how it is made. Without a
    right it is a person's own, and `make` sees to that. `quick` ones take no more than a second or
    two and do not wait behind the others."""

    name: str
    right: Right | None
    make: Make
    quick: bool = False


def kind_of(channel: str, *, quick: bool = False) -> str:
    """The kind of the jobs whose files leave by a channel: who leads it makes them."""
    return f"export.quick.{channel}" if quick else f"export.{channel}"


def ask(turn: Turn, export: Export, given: str) -> None:
    """Have a file made for the person of this update, whose right to it has been checked, and say
    so. A second press before it has come changes nothing."""
    order(turn, export, given)
    voice = turn.voice
    turn.toast(
        voice.plain("I am making it. You will find it below in a moment.")
        if export.quick
        else voice.plain("I am making the file. It comes here as soon as it is ready.")
    )


def order(turn: Turn, export: Export, given: str) -> None:
    """The same, where something else is said."""
    jobs.put_once(
        turn.tx,
        kind_of(turn.channel, quick=export.quick),
        f"{export.name}:{turn.person.id}:{given}",
        turn.now,
        {
            "export": export.name,
            "given": given,
            "person": turn.person.id,
            "chat": turn.chat_id,
        },
    )
    if export.quick:
        turn.will_come_below()


def refused(voice: Voice) -> Screen:
    """What an officer is told whose area it was when she pressed, and is not any more."""
    text = voice.gettext(
        "The file you asked for is not in your area any more, so I have not made it."
    )
    return Screen(text, [[back_button(voice)]])


def failed(voice: Voice, export: Export) -> Screen:
    """What a person is told when her file could not be made."""
    if export.quick:
        said = voice.gettext(
            "😔 I could not make the file. Everything you wrote is kept. Please try again later."
        )
        return Screen(said, [[back_button(voice)]])
    text = voice.gettext(
        "😔 I could not make the file you asked for. Please press its button once more. If it "
        "fails again, please tell whoever looks after the bot."
    )
    return Screen(text, [[back_button(voice)]])
