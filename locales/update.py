"""`python -m locales.update`: bring the catalogues in step with the sentences of the code.

A new sentence joins `messages.po` of each language: in English with itself as its text, in other
languages empty, for a person to fill in. A sentence that no code says any more goes.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from locales.catalogues import LANGUAGES, ROOT, Language, catalogue_files, read_catalogue
from locales.extract import (
    PROJECT,
    Key,
    forms_of_id,
    forms_of_string,
    key_of,
    messages_in_code,
)

# Written here rather than by Babel, whose header bears the hour of each run.
HEADER = """\
# What the OCOP bot says. Kept in step with the code by `make messages`.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={plurals}; plural={rule};\\n"

"""


def update(project: Path = PROJECT, root: Path = ROOT) -> dict[Language, int]:
    """Rewrite the catalogues; returns how many sentences each language still has to translate."""
    wanted = messages_in_code(project)
    return {language: _update_language(language, root, wanted) for language in LANGUAGES}


def _update_language(language: Language, root: Path, wanted: dict[Key, Message]) -> int:
    home = root / language / "LC_MESSAGES" / "messages.po"
    kept: dict[Path, list[tuple[Message, tuple[str, ...]]]] = {home: []}
    seen: set[Key] = set()
    for path in catalogue_files(language, root):
        rows = kept.setdefault(path, [])
        for message in read_catalogue(path, language):
            key = key_of(message) if message.id else None
            if key in wanted and key not in seen:
                seen.add(key)
                rows.append((wanted[key], _text(wanted[key], forms_of_string(message), language)))
    for key, message in wanted.items():
        if key not in seen:
            kept[home].append((message, _text(message, (), language)))
    for path, rows in kept.items():
        _write(path, language, rows)
    return sum(not all(forms) for rows in kept.values() for _, forms in rows)


def _text(message: Message, old: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """The forms to keep: what was there if it fits, or English's own, or blanks to fill in."""
    ids = forms_of_id(message)
    count = Catalog(locale=language).num_plurals if len(ids) > 1 else 1
    if len(old) != count or not all(old):
        old = ids if language == "en" else ("",) * count
    return old


def _write(path: Path, language: Language, rows: list[tuple[Message, tuple[str, ...]]]) -> None:
    catalogue = Catalog(locale=language)
    for message, forms in rows:
        catalogue.add(
            message.id,
            forms if message.pluralizable else forms[0],
            locations=sorted({(file, 0) for file, _ in message.locations}),
            auto_comments=message.auto_comments,
            context=message.context,
        )
    header = HEADER.format(
        language=language, plurals=catalogue.num_plurals, rule=catalogue.plural_expr
    )
    body = BytesIO()
    write_po(body, catalogue, width=100, sort_by_file=True, include_lineno=False, omit_header=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + body.getvalue().rstrip() + b"\n")


def main() -> int:
    for language, count in update().items():
        sys.stdout.write(f"{language}: {count} to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
