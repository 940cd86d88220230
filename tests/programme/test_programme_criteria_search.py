import time
from collections import defaultdict

import pytest

from programme.criteria_files import load_criteria
from programme.criteria_search import SetFinder
from programme.edition_files import load_editions
from programme.text import fold

SETS = load_criteria(load_editions().of("2026")).sets
FINDER = SetFinder(SETS)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("mật ong", 4),
        ("mat ong", 4),
        ("MẬT ONG RỪNG SƠN ĐỘNG", 4),
        ("mat omg", 4),
        ("matong", 4),
        ("che", 11),
        ("chè shan tuyết Suối Giàng", 11),
        ("chè dây", 12),
        ("trà gừng", 12),
        ("ruou nep", 14),
        ("rượu Làng Vân", 14),
        ("rượu mận", 15),
        ("miến", 6),
        ("mien dong Na Ri", 6),
        ("mỳ Chũ", 6),
        ("banh da ke", 6),
        ("du lịch", 26),
        ("homstay", 26),
        ("vải thiều Lục Ngạn", 1),
        ("vai thieu", 1),
        ("vải thổ cẩm", 22),
        ("vải sấy", 7),
        ("gà đồi Yên Thế", 2),
        ("cá tra", 2),
        ("cá koi", 25),
        ("ca phe", 13),
        ("cà", 1),
        ("tỏi đen", 10),
        ("tương ớt", 9),
        ("nước mắm cá cơm", 9),
        ("nem Bùi", 8),
        ("giò lụa", 8),
        ("tinh dầu sả", 20),
        ("tinh bột nghệ", 7),
        ("sâm Nam núi Dành", 20),
        ("dau goi bo ket", 19),
        ("đông trùng hạ thảo", 18),
        ("gốm Phù Lãng", 21),
        ("hoa lan hồ điệp", 23),
        ("bonsai", 24),
        ("nước ép táo", 17),
        ("nuoc khoang", 16),
        ("cơm cháy", 5),
        ("gạo nếp cái hoa vàng", 3),
        ("Trà từ cây khác", 12),
        ("honey", 4),
        ("green tea", 11),
    ],
)
def test_a_products_name_finds_its_set_first(typed: str, number: int) -> None:
    found = FINDER.find_set(typed)
    assert found
    assert found[0].number == number, found


@pytest.mark.many
def test_every_word_finds_its_own_set_with_and_without_diacritics() -> None:
    for one in SETS:
        for word in one.called:
            assert FINDER.find_set(word)[0].number == one.number, word
            numbers = {fit.number for fit in FINDER.find_set(fold(word)) if fit.score >= 100}
            assert one.number in numbers, word


def test_a_word_belongs_to_one_set_alone() -> None:
    owners: dict[str, set[int]] = defaultdict(set)
    for one in SETS:
        assert len(set(one.called)) == len(one.called)
        assert len(one.called) >= 7
        for word in one.called:
            owners[word].add(one.number)
    assert {word: sets for word, sets in owners.items() if len(sets) > 1} == {}


def test_what_may_mean_two_things_offers_both() -> None:
    assert [fit.number for fit in FINDER.find_set("ruou nep")][:2] == [14, 15]
    assert {fit.number for fit in FINDER.find_set("dua", 2)} == {1, 21}
    fish, pets = (fit.number for fit in FINDER.find_set("cá chép", 2))
    assert (fish, pets) == (2, 25)


def test_diacritics_count_when_they_are_typed() -> None:
    plain, accented = FINDER.find_set("ca phe")[0], FINDER.find_set("cà phê")[0]
    assert (plain.word, accented.word) == ("cà phê", "cà phê")
    assert accented.score > plain.score


@pytest.mark.parametrize("typed", ["", "   ", "xyz", "12345", "🌾🌾", "?!", "a" * 5000, "\u200b"])
def test_what_is_no_product_finds_nothing(typed: str) -> None:
    assert FINDER.find_set(typed) == ()


def test_as_many_as_asked_for_and_quickly() -> None:
    assert len(FINDER.find_set("bánh", 2)) == 2
    start = time.process_time()
    for _ in range(5):
        FINDER.find_set("rượu nếp cái hoa vàng của bà con xã Tân Yên nấu bằng men lá " * 3)
    assert (time.process_time() - start) / 5 < 0.2
