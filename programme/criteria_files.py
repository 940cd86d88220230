"""Reading programme/data/criteria-<edition>/ into typed values, checked as they are read.

Errors name file, key and what is expected there, so that an officer who corrects a figure or a
sentence learns at once what does not fit any more.
"""

import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar

from programme.criteria import (
    Condition,
    Criteria,
    Effort,
    Evidence,
    Question,
)
from programme.criteria_set_file import SetReader
from programme.editions import Decision, Edition, Editions
from programme.reader import DataError, Names, Table

LONGEST_ASK = 160
LONGEST_ANSWER = 60
LONGEST_TOPIC = 40
"""In characters, in both languages: a phone's screen and a button's width."""

_SECTIONS, _PAPERS, _CONDITIONS = "sections.toml", "papers.toml", "conditions.toml"
T = TypeVar("T")


def has_criteria(edition: Edition) -> bool:
    """Say whether an edition comes with criteria."""
    return _folder(edition).is_dir()


def load_all_criteria(editions: Editions) -> Mapping[str, Criteria]:
    """Read the criteria of every edition that lists sets, by the edition's key. One without a
    folder of its own keeps the sets of the latest before it, counted by its own thresholds."""
    found = {}
    for edition in editions.all:
        source = next((one for one in editions.back_from(edition) if has_criteria(one)), None)
        if source is not None and any(group.sets for group in edition.groups):
            found[edition.key] = load_criteria(edition, source)
    return MappingProxyType(found)


def load_criteria(edition: Edition, source: Edition | None = None) -> Criteria:
    """Read the packaged criteria of an edition, or of the one that it takes them over from. Raises
    DataError."""
    source = source or edition
    if not has_criteria(source):
        raise DataError(f"there are no criteria of edition {source.key}")
    files = (file for file in _folder(source).iterdir() if file.name.endswith(".toml"))
    texts = {file.name: file.read_text("utf-8") for file in files}
    return parse_criteria(edition, texts, source.decision)


def parse_criteria(
    edition: Edition, files: Mapping[str, str], decision: Decision | None = None
) -> Criteria:
    """Read criteria out of the texts of their files, by file name; `decision` is the one that they
    stand in, the edition's own unless given."""
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
    reading = SetReader(edition, headings, questions, conditions, notes)
    sets = [reading.read(table) for name, table in tables.items() if name.startswith("set-")]
    listed = sorted(number for group in edition.groups for number in group.sets)
    if sorted(one.number for one in sets) != listed:
        raise DataError(f"set-*.toml: the sets that edition {edition.key} lists expected")
    criteria = Criteria(
        edition=edition,
        decision=decision or edition.decision,
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
