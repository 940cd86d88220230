"""An announcement on officers' phones, from the first word to the last call."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.sandbox.phone import Phone, said
from handlers.world import World
from programme.announcements import State
from programme.roles import Level
from storage import deliveries
from tests.handlers.announce_cast import (
    AN_LAC,
    DUONG_HUU,
    PDF,
    TEXT,
    daytime,
    draft,
    ended,
    log_of,
    newest,
    scheduled,
    standing,
)
from tests.handlers.desk_cast import (
    SON_DONG_DISTRICT,
    TAN_YEN,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running, restarted, running

MOST = 1000


@pytest.fixture
async def strict(database_url: str, world: World) -> AsyncIterator[Running]:
    """A bot at ten in the morning, where more than two people are many."""
    async with running(database_url, replace(world, release_above=2)) as found:
        daytime(found)
        yield found


async def write(an: Phone, text: str = TEXT) -> None:
    """Write an announcement by the questions, up to its page."""
    await an.say("/menu")
    await forge(an, "o:b.list:work:0")
    await an.tap("Soạn thông báo", "muốn báo tin gì?")
    await an.say(text, "gửi kèm không?")
    await an.send_document("KH 12.pdf", PDF, "application/pdf")
    await an.wait("Tôi đã nhận 1 tệp")
    await an.tap("Xong", "Tin về việc gì?")
    await an.tap("Hỗ trợ", "văn bản số mấy?")
    await an.say("12/KH-HND", "chưa gửi cho ai")


async def test_the_whole_way_with_three_communes_and_two_officers(strict: Running) -> None:
    bot = strict
    lan = await farmer(bot, "Lan")
    mai = await farmer(bot, "Mai", AN_LAC)
    dao = await farmer(bot, "Đào", DUONG_HUU)
    far = await farmer(bot, "Xa", TAN_YEN)
    an = await officer(bot, "An", Level.DISTRICT, SON_DONG_DISTRICT)
    binh = await officer(bot, "Bình", Level.PROVINCE, "18")
    await write(an)
    assert "3 người" in an.text
    assert "Đang soạn" in an.text
    await an.tap("Xem trước", "đúng như trên")
    preview = next(m for m in an.received if "Hội Nông dân" in said(m))
    assert TEXT in said(preview)
    assert "12/KH-HND" in said(preview)
    await an.tap("Gửi thông báo", "Gửi lúc nào?")
    await an.tap("Gửi ngay", "cán bộ khác phải xem trước")
    await an.tap("Nhờ duyệt", "Tôi đã nhờ 1 cán bộ duyệt")
    what = await newest(bot)
    assert what.state is State.WAITING_RELEASE
    assert "Duyệt xong là gửi ngay" in an.text
    await binh.wait("An nhờ anh/chị duyệt")
    await binh.tap("Mở xem", "Chờ duyệt")
    await binh.tap("Duyệt cho gửi", "Duyệt cho gửi “Ngân hàng")
    await binh.tap("Duyệt cho gửi", "Anh/chị đã duyệt")
    await an.wait("Bình đã duyệt")
    what = await ended(bot, what)
    for phone in (lan, mai, dao):
        await phone.wait(TEXT)
        assert said(phone.last).count(TEXT) == 1
    assert not [m for m in far.received if TEXT in said(m)]
    assert (what.total, what.sent) == (3, 3)
    await lan.tap("Tôi đã đọc")
    await bot.calm()
    await an.tap("Xem kết quả gửi", "Đã gửi: 3")
    assert "Báo đã đọc: 1" in an.text
    assert "đã tới tất cả" in an.text
    assert await log_of(bot, what) == ["create", "submit", "release", "start", "finish"]


async def test_at_night_it_waits_and_can_be_paused_resumed_and_stopped(bot: Running) -> None:
    daytime(bot, hour=23)
    lan = await farmer(bot)
    an = await officer(bot, "An")
    what = await scheduled(bot, await draft(bot, an))
    what = await ended(bot, what, State.SENDING)
    await an.wait("Tôi đang gửi thông báo này")
    await an.tap("Tạm dừng", "đang tạm dừng")
    assert (await standing(bot, what)).state is State.PAUSED
    async with restarted(bot):
        daytime(bot)
        await bot.calm()
        assert not [m for m in lan.received if TEXT in said(m)]
        await an.tap("Gửi tiếp", "Tôi đang gửi")
        await lan.wait(TEXT)
        what = await ended(bot, what)
        assert what.sent == 1
        log = ["create", "schedule", "start", "pause", "resume", "finish"]
        assert await log_of(bot, what) == log


async def test_stopping_asks_first_and_is_for_good(bot: Running) -> None:
    daytime(bot, hour=23)
    lan, an = await farmer(bot), await officer(bot, "An")
    what = await scheduled(bot, await draft(bot, an))
    what = await ended(bot, what, State.SENDING)
    await an.wait("Tôi đang gửi")
    await an.tap("Dừng hẳn", "Còn 1 người chưa nhận")
    # The question stands below the message that is kept up to date, not in its place.
    assert "Tôi đang gửi" in said(an.received[-2])
    await an.tap("Không, cứ gửi tiếp", "Tôi đang gửi")
    await an.tap("Dừng hẳn", "Còn 1 người chưa nhận")
    await an.tap("Dừng hẳn, không gửi nữa", "đã dừng")
    old = f"o:b.resume:{what.id}:{what.revision}"
    assert "vừa có thay đổi" in str(await forge(an, old))
    daytime(bot)
    await bot.calm()
    assert (await standing(bot, what)).state is State.STOPPED
    assert not [m for m in lan.received if TEXT in said(m)]
    await an.tap("Xem kết quả gửi", "Còn chờ: 1")
    await an.tap("Người cần gọi", "chưa đến lượt thì dừng")
    assert await log_of(bot, what) == ["create", "schedule", "start", "stop"]


async def test_after_a_stop_and_a_restart_it_goes_to_those_who_have_not_got_it(
    bot: Running,
) -> None:
    daytime(bot, hour=23)
    lan, mai = await farmer(bot), await farmer(bot, "Mai")
    an = await officer(bot, "An")
    what = await scheduled(bot, await draft(bot, an))
    await ended(bot, what, State.SENDING)
    await an.wait("Tôi đang gửi")
    await an.tap("Dừng hẳn", "Còn 2 người chưa nhận")
    await an.tap("Dừng hẳn, không gửi nữa", "đã dừng")
    mai_id = await person_of(bot, mai)
    async with bot.db.transaction() as tx:
        assert await deliveries.tell(tx, what.id, mai_id, what.author, bot.clock())
    async with restarted(bot):
        await an.tap("Xem kết quả gửi", "Còn chờ: 2")
        await an.tap("Gửi cho những người này", "2 người chưa nhận được chứ?")
        again = await standing(bot, what)
        await an.tap("Gửi lại ngay", "Tôi đang gửi")
        old = f"o:b.again:{what.id}:{again.revision}:yes"
        assert "vừa có thay đổi" in str(await forge(an, old))
        assert (await standing(bot, what)).state is State.SENDING
    async with restarted(bot):
        daytime(bot)
        await lan.wait(TEXT)
        what = await ended(bot, what)
    assert (what.sent, what.told) == (1, 1)
    assert sum(TEXT in said(m) for m in lan.received) == 1
    assert not [m for m in mai.received if TEXT in said(m)]
    assert await log_of(bot, what) == ["create", "schedule", "start", "stop", "again", "finish"]


async def test_it_goes_out_at_its_time(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    what = await draft(bot, an)
    await forge(an, f"o:b.see:{what.id}")
    await an.tap("Gửi thông báo", "Gửi lúc nào?")
    await an.tap("17 giờ hôm nay", "Tin sẽ gửi lúc 17 giờ")
    assert "1 người" in an.text
    await an.tap("Gửi thông báo này", "Tôi đã hẹn giờ")
    assert (await standing(bot, what)).state is State.SCHEDULED
    await bot.later(hours=6)
    assert (await standing(bot, what)).state is State.SCHEDULED
    await bot.later(hours=1.1)
    await lan.wait(TEXT)
    assert (await ended(bot, what)).sent == 1


async def test_a_time_that_has_passed_meanwhile_is_asked_for_again(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    what = await draft(bot, an)
    await forge(an, f"o:b.see:{what.id}")
    await an.tap("Gửi thông báo", "Gửi lúc nào?")
    await bot.later(hours=7.1)
    await an.tap("17 giờ hôm nay", "đã qua rồi")
    assert "chưa gửi tin: 17 giờ, " in an.text
    assert "17 giờ hôm nay" not in an.buttons()
    await an.tap("Ngày giờ khác", "lúc mấy giờ?")
    await an.say("17h30", "Tin sẽ gửi lúc 17 giờ 30")
    # She leaves the question standing until it has passed.
    await bot.later(minutes=30)
    await an.tap("Gửi thông báo này", "đã qua rồi")
    assert "chưa gửi tin: 17 giờ 30, " in an.text
    assert (await standing(bot, what)).state is State.DRAFT
    assert not [m for m in lan.received if TEXT in said(m)]
    await an.tap("7 giờ sáng mai", "Tin sẽ gửi lúc 7 giờ")
    await an.tap("Gửi thông báo này", "Tôi đã hẹn giờ")


async def test_a_typed_time_and_calling_it_off(bot: Running) -> None:
    daytime(bot)
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    await farmer(bot)
    what = await draft(bot, an)
    await forge(an, f"o:b.see:{what.id}")
    await an.tap("Gửi thông báo", "Gửi lúc nào?")
    await an.tap("Ngày giờ khác", "Gửi ngày nào, lúc mấy giờ?")
    for junk, answer in (
        ("khi nào cũng được", "chưa thấy ngày giờ"),
        ("31/2 8h", "Lịch không có ngày này"),
        ("1/1/2020 8h", "đã qua rồi"),
        ("ngày kia", "lúc mấy giờ?"),
    ):
        await an.say(junk, answer)
    await an.say("8h30", "Tin sẽ gửi lúc 8 giờ 30")
    await an.tap("Chọn giờ khác", "Gửi lúc nào?")
    await an.tap("Ngày giờ khác", "lúc mấy giờ?")
    await an.tap("Quay lại", "Gửi lúc nào?")
    await an.tap("Ngày giờ khác", "lúc mấy giờ?")
    await an.say("7h sáng mai", "Tin sẽ gửi lúc 7 giờ")
    await an.tap("Gửi thông báo này", "Tôi đã hẹn giờ")
    await forge(chi, f"o:b.see:{what.id}")
    await chi.wait("Chờ đến giờ gửi")
    await chi.tap("Thôi gửi", "lại ở chỗ đang soạn")
    await an.wait("Chi đã cho thôi gửi")
    assert (await standing(bot, what)).state is State.DRAFT
    await bot.later(days=2)
    assert (await standing(bot, what)).total == 0
    assert await log_of(bot, what) == ["create", "schedule", "send_back"]
    # The time that was called off does not come back.
    now = await standing(bot, what)
    await forge(an, f"o:b.go:{what.id}:{now.revision}:now")
    assert (await ended(bot, what)).sent == 1


async def test_urgent_ones_go_out_at_night(bot: Running) -> None:
    daytime(bot, hour=23)
    lan, an = await farmer(bot), await officer(bot, "An")
    what = await draft(bot, an)
    await forge(an, f"o:b.see:{what.id}")
    await an.tap("Gửi thông báo", "sáng ra bà con mới nhận")
    await an.tap("Khẩn", "Gửi cả ban đêm: có")
    await an.tap("Không gửi ban đêm", "sáng ra bà con mới nhận")
    await an.tap("Khẩn", "Gửi cả ban đêm: có")
    await an.tap("Gửi ngay", "Gửi cả ban đêm.")
    await an.tap("Gửi thông báo này", "Tin bắt đầu gửi")
    await ended(bot, what)
    assert TEXT in said(lan.last)


async def test_at_night_she_reads_when_it_really_goes_out(bot: Running) -> None:
    daytime(bot, hour=23)
    await farmer(bot)
    an = await officer(bot, "An")
    what = await draft(bot, an)
    waits = "Tin sẽ đến bà con lúc 7 giờ"
    await forge(an, f"o:b.send:{what.id}:{what.revision}")
    await an.tap("Gửi ngay", waits)
    assert "Tin sẽ gửi ngay" not in an.text
    await an.tap("Gửi thông báo này", waits)
    assert "Tin bắt đầu gửi" not in an.text


async def test_a_time_at_night_is_not_when_people_get_it(bot: Running) -> None:
    daytime(bot)
    await farmer(bot)
    an = await officer(bot, "An")
    what = await draft(bot, an)
    await forge(an, f"o:b.send:{what.id}:{what.revision}")
    await an.tap("Ngày giờ khác")
    await an.say("22h hôm nay", "Tin sẽ gửi lúc 22 giờ")
    assert "Tin sẽ đến bà con lúc 7 giờ" in an.text
    await an.tap("Chọn giờ khác", "Gửi lúc nào?")
    await an.tap("Gửi ngay", "Tin sẽ gửi ngay")
    assert "Tin sẽ đến bà con" not in an.text


async def test_two_taps_send_it_once(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    what = await draft(bot, an)
    go = f"o:b.go:{what.id}:{what.revision}:now"
    for _ in range(2):
        await forge(an, go)
    await ended(bot, what)
    assert len([m for m in lan.received if TEXT in said(m)]) == 1
    assert (await log_of(bot, what)).count("schedule") == 1


async def test_to_nobody_it_is_not_sent(bot: Running) -> None:
    an = await officer(bot, "An")
    what = await draft(bot, an)
    await forge(an, f"o:b.see:{what.id}")
    await an.wait("Chưa có ai thuộc nhóm này")
    for way in ("at", "go"):
        told = await forge(an, f"o:b.{way}:{what.id}:{what.revision}:now")
        assert "Chưa có ai thuộc nhóm này" in str(told)
    assert (await standing(bot, what)).state is State.DRAFT


async def test_the_list_has_its_parts_and_pages(bot: Running) -> None:
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    await forge(an, "o:b.list:work:0")
    await an.wait("Chưa có thông báo nào đang soạn")
    await an.tap("Đang gửi (0)", "không có thông báo nào đang gửi")
    await an.tap("Đã gửi (0)", "chưa gửi thông báo nào")
    await draft(bot, an, "Tin số 1 của xã\nBà con đọc giúp.")
    await an.tap("Đang soạn", "1. Tin số 1 của xã: đang soạn, An")
    for number in range(2, 9):
        await draft(bot, chi, f"Tin số {number} của xã " + "rất dài " * 20)
    await forge(an, "o:b.list:work:0")
    await an.wait("Tin số 8")
    assert "Tin số 2" not in an.text
    assert len(an.text) <= MOST
    await an.tap("Cũ hơn", "Tin số 1 của xã")
    await forge(an, "o:b.list:work:999999999")
    assert "Tin số 1 của xã" in an.text
    await an.tap("Mới hơn", "Tin số 8")
    # A colleague's draft can be read, and not changed.
    await an.tap("1. Tin số 8", "Người soạn: Chi")
    assert an.buttons()[:1] == ["👀 Xem trước"]
    assert "✍️ Sửa nội dung" not in an.buttons()
    for junk in ("x:0", "work:x", "work", ""):
        assert "tin nhắn cũ" in str(await forge(an, f"o:b.list:{junk}"))
