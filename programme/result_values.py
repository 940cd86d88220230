"""What stands in a result list's cells: codes, numbers, stars and days as people type them."""

import re
from datetime import date
from decimal import Decimal

from programme.ideas import parse_idea_code
from programme.result_columns import Cell
from programme.stages import parse_product_code
from programme.text import fold

_NUMBER = re.compile(r"([+-]?\d{1,9})(?:[.,](\d{1,9}))?\s*(?:điểm|diem|đ|points?)?", re.IGNORECASE)
_STARS = re.compile(r"(?:ocop )?(?:hang )?(\d|mot|hai|ba|bon|nam)(?: sao| stars?)?(?: ocop)?")
_STAR_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}
_DAY = re.compile(r"(\d{1,2})[/.\- ]+(\d{1,2})[/.\- ]+(\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00:00)?")
_YEARS = range(2000, 2100)
_SPOKEN_DAY = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")


def read_code(typed: str) -> str | None:
    """Return a product's or an idea's code as it is stored ("SP-2026-00007", "YT-2026-00012"), from
    what somebody wrote: "sp 2026 7", "SP202600007". None if it is no such code."""
    product = parse_product_code(typed)
    # "2026-00012" alone might be either.
    if product is not None or not fold(typed).startswith("yt"):
        return product
    idea = parse_idea_code(typed)
    return None if idea is None else str(idea)


def read_number(cell: Cell) -> Decimal | None:
    """Return the number in a cell, typed as one or as a text ("82,5", "82.5 điểm"); None if it is
    none."""
    if isinstance(cell.value, Decimal):
        return cell.value if cell.value.is_finite() else None
    match = _NUMBER.fullmatch(cell.text)
    return Decimal(f"{match[1]}.{match[2] or 0}") if match else None


def read_stars(cell: Cell) -> int | None:
    """Return how many stars a cell says: 4, "4 sao", "Bốn sao", "★★★★"; None if it says none."""
    if isinstance(cell.value, Decimal):
        whole = cell.value == cell.value.to_integral_value()
        return int(cell.value) if whole and 1 <= cell.value <= 5 else None
    text = cell.text
    drawn = re.sub(r"[\s☆]", "", text)
    if drawn and set(drawn) <= {"★", "*", "⭐"}:
        return len(drawn) if len(drawn) <= 5 else None
    match = _STARS.fullmatch(fold(text))
    if match is None:
        return None
    stars = int(match[1]) if match[1].isdecimal() else _STAR_WORDS[match[1]]
    return stars if 1 <= stars <= 5 else None


def read_day(cell: Cell) -> date | None:
    """Return the day in a cell, a real date or a text: "15/6/2026", "15-6-26", "2026-06-15", "ngày
    15 tháng 6 năm 2026". None if it is no day of the calendar (the day stands before the month)."""
    if isinstance(cell.value, date):
        return cell.value if cell.value.year in _YEARS else None
    if not isinstance(cell.value, str):
        return None
    text = cell.text
    if match := _DAY.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _SPOKEN_DAY.fullmatch(fold(text)):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    year = year if year > 99 else 2000 + year
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None
