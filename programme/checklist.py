"""Which papers a product's dossier needs for a number of stars, which help, and what its producer
has said of each.

What must be there is the edition's (QĐ 26/2026/QĐ-TTg, Article 6) and what its set's conditions
ask for; what stars need follows from the minimums of the criteria (Appendix II).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from programme.criteria import Condition, Criteria, CriteriaSet, Criterion
from programme.editions import Edition, Paper
from programme.selfcheck import BAD, GOOD, Replies, chosen


class Need(StrEnum):
    """How much a paper is needed, the most first."""

    MUST = "must"  # no dossier without it
    STARS = "stars"  # a criterion's minimum for the stars aimed at is proved by it
    HELP = "help"  # it proves points


class Claim(StrEnum):
    """What a producer has said of a paper."""

    HAS = "has"  # she says that it is there
    COUNTED = "counted"  # an answer of her star check takes it for granted
    LACKS = "lacks"  # she says that it is not there
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One paper of a checklist; `proves` are the criteria, by number, that it is shown for."""

    paper: Paper
    need: Need
    claim: Claim
    proves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """A set of criteria with the papers by which its answers are proved."""

    criteria: Criteria
    one: CriteriaSet

    def dossier(self, evidence: Collection[str]) -> frozenset[str]:
        """Return the papers of the dossier in which some evidence goes."""
        known = self.criteria.papers
        found = (known[key].dossier for key in evidence if key in known)
        return frozenset(paper for paper in found if paper is not None)

    def proving(self, paper: str) -> Iterator[Criterion]:
        """Iterate over the criteria that a paper of the dossier proves something of."""
        for criterion in self.one.criteria:
            if paper in self.dossier(criterion.question.papers):
                yield criterion

    def conditions(self, paper: str) -> Iterator[Condition]:
        """Iterate over the conditions that a paper of the dossier shows to be met."""
        for condition, _ in self.one.conditions():
            if paper in self.dossier(condition.papers):
                yield condition


def targets(edition: Edition) -> tuple[int, ...]:
    """Return the numbers of stars that can be aimed at, those with a certificate; none where the
    edition names no thresholds."""
    least = edition.certificate.from_stars if edition.certificate else 1
    return tuple(sorted(level.stars for level in edition.stars if level.stars >= least))


def default_target(edition: Edition, stars_now: int | None) -> int:
    """Return the stars to aim at: one more than a self-check has come to, at least those from which
    there is a certificate; 0 where there is nothing to aim at."""
    levels = targets(edition)
    wanted = (stars_now or 0) + 1
    return next((level for level in levels if level >= wanted), max(levels, default=0))


def checklist(
    edition: Edition,
    group: str,
    rules: Rules | None,
    target: int,
    *,
    idea_papers: Collection[str] = (),
    replies: Replies | None = None,
) -> tuple[Item, ...]:
    """Return the papers that a product of a group needs for so many stars, the most needed first.

    `rules` is its set of criteria, where one is known; `idea_papers` are what its idea says is
    there (keys of programme.ideas.PAPERS), `replies` those of a self-check by the same set.
    """
    items = [
        Item(
            paper,
            _need(paper, rules, target),
            _claim(paper, rules, idea_papers, replies or {}),
            tuple(one.id for one in rules.proving(paper.key)) if rules else (),
        )
        for paper in edition.papers_for(group)
    ]
    return tuple(sorted(items, key=lambda item: list(Need).index(item.need)))


def _need(paper: Paper, rules: Rules | None, target: int) -> Need:
    if paper.must:
        return Need.MUST
    if rules is None:
        return Need.HELP
    if any(rules.conditions(paper.key)):
        return Need.MUST
    proves = rules.proving(paper.key)
    return Need.STARS if any(_asks_something(one, target) for one in proves) else Need.HELP


def _asks_something(criterion: Criterion, target: int) -> bool:
    """Whether so many stars need an answer that is more than none at all."""
    index = criterion.needed_for(target)
    return index is not None and criterion.worth(index) > 0


def _claim(
    paper: Paper, rules: Rules | None, idea_papers: Collection[str], replies: Replies
) -> Claim:
    said = [] if rules is None else [replies.get(c.key) for c in rules.conditions(paper.key)]
    if BAD in said:
        return Claim.LACKS
    if GOOD in said or (paper.idea_paper is not None and paper.idea_paper in idea_papers):
        return Claim.HAS
    if rules is not None and any(
        one.id in replies and one.worth(chosen(rules.one, one, replies)) > 0
        for one in rules.proving(paper.key)
    ):
        return Claim.COUNTED
    return Claim.UNKNOWN
