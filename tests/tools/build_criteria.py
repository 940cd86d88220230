"""Write the figures of the 26 criteria sets of the 2026 edition out of a transcript of them.

    python -m tests.tools.build_criteria criteria-2026.json

Only facts are taken: numbers of criteria, points, maxima, minimum stars, where a condition stands
and of which kind it is. It writes tests/programme/criteria_2026_figures.py anew, and a skeleton for
each set that has no file yet under programme/data/criteria-2026/; the questions, names and words
are filled in by hand (the loader refuses a file where they are missing).
"""

import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).parents[2]
DATA = ROOT / "programme" / "data" / "criteria-2026"
FIGURES = ROOT / "tests" / "programme" / "criteria_2026_figures.py"
GROUPS = {
    "thuc-pham": "food",
    "do-uong": "drink",
    "duoc-lieu": "herbal",
    "thu-cong-my-nghe": "craft",
    "sinh-vat-canh": "ornamental",
    "du-lich": "tourism",
}
HEAD = '''"""Figures of the 26 criteria sets (QĐ 26/2026/QĐ-TTg, Appendix II): nothing but numbers.

Written by tests/tools/build_criteria.py. SETS has per set its sections with their maxima, then its
criteria: the maximum, then the points of the options, with * for each star that needs the option
and / between two cases. REQUIREMENTS are kind@scope, DOUBTS code@place.
"""

'''


class _Option(TypedDict):
    points: int
    min_star: int | None


class _Criterion(TypedDict):
    id: str
    max: int
    options: list[_Option]


class _Section(TypedDict):
    id: str
    max: int
    criteria: list[_Criterion]


class _Part(TypedDict):
    id: str
    max: int
    sections: list[_Section]


class _Requirement(TypedDict):
    kind: str
    scope: str


class _Set(TypedDict):
    no: int
    group: str
    parts: list[_Part]
    requirements: list[_Requirement]


class _Doubt(TypedDict):
    set: int
    where: str
    code: str


class _Facts(TypedDict):
    sets: list[_Set]
    known_inconsistencies: list[_Doubt]


def _cases(criterion: _Criterion) -> list[int]:
    """The case, from 1, that each option belongs to; all 0 where there is but one."""
    said = [str(option.get("case_vi") or "") for option in criterion["options"]]
    seen = list(dict.fromkeys(said))
    return [seen.index(case) + 1 if case else 0 for case in said]


def _line(criterion: _Criterion) -> str:
    cases = _cases(criterion)
    written = [f"{o['points']}{'*' * (o['min_star'] or 0)}" for o in criterion["options"]]
    for place in range(len(cases) - 1, 0, -1):
        if cases[place] != cases[place - 1]:
            written.insert(place, "/")
    return f"{criterion['id']} {criterion['max']}: {' '.join(written)}"


def _figures(facts: _Facts) -> Iterator[str]:
    yield HEAD + "SETS = {\n"
    for one in facts["sets"]:
        sections = [section for part in one["parts"] for section in part["sections"]]
        maxima = " ".join(f"{section['id']}={section['max']}" for section in sections)
        criteria = [_line(criterion) for section in sections for criterion in section["criteria"]]
        yield f"    {one['no']}: (\n"
        yield from _wrapped(f"{GROUPS[one['group']]} {maxima}; {'; '.join(criteria)}")
        yield "    ),\n"
    yield "}\n\nREQUIREMENTS = {\n"
    for one in facts["sets"]:
        said = " ".join(f"{r['kind']}@{r['scope']}" for r in one["requirements"])
        yield f'    {one["no"]}: "{said}",\n'
    yield "}\n\nDOUBTS = {\n"
    for one in facts["sets"]:
        found = [doubt for doubt in facts["known_inconsistencies"] if doubt["set"] == one["no"]]
        if found:
            said = " ".join(f"{doubt['code']}@{doubt['where']}" for doubt in found)
            yield f'    {one["no"]}: "{said}",\n'
    yield "}\n"


def _wrapped(text: str) -> list[str]:
    return [f'        "{line}"\n' for line in textwrap.wrap(text, 84, drop_whitespace=False)]


def _skeleton(one: _Set) -> Iterator[str]:
    yield f"number = {one['no']}\n"
    yield 'name = { vi = "", en = "" }\ncalled = []\n'
    for requirement in one["requirements"]:
        yield f'\n[[requirements]]\nkind = "{requirement["kind"]}"\n'
        yield f'scope = "{requirement["scope"]}"\nasks = []\n'
    for part in one["parts"]:
        for section in part["sections"]:
            yield f'\n[[sections]]\nid = "{section["id"]}"\nname = ""\n'
            yield f"max = {section['max']}\ncriteria = [\n"
            for criterion in section["criteria"]:
                options = ", ".join(_options(criterion))
                yield f'    {{ id = "{criterion["id"]}", max = {criterion["max"]}, '
                yield f'question = "", options = [{options}] }},\n'
            yield "]\n"


def _options(criterion: _Criterion) -> Iterator[str]:
    for option, case in zip(criterion["options"], _cases(criterion), strict=True):
        star = f", min_star = {option['min_star']}" if option["min_star"] else ""
        yield f"{{ points = {option['points']}{star}{f', case = {case}' if case else ''} }}"


def main() -> None:
    """Write the figures, and skeletons where files are missing, from the file named."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    facts: _Facts = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    FIGURES.write_text("".join(_figures(facts)), "utf-8")
    DATA.mkdir(exist_ok=True)
    for one in facts["sets"]:
        file = DATA / f"set-{one['no']:02}.toml"
        if not file.exists():
            file.write_text("".join(_skeleton(one)), "utf-8")
            print(f"{file.name}: figures only, fill in the rest")


if __name__ == "__main__":
    main()
