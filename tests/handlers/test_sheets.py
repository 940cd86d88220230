"""Spreadsheets that officers open: what is in them, and what must never be."""

import os
import tempfile
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from handlers.sheets import (
    MOST_LETTERS,
    Cell,
    Column,
    Paged,
    Sheet,
    Shown,
    file_name,
    safe,
    workbook,
    workbook_in_pages,
)

COLUMNS = (
    Column("Họ và tên", 24),
    Column("Số điện thoại"),
    Column("Số lượng", 10, Shown.NUMBER),
    Column("Ngày", 12, Shown.DAY),
    Column("Lúc", 18, Shown.MOMENT),
    Column("Ký tên", 20, Shown.SIGNATURE),
)
ROW = (
    "Nguyễn Thị Lan",
    "0912 345 678",
    1500,
    date(2026, 11, 25),
    datetime(2026, 11, 25, 1, 30, tzinfo=UTC),
    None,
)


def read(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def page_of(content: bytes) -> Worksheet:
    page = read(content).active
    assert isinstance(page, Worksheet)
    return page


def made(rows: Sequence[Sequence[Cell]], **more: object) -> Worksheet:
    title = str(more.get("title", ""))
    return page_of(workbook([Sheet("Danh sách", COLUMNS, rows, title)]))


def test_what_goes_in_comes_out_with_its_type() -> None:
    page = made([ROW], title="Lớp Ghi nhãn")
    assert page["A1"].value == "Lớp Ghi nhãn"
    assert [cell.value for cell in page[2]] == [column.title for column in COLUMNS]
    name, phone, number, day, moment, signature = page[3]
    assert (name.value, name.data_type) == ("Nguyễn Thị Lan", "s")
    assert (phone.value, phone.data_type) == ("0912 345 678", "s")
    assert (number.value, number.number_format) == (1500, "#,##0")
    assert (day.value, day.number_format) == (datetime(2026, 11, 25), "dd/mm/yyyy")  # noqa: DTZ001
    # Half past eight in Vietnam.
    assert moment.value == datetime(2026, 11, 25, 8, 30)  # noqa: DTZ001
    assert moment.number_format == "hh:mm dd/mm/yyyy"
    assert signature.value is None
    assert signature.border.bottom.style == "thin"


def test_the_header_stays_in_sight_filters_and_is_printed_on_every_page() -> None:
    page = page_of(
        workbook([Sheet("Danh sách", COLUMNS, [ROW, ROW], "Tên lớp", ("Nơi học", "Ngày"), 30)])
    )
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:F6"
    assert page.print_title_rows == "$4:$4"
    assert page.column_dimensions["A"].width == pytest.approx(24, abs=1)
    assert page.row_dimensions[5].height == 30


def test_a_sheet_without_rows_still_has_its_header() -> None:
    page = made([])
    assert page.max_row == 1
    assert page.auto_filter.ref == "A1:F1"


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+84912345678",
        "-5 kg",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =HYPERLINK('http://x')",
        "\x00=1+1",
        "＝1+1",
    ],
)
def test_what_a_person_typed_is_never_a_formula(typed: str) -> None:
    row = (typed, *ROW[1:])
    cell = made([row], title=typed)["A3"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
    assert safe(typed)[0] not in "=+-@\t\r\n"
    page = page_of(workbook([Sheet(typed, (Column(typed),), [], typed, (typed,))]))
    assert {page[f"A{line}"].data_type for line in (1, 2, 3)} == {"s"}
    assert {str(page[f"A{line}"].value)[0] for line in (1, 2, 3)} == {"'"}


def test_links_stay_text() -> None:
    page = made([("https://example.org", *ROW[1:])])
    assert page["A2"].hyperlink is None
    assert page["A2"].value == "https://example.org"


def test_what_no_file_can_carry_is_left_out_and_too_much_is_cut() -> None:
    page = made([("a\x07b\ud800c\ufffed", "x" * 50_000, *ROW[2:])])
    assert page["A2"].value == "abcd"
    assert len(str(page["B2"].value)) == MOST_LETTERS


def test_figures_of_other_kinds() -> None:
    columns = (Column("Điểm", 8, Shown.DECIMAL), Column("Ghi chú"))
    page = page_of(workbook([Sheet("Điểm", columns, [(Decimal("72.5"), ""), (1.25, "tốt")])]))
    assert [page["A2"].value, page["A3"].value] == [72.5, 1.25]
    assert page["B2"].value is None


def test_sheets_get_names_that_a_spreadsheet_accepts() -> None:
    names = ["Lớp: ghi/nhãn?", "History", "lớp  ghi nhãn", "x" * 40, "x" * 50, "''", ""]
    book = read(workbook([Sheet(name, COLUMNS, [ROW]) for name in names]))
    assert book.sheetnames[0] == "Lớp ghi nhãn"
    assert "History" not in book.sheetnames
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == len(names)
    assert max(map(len, book.sheetnames)) == 31


def test_mistakes_of_ours_are_named() -> None:
    with pytest.raises(ValueError, match="needs a sheet"):
        workbook([])
    with pytest.raises(ValueError, match="longer"):
        made([ROW[:2]])
    with pytest.raises(ValueError, match="time zone"):
        made([(*ROW[:4], datetime(2026, 1, 1), None)])  # noqa: DTZ001


@pytest.mark.many
def test_rows_stream_through() -> None:
    """Eight thousand rows of text need hardly more memory than the file they make."""

    def rows() -> Iterator[Sequence[Cell]]:
        for number in range(8_000):
            yield (f"Người số {number}", f"0912 {number:06}", f"Thôn {number % 97}")

    columns = (Column("Tên"), Column("Điện thoại"), Column("Nơi ở"))
    tracemalloc.start()
    try:
        content = workbook([Sheet("Danh sách", columns, rows())])
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 3 * len(content) + 1_000_000
    page = load_workbook(BytesIO(content), read_only=True).worksheets[0]
    assert page.max_row == 8_001


@pytest.mark.many
async def test_pages_stream_through() -> None:
    """The same where they are read page by page, in another thread."""
    columns = (Column("Tên"), Column("Điện thoại"), Column("Nơi ở"))

    async def pages() -> AsyncIterator[Sequence[Sequence[Cell]]]:
        for page in range(80):
            yield [(f"Người {page}.{n}", f"0912 {n:06}", f"Thôn {n % 97}") for n in range(100)]

    first = Sheet("Danh sách", columns, [("Trưởng thôn", None, None)], "Thôn")
    tracemalloc.start()
    try:
        content = await workbook_in_pages(
            [Paged(first, pages()), Sheet("Khác", columns, [("Một", "2", "3")])]
        )
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 3 * len(content) + 1_000_000
    book = load_workbook(BytesIO(content))
    page, other = book.worksheets
    assert (page.max_row, other.max_row) == (8_003, 2)
    assert [page.cell(row, 1).value for row in (3, 4, 8_003)] == [
        "Trưởng thôn",
        "Người 0.0",
        "Người 79.99",
    ]
    assert page.auto_filter.ref == "A2:C8003"


async def test_pages_that_fail_leave_no_files_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    async def pages() -> AsyncIterator[Sequence[Sequence[Cell]]]:
        yield [ROW]
        assert os.listdir(tmp_path)  # noqa: PTH208 - a glance
        raise ValueError("the database is gone")

    with pytest.raises(ValueError, match="the database is gone"):
        await workbook_in_pages([Paged(Sheet("Danh sách", COLUMNS, ()), pages())])
    assert os.listdir(tmp_path) == []  # noqa: PTH208
    with pytest.raises(ValueError, match="needs a sheet"):
        await workbook_in_pages([])


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Danh sách", "Lớp Ghi nhãn: đợt 1"), "danh-sach-lop-ghi-nhan-dot-1.xlsx"),
        (("../../etc/passwd",), "etc-passwd.xlsx"),
        (("🌾",), "ocop.xlsx"),
        (("x" * 200,), "x" * 60 + ".xlsx"),
    ],
)
def test_files_get_names_that_every_machine_shows(parts: Sequence[str], expected: str) -> None:
    assert file_name(*parts) == expected
