"""How far producers have come, in an officer's words and in an edition's stages."""

from itertools import combinations

import pytest

from programme.class_audience import EVERYBODY, ROADS, roads_of, stages_of
from programme.edition_files import load_editions
from programme.editions import Editions

KEYS = [road.key for road in ROADS if road.key != EVERYBODY]


@pytest.fixture(scope="module")
def editions() -> Editions:
    return load_editions()


def test_each_part_of_the_road_has_stages_of_its_own(editions: Editions) -> None:
    found = {key: stages_of([key], editions) for key in KEYS}
    assert found["idea"] == {"idea"}
    assert {"visit", "check", "filing"} <= found["dossier"]
    assert {"rating", "council", "national"} <= found["rated"]
    assert sum(map(len, found.values())) == len(stages_of(KEYS, editions))


def test_everybody_sets_no_bounds(editions: Editions) -> None:
    assert stages_of([EVERYBODY], editions) == frozenset()
    assert roads_of(frozenset(), editions) == [EVERYBODY]


def test_what_was_chosen_is_shown_again(editions: Editions) -> None:
    for size in (1, 2, 3):
        for chosen in combinations(KEYS, size):
            assert roads_of(stages_of(chosen, editions), editions) == list(chosen)
