"""Reading programme/data/criteria-<edition>/ into typed values, checked as they are read.

Errors name file, key and what is expected there, so that an officer who corrects a figure or a
sentence learns at once what does not fit any more.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from programme.criteria import (
    Condition,
    Criteria,
    CriteriaSet,
    Criterion,
    Doubt,
    Effort,
    Evidence,
    Kind,
    Option,
    Question,
    Requirement,
    Section,
    Subgroup,
)
from programme.editions import Edition
from programme.reader import DataError, Names, Table

LONGEST_ASK = 160
LONGEST_ANSWER = 60
LONGEST_TOPIC = 40
"""In characters, in both languages: a phone's screen and a button's width."""

_WHOLE = "set"
_SECTIONS, _PAPERS, _CONDITIONS = "sections.toml", "papers.toml", "conditions.toml"
T = TypeVar("T")


def has_criteria(edition: Edition) -> bool:
    """Say whether an edition comes with criteria."""
    return _folder(edition).is_dir()


def load_criteria(edition: Edition) -> Criteria:
    """Read the packaged criteria of an edition, or raise DataError."""
    if not has_criteria(edition):
        raise DataError(f"there are no criteria of edition {edition.key}")
    files = (file for file in _folder(edition).iterdir() if file.name.endswith(".toml"))
    return parse_criteria(edition, {file.name: file.read_text("utf-8") for file in files})


def parse_criteria(edition: Edition, files: Mapping[str, str]) -> Criteria:
    """Read criteria out of the texts of their files, by file name."""
    tables = {name: _table(files[name], name) for name in sorted(files)}
    for needed in (_SECTIONS, _PAPERS, _CONDITIONS):
        if needed not in tables:
            raise DataError(f"{needed}: is missing")
    headings = _by_key(tables[_SECTIONS], "sections", _heading)
    dossier = tuple(paper.key for paper in edition.papers)
    papers = _by_key(tables[_PAPERS], "papers", lambda table: _evidence(table, dossier))
    shared = tables[_CONDITIONS]
    conditions = _by_key(shared, "conditions", lambda table: _condition(table, tuple(papers)))
    notes = _by_key(shared, "notes", _note)
    questions = _questions(tables, tuple(papers))
    reading = _Sets(edition, headings, questions, conditions, notes)
    sets = [reading.read(table) for name, table in tables.items() if name.startswith("set-")]
    listed = sorted(number for group in edition.groups for number in group.sets)
    if sorted(one.number for one in sets) != listed:
        raise DataError(f"set-*.toml: the sets that edition {edition.key} lists expected")
    criteria = Criteria(
        edition=edition,
        place=tables[_SECTIONS].names("place"),
        papers=MappingProxyType(papers),
        questions=MappingProxyType(questions),
        conditions=MappingProxyType(conditions),
        sets=tuple(sorted(sets, key=lambda one: one.number)),
    )
    for table in tables.values():
        table.done()
    return criteria


def _folder(edition: Edition) -> Traversable:
    return resources.files("programme") / "data" / f"criteria-{edition.key}"


def _questions(tables: Mapping[str, Table], papers: tuple[str, ...]) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    for name, table in tables.items():
        if name.startswith("questions-"):
            read = _by_key(table, "questions", lambda item: _question(item, papers))
            for key in read.keys() & questions.keys():
                raise DataError(f"{name}: questions: {key} stands in another file too")
            questions.update(read)
    return questions


def _table(text: str, name: str) -> Table:
    try:
        return Table(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: not TOML: {error}") from error


def _by_key(table: Table, key: str, read: Callable[[Table], tuple[str, T]]) -> dict[str, T]:
    items = [read(item) for item in table.tables(key)]
    if len(dict(items)) < len(items):
        raise table.wrong(key, "a different key in each")
    return dict(items)


def _short(table: Table, key: str, most: int) -> Names:
    names = table.names(key)
    if max(len(names.vi), len(names.en)) > most:
        raise table.wrong(key, f"a text of at most {most} characters")
    return names


def _heading(table: Table) -> tuple[str, Names]:
    return table.finish((table.text("key"), table.names("name")))


def _evidence(table: Table, dossier: tuple[str, ...]) -> tuple[str, Evidence]:
    key = table.text("key")
    paper = table.word("dossier", dossier) if "dossier" in table else None
    return table.finish((key, Evidence(key, table.names("name"), paper)))


def _note(table: Table) -> tuple[str, Names]:
    return table.finish((table.text("key"), table.names("text")))


def _condition(table: Table, papers: tuple[str, ...]) -> tuple[str, Condition]:
    condition = Condition(
        key=table.text("key"),
        ask=_short(table, "ask", LONGEST_ASK),
        good=_short(table, "good", LONGEST_ANSWER),
        bad=_short(table, "bad", LONGEST_ANSWER),
        way_out=table.names("way_out"),
        papers=table.words("papers", papers),
    )
    return table.finish((condition.key, condition))


def _question(table: Table, papers: tuple[str, ...]) -> tuple[str, Question]:
    answers = tuple(_answer(answer) for answer in table.tables("answers"))
    none = _short(table, "none", LONGEST_ANSWER) if "none" in table else None
    question = Question(
        key=table.text("key"),
        topic=_short(table, "topic", LONGEST_TOPIC),
        ask=_short(table, "ask", LONGEST_ASK),
        hint=_short(table, "hint", LONGEST_ASK) if "hint" in table else None,
        answers=answers,
        none=none,
        papers=table.words("papers", papers),
        effort=Effort(table.word("effort", tuple(Effort))),
    )
    said = answers if none is None else (*answers, none)
    for language in ("vi", "en"):
        if len({names.said_in(language) for names in said}) < len(said):
            raise table.wrong("answers", "a different text in each")
    return table.finish((question.key, question))


def _answer(table: Table) -> Names:
    names = table.finish(Names(table.text("vi").strip(), table.text("en").strip()))
    for key, text in (("vi", names.vi), ("en", names.en)):
        if len(text) > LONGEST_ANSWER:
            raise table.wrong(key, f"a text of at most {LONGEST_ANSWER} characters")
    return names


class _Sets:
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
