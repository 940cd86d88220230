"""How dates, times and numbers are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from locales import formats
from locales.catalogues import Language

TODAY = date(2026, 6, 18)


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        (date(2026, 6, 30), "vi", "thứ Ba, 30/6, còn 12 ngày"),
        (date(2026, 6, 30), "en", "Tuesday 30 June, 12 days left"),
        (date(2026, 6, 18), "vi", "thứ Năm, 18/6, hôm nay"),
        (date(2026, 6, 19), "vi", "thứ Sáu, 19/6, ngày mai"),
        (date(2026, 6, 19), "en", "Friday 19 June, tomorrow"),
        (date(2026, 6, 17), "vi", "thứ Tư, 17/6, hôm qua"),
        (date(2026, 6, 14), "vi", "Chủ nhật, 14/6, 4 ngày trước"),
        (date(2026, 6, 14), "en", "Sunday 14 June, 4 days ago"),
        (date(2027, 1, 30), "vi", "thứ Bảy, 30/1/2027, còn 226 ngày"),
        (date(2027, 1, 30), "en", "Saturday 30 January 2027, 226 days left"),
        (date(2029, 6, 18), "vi", "thứ Hai, 18/6/2029, còn 1.096 ngày"),
    ],
)
def test_a_deadline_is_said_as_people_say_it(day: date, language: Language, said: str) -> None:
    assert formats.format_deadline(day, TODAY, language) == said


def test_weekdays_begin_on_monday() -> None:
    monday = date(2026, 6, 15)
    week = [
        formats.format_day(date.fromordinal(monday.toordinal() + step), TODAY, "vi").split(",")[0]
        for step in range(7)
    ]
    assert week == ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]


def test_a_moment_is_shown_on_vietnams_clocks() -> None:
    # Half past five in the afternoon in London's winter is the next day in Vietnam.
    moment = datetime(2026, 4, 13, 17, 30, tzinfo=UTC)
    now = datetime(2026, 4, 13, 1, 0, tzinfo=UTC)
    assert formats.local_day(moment) == date(2026, 4, 14)
    assert formats.format_moment(moment, now, "vi") == "0 giờ 30, thứ Ba, 14/4"
    assert formats.format_moment(moment, now, "en") == "Tuesday 14 April, 0:30"


def test_the_full_hour_has_no_minutes() -> None:
    moment = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)
    assert formats.format_time(moment, "vi") == "8 giờ"
    assert formats.format_time(moment, "en") == "8:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.local_time(datetime(2026, 4, 14, 8, 0))  # noqa: DTZ001 - that is the point


def test_a_day_for_the_records_has_its_year() -> None:
    assert formats.format_date_only(date(2026, 6, 3), "vi") == "3/6/2026"
    assert formats.format_date_only(date(2026, 6, 3), "en") == "3 June 2026"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (1500, "1.500 kg", "1,500 kg"),
        (3.5, "3,5 kg", "3.5 kg"),
        (Decimal("0.125"), "0,125 kg", "0.125 kg"),
        (0, "0 kg", "0 kg"),
        (1234567, "1.234.567 kg", "1,234,567 kg"),
    ],
)
def test_quantities(value: float | Decimal, vietnamese: str, english: str) -> None:
    assert formats.format_quantity(value, "kg", "vi") == vietnamese
    assert formats.format_quantity(value, "kg", "en") == english


def test_items_are_joined_as_in_a_sentence() -> None:
    assert formats.format_items([], "vi") == ""
    assert formats.format_items(["trà"], "vi") == "trà"
    assert formats.format_items(["trà", "mật ong", "gạo"], "vi") == "trà, mật ong và gạo"
    assert formats.format_items(["trà", "gạo"], "vi", either=True) == "trà hoặc gạo"
    assert formats.format_items(["tea", "honey", "rice"], "en") == "tea, honey and rice"
