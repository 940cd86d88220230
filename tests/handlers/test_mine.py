"""My ideas on a producer's phone: none, one, many; what happened; taking back and sending again."""

import pytest

from bot.channels.sandbox.phone import Phone
from programme.ideas import Action, State
from tests.handlers.desk_cast import (
    datas,
    farmer,
    file_idea,
    forge,
    log_of,
    moved,
    officer,
    stored,
)
from tests.harness import Running

MOST = 700
"""Characters of a producer's screen."""


async def test_nothing_sent_yet(bot: Running) -> None:
    lan = await farmer(bot)
    await lan.say("/trangthai", "Bà con chưa gửi ý tưởng nào")
    assert "m:idea" in datas(lan)
    await lan.say("/status", "Bà con chưa gửi ý tưởng nào")


async def test_a_half_written_idea_is_offered(bot: Running) -> None:
    lan = await farmer(bot)
    await lan.say("/ytuong")
    await lan.say("Rượu nếp cái hoa vàng")
    await lan.say("/trangthai", "chưa gửi")
    await lan.press("Viết tiếp")
    await lan.wait(button="Thực phẩm")
    assert "2/" in lan.text


async def test_the_only_idea_opens_at_once(bot: Running) -> None:
    lan = await farmer(bot)
    idea = await file_idea(bot, lan)
    await lan.say("/trangthai", "Ba kích tím")
    assert idea.code in lan.text
    assert "bà con gửi ý tưởng" in lan.text
    assert {"Sửa", "Rút lại"} <= set(lan.buttons())


async def test_many_ideas_come_by_pages(bot: Running) -> None:
    lan = await farmer(bot)
    for number in range(8):
        await file_idea(bot, lan, product=f"Sản phẩm {number}", days_ago=number)
    await lan.say("/trangthai", "8 ý tưởng")
    assert "Sản phẩm 5" in lan.text
    assert "Sản phẩm 6" not in lan.text
    await lan.tap("Cũ hơn", "Sản phẩm 7")
    assert lan.buttons()[0] == "7. Sản phẩm 6"
    await lan.tap("8. Sản phẩm 7", "bà con gửi ý tưởng")
    await forge(lan, "p:list:999999999")
    assert "Sản phẩm 7" in lan.text
    await lan.tap("Mới hơn", "Sản phẩm 0")
    # The list of an earlier release had buttons of its own.
    await lan.tap("Cũ hơn", "Sản phẩm 7")
    await forge(lan, "i:list:0")
    assert "Sản phẩm 0" in lan.text


async def test_the_story_says_who_holds_it_and_why(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    idea = await moved(bot, idea, Action.TAKE_UP, an)
    await lan.say("/trangthai", "An nhận xem")
    assert "Sửa" not in lan.buttons()
    assert "Rút lại" not in lan.buttons()
    idea = await moved(bot, idea, Action.RETURN, an, "Gửi thêm ảnh <nhãn>.")
    await lan.say("/trangthai", "“Gửi thêm ảnh <nhãn>.”")
    assert "An nhờ bà con bổ sung" in lan.text
    assert "Bà con bấm Sửa" in lan.text
    await lan.tap("Sửa", "Gửi thêm ảnh <nhãn>.")
    await lan.tap("Gửi lại")
    assert (await stored(bot, idea)).state is State.SUBMITTED
    idea = await moved(bot, await stored(bot, idea), Action.TAKE_UP, an)
    await moved(bot, idea, Action.ACCEPT, an)
    await lan.say("/trangthai", "An chấp nhận")
    assert "0912 345 678" in lan.text
    assert lan.buttons() == ["Xem nội dung", "⭐ Tự chấm sao", "🏠 Menu"]


async def test_taking_back_and_sending_again(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await lan.say("/trangthai", "Ba kích tím")
    await lan.tap("Rút lại", "rút lại ý tưởng “Ba kích tím” chứ?")
    await lan.tap("Thôi, để nguyên", "Cán bộ sẽ xem")
    assert await stored(bot, idea) == idea
    await lan.tap("Rút lại", "chứ?")
    await lan.tap("Rút lại", "Tôi đã rút ý tưởng về")
    assert (await stored(bot, idea)).state is State.WITHDRAWN
    await lan.tap("Gửi lại", "Tôi đã gửi lại cho cán bộ")
    assert (await stored(bot, idea)).state is State.SUBMITTED
    await an.wait("Ba kích tím")
    assert await log_of(bot, idea) == ["idea.submit", "idea.withdraw", "idea.resend"]


async def test_an_old_button_does_nothing_and_shows_the_present(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await lan.say("/trangthai", "Ba kích tím")
    await moved(bot, idea, Action.TAKE_UP, an)
    for name in ("edit", "out", "gone", "again"):
        assert "vừa có thay đổi" in (await forge(lan, f"i:{name}:{idea.id}:1") or "")
        assert "An nhận xem" in lan.text
    for name in ("edit", "out", "gone", "again"):
        assert "vừa có thay đổi" in (await forge(lan, f"i:{name}:{idea.id}:2") or "")
    assert await log_of(bot, idea) == ["idea.submit", "idea.take_up"]


async def test_two_taps_take_back_once(bot: Running) -> None:
    lan = await farmer(bot)
    idea = await file_idea(bot, lan)
    await lan.say("/trangthai", "Ba kích tím")
    await lan.tap("Rút lại", "chứ?")
    number = lan.last["message_id"]
    assert isinstance(number, int)
    for _ in range(2):
        await lan.press_data(number, f"i:gone:{idea.id}:1")
    await lan.wait(until=lambda phone: len(phone.answers) >= 3)
    assert await log_of(bot, idea) == ["idea.submit", "idea.withdraw"]


@pytest.mark.parametrize("name", ["see", "edit", "out", "gone", "again"])
async def test_nobody_elses_ideas(bot: Running, name: str) -> None:
    lan, hoa, an = await farmer(bot), await farmer(bot, "Hoa"), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    for phone in (hoa, an):
        shown = phone.text
        for revision in ("", ":1"):
            assert "không thấy" in (await forge(phone, f"i:{name}:{idea.id}{revision}") or "")
        assert phone.text == shown
    assert await stored(bot, idea) == idea


FORGED = (
    "i: i:see i:see: i:see:x i:see:-1 i:see:9999999999999999999 i:see:999999999999999999 "
    "i:see:١ i:out:1 i:gone:1:1:1 i:nothing:1:1 i:list:x i:see:1:99999999999999999999"
)


async def test_forged_data_is_answered_and_does_nothing(bot: Running) -> None:
    lan = await farmer(bot)
    for data in FORGED.split():
        assert "không thấy" in (await forge(lan, data) or ""), data


async def test_who_took_back_her_agreement_gives_it_again_first(bot: Running) -> None:
    lan = await farmer(bot)
    idea = await file_idea(bot, lan)
    await lan.say("/trangthai", "Ba kích tím")
    await lan.tap("Rút lại", "chứ?")
    await lan.tap("Rút lại", "Tôi đã rút ý tưởng về")
    await _take_back_agreement(bot, lan)
    await lan.tap("Gửi lại", "Xem và đồng ý")
    assert (await stored(bot, idea)).state is State.WITHDRAWN


async def _take_back_agreement(bot: Running, phone: Phone) -> None:
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 0 WHERE name = :name", name="Lan")


async def test_no_screen_is_longer_than_a_phone(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "Nguyễn Thị Thanh Xuân Phương Thảo " * 3)
    idea = await file_idea(bot, lan, product="Rượu & <b>men lá</b> " * 8, contact="Lan " * 20)
    for _ in range(3):
        idea = await moved(bot, idea, Action.TAKE_UP, an)
        await lan.say("/trangthai")
        assert len(lan.text) <= MOST
        idea = await moved(bot, idea, Action.PUT_BACK, an)
    idea = await moved(bot, idea, Action.TAKE_UP, an)
    idea = await moved(bot, idea, Action.RETURN, an, "Bà con bổ sung giúp tôi nhé. " * 17)
    await lan.say("/trangthai", "Bà con bổ sung")
    assert len(lan.text) <= MOST
    for _ in range(6):
        await file_idea(bot, lan, product="Rượu & <b>men lá</b> " * 8)
    await lan.say("/trangthai", "7 ý tưởng")
    assert len(lan.text) <= MOST


async def test_she_reads_all_that_she_sent_and_sees_her_photos(bot: Running) -> None:
    lan = await farmer(bot)
    idea = await file_idea(bot, lan, special="Củ tím, ngâm 12 tháng. " * 12, photos=2)
    await lan.say("/trangthai", "Ba kích tím")
    await lan.tap("Xem nội dung", "Bà con đã gửi")
    assert ("Củ tím, ngâm 12 tháng. " * 12).strip() in lan.text
    assert "Sản lượng" in lan.text
    assert len(lan.text) <= MOST
    await lan.tap("Xem ảnh", "Bà con đã gửi")
    assert len([m for m in lan.received if "photo" in m]) == 2
    await lan.tap("Về ý tưởng", idea.code)


async def test_long_words_stand_alone_and_are_not_cut(bot: Running) -> None:
    # Her own words come back to her whole, as long as she wrote them.
    bot.long_ones = True
    lan = await farmer(bot)
    words = ("Củ tím, ngâm 12 tháng. " * 43).strip()
    await file_idea(bot, lan, special=words)
    await lan.say("/trangthai", "Ba kích tím")
    await lan.tap("Xem nội dung", "Bà con đã gửi")
    assert any(words in str(m.get("text")) for m in lan.received)
    assert len(lan.text) <= MOST


async def test_an_idea_sent_back_stands_on_top_of_the_menu(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await lan.say("/menu")
    assert "Sửa" not in lan.buttons()[0]
    await moved(bot, idea, Action.RETURN, an, "Gửi thêm ảnh nhãn.")
    await lan.send_photo()
    await lan.wait("muốn thêm ảnh này vào “Ba kích tím”")
    assert lan.buttons()[0] == "✍️ Sửa “Ba kích tím”"
    await lan.say("nhãn in ở xã", "muốn bổ sung cho “Ba kích tím”")
    await lan.tap("✍️ Sửa “Ba kích tím”", "Gửi thêm ảnh nhãn.")


async def test_to_take_back_or_erase_an_idea_is_no_new_idea(bot: Running) -> None:
    lan = await farmer(bot)
    await file_idea(bot, lan)
    for words in ("rut lai y tuong", "xoa y tuong", "hủy ý tưởng giúp tôi"):
        await lan.say(words, "bà con gửi ý tưởng")
        assert "Rút lại" in lan.buttons()
