"""Writing announcements: questions, junk, drafts, changes, and rights that end meanwhile."""

from dataclasses import replace

import pytest

from bot.channels.sandbox.phone import Phone, said
from handlers import media as intake
from handlers.officer.broadcast_change import new_of
from programme.announcements import State
from programme.roles import Level, Role
from storage import announcements, media, officers
from tests.handlers.announce_cast import TEXT, draft, ended, log_of, newest, scheduled, standing
from tests.handlers.cast import rows
from tests.handlers.desk_cast import (
    NOW,
    SON_DONG,
    TAN_YEN,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running

NOT_YOURS = "không thuộc địa bàn"


async def begun(an: Phone) -> None:
    await forge(an, "o:b.new")
    await an.wait("muốn báo tin gì?")


@pytest.mark.parametrize("typed", [True, False])
async def test_what_sends_nothing_does_not_speak_of_sending(bot: Running, typed: bool) -> None:
    an = await officer(bot, "An")
    await begun(an)
    assert not any("gửi" in label for label in an.buttons())
    await (an.say if typed else an.tap)("Bỏ, không làm nữa")
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_junk_gets_a_sentence_and_nothing_is_lost(bot: Running) -> None:
    an = await officer(bot, "An")
    await begun(an)
    await an.say("👍", "Ngắn quá")
    await an.send_photo()
    await an.wait("Lát nữa tôi mới hỏi đến tệp")
    await an.send_voice()
    await an.wait("chỉ đọc được chữ")
    await an.say("x" * 3600, "Dài quá")
    await an.say("Dòng một <b>&\n\n\n\nDòng hai 😀😀", "gửi kèm không?")
    await an.say("có nhé", "cần ảnh hoặc tệp")
    await an.send_document("game.apk", b"PK\x03\x04")
    await an.wait("chỉ chuyển được ảnh")
    await an.tap("Bỏ qua", "Tin về việc gì?")
    await an.say("thời tiết hôm nay")
    await an.wait("Tin về việc gì?")
    await an.say("ho tro", "văn bản số mấy?")
    await an.say("1" * 70, "Dài quá")
    await an.say("khong", "chưa gửi cho ai")
    made = await newest(bot)
    assert made.text == "Dòng một <b>&\n\nDòng hai 😀😀"
    assert (made.topic, made.number, made.files, made.state) == (
        "support",
        None,  # "không" is no number.
        (),
        State.DRAFT,
    )
    assert "Dòng một <b>&" in an.text
    await an.tap("Xem trước", "đúng như trên")
    assert any("Dòng một <b>&\n\nDòng hai" in said(m) for m in an.received)


async def test_what_is_half_written_is_offered(bot: Running) -> None:
    an = await officer(bot, "An")
    await begun(an)
    await an.say(TEXT, "gửi kèm không?")
    await forge(an, "o:b.list:work:0")
    await an.tap("Soạn thông báo", "đang soạn dở một thông báo")
    assert TEXT[:40] in an.text
    await an.tap("Viết tiếp tin đó", "gửi kèm không?")
    await an.tap("Bỏ qua", "Tin về việc gì?")
    await forge(an, "o:b.new")
    await an.tap("Bỏ tin đó, soạn tin mới", "muốn báo tin gì?")
    await an.say("/huy", "Tôi đã bỏ rồi")
    # Nothing is half written any more.
    await forge(an, "o:b.old")
    await an.wait("muốn báo tin gì?")


async def test_who_has_two_areas_says_which(bot: Running) -> None:
    an = await officer(bot, "An")
    person = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        officers.grant(tx, person, Role(Level.COMMUNE, TAN_YEN), "An", NOW)
    await forge(an, "o:b.new")
    await an.wait("báo tin cho địa bàn nào?")
    await an.tap("xã Tân Yên", "muốn báo tin gì?")
    await an.say(TEXT, "gửi kèm không?")
    await an.tap("Bỏ qua", "Tin về việc gì?")
    await an.tap("Tin khác")
    await an.tap("Bỏ qua", "chưa gửi cho ai")
    made = await newest(bot)
    assert (made.unit, made.audience.areas, made.topic) == (TAN_YEN, (TAN_YEN,), "other")
    await forge(an, "o:b.new:99999")
    await an.wait("báo tin cho địa bàn nào?")


async def test_a_draft_is_changed_and_its_files_too(bot: Running) -> None:
    an = await officer(bot, "An")
    what = await draft(bot, an, files=2)
    await forge(an, f"o:b.see:{what.id}")
    assert "2 tệp" in an.text
    await an.tap("Sửa nội dung", "Nội dung như thế này nhé?")
    await an.tap("Sửa tệp kèm theo", "gửi kèm không?")
    await an.tap("Bỏ tệp cuối", "Tôi đã nhận 1 tệp")
    await an.tap("Xong", "Nội dung như thế này nhé?")
    await an.tap("Sửa nội dung", "muốn báo tin gì?")
    await an.say("Nội dung mới của thông báo", "Nội dung như thế này nhé?")
    await an.tap("Giữ như thế này", "Tôi đã sửa nội dung")
    now = await standing(bot, what)
    assert (now.text, len(now.files), now.topic) == ("Nội dung mới của thông báo", 1, "support")
    assert now.audience == what.audience
    assert await log_of(bot, what) == ["create", "change"]


async def test_what_was_changed_too_late_is_kept(bot: Running) -> None:
    an = await officer(bot, "An")
    await farmer(bot)
    what = await draft(bot, an)
    await forge(an, f"o:b.edit:{what.id}")
    await an.tap("Sửa nội dung", "muốn báo tin gì?")
    await an.say("Nội dung mới của thông báo", "Nội dung như thế này nhé?")
    # On her other phone she has sent it off.
    await scheduled(bot, what, minutes=600)
    await an.tap("Giữ như thế này", "Lời anh/chị viết vẫn còn")
    assert (await standing(bot, what)).text == TEXT
    await an.tap("Thôi gửi", "lại ở chỗ đang soạn")
    await an.tap("Sửa nội dung", "Nội dung mới của thông báo")
    await an.tap("Giữ như thế này", "Tôi đã sửa nội dung")
    assert (await standing(bot, what)).text == "Nội dung mới của thông báo"


async def test_what_has_changed_meanwhile_is_looked_at_before_it_is_kept(bot: Running) -> None:
    an = await officer(bot, "An")
    what = await draft(bot, an)
    await forge(an, f"o:b.edit:{what.id}")
    await an.tap("Sửa nội dung", "muốn báo tin gì?")
    await an.say("Nội dung mới của thông báo", "Nội dung như thế này nhé?")
    # On her other phone she has written something else.
    async with bot.db.transaction() as tx:
        other = replace(new_of(what), text="Lời sửa trên máy kia", topic="other")
        assert await announcements.change(tx, what.id, 1, other, what.author, bot.clock())
    await an.tap("Giữ như thế này", "vừa được sửa ở chỗ khác")
    assert (await standing(bot, what)).text == "Lời sửa trên máy kia"
    # What she wrote is hers, all else is as it stands now.
    await an.tap("Sửa nội dung", "Nội dung mới của thông báo")
    assert "Tin khác" in an.text
    await an.tap("Giữ như thế này", "Tôi đã sửa nội dung")
    now = await standing(bot, what)
    assert (now.text, now.topic) == ("Nội dung mới của thông báo", "other")


async def test_a_draft_is_thrown_away_after_asking(bot: Running) -> None:
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    what = await draft(bot, an, files=1)
    for way in ("drop", "gone", "edit", "send", "at", "go", "night", "when"):
        told = await forge(chi, f"o:b.{way}:{what.id}:{what.revision}:now")
        assert "vừa có thay đổi" in str(told), way
    assert await standing(bot, what) == what
    await forge(an, f"o:b.see:{what.id}")
    await an.tap("Bỏ tin này", "không lấy lại được")
    await an.tap("Thôi, giữ lại", "Đang soạn")
    await an.tap("Bỏ tin này", "không lấy lại được")
    await an.tap(an.buttons()[0], "Chưa có thông báo nào đang soạn")
    assert await rows(bot, "SELECT id FROM announcements") == []
    assert NOT_YOURS in str(await forge(an, f"o:b.see:{what.id}"))


@pytest.mark.parametrize("step", ["mid", "end"])
async def test_a_role_that_ends_meanwhile_ends_the_writing(bot: Running, step: str) -> None:
    an = await officer(bot, "An")
    await begun(an)
    await an.say(TEXT, "gửi kèm không?")
    await an.tap("Bỏ qua", "Tin về việc gì?")
    if step == "end":
        await an.tap("Hỗ trợ", "văn bản số mấy?")
    person = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE officers SET withdrawn_at = 1 WHERE person_id = :id", id=person)
    await an.tap("Bỏ qua" if step == "end" else "Hỗ trợ", NOT_YOURS)
    assert await rows(bot, "SELECT id FROM announcements") == []
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_a_file_that_is_not_what_it_says_stops_it(bot: Running) -> None:
    an = await officer(bot, "An")
    await farmer(bot)
    what = await draft(bot, an, files=1)
    async with bot.db.transaction() as tx:
        media.keep(tx, what.files[0].media, b"MZ no paper at all")
    for way in (f"send:{what.id}:{what.revision}", f"view:{what.id}"):
        assert "không đúng như tên" in str(await forge(an, f"o:b.{way}"))
    assert not any("Hội Nông dân" in said(m) for m in an.received)
    assert intake.is_paper("a.pdf", b"%PDF")


async def test_producers_and_strangers_write_nothing(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    what = await draft(bot, an, "Tin bí mật của xã")
    for data in ("o:b.new", "o:b.old", "o:b.list:work:0", f"o:b.see:{what.id}", "o:b.see:x"):
        assert NOT_YOURS in str(await forge(lan, data)), data
    assert not any("bí mật" in said(m) for m in lan.received)
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_the_desk_leads_there(bot: Running) -> None:
    an = await officer(bot, "An", Level.COMMUNE, SON_DONG)
    await forge(an, "m:desk")
    await an.tap("📢 Thông báo", "Thông báo của địa bàn")
    assert "o:b.new" in datas(an)
    assert "m:menu" in datas(an)


async def test_a_correction_goes_to_all_who_got_it(bot: Running) -> None:
    from tests.handlers.announce_cast import daytime

    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    first = await ended(bot, await scheduled(bot, await draft(bot, an)))
    late = await farmer(bot, "Muộn")
    await forge(an, f"o:b.report:{first.id}")
    await an.tap("Đính chính", "muốn báo tin gì?")
    await an.say("Hạn nộp là 20/12, không phải 15/12.", "gửi kèm không?")
    await an.tap("Bỏ qua", "chưa gửi cho ai")
    assert "Đính chính tin: “Ngân hàng" in an.text
    assert "1 người" in an.text
    second = await newest(bot)
    assert (second.corrects, second.topic) == (first.id, first.topic)
    assert not any("Chọn người nhận" in one for one in an.buttons())
    await forge(an, f"o:b.who:{second.id}")
    assert "Tin đính chính gửi tới tất cả" in str(an.answers[-1].text)
    told = await forge(an, f"o:b.set:{second.id}:kinds:+farm")
    assert "vừa có thay đổi" in str(told)
    await forge(an, f"o:b.go:{second.id}:{second.revision}:now")
    await ended(bot, second)
    assert "Hạn nộp là 20/12" in said(lan.last)
    assert "sửa" in said(lan.last).casefold() or "đính chính" in said(lan.last).casefold()
    assert not any("Hạn nộp" in said(m) for m in late.received)
    await lan.say("/thongbao", "Hạn nộp")
    await lan.tap("2. Ngân hàng", TEXT)
    await lan.tap("Đọc tin đính chính", "Hạn nộp")
