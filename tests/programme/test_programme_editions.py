from datetime import date
from importlib import resources

import pytest

from programme.edition_files import collect, load_editions, parse_edition
from programme.editions import (
    ClassPlan,
    Edition,
    Targets,
)
from programme.reader import DataError

EDITIONS = load_editions()
E2024, E2026 = EDITIONS
TEXT = (resources.files("programme") / "data" / "edition-2026.toml").read_text("utf-8")


def days(edition: Edition, year: int) -> list[tuple[str, str, date, bool]]:
    return [
        (one.key, due.level, due.on(year), due.before)
        for one in edition.rounds
        for due in one.deadlines
    ]


def test_edition_2024() -> None:
    assert E2024.key == "2024"
    assert E2024.levels == ("commune", "district", "province")
    assert E2024.decision.number == "615/QĐ-UBND"
    assert days(E2024, 2024) == [
        ("1", "district", date(2024, 6, 15), True),
        ("1", "province", date(2024, 7, 10), True),
        ("2", "district", date(2024, 10, 15), True),
        ("2", "province", date(2024, 10, 30), True),
    ]
    assert [one.expected for one in E2024.rounds] == [5, 10]
    assert E2024.targets == Targets(new_products=15, maintained_products=20)
    assert [(c.count, c.seats, c.days, c.month) for c in E2024.classes] == [
        (2, 40, 2, 4),
        (2, 80, 2, 4),
        (2, 30, 4, 5),
    ]
    assert isinstance(E2024.classes[0], ClassPlan)
    assert [stage.key for stage in E2024.stages][:3] == ["idea", "review", "visit"]
    assert len(E2024.stages) == 7


def test_edition_2026() -> None:
    assert E2026.levels == ("commune", "province")
    assert E2026.decision.number == "26/2026/QĐ-TTg"
    assert days(E2026, 2026) == [
        ("1", "commune", date(2026, 4, 30), True),
        ("1", "province", date(2026, 6, 30), False),
        ("1", "ministry", date(2026, 7, 30), True),
        ("1", "ministry", date(2026, 9, 30), False),
        ("2", "commune", date(2026, 10, 30), True),
        ("2", "province", date(2026, 12, 30), False),
        ("2", "ministry", date(2027, 1, 30), True),
        ("2", "ministry", date(2027, 3, 30), False),
    ]
    check = E2026.stage("check")
    assert check is not None
    assert check.working_days == 15
    assert check.holders == ("commune",)
    assert E2026.stage("filing") is None
    assert [(t.stars, t.from_points) for t in E2026.stars] == [
        (5, 90),
        (4, 70),
        (3, 50),
        (2, 30),
        (1, 0),
    ]
    certificate = E2026.certificate
    assert certificate is not None
    assert (certificate.months, certificate.from_stars) == (36, 3)
    assert (certificate.rerate_from_days, certificate.rerate_until_days) == (180, 120)
    assert certificate.decided_within_days == 45


def test_names_in_both_languages() -> None:
    name = E2026.stages[0].name
    assert name.said_in("vi") == "Tiếp nhận ý tưởng"
    assert name.said_in("en") == "Idea received"
    assert name.said_in("fr") == "Tiếp nhận ý tưởng"


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2024, 3, 1), "2024"),
        (date(2026, 5, 21), "2024"),
        (date(2026, 5, 22), "2026"),
        (date(2035, 1, 1), "2026"),
    ],
)
def test_the_edition_follows_the_date(day: date, key: str) -> None:
    assert edition_in_force(EDITIONS, day).key == key


def test_no_edition_before_the_first() -> None:
    with pytest.raises(DataError, match="no edition is in force on 31/12/2019"):
        edition_in_force(EDITIONS, date(2019, 12, 31))


def test_another_edition_is_one_more_text() -> None:
    text = TEXT.replace('key = "2026"', 'key = "2027"', 1).replace(
        "from = 2026-05-22", "from = 2027-01-01", 1
    )
    editions = (*EDITIONS, parse_edition(text, "edition-2027.toml"))
    assert edition_in_force(editions, date(2027, 1, 1)).key == "2027"
    assert edition_in_force(editions, date(2026, 12, 31)).key == "2026"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('key = "2026"', "", "key: is missing"),
        ('key = "2026"', "key = 2026", "key: a text in quotes expected"),
        ('key = "2026"', 'key = " "', "key: a text in quotes expected"),
        ("from = 2026-05-22", 'from = "2026-05-22"', "from: a day such as 2026-05-22"),
        ("from = 2026-05-22", "from = 2026-05-22\nuntil = 2026-05-21", "until: a day not before"),
        (
            'levels = ["commune", "province"]',
            'levels = ["village"]',
            "levels: a list out of commune",
        ),
        ('levels = ["commune", "province"]', "levels = []", "levels: a list out of commune"),
        ('levels = ["commune", "province"]', 'levels = "commune"', "levels: a list out of"),
        (
            "working_days = 15",
            "working_days = 0",
            r"stages\[4\]\.working_days: a whole number from 1",
        ),
        ("working_days = 15", "working_days = true", r"stages\[4\]\.working_days: a whole number"),
        ("working_days = 15", "workingdays = 15", r"stages\[4\]\.workingdays: no such key"),
        (
            "month = 4, day = 30",
            "month = 13, day = 30",
            r"rounds\[1\]\.deadlines\[1\]\.month: a whole",
        ),
        ("month = 4, day = 30", "month = 2, day = 30", r"deadlines\[1\]\.day: a day of month 2"),
        ("before = true", 'before = "yes"', r"deadlines\[1\]\.before: true or false"),
        ('level = "commune"', 'level = "hamlet"', r"deadlines\[1\]\.level: one of commune"),
        ("[certificate]", "[[certificate]]", "certificate: a table expected"),
        ('key = "review"', 'key = "idea"', "stages: a different key in each"),
        (
            "from_stars = 3",
            "from_stars = 6",
            r"certificate\.from_stars: a whole number from 1 to 5",
        ),
        ('vi = "Đợt 1", ', "", r"rounds\[1\]\.name\.vi: is missing"),
        ("[decision]", "[decision", "not TOML"),
        ("[[stars]]", "[[star]]", "star: no such key"),
    ],
)
def test_errors_name_file_key_and_what_is_expected(right: str, wrong: str, said: str) -> None:
    assert right in TEXT
    with pytest.raises(DataError, match=f"^rules.toml: .*{said}"):
        parse_edition(TEXT.replace(right, wrong, 1), "rules.toml")


def test_an_edition_needs_stages() -> None:
    start, rest = TEXT.split("[[stages]]", 1)
    without = start + "[[rounds]]" + rest.split("[[rounds]]", 1)[1]
    with pytest.raises(DataError, match=r"stages: is missing"):
        parse_edition(without, "rules.toml")
    with pytest.raises(DataError, match=r"stages: at least one \[\[stages\]\] expected"):
        parse_edition("stages = []\n" + without, "rules.toml")
