"""Calendar files: valid by RFC 5545, in Vietnam's time, and replaced by what comes later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from handlers.calendar_file import Event, calendar_file

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
START = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
CLASS = Event(
    key="class-12-1790000000000",
    start=START,
    end=START + timedelta(hours=8, minutes=30),
    summary="Lớp Ghi nhãn, mã vạch; đợt 1",
    place="Nhà văn hóa xã Sơn Động, Bắc Ninh",
    description="Mang theo nhãn đang dùng.\nCó cơm trưa.",
    organizer='Hội Nông dân "xã" Sơn Động',
)


def parsed(content: bytes) -> Calendar:
    found = Calendar.from_ical(content)
    assert isinstance(found, Calendar)
    return found


def entries(content: bytes) -> list[Entry]:
    return list(parsed(content).events)


def field(entry: Entry | Alarm, name: str) -> str:
    """A field as its calendar reads it."""
    return str(entry[name])


def moment(entry: Entry, name: str) -> datetime:
    found = entry.decoded(name)
    assert isinstance(found, datetime)
    return found


def alarms(entry: Entry) -> list[Alarm]:
    return [part for part in entry.subcomponents if isinstance(part, Alarm)]


def test_a_class_as_a_calendar_reads_it() -> None:
    content = calendar_file([CLASS], NOW)
    calendar = parsed(content)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert calendar["method"] == "PUBLISH"
    (entry,) = calendar.events
    assert field(entry, "uid") == "class-12-1790000000000@ocop-bot"
    assert field(entry, "summary") == "Lớp Ghi nhãn, mã vạch; đợt 1"
    assert field(entry, "location") == "Nhà văn hóa xã Sơn Động, Bắc Ninh"
    assert field(entry, "description") == "Mang theo nhãn đang dùng.\nCó cơm trưa."
    assert field(entry, "sequence") == "0"
    assert field(entry, "status") == "CONFIRMED"
    start, end = moment(entry, "dtstart"), moment(entry, "dtend")
    assert start.hour == 8
    assert start.utcoffset() == timedelta(hours=7)
    assert start.timestamp() == START.timestamp()
    assert end - start == timedelta(hours=8, minutes=30)
    assert entry["organizer"].params["CN"] == "Hội Nông dân 'xã' Sơn Động"


def test_the_zone_is_written_out_under_the_name_that_the_times_use() -> None:
    content = calendar_file([CLASS], NOW)
    assert b"DTSTART;TZID=Asia/Ho_Chi_Minh:20261125T080000\r\n" in content
    (zone,) = parsed(content).timezones
    assert zone["tzid"] == "Asia/Ho_Chi_Minh"
    assert zone.to_tz().utcoffset(datetime(2026, 11, 25)) == timedelta(hours=7)  # noqa: DTZ001


def test_lines_are_short_and_end_as_the_standard_wants() -> None:
    content = calendar_file([CLASS], NOW)
    assert content.endswith(b"END:VCALENDAR\r\n")
    rows = content.split(b"\r\n")
    assert max(map(len, rows)) <= 75
    assert not any(b"\n" in row or b"\r" in row for row in rows)


def test_it_rings_a_day_and_two_hours_before() -> None:
    (entry,) = entries(calendar_file([CLASS], NOW))
    assert [alarm.decoded("trigger") for alarm in alarms(entry)] == [
        timedelta(days=-1),
        timedelta(hours=-2),
    ]
    assert {field(alarm, "action") for alarm in alarms(entry)} == {"DISPLAY"}


def test_a_change_replaces_what_is_in_the_calendar() -> None:
    later = replace(
        CLASS, start=START + timedelta(days=1), end=START + timedelta(days=1), revision=3
    )
    (before,) = entries(calendar_file([CLASS], NOW))
    (after,) = entries(calendar_file([later], NOW + timedelta(hours=1)))
    assert field(before, "uid") == field(after, "uid")
    assert (field(before, "sequence"), field(after, "sequence")) == ("0", "3")
    assert moment(after, "dtstamp") > moment(before, "dtstamp")


def test_what_is_called_off_leaves_the_calendar_and_rings_no_more() -> None:
    content = calendar_file([replace(CLASS, revision=4, cancelled=True)], NOW)
    assert parsed(content)["method"] == "CANCEL"
    (entry,) = entries(content)
    assert (field(entry, "status"), field(entry, "sequence")) == ("CANCELLED", "4")
    assert field(entry, "uid") == "class-12-1790000000000@ocop-bot"
    assert alarms(entry) == []


def test_of_several_days_one_may_be_called_off() -> None:
    second = replace(CLASS, key="class-12-1790000000000-2", cancelled=True)
    content = calendar_file([CLASS, second], NOW)
    assert parsed(content)["method"] == "PUBLISH"
    assert [field(entry, "status") for entry in entries(content)] == ["CONFIRMED", "CANCELLED"]


def test_what_people_type_breaks_nothing_out() -> None:
    sly = "Lớp\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\x00 " + "ố" * 2000
    (entry,) = entries(
        calendar_file([replace(CLASS, summary=sly, place=sly, description=sly, organizer=sly)], NOW)
    )
    assert field(entry, "uid").startswith("class-12")
    assert field(entry, "summary").startswith("Lớp BEGIN:VEVENT UID:x")
    assert len(field(entry, "summary")) <= 500
    assert len(field(entry, "description")) <= 1000


def test_mistakes_of_ours_are_named() -> None:
    with pytest.raises(ValueError, match="ends before"):
        calendar_file([replace(CLASS, end=START - timedelta(minutes=1))], NOW)
    with pytest.raises(ValueError, match="needs an event"):
        calendar_file([], NOW)
    with pytest.raises(ValueError, match="time zone"):
        calendar_file([replace(CLASS, start=datetime(2026, 1, 1))], NOW)  # noqa: DTZ001
