"""Whether something that must hold nobody up is quick, on a machine that has other things to do."""

import time
from collections.abc import Callable

TRIES = 3


def is_quick(work: Callable[[], object], seconds: float, tries: int = TRIES) -> bool:
    """Whether `work` takes less than so many seconds of the processor; of some tries one is not
    disturbed by the tests beside it."""
    for _ in range(tries):
        begun = time.process_time()
        work()
        if time.process_time() - begun < seconds:
            return True
    return False
