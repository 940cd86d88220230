"""`python -m locales.check`: whether every sentence of the code can be said in every language."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message

from locales.catalogues import LANGUAGES, ROOT, Language, catalogue_files, read_catalogue
from locales.extract import (
    PROJECT,
    Key,
    forms_of_id,
    forms_of_string,
    key_of,
    messages_in_code,
)

LONGEST = 700
"""Characters a message may have on a farmer's small screen."""

# Words of the office that the bot never says to bà con.
_UNSAID = {"vi": ("người dùng", "quý khách", "hệ thống", "vui lòng")}
_TAG = re.compile(r"</?[a-z][^>]*>")
_TAG_NAME = re.compile(r"<(/?)([a-z-]+)")


def find_problems(project: Path = PROJECT, root: Path = ROOT) -> list[str]:
    """One line for each thing wrong; empty when all catalogues fit the code."""
    wanted = messages_in_code(project)
    problems = [
        f'{_places(message)}: "{form}": {fault}'
        for message in wanted.values()
        for form in forms_of_id(message)
        for fault in _faults_of_id(form)
    ]
    for language in LANGUAGES:
        problems += _check_language(language, root, wanted)
    return problems


def _check_language(language: Language, root: Path, wanted: dict[Key, Message]) -> Iterator[str]:
    seen: set[Key] = set()
    for path in catalogue_files(language, root):
        name = path.relative_to(root).as_posix()
        catalogue = read_catalogue(path, language)
        for message in catalogue.obsolete.values():
            yield f'{name}: "{message.id}": is obsolete'
        for message in catalogue:
            if not message.id:
                continue
            key = key_of(message)
            if key in seen:
                yield f'{name}: "{key[1]}": stands in two places'
            seen.add(key)
            if key not in wanted:
                yield f'{name}: "{key[1]}": no code says this'
            elif forms_of_id(wanted[key]) != forms_of_id(message):
                yield f'{name}: "{key[1]}": its plural differs from the code\'s'
            for fault in _faults(message, language, catalogue.num_plurals):
                yield f'{name}: "{key[1]}": {fault}'
    for key in wanted.keys() - seen:
        yield f'{language}: "{key[1]}" ({_places(wanted[key])}): is missing; run `make messages`'


def _places(message: Message) -> str:
    return ", ".join(sorted({file for file, _ in message.locations}))


def _faults_of_id(text: str) -> Iterator[str]:
    if placeholders(text) is None:
        yield "has a placeholder that is not a plain {name}"
    if not tags_are_closed(text):
        yield "has a tag that is not closed"


def _faults(message: Message, language: Language, plurals: int) -> Iterator[str]:
    if message.fuzzy:
        yield "is fuzzy"
    ids, strings = forms_of_id(message), forms_of_string(message)
    if not all(strings):
        yield "is not translated"
        return
    if len(ids) > 1 and len(strings) != plurals:
        yield f"has {len(strings)} plural forms instead of {plurals}"
    for number, string in enumerate(strings):
        # "One idea" may leave out {count}; a language with one form for all must show it.
        exact = ids[0] if number == 0 and len(strings) > 1 else ids[-1]
        yield from compare(exact, string)
        if len(string) > LONGEST:
            yield f"is over {LONGEST} characters"
        if unicodedata.normalize("NFC", string) != string:
            yield "has letters in pieces (not Unicode NFC)"
        for word in _UNSAID.get(language, ()):
            if word in string.lower():
                yield f"says “{word}”"


def compare(source: str, translation: str) -> Iterator[str]:
    """What a translation changed that it must keep."""
    if placeholders(source) != placeholders(translation):
        yield "has other {placeholders}"
    if sorted(_TAG.findall(source)) != sorted(_TAG.findall(translation)):
        yield "has other tags"
    if not tags_are_closed(translation):
        yield "has a tag that is not closed"
    if _edges(source) != _edges(translation):
        yield "begins or ends with other blanks"


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def placeholders(text: str) -> frozenset[str] | None:
    """The names between braces; None if one is not a plain name or a brace stands alone."""
    names: set[str] = set()
    try:
        for _, name, spec, conversion in Formatter().parse(text):
            if name is None:
                continue
            if not name.isidentifier() or spec or conversion:
                return None
            names.add(name)
    except ValueError:
        return None
    return frozenset(names)


def tags_are_closed(text: str) -> bool:
    """Whether each tag is closed, innermost first."""
    open_tags: list[str] = []
    for closing, name in _TAG_NAME.findall(text):
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return not open_tags


def main() -> int:
    problems = find_problems()
    for problem in problems:
        print(problem)  # noqa: T201 - this is its output
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
