"""A day and a time of day as people type them: "25/11 8h30", "7h sáng mai", "thứ Hai 14 giờ"."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

LONGEST = 200
"""Characters of an answer that are read."""
FARTHEST_DAYS = 366
JUST_PAST_DAYS = 90
"""A date of so many days ago that has no year is a mistake, and not meant for the year to come."""


class MomentProblem(StrEnum):
    """Why a moment was not understood."""

    UNCLEAR = "unclear"
    NO_TIME = "no_time"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class MomentFault:
    problem: MomentProblem


_CLOCK = re.compile(
    r"(?<![\d/.\-])(?P<hour>\d{1,2}) ?(?:(?:gio|h|g|:)"
    r"(?:(?P<minute> ?\d{2}|\d| \d(?= ?(?:phut|p)\b))(?!\d|[/.\-]\d))?(?!\d)"
    r"|(?= ?(?:am|pm)\b))"
    r"(?: ?(?:phut|p)\b)?(?P<half> ?(?:ruoi)\b)?(?: ?kem ?(?P<less>\d{1,2})(?: ?phut)?\b)?"
    r"(?: ?(?P<part>am|pm)\b)?"
)
_PART = re.compile(r"\b(?:buoi )?(sang|trua|chieu|toi|dem|morning|noon|afternoon|evening|night)\b")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2}) ?[/.\-] ?(\d{1,2})(?: ?[/.\-] ?(\d{4}|\d{2}))?(?![\d/])")
_WORDED = re.compile(
    r"\b(?:ngay|mung|mong) (\d{1,2})(?: ?(?:thang|/) ?(\d{1,2}))?(?: nam (\d{4}))?(?!\d)"
)
_ENGLISH = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"(?: (\d{4}))?\b"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NEAR = (
    (re.compile(r"\b(?:ngay kia|ngay mot)\b"), 2),
    (re.compile(r"\b(?:ngay mai|mai|tomorrow)\b"), 1),
    (re.compile(r"\b(?:hom nay|ngay nay|nay|today|tonight)\b"), 0),
)
_WEEKDAY = re.compile(
    r"\b(?:(?:thu ?|t)(?P<number>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<sunday>chu nhat|cn)"
    r"|(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?)\b"
)
_NEXT_WEEK = re.compile(r"\b(?:tuan (?:sau|toi)|next week|next)\b")
_GONE = re.compile(r"\b(?:hom qua|hom kia|hom truoc|(?:tuan|thang) truoc|yesterday|last week)\b")
_FILLERS = re.compile(
    r"\b(?:a|about|around|at|clock|day|den|dung|gio|gui|hen|hoi|khoang|la|luc|nhe|o|on|se|send|tam|the"
    r"|thi|toi|vao)\b"
)
"""Words beside a time that say nothing else."""
_NUMBERED = {"2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3}
_NUMBERED |= {"6": 4, "sau": 4, "7": 5, "bay": 5}
_NAMED = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def read_moment(typed: str, now: datetime) -> datetime | MomentFault:
    """Read the moment that typed words mean, in the time zone of `now`, which is where they are
    typed; or say what is missing.

    A time alone means the next time the clock says so. A day without a year is the next such day.
    Raises ValueError for a `now` without time zone.
    """
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    text = _plain(typed[:LONGEST])
    if _GONE.search(text):
        return MomentFault(MomentProblem.PAST)
    clock = _clock(text)
    if isinstance(clock, MomentFault):
        return clock
    rest = text if clock is None else f"{text[: clock.start]} {text[clock.end :]}"
    day = _day(rest, now.date())
    if isinstance(day, MomentFault):
        return day
    if clock is None:
        missing = MomentProblem.UNCLEAR if day is None else MomentProblem.NO_TIME
        return MomentFault(missing)
    minutes = clock.minutes
    if day is not None:
        found = _at(day.day, minutes, now)
        if found <= now and day.weekly:
            found = _at(day.day + timedelta(days=7), minutes, now)
        return _checked(found, now)
    rest = _PART.sub(" ", rest)
    if re.search(r"\d", rest) or _says_more(rest):
        # "8h nhà văn hóa" names no day: it may not have been meant for one.
        return MomentFault(MomentProblem.UNCLEAR)
    found = _at(now.date(), minutes, now)
    return found if found > now else _at(now.date() + timedelta(days=1), minutes, now)


def is_time_only(typed: str) -> bool:
    """Say whether typed words name a day or a time and nothing else."""
    rest = _plain(typed[:LONGEST])
    near = (pattern for pattern, _ in _NEAR)
    for pattern in (_CLOCK, _NUMBERS, _WORDED, _ENGLISH, _GONE, *near, _WEEKDAY, _NEXT_WEEK, _PART):
        rest = pattern.sub(" ", rest)
    return not _says_more(rest)


def _says_more(text: str) -> bool:
    """Whether there are words in a text besides "about" or "at"."""
    return any(char.isalpha() for char in _FILLERS.sub(" ", text))


def _checked(found: datetime, now: datetime) -> datetime | MomentFault:
    if found <= now:
        return MomentFault(MomentProblem.PAST)
    if found - now > timedelta(days=FARTHEST_DAYS):
        return MomentFault(MomentProblem.TOO_FAR)
    return found


def _at(day: date, minutes: int, now: datetime) -> datetime:
    """`minutes` after midnight of a day; 24 hours are the next midnight."""
    start = datetime.combine(day, time(), now.tzinfo)
    return start + timedelta(minutes=minutes)


def _plain(text: str) -> str:
    """Small letters without diacritics; marks between numbers stay."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in parts if not unicodedata.combining(char)).replace("đ", "d")
    return " ".join(bare.split())


@dataclass(frozen=True, slots=True)
class _Clock:
    minutes: int
    start: int
    end: int


def _clock(text: str) -> _Clock | MomentFault | None:
    """The time of day in a text, and where it stands."""
    found = list(_CLOCK.finditer(text))
    if not found:
        return None
    if len(found) > 1:
        return MomentFault(MomentProblem.UNCLEAR)
    match = found[0]
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    minute = 30 if match["half"] else minute
    around = f"{text[: match.start()]} {text[match.end() :]}"
    part = match["part"] or next(iter(_PART.findall(around)), "")
    hour = _by_part(hour, part)
    minutes = hour * 60 + minute - int(match["less"] or 0)
    if hour > 24 or minute > 59 or not 0 <= minutes <= 24 * 60:
        return MomentFault(MomentProblem.NO_SUCH_TIME)
    return _Clock(minutes, match.start(), match.end())


def _by_part(hour: int, part: str) -> int:
    """An hour on the clock of 24, given the part of the day that was named with it."""
    match part:
        case "chieu" | "toi" | "pm" | "afternoon" | "evening" if 1 <= hour < 12:
            return hour + 12
        case "trua" | "noon" if 1 <= hour <= 3:
            return hour + 12
        case "dem" | "night" if 6 <= hour <= 12:
            return hour + 12
        case "am" | "sang" | "morning" if hour == 12:
            return 0
        case _:
            return hour


@dataclass(frozen=True, slots=True)
class _Found:
    """A day; `weekly` if it was named by its weekday, so that it comes again."""

    day: date
    weekly: bool = False


def _day(text: str, today: date) -> _Found | MomentFault | None:
    if match := _NUMBERS.search(text) or _WORDED.search(text):
        day, month, year = (int(part) if part else None for part in match.groups())
        return _on_calendar(day or 0, month, year, today)
    if match := _ENGLISH.search(text):
        year = int(match[3]) if match[3] else None
        return _on_calendar(int(match[1]), _MONTHS.index(match[2]) + 1, year, today)
    if match := _WEEKDAY.search(text):
        return _on_weekday(match, text, today)
    for pattern, days in _NEAR:
        if pattern.search(text):
            return _Found(today + timedelta(days=days))
    return None


def _on_weekday(match: re.Match[str], text: str, today: date) -> _Found:
    if match["english"]:
        wanted = _NAMED.index(match["english"])
    else:
        wanted = 6 if match["sunday"] else _NUMBERED[match["number"]]
    if _NEXT_WEEK.search(text):
        monday = today + timedelta(days=7 - today.weekday())
        return _Found(monday + timedelta(days=wanted))
    return _Found(today + timedelta(days=(wanted - today.weekday()) % 7), weekly=True)


def _on_calendar(
    day: int, month: int | None, year: int | None, today: date
) -> _Found | MomentFault:
    """The day of a date; without its year, or its month, the next one that is not past."""
    if year is not None:
        return _made(year if year > 99 else 2000 + year, month or 0, day)
    if month is None:
        candidates = [
            (today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1)
            for n in range(12)
        ]
    else:
        # A 29th of February may be years away.
        candidates = [(today.year + n, month) for n in range(5)]
    if month is not None and _just_past(_made(today.year, month, day), today):
        return MomentFault(MomentProblem.PAST)
    for of_year, of_month in candidates:
        found = _made(of_year, of_month, day)
        if isinstance(found, _Found) and found.day >= today:
            return found
    return MomentFault(MomentProblem.NO_SUCH_DAY)


def _just_past(found: _Found | MomentFault, today: date) -> bool:
    """Whether a day of this year is one that somebody means who looks at an old calendar."""
    return isinstance(found, _Found) and 0 < (today - found.day).days <= JUST_PAST_DAYS


def _made(year: int, month: int, day: int) -> _Found | MomentFault:
    try:
        return _Found(date(year, month, day))
    except ValueError:
        return MomentFault(MomentProblem.NO_SUCH_DAY)
