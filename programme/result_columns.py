"""The table in a council's result list: its cells, and which column says what.

Lists are made by hand in every province, so columns are known by their headings, in any order,
with or without diacritics; a heading may fill two lines ("Điểm" above "A", "B", "C").
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from programme.text import N_, fold

DEEPEST_HEADING = 30
"""Rows among which the headings are looked for; titles stand above them."""

LONGEST_HEADING = 120
"""Characters; what is longer is a title, or somebody's text."""


class Mark(StrEnum):
    """Why what a cell shows cannot be taken over as it stands."""

    FORMULA = "formula"
    MERGED = "merged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a spreadsheet. A number typed as a number is a Decimal, a real date a date; the
    other cells of a merged range carry the value of its first."""

    value: str | Decimal | date | None = None
    mark: Mark | None = None

    @property
    def empty(self) -> bool:
        return self.mark is None and (self.value is None or self.value == "")

    @property
    def text(self) -> str:
        """What the cell says, in a line; a day as people write it."""
        if self.value is None:
            return ""
        if isinstance(self.value, Decimal):
            return format(self.value, "f")
        if isinstance(self.value, date):
            return f"{self.value.day}/{self.value.month}/{self.value.year}"
        return " ".join(str(self.value).split())


class Column(StrEnum):
    """What a column of a result list says."""

    CODE = "code"
    NAME = "name"
    A = "a"
    B = "b"
    C = "c"
    TOTAL = "total"
    STARS = "stars"
    CERTIFICATE = "certificate"
    ISSUED = "issued"
    EXPIRES = "expires"
    NOTE = "note"


COLUMN_LABELS: Mapping[Column, str] = MappingProxyType(
    {
        Column.CODE: N_("Product code"),
        Column.NAME: N_("Product name"),
        Column.A: N_("Points A"),
        Column.B: N_("Points B"),
        Column.C: N_("Points C"),
        Column.TOTAL: N_("Total points"),
        Column.STARS: N_("Stars"),
        Column.CERTIFICATE: N_("Certificate number"),
        Column.ISSUED: N_("Date of issue"),
        Column.EXPIRES: N_("Date of expiry"),
        Column.NOTE: N_("Note"),
    }
)

NEEDED = (Column.CODE, Column.A, Column.B, Column.C)
"""Without these a list is no result list; stars and total follow from the points."""

_PARTS = {
    part: rf"(?:(?:so |tong )?diem )?phan {part}\b.*|(?:(?:so )?diem )?{part}"
    rf"|(?:points? )?(?:part |for )?{part}"
    for part in "abc"
}
_HEADINGS: Mapping[Column, re.Pattern[str]] = {
    column: re.compile(pattern)
    for column, pattern in {
        Column.CODE: r"ma|ma so|ma (?:sp|san pham|y tuong|ho so|ocop)(?: ocop)?"
        r"|ma (?:san pham|sp) (?:hoac |hay )?(?:ma )?y tuong|(?:product |idea )?code",
        Column.NAME: r"ten|(?:ten )?(?:sp|san pham|y tuong)(?: ocop)?|(?:product )?name|product",
        Column.A: _PARTS["a"],
        Column.B: _PARTS["b"],
        Column.C: _PARTS["c"],
        Column.TOTAL: r"tong|tong(?: so| cong)?(?: diem)?|diem tong|cong|total(?: points)?",
        Column.STARS: r"sao|so sao|(?:dat )?hang(?: sao)?(?: dat)?|(?:xep|phan) hang(?: sao)?"
        r"|ket qua (?:xep|phan) hang|stars?(?: rating)?",
        Column.CERTIFICATE: r"(?:so )?(?:giay )?chung nhan(?: so)?|(?:so )?gcn(?: ocop)?"
        r"|certificate(?: number| no)?",
        Column.ISSUED: r"(?:ngay cap|cap ngay)(?: giay)?(?: chung nhan| gcn)?"
        r"|issued(?: on)?|(?:issue date|date of issue)",
        Column.EXPIRES: r"(?:ngay )?het (?:han|hieu luc)|(?:co )?(?:gia tri|hieu luc)(?: den)?"
        r"|thoi han(?: den)?|expir(?:y|es)(?: date| on)?|valid until|date of expiry",
        Column.NOTE: r"ghi chu|nhan xet|notes?|(?:ly do|reason)\b.*",
    }.items()
}
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")
_AT_MOST = re.compile(r"(?: (?:toi da|max))? \d+(?: diem| points?)?$")
_ROW_NUMBER = re.compile(r"stt|tt|so (?:tt|thu tu)|no|number|#?")
_NUMBERING = re.compile(r"\(?\d{1,2}\)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the headings, by its number in the file (the first row is 1)."""

    number: int
    cells: Mapping[Column, Cell]

    def __getitem__(self, column: Column) -> Cell:
        return self.cells.get(column, Cell())

    @property
    def empty(self) -> bool:
        return all(cell.empty for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Table:
    """A result list: the columns it has and its rows, without the empty ones at the end. `unread`
    are the headings of columns with something in them that say none of ours."""

    columns: frozenset[Column]
    lines: tuple[Line, ...]
    unread: tuple[str, ...] = ()


class ListFault(StrEnum):
    """Why a sheet is no result list."""

    NO_HEADINGS = "no_headings"
    MISSING = "missing"
    TWICE = "twice"
    NO_ROWS = "no_rows"


@dataclass(frozen=True, slots=True)
class NoTable:
    """Why no result list was found, and the columns that are missing, or are there twice."""

    fault: ListFault
    columns: tuple[Column, ...] = ()


def column_of(heading: str) -> Column | None:
    """Return what a column of this heading says, or None if it is none of ours.

    What stands in brackets, and the most points ("A (tối đa 40)", "Điểm A 40"), is left out.
    """
    if len(heading) > LONGEST_HEADING:
        return None
    words = _AT_MOST.sub("", fold(_ASIDE.sub(" ", heading)))
    found = [column for column, pattern in _HEADINGS.items() if pattern.fullmatch(words)]
    return found[0] if found else None


def read_table(rows: Sequence[Sequence[Cell]]) -> Table | NoTable:
    """Find the headings among the first rows of a sheet, and read the rows below them."""
    best: tuple[int, int, list[Column | None], Sequence[Sequence[Cell]]] = (0, 0, [], ())
    for start in range(min(len(rows), DEEPEST_HEADING)):
        for depth in (1, 2):
            columns = _headings(rows[start : start + depth])
            known = len({column for column in columns if column is not None})
            if known > best[0]:
                best = (known, start + depth, columns, rows[start : start + depth])
    known, start, columns, headings = best
    if known < 2:
        return NoTable(ListFault.NO_HEADINGS)
    twice = _twice(columns)
    if twice:
        return NoTable(ListFault.TWICE, twice)
    missing = tuple(column for column in NEEDED if column not in columns)
    if missing:
        return NoTable(ListFault.MISSING, missing)
    lines = [_line(number, row, columns) for number, row in enumerate(rows[start:], start + 1)]
    while lines and lines[-1].empty:
        lines.pop()
    if lines and _is_numbering(lines[0]):
        del lines[0]
    if not lines:
        return NoTable(ListFault.NO_ROWS)
    unread = tuple(_unread(headings, columns, rows[start:]))
    return Table(frozenset(column for column in columns if column), tuple(lines), unread)


def _unread(
    headings: Sequence[Sequence[Cell]],
    columns: Sequence[Column | None],
    rows: Sequence[Sequence[Cell]],
) -> Iterator[str]:
    """The headings of columns that are passed over though they say something; a row's number does
    not count."""
    for at, column in enumerate(columns):
        heading = " ".join(dict.fromkeys(_texts(headings, at)))
        if column is not None or not heading or _ROW_NUMBER.fullmatch(fold(heading)):
            continue
        if any(at < len(row) and not row[at].empty for row in rows):
            yield heading[:LONGEST_HEADING]


def _texts(rows: Sequence[Sequence[Cell]], at: int) -> list[str]:
    """What the rows say in one column, from above, where they say anything."""
    return [row[at].text for row in rows if at < len(row) and row[at].text]


def _headings(rows: Sequence[Sequence[Cell]]) -> list[Column | None]:
    """What each column says by the headings in one row or two; the lower one is the closer."""
    found: list[Column | None] = []
    for at in range(max(map(len, rows), default=0)):
        texts = [row[at].text if at < len(row) else "" for row in rows]
        joined = " ".join(dict.fromkeys(text for text in texts if text))
        found.append(column_of(texts[-1]) or column_of(joined))
    return found


def _twice(columns: Iterable[Column | None]) -> tuple[Column, ...]:
    known = [column for column in columns if column is not None]
    return tuple(dict.fromkeys(column for column in known if known.count(column) > 1))


def _line(number: int, row: Sequence[Cell], columns: Sequence[Column | None]) -> Line:
    cells = {column: cell for column, cell in zip(columns, row, strict=False) if column}
    return Line(number, cells)


def _is_numbering(line: Line) -> bool:
    """Whether a row only numbers the columns, "(1) (2) (3) …", as many forms have it."""
    texts = [cell.text for cell in line.cells.values() if not cell.empty]
    return len(texts) > 1 and all(_NUMBERING.fullmatch(text) for text in texts)
