"""An operator's corrections of the units, and what is stored under a unit's code."""

import json
from collections.abc import Mapping, Sequence

from storage import values
from storage.database import Transaction
from storage.statements import load

SQL = load("units")
NAME = "units.corrections"

HOMES: Sequence[tuple[str, str]] = (
    ("people", "commune"),
    ("ideas", "commune"),
    ("products", "commune"),
    ("questions", "commune"),
    ("officers", "unit"),
    ("invitations", "unit"),
    ("classes", "area"),
    ("announcements", "unit"),
    ("targets", "unit"),
)
"""Every table and column that holds the code of a unit."""


async def corrections(tx: Transaction) -> list[list[str]]:
    """All corrections so far, in order, as rows of programme.unit_corrections."""
    kept = await values.get(tx, NAME)
    rows: list[list[str]] = json.loads(kept) if kept else []
    return rows


async def correct(tx: Transaction, rows: Sequence[Sequence[str]]) -> None:
    """Add corrections to those so far."""
    before = await corrections(tx)
    values.put(tx, NAME, json.dumps([*before, *map(list, rows)], ensure_ascii=False))


async def stored_under(tx: Transaction, code: str) -> dict[str, int]:
    """How many rows of each table lie under a unit's code."""
    found = {}
    for table, column in HOMES:
        statement = SQL["stored_under"].format(table=table, column=column)
        [row] = await tx.all(statement, code=code)
        if row["n"]:
            found[table] = int(row["n"])
    return found


async def move(tx: Transaction, moved: Mapping[str, str], now: int) -> int:
    """Put what lies under units that have gone under those in their place (code -> code). Returns
    how many rows."""
    count = 0
    for gone, new in moved.items():
        # Where moving would make two rows of one, that of the unit that has gone goes first.
        await tx.run(SQL["end_doubled_roles"], gone=gone, new=new, now=now)
        await tx.run(SQL["remove_doubled_targets"], gone=gone, new=new)
        for table, column in HOMES:
            statement = SQL["move"].format(table=table, column=column)
            count += await tx.run(statement, gone=gone, new=new)
    return count
