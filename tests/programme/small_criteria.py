"""A small edition of criteria, written for tests: one set, a handful of figures, every feature."""

from dataclasses import replace

from programme.criteria import Criteria
from programme.criteria_files import parse_criteria
from programme.edition_files import load_editions
from programme.editions import Edition, Group, Part, Threshold
from programme.reader import Names

NAME = Names("tên", "name")
TEXT = '{ vi = "chữ", en = "words" }'
EDITION: Edition = replace(
    load_editions().of("2026"),
    key="small",
    parts=(Part("A", NAME, 12), Part("B", NAME, 8)),
    groups=(Group("food", NAME, (1,)),),
    stars=(Threshold(5, 18), Threshold(4, 14), Threshold(3, 10), Threshold(2, 5), Threshold(1, 0)),
)


def _question(key: str, effort: str, answers: int) -> str:
    said = ", ".join(f'{{ vi = "đáp {n}", en = "answer {n}" }}' for n in range(answers))
    return (
        f'[[questions]]\nkey = "{key}"\ntopic = {TEXT}\n'
        f'ask = {{ vi = "hỏi {key}?", en = "ask {key}?" }}\n'
        f'answers = [{said}]\nnone = {{ vi = "không", en = "none" }}\n'
        f'papers = ["story"]\neffort = "{effort}"\n'
    )


def _criterion(id: str, most: int, question: str, figures: str, after: str = "") -> str:
    """One criterion from its points, with * for each star and @ before a case."""
    options = []
    for figure in figures.split():
        points, _, case = figure.partition("@")
        star = f", min_star = {points.count('*')}" if "*" in points else ""
        option = f"points = {points.rstrip('*')}{star}{f', case = {case}' if case else ''}"
        options.append(f"{{ {option} }}")
    waits = f', after = "{after}"' if after else ""
    return (
        f'{{ id = "{id}", max = {most}, question = "{question}"{waits}, '
        f"options = [{', '.join(options)}] }}"
    )


FILES = {
    "sections.toml": f'place = {TEXT}\n[[sections]]\nkey = "all"\nname = {TEXT}\n',
    "papers.toml": f'[[papers]]\nkey = "story"\ndossier = "story"\nname = {TEXT}\n',
    "conditions.toml": f"""
[[conditions]]
key = "safe"
ask = {TEXT}
good = {TEXT}
bad = {TEXT}
way_out = {TEXT}
papers = ["story"]

[[notes]]
key = "hint"
text = {TEXT}
""",
    "questions-all.toml": "\n".join(
        (
            _question("quick", "days", 3),
            _question("slow", "weeks", 4),
            _question("long", "years", 2),
            _question("fixed", "fixed", 2),
            _question("cases", "months", 4),
            _question("detail", "days", 2),
        )
    ),
    "set-01.toml": f"""
number = 1
name = {TEXT}
called = ["mật ong", "chè"]

[[requirements]]
kind = "require"
scope = "2.1"
note = "hint"

[[requirements]]
kind = "disqualify"
scope = "set"
asks = ["safe"]

[[requirements]]
kind = "stop"
scope = "1"
note = "hint"
zero_of = ["1.1"]

[[sections]]
id = "A1"
name = "all"
max = 12
subgroups = [{{ id = "1", max = 12, name = {TEXT} }}]
criteria = [
    {_criterion("1.1", 4, "quick", "0 2*** 4")},
    {_criterion("1.2", 5, "slow", "1 2 3**** 5*****")},
    {_criterion("1.3", 2, "long", "0 2")},
    {_criterion("1.4", 1, "fixed", "0 1")},
]

[[sections]]
id = "B2"
name = "all"
max = 8
criteria = [
    {_criterion("2.1", 5, "cases", "1@1 5@1 2@2 5@2")},
    {_criterion("2.2", 3, "detail", "1 3", "2.1")},
]

[[doubts]]
where = "1.1"
code = "glued_digit"
source = "14"
used = 4
option = 3
note = {TEXT}
""",
}


def small(file: str = "", right: str = "", wrong: str = "") -> Criteria:
    """Read the small edition, with one text in one file replaced."""
    files = dict(FILES)
    if file:
        assert right in files[file]
        files[file] = files[file].replace(right, wrong, 1)
    return parse_criteria(EDITION, files)
