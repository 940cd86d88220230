"""Which questions a self-check asks, and what its replies count as."""

import pytest

from programme import selfcheck
from programme.criteria import Criteria, CriteriaSet
from programme.criteria_files import load_criteria
from programme.edition_files import load_editions
from programme.selfcheck import BAD, GOOD, NONE, UNSURE


@pytest.fixture(scope="module")
def criteria() -> Criteria:
    return load_criteria(load_editions().of("2026"))


def honey(criteria: Criteria) -> CriteriaSet:
    found = criteria.set(4)
    assert found is not None
    return found


def test_conditions_come_first_and_each_question_once(criteria: Criteria) -> None:
    for one in criteria.sets:
        asks = selfcheck.asked(one, {})
        keys = [ask.key for ask in asks]
        assert len(keys) == len(set(keys))
        conditions = len(one.conditions())
        assert [ask.condition is not None for ask in asks] == [True] * conditions + [False] * (
            len(asks) - conditions
        )
        assert [ask.place for ask in asks[conditions:]] == list(range(1, len(one.criteria) + 1))


def test_honey_is_asked_in_forty_answers(criteria: Criteria) -> None:
    assert len(selfcheck.asked(honey(criteria), {})) == 37


def test_details_of_a_story_are_left_out_where_there_is_none(criteria: Criteria) -> None:
    one = honey(criteria)
    keys = [ask.key for ask in selfcheck.asked(one, {"5.1": 0})]
    assert "5.1" in keys
    assert not {"5.2", "5.3"} & set(keys)
    assert {"5.2", "5.3"} <= {ask.key for ask in selfcheck.asked(one, {"5.1": 1})}
    # And what was said of them before counts no more.
    told = {"5.1": 4, "5.2": 2, "5.3": 3}
    assert selfcheck.answers(one, told) == told
    assert selfcheck.answers(one, told | {"5.1": 0}) == {"5.1": 0}


def test_what_one_is_unsure_of_counts_as_the_lowest_answer(criteria: Criteria) -> None:
    one = honey(criteria)
    # "None of these" may be said of 3.5, so it is that; 1.2 has a lowest option of 0 points.
    assert selfcheck.answers(one, {"3.5": UNSURE, "1.2": UNSURE}) == {"1.2": 0}
    assert [ask.key for ask in selfcheck.unsure(one, {"3.5": UNSURE, "1.2": 1})] == ["3.5"]
    assert selfcheck.failed(one, {"food-safety": UNSURE, "registered": BAD}) == {"registered"}


def test_being_unsure_ends_no_rating(criteria: Criteria) -> None:
    water = criteria.set(16)
    assert water is not None
    grave = [key for r in water.requirements for key in r.zero_of]
    assert grave
    thresholds = criteria.edition.stars
    unsure = dict.fromkeys(grave, UNSURE)
    assert not selfcheck.estimate(water, unsure, thresholds).knocked_out
    worst = {key: 0 for key in grave if water.by_id[key].worth(0) == 0}
    assert selfcheck.estimate(water, worst, thresholds).knocked_out


def test_going_back_and_on(criteria: Criteria) -> None:
    one = honey(criteria)
    first = selfcheck.first_open(one, {})
    assert first is not None
    assert selfcheck.before(one, {}, first.key) is None
    second = selfcheck.first_open(one, {first.key: GOOD})
    assert second is not None
    assert selfcheck.before(one, {}, second.key) == first
    every = {ask.key: ask.codes[-1] for ask in selfcheck.asked(one, {})}
    assert selfcheck.first_open(one, every) is None


def test_replies_of_other_rules_are_dropped(criteria: Criteria) -> None:
    one = honey(criteria)
    kept = {"1.1": NONE, "1.2": 2, "food-safety": GOOD}
    strange = {"1.3": 9, "99": 1, "registered": 7, "1.2.3": 0, "2.2": NONE, "5.1": 40}
    assert selfcheck.fitting(one, kept | strange) == kept
