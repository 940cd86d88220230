"""Star self-checks: begun, answered, finished, and shown to officers with an idea or a product."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from storage.compact import to_json
from storage.database import Row, Transaction, Value
from storage.people import PersonId
from storage.statements import load

SQL = load("selfchecks")
MOST = 30
"""Checks kept of one person; the oldest that nobody else reads give way."""


@dataclass(frozen=True, slots=True)
class Check:
    """A self-check; times are milliseconds. `step` is the key of the question on the screen, ''
    once the result is shown. `points` and `stars` are what it came to at `done_at`; `stars` is None
    also where the rating would stop. `shown` says whether officers read it with the idea or the
    product that it is about."""

    id: int
    person_id: PersonId
    edition: str
    criteria_set: int | None = None
    name: str | None = None
    idea_id: int | None = None
    product_id: int | None = None
    shown: bool = False
    step: str = ""
    replies: Mapping[str, int] = field(default_factory=dict)
    points: int | None = None
    stars: int | None = None
    done_at: int | None = None
    created_at: int = 0
    updated_at: int = 0


def _check(row: Row) -> Check:
    replies: dict[str, int] = json.loads(row["replies"])
    return Check(
        row["id"],
        PersonId(row["person_id"]),
        row["edition"],
        row["criteria_set"],
        row["name"],
        row["idea_id"],
        row["product_id"],
        bool(row["shown"]),
        row["step"],
        replies,
        row["points"],
        row["stars"],
        row["done_at"],
        row["created_at"],
        row["updated_at"],
    )


def _values(check: Check) -> dict[str, Value]:
    return {
        "criteria_set": check.criteria_set,
        "name": check.name,
        "idea_id": check.idea_id,
        "product_id": check.product_id,
        "shown": int(check.shown),
        "step": check.step,
        "replies": to_json(dict(check.replies)),
        "points": check.points,
        "stars": check.stars,
        "done_at": check.done_at,
    }


async def begin(tx: Transaction, check: Check, now: int) -> Check:
    """Keep a new check (its id is ignored) and return it with its id. What the person began before
    without choosing a set goes, and so do her oldest checks beyond MOST."""
    tx.later(SQL["remove_blank"], person_id=check.person_id)
    tx.later(SQL["trim"], person_id=check.person_id, most=MOST - 1)
    row = await tx.one(
        SQL["add"],
        person_id=check.person_id,
        edition=check.edition,
        now=now,
        **_values(check),
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    return replace(check, id=row["id"], created_at=now, updated_at=now)


def save(tx: Transaction, check: Check, now: int) -> Check:
    """Keep what has changed; returns it as it stands then."""
    tx.later(SQL["save"], id=check.id, now=now, **_values(check))
    return replace(check, updated_at=now)


async def one(tx: Transaction, id: int) -> Check | None:
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else _check(row)


async def of_person(tx: Transaction, person_id: PersonId) -> Sequence[Check]:
    """A person's checks for which a set was chosen, the latest first."""
    return [
        _check(row) for row in await tx.few(SQL["of_person"], person_id=person_id, most=2 * MOST)
    ]


async def shown_with(
    tx: Transaction, *, idea_id: int | None = None, product_id: int | None = None
) -> Check | None:
    """The latest finished check that officers may read with an idea or with a product; with both
    given, the later of the two."""
    found = []
    if idea_id is not None:
        found.append(await tx.one(SQL["for_idea"], idea_id=idea_id))
    if product_id is not None:
        found.append(await tx.one(SQL["for_product"], product_id=product_id))
    checks = [_check(row) for row in found if row is not None]
    return max(checks, key=lambda check: (check.done_at or 0, check.id), default=None)


def remove(tx: Transaction, check: Check) -> None:
    tx.later(SQL["remove"], id=check.id)


def forget(tx: Transaction, person_id: PersonId) -> None:
    """Erase all checks of a person."""
    tx.later(SQL["forget"], person_id=person_id)
