"""Criteria sets and stars on the command line."""

import json
from datetime import date, time

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from programme.vietnam_time import ms_at
from tests.bot.console import type_in
from tests.programme.criteria_2026_figures import SETS
from tests.programme.edition_2027 import OF_73_POINTS, with_2027


def stars_of(answers: str | bytes, *words: str, number: int = 4) -> Result:
    """Type `stars` with answers on standard input."""
    return CliRunner().invoke(app, ["stars", "--set", str(number), *words], input=answers)


@pytest.mark.parametrize(
    ("command", "purpose"),
    [("criteria", "Print a criteria set"), ("stars", "Count the stars that answers make")],
)
def test_the_commands_explain_themselves(command: str, purpose: str) -> None:
    assert purpose in type_in(command, "--help", COLUMNS="200").stdout
    assert command in type_in("--help").stdout


@pytest.mark.parametrize("number", [1, 11, 26])
def test_criteria_as_data(number: int) -> None:
    data = json.loads(type_in("criteria", "--set", str(number), "--format", "json").stdout)
    assert (data["edition"], data["set"]) == ("2026", number)
    assert set(data) == {"edition", "set", "criteria"}
    lines = []
    for criterion in data["criteria"]:
        assert set(criterion) == {"id", "max", "options"}
        options = [f"{o['points']}{'*' * (o['min_star'] or 0)}" for o in criterion["options"]]
        lines.append(f"{criterion['id']} {criterion['max']}: {' '.join(options)}")
    assert "; ".join(lines) == SETS[number].partition("; ")[2].replace(" /", "")


@pytest.mark.parametrize(
    ("day", "edition", "stars"),
    [(date(2020, 1, 1), "2026", 4), (date(2026, 12, 31), "2026", 4), (date(2027, 1, 1), "2027", 3)],
)
def test_the_edition_is_the_last_that_has_begun(
    monkeypatch: pytest.MonkeyPatch, day: date, edition: str, stars: int
) -> None:
    """An edition that is to come is there already, and has another threshold for four stars."""
    monkeypatch.setattr("bot.cli_programme.load_editions", with_2027)
    monkeypatch.setattr("bot.clock.now", lambda: ms_at(day, time(0, 1)))
    data = json.loads(type_in("criteria", "--set", "4", "--format", "json").stdout)
    assert data["edition"] == edition
    answers = {criterion["id"]: len(criterion["options"]) - 1 for criterion in data["criteria"]}
    result = json.loads(stars_of(json.dumps(answers | OF_73_POINTS), "--format", "json").stdout)
    assert (result["points"]["total"], result["stars"]) == (73, stars)


def test_criteria_to_read() -> None:
    text = type_in("criteria", "--set", "4").stdout
    assert "26/2026/QĐ-TTg, Phụ lục II" in text
    assert "[stop] Trong hàng có khi nào lẫn" in text
    assert "    2 Bao bì đẹp, có nét sáng tạo ***\n" in text
    assert "! 7: Bản nguồn ghi 13 điểm" in text
    text = type_in("criteria", "--set", "4", "--language", "en").stdout
    assert "    2 Attractive, with an idea of its own ***\n" in text
    assert "(The story should tell" in text


def test_stars_as_data() -> None:
    answers = {"2.2": 1, "5.1": 4, "1.1": 2}
    result = stars_of(json.dumps(answers), "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "points": {"A": 4, "B": 5, "C": 0, "total": 9},
        "stars": 1,
        "stars_by_points": 1,
        "held_back_by": [],
    }


def test_a_mark_of_utf8_before_the_answers_is_no_mistake() -> None:
    result = stars_of(b'\xef\xbb\xbf{"1.1": 2}', "--format", "json")
    assert json.loads(result.stdout)["points"]["total"] == 3


def test_stars_held_back_and_knocked_out() -> None:
    data = json.loads(type_in("criteria", "--set", "16", "--format", "json").stdout)
    answers = {criterion["id"]: len(criterion["options"]) - 1 for criterion in data["criteria"]}
    answers |= {"2.2": 1, "6.1": 0}
    result = json.loads(stars_of(json.dumps(answers), "--format", "json", number=16).stdout)
    assert result["points"]["total"] == 95
    assert (result["stars"], result["stars_by_points"]) == (2, 5)
    assert result["held_back_by"] == [{"id": "2.2", "needed_for": 3}]
    assert result["knocked_out"] == [{"kind": "stop", "scope": "6"}]
    text = stars_of(json.dumps(answers), "--language", "en", number=16).stdout
    assert "2 stars; by points alone 5. An estimate only." in text
    assert "But not rated any further: 6 With 0 points" in text
    assert "3 stars need 2.2: Packaging: Attractive, with an idea of its own" in text
    assert "To reach 3 stars (0 points more):" in text


def test_stars_to_read_say_the_next_steps() -> None:
    text = stars_of('{"1.1": 2}').stdout
    assert "3 points (A 3, B 0, C 0)" in text
    assert "To reach 2 stars (27 points more):" in text
    assert text.count("(+") == 5


def test_nothing_is_left_to_say_at_five_stars() -> None:
    data = json.loads(type_in("criteria", "--set", "4", "--format", "json").stdout)
    answers = {criterion["id"]: len(criterion["options"]) - 1 for criterion in data["criteria"]}
    text = stars_of(json.dumps(answers)).stdout
    assert "5 stars" in text
    assert "To reach" not in text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ('{"1.1": 9}', "Criterion 1.1 of set 4 has no option 9: they run 0 … 2"),
        ('{"1.1": -1}', "Criterion 1.1 of set 4 has no option -1: they run 0 … 2"),
        ('{"9.9": 0}', "Set 4 has no criterion 9.9: they run 1.1 … 12"),
        ('{"9\\n9": 0}', "Set 4 has no criterion 9 9: they run 1.1 … 12"),
        ('{"1.1": null}', "The answer to 1.1 must be the number of an option"),
        ('{"1.1": NaN}', "The answer to 1.1 must be the number of an option"),
        (f'{{"1.1": {"9" * 5000}}}', "Give the answers on standard input as JSON"),
        ('{"1.1": true}', "The answer to 1.1 must be the number of an option"),
        ('{"1.1": "2"}', "The answer to 1.1 must be the number of an option"),
        ('{"1.1": 1.0}', "The answer to 1.1 must be the number of an option"),
        ("[1, 2]", "Give the answers on standard input as JSON"),
        ("", "Give the answers on standard input as JSON"),
        ("{", "Give the answers on standard input as JSON"),
        ("[" * 100_000, "Give the answers on standard input as JSON"),
        (b"\xff\xfe{}", "Give the answers on standard input as JSON"),
    ],
)
def test_answers_that_do_not_fit_get_one_sentence(answers: str | bytes, said: str) -> None:
    result = stars_of(answers)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(said)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["criteria", "stars"])
def test_a_set_that_is_none_gets_one_sentence(command: str) -> None:
    for number in ("0", "27", "-1"):
        result = type_in(command, "--set", number)
        assert result.exit_code == 2
        assert result.stderr == f"There is no criteria set {number}: they run from 1 to 26.\n"
    assert type_in(command, "--set", "honey").exit_code == 2
    assert type_in(command, "--set", "4", "--format", "xml").exit_code == 2
    assert type_in(command).exit_code == 2
