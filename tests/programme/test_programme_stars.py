from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.criteria import CriteriaSet
from programme.criteria_files import load_criteria
from programme.edition_files import load_editions
from programme.stars import AnswersError, HeldBack, meets, rate, stars_for
from tests.programme.small_criteria import EDITION, small

E2026 = load_editions().of("2026")
CRITERIA = load_criteria(E2026)
STARS = E2026.stars
HONEY, WATER, TOURISM = CRITERIA.sets[3], CRITERIA.sets[15], CRITERIA.sets[25]

Answers = dict[str, int]


@st.composite
def sets_and_answers(draw: st.DrawFn) -> tuple[CriteriaSet, Answers]:
    """A set with answers to some of its questions: often good ones, or no star above two comes."""
    one = draw(st.sampled_from(CRITERIA.sets))
    lazy = draw(st.integers(0, 3))
    answers: Answers = {}
    for criterion in one.criteria:
        best = len(criterion.options) - 1
        index = draw(st.integers(-1, best)) if lazy == 0 else best - draw(st.integers(0, lazy))
        if index >= 0:
            answers[criterion.id] = index
    return one, answers


def best_answers(one: CriteriaSet) -> Answers:
    """For each criterion the first of its best options."""
    return {
        c.id: max(range(len(c.options)), key=lambda index: (c.options[index].points, -index))
        for c in one.criteria
    }


def highest_level(one: CriteriaSet, answers: Mapping[str, int], points: int) -> int:
    """The rule once more, from the other end: try each level from the top."""
    floors = {5: 90, 4: 70, 3: 50, 2: 30, 1: 0}
    for stars, floor in floors.items():
        missed = [
            criterion.id
            for criterion in one.criteria
            for index, option in enumerate(criterion.options)
            if (option.min_star or 9) <= stars and answers.get(criterion.id, -1) < index
        ]
        if points >= floor and not missed:
            return stars
    raise AssertionError("one star needs nothing")


@pytest.mark.many
@given(sets_and_answers())
@settings(max_examples=300, deadline=None)
def test_the_highest_level_whose_points_and_minimums_all_hold(
    case: tuple[CriteriaSet, Answers],
) -> None:
    one, answers = case
    rating = rate(one, answers, STARS)
    assert (
        rating.total
        == sum(rating.points.values())
        == sum(one.by_id[key].options[index].points for key, index in answers.items())
    )
    assert rating.stars == highest_level(one, answers, rating.total)
    assert rating.stars <= rating.stars_by_points
    assert (rating.stars < rating.stars_by_points) == bool(rating.held_back_by)
    for miss in rating.held_back_by:
        assert rating.stars < miss.needed_for <= rating.stars_by_points
        assert not meets(one.by_id[miss.id], answers.get(miss.id), miss.needed_for)


@given(sets_and_answers(), st.data())
@settings(max_examples=300, deadline=None)
def test_a_better_answer_never_lowers_the_stars(
    case: tuple[CriteriaSet, Answers], data: st.DataObject
) -> None:
    one, answers = case
    criterion = data.draw(st.sampled_from(one.criteria))
    now = answers.get(criterion.id)
    better = [
        index
        for index, option in enumerate(criterion.options)
        if now is None or (index > now and option.case == criterion.options[now].case)
    ]
    for index in better:
        raised = {**answers, criterion.id: index}
        before, after = rate(one, answers, STARS), rate(one, raised, STARS)
        assert after.stars >= before.stars
        assert after.total >= before.total


@given(sets_and_answers())
@settings(max_examples=100, deadline=None)
def test_reaching_the_minimums_listed_gives_the_stars_of_the_points(
    case: tuple[CriteriaSet, Answers],
) -> None:
    one, answers = case
    rating = rate(one, answers, STARS)
    reached = dict(answers)
    for miss in rating.held_back_by:
        needed = one.by_id[miss.id].needed_for(miss.needed_for)
        assert needed is not None
        reached[miss.id] = max(needed, reached.get(miss.id, 0))
    assert rate(one, reached, STARS).stars >= rating.stars_by_points


@pytest.mark.parametrize(
    ("points", "stars"),
    [(100, 5), (90, 5), (89, 4), (70, 4), (69, 3), (50, 3), (49, 2), (30, 2), (29, 1), (0, 1)],
)
def test_bands_of_points(points: int, stars: int) -> None:
    assert stars_for(points, STARS) == stars
    assert stars_for(points, ()) == 0


@pytest.mark.parametrize("number", range(1, 27))
def test_the_best_answers_make_100_points_and_five_stars(number: int) -> None:
    one = CRITERIA.sets[number - 1]
    rating = rate(one, best_answers(one), STARS)
    assert dict(rating.points) == {"A": 40, "B": 25, "C": 35}
    assert (rating.total, rating.stars, rating.held_back_by) == (100, 5, ())
    assert rating.rated == 5


@pytest.mark.parametrize("number", range(1, 27))
def test_each_minimum_holds_back_alone(number: int) -> None:
    """From the best answers, step just below one minimum: the stars fall below its level."""
    one = CRITERIA.sets[number - 1]
    tried = 0
    for criterion in one.criteria:
        for index, option in enumerate(criterion.options):
            if option.min_star is None:
                continue
            answers = best_answers(one)
            del answers[criterion.id]
            if index:
                answers[criterion.id] = index - 1
            rating = rate(one, answers, STARS)
            assert rating.stars == min(option.min_star - 1, rating.stars_by_points)
            assert HeldBack(criterion.id, option.min_star) in rating.held_back_by
            tried += 1
    assert tried >= 3


def test_no_answers_are_one_star_and_no_points() -> None:
    rating = rate(HONEY, {}, STARS)
    assert dict(rating.points) == {"A": 0, "B": 0, "C": 0}
    assert (rating.total, rating.stars_by_points, rating.stars) == (0, 1, 1)
    assert rating.held_back_by == ()


def test_honey_of_95_points_is_kept_at_three_stars_by_linkage_label_and_market() -> None:
    answers = best_answers(HONEY)
    answers |= {"1.5": 1, "2.3": 1, "4.1": 2}
    rating = rate(HONEY, answers, STARS)
    assert (rating.total, rating.stars_by_points, rating.stars) == (95, 5, 3)
    assert rating.held_back_by == (
        HeldBack("1.5", 4),
        HeldBack("1.5", 5),
        HeldBack("2.3", 4),
        HeldBack("4.1", 5),
    )


def test_a_three_star_minimum_missed_leaves_two_stars_whatever_the_points() -> None:
    answers = {**best_answers(HONEY), "2.2": 1}
    rating = rate(HONEY, answers, STARS)
    assert (rating.total, rating.stars_by_points, rating.stars) == (98, 5, 2)
    assert rating.held_back_by == (HeldBack("2.2", 3),)


def test_water_that_scores_nothing_by_the_senses_is_not_rated() -> None:
    answers = {**best_answers(WATER), "6.3": 0}
    rating = rate(WATER, answers, STARS)
    assert [(out.kind.value, out.scope) for out in rating.knocked_out] == [("stop", "6")]
    assert rating.rated is None
    assert rating.stars == 5
    del answers["6.3"]
    assert rate(WATER, answers, STARS).knocked_out == ()


def test_conditions_answered_badly_knock_out_or_are_to_be_put_right() -> None:
    rating = rate(HONEY, best_answers(HONEY), STARS, {"food-safety"})
    assert [(out.kind.value, out.scope) for out in rating.knocked_out] == [("disqualify", "set")]
    assert rating.rated is None
    rating = rate(HONEY, best_answers(HONEY), STARS, {"raised-or-grown-in-province"})
    assert [(out.kind.value, out.scope) for out in rating.unmet] == [("require", "1.1")]
    assert (rating.knocked_out, rating.rated) == ((), 5)
    assert rate(TOURISM, best_answers(TOURISM), STARS, {"food-safety"}).rated == 5


def test_tourism_has_two_cases_that_are_worth_the_same() -> None:
    for index, points in enumerate((1, 3, 1, 3)):
        assert rate(TOURISM, {"8": index}, STARS).total == points


def test_other_thresholds_belong_to_another_edition() -> None:
    one = small().sets[0]
    answers = {"1.1": 1, "1.2": 2, "1.3": 1, "2.1": 3, "2.2": 0}
    rating = rate(one, answers, EDITION.stars)
    assert (rating.total, rating.stars, rating.stars_by_points) == (13, 3, 3)
    assert rate(one, answers, STARS).stars == 1
    assert isinstance(rating.points, MappingProxyType)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"1.9": 0}, r"Set 4 has no criterion 1\.9: they run 1\.1 … 12"),
        ({"1.1": 3}, r"Criterion 1\.1 of set 4 has no option 3: they run 0 … 2"),
        ({"1.1": -1}, r"Criterion 1\.1 of set 4 has no option -1"),
        ({"2.4": 1}, r"Criterion 2\.4 of set 4 has no option 1: they run 0 … 0"),
    ],
)
def test_answers_that_do_not_fit_are_refused(answers: Answers, said: str) -> None:
    with pytest.raises(AnswersError, match=said):
        rate(HONEY, answers, STARS)
