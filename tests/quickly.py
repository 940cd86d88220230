"""Whether something that must hold nobody up is quick, on a machine that has other things to do."""

import time
from collections.abc import Callable

TRIES = 3
REFERENCE = 0.0125
"""Seconds for the work of `slowness` on the machine for which narrow bounds were set."""
MOST = 5.0


def slowness() -> float:
    """How many times as long as on the machine of the reference work takes here and now, from 1 to
    `MOST`: one machine differs from hour to hour by more than a narrow bound leaves room for."""
    begun = time.process_time()
    counted: dict[str, int] = {}
    for number in range(60_000):
        key = str(number % 997)
        counted[key] = counted.get(key, 0) + len(key)
    return min(max(1.0, (time.process_time() - begun) / REFERENCE), MOST)


def is_quick(work: Callable[[], object], seconds: float) -> bool:
    """Whether `work` takes less than so many seconds of the processor; of some tries one is not
    disturbed by the tests beside it."""
    for _ in range(TRIES):
        begun = time.process_time()
        work()
        if time.process_time() - begun < seconds:
            return True
    return False
