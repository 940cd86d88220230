"""The columns and the cells of a result list, as people make them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.result_columns import (
    Cell,
    Column,
    ListFault,
    Mark,
    NoTable,
    Table,
    column_of,
    read_table,
)
from programme.result_values import read_code, read_day, read_number, read_stars
from programme.results import codes


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Mã sản phẩm/mã ý tưởng", Column.CODE),
        ("MA SP", Column.CODE),
        ("ten san pham", Column.NAME),
        ("Điểm A (tối đa 40)", Column.A),
        ("diem phan b", Column.B),
        ("Phần C: Chất lượng sản phẩm", Column.C),
        ("Tổng điểm", Column.TOTAL),
        ("Xếp hạng sao", Column.STARS),
        ("Số GCN", Column.CERTIFICATE),
        ("Ngày cấp giấy chứng nhận", Column.ISSUED),
        ("Có giá trị đến", Column.EXPIRES),
        ("Ghi chú", Column.NOTE),
        ("Tên chủ thể", None),
        ("STT", None),
        ("Điểm", None),
        ("", None),
    ],
)
def test_columns_are_known_by_their_headings(heading: str, column: Column | None) -> None:
    assert column_of(heading) is column


def test_titles_headings_in_two_lines_and_numbered_columns() -> None:
    merged = [Cell("Mã sản phẩm", Mark.MERGED), *[Cell("Điểm", Mark.MERGED)] * 3]
    rows = [
        [Cell("HỘI ĐỒNG ĐÁNH GIÁ TỈNH BẮC NINH", Mark.MERGED)] * 4,
        [],
        merged,
        [merged[0], Cell("Phần A"), Cell("Phần B"), Cell("Phần C")],
        [Cell("(1)"), Cell("(2)"), Cell("(3)"), Cell("(4)")],
        [Cell("SP-2026-00007"), Cell("30"), Cell("20"), Cell("20")],
    ]
    made = read_table(rows)
    assert isinstance(made, Table)
    assert [(line.number, line[Column.C].text) for line in made.lines] == [(6, "20")]
    assert codes(made) == {"SP-2026-00007"}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (["Họ tên", "Tuổi"], NoTable(ListFault.NO_HEADINGS)),
        (["Mã", "Tên", "A"], NoTable(ListFault.MISSING, (Column.B, Column.C))),
        (["Mã", "A", "B", "C", "Mã sản phẩm"], NoTable(ListFault.TWICE, (Column.CODE,))),
        (["Mã", "A", "B", "C"], NoTable(ListFault.NO_ROWS)),
    ],
)
def test_a_sheet_that_is_no_list_says_why(head: list[str], expected: NoTable) -> None:
    assert read_table([[Cell(name) for name in head]]) == expected


# --- the cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("SP-2026-00007", "SP-2026-00007"),
        ("sp202600007", "SP-2026-00007"),
        (" Sp – 2026 – 7 ", "SP-2026-00007"),
        ("yt 2026 12", "YT-2026-00012"),
        ("2026-00012", None),
        ("SP-2026-0", None),
        ("SPA-2026-1", None),
        ("SP-2026-00007 (mật ong)", "SP-2026-00007"),
        ("", None),
    ],
)
def test_codes_as_people_copy_them(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "number"),
    [("82,5", "82.5"), ("82.5 điểm", "82.5"), ("-3", "-3"), ("1,5,2", None), ("tám", None)],
)
def test_numbers_as_people_type_them(typed: str, number: str | None) -> None:
    assert read_number(Cell(typed)) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "stars"),
    [
        ("★★★☆☆", 3),
        ("OCOP 4 sao", 4),
        ("hạng 5 sao", 5),
        ("6", None),
        ("không đạt", None),
        ("0", None),
    ],
)
def test_stars_as_people_type_them(typed: str, stars: int | None) -> None:
    assert read_stars(Cell(typed)) == stars
    assert read_stars(Cell(Decimal("3.5"))) is None


def test_days_as_people_type_them() -> None:
    for typed in ("15/6/2026", "15-06-26", "15.6.2026", "2026-06-15", "Ngày 15 tháng 6 năm 2026"):
        assert read_day(Cell(typed)) == date(2026, 6, 15), typed
    for typed in ("6/15/2026", "31/4/2026", "15/6", "hôm qua", ""):
        assert read_day(Cell(typed)) is None, typed


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text: str) -> None:
    words = Cell(text)
    assert read_code(text) is None or text
    assert read_stars(words) in {None, 1, 2, 3, 4, 5}
    day, number = read_day(words), read_number(words)
    assert day is None or 2000 <= day.year < 2100
    assert number is None or number.is_finite()
