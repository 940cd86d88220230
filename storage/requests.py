"""What people asked for about their personal data, and by when the law wants it done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programme.data_law import Deadlines, RequestKind
from storage.database import Transaction
from storage.people import PersonId
from storage.statements import load

SQL = load("requests")


@dataclass(frozen=True, slots=True)
class Logged:
    """A request as it was logged. Times are milliseconds; `done_at` is None while it waits."""

    id: int
    kind: RequestKind
    received_at: int
    reply_by: date
    done_by: date
    done_at: int | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a person agreed or refused when last asked, when she did (milliseconds), and whether
    she had agreed before."""

    given: bool
    decided_at: int
    agreed_before: bool


def add_done(
    tx: Transaction, person_id: PersonId, kind: RequestKind, deadlines: Deadlines, now: int
) -> None:
    """Log a request that is carried out in this very transaction."""
    tx.later(SQL["add"], **_values(person_id, kind, deadlines, now))


def add_done_once(
    tx: Transaction,
    person_id: PersonId,
    kind: RequestKind,
    deadlines: Deadlines,
    now: int,
    since: int,
) -> None:
    """The same, unless the person asked for the same after `since`."""
    tx.later(SQL["add_once"], since=since, **_values(person_id, kind, deadlines, now))


def _values(
    person_id: PersonId, kind: RequestKind, deadlines: Deadlines, now: int
) -> dict[str, int | str]:
    return {
        "person_id": person_id,
        "kind": kind.value,
        "reply_by": deadlines.reply_by.isoformat(),
        "done_by": deadlines.done_by.isoformat(),
        "now": now,
    }


async def of_person(tx: Transaction, person_id: PersonId, most: int = 10) -> Sequence[Logged]:
    """A person's requests, the newest first."""
    return [
        Logged(
            row["id"],
            RequestKind(row["kind"]),
            row["received_at"],
            date.fromisoformat(row["reply_by"]),
            date.fromisoformat(row["done_by"]),
            row["done_at"],
        )
        for row in await tx.all(SQL["of_person"], person_id=person_id, most=most)
    ]


async def asked_since(
    tx: Transaction, person_id: PersonId, kind: RequestKind, since: int, most: int
) -> Sequence[int]:
    """When a person asked for something after `since`, the newest first, at most so many."""
    what = {"person_id": person_id, "kind": kind.value}
    rows = await tx.few(SQL["asked_since"], since=since, most=most, **what)
    return [row["received_at"] for row in rows]


async def last_decision(tx: Transaction, person_id: PersonId) -> Decision | None:
    """What a person decided about her data when she was last asked, None if she never was."""
    row = await tx.one(SQL["decided_at"], person_id=person_id)
    return (
        None
        if row is None
        else Decision(bool(row["given"]), row["decided_at"], bool(row["agreed_before"]))
    )
