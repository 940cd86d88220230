"""Which papers a dossier needs, and what its producer has said of each."""

from dataclasses import replace
from functools import lru_cache

import pytest

from programme.checklist import (
    Claim,
    Item,
    Need,
    Rules,
    checklist,
    default_target,
    targets,
)
from programme.criteria_files import load_criteria
from programme.edition_files import load_editions
from programme.editions import Edition
from programme.selfcheck import BAD, GOOD, NONE

HONEY = 4


@lru_cache
def edition(key: str = "2026") -> Edition:
    return load_editions().of(key)


@lru_cache
def rules(number: int = HONEY) -> Rules:
    criteria = load_criteria(edition())
    one = criteria.set(number)
    assert one is not None
    return Rules(criteria, one)


def listed(target: int = 3, number: int = HONEY, **said: object) -> dict[str, Item]:
    one = rules(number)
    found = checklist(edition(), one.one.group, one, target)
    if said:
        replies = {str(key): int(str(value)) for key, value in said.items()}
        found = checklist(edition(), one.one.group, one, target, replies=replies)
    return {item.paper.key: item for item in found}


def test_what_article_6_demands_is_needed_for_any_number_of_stars() -> None:
    for target in (3, 4, 5):
        papers = listed(target)
        for key in ("form1", "form2", "business", "safety", "samples"):
            assert papers[key].need is Need.MUST, key


def test_tourism_needs_no_samples_and_no_food_safety() -> None:
    papers = listed(number=26)
    assert "samples" not in papers
    assert "safety" not in papers
    assert papers["business"].need is Need.MUST


@pytest.mark.many
@pytest.mark.parametrize("number", range(1, 27))
def test_more_stars_need_no_fewer_papers(number: int) -> None:
    needed = [
        {key for key, item in listed(target, number).items() if item.need is not Need.HELP}
        for target in (3, 4, 5)
    ]
    assert needed[0] <= needed[1] <= needed[2]


def test_a_minimum_of_five_stars_asks_for_accounts_of_honey() -> None:
    assert listed(3)["accounts"].need is Need.HELP
    assert listed(5)["accounts"].need is Need.STARS
    assert listed(5)["awards"].need is Need.HELP


def test_what_is_needed_most_stands_first() -> None:
    order = [item.need for item in listed(4).values()]
    assert order == sorted(order, key=list(Need).index)
    assert set(order) == set(Need)


def test_what_was_said_of_a_paper() -> None:
    condition = next(rules().conditions("safety"))
    assert listed()["safety"].claim is Claim.UNKNOWN
    assert listed(**{condition.key: GOOD})["safety"].claim is Claim.HAS
    assert listed(**{condition.key: BAD})["safety"].claim is Claim.LACKS
    criterion = next(rules().proving("accounts"))
    best = len(criterion.options) - 1
    assert listed(**{criterion.id: best})["accounts"].claim is Claim.COUNTED
    assert listed(**{criterion.id: NONE})["accounts"].claim is Claim.UNKNOWN
    assert criterion.id in listed()["accounts"].proves


def test_the_ideas_papers_count_unless_the_star_check_says_otherwise() -> None:
    condition = next(rules().conditions("safety"))
    said = ("food_safety", "trademark")
    found = {i.paper.key: i for i in checklist(edition(), "food", rules(), 3, idea_papers=said)}
    assert found["safety"].claim is Claim.HAS
    assert found["trademark"].claim is Claim.HAS
    assert found["barcode"].claim is Claim.UNKNOWN
    replies = {condition.key: BAD}
    later = checklist(edition(), "food", rules(), 3, idea_papers=said, replies=replies)
    assert {i.paper.key: i for i in later}["safety"].claim is Claim.LACKS


def test_without_a_set_only_the_editions_own_list_counts() -> None:
    found = checklist(edition(), "food", None, 0)
    assert {item.need for item in found} == {Need.MUST, Need.HELP}
    assert all(item.proves == () for item in found)
    old = checklist(edition("2024"), "food", None, 0)
    assert [item.paper.key for item in old] == ["plan", "dossier"]


def test_what_can_be_aimed_at() -> None:
    assert targets(edition()) == (3, 4, 5)
    assert targets(edition("2024")) == ()
    now = [None, 0, 1, 2, 3, 4, 5]
    assert [default_target(edition(), stars) for stars in now] == [3, 3, 3, 3, 4, 5, 5]
    assert default_target(edition("2024"), 3) == 0
    uncertified = replace(edition(), certificate=None)
    assert targets(uncertified) == (1, 2, 3, 4, 5)
