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


class Pace:
    """`limit` slots; each serves one message, then rests until its second is over.

    `bulk` messages leave a few slots to live ones and are spread evenly over the second, so that
    a reply in the middle of a broadcast finds a slot at once. `clock` returns seconds (monotonic).
    """

    def __init__(self, limit: int, clock: Callable[[], float], *, window: float = 1.0) -> None:
        if limit < 1:
            raise ValueError("a limit of less than one message a second")
        self.limit = limit
        self._window = window
        self._clock = clock
        self._quickest = Quickest()
        self._resting: list[float] = []  # heap: when each resting slot is free again
        self._under_way = 0
        self._reserve = max(1, limit * 3 // 100) if limit > 1 else 0
        self._next_bulk = 0.0

    def free(self) -> int:
        """How many messages may start now."""
        now = self._clock()
        while self._resting and self._resting[0] <= now:
            heappop(self._resting)
        return self.limit - self._under_way - len(self._resting)

    def free_for_bulk(self) -> int:
        """How many of a broadcast's messages may start now."""
        spread = (self._clock() - self._next_bulk) * (self.limit - self._reserve) / self._window
        # A pause must not be made up for in one burst.
        burst = max(1.0, self.limit / 10)
        return max(0, min(self.free() - self._reserve, int(min(spread, burst))))

    def start(self, count: int = 1, *, bulk: bool = False) -> None:
        """Take slots for messages that start now."""
        self._under_way += count
        if bulk:
            step = self._window / (self.limit - self._reserve)
            earliest = self._clock() - max(1.0, self.limit / 10) * step
            self._next_bulk = max(self._next_bulk, earliest) + count * step

    def finish(self, started: float, *, count: int = 1) -> float:
        """Give back the slots of messages that started at `started` and have now been answered,
        and return when they are free again."""
        now = self._clock()
        took = now - started
        free_at = now - self._quickest.see(took, now) + self._window + MARGIN
        self._under_way -= count
        for _ in range(count):
            heappush(self._resting, free_at)
        return free_at

    def seed(self, count: int) -> None:
        """After a restart: that many messages may have left just now."""
        for _ in range(min(count, self.limit)):
            heappush(self._resting, self._clock() + self._window + MARGIN)

    def next_free(self) -> float | None:
        """When the next resting slot is free; None if none rests."""
        self.free()
        return self._resting[0] if self._resting else None

    def next_free_for_bulk(self) -> float | None:
        """When a broadcast may go on; None if that depends on calls that are under way."""
        if self.free() <= self._reserve:
            return self.next_free()
        return self._next_bulk + self._window / (self.limit - self._reserve)
