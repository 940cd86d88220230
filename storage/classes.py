"""Training classes: planned, changed and cancelled by officers, and what people said of them.

Who sits in them is in storage/signups.py.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from programme.classes import (
    FEEDBACK_AFTER,
    FEEDBACK_UNTIL,
    REMINDERS,
    Audience,
    class_code,
    reminder_times,
    reminders_left,
)
from programme.seats import Room
from programme.vietnam_time import DAY, day_at
from storage import acts, jobs
from storage.database import Row, Transaction, Value
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("classes")
REMIND, START, FEEDBACK = "class.remind", "class.start", "class.feedback"
"""The kinds of jobs about a class."""


class ClassState(StrEnum):
    """Whether a class takes place."""

    OPEN = "open"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class NewClass:
    """What an officer plans. `days` are (start, end) in milliseconds, in order, at least one."""

    topic: str
    audience: Audience
    place: str
    days: tuple[tuple[int, int], ...]
    seats: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingClass:
    """A class as it stands; `most_days` is how many days it ever had. `revision` grows with every
    change by an officer, not with sign-ups; times are milliseconds."""

    id: int
    code: str
    topic: str
    audience: Audience
    place: str
    days: tuple[tuple[int, int], ...]
    most_days: int
    seats: int
    note: str | None
    state: ClassState
    reason: str | None
    revision: int
    line: int
    created_by: PersonId
    created_at: int
    updated_at: int

    @property
    def area(self) -> str:
        """The code of the unit whose officers run it."""
        return self.audience.area

    @property
    def starts_at(self) -> int:
        return self.days[0][0]

    @property
    def ends_at(self) -> int:
        return self.days[-1][1]

    @property
    def room(self) -> Room:
        """What the rules of the seats know of it."""
        return Room(self.seats, self.starts_at, self.state is ClassState.OPEN)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many classes of an area are ahead (or under way), and how many are over or cancelled."""

    ahead: int
    past: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody said of a class: two marks from 1 to 5 and perhaps a wish."""

    class_id: int
    useful: int
    clear: int
    wish: str | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Standing:
    """At which stages of the road a producer has something, and of which product groups."""

    stages: frozenset[str]
    groups: frozenset[str]


def as_class(row: Row) -> TrainingClass:
    """A row of `classes`."""
    return TrainingClass(
        id=row["id"],
        code=row["code"],
        topic=row["topic"],
        audience=Audience(
            row["area"],
            frozenset(json.loads(row["kinds"])),
            frozenset(json.loads(row["stages"])),
            frozenset(json.loads(row["product_groups"])),
        ),
        place=row["place"],
        days=tuple((start, end) for start, end in json.loads(row["days"])),
        most_days=row["most_days"],
        seats=row["seats"],
        note=row["note"],
        state=ClassState(row["state"]),
        reason=row["reason"],
        revision=row["revision"],
        line=row["line"],
        created_by=PersonId(row["created_by"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _values(new: NewClass) -> dict[str, Value]:
    """The columns that an officer's plan fills."""
    return {
        "topic": new.topic,
        "area": new.audience.area,
        "kinds": json.dumps(sorted(new.audience.kinds)),
        "stages": json.dumps(sorted(new.audience.stages)),
        "product_groups": json.dumps(sorted(new.audience.groups)),
        "place": new.place,
        "days": json.dumps(new.days),
        "most_days": len(new.days),
        "starts_at": new.days[0][0],
        "ends_at": new.days[-1][1],
        "seats": new.seats,
        "note": new.note,
    }


def subject(class_id: int) -> str:
    """How the log of acts and the jobs name a class."""
    return f"class:{class_id}"


async def create(tx: Transaction, new: NewClass, person_id: PersonId, now: int) -> TrainingClass:
    """Plan a class under the next number of the year in Vietnam; its reminders are set."""
    year = day_at(now).year
    counted = await tx.one(SQL["next_number"], name=f"classes.{year}")
    if counted is None:
        raise LookupError("INSERT … RETURNING returned no row")
    code = class_code(year, counted["value"])
    row = await tx.one(SQL["add"], code=code, created_by=person_id, now=now, **_values(new))
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    made = as_class(row)
    _set_jobs(tx, made, now)
    acts.add(tx, person_id, "class.create", subject(made.id), {"code": code}, now)
    return made


async def change(
    tx: Transaction, id: int, revision: int, new: NewClass, person_id: PersonId, now: int
) -> TrainingClass | None:
    """Put another plan in the place of a class's, and set its reminders anew. None, and no change,
    if it is not at `revision` any more or is cancelled.

    The seats may have become more: `signups.settle` must follow.
    """
    row = await tx.one(SQL["change"], id=id, revision=revision, now=now, **_values(new))
    if row is None:
        return None
    changed = as_class(row)
    _set_jobs(tx, changed, now)
    acts.add(tx, person_id, "class.change", subject(id), {"code": changed.code}, now)
    return changed


async def cancel(
    tx: Transaction, id: int, revision: int, reason: str | None, person_id: PersonId, now: int
) -> TrainingClass | None:
    """Cancel a class; nobody is reminded of it any more. None, and no change, if it is not at
    `revision` or is cancelled already. `signups.call_off` must follow."""
    row = await tx.one(SQL["cancel"], id=id, revision=revision, reason=reason, now=now)
    if row is None:
        return None
    cancelled = as_class(row)
    _drop_jobs(tx, id)
    acts.add(tx, person_id, "class.cancel", subject(id), {"code": cancelled.code}, now)
    return cancelled


async def lock(tx: Transaction, id: int, places: int = 0) -> TrainingClass | None:
    """Read a class so that nobody else moves its line before this transaction ends; `places` are
    taken at the end of the line, the last of them is then `line`."""
    row = await tx.one(SQL["lock"], id=id, places=places)
    return None if row is None else as_class(row)


def _set_jobs(tx: Transaction, made: TrainingClass, now: int) -> None:
    """What is to be done at its time about a class."""
    _drop_jobs(tx, made.id)
    for days in reminders_left(made.starts_at, now):
        due, until = reminder_times(made.starts_at, days)
        data = {"class": made.id, "days": days}
        jobs.put(tx, REMIND, f"{subject(made.id)}:{days}", due, until=until, data=data)
    if made.starts_at > now:
        jobs.put(tx, START, subject(made.id), made.starts_at, until=made.starts_at + DAY)
    if made.ends_at > now:
        due = made.ends_at + FEEDBACK_AFTER
        jobs.put(tx, FEEDBACK, subject(made.id), due, until=made.ends_at + FEEDBACK_UNTIL)


def _drop_jobs(tx: Transaction, id: int) -> None:
    jobs.cancel_about(tx, subject(id))
    for days in REMINDERS:
        jobs.cancel(tx, REMIND, f"{subject(id)}:{days}")


async def one(tx: Transaction, id: int) -> TrainingClass | None:
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else as_class(row)


async def by_code(tx: Transaction, code: str) -> TrainingClass | None:
    """The class with a code such as LH-2026-00012."""
    row = await tx.one(SQL["by_code"], code=code)
    return None if row is None else as_class(row)


async def upcoming(tx: Transaction, now: int) -> Sequence[TrainingClass]:
    """All open classes that have not begun, the next first."""
    return [as_class(row) for row in await tx.all(SQL["upcoming"], now=now)]


async def of_areas(
    tx: Transaction, areas: Collection[str], now: int, *, past: bool, offset: int, limit: int
) -> Sequence[TrainingClass]:
    """The classes of some units: those ahead and under way, the next first, or those that are over
    or cancelled, the newest first."""
    if not areas:
        return []
    statement, values = with_lists(SQL["past" if past else "ahead"], areas=areas)
    rows = await tx.all(statement, now=now, offset=offset, limit=limit, **values)
    return [as_class(row) for row in rows]


async def tally(tx: Transaction, areas: Collection[str], now: int) -> Tally:
    """How many classes some units have."""
    if not areas:
        return Tally(0, 0)
    statement, values = with_lists(SQL["tally"], areas=areas)
    [row] = await tx.all(statement, now=now, **values)
    return Tally(row["ahead"], row["past"])


async def standing(tx: Transaction, person_id: PersonId) -> Standing:
    """Where a producer is on the road, as far as classes ask."""
    rows = await tx.few(SQL["standing"], person_id=person_id)
    return Standing(
        frozenset(row["stage"] for row in rows), frozenset(row["product_group"] for row in rows)
    )


async def add_feedback(tx: Transaction, given: Feedback, person_id: PersonId) -> bool:
    """Keep what somebody says of a class. False, and nothing kept, if she has said it before."""
    row = await tx.one(
        SQL["add_feedback"],
        class_id=given.class_id,
        person_id=person_id,
        useful=given.useful,
        clear=given.clear,
        wish=given.wish,
        now=given.created_at,
    )
    return row is not None


async def has_feedback(tx: Transaction, class_id: int, person_id: PersonId) -> bool:
    found = await tx.one(SQL["has_feedback"], class_id=class_id, person_id=person_id)
    return found is not None


async def feedback(tx: Transaction, class_id: int) -> Sequence[Feedback]:
    """What people said of a class, without their names."""
    return [_feedback(row) for row in await tx.all(SQL["feedback"], class_id=class_id)]


def _feedback(row: Row) -> Feedback:
    return Feedback(row["class_id"], row["useful"], row["clear"], row["wish"], row["created_at"])
