"""The days and hours of a class as officers type them: "25/11 8h-16h30", "25, 26/11 8h - 11h"."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from programme.moments import MomentFault, MomentProblem, read_moment

LONGEST = 300
"""Characters of an answer that are read."""
EARLIEST, LATEST = 5, 22
"""Hours between which classes are held; before and after, a 13 was meant where 1 was typed."""


class SpanProblem(StrEnum):
    """Why days and hours were not understood."""

    UNCLEAR = "unclear"
    NO_DAY = "no_day"
    NO_TIME = "no_time"
    NO_END = "no_end"
    NIGHT = "night"
    TOO_MANY = "too_many"
    WRONG_WEEKDAY = "wrong_weekday"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class SpanFault:
    problem: SpanProblem


Span = tuple[datetime, datetime]
"""When a day of a class begins and ends."""

_UNIT = r"gio(?: ?\d{2}\b(?! ?[/.]))?|(?:h|g|:)(?:\d{2}(?![\d/.]))?"
_TAIL = r"(?: ?(?:phut|p)\b)?(?: ?ruoi\b)?(?: ?[ap]m\b)?"
_PART = r"(?: ?(?:buoi )?(?:sang|trua|chieu|toi)\b)?"
_HOURS = re.compile(
    # "8-16h" has its unit once; "8 am" has none.
    rf"(?<![\d/.\-])(?P<start>\d{{1,2}} ?(?:{_UNIT})?{_TAIL}{_PART})"
    rf" ?- ?(?P<end>\d{{1,2}} ?(?:(?:{_UNIT}){_TAIL}|[ap]m\b){_PART})"
)
_CLOCK = re.compile(r"(?<![\d/.\-])\d{1,2} ?(?:(?:h|g|gio)(?![a-z])|:|[ap]m\b)")
_PARTS = re.compile(r" ?(?:buoi )?\b(?:sang|trua|chieu|toi|[ap]m)\b")
_BREAK = re.compile(r"[;,+\n]|\b(?:va|and)\b")
_WEEKDAY = re.compile(
    r"\b(?:(?:thu ?|t)(?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|cn"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b"
)
_NEXT_WEEK = re.compile(r"\b(?:tuan (?:sau|toi)|next week)\b")
_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?(?![\d/])")
_MONTH = re.compile(r"[/.]\d{1,2}(?:[/.](?:\d{4}|\d{2}))?(?!\d)")
_NUMBER = re.compile(r"(?<![\d/.])\d{1,2}(?![\d/.])")
_NEAR = re.compile(r"\b(?:mai|nay|ngay kia|ngay mot|today|tomorrow)\b")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})[a-z]*\b")


def read_spans(typed: str, now: datetime, most: int) -> tuple[Span, ...] | SpanFault:
    """Read days with their hours, in the time zone of `now`, each day once and in order; or say
    what is missing. Hours that stand alone go for all days; two of one day are one from the first
    beginning to the last end. At most `most` days.
    """
    text = _plain(typed[:LONGEST])
    pieces = _pieces(text)
    if isinstance(pieces, SpanFault):
        return pieces
    found: dict[date, Span] = {}
    for piece in pieces:
        days = _days(piece, now)
        if isinstance(days, SpanFault):
            return days
        for day in days[: most + 1]:
            span = _span(day, piece, now)
            if isinstance(span, SpanFault):
                return span
            begins, ends = span
            known = found.get(begins.date(), span)
            found[begins.date()] = (min(known[0], begins), max(known[1], ends))
    if len(found) > most:
        return SpanFault(SpanProblem.TOO_MANY)
    return tuple(found[day] for day in sorted(found))


def _plain(text: str) -> str:
    """Small letters without diacritics; one sign for "until", one for each part of a date."""
    # With its accents "until" is not yet the evening ("tối").
    text = re.sub(r"\btới\b|\bđến\b|[–—~→]|->", "-", unicodedata.normalize("NFC", text.casefold()))
    parts = unicodedata.normalize("NFKD", text.replace("\n", ";"))
    bare = "".join(char for char in parts if not unicodedata.combining(char)).replace("đ", "d")
    bare = re.sub(r"\b(?:den|until|till|to)\b|\btoi(?= \d{1,2} ?(?:h|g|gio|:))", "-", bare)
    bare = re.sub(r" ?\bthang ?(?=\d)", "/", bare)
    bare = re.sub(r" ?\bnam (?=\d{4})", "/", bare)
    bare = re.sub(r"(?<![\d/.])(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})(?!\d)", r"\1/\2/\3", bare)
    bare = re.sub(
        r"\b(?:(?<!thu )tu|from) (?=ngay|\d|thu|lan)|\b(?:luc|ngay(?= \d)|mung|mong)\b", " ", bare
    )
    bare = _ENGLISH.sub(lambda date: f"{date[1]}/{_MONTHS.index(date[2]) + 1}", bare)
    bare = re.sub(r" ?([/]) ?", r"\1", bare)
    return " ".join(bare.split())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A day, or days, and the hours of each, as they were typed."""

    day: str
    start: str = ""
    end: str = ""


def _pieces(text: str) -> list[_Piece] | SpanFault:
    """The text cut into days with their hours."""
    hours = [(match["start"], match["end"]) for match in _HOURS.finditer(text)]
    if not hours:
        single = _CLOCK.search(text)
        return SpanFault(SpanProblem.NO_END if single else SpanProblem.NO_TIME)
    if _CLOCK.search(_HOURS.sub(" ", text)):
        return SpanFault(SpanProblem.UNCLEAR)
    pieces: list[_Piece] = []
    waiting: list[_Piece] = []
    last_day = ""
    for part in _BREAK.split(text):
        match = _HOURS.search(part)
        day = _HOURS.sub(" ", part).strip(" -.:")
        if _names_day(day, text):
            waiting.append(_Piece(day))
            last_day = day
        elif _NUMBER.search(day):
            return SpanFault(SpanProblem.UNCLEAR)
        if match is not None:
            if not waiting and last_day and len(hours) > 1:
                waiting = [_Piece(last_day)]
            # Hours that come first wait for their days.
            pieces += [replace(piece, start=match["start"], end=match["end"]) for piece in waiting]
            waiting = []
    if len(hours) == 1:
        pieces = [_Piece(piece.day, *hours[0]) for piece in (*pieces, *waiting)]
    elif waiting and pieces:
        pieces += [replace(pieces[-1], day=piece.day) for piece in waiting]
    if not pieces:
        return SpanFault(SpanProblem.NO_DAY)
    return _with_months(pieces)


def _names_day(text: str, whole: str) -> bool:
    """Whether a part of the text names a day. Beside a date, a weekday only explains it."""
    if _DATE.search(text) or re.fullmatch(r"\d{1,2}(?: ?- ?\d{1,2})?", text):
        return True
    return not _DATE.search(whole) and bool(_WEEKDAY.search(text) or _NEAR.search(text))


def _with_months(pieces: list[_Piece]) -> list[_Piece] | SpanFault:
    """Bare days ("25, 26/11") get the month of the next date."""
    done: list[_Piece] = []
    month = ""
    for piece in reversed(pieces):
        if (found := _MONTH.search(piece.day)) is not None:
            month = found[0]
        elif re.fullmatch(r"\d{1,2}(?: ?- ?\d{1,2})?", piece.day):
            if not month and not piece.day.isdecimal():
                return SpanFault(SpanProblem.UNCLEAR)
            day = piece.day + month if month else f"ngay {piece.day}"
            piece = replace(piece, day=day)
        done.append(piece)
    return done[::-1]


def _days(piece: _Piece, now: datetime) -> list[date] | SpanFault:
    """The days that a piece names: one, or all from one to another."""
    first, dash, last = (part.strip() for part in piece.day.partition("-"))
    if not dash:
        return _one_day(first, piece.start, now)
    if "-" in last:
        return SpanFault(SpanProblem.UNCLEAR)
    if re.search(r"(?<![\d/.])\d{1,2}$", first) and (month := _MONTH.search(last)):
        first += month[0]
    elif _NEXT_WEEK.search(last) and not _NEXT_WEEK.search(first):
        first += " tuan sau"
    begins, ends = _one_day(first, piece.start, now), _one_day(last, piece.start, now)
    if isinstance(begins, SpanFault):
        return begins
    if isinstance(ends, SpanFault):
        return ends
    count = (ends[0] - begins[0]).days + 1
    if count < 2 or count > 60:
        return SpanFault(SpanProblem.UNCLEAR)
    return [begins[0] + timedelta(days=number) for number in range(count)]


def _one_day(text: str, start: str, now: datetime) -> list[date] | SpanFault:
    """The day of a text that names one. A weekday is today's only while `start` is to come."""
    dates = len(_DATE.findall(text))
    if dates > 1 or (not dates and len(_WEEKDAY.findall(text)) > 1):
        return SpanFault(SpanProblem.UNCLEAR)
    weekday = _WEEKDAY.search(text) if dates else None
    bare = _WEEKDAY.sub(" ", text) if dates else text
    found = read_moment(f"{_PARTS.sub(' ', bare)} 23:59", now)
    if isinstance(found, MomentFault):
        return _fault(found)
    if weekday is not None:
        meant = read_moment(f"{weekday[0]} 23:59", now)
        if isinstance(meant, datetime) and meant.weekday() != found.weekday():
            return SpanFault(SpanProblem.WRONG_WEEKDAY)
    if not dates and _WEEKDAY.search(text):
        coming = read_moment(f"{text} {_said(start)}", now)
        found = coming if isinstance(coming, datetime) else found
    return [found.date()]


def _span(day: date, piece: _Piece, now: datetime) -> Span | SpanFault:
    around = " ".join(_PARTS.findall(piece.day))
    start, end = piece.start, piece.end
    told = _PARTS.search(end)
    if told and not _PARTS.search(start) and not around and _hour(start) <= _hour(end):
        # "2h - 4h chiều" is in the afternoon from its beginning.
        start += told[0]
    begins = _at(day, f"{start} {'' if _PARTS.search(start) else around}", now)
    ends = _at(day, f"{end} {'' if told else around}", now)
    if isinstance(begins, SpanFault):
        return begins
    if isinstance(ends, SpanFault):
        return ends
    if ends <= begins and _hour(end) <= 12:
        ends += timedelta(hours=12)
    if begins.hour < EARLIEST or ends <= begins or ends > _midnight(day, now, LATEST):
        return SpanFault(SpanProblem.NIGHT)
    return begins, ends


def _hour(clock: str) -> int:
    return int(clock[:2]) if clock[:2].isdecimal() else int(clock[:1])


def _midnight(day: date, now: datetime, hours: int) -> datetime:
    return datetime(day.year, day.month, day.day, hours, tzinfo=now.tzinfo)


def _at(day: date, clock: str, now: datetime) -> datetime | SpanFault:
    found = read_moment(f"{day.day}/{day.month}/{day.year} {_said(clock)}", now)
    return _fault(found) if isinstance(found, MomentFault) else found


def _said(clock: str) -> str:
    """A time of day with its unit; "8" alone is 8 o'clock."""
    return re.sub(r"^(\d{1,2})(?= *$| +[a-z])(?! ?(?:gio|h|g|[ap]m)\b)", r"\1h", clock.strip())


_SAME = {
    MomentProblem.NO_SUCH_DAY: SpanProblem.NO_SUCH_DAY,
    MomentProblem.NO_SUCH_TIME: SpanProblem.NO_SUCH_TIME,
    MomentProblem.PAST: SpanProblem.PAST,
    MomentProblem.TOO_FAR: SpanProblem.TOO_FAR,
}


def _fault(fault: MomentFault) -> SpanFault:
    return SpanFault(_SAME.get(fault.problem, SpanProblem.UNCLEAR))
