"""An audience as data: it comes back as it was stored, or not at all; its communes; the nights."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.audience import (
    Audience,
    AudienceError,
    communes,
    from_json,
    lies_in,
    to_json,
)
from programme.topics import NIGHTS, TOPIC_KEYS, TOPICS, USUAL_NIGHT, awake, morning

CODES = st.lists(st.text(min_size=1, max_size=6), max_size=3).map(tuple)
NUMBERS = st.lists(st.integers(1, 10**9), max_size=3).map(tuple)
AUDIENCES = st.builds(
    Audience,
    areas=CODES,
    kinds=CODES,
    topics=CODES,
    classes=NUMBERS,
    received=NUMBERS,
    without_areas=CODES,
    without_received=NUMBERS,
)


@given(AUDIENCES)
def test_it_comes_back_as_it_was_stored(audience: Audience) -> None:
    assert from_json(to_json(audience)) == audience


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        '{"areas": "12050"}',
        '{"areas": [12050]}',
        '{"classes": ["1"]}',
        '{"classes": [true]}',
        '{"areas": ["12050"], "unless": ["12051"]}',
    ],
)
def test_what_is_not_understood_is_no_larger_audience(stored: str) -> None:
    with pytest.raises(AudienceError):
        from_json(stored)


@dataclass(frozen=True, slots=True)
class Commune:
    code: str


AREAS = {"p": ("a", "b"), "q": ("c",), "d": ("b", "c"), "a": ("a",), "b": ("b",), "c": ("c",)}


class Map:
    """Two provinces and a district that lies in both."""

    def communes_of(self, area: str, /) -> list[Commune]:
        return [Commune(code) for code in AREAS.get(area, ())]

    def covers(self, area: str, unit: str) -> bool:
        return set(AREAS.get(unit, ("-",))) <= set(AREAS.get(area, ()))


@pytest.mark.parametrize(
    ("areas", "without", "wanted"),
    [
        (("p",), (), {"a", "b"}),
        (("p", "d"), (), {"a", "b", "c"}),
        (("p", "q"), ("d",), {"a"}),
        (("a",), ("p",), set()),
        (("nowhere",), (), set()),
        ((), (), set()),
    ],
)
def test_its_communes(areas: tuple[str, ...], without: tuple[str, ...], wanted: set[str]) -> None:
    assert communes(Map(), Audience(areas=areas, without_areas=without)) == wanted


def test_an_officer_writes_to_her_own_area_only() -> None:
    covers = Map().covers
    assert lies_in(covers, "p", Audience(areas=("a", "b")))
    assert not lies_in(covers, "p", Audience(areas=("a", "d")))
    assert not lies_in(covers, "p", Audience())
    assert lies_in(covers, "p", Audience(received=(1,)))


@pytest.mark.parametrize(
    ("time", "people"),
    [
        ("06:59", {0, 2, 3}),
        ("07:00", {0, 1, 2, 3}),
        ("12:00", set(NIGHTS)),
        ("20:59", {0, 1, 3, 5}),
        ("21:00", {0, 3, 5}),
        ("23:30", {0}),
        ("03:00", {0}),
    ],
)
def test_who_is_awake(time: str, people: set[int]) -> None:
    assert set(awake(datetime.fromisoformat(f"2026-05-28T{time}+07:00"))) == people


@pytest.mark.parametrize(
    ("time", "until"),
    [
        ("28T06:59", "28T07:00"),
        ("28T07:00", None),
        ("28T20:59", None),
        ("28T21:00", "29T07:00"),
        ("28T23:59", "29T07:00"),
    ],
)
def test_when_the_usual_night_ends(time: str, until: str | None) -> None:
    found = morning(datetime.fromisoformat(f"2026-05-{time}+07:00"))
    assert found == (until and datetime.fromisoformat(f"2026-05-{until}+07:00"))


def test_the_usual_night_is_from_nine_to_seven() -> None:
    night = NIGHTS[USUAL_NIGHT]
    assert night is not None
    assert (night.start, night.end) == (21, 7)
    assert len(TOPIC_KEYS) == len(TOPICS)
