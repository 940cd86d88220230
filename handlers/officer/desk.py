"""An officer's desk: which ideas lie on it."""

from collections.abc import Iterable

from handlers.menu import back_button
from handlers.occasion import Occasion
from handlers.officer.acts import Opened, Subject, opened
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Voice
from programme.roles import Right, Role
from storage import ideas, people
from storage.ideas import Idea


def communes(turn: Occasion, roles: Iterable[Role]) -> frozenset[str]:
    """The codes of the communes that some roles cover."""
    territory = turn.world.territory
    return frozenset(unit.code for role in roles for unit in territory.communes_of(role.unit))


IDEA: Subject[Idea] = Subject(
    "idea", lambda turn, number: ideas.one(turn.tx, number), lambda idea: idea.commune
)


async def find(turn: Turn, id: int, right: Right = Right.DECIDE_IDEA) -> Opened[Idea] | None:
    """An idea, if this person has the right over it now; else None."""
    return await opened(turn, right, IDEA, id)


async def locked(turn: Turn, idea: Idea) -> bool:
    """Whether the producer has taken her agreement back: what she sent is not the officers' to
    read until she agrees again (Law 91/2025/QH15)."""
    owner = await people.one(turn.tx, idea.person_id)
    return owner is not None and owner.consent is False


def place(turn: Occasion | Post, code: str) -> str:
    """What a commune or an area is called: "xã Sơn Động"."""
    unit = turn.world.territory.unit(code)
    return code if unit is None else str(unit)


def queue_button(voice: Voice) -> Button:
    """The way to the ideas that wait."""
    return Button(voice.plain("📋 My queue"), "o:q:new:0")


def desk_button(voice: Voice) -> Button:
    """The way to everything else that an officer does."""
    return Button(voice.plain("🗂 My desk"), "m:desk")


def not_an_officer(voice: Voice) -> Screen:
    """What somebody without a role sees in the place of an officer's screen."""
    text = voice.gettext(
        "This is for officers of the Farmers' Union. If you were invited, please open the link of "
        "the invitation."
    )
    return Screen(text, [[back_button(voice)]])
