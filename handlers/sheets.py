"""Spreadsheets (XLSX) for officers: rosters, call sheets, reports, the log.

Whatever a person typed goes in as text and never as a formula, also after somebody has saved the
file as CSV and opened it again (CWE-1236).
"""

import asyncio
import re
from collections.abc import AsyncIterable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from threading import Lock
from typing import TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from locales.formats import local_time
from programme.text import clean, fold

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_000
"""Rows that fit on one sheet of XLSX, title and header aside."""

MOST_LETTERS = 32_000
"""Characters that fit into one cell."""

# What makes a spreadsheet compute a cell when it reads the file as CSV; some take the wide forms
# of Asian keyboards for the same.
_COMPUTES = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# What XML cannot carry; a lone surrogate could not even be written.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_A4 = 9

Cell: TypeAlias = str | int | float | Decimal | date | datetime | None
"""What a cell holds. A datetime must know its time zone and is shown in Vietnam's time."""


class Shown(StrEnum):
    """How the cells of a column look; what is in them decides what they are."""

    TEXT = "text"
    """Also for what only looks like a number: phones, codes."""

    NUMBER = "number"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"
    SIGNATURE = "signature"
    """Empty, to be written in by hand."""


_NUMBER_FORMATS = {
    Shown.TEXT: "@",
    Shown.NUMBER: "#,##0",
    Shown.DECIMAL: "#,##0.00",
    Shown.DAY: "dd/mm/yyyy",
    Shown.MOMENT: "hh:mm dd/mm/yyyy",
    Shown.SIGNATURE: "@",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header in the reader's language, and its width in letters."""

    title: str
    width: float = 16
    shown: Shown = Shown.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `title` and the `notes` stand above the table; `rows` may be a generator, which is
    read once, row by row. `row_height`, in points, makes room for signatures."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    notes: Sequence[str] = ()
    row_height: float | None = None


Page: TypeAlias = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Paged:
    """A sheet whose rows are read from the database, some at a time, while it is written; its own
    `rows` come before them."""

    sheet: Sheet
    pages: AsyncIterable[Page]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write the sheets into one XLSX file.

    It needs memory for one row and the finished file, however many rows there are (what is written
    waits in the system's temporary folder); many rows take seconds, see `workbook_in_pages`. Raises
    ValueError without sheets, for a row of another length than the columns, for a naive datetime
    and for more than `MOST_ROWS` rows.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    book = _Book()
    try:
        for sheet in sheets:
            book.begin(sheet)
            book.end()
    finally:
        content = book.close()
    return content


async def workbook_in_pages(sheets: Sequence[Sheet | Paged]) -> bytes:
    """The same for as many rows as would hold up everybody else: written in another thread, with
    memory for one page."""
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    book = _Book()
    try:
        for one in sheets:
            sheet = one.sheet if isinstance(one, Paged) else one
            await asyncio.to_thread(book.begin, sheet)
            if isinstance(one, Paged):
                async for page in one.pages:
                    await asyncio.to_thread(book.add, page)
            await asyncio.to_thread(book.end)
    finally:
        content = await asyncio.to_thread(book.close)
    return content


def safe(text: str) -> str:
    """User text as it may stand in a cell of XLSX or CSV: no formula, nothing unwritable."""
    shown = _UNWRITABLE.sub("", text).strip()[:MOST_LETTERS]
    return f"'{shown}" if shown.startswith(_COMPUTES) else shown


def file_name(*parts: str, ending: str = "xlsx") -> str:
    """A file name for phones and PCs out of words in any language: "danh-sach-ghi-nhan.xlsx".
    Letters with diacritics lose them, since old PCs show them as rubbish."""
    words = "-".join(fold(clean(part)).replace(" ", "-") for part in parts if fold(part))
    ascii_only = words.encode("ascii", "ignore").decode().strip("-")
    return f"{ascii_only[:60].rstrip('-') or 'ocop'}.{ending}"


class _Book:
    """A workbook that is being written, sheet by sheet and row by row."""

    def __init__(self) -> None:
        self._out = BytesIO()
        self._book = Workbook(
            self._out,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self._taken: set[str] = set()
        self._page: Worksheet | None = None
        self._height: float | None = None
        self._formats: Sequence[Format] = ()
        self._header = self._line = 0
        # Who waits for a piece may be cancelled, and closes the book while it is still written.
        self._lock = Lock()

    def begin(self, sheet: Sheet) -> None:
        """Begin a sheet: what stands above its table, its header, and the rows it brings."""
        with self._lock:
            book = self._book
            page = self._page = book.add_worksheet(_name(sheet.name, self._taken))
            line = 0
            for text, look in (
                *([(sheet.title, {"bold": True, "font_size": 14})] if sheet.title else []),
                *((note, {"italic": True}) for note in sheet.notes),
            ):
                page.write_string(line, 0, safe(text), book.add_format(look))
                line += 1
            header = book.add_format(_HEADER)
            for at, column in enumerate(sheet.columns):
                page.set_column(at, at, column.width)
                page.write_string(line, at, safe(column.title), header)
            self._formats = [_format(book, column.shown) for column in sheet.columns]
            self._height = sheet.row_height
            self._header = self._line = line
        self.add(sheet.rows)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write more rows on the present sheet."""
        with self._lock:
            page = self._page
            if page is None:
                raise ValueError("rows need a sheet")
            for row in rows:
                self._line += 1
                if self._line > MOST_ROWS:
                    raise ValueError(f"more than {MOST_ROWS} rows on one sheet")
                if self._height is not None:
                    page.set_row(self._line, self._height)
                for at, (cell, look) in enumerate(zip(row, self._formats, strict=True)):
                    _put(page, self._line, at, cell, look)

    def end(self) -> None:
        """Finish the present sheet."""
        with self._lock:
            page = self._page
            if page is None:
                raise ValueError("no sheet to finish")
            page.freeze_panes(self._header + 1, 0)
            page.autofilter(self._header, 0, self._line, len(self._formats) - 1)
            page.repeat_rows(self._header)
            page.set_landscape()
            page.set_paper(_A4)
            page.fit_to_pages(1, 0)
            self._page = None

    def close(self) -> bytes:
        """Finish the file; also what failed must be closed, for its temporary files to go."""
        with self._lock:
            self._book.close()
            return self._out.getvalue()


_HEADER = {"bold": True, "bg_color": "#DDEBDA", "border": 1, "text_wrap": True, "valign": "vcenter"}


def _format(book: Workbook, shown: Shown) -> Format:
    return book.add_format(
        {"num_format": _NUMBER_FORMATS[shown], "border": 1, "text_wrap": True, "valign": "top"}
    )


def _put(page: Worksheet, line: int, at: int, cell: Cell, look: Format) -> None:
    match cell:
        case None | "":
            page.write_blank(line, at, None, look)
        case str():
            page.write_string(line, at, safe(cell), look)
        case datetime():
            page.write_datetime(line, at, local_time(cell).replace(tzinfo=None), look)
        case date():
            page.write_datetime(line, at, datetime(cell.year, cell.month, cell.day), look)  # noqa: DTZ001 - a day has no zone
        case _:
            page.write_number(line, at, float(cell), look)


def _name(wanted: str, taken: set[str]) -> str:
    """A sheet's name that Excel accepts: short, without its signs, unlike the others."""
    plain = clean(_NOT_IN_A_NAME.sub(" ", wanted)).strip(" '")[:_LONGEST_NAME].strip(" '")
    # Excel keeps "History" for itself.
    base = plain if plain and plain.casefold() != "history" else "OCOP"
    name, number = base, 2
    while name.casefold() in taken:
        tail = f" {number}"
        name, number = base[: _LONGEST_NAME - len(tail)] + tail, number + 1
    taken.add(name.casefold())
    return name
