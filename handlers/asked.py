"""What a reader of answers knows, and what it returns."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

from handlers.voice import Html, Voice
from locales.formats import local_time
from programme.units import Territory
from programme.vietnam_time import VIETNAM
from storage.drafts import Answer


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader knows besides the words: `pending` is the part of an answer that was
    understood before, `near` the province whose places come first, `now` an aware datetime."""

    voice: Voice
    territory: Territory
    today: date
    pending: Answer = None
    near: str | None = None
    now: datetime | None = None

    @property
    def local(self) -> datetime:
        """Now on Vietnam's clocks; midnight where only the day is known."""
        return local_time(self.now or datetime.combine(self.today, time(), VIETNAM))


@dataclass(frozen=True, slots=True)
class Got:
    answer: Answer


@dataclass(frozen=True, slots=True)
class Problem:
    """What is needed, in one sentence; the step's example is shown below it."""

    text: Html


@dataclass(frozen=True, slots=True)
class AskBack:
    """One more thing to ask. `pending` is kept until then; `choices` are (value, label)."""

    text: Html
    pending: Answer
    choices: tuple[tuple[str, str], ...] = ()


Reading: TypeAlias = Got | Problem | AskBack
