"""What announcements are about, and at what hours of the night people are left alone.

A producer may follow a topic or mute it. What is muted does not reach her, however urgent: only the
correction of an announcement does, for whoever got the wrong one must get the right one. Urgent
announcements reach people at night; nothing else does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from programme.ideas import Choice
from programme.text import N_

TOPICS = (
    Choice("policy", N_("Policy and rules")),
    Choice("support", N_("Support and money")),
    Choice("training", N_("Training classes")),
    Choice("market", N_("Markets and fairs")),
    Choice("rating", N_("Product rating")),
    Choice("other", N_("Other news")),
)
"""Labels are msgids; keys are stored with announcements and choices."""

TOPIC_KEYS = frozenset(topic.key for topic in TOPICS)


@dataclass(frozen=True, slots=True)
class Night:
    """When a person is left alone: from the beginning of one hour to that of another, across
    midnight, on Vietnam's clocks."""

    start: int
    end: int

    def holds(self, hour: int) -> bool:
        """Say whether an hour of the day (0 to 23) belongs to the night."""
        return hour >= self.start or hour < self.end


ALWAYS_AWAKE = 0
USUAL_NIGHT = 1

NIGHTS: Mapping[int, Night | None] = MappingProxyType(
    {
        ALWAYS_AWAKE: None,
        USUAL_NIGHT: Night(21, 7),
        2: Night(20, 6),
        3: Night(22, 6),
        4: Night(20, 8),
        5: Night(22, 8),
    }
)
"""What a person may choose; the keys are stored, so they keep their meaning for ever."""


def awake(local: datetime) -> tuple[int, ...]:
    """Return the choices of NIGHTS whose people may be written to at a moment of Vietnam's time."""
    return tuple(
        key for key, night in NIGHTS.items() if night is None or not night.holds(local.hour)
    )


def morning(local: datetime) -> datetime | None:
    """Return when the usual night ends that a moment of Vietnam's time lies in; None by day."""
    night = NIGHTS[USUAL_NIGHT]
    if night is None or not night.holds(local.hour):
        return None
    day = local + timedelta(days=1) if local.hour >= night.start else local
    return day.replace(hour=night.end, minute=0, second=0, microsecond=0)
