"""Calendar files (.ics, RFC 5545) that a phone opens with a tap: a class, a visit.

A later file about the same event replaces the earlier one in the calendar: its UID stays, its
SEQUENCE grows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Timezone, TimezoneStandard, vCalAddress, vText
from icalendar import Event as Entry

from handlers.voice import clip
from locales.formats import local_time
from programme.text import clean
from programme.vietnam_time import VIETNAM

MIME = "text/calendar"
_LONGEST = 500
_PRODUCT = "-//OCOP//ocop-bot//VI"
# A calendar wants an address for who invites; ours has none, and ".invalid" is nobody's (RFC 2606).
_NOBODY = "mailto:no-reply@ocop.invalid"


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a time and a place. `key` names it among all that any of our bots ever made
    ("class-12-1790000000000"); `revision` grows with every change. `alarms` ring that long before
    the start. Texts are plain, in the reader's language."""

    key: str
    start: datetime
    end: datetime
    summary: str
    place: str
    description: str = ""
    organizer: str = ""
    revision: int = 0
    cancelled: bool = False
    alarms: Sequence[timedelta] = (timedelta(days=1), timedelta(hours=2))


def calendar_file(events: Sequence[Event], now: datetime) -> bytes:
    """The file with these events, made at `now`. If all are called off, it takes them out of the
    calendar; a day of several that is called off shows as such.

    Raises ValueError without events, for a naive time and for an event that ends before it begins.
    """
    if not events:
        raise ValueError("a calendar file needs an event")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    off = all(event.cancelled for event in events)
    calendar.add("method", "CANCEL" if off else "PUBLISH")
    calendar.add_component(_zone())
    for event in events:
        calendar.add_component(_entry(event, now))
    return bytes(calendar.to_ical())


def _entry(event: Event, now: datetime) -> Entry:
    start, end = local_time(event.start), local_time(event.end)
    if end < start:
        raise ValueError(f"{event.key} ends before it begins")
    entry = Entry()
    entry.add("uid", f"{event.key}@ocop-bot")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("last-modified", now.astimezone(UTC))
    entry.add("dtstart", start)
    entry.add("dtend", end)
    entry.add("sequence", event.revision)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("summary", clip(clean(event.summary), _LONGEST))
    entry.add("location", clip(clean(event.place), _LONGEST))
    if event.description:
        entry.add("description", clip(clean(event.description, lines=True), 2 * _LONGEST))
    organizer = vCalAddress(_NOBODY)
    # RFC 5545 allows no double quote within a parameter.
    organizer.params["CN"] = vText(clip(clean(event.organizer), 100).replace('"', "'") or "OCOP")
    entry.add("organizer", organizer)
    for before in () if event.cancelled else event.alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", clip(clean(event.summary), _LONGEST))
        alarm.add("trigger", -before)
        entry.add_component(alarm)
    return entry


def _zone() -> Timezone:
    """Vietnam's time, which has no summer and no other rule since 1975; written out, since some
    calendars know no names of zones."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))  # noqa: DTZ001 - local time by RFC 5545, 3.6.5
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", VIETNAM.key)
    zone.add_component(standard)
    return zone
