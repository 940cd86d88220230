"""Reading a council's result list from the bytes of a spreadsheet, whatever program wrote it.

The file comes from outside: its sizes are looked at before anything is unpacked, entities are not
resolved, and no formula is calculated. Takes up to a second for the largest list; not for the
event loop.
"""

import csv
import io
import re
import time
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from programme.result_columns import (
    DEEPEST_HEADING,
    Cell,
    Column,
    ListFault,
    Mark,
    NoTable,
    Table,
    read_table,
)
from programme.results import MOST_ROWS

MOST_BYTES = 5_000_000
MOST_UNPACKED = 20_000_000
"""Bytes of all parts of the file: five thousand rows take about six million."""
MOST_ENTRIES = 1000
MOST_RATIO = 100
"""How far a part over `SMALL_PART` bytes may have been squeezed; spreadsheets reach about 30."""
SMALL_PART = 1_000_000
MOST_COLUMNS = 40
MOST_LETTERS = 600
"""Characters that are read of a cell: more than the longest note."""
MOST_SHEETS = 20
MOST_SECONDS = 10.0
"""The largest list takes three or four, on a slow machine."""
_DEEPEST = DEEPEST_HEADING + MOST_ROWS + 1
_MOST_MERGED = 400_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Bounded, for what is no XML at all must not take hours.
_MERGED = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"'
)
_SEPARATORS = (";", "\t", ",")

Rows = Sequence[Sequence[Cell]]


class FileFault(StrEnum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    OLD_FORMAT = "old_format"
    NO_SPREADSHEET = "no_spreadsheet"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Unread:
    """Why there is no result list; `columns` as in NoTable."""

    fault: FileFault | ListFault
    columns: tuple[Column, ...] = ()


class _Refused(Exception):
    """Raised within this module only."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_file(content: bytes) -> Table | Unread:
    """Read the result list in an XLSX or CSV file; of several sheets the first that has one."""
    try:
        found = _best(map(read_table, _sheets(content)))
        if isinstance(found, NoTable):
            return Unread(found.fault, found.columns)
        if len(found.lines) > MOST_ROWS:
            raise _Refused(FileFault.TOO_MANY_ROWS)
    except _Refused as refused:
        return Unread(refused.fault)
    return found


_NEARNESS = (ListFault.NO_HEADINGS, ListFault.NO_ROWS, ListFault.MISSING, ListFault.TWICE)


def _best(found: Iterable[Table | NoTable]) -> Table | NoTable:
    """The first result list; where there is none, what came nearest to one."""
    best = NoTable(ListFault.NO_HEADINGS)
    for one in found:
        if isinstance(one, Table):
            return one
        if _NEARNESS.index(one.fault) > _NEARNESS.index(best.fault):
            best = one
    return best


def _sheets(content: bytes) -> Iterator[Rows]:
    if len(content) > MOST_BYTES:
        raise _Refused(FileFault.TOO_LARGE)
    if not content.strip():
        raise _Refused(FileFault.EMPTY)
    if content.startswith(_OLE):
        # What Office encrypts is an old container around the new format.
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise _Refused(FileFault.ENCRYPTED if locked else FileFault.OLD_FORMAT)
    if content.startswith(b"PK"):
        return _sheets_of_xlsx(content)
    return _readings_of_csv(_decoded(content))


# --- XLSX --------------------------------------------------------------------------------------


def _sheets_of_xlsx(content: bytes) -> Iterator[Rows]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
            yield from _read_xlsx(content, archive)
    except _Refused:
        raise
    except Exception as error:
        # The library answers odd files with errors of every kind; none of them is ours to tell
        # apart, and the officer needs one sentence.
        raise _Refused(FileFault.DAMAGED) from error


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what must not be unpacked, by its table of contents. zipfile gives out no more bytes
    of a part than stand there."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise _Refused(FileFault.ENCRYPTED)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _Refused(FileFault.MACROS)
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise _Refused(FileFault.OLD_FORMAT)
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise _Refused(FileFault.NO_SPREADSHEET)
    # A part is read by what the table of contents calls it, whatever its name ends in.
    if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _Refused(FileFault.TOO_LARGE)
    for part in parts:
        if part.file_size > SMALL_PART and part.file_size > MOST_RATIO * part.compress_size:
            raise _Refused(FileFault.TOO_LARGE)
        with archive.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(2000):
                raise _Refused(FileFault.DAMAGED)


def _read_xlsx(content: bytes, archive: zipfile.ZipFile) -> Iterator[Rows]:
    with warnings.catch_warnings():
        # What the library cannot keep (pictures, rules for colours) is of no concern to us.
        warnings.simplefilter("ignore")
        until = time.monotonic() + MOST_SECONDS
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            for sheet in book.worksheets[:MOST_SHEETS]:
                if sheet.sheet_state != "visible":
                    continue
                # A text that stands in many cells is one text in the file: it is read once.
                known: dict[str, Cell] = {}
                rows = list[list[Cell]]()
                for row in sheet.iter_rows(max_row=_DEEPEST + 1, max_col=MOST_COLUMNS):
                    rows.append([_known(known, cell.value, cell.data_type) for cell in row])
                    if time.monotonic() > until:
                        raise _Refused(FileFault.TOO_LARGE)
                path = getattr(sheet, "_worksheet_path", None)
                if isinstance(path, str):
                    _spread(rows, archive.read(path))
                yield rows
        finally:
            book.close()


def _known(known: dict[str, Cell], value: object, kind: str) -> Cell:
    if not isinstance(value, str) or kind in ("f", "e"):
        return _cell(value, kind)
    found = known.get(value)
    if found is None:
        found = known[value] = _cell(value, kind)
    return found


def _cell(value: object, kind: str) -> Cell:
    if kind == "f":
        return Cell(str(value)[:60] if isinstance(value, str) else "=", Mark.FORMULA)
    if kind == "e":
        return Cell(str(value)[:60], Mark.ERROR)
    match value:
        case None:
            return Cell()
        case bool():
            return Cell(str(value))
        case int() | float():
            # Sums of decimals have tails in a computer: 82.30000000000001.
            return Cell(Decimal(str(round(value, 9))))
        case datetime():
            return Cell(value.date())
        case date():
            return Cell(value)
    return Cell(_text(str(value)))


def _text(value: str) -> str:
    """What a cell says, as far as it is read."""
    return unicodedata.normalize("NFC", value[:MOST_LETTERS]).strip()


def _spread(rows: list[list[Cell]], part: bytes) -> None:
    """Put the value of each merged range into all of its cells, marked as merged."""
    marked = 0
    for match in _MERGED.finditer(part):
        left, top, right, bottom = range_boundaries(match[1].decode())
        if left is None or top is None or right is None or bottom is None or top > len(rows):
            continue
        first = rows[top - 1][left - 1] if left <= len(rows[top - 1]) else Cell()
        shared = Cell(first.value, Mark.MERGED)
        for row in rows[top - 1 : bottom]:
            marked += 1
            for at in range(left - 1, min(right, len(row))):
                row[at] = shared
                marked += 1
        if marked > _MOST_MERGED:
            raise _Refused(FileFault.DAMAGED)


# --- CSV ---------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 as Excel's "Unicode text" has it, or what Excel writes on
    a Vietnamese Windows. A file that is no text is refused."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content or content.startswith((b"%PDF", b"\xff\xd8", b"\x89PNG", b"Rar!")):
        raise _Refused(FileFault.NO_SPREADSHEET)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))


def _readings_of_csv(text: str) -> Iterator[Rows]:
    """The file as each separator would have it, the one it names itself alone."""
    skipped, separators = 0, list(_SEPARATORS)
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r"sep=(.)\r?", first.strip('"'))
    if named:
        text, skipped, separators = rest, 1, [str(named[1])]
    for separator in separators:
        rows: list[list[Cell]] = [[] for _ in range(skipped)]
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                rows.append([_typed(value) for value in row[:MOST_COLUMNS]])
                if len(rows) > _DEEPEST:
                    break
        except csv.Error as error:
            raise _Refused(FileFault.DAMAGED) from error
        yield rows


def _typed(value: str) -> Cell:
    text = _text(value)
    return Cell(text[:60], Mark.FORMULA) if text.startswith("=") else Cell(text)
