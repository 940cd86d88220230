"""How far on their road producers are for whom a class is meant, in an officer's words."""

from collections.abc import Iterable

from programme.editions import Editions
from programme.ideas import Choice
from programme.text import N_

EVERYBODY = "all"

ROADS = (
    Choice(EVERYBODY, N_("Everybody, however far")),
    Choice("idea", N_("Who has sent an idea")),
    Choice("dossier", N_("Whose product is being prepared")),
    Choice("rated", N_("Whose product is being rated, or has stars")),
)
"""Coarser than an edition's stages, which have other names in each."""

_IDEA = "idea"


def stages_of(roads: Iterable[str], editions: Editions) -> frozenset[str]:
    """The stages of all editions that lie on some parts of the road; none sets no bounds."""
    found: set[str] = set()
    for road in roads:
        found |= _stages(road, editions)
    return frozenset(found)


def roads_of(stages: frozenset[str], editions: Editions) -> list[str]:
    """The parts of the road that some stages stand for; the opposite of `stages_of`."""
    found = [
        road.key for road in ROADS if (meant := _stages(road.key, editions)) and meant <= stages
    ]
    return found or [EVERYBODY]


def _stages(road: str, editions: Editions) -> frozenset[str]:
    every = [stage for edition in editions.all for stage in edition.stages]
    match road:
        case "idea":
            return frozenset({_IDEA})
        case "dossier":
            rated = {stage.key for stage in every if stage.awards is not None}
            return frozenset({stage.key for stage in every} - rated - {_IDEA})
        case "rated":
            return frozenset(stage.key for stage in every if stage.awards is not None)
        case _:
            return frozenset()
