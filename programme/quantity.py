"""A year's output as a producer says it: "1,5 tấn", "khoảng 20 tạ", "1.500 chai", "2 tấn rưỡi"."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from rapidfuzz.distance import OSA

from programme.text import N_, clean, fold, typos_allowed

MAX_VALUE = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class UnitOfOutput:
    """A unit: the key that is stored, the msgid that is shown, and what people type for it."""

    key: str
    label: str
    words: tuple[str, ...]
    kilograms: Decimal | None = None
    """What one of it weighs, for the units of weight."""

    counted: bool = False
    """True where half of one makes no sense."""


def _unit(key: str, label: str, words: str, *, kg: str = "") -> UnitOfOutput:
    return UnitOfOutput(key, label, tuple(words.split(", ")), Decimal(kg) if kg else None)


def _count(key: str, label: str, words: str) -> UnitOfOutput:
    return UnitOfOutput(key, label, tuple(words.split(", ")), counted=True)


# Without diacritics the first unit of a spelling wins: "can" is more often cân than can. What has
# a word of its own is a unit of its own: who says hũ reads hũ, not lọ.
_ALL_UNITS = (
    _unit("kg", N_("kg"), "kg, kgs, cân, ký, kí, kilô, ki lô, kilogam, kilo", kg="1"),
    _unit("tonne", N_("tonnes"), "tấn, t, ton, tons, tonne, tonnes", kg="1000"),
    _unit("quintal", N_("quintals of 100 kg"), "tạ", kg="100"),
    _unit("yen", N_("yến of 10 kg"), "yến", kg="10"),
    _unit("lang", N_("lạng of 100 g"), "lạng", kg="0.1"),
    _unit("gram", N_("grams"), "g, gam, gram, grams", kg="0.001"),
    _unit("litre", N_("litres"), "lít, l, litre, litres, liter, liters"),
    _unit("millilitre", N_("millilitres"), "ml"),
    _unit("square_metre", N_("square metres"), "m2, mét vuông"),
    _unit("metre", N_("metres"), "m, mét, metre, metres"),
    _count("bottle", N_("bottles"), "chai, bottle, bottles"),
    _count("box", N_("boxes"), "hộp, box, boxes"),
    _count("packet", N_("packets"), "gói, packet, packets, pack, packs"),
    _count("bag", N_("bags"), "túi, bag, bags"),
    _count("bag_bich", N_("bags (bịch)"), "bịch"),
    _count("jar", N_("jars"), "lọ, jar, jars"),
    _count("jar_hu", N_("jars (hũ)"), "hũ"),
    _count("jar_vai", N_("jars (vại)"), "vại"),
    _count("jar_binh", N_("jars (bình)"), "bình"),
    _count("jar_chum", N_("jars (chum)"), "chum"),
    _count("tin", N_("cans"), "lon, tin, tins, cans"),
    _count("jerrycan", N_("jerrycans"), "can, can nhựa, jerrycan, jerrycans"),
    _count("crate", N_("crates"), "thùng, crate, crates"),
    _count("crate_ket", N_("crates (két)"), "két"),
    _count("sack", N_("sacks"), "bao, sack, sacks"),
    _count("bunch", N_("bunches"), "bó, bunch, bunches"),
    _count("bunch_mo", N_("bunches (mớ)"), "mớ"),
    _count("bunch_buong", N_("bunches (buồng)"), "buồng"),
    _count("bunch_nai", N_("bunches (nải)"), "nải"),
    _count("set", N_("sets"), "bộ, set, sets"),
    _count("fruit", N_("fruits"), "quả, fruit, fruits"),
    _count("fruit_trai", N_("fruits (trái)"), "trái"),
    _count("egg", N_("eggs"), "quả trứng, trứng, egg, eggs"),
    _count("animal", N_("animals"), "con, animal, animals, head"),
    _count("plant", N_("plants"), "cây, plant, plants"),
    _count("plant_goc", N_("plants (gốc)"), "gốc"),
    _count("plant_chau", N_("plants (chậu)"), "chậu"),
    _count("plant_gio", N_("plants (giò)"), "giò"),
    _count("stem", N_("stems"), "cành, stem, stems"),
    _count("stem_bong", N_("stems (bông)"), "bông"),
    _count("piece", N_("pieces"), "chiếc, piece, pieces"),
    _count("piece_cai", N_("pieces (cái)"), "cái"),
    _count("piece_product", N_("pieces (sản phẩm)"), "sản phẩm"),
    _count("piece_mieng", N_("pieces (miếng)"), "miếng"),
    _count("piece_tam", N_("pieces (tấm)"), "tấm"),
    _count("piece_banh", N_("pieces (bánh)"), "bánh"),
    _count("pair", N_("pairs"), "đôi, pair, pairs"),
    _count("pair_cap", N_("pairs (cặp)"), "cặp"),
    _count("portion", N_("portions"), "suất, portion, portions"),
    _count("portion_mam", N_("portions (mâm)"), "mâm"),
    _count("visitor", N_("visitors"), "lượt khách, khách, lượt, người, visitor, visitors"),
)
UNITS: Mapping[str, UnitOfOutput] = MappingProxyType({unit.key: unit for unit in _ALL_UNITS})

_SPELLED = {word: unit for unit in reversed(_ALL_UNITS) for word in unit.words}
_FOLDED = {fold(word): unit for unit in reversed(_ALL_UNITS) for word in unit.words}
_PACKAGE_SIZES = frozenset({"gram", "lang", "kg", "litre", "millilitre"})

_MOST_WORDS = 40
"""Words of an answer in which a number in words is looked for."""

_LONGEST_NUMBER = 20
"""Words of a number; nine hundred ninety-nine million ... ninety-nine has 17."""

_SCALES = {"tram": 100, "nghin": 1000, "ngan": 1000, "k": 1000, "van": 10_000, "trieu": 1_000_000}
_DIGITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7}
_DIGITS |= {"tam": 8, "chin": 9}
_BY_SIZE = sorted((_SCALES | {"muoi": 10}).items(), key=lambda item: -item[1])

_NUMBER = re.compile(r"(?<![^\W\d_])(?:\d{1,3}(?: \d{3})+(?![\d.,]*\d)|\d+(?:[.,]\d+)*)")
_WORD = re.compile(r"[^\W\d_]+\d?")
_YEAR = re.compile(r"\bnăm 20\d\d\b|\bnam 20\d\d\b")
_PER_YEAR = re.compile(r"/? ?(?<!\d)1 ?(?:năm|nam|year)\b")
_PER_OTHER = re.compile(
    r"\b(?:moi|mot|1|hang|per|tren|a) ?(?:thang|vu|lua|tuan|ngay|dem|quy|sao|ha|mau|me|dot|dip|tet"
    r"|month|week|day|season|harvest|batch)\b|\b(?:[2-9]|hai|ba|may) (?:nam|vu|lua)\b|hang thang"
)


class QuantityProblem(StrEnum):
    """Why a yearly output was not understood."""

    NO_NUMBER = "no_number"
    NO_UNIT = "no_unit"
    UNKNOWN_UNIT = "unknown_unit"
    SEVERAL_NUMBERS = "several_numbers"
    NOT_A_YEAR = "not_a_year"
    NOT_WHOLE = "not_whole"
    NOT_POSITIVE = "not_positive"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount a year; `unit` is a key of UNITS."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class QuantityFault:
    """What was wrong; `value` is kept where only the unit is missing, so that it can be asked."""

    problem: QuantityProblem
    value: Decimal | None = None
    typed_unit: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """One number with the words up to the next number."""

    digits: str
    value: Decimal
    words: tuple[str, ...]
    unit: UnitOfOutput | None
    half: bool


def parse_quantity(typed: str) -> Quantity | QuantityFault:
    """Read a yearly amount with its unit.

    Vietnamese style: a dot groups thousands, a comma begins decimals. "1,500" pieces can only be
    thousands, and nobody writes decimals ending in "00"; both are read as thousands.
    """
    text = unicodedata.normalize("NFKC", clean(typed).replace("½", "0,5")).lower()
    text = re.sub(r"(?<![\d/])1/2(?![\d/])", "0,5", text)
    if _PER_OTHER.search(fold(text.replace("/", " moi "))):
        return QuantityFault(QuantityProblem.NOT_A_YEAR)
    if re.match(r"\D*[-−]\d", text) and not re.search(r"\d", text.split("-", maxsplit=1)[0]):
        return QuantityFault(QuantityProblem.NOT_POSITIVE)
    text = _PER_YEAR.sub(" ", _YEAR.sub(" ", text))
    read = list(_parts(text)) or _spelled_out(text)
    parts = [part for part in read if part is not None]
    if not parts or len(parts) < len(read):
        return QuantityFault(QuantityProblem.NO_NUMBER)
    return _sum_up(parts)


def with_unit(value: Decimal, unit: str) -> Quantity | QuantityFault:
    """Put a number and a unit chosen afterwards together."""
    if unit not in UNITS:
        return QuantityFault(QuantityProblem.UNKNOWN_UNIT, value, unit)
    if value <= 0:
        return QuantityFault(QuantityProblem.NOT_POSITIVE)
    if value > MAX_VALUE:
        return QuantityFault(QuantityProblem.TOO_LARGE)
    if UNITS[unit].counted and value != value.to_integral_value():
        return QuantityFault(QuantityProblem.NOT_WHOLE, value)
    whole = value == value.to_integral_value()
    return Quantity(value.quantize(Decimal(1)) if whole else value.normalize(), unit)


def _sum_up(parts: Sequence[_Part]) -> Quantity | QuantityFault:
    first, *rest = parts
    if first.unit is None and not first.words and not rest:
        return QuantityFault(QuantityProblem.NO_UNIT, first.value)
    if first.unit is None and (rest or not first.words):
        return QuantityFault(QuantityProblem.SEVERAL_NUMBERS)
    if first.unit is None:
        return QuantityFault(QuantityProblem.UNKNOWN_UNIT, first.value, first.words[0])
    total, weight = first.value, first.unit.kilograms
    if first.half:
        total += Decimal("0.5")
    for part in rest:
        if first.unit.counted and part.unit is not None and part.unit.key in _PACKAGE_SIZES:
            continue  # "1.500 chai 500 ml": the size of one
        if weight is None or (part.unit is None and part.words):
            return QuantityFault(QuantityProblem.SEVERAL_NUMBERS)
        if part.unit is None and len(part.digits) == 1:
            total += part.value / 10  # "2 tấn 5" is two and a half
        elif part.unit is not None and part.unit.kilograms is not None:
            if part.unit.kilograms >= weight:
                return QuantityFault(QuantityProblem.SEVERAL_NUMBERS)
            total += part.value * part.unit.kilograms / weight  # "1 tấn 2 tạ"
        else:
            return QuantityFault(QuantityProblem.SEVERAL_NUMBERS)
    return with_unit(total, first.unit.key)


def _parts(text: str) -> Iterator[_Part | None]:
    numbers = list(_NUMBER.finditer(text))
    for index, match in enumerate(numbers):
        end = numbers[index + 1].start() if index + 1 < len(numbers) else len(text)
        words = tuple(_WORD.findall(text[match.end() : end]))
        yield _part(match[0], words)


def _part(digits: str, words: tuple[str, ...]) -> _Part | None:
    scale = Decimal(1)
    while words and fold(words[0]) in _SCALES:
        scale *= _SCALES[fold(words[0])]
        words = words[1:]
    half_scale = scale > 1 and bool(words) and fold(words[0]) == "ruoi"
    words = words[1:] if half_scale else words
    unit, used = _find_unit(words)
    number = _number(digits, counted=unit is not None and unit.counted and scale == 1)
    if number is None:
        return None
    value = number * scale + (scale / 2 if half_scale else 0)
    rest = [fold(word) for word in words[used:]]
    return _Part(digits, value, words, unit, half=rest[:1] == ["ruoi"])


def _number(digits: str, *, counted: bool) -> Decimal | None:
    """Read digits with separators in the Vietnamese style, forgiving the clear English cases."""
    digits = digits.replace(" ", "")
    if len(digits) > 30:
        return MAX_VALUE * 10
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}", digits):
        return Decimal(digits.replace(",", ""))
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits) and (counted or digits.endswith("00")):
        return Decimal(digits.replace(",", ""))
    if re.fullmatch(r"\d+[.,]?\d*", digits):
        return Decimal(digits.replace(",", "."))
    return None


def _find_unit(words: Sequence[str], *, typos: bool = True) -> tuple[UnitOfOutput | None, int]:
    """Return the unit that the words begin with, and how many of them name it."""
    for table, spell in ((_SPELLED, str), (_FOLDED, fold)):
        for size in (2, 1):
            phrase = " ".join(spell(word) for word in words[:size])
            if len(words) >= size and (unit := table.get(phrase)):
                return unit, size
    if words and typos:
        typed = fold(words[0])
        near = [
            unit
            for word, unit in _FOLDED.items()
            if OSA.distance(word, typed) <= typos_allowed(min(len(word), len(typed)))
        ]
        if near and all(unit is near[0] for unit in near):
            return near[0], 1
    return None, 0


def _spelled_out(text: str) -> list[_Part | None]:
    """Read a number in words just before a unit: "hai tấn", "năm trăm chai", "nửa tạ"."""
    words = _WORD.findall(text)[:_MOST_WORDS]
    folded = [fold(word) for word in words]
    for end in range(1, len(words)):
        if _find_unit(words[end : end + 2], typos=False)[0] is None:
            continue
        if folded[end - 1] == "nua":
            return [_part("0,5", tuple(words[end:]))]
        for start in range(max(0, end - _LONGEST_NUMBER), end):
            number = _in_words(folded[start:end])
            if number is not None:
                return [_part(str(number), tuple(words[end:]))]
    return []


def _in_words(words: Sequence[str]) -> int | None:
    """Return the value of Vietnamese number words without diacritics, or None."""
    for word, scale in _BY_SIZE:
        if word not in words:
            continue
        at = list(words).index(word)
        left = _in_words(words[:at]) if at else (1 if scale == 10 else None)
        after = list(words[at + 1 :])
        if after[:1] in (["linh"], ["le"]):
            after = after[1:] or ["?"]
        if after == ["ruoi"]:
            right: int | None = scale // 2
        else:
            right = _in_words(after) if after else 0
        if left is None or right is None or right >= scale:
            return None
        return left * scale + right
    return _DIGITS.get(words[0]) if len(words) == 1 else None
