"""Who may act for whom: officers stand for a commune, a former district or a province."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


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
"""Whether a unit (first code) is or holds a commune (second code)."""


def covers(contains: Contains, role: Role, commune: str) -> bool:
    """Say whether a role's area holds a commune."""
    return contains(role.unit, commune)


def may_act(contains: Contains, roles: Iterable[Role], commune: str) -> bool:
    """Say whether somebody with these roles may see and act on the ideas of a commune."""
    return any(covers(contains, role, commune) for role in roles)
