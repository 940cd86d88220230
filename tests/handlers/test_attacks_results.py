"""Spreadsheets that are made to hold the bot up: each is read or refused within a moment."""

import io
import zipfile
from collections.abc import Callable

import pytest
from xlsxwriter import Workbook

from handlers.officer import results_sheet
from handlers.officer.results_sheet import FileFault, Unread, read_file
from programme.result_columns import Column, Table
from tests.quickly import is_quick

QUICK = 3.0
"""Seconds of the processor; what is attacked here took minutes to hours."""

CODE = "SP-2026-00001"
Part = tuple[str, bytes]


def book(rows: int = 1, columns: int = 5) -> bytes:
    """A result list whose texts stand in a table of their own, as Excel writes them."""
    out = io.BytesIO()
    made = Workbook(out)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["Mã", "A", "B", "C", "Ghi chú"])
    for at in range(rows):
        sheet.write_row(at + 1, 0, [CODE, 30, 20, 30, *["x"] * (columns - 4)])
    made.close()
    return out.getvalue()


def changed(content: bytes, change: Callable[[str, bytes], Part]) -> bytes:
    """The same file with other parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            changed_name, data = change(name, old.read(name))
            new.writestr(changed_name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read_quickly(content: bytes) -> Table | Unread:
    found = list[Table | Unread]()
    assert is_quick(lambda: found.append(read_file(content)), QUICK)
    return found[0]


def in_strings(text: bytes) -> Callable[[str, bytes], Part]:
    """What puts a text in the place of every note."""

    def change(name: str, data: bytes) -> Part:
        if name.endswith("sharedStrings.xml"):
            data = data.replace(b"<t>x</t>", b"<t>" + text + b"</t>")
        return name, data

    return change


def before_the_end(more: bytes) -> Callable[[str, bytes], Part]:
    def change(name: str, data: bytes) -> Part:
        if name.endswith("sheet1.xml"):
            data = data.replace(b"</worksheet>", more + b"</worksheet>")
        return name, data

    return change


def test_a_bomb_under_an_unusual_name_is_not_unpacked() -> None:
    def hide(name: str, data: bytes) -> Part:
        if name == "[Content_Types].xml":
            data = data.replace(b"/xl/sharedStrings.xml", b"/xl/strings.dat")
        if name.endswith("sharedStrings.xml"):
            return "xl/strings.dat", data.replace(b"<t>x", b"<t>" + b"x" * 30_000_000)
        return name, data

    assert read_quickly(changed(book(), hide)) == Unread(FileFault.TOO_LARGE)


def test_entities_are_refused_wherever_they_are_declared() -> None:
    def declare(name: str, data: bytes) -> Part:
        if name.endswith("sharedStrings.xml"):
            late = b"<!--" + b"x" * 3000 + b'--><!DOCTYPE x [<!ENTITY a "aa">]><sst'
            data = data.replace(b"<sst", late).replace(b"<t>x", b"<t>&a;")
        return name, data

    assert read_quickly(changed(book(), declare)) == Unread(FileFault.DAMAGED)


def test_a_huge_text_in_many_cells_is_read_once_and_not_to_its_end() -> None:
    found = read_quickly(changed(book(50, 40), in_strings(b"ab" * 400_000)))
    assert isinstance(found, Table)
    assert len(found.lines[0][Column.NOTE].text) == results_sheet.MOST_LETTERS


def test_ranges_that_merge_nothing_do_not_hold_the_bot_up() -> None:
    merged = b'<mergeCells count="9">' + b'<mergeCell ref="ZZ1:ZZ5000"/>' * 9000 + b"</mergeCells>"
    assert read_quickly(changed(book(1000), before_the_end(merged))) == Unread(FileFault.DAMAGED)


def test_half_a_tag_a_thousand_times_is_passed_over() -> None:
    comment = b"<!-- " + b"<mergeCell " * 40_000 + b"-->"
    assert isinstance(read_quickly(changed(book(), before_the_end(comment))), Table)


@pytest.mark.parametrize("sign", ["(", "[", "1 ", " 1 điểm"])
def test_a_heading_of_a_hundred_thousand_signs_is_no_heading(sign: str) -> None:
    text = f"Mã;A;B;C\n{sign * (100_000 // len(sign))};1;1;1\n"
    assert isinstance(read_quickly(text.encode()), Table)


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_sheet, "MOST_SECONDS", 0.0)
    assert read_file(book()) == Unread(FileFault.TOO_LARGE)
