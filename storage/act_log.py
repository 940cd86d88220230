"""The log of acts as an administrator reads it: of her units only, filtered, a page at a time."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.acts import Act
from storage.database import Transaction
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("act_log")
KINDS = ("idea", "product", "question", "class", "announcement", "person", "unit")
"""What acts are about: what stands before the colon of a subject."""
_NEWER_THAN_ALL = 2**62


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted of the log; None wants everything. `since` is in milliseconds, `kind` one of
    `KINDS`, `subject` for example 'idea:12'."""

    since: int = 0
    kind: str | None = None
    person_id: PersonId | None = None
    subject: str | None = None


async def listed(
    tx: Transaction,
    units: Collection[str],
    wanted: Filter,
    limit: int,
    offset: int = 0,
    before: Act | None = None,
) -> Sequence[Act]:
    """Acts on what lies in some units, the newest first; with `before` only those that came before
    that one."""
    if not units:
        return []
    statement, values = with_lists(SQL["listed"], units=units)
    rows = await tx.all(
        statement,
        until=_NEWER_THAN_ALL if before is None else before.at,
        before=_NEWER_THAN_ALL if before is None else before.id,
        since=wanted.since,
        person_id=wanted.person_id,
        kind=None if wanted.kind is None else f"{wanted.kind}:%",
        subject=wanted.subject,
        limit=limit,
        offset=offset,
        **values,
    )
    return [
        Act(
            row["id"],
            row["at"],
            PersonId(row["person_id"]),
            row["action"],
            row["subject"],
            json.loads(row["detail"]),
        )
        for row in rows
    ]


async def names(tx: Transaction, people: Iterable[PersonId]) -> Mapping[int, str]:
    """What some people are called, or were in a role that has ended; without those unnamed."""
    wanted = sorted(set(people))
    if not wanted:
        return {}
    statement, values = with_lists(SQL["names"], people=wanted)
    rows = await tx.all(statement, **values)
    return {row["id"]: row["name"] for row in rows if row["name"]}
