"""Result lists for tests, and the secretaries of councils who send them."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot import clock
from bot.channels.sandbox.phone import Phone
from programme.roles import Level
from programme.stages import Points
from storage import product_moves
from storage.products import Product
from tests.handlers.desk_cast import BAC_NINH, datas, farmer, officer, person_of
from tests.handlers.dossier_cast import dossier
from tests.harness import Running

HEAD = (
    *("Mã sản phẩm", "Tên sản phẩm", "A", "B", "C", "Tổng", "Sao", "Số giấy chứng nhận"),
    *("Ngày cấp", "Ngày hết hạn", "Ghi chú"),
)
Value = str | int | float | date | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def good(code: str, number: int = 1) -> list[Value]:
    """A row that can be recorded: 77,5 points, four stars."""
    day = date(2026, 6, 15)
    return [code, None, 30, 20, 27.5, 77.5, 4, f"{number}/GCN", day, date(2029, 6, 15), None]


def new_book(rows: Sequence[Sequence[Value]]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (HEAD, *rows):
        sheet.append(list(row))
    return book, sheet


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(*rows: Sequence[Value]) -> bytes:
    return saved(new_book(rows)[0])


async def council(bot: Running, unit: str = BAC_NINH, name: str = "Chi") -> Phone:
    """Somebody of the secretariat of a provincial council."""
    return await officer(bot, name, Level.SECRETARY, unit)


async def send(
    bot: Running, phone: Phone, content: bytes, expect: str, name: str = "ket-qua.xlsx"
) -> None:
    """Send a file and wait for the dry run."""
    await phone.send_document(name, content, XLSX)
    await phone.wait("Tôi đang đọc tệp")
    for _ in range(50):
        await bot.later(minutes=0.02)
        if "đang đọc tệp" not in phone.text:
            break
    assert expect in phone.text


async def rated_already(bot: Running, chi: Phone, product: Product) -> None:
    """Let a product have 60 points already."""
    edition = bot.service.world.editions.of("2026")
    person = await person_of(bot, chi)
    points = Points(Decimal(20), Decimal(20), Decimal(20))
    async with bot.db.transaction() as tx:
        assert await product_moves.rate(tx, product, edition, points, 3, person, clock.now())


def print_button(phone: Phone) -> str:
    """The data of the button that records the list."""
    return next(data for data in datas(phone) if data.startswith("o:m.do:"))


async def four(bot: Running) -> list[Product]:
    """Four products of one farmer that wait for the council."""
    lan = await farmer(bot)
    names = ("Mật ong", "Chè dây", "Ba kích tím", "Gạo nếp")
    return [await dossier(bot, lan, product=name, stage="rating") for name in names]
