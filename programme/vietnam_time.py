"""Vietnam's clock: moments are kept in milliseconds since 1970 UTC, days are days in Vietnam."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
HOUR = 3_600_000
DAY = 24 * HOUR
"""In milliseconds."""


def moment(ms: int) -> datetime:
    """Return a moment as an aware datetime in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def day_at(ms: int) -> date:
    """Return the day it is in Vietnam at a moment."""
    return moment(ms).astimezone(VIETNAM).date()


def ms_at(day: date, at: time) -> int:
    """Return the moment at which it is so late on a day in Vietnam."""
    return int(datetime.combine(day, at, VIETNAM).timestamp() * 1000)
