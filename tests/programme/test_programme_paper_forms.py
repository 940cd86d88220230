"""The forms as data: what is packaged, and what is wrong in a file."""

from dataclasses import replace
from importlib import resources

import pytest

from programme.edition_files import collect, load_editions
from programme.paper_forms import VALUES, load_all_forms, load_forms, parse_forms
from programme.reader import DataError
from tests.programme.edition_2027 import with_2027

EDITION = load_editions().of("2026")
TEXT = (resources.files("programme") / "data" / "forms-2026.toml").read_text(encoding="utf-8")


def test_the_edition_of_2026_has_both_forms_and_that_of_2024_none() -> None:
    found = load_forms(EDITION)
    assert found is not None
    assert [form.paper for form in found.forms] == ["form1", "form2"]
    assert load_forms(load_editions().of("2024")) is None
    assert found.of("form2") is found.forms[1]
    assert found.of("awards") is None


def test_an_edition_of_one_file_keeps_the_forms_whose_paper_it_still_asks_for() -> None:
    editions = with_2027()
    found = load_all_forms(editions)
    assert sorted(found) == ["2026", "2027"]
    assert found["2027"] == found["2026"]
    later = editions.of("2027")
    papers = tuple(paper for paper in later.papers if paper.key != "form1")
    found = load_all_forms(collect([EDITION, replace(later, papers=papers)]))
    assert [form.paper for form in found["2027"].forms] == ["form2"]
    assert "2027" not in load_all_forms(collect([EDITION, replace(later, papers=papers[1:])]))


def test_everything_known_of_a_dossier_stands_in_some_form() -> None:
    found = load_forms(EDITION)
    assert found is not None
    asked = {f.value for form in found.forms for s in form.sections for f in s.fields}
    assert asked - {None} == set(VALUES)
    tables = {s.table for form in found.forms for s in form.sections}
    assert tables >= {"papers", "parts", "criteria"}


def test_the_decision_is_named_and_no_identity_card_is_asked_for() -> None:
    found = load_forms(EDITION)
    assert found is not None
    assert "{decision}" in found.words["basis"]
    folded = TEXT.casefold()
    assert "căn cước" not in folded
    assert "cccd" not in folded
    assert "chứng minh nhân dân" not in folded


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('edition = "2026"', 'edition = "2027"', 'edition: "2026" expected'),
        ('paper = "form1"', 'paper = "form9"', "forms[1].paper: one of form1"),
        ('value = "kind"', 'value = "kin"', "fields[2].value: one of producer"),
        ('table = "parts"', 'table = "part"', "table: one of papers"),
        ('motto = "', 'mottto = "', "words.motto: is missing"),
        ('signers = ["Người nhận hồ sơ", ', "signers = [", "1 texts, one for each signer"),
        ("[[forms]]", "[[forms", "forms-2026.toml: "),
        ('file = "mau-01', 'colour = "red"\nfile = "mau-01', "colour: no such key"),
    ],
)
def test_a_mistake_names_file_key_and_what_is_expected(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises(DataError) as error:
        parse_forms(TEXT.replace(old, new, 1), "forms-2026.toml", EDITION)
    assert said in str(error.value)
    assert str(error.value).startswith("forms-2026.toml: ")
