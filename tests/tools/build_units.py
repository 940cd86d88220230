"""Write programme/data/units.csv and old_units.csv out of a published table of addresses.

    python -m tests.tools.build_units vietnam_address_converter-1.0.5-py3-none-any.whl

Only facts are taken: codes, names, what belonged to what, which unit became which. The changes of
20/9/2026 in Bắc Ninh, which the table does not know, are added here.
"""

import ast
import csv
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

DATA = Path(__file__).parents[2] / "programme" / "data"
KINDS = (
    "tỉnh",
    "thành phố",
    "quận",
    "huyện",
    "thị xã",
    "xã",
    "phường",
    "thị trấn",
    "đặc khu",
)
BAC_NINH = "18"
WARDS_SINCE_SEPTEMBER_2026 = (
    "Bố Hạ",
    "Lạng Giang",
    "Kép",
    "Lục Nam",
    "Hiệp Hòa",
    "Yên Phong",
    "Phù Lãng",
    "Chi Lăng",
    "Tiên Du",
    "Gia Bình",
    "Nhân Thắng",
    "Lương Tài",
)
# On 1/1/2025 all of Yên Dũng went to the city of Bắc Giang and part of Lục Ngạn to the new town of
# Chũ. The table has their communes under the new district alone; people still say the older one.
MOVED_DISTRICTS = {"2323": "275", "1299": "2835"}


class _Named(TypedDict):
    name: str
    name_with_type: str
    code: str
    parent_code: str


class _Path(TypedDict):
    province_code: str
    district_code: str
    district_name: str
    ward_code: str
    ward_name: str


class _Pair(TypedDict):
    old: _Path
    new: _Path


class _Mapping(TypedDict):
    rows: list[_Pair]


class _Table(TypedDict):
    mapping: _Mapping
    newProvinces: dict[str, _Named]
    newWards: dict[str, _Named]
    oldProvinces: dict[str, _Named]
    oldDistricts: dict[str, _Named]
    oldWards: dict[str, _Named]


def read_table(wheel: Path) -> _Table:
    """Take the one JSON string out of the package without running any of its code."""
    with zipfile.ZipFile(wheel) as archive:
        source = archive.read("vietnam_address_converter/data.py").decode()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and str(node.value).startswith('{"mapping"'):
            table: _Table = json.loads(str(node.value))
            return table
    raise SystemExit(f"{wheel} holds no table")


def present_units(table: _Table) -> list[list[str]]:
    """Rows of units.csv: provinces, then communes, with the changes of 20/9/2026."""
    rows = []
    for unit in sorted(table["newProvinces"].values(), key=lambda unit: unit["code"]):
        kind = "thành phố" if unit["code"] == BAC_NINH else _kind(unit)
        rows.append([unit["code"], kind, _name(unit), ""])
    for unit in sorted(table["newWards"].values(), key=_place):
        kind = "phường" if _is_new_ward(unit) else _kind(unit)
        rows.append([unit["code"], kind, _name(unit), unit["parent_code"]])
    return rows


def old_units(table: _Table) -> list[list[str]]:
    """Rows of old_units.csv: provinces t…, districts h…, their communes, and what they are now."""
    now = defaultdict(set)
    for pair in table["mapping"]["rows"]:
        old = pair["old"]
        # Five island districts had no communes; the district itself became the special zone.
        now[old["ward_code"] or f"h{old['district_code']}"].add(pair["new"]["ward_code"])
    wards = list(table["oldWards"].values())
    # A commune formed out of others shortly before 2025 has the number of one of them: both names
    # lead to the same present units.
    wards += _later_names(table)
    for code, moved in _moved_wards(wards, set(now)):
        now[code] |= now[moved]
    for ward in wards:
        if ward["name"] == "Suối Tọ":  # has no pair of its own; it kept its name and its land
            now[ward["code"]] = {
                unit["code"] for unit in table["newWards"].values() if unit["name"] == "Suối Tọ"
            }
    rows = []
    became = {pair["old"]["province_code"]: pair["new"]["province_code"] for pair in _pairs(table)}
    for unit in sorted(table["oldProvinces"].values(), key=lambda unit: unit["code"]):
        row = [f"t{unit['code']}", _kind(unit), _name(unit), "", became[unit["code"]]]
        rows.append(row)
    for unit in sorted(_old_districts(table).values(), key=_place):
        code = f"h{unit['code']}"
        islands = " ".join(sorted(now.get(code, ())))
        rows.append([code, _kind(unit), _name(unit), f"t{unit['parent_code']}", islands])
    communes: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for unit in sorted(wards, key=_place):
        communes[_kind(unit), _name(unit), f"h{unit['parent_code']}"] |= now.get(
            unit["code"], set()
        )
    for (kind, name, parent), units in communes.items():
        if units:
            rows.append(["", kind, name, parent, " ".join(sorted(units, key=int))])
    rows += [
        ["", _kind(unit), _name(unit), unit["parent_code"], unit["code"]]
        for unit in sorted(table["newWards"].values(), key=_place)
        if _is_new_ward(unit)
    ]
    return rows


def _old_districts(table: _Table) -> dict[str, _Named]:
    """The districts listed, and the town of Chũ (2025), which only the pairs name."""
    districts = dict(table["oldDistricts"])
    for pair in _pairs(table):
        code, title = pair["old"]["district_code"], pair["old"]["district_name"]
        if code not in districts:
            districts[code] = {
                "name": title[len(_kind_of(title)) :].strip(),
                "name_with_type": title,
                "code": code,
                "parent_code": pair["old"]["province_code"],
            }
    return districts


def _later_names(table: _Table) -> list[_Named]:
    """The communes whose present name or kind in the pairs differs from the list of communes."""
    later: dict[tuple[str, str], _Named] = {}
    for pair in _pairs(table):
        old = pair["old"]
        listed = table["oldWards"].get(old["ward_code"])
        title = old["ward_name"]
        if title and (listed is None or listed["name_with_type"].lower() != title.lower()):
            later[old["ward_code"], title] = {
                "name": title[len(_kind_of(title)) :].strip(),
                "name_with_type": title,
                "code": old["ward_code"],
                "parent_code": old["district_code"],
            }
    return list(later.values())


def _moved_wards(wards: Iterable[_Named], known: set[str]) -> list[tuple[str, str]]:
    """Pairs of (commune under its former district, the same commune under the later one)."""
    later = {(ward["parent_code"], ward["name"]): ward["code"] for ward in wards}
    return [
        (code, other)
        for (district, name), code in later.items()
        if code not in known and (other := later.get((MOVED_DISTRICTS.get(district, ""), name)))
    ]


def _pairs(table: _Table) -> list[_Pair]:
    return table["mapping"]["rows"]


def _is_new_ward(unit: _Named) -> bool:
    return unit["parent_code"] == BAC_NINH and unit["name"] in WARDS_SINCE_SEPTEMBER_2026


def _place(unit: _Named) -> tuple[str, int]:
    return unit["parent_code"], int(unit["code"])


def _kind(unit: _Named) -> str:
    # The field "type" calls every town (thị xã) a district; the full title is right. "Trung tâm
    # huấn luyện Cấm Sơn" was a training ground under no commune.
    return _kind_of(unit["name_with_type"]) or "xã"


def _kind_of(title: str) -> str:
    return next((kind for kind in KINDS if title.lower().startswith(f"{kind} ")), "")


def _name(unit: _Named) -> str:
    return " ".join(unit["name"].replace("-", " - ").split())


def _write(name: str, header: list[str], rows: list[list[str]]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def main() -> None:
    """Build both files from the wheel named on the command line."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    table = read_table(Path(sys.argv[1]))
    _write("units.csv", ["code", "kind", "name", "parent"], present_units(table))
    _write("old_units.csv", ["code", "kind", "name", "parent", "now"], old_units(table))


if __name__ == "__main__":
    main()
