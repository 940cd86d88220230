"""A long text in pages, so that nobody has to scroll back to where it began."""

import re

# The best place to turn the page comes first: between paragraphs, lines, sentences, words.
_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n\n+", r"\n", r"(?<=[.!?…:;])\s+", r"\s+"))
_LEAST = 0.4
"""Part of a page that must be full before the page is turned at a better place."""


def pages(text: str, most: int) -> tuple[str, ...]:
    """The text in parts of at most `most` characters, at least one; nothing is lost but the white
    space where a page is turned."""
    found = []
    rest = text.strip()
    while len(rest) > most:
        end, start = _turn(rest, most)
        found.append(rest[:end])
        rest = rest[start:].lstrip()
    return (*found, rest)


def _turn(text: str, most: int) -> tuple[int, int]:
    """Where the first page ends and the next one starts."""
    for pattern in _BREAKS:
        fitting = [one for one in pattern.finditer(text[: most + 1]) if one.start() <= most]
        if fitting and fitting[-1].start() >= most * _LEAST:
            return fitting[-1].start(), fitting[-1].end()
    return most, most
