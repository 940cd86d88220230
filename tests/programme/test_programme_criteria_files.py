import re
from dataclasses import replace

import pytest

from programme.criteria import Condition, Effort
from programme.criteria_files import (
    has_criteria,
    load_all_criteria,
    load_criteria,
    parse_criteria,
)
from programme.edition_files import collect, load_editions
from programme.editions import Group
from programme.reader import DataError
from programme.text import fold
from tests.programme.edition_2027 import with_2027
from tests.programme.small_criteria import EDITION, FILES, NAME, small

EDITIONS = load_editions()


def test_only_the_2026_edition_has_criteria() -> None:
    assert not has_criteria(EDITIONS.of("2024"))
    with pytest.raises(DataError, match="there are no criteria of edition 2024"):
        load_criteria(EDITIONS.of("2024"))
    assert load_criteria(EDITIONS.of("2026")).set(27) is None


def test_another_edition_is_one_more_folder() -> None:
    criteria = small()
    one = criteria.set(1)
    assert one is not None
    assert (one.group, [c.id for c in one.criteria]) == (
        "food",
        ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2"],
    )
    assert one.by_id["1.2"].question.effort is Effort.WEEKS
    assert [one.by_id["1.2"].needed_for(stars) for stars in (3, 4, 5)] == [None, 2, 3]
    assert one.sections[0].subgroups[0].max == 12
    assert isinstance(criteria.conditions["safe"], Condition)
    assert fold(one.called[0]) == "mat ong"


def test_an_edition_of_one_file_keeps_the_sets_and_counts_by_its_own_thresholds() -> None:
    found = load_all_criteria(with_2027())
    assert sorted(found) == ["2026", "2027"]
    kept, now = found["2026"], found["2027"]
    assert now.sets == kept.sets
    assert (now.edition.key, now.edition.decision.number) == ("2027", "5/2027/QĐ-TTg")
    assert [level.from_points for level in now.edition.stars] == [90, 75, 50, 30, 0]
    assert now.decision.number == kept.decision.number == "26/2026/QĐ-TTg"


def test_an_edition_may_not_list_sets_that_there_are_not() -> None:
    group = Group("food", NAME, (1, 2, 30))
    odd = replace(with_2027().of("2027"), groups=(group,))
    with pytest.raises(DataError, match="number: a set that the edition lists"):
        load_all_criteria(collect([EDITIONS.of("2026"), odd]))


SET, QUESTIONS, CONDITIONS = "set-01.toml", "questions-all.toml", "conditions.toml"


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        (SET, "number = 1", "number = 2", "number: a set that the edition lists in a group"),
        (SET, 'called = ["mật ong", "chè"]', "called = []", "called: a list of texts in quotes"),
        (SET, 'called = ["mật ong", "chè"]', 'called = ["a", 2]', "called: a list of texts"),
        (SET, 'called = ["mật ong", "chè"]', 'called = ["a", " "]', "called: a list of texts"),
        (SET, 'kind = "require"', 'kind = "refuse"', r"requirements\[1\]\.kind: one of disqualify"),
        (SET, 'scope = "2.1"', 'scope = "9.9"', r"requirements\[1\]\.scope: one of 1\.1, "),
        (SET, 'note = "hint"', "", r"requirements\[1\]\.asks: a condition, or a note, expected"),
        (SET, 'note = "hint"', 'note = "joke"', r"requirements\[1\]\.note: one of hint"),
        (SET, 'asks = ["safe"]', 'asks = ["sure"]', r"requirements\[2\]\.asks: a list out of safe"),
        (SET, 'zero_of = ["1.1"]', 'zero_of = ["7"]', r"\[3\]\.zero_of: a list out of 1\.1"),
        (SET, 'id = "A1"', 'id = "C1"', r"sections\[1\]\.id: the letter of a part and a number"),
        (SET, 'id = "A1"', 'id = "B2"', "sections: a different id in each section and criterion"),
        (SET, 'name = "all"', 'name = "some"', r"sections\[1\]\.name: one of all"),
        (SET, "max = 12\n", "max = 11\n", r"sections\[1\]\.max: the sum of the criteria's maxima"),
        (SET, 'id = "1", max = 12', 'id = "1", max = 9', r"\[1\]\.subgroups: the sum of the crit"),
        (SET, 'id = "1.2"', 'id = "1.1"', "sections: a different id in each"),
        (SET, "max = 4,", "max = 3,", r"criteria\[1\]\.max: the points of the best option"),
        (SET, '"quick"', '"quack"', r"criteria\[1\]\.question: one of quick"),
        (SET, '"quick"', '"slow"', r"criteria\[1\]\.options: as many as the question has answers"),
        (
            SET,
            "{ points = 0 }",
            "{ points = 3 }",
            r"criteria\[1\]\.options: points that never fall",
        ),
        (SET, "points = 0", "points = -1", r"options\[1\]\.points: a whole number from 0"),
        (SET, "min_star = 4", "min_star = 5", r"criteria\[2\]\.options: stars that rise"),
        (SET, "min_star = 4", "min_star = 2", r"options\[3\]\.min_star: a whole number from 3"),
        (SET, "min_star = 4", "minstar = 4", r"options\[3\]\.minstar: no such key"),
        (SET, 'after = "2.1"', 'after = "2.2"', r"an earlier criterion in 'after' of 2\.2"),
        (SET, 'where = "1.1"', 'where = "D"', r"doubts\[1\]\.where: one of"),
        (SET, "[[sections]]", "[[sections]", "not TOML"),
        (QUESTIONS, 'effort = "days"', 'effort = "soon"', r"questions\[1\]\.effort: one of days"),
        (QUESTIONS, '["story"]', '["tale"]', r"questions\[1\]\.papers: a list out of story"),
        (QUESTIONS, 'key = "slow"', 'key = "quick"', "questions: a different key in each"),
        (QUESTIONS, '"hỏi quick?"', f'"{"h" * 161}"', r"\[1\]\.ask: a text of at most 160"),
        (QUESTIONS, '"đáp 1"', f'"{"h" * 61}"', r"answers\[2\]\.vi: a text of at most 60"),
        (QUESTIONS, '"answer 1"', '"answer 0"', r"questions\[1\]\.answers: a different text in"),
        (QUESTIONS, '"none"', '"answer 0"', r"questions\[1\]\.answers: a different text in each"),
        (QUESTIONS, 'vi = "đáp 1", ', "", r"questions\[1\]\.answers\[2\]\.vi: is missing"),
        (CONDITIONS, "good = ", "fine = ", r"conditions\[1\]\.good: is missing"),
        (CONDITIONS, '["story"]', "[]", r"conditions\[1\]\.papers: a list out of story"),
        ("papers.toml", 'dossier = "story"', 'dossier = "x"', r"papers\[1\]\.dossier: one of"),
        ("sections.toml", "place", "places", "place: is missing"),
    ],
)
def test_errors_name_file_key_and_what_is_expected(
    file: str, right: str, wrong: str, said: str
) -> None:
    with pytest.raises(DataError, match=f"^{re.escape(file)}: .*{said}"):
        small(file, right, wrong)


def test_a_file_that_lacks_is_named() -> None:
    without = {name: text for name, text in FILES.items() if name != CONDITIONS}
    with pytest.raises(DataError, match=r"conditions\.toml: is missing"):
        parse_criteria(EDITION, without)
    without = {name: text for name, text in FILES.items() if name != SET}
    with pytest.raises(DataError, match="the sets that edition small lists expected"):
        parse_criteria(EDITION, without)
    twice = {**FILES, "questions-more.toml": FILES[QUESTIONS]}
    with pytest.raises(DataError, match=r"questions-more\.toml: questions: \w+ stands in another"):
        parse_criteria(EDITION, twice)
