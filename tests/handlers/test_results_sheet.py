"""Spreadsheets as councils make them, and files that are none."""

import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from handlers.officer.results_sheet import MOST_BYTES, FileFault, Unread, read_file
from programme.result_columns import Cell, Column, ListFault, Mark, Table
from programme.results import MOST_ROWS

HEAD = ("Mã sản phẩm", "Tên", "A", "B", "C", "Tổng", "Sao", "Số giấy chứng nhận", "Ngày cấp")
SHEET = "xl/worksheets/sheet1.xml"
Value = str | int | float | date | None
ROW: tuple[Value, ...] = (
    "SP-2026-00007",
    "Mật ong",
    30,
    20,
    27.5,
    77.5,
    4,
    "12/GCN",
    date(2026, 6, 15),
)


def new_sheet() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def simple(*rows: tuple[Value, ...]) -> bytes:
    book, sheet = new_sheet()
    for row in (HEAD, *rows):
        sheet.append(list(row))
    return saved(book)


def read(content: bytes) -> Table:
    found = read_file(content)
    assert isinstance(found, Table), found
    return found


def repacked(content: bytes, *, replace: dict[str, bytes]) -> bytes:
    """The same archive with some parts replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *replace}:
            new.writestr(name, replace[name] if name in replace else old.read(name))
    return out.getvalue()


# --- XLSX ----------------------------------------------------------------------------------------


def test_numbers_days_and_texts_come_as_they_are() -> None:
    [line] = read(simple(ROW)).lines
    assert line.number == 2
    assert line[Column.CODE] == Cell("SP-2026-00007")
    assert line[Column.C] == Cell(Decimal("27.5"))
    assert line[Column.ISSUED] == Cell(date(2026, 6, 15))


def test_what_looks_like_a_number_or_a_day_stays_text() -> None:
    typed = ("SP-2026-00007", "Mật ong", "30", "20,0", "27,5", None, "4 sao", 12, "15/6/2026")
    [line] = read(simple(typed)).lines
    assert line[Column.B] == Cell("20,0")
    assert line[Column.ISSUED] == Cell("15/6/2026")
    assert line[Column.CERTIFICATE] == Cell(Decimal(12))
    assert line[Column.TOTAL].empty


def test_tails_of_computed_numbers_are_cut() -> None:
    [line] = read(simple((*ROW[:4], 0.1 + 0.2, *ROW[5:]))).lines
    assert line[Column.C] == Cell(Decimal("0.3"))


def test_formulas_are_told_from_what_they_show() -> None:
    book, sheet = new_sheet()
    sheet.append(HEAD)
    sheet.append(ROW)
    sheet["F2"] = "=C2+D2+E2"
    sheet["G2"] = "#REF!"
    [line] = read(saved(book)).lines
    assert line[Column.TOTAL] == Cell("=C2+D2+E2", Mark.FORMULA)
    assert line[Column.STARS] == Cell("#REF!", Mark.ERROR)


def test_merged_cells_are_known_and_headings_may_be_merged() -> None:
    book, sheet = new_sheet()
    sheet["A1"] = "KẾT QUẢ ĐÁNH GIÁ, PHÂN HẠNG"
    sheet.merge_cells("A1:F1")
    sheet["A3"], sheet["B3"], sheet["E3"] = "Mã sản phẩm", "Điểm", "Hạng sao"
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:D3")
    sheet.merge_cells("E3:E4")
    sheet["B4"], sheet["C4"], sheet["D4"] = "A", "B", "C"
    for at, code in ((5, "SP-2026-00007"), (6, "SP-2026-00008")):
        sheet.cell(at, 1, code)
        for column in (2, 3, 4):
            sheet.cell(at, column, 20)
    sheet["E5"] = 3
    sheet.merge_cells("E5:E6")
    first, second = read(saved(book)).lines
    assert (first.number, second.number) == (5, 6)
    assert second[Column.STARS] == Cell(Decimal(3), Mark.MERGED) == first[Column.STARS]
    assert second[Column.CODE] == Cell("SP-2026-00008")


def test_empty_rows_keep_the_numbers_of_the_others() -> None:
    book, sheet = new_sheet()
    sheet.append(HEAD)
    for column, value in enumerate(ROW, 1):
        sheet.cell(5, column, value)
    assert [(line.number, line.empty) for line in read(saved(book)).lines] == [
        *((number, True) for number in (2, 3, 4)),
        (5, False),
    ]


def test_the_list_may_stand_on_another_sheet_but_not_on_a_hidden_one() -> None:
    book, sheet = new_sheet()
    sheet.append(["Báo cáo"])
    other = book.create_sheet("Kết quả")
    other.append(HEAD)
    other.append(ROW)
    assert len(read(saved(book)).lines) == 1
    other.sheet_state = "hidden"
    assert read_file(saved(book)) == Unread(ListFault.NO_HEADINGS)


def test_a_time_of_day_is_left_out() -> None:
    [line] = read(simple((*ROW[:8], datetime(2026, 6, 15, 8, 30)))).lines  # noqa: DTZ001
    assert line[Column.ISSUED] == Cell(date(2026, 6, 15))


@pytest.mark.many
def test_the_longest_list_is_read_and_a_longer_one_is_not() -> None:
    content = simple(*[ROW] * MOST_ROWS)
    began = time.process_time()
    assert len(read(content).lines) == MOST_ROWS
    assert time.process_time() - began < 10
    assert read_file(simple(*[ROW] * (MOST_ROWS + 1))) == Unread(FileFault.TOO_MANY_ROWS)


def test_a_sheet_without_the_needed_columns_says_which() -> None:
    book, sheet = new_sheet()
    sheet.append(["Mã", "Tên", "A"])
    sheet.append(["SP-2026-00007", "Mật ong", 30])
    assert read_file(saved(book)) == Unread(ListFault.MISSING, (Column.B, Column.C))


@pytest.mark.many
def test_cells_far_away_take_no_time_and_no_memory() -> None:
    book, sheet = new_sheet()
    sheet.append(HEAD)
    sheet.append(ROW)
    sheet["XFD1048576"] = 1
    content = saved(book)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(SHEET)
    wide = b'<mergeCells><mergeCell ref="AA100:XFD1048000"/></mergeCells></worksheet>'
    content = repacked(content, replace={SHEET: part.replace(b"</worksheet>", wide)})
    began = time.process_time()
    assert len(read(content).lines) == 1
    assert time.process_time() - began < 10


# --- what is refused -----------------------------------------------------------------------------


def bomb() -> bytes:
    rows = b"<row/>" * 1_000_000
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    return repacked(simple(ROW), replace={SHEET: sheet})


def many_parts() -> bytes:
    return repacked(simple(ROW), replace={f"xl/x{n}.xml": b"<x/>" for n in range(1001)})


def entities() -> bytes:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    return repacked(simple(ROW), replace={"xl/sharedStrings.xml": evil})


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b"  \r\n ", FileFault.EMPTY),
        (b"x" * (MOST_BYTES + 1), FileFault.TOO_LARGE),
        (bomb(), FileFault.TOO_LARGE),
        (many_parts(), FileFault.TOO_LARGE),
        (entities(), FileFault.DAMAGED),
        (simple(ROW)[:-100], FileFault.DAMAGED),
        (repacked(simple(ROW), replace={"xl/workbook.xml": b"<nothing"}), FileFault.DAMAGED),
        (repacked(simple(ROW), replace={"xl/vbaProject.bin": b"x"}), FileFault.MACROS),
        (repacked(simple(ROW), replace={"xl/workbook.bin": b"x"}), FileFault.OLD_FORMAT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", FileFault.OLD_FORMAT),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            FileFault.ENCRYPTED,
        ),
        (b"%PDF-1.7 something", FileFault.NO_SPREADSHEET),
        (b"\xff\xd8\xff\xe0 a photo", FileFault.NO_SPREADSHEET),
        (b"a\0b", FileFault.NO_SPREADSHEET),
    ],
)
def test_files_that_are_not_taken_say_why(content: bytes, fault: FileFault) -> None:
    assert read_file(content) == Unread(fault)


def test_another_kind_of_archive_is_no_spreadsheet() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert read_file(out.getvalue()) == Unread(FileFault.NO_SPREADSHEET)


def test_a_size_that_lies_is_not_believed() -> None:
    """An entry that says it is small must not unpack to more than it says."""
    content = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        part = archive.getinfo(SHEET)
    true, false = part.file_size.to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert true in content
    assert read_file(bytes(content).replace(true, false)) == Unread(FileFault.DAMAGED)


# --- CSV -----------------------------------------------------------------------------------------

TEXT = "Mã sản phẩm;Điểm A;Điểm B;Điểm C;Ghi chú\r\nSP-2026-00007;30;20,5;27;=1+1\r\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace("20,5", '"20,5"').replace(";", ",").encode(),
        TEXT.replace("Mã sản phẩm;Điểm A", "Ma san pham;Diem A").encode(),
    ],
)
def test_csv_in_every_dress(content: bytes) -> None:
    [line] = read(content).lines
    assert (line.number, line[Column.B].text) == (2, "20,5")
    assert line[Column.NOTE] == Cell("=1+1", Mark.FORMULA)


def test_csv_of_a_vietnamese_windows() -> None:
    # cp1258 writes a letter and its tone as two bytes.
    head = b"M\xe3 s\xe0\xd2n ph\xe2\xd2m;A;B;C;T\xean\r\n"
    [line] = read(head + b"SP-2026-00007;1;2;3;M\xe2\xf2t ong\r\n").lines
    assert line[Column.NAME] == Cell("Mật ong")


def test_csv_that_names_its_separator() -> None:
    [line] = read(b"sep=|\r\nMa|A|B|C\r\nSP-2026-00007|30|20|27\r\n").lines
    assert (line.number, line[Column.A]) == (3, Cell("30"))


def test_csv_of_no_list() -> None:
    assert read_file("Xin chào\nbà con".encode()) == Unread(ListFault.NO_HEADINGS)
