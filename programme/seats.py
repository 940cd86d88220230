"""The seats of a training class: who has one, who is next, and for how long a seat is offered.

Pure. A class's line is all its sign-ups; every function says which of them change. Whatever
happens, signed and offered seats together are never more than the class has (unless the seats were
made fewer, which throws nobody out), and a seat that falls free goes to the first who waits.
Moments are milliseconds since 1970, UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from types import MappingProxyType

from programme.vietnam_time import DAY, HOUR, day_at, ms_at

OFFER_LASTS = DAY
"""How long a seat that fell free is offered to the next in line, if nothing shortens it."""

SHORTEST_OFFER = HOUR
CHECK_IN_BEFORE = 12 * HOUR
CHECK_IN_AFTER = 7 * DAY
_NIGHT_FROM, _MORNING = time(21), time(8)
"""Times between which nobody is expected to read that a seat is hers, if she is quick."""


class State(StrEnum):
    """How a sign-up stands."""

    SIGNED = "signed"
    WAITING = "waiting"
    OFFERED = "offered"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    ABSENT = "absent"
    WALK_IN = "walk_in"


HOLDING = frozenset({State.SIGNED, State.OFFERED, State.ATTENDED, State.ABSENT})
"""The states that take up a seat. Who walks in is counted apart: she sits where there is room."""

ACTIVE = frozenset({State.SIGNED, State.OFFERED, State.WAITING})
"""The states in which a sign-up can still be taken back."""

COUNTED = HOLDING | {State.WAITING, State.WALK_IN}
"""The states that stand; of the others the person may sign up again."""


class Refusal(StrEnum):
    """Why nobody can sign up."""

    CANCELLED = "cancelled"
    STARTED = "started"
    TOO_MANY = "too_many"
    """More names than one producer may sign up."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the rules know of a class."""

    seats: int
    starts_at: int
    open: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign-up in the line; a lower `position` came earlier."""

    id: int
    state: State
    position: int
    offered_until: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A sign-up that changes its state."""

    id: int
    state: State
    offered_until: int | None = None


Line = Sequence[Entry]


def held(line: Iterable[Entry]) -> int:
    """Count the seats that are taken or offered."""
    return sum(entry.state in HOLDING for entry in line)


def left(room: Room, line: Iterable[Entry]) -> int:
    """Count the seats that nobody has; none, not fewer, where the seats were made fewer."""
    return max(0, room.seats - held(line))


def waiting(line: Iterable[Entry]) -> list[Entry]:
    """The entries that wait, the first in line first."""
    found = (entry for entry in line if entry.state is State.WAITING)
    return sorted(found, key=lambda entry: entry.position)


def place_in_line(line: Iterable[Entry], id: int) -> int | None:
    """The place of a waiting entry, from 1; None if it does not wait."""
    ids = [entry.id for entry in waiting(line)]
    return ids.index(id) + 1 if id in ids else None


def closed(room: Room, now: int) -> Refusal | None:
    """Why the line does not move any more; None while it does."""
    if not room.open:
        return Refusal.CANCELLED
    return Refusal.STARTED if now >= room.starts_at else None


def offer_end(now: int, starts_at: int) -> int:
    """Until when a seat that falls free now is offered.

    A day; short before the class a quarter of the time that is left, so that more than one can be
    asked, but an hour at least. A shortened offer that would end at night ends in the morning, if
    that is within a day. Never beyond the class's start.
    """
    ahead = starts_at - now
    end = now + max(SHORTEST_OFFER, min(OFFER_LASTS, ahead // 4))
    if end - now < OFFER_LASTS:
        end = min(_not_at_night(end), now + OFFER_LASTS)
    return min(end, starts_at)


def _not_at_night(moment: int) -> int:
    day = day_at(moment)
    if moment >= ms_at(day, _NIGHT_FROM):
        return ms_at(day + timedelta(days=1), _MORNING)
    return max(moment, ms_at(day, _MORNING))


def settle(room: Room, line: Line, now: int) -> tuple[Change, ...]:
    """End the offers whose time is over, and offer every free seat to the next who wait.

    Safe to do at any time and any number of times. Offers of a class that has started or is
    cancelled end, and none is made.
    """
    over = closed(room, now) is not None
    open_offers = [entry for entry in line if entry.state is State.OFFERED]
    lapsed = [
        Change(entry.id, State.LAPSED)
        for entry in open_offers
        if over or (entry.offered_until or 0) <= now
    ]
    if over:
        return tuple(lapsed)
    # The class was moved to an earlier time.
    shortened = [
        Change(entry.id, State.OFFERED, room.starts_at)
        for entry in open_offers
        if (entry.offered_until or 0) > room.starts_at
    ]
    free = left(room, apply(line, lapsed))
    end = offer_end(now, room.starts_at)
    offers = [Change(entry.id, State.OFFERED, end) for entry in waiting(line)[:free]]
    return (*lapsed, *shortened, *offers)


def arrival(room: Room, line: Line, now: int) -> State | Refusal:
    """How somebody stands who signs up now, in a line that is settled: with a seat if one is free
    and nobody waits for it, else at the end of the line."""
    refusal = closed(room, now)
    if refusal is not None:
        return refusal
    return State.WAITING if waiting(line) or left(room, line) == 0 else State.SIGNED


def accept(room: Room, line: Line, id: int, now: int) -> tuple[Change, ...] | None:
    """Take an offered seat. None if it is not offered (any more)."""
    entry = _find(line, id)
    if entry is None or entry.state is not State.OFFERED or closed(room, now) is not None:
        return None
    if (entry.offered_until or 0) <= now:
        return None
    return _then_settle(room, line, Change(id, State.SIGNED), now)


def leave(room: Room, line: Line, id: int, now: int) -> tuple[Change, ...] | None:
    """Give a seat or a place in the line back, or decline an offered seat; the next in line is
    asked. None if there is nothing to give back, or the class has started."""
    entry = _find(line, id)
    if entry is None or entry.state not in ACTIVE or closed(room, now) is not None:
        return None
    state = State.DECLINED if entry.state is State.OFFERED else State.CANCELLED
    return _then_settle(room, line, Change(id, state), now)


def call_off(line: Line) -> tuple[Change, ...]:
    """The class is cancelled: everybody who had a seat or waited loses it."""
    return tuple(Change(entry.id, State.CANCELLED) for entry in line if entry.state in ACTIVE)


_COMING = MappingProxyType(
    {
        State.SIGNED: State.ATTENDED,
        State.OFFERED: State.ATTENDED,
        State.ABSENT: State.ATTENDED,
        State.WAITING: State.WALK_IN,
        State.LAPSED: State.WALK_IN,
        State.DECLINED: State.WALK_IN,
        State.CANCELLED: State.WALK_IN,
    }
)


def come(state: State) -> State | None:
    """What a sign-up becomes when its person is there: who has no seat walks in. None if she was
    checked in already."""
    return _COMING.get(state)


def take_back(room: Room, line: Line, before: Entry, now: int) -> tuple[Change, ...]:
    """A check-in was a mistake: its person stands as she did `before` it, at her place in the line
    and with her offer as long as it lasts. What happened to all meanwhile happens to her now: who
    had no seat when the class began gets none, and a class that is cancelled is so for her too.

    The first change is hers; the line settles after it, which may move her once more.
    """
    state = before.state
    if not room.open and state in ACTIVE:
        state = State.CANCELLED
    elif now >= room.starts_at and state in (State.WAITING, State.OFFERED):
        state = State.LAPSED
    until = before.offered_until if state is State.OFFERED else None
    others = [entry for entry in line if entry.id != before.id]
    stands = Entry(before.id, state, before.position, until)
    return (Change(before.id, state, until), *settle(room, [*others, stands], now))


def check_in_open(starts_at: int, ends_at: int, now: int) -> bool:
    """Whether people can be checked in: from half a day before the class until a week after it,
    for rosters that were kept on paper."""
    return starts_at - CHECK_IN_BEFORE <= now <= ends_at + CHECK_IN_AFTER


def apply(line: Iterable[Entry], changes: Iterable[Change]) -> list[Entry]:
    """The line after some changes."""
    changed = {change.id: change for change in changes}
    return [
        Entry(entry.id, change.state, entry.position, change.offered_until)
        if (change := changed.get(entry.id))
        else entry
        for entry in line
    ]


def _then_settle(room: Room, line: Line, change: Change, now: int) -> tuple[Change, ...]:
    return (change, *settle(room, apply(line, [change]), now))


def _find(line: Line, id: int) -> Entry | None:
    return next((entry for entry in line if entry.id == id), None)
