"""How fast a channel may be written to: at most N messages in every sliding second.

The limit must hold where it is counted, at the server, and not where calls are started. A call
reaches the server some time between its start and its answer. So a slot is free again one second
after its call was answered; less the time of the quickest call, which every call needs for its way
there and back, once that time is known well.
"""

from collections.abc import Callable
from heapq import heappop, heappush

# What clocks and schedulers may be off by.
MARGIN = 0.004
# The first calls are slow together: they open connections and wait for one another. What they
# tell of the way is believed only after so many seconds.
TRUST_AFTER = 10.0
# How long a quickest call counts, in seconds. The way to a server hardly changes.
MEMORY = 1800.0
# How long a reply may wait for the last of the slots that a broadcast keeps free: at most so many
# seconds, and at most so much of the time between two slots.
SOON = 0.010
SOON_SHARE = 0.3


class Quickest:
    """The shortest duration seen in the last half to whole hour, in seconds; 0 at first."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._before: float | None = None
        self._now: float | None = None
        self._since = 0.0

    def see(self, took: float, at: float) -> float:
        """Take a duration into account and return the shortest."""
        if self._first is None:
            self._first = self._since = at
        if at - self._since > MEMORY:
            self._before, self._now, self._since = self._now, None, at
        self._now = took if self._now is None else min(self._now, took)
        if at - self._first < TRUST_AFTER:
            return 0.0
        return self._now if self._before is None else min(self._now, self._before)


class Spread:
    """Lets `burst` messages start together and otherwise `rate` a second: what starts together
    waits together, and the next ones wait for all of it. `clock` returns seconds."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = max(1.0, burst)
        self._clock = clock
        self._next = 0.0

    def free(self) -> int:
        """How many may start now. A pause is not made up for beyond a burst."""
        return max(0, int(min((self._clock() - self._next) * self._rate, self._burst)))

    def start(self, count: int) -> None:
        """Count messages that start now; an album may be more than are free."""
        earliest = self._clock() - self._burst / self._rate
        self._next = max(self._next, earliest) + count / self._rate

    def next_free(self) -> float:
        """When more may start: one, or at high rates what ten milliseconds allow."""
        # A millionth later: not just before, by the way numbers are rounded.
        return self._next + max(1 / self._rate, 0.01) + 1e-6


class Pace:
    """`limit` slots; each serves one message, then rests until its second is over.

    `bulk` messages leave a few slots to live ones and are spread more evenly over the second, so
    that a reply in the middle of a broadcast finds a slot at once or within `SOON`
    (docs/decisions/0005). `clock` returns seconds (monotonic).
    """

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        if limit < 1:
            raise ValueError("a limit of less than one message a second")
        self.limit = limit
        self._clock = clock
        self._quickest = Quickest()
        self._resting: list[float] = []  # heap: when each resting slot is free again
        self._under_way = 0
        self._reserve = max(1, limit // 100) if limit > 1 else 0
        self._soon = min(SOON, SOON_SHARE / limit)
        self._all = Spread(limit, limit / 2, clock)
        self._bulk = Spread(limit, limit / 10, clock)

    def _slots(self) -> int:
        now = self._clock()
        while self._resting and self._resting[0] <= now:
            heappop(self._resting)
        return self.limit - self._under_way - len(self._resting)

    def fits(self, count: int) -> bool:
        """Whether so many messages may leave as one call now."""
        return self._slots() >= count

    def free(self) -> int:
        """How many messages may start now."""
        return min(self._slots(), self._all.free())

    def free_for_bulk(self) -> int:
        """How many of a broadcast's messages may start now."""
        return max(0, min(self._slots_for_bulk(), self._all.free(), self._bulk.free()))

    def _slots_for_bulk(self) -> int:
        """The slots that are free, less those kept for replies. The last of the kept ones need not
        be free yet when it is soon: of few slots, one that always idles is a large share."""
        slots = self._slots()
        soon = bool(self._resting) and self._resting[0] <= self._clock() + self._soon
        return min(slots, slots - self._reserve + soon)

    def start(self, count: int = 1, *, bulk: bool = False) -> None:
        """Take slots for messages that start now."""
        self._under_way += count
        self._all.start(count)
        if bulk:
            self._bulk.start(count)

    def finish(self, started: float, *, count: int = 1) -> float:
        """Give back the slots of messages that started at `started` and have now been answered,
        and return when they are free again."""
        now = self._clock()
        took = now - started
        free_at = now - self._quickest.see(took, now) + 1.0 + MARGIN
        self._under_way -= count
        for _ in range(count):
            heappush(self._resting, free_at)
        return free_at

    def give_back(self, count: int) -> None:
        """Give back the slots of messages that did not start after all."""
        self._under_way -= count

    def seed(self, count: int) -> None:
        """After a restart: that many messages may have left just now."""
        for _ in range(min(count, self.limit)):
            heappush(self._resting, self._clock() + 1.0 + MARGIN)

    def next_free(self, count: int = 1) -> float | None:
        """When to look whether so many messages may leave; None if that depends on calls that are
        under way."""
        if self.fits(count):
            return self._all.next_free()
        return self._resting[0] if self._resting else None

    def next_free_for_bulk(self) -> float | None:
        """When to look whether a broadcast may go on; None as for `next_free`."""
        if self._slots_for_bulk() > 0:
            return max(self._all.next_free(), self._bulk.next_free())
        if not self._resting:
            return None
        # The slot that is free next may be the last of those kept: then soon is soon enough.
        # A millionth later: not just before, by the way numbers are rounded.
        enough = self._slots() == self._reserve > 0
        return self._resting[0] - self._soon + 1e-6 if enough else self._resting[0]
