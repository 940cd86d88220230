"""The criteria by which a product is rated: 26 sets of them in the 2026 edition.

Numbers (criterion, points, maxima, minimum stars, conditions) are those of QĐ 26/2026/QĐ-TTg,
Appendix II; the questions and answers are our own plain words. criteria_files.py reads the sets,
criteria_search.py finds the set for a product, stars.py counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from programme.editions import Decision, Edition
from programme.reader import Names


class Effort(StrEnum):
    """How long it takes a producer to move up one answer. Our own judgement, not the decision's."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    FIXED = "fixed"  # who she is and where she lives: nothing to be done about it


class Kind(StrEnum):
    """What happens when a condition is not met."""

    DISQUALIFY = "disqualify"  # the dossier is thrown out
    STOP = "stop"  # the rating goes no further
    REQUIRE = "require"  # to be put right before filing


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something an officer wants to see; `dossier` is the edition's paper that it goes in with."""

    key: str
    name: Names
    dossier: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of our own; sets that ask the same thing share it.

    `answers` run as the options of the criterion; `none` is the answer of somebody at none of them
    (no option chosen, 0 points) and absent where the options leave nothing out.
    """

    key: str
    topic: Names
    ask: Names
    hint: Names | None
    answers: tuple[Names, ...]
    none: Names | None
    papers: tuple[str, ...]
    effort: Effort


@dataclass(frozen=True, slots=True)
class Option:
    """What one answer is worth, and the star level that needs at least this answer."""

    points: int
    min_star: int | None
    case: int | None
    """Set 26 offers some options for communities (1) and others for single owners (2)."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of one set, by the decision's number."""

    id: str
    max: int
    question: Question
    options: tuple[Option, ...]
    after: str | None
    """Asked only when the answer to this criterion is worth something (a story's details)."""

    def needed_for(self, stars: int) -> int | None:
        """Return the index of the lowest option that so many stars allow, or None: any or none."""
        needed = [
            index
            for index, option in enumerate(self.options)
            if option.min_star is not None and option.min_star <= stars
        ]
        return max(needed, default=None)

    def worth(self, index: int | None) -> int:
        """Return the points of an option; 0 when none is chosen."""
        return 0 if index is None else self.options[index].points


@dataclass(frozen=True, slots=True)
class Subgroup:
    """Criteria that the decision sums up under a heading of their own (sets 11 and 13)."""

    id: str
    max: int
    name: Names


@dataclass(frozen=True, slots=True)
class Section:
    """A section (A1 … C17) with its criteria in the decision's order."""

    id: str
    max: int
    name: Names
    subgroups: tuple[Subgroup, ...]
    criteria: tuple[Criterion, ...]

    @property
    def part(self) -> str:
        """The part's letter."""
        return self.id[0]


@dataclass(frozen=True, slots=True)
class Condition:
    """A yes-or-no question to be asked before all others; `bad` is the answer that fails."""

    key: str
    ask: Names
    good: Names
    bad: Names
    way_out: Names
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A knock-out or requirement of the decision: where it stands and how we find out."""

    kind: Kind
    scope: str  # "set", a criterion's id or a section's number
    asks: tuple[Condition, ...]
    note: Names | None
    zero_of: tuple[str, ...]
    """Also met by an answer worth 0 points to one of these criteria."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place where the source contradicts itself, and what we took; to be shown to officers."""

    where: str
    code: str
    option: int | None
    source: str | None
    used: int | None
    note: Names


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """One of the sets; which one a product falls under follows from what it is."""

    number: int
    group: str
    name: Names
    called: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    sections: tuple[Section, ...]
    doubts: tuple[Doubt, ...]
    by_id: Mapping[str, Criterion] = field(repr=False, compare=False)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the decision's order."""
        return tuple(self.by_id.values())

    def section_of(self, id: str) -> Section:
        """Return the section that a criterion stands in; KeyError for an unknown one."""
        for section in self.sections:
            if any(criterion.id == id for criterion in section.criteria):
                return section
        raise KeyError(id)

    def conditions(self) -> tuple[tuple[Condition, Kind], ...]:
        """Return the questions to ask first, each once, the gravest first."""
        found: dict[Condition, Kind] = {}
        for kind in Kind:
            for requirement in self.requirements:
                for condition in requirement.asks if requirement.kind is kind else ():
                    found.setdefault(condition, kind)
        return tuple(found.items())

    def notes_on(self, id: str) -> tuple[Names, ...]:
        """Return what to know about a criterion besides its question."""
        section = self.section_of(id).id[1:]
        return tuple(
            requirement.note
            for requirement in self.requirements
            if requirement.note is not None and requirement.scope in (id, section)
        )


@dataclass(frozen=True, slots=True)
class Criteria:
    """All sets of an edition, with what they share."""

    edition: Edition
    decision: Decision
    """The decision that the sets stand in: an earlier one, where an edition has taken them over."""

    place: Names
    """Where in it they stand."""

    papers: Mapping[str, Evidence]
    questions: Mapping[str, Question]
    conditions: Mapping[str, Condition]
    sets: tuple[CriteriaSet, ...]

    def set(self, number: int) -> CriteriaSet | None:
        """Return the set of this number, or None."""
        return next((one for one in self.sets if one.number == number), None)

    def in_group(self, key: str) -> tuple[CriteriaSet, ...]:
        """Return the sets of a product group in their order."""
        return tuple(one for one in self.sets if one.group == key)
