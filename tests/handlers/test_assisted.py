"""An officer writes an idea down for somebody without a phone."""

import json
import re

import pytest

from bot.channels.sandbox.phone import Phone
from programme.roles import Level
from storage import claims, officers, people
from storage.people import PersonId
from tests.handlers.cast import rows
from tests.handlers.claim_cast import write_down
from tests.handlers.desk_cast import (
    BAC_NINH,
    TAN_YEN,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running


async def fill_in(an: Phone, *, place: str | None = None) -> None:
    """Answer every question up to the review page."""
    await forge(an, "o:h.new")
    assert "Bà con đã đồng ý chưa?" in an.text
    assert "Hội Nông dân xét ý tưởng" in an.text
    await an.tap("Đồng ý, ký trên giấy", "Người làm ra sản phẩm là ai?")
    await an.say("Nguyễn Thị Mão 0912 345 678", "ở đâu?" if place else "tên là gì?")
    if place:
        await an.say(place, "ở nơi nào dưới đây")
        await an.tap("1. xã", "tên là gì?")
    await an.say("Chè hoa vàng", "thuộc nhóm nào?")
    await an.tap("Đồ uống", "có gì đặc biệt?")
    await an.say("Hái trên núi đá vôi", "nguyên liệu")
    await an.tap("trên 75%", "bao nhiêu?")
    await an.say("50 kg", "Đã có những thứ nào")
    await an.tap("Chưa có thứ nào")
    await an.tap("Xong", "Cần giúp việc gì?")
    await an.tap("Vay vốn")
    await an.tap("Xong", "Ảnh sản phẩm")
    await an.send_photo()
    await an.wait("1 ảnh")
    await an.tap("Xong", "đọc lại cùng bà con")


async def shadow(bot: Running) -> PersonId:
    (row,) = await rows(bot, "SELECT id FROM people WHERE name = 'Nguyễn Thị Mão'")
    return PersonId(row["id"])


async def test_an_idea_is_filed_for_somebody_else(bot: Running) -> None:
    an = await officer(bot, "An")
    await fill_in(an)
    await an.tap("Gửi ý tưởng", "Mã của bà con")
    assert "Tôi đã gửi giúp Nguyễn Thị Mão: Chè hoa vàng (YT-" in an.text
    code = re.search(r"Mã của bà con: ([A-Z2-9]{4}-[A-Z2-9]{4})", an.text)
    assert code
    assert f"start=cl_{code[1].replace('-', '')}" in an.text
    mao, officer_id = await shadow(bot), await person_of(bot, an)
    [idea] = await rows(bot, "SELECT * FROM ideas")
    assert (idea["person_id"], idea["assisted_by"], idea["commune"]) == (mao, officer_id, "12050")
    assert (idea["contact_name"], idea["contact_phone"]) == ("Nguyễn Thị Mão", "+84912345678")
    assert [row["person_id"] for row in await rows(bot, "SELECT person_id FROM media")] == [mao]
    [consent] = await rows(bot, "SELECT * FROM consents")
    assert (consent["person_id"], consent["given"]) == (mao, 1)
    assert consent["text_version"].endswith("-paper")
    [proof] = await rows(bot, "SELECT * FROM acts WHERE action = 'person.assist'")
    detail = {"unit": "12050", "agreed": "paper"}
    assert (proof["person_id"], json.loads(proof["detail"])) == (officer_id, detail)
    [claim] = await rows(bot, "SELECT code_hash FROM claims")
    assert code[1].replace("-", "") not in claim["code_hash"]
    assert await rows(bot, "SELECT * FROM drafts") == []
    await an.tap("Mở xem", "Người viết giúp: An")


async def test_an_officer_above_says_the_place_and_only_within_her_area(bot: Running) -> None:
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await fill_in(binh, place="an toàn thái nguyên")
    assert "không thuộc địa bàn" in binh.text
    await binh.tap("Gửi ý tưởng", "đọc lại cùng bà con")
    assert await rows(bot, "SELECT id FROM ideas") == []
    assert "Chè hoa vàng" in binh.text
    await binh.tap("Sửa nơi ở", "ở đâu?")
    await binh.say("son dong bac ninh", "ở nơi nào dưới đây")
    await binh.tap("1. xã Sơn Động", "đọc lại cùng bà con")
    assert "không thuộc địa bàn" not in binh.text
    await binh.tap("Gửi ý tưởng", "Mã của bà con")
    assert len(await rows(bot, "SELECT id FROM ideas")) == 1


async def test_a_role_that_ended_files_nothing(bot: Running) -> None:
    an = await officer(bot, "An")
    await fill_in(an)
    person_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        await officers.resign(tx, person_id, 1)
    await an.tap("Gửi ý tưởng", "dành cho cán bộ")
    assert await rows(bot, "SELECT id FROM ideas") == []
    assert len(await rows(bot, "SELECT id FROM people")) == 1


async def test_what_is_half_written_waits(bot: Running) -> None:
    an = await officer(bot, "An")
    await forge(an, "o:h.new")
    await an.tap("Đồng ý, nói miệng", "Người làm ra")
    await an.tap("Để sau")
    await forge(an, "o:h.new")
    assert "Anh/chị đang viết dở" in an.text
    assert "Người làm ra" in an.text


async def test_anybodys_card_will_do_and_junk_will_not(bot: Running) -> None:
    an = await officer(bot, "An")
    await forge(an, "o:h.new")
    await an.say("không", "Bấm một nút")
    await an.tap("Đồng ý, nói miệng", "Người làm ra")
    await an.say("?", "chưa thấy số điện thoại")
    assert an.keyboard() == []
    await an.say("0912 34", "thiếu")
    await an.share_contact()
    await an.wait("tên là gì?")


async def test_the_list_with_none_one_and_many(bot: Running) -> None:
    an = await officer(bot, "An")
    await forge(an, "o:h.list:0")
    assert "Danh sách này chưa có ai" in an.text
    for number in range(8):
        await write_down(bot, an, f"Bà Mão {number}")
    await forge(an, "o:h.list:0")
    assert "Bà Mão 7" in an.text
    await an.tap("▶", "Bà Mão 0")
    await forge(an, "o:h.list:99")
    await an.tap("8. Bà Mão 0", "Người viết giúp")
    assert len(an.text) <= 1000
    binh = await officer(bot, "Bình", Level.COMMUNE, TAN_YEN)
    await forge(binh, "o:h.list:0")
    assert "Bà Mão" not in binh.text


async def test_a_lost_code_is_replaced_after_a_question(bot: Running) -> None:
    an = await officer(bot, "An")
    idea = await write_down(bot, an)
    [before] = await rows(bot, "SELECT code_hash FROM claims")
    await forge(an, f"o:h.see:{idea.person_id}")
    await an.tap("Mã mới", "Mã cũ sẽ không dùng được nữa")
    await an.tap("Cấp mã mới", "Mã của bà con")
    [after] = await rows(bot, "SELECT code_hash FROM claims")
    assert after["code_hash"] != before["code_hash"]


async def test_erasing_at_her_wish(bot: Running) -> None:
    an = await officer(bot, "An")
    idea = await write_down(bot, an)
    await forge(an, f"o:h.see:{idea.person_id}")
    await an.tap("Xóa theo ý bà con", "Chỉ xóa khi bà con yêu cầu")
    await an.tap("Xóa hẳn", "Tôi đã xóa hết thông tin của Nguyễn Thị Mão")
    async with bot.db.transaction() as tx:
        person = await people.one(tx, idea.person_id)
        assert await claims.waiting_one(tx, idea.person_id) is None
    assert person is not None
    assert (person.name, person.phone, person.consent) == (None, None, None)
    assert "không thuộc" in (await forge(an, f"o:h.erase:{idea.person_id}:yes") or "")


@pytest.mark.parametrize("data", ["o:h.new", "o:h.list:0", "o:h.see:1", "o:h.code:1:yes"])
async def test_only_officers(bot: Running, data: str) -> None:
    lan = await farmer(bot)
    assert "không thuộc" in (await forge(lan, data) or "")
    assert not any(data.startswith("o:") for data in datas(lan))


async def test_in_english(bot: Running) -> None:
    an = await officer(bot, "An")
    await an.say("/language")
    await an.tap("English")
    await forge(an, "o:h.list:0")
    assert "Nobody is on this list" in an.text
    await an.tap("Write an idea down", "First, her agreement.")
    assert len(an.text) <= 1000
