"""What stays the same from update to update and from job to job."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.voice import Voice
from locales import Catalogues
from locales.catalogues import Speech
from programme.criteria import Criteria
from programme.criteria_search import SetFinder
from programme.editions import Editions
from programme.paper_forms import PaperForms
from programme.units import Territory
from storage import people


@dataclass(frozen=True, slots=True)
class World:
    """Made once, in bot/app.py. `token` returns a new secret of at least 128 bits, safe in
    a link."""

    catalogues: Catalogues
    territory: Territory
    editions: Editions
    token: Callable[[], str]
    settle_ms: int = 0
    """How long buttons rest after a press has brought them: a finger may still tap twice."""

    release_above: int = 500
    """An announcement to more people than this waits for a second officer."""

    criteria: Mapping[str, Criteria] = field(default_factory=dict)
    """The criteria by the key of their edition; not every edition has some."""

    finders: Mapping[str, SetFinder] = field(default_factory=dict)
    """What finds the criteria set of a product, for each of those editions."""

    forms: Mapping[str, PaperForms] = field(default_factory=dict)
    """The forms that producers sign, by the key of their edition; not every edition has some."""

    def voice(self, language: people.Language, *, officer: bool = False) -> Voice:
        """How to speak to somebody in her language; an officer is addressed as one."""
        speech: Speech = "vi-officer" if officer and language == "vi" else language
        return Voice(language, self.catalogues[speech])
