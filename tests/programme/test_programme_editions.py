from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources

import pytest

from programme.edition_files import collect, load_editions, parse_edition
from programme.editions import (
    ClassPlan,
    Edition,
    Editions,
    PeriodTargets,
    Targets,
)
from programme.ideas import GROUPS, PAPERS, SUPPORT
from programme.reader import DataError

EDITIONS = load_editions()
E2024, E2026 = EDITIONS.all
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
    assert E2024.period_targets == PeriodTargets(2022, 2025, 10, 40, (10, 20), 200)
    assert [(c.count, c.seats, c.days, c.month) for c in E2024.classes] == [
        (2, 40, 2, 4),
        (2, 80, 2, 4),
        (2, 30, 4, 5),
    ]
    assert isinstance(E2024.classes[0], ClassPlan)
    assert [stage.key for stage in E2024.stages] == [
        *("idea", "review", "visit", "filing", "plan", "work", "rating", "council", "national"),
    ]


def test_what_the_plan_of_2024_does_not_state_is_not_there() -> None:
    assert E2024.stars == ()
    assert E2024.parts == ()
    assert E2024.certificate is None
    assert all(stage.working_days is None for stage in E2024.stages)
    assert all(group.sets == () for group in E2024.groups)


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
    assert check.holders == check.movers == ("commune",)
    assert E2026.stage("filing") is None
    assert [(t.stars, t.from_points) for t in E2026.stars] == [
        (5, 90),
        (4, 70),
        (3, 50),
        (2, 30),
        (1, 0),
    ]
    assert [(part.key, part.most) for part in E2026.parts] == [("A", 40), ("B", 25), ("C", 35)]
    certificate = E2026.certificate
    assert certificate is not None
    assert (certificate.months, certificate.from_stars) == (36, 3)
    assert (certificate.rerate_from_days, certificate.rerate_until_days) == (180, 120)
    assert certificate.decided_within_days == 45


def test_26_criteria_sets_in_six_groups() -> None:
    numbers = [number for group in E2026.groups for number in group.sets]
    assert numbers == list(range(1, 27))
    assert len(E2026.groups) == 6
    assert [len(group.sets) for group in E2026.groups] == [13, 4, 3, 2, 3, 1]


@pytest.mark.parametrize("edition", EDITIONS.all, ids=lambda edition: str(edition.key))
def test_an_edition_speaks_of_the_same_things_as_ideas_do(edition: Edition) -> None:
    assert [group.key for group in edition.groups] == [choice.key for choice in GROUPS]
    assert [kind.key for kind in edition.support] == [choice.key for choice in SUPPORT]
    linked = {paper.idea_paper for paper in edition.papers} - {None}
    assert linked <= {choice.key for choice in PAPERS}
    assert {kind.key for kind in edition.producers} == {
        *("household", "farm", "group", "cooperative", "enterprise"),
    }


def test_papers_follow_the_group() -> None:
    honey = {paper.key for paper in E2026.papers_for("food")}
    homestay = {paper.key for paper in E2026.papers_for("tourism")}
    assert {"form1", "form2", "samples", "safety"} <= honey
    assert {"samples", "safety"}.isdisjoint(homestay)
    assert {"form1", "form2"} <= homestay


def test_names_in_both_languages() -> None:
    name = E2026.stages[0].name
    assert name.said_in("vi") == "Tiếp nhận ý tưởng"
    assert name.said_in("en") == "Idea received"
    assert name.said_in("fr") == "Tiếp nhận ý tưởng"


@pytest.mark.parametrize("edition", EDITIONS.all, ids=lambda edition: str(edition.key))
def test_what_a_producer_reads_is_short(edition: Edition) -> None:
    said = [text for stage in edition.stages for text in (stage.now.vi, stage.now.en)]
    sentences = [part for text in said for part in text.split(". ")]
    assert max(len(sentence.split()) for sentence in sentences) <= 20


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2024, 3, 1), "2024"),
        (date(2026, 5, 21), "2024"),
        (date(2026, 5, 22), "2026"),
        (date(2035, 1, 1), "2026"),
        # 22/5/2026 has begun in Vietnam.
        (datetime(2026, 5, 21, 17, 0, tzinfo=UTC), "2026"),
        (datetime(2026, 5, 21, 16, 59, tzinfo=UTC), "2024"),
    ],
)
def test_the_edition_follows_the_date(day: date, key: str) -> None:
    assert EDITIONS.on(day).key == key


def test_an_operator_may_fix_the_edition() -> None:
    fixed = load_editions("2024")
    assert fixed.on(date(2030, 1, 1)).key == "2024"
    assert fixed.of("2026").key == "2026"
    with pytest.raises(DataError, match="there is no edition 1999, only 2024, 2026"):
        load_editions("1999")


def test_no_edition_before_the_first() -> None:
    with pytest.raises(DataError, match="no edition is in force on 31/12/2019"):
        EDITIONS.on(date(2019, 12, 31))


def test_an_edition_that_is_not_there() -> None:
    with pytest.raises(LookupError, match=r"is edition-2030\.toml missing"):
        EDITIONS.of("2030")


def test_another_edition_is_one_more_text() -> None:
    text = TEXT.replace('key = "2026"', 'key = "2027"', 1).replace(
        "from = 2026-05-22", "from = 2027-01-01", 1
    )
    editions = collect([parse_edition(text, "edition-2027.toml"), *EDITIONS.all])
    assert editions.on(date(2027, 1, 1)).key == "2027"
    assert editions.on(date(2026, 12, 31)).key == "2026"
    assert isinstance(editions, Editions)
    with pytest.raises(DataError, match="two files are edition 2026"):
        collect([*EDITIONS.all, replace(E2026, start=date(2027, 1, 1))])


def test_a_leap_day_is_the_last_of_february() -> None:
    due = replace(E2026.rounds[0].deadlines[0], month=2, day=29)
    assert [due.on(year).day for year in (2027, 2028)] == [28, 29]


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
        ('next = ["rating"]', 'next = ["ratin"]', r"stages\[4\]\.next: a list out of idea, review"),
        ('next = ["rating"]\n', "", "stages: a way from 'review' to 'national' expected"),
        ('begins = "review"', 'begins = "start"', "begins: one of idea, review"),
        ('again = "check"', "", "again: is missing"),
        ('movers = ["province"]', 'movers = ["state"]', r"stages\[6\]\.movers: a list out of"),
        ("awards = 4", "", r"stages\[5\]\.awards: the most stars its council may award"),
        ("awards = 4", "awards = 6", r"stages\[5\]\.awards: a whole number from 1 to 5"),
        (
            'ends = ["rated", "not_rated"]',
            'ends = ["done"]',
            r"stages\[5\]\.ends: a list out of rated, not_rated",
        ),
        (
            'key = "check"\nhold',
            'key = "check_it"\nhold',
            "again: one of idea, review, visit, check_it",
        ),
        (
            'next = ["review"]\nname',
            "name",
            r"stages\[1\]\.next: a way on, here or in 'ends', expected",
        ),
        (
            "month = 4\nday = 30",
            "month = 13\nday = 30",
            r"rounds\[1\]\.deadlines\[1\]\.month: a whole",
        ),
        ("month = 4\nday = 30", "month = 2\nday = 30", r"deadlines\[1\]\.day: a day of month 2"),
        ("before = true", 'before = "yes"', r"deadlines\[1\]\.before: true or false"),
        ('level = "commune"', 'level = "hamlet"', r"deadlines\[1\]\.level: one of commune"),
        (
            'level = "commune"\nstage = "check"',
            'level = "commune"\nstage = "x"',
            r"deadlines\[1\]\.stage: one of idea",
        ),
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
        ("from_points = 70", "from_points = 95", "stars: fewer stars and fewer points"),
        ("sets = [1, 2,", 'sets = ["1", 2,', r"groups\[1\]\.sets: a list of different whole"),
        ("sets = [1, 2,", "sets = [2, 2,", r"groups\[1\]\.sets: a list of different whole"),
        (
            'groups = ["food", "drink", "herbal"]',
            'groups = ["honey"]',
            r"papers\[4\]\.groups: a list out of food",
        ),
        ('key = "A"', 'key = "D"', r"parts\[1\]\.key: one of A, B, C"),
    ],
)
def test_errors_name_file_key_and_what_is_expected(right: str, wrong: str, said: str) -> None:
    assert right in TEXT
    with pytest.raises(DataError, match=f"^rules.toml: .*{said}"):
        parse_edition(TEXT.replace(right, wrong, 1), "rules.toml")


def test_keys_that_stand_in_buttons_are_short() -> None:
    text = TEXT.replace('"national"', '"a stage with a very long key"')
    with pytest.raises(DataError, match=r"stages\[6\]\.key: 1 to 16 small letters, digits and _"):
        parse_edition(text, "rules.toml")


def test_a_road_leads_to_stars() -> None:
    text = TEXT.replace('"rated", ', "")
    with pytest.raises(DataError, match="stages: one with 'rated' among its ends expected"):
        parse_edition(text, "rules.toml")


def test_an_edition_needs_stages() -> None:
    start, rest = TEXT.split("[[stages]]", 1)
    without = start + "[[rounds]]" + rest.split("[[rounds]]", 1)[1]
    with pytest.raises(DataError, match=r"stages: is missing"):
        parse_edition(without, "rules.toml")
    with pytest.raises(DataError, match=r"stages: at least one \[\[stages\]\] expected"):
        parse_edition("stages = []\n" + without, "rules.toml")
