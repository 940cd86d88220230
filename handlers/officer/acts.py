"""Officers' buttons: one table, one way to press them, one check of who may.

A button is `o:<name>`, or `o:<name>:<id>` where it acts on something, and may carry more behind a
further colon. Whatever its message once showed, a press is checked here against the officer's roles
and the thing as they are now. The test of permissions reads this same table.
"""

import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.menu import leave
from handlers.turn import Handler, Turn
from programme.roles import Right, Role, entitled, having
from storage import officers

T = TypeVar("T")
_DATA = re.compile(r"o:([a-z]+(?:\.[a-z]+)?)(?::(.*))?", re.DOTALL)
_NUMBERED = re.compile(r"([0-9]{1,18})(?::(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Subject(Generic[T]):
    """What officers act on: how it is found by its number, and the code of the unit whose officers
    it concerns."""

    name: str
    find: Callable[[Turn, int], Awaitable[T | None]]
    unit: Callable[[T], str]


@dataclass(frozen=True, slots=True)
class Opened(Generic[T]):
    """Something that the person of this update may act on, and those of her roles that let her."""

    what: T
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class OfficerAction:
    """One kind of button: what it is called in callback data, the right it needs, and on what it
    acts (None: on nothing, so that the right counts wherever she has it).

    `press` takes what stands behind the name; false if the person may not, or if there is no such
    thing, which must look the same to her. `may` makes the same check and does nothing.
    """

    name: str
    right: Right
    subject: str | None
    press: Callable[[Turn, str], Awaitable[bool]]


def on(
    name: str,
    right: Right,
    subject: Subject[T],
    run: Callable[[Turn, Opened[T], str], Awaitable[None]],
) -> OfficerAction:
    """A button that acts on something. `run` gets it and what stands behind its number."""

    async def press(turn: Turn, given: str) -> bool:
        match = _NUMBERED.fullmatch(given)
        found = await opened(turn, right, subject, int(match[1])) if match else None
        if match is None or found is None:
            return False
        leave(turn)
        await run(turn, found, match[2] or "")
        return True

    return OfficerAction(name, right, subject.name, press)


def anywhere(
    name: str, right: Right, run: Callable[[Turn, tuple[Role, ...], str], Awaitable[None]]
) -> OfficerAction:
    """A button that acts on nothing in particular: a list, a menu. `run` gets the roles that give
    the right and what stands behind the name."""

    async def press(turn: Turn, given: str) -> bool:
        mine = having(await roles(turn), right)
        if not mine:
            return False
        leave(turn)
        await run(turn, mine, given)
        return True

    return OfficerAction(name, right, None, press)


async def opened(turn: Turn, right: Right, subject: Subject[T], id: int) -> Opened[T] | None:
    """Something, if the person of this update has a right over it now; else None. For what ends in
    another way than by a button: a form that is sent, a code that is typed."""
    what = await subject.find(turn, id)
    if what is None:
        return None
    covers = turn.world.territory.covers
    mine = entitled(covers, await roles(turn), right, subject.unit(what))
    return Opened(what, mine) if mine else None


async def roles(turn: Turn) -> tuple[Role, ...]:
    """The roles of the person of this update as they are now."""
    return await officers.areas(turn.tx, turn.person.id)


def refuse(turn: Turn) -> None:
    """The answer to a button on something that is not there or not in the officer's area; it does
    not say which."""
    turn.toast(turn.voice.plain("This is not in your area."))


def handler(actions: Iterable[OfficerAction]) -> Handler:
    """The one handler of all officers' buttons. ValueError if two of them share a name."""
    table: dict[str, OfficerAction] = {}
    for action in actions:
        if action.name in table:
            raise ValueError(f"two buttons of officers are called {action.name}")
        table[action.name] = action
    return CallbackQueryHandler(_presser(table), r"^o:")


def _presser(
    table: Mapping[str, OfficerAction],
) -> Callable[[Update, Turn], Coroutine[Any, Any, None]]:
    async def press(update: Update, turn: Turn) -> None:
        match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
        action = table.get(match[1]) if match else None
        if match is None or action is None or not await action.press(turn, match[2] or ""):
            refuse(turn)

    return press
