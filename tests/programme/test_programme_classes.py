"""For whom classes are, when people are reminded, and names as people type them."""

from datetime import date, time

import pytest

from programme.classes import (
    Audience,
    Producer,
    class_code,
    clean_names,
    days_of,
    is_for,
    parse_class_code,
    reminder_times,
    reminders_left,
)
from programme.people import KINDS, sends_several
from programme.vietnam_time import DAY, HOUR

START = 1_790_000_000_000


def contains(area: str, commune: str) -> bool:
    return area in (commune, "province")


def test_a_class_has_a_code_people_can_read_out() -> None:
    assert class_code(2026, 12) == "LH-2026-00012"


@pytest.mark.parametrize(
    "typed", ["LH-2026-00012", "lh 2026 12", "mở lớp LH–2026–00012.", "lh202600012"]
)
def test_a_code_is_found_as_people_copy_it(typed: str) -> None:
    assert parse_class_code(typed) == "LH-2026-00012"


@pytest.mark.parametrize("typed", ["", "YT-2026-00012", "lh 12", "LH-2026-0000123", "lhx 2026 12"])
def test_other_codes_are_no_class(typed: str) -> None:
    assert parse_class_code(typed) is None


@pytest.mark.parametrize(
    ("audience", "producer", "meant"),
    [
        (Audience("a"), Producer("a"), True),
        (Audience("province"), Producer("a"), True),
        (Audience("b"), Producer("a"), False),
        # What was not asked yet shuts nobody out.
        (Audience("b"), Producer(None), True),
        (Audience("a", kinds=frozenset({"farm"})), Producer("a"), True),
        (Audience("a", kinds=frozenset({"farm"})), Producer("a", "farm"), True),
        (Audience("a", kinds=frozenset({"farm"})), Producer("a", "group"), False),
        (Audience("a", stages=frozenset({"idea"})), Producer("a"), False),
        (
            Audience("a", stages=frozenset({"idea", "visit"})),
            Producer("a", stages=frozenset({"visit", "rating"})),
            True,
        ),
        (Audience("a", groups=frozenset({"food"})), Producer("a"), False),
        (
            Audience("a", groups=frozenset({"food"})),
            Producer("a", groups=frozenset({"food"})),
            True,
        ),
    ],
)
def test_for_whom_a_class_is(audience: Audience, producer: Producer, meant: bool) -> None:
    assert is_for(contains, audience, producer) is meant


def test_days_are_vietnams() -> None:
    first, second = days_of(date(2026, 4, 14), 2, time(8), time(11, 30))
    assert first == (1_776_128_400_000, 1_776_128_400_000 + 3 * HOUR + HOUR // 2)
    assert second == (first[0] + DAY, first[1] + DAY)
    with pytest.raises(ValueError, match="needs a day"):
        days_of(date(2026, 4, 14), 0, time(8), time(11))
    with pytest.raises(ValueError, match="an end after"):
        days_of(date(2026, 4, 14), 1, time(11), time(11))


def test_reminders_make_sense_for_a_while() -> None:
    assert reminder_times(START, 3) == (START - 3 * DAY, START - DAY)
    assert reminder_times(START, 1) == (START - DAY, START - 2 * HOUR)


def test_what_is_due_already_is_not_promised() -> None:
    for before, left in (
        (3 * DAY + 1, (3, 1)),
        (3 * DAY, (1,)),
        (DAY + 1, (1,)),
        (DAY, ()),
        (HOUR, ()),
    ):
        assert reminders_left(START, START - before) == left


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (["1. Lan", "2) Hoa", "- Mai", "• Cúc"], ["Lan", "Hoa", "Mai", "Cúc"]),
        (["Lan", "lan", " LAN "], ["Lan"]),
        (["", "  ", "3."], []),
        (["Lan;", "Hoa."], ["Lan", "Hoa"]),
    ],
)
def test_names_lose_the_marks_of_a_list(typed: list[str], names: list[str]) -> None:
    assert clean_names(typed) == names


def test_groups_send_several_people() -> None:
    assert {kind.key for kind in KINDS if sends_several(kind.key)} == {
        "group",
        "cooperative",
        "enterprise",
    }
    assert not sends_several(None)
