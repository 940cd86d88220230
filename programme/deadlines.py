"""What is due when: the days of a round, the limit on a stage, a certificate's last months.

Days are days in Vietnam; a day named with "before" is over when it comes.
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from programme.editions import Deadline, Edition, Round
from programme.workdays import working_days_after, working_days_between


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline of one round on its day. `day` is the day that the rules name, `last_day` the
    last one that is in time, `days_left` counts to `day` and is negative afterwards."""

    round: Round
    year: int
    deadline: Deadline
    day: date
    days_left: int

    @property
    def last_day(self) -> date:
        return self.day - timedelta(days=1) if self.deadline.before else self.day

    @property
    def over(self) -> bool:
        return self.days_left < (1 if self.deadline.before else 0)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A round of one year with all its deadlines."""

    round: Round
    year: int
    dues: tuple[Due, ...]


def sitting(rated_in: Round, year: int, on: date) -> Sitting:
    """Return the round of a year, its days counted from `on`."""
    return Sitting(
        rated_in,
        year,
        tuple(
            Due(rated_in, year, deadline, day := deadline.on(year), (day - on).days)
            for deadline in rated_in.deadlines
        ),
    )


def calendar(edition: Edition, on: date) -> tuple[Sitting, ...]:
    """Return the rounds that are under way on a day, and of each the next that can still be joined;
    the one that closes first stands first."""
    found = []
    for rated_in in edition.rounds:
        for year in range(on.year - 2, on.year + 3):
            one = sitting(rated_in, year, on)
            if not one.dues[-1].over:
                found.append(one)
            if not one.dues[0].over:
                break
    return tuple(sorted(found, key=lambda one: one.dues[-1].day))


def next_due(
    edition: Edition, stage: str, on: date, key: str | None = None, year: int | None = None
) -> Due | None:
    """Return the next deadline for a product at a stage: in its own round (named by key and year),
    or, where it comes too late for that, in the first round that it can still make. None where no
    round has one for this stage.

    A council that is late does not put a product into another round; then what is returned is over.
    """
    own = edition.round(key)
    if own is not None and year is not None:
        due = _first(edition, sitting(own, year, on), stage)
        here = edition.stage(stage)
        if due is not None and (not due.over or (here is not None and here.awards is not None)):
            return due
    found = [
        due
        for one in edition.rounds
        for of_year in range(on.year - 1, on.year + 2)
        if (due := _first(edition, sitting(one, of_year, on), stage)) is not None and not due.over
    ]
    return min(found, key=lambda due: due.day, default=None)


def _first(edition: Edition, one: Sitting, stage: str) -> Due | None:
    """Return the first deadline of a round that a product at a stage has to keep."""
    here = edition.order(stage)
    return next((due for due in one.dues if edition.order(due.deadline.stage) >= here), None)


@dataclass(frozen=True, slots=True)
class Limit:
    """The law's limit on a stage, in working days: how many have passed and how many are left
    (below 0: it is over), and its last day."""

    days: int
    used: int
    left: int
    last_day: date


def limit(edition: Edition, stage: str, since: date, on: date) -> Limit | None:
    """Return the limit on a product that came to a stage on a day; None where there is none."""
    found = edition.stage(stage)
    if found is None or found.working_days is None:
        return None
    used = max(0, working_days_between(since, on))
    last = working_days_after(since, found.working_days)
    return Limit(found.working_days, used, found.working_days - used, last)


class Phase(StrEnum):
    """Where a certificate stands."""

    VALID = "valid"
    WINDOW = "window"
    """Re-rating may be filed for now."""

    LATE = "late"
    """Too late to file for re-rating, but it is still valid."""

    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Validity:
    """A certificate on a day. `opens` and `closes` are the first and the last day to file for
    re-rating, None where the edition sets none."""

    phase: Phase
    expires: date
    days_left: int
    opens: date | None
    closes: date | None


def validity(edition: Edition, expires: date, on: date) -> Validity:
    """Return where a certificate stands that is valid until a day, that day included."""
    rules = edition.certificate
    opens = expires - timedelta(days=rules.rerate_from_days) if rules else None
    closes = expires - timedelta(days=rules.rerate_until_days) if rules else None
    phase = Phase.VALID
    if on > expires:
        phase = Phase.EXPIRED
    elif closes is not None and on > closes:
        phase = Phase.LATE
    elif opens is not None and on >= opens:
        phase = Phase.WINDOW
    return Validity(phase, expires, (expires - on).days, opens, closes)


def expiry(edition: Edition, issued: date) -> date | None:
    """Return the day until which a certificate of a day is valid; None where no life is stated."""
    return None if edition.certificate is None else add_months(issued, edition.certificate.months)


def add_months(day: date, count: int) -> date:
    """Return the same day so many months later, or the last one of a shorter month."""
    number = day.year * 12 + day.month - 1 + count
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
