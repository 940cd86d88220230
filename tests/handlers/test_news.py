"""News on a producer's phone: the list, by topic, by words, files, reading, asking."""

import pytest

from bot.channels.sandbox.phone import Phone, said
from programme.roles import Level, Role
from storage import announcements, deliveries, people
from storage.officers import grant
from tests.handlers.announce_cast import TEXT, all_sent, daytime, draft, ended, scheduled, standing
from tests.handlers.cast import rows
from tests.handlers.desk_cast import TAN_YEN, datas, farmer, forge, officer, person_of
from tests.harness import Running

MOST = 700


async def announced(bot: Running, an: Phone, text: str = TEXT, topic: str = "support") -> int:
    """An announcement to everybody in Sơn Động, sent; returns its number."""
    made = await draft(bot, an, text, topic=topic)
    return (await ended(bot, await scheduled(bot, made))).id


async def test_nothing_yet(bot: Running) -> None:
    lan = await farmer(bot)
    await lan.say("/thongbao", "Chưa có thông báo nào gửi bà con")
    await lan.say("/news", "Chưa có thông báo nào")
    await lan.say("có tin gì mới không?", "Chưa có thông báo nào")
    await lan.tap("Chọn tin muốn nhận", "Bà con muốn nhận tin gì?")
    await lan.tap("Tất cả thông báo", "Chưa có thông báo nào")
    await lan.tap("Menu", "Xin chào")
    await lan.tap("Thông báo", "Chưa có thông báo nào")
    assert "Chọn tin muốn nhận" in str(lan.buttons(lan.last))


async def test_who_is_not_known_by_place_hears_why(bot: Running) -> None:
    khach = bot.phone("Khách")
    await person_of(bot, khach)
    await khach.say("/thongbao", "chưa biết bà con ở xã nào")
    assert "d:agree" in datas(khach)


async def test_an_officer_is_led_to_what_she_announces(bot: Running) -> None:
    an = await officer(bot, "An")
    await an.say("/thongbao", "Chưa có tin nào gửi riêng anh/chị")
    await an.tap("Bàn làm việc", "Anh/chị muốn làm việc gì?")
    assert "📢 Thông báo" in str(an.buttons(an.last))


async def test_one_is_read_and_said_to_be_read_once(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    number = await announced(bot, an, "Tin <b>đậm</b> & dài. Hỏi chị Hoa.")
    assert "Tin <b>đậm</b> & dài" in said(lan.last)
    assert lan.buttons() == ["✅ Tôi đã đọc", "💬 Hỏi cán bộ"]
    await lan.say("/thongbao", "Có 1 tin chưa đọc")
    await lan.tap("1. Tin", "Tin <b>đậm</b> & dài. Hỏi chị Hoa.")
    assert lan.buttons() == ["✅ Tôi đã đọc", "💬 Hỏi cán bộ", "📢 Tất cả thông báo", "🏠 Menu"]
    await lan.tap("Tôi đã đọc")
    assert "Cán bộ biết" in str(lan.answers[-1].text)
    await bot.calm()
    assert lan.buttons() == ["💬 Hỏi cán bộ", "📢 Tất cả thông báo", "🏠 Menu"]
    # The message it came in still has the button.
    assert "Bà con đã báo tôi rồi" in str(await forge(lan, f"t:read:{number}"))
    assert (await standing(bot, number)).read == 1
    await lan.tap("Tất cả thông báo", "Thông báo gửi bà con")
    assert "chưa đọc" not in lan.text


async def test_two_taps_on_the_message_itself(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    number = await announced(bot, an)
    message = lan.last["message_id"]
    assert isinstance(message, int)
    for _ in range(2):
        await lan.press_data(message, f"t:read:{number}")
    await lan.wait(until=lambda phone: len(phone.answers) >= 2)
    await bot.calm()
    assert lan.buttons() == ["💬 Hỏi cán bộ"]
    assert TEXT in said(lan.last)
    assert (await standing(bot, number)).read == 1


async def test_asking_leaves_the_announcement_to_be_read(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    number = await announced(bot, an)
    await lan.tap("Hỏi cán bộ")
    await lan.wait(until=lambda phone: TEXT not in said(phone.last))
    assert any(said(m).count(TEXT) for m in lan.received)
    await lan.say("Lãi suất bao nhiêu ạ?")
    await bot.calm()
    [asked] = await rows(bot, "SELECT about FROM questions")
    assert asked["about"] == f"announcement:{number}"


async def test_many_come_by_pages_and_topics(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    texts = [f"Hội chợ số {number} " + "rất vui " * 30 for number in range(7)]
    await all_sent(bot, an, *texts, topic="market")
    await announced(bot, an, "Quy định mới về nhãn", "policy")
    await lan.say("/thongbao", "Quy định mới")
    assert "Hội chợ số 2" in lan.text
    assert "Hội chợ số 1 " not in lan.text
    assert len(lan.text) <= MOST
    await lan.tap("Cũ hơn", "Hội chợ số 0")
    await forge(lan, "t:list:all:99999")
    assert "Hội chợ số 0" in lan.text
    await lan.tap("Mới hơn", "Quy định mới")
    await lan.tap("Theo chủ đề", "đọc tin về việc gì?")
    await lan.tap("Chính sách", "Quy định mới")
    assert "Hội chợ" not in lan.text
    await lan.tap("Theo chủ đề", "đọc tin về việc gì?")
    await lan.tap("Tin khác", "Chưa có thông báo nào về")
    await lan.tap("Tất cả thông báo", "Quy định mới")


async def test_found_without_diacritics_page_by_page(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    texts = [f"Vay vốn đợt {number}: hỏi chị Hoa" for number in range(7)]
    await all_sent(bot, an, *texts, "Hội chợ ở Hà Nội")
    await lan.say("/thongbao")
    await lan.tap("Tìm", "Bà con tìm tin gì?")
    await lan.say("vay von", "Có 7 thông báo")
    assert "Hội chợ" not in lan.text
    await lan.tap("Cũ hơn", "Vay vốn đợt 0")
    await lan.tap("Mới hơn", "Vay vốn đợt 6")
    await lan.tap("Tìm", "Bà con tìm tin gì?")
    await lan.say("Hội chợ ở Hà Nội, " + "rất dài " * 7, "không thấy tin nào")
    await lan.tap("Tìm lại", "Bà con tìm tin gì?")
    await lan.say("%", "Ngắn quá")
    await lan.tap("Quay lại", "Thông báo của bà con")
    await lan.tap("Tất cả thông báo", "Hội chợ ở Hà Nội")
    await lan.tap("Tìm", "Bà con tìm tin gì?")
    await lan.send_photo()
    await lan.wait("chỉ đọc được chữ")
    await lan.say("hoi cho", "Có 1 thông báo")


async def test_files_come_at_the_press_of_a_button(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    made = await draft(bot, an, files=3)
    await ended(bot, await scheduled(bot, made))
    await lan.wait(TEXT)
    before = len(lan.received)
    await lan.tap("Xem tệp kèm theo (3)")
    await bot.calm()
    assert len([m for m in lan.received[before:] if "document" in m]) == 3
    assert any(TEXT in said(m) for m in lan.received)
    hoa = await farmer(bot, "Hoa", TAN_YEN)
    assert "không thấy thông báo này" in str(await forge(hoa, f"t:files:{made.id}"))
    assert not any("document" in m for m in hoa.received)
    # The officer sees them too.
    await forge(an, f"t:files:{made.id}")
    await bot.calm()
    assert any("document" in m for m in an.received)


@pytest.mark.parametrize("way", ["see", "read", "files", "ask"])
async def test_nobody_elses_news(bot: Running, way: str) -> None:
    daytime(bot)
    await farmer(bot)
    hoa, an = await farmer(bot, "Hoa", TAN_YEN), await officer(bot, "An")
    number = await announced(bot, an, "Tin kín của xã")
    for data in (f"t:{way}:{number}", f"t:{way}:x", f"t:{way}", f"t:{way}:999999999999999999"):
        assert "không thấy thông báo này" in str(await forge(hoa, data)), data
    assert not any("Tin kín" in said(m) for m in hoa.received)
    assert (await standing(bot, number)).read == 0


async def test_forged_data_is_answered_and_does_nothing(bot: Running) -> None:
    lan = await farmer(bot)
    for data in [
        "t:",
        "t:x",
        "t:list",
        "t:list:x:0",
        "t:list:all:x",
        "t:found",
        "t:found:0:",
        "t:found:x:y",
    ]:
        assert "không thấy" in str(await forge(lan, data)), data
    for data in ("t:follow:x:1", "t:mute:support:2", "t:follow:"):
        assert "tin nhắn cũ" in str(await forge(lan, data)), data
    assert await rows(bot, "SELECT * FROM topic_choices") == []


async def test_topics_are_followed_and_muted(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    await lan.say("/thongbao")
    await lan.tap("Chọn tin muốn nhận", "Bà con muốn nhận tin gì?")
    rows_of = lan.buttons()
    assert rows_of.count("🔕 Không nhận") == 6
    assert "✅ Hỗ trợ, vốn vay" in rows_of
    await forge(lan, "t:mute:support:1")
    assert "◻️ Hỗ trợ, vốn vay" in lan.buttons()
    await forge(lan, "t:follow:support:1")
    assert "⭐ Hỗ trợ, vốn vay" in lan.buttons()
    await forge(lan, "t:mute:market:1")
    assert "Bà con đang không nhận: Thị trường" in lan.text or "không nhận:" in lan.text
    await announced(bot, an, "Hội chợ ở Hà Nội", "market")
    assert not any("Hội chợ" in said(m) for m in lan.received)
    await lan.say("/thongbao")
    await lan.tap("Chọn tin muốn nhận", "không nhận:")
    await lan.tap("Nhận lại", "Bà con muốn nhận tin gì?")
    await forge(lan, "t:follow:market:1")
    assert any(one.startswith("⭐") for one in lan.buttons())
    await announced(bot, an, "Hội chợ ở Huế", "market")
    await lan.wait("Hội chợ ở Huế")


async def test_quiet_hours_are_chosen(bot: Running) -> None:
    daytime(bot, hour=22)
    lan, an = await farmer(bot), await officer(bot, "An")
    await lan.say("/thongbao")
    await lan.tap("Chọn tin muốn nhận")
    await lan.tap("Không nhắn: 21 giờ – 7 giờ", "Lúc nào tôi không nên nhắn?")
    assert "✓ Từ 21 giờ đến 7 giờ" in lan.buttons()
    await lan.tap("Lúc nào nhắn cũng được")
    await bot.calm()
    assert "✓ Lúc nào nhắn cũng được" in lan.buttons()
    await announced(bot, an)
    assert TEXT in said(lan.last)
    await lan.say("/thongbao")
    await lan.tap("Chọn tin muốn nhận", "Bà con muốn nhận tin gì?")
    assert "🌙 Lúc nào nhắn cũng được" in lan.buttons()


async def test_who_refused_may_read_too(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 0 WHERE id = :id", id=person_id)
        # She never agreed; who agreed once and took it back gets nothing more.
        await tx.run("DELETE FROM consents WHERE person_id = :id", id=person_id)
        assert await people.one(tx, person_id)
    number = await announced(bot, an)
    assert TEXT in said(lan.last)
    await lan.tap("Tôi đã đọc")
    await lan.say("/thongbao", "Thông báo gửi bà con")
    async with bot.db.transaction() as tx:
        assert not await deliveries.read(tx, number, person_id, 1)


async def test_a_long_one_is_read_page_by_page_in_its_message(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    parts = [f"Đoạn {number}: " + "hạn nộp là 15/12, hỏi chị Hoa ở xã. " * 15 for number in "123"]
    what = await draft(bot, an, "\n\n".join(part.strip() for part in parts))
    await forge(an, f"o:b.view:{what.id}:en")
    await an.wait("Tin dài 3 trang")
    preview = next(m for m in an.received if "Farmers' Union" in said(m))
    number = preview["message_id"]
    assert isinstance(number, int)
    await an.press_data(number, f"t:en:{what.id}:2")
    await an.wait(until=lambda phone: any("Đoạn 3" in said(m) for m in phone.received))
    assert any("Đoạn 3" in said(m) and "Farmers' Union" in said(m) for m in an.received)
    await scheduled(bot, what)
    await ended(bot, what)
    seen = len(lan.received)
    assert lan.buttons() == ["Đọc tiếp (2/3) ▶", "💬 Hỏi cán bộ"]
    await lan.tap("Đọc tiếp (2/3)", "Đoạn 2")
    assert "Đoạn 1" not in lan.text
    await lan.tap("Đọc tiếp (3/3)", "Đoạn 3")
    assert lan.buttons() == ["◀ Trang trước", "✅ Tôi đã đọc", "💬 Hỏi cán bộ"]
    await lan.tap("Tôi đã đọc")
    await bot.calm()
    assert lan.buttons() == ["◀ Trang trước", "💬 Hỏi cán bộ"]
    await lan.tap("Trang trước", "Đoạn 2")
    assert len(lan.received) == seen
    await lan.say("/thongbao", "Thông báo gửi bà con")
    await lan.tap("1. Đoạn 1", "Đoạn 1")
    await lan.tap("Đọc tiếp (2/3)", "Đoạn 2")
    assert lan.buttons()[-2:] == ["📢 Tất cả thông báo", "🏠 Menu"]
    await forge(lan, f"t:see:{what.id}:999")
    assert "Đoạn 3" in lan.text
    hoa = await farmer(bot, "Hoa", TAN_YEN)
    for data in ("page", "see", "en"):
        told = await forge(hoa, f"t:{data}:{what.id}:1")
        assert "không thấy thông báo này" in str(told), data


async def test_who_refused_at_once_reads_what_goes_to_areas(bot: Running) -> None:
    """She has told nobody where she lives, so nothing was sent to her."""
    daytime(bot)
    lan, an, mai = await farmer(bot), await officer(bot, "An"), bot.phone("Mai")
    await mai.start()
    await mai.wait("nói tiếng nào?")
    await mai.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    await mai.tap("Để sau", "Không sao đâu")
    await mai.say("/thongbao", "Tôi chưa biết bà con ở xã nào")
    number = await announced(bot, an)
    assert TEXT in said(lan.last)
    assert TEXT not in said(mai.last)
    await mai.say("/thongbao", "Tôi chưa biết bà con ở đâu, nên đây là thông báo của mọi nơi.")
    assert "🔵" not in mai.text
    await mai.tap("1. ", TEXT)
    # There is nothing for the officer to know of her.
    assert "Tôi đã đọc" not in str(mai.buttons())
    await mai.say("/thongbao")
    await mai.tap("Tìm", "Bà con tìm tin gì?")
    await mai.say(TEXT.split()[0])
    assert [label for label in mai.buttons() if label.startswith("1. ")]
    her = await person_of(bot, mai)
    async with bot.db.transaction() as tx:
        # What is for those of a class, or for whom another one reached, is nobody else's.
        for audience in ('{"areas":["1"],"classes":[1]}', '{"missed":[1]}', '{"received":[1]}'):
            await tx.run(
                "UPDATE announcements SET audience = :to WHERE id = :id", to=audience, id=number
            )
            assert await announcements.one_of_person(tx, her, number) is None
            assert await announcements.count_of_person(tx, her) == (0, 0)
        to = '{"areas":["1"],"without_classes":[1]}'
        await tx.run("UPDATE announcements SET audience = :to WHERE id = :id", to=to, id=number)
        assert await announcements.count_of_person(tx, her) == (1, 0)
        for state in ("draft", "stopped", "scheduled"):
            await tx.run("UPDATE announcements SET state = :to WHERE id = :id", to=state, id=number)
            assert await announcements.one_of_person(tx, her, number) is None
    # An officer of no place reads hers on her desk.
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE announcements SET state = 'done' WHERE id = :id", id=number)
        grant(tx, her, Role(Level.COMMUNE, "12050"), None, 1)
        assert await announcements.count_of_person(tx, her) == (0, 0)
