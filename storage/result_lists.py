"""What became of each row of a council's result list when it was last read: kept for leafing
through, so that the file need not be read again for every page."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from storage.compact import to_json
from storage.database import Transaction
from storage.statements import load

SQL = load("result_lists")

PART = 200
"""Rows that are stored, and read, together."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an officer was shown of a list: how many rows it has, how many of them are wrong and how
    many are new, a summary as HTML, and the print of what recording it would have done then."""

    print: str
    summary: str
    rows: int
    wrong: int
    new: int


def parts(lines: Sequence[str]) -> Iterator[str]:
    """Lines of HTML as they are stored."""
    for at in range(0, len(lines), PART):
        yield to_json(list(lines[at : at + PART]))


def put(
    tx: Transaction,
    media_id: int,
    language: str,
    shown: DryRun,
    tabs: Mapping[str, Sequence[str]],
) -> None:
    """Keep what was shown of a list, in the place of what was shown before: under the name of each
    tab what `parts` made of its lines. It goes with the file."""
    forget(tx, media_id)
    tx.later(
        SQL["put"],
        media_id=media_id,
        language=language,
        print=shown.print,
        summary=shown.summary,
        row_count=shown.rows,
        wrong_count=shown.wrong,
        new_count=shown.new,
    )
    for tab, made in tabs.items():
        for part, lines in enumerate(made):
            tx.later(SQL["put_part"], media_id=media_id, tab=tab, part=part, lines=lines)


async def one(tx: Transaction, media_id: int, language: str) -> DryRun | None:
    """What was shown of a list in that language, if it is still kept."""
    row = await tx.one(SQL["one"], media_id=media_id, language=language)
    if row is None:
        return None
    counts = int(row["row_count"]), int(row["wrong_count"]), int(row["new_count"])
    return DryRun(row["print"], row["summary"], *counts)


async def page(tx: Transaction, media_id: int, tab: str, number: int, size: int) -> list[str]:
    """A page of a tab's lines; `size` divides `PART`."""
    part, at = divmod(number * size, PART)
    row = await tx.one(SQL["part"], media_id=media_id, tab=tab, part=part)
    return [] if row is None else [str(line) for line in json.loads(row["lines"])[at : at + size]]


def forget(tx: Transaction, media_id: int) -> None:
    """Keep nothing of a list but the file."""
    tx.later(SQL["forget"], media_id=media_id)
