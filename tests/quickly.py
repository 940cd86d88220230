"""Whether something that must hold nobody up is quick, on a machine that has other things to do.

Machines differ, and one machine differs from hour to hour: seconds here are those of a machine that
does a known piece of work in `REFERENCE` seconds. A slower one may take longer in proportion.
"""

import time
from collections.abc import Callable

TRIES = 3
REFERENCE = 0.0125


def slowness() -> float:
    """How many times as long as on the machine of the reference work takes here and now; at
    least 1."""
    begun = time.process_time()
    counted: dict[str, int] = {}
    for number in range(60_000):
        key = str(number % 997)
        counted[key] = counted.get(key, 0) + len(key)
    return max(1.0, (time.process_time() - begun) / REFERENCE)


def is_quick(work: Callable[[], object], seconds: float, tries: int = TRIES) -> bool:
    """Whether `work` takes less than so many seconds of the processor; of some tries one is not
    disturbed by the tests beside it."""
    for _ in range(tries):
        allowed = seconds * slowness()
        begun = time.process_time()
        work()
        if time.process_time() - begun < allowed:
            return True
    return False
