"""What a report says: figures of an area for a time, counted and never rounded up.

The plan of the Farmers' Union wants results that are quantified and honest; so what is not known is
left out, and a product counts as certified only while its certificate is valid.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto
from itertools import groupby

from programme.ideas import State

FIRST_YEAR = 2018
"""The programme began on 7/5/2018 (Decision 490/QĐ-TTg)."""

_KEY = re.compile(r"(20\d\d)(?:q([1-4]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or one of its quarters (1 to 4); `last` is the last day."""

    year: int
    quarter: int | None = None

    @property
    def key(self) -> str:
        return f"{self.year}" if self.quarter is None else f"{self.year}q{self.quarter}"

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.quarter is None else 3 * self.quarter - 2, 1)

    @property
    def last(self) -> date:
        if self.quarter in (None, 4):
            return date(self.year, 12, 31)
        return date(self.year, 3 * self.quarter + 1, 1) - timedelta(days=1)


def parse_period(key: str) -> Period | None:
    """Read the key of a period ("2026", "2026q4"); None if it is none."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    return Period(int(match[1]), int(match[2]) if match[2] else None)


def periods(today: date) -> tuple[Period, ...]:
    """Those that people report on: this quarter and the last, this year and the last."""
    now = Period(today.year, (today.month + 2) // 3)
    before = now.first - timedelta(days=1)
    return (
        now,
        Period(before.year, (before.month + 2) // 3),
        Period(today.year),
        Period(today.year - 1),
    )


def periods_of(year: int, today: date) -> tuple[Period, ...]:
    """A year and those of its quarters that have begun; nothing before it has, or for a year in
    which there was no programme."""
    if year < FIRST_YEAR:
        return ()
    every = (Period(year), *(Period(year, quarter) for quarter in (1, 2, 3, 4)))
    return tuple(one for one in every if one.first <= today)


@dataclass(frozen=True, slots=True)
class Standing:
    """Some products of one commune that stand alike."""

    commune: str
    edition: str
    stage: str
    outcome: str | None
    stars: int | None
    products: int
    certified: int


class Paper(Enum):
    """What may become of a product's certificate."""

    GIVEN = auto()
    """Given, or corrected."""

    ENDED = auto()
    """It counts no more: the result for which it was given has been corrected."""

    AGAIN = auto()
    """The product begins its road again, towards another one."""


@dataclass(frozen=True, slots=True)
class PaperStep:
    """Something that became of a product's certificate; `issued` is the day on a given one."""

    product: int
    commune: str
    paper: Paper
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One commune: ideas of the period by state, products now, certificates of the period."""

    commune: str
    ideas: Mapping[State, int] = field(default_factory=dict)
    under_way: int = 0
    by_stars: Mapping[int, int] = field(default_factory=dict)
    certified: int = 0
    new: int = 0
    again: int = 0

    @property
    def received(self) -> int:
        return sum(self.ideas.values())


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class. `signed` had a seat, `attended` were there, walk-ins too."""

    code: str
    topic: str
    area: str
    starts_at: int
    seats: int
    cancelled: bool
    signed: int
    attended: int


@dataclass(frozen=True, slots=True)
class AnnouncementLine:
    """One announcement: how many people it went to, and how many of them it reached."""

    id: int
    topic: str
    number: str | None
    unit: str
    started_at: int
    total: int
    sent: int
    read: int
    told: int


@dataclass(frozen=True, slots=True)
class Promise:
    """What a unit has promised for a year."""

    unit: str
    new: int
    again: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of an area. `stages` counts the products under way by edition and stage."""

    area: str
    period: Period
    lines: tuple[Line, ...]
    stages: Mapping[tuple[str, str], int]
    classes: tuple[ClassLine, ...]
    announcements: tuple[AnnouncementLine, ...]
    promises: tuple[Promise, ...]

    @property
    def total(self) -> Line:
        """All communes as one line."""
        states: dict[State, int] = {}
        stars: dict[int, int] = {}
        for line in self.lines:
            for state, count in line.ideas.items():
                states[state] = states.get(state, 0) + count
            for number, count in line.by_stars.items():
                stars[number] = stars.get(number, 0) + count
        return Line(
            self.area,
            states,
            sum(line.under_way for line in self.lines),
            dict(sorted(stars.items(), reverse=True)),
            sum(line.certified for line in self.lines),
            sum(line.new for line in self.lines),
            sum(line.again for line in self.lines),
        )

    @property
    def without(self) -> tuple[str, ...]:
        """The communes without a product that holds a valid certificate."""
        return tuple(line.commune for line in self.lines if not line.certified)

    @property
    def held(self) -> tuple[ClassLine, ...]:
        """The classes that were not cancelled."""
        return tuple(line for line in self.classes if not line.cancelled)

    def promise(self) -> Promise | None:
        """What the area itself has promised; None if that is not known."""
        return next((one for one in self.promises if one.unit == self.area), None)


def lines(
    communes: Iterable[str],
    ideas: Mapping[tuple[str, State], int],
    standings: Iterable[Standing],
    certificates: Mapping[tuple[str, bool], int],
) -> tuple[Line, ...]:
    """Put what was counted together, a line for each commune, in the order given.

    `certificates` has the products certified in the period by commune and whether again.
    """
    of_commune: dict[str, list[Standing]] = {}
    for standing in standings:
        of_commune.setdefault(standing.commune, []).append(standing)
    made = []
    for commune in communes:
        here = of_commune.get(commune, [])
        stars: dict[int, int] = {}
        for standing in here:
            if standing.outcome == "rated" and standing.stars is not None:
                stars[standing.stars] = stars.get(standing.stars, 0) + standing.products
        made.append(
            Line(
                commune,
                {state: ideas[commune, state] for state in State if (commune, state) in ideas},
                sum(standing.products for standing in here if standing.outcome is None),
                stars,
                sum(standing.certified for standing in here),
                certificates.get((commune, False), 0),
                certificates.get((commune, True), 0),
            )
        )
    return tuple(made)


def stages(standings: Iterable[Standing]) -> dict[tuple[str, str], int]:
    """Count the products under way by edition and stage."""
    counted: dict[tuple[str, str], int] = {}
    for standing in standings:
        if standing.outcome is None:
            key = standing.edition, standing.stage
            counted[key] = counted.get(key, 0) + standing.products
    return counted


def certified(steps: Iterable[PaperStep], period: Period) -> dict[tuple[str, bool], int]:
    """Count the products certified in a period, by commune and whether again: each road once, by
    the day of issue, whenever it was noted down and however often it was corrected. `steps` of one
    product stand together, in their order."""
    counted: dict[tuple[str, bool], int] = {}
    for _, of_product in groupby(steps, key=lambda step: step.product):
        roads: list[date | None] = [None]
        commune = ""
        for step in of_product:
            commune = step.commune
            if step.paper is Paper.AGAIN:
                roads.append(None)
            else:
                roads[-1] = step.issued
        issued = [day for day in roads if day is not None]
        for number, day in enumerate(issued):
            if period.first <= day <= period.last:
                key = commune, number > 0
                counted[key] = counted.get(key, 0) + 1
    return counted
