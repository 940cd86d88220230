"""What is to be done at its time: rows with a due time, taken and done in one transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.database import Row, Transaction
from storage.statements import load

SQL = load("jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do. Times are milliseconds; after `until` it makes no sense any more."""

    id: int
    kind: str
    subject: str
    due_at: int
    until: int | None
    data: Mapping[str, Any]
    attempts: int

    @property
    def number(self) -> int:
        """The number in a subject such as `signup:12`. ValueError if it has none."""
        return int(self.subject.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What failed too often and waits for an operator. `error` is the kind of the last one."""

    id: int
    kind: str
    subject: str
    failed_at: int
    attempts: int
    error: str


def _job(row: Row) -> Job:
    return Job(
        row["id"],
        row["kind"],
        row["subject"],
        row["due_at"],
        row["until"],
        json.loads(row["data"]),
        row["attempts"],
    )


def put(
    tx: Transaction,
    kind: str,
    subject: str,
    due_at: int,
    *,
    until: int | None = None,
    data: Mapping[str, object] | None = None,
) -> None:
    """Have something done at `due_at`. There is one job of a kind about a subject: put again, it
    is moved and filled anew."""
    tx.later(
        SQL["put"],
        kind=kind,
        subject=subject,
        due_at=due_at,
        until=until,
        data=json.dumps(data or {}),
    )


def put_once(
    tx: Transaction, kind: str, subject: str, due_at: int, data: Mapping[str, object]
) -> None:
    """Have something done at `due_at`; nothing changes if that is on the list already."""
    tx.later(SQL["put_once"], kind=kind, subject=subject, due_at=due_at, data=json.dumps(data))


def cancel(tx: Transaction, kind: str, subject: str) -> None:
    """Have it not done; nothing happens if there is no such job."""
    tx.later(SQL["cancel"], kind=kind, subject=subject)


def cancel_about(tx: Transaction, subject: str) -> None:
    """Have nothing done about a subject any more."""
    tx.later(SQL["cancel_about"], subject=subject)


async def one(tx: Transaction, kind: str, subject: str) -> Job | None:
    row = await tx.one(SQL["one"], kind=kind, subject=subject)
    return None if row is None else _job(row)


async def due(tx: Transaction, now: int, most: int) -> list[Job]:
    """What is to be done now, the oldest first; without exports."""
    return [_job(row) for row in await tx.few(SQL["due"], now=now, most=most)]


async def take(tx: Transaction, job: Job) -> bool:
    """Take a job off the list, in the transaction that does it. False if it has been done, moved or
    cancelled since it was read, by this process or another."""
    return await tx.one(SQL["take"], id=job.id, due_at=job.due_at) is not None


async def begin(tx: Transaction, kind: str, now: int) -> Job | None:
    """The next job of a kind that is due and not done within one transaction: it stays on the list
    until it is taken in the transaction that ends it. `attempts` counts this one too."""
    row = await tx.one(SQL["begin"], kind=kind, now=now)
    return None if row is None else _job(row)


def again(tx: Transaction, job: Job, due_at: int) -> None:
    """Have a job that was begun done at `due_at` instead."""
    tx.later(SQL["again"], id=job.id, was_due=job.due_at, due_at=due_at)


async def postpone(tx: Transaction, job: Job, due_at: int) -> bool:
    """Note that it failed: it is tried again at `due_at`. False if another process noted it."""
    return await _failed(tx, job, due_at, None)


async def give_up(tx: Transaction, job: Job, error: str, now: int) -> bool:
    """Note that it failed and is not tried any more, unless an operator puts it back. False if
    another process noted it."""
    return await _failed(tx, job, now, error)


async def _failed(tx: Transaction, job: Job, due_at: int, error: str | None) -> bool:
    row = await tx.one(SQL["postpone"], id=job.id, was_due=job.due_at, due_at=due_at, error=error)
    return row is not None


async def given_up(tx: Transaction) -> list[GivenUp]:
    """What was given up, in the order in which it was put on the list."""
    return [
        GivenUp(
            row["id"], row["kind"], row["subject"], row["due_at"], row["attempts"], row["error"]
        )
        for row in await tx.all(SQL["given_up"])
    ]


async def retry(tx: Transaction, id: int, now: int) -> bool:
    """Have done after all what was given up; false if there is no such job."""
    return await tx.one(SQL["retry"], id=id, now=now) is not None


async def count_dropped(tx: Transaction) -> int:
    """Count a job that came too late to make sense; returns how many there have been."""
    row = await tx.one(SQL["count_dropped"])
    return int(row["value"]) if row else 0


async def failed(tx: Transaction) -> int:
    """How many jobs have been given up."""
    row = await tx.one(SQL["failed"])
    return int(row["failed"]) if row else 0
