"""An officer's desk: which ideas lie on it. Each press is checked here, against the database."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.menu import back_button
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Voice
from programme.roles import Role, may_act
from storage import ideas, officers, people
from storage.ideas import Idea


async def roles(turn: Turn) -> tuple[Role, ...]:
    """The roles of the person of this update as they are now."""
    return await officers.areas(turn.tx, turn.person.id)


def communes(turn: Turn, roles: Iterable[Role]) -> frozenset[str]:
    """The codes of the communes that some roles cover."""
    territory = turn.world.territory
    return frozenset(unit.code for role in roles for unit in territory.communes_of(role.unit))


@dataclass(frozen=True, slots=True)
class Opened:
    """An idea that the person of this update may see and act on, and her roles."""

    idea: Idea
    roles: tuple[Role, ...]


async def find(turn: Turn, id: int) -> Opened | None:
    """An idea, if this person's roles, as they are now, let her see and act on it; else None."""
    idea = await ideas.one(turn.tx, id)
    mine = await roles(turn)
    if idea is None or not may_act(turn.world.territory.contains, mine, idea.commune):
        return None
    return Opened(idea, mine)


async def locked(turn: Turn, idea: Idea) -> bool:
    """Whether the producer has taken her agreement back: what she sent is not the officers' to
    read until she agrees again (Law 91/2025/QH15)."""
    owner = await people.one(turn.tx, idea.person_id)
    return owner is not None and owner.consent is False


def place(turn: Turn, code: str) -> str:
    """What a commune or an area is called: "xã Sơn Động"."""
    unit = turn.world.territory.unit(code)
    return code if unit is None else str(unit)


def queue_button(voice: Voice) -> Button:
    """The way to the ideas that wait."""
    return Button(voice.plain("📋 My queue"), "o:q:new:0")


def not_an_officer(voice: Voice) -> Screen:
    """What somebody without a role sees in the place of an officer's screen."""
    text = voice.gettext(
        "This is for officers of the Farmers' Union. If you were invited, please open the link of "
        "the invitation."
    )
    return Screen(text, [[back_button(voice)]])


def refuse(turn: Turn) -> None:
    """The answer to a button on an idea that is not there or not in the officer's area; it does
    not say which."""
    turn.toast(turn.voice.plain("This idea is not in your area."))
