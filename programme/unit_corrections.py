"""An operator's corrections of the units: rows laid over the packaged tables.

The file is CSV with the heading `code,kind,name,parent,now`, as old_units.csv. A row says one of
three things:

- `code` without `now`: today's unit of this code is called so and lies there. A new code is a new
  unit;
- `code` with `now`: this unit of today is no more; what was its land belongs to the units `now`
  (codes, spaces between them);
- `now` without `code`: so an older unit is called, below `parent`, and its land belongs to `now`.
"""

import csv
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from programme.place_query import LEVELS_OF_KIND
from programme.units import Territory, UnitsError, build_territory, read_rows

HEADING = ["code", "kind", "name", "parent", "now"]
LONGEST_CODE = 12
LONGEST_NAME = 60

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Corrected:
    """The territory with all corrections, and what the last of them changed: sentences for an
    operator are made of `changed`, `added`, `gone` (code -> codes of today) and `named`."""

    territory: Territory
    changed: tuple[str, ...]
    added: tuple[str, ...]
    gone: Mapping[str, tuple[str, ...]]
    named: int


def read_corrections(text: str, file: str) -> list[list[str]]:
    """Read a file of corrections, or raise UnitsError naming file, line and what is expected."""
    try:
        rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    except csv.Error as error:
        raise UnitsError(f"{file}: no CSV: {error}") from error
    if not rows or [cell.strip() for cell in rows[0]] != HEADING:
        raise UnitsError(f"{file}, line 1: the heading {','.join(HEADING)} expected")
    found: list[list[str]] = []
    lines: dict[str, int] = {}
    for line, row in enumerate(rows[1:], start=2):
        cells = [" ".join(cell.split()) for cell in row]
        if not any(cells):
            continue
        _check(cells, file, line)
        if lines.setdefault(cells[0], line) < line and cells[0]:
            raise UnitsError(
                f"{file}, line {line}: one row for each code expected; "
                f"{cells[0]} has one in line {lines[cells[0]]}"
            )
        found.append(cells)
    if not found:
        raise UnitsError(f"{file}, line 2: at least one row expected")
    return found


def _check(cells: Row, file: str, line: int) -> None:
    if len(cells) != len(HEADING):
        raise UnitsError(f"{file}, line {line}: {len(HEADING)} fields expected")
    code, _, name, _, now = cells
    if not code and not now:
        raise UnitsError(f"{file}, line {line}: a code, or today's units in field now, expected")
    if not name:
        raise UnitsError(f"{file}, line {line}: a name expected")
    if len(name) > LONGEST_NAME:
        raise UnitsError(f"{file}, line {line}: a name of at most {LONGEST_NAME} letters expected")
    if code and not (code.isascii() and code.isalnum() and len(code) <= LONGEST_CODE):
        raise UnitsError(
            f"{file}, line {line}: a code of at most {LONGEST_CODE} letters and digits expected"
        )


def correct(before: Iterable[Row], rows: Iterable[Row]) -> Corrected:
    """Lay earlier corrections and then `rows` over the packaged tables. Raises UnitsError where the
    outcome would not hold together."""
    present, old = read_rows("units.csv"), read_rows("old_units.csv")
    for row in before:
        present, old = _apply(present, old, row)
    known = {cells[0] for cells in present}
    changed: list[str] = []
    added: list[str] = []
    gone: dict[str, tuple[str, ...]] = {}
    named = 0
    for row in rows:
        code, now = row[0], tuple(row[4].split())
        _check_against(present, old, row)
        if code and now:
            if code not in known:
                raise UnitsError(f"unit {code} is none of today's, so it cannot become another")
            gone[code] = now
        elif code:
            (changed if code in known else added).append(code)
        else:
            named += 1
        present, old = _apply(present, old, row)
    territory = build_territory(present, old)
    return Corrected(territory, tuple(changed), tuple(added), gone, named)


def _check_against(present: Iterable[Row], old: Iterable[Row], row: Row) -> None:
    """Raise UnitsError if a row names a kind or a unit that is not there."""
    code, kind, name, parent, now = row
    what = f"the row of {kind} {name}"
    if kind not in LEVELS_OF_KIND:
        raise UnitsError(f"{what}: kind {kind} is not one of {', '.join(LEVELS_OF_KIND)}")
    today = {cells[0]: cells[3] for cells in present}
    before = {cells[0] for cells in old if cells[0]}
    if parent and parent not in today.keys() | before:
        raise UnitsError(f"{what}: there is no unit {parent} above it")
    if not parent and code not in today:
        raise UnitsError(f"{what}: the code of the unit above it expected in field parent")
    for unit in now.split():
        if unit not in today or unit == code:
            raise UnitsError(f"{what}: {unit} is none of today's units")
    if code and now and code in today.values():
        raise UnitsError(f"{what}: units stand below {code}; first give them another parent")
    if code and not now:
        _check_present(what, row, today, before)


def _check_present(what: str, row: Row, today: Mapping[str, str], before: Container[str]) -> None:
    """Raise UnitsError if a row makes of a unit of today what none can be; `today` are the codes
    of those there are, with the codes above them."""
    code, kind, _, parent, _ = row
    if code in before:
        raise UnitsError(f"{what}: {code} is the code of an older unit; another one expected")
    if parent and today.get(parent) != "":
        raise UnitsError(f"{what}: the code of a province of today expected in field parent")
    if bool(today.get(code, parent)) != bool(parent):
        raise UnitsError(f"{what}: a commune stays a commune and a province a province")
    level = "commune" if parent else "province"
    if level not in LEVELS_OF_KIND[kind]:
        kinds = [one for one, levels in LEVELS_OF_KIND.items() if level in levels]
        raise UnitsError(f"{what}: the kind of a {level} expected: {', '.join(kinds)}")


def _apply(
    present: list[list[str]], old: list[list[str]], row: Row
) -> tuple[list[list[str]], list[list[str]]]:
    code, kind, name, parent, now = row
    if not now:
        put = [code, kind, name, parent]
        if any(cells[0] == code for cells in present):
            return [put if cells[0] == code else cells for cells in present], old
        return [*present, put], old
    if code:
        present = [cells for cells in present if cells[0] != code]
        old = [[*cells[:4], _instead(cells[4], code, now)] for cells in old]
        return present, [*old, ["", kind, name, parent, now]]
    key = ["", kind, name, parent]
    return present, [*(cells for cells in old if cells[:4] != key), [*key, now]]


def _instead(codes: str, gone: str, now: str) -> str:
    """Today's units that an older one leads to, with `now` in the place of one that has gone."""
    if gone not in codes.split():
        return codes
    put = " ".join(now if code == gone else code for code in codes.split())
    return " ".join(dict.fromkeys(put.split()))


def corrected_territory(rows: Iterable[Row]) -> Territory:
    """The territory with an operator's corrections. UnitsError if they do not hold together."""
    return correct(rows, ()).territory
