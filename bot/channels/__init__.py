"""What a channel is: anything that produces updates and carries out calls of the Bot API."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from storage.inbox import Entry
from storage.outbox import Outgoing

Receive = Callable[[Sequence[Entry]], Awaitable[None]]
"""Takes updates over: returns when they are committed, so that they may be acknowledged."""


class Ending(Enum):
    """How a call ended: a closed set, told from status codes, never from texts."""

    SENT = "sent"
    BLOCKED = "blocked"  # the person stopped the bot
    RETRY = "retry"  # surely not carried out; try again
    REFUSED = "refused"  # will never be carried out
    UNKNOWN = "unknown"  # perhaps carried out: the answer got lost


@dataclass(frozen=True, slots=True)
class Outcome:
    """`retry_after` in seconds, where the channel named a time. `content` are the bytes of a file
    that was asked for. `code` is the channel's error code, for the log and the report."""

    ending: Ending
    message_id: int | None = None
    retry_after: float | None = None
    code: int | None = None
    content: bytes | None = None

    @property
    def never_left(self) -> bool:
        """Whether no server has seen the call at all."""
        return self.ending is Ending.RETRY and self.code is None


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second for the whole bot, and the seconds between two messages to one chat."""

    per_second: int
    chat_gap: float


class Channel(Protocol):
    name: str
    limits: Limits

    async def carry_out(self, outgoing: Outgoing) -> Outcome:
        """Make one call. Never raises for what a server or network does."""

    async def listen(self, receive: Receive) -> None:
        """Fetch updates and hand them over until cancelled."""

    async def close(self) -> None: ...
