"""Where products may go, who may send them there, and what their points are worth."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.edition_files import load_editions
from programme.editions import Edition
from programme.roles import Level, Role
from programme.stages import (
    NEEDS_REASON,
    OUTCOME_LABELS,
    Kind,
    Move,
    Outcome,
    Points,
    Standing,
    acting_levels,
    after_rating,
    end_of,
    holder_at,
    may_rate,
    most_points,
    moves,
    needs_certificate,
    parse_product_code,
    producer_moves,
    product_code,
    stars_for,
    stars_held_back,
)
from tests.programme.edition_2027 import edition_2027

E2024, E2026 = load_editions().all
E2027 = edition_2027()
EVERY = (E2024, E2026, E2027)
LEVELS = ("commune", "district", "province")


def kinds(edition: Edition, at: Standing, *levels: str) -> list[tuple[str, str]]:
    return [(move.kind.value, move.to) for move in moves(edition, at, levels)]


def test_the_commune_checks_and_sends_on_or_back() -> None:
    assert kinds(E2026, Standing("check"), "commune") == [
        ("forward", "rating"),
        ("back", "visit"),
        ("hold", "check"),
        ("not_rated", "check"),
        ("withdraw", "check"),
    ]


def test_only_the_levels_that_the_edition_names_move() -> None:
    assert kinds(E2026, Standing("check"), "province", "district") == []
    assert kinds(E2026, Standing("rating"), "commune") == []
    assert ("forward", "filing") in kinds(E2024, Standing("visit"), "district")
    assert kinds(E2024, Standing("visit"), "commune") == []
    # The Ministry has no officer here: the province writes its word down.
    assert ("back", "rating") in kinds(E2026, Standing("national"), "province")


def test_who_waits_for_its_producer_goes_on_or_is_held_no_more() -> None:
    held = kinds(E2026, Standing("check", held=True), "commune")
    assert ("resume", "check") in held
    assert ("hold", "check") not in held
    assert ("forward", "rating") in held


def test_five_stars_are_proposed_before_the_ministry_decides() -> None:
    assert ("forward", "national") not in kinds(E2026, Standing("rating", stars=4), "province")
    assert ("forward", "national") not in kinds(E2026, Standing("rating"), "province")
    assert ("forward", "national") in kinds(E2026, Standing("rating", stars=5), "province")


@pytest.mark.parametrize("outcome", Outcome)
def test_what_has_ended_only_begins_again(outcome: Outcome) -> None:
    at = Standing("rating", outcome, stars=4)
    assert kinds(E2026, at, "commune") == [("again", "check")]
    assert kinds(E2026, at, "province") == []
    assert producer_moves(at) == ()
    assert OUTCOME_LABELS[outcome]


def test_a_producer_may_take_back_what_is_under_way() -> None:
    assert producer_moves(Standing("visit")) == (Move(Kind.WITHDRAW, "visit"),)


def test_a_stage_that_is_gone_from_the_file_moves_nowhere() -> None:
    assert moves(E2026, Standing("filing")) == ()
    assert not may_rate(E2026, Standing("filing"))


def test_bad_news_says_why() -> None:
    assert {Kind.BACK, Kind.HOLD, Kind.NOT_RATED} == NEEDS_REASON
    assert Move(Kind.BACK, "visit").needs_reason
    assert not Move(Kind.FORWARD, "visit").needs_reason
    assert end_of(Kind.WITHDRAW) is Outcome.WITHDRAWN
    assert end_of(Kind.FORWARD) is None


@pytest.mark.parametrize("edition", EVERY, ids=lambda edition: str(edition.key))
def test_every_way_leads_to_a_stage_of_the_edition(edition: Edition) -> None:
    for stage, held, stars in product(edition.stages, (False, True), (None, 1, 4, 5)):
        found = moves(edition, Standing(stage.key, None, held, stars))
        assert found
        assert all(edition.stage(move.to) is not None for move in found)


@pytest.mark.parametrize("edition", EVERY, ids=lambda edition: str(edition.key))
def test_from_every_stage_on_the_road_there_is_a_way_to_stars(edition: Edition) -> None:
    for stage in edition.stages:
        seen, left = set[str](), [stage.key]
        while left:
            here = edition.stage(left.pop())
            assert here is not None
            if here.key not in seen:
                seen.add(here.key)
                left += here.next
        assert any("rated" in one.ends for one in edition.stages if one.key in seen), stage.key


# Ratings


@pytest.mark.parametrize(
    ("points", "stars"),
    [("100", 5), ("90", 5), ("89.99", 4), ("70", 4), ("69.9", 3), ("50", 3), ("49", 2), ("30", 2)],
)
def test_the_thresholds_of_2026(points: str, stars: int) -> None:
    assert stars_for(E2026, Decimal(points)) == stars


def test_less_than_thirty_points_is_one_star_and_nothing_is_below() -> None:
    assert stars_for(E2026, Decimal("29.9")) == stars_for(E2026, Decimal(0)) == 1


def test_where_no_thresholds_are_stated_the_council_says_the_stars() -> None:
    assert stars_for(E2024, Decimal(95)) is None
    assert most_points(E2024, "A") == 100
    assert most_points(E2026, "A") == 40


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_more_points_never_give_fewer_stars(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert (stars_for(E2026, low) or 0) <= (stars_for(E2026, high) or 0)


def test_a_council_may_give_fewer_stars_than_the_points_make_never_more() -> None:
    assert [stars_held_back(E2026, Decimal(82), stars) for stars in (1, 3, 4)] == [4, 4, None]
    with pytest.raises(ValueError, match="make 4 stars, not 5"):
        stars_held_back(E2026, Decimal("89.99"), 5)
    # By the rules of 2024 the council's word counts.
    assert stars_held_back(E2024, Decimal(20), 5) is None


def test_the_province_awards_four_stars_and_passes_five_on() -> None:
    four = after_rating(E2026, "rating", 4)
    assert (four.stars, four.final, four.goes_to) == (4, True, None)
    five = after_rating(E2026, "rating", 5)
    assert (five.stars, five.final, five.goes_to) == (5, False, "national")
    last = after_rating(E2026, "national", 5)
    assert (last.stars, last.final, last.goes_to) == (5, True, None)
    assert after_rating(E2026, "national", 4).final


def test_what_a_council_may_award_itself_it_does_not_pass_on() -> None:
    stages = tuple(
        replace(stage, needs_stars=4) if stage.key == "national" else stage
        for stage in E2026.stages
    )
    edition = replace(E2026, stages=stages)
    assert after_rating(edition, "rating", 4).final
    assert after_rating(edition, "rating", 5).goes_to == "national"


def test_the_districts_council_of_2024_does_not_have_the_last_word() -> None:
    verdict = after_rating(E2024, "rating", 4)
    assert (verdict.stars, verdict.final, verdict.goes_to) == (4, False, None)
    assert after_rating(E2024, "council", 4).final
    assert after_rating(E2024, "council", 5).goes_to == "national"
    with pytest.raises(LookupError, match="no council rates at stage visit"):
        after_rating(E2024, "visit", 4)


def test_who_may_rate_and_correct() -> None:
    assert may_rate(E2026, Standing("rating"), ["province"])
    assert may_rate(E2026, Standing("rating", Outcome.RATED, stars=3), ["province"])
    assert not may_rate(E2026, Standing("rating"), ["commune"])
    assert not may_rate(E2026, Standing("rating", Outcome.WITHDRAWN), ["province"])
    assert not may_rate(E2026, Standing("check"), ["commune"])


def test_three_stars_and_more_have_a_certificate() -> None:
    assert [needs_certificate(E2026, stars) for stars in (1, 2, 3, 4, 5)] == [
        *(False, False, True, True, True),
    ]
    assert not needs_certificate(E2024, 5)


def test_points_are_summed_once_all_are_known() -> None:
    assert Points(Decimal(35), Decimal(20), Decimal("33.5")).total == Decimal("88.5")
    assert Points(Decimal(35), None, Decimal(1)).total is None
    assert Points(Decimal(35)).of("A") == 35


# Who acts, who holds


def test_a_secretary_acts_at_the_level_of_her_unit() -> None:
    level_of = {"18": "province", "h1555": "district"}.get
    assert acting_levels([Role(Level.SECRETARY, "18")], level_of) == {"province"}
    assert acting_levels([Role(Level.SECRETARY, "h1555")], level_of) == {"district"}
    assert acting_levels([Role(Level.SECRETARY, "?")], level_of) == set()
    assert acting_levels([Role(Level.ADMINISTRATOR, "18")], level_of) == set()
    both = [Role(Level.COMMUNE, "12050"), Role(Level.PROVINCE, "18")]
    assert acting_levels(both, level_of) == {"commune", "province"}


def test_a_product_stays_where_it_may_lie() -> None:
    review, rating = E2026.stage("review"), E2026.stage("rating")
    assert review is not None
    assert rating is not None
    assert holder_at(review, "province", "commune") == "province"
    assert holder_at(review, None, "commune") == "commune"
    assert holder_at(review, "district") == "commune"
    assert holder_at(rating, "commune") == "province"


# Codes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("SP-2026-00007", "SP-2026-00007"),
        ("sp 2026 7", "SP-2026-00007"),
        ("mã SP202600007 của tôi", "SP-2026-00007"),
        ("sp–2026–123456", "SP-2026-123456"),
        ("YT-2026-00007", None),
        ("sp 2026 0", None),
        ("esp 2026 7", None),
        ("", None),
    ],
)
def test_a_code_is_found_as_people_copy_it(typed: str, code: str | None) -> None:
    assert parse_product_code(typed) == code


def test_a_code_has_five_digits_at_least() -> None:
    assert product_code(2026, 7) == "SP-2026-00007"
    assert product_code(2026, 123456) == "SP-2026-123456"


# An edition to come is one more file


def test_another_edition_has_a_road_of_its_own() -> None:
    assert kinds(E2027, Standing("check"), "commune")[0] == ("forward", "lab")
    assert kinds(E2027, Standing("lab"), "province")[0] == ("forward", "rating")
    assert stars_for(E2027, Decimal(72)) == 3
    assert stars_for(E2026, Decimal(72)) == 4
