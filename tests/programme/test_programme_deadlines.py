"""Days that are left: in a round, of the law's limit, of a certificate."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.deadlines import (
    Phase,
    add_months,
    calendar,
    expiry,
    limit,
    next_due,
    validity,
)
from programme.edition_files import load_editions
from programme.editions import Edition
from programme.workdays import is_working_day
from tests.programme.edition_2027 import edition_2027

E2024, E2026 = load_editions().all
E2027 = edition_2027()
DAYS = st.dates(date(2025, 1, 1), date(2032, 12, 31))


def due(edition: Edition, stage: str, on: date) -> tuple[str, int, date] | None:
    found = next_due(edition, stage, on)
    return None if found is None else (found.round.key, found.year, found.day)


def test_the_calendar_of_a_day_in_april() -> None:
    first, second = calendar(E2026, date(2026, 4, 20))
    assert (first.round.key, first.year, second.round.key, second.year) == ("1", 2026, "2", 2026)
    assert [one.days_left for one in first.dues] == [10, 71, 101, 163]
    assert [one.day for one in second.dues] == [
        date(2026, 10, 30),
        date(2026, 12, 30),
        date(2027, 1, 30),
        date(2027, 3, 30),
    ]
    assert first.dues[0].last_day == date(2026, 4, 29)
    assert first.dues[1].last_day == date(2026, 6, 30)


def test_a_round_under_way_stands_beside_the_next_one() -> None:
    found = [(one.round.key, one.year) for one in calendar(E2026, date(2027, 2, 10))]
    assert found == [("2", 2026), ("1", 2027), ("2", 2027)]


@given(DAYS)
def test_each_round_can_be_joined_once_more(on: date) -> None:
    for edition in (E2024, E2026, E2027):
        found = calendar(edition, on)
        joinable = {one.round.key for one in found if not one.dues[0].over}
        assert joinable == {one.key for one in edition.rounds}
        assert all(not one.dues[-1].over for one in found)
        assert len(found) == len({(one.round.key, one.year) for one in found})


def test_before_a_day_is_over_when_the_day_comes() -> None:
    assert due(E2026, "check", date(2026, 4, 29)) == ("1", 2026, date(2026, 4, 30))
    assert due(E2026, "check", date(2026, 4, 30)) == ("2", 2026, date(2026, 10, 30))
    assert due(E2026, "rating", date(2026, 6, 30)) == ("1", 2026, date(2026, 6, 30))
    assert due(E2026, "rating", date(2026, 7, 1)) == ("2", 2026, date(2026, 12, 30))


def test_the_deadline_is_that_of_the_stage() -> None:
    on = date(2026, 4, 1)
    assert due(E2026, "review", on) == ("1", 2026, date(2026, 4, 30))
    assert due(E2026, "rating", on) == ("1", 2026, date(2026, 6, 30))
    assert due(E2026, "national", on) == ("1", 2026, date(2026, 9, 30))
    assert due(E2024, "work", on) == ("1", 2026, date(2026, 6, 15))
    assert due(E2024, "national", on) is None
    assert due(E2026, "gone", on) is None


def test_a_product_keeps_its_round_while_it_can_make_it() -> None:
    found = next_due(E2026, "check", date(2026, 2, 1), "2", 2026)
    assert found is not None
    assert (found.round.key, found.year) == ("2", 2026)
    late = next_due(E2026, "check", date(2026, 5, 3), "1", 2026)
    assert late is not None
    assert (late.round.key, late.year, late.days_left) == ("2", 2026, 180)


def test_a_council_that_is_late_keeps_its_products() -> None:
    found = next_due(E2026, "rating", date(2026, 7, 10), "1", 2026)
    assert found is not None
    assert (found.round.key, found.day, found.days_left, found.over) == (
        *("1", date(2026, 6, 30), -10, True),
    )


@given(DAYS, st.sampled_from([stage.key for stage in E2026.stages]))
def test_there_is_always_a_next_deadline_and_it_is_to_come(on: date, stage: str) -> None:
    found = next_due(E2026, stage, on)
    assert found is not None
    assert on <= found.last_day <= on + timedelta(days=366)


def test_fifteen_working_days_leave_out_tet_and_weekends() -> None:
    # Tết 2026: 16 to 20 February are days off.
    found = limit(E2026, "check", date(2026, 2, 11), date(2026, 2, 23))
    assert found is not None
    assert (found.days, found.used, found.left, found.last_day) == (15, 3, 12, date(2026, 3, 11))
    assert limit(E2026, "review", date(2026, 2, 11), date(2026, 2, 23)) is None
    assert limit(E2026, "gone", date(2026, 2, 11), date(2026, 2, 23)) is None


@given(DAYS, st.integers(0, 60))
def test_used_and_left_make_up_the_limit(since: date, passed: int) -> None:
    on = since + timedelta(days=passed)
    found = limit(E2026, "check", since, on)
    assert found is not None
    assert found.used + found.left == found.days == 15
    assert is_working_day(found.last_day)
    assert (found.left < 0) == (found.used > 15)
    if on > found.last_day and is_working_day(on):
        assert found.left < 0
    if on <= found.last_day:
        assert found.left >= 0


@pytest.mark.parametrize(
    ("issued", "expires"),
    [
        (date(2026, 6, 30), date(2029, 6, 30)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2026, 12, 31), date(2029, 12, 31)),
    ],
)
def test_a_certificate_lives_36_months(issued: date, expires: date) -> None:
    assert expiry(E2026, issued) == expires
    assert expiry(E2024, issued) is None


def test_months_are_added_as_people_count_them() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 5), 1) == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("days_left", "phase"),
    [
        (181, Phase.VALID),
        (180, Phase.WINDOW),
        (120, Phase.WINDOW),
        (119, Phase.LATE),
        (0, Phase.LATE),
        (-1, Phase.EXPIRED),
    ],
)
def test_the_window_for_another_rating(days_left: int, phase: Phase) -> None:
    expires = date(2029, 6, 30)
    found = validity(E2026, expires, expires - timedelta(days=days_left))
    assert (found.phase, found.days_left) == (phase, days_left)
    assert found.opens == date(2029, 1, 1)
    assert found.closes == date(2029, 3, 2)


def test_an_edition_without_a_window_knows_only_the_end() -> None:
    found = validity(E2024, date(2027, 1, 1), date(2026, 12, 1))
    assert (found.phase, found.opens, found.closes) == (Phase.VALID, None, None)
    assert validity(E2024, date(2027, 1, 1), date(2027, 1, 2)).phase is Phase.EXPIRED


def test_another_edition_has_days_of_its_own() -> None:
    assert due(E2027, "check", date(2027, 5, 1)) == ("1", 2027, date(2027, 5, 20))
    found = limit(E2027, "lab", date(2027, 5, 24), date(2027, 5, 25))
    assert found is not None
    assert (found.days, found.left) == (7, 6)
    assert expiry(E2027, date(2027, 6, 30)) == date(2029, 6, 30)
