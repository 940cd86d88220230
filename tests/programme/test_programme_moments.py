"""Days and times as officers type them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.moments import MomentFault, MomentProblem, is_time_only, read_moment

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 22, 18, 20, tzinfo=VIETNAM)
"""A Sunday."""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25/11 8h30", "2026-11-25T08:30"),
        ("8h30 25/11", "2026-11-25T08:30"),
        ("8h 25/11", "2026-11-25T08:00"),
        ("8h 05 25.11.", "2026-11-25T08:05"),
        ("8h5 mai.", "2026-11-23T08:05"),
        ("8h 5 phút mai", "2026-11-23T08:05"),
        ("gửi lúc 8h30.", "2026-11-23T08:30"),
        ("25-11-2026 14:00", "2026-11-25T14:00"),
        ("lúc 8 giờ ngày 25/11/26", "2026-11-25T08:00"),
        ("ngày 25 tháng 11 lúc 8 giờ rưỡi", "2026-11-25T08:30"),
        ("ngay 25 thang 11 nam 2026, 8g", "2026-11-25T08:00"),
        ("ngày 30 7h", "2026-11-30T07:00"),
        ("ngày 3 7h", "2026-12-03T07:00"),
        ("1/1 9h", "2027-01-01T09:00"),
        ("30 nov 14:00", "2026-11-30T14:00"),
        ("19h", "2026-11-22T19:00"),
        ("17h", "2026-11-23T17:00"),
        ("7h tối nay", "2026-11-22T19:00"),
        ("ngày mai 7h", "2026-11-23T07:00"),
        ("7h sáng mai", "2026-11-23T07:00"),
        ("mai 7 giờ 30 phút", "2026-11-23T07:30"),
        ("8 giờ kém 15 mai", "2026-11-23T07:45"),
        ("ngày kia 8h", "2026-11-24T08:00"),
        ("12h trưa mai", "2026-11-23T12:00"),
        ("1h trưa mai", "2026-11-23T13:00"),
        ("12h đêm", "2026-11-23T00:00"),
        ("24h", "2026-11-23T00:00"),
        ("thứ Hai 8h", "2026-11-23T08:00"),
        ("thứ 2 8 giờ", "2026-11-23T08:00"),
        ("t6 8g", "2026-11-27T08:00"),
        ("chủ nhật 8h", "2026-11-29T08:00"),
        ("chủ nhật 20h", "2026-11-22T20:00"),
        ("3h chiều thứ Ba tuần sau", "2026-11-24T15:00"),
        ("8:30 am tomorrow", "2026-11-23T08:30"),
        ("8 pm monday", "2026-11-23T20:00"),
        ("８h mai", "2026-11-23T08:00"),
    ],
)
def test_a_moment_is_understood(typed: str, meant: str) -> None:
    found = read_moment(typed, NOW)
    assert isinstance(found, datetime), found
    assert found.isoformat(timespec="minutes") == f"{meant}+07:00"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "unclear"),
        ("bao giờ cũng được", "unclear"),
        ("8h và 9h", "unclear"),
        ("8h 5 người", "unclear"),
        ("nhà văn hóa 8h", "unclear"),
        ("tuần sau 8h", "unclear"),
        ("hôm qua 8h", "past"),
        ("25/11", "no_time"),
        ("mai", "no_time"),
        ("31/2 8h", "no_such_day"),
        ("8.30", "no_such_day"),
        ("32/1/2027 8h", "no_such_day"),
        ("25h", "no_such_time"),
        ("mai 8h75", "no_such_time"),
        ("hôm nay 17h", "past"),
        ("21/11 8h", "past"),
        ("21/11/2025 8h", "past"),
        ("1/1/2030 8h", "too_far"),
        ("29/2 8h", "too_far"),
    ],
)
def test_what_is_missing_is_named(typed: str, problem: str) -> None:
    assert read_moment(typed, NOW) == MomentFault(MomentProblem(problem))


@pytest.mark.parametrize(
    ("typed", "only"),
    [
        ("8h30", True),
        ("lúc 8h sáng mai nhé", True),
        ("25/11/2026", True),
        ("thứ Ba tuần sau", True),
        ("30 nov 14:00", True),
        ("12345", True),
        ("Nhà văn hóa thôn 3", False),
        ("Nhà ông Ba, 8h30", False),
        ("Chợ Mai", False),
        ("UBND xã", False),
    ],
)
def test_a_time_is_no_place(typed: str, only: bool) -> None:
    assert is_time_only(typed) is only


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    found = read_moment(typed, NOW)
    if isinstance(found, datetime):
        assert NOW < found <= NOW + timedelta(days=367)
    else:
        assert isinstance(found, MomentFault)


@given(
    st.text("0123456789 hg:/.-giờmaisngtốchiều", max_size=40),
    st.integers(0, 6_000),
)
def test_numbers_and_marks_make_no_trouble(typed: str, days: int) -> None:
    found = read_moment(typed, NOW + timedelta(days=days))
    assert isinstance(found, datetime | MomentFault)


def test_a_clock_without_a_place_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read_moment("8h", NOW.replace(tzinfo=None))
