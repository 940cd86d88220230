import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.contact import (
    Contact,
    ContactFault,
    ContactProblem,
    from_telegram,
    parse_contact,
    parse_phone,
    show_phone,
)

LAN = Contact("Lan", "+84912345678")


@pytest.mark.parametrize(
    ("typed", "name", "phone"),
    [
        ("Nguyễn Văn A 0912 345 678", "Nguyễn Văn A", "+84912345678"),
        ("0912.345.678 Lan", "Lan", "+84912345678"),
        ("84912345678 Hà", "Hà", "+84912345678"),
        ("+84 (0) 912 345 678, Lan", "Lan", "+84912345678"),
        ("912345678 Lan", "Lan", "+84912345678"),
        ("số điện thoại của chị Lan: 0912-345-678", "chị Lan", "+84912345678"),
        ("Tôi tên là Trần Thị Em, sđt O912 345 67o", "Trần Thị Em", "+84912345670"),
        ("ten toi la Hoa so 0987 654 321", "Hoa", "+84987654321"),
        ("Nguyễn Văn Là 0912345678", "Nguyễn Văn Là", "+84912345678"),
        ("La Thị Sơ 0912345678", "La Thị Sơ", "+84912345678"),
        ("0204 3854 123 anh Ba", "anh Ba", "+842043854123"),
        ("01682345678 Bình", "Bình", "+84382345678"),
        ("0912345678 0987654321 Lan", "Lan", "+84912345678"),
        ("Lan 0912345678/0987654321", "Lan", "+84912345678"),
        ("Bob +1 650 253 0000", "Bob", "+16502530000"),
        ("０９１２ ３４５ ６７８ Lan", "Lan", "+84912345678"),
    ],
)
def test_name_and_number_in_one_line(typed: str, name: str, phone: str) -> None:
    assert parse_contact(typed) == Contact(name, phone)


@pytest.mark.parametrize(
    ("typed", "problem", "digits"),
    [
        ("Lan 0912 345 67", ContactProblem.TOO_SHORT, 1),
        ("0912 345", ContactProblem.TOO_SHORT, 3),
        ("84 912 345 67", ContactProblem.TOO_SHORT, 1),
        ("0204 385 412", ContactProblem.TOO_SHORT, 1),
        ("0168 234 567", ContactProblem.TOO_SHORT, 1),
        ("0912 345 6789", ContactProblem.TOO_LONG, 1),
        ("0111 345 678", ContactProblem.UNKNOWN_PREFIX, 0),
        ("+999 12 345 678", ContactProblem.NOT_A_PHONE, 0),
        ("chào tôi 55 tuổi", ContactProblem.NOT_A_PHONE, 0),
        ("", ContactProblem.NOT_A_PHONE, 0),
        ("+" * 50, ContactProblem.NOT_A_PHONE, 0),
    ],
)
def test_the_reason_says_what_is_missing(typed: str, problem: ContactProblem, digits: int) -> None:
    fault = parse_contact(typed)
    assert isinstance(fault, ContactFault)
    assert (fault.problem, fault.digits) == (problem, digits)


def test_what_was_right_is_kept() -> None:
    assert parse_contact("Lan 0912 345 67") == ContactFault(ContactProblem.TOO_SHORT, 1, "Lan")
    assert parse_contact("0912345678") == ContactFault(
        ContactProblem.MISSING_NAME, phone="+84912345678"
    )
    assert parse_contact("0912345678", known_name="Lan") == LAN
    assert parse_contact("0912345678", need_name=False) == Contact(None, "+84912345678")
    assert parse_contact("Lan " * 30 + "0912345678") == ContactFault(
        ContactProblem.NAME_TOO_LONG, 59, phone="+84912345678"
    )


def test_contact_button() -> None:
    assert from_telegram("84912345678", "Lan") == LAN
    assert from_telegram("+84912345678", "Trần", "Lan") == Contact("Trần Lan", "+84912345678")
    assert from_telegram("0912345678", "") == Contact(None, "+84912345678")
    assert from_telegram("16502530000", "Bob") == Contact("Bob", "+16502530000")
    assert isinstance(from_telegram("8491", "Lan"), ContactFault)
    assert isinstance(from_telegram("x", "Lan"), ContactFault)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842043854123", "0204 3854 123"),
        ("+16502530000", "+1 650-253-0000"),
        ("not stored by us", "not stored by us"),
    ],
)
def test_show_phone(stored: str, shown: str) -> None:
    assert show_phone(stored) == shown


MOBILE = st.from_regex(r"0(3[2-9]|7[06-9]|8[1-6]|9[0-46-8])[0-9]{7}", fullmatch=True)


@given(MOBILE, st.lists(st.sampled_from(["", " ", ".", "-"]), min_size=9, max_size=9))
def test_any_spacing_gives_the_same_number(number: str, gaps: list[str]) -> None:
    typed = "".join(digit + gap for digit, gap in zip(number, [*gaps, ""], strict=True))
    phone = parse_phone(typed)
    assert phone == f"+84{number[1:]}"
    assert parse_phone(show_phone(phone)) == phone
    short = parse_phone(typed.rstrip(" .-")[:-1])
    assert isinstance(short, ContactFault)
    assert (short.problem, short.digits) == (ContactProblem.TOO_SHORT, 1)


@given(st.text(max_size=80))
def test_whatever_is_typed_there_is_an_answer(text: str) -> None:
    contact = parse_contact(text)
    if isinstance(contact, Contact):
        assert phonenumbers.is_valid_number(phonenumbers.parse(contact.phone))
    else:
        assert contact.digits >= 0
