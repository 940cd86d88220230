"""Moments in UTC, days in Vietnam, seven hours ahead."""

from datetime import UTC, date, datetime, time

from programme.vietnam_time import DAY, HOUR, day_at, moment, ms_at

NEW_YEAR = int(datetime(2026, 12, 31, 17, tzinfo=UTC).timestamp() * 1000)


def test_a_moment_is_in_utc() -> None:
    assert moment(NEW_YEAR + 1500) == datetime(2026, 12, 31, 17, 0, 1, 500_000, UTC)


def test_a_day_begins_seven_hours_earlier() -> None:
    assert day_at(NEW_YEAR) == date(2027, 1, 1)
    assert day_at(NEW_YEAR - 1) == date(2026, 12, 31)


def test_a_time_of_a_day_and_back() -> None:
    assert ms_at(date(2027, 1, 1), time()) == NEW_YEAR
    assert ms_at(date(2027, 1, 2), time(8, 30)) == NEW_YEAR + DAY + 8 * HOUR + HOUR // 2
