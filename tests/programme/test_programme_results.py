"""What the rows of a council's result list come to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from programme.edition_files import load_editions
from programme.result_columns import Cell, Column, Mark, Table, column_of, read_table
from programme.result_row import Certificate, Fault, Need, Rating
from programme.results import Doubt, Known, Odd, Outcome, Verdict, judge, may_be_recorded, rules_of

TODAY = date(2026, 11, 22)
EDITIONS = load_editions().by_key()
RULES = rules_of(EDITIONS["2026"], "rating")
HONEY = Known(7, "Mật ong hoa nhãn", True, False, RULES, None)
RICE = replace(HONEY, id=8, name="Gạo nếp cái hoa vàng")
KNOWN = {"SP-2026-00007": HONEY, "YT-2026-00012": HONEY, "SP-2026-00008": RICE}
HEAD = (
    *("STT", "Mã sản phẩm", "Tên sản phẩm", "A", "B", "C", "Tổng", "Sao", "Số giấy chứng nhận"),
    *("Ngày cấp", "Ngày hết hạn", "Ghi chú"),
)
GOOD: dict[str, object] = {
    "STT": 1,
    "Mã sản phẩm": "SP-2026-00007",
    "Tên sản phẩm": "Mật ong hoa nhãn",
    "A": 30,
    "B": 20,
    "C": Decimal("27.5"),
    "Tổng": Decimal("77.5"),
    "Sao": 4,
    "Số giấy chứng nhận": "12/GCN-OCOP",
    "Ngày cấp": date(2026, 6, 15),
    "Ngày hết hạn": date(2029, 6, 15),
    "Ghi chú": "",
}
CERTIFICATE = Certificate("12/GCN-OCOP", date(2026, 6, 15), date(2029, 6, 15))
RATING = Rating((Decimal(30), Decimal(20), Decimal("27.5")), 4, CERTIFICATE)


def cell(value: object) -> Cell:
    if isinstance(value, Cell):
        return value
    if isinstance(value, int):
        return Cell(Decimal(value))
    assert value is None or isinstance(value, str | Decimal | date)
    return Cell(value)


def table(*rows: dict[str, object]) -> Table:
    made = read_table([[Cell(name) for name in HEAD], *([cell(r[h]) for h in HEAD] for r in rows)])
    assert isinstance(made, Table)
    return made


def row(**changes: object) -> dict[str, object]:
    """The good row with some cells changed; `Ngày_cấp` stands for `Ngày cấp`."""
    return GOOD | {key.replace("_", " "): value for key, value in changes.items()}


def judged(*rows: dict[str, object], known: dict[str, Known] | None = None) -> tuple[Outcome, ...]:
    return judge(table(*rows), KNOWN if known is None else known, TODAY)


def faults(*rows: dict[str, object], known: dict[str, Known] | None = None) -> list[Fault]:
    """What is wrong with the last of some rows."""
    return [wrong.fault for wrong in judged(*rows, known=known)[-1].wrong]


# --- what is right -------------------------------------------------------------------------------


def test_a_good_row_is_recorded_as_it_stands() -> None:
    [outcome] = judged(row(Ghi_chú="Khá"))
    assert outcome == Outcome(
        2, "SP-2026-00007", "Mật ong hoa nhãn", Verdict.RECORD, 7, RATING, "Khá"
    )
    assert may_be_recorded([outcome])


def test_what_was_typed_as_text_is_read_all_the_same() -> None:
    typed = row(
        Mã_sản_phẩm="sp 2026 7",
        A="30",
        B="20,0",
        C="27,5 điểm",
        Tổng="77.5",
        Sao="Bốn sao",
        Ngày_cấp="15/6/2026",
        Ngày_hết_hạn="ngày 15 tháng 6 năm 2029",
    )
    [outcome] = judged(typed)
    assert (outcome.verdict, outcome.rating) == (Verdict.RECORD, RATING)


def test_stars_total_and_expiry_may_be_left_to_the_rules() -> None:
    [outcome] = judged(row(Tổng=None, Sao="", Ngày_hết_hạn=None, Tên_sản_phẩm=None))
    assert outcome.rating == RATING
    assert outcome.name == "Mật ong hoa nhãn"


@pytest.mark.parametrize(
    ("c", "stars", "certificate"),
    [(35, 4, True), (20, 4, True), (Decimal("19.99"), 3, True), (0, 3, True)],
)
def test_stars_follow_from_the_points(c: int | Decimal, stars: int, certificate: bool) -> None:
    [outcome] = judged(row(C=c, Tổng=None, Sao=stars))
    assert outcome.rating is not None
    assert outcome.rating.stars == stars
    assert (outcome.rating.certificate is not None) is certificate


def test_two_stars_need_no_certificate() -> None:
    poor = row(A=10, B=10, C=10, Tổng=30, Sao=2)
    poor |= {"Số giấy chứng nhận": "", "Ngày cấp": None, "Ngày hết hạn": None}
    [outcome] = judged(poor)
    assert outcome.rating == Rating((Decimal(10), Decimal(10), Decimal(10)), 2)


def test_what_is_recorded_already_stays_as_it_is() -> None:
    done = {**KNOWN, "SP-2026-00007": replace(HONEY, rules=None, rated=RATING)}
    outcomes = judged(row(), known=done)
    assert [outcome.verdict for outcome in outcomes] == [Verdict.SAME]
    assert not may_be_recorded(outcomes)


def test_a_council_only_proposes_five_stars_where_another_awards_them() -> None:
    assert [stars for stars in range(6) if RULES.certificates[stars] is Need.NEEDED] == [3, 4]
    best = row(A=40, B=25, C=35, Tổng=100, Sao=5)
    assert faults(best) == [Fault.NEEDLESS_CERTIFICATE]
    best |= {"Số giấy chứng nhận": "", "Ngày cấp": None, "Ngày hết hạn": None}
    [outcome] = judged(best)
    assert outcome.rating == Rating((Decimal(40), Decimal(25), Decimal(35)), 5)
    # The same list once more, now that the ministry is to decide, changes nothing.
    ministry = rules_of(EDITIONS["2026"], "national")
    passed_on = replace(HONEY, rules=ministry, rated=outcome.rating)
    [again] = judged(best, known={"SP-2026-00007": passed_on})
    assert again.verdict is Verdict.SAME
    decided = row(A=40, B=25, C=35, Tổng=100, Sao=5)
    [last] = judged(decided, known={"SP-2026-00007": passed_on})
    assert last.verdict is Verdict.RECORD


def test_without_thresholds_the_councils_stars_count() -> None:
    old = replace(HONEY, rules=rules_of(EDITIONS["2024"], "council"))
    known = {"SP-2026-00007": old}
    [outcome] = judged(row(A=50, B=20, C=20, Tổng=90, Sao=3), known=known)
    assert outcome.rating is not None
    assert outcome.rating.stars == 3
    assert faults(row(Sao=None), known=known) == [Fault.NO_STARS]
    assert faults(row(Ngày_hết_hạn=None), known=known) == [Fault.NO_EXPIRY]


# --- what is wrong -------------------------------------------------------------------------------

WRONG: list[tuple[Fault, dict[str, object]]] = [
    (Fault.NO_CODE, {"Mã sản phẩm": ""}),
    (Fault.ODD_CODE, {"Mã sản phẩm": "mật ong"}),
    (Fault.UNKNOWN, {"Mã sản phẩm": "SP-2026-00099"}),
    (Fault.FORMULA, {"Tổng": Cell("=D2+E2+F2", Mark.FORMULA)}),
    (Fault.FORMULA, {"A": Cell("=40", Mark.FORMULA)}),
    (Fault.FORMULA, {"Mã sản phẩm": Cell("=B1", Mark.FORMULA)}),
    (Fault.MERGED, {"Sao": Cell(Decimal(4), Mark.MERGED)}),
    (Fault.ERROR, {"B": Cell("#REF!", Mark.ERROR)}),
    (Fault.NO_NUMBER, {"A": None}),
    (Fault.NOT_A_NUMBER, {"A": "ba mươi"}),
    (Fault.NOT_A_NUMBER, {"Tổng": "khá"}),
    (Fault.NEGATIVE, {"A": -1}),
    (Fault.OVER_MOST, {"A": 41}),
    (Fault.OVER_MOST, {"B": Decimal("25.01")}),
    (Fault.TOO_FINE, {"A": Decimal("30.125")}),
    (Fault.NOT_THE_SUM, {"Tổng": Decimal("77.4")}),
    (Fault.ODD_STARS, {"Sao": "đạt"}),
    (Fault.OTHER_STARS, {"Sao": 5}),
    (Fault.OTHER_STARS, {"Sao": 5, "Ghi chú": "Rất ngon"}),
    (Fault.FEWER_STARS, {"Sao": 3}),
    (Fault.FEWER_STARS, {"Sao": 3, "Ghi chú": " "}),
    (Fault.NO_CERTIFICATE, {"Số giấy chứng nhận": ""}),
    (Fault.LONG_CERTIFICATE, {"Số giấy chứng nhận": "1" * 61}),
    (Fault.NO_ISSUED, {"Ngày cấp": None}),
    (Fault.NOT_A_DATE, {"Ngày cấp": "31/6/2026"}),
    (Fault.NOT_A_DATE, {"Ngày hết hạn": "tháng 6"}),
    (Fault.NOT_A_DATE, {"Ngày cấp": 46188}),
    (Fault.ISSUED_LATER, {"Ngày cấp": date(2026, 11, 23)}),
    (Fault.EXPIRES_FIRST, {"Ngày hết hạn": date(2026, 6, 15)}),
]


@pytest.mark.parametrize(("fault", "cells"), WRONG)
def test_each_mistake_is_told_once_and_stops_the_list(
    fault: Fault, cells: dict[str, object]
) -> None:
    outcomes = judged(row(Mã_sản_phẩm="SP-2026-00008", **{"Số giấy chứng nhận": "9"}), GOOD | cells)
    assert [wrong.fault for wrong in outcomes[1].wrong] == [fault]
    assert outcomes[0].verdict is Verdict.RECORD
    assert outcomes[1].rating is None
    assert not may_be_recorded(outcomes)


def test_several_mistakes_in_a_row_are_all_told() -> None:
    assert faults(row(A=41, B="hai mươi", Ngày_cấp="hôm qua")) == [
        Fault.OVER_MOST,
        Fault.NOT_A_NUMBER,
        Fault.NOT_A_DATE,
    ]


def test_a_certificate_for_two_stars_is_a_mistake() -> None:
    assert faults(row(A=10, B=10, C=10, Tổng=30, Sao=2)) == [Fault.NEEDLESS_CERTIFICATE]


def test_an_empty_row_between_others_is_told_and_those_at_the_end_are_not() -> None:
    empty = dict.fromkeys(HEAD)
    outcomes = judged(empty, row(), empty, empty)
    assert [[wrong.fault for wrong in outcome.wrong] for outcome in outcomes] == [[Fault.EMPTY], []]


def test_a_product_that_stands_twice_names_the_first_row() -> None:
    outcomes = judged(row(), row(Mã_sản_phẩm="YT-2026-00012"))
    [wrong] = outcomes[1].wrong
    assert (wrong.fault, wrong.expected) == (Fault.TWICE, 2)


def test_a_certificate_number_stands_for_one_product() -> None:
    [wrong] = judged(row(), row(Mã_sản_phẩm="SP-2026-00008"))[1].wrong
    assert (wrong.fault, wrong.expected) == (Fault.SAME_CERTIFICATE, 2)


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        (Fault.OUTSIDE, replace(HONEY, inside=False)),
        (Fault.OWN, replace(HONEY, own=True)),
        (Fault.NOT_AT_RATING, replace(HONEY, rules=None)),
        (Fault.OTHERWISE_BUT_POINTS, replace(HONEY, rules=None, rated=replace(RATING, stars=3))),
    ],
)
def test_how_a_product_stands_may_stop_it(fault: Fault, changed: Known) -> None:
    assert faults(row(), known={"SP-2026-00007": changed}) == [fault]


def test_nothing_is_said_about_a_product_outside() -> None:
    [outcome] = judged(row(Tên_sản_phẩm=""), known={"SP-2026-00007": replace(HONEY, inside=False)})
    assert (outcome.name, outcome.product) == ("", None)


def test_what_looks_odd_is_shown_and_stops_nothing() -> None:
    odd = row(Tên_sản_phẩm="Chả mực Hạ Long", Ngày_hết_hạn=date(2028, 6, 15))
    outcomes = judged(odd)
    assert [one.doubt for one in outcomes[0].odd] == [Doubt.OTHER_NAME, Doubt.OTHER_EXPIRY]
    assert may_be_recorded(outcomes)
    [near] = judged(row(Tên_sản_phẩm="mat ong HOA NHAN Sơn Động"))
    assert near.odd == ()


def test_fewer_stars_with_a_reason_are_recorded_and_shown_as_such() -> None:
    [found] = judge(table(row(Sao=3, Ghi_chú="Thiếu phiếu kiểm nghiệm")), KNOWN, TODAY)
    assert found.verdict is Verdict.RECORD
    assert found.rating == replace(RATING, stars=3)
    assert found.odd == (Odd(Doubt.FEWER_STARS, "Thiếu phiếu kiểm nghiệm", 4),)


def test_the_same_points_with_another_certificate_say_what_differs() -> None:
    rated = {"SP-2026-00007": replace(HONEY, rules=None, rated=RATING)}
    [found] = judge(table(row(Số_giấy_chứng_nhận="13/GCN")), rated, TODAY)
    assert [one.fault for one in found.wrong] == [Fault.OTHERWISE_BUT_POINTS]
    [found] = judge(table(row(A=31, Tổng="")), rated, TODAY)
    assert [one.fault for one in found.wrong] == [Fault.RATED_OTHERWISE]


def test_stars_too_few_for_a_certificate_have_none() -> None:
    [found] = judge(table(row(Sao=2, Ghi_chú="Thiếu phiếu kiểm nghiệm")), KNOWN, TODAY)
    assert [(one.fault, one.expected) for one in found.wrong] == [(Fault.NEEDLESS_CERTIFICATE, 2)]


@pytest.mark.parametrize("heading", ["Lý do", "Lý do ít sao hơn", "Reason", "Nhận xét"])
def test_the_reason_may_have_a_column_of_that_name(heading: str) -> None:
    assert column_of(heading) is Column.NOTE


def test_columns_that_are_passed_over_are_known_by_their_headings() -> None:
    """Not a row's number, and not what is empty: one of the others may be misspelt."""
    head = ("STT", "Mã", "A", "B", "C", "Xếp lọai", "Chủ thể", "")
    said = ("1", "SP-2026-00007", "30", "20", "27", "4 sao", None, "?")
    found = read_table([[Cell(one) for one in row] for row in (head, said)])
    assert isinstance(found, Table)
    assert found.unread == ("Xếp lọai",)
