import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.criteria import CriteriaSet, Criterion, Effort
from programme.criteria_files import load_criteria
from programme.edition_files import load_editions
from programme.next_steps import COST_IN_DAYS, SHOWN, Plan, Step, Why, next_steps
from programme.stars import rate
from tests.programme.small_criteria import EDITION, small

E2026 = load_editions().of("2026")
CRITERIA = load_criteria(E2026)
HONEY = CRITERIA.sets[3]
SMALL = small().sets[0]

Answers = dict[str, int]


def carried_out(answers: Answers, plan: Plan) -> Answers:
    return {**answers, **{step.criterion.id: step.better for step in plan.needed}}


@st.composite
def sets_and_answers(draw: st.DrawFn) -> tuple[CriteriaSet, Answers]:
    one = draw(st.sampled_from(CRITERIA.sets))
    answers: Answers = {}
    for criterion in one.criteria:
        index = draw(st.integers(-1, len(criterion.options) - 1))
        if index >= 0:
            answers[criterion.id] = index
    return one, answers


@given(sets_and_answers())
@settings(max_examples=200, deadline=None)
def test_the_steps_needed_lead_to_the_next_star(case: tuple[CriteriaSet, Answers]) -> None:
    one, answers = case
    before = rate(one, answers, E2026.stars)
    plan = next_steps(one, answers, E2026.stars)
    if plan is None:
        assert before.stars == 5
        return
    after = rate(one, carried_out(answers, plan), E2026.stars)
    assert plan.target == before.stars + 1
    assert (after.stars >= plan.target) == plan.reaches
    steps = (*plan.needed, *plan.reserve)
    assert len({step.criterion.id for step in steps}) == len(steps)
    for step in steps:
        assert step.now == answers.get(step.criterion.id)
        assert step.better > (-1 if step.now is None else step.now)
        assert step.criterion.question.effort is not Effort.FIXED
        assert step.papers
    assert after.total == before.total + sum(step.gain for step in plan.needed)
    assert len(plan.shown) <= SHOWN


@given(sets_and_answers())
@settings(max_examples=100, deadline=None)
def test_no_step_of_the_plan_is_idle(case: tuple[CriteriaSet, Answers]) -> None:
    """Without any one step the star is missed: nobody is sent for a paper in vain."""
    one, answers = case
    plan = next_steps(one, answers, E2026.stars)
    if plan is None or not plan.reaches:
        return
    reached = carried_out(answers, plan)
    dependants = {criterion.after for criterion in one.criteria}
    for step in plan.needed:
        without = dict(reached)
        del without[step.criterion.id]
        if step.now is not None:
            without[step.criterion.id] = step.now
        if step.criterion.id not in dependants:
            assert rate(one, without, E2026.stars).stars < plan.target


def price(criterion: Criterion, now: int | None, index: int | None) -> int | None:
    """The cost of one change in the small set, or None where it cannot be made."""
    if index == now:
        return 0
    if index is None or (now is not None and index < now):
        return None
    case = criterion.options[index].case
    if now is not None and criterion.options[now].case != case:
        return None
    if criterion.question.effort is Effort.FIXED:
        return None
    climbed = [
        place
        for place in range(-1 if now is None else now, index + 1)
        if place > (-1 if now is None else now) and criterion.options[place].case == case
    ]
    return COST_IN_DAYS[criterion.question.effort] * len(climbed)


def cheapest_by_trying_all(one: CriteriaSet, answers: Answers, target: int) -> int | None:
    """Try every combination of answers of the small set: 4·5·3·3·5·3 of them."""
    best = None
    choices = [[None, *range(len(criterion.options))] for criterion in one.criteria]
    for chosen in itertools.product(*choices):
        costs = [
            price(criterion, answers.get(criterion.id), index)
            for criterion, index in zip(one.criteria, chosen, strict=True)
        ]
        if None in costs:
            continue
        tried = {
            criterion.id: index
            for criterion, index in zip(one.criteria, chosen, strict=True)
            if index is not None
        }
        told = "2.1" in tried or tried.get("2.2") == answers.get("2.2")  # a detail of nothing
        total = sum(cost for cost in costs if cost is not None)
        if told and rate(one, tried, EDITION.stars).stars >= target:
            best = total if best is None else min(best, total)
    return best


@pytest.mark.parametrize("seed", range(25))
def test_no_cheaper_way_exists(seed: int) -> None:
    dice = random.Random(seed)
    answers: Answers = {}
    for criterion in SMALL.criteria:
        index = dice.randrange(-1, len(criterion.options))
        if index >= 0:
            answers[criterion.id] = index
    answers.setdefault("2.1", 0)
    plan = next_steps(SMALL, answers, EDITION.stars)
    if plan is None:
        assert rate(SMALL, answers, EDITION.stars).stars == 5
        return
    cheapest = cheapest_by_trying_all(SMALL, answers, plan.target)
    assert plan.reaches == (cheapest is not None)
    if cheapest is not None:
        assert sum(step.cost for step in plan.needed) == cheapest


def step_of(plan: Plan | None, id: str) -> Step:
    assert plan is not None
    return next(step for step in plan.needed if step.criterion.id == id)


def test_a_minimum_comes_first_and_says_which_star_it_lifts() -> None:
    answers = {c.id: len(c.options) - 1 for c in HONEY.criteria} | {"2.2": 1}
    plan = next_steps(HONEY, answers, E2026.stars)
    assert plan is not None
    assert (plan.target, plan.lacking, plan.reaches) == (3, 0, True)
    assert [(s.criterion.id, s.better, s.gain, s.lifts, s.why) for s in plan.needed] == [
        ("2.2", 2, 1, 3, Why.MINIMUM)
    ]
    assert plan.reserve == ()
    assert plan.shown == plan.needed


def test_a_story_comes_before_its_details() -> None:
    answers = {c.id: len(c.options) - 1 for c in HONEY.criteria} | {"5.1": 0, "5.2": 0, "5.3": 0}
    plan = next_steps(HONEY, answers, E2026.stars)
    assert plan is not None
    assert plan.target == 3
    assert {step.criterion.id: step.better for step in plan.needed} == {"5.1": 1, "5.3": 1}
    assert step_of(plan, "5.1").lifts is None
    assert step_of(plan, "5.3").lifts == 3


def test_details_are_not_advised_without_the_story() -> None:
    plan = next_steps(HONEY, {"5.1": 0}, E2026.stars)
    assert plan is not None
    waiting = {"5.2", "5.3"}
    assert {step.criterion.id for step in plan.shown} & waiting == set()


def test_reserve_fills_up_to_five_and_is_the_best_bargain_first() -> None:
    answers = {c.id: 1 for c in HONEY.criteria if len(c.options) > 1}
    plan = next_steps(HONEY, answers, E2026.stars)
    assert plan is not None
    assert len(plan.shown) == SHOWN
    bargains = [step.cost / step.gain for step in plan.reserve]
    assert bargains == sorted(bargains)


def test_nothing_is_left_to_do_at_five_stars() -> None:
    best = {c.id: len(c.options) - 1 for c in HONEY.criteria}
    assert next_steps(HONEY, best, E2026.stars) is None


def test_it_says_when_the_next_star_is_out_of_reach() -> None:
    """In the small set all but what nobody can change is at its best, and that one point lacks."""
    answers = {"1.1": 2, "1.2": 3, "1.3": 1, "1.4": 0, "2.1": 1, "2.2": 1}
    high = tuple(
        type(threshold)(threshold.stars, 20 if threshold.stars == 5 else threshold.from_points)
        for threshold in EDITION.stars
    )
    plan = next_steps(SMALL, answers, high)
    assert plan is not None
    assert (plan.target, plan.lacking, plan.reaches, plan.needed) == (5, 1, False, ())
