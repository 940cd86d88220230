"""What classes keep of a producer: what ends with her agreement, is erased, and goes along."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.seats import State
from storage import classes, jobs, signups
from storage.classes import Feedback
from storage.database import Transaction
from storage.people import PersonId
from storage.statements import load

SQL = load("class_owner")


@dataclass(frozen=True, slots=True)
class Place:
    """Whom she signed up for which class, and how that ended; times are milliseconds."""

    topic: str
    starts_at: int
    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Said:
    """What she said of a class."""

    topic: str
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class Kept:
    places: Sequence[Place]
    said: Sequence[Said]


async def stop(tx: Transaction, person_id: PersonId, now: int) -> None:
    """Give back her places in classes ahead; a job offers the seats to the next in line."""
    for class_id in await signups.withdraw(tx, person_id, now):
        jobs.put(tx, signups.SETTLE, classes.subject(class_id), now)


def strip(tx: Transaction, person_id: PersonId) -> None:
    """Erase names and words; that somebody came stays, for the numbers."""
    tx.later(SQL["strip_signups"], person_id=person_id)
    tx.later(SQL["strip_feedback"], person_id=person_id)


async def kept(tx: Transaction, person_id: PersonId) -> Kept:
    """All of it."""
    places = [
        Place(row["topic"], row["starts_at"], row["name"], State(row["state"]))
        for row in await tx.all(SQL["places"], person_id=person_id)
    ]
    said = [
        Said(
            row["topic"],
            Feedback(row["class_id"], row["useful"], row["clear"], row["wish"], row["created_at"]),
        )
        for row in await tx.all(SQL["said"], person_id=person_id)
    ]
    return Kept(places, said)
