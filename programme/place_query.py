"""Reading a place as people type it: words, abbreviations, kinds of unit, lost spaces."""

import re
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from programme.text import fold

LEVELS_OF_KIND = {
    "xã": ("commune",),
    "phường": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune",),
    "huyện": ("district",),
    "quận": ("district",),
    "thị xã": ("district",),
    "thành phố": ("district", "province"),
    "tỉnh": ("province",),
}
JOINED_KINDS = {kind: fold(kind).replace(" ", "") for kind in LEVELS_OF_KIND}
KIND_WORTH = 0.2
"""What a word for a kind counts beside a word of a name, which counts 1."""

_HOUSE_WORTH = 0.15
_LEAST_ALIKE = 0.5
_MOST_WORDS = 16
_LONGEST_RUN = 40
"""Letters of a word that may be two run together."""

_KINDS = {fold(kind): kind for kind in LEVELS_OF_KIND} | {
    "x": "xã",
    "p": "phường",
    "f": "phường",
    "tt": "thị trấn",
    "h": "huyện",
    "q": "quận",
    "tx": "thị xã",
    "tp": "thành phố",
    "t": "tỉnh",
}
_ALIASES = {"hcm": "ho chi minh", "sg": "ho chi minh", "hn": "ha noi", "brvt": "ba ria vung tau"}
_HOUSE = "thon xom to ban ap khu pho lang duong so nha o tai thuoc vn viet"
_HOUSE_WORDS = frozenset(_HOUSE.split())
_GLUED = re.compile(r"\b([qpftxh]|tp|tx|tt)(?=\d+\b|hcm\b|hn\b)")


class Query(NamedTuple):
    """Typed words and what each is worth; kinds by where the name after them may begin."""

    words: list[str]
    worth: list[float]
    kinds: Mapping[int, tuple[int, str]]
    """Where a name may begin -> where the word for its kind begins, and that kind."""

    def joined(self) -> str:
        """Write all of it without spaces, with the kinds spelled out."""
        words = list(self.words)
        for end, (start, kind) in self.kinds.items():
            words[start:end] = [JOINED_KINDS[kind]] + [""] * (end - start - 1)
        return "".join(words)


def read_query(typed: str, known: Container[str], vocabulary: Sequence[str]) -> Query:
    """Split text into words, part those run together, and find the words for kinds.

    `known` holds the words of all names, `vocabulary` lists the same.
    """
    words: list[str] = []
    for word in name_words(typed)[:_MOST_WORDS]:
        words += _pieces(word, known, vocabulary)
    worth = [
        _HOUSE_WORTH if {word, before if word.isdecimal() else ""} & _HOUSE_WORDS else 1.0
        for before, word in zip(["", *words], words, strict=False)
    ]
    kinds: dict[int, tuple[int, str]] = {}
    for start in range(len(words)):
        if start + 1 in kinds:  # the second word of "thị xã" is no "xã"
            continue
        for end in (start + 2, start + 1):
            kind = _kind(words[start:end], known) if end <= len(words) else None
            if kind:
                kinds[end] = (start, kind)
                worth[start:end] = [KIND_WORTH] * (end - start)
                break
    return Query(words, worth, kinds)


def name_words(text: str) -> tuple[str, ...]:
    """Fold, part "q1" and "tphcm", drop leading zeros, write out abbreviations of cities."""
    parted = _GLUED.sub(r"\1 ", fold(text))
    words = (_ALIASES.get(word, word.lstrip("0") or word) for word in parted.split())
    return tuple(" ".join(words).split())


def alike(typed: str, word: str) -> float:
    """Return how alike two words are: 1 for the same, 0 for too many slips."""
    if typed == word:
        return 1.0
    longer = max(len(typed), len(word))
    if typed.isdecimal() or word.isdecimal() or len(typed) < 2:
        return 0.0
    slips = OSA.distance(typed, word)
    if slips <= (1 if longer < 7 else 2) and 1 - slips / longer >= _LEAST_ALIKE:
        return 1 - slips / longer
    return 0.6 if len(typed) > 2 and word.startswith(typed) else 0.0


def one_slip_away(word: str, words: Sequence[str]) -> list[str]:
    """Return the words that one slip of the finger makes into `word`; numbers have none."""
    if len(word) < 2 or word.isdecimal():
        return []
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [near for near, _, _ in found]


def _pieces(word: str, known: Container[str], vocabulary: Sequence[str]) -> list[str]:
    """Part words that were run together, such as "xaque" or "tanyen"."""
    if (
        not 4 <= len(word) <= _LONGEST_RUN
        or word in known
        or word in _KINDS
        or one_slip_away(word, vocabulary)
    ):
        return [word]
    pairs = [[word[:cut], word[cut:]] for cut in range(1, len(word))]
    good = [pair for pair in pairs if all(part in known or part in _KINDS for part in pair)]
    return max(good, key=lambda pair: min(map(len, pair)), default=[word])


def _kind(words: Sequence[str], known: Container[str]) -> str | None:
    phrase = " ".join(words)
    if phrase in _KINDS or len(phrase) < 5 or phrase in known:
        return _KINDS.get(phrase)
    near = (kind for said, kind in _KINDS.items() if OSA.distance(said, phrase) <= 1)
    return next(near, None)
