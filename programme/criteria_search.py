"""Finding the criteria set for a product from what she calls it: "mật ong", "che", "ruou nep"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from programme.criteria import CriteriaSet
from programme.text import clean, fold, typos_allowed

_LONGEST = 100
_SAME = 100.0
_FIRST_WORD = 8.0
"""Vietnamese names a thing first and then describes it: "rượu mận" is a liquor, not a plum."""
_ACCENTS, _OTHER_ACCENTS = 6.0, 0.7
_WORTH_SHOWING = 0.6
"""Of the best score; what fits worse is chance."""


@dataclass(frozen=True, slots=True)
class FoundSet:
    """A set that a typed name may mean; the higher the score, the better (100: the same word)."""

    number: int
    score: float
    word: str


@dataclass(frozen=True, slots=True)
class _Typed:
    folded: str
    accented: str | None  # None when typed without any diacritics: then nothing is known of them


def find_set(typed: str, sets: Sequence[CriteriaSet], limit: int = 5) -> tuple[FoundSet, ...]:
    """Return the sets that a product's name may mean, the best first; none if nothing fits.

    Diacritics are forgiven but count when typed ("cá" is no "cà"), as are small typos; of words
    that fit, the longer one and the one at the start weigh more.
    """
    text = clean(typed)[:_LONGEST]
    folded = fold(text)
    if not folded:
        return ()
    spelled = _spelled(text)
    wanted = _Typed(folded, spelled if spelled != folded else None)
    found = [best for one in sets if (best := _best(wanted, one)) is not None]
    found.sort(key=lambda fit: (-fit.score, fit.number))
    return tuple(fit for fit in found[:limit] if fit.score >= found[0].score * _WORTH_SHOWING)


def _best(typed: _Typed, one: CriteriaSet) -> FoundSet | None:
    scores = (
        (score, word) for word in (*one.called, one.name.vi) if (score := _score(typed, word)) > 0
    )
    best = max(scores, default=None)
    return None if best is None else FoundSet(one.number, round(best[0], 1), best[1])


def _score(typed: _Typed, word: str) -> float:
    label = fold(word)
    score = _fit(typed.folded, label)
    if score and typed.accented is not None:
        said, spelled = typed.accented, _spelled(word)
        agrees = _has(spelled, said) or _in_order(spelled.split(), said.split())
        score = score + _ACCENTS if agrees else score * _OTHER_ACCENTS
    return score


def _fit(answer: str, label: str) -> float:
    if answer == label:
        return _SAME
    if _has(answer, label):  # "mật ong rừng Sơn Động" has "mật ong rừng" in it
        share = len(label) / len(answer)
        return 60 + 25 * share + (_FIRST_WORD if answer.startswith(f"{label} ") else 0)
    if _has(label, answer):
        share = len(answer) / len(label)
        return 50 + 25 * share + (_FIRST_WORD if label.startswith(f"{answer} ") else 0)
    best = 0.0
    words = label.split()
    if len(words) > 1 and _in_order(words, answer.split()):  # "vải thiều sấy" is dried: "vải sấy"
        best = 58 + 25 * len(label) / len(answer)
        best += _FIRST_WORD if answer.startswith(f"{words[0]} ") else 0
    for start, part in _windows(answer, len(words)):
        allowed = typos_allowed(min(len(part), len(label)))
        slips = OSA.distance(part, label, score_cutoff=allowed) if allowed else 1
        if slips <= allowed:
            share = len(part) / len(answer)
            score = 45 + 20 * share - 5 * slips + (_FIRST_WORD if start == 0 else 0)
            best = max(best, score)
    return best


def _windows(answer: str, size: int) -> Iterator[tuple[int, str]]:
    """Runs of as many words as a label has, one more or less: a space is easily lost."""
    words = answer.split()
    for count in {max(1, size - 1), size, size + 1}:
        for start in range(len(words) - count + 1):
            yield start, " ".join(words[start : start + count])


def _in_order(words: Sequence[str], text: Sequence[str]) -> bool:
    rest = iter(text)
    return all(word in rest for word in words)


def _has(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "


def _spelled(text: str) -> str:
    """Lower case with diacritics and nothing but letters and single spaces."""
    return " ".join(re.findall(r"\w+", clean(text).casefold()))
