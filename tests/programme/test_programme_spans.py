"""The days and hours of a class, as officers type them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.spans import EARLIEST, SpanFault, SpanProblem, read_spans

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 22, 18, 20, tzinfo=VIETNAM)
"""A Sunday."""

MOST = 10
ONE_DAY = ["25/11 08:00-16:30"]
THREE_DAYS = ["25/11 08:00-16:30", "26/11 08:00-16:30", "27/11 08:00-16:30"]


def read(typed: str) -> list[str] | SpanProblem:
    found = read_spans(typed, NOW, MOST)
    if isinstance(found, SpanFault):
        return found.problem
    assert {begins.tzinfo for begins, _ in found} == {VIETNAM}
    return [f"{begins:%d/%m %H:%M}-{ends:%H:%M}" for begins, ends in found]


@pytest.mark.parametrize(
    "typed",
    [
        "25/11 8h-16h30",
        "25/11 8:00 - 16:30",
        "8h-16h30 25/11",
        "25/11 từ 8h đến 16h30",
        "25/11 tu 8h den 16h30",
        "25.11.2026: 8g–16g30",
        "25-11-2026 8h tới 16h30",
        "8h - 16h30, thứ Tư, 25/11",
        "thứ Tư 8h đến 4h30 chiều",
        "thứ 4 tuần sau, 8 giờ đến 16 giờ rưỡi",
        "ngày 25 tháng 11 năm 2026, từ 8 giờ đến 16 giờ 30 phút",
        "ngày 25 8h-16h30",
        "25/11 8h-4h30",
        "25/11 8 - 16h30",
        "25/11 8h-11h30, 13h30-16h30",
        "25 Nov 8 am - 4:30 pm",
        "Wednesday 8am until 4:30pm",
    ],
)
def test_one_day_is_understood(typed: str) -> None:
    assert read(typed) == ONE_DAY


@pytest.mark.parametrize(
    "typed",
    [
        "25-27/11 8h-16h30",
        "25/11-27/11: 8h-16h30",
        "25, 26, 27/11 8h-16h30",
        "8h-16h30 25/11, 26/11 và 27/11",
        "25/11 8h-16h30; 26/11 8h-16h30; 27/11 8h-16h30",
        "25/11 8h-16h30\n26/11 8h-16h30\n27/11 8h-16h30",
        "27/11 và 25-26/11 8h-16h30",
        "từ ngày 25 tháng 11 đến ngày 27 tháng 11 năm 2026, từ 8 giờ đến 16 giờ 30",
        "từ thứ Tư đến thứ Sáu tuần sau 8h-16h30",
        "25 and 26/11 and 27/11, 8:00-16:30",
    ],
)
def test_several_days_are_understood(typed: str) -> None:
    assert read(typed) == THREE_DAYS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25/11 8h-16h30; 28/11 8h-11h", ["25/11 08:00-16:30", "28/11 08:00-11:00"]),
        ("25, 26/11 8h-11h; 1/12 13h-16h", ["25/11 08:00-11:00", "26/11 08:00-11:00",
                                            "01/12 13:00-16:00"]),
        ("30/12 - 1/1 8h-11h", ["30/12 08:00-11:00", "31/12 08:00-11:00", "01/01 08:00-11:00"]),
        ("chiều mai 1h30-4h", ["23/11 13:30-16:00"]),
        ("mai 2h-4h chiều", ["23/11 14:00-16:00"]),
        ("mai 8h sáng - 4h chiều", ["23/11 08:00-16:00"]),
        ("25/11 19h toi 21h", ["25/11 19:00-21:00"]),
        ("hôm nay 19h-21h", ["22/11 19:00-21:00"]),
        # This Sunday's morning is over.
        ("chủ nhật 8h-11h", ["29/11 08:00-11:00"]),
        ("chủ nhật 19h-21h", ["22/11 19:00-21:00"]),
    ],
)  # fmt: skip
def test_what_is_meant_is_understood(typed: str, meant: list[str]) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", SpanProblem.NO_TIME),
        ("cả ngày 25/11", SpanProblem.NO_TIME),
        ("25/11", SpanProblem.NO_TIME),
        ("25/11 8h", SpanProblem.NO_END),
        ("8h-16h30", SpanProblem.NO_DAY),
        ("25/11 8h-11h 15h", SpanProblem.UNCLEAR),
        ("27-25/11 8h-11h", SpanProblem.UNCLEAR),
        ("25-5 8h-11h", SpanProblem.UNCLEAR),
        ("25/11 2h-4h", SpanProblem.NIGHT),
        ("25/11 20h-23h", SpanProblem.NIGHT),
        ("25/11 16h-14h", SpanProblem.NIGHT),
        ("1/12-12/12 8h-11h", SpanProblem.TOO_MANY),
        ("1/12-31/12 8h-11h", SpanProblem.TOO_MANY),
        ("thứ Ba 25/11 8h-11h", SpanProblem.WRONG_WEEKDAY),
        ("31/2 8h-11h", SpanProblem.NO_SUCH_DAY),
        ("25/11 8h75-11h", SpanProblem.NO_SUCH_TIME),
        ("25/11 8h-25h", SpanProblem.NO_SUCH_TIME),
        ("20/11 8h-11h", SpanProblem.PAST),
        ("hôm nay 8h-11h", SpanProblem.PAST),
        ("1/1/2030 8h-11h", SpanProblem.TOO_FAR),
    ],
)
def test_what_is_missing_is_named(typed: str, problem: SpanProblem) -> None:
    assert read(typed) is problem


@given(st.text(max_size=60) | st.text("0123456789 hg:/.-,;vàtừđếnmaisngthứ", max_size=60))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    found = read_spans(typed, NOW, MOST)
    if isinstance(found, SpanFault):
        return
    assert 0 < len(found) <= MOST
    assert list(found) == sorted(found)
    assert len({begins.date() for begins, _ in found}) == len(found)
    for begins, ends in found:
        assert NOW < begins < ends
        assert begins.date() == ends.date()
        assert begins.hour >= EARLIEST
