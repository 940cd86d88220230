"""Text as people type it on a phone: cleaned, folded for comparison, matched to choices."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

_MAX_MARKS = 3
"""Combining marks kept on one letter after NFC; more are decoration that breaks a line's height."""

# Letters by their category, yet nothing is seen of them.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")

_LONGEST_ANSWER = 1000

_NO = "khong khogn kohng hkong khng khon kong ko k hok chua chang no not never none dont"
_NEGATIONS = frozenset(_NO.split())
_NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "mot nhat one first",
            "hai nhi two second",
            "ba three third",
            "bon tu four fourth",
            "nam five fifth",
            "sau six sixth",
            "bay seven seventh",
            "tam eight eighth",
            "chin nine ninth",
            "muoi ten tenth",
        ),
        start=1,
    )
    for word in words.split()
}
_ORDINAL = re.compile(r"(?:(?:so|thu|cau|muc|chon|y|number|no|option) )?(\w+)")
_LIST_BREAK = re.compile(r"[,;+\n]|\bvà\b|\bva\b|\band\b|\bvới\b", re.IGNORECASE)


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name
    """Mark a msgid for extraction; it is translated where it is shown."""
    return message


class _Folds(dict[int, str]):
    """What each character becomes when folded, worked out once for the common ones."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
        folded = "".join(_fold_one(part) for part in plain)
        if code < 0x3000:
            self[code] = folded
        return folded


_FOLDS = _Folds()


def _fold_one(char: str) -> str:
    kind = unicodedata.category(char)
    if kind[0] in "LN":
        return "d" if char == "đ" else char
    return "" if kind[0] == "M" or (kind[0] == "C" and not char.isspace()) else " "


def fold(text: str) -> str:
    """Reduce text to what two people would agree they both typed.

    Lower case, no diacritics (đ becomes d), only letters and digits with single spaces between;
    composed and decomposed input give the same result, and folding twice changes nothing.
    """
    return " ".join(text.translate(_FOLDS).split())


def clean(text: str, *, lines: bool = False) -> str:
    """Make typed text safe to keep and show, without changing what it says.

    NFC, trimmed, single spaces; control, zero-width, bidirectional and lone surrogate characters
    dropped, and heaps of combining marks cut. With `lines` the line breaks stay (never two empty
    lines in a row).
    """
    if lines:
        rows = [clean(row) for row in text.splitlines()]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip("\n")
    kept: list[str] = []
    for char in text:
        if char.isspace():
            kept.append(" ")
        elif unicodedata.category(char) not in ("Cc", "Cf", "Cs") and char not in _FILLERS:
            kept.append(char)
    composed = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    marks = 0
    settled: list[str] = []
    for char in composed:
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= _MAX_MARKS:
            settled.append(char)
    return "".join(settled)


def utf16_len(text: str) -> int:
    """Count UTF-16 code units, the unit of every length limit of the Bot API."""
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def typos_allowed(length: int) -> int:
    """How many slips of the finger a word or phrase of this many letters may contain."""
    return 0 if length < 4 else 1 if length < 9 else 2 if length < 16 else 3


@dataclass(frozen=True, slots=True, order=True)
class _Fit:
    """How well a label fits an answer; smaller is better."""

    rank: int  # 0 the same, 1 a part of the label, 2 has the label in it, 3 and 4: with typos
    slips: int
    label: str = field(compare=False)


def best_choice(typed: str, choices: Mapping[str, Sequence[str]]) -> str | None:
    """Return the key of the one choice that a typed answer means, or None.

    `choices` maps keys, in the order shown, to the labels each goes by. A number means the choice
    at that place ("2", "số 2", "thứ hai"). Diacritics and small typos are forgiven and a part of a
    label is enough; an answer that fits two choices equally, or that says no where the label says
    yes, fits neither. Nor does one of more than a thousand letters.
    """
    answer = fold(typed)
    if not 0 < len(answer) <= _LONGEST_ANSWER:
        return None
    fits = {key: fit for key, labels in choices.items() if (fit := _best_fit(answer, labels))}
    if not any(fit.rank == 0 for fit in fits.values()):
        place = _place(answer)
        if place is not None and 1 <= place <= len(choices):
            return list(choices)[place - 1]
    if not fits:
        return None
    best = min(fits.values())
    winners = {key: fit.label for key, fit in fits.items() if fit == best}
    if best.rank == 2:  # "tôi không đồng ý" has "đồng ý" in it, and "không đồng ý": that one counts
        longest = max(winners.values(), key=len)
        winners = {key: label for key, label in winners.items() if not _inside(label, longest)}
    return next(iter(winners)) if len(winners) == 1 else None


def best_choices(typed: str, choices: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    """Return the keys of all choices named in an answer such as "1, 3" or "tem nhãn và mã vạch".

    Keys come in the order of `choices`, each once. None when any part of the answer is not
    understood, so that nothing the person said is dropped silently, and for twice as many parts
    as there are choices: that is no list of them.
    """
    whole = best_choice(typed, choices)
    if whole is not None and not _LIST_BREAK.search(typed):
        return (whole,)
    digits = fold(typed).split()
    if digits and all(part.isdecimal() for part in digits):
        parts = digits
    else:
        parts = [part for part in _LIST_BREAK.split(typed) if fold(part)]
    if len(parts) > 2 * len(choices):
        return None
    found = [best_choice(part, choices) for part in parts]
    if not found or None in found:
        return (whole,) if whole is not None else None
    return tuple(key for key in choices if key in found)


def _place(answer: str) -> int | None:
    match = _ORDINAL.fullmatch(answer)
    if match is None:
        return None
    word = match[1]
    if word.isdecimal():
        return int(word) if len(word) <= 3 else None
    return _NUMBER_WORDS.get(word)


def _best_fit(answer: str, labels: Sequence[str]) -> _Fit | None:
    folded = (fold(label) for label in labels)
    found = [fit for label in folded if label and (fit := _fit(answer, label))]
    return min(found, default=None)


def _fit(answer: str, label: str) -> _Fit | None:
    if answer == label:
        return _Fit(0, 0, label)
    if _says_no(answer) != _says_no(label):
        return None
    if len(answer) >= 3 and _has_phrase(label, answer):
        return _Fit(1, 0, label)
    if _has_phrase(answer, label) and (" " in label or 2 * len(label) >= len(answer)):
        return _Fit(2, 0, label)
    slips = OSA.distance(answer, label)
    if slips <= typos_allowed(min(len(answer), len(label))):
        return _Fit(3, slips, label)
    slips = min((OSA.distance(answer, part) for part in _windows(label, answer)), default=99)
    if len(answer) >= 5 and slips <= typos_allowed(len(answer)):
        return _Fit(4, slips, label)
    return None


def _windows(label: str, answer: str) -> Iterator[str]:
    """Runs of the label's words about as many as the answer has."""
    words, wanted = label.split(), len(answer.split())
    for size in (wanted - 1, wanted, wanted + 1):
        if 0 < size < len(words):
            for start in range(len(words) - size + 1):
                yield " ".join(words[start : start + size])


def _has_phrase(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "


def _inside(label: str, other: str) -> bool:
    return label != other and _has_phrase(other, label)


def _says_no(folded: str) -> bool:
    return not _NEGATIONS.isdisjoint(folded.split())
