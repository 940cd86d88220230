"""Who may act for whom: officers stand for a commune, a former district or a province."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from programme.ideas import Action


class Level(StrEnum):
    """Levels of the Farmers' Union. Districts ended on 1/7/2025, but their officers' areas and
    people's habits are still named after them."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Role:
    """An officer's level and the code of the unit she stands for."""

    level: Level
    unit: str


Contains = Callable[[str, str], bool]
"""Whether an area (first code) covers a commune (second code): Territory.contains."""


def may_act(contains: Contains, roles: Iterable[Role], commune: str) -> bool:
    """Say whether somebody with these roles may see and act on the ideas of a commune."""
    return any(contains(role.unit, commune) for role in roles)


def holder_allows(
    action: Action,
    holder: int | None,
    person: int,
    contains: Contains,
    roles: Iterable[Role],
    commune: str,
) -> bool:
    """Say whether an officer may do something to an idea that `holder` has taken up.

    Who took an idea up decides on it. To put it back is also for those above the commune, so that
    an idea cannot get stuck in the hands of somebody who has stopped looking.
    """
    if holder is None or holder == person or action is Action.TAKE_UP:
        return True
    above = (role for role in roles if role.level is not Level.COMMUNE)
    return action is Action.PUT_BACK and may_act(contains, above, commune)
