"""Working days in Vietnam: not weekends, public holidays and days off swapped with a Saturday."""

from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=1)
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


def is_working_day(day: date) -> bool:
    """Say whether public offices work on this day."""
    return _calendar().is_working_day(day)


def working_days_after(day: date, count: int) -> date:
    """Return the last day of a term of `count` working days; the first day itself does not count.

    Example: two working days after a Friday are the Tuesday.
    """
    if count < 0:
        raise ValueError(f"working days must not be negative: {count}")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and with `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))
