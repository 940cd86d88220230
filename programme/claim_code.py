"""The code with which somebody takes over what an officer wrote down for her."""

import re

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that is read as something else: no 0 and O, no 1, I and L."""
LENGTH = 8
_DIGITS = frozenset("23456789")
_GAPS = re.compile(r"[\s.\-–—]+")
_WORDS = re.compile(r"^(?:mã|ma|code)\b[\s:]*", re.IGNORECASE)


def claim_code(number: int) -> str | None:
    """The code that a random number of at least 40 bits makes; None for one that looks too much
    like a word or a number. Of ten numbers about eight make one."""
    signs = []
    for _ in range(LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    code = "".join(signs)
    return code if _mixed(code) else None


def show_code(code: str) -> str:
    """A code as it is written down: "K7MN-4QRT"."""
    return f"{code[:4]}-{code[4:]}"


def parse_claim_code(typed: str) -> str | None:
    """Find the code that somebody typed, in capitals or not, in one piece or two; None if it is
    none of ours."""
    code = _GAPS.sub("", _WORDS.sub("", typed.strip()[:40])).upper()
    whole = len(code) == LENGTH and all(sign in ALPHABET for sign in code)
    return code if whole and _mixed(code) else None


def _mixed(code: str) -> bool:
    """Say whether a code has two digits and two letters at least: few words do."""
    digits = sum(sign in _DIGITS for sign in code)
    return 2 <= digits <= LENGTH - 2
