"""The ways around a result list: other files, pages, a list to fill in, who may send one."""

import io
import json
from dataclasses import replace

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot import clock
from handlers.officer import results
from handlers.officer.results_sheet import FileFault
from handlers.officer.results_words import UNREAD, WRONG
from programme.result_columns import ListFault
from programme.result_row import Fault
from programme.roles import Level, Role
from storage import jobs, media, officers, people
from tests.handlers.cast import rows as stored_rows
from tests.handlers.desk_cast import BAC_NINH, DAY, HA_NOI, datas, farmer, forge, officer, person_of
from tests.handlers.dossier_cast import dossier, standing
from tests.handlers.results_cast import (
    XLSX,
    Value,
    council,
    good,
    new_book,
    print_button,
    saved,
    send,
    sheet_of,
)
from tests.harness import Running


async def test_files_that_are_no_list_get_one_sentence(bot: Running) -> None:
    chi = await council(bot)
    await send(bot, chi, b"%PDF-1.7", "Đây không phải bảng tính")
    await send(bot, chi, b"Ten;Tuoi\nLan;55\n", "Tôi không thấy hàng tiêu đề", "tuoi.csv")
    await send(bot, chi, b"Ma;A;B\nSP-2026-00001;1;2\n", "Tôi không thấy cột: Điểm C", "x.csv")
    assert "Gửi tệp khác" in chi.buttons()
    await chi.tap("Gửi tệp khác", "Bảng kết quả của hội đồng")
    await chi.send_document("to.xlsx", b"x" * 5_000_001, XLSX)
    await chi.wait("nhiều nhất 5 MB")
    await chi.send_document("ket-qua.pdf", b"%PDF-1.7", "application/pdf")
    await chi.wait("chỉ đọc được tệp Excel hoặc CSV")


async def test_a_list_stands_in_the_log_of_its_province_once(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    quynh = await officer(bot, "Quỳnh", Level.ADMINISTRATOR, BAC_NINH)
    far = await officer(bot, "Hà", Level.ADMINISTRATOR, HA_NOI)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    tea = await dossier(bot, lan, product="Chè dây", stage="rating")
    await send(bot, chi, sheet_of(good(honey.code, 1), good(tea.code, 2)), "2 dòng")
    await forge(quynh, "o:r.log:7:unit:0:0")
    assert "ghi bảng kết quả" not in quynh.text
    await chi.tap("Ghi 2 kết quả", "Đã ghi 2 kết quả")
    await forge(quynh, "o:r.log:7:unit:0:0")
    assert quynh.text.count("Chi ghi bảng kết quả của hội đồng (thành phố Bắc Ninh)") == 1
    await forge(far, "o:r.log:0:all:0:0")
    assert "ghi bảng kết quả" not in far.text
    [act] = await stored_rows(bot, "SELECT detail FROM acts WHERE action = 'results.import'")
    assert json.loads(act["detail"])["rows"] == "2"


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
    book, sheet = new_book(rows)
    for at in range(len(rows[0]), len(rows[0]) + 3):
        sheet.cell(1, at + 1, "Ý kiến của một thành viên hội đồng")
        sheet.cell(2, at + 1, "tốt")
    await send(bot, chi, saved(book), "❌ 5 sai", "ket qua " * 12 + ".xlsx")
    assert "Cột tôi không đọc: Ý kiến của một thành viên" in chi.text
    assert len(chi.text) <= 1000
    await chi.tap("Xem mọi dòng", "Dòng 2")
    assert len(chi.text) <= 1000


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


async def test_a_certificate_that_another_product_has_is_a_fault(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    tea = await dossier(bot, lan, product="Chè dây", stage="rating")
    await send(bot, chi, sheet_of(good(honey.code)), "1 dòng")
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    taken = good(tea.code)
    taken[7] = " 1/gcn"
    await send(bot, chi, sheet_of(taken), f"Giấy chứng nhận 1/gcn đã cấp cho {honey.code}.")
    assert not any(data.startswith("o:m.do:") for data in datas(chi))
    assert (await standing(bot, tea)).stars is None
    # Her own row once more is known, and another number goes through.
    await send(bot, chi, sheet_of(good(honey.code), good(tea.code, 2)), "2 dòng")
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    assert (await standing(bot, tea)).stars == 4


async def test_the_list_is_kept_as_evidence_once_it_is_recorded(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    await send(bot, chi, sheet_of(good(honey.code)), "1 dòng")
    assert await stored_rows(bot, "SELECT * FROM media_uses WHERE subject LIKE 'results:%'") == []
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    [use] = await stored_rows(bot, "SELECT * FROM media_uses WHERE subject LIKE 'results:%'")
    [act] = await stored_rows(bot, "SELECT * FROM acts WHERE action = 'results.import'")
    assert act["subject"] == f"unit:{BAC_NINH}"
    # The log says by its number which file it was.
    assert (use["official"], json.loads(act["detail"])["file"]) == (1, str(use["media_id"]))
    async with bot.db.transaction() as tx:
        await media.remove_unused(tx, bot.clock() + 90 * DAY, 0)
        medium = await media.one(tx, use["media_id"])
        assert medium is not None
        assert await media.content(tx, medium)
