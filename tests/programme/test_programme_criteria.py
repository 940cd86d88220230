import re
from collections import Counter

import pytest

from programme.criteria import CriteriaSet, Criterion, Kind, Option
from programme.criteria_files import (
    LONGEST_ANSWER,
    LONGEST_ASK,
    LONGEST_TOPIC,
    load_criteria,
)
from programme.edition_files import load_editions
from programme.ideas import GROUPS, PAPERS
from programme.reader import Names
from tests.programme.criteria_2026_figures import DOUBTS, REQUIREMENTS, SETS

EDITIONS = load_editions()
CRITERIA = load_criteria(EDITIONS.of("2026"))
NUMBERS = range(1, 27)


def option_figures(options: tuple[Option, ...]) -> str:
    """The figures as the table has them: points, stars, a stroke between two cases."""
    written: list[str] = []
    for place, option in enumerate(options):
        if place and option.case != options[place - 1].case:
            written.append("/")
        written.append(f"{option.points}{'*' * (option.min_star or 0)}")
    return " ".join(written)


def figures(one: CriteriaSet) -> str:
    maxima = " ".join(f"{section.id}={section.max}" for section in one.sections)
    lines = [f"{c.id} {c.max}: {option_figures(c.options)}" for c in one.criteria]
    return f"{one.group} {maxima}; {'; '.join(lines)}"


@pytest.mark.parametrize("number", NUMBERS)
def test_figures_are_those_of_the_decision(number: int) -> None:
    one = CRITERIA.set(number)
    assert one is not None
    assert figures(one) == SETS[number]
    conditions = [f"{r.kind.value}@{r.scope}" for r in one.requirements]
    assert " ".join(conditions) == REQUIREMENTS[number]
    assert " ".join(f"{d.code}@{d.where}" for d in one.doubts) == DOUBTS.get(number, "")


def test_26_sets_of_100_points() -> None:
    assert [one.number for one in CRITERIA.sets] == list(NUMBERS) == list(SETS)
    assert sum(len(one.criteria) for one in CRITERIA.sets) == 787
    assert sum(len(c.options) for one in CRITERIA.sets for c in one.criteria) == 2557
    for one in CRITERIA.sets:
        points: Counter[str] = Counter()
        for section in one.sections:
            best = [max(option.points for option in c.options) for c in section.criteria]
            points[section.part] += sum(best)
        assert points == {"A": 40, "B": 25, "C": 35}


def test_six_groups_as_ideas_have_them() -> None:
    assert [group.key for group in CRITERIA.edition.groups] == [choice.key for choice in GROUPS]
    sizes = [len(CRITERIA.in_group(group.key)) for group in CRITERIA.edition.groups]
    assert sizes == [13, 4, 3, 2, 3, 1]


def test_the_source_is_taken_as_it_stands_where_it_contradicts_itself() -> None:
    used = {
        (one.number, doubt.where): (doubt.option, doubt.source, doubt.used)
        for one in CRITERIA.sets
        for doubt in one.doubts
        if doubt.used is not None
    }
    assert used == {
        (4, "1.2"): (1, None, 0),
        (4, "7"): (3, "13", 3),
        (7, "1.2"): (1, None, 0),
        (10, "1.2"): (1, None, 0),
        (11, "1.2"): (1, None, 0),
        (11, "6.1.1"): (2, "11", 1),
        (23, "9"): (None, "4 1", 4),
        (26, "A"): (None, None, 40),
    }
    seventh, flowers = CRITERIA.set(7), CRITERIA.set(23)
    assert seventh is not None
    assert flowers is not None
    assert [option.points for option in seventh.by_id["3.1"].options] == [1, 1, 3]
    assert [option.points for option in flowers.by_id["6.2"].options] == [1, 1, 3, 5]


def all_texts() -> list[tuple[str, Names, int]]:
    found = []
    for key, question in CRITERIA.questions.items():
        found += [(key, question.topic, LONGEST_TOPIC), (key, question.ask, LONGEST_ASK)]
        found += [(key, text, LONGEST_ASK) for text in (question.hint,) if text is not None]
        found += [(key, text, LONGEST_ANSWER) for text in question.answers]
        found += [(key, text, LONGEST_ANSWER) for text in (question.none,) if text is not None]
    for key, condition in CRITERIA.conditions.items():
        found += [(key, condition.ask, LONGEST_ASK), (key, condition.way_out, 200)]
        found += [(key, condition.good, LONGEST_ANSWER), (key, condition.bad, LONGEST_ANSWER)]
    return found


def test_texts_stand_in_both_languages_and_fit_a_phone() -> None:
    texts = all_texts()
    assert len(texts) > 900
    for key, text, longest in texts:
        assert 0 < len(text.vi) <= longest, (key, text.vi)
        assert 0 < len(text.en) <= longest, (key, text.en)
        assert re.search(r"\s{2}|\s[.,?…]|[.,?]{2}", text.vi + text.en) is None, (key, text)


def test_a_farmer_is_spoken_to_in_short_sentences() -> None:
    office = r"theo quy định|chủ thể|địa bàn|người dùng|quý khách|hệ thống|vui lòng|hợp lệ\?"
    for key, text, _ in all_texts():
        assert re.search(office, text.vi, re.I) is None, (key, text.vi)
        for sentence in re.split(r"[.;:?!]\s", text.vi):
            assert len(sentence.split()) <= 20, (key, sentence)


def test_an_answer_makes_sense_by_itself() -> None:
    """Results and advice show one answer alone, without those above it."""
    leaning = re.compile(r"Như vậy|Như trên|Thêm |Cả hai|That,|Also (?!at)|Both,")
    for key, question in CRITERIA.questions.items():
        for answer in question.answers:
            assert leaning.match(answer.vi) is None, (key, answer.vi)
            assert leaning.match(answer.en) is None, (key, answer.en)


def test_questions_end_as_questions_and_are_asked_once() -> None:
    for language in ("vi", "en"):
        asked = [question.ask.said_in(language) for question in CRITERIA.questions.values()]
        asked += [condition.ask.said_in(language) for condition in CRITERIA.conditions.values()]
        assert all(text.endswith("?") for text in asked)
        assert [text for text, times in Counter(asked).items() if times > 1] == []


def test_every_question_condition_and_paper_is_used() -> None:
    used = {c.question.key for one in CRITERIA.sets for c in one.criteria}
    assert used == set(CRITERIA.questions)
    asked = {condition.key for one in CRITERIA.sets for condition, _ in one.conditions()}
    assert asked == set(CRITERIA.conditions)
    papers = {paper for question in CRITERIA.questions.values() for paper in question.papers}
    papers |= {paper for item in CRITERIA.conditions.values() for paper in item.papers}
    assert papers == set(CRITERIA.papers)


def test_papers_lead_to_those_of_ideas_and_of_the_dossier() -> None:
    known = {choice.key for choice in PAPERS} - {"none"}
    assert known <= set(CRITERIA.papers)
    dossier = {paper.key for paper in CRITERIA.edition.papers} - {"form1", "form2"}
    assert {paper.dossier for paper in CRITERIA.papers.values()} - {None} == dossier


def test_no_question_comes_twice_in_a_set() -> None:
    for one in CRITERIA.sets:
        keys = [criterion.question.key for criterion in one.criteria]
        assert len(set(keys)) == len(keys), one.number


def exhaustive(criterion: Criterion) -> bool:
    return criterion.options[0].points == 0


def test_somebody_at_none_of_the_answers_can_say_so() -> None:
    """Where even the first answer is worth something, there must be one for those below it, unless
    the answers leave nothing out."""
    everyone = {
        "handling-fresh",
        "handling-animal",
        "handling-honey",
        "processing-depth",
        "processing-local",
        "drink-craft",
        "water-refining",
        "craft-making",
        "craft-design",
        "flower-handling",
        "flower-colour",
        "flower-design",
        "plant-care",
        "plant-art",
        "plant-design",
        "animal-care",
        "capacity",
        "impurities-some",
        "smell-fruit",
        "living-form",
        "living-colour",
        "unique-living",
        "unique-flower",
        "tour-new-rural",
    }
    without = {
        criterion.question.key
        for one in CRITERIA.sets
        for criterion in one.criteria
        if not exhaustive(criterion) and criterion.question.none is None
    }
    assert without == everyone


def test_knock_outs_come_first_and_once() -> None:
    for one in CRITERIA.sets:
        asked = one.conditions()
        assert len({condition for condition, _ in asked}) == len(asked)
        kinds = [list(Kind).index(kind) for _, kind in asked]
        assert kinds == sorted(kinds)
    tourism, cosmetics = CRITERIA.set(26), CRITERIA.set(19)
    assert tourism is not None
    assert tourism.conditions() == ()
    assert cosmetics is not None
    assert [(condition.key, kind) for condition, kind in cosmetics.conditions()] == [
        ("maker-qualified-cosmetic", Kind.DISQUALIFY),
        ("declared-cosmetic", Kind.DISQUALIFY),
        ("registered", Kind.DISQUALIFY),
        ("material-known", Kind.DISQUALIFY),
    ]


def test_a_requirement_is_asked_noted_or_seen_in_the_answers() -> None:
    for one in CRITERIA.sets:
        for requirement in one.requirements:
            assert requirement.asks or requirement.note is not None
            if requirement.kind is not Kind.REQUIRE:
                assert requirement.asks or requirement.zero_of


def test_notes_stand_with_their_criterion() -> None:
    honey = CRITERIA.set(4)
    assert honey is not None
    assert [note.en[:21] for note in honey.notes_on("5.3")] == ["The story should tell"]
    assert honey.notes_on("5.1") == ()
    water = CRITERIA.set(16)
    assert water is not None
    assert len(water.notes_on("6.2")) == 1
    with pytest.raises(KeyError):
        honey.notes_on("99")


def test_a_storys_details_wait_for_the_story() -> None:
    waiting = {(c.question.key, c.after) for one in CRITERIA.sets for c in one.criteria if c.after}
    assert waiting == {
        ("story-shape", "5.1"),
        ("story-soul", "5.1"),
        ("tour-story-shown", "5.1"),
    }


def test_sets_share_questions() -> None:
    asked_in: dict[str, set[int]] = {key: set() for key in CRITERIA.questions}
    for one in CRITERIA.sets:
        for criterion in one.criteria:
            asked_in[criterion.question.key].add(one.number)
    assert asked_in["packaging"] == set(range(1, 21))
    assert sum(len(numbers) > 1 for numbers in asked_in.values()) > 40
