"""The log of acts: who did what to what, and when. Rows are added and never changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storage.database import Transaction
from storage.people import PersonId
from storage.statements import load

SQL = load("acts")

THE_BOT = PersonId(0)
"""Who acts where it is nobody but the clock."""


@dataclass(frozen=True, slots=True)
class Act:
    """`action` is for example 'idea.return', `subject` 'idea:12'; `at` is in milliseconds."""

    id: int
    at: int
    person_id: PersonId
    action: str
    subject: str
    detail: Mapping[str, str] = field(default_factory=dict)


def add(
    tx: Transaction,
    person_id: PersonId,
    action: str,
    subject: str,
    detail: Mapping[str, str],
    now: int,
) -> None:
    """Log an act; it is kept if, and only if, the transaction that did it is. `unit` in `detail`
    says where it was done; where the row of the subject may go, or moves, nothing else does."""
    first = {"unit": detail["unit"]} if "unit" in detail else {}  # where act_log.sql looks for it
    tx.later(
        SQL["add"],
        now=now,
        person_id=person_id,
        action=action,
        subject=subject,
        detail=json.dumps({**first, **detail}, ensure_ascii=False),
    )


async def of_subject(tx: Transaction, subject: str) -> Sequence[Act]:
    """What was done to a subject, in the order in which it was done."""
    return [
        Act(
            row["id"],
            row["at"],
            PersonId(row["person_id"]),
            row["action"],
            row["subject"],
            json.loads(row["detail"]),
        )
        for row in await tx.all(SQL["of_subject"], subject=subject)
    ]
