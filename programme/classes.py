"""Training classes: their codes, for whom they are, and when people are reminded of them."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from programme.vietnam_time import DAY, HOUR, ms_at

MOST_NAMES = 5
"""People whom one producer may sign up for one class."""

LONGEST_NAME = 60
MOST_SEATS = 1000
MOST_DAYS = 10

REMINDERS = (3, 1)
"""Days before a class on which those with a seat are reminded."""

FEEDBACK_AFTER = HOUR
FEEDBACK_UNTIL = 7 * DAY
"""How long after the end of a class it makes sense to ask how it was."""


def class_code(year: int, number: int) -> str:
    """Write a class's code, such as LH-2026-00012."""
    return f"LH-{year}-{number:05}"


_CODE = re.compile(r"\blh[\s\-–—.]*(20\d{2})[\s\-–—.]*(\d{1,5})(?!\d)", re.IGNORECASE)


def parse_class_code(typed: str) -> str | None:
    """Find a class's code as people copy it: "lh 2026 12", "LH-2026-00012"."""
    match = _CODE.search(typed[:200])
    return class_code(int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a class is: the producers of an area (commune, former district, province), of some
    kinds (programme.people), with a product or idea at some stages of the road or of some groups.
    An empty set sets no bounds."""

    area: str
    kinds: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Producer:
    """What decides whether a class is for somebody; `kind` and `commune` are None until asked."""

    commune: str | None
    kind: str | None = None
    stages: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


def is_for(contains: Callable[[str, str], bool], audience: Audience, producer: Producer) -> bool:
    """Say whether a class is for a producer. What she was not asked yet does not exclude her."""
    if producer.commune is None:
        return True
    return (
        contains(audience.area, producer.commune)
        and (producer.kind is None or not audience.kinds or producer.kind in audience.kinds)
        and (not audience.stages or bool(audience.stages & producer.stages))
        and (not audience.groups or bool(audience.groups & producer.groups))
    )


def days_of(first: date, count: int, begins: time, ends: time) -> tuple[tuple[int, int], ...]:
    """The hours of a class of `count` days in a row as (start, end) in milliseconds; times of day
    are Vietnam's. ValueError for no day, or a day that ends before it begins."""
    if count < 1 or ends <= begins:
        raise ValueError("a class needs a day, and a day an end after its beginning")
    found = []
    for number in range(count):
        day = first + timedelta(days=number)
        found.append((ms_at(day, begins), ms_at(day, ends)))
    return tuple(found)


def reminder_times(starts_at: int, days: int) -> tuple[int, int]:
    """When people are reminded `days` before a class, and from when on this makes no sense: at the
    next reminder, or two hours before the class."""
    due = starts_at - days * DAY
    later = [other for other in REMINDERS if other < days]
    until = starts_at - max(later) * DAY if later else starts_at - 2 * HOUR
    return due, until


def reminders_left(starts_at: int, now: int) -> tuple[int, ...]:
    """Return the days before a class on which people are still reminded of it. What is due already
    is not made up for: who hears of a class the day before needs no reminder of three days."""
    return tuple(days for days in REMINDERS if reminder_times(starts_at, days)[0] > now)


def clean_names(typed: Collection[str]) -> list[str]:
    """Names without the numbers and dashes of a list ("1. Lan", "- Hoa"), each once, in order."""
    found: list[str] = []
    for line in typed:
        name = line.strip().lstrip("0123456789").lstrip(".)-–•*+ \t").strip(" ,;.")
        if name and name.casefold() not in {known.casefold() for known in found}:
            found.append(name)
    return found
