"""What people type on a phone, and what each kind of question makes of it."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.asked import AskBack, Asked, Got, Problem, Reading
from handlers.fields import (
    Amount,
    Contact,
    Day,
    Kind,
    OneOf,
    Photos,
    Place,
    SeveralOf,
    Text,
    TextOrVoice,
    fits,
    say,
)
from handlers.officer.assisted import AGREED
from handlers.officer.classes_plan import WHO
from handlers.reading import LONGEST_TYPED, read_shared_contact, read_typed, read_value
from handlers.voice import Html
from handlers.world import World
from programme.class_audience import EVERYBODY
from programme.ideas import GROUPS, NO_PAPERS, PAPERS, SUPPORT
from programme.quantity import UNITS
from storage.drafts import Answer
from tests.quickly import is_quick

TODAY = date(2026, 6, 30)
KINDS: tuple[Kind, ...] = (
    Text(),
    TextOrVoice(),
    Amount(),
    OneOf(GROUPS),
    SeveralOf(PAPERS, alone=NO_PAPERS, none=True),
    SeveralOf(SUPPORT),
    Place(),
    Contact(),
    Photos(),
    Day(),
    Day(ahead=False),
)


def asked(world: World, pending: Answer = None) -> Asked:
    return Asked(world.voice("vi"), world.territory, TODAY, pending)


def read(world: World, kind: Kind, typed: str, pending: Answer = None) -> Reading:
    return read_typed(kind, typed, asked(world, pending))


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        (Text(), "  Ba   kích\u200b tím ", "Ba kích tím"),
        (TextOrVoice(), "ngon\nvà sạch", "ngon\nvà sạch"),
        (SeveralOf(PAPERS, alone=NO_PAPERS, none=True), "chưa có gì cả", [NO_PAPERS]),
        (SeveralOf(PAPERS, alone=NO_PAPERS, none=True), "ko co giay gi ca", [NO_PAPERS]),
        (SeveralOf(SUPPORT, wished=True), "cần vốn", ["capital"]),
        (SeveralOf(SUPPORT, wished=True), "can von", ["capital"]),
        (SeveralOf(SUPPORT, wished=True), "tôi cần vay vốn", ["capital"]),
        (AGREED.kind, "có", "spoken"),
        (AGREED.kind, "co a", "spoken"),
        (AGREED.kind, "Đồng ý rồi", "spoken"),
        (AGREED.kind, "ky tren giay", "paper"),
        (Amount(), "1,5 tan", {"value": "1.5", "unit": "tonne"}),
        (Amount(), "khoảng 2.000 chai", {"value": "2000", "unit": "bottle"}),
        (OneOf(GROUPS), "do uong", "drink"),
        (OneOf(GROUPS), "2", "drink"),
        (OneOf(GROUPS), "Handicrafts", "craft"),
        (SeveralOf(PAPERS, alone=NO_PAPERS, none=True), "chưa có", [NO_PAPERS]),
        (
            SeveralOf(PAPERS, alone=NO_PAPERS, none=True),
            "1, 5",
            ["business_registration", "barcode_qr"],
        ),
        (Contact(), "Lan 0912.345.678", {"name": "Lan", "phone": "+84912345678"}),
        (Day(), "1/7", "2026-07-01"),
        (Day(), "29/6", "2027-06-29"),
        (Day(), "hôm nay", "2026-06-30"),
        (Day(), "mai", "2026-07-01"),
        (Day(ahead=False), "1/7", "2025-07-01"),
        (Day(ahead=False), "hom qua", "2026-06-29"),
        (Day(), "ngày 5.9.27", "2027-09-05"),
    ],
)
def test_what_is_understood(world: World, kind: Kind, typed: str, answer: Answer) -> None:
    assert read(world, kind, typed) == Got(answer)
    assert fits(kind, answer)


@pytest.mark.parametrize(
    ("kind", "typed", "needed"),
    [
        (Text(), "a", "Ngắn quá"),
        (Text(), "🌾🌾🌾", "Ngắn quá"),
        (Text(most=5), "sáu chữ", "Dài quá: 7 chữ cái, mà chỉ ghi được 5."),
        (Contact(), f"{'Lan ' * 20} 0912 345 678", "79 chữ cái, mà chỉ ghi được 60."),
        (Amount(), "nhiều", "một con số kèm đơn vị"),
        (Amount(), "5 tấn mỗi vụ", "cả năm"),
        (Amount(), "2,5 chai", "số không lẻ"),
        (Amount(), "-3 tấn", "lớn hơn 0"),
        (Amount(), "99999999999 kg", "lớn quá"),
        (OneOf(GROUPS), "con mèo", "chưa rõ"),
        (SeveralOf(PAPERS, alone=NO_PAPERS, none=True), "1, 7", "chưa rõ"),
        (SeveralOf(PAPERS, alone=NO_PAPERS, none=True), "tem nhãn và con mèo", "chưa rõ"),
        (Place(), "qwertyuiop", "chưa tìm thấy"),
        (Place(), "tinh bac giang", "tỉnh Bắc Giang thì rộng quá"),
        (Place(), "Hà Nội", "thành phố Hà Nội thì rộng quá"),
        (Contact(), "12", "chưa thấy số điện thoại"),
        (Contact(), "0912 345 67", "thiếu 1 chữ số"),
        (Contact(), "0912 345 678 9", "thừa 1 chữ số"),
        (Photos(), "đây", "cần ảnh"),
        (Day(), "31/2", "chưa rõ ngày"),
        (Day(), "29/6/2026", "qua rồi"),
        (Day(ahead=False), "1/7/2026", "chưa tới"),
    ],
)
def test_what_is_needed(world: World, kind: Kind, typed: str, needed: str) -> None:
    found = read(world, kind, typed)
    assert isinstance(found, Problem), found
    assert needed in found.text


def test_a_number_alone_is_asked_for_its_unit(world: World) -> None:
    found = read(world, Amount(), "1.500")
    assert isinstance(found, AskBack)
    assert "1.500 tính bằng gì?" in found.text
    assert ("bottle", "chai") in found.choices
    chosen = read_value(Amount(), "bottle", asked(world, found.pending))
    assert chosen == Got({"value": "1500", "unit": "bottle"})
    assert read(world, Amount(), "chai", found.pending) == chosen
    assert read(world, Amount(), "3 tấn", found.pending) == Got({"value": "3", "unit": "tonne"})
    assert read_value(Amount(), "bottle", asked(world)) is None
    assert read_value(Amount(), "parsec", asked(world, found.pending)) is None


def test_half_a_bottle_is_asked_again(world: World) -> None:
    found = read(world, Amount(), "2,5")
    assert isinstance(found, AskBack)
    again = read_value(Amount(), "bottle", asked(world, found.pending))
    assert isinstance(again, Problem)
    assert read_value(Amount(), "litre", asked(world, found.pending)) == Got(
        {"value": "2.5", "unit": "litre"}
    )


def test_places_to_choose_from(world: World) -> None:
    found = read(world, Place(), "Sơn Động, Bắc Giang")
    assert isinstance(found, AskBack)
    assert 1 < len(found.choices) <= 6
    code, label = found.choices[0]
    assert label == "1. xã Sơn Động, Bắc Ninh"
    assert read(world, Place(), "1", found.pending) == Got(code)
    assert read_value(Place(), code, asked(world)) == Got(code)
    assert isinstance(read(world, Place(), "7", found.pending), Problem | AskBack)


@pytest.mark.parametrize("typed", ["bac giang", "tp bac ninh", "son dong bac giang"])
def test_a_province_that_was_a_town_too_gives_communes(world: World, typed: str) -> None:
    found = read(world, Place(), typed)
    assert isinstance(found, AskBack)
    units = [world.territory.unit(code) for code, _ in found.choices]
    assert {unit.level for unit in units if unit is not None} == {"commune"}


def test_a_whole_province_is_an_answer_where_one_is_asked_for(world: World) -> None:
    found = read(world, Place(("province",)), "tinh bac giang")
    assert isinstance(found, AskBack)
    assert found.choices[0][0] == "18"
    assert len(found.text) <= 600


def test_a_card_from_telegram(world: World) -> None:
    voice = world.voice("vi")
    own = read_shared_contact(voice, "84912345678", "Lan", "Nguyễn", own=True)
    assert own == Got({"name": "Lan Nguyễn", "phone": "+84912345678"})
    other = read_shared_contact(voice, "84912345678", "<Minh>", None, own=False)
    assert isinstance(other, Problem)
    assert "<code>&lt;Minh&gt; 0912 345 678</code>" in other.text
    nameless = read_shared_contact(voice, "84912345678", "🌸", None, own=True)
    assert isinstance(nameless, AskBack | Got)
    assert isinstance(read_shared_contact(voice, "123", "Lan", None, own=True), Problem)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Text(most=3), "quá dài"),
        (Text(), 7),
        (TextOrVoice(), {"voice": "x"}),
        (Amount(), {"value": "many", "unit": "kg"}),
        (Amount(), {"value": "1"}),
        (OneOf(GROUPS), "poetry"),
        (SeveralOf(PAPERS, alone=NO_PAPERS, none=True), [NO_PAPERS, "trademark"]),
        (SeveralOf(PAPERS), []),
        (SeveralOf(PAPERS), ["passport"]),
        (Contact(), {"name": "Lan"}),
        (Photos(most=1), ["1", "2"]),
        (Photos(), ["x"]),
        (Day(), "30/6"),
        (Place(), ""),
    ],
)
def test_answers_of_another_release_do_not_fit(kind: Kind, answer: Answer) -> None:
    assert not fits(kind, answer)


def test_what_was_typed_is_never_markup(world: World) -> None:
    voice = world.voice("vi")
    assert say(voice, world.territory, Text(), "<b>&") == "&lt;b&gt;&amp;"
    place = say(voice, world.territory, Place(), "<nowhere>")
    assert place == "&lt;nowhere&gt;"


def test_every_kind_can_be_said(world: World) -> None:
    voice = world.voice("vi")
    answers: list[tuple[Kind, Answer, str]] = [
        (TextOrVoice(), {"voice": "7"}, "một tin nhắn thoại"),
        (Amount(), {"value": "1.5", "unit": "tonne"}, "1,5 tấn"),
        (Amount(), {"value": "?"}, "–"),
        (SeveralOf(PAPERS), ["trademark"], "Nhãn hiệu đã đăng ký"),
        (Photos(), ["1", "2"], "2 ảnh"),
        (Day(), "2026-06-30", "30/6/2026"),
        (Day(), "soon", "–"),
        (Contact(), {"name": "Lan", "phone": "+84912345678"}, "Lan, 0912 345 678"),
        (Contact(), None, "–"),
    ]
    for kind, answer, words in answers:
        assert say(voice, world.territory, kind, answer) == words
    many = say(voice, world.territory, SeveralOf(SUPPORT), [choice.key for choice in SUPPORT])
    assert many.endswith("và 17 mục nữa")


@pytest.mark.parametrize("word", [unit.words[0] for unit in UNITS.values() if unit.counted])
def test_an_amount_is_read_back_with_her_own_word_for_the_unit(world: World, word: str) -> None:
    found = read(world, Amount(), f"200 {word}")
    assert isinstance(found, Got)
    assert say(world.voice("vi"), world.territory, Amount(), found.answer) == f"200 {word}"


@given(typed=st.text(max_size=80), kind=st.sampled_from(KINDS))
def test_no_text_breaks_a_reader(world: World, typed: str, kind: Kind) -> None:
    found = read(world, kind, typed, "5")
    if isinstance(found, Got):
        assert fits(kind, found.answer)
        words = say(world.voice("vi"), world.territory, kind, found.answer)
        assert len(re.sub(r"&\w+;", "&", words)) <= 60
    else:
        assert isinstance(found.text, Html)
        assert len(found.text) <= 700


@pytest.mark.parametrize(
    "pattern", ["h t x p tt ", "k ", "½", "1.", "a,", "An Đông ", "số 1 ", "ab " * 37 + ","]
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_long_answer_holds_nobody_up(world: World, kind: Kind, pattern: str) -> None:
    typed = (pattern * 4096)[:4096]
    assert is_quick(lambda: (read(world, kind, typed), read(world, kind, typed, "an dong")), 1)


def test_a_list_in_full_is_longer_and_is_read_whole(world: World) -> None:
    voice = world.voice("vi")
    names = [voice.plain(choice.label) for choice in SUPPORT]
    typed = ";\n".join(name for name in names if not re.search(r"[,;+]|\bvà\b|\bvới\b", name))
    assert len(typed) > LONGEST_TYPED
    found = read(world, SeveralOf(SUPPORT), typed)
    assert isinstance(found, Got)
    assert found.answer == [
        choice.key for choice in SUPPORT if voice.plain(choice.label) in typed.split(";\n")
    ]
    assert isinstance(read(world, SeveralOf(SUPPORT), f"{typed};\ncon mèo"), Problem)


def test_only_what_is_kept_as_typed_is_read_beyond_its_beginning(world: World) -> None:
    space = " " * LONGEST_TYPED
    assert read(world, TextOrVoice(), f"{space}ngon và sạch") == Got("ngon và sạch")
    assert read(world, Text(), f"{space}Ba kích") == Got("Ba kích")
    assert isinstance(read(world, Amount(), f"{space}5 kg"), Problem)
    assert read(world, Amount(), f"5 kg{space}và") == Got({"value": "5", "unit": "kg"})
    late = read(world, TextOrVoice(), "a" * 1_003)
    assert isinstance(late, Problem)
    assert "Dài quá: 1.003 chữ cái, mà chỉ ghi được 1.000." in late.text


@pytest.mark.parametrize("typed", ["không", "chưa", "không đồng ý", "có lẽ"])
def test_no_agreement_is_made_of_anything_else(world: World, typed: str) -> None:
    assert isinstance(read(world, AGREED.kind, typed), Problem)


@pytest.mark.parametrize("typed", ["không cần vốn", "cần", "chưa biết"])
def test_no_wish_is_made_of_anything_else(world: World, typed: str) -> None:
    assert isinstance(read(world, SeveralOf(SUPPORT, wished=True), typed), Problem)


@pytest.mark.parametrize("typed", ["không", "chưa có", "ko"])
def test_no_is_not_everybody(world: World, typed: str) -> None:
    assert isinstance(read(world, SeveralOf(WHO, alone=EVERYBODY), typed), Problem)


@pytest.mark.parametrize("typed", ["tất cả", "ai cũng được ạ"])
def test_everybody_may_be_said(world: World, typed: str) -> None:
    assert read(world, SeveralOf(WHO, alone=EVERYBODY), typed) == Got([EVERYBODY])
