"""The troubles a test may ask the sandbox for, and the record of what was called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.channels.sandbox.shapes import Json


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call.

    ``delay`` seconds pass before anything else. ``status`` answers without acting (429 with
    ``retry_after`` seconds, or 5xx). ``drop`` closes the connection without an answer, before or
    after the call was carried out.
    """

    delay: float = 0.0
    status: int | None = None
    retry_after: int | None = None
    drop: Literal["before", "after"] | None = None


Faults = Callable[[str, Mapping[str, object]], Fault | None]


def too_many_requests(retry_after: int) -> Fault:
    """Flood control: 429 with the seconds to wait."""
    return Fault(status=429, retry_after=retry_after)


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came in: times in seconds of the monotonic clock.

    ``answer`` is what was, or would have been, sent back; ``answered`` tells whether it was.
    ``acted`` tells whether the call was carried out.
    """

    method: str
    params: Mapping[str, object]
    answer: Json
    received_at: float
    finished_at: float
    answered: bool
    acted: bool
    files: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether the call was accepted."""
        return self.answer["ok"] is True
