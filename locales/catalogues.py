"""The catalogues: every `locales/<language>/LC_MESSAGES/*.po`, ready for gettext."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["vi", "en"]
Catalogues = Mapping[Language, NullTranslations]

LANGUAGES: tuple[Language, ...] = get_args(Language)
ROOT = Path(__file__).resolve().parent


def parse_language(code: str | None) -> Language:
    """The language for a code such as Telegram's `en-GB`; Vietnamese unless it is English."""
    return "en" if code is not None and code.lower().split("-")[0] == "en" else "vi"


def catalogue_files(language: Language, root: Path = ROOT) -> list[Path]:
    """The language's .po files, by name."""
    return sorted((root / language / "LC_MESSAGES").glob("*.po"))


def read_catalogue(path: Path, language: Language) -> Catalog:
    """One .po file. Raises babel's PoFileError, with the line, if it is malformed."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def load_catalogues(root: Path = ROOT) -> Catalogues:
    """Read and compile the catalogues of all languages; done once, when the bot starts."""
    return {language: _compile(language, root) for language in LANGUAGES}


def _compile(language: Language, root: Path) -> NullTranslations:
    merged = Catalog(locale=language)
    for path in catalogue_files(language, root):
        for message in read_catalogue(path, language):
            if message.id:
                merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)
