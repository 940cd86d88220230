import re
from importlib import resources

import pytest

from programme.ideas import MAX_NAME, MAX_TEXT
from programme.notices import load_notices, parse_notices
from programme.reader import DataError
from programme.text import clean, utf16_len
from programme.units import load_units

NOTICES = load_notices()
TEXT = (resources.files("programme") / "data" / "notices.toml").read_text("utf-8")


def test_what_the_demo_shows() -> None:
    assert {product.name for product in NOTICES.products} >= {"Ba kích tím Sơn Động"}
    assert {product.producer for product in NOTICES.products} >= {"HTX nông nghiệp Quỳnh Phong"}
    assert {notice.key for notice in NOTICES.notices} >= {"rounds", "class_owners", "model"}
    rounds = next(notice for notice in NOTICES.notices if notice.key == "rounds")
    for fact in ("15/6", "15/10", "10/7", "30/10"):
        assert fact in rounds.text.vi
        assert fact in rounds.text.en
    assert rounds.source.issuer.said_in("en") == "Farmers' Union of Bắc Giang"


def test_places_and_areas_exist() -> None:
    territory = load_units()
    for product in NOTICES.products:
        unit = territory.unit(product.place)
        assert unit is not None
        assert unit.level == "commune"
        assert territory.contains("18", unit.code)
    for notice in NOTICES.notices:
        assert territory.communes_of(notice.area)
    named = {notice.key: territory.unit(notice.area) for notice in NOTICES.notices}
    assert [str(named[key]) for key in ("model", "ba_kich", "bac_kan")] == [
        "huyện Tân Yên",
        "huyện Sơn Động",
        "tỉnh Thái Nguyên",
    ]


def test_texts_fit_a_screen() -> None:
    for notice in NOTICES.notices:
        for language in ("vi", "en"):
            text = notice.text.said_in(language)
            assert utf16_len(notice.title.said_in(language)) <= 60
            assert utf16_len(text) <= 500
            assert clean(text, lines=True) == text
            for sentence in re.split(r"[.!?\n]+", text):
                assert len(sentence.split()) <= 20, sentence
    for product in NOTICES.products:
        assert len(product.name) <= MAX_NAME
        assert len(product.special) <= MAX_TEXT


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('source = "plan"', 'source = "hearsay"', r"notices\[1\]\.source: one of plan, schemes"),
        ('group = "herbal"', 'group = "herbs"', r"products\[1\]\.group: one of food, drink"),
        ('area = "18"', "", r"notices\[1\]\.area: is missing"),
        ("[[sources]]", "[[sources]", "not TOML"),
    ],
)
def test_errors_name_the_key(right: str, wrong: str, said: str) -> None:
    assert right in TEXT
    with pytest.raises(DataError, match=f"^news.toml: .*{said}"):
        parse_notices(TEXT.replace(right, wrong, 1), "news.toml")
