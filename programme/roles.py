"""Who may do what for whom: officers stand for a commune, a former district or a province."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from programme.ideas import Action


class Level(StrEnum):
    """As what somebody stands for a unit: an officer of one of the Farmers' Union's levels, or one
    of the two offices beside them. Districts ended on 1/7/2025, but their officers' areas and
    people's habits are still named after them."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    SECRETARY = "secretary"
    """Secretariat of the council that rates products, of a province or a former district."""

    ADMINISTRATOR = "administrator"
    """Gives and ends the roles of a province and reads its log."""


class Right(StrEnum):
    """What a role lets its holder do within its unit."""

    READ = "read"
    DECIDE_IDEA = "decide_idea"
    WORK_DOSSIER = "work_dossier"
    RATE = "rate"
    RUN_CLASSES = "run_classes"
    BROADCAST = "broadcast"
    RELEASE = "release"
    ANSWER = "answer"
    REPORT = "report"
    ASSIST = "assist"
    MANAGE_ROLES = "manage_roles"
    READ_LOG = "read_log"


_OFFICER = frozenset(
    {
        Right.READ,
        Right.DECIDE_IDEA,
        Right.WORK_DOSSIER,
        Right.RUN_CLASSES,
        Right.BROADCAST,
        Right.RELEASE,
        Right.ANSWER,
        Right.REPORT,
        Right.ASSIST,
    }
)

# Points are the council's business and roles the administrator's; who advises a producer has
# neither, and whoever needs several holds several roles.
RIGHTS: Mapping[Level, frozenset[Right]] = MappingProxyType(
    {
        Level.COMMUNE: _OFFICER,
        Level.DISTRICT: _OFFICER,
        Level.PROVINCE: _OFFICER,
        Level.SECRETARY: frozenset({Right.READ, Right.WORK_DOSSIER, Right.RATE, Right.REPORT}),
        Level.ADMINISTRATOR: frozenset({Right.MANAGE_ROLES, Right.READ_LOG, Right.REPORT}),
    }
)


UNIT_LEVELS: Mapping[Level, tuple[str, ...]] = MappingProxyType(
    {
        Level.COMMUNE: ("commune",),
        Level.DISTRICT: ("district",),
        Level.PROVINCE: ("province",),
        Level.SECRETARY: ("province", "district"),
        Level.ADMINISTRATOR: ("province",),
    }
)
"""The levels of the units that somebody can stand for."""


@dataclass(frozen=True, slots=True)
class Role:
    """An officer's level and the code of the unit she stands for."""

    level: Level
    unit: str


Contains = Callable[[str, str], bool]
"""Whether an area (first code) covers a commune (second code): Territory.contains."""

Covers = Callable[[str, str], bool]
"""Whether an area (first code) covers a unit of any level (second code): Territory.covers."""


def having(roles: Iterable[Role], right: Right) -> tuple[Role, ...]:
    """Return those of some roles that give a right."""
    return tuple(role for role in roles if right in RIGHTS[role.level])


def entitled(covers: Covers, roles: Iterable[Role], right: Right, unit: str) -> tuple[Role, ...]:
    """Return those of some roles that give a right over a unit; none if it is not theirs."""
    return tuple(role for role in having(roles, right) if covers(role.unit, unit))


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
