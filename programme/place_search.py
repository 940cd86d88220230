"""Finding a place by any part of its name, old or new, typed in a hurry and without diacritics.

Typed words are laid along the words of every name that shares one with them, small slips allowed;
each commune then counts how much of the text its own name, its district's and its province's
explain. Text whose spaces are lost is compared with whole lines written without any.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from programme.place_query import (
    JOINED_KINDS,
    KIND_WORTH,
    LEVELS_OF_KIND,
    Query,
    alike,
    name_words,
    one_slip_away,
    read_query,
)
from programme.text import clean, typos_allowed

# Worth is counted in words: a word of a name is worth 1.
_PART_OF_NAME = 0.35
_WRONG_LEVEL = 0.4
_WRONG_ORDER = 0.1
_NEAR_BEST = 0.65
# Scores are from 0 to 1.
_SURE = 0.9
_AREA_ALONE = 0.04
_LEAST = 0.4
_SPREAD = 0.35

_MOST_LOOKED_UP = 10
"""Different words of a text that bring names up. An address in full has eight."""

_MOST_REPEATS = 3
"""A commune, its district and its province may share a name."""

_Name = tuple[str, ...]


class Spot(NamedTuple):
    """A name on the map, of today or of before, and what lies there now."""

    level: Literal["commune", "district", "province"]
    kind: str
    name: str
    now: tuple[str, ...]
    """Codes of today's communes here, likeliest first; for a province its present code."""

    code: str = ""
    """The area's own code, for an old district and a province."""

    districts: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    """Codes of the districts and provinces, old and present, that may be named along with it."""

    old_name: str | None = None


class Hit(NamedTuple):
    """A spot that explains typed text, and how much of it (0 to 1)."""

    spot: Spot
    score: float


class _Fit(NamedTuple):
    """The words from start to end of the query, as far as a name explains them."""

    start: int
    end: int
    worth: float


class PlaceIndex:
    """An index over spots; building it takes a fifth of a second, a search a few milliseconds."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        self._spots: dict[_Name, list[Spot]] = defaultdict(list)
        self._inside: dict[str, list[tuple[_Name, Spot]]] = defaultdict(list)
        words: dict[str, _Name] = {}
        for spot in spots:
            name = words.get(spot.name) or words.setdefault(spot.name, name_words(spot.name))
            self._spots[name].append(spot)
            if spot.level == "commune":
                for area in (*spot.districts, *spot.provinces):
                    self._inside[area].append((name, spot))
        self._places: dict[str, list[tuple[_Name, int]]] = defaultdict(list)
        for name in self._spots:
            for at, word in enumerate(name):
                self._places[word].append((name, at))
        self._vocabulary = list(self._places)
        self._short = [name[0] for name in self._spots if len(name) == 1]
        self._lines: dict[str, list[Spot]] = defaultdict(list)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for line, spot in _write_out(self._spots):
            if line not in self._lines:
                self._by_length[len(line)].append(line)
            self._lines[line].append(spot)

    def search(self, typed: str, near: str | None = None) -> list[Hit]:
        """Return the spots that explain the text, best first; on a tie those in `near` first.

        A name typed with its very diacritics goes before its lookalikes.
        """
        query = read_query(typed, self._places, self._vocabulary)
        hits = self._explain(query, self._fits(query))
        if all(hit.score < _SURE - _alone(hit.spot) for hit in hits):
            hits += self._run_together(query)
        best = max((hit.score for hit in hits), default=0.0)
        least = max(_LEAST, best - _SPREAD)
        accented = clean(typed).lower()
        return sorted(
            (hit for hit in hits if hit.score >= least),
            key=lambda hit: (
                -round(hit.score, 2),
                hit.spot.name.lower() not in accented,
                near not in hit.spot.provinces,
                hit.spot.old_name is not None,
            ),
        )

    def _fits(self, query: Query) -> dict[_Name, list[_Fit]]:
        """Lay every name that shares a word with the query along it."""
        ways: set[tuple[_Name, int]] = set()
        said: Counter[str] = Counter()
        for at, word in enumerate(query.words):
            if query.worth[at] < 1:  # a word for a kind alone brings no name up
                continue
            if said[word] == _MOST_REPEATS or (word not in said and len(said) == _MOST_LOOKED_UP):
                continue
            said[word] += 1
            known = [word] if word in self._places else one_slip_away(word, self._vocabulary)
            for near in known:
                ways.update([(name, at - place) for name, place in self._places[near]])
            if len(word) > 2:
                ways.update([((near,), at) for near in one_slip_away(word, self._short)])
        fits: dict[_Name, list[_Fit]] = defaultdict(list)
        seen: dict[tuple[str, str], float] = {}
        for name, shift in ways:
            fit = _lay(query, name, shift, seen)
            if fit is not None:
                fits[name].append(fit)
        return fits

    def _explain(self, query: Query, fits: Mapping[_Name, list[_Fit]]) -> list[Hit]:
        """Score the spots whose own name fits, with their districts and provinces."""
        total = sum(query.worth)
        areas: dict[str, list[_Fit]] = {}
        hits = []
        for name, own in fits.items():
            for spot in self._spots[name]:
                if spot.level != "commune":
                    areas[spot.code] = [_with_kind(fit, spot, query) for fit in own]
        for name in fits:
            for spot in self._spots[name]:
                if spot.level != "commune":
                    worth = max(
                        fit.worth + _worth_beyond(areas, spot.provinces, [fit])
                        for fit in areas[spot.code]
                    )
                    hits.append(Hit(spot, min(worth / total, 1.0) - _AREA_ALONE))
        for name, spot in self._promising(fits, areas):
            worth = max(_whole(_with_kind(fit, spot, query), spot, areas) for fit in fits[name])
            hits.append(Hit(spot, min(worth / total, 1.0)))
        return hits

    def _promising(
        self, fits: Mapping[_Name, list[_Fit]], areas: Mapping[str, list[_Fit]]
    ) -> Iterator[tuple[_Name, Spot]]:
        """Yield the communes with the best fitting names, and those in the best fitting areas."""
        tops = {name: max([fit.worth for fit in own]) for name, own in fits.items()}
        least = _NEAR_BEST * max(tops.values(), default=0.0)
        for name, top in tops.items():
            if top >= least:
                yield from ((name, spot) for spot in self._spots[name] if spot.level == "commune")
        over = {code: max(fit.worth for fit in own) for code, own in areas.items()}
        least_over = _NEAR_BEST * max(over.values(), default=0.0)
        for code, top in over.items():
            if top >= least_over:
                for name, spot in self._inside[code]:
                    if tops.get(name, least) < least:
                        yield name, spot

    def _run_together(self, query: Query) -> Iterator[Hit]:
        """Compare with whole lines without any spaces."""
        text = query.joined()
        slips = typos_allowed(len(text))
        for length in range(len(text) - slips, len(text) + slips + 1):
            lines = self._by_length.get(length, ())
            found = process.extract(text, lines, scorer=OSA.distance, score_cutoff=slips, limit=20)
            for line, slipped, _ in found:
                for spot in self._lines[line]:
                    yield Hit(spot, 1 - slipped / len(text))


def _alone(spot: Spot) -> float:
    return 0.0 if spot.level == "commune" else _AREA_ALONE


def _whole(own: _Fit, spot: Spot, areas: Mapping[str, list[_Fit]]) -> float:
    """Add what a commune's district and province explain beside its own name.

    A district that no more than shares a word with what is typed may stand in its province's way
    ("Lạng Sơn" in "Bắc Sơn"): then the province alone explains more.
    """
    province = _worth_beyond(areas, spot.provinces, [own])
    district = _best_beyond(areas, spot.districts, [own])
    if district is None:
        return own.worth + province
    both = district.worth + _worth_beyond(areas, spot.provinces, [own, district])
    return own.worth + max(both, province)


def _worth_beyond(
    areas: Mapping[str, list[_Fit]], codes: Sequence[str], taken: Sequence[_Fit]
) -> float:
    fit = _best_beyond(areas, codes, taken)
    return fit.worth if fit else 0.0


def _best_beyond(
    areas: Mapping[str, list[_Fit]], codes: Sequence[str], taken: Sequence[_Fit]
) -> _Fit | None:
    """Return the best fit among areas that leaves the words already taken alone."""
    best: _Fit | None = None
    for code in codes:
        for fit in areas.get(code, ()):
            if all(fit.start >= other.end or fit.end <= other.start for other in taken):
                order = _WRONG_ORDER if fit.start < taken[0].start else 0.0
                if fit.worth - order > (best.worth if best else 0.0):
                    best = _Fit(fit.start, fit.end, fit.worth - order)
    return best


def _with_kind(fit: _Fit, spot: Spot, query: Query) -> _Fit:
    """Count the word for the kind before a name: the right one, a sister's, or another level's."""
    if fit.start not in query.kinds:
        return fit
    start, kind = query.kinds[fit.start]
    worth = KIND_WORTH * (fit.start - start)
    if kind != spot.kind:
        worth = worth / 2 if spot.level in LEVELS_OF_KIND[kind] else -_WRONG_LEVEL
    return _Fit(start, fit.end, fit.worth + worth)


def _lay(query: Query, name: _Name, shift: int, seen: dict[tuple[str, str], float]) -> _Fit | None:
    """Find the best run of words that agree when the name starts at `shift` of the query."""
    best: tuple[float, int, int, int] | None = None
    start, worth, letters = -1, 0.0, 0
    for at in range(max(shift, 0), min(shift + len(name), len(query.words))):
        pair = (query.words[at], name[at - shift])
        same = seen.get(pair)
        if same is None:
            same = seen[pair] = alike(*pair)
        if not same:
            start, worth, letters = -1, 0.0, 0
            continue
        start = at if start < 0 else start
        worth += same * query.worth[at]
        letters += len(pair[1])
        if best is None or worth > best[0]:
            best = (worth, start, at + 1, letters)
    if best is None:
        return None
    missing = 1 - best[3] / sum([len(word) for word in name])
    return _Fit(best[1], best[2], best[0] - _PART_OF_NAME * missing)


def _write_out(spots: Mapping[_Name, list[Spot]]) -> Iterator[tuple[str, Spot]]:
    """Write each commune as lines without spaces: alone, with district, and with province too.

    Each comes once by its bare names and once with what kind of unit they are.
    """
    areas = {
        spot.code: ("".join(name), JOINED_KINDS[spot.kind] + "".join(name))
        for name, own in spots.items()
        for spot in own
        if spot.level != "commune"
    }
    for name, own in spots.items():
        bare = "".join(name)
        for spot in own:
            if spot.level != "commune":
                continue
            plain, full = bare, JOINED_KINDS[spot.kind] + bare
            yield plain, spot
            yield full, spot
            # Present communes go by their province alone, older ones by their own three levels.
            above = (*spot.districts, *spot.provinces[-1:]) if spot.old_name else spot.provinces[:1]
            for code in above:
                plain, full = plain + areas[code][0], full + areas[code][1]
                yield plain, spot
                yield full, spot
