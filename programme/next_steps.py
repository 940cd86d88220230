"""The cheapest way to the next star, worked out from the answers given.

The minimums that the next level needs must be reached in any case. Where points still lack after
that, the cheapest set of better answers that closes the gap is looked for: exactly, as a knapsack
with one choice per criterion (some 30 criteria of at most 5 answers, at most 100 points). Cost is
time, by the effort of each question, times the answers to climb; that judgement is ours, so the
steps are advice. What cannot be changed (who she is, where she lives) is never advised.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from programme.criteria import CriteriaSet, Criterion, Effort
from programme.editions import Threshold
from programme.stars import meets, rate

COST_IN_DAYS = {Effort.DAYS: 3, Effort.WEEKS: 20, Effort.MONTHS: 120, Effort.YEARS: 700}
"""Rough days for one better answer; FIXED has no price."""

SHOWN = 5


class Why(StrEnum):
    """What a step is for."""

    MINIMUM = "minimum"  # the next star cannot be had without it
    POINTS = "points"  # part of the cheapest way to the points that lack
    RESERVE = "reserve"  # not needed by this estimate; the council may count lower


@dataclass(frozen=True, slots=True)
class Step:
    """One better answer: which, what it gains, and the minimum it lifts if any."""

    criterion: Criterion
    now: int | None
    better: int
    gain: int
    lifts: int | None
    why: Why
    cost: int

    @property
    def papers(self) -> tuple[str, ...]:
        """Keys of the evidence an officer will look for."""
        return self.criterion.question.papers


@dataclass(frozen=True, slots=True)
class Plan:
    """The way to one more star. `reaches` is false where even the best answers do not suffice."""

    target: int
    lacking: int
    needed: tuple[Step, ...]
    reserve: tuple[Step, ...]
    reaches: bool

    @property
    def shown(self) -> tuple[Step, ...]:
        """The five cheapest steps: those needed first, then some in reserve."""
        return (*self.needed, *self.reserve)[:SHOWN]


@dataclass(frozen=True, slots=True, order=True)
class _Way:
    """Some better answers together; the smallest is the best."""

    cost: int
    climbs: tuple[tuple[str, int], ...]


def next_steps(
    one: CriteriaSet, answers: Mapping[str, int], thresholds: Sequence[Threshold]
) -> Plan | None:
    """Plan the way to the next star; None at the top. AnswersError if the answers do not fit."""
    rating = rate(one, answers, thresholds)
    above = [threshold for threshold in thresholds if threshold.stars > rating.stars]
    if not above:
        return None
    goal = min(above, key=lambda threshold: threshold.stars)
    reached = dict(answers)
    needed: dict[str, Why] = {}
    for key, index in _minimums(one, answers, goal.stars):
        reached[key], needed[key] = index, Why.MINIMUM
    gap = goal.from_points - rate(one, reached, thresholds).total
    gained, way = _cheapest(one, reached, gap)
    for key, index in way.climbs:
        reached[key] = index
        needed.setdefault(key, Why.POINTS)
    steps = [
        _step(one.by_id[key], answers, reached[key], goal.stars, why) for key, why in needed.items()
    ]
    spare = [
        _step(criterion, answers, index, goal.stars, Why.RESERVE)
        for criterion in one.criteria
        if criterion.id not in needed
        for index in list(_climbs(one, criterion, reached))[:1]
    ]
    spare.sort(key=lambda step: (step.cost / step.gain, step.cost))
    return Plan(
        target=goal.stars,
        lacking=max(0, goal.from_points - rating.total),
        needed=tuple(sorted(steps, key=lambda step: (step.why is not Why.MINIMUM, step.cost))),
        reserve=tuple(spare[: max(0, SHOWN - len(steps))]),
        reaches=gained >= gap,
    )


def _minimums(
    one: CriteriaSet, answers: Mapping[str, int], stars: int
) -> Iterator[tuple[str, int]]:
    """The answers to be reached for a level, and those that they take for granted."""
    for criterion in one.criteria:
        needed = criterion.needed_for(stars)
        if needed is None or meets(criterion, answers.get(criterion.id), stars):
            continue
        if criterion.after is not None:
            before = one.by_id[criterion.after]
            if before.needed_for(stars) is None and not before.worth(answers.get(before.id)):
                yield before.id, _first_with_points(before)
        yield criterion.id, needed


def _first_with_points(criterion: Criterion) -> int:
    return next(index for index, option in enumerate(criterion.options) if option.points)


def _climbs(one: CriteriaSet, criterion: Criterion, reached: Mapping[str, int]) -> Iterator[int]:
    """Better answers to be had in a criterion: within her case, and each worth more points."""
    if criterion.question.effort is Effort.FIXED:
        return
    if criterion.after is not None:
        before = one.by_id[criterion.after]
        if not before.worth(reached.get(before.id)):
            return
    now = reached.get(criterion.id)
    for index, option in enumerate(criterion.options):
        higher = now is None or (index > now and option.case == criterion.options[now].case)
        if higher and option.points > criterion.worth(now):
            yield index


def _cost(criterion: Criterion, now: int | None, index: int) -> int:
    """Days for climbing to an answer, past those of its case that lie between."""
    effort = criterion.question.effort
    price = COST_IN_DAYS.get(effort, max(COST_IN_DAYS.values()))
    case = criterion.options[index].case
    passed = [
        place
        for place in range(0 if now is None else now + 1, index)
        if criterion.options[place].case == case
    ]
    return price * (len(passed) + 1)


def _cheapest(one: CriteriaSet, reached: Mapping[str, int], gap: int) -> tuple[int, _Way]:
    """Return the points gained, capped at the gap, and the cheapest way; the most there is."""
    ways: dict[int, _Way] = {0: _Way(0, ())}
    for criterion in one.criteria:
        now = reached.get(criterion.id)
        climbs = [
            (
                criterion.worth(index) - criterion.worth(now),
                _cost(criterion, now, index),
                index,
            )
            for index in _climbs(one, criterion, reached)
        ]
        for points, way in sorted(ways.items()):
            for gain, cost, index in climbs:
                sum_up = min(points + gain, max(gap, 0))
                found = _Way(way.cost + cost, (*way.climbs, (criterion.id, index)))
                if sum_up not in ways or found < ways[sum_up]:
                    ways[sum_up] = found
    most = max(ways)
    return most, ways[most]


def _step(
    criterion: Criterion, answers: Mapping[str, int], better: int, target: int, why: Why
) -> Step:
    now = answers.get(criterion.id)
    lifted = why is Why.MINIMUM and criterion.needed_for(target) is not None
    return Step(
        criterion=criterion,
        now=now,
        better=better,
        gain=criterion.worth(better) - criterion.worth(now),
        lifts=target if lifted else None,
        why=why,
        cost=_cost(criterion, now, better),
    )
