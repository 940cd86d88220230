"""The catalogues: every `locales/<language>/LC_MESSAGES/*.po`, ready for gettext."""

from __future__ import annotations

import re
from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from locales.extract import forms_of_id, forms_of_string

Language = Literal["vi", "en"]
Speech = Literal["vi", "en", "vi-officer"]
"""A language as it is spoken to somebody: in Vietnamese, officers are addressed as such."""
Catalogues = Mapping[Speech, NullTranslations]

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


# Who is bà con in what an officer reads there: the producers, not she.
_ABOUT_PRODUCERS = (
    "handlers/officer/",
    "handlers/story.py",
    "handlers/threads.py",
    "handlers/training_words.py",
)
_PRODUCER = re.compile(r"\bthe (producer|farmer)", re.IGNORECASE)


def load_catalogues(root: Path = ROOT) -> Catalogues:
    """Read and compile the catalogues of all languages; done once, when the bot starts."""
    vi, en = _merged("vi", root), _merged("en", root)
    return {"vi": _compile(vi), "en": _compile(en), "vi-officer": _compile(_to_officers(vi))}


def _merged(language: Language, root: Path) -> Catalog:
    merged = Catalog(locale=language)
    for path in catalogue_files(language, root):
        for message in read_catalogue(path, language):
            if message.id:
                merged.add(message.id, message.string, message.locations, context=message.context)
    return merged


def _to_officers(vietnamese: Catalog) -> Catalog:
    """What producers are told, as an officer is told it: "anh/chị" in the place of "bà con".

    Sentences about producers stay, and so do those that are addressed to officers already.
    """
    catalogue = Catalog(locale="vi")
    for message in vietnamese:
        if message.id:
            said = forms_of_string(message)
            if not _about_producers(message, " ".join(said)):
                said = tuple(map(_address, said))
            text = said if message.pluralizable else said[0]
            catalogue.add(message.id, text, context=message.context)
    return catalogue


def _about_producers(message: Message, said: str) -> bool:
    places = [file for file, _ in message.locations]
    return (
        "anh/chị" in said.lower()
        or _PRODUCER.search(forms_of_id(message)[0]) is not None
        or any(file.startswith(_ABOUT_PRODUCERS) for file in places)
    )


def _address(said: str) -> str:
    return said.replace("bà con", "anh/chị").replace("Bà con", "Anh/chị")


def _compile(catalogue: Catalog) -> NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
