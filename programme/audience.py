"""To whom an announcement goes: what an officer chose, as data."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol


class Unit(Protocol):
    @property
    def code(self) -> str: ...


class Areas(Protocol):
    """What is needed of `programme.units.Territory`."""

    def communes_of(self, area: str, /) -> Iterable[Unit]: ...


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an announcement concerns. An empty tuple sets no bounds, but for `areas`: without one
    nobody is meant, unless `received` or `missed` names whom.

    `areas` are codes of units of any level; `kinds` are keys of programme.people, `groups` of
    programme.ideas.GROUPS, `stages` of an edition: of the person's ideas and products one must be
    in one of the groups and one of the stages. `topics` keeps to those who follow one of them.
    `classes` are ids: those who are signed up for one of them. `received` and `missed` are ids of
    announcements: those who got one of them, and those whom one of them did not reach.
    What begins with `without_` leaves people out again.
    """

    areas: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()
    received: tuple[int, ...] = ()
    missed: tuple[int, ...] = ()
    without_areas: tuple[str, ...] = ()
    without_kinds: tuple[str, ...] = ()
    without_groups: tuple[str, ...] = ()
    without_classes: tuple[int, ...] = ()
    without_received: tuple[int, ...] = ()

    @property
    def named(self) -> bool:
        """Whether it names its people by an earlier announcement, so that it needs no area."""
        return bool(self.received or self.missed)


_NUMBERS = frozenset({"classes", "received", "missed", "without_classes", "without_received"})


class AudienceError(ValueError):
    """A stored audience that cannot be read."""


def to_json(audience: Audience) -> str:
    """Write an audience as it is stored; what sets no bounds is left out."""
    chosen = {name: value for name, value in asdict(audience).items() if value}
    return json.dumps(chosen, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Audience:
    """Read a stored audience, or raise AudienceError: to leave out what is not understood would
    make it larger."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise AudienceError(str(error)) from error
    known = {field.name for field in fields(Audience)}
    if not isinstance(data, dict) or not data.keys() <= known:
        raise AudienceError(f"not an audience: {text[:100]}")
    return Audience(**{name: _keys(name, value) for name, value in data.items()})


def _keys(name: str, value: object) -> tuple[Any, ...]:
    kind = int if name in _NUMBERS else str
    if not isinstance(value, list) or not all(type(item) is kind for item in value):
        raise AudienceError(f"{name} is not a list of {kind.__name__}")
    return tuple(value)


def communes(territory: Areas, audience: Audience) -> frozenset[str]:
    """Return today's communes in which the people of an audience live."""
    return _within(territory, audience.areas) - _within(territory, audience.without_areas)


def _within(territory: Areas, areas: Iterable[str]) -> frozenset[str]:
    return frozenset(unit.code for area in areas for unit in territory.communes_of(area))


def lies_in(covers: Callable[[str, str], bool], area: str, audience: Audience) -> bool:
    """Say whether an officer's area holds every area of an audience. One that names its people by
    an earlier announcement is as wide as that; who may send it is decided by that one's area."""
    return all(covers(area, part) for part in audience.areas) and bool(
        audience.areas or audience.named
    )
