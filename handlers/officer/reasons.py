"""The ready reasons for sending an idea back, and how each is read in another language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handlers.turn import Turn
from handlers.voice import Voice
from locales import LANGUAGES, N_


@dataclass(frozen=True, slots=True)
class Ready:
    """A reason that is often needed: what its button says and what the farmer reads."""

    label: str
    reason: str


READY: Mapping[str, Ready] = MappingProxyType(
    {
        "photos": Ready(
            N_("Clearer photos"), N_("Please send clear photos of the product and of its label.")
        ),
        "special": Ready(
            N_("More about the product"),
            N_("Please tell more about what makes the product special and how you make it."),
        ),
        "output": Ready(
            N_("The yearly output"), N_("Please check how much you make in a year, and the unit.")
        ),
        "papers": Ready(
            N_("The papers"), N_("Please check which papers you already have for this product.")
        ),
        "phone": Ready(
            N_("The phone number"), N_("I could not reach you. Please check your phone number.")
        ),
    }
)


def in_her_language(turn: Turn, voice: Voice, reason: str) -> str:
    """A ready reason as `voice` says it, whichever language the officer pressed it in; an officer's
    own words as they are."""
    for ready in READY.values():
        if any(reason == turn.world.voice(other).plain(ready.reason) for other in LANGUAGES):
            return voice.plain(ready.reason)
    return reason
