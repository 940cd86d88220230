"""A council's list with every kind of mistake that people make, and what is said of each."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.channels.sandbox.phone import Phone
from programme.roles import Level
from storage.products import Product
from tests.handlers.desk_cast import BAC_NINH, farmer, officer
from tests.handlers.dossier_cast import dossier, standing
from tests.handlers.results_cast import HEAD, Value, good, new_book, rated_already, saved
from tests.harness import Running

HEADINGS = (*HEAD, "Xếp lọai")
"""The last one is misspelt: nobody can tell what stands below it."""
CODE, A, B, C, SUM, STARS, NUMBER, ISSUED, EXPIRES, NOTE = 0, 2, 3, 4, 5, 6, 7, 8, 9, 10
TO_COME = date(2090, 6, 15)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What somebody made of a good row, and all that is said of it."""

    cells: Mapping[int, Value]
    vi: str
    en: str
    in_csv: tuple[str, str] | None = None
    """The sentences where a file of plain text says it otherwise."""


MISTAKES: Mapping[str, Mistake] = {
    "unknown code": Mistake(
        {CODE: "SP-2026-00999"},
        "Không có sản phẩm SP-2026-00999.",
        "There is no product SP-2026-00999.",
    ),
    "no code at all": Mistake(
        {CODE: "Mật ong"},
        "“Mật ong” không phải mã sản phẩm, ví dụ SP-2026-00007.",
        "“Mật ong” is no product code, for example SP-2026-00007.",
    ),
    "code missing": Mistake({CODE: None}, "Thiếu mã sản phẩm.", "The product code is missing."),
    "the first row once more": Mistake(
        {CODE: "first"},
        "{first} đã có ở dòng 2.",
        "{first} stands in row 2 already.",
    ),
    "another province": Mistake(
        {CODE: "far"},
        "{far} không thuộc địa bàn của anh/chị.",
        "{far} is not in your area.",
    ),
    "her own": Mistake(
        {CODE: "own"},
        "Đây là sản phẩm của chính anh/chị: cán bộ khác phải ghi kết quả.",
        "This is your own product: a colleague must enter its result.",
    ),
    "not at the council yet": Mistake(
        {CODE: "early"},
        "Sản phẩm chưa đến bước hội đồng của anh/chị chấm.",
        "The product is not at the step at which your council rates it.",
    ),
    "another result already": Mistake(
        {CODE: "rated"},
        "Sản phẩm đã có kết quả khác: 60 điểm. Muốn sửa, anh/chị mở hồ sơ của sản phẩm.",
        "It has another result already: 60 points. To correct it, open the dossier.",
    ),
    "an empty row": Mistake(
        dict.fromkeys(range(len(HEAD)), None),
        "Dòng này trống. Anh/chị xóa dòng hoặc điền cho đủ.",
        "This row is empty. Please delete it or fill it in.",
    ),
    "more stars than the points make": Mistake(
        {STARS: 5},
        "Sao: ghi “5”, nhưng theo điểm là 4 sao.",
        "Stars: “5”, but the points give 4 stars.",
    ),
    "fewer stars without a reason": Mistake(
        {STARS: 3},
        "Sao: ghi “3”, nhưng theo điểm là 4 sao. Nếu hội đồng cho ít hơn, anh/chị ghi lý do ở cột "
        "Ghi chú.",
        "Stars: “3”, but the points give 4 stars. Did the council give fewer? Please write why "
        "under Note.",
    ),
    "stars in words that say nothing": Mistake(
        {STARS: "đạt"},
        "Sao: tôi chưa hiểu “đạt”. Anh/chị ghi từ 1 đến 5.",
        "Stars: I do not understand “đạt”. Please write 1 to 5.",
    ),
    "a formula": Mistake(
        {SUM: "=C14+D14+E14"},
        "Tổng điểm: ô là công thức. Anh/chị thay bằng con số.",
        "Total points: a formula. Please put the number in its place.",
    ),
    "an error of the spreadsheet": Mistake(
        {B: "#REF!"},
        "Điểm B: ô đang báo lỗi #REF!.",
        "Points B: the spreadsheet shows the error #REF!.",
        ("Điểm B: “#REF!” không phải số.", "Points B: “#REF!” is no number."),
    ),
    "text for a number": Mistake(
        {A: "ba mươi"}, "Điểm A: “ba mươi” không phải số.", "Points A: “ba mươi” is no number."
    ),
    "points missing": Mistake({C: None}, "Điểm C: còn thiếu.", "Points C: missing."),
    "points over the most": Mistake(
        {A: 40.5},
        "Điểm A: 40,5 vượt mức cao nhất là 40.",
        "Points A: 40.5 is over the most, 40.",
    ),
    "points below zero": Mistake(
        {B: -3}, "Điểm B: -3 nhỏ hơn 0.", "Points B: -3 is less than zero."
    ),
    "points too fine": Mistake(
        {C: 27.125},
        "Điểm C: 27,125 có quá hai chữ số sau dấu phẩy.",
        "Points C: 27.125 has more than two decimals.",
    ),
    "not the sum": Mistake(
        {SUM: 80.5},
        "Tổng điểm: ghi 80,5, nhưng A, B, C cộng lại là 77,5.",
        "Total points: 80.5, but A, B and C make 77.5.",
    ),
    "a day as somebody says it": Mistake(
        {ISSUED: "giữa tháng 6"},
        "Ngày cấp: “giữa tháng 6” không phải ngày. Anh/chị ghi như 15/6/2026.",
        "Date of issue: “giữa tháng 6” is no day. Please write it like 15/6/2026.",
    ),
    "a day that the calendar has not": Mistake(
        {EXPIRES: "31/6/2029"},
        "Ngày hết hạn: “31/6/2029” không phải ngày. Anh/chị ghi như 15/6/2026.",
        "Date of expiry: “31/6/2029” is no day. Please write it like 15/6/2026.",
    ),
    "a day to come": Mistake(
        {ISSUED: TO_COME, EXPIRES: None},
        "Ngày cấp: ngày 15/6/2090 chưa tới.",
        "Date of issue: 15 June 2090 is still to come.",
    ),
    "it ends before it begins": Mistake(
        {EXPIRES: date(2020, 6, 15)},
        "Ngày hết hạn: 15/6/2020 phải sau ngày cấp 15/6/2026.",
        "Date of expiry: 15/6/2020 is not after the day of issue, 15 June 2026.",
    ),
    "no day of issue": Mistake(
        {ISSUED: None, EXPIRES: None}, "Thiếu ngày cấp giấy.", "The date of issue is missing."
    ),
    "no certificate": Mistake(
        {NUMBER: None},
        "Thiếu số giấy chứng nhận: 4 sao thì phải có giấy.",
        "The certificate number is missing: 4 stars come with one.",
    ),
    "the first row's certificate": Mistake(
        {NUMBER: "1/GCN"},
        "Giấy chứng nhận 1/GCN đã có ở dòng 2.",
        "Certificate 1/GCN stands in row 2 already.",
    ),
    "a certificate for two stars": Mistake(
        {A: 10, B: 10, C: 15, SUM: 35, STARS: 2},
        "Có số giấy chứng nhận, nhưng 2 sao thì hội đồng này không cấp giấy.",
        "There is a certificate number, but this council gives none with 2 stars.",
    ),
}
MERGED = "Sao: ô bị gộp. Anh/chị tách ô ra.", "Stars: merged cells. Please split them."


@dataclass(frozen=True, slots=True)
class Cast:
    """The council's secretary and the products of the list, `by_name` those that lie or stand so
    that they cannot be rated by it."""

    chi: Phone
    good: list[Product]
    by_name: Mapping[str, Product]


async def everybody(bot: Running) -> Cast:
    """A product for each row that needs one of its own, and those that cannot be rated."""
    lan = await farmer(bot)
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    own = [one for one in MISTAKES.values() if CODE not in one.cells]
    products = [
        await dossier(bot, lan, product=f"Chè {number}", stage="rating")
        for number in range(len(own) + 3)
    ]
    rated = await dossier(bot, lan, product="Cốm", stage="rating")
    await rated_already(bot, chi, rated)
    return Cast(
        chi,
        products,
        {
            "first": products[0],
            "far": await dossier(bot, lan, product="Hồi", commune="15883", stage="rating"),
            "own": await dossier(bot, chi, product="Măng", stage="rating"),
            "early": await dossier(bot, lan, product="Nấm", stage="visit"),
            "rated": await standing(bot, rated),
        },
    )


def rows_of(cast: Cast) -> list[list[Value]]:
    """A good row, a row for each mistake, two good ones at the end whose stars may be merged."""
    free = iter(cast.good)
    rows = [good(next(free).code)]
    for number, mistake in enumerate(MISTAKES.values(), 2):
        row = good("" if CODE in mistake.cells else next(free).code, number)
        for at, value in mistake.cells.items():
            known = cast.by_name.get(value) if isinstance(value, str) else None
            row[at] = value if known is None else known.code
        rows.append(row)
    rows += [good(one.code, 90 + number) for number, one in enumerate(free)]
    rows[0].append("hạng tốt")
    return rows


def as_xlsx(rows: Sequence[Sequence[Value]]) -> bytes:
    """The list as Excel has it: days are days, and the stars of the last two rows are one cell."""
    book, sheet = new_book(rows)
    sheet.cell(1, len(HEADINGS), HEADINGS[-1])
    sheet.merge_cells(f"G{len(rows)}:G{len(rows) + 1}")
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "#REF!":
                cell.data_type = "e"
    return saved(book)


def as_csv(rows: Sequence[Sequence[Value]]) -> bytes:
    """The same list as a Vietnamese Excel saves it as text: commas in numbers, days as people write
    them, and nothing is merged."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for row in (HEADINGS, *rows):
        writer.writerow([_as_text(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _as_text(value: Value) -> str:
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "" if value is None else str(value)


def expected(cast: Cast, language: str, *, as_text: bool) -> dict[int, str]:
    """What each wrong row is told, by its number in the file."""
    codes = {name: one.code for name, one in cast.by_name.items()}
    at = 0 if language == "vi" else 1
    found = dict[int, str]()
    for number, mistake in enumerate(MISTAKES.values(), 3):
        said = (mistake.in_csv if as_text else None) or (mistake.vi, mistake.en)
        found[number] = said[at].format(**codes)
    if as_text:
        # A text keeps the commas that it was written with, also where it is spoken of in English.
        return {number: _COMMA.sub(r": \1,\2", text) for number, text in found.items()}
    last = len(MISTAKES) + 2
    return found | {last + 1: MERGED[at], last + 2: MERGED[at]}


_COMMA = re.compile(r": (-?[0-9]+)[.]([0-9]+)(?= is over| has|, but)")
