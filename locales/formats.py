"""How dates, times and numbers are written, as people in Vietnam say them.

Moments come in as aware datetimes (storage keeps UTC) and are shown in Vietnam's time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from locales.catalogues import Language
from programme.vietnam_time import VIETNAM

_BABEL = {"vi": "vi_VN", "en": "en_GB"}
# Babel writes "Chủ Nhật" and capitals that read oddly inside a sentence.
_VI_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def local_time(moment: datetime) -> datetime:
    """The moment on Vietnam's clocks. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(VIETNAM)


def local_day(moment: datetime) -> date:
    """The day it is in Vietnam at that moment."""
    return local_time(moment).date()


def format_day(day: date, today: date, language: Language) -> str:
    """A day with its weekday; the year only if it is not this one: "thứ Ba, 30/6"."""
    this_year = day.year == today.year
    if language == "vi":
        numbers = f"{day.day}/{day.month}" if this_year else f"{day.day}/{day.month}/{day.year}"
        return f"{_VI_WEEKDAYS[day.weekday()]}, {numbers}"
    return format_date(day, "EEEE d MMMM" if this_year else "EEEE d MMMM y", _BABEL[language])


def format_distance(day: date, today: date, language: Language) -> str:
    """How far a day is: "còn 12 ngày", "hôm nay", "3 ngày trước"."""
    days = (day - today).days
    count = format_number(abs(days), language)
    if language == "vi":
        near = {-1: "hôm qua", 0: "hôm nay", 1: "ngày mai"}
        return near.get(days) or (f"còn {count} ngày" if days > 0 else f"{count} ngày trước")
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return near.get(days) or (f"{count} days left" if days > 0 else f"{count} days ago")


def format_deadline(day: date, today: date, language: Language) -> str:
    """A day and how far it is: "thứ Ba, 30/6, còn 12 ngày"."""
    return f"{format_day(day, today, language)}, {format_distance(day, today, language)}"


def format_date_only(day: date, language: Language) -> str:
    """A day for records and lists: "30/6/2026", "30 June 2026"."""
    if language == "vi":
        return f"{day.day}/{day.month}/{day.year}"
    return format_date(day, "d MMMM y", _BABEL[language])


def format_time(moment: datetime, language: Language) -> str:
    """The time of day: "8 giờ", "14 giờ 30"; in English "8:00", "14:30"."""
    local = local_time(moment)
    if language == "en":
        return f"{local.hour}:{local.minute:02}"
    return f"{local.hour} giờ {local.minute:02}" if local.minute else f"{local.hour} giờ"


def format_moment(moment: datetime, now: datetime, language: Language) -> str:
    """Time and day: "8 giờ, thứ Ba, 14/4", "Tuesday 14 April, 8:00"."""
    day = format_day(local_day(moment), local_day(now), language)
    time = format_time(moment, language)
    return f"{time}, {day}" if language == "vi" else f"{day}, {time}"


def format_number(value: int | float | Decimal, language: Language) -> str:
    """At most three decimals, grouped: "1.500" and "3,5"; in English "1,500" and "3.5"."""
    return format_decimal(value, "#,##0.###", _BABEL[language])


def format_quantity(value: int | float | Decimal, unit: str, language: Language) -> str:
    """A number and its unit: "1.500 kg", "3,5 ha"."""
    return f"{format_number(value, language)} {unit}"


def format_items(items: Sequence[str], language: Language, *, either: bool = False) -> str:
    """A list in a sentence: "trà, mật ong và gạo"; with ``either``, "trà, mật ong hoặc gạo"."""
    return format_list(items, "or" if either else "standard", _BABEL[language])
