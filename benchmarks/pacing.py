"""What arrivals say about a pace: pure functions over times in seconds."""

from collections.abc import Sequence


def largest_in_a_second(arrivals: Sequence[float]) -> int:
    """The most arrivals in any half-open second, wherever it begins."""
    ordered = sorted(arrivals)
    first, largest = 0, 0
    for index, time in enumerate(ordered):
        while time - ordered[first] >= 1.0:
            first += 1
        largest = max(largest, index - first + 1)
    return largest


def achieved(arrivals: Sequence[float], seconds: float) -> float:
    """Arrivals a second over so many whole seconds from the first on.

    By this measure a limiter that never exceeds its limit in a sliding second cannot show more
    than its limit, and one that does exceed it can.
    """
    start = min(arrivals, default=0.0)
    return sum(1 for time in arrivals if time - start < seconds) / seconds
