"""How many stars the answers to a set's questions make: an estimate, for the council decides.

QĐ 26/2026/QĐ-TTg, Article 3 and Appendix II: points are summed up by part; a level of stars needs
its points and, in some criteria, at least a certain answer. A criterion without an answer is worth
0 points. Points in a band without its minimums give the highest level whose minimums all hold.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from programme.criteria import CriteriaSet, Criterion, Kind, Requirement
from programme.editions import Threshold


class AnswersError(ValueError):
    """Answers that do not fit the set: one sentence that says which."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A required minimum that the answers miss, and the level of stars that needs it."""

    id: str
    needed_for: int


@dataclass(frozen=True, slots=True)
class Rating:
    """What the answers come to.

    `stars` follows from points and minimums alone. A knock-out is listed apart: it means that the
    product is not rated at all, see `rated`. `unmet` must be put right before filing.
    """

    points: Mapping[str, int]
    total: int
    stars_by_points: int
    stars: int
    held_back_by: tuple[HeldBack, ...]
    knocked_out: tuple[Requirement, ...]
    unmet: tuple[Requirement, ...]

    @property
    def rated(self) -> int | None:
        """The stars, or None where a knock-out ends the rating."""
        return None if self.knocked_out else self.stars


def check_answers(one: CriteriaSet, answers: Mapping[str, int]) -> None:
    """Raise AnswersError for an id that the set has not, or an index beyond its options."""
    for key, index in answers.items():
        criterion = one.by_id.get(key)
        if criterion is None:
            first, last = one.criteria[0].id, one.criteria[-1].id
            raise AnswersError(
                f"Set {one.number} has no criterion {key}: they run {first} … {last}"
            )
        if not 0 <= index < len(criterion.options):
            raise AnswersError(
                f"Criterion {key} of set {one.number} has no option {index}: "
                f"they run 0 … {len(criterion.options) - 1}"
            )


def meets(criterion: Criterion, index: int | None, stars: int) -> bool:
    """Whether an answer is good enough for a level of stars in this criterion."""
    needed = criterion.needed_for(stars)
    return needed is None or (index is not None and index >= needed)


def stars_for(points: int, thresholds: Sequence[Threshold]) -> int:
    """Return the stars that points (of 100) would make, minimums aside."""
    return max((t.stars for t in thresholds if points >= t.from_points), default=0)


def rate(
    one: CriteriaSet,
    answers: Mapping[str, int],
    thresholds: Sequence[Threshold],
    failed: Collection[str] = (),
) -> Rating:
    """Count the answers (criterion id to index of the option); AnswersError if they do not fit.

    `thresholds` are the edition's; `failed` are the keys of the conditions answered badly.
    """
    check_answers(one, answers)
    points = {section.part: 0 for section in one.sections}
    for section in one.sections:
        points[section.part] += sum(c.worth(answers.get(c.id)) for c in section.criteria)
    total = sum(points.values())
    by_points = stars_for(total, thresholds)
    missed = tuple(
        HeldBack(criterion.id, option.min_star)
        for criterion in one.criteria
        for index, option in enumerate(criterion.options)
        if option.min_star is not None
        and option.min_star <= by_points
        and answers.get(criterion.id, -1) < index
    )
    lowest_missed = min((miss.needed_for for miss in missed), default=None)
    unmet = tuple(r for r in one.requirements if _fails(r, one, answers, failed))
    return Rating(
        points=MappingProxyType(points),
        total=total,
        stars_by_points=by_points,
        stars=by_points if lowest_missed is None else _below(lowest_missed, thresholds),
        held_back_by=missed,
        knocked_out=tuple(r for r in unmet if r.kind is not Kind.REQUIRE),
        unmet=tuple(r for r in unmet if r.kind is Kind.REQUIRE),
    )


def _below(level: int, thresholds: Sequence[Threshold]) -> int:
    return max((t.stars for t in thresholds if t.stars < level), default=0)


def _fails(
    requirement: Requirement,
    one: CriteriaSet,
    answers: Mapping[str, int],
    failed: Collection[str],
) -> bool:
    """A question not answered yet fails nothing."""
    return any(condition.key in failed for condition in requirement.asks) or any(
        key in answers and one.by_id[key].worth(answers[key]) == 0 for key in requirement.zero_of
    )
