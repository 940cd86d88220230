"""The editions of OCOP's rules, read from programme/data/edition-*.toml into typed values.

An idea or product belongs to the edition it was filed under; a new edition is one more file.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from programme.reader import DataError, Names, Table

LEVELS = ("commune", "district", "province", "ministry")
STEPS = ("request", "result")


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that an edition rests on; its number is shown wherever a rule is quoted."""

    number: str
    date: date
    issuer: Names


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage on a product's road, the levels that may hold it there, and how long at most."""

    key: str
    name: Names
    holders: tuple[str, ...]
    working_days: int | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of each year by (or before) which a level has a request or gives its result."""

    level: str
    step: str
    month: int
    day: int
    before: bool
    next_year: bool

    def on(self, year: int) -> date:
        """Return the day named in the rules for the round of a year."""
        return date(year + self.next_year, self.month, self.day)


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
class ClassPlan:
    """Classes planned for one audience: how many, seats and days of each, and the month."""

    key: str
    audience: Names
    count: int
    seats: int
    days: int
    month: int


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
class Edition:
    """One edition of the rules, in force from a day until another (or until further notice)."""

    key: str
    start: date
    end: date | None
    levels: tuple[str, ...]
    decision: Decision
    stages: tuple[Stage, ...]
    rounds: tuple[Round, ...]
    targets: Targets | None
    classes: tuple[ClassPlan, ...]
    stars: tuple[Threshold, ...]
    certificate: Certificate | None

    def stage(self, key: str) -> Stage | None:
        """Return the stage of this key, or None."""
        return next((stage for stage in self.stages if stage.key == key), None)


def load_editions() -> tuple[Edition, ...]:
    """Read the packaged editions, oldest first."""
    files = [
        file
        for file in (resources.files("programme") / "data").iterdir()
        if file.name.startswith("edition-") and file.name.endswith(".toml")
    ]
    editions = [parse_edition(file.read_text("utf-8"), file.name) for file in files]
    return tuple(sorted(editions, key=lambda edition: edition.start))


def edition_in_force(editions: Sequence[Edition], day: date) -> Edition:
    """Return the edition in force on a day; of several the one that began last."""
    found = [
        edition
        for edition in editions
        if edition.start <= day and (edition.end is None or day <= edition.end)
    ]
    if not found:
        raise DataError(f"no edition is in force on {day:%d/%m/%Y}")
    return max(found, key=lambda edition: edition.start)


def parse_edition(text: str, file: str) -> Edition:
    """Read one edition, or raise DataError naming file, key and what is expected there."""
    try:
        table = Table(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{file}: not TOML: {error}") from error
    levels = table.words("levels", LEVELS)
    edition = Edition(
        key=table.text("key"),
        start=table.date("from"),
        end=table.date("until") if "until" in table else None,
        levels=levels,
        decision=_decision(table.table("decision")),
        stages=tuple(map(_stage, table.tables("stages"))),
        rounds=tuple(map(_round, table.tables("rounds"))),
        targets=_targets(table.table("targets")) if "targets" in table else None,
        classes=tuple(map(_class, table.tables("classes", needed=False))),
        stars=tuple(map(_threshold, table.tables("stars", needed=False))),
        certificate=_certificate(table.table("certificate")) if "certificate" in table else None,
    )
    table.done()
    if edition.end is not None and edition.end < edition.start:
        raise table.wrong("until", "a day not before the one in 'from'")
    for where, keys in (("stages", edition.stages), ("rounds", edition.rounds)):
        if len({item.key for item in keys}) < len(keys):
            raise table.wrong(where, "a different key in each")
    return edition


def _decision(table: Table) -> Decision:
    issuer = table.names("issuer")
    return table.finish(Decision(table.text("number"), table.date("date"), issuer))


def _stage(table: Table) -> Stage:
    days = table.whole("working_days", 1, 365) if "working_days" in table else None
    holders = table.words("holders", LEVELS)
    name = table.names("name")
    return table.finish(Stage(table.text("key"), name, holders, days))


def _round(table: Table) -> Round:
    return table.finish(
        Round(
            key=table.text("key"),
            name=table.names("name"),
            deadlines=tuple(map(_deadline, table.tables("deadlines"))),
            expected=table.whole("expected", 0, 10_000) if "expected" in table else None,
        )
    )


def _deadline(table: Table) -> Deadline:
    month, day = table.whole("month", 1, 12), table.whole("day", 1, 31)
    try:
        date(2023, month, day)
    except ValueError as error:
        raise table.wrong("day", f"a day of month {month}") from error
    return table.finish(
        Deadline(
            level=table.word("level", LEVELS),
            step=table.word("step", STEPS) if "step" in table else "result",
            month=month,
            day=day,
            before=table.yes("before"),
            next_year=table.yes("next_year"),
        )
    )


def _targets(table: Table) -> Targets:
    new = table.whole("new_products", 0, 100_000)
    return table.finish(Targets(new, table.whole("maintained_products", 0, 100_000)))


def _class(table: Table) -> ClassPlan:
    return table.finish(
        ClassPlan(
            key=table.text("key"),
            audience=table.names("audience"),
            count=table.whole("count", 1, 1000),
            seats=table.whole("seats", 1, 1000),
            days=table.whole("days", 1, 365),
            month=table.whole("month", 1, 12),
        )
    )


def _threshold(table: Table) -> Threshold:
    stars = table.whole("stars", 1, 5)
    return table.finish(Threshold(stars, table.whole("from_points", 0, 100)))


def _certificate(table: Table) -> Certificate:
    return table.finish(
        Certificate(
            from_stars=table.whole("from_stars", 1, 5),
            months=table.whole("months", 1, 600),
            rerate_from_days=table.whole("rerate_from_days", 1, 3660),
            rerate_until_days=table.whole("rerate_until_days", 0, 3660),
            decided_within_days=table.whole("decided_within_days", 1, 365),
        )
    )
