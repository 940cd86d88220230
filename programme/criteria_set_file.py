"""Reading one criteria set, set-NN.toml, its sums and references checked as they are read."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

from programme.criteria import (
    Condition,
    CriteriaSet,
    Criterion,
    Doubt,
    Kind,
    Option,
    Question,
    Requirement,
    Section,
    Subgroup,
)
from programme.editions import Edition
from programme.reader import Names, Table

_WHOLE = "set"


class SetReader:
    """Reads sets that refer to the same names, questions and conditions."""

    def __init__(
        self,
        edition: Edition,
        headings: Mapping[str, Names],
        questions: Mapping[str, Question],
        conditions: Mapping[str, Condition],
        notes: Mapping[str, Names],
    ) -> None:
        self._parts, self._groups = edition.parts, edition.groups
        self._headings, self._questions = headings, questions
        self._conditions, self._notes = conditions, notes

    def read(self, table: Table) -> CriteriaSet:
        """Read one set, its sums checked."""
        sections = tuple(self._section(item) for item in table.tables("sections"))
        by_id = {criterion.id: criterion for part in sections for criterion in part.criteria}
        self._check(table, sections, by_id)
        known = (*by_id, *(section.id[1:] for section in sections), _WHOLE)
        places = (
            *known,
            *(section.id for section in sections),
            *(part.key for part in self._parts),
        )
        number = table.whole("number", 1, 999)
        groups = [group.key for group in self._groups if number in group.sets]
        if not groups:
            raise table.wrong("number", "a set that the edition lists in a group")
        return table.finish(
            CriteriaSet(
                number=number,
                group=groups[0],
                name=table.names("name"),
                called=table.texts("called"),
                requirements=tuple(
                    self._requirement(item, known, tuple(by_id))
                    for item in table.tables("requirements", needed=False)
                ),
                sections=sections,
                doubts=tuple(_doubt(item, places) for item in table.tables("doubts", needed=False)),
                by_id=MappingProxyType(by_id),
            )
        )

    def _section(self, table: Table) -> Section:
        section = Section(
            id=table.text("id"),
            max=table.whole("max", 1, 100),
            name=self._headings[table.word("name", tuple(self._headings))],
            subgroups=tuple(map(_subgroup, table.tables("subgroups", needed=False))),
            criteria=tuple(self._criterion(item) for item in table.tables("criteria")),
        )
        if section.part not in {part.key for part in self._parts}:
            raise table.wrong("id", "the letter of a part and a number, such as B4,")
        if sum(criterion.max for criterion in section.criteria) != section.max:
            raise table.wrong("max", "the sum of the criteria's maxima")
        for subgroup in section.subgroups:
            inside = [c for c in section.criteria if c.id.startswith(f"{subgroup.id}.")]
            if sum(criterion.max for criterion in inside) != subgroup.max:
                raise table.wrong("subgroups", "the sum of the criteria's maxima in each max")
        return table.finish(section)

    def _criterion(self, table: Table) -> Criterion:
        criterion = Criterion(
            id=table.text("id"),
            max=table.whole("max", 1, 100),
            question=self._questions[table.word("question", tuple(self._questions))],
            options=tuple(map(_option, table.tables("options"))),
            after=table.text("after") if "after" in table else None,
        )
        if len(criterion.options) != len(criterion.question.answers):
            raise table.wrong("options", "as many as the question has answers")
        for case in {option.case for option in criterion.options}:
            options = [option for option in criterion.options if option.case == case]
            stars = [option.min_star for option in options if option.min_star is not None]
            if max(option.points for option in options) != criterion.max:
                raise table.wrong("max", "the points of the best option")
            if any(better.points < option.points for option, better in pairwise(options)):
                raise table.wrong("options", "points that never fall")
            if any(higher <= star for star, higher in pairwise(stars)):
                raise table.wrong("options", "stars that rise")
        return table.finish(criterion)

    def _requirement(
        self, table: Table, known: tuple[str, ...], ids: tuple[str, ...]
    ) -> Requirement:
        keys = table.words("asks", tuple(self._conditions)) if "asks" in table else ()
        note = table.word("note", tuple(self._notes)) if "note" in table else None
        if not keys and note is None:
            raise table.wrong("asks", "a condition, or a note,")
        return table.finish(
            Requirement(
                kind=Kind(table.word("kind", tuple(Kind))),
                scope=table.word("scope", known),
                asks=tuple(self._conditions[key] for key in keys),
                note=self._notes[note] if note is not None else None,
                zero_of=table.words("zero_of", ids) if "zero_of" in table else (),
            )
        )

    def _check(
        self, table: Table, sections: tuple[Section, ...], by_id: Mapping[str, Criterion]
    ) -> None:
        ids = list(_ids(sections))
        if len(set(ids)) < len(ids):
            raise table.wrong("sections", "a different id in each section and criterion")
        for part in self._parts:
            if sum(section.max for section in sections if section.part == part.key) != part.most:
                raise table.wrong("sections", f"{part.most} points in part {part.key}")
        order = list(by_id)
        for place, criterion in enumerate(by_id.values()):
            if criterion.after is not None and criterion.after not in order[:place]:
                raise table.wrong("sections", f"an earlier criterion in 'after' of {criterion.id}")


def _ids(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.id
        yield from (criterion.id for criterion in section.criteria)


def _subgroup(table: Table) -> Subgroup:
    return table.finish(Subgroup(table.text("id"), table.whole("max", 1, 100), table.names("name")))


def _option(table: Table) -> Option:
    return table.finish(
        Option(
            points=table.whole("points", 0, 100),
            min_star=table.whole("min_star", 3, 5) if "min_star" in table else None,
            case=table.whole("case", 1, 9) if "case" in table else None,
        )
    )


def _doubt(table: Table, places: tuple[str, ...]) -> Doubt:
    return table.finish(
        Doubt(
            where=table.word("where", places),
            code=table.text("code"),
            option=table.whole("option", 1, 99) if "option" in table else None,
            source=table.text("source") if "source" in table else None,
            used=table.whole("used", 0, 100) if "used" in table else None,
            note=table.names("note"),
        )
    )
