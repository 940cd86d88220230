"""What may be done to an announcement, by whom, and when it needs a second officer."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from programme.roles import Covers, Right, Role, entitled

MAX_TEXT = 3500
"""Longest text, in characters: below Telegram's 4,096 with the frame around it."""
MAX_PAGE = 1000
"""Characters of a message with its frame; a longer announcement has pages."""
MAX_CAPTION = 1024
"""Longest text below a single photo with its frame, in UTF-16 units; longer ones come as text."""
MAX_NUMBER = 60
"""Longest document number, in characters."""
MAX_FILES = 10
TITLE_WORDS = 3
"""Least words of a first line that says what an announcement is about."""


class State(StrEnum):
    DRAFT = "draft"
    WAITING_RELEASE = "waiting_release"
    SCHEDULED = "scheduled"
    """It goes out at `send_at`, which may be at once."""

    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Action(StrEnum):
    CHANGE = "change"
    SUBMIT = "submit"
    """The author asks a second officer for release."""

    SCHEDULE = "schedule"
    """The author sends it without one."""

    RELEASE = "release"
    SEND_BACK = "send_back"
    """Back to its author: by the second officer with a reason, or by herself before it went out."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    FINISH = "finish"
    AGAIN = "again"
    """Once more to those it did not reach; after a stop, to those for whom it waited too."""


_NEXT: Mapping[Action, Mapping[State, State]] = MappingProxyType(
    {
        Action.CHANGE: {State.DRAFT: State.DRAFT},
        Action.SUBMIT: {State.DRAFT: State.WAITING_RELEASE},
        Action.SCHEDULE: {State.DRAFT: State.SCHEDULED},
        Action.RELEASE: {State.WAITING_RELEASE: State.SCHEDULED},
        Action.SEND_BACK: {
            State.WAITING_RELEASE: State.DRAFT,
            State.SCHEDULED: State.DRAFT,
        },
        Action.START: {State.SCHEDULED: State.SENDING},
        Action.PAUSE: {State.SENDING: State.PAUSED},
        Action.RESUME: {State.PAUSED: State.SENDING},
        Action.STOP: {State.SENDING: State.STOPPED, State.PAUSED: State.STOPPED},
        Action.FINISH: {State.SENDING: State.DONE},
        Action.AGAIN: {State.DONE: State.SENDING, State.STOPPED: State.SENDING},
    }
)

UNDER_WAY = frozenset({State.SENDING, State.PAUSED})
STARTED = frozenset({State.SENDING, State.PAUSED, State.STOPPED, State.DONE})
"""The states in which it has people to whom it goes or went."""


def after(action: Action, state: State) -> State | None:
    """Return the state an action leads to; None if it cannot be done in this one."""
    return _NEXT[action].get(state)


def needs_release(people: int, release_above: int) -> bool:
    """Say whether an announcement to so many people waits for a second officer."""
    return people > release_above


def may_release(covers: Covers, roles: Iterable[Role], person: int, author: int, unit: str) -> bool:
    """Say whether a person with these roles may release an announcement of `author` for a unit:
    never her own, and only within an area of hers."""
    return person != author and bool(entitled(covers, roles, Right.RELEASE, unit))


def headline(text: str) -> str:
    """Return by what an announcement is called: its first line, which mostly is its title; where
    that is no more than a word or two ("Thông báo"), the next one too, set apart by a dot."""
    written = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    short = len(written) > 1 and len(written[0].split()) < TITLE_WORDS
    return " · ".join(written[: 2 if short else 1])
