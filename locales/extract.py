"""Every sentence the code asks the catalogues for."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = ("bot", "handlers", "locales", "programme")
KEYWORDS = {
    "_": None,
    "N_": None,
    "plain": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Key = tuple[str | None, str]
"""What makes a message one: its context and its (singular) msgid."""


def key_of(message: Message) -> Key:
    """The key under which both the code and a catalogue know the message."""
    return message.context, forms_of_id(message)[0]


def forms_of_id(message: Message) -> tuple[str, ...]:
    """The msgid, and the plural one if there is one."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms_of_string(message: Message) -> tuple[str, ...]:
    """The translations, one for each plural form; empty strings where there is none."""
    string = message.string
    if string is None or isinstance(string, str):
        return (string or "",)
    return tuple(form or "" for form in string)


def messages_in_code(project: Path = PROJECT) -> dict[Key, Message]:
    """The messages of all source folders, with the files they stand in."""
    found = Catalog()
    for folder in SOURCES:
        for file, line, message, comments, context in extract_from_dir(
            project / folder,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            place = (f"{folder}/{file}", line)
            found.add(message, None, [place], auto_comments=comments, context=context)
    return {key_of(message): message for message in found if message.id}
