"""A star self-check: which questions a producer is asked, in which order, and what she said.

Replies are kept by a question's key: a condition's key, or a criterion's number. A criterion's
reply is the index of the option, NONE (at none of them) or UNSURE; a condition's is GOOD, BAD or
UNSURE. What she is unsure of counts as the lowest answer, and is for an officer to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from programme.criteria import Condition, CriteriaSet, Criterion
from programme.editions import Threshold
from programme.stars import Rating, rate

NONE, UNSURE = -1, -2
BAD, GOOD = 0, 1

Replies = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question; exactly one of `condition` and `criterion` is there. `place` counts from 1
    among `of` questions of its kind, which are the conditions or the criteria."""

    key: str
    condition: Condition | None
    criterion: Criterion | None
    place: int
    of: int

    @property
    def codes(self) -> tuple[int, ...]:
        """The replies it can be given, in the order in which they are offered."""
        if self.criterion is None:
            return (GOOD, BAD)
        options = tuple(range(len(self.criterion.options)))
        return options if self.criterion.question.none is None else (NONE, *options)

    def takes(self, code: int) -> bool:
        """Whether it can be answered by this."""
        return code == UNSURE or code in self.codes


def asked(one: CriteriaSet, replies: Replies) -> tuple[Ask, ...]:
    """Return the questions of a set in order: conditions first, the gravest at the top. What
    follows from an answer that is worth nothing (details of a story not told) is left out."""
    conditions = [condition for condition, _ in one.conditions()]
    criteria = [criterion for criterion in one.criteria if _follows(one, criterion, replies)]
    return (
        *(
            Ask(condition.key, condition, None, place, len(conditions))
            for place, condition in enumerate(conditions, 1)
        ),
        *(
            Ask(criterion.id, None, criterion, place, len(criteria))
            for place, criterion in enumerate(criteria, 1)
        ),
    )


def _follows(one: CriteriaSet, criterion: Criterion, replies: Replies) -> bool:
    if criterion.after is None or criterion.after not in replies:
        return True
    before = one.by_id[criterion.after]
    index = chosen(one, before, replies)
    return before.worth(index) > 0


def find(one: CriteriaSet, replies: Replies, key: str) -> Ask | None:
    """Return the question of a key, or None where it is not asked."""
    return next((ask for ask in asked(one, replies) if ask.key == key), None)


def first_open(one: CriteriaSet, replies: Replies) -> Ask | None:
    """Return the first question that has no reply yet, or None when all have one."""
    return next((ask for ask in asked(one, replies) if ask.key not in replies), None)


def before(one: CriteriaSet, replies: Replies, key: str) -> Ask | None:
    """Return the question before that of a key, or None at the first one."""
    asks = asked(one, replies)
    at = next((place for place, ask in enumerate(asks) if ask.key == key), 0)
    return asks[at - 1] if at else None


def fitting(one: CriteriaSet, replies: Replies) -> dict[str, int]:
    """Return the replies that still fit: a later release may ask other things."""
    return {
        ask.key: replies[ask.key]
        for ask in asked(one, replies)
        if ask.key in replies and ask.takes(replies[ask.key])
    }


def lowest(criterion: Criterion) -> int | None:
    """Return the index of the option that is worth least; None where she may be at none."""
    if criterion.question.none is not None:
        return None
    return min(range(len(criterion.options)), key=criterion.worth)


def chosen(one: CriteriaSet, criterion: Criterion, replies: Replies) -> int | None:
    """Return the index of the option that a reply counts as; None for none of them.

    Whoever is unsure has not said that something is wrong: an answer that would end the rating
    is not put into her mouth.
    """
    code = replies.get(criterion.id, NONE)
    if code >= 0:
        return code if code < len(criterion.options) else None
    index = lowest(criterion) if code == UNSURE else None
    grave = any(criterion.id in requirement.zero_of for requirement in one.requirements)
    return None if grave and not criterion.worth(index) else index


def answers(one: CriteriaSet, replies: Replies) -> dict[str, int]:
    """Return what programme.stars counts: the option of each criterion that has one."""
    found = {
        ask.key: chosen(one, ask.criterion, replies)
        for ask in asked(one, replies)
        if ask.criterion is not None and ask.key in replies
    }
    return {key: index for key, index in found.items() if index is not None}


def failed(one: CriteriaSet, replies: Replies) -> frozenset[str]:
    """Return the keys of the conditions that are not met."""
    return frozenset(
        condition.key for condition, _ in one.conditions() if replies.get(condition.key) == BAD
    )


def unsure(one: CriteriaSet, replies: Replies) -> tuple[Ask, ...]:
    """Return the questions that she could not answer, in order."""
    return tuple(ask for ask in asked(one, replies) if replies.get(ask.key) == UNSURE)


def estimate(one: CriteriaSet, replies: Replies, thresholds: tuple[Threshold, ...]) -> Rating:
    """Return what the replies come to; what is not answered yet is worth nothing."""
    return rate(one, answers(one, replies), thresholds, failed(one, replies))
