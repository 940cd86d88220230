"""A council's result list: read, shown row by row, recorded all or not at all."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot import clock
from bot.channels.sandbox.phone import Phone, said
from handlers.officer import results
from handlers.officer.results_sheet import FileFault
from handlers.officer.results_words import UNREAD, WRONG
from programme.result_columns import ListFault
from programme.result_row import Fault
from programme.roles import Level, Role
from programme.stages import Outcome, Points
from storage import jobs, media, officers, people, product_moves
from storage.products import Certificate, Product
from tests.handlers.cast import rows as stored_rows
from tests.handlers.desk_cast import (
    BAC_NINH,
    HA_NOI,
    SON_DONG,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.handlers.dossier_cast import dossier, log_of, standing
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


async def four(bot: Running) -> list[Product]:
    """Four products of one farmer that wait for the council."""
    lan = await farmer(bot)
    names = ("Mật ong", "Chè dây", "Ba kích tím", "Gạo nếp")
    return [await dossier(bot, lan, product=name, stage="rating") for name in names]


def print_button(phone: Phone) -> str:
    """The data of the button that records the list."""
    return next(data for data in datas(phone) if data.startswith("o:m.do:"))


async def test_a_good_list_is_shown_and_then_recorded_and_told(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    tea = await dossier(bot, lan, product="Chè dây", stage="rating")
    before = await standing(bot, honey)
    poor: list[Value] = [tea.code, "chè dây", 10, "10,5", 10, None, "2 sao"]
    await send(bot, chi, sheet_of(good(honey.code), [*poor, None, None, None, "cố lên"]), "2 dòng")
    assert "77,5 điểm, 4 sao, giấy chứng nhận 1/GCN" in chi.text
    assert "30,5 điểm, 2 sao" in chi.text
    assert len(chi.text) <= 1000
    assert await standing(bot, honey) == before
    await chi.tap("Ghi 2 kết quả", "Đã ghi 2 kết quả")
    done = await standing(bot, honey)
    assert (done.outcome, done.stars, done.points.total) == (Outcome.RATED, 4, Decimal("77.5"))
    assert done.certificate == Certificate("1/GCN", date(2026, 6, 15), date(2029, 6, 15))
    assert (await standing(bot, tea)).stars == 2
    assert (await log_of(bot, honey))[-2:] == ["product.rating", "product.certificate"]
    await bot.later()
    await bot.calm()
    assert any("Mật ong" in said(one) and "4 sao" in said(one) for one in lan.received)
    assert any("cố lên" in said(one) for one in lan.received)


async def test_a_second_press_and_a_second_file_record_nothing_twice(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    content = sheet_of(good(honey.code))
    await send(bot, chi, content, "1 dòng")
    pressed = print_button(chi)
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    done, acts = await standing(bot, honey), await log_of(bot, honey)
    assert "thay đổi" in (await forge(chi, pressed) or "")
    assert "đã ghi từ trước" in chi.text
    await send(bot, chi, content, "đã ghi từ trước")
    assert not any(data.startswith("o:m.do:") for data in datas(chi))
    assert await standing(bot, honey) == done
    assert await log_of(bot, honey) == acts


# Each mistake as somebody would make it, what to put into a good row, and what is said of it.
MISTAKES: list[tuple[str, dict[str, Value], str]] = [
    ("an unknown code", {"Mã sản phẩm": "SP-2026-00999"}, "Không có sản phẩm SP-2026-00999."),
    ("no code", {"Mã sản phẩm": None}, "Thiếu mã sản phẩm."),
    ("another province", {"Mã sản phẩm": "far"}, "không thuộc địa bàn của anh/chị."),
    ("not at the council", {"Mã sản phẩm": "early"}, "chưa đến bước hội đồng"),
    ("another result", {"Mã sản phẩm": "rated"}, "đã có kết quả khác: 60 điểm."),
    ("other stars", {"Sao": 5}, "Sao: ghi “5”, nhưng theo điểm là 4 sao."),
    ("a formula", {"Tổng": "=C3+D3+E3"}, "Tổng điểm: ô là công thức."),
    ("text for a number", {"A": "ba mươi"}, "Điểm A: “ba mươi” không phải số."),
    ("over the most", {"A": 41}, "Điểm A: 41 vượt mức cao nhất là 40."),
    ("not the sum", {"Tổng": 80}, "Tổng điểm: ghi 80, nhưng A, B, C cộng lại là 77,5."),
    ("no day", {"Ngày cấp": "31/6/2026"}, "Ngày cấp: “31/6/2026” không phải ngày."),
    ("expiry first", {"Ngày hết hạn": "15/6/2020"}, "phải sau ngày cấp 15/6/2026."),
    (
        "no certificate",
        {"Số giấy chứng nhận": None},
        "Thiếu số giấy chứng nhận: theo điểm là 4 sao.",
    ),
    ("a day to come", {"Ngày cấp": "15/6/2090"}, "Ngày cấp: ngày 15/6/2090 chưa tới."),
]


@pytest.mark.parametrize(
    ("cells", "said_of_it"), [(c, t) for _, c, t in MISTAKES], ids=[name for name, _, _ in MISTAKES]
)
async def test_a_mistake_is_named_with_its_row_and_stops_the_whole_list(
    bot: Running, cells: dict[str, Value], said_of_it: str
) -> None:
    lan, chi = await farmer(bot), await council(bot)
    right = await dossier(bot, lan, product="Mật ong", stage="rating")
    meant = cells.get("Mã sản phẩm")
    other = await dossier(
        bot,
        lan,
        product="Chè dây",
        commune="15883" if meant == "far" else SON_DONG,
        stage="visit" if meant == "early" else "rating",
    )
    if meant == "rated":
        await rated_already(bot, chi, other)
    row = dict(zip(HEAD, good(other.code, 2), strict=True)) | {
        key: other.code if value in ("far", "early", "rated") else value
        for key, value in cells.items()
    }
    before = [await standing(bot, one) for one in (right, other)]
    await send(bot, chi, sheet_of(good(right.code), list(row.values())), "❌ 1 sai")
    assert "Dòng 3" in chi.text
    assert said_of_it in chi.text
    assert "Dòng 2" not in chi.text
    assert len(chi.text) <= 1000
    assert not any(data.startswith("o:m.do:") for data in datas(chi))
    await chi.tap("Xem mọi dòng", "Dòng 2")
    assert [await standing(bot, one) for one in (right, other)] == before


async def rated_already(bot: Running, chi: Phone, product: Product) -> None:
    """Let a product have 60 points already."""
    edition = bot.service.world.editions.of("2026")
    person = await person_of(bot, chi)
    points = Points(Decimal(20), Decimal(20), Decimal(20))
    async with bot.db.transaction() as tx:
        assert await product_moves.rate(tx, product, edition, points, 3, person, clock.now())


async def test_duplicates_merged_cells_and_empty_rows_are_named_too(bot: Running) -> None:
    chi = await council(bot)
    honey, tea, root, rice = await four(bot)
    book, sheet = new_book(
        [good(honey.code, 1), good(honey.code, 2), [None] * 11, good(tea.code, 3)]
    )
    for number, product in enumerate((root, rice), 4):
        sheet.append(good(product.code, number))
    sheet.merge_cells("G6:G7")
    await send(bot, chi, saved(book), "❌ 4 sai")
    assert "SP-2026-00001 đã có ở dòng 2." in chi.text
    assert "Dòng này trống." in chi.text
    assert chi.text.count("Sao: ô bị gộp.") == 2
    assert [(await standing(bot, one)).outcome for one in (honey, tea, root, rice)] == [None] * 4


async def test_what_is_ones_own_must_be_entered_by_a_colleague(bot: Running) -> None:
    chi = await council(bot)
    hers = await dossier(bot, chi, stage="rating")
    await send(bot, chi, sheet_of(good(hers.code)), "sản phẩm của chính anh/chị")
    assert (await standing(bot, hers)).outcome is None


async def test_five_stars_are_proposed_and_passed_on(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    best: list[Value] = [honey.code, None, 40, 25, 30, 95, 5, None, None, None, None]
    await send(bot, chi, sheet_of(best), "95 điểm, 5 sao")
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    now = await standing(bot, honey)
    assert (now.stage, now.outcome, now.stars, now.certificate) == ("national", None, 5, None)
    await send(bot, chi, sheet_of(best), "đã ghi từ trước")


async def test_the_dry_run_comes_as_a_spreadsheet_and_by_pages(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    made = [await dossier(bot, lan, product=f"=Chè {n}", stage="rating") for n in range(6)]
    content = sheet_of(*[good(one.code, n) for n, one in enumerate(made)], good("SP-2026-00999"))
    await send(bot, chi, content, "7 dòng")
    file = next(one for one in reversed(chi.received) if "document" in one)
    sheet = load_workbook(io.BytesIO(chi.received_file(file))).active
    assert isinstance(sheet, Worksheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Dòng", "Mã sản phẩm", "Tên sản phẩm", "Xem trước", "Kết quả"]
    assert [row[3] for row in rows[1:]] == ["mới"] * 6 + ["sai"]
    assert all(not str(row[2] or "").startswith("=") for row in rows[1:])
    await chi.tap("Xem mọi dòng", "Dòng 2")
    assert "Dòng 6" not in chi.text
    await chi.tap("Sau ▶", "Dòng 8")
    await chi.tap("◀ Trước", "Dòng 2")
    await chi.tap("Chỉ xem dòng sai", "Không có sản phẩm")
    await forge(chi, datas(chi)[0].replace(":all:0", ":all:999999"))
    assert "Dòng 8" in chi.text


async def test_what_changed_since_the_dry_run_is_shown_anew(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    tea = await dossier(bot, lan, product="Chè dây", stage="rating")
    await send(bot, chi, sheet_of(good(honey.code, 1), good(tea.code, 2)), "2 dòng")
    await rated_already(bot, chi, honey)
    await chi.tap("Ghi 2 kết quả", "đã có kết quả khác: 60 điểm.")
    assert "thay đổi" in (chi.answers[-1].text or "")
    assert (await standing(bot, tea)).outcome is None


async def test_a_role_that_ended_records_nothing(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    await send(bot, chi, sheet_of(good(honey.code)), "1 dòng")
    person_id = await person_of(bot, chi)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE officers SET withdrawn_at = 1 WHERE person_id = :id", id=person_id)
    await chi.press("Ghi 1 kết quả")
    await chi.wait()
    assert chi.answers[-1].text == "Việc này không thuộc địa bàn của anh/chị."
    assert (await standing(bot, honey)).outcome is None


async def test_nobody_records_with_the_file_of_another(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    minh = await council(bot, name="Minh")
    far = await council(bot, HA_NOI, "Hà")
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    await send(bot, chi, sheet_of(good(honey.code)), "1 dòng")
    for phone in (minh, far):
        assert await forge(phone, print_button(chi)) == "Tệp này không còn ở đây nữa."
        assert await forge(phone, "o:m.page:1:all:0") == "Tệp này không còn ở đây nữa."
    await send(bot, far, sheet_of(good(honey.code)), "không thuộc địa bàn")
    assert (await standing(bot, honey)).outcome is None


async def test_files_that_are_no_list_get_one_sentence(bot: Running) -> None:
    chi = await council(bot)
    await send(bot, chi, b"%PDF-1.7", "Đây không phải bảng tính")
    await send(bot, chi, b"Ten;Tuoi\nLan;55\n", "Tôi không thấy hàng tiêu đề", "tuoi.csv")
    await send(bot, chi, b"Ma;A;B\nSP-2026-00001;1;2\n", "Tôi không thấy cột: Điểm C", "x.csv")
    assert "Gửi tệp khác" in chi.buttons()
    await chi.tap("Gửi tệp khác", "Bảng kết quả của hội đồng")
    await chi.send_document("to.xlsx", b"x" * 5_000_001, XLSX)
    await chi.wait("nhiều nhất 5 MB")


async def test_a_file_that_never_comes_is_asked_for_again(bot: Running) -> None:
    chi = await council(bot)
    person_id, now = await person_of(bot, chi), clock.now()
    async with bot.db.transaction() as tx:
        medium = await media.add(
            tx,
            person_id,
            kind="document",
            channel="elsewhere",
            file_id="x",
            mime=XLSX,
            file_name="ket-qua.xlsx",
            size=None,
            now=now,
        )
        data = {"person": person_id, "until": now + results.PATIENCE_MS}
        jobs.put(tx, results.READ, f"results:{medium}", now, data=data)
    heard = len(chi.received)
    await bot.later(minutes=1)
    assert len(chi.received) == heard
    await bot.later(minutes=2)
    assert "Anh/chị gửi lại giúp tôi" in chi.text
    assert await stored_rows(bot, "SELECT id FROM jobs WHERE kind = 'results.read'") == []


async def test_who_does_not_rate_is_not_read_to(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    for phone in (an, lan):
        await phone.send_document("ket-qua.xlsx", sheet_of(good("SP-2026-00001")), XLSX)
        await phone.wait()
        assert "đang đọc tệp" not in phone.text
    assert await stored_rows(bot, "SELECT id FROM jobs WHERE kind = 'results.read'") == []


async def test_a_list_to_fill_in_has_the_products_that_wait(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    await dossier(bot, lan, product="Chè dây", stage="visit")
    await dossier(bot, lan, product="Cốm", stage="rating", commune="15883")
    await forge(chi, "o:m.new")
    await chi.tap("Gửi tôi bảng mẫu", "điền bảng này")
    content = chi.received_file()
    sheet = load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["Mã sản phẩm", "Tên sản phẩm", "Điểm A"]
    assert [row[0] for row in rows[1:]] == [honey.code]
    # What she fills in is read as it is.
    await send(bot, chi, content, "Điểm A: còn thiếu.")


async def test_it_reads_in_english_too(bot: Running) -> None:
    lan = await farmer(bot)
    phone = bot.phone("Eve", language="en")
    await phone.start()
    await phone.wait()
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        officers.grant(tx, person_id, Role(Level.SECRETARY, BAC_NINH), "Eve", 1)
        known = await people.one(tx, person_id)
        assert known is not None
        people.save(tx, replace(known, language="en"))
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    await forge(phone, "o:m.new")
    assert "result list" in phone.text
    await phone.send_document("list.xlsx", sheet_of(good(honey.code)), XLSX)
    await phone.wait("I am reading the file")
    await bot.later(minutes=0.1)
    await bot.later(minutes=0.1)
    assert "77.5 points, 4 stars, certificate 1/GCN until 15 June 2029" in phone.text


def test_every_fault_has_a_sentence() -> None:
    assert set(WRONG) == set(Fault)
    assert {*FileFault, *ListFault} == set(UNREAD)


async def test_the_longest_rows_fit_an_officers_screen(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    rows: list[list[Value]] = []
    for number in range(6):
        product = await dossier(bot, lan, product="Rượu & <men lá> " * 6, stage="rating")
        row = good(product.code, 1)
        row[1], row[2], row[3], row[4] = "<b>&</b> " * 20, "chữ " * 20, -5, 99
        row[5], row[6], row[8], row[9] = "tổng " * 20, "sao " * 20, "ngày " * 20, "31/2/2026"
        rows.append(row if number else good(product.code))
    await send(bot, chi, sheet_of(*rows), "❌ 5 sai")
    assert len(chi.text) <= 1000
    await chi.tap("Xem mọi dòng", "Dòng 2")
    assert len(chi.text) <= 1000
