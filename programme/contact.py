"""Whom to call: a name and a phone number out of one line as people type it."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

from programme.text import clean, fold

MAX_NAME = 60
_REGION = "VN"
_MOBILE = 10
"""Digits of a Vietnamese mobile number, the leading 0 counted; a landline has one more."""

# The mobile numbers of eleven digits became numbers of ten on 15/9/2018; old cards still show them.
_OLD_PREFIXES = {f"016{d}": f"03{d}" for d in range(2, 10)} | {
    "0120": "070",
    "0121": "079",
    "0122": "077",
    "0126": "076",
    "0128": "078",
    "0123": "083",
    "0124": "084",
    "0125": "085",
    "0127": "081",
    "0129": "082",
    "0186": "056",
    "0188": "058",
    "0199": "059",
}

_RUN = re.compile(r"\+?\(?\d(?:[\s.\-–—()_]*\d)*")
_NEXT = re.compile(r"[\s\-–—]+(?=\+?\(?0)")
"""Where a second number begins after the first."""

_WORDS = re.compile(
    r"\b(?:số điện thoại|so dien thoai|điện thoại|dien thoai|di động|di dong|số máy|so may|sđt|sdt"
    r"|đt|dt|tel|phone|mobile|zalo|telegram|liên hệ|lien he|của|gặp|gọi|goi|call)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:(?:my |họ và |ho va |họ |ho )?(?:tên|ten|name)\b ?(?:tôi|toi|em)?\b ?(?:là|la|is)?\b"
    r"|(?:tôi|toi|em|mình|minh|cháu|chau) (?:tên )?(?:ten )?(?:là|la)\b|tôi\b|toi\b|là\b|số\b)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\b(?:số|so|có số|hoặc|hoac|và|or|and)$", re.IGNORECASE)


class ContactProblem(StrEnum):
    """Why a contact was not understood."""

    NOT_A_PHONE = "not_a_phone"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    UNKNOWN_PREFIX = "unknown_prefix"
    MISSING_NAME = "missing_name"
    NAME_TOO_LONG = "name_too_long"


@dataclass(frozen=True, slots=True)
class Contact:
    """A name, where one was given, and a number in E.164."""

    name: str | None
    phone: str


@dataclass(frozen=True, slots=True)
class ContactFault:
    """What was wrong. `digits` are those missing or too many; what was right is kept."""

    problem: ContactProblem
    digits: int = 0
    name: str | None = None
    phone: str | None = None


def parse_contact(
    typed: str, *, known_name: str | None = None, need_name: bool = True
) -> Contact | ContactFault:
    """Find a name and a phone number in a line, in either order.

    `known_name` stands in when the line has a number alone. Of several numbers the first that can
    be called counts. Numbers without a country code are Vietnamese.
    """
    text = _letters_o(unicodedata.normalize("NFKC", clean(typed)))
    name = _name(text) or known_name
    extra = len(name) - MAX_NAME if name else 0
    phone = parse_phone(text)
    if isinstance(phone, ContactFault):
        return ContactFault(phone.problem, phone.digits, name if extra <= 0 else None)
    if extra > 0:
        return ContactFault(ContactProblem.NAME_TOO_LONG, extra, phone=phone)
    if name is None and need_name:
        return ContactFault(ContactProblem.MISSING_NAME, phone=phone)
    return Contact(name, phone)


def parse_phone(typed: str) -> str | ContactFault:
    """Return the first number that can be called, in E.164, or what is wrong with the best try."""
    text = _letters_o(unicodedata.normalize("NFKC", clean(typed)))
    faults: list[ContactFault] = []
    for match in _RUN.finditer(text):
        found = _check(match[0])
        if isinstance(found, ContactFault) and found.digits >= _MOBILE - 1:  # two in a row
            found = _check(_NEXT.split(match[0], maxsplit=1)[0])
        if isinstance(found, str):
            return found
        if found.problem is not ContactProblem.NOT_A_PHONE:
            faults.append(found)
    nearest = sorted(faults, key=lambda fault: fault.digits)
    return nearest[0] if nearest else ContactFault(ContactProblem.NOT_A_PHONE)


def from_telegram(
    phone_number: str, first_name: str, last_name: str = ""
) -> Contact | ContactFault:
    """Read the contact of Telegram's button: an international number, often without its plus."""
    digits = re.sub(r"\D", "", phone_number)
    phone = _check(digits if digits.startswith("0") else f"+{digits}")
    name = clean(f"{first_name} {last_name}")[:MAX_NAME].rstrip() or None
    if isinstance(phone, ContactFault):
        return ContactFault(phone.problem, phone.digits, name)
    return Contact(name, phone)


def show_phone(e164: str) -> str:
    """Write a stored number as people read it aloud: 0912 345 678; foreign ones with their code."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code != 84:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    digits = f"0{number.national_number}"
    if len(digits) == _MOBILE:
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def _check(run: str) -> str | ContactFault:
    """Judge one run of digits with or without a leading plus."""
    digits = re.sub(r"[^\d+]", "", run)
    abroad = digits.startswith(("+", "00"))
    digits = digits.removeprefix("+").removeprefix("00" if abroad else "")
    if abroad and not digits.startswith("84"):
        return _judge(f"+{digits}")
    if abroad or (digits.startswith("84") and len(digits) > 9):
        digits = digits[2:].removeprefix("0")
        national = f"0{digits}"
    elif digits.startswith("0") and len(digits) >= 4:
        national = digits
    elif len(digits) >= 7:
        national = f"0{digits}"
    else:
        return ContactFault(ContactProblem.NOT_A_PHONE)
    if len(national) == 11 and national[:4] in _OLD_PREFIXES:
        national = _OLD_PREFIXES[national[:4]] + national[4:]
    wanted = 11 if national[:2] == "02" or national[:4] in _OLD_PREFIXES else _MOBILE
    if len(national) < wanted:
        return ContactFault(ContactProblem.TOO_SHORT, wanted - len(national))
    if len(national) > wanted:
        return ContactFault(ContactProblem.TOO_LONG, len(national) - wanted)
    return _judge(national)


def _judge(number: str) -> str | ContactFault:
    try:
        parsed = phonenumbers.parse(number, _REGION)
    except phonenumbers.NumberParseException:
        return ContactFault(ContactProblem.NOT_A_PHONE)
    if not phonenumbers.is_valid_number(parsed):
        return ContactFault(ContactProblem.UNKNOWN_PREFIX)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _letters_o(text: str) -> str:
    """Read the letter O among digits as the zero that was meant."""
    text = re.sub(r"(?<![^\W\d_])[oO](?=[\doO]*\d)", "0", text)
    return re.sub(r"(?<=\d)[oO]+(?![^\W\d_])", lambda match: "0" * len(match[0]), text)


def _name(text: str) -> str | None:
    """Return what is left of a line when numbers and the words around them are gone."""
    rest = re.sub(r"[^\w\s.'’\-]|_|\d+", " ", _WORDS.sub(" ", _RUN.sub(" ", text)))
    rest = " ".join(rest.split()).strip(" .'’-")
    rest = _TRAILING.sub("", _LEADING.sub("", rest, count=1) if _LEADING.match(rest) else rest)
    rest = " ".join(rest.split()).strip(" .'’-")
    return rest if sum(char.isalpha() for char in fold(rest)) >= 2 else None
