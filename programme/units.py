"""Today's provinces and communes, and the three levels of before 1/7/2025 that people still name.

Data: programme/data/units.csv and old_units.csv; programme/data/README.md says where they are from.
"""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal

from programme.place_query import LEVELS_OF_KIND
from programme.place_search import Hit, PlaceIndex, Spot

Level = Literal["commune", "district", "province"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A present commune or province, or a district as it was until 30/6/2025 (an area still)."""

    code: str
    name: str
    kind: str
    level: Level
    parent: str | None
    """The present province of a commune or an old district; None for a province."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that typed text may mean; `old_name` is set when it was found by an older name."""

    unit: Unit
    old_name: str | None
    score: float
    """From 0 to 1; 1 is everything typed, exactly."""


class UnitsError(ValueError):
    """A units file that cannot be used: the message names file, line and what is expected."""


@dataclass(frozen=True, slots=True)
class Territory:
    """Every unit and the search over their names. Build it once; it never changes."""

    units: Mapping[str, Unit]
    _communes: Mapping[str, tuple[str, ...]]  # area code -> codes of today's communes, by name
    _index: PlaceIndex = field(repr=False)

    def unit(self, code: str) -> Unit | None:
        """Return the unit or old district of this code, or None."""
        return self.units.get(code)

    def province_of(self, code: str) -> Unit | None:
        """Return the present province that holds this unit or area (a province holds itself)."""
        unit = self.units.get(code)
        return unit if unit is None or unit.parent is None else self.units.get(unit.parent)

    def provinces(self) -> tuple[Unit, ...]:
        """Return the 34 provinces by name."""
        return _named(unit for unit in self.units.values() if unit.level == "province")

    def communes_of(self, area: str) -> tuple[Unit, ...]:
        """Return today's communes that an area of any level covers, by name."""
        return tuple(self.units[code] for code in self._communes.get(area, ()))

    def old_districts(self, province: str) -> tuple[Unit, ...]:
        """Return the districts until 30/6/2025 whose land lies in a present province, by name."""
        return _named(
            unit
            for unit in self.units.values()
            if unit.level == "district" and unit.parent == province
        )

    def contains(self, area: str, commune: str) -> bool:
        """Say whether an area (commune, old district or province) covers a present commune."""
        return commune in self._communes.get(area, ())

    def covers(self, area: str, unit: str) -> bool:
        """Say whether an area holds a whole unit of any level; no unknown unit, and none that has
        no commune today."""
        communes = self._communes.get(unit, ())
        return bool(communes) and all(self.contains(area, code) for code in communes)

    def full_name(self, code: str) -> str:
        """Write a unit with its province ("phường Đa Mai, thành phố Bắc Ninh").

        An unknown code stays as it is.
        """
        unit, province = self.units.get(code), self.province_of(code)
        if unit is None:
            return code
        return str(unit) if province is None or province is unit else f"{unit}, {province}"

    def search(
        self,
        typed: str,
        limit: int = 6,
        near: str | None = None,
        levels: Collection[str] = ("commune",),
    ) -> list[Candidate]:
        """Find the units that typed text may mean, best first, each once.

        Any part of a name will do, old or new, with or without diacritics, with small typos and
        the usual abbreviations (x, p, tt, h, tx, tp, t). An old district named alone gives today's
        communes in it. `near` is the code of a province whose units come first on a tie.
        """
        candidates: dict[str, Candidate] = {}
        for hit in self._index.search(typed, near):
            for code in _meant(hit, levels):
                known = candidates.get(code)
                if known is None or known.score < hit.score:
                    candidates[code] = Candidate(self.units[code], hit.spot.old_name, hit.score)
        return sorted(candidates.values(), key=lambda found: -round(found.score, 2))[:limit]


def _named(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(sorted(units, key=lambda unit: unit.name))


def _meant(hit: Hit, levels: Collection[str]) -> Iterator[str]:
    """Yield the codes of the wanted levels that a hit stands for."""
    spot = hit.spot
    if spot.level == "district" and "district" in levels:
        yield spot.code
    if spot.level == "province" and "province" in levels:
        yield from spot.now
    if spot.level != "province" and "commune" in levels:
        yield from spot.now


def load_units() -> Territory:
    """Read the packaged data; takes about a quarter of a second, so keep the result."""
    return build_territory(read_rows("units.csv"), read_rows("old_units.csv"))


def read_rows(name: str) -> list[list[str]]:
    """Return the rows of a packaged table without its heading."""
    text = (resources.files("programme") / "data" / name).read_text("utf-8")
    return list(csv.reader(text.splitlines()))[1:]


def build_territory(present: list[list[str]], old: list[list[str]]) -> Territory:
    """Build the territory from rows as in units.csv and old_units.csv, or raise UnitsError."""
    units: dict[str, Unit] = {}
    for line, (code, kind, name, parent) in enumerate(present, start=2):
        _expect(kind in LEVELS_OF_KIND, "units.csv", line, f"kind {kind} is not known")
        _expect(code not in units, "units.csv", line, f"code {code} is there twice")
        _expect(not parent or parent in units, "units.csv", line, f"unit above {parent} not found")
        units[code] = Unit(code, name, kind, "commune" if parent else "province", parent or None)
    known = units.keys() | {row[0] for row in old}
    for line, (code, kind, _, parent, now) in enumerate(old, start=2):
        _expect(kind in LEVELS_OF_KIND, "old_units.csv", line, f"kind {kind} is not known")
        _expect(
            not parent or parent in known, "old_units.csv", line, f"unit above {parent} not found"
        )
        _expect(bool(code or now), "old_units.csv", line, "present unit expected in field now")
        for here in now.split():
            _expect(here in units, "old_units.csv", line, f"present unit {here} not found")
    cover: dict[str, set[str]] = {code: {code} for code, unit in units.items() if unit.parent}
    for code, unit in units.items():
        if unit.parent:
            cover.setdefault(unit.parent, set()).add(code)
    above = {code: parent for code, _, _, parent, _ in old if code}
    for code, _, _, parent, now in old:
        area = code or parent
        if above.get(area):  # a district, or a commune in one
            cover.setdefault(area, set()).update(now.split())
    for code, kind, name, parent, _ in old:
        if code and parent and cover.get(code):
            homes = [units[commune].parent for commune in cover[code]]
            home = max(set(homes), key=lambda province: (homes.count(province), province))
            units[code] = Unit(code, name, kind, "district", home)
    ordered = {
        area: tuple(sorted(codes, key=lambda code: units[code].name))
        for area, codes in cover.items()
    }
    return Territory(units, ordered, PlaceIndex(_spots(units, ordered, old)))


def _expect(holds: bool, file: str, line: int, otherwise: str) -> None:
    if not holds:
        raise UnitsError(f"{file}, line {line}: {otherwise}")


def _spots(
    units: Mapping[str, Unit], cover: Mapping[str, tuple[str, ...]], old: list[list[str]]
) -> Iterator[Spot]:
    """List every name a place goes by."""
    above = {code: parent for code, _, _, parent, _ in old if code}
    districts: dict[str, list[str]] = {}
    for area, parent in above.items():
        for commune in cover.get(area, ()) if parent else ():
            districts.setdefault(commune, []).append(area)
    for unit in units.values():
        if unit.level == "province":
            yield Spot("province", unit.kind, unit.name, (unit.code,), unit.code)
        elif unit.level == "commune" and unit.parent:
            homes = tuple(districts.get(unit.code, ()))
            provinces = (unit.parent, *{above[home] for home in homes})
            yield Spot("commune", unit.kind, unit.name, (unit.code,), "", homes, provinces)
        elif unit.parent:
            communes = sorted(cover[unit.code], key=lambda code: units[code].name != unit.name)
            provinces = (unit.parent, above[unit.code])
            yield Spot(
                "district",
                unit.kind,
                unit.name,
                tuple(communes),
                code=unit.code,
                provinces=provinces,
                old_name=str(unit),
            )
    for code, kind, name, parent, now in old:
        if not parent:
            yield Spot("province", kind, name, (now,), code, old_name=f"{kind} {name}")
        elif not code:
            communes = now.split()
            provinces = tuple({province for c in communes if (province := units[c].parent)})
            in_district = f", {units[parent]}" if parent in above else ""
            yield Spot(
                "commune",
                kind,
                name,
                tuple(communes),
                districts=(parent,) if parent in above else (),
                provinces=(*provinces, above[parent]) if parent in above else provinces,
                old_name=f"{kind} {name}{in_district}",
            )
