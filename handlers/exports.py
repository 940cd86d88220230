"""Files that people ask for or send: worked on beside the conversations.

A press stores a job and is answered at once; however often a button is pressed meanwhile, its file
is made once. bot/exports.py then reads what is asked for from a
snapshot of the database, in nobody's way; in one transaction it takes the job off the list, makes
the change that comes of it, if any, logs what leaves the bot and puts the file in the outbox. So a
crash in between means that it is made anew, and comes once.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from handlers.files import File
from handlers.menu import back_button
from handlers.post import Post
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice
from handlers.world import World
from locales.formats import format_moment, format_number
from programme.roles import Right, Role
from programme.vietnam_time import moment
from storage import jobs, media
from storage.database import Transaction
from storage.people import Person, PersonId

MOST_A_DAY = 60
"""Files that a person may have in 24 hours: more than anybody reads, and few enough that nobody
keeps the others waiting for theirs, or fills our store."""
MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Making:
    """What a file is made with: a snapshot to read, the person who asked for it, and the chat in
    which she did, its channel and its id there. `bot` is the name by which links lead to
    the bot; `now` is in milliseconds."""

    tx: Transaction
    world: World
    person: Person
    chat: tuple[str, str]
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
    """A file with the words below it, and `more` of them; then comes a screen, if there is one."""

    file: File
    caption: Html | None = None
    acts: tuple[Act, ...] = ()
    screen: Screen | None = None
    more: tuple[tuple[File, Html | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What was made leads to a change: `run` makes it, in the transaction in which the job is taken
    off the list, and returns what is sent. What takes long is done before."""

    run: Callable[[Post], Awaitable[Made | Screen]]


Make: TypeAlias = Callable[
    [Making, tuple[Role, ...], str], Awaitable[Made | Screen | Change | None]
]
"""Makes what a button asked for. It gets the roles that give the right now, and what stood behind
the button's name. A screen if there is something else to say, None if it is not hers to have."""


def failed(voice: Voice) -> Screen:
    """What an officer is told when her file could not be made."""
    text = voice.gettext(
        "😔 I could not make the file you asked for. Please press its button once more. If it "
        "fails again, please tell whoever looks after the bot."
    )
    return Screen(text, [[back_button(voice)]])


def not_made(voice: Voice) -> Screen:
    """What a person is told when something quick could not be made."""
    text = voice.gettext(
        "😔 I could not make the file. Everything you wrote is kept. Please try again later."
    )
    return Screen(text, [[back_button(voice)]])


def refused(voice: Voice) -> Screen:
    """What an officer is told whose area it was when she pressed, and is not any more."""
    text = voice.gettext(
        "The file you asked for is not in your area any more, so I have not made it."
    )
    return Screen(text, [[back_button(voice)]])


@dataclass(frozen=True, slots=True)
class Export:
    """A kind of file: what it is called in jobs, the right it needs, and how it is made; what she
    is told when that fails, and when it is not hers to have any more. Without a right it is a
    person's own, and `make` sees to that. `quick` ones take no more than a second or two and do not
    wait behind the others."""

    name: str
    right: Right | None
    make: Make
    failed: Callable[[Voice], Screen] = failed
    refused: Callable[[Voice], Screen] = refused
    quick: bool = False


def kind_of(channel: str, *, quick: bool = False) -> str:
    """The kind of the jobs whose files leave by a channel: who leads it makes them."""
    return f"export.quick.{channel}" if quick else f"export.{channel}"


async def ask(turn: Turn, export: Export, given: str) -> None:
    """Have a file made for the person of this update, whose right to it has been checked, and say
    so. A second press before it has come changes nothing. Who has had `MOST_A_DAY` files is told
    when she may have the next one."""
    if await _too_many(turn):
        return
    put(turn.post, export, turn.person.id, (turn.channel, turn.chat_id), given)
    voice = turn.voice
    if export.quick:
        turn.will_come_below()
        turn.toast(voice.plain("I am making it. You will find it below in a moment."))
    else:
        turn.toast(voice.plain("I am making the file. It comes here as soon as it is ready."))


async def _too_many(turn: Turn) -> bool:
    last = await media.made_since(turn.tx, turn.person.id, turn.now - DAY_MS, MOST_A_DAY)
    if len(last) < MOST_A_DAY:
        return False
    say_too_many(turn, MOST_A_DAY, last[-1])
    return True


def say_too_many(turn: Turn, most: int, first: int) -> None:
    """Say that she has had her files of a day, and when the next: a day after the `first` of them
    (milliseconds)."""
    voice = turn.voice
    text = voice.plain(
        "You have had {n} files from me in a day; they are all here above. You can have the next "
        "one from {when}.",
        n=format_number(most, voice.language),
        when=a_day_after(first, turn.at, voice),
    )
    turn.toast(text, alert=True)


def a_day_after(then: int, at: datetime, voice: Voice) -> str:
    """A day after a moment (milliseconds), as it is said. That has no seconds: at that minute the
    day must be over."""
    again = -(-(then + DAY_MS) // MINUTE_MS) * MINUTE_MS
    return format_moment(moment(again), at, voice.language)


def put(post: Post, export: Export, person_id: PersonId, chat: tuple[str, str], given: str) -> None:
    """Have something made for a person and sent to that chat, its channel and its id there; once,
    however often it is put before it has come."""
    channel, chat_id = chat
    jobs.put_once(
        post.tx,
        kind_of(channel, quick=export.quick),
        f"{export.name}:{person_id}:{given}",
        post.now,
        {"export": export.name, "given": given, "person": person_id, "chat": chat_id},
    )
