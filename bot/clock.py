"""The clock of the running bot."""

import time
from datetime import UTC, datetime


def now() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def written(at: int) -> str:
    """A time as an operator reads it in a list, UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
