"""What stands in the papers that a producer fills in and signs: one file of data for an edition.

QĐ 26/2026/QĐ-TTg, Article 6 names them: the registration (form 01) and the self-assessment (form
02). They are written in Vietnamese only, for the office that takes them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from types import MappingProxyType

from programme.editions import Edition, Editions
from programme.reader import DataError, Table

TABLES = ("papers", "parts", "criteria")
VALUES = (
    *("producer", "kind", "place", "phone", "product", "code", "group", "set", "material"),
    *("output", "special", "target", "stars", "checked"),
)
"""What is known of a dossier, by the names under which a form's fields ask for it."""

WORDS = (
    *("country", "motto", "to", "basis", "day", "footer", "yes", "photo", "seen", "needed"),
    *("for_stars", "total"),
)
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "papers": ("paper", "need", "there", "note"),
        "parts": ("part", "most", "given"),
        "criteria": ("number", "answer", "most", "given", "proof"),
    }
)


@dataclass(frozen=True, slots=True)
class FormField:
    """A line to fill in; `value` is one of VALUES, or None where only the producer can write it."""

    label: str
    value: str | None


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of a form: a table of TABLES, if any, and below it lines to fill in."""

    title: str
    table: str | None
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """A form. `paper` is the edition's paper that it makes, `file` the beginning of its file's
    name; `signers` sign side by side, with what stands below each in `signed`."""

    paper: str
    number: str
    file: str
    title: str
    closing: str
    signers: tuple[str, ...]
    signed: tuple[str, ...]
    sections: tuple[FormSection, ...]


@dataclass(frozen=True, slots=True)
class PaperForms:
    """All forms of an edition, the words they share, and the heads of their tables."""

    words: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]
    forms: tuple[PaperForm, ...]

    def of(self, paper: str) -> PaperForm | None:
        """Return the form that makes a paper of the dossier, or None."""
        return next((form for form in self.forms if form.paper == paper), None)


def load_all_forms(editions: Editions) -> Mapping[str, PaperForms]:
    """Read the forms of every edition, by its key. One without a file of its own keeps those of the
    latest before it that make a paper which it still asks for."""
    found = {}
    for edition in editions.all:
        read = (load_forms(one) for one in editions.back_from(edition))
        forms = next((one for one in read if one is not None), None)
        papers = {paper.key for paper in edition.papers}
        kept = tuple(one for one in forms.forms if one.paper in papers) if forms else ()
        if forms is not None and kept:
            found[edition.key] = replace(forms, forms=kept)
    return MappingProxyType(found)


def load_forms(edition: Edition) -> PaperForms | None:
    """Read an edition's forms; None if it has none. DataError names file, key and what is
    expected."""
    file = resources.files("programme") / "data" / f"forms-{edition.key}.toml"
    if not file.is_file():
        return None
    return parse_forms(file.read_text(encoding="utf-8"), file.name, edition)


def parse_forms(text: str, file: str, edition: Edition) -> PaperForms:
    """Read forms from the text of a file. DataError as for `load_forms`."""
    try:
        root = Table(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{file}: {error}") from None
    if root.text("edition") != edition.key:
        raise root.wrong("edition", f'"{edition.key}"')
    words = root.table("words")
    shared = {key: words.text(key) for key in WORDS}
    columns = {name: _columns(words.table(name), keys) for name, keys in COLUMNS.items()}
    words.done()
    forms = tuple(_form(table, edition) for table in root.tables("forms"))
    root.done()
    return PaperForms(MappingProxyType(shared), MappingProxyType(columns), forms)


def _columns(table: Table, keys: tuple[str, ...]) -> tuple[str, ...]:
    return table.finish(tuple(table.text(key) for key in keys))


def _form(table: Table, edition: Edition) -> PaperForm:
    form = PaperForm(
        paper=table.word("paper", [paper.key for paper in edition.papers]),
        number=table.text("number"),
        file=table.text("file"),
        title=table.text("title"),
        closing=table.text("closing"),
        signers=table.texts("signers"),
        signed=table.texts("signed"),
        sections=tuple(_section(section) for section in table.tables("sections")),
    )
    if len(form.signed) != len(form.signers):
        raise table.wrong("signed", f"{len(form.signers)} texts, one for each signer,")
    return table.finish(form)


def _section(table: Table) -> FormSection:
    section = FormSection(
        title=table.text("title"),
        table=table.word("table", TABLES) if "table" in table else None,
        fields=tuple(_field(field) for field in table.tables("fields", needed=False)),
    )
    return table.finish(section)


def _field(table: Table) -> FormField:
    value = table.word("value", VALUES) if "value" in table else None
    return table.finish(FormField(table.text("label"), value))
