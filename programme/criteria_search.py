"""Finding the criteria set for a product from what she calls it: "mật ong", "che", "ruou nep"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from programme.criteria import CriteriaSet
from programme.text import clean, fold, typos_allowed

_LONGEST = 60
_SAME = 100.0
_FIRST_WORD = 8.0
"""Vietnamese names a thing first and then describes it: "rượu mận" is a liquor, not a plum."""
_ACCENTS, _OTHER_ACCENTS = 6.0, 0.7
_WORTH_SHOWING = 0.6
"""Of the best score; what fits worse is chance."""
_MOST_SLIPS = 3


@dataclass(frozen=True, slots=True)
class FoundSet:
    """A set that a typed name may mean; the higher the score, the better (100: the same word)."""

    number: int
    score: float
    word: str


@dataclass(frozen=True, slots=True)
class _Label:
    number: int
    word: str
    folded: str
    spelled: str


class SetFinder:
    """The words by which sets are found, prepared once."""

    def __init__(self, sets: Sequence[CriteriaSet]) -> None:
        self._labels = tuple(
            _Label(one.number, word, fold(word), _spelled(word))
            for one in sets
            for word in (*one.called, one.name.vi)
        )
        self._folded = [label.folded for label in self._labels]

    def find_set(self, typed: str, limit: int = 5) -> tuple[FoundSet, ...]:
        """Return the sets that a product's name may mean, the best first; none if nothing fits.

        Diacritics are forgiven but count when typed ("cá" is no "cà"), as are small typos; of
        words that fit, the longer one and the one at the start weigh more.
        """
        text = clean(typed)[:_LONGEST]
        answer, spelled = fold(text), _spelled(text)
        scores = {
            place: score
            for place, label in enumerate(self._labels)
            if (score := _fit(answer, label.folded)) > 0
        }
        for place, score in self._with_typos(answer):
            scores[place] = max(score, scores.get(place, 0.0))
        best: dict[int, FoundSet] = {}
        for place, score in scores.items():
            label = self._labels[place]
            if _has(label.spelled, spelled) or _in_order(label.spelled, spelled):
                score += _ACCENTS
            elif spelled != answer:  # typed with diacritics, and others than the label's
                score *= _OTHER_ACCENTS
            if label.number not in best or score > best[label.number].score:
                best[label.number] = FoundSet(label.number, round(score, 1), label.word)
        found = sorted(best.values(), key=lambda fit: (-fit.score, fit.number))
        return tuple(fit for fit in found[:limit] if fit.score >= found[0].score * _WORTH_SHOWING)

    def _with_typos(self, answer: str) -> Iterator[tuple[int, float]]:
        words = answer.split()
        for count in range(1, 5):
            for start in range(len(words) - count + 1):
                part = " ".join(words[start : start + count])
                for label, slips, place in process.extract(
                    part,
                    self._folded,
                    scorer=OSA.distance,
                    score_cutoff=min(_MOST_SLIPS, typos_allowed(len(part))),
                    limit=None,
                ):
                    if 0 < slips <= typos_allowed(min(len(part), len(label))):
                        first = _FIRST_WORD if start == 0 else 0
                        yield place, 45 + 20 * len(part) / len(answer) - 5 * slips + first


def _fit(answer: str, label: str) -> float:
    """How well a label fits without typos; 0 for not at all."""
    if answer == label:
        return _SAME
    if not answer:
        return 0.0
    if _has(answer, label):  # "mật ong rừng Sơn Động" has "mật ong rừng" in it
        first = _FIRST_WORD if answer.startswith(f"{label} ") else 0
        return 60 + 25 * len(label) / len(answer) + first
    if _has(label, answer):
        first = _FIRST_WORD if label.startswith(f"{answer} ") else 0
        return 50 + 25 * len(answer) / len(label) + first
    if " " in label and _in_order(label, answer):  # "vải thiều sấy" is dried: "vải sấy"
        first = _FIRST_WORD if answer.startswith(f"{label.split()[0]} ") else 0
        return 58 + 25 * len(label) / len(answer) + first
    return 0.0


def _in_order(phrase: str, text: str) -> bool:
    """Whether all words of a phrase stand in a text, in its order."""
    rest = iter(text.split())
    return all(word in rest for word in phrase.split())


def _has(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "


def _spelled(text: str) -> str:
    """Lower case with diacritics and nothing but letters and single spaces."""
    return " ".join(re.findall(r"\w+", clean(text).casefold()))
