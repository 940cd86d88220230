"""Products in lists: those of an area, filtered, paged and counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from programme.stages import Outcome
from storage.database import Transaction, Value
from storage.people import PersonId
from storage.products import SQL, Product, from_row
from storage.statements import with_lists


@dataclass(frozen=True, slots=True)
class Filter:
    """Which products of an area are wanted; what is None does not matter.

    `over` takes those whose limit ended before that time, `mine` those that an officer has taken
    up, `expires_from` and `expires_by` those whose certificate ends between these days, both
    included, unless it is of an earlier rating; `group` is a key of programme.ideas.GROUPS.
    """

    open: bool = True
    outcome: Outcome | None = None
    stage: str | None = None
    holder: str | None = None
    over: int | None = None
    mine: PersonId | None = None
    stars: int | None = None
    expires_by: date | None = None
    expires_from: date | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class StageTally:
    """How many products are at a stage of an edition, in an officer's hands, over the limit."""

    edition: str
    stage: str
    open: int
    mine: int
    over: int


async def queue(
    tx: Transaction, communes: Collection[str], wanted: Filter, offset: int, limit: int
) -> Sequence[Product]:
    """Products of some communes, those whose limit comes first at the top, then the longest
    waiting."""
    if not communes:
        return []
    statement, values = _asking(SQL["queue"], communes, wanted)
    rows = await tx.all(statement, offset=offset, limit=limit, **values)
    return [from_row(row) for row in rows]


async def count(tx: Transaction, communes: Collection[str], wanted: Filter) -> int:
    """How many products `queue` has in all."""
    if not communes:
        return 0
    statement, values = _asking(SQL["count"], communes, wanted)
    [row] = await tx.all(statement, **values)
    return int(row["count"])


async def by_commune(
    tx: Transaction, communes: Collection[str], wanted: Filter
) -> Mapping[str, int]:
    """How many of the products that `queue` has are in which commune; none that has none."""
    return await _spread(tx, communes, wanted, "commune")


async def by_group(tx: Transaction, communes: Collection[str], wanted: Filter) -> Mapping[str, int]:
    """The same by product group."""
    return await _spread(tx, communes, wanted, "product_group")


async def _spread(
    tx: Transaction, communes: Collection[str], wanted: Filter, by: str
) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    if not communes:
        return counts
    statement, values = _asking(SQL["spread"], communes, wanted)
    for row in await tx.all(statement, **values):
        counts[row[by]] = counts.get(row[by], 0) + int(row["count"])
    return counts


async def tally(
    tx: Transaction,
    communes: Collection[str],
    officer_id: PersonId,
    now: int,
    group: str | None = None,
) -> Sequence[StageTally]:
    """How many products of some communes, or of one group among them, are under way at each
    stage."""
    if not communes:
        return []
    statement, values = with_lists(SQL["tally"], communes=communes)
    rows = await tx.all(statement, officer_id=officer_id, now=now, group=group, **values)
    return [
        StageTally(row["edition"], row["stage"], row["open"], row["mine"], row["over"])
        for row in rows
    ]


def _asking(
    statement: str, communes: Collection[str], wanted: Filter
) -> tuple[str, dict[str, Value]]:
    """A statement with the conditions of a filter in the place of `:wanted`, and their values."""
    conditions = SQL["wanted"].rstrip("; \n")
    written, values = with_lists(statement.replace(":wanted", conditions), communes=communes)
    return written, values | {
        "open": int(wanted.open and wanted.outcome is None),
        "outcome": None if wanted.outcome is None else wanted.outcome.value,
        "stage": wanted.stage,
        "holder": wanted.holder,
        "over": wanted.over,
        "officer_id": wanted.mine,
        "stars": wanted.stars,
        "group": wanted.group,
        "expires_from": None if wanted.expires_from is None else wanted.expires_from.isoformat(),
        "expires_by": None if wanted.expires_by is None else wanted.expires_by.isoformat(),
    }
