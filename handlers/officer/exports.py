"""Large files and counts that officers ask for: made beside the conversations.

A press stores a job and is answered at once. bot/exports.py then reads what is asked for from a
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
    """What a file is made with: a snapshot to read, and the person who asked for it. `now` is in
    milliseconds."""

    tx: Transaction
    world: World
    person: Person
    now: int

    @property
    def voice(self) -> Voice:
        return self.world.voice(self.person.language)

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
    """A file with the words below it."""

    file: File
    caption: Html | None
    acts: tuple[Act, ...]


Make: TypeAlias = Callable[[Making, tuple[Role, ...], str], Awaitable[Made | Screen | None]]
"""Makes what a button asked for. It gets the roles that give the right now, and what stood behind
the button's name. A screen if there is something else to say, None if it is not hers to have."""


@dataclass(frozen=True, slots=True)
class Export:
    """A kind of file: what it is called in jobs, the right it needs, and how it is made."""

    name: str
    right: Right
    make: Make


def kind_of(channel: str) -> str:
    """The kind of the jobs whose files leave by a channel: who leads it makes them."""
    return f"export.{channel}"


def ask(turn: Turn, export: Export, given: str) -> None:
    """Have a file made for the person of this update, whose right to it has been checked, and say
    so. A second press before it has come changes nothing."""
    jobs.put_once(
        turn.tx,
        kind_of(turn.channel),
        f"{export.name}:{turn.person.id}:{given}",
        turn.now,
        {
            "export": export.name,
            "given": given,
            "person": turn.person.id,
            "chat": turn.chat_id,
        },
    )
    turn.toast(turn.voice.plain("I am making the file. It comes here as soon as it is ready."))


def refused(voice: Voice) -> Screen:
    """What an officer is told whose area it was when she pressed, and is not any more."""
    text = voice.gettext(
        "The file you asked for is not in your area any more, so I have not made it."
    )
    return Screen(text, [[back_button(voice)]])


def failed(voice: Voice) -> Screen:
    """What an officer is told when her file could not be made."""
    text = voice.gettext(
        "😔 I could not make the file you asked for. Please press its button once more. If it "
        "fails again, please tell whoever looks after the bot."
    )
    return Screen(text, [[back_button(voice)]])
