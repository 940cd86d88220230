"""After an announcement: the report, whom to call, the sheet, and once more to those missed."""

from io import BytesIO

from openpyxl import load_workbook

from bot.channels.sandbox.phone import Phone, said
from programme.announcements import State
from programme.roles import Level
from storage import people
from storage.announcements import Announcement
from tests.handlers.announce_cast import AN_LAC, TEXT, daytime, draft, ended, log_of, scheduled
from tests.handlers.desk_cast import (
    SON_DONG,
    SON_DONG_DISTRICT,
    TAN_YEN,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running

MOST = 1000


async def without_chat(
    bot: Running, name: str, commune: str = SON_DONG, phone: str = "+84987654321"
) -> int:
    """Somebody whom officers have written down, who has no chat with the bot."""
    async with bot.db.transaction() as tx:
        made = await tx.one(
            "INSERT INTO people (language, consent, commune, name, phone, created_at) "
            "VALUES ('vi', 1, :commune, :name, :phone, 1) RETURNING id",
            commune=commune,
            name=name,
            phone=phone,
        )
    assert made is not None
    return int(made["id"])


async def missed_some(bot: Running) -> tuple[Phone, Announcement]:
    """An announcement that reached Lan, and neither two in Sơn Động nor one in An Lạc."""
    daytime(bot)
    await farmer(bot)
    await without_chat(bot, "=Bà Tư")
    await without_chat(bot, "Ông Ba", phone="+84912000111")
    await without_chat(bot, "Cô Năm", AN_LAC)
    an = await officer(bot, "An", Level.DISTRICT, SON_DONG_DISTRICT)
    what = await draft(bot, an, unit=SON_DONG_DISTRICT)
    what = await ended(bot, await scheduled(bot, what))
    assert (what.total, what.sent) == (4, 1)
    return an, what


async def test_report_call_list_and_ticks(bot: Running) -> None:
    an, what = await missed_some(bot)
    await an.tap("Xem kết quả gửi", "Đã gửi: 1")
    assert "Chưa trò chuyện với tôi: 3" in an.text
    assert "3 người chưa nhận được" in an.text
    await an.tap("📞 Người cần gọi", "Anh/chị gọi xã nào?")
    await an.tap("xã Sơn Động (0/2)", "Ông Ba, 0912 000 111")
    assert "=Bà Tư" in an.text
    assert "chưa trò chuyện với tôi" in an.text
    assert "Cô Năm" not in an.text
    await an.tap("Ông Ba", "đã gọi báo 1 người")
    assert any(one.startswith("✅") and "Ông Ba" in one for one in an.buttons())
    await an.tap("Ông Ba", "đã gọi báo 0 người")
    await an.tap("Ông Ba", "đã gọi báo ngày")
    # The same tick once more, from an older message: nothing happens.
    person = next(d for d in data_of(an) if d.endswith(":0:12050:0")).split(":")[3]
    await forge(an, f"o:b.told:{what.id}:{person}:1:12050:0")
    await an.tap("Xã khác", "Anh/chị gọi xã nào?")
    assert "xã Sơn Động (1/2)" in an.buttons()
    await an.tap("Xem kết quả gửi", "Đã gọi báo: 1")
    assert (await log_of(bot, what))[-3:] == ["told", "untold", "told"]


def data_of(phone: Phone) -> list[str]:
    from tests.handlers.desk_cast import datas

    return datas(phone)


async def test_the_call_sheet_names_everybody_and_computes_nothing(bot: Running) -> None:
    an, what = await missed_some(bot)
    await an.say("/menu")
    await forge(an, f"o:b.call:{what.id}:{SON_DONG}:0")
    await an.tap("Ông Ba", "đã gọi báo 1 người")
    await an.tap("Danh sách gọi (Excel)")
    await an.wait(until=lambda phone: "document" in phone.last)
    assert "Cần gọi cho 3 người" in an.text
    book = load_workbook(BytesIO(an.received_file()))
    people_sheet, totals = book.worksheets
    found = [[cell.value for cell in row] for row in people_sheet.iter_rows(min_row=5)]
    names = [row[2] for row in found]
    assert sorted(map(str, names)) == ["'=Bà Tư", "Cô Năm", "Ông Ba"]
    ba = next(row for row in found if row[2] == "Ông Ba")
    assert ba[3] == "0912 000 111"
    assert ba[5] is not None
    assert ba[6] == "An"
    assert next(row for row in found if row[2] == "Cô Năm")[5] is None
    assert {cell.data_type for row in people_sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    counts = {row[0].value: (row[1].value, row[2].value) for row in totals.iter_rows(min_row=3)}
    assert counts["xã Sơn Động"] == (2, 1)
    assert counts["xã An Lạc"] == (1, 0)
    assert (await log_of(bot, what))[-1] == "call_sheet"


async def test_who_took_her_agreement_back_is_not_named(bot: Running) -> None:
    daytime(bot)
    an = await officer(bot, "An")
    kin = await farmer(bot, "Kín")
    await kin.block()
    person_id = await person_of(bot, kin)
    bot.allowed.add("sendMessage")
    what = await ended(bot, await scheduled(bot, await draft(bot, an)))
    async with bot.db.transaction() as tx:
        known = await people.one(tx, person_id)
        assert known is not None
        await tx.run(
            "UPDATE people SET consent = 0, phone = '+84911222333' WHERE id = :id", id=person_id
        )
    await an.say("/menu")
    await forge(an, f"o:b.call:{what.id}")
    await an.wait("1 người chưa nhận được")
    assert "Kín" not in an.text
    assert "0911 222 333" not in an.text
    assert "đã rút lại đồng ý" in an.text
    await forge(an, f"o:b.sheet:{what.id}")
    await an.wait(until=lambda phone: "document" in phone.last)
    book = load_workbook(BytesIO(an.received_file()))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert not any("Kín" in one or "222 333" in one for one in cells)


async def test_again_to_those_who_can_be_reached_by_now(bot: Running) -> None:
    daytime(bot)
    lan, mai = await farmer(bot), await farmer(bot, "Mai")
    an = await officer(bot, "An")
    await mai.block()
    bot.allowed.add("sendMessage")
    what = await ended(bot, await scheduled(bot, await draft(bot, an)))
    assert (what.total, what.sent) == (2, 1)
    await an.wait("Tôi đã gửi xong")
    await an.tap("Xem kết quả gửi", "Đã chặn tôi: 1")
    await an.tap("Gửi lại cho những người này", "1 người chưa nhận được chứ?")
    await an.tap("Thôi, để nguyên", "Đã chặn tôi: 1")
    await an.tap("Gửi lại cho những người này", "chứ?")
    await an.tap("Gửi lại ngay")
    assert "Hiện chưa nhắn được cho ai" in str(an.answers[-1].text)
    await mai.block(False)
    await mai.start()
    await mai.wait()
    await forge(an, f"o:b.again:{what.id}:{what.revision}:yes")
    what = await ended(bot, what)
    assert what.sent == 2
    assert sum(TEXT in said(m) for m in lan.received) == 1
    assert sum(TEXT in said(m) for m in mai.received) == 1
    assert "vừa có thay đổi" in str(await forge(an, f"o:b.again:{what.id}:1:yes"))


async def test_many_to_call_come_by_pages(bot: Running) -> None:
    daytime(bot)
    await farmer(bot)
    for number in range(14):
        await without_chat(bot, f"Người số {number:02} " + "tên rất dài " * 6)
    an = await officer(bot, "An")
    what = await ended(bot, await scheduled(bot, await draft(bot, an)))
    await an.say("/menu")
    await forge(an, f"o:b.call:{what.id}")
    await an.wait("14 người chưa nhận được")
    assert "Người số 05" in an.text
    assert "Người số 06" not in an.text
    assert len(an.text) <= MOST
    await an.tap("Sau ▶", "Người số 11")
    await an.tap("Người số 11", "đã gọi báo 1 người")
    await an.tap("Sau ▶", "Người số 13")
    await forge(an, f"o:b.call:{what.id}:{SON_DONG}:99999")
    assert "Người số 13" in an.text
    await an.tap("◀ Trước", "Người số 06")


async def test_everybody_reached_and_nobody_to_call(bot: Running) -> None:
    daytime(bot)
    await farmer(bot)
    an = await officer(bot, "An")
    what = await ended(bot, await scheduled(bot, await draft(bot, an)))
    await an.say("/menu")
    for way in ("call", "sheet"):
        await forge(an, f"o:b.{way}:{what.id}")
        await bot.calm()
        assert "đã tới tất cả" in an.text
    await an.tap("Xem kết quả gửi", "đã tới tất cả")
    assert "🔁 Gửi lại cho những người này" not in an.buttons()


async def test_before_its_end_there_is_nothing_to_call_or_tick(bot: Running) -> None:
    daytime(bot, hour=23)
    lan = await farmer(bot)
    an = await officer(bot, "An")
    what = await draft(bot, an)
    person = await person_of(bot, lan)
    ways = (f"call:{what.id}", f"sheet:{what.id}", f"told:{what.id}:{person}:1:12050:0")
    for way in (*ways, f"report:{what.id}", f"progress:{what.id}", f"fix:{what.id}"):
        told = await forge(an, f"o:b.{way}")
        assert way.startswith("fix") or "vừa có thay đổi" in str(told), way
    what = await ended(bot, await scheduled(bot, what), State.SENDING)
    await an.say("/menu")
    for way in ways:
        assert "vừa có thay đổi" in str(await forge(an, f"o:b.{way}"))
    await forge(an, f"o:b.report:{what.id}")
    await an.wait("Tin chưa gửi xong")
    await an.tap("Đếm lại")
    assert "told" not in await log_of(bot, what)


async def test_an_officer_of_elsewhere_sees_nobody(bot: Running) -> None:
    an, what = await missed_some(bot)
    ha = await officer(bot, "Hà", Level.COMMUNE, TAN_YEN)
    # An officer of one commune has no right over an announcement to the whole district.
    chi = await officer(bot, "Chi")
    for phone in (ha, chi):
        for way in ("report", "call", "sheet", "see", "view"):
            told = await forge(phone, f"o:b.{way}:{what.id}")
            assert "không thuộc địa bàn" in str(told), way
        assert not any("Ông Ba" in said(m) for m in phone.received)
    assert an.person.id != ha.person.id
