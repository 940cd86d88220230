"""The names of those whom a group sends to a class: one question, its reader and its look."""

import re
from datetime import datetime

from handlers.fields import Custom, keys_of
from handlers.voice import Html, Voice
from locales import N_
from locales.formats import format_items
from programme.classes import LONGEST_NAME, MOST_NAMES, clean_names
from programme.text import clean
from storage.drafts import Answer

_BREAK = re.compile(r"[\n;,]|\s\+\s")
LEAST_LETTERS = 2


def read_names(voice: Voice, typed: str, now: datetime) -> Answer | Html:
    """The names in a message, one on each line or parted by commas; or what is needed instead."""
    names = clean_names([clean(part) for part in _BREAK.split(typed)])
    if not names:
        return voice.gettext("I need at least one name.")
    if len(names) > MOST_NAMES:
        return voice.gettext(
            "These are {n} names. One producer can sign up {most} people; please choose them.",
            n=len(names),
            most=MOST_NAMES,
        )
    for name in names:
        if any(char.isdigit() for char in name):
            return voice.gettext("“{name}” has digits in it. Please type names only.", name=name)
        if sum(char.isalpha() for char in name) < LEAST_LETTERS:
            return voice.gettext("“{name}” is no name I can read. Please type it out.", name=name)
        if len(name) > LONGEST_NAME:
            return voice.gettext(
                "“{name}…” has {n} letters, and a name has at most {most}. Please put each name on "
                "a line of its own.",
                name=name[:20],
                n=len(name),
                most=LONGEST_NAME,
            )
    return names


def fits(answer: Answer) -> bool:
    """Whether a stored answer is a list of names that can be signed up."""
    return 0 < len(keys_of(answer)) <= MOST_NAMES


def say_names(voice: Voice, answer: Answer) -> str:
    """The names in one line."""
    return format_items(keys_of(answer), voice.language)


NAMES = Custom(
    read=read_names,
    fits=fits,
    say=say_names,
    how=N_("Type the names of those who come, one on each line. Up to five."),
)
