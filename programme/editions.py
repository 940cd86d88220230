"""One edition of OCOP's rules as typed values; programme/edition_files.py reads them from data.

An idea or product belongs to the edition it was filed under; a new edition is one more file.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from programme.reader import DataError, Names
from programme.vietnam_time import VIETNAM

LEVELS = ("commune", "district", "province", "ministry")
STEPS = ("request", "result")
ENDS = ("rated", "not_rated")


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that an edition rests on; its number is shown wherever a rule is quoted."""

    number: str
    date: date
    issuer: Names


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage on a product's road.

    `holders` are the levels at which it may lie, `movers` those whose officers may move it on;
    `next`, `back` and `ends` say whereto. `working_days` is the law's limit. `awards` is set where
    a council rates: the most stars it may award itself. `needs_stars` is how many stars a rating
    must have given before a product comes here. `office` holds it, `now` is what its producer does
    meanwhile, in plain words.
    """

    key: str
    name: Names
    office: Names
    now: Names
    holders: tuple[str, ...]
    movers: tuple[str, ...]
    next: tuple[str, ...]
    back: tuple[str, ...]
    ends: tuple[str, ...]
    working_days: int | None
    awards: int | None
    needs_stars: int | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of each year by (or before) which a level has a request or gives its result, and the
    stage that a product must have left by then to be in time."""

    name: Names
    stage: str
    level: str
    step: str
    month: int
    day: int
    before: bool
    next_year: bool

    def on(self, year: int) -> date:
        """Return the day named in the rules for the round of a year."""
        year += self.next_year
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class Round:
    """A round of rating, with its deadlines in their order, and how many products are expected."""

    key: str
    name: Names
    deadlines: tuple[Deadline, ...]
    expected: int | None


@dataclass(frozen=True, slots=True)
class Targets:
    """What a year's plan promises."""

    new_products: int
    maintained_products: int


@dataclass(frozen=True, slots=True)
class PeriodTargets:
    """What is promised for several years, both named ones included."""

    first_year: int
    last_year: int
    new_a_year: int
    three_stars: int
    """Products with three stars or more, in all."""

    maintained_a_year: tuple[int, int]
    """Least and most."""

    online: int
    """Products on e-commerce platforms."""


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """Classes planned for one audience: how many, seats and days of each, and the month."""

    key: str
    audience: Names
    count: int
    seats: int
    days: int
    month: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the points and the most it can give."""

    key: str
    name: Names
    most: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """The points (of 100) from which on a product has so many stars."""

    stars: int
    from_points: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """How long a certificate lives and when re-rating may be asked for, in days before its end."""

    from_stars: int
    months: int
    rerate_from_days: int
    rerate_until_days: int
    decided_within_days: int


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a key and a name."""

    key: str
    name: Names


@dataclass(frozen=True, slots=True)
class Group:
    """A product group and the numbers of its criteria sets."""

    key: str
    name: Names
    sets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier. `groups` are the product groups that need it; empty means all.
    `idea_paper` is the key in programme.ideas.PAPERS by which an idea says that it is there."""

    key: str
    name: Names
    must: bool
    groups: tuple[str, ...]
    idea_paper: str | None

    def fits(self, group: str) -> bool:
        """Say whether products of a group need this paper."""
        return not self.groups or group in self.groups


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the rules, in force from a day until another (or until further notice).

    `begins` is the stage that an accepted idea enters as a product, `again` the one at which a
    product begins that is to be rated once more.
    """

    key: str
    start: date
    end: date | None
    levels: tuple[str, ...]
    decision: Decision
    begins: str
    again: str
    stages: tuple[Stage, ...]
    rounds: tuple[Round, ...]
    targets: Targets | None
    period_targets: PeriodTargets | None
    classes: tuple[ClassPlan, ...]
    parts: tuple[Part, ...]
    stars: tuple[Threshold, ...]
    certificate: Certificate | None
    producers: tuple[Named, ...]
    groups: tuple[Group, ...]
    support: tuple[Named, ...]
    papers: tuple[Paper, ...]

    def stage(self, key: str) -> Stage | None:
        """Return the stage of this key, or None."""
        return next((stage for stage in self.stages if stage.key == key), None)

    def order(self, key: str) -> int:
        """Return the place of a stage on the road, from 0; the road's length for an unknown one."""
        keys = [stage.key for stage in self.stages]
        return keys.index(key) if key in keys else len(keys)

    def round(self, key: str | None) -> Round | None:
        """Return the round of this key, or None."""
        return next((one for one in self.rounds if one.key == key), None)

    def papers_for(self, group: str) -> tuple[Paper, ...]:
        """Return the papers of the dossier that products of a group need."""
        return tuple(paper for paper in self.papers if paper.fits(group))


@dataclass(frozen=True, slots=True)
class Editions:
    """All editions, oldest first. `fixed` is the key of one that counts on every day, where an
    operator has set one; else the date decides."""

    all: tuple[Edition, ...]
    fixed: str | None = None

    def of(self, key: str) -> Edition:
        """Return the edition of a key. LookupError if its file has gone."""
        for edition in self.all:
            if edition.key == key:
                return edition
        raise LookupError(f"there is no edition {key}; is edition-{key}.toml missing?")

    def back_from(self, edition: Edition) -> tuple[Edition, ...]:
        """Return an edition and those that began before it, the latest first."""
        earlier = [one for one in reversed(self.all) if one.start < edition.start]
        return (edition, *earlier)

    def on(self, day: date) -> Edition:
        """Return the edition in force on a day, or on that of an aware datetime in Vietnam; of
        several the one that began last."""
        if isinstance(day, datetime):
            day = day.astimezone(VIETNAM).date()
        if self.fixed is not None:
            return self.of(self.fixed)
        found = [
            edition
            for edition in self.all
            if edition.start <= day and (edition.end is None or day <= edition.end)
        ]
        if not found:
            raise DataError(f"no edition is in force on {day:%d/%m/%Y}")
        return max(found, key=lambda edition: edition.start)

    def by_key(self) -> Mapping[str, Edition]:
        """Return the editions by their keys."""
        return {edition.key: edition for edition in self.all}
