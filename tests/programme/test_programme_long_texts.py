"""A message may have 4,096 characters. Whatever they are, reading them takes no time worth saying:
all people are served by one process, so that one person's text must not hold up the others."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme import place_search, quantity, text
from programme.contact import parse_contact
from programme.ideas import SUPPORT, parse_idea_code
from programme.intents import intent
from programme.place_query import Query
from programme.quantity import Quantity, QuantityFault, QuantityProblem, parse_quantity
from programme.text import best_choice, best_choices
from programme.units import Territory, load_units
from tests.quickly import is_quick

LONGEST = 4096
CHOICES: Mapping[str, Sequence[str]] = {choice.key: (choice.label,) for choice in SUPPORT}
# Each repeats something that one of the readers takes for the beginning of what it looks for.
PATTERNS = (
    *("h t x p tt ", "k ", "van ", "một hai ba trăm nghìn ", "nửa ", "t ", "1 kg ", "1 k k ", "1."),
    *("½", "1/2 ", "111 ", "9", "0o", "-", "1-", "mỗi tháng", "năm 20", "a,", "a và ", "1,", "1 "),
    *("a\n", "tên là tôi ", "yt-", "yt2026-", "xã sơn động ", "An Đông ", "số điện thoại ", "+("),
    *("không ", "a\u0301\u0323", "\ufdfa", "😀", "\0", "\u202e", "ab", "k", "-½ "),
)


@pytest.fixture(scope="module")
def territory() -> Territory:
    return load_units()


@pytest.fixture(scope="module")
def readers(territory: Territory) -> dict[str, Callable[[str], object]]:
    return {
        "quantity": parse_quantity,
        "contact": parse_contact,
        "choice": lambda typed: best_choice(typed, CHOICES),
        "choices": lambda typed: best_choices(typed, CHOICES),
        "intent": intent,
        "place": territory.search,
        "code": parse_idea_code,
    }


@pytest.mark.many
@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_long_text_is_soon_read(
    readers: Mapping[str, Callable[[str], object]], pattern: str
) -> None:
    typed = (pattern * LONGEST)[:LONGEST]
    for read in readers.values():
        assert is_quick(partial(read, typed), 1)


@given(
    st.lists(st.sampled_from(PATTERNS) | st.text(min_size=1, max_size=12), min_size=1, max_size=6),
    st.integers(1, LONGEST),
)
def test_no_long_text_raises(
    readers: Mapping[str, Callable[[str], object]], parts: list[str], length: int
) -> None:
    once = "".join(parts)
    typed = (once * (length // len(once) + 1))[:length]
    for read in readers.values():
        read(typed)


@given(st.text(max_size=LONGEST))
def test_no_text_at_all_raises(readers: Mapping[str, Callable[[str], object]], typed: str) -> None:
    for read in readers.values():
        read(typed)


def test_units_without_a_number_are_few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = 0
    in_words = quantity._in_words

    def counted(words: Sequence[str]) -> int | None:
        nonlocal tries
        tries += 1
        assert tries < 2_000
        return in_words(words)

    monkeypatch.setattr(quantity, "_in_words", counted)
    assert parse_quantity("h t x p tt " * 372) == QuantityFault(QuantityProblem.NO_NUMBER)
    assert tries > 0


@pytest.mark.parametrize("word", ["k ", "van ", "tram ", "trieu "])
def test_words_for_thousands_one_after_another_are_no_number(word: str) -> None:
    assert parse_quantity(word * (4_000 // len(word)) + "kg") == QuantityFault(
        QuantityProblem.NO_NUMBER
    )


def test_the_longest_number_in_words_is_read_whole() -> None:
    nines = "chín trăm chín mươi chín"
    typed = f"nhà tôi mỗi năm được {nines} triệu {nines} nghìn {nines} chai"
    assert parse_quantity(typed) == Quantity(Decimal(999_999_999), "bottle")


def test_far_more_parts_than_choices_are_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    best = text.best_choice

    def counted(typed: str, choices: Mapping[str, Sequence[str]]) -> str | None:
        nonlocal compared
        compared += 1
        return best(typed, choices)

    monkeypatch.setattr(text, "best_choice", counted)
    for typed in ("½" * LONGEST, "1." * 2048, "a," * 2048, "1, 2, " * 600):
        compared = 0
        assert best_choices(typed, CHOICES) is None
        assert compared <= 1
    some = tuple(CHOICES)[:2]
    assert best_choices("1, 2, " * len(CHOICES), CHOICES) == some


def test_a_thousand_letters_are_no_choice() -> None:
    label = CHOICES[next(iter(CHOICES))][0]
    assert best_choice(f"{label} {'a ' * 400}", CHOICES) is not None
    assert best_choice(f"{label} {'a ' * 500}", CHOICES) is None
    assert best_choices("\ufdfa" * LONGEST, CHOICES) is None


def test_an_address_in_full_is_looked_up_whole(territory: Territory) -> None:
    (found, *_) = territory.search("thôn Đồng Mận, xã Quế Nham, huyện Tân Yên, tỉnh Bắc Giang")
    assert found.old_name == "xã Quế Nham, huyện Tân Yên"


def test_a_commune_its_district_and_its_province_may_share_a_name(territory: Territory) -> None:
    (found, *_) = territory.search("phường Bắc Ninh, thành phố Bắc Ninh, tỉnh Bắc Ninh")
    (plain, *_) = territory.search("phường Bắc Ninh, thành phố Bắc Ninh")
    assert found.unit == plain.unit


def test_a_name_said_again_and_again_is_looked_up_three_times(
    territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = 0
    lay = place_search._lay

    def counted(
        query: Query, name: tuple[str, ...], shift: int, seen: dict[tuple[str, str], float]
    ) -> object:
        nonlocal laid
        laid += 1
        return lay(query, name, shift, seen)

    monkeypatch.setattr(place_search, "_lay", counted)
    territory.search("sơn động, sơn động, sơn động")
    thrice, laid = laid, 0
    territory.search("sơn động, " * 8)
    assert 0 < laid <= thrice
