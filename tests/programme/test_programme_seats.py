"""Seats are never oversold and the waiting list never skipped, whatever people do and when."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from programme import seats
from programme.seats import ACTIVE, HOLDING, OFFER_LASTS, Change, Entry, Refusal, Room, State
from programme.vietnam_time import DAY, HOUR

NOW = 1_790_000_000_000
"""21:13 on 21/9/2026 in Vietnam."""
START = NOW + 30 * DAY


def line(*states: State, until: int | None = None) -> list[Entry]:
    """A line of people in these states, the first came first."""
    return [
        Entry(number, state, number, until if state is State.OFFERED else None)
        for number, state in enumerate(states, start=1)
    ]


S, W, O = State.SIGNED, State.WAITING, State.OFFERED  # noqa: E741 - read as a row of people


def test_a_newcomer_gets_a_seat_while_there_is_one() -> None:
    room = Room(2, START)
    assert seats.arrival(room, line(S), NOW) is S
    assert seats.arrival(room, line(S, S), NOW) is W


def test_a_newcomer_never_passes_those_who_wait() -> None:
    # A seat is free for a moment before it is offered; it is not the newcomer's.
    assert seats.arrival(Room(3, START), line(S, S, W), NOW) is W


def test_an_offered_seat_is_taken() -> None:
    assert seats.arrival(Room(2, START), line(S, O, until=NOW + HOUR), NOW) is W


def test_nobody_signs_up_for_a_class_that_has_begun_or_is_cancelled() -> None:
    assert seats.arrival(Room(2, NOW), [], NOW) is Refusal.STARTED
    assert seats.arrival(Room(2, START, open=False), [], NOW) is Refusal.CANCELLED


def test_a_seat_given_back_is_offered_to_the_first_who_waits() -> None:
    changes = seats.leave(Room(2, START), line(S, S, W, W), 1, NOW)
    assert changes == (Change(1, State.CANCELLED), Change(3, O, NOW + OFFER_LASTS))


def test_who_stops_waiting_frees_no_seat() -> None:
    assert seats.leave(Room(1, START), line(S, W, W), 2, NOW) == (Change(2, State.CANCELLED),)


def test_a_declined_offer_goes_on_to_the_next() -> None:
    changes = seats.leave(Room(1, START), line(O, W, until=NOW + HOUR), 1, NOW)
    assert changes == (Change(1, State.DECLINED), Change(2, O, NOW + OFFER_LASTS))


def test_an_offer_is_taken_in_time_only() -> None:
    room, offered = Room(1, START), line(O, W, until=NOW + HOUR)
    assert seats.accept(room, offered, 1, NOW + HOUR - 1) == (Change(1, S),)
    assert seats.accept(room, offered, 1, NOW + HOUR) is None
    assert seats.accept(room, offered, 2, NOW) is None
    assert seats.accept(room, offered, 9, NOW) is None
    assert seats.accept(Room(1, START, open=False), offered, 1, NOW) is None


def test_an_offer_that_is_over_goes_on_to_the_next() -> None:
    room, offered = Room(1, START), line(O, W, W, until=NOW)
    assert seats.settle(room, offered, NOW - 1) == ()
    assert seats.settle(room, offered, NOW) == (
        Change(1, State.LAPSED),
        Change(2, O, NOW + OFFER_LASTS),
    )


def test_more_seats_are_offered_in_order_and_fewer_throw_nobody_out() -> None:
    people = line(S, S, W, W, W)
    raised = seats.settle(Room(4, START), people, NOW)
    assert [change.id for change in raised] == [3, 4]
    assert seats.settle(Room(1, START), people, NOW) == ()
    assert seats.left(Room(1, START), people) == 0
    # Of five who fit three, one leaves: still nobody is asked.
    left = seats.leave(Room(1, START), people, 1, NOW)
    assert left == (Change(1, State.CANCELLED),)


def test_nothing_is_given_back_twice_or_after_the_start() -> None:
    people = line(S, State.CANCELLED, State.ATTENDED)
    assert seats.leave(Room(3, START), people, 2, NOW) is None
    assert seats.leave(Room(3, START), people, 3, NOW) is None
    assert seats.leave(Room(3, NOW), people, 1, NOW) is None


def test_a_cancelled_class_is_cancelled_for_all() -> None:
    people = line(S, W, O, State.ATTENDED, State.LAPSED)
    assert [change.id for change in seats.call_off(people)] == [1, 2, 3]


def test_offers_end_when_the_class_begins() -> None:
    people = line(O, W, until=NOW + HOUR)
    assert seats.settle(Room(1, NOW), people, NOW) == (Change(1, State.LAPSED),)


def test_an_offer_ends_with_a_class_that_is_moved_nearer() -> None:
    people = line(O, W, until=NOW + DAY)
    nearer = Room(1, NOW + HOUR)
    assert seats.settle(nearer, people, NOW) == (Change(1, O, NOW + HOUR),)
    assert seats.settle(nearer, seats.apply(people, [Change(1, O, NOW + HOUR)]), NOW) == ()


def test_the_place_in_line_counts_only_those_who_wait() -> None:
    people = line(S, W, State.CANCELLED, W)
    assert [seats.place_in_line(people, number) for number in (1, 2, 3, 4)] == [None, 1, None, 2]


def test_who_comes_without_a_seat_walks_in() -> None:
    assert seats.come(S) is State.ATTENDED
    assert seats.come(O) is State.ATTENDED
    assert seats.come(State.ABSENT) is State.ATTENDED
    assert seats.come(W) is State.WALK_IN
    assert seats.come(State.ATTENDED) is None


@pytest.mark.parametrize("before", [S, State.ABSENT, State.LAPSED, State.DECLINED, State.CANCELLED])
def test_a_check_in_by_mistake_leaves_no_trace(before: State) -> None:
    entry = Entry(9, before, 9)
    for now in (NOW, START, START + DAY):
        assert seats.take_back(Room(1, START), [], entry, now) == (Change(9, before),)


def test_who_waited_before_a_mistake_waits_at_her_place() -> None:
    room, waits = Room(1, START), Entry(2, W, 2)
    assert seats.take_back(room, [Entry(1, S, 1), Entry(3, W, 3)], waits, NOW) == (Change(2, W),)
    # The seat that fell free meanwhile is somebody else's.
    others = [Entry(3, O, 3, NOW + HOUR), Entry(4, W, 4)]
    assert seats.take_back(room, others, waits, NOW) == (Change(2, W),)
    # It is hers while nobody has it.
    assert seats.take_back(room, [], waits, NOW) == (Change(2, W), Change(2, O, NOW + OFFER_LASTS))
    assert seats.take_back(room, [], waits, START) == (Change(2, State.LAPSED),)


def test_an_offer_before_a_mistake_lasts_no_longer_for_it() -> None:
    room, end = Room(1, START), NOW + HOUR
    offered = Entry(1, O, 1, end)
    people = [Entry(1, State.ATTENDED, 1, end), Entry(2, W, 2)]
    assert seats.take_back(room, people, offered, end - 1) == (Change(1, O, end),)
    assert seats.take_back(room, people, offered, end) == (
        Change(1, O, end),
        Change(1, State.LAPSED),
        Change(2, O, end + OFFER_LASTS),
    )
    assert seats.take_back(room, people, offered, START) == (Change(1, State.LAPSED),)
    # The class was moved nearer.
    nearer = Room(1, NOW + HOUR // 2)
    changes = seats.take_back(nearer, people, offered, NOW)
    assert changes[-1] == Change(1, O, nearer.starts_at)


def test_a_cancelled_class_is_cancelled_for_who_was_checked_in_by_mistake() -> None:
    off = Room(1, START, open=False)
    for before in ACTIVE:
        taken_back = seats.take_back(off, [], Entry(1, before, 1, NOW + HOUR), NOW)
        assert taken_back == (Change(1, State.CANCELLED),)


def test_people_are_checked_in_around_the_class_only() -> None:
    start, end = NOW, NOW + 3 * HOUR
    assert seats.check_in_open(start, end, start - 12 * HOUR)
    assert not seats.check_in_open(start, end, start - 13 * HOUR)
    assert seats.check_in_open(start, end, end + 7 * DAY)
    assert not seats.check_in_open(start, end, end + 8 * DAY)


def test_an_offer_lasts_a_day_and_less_shortly_before_the_class() -> None:
    noon = NOW - 9 * HOUR  # 12:13
    assert seats.offer_end(noon, noon + 5 * DAY) == noon + 24 * HOUR
    assert seats.offer_end(noon, noon + 16 * HOUR) == noon + 4 * HOUR
    assert seats.offer_end(noon, noon + 2 * HOUR) == noon + HOUR
    assert seats.offer_end(noon, noon + HOUR // 2) == noon + HOUR // 2


def test_a_short_offer_does_not_end_while_people_sleep() -> None:
    # 21:13, twelve hours before the class at 9:13: until 0:13 would help nobody.
    start = NOW + 12 * HOUR
    morning = NOW - NOW % HOUR + 11 * HOUR  # 8:00
    assert seats.offer_end(NOW, start) == morning
    # 22:13, four days less two hours before the class: a day later is the most.
    late = NOW + HOUR
    assert seats.offer_end(late, late + 94 * HOUR) == late + 24 * HOUR
    # At 4:13 for a class at 9:13.
    assert seats.offer_end(NOW + 7 * HOUR, start) == morning


@given(now=st.integers(NOW, NOW + 7 * DAY), ahead=st.integers(1, 40 * DAY))
def test_an_offer_has_a_time_and_never_outlasts_the_wait(now: int, ahead: int) -> None:
    end = seats.offer_end(now, now + ahead)
    assert now < end <= now + ahead
    assert end - now <= OFFER_LASTS


class Seats(RuleBasedStateMachine):
    """People sign up, leave, take and decline offers, sleep over them; an officer makes the seats
    more or fewer, checks people in, takes that back and may cancel. The machine keeps its own
    account of who came before whom."""

    ids = Bundle("ids")

    @initialize(count=st.integers(0, 4), days=st.integers(1, 5))
    def plan(self, count: int, days: int) -> None:
        self.now = NOW
        self.room = Room(count, NOW + days * DAY)
        self.line: list[Entry] = []
        self.most = count
        self.next = 0
        self.before: dict[int, Entry] = {}

    def keep(self, changes: tuple[Change, ...]) -> None:
        first = [entry.id for entry in seats.waiting(self.line)]
        offered = [change.id for change in changes if change.state is State.OFFERED]
        gone = {
            change.id for change in changes if change.state not in (State.OFFERED, State.WAITING)
        }
        assert offered == [number for number in first if number not in gone][: len(offered)]
        for change in changes:
            before = next(entry for entry in self.line if entry.id == change.id).state
            assert before in ACTIVE
            assert (change.offered_until is not None) == (change.state is State.OFFERED)
        self.line = seats.apply(self.line, changes)

    @rule(target=ids)
    def come_along(self) -> int:
        self.keep(seats.settle(self.room, self.line, self.now))
        self.next += 1
        waited = seats.waiting(self.line)
        state = seats.arrival(self.room, self.line, self.now)
        if isinstance(state, State):
            assert state is State.WAITING or not waited
            self.line.append(Entry(self.next, state, self.next))
        return self.next

    @rule(id=ids)
    def go(self, id: int) -> None:
        self.keep(seats.leave(self.room, self.line, id, self.now) or ())

    @rule(id=ids)
    def take(self, id: int) -> None:
        changes = seats.accept(self.room, self.line, id, self.now)
        if changes is not None:
            entry = next(entry for entry in self.line if entry.id == id)
            assert entry.state is State.OFFERED
            assert entry.offered_until is not None
            assert self.now < entry.offered_until
        self.keep(changes or ())

    @rule(hours=st.sampled_from((0, 1, 5, 24, 30)))
    def sleep(self, hours: int) -> None:
        self.now += hours * HOUR
        self.keep(seats.settle(self.room, self.line, self.now))
        assert seats.settle(self.room, self.line, self.now) == ()

    @rule(count=st.integers(0, 5))
    def refit(self, count: int) -> None:
        held = seats.held(self.line)
        self.room = Room(count, self.room.starts_at, self.room.open)
        self.most = max(count, held)
        self.keep(seats.settle(self.room, self.line, self.now))
        assert seats.held(self.line) >= held or seats.closed(self.room, self.now)

    @rule(id=ids)
    def check_in(self, id: int) -> None:
        entry = next((entry for entry in self.line if entry.id == id), None)
        state = None if entry is None else seats.come(entry.state)
        if entry is None or state is None:
            return
        was_held = entry.state in HOLDING
        self.before[id] = entry
        self.line = seats.apply(self.line, [Change(id, state)])
        assert (state is State.ATTENDED) == was_held

    @rule(id=ids)
    def take_back(self, id: int) -> None:
        before = self.before.pop(id, None)
        if before is None:
            return
        held = seats.held(self.line)
        mine, *others = seats.take_back(self.room, self.line, before, self.now)
        assert mine.id == id
        if seats.closed(self.room, self.now) is None:
            assert (mine.state, mine.offered_until) == (before.state, before.offered_until)
        else:
            assert mine.state not in (State.WAITING, State.OFFERED)
        self.line = seats.apply(self.line, [mine])
        assert seats.held(self.line) <= held
        self.keep(tuple(others))
        entry = next(entry for entry in self.line if entry.id == id)
        assert entry.position == before.position

    @rule()
    def call_off(self) -> None:
        if self.next < 6:  # else most runs would end at once
            return
        self.line = seats.apply(self.line, seats.call_off(self.line))
        self.room = Room(self.room.seats, self.room.starts_at, open=False)
        assert not [entry for entry in self.line if entry.state in ACTIVE]

    @invariant()
    def never_oversold(self) -> None:
        if not hasattr(self, "room"):
            return
        self.most = max(self.room.seats, min(self.most, seats.held(self.line)))
        assert seats.held(self.line) <= self.most

    @invariant()
    def nobody_waits_for_a_free_seat(self) -> None:
        if hasattr(self, "room") and seats.closed(self.room, self.now) is None:
            lapsed = [e for e in self.line if e.state is O and (e.offered_until or 0) <= self.now]
            free = self.room.seats - seats.held(self.line)
            assert lapsed or free <= 0 or not seats.waiting(self.line)


Seats.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestSeats = Seats.TestCase
