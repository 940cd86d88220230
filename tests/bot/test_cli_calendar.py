"""The rounds of an edition on the command line."""

import json

import pytest

from tests.bot.console import type_in


def test_the_calendar_as_data() -> None:
    done = type_in("calendar", "--edition", "2026", "--on", "2026-04-20", "--format", "json")
    data = json.loads(done.stdout)
    assert (data["edition"], data["decision"], data["on"]) == (
        *("2026", "26/2026/QĐ-TTg", "2026-04-20"),
    )
    rounds = [
        (one["round"], one["year"], [(due["date"], due["days_left"]) for due in one["deadlines"]])
        for one in data["rounds"]
    ]
    assert rounds == [
        (
            *("1", 2026),
            [("2026-04-30", 10), ("2026-06-30", 71), ("2026-07-30", 101), ("2026-09-30", 163)],
        ),
        (
            *("2", 2026),
            [("2026-10-30", 193), ("2026-12-30", 254), ("2027-01-30", 285), ("2027-03-30", 344)],
        ),
    ]
    first = data["rounds"][0]["deadlines"][0]
    assert (first["level"], first["before"], first["last_day"]) == ("commune", True, "2026-04-29")


def test_the_calendar_to_read() -> None:
    done = type_in("calendar", "--edition", "2024", "--on", "2024-06-15", "--language", "en")
    lines = done.stdout.splitlines()
    assert lines[0] == "Round 1, April to June 2024"
    assert lines[1].split()[:3] == ["before", "2024-06-15", "over"]
    assert "25 days  The province's rating" in lines[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--edition", "2030", "--on", "2026-04-20"), "there is no edition 2030, only 2024, 2026"),
        (("--edition", "2026", "--on", "20/4/2026"), "'20/4/2026' does not match"),
        (("--edition", "2026"), "Missing option '--on'"),
        (("--edition", "2026", "--on", "0001-01-01"), "a day of the years 2000 to 2100"),
        (("--edition", "2026", "--on", "9999-12-31"), "a day of the years 2000 to 2100"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], said: str) -> None:
    done = type_in("calendar", *words, COLUMNS="200")
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
