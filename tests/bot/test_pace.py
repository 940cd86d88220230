"""The pace holds in every sliding second, wherever in its flight a call reaches the server."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Pace


class Timer:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def largest(arrivals: Sequence[float], window: float = 1.0) -> int:
    """The largest number of arrivals in any half-open second."""
    times = sorted(arrivals)
    most = first = 0
    for last, time in enumerate(times):
        while time - times[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most


@pytest.mark.many
@given(
    limit=st.integers(1, 40),
    flights=st.lists(
        st.tuples(st.floats(0.0, 0.4), st.floats(0.0, 1.0)), min_size=50, max_size=250
    ),
)
def test_never_more_than_the_limit_reaches_the_server_in_any_second(
    limit: int, flights: list[tuple[float, float]]
) -> None:
    # A flight: how much longer than the quickest (30 ms) it takes, and where in that extra time
    # the server sees it. The way of the quickest call itself is the same for all. In the first
    # five seconds all calls are slow together, so that nothing can be learnt from them; soon after,
    # one is as quick as any can be.
    timer = Timer()
    pace = Pace(limit, timer)
    arrivals: list[float] = []
    under_way: list[tuple[float, float]] = []  # (answered at, started at)
    seen_quick = False
    for own, where in flights:
        while pace.free() <= 0:
            moments = [answered for answered, _ in under_way]
            rest = pace.next_free()
            timer.now = min([*moments, *([] if rest is None else [rest])])
            for flight in [f for f in under_way if f[0] <= timer.now]:
                under_way.remove(flight)
                pace.finish(flight[1])
        extra = own + 0.3 if timer.now < 105.0 else own * seen_quick
        seen_quick = timer.now >= 105.0
        pace.start()
        arrivals.append(timer.now + 0.010 + extra * where)
        under_way.append((timer.now + 0.030 + extra, timer.now))
    assert largest(arrivals) <= limit


def test_the_limit_is_reached() -> None:
    timer = Timer()
    pace = Pace(30, timer)
    sent = 0
    while timer.now < 110.0:
        while pace.free() > 0:
            started = timer.now
            pace.start()
            sent += 1
            timer.now += 0.0001
            pace.finish(started)
        timer.now = pace.next_free() or timer.now
    assert sent >= 0.98 * 30 * 10


def test_a_far_server_costs_no_messages_once_the_way_is_known() -> None:
    timer = Timer()
    pace = Pace(30, timer)
    under_way: list[tuple[float, float]] = []
    arrivals: list[float] = []
    while timer.now < 320.0:
        for answered, started in [f for f in under_way if f[0] <= timer.now]:
            under_way.remove((answered, started))
            pace.finish(started)
        while pace.free() > 0:
            pace.start()
            under_way.append((timer.now + 0.2, timer.now))
            arrivals.append(timer.now + 0.1)
        timer.now += 0.001
    assert largest(arrivals) <= 30
    assert len([at for at in arrivals if 120 <= at < 320]) >= 0.98 * 30 * 200


@pytest.mark.parametrize(
    ("limit", "kept", "wait", "least"),
    [(10, 1, 0.011, 0.9), (30, 1, 0.011, 0.97), (1000, 9, 0.0, 0.98)],
)
def test_a_broadcast_leaves_a_slot_to_a_reply_at_once_or_very_soon(
    limit: int, kept: int, wait: float, least: float
) -> None:
    timer = Timer()
    pace = Pace(limit, timer)
    sent = 0
    for _ in range(100_000):
        timer.now += 0.0002
        while pace.free_for_bulk() > 0:
            started = timer.now
            pace.start(bulk=True)
            pace.finish(started)
            sent += 1
        if pace.free() < kept:
            moment = pace.next_free()
            assert moment is not None
            assert moment - timer.now < wait
    assert least * limit * 20 <= sent <= limit * 20


def test_replies_beside_a_broadcast_cost_it_a_slot_each() -> None:
    timer = Timer()
    pace = Pace(30, timer)
    broadcast = replies = 0
    waits: list[float] = []
    asked: float | None = None
    for step in range(500_000):
        timer.now += 0.0002
        if step % 7_919 == 0:  # every 1.6 s, a little later in the broadcast's pattern each time
            asked = timer.now
        if asked is not None and pace.free() > 0:
            waits.append(timer.now - asked)
            asked = None
            pace.start()
            pace.finish(timer.now)
            replies += 1
        while pace.free_for_bulk() > 0:
            pace.start(bulk=True)
            pace.finish(timer.now)
            broadcast += 1
    assert replies == 64
    assert max(waits) < 0.011
    assert broadcast / 100 > 28.4
    assert (broadcast + replies) / 100 > 29.0


def test_who_waits_for_a_broadcasts_next_slot_looks_when_it_may_take_one() -> None:
    timer = Timer()
    pace = Pace(30, timer)
    sent = 0
    while timer.now < 110.0:
        for _ in range(pace.free_for_bulk()):
            started = timer.now
            pace.start(bulk=True)
            pace.finish(started)
            sent += 1
        moment = pace.next_free_for_bulk()
        assert moment is not None
        assert moment > timer.now, "the sender would turn in a circle"
        timer.now = moment
    assert sent >= 29 * 10


def test_a_limit_of_one_a_second_keeps_nothing_free() -> None:
    timer = Timer()
    pace = Pace(1, timer)
    assert pace.free_for_bulk() == 1
    pace.start(bulk=True)
    assert pace.next_free_for_bulk() is None
    pace.finish(timer.now)
    moment = pace.next_free_for_bulk()
    assert moment is not None
    timer.now = moment - 0.001
    assert pace.free_for_bulk() == 0
    timer.now = moment
    assert pace.free_for_bulk() == 1


def test_a_broadcast_that_paused_does_not_make_up_for_it_at_once() -> None:
    timer = Timer()
    pace = Pace(100, timer)
    timer.now += 3600
    assert pace.free_for_bulk() <= 10


def test_after_a_restart_the_last_second_still_counts() -> None:
    timer = Timer()
    pace = Pace(30, timer)
    pace.seed(28)
    assert pace.free() == 2
    assert not pace.fits(3)
    timer.now += 1.01
    assert pace.fits(30)


def test_what_starts_together_is_at_most_half_a_second_of_messages() -> None:
    timer = Timer()
    pace = Pace(30, timer)
    assert pace.free() == 15
    pace.start(15)
    assert pace.free() == 0
    moment = pace.next_free()
    assert moment is not None
    assert moment - timer.now < 0.04
    timer.now = moment
    assert pace.free() == 1


def test_an_album_waits_for_as_many_slots_as_it_has_pictures() -> None:
    timer = Timer()
    pace = Pace(5, timer)
    pace.start()
    assert not pace.fits(5)
    # That depends on a call under way.
    assert pace.next_free(5) is None
    pace.finish(timer.now)
    moment = pace.next_free(5)
    assert moment is not None
    timer.now = moment
    assert pace.fits(5)


def test_slots_of_calls_that_did_not_start_are_free_again() -> None:
    pace = Pace(10, Timer())
    pace.start(10)
    assert not pace.fits(1)
    pace.give_back(10)
    assert pace.fits(10)
