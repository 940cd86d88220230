"""An officer goes on for somebody without a phone: corrects what came back, adds another idea."""

import json
from decimal import Decimal

import pytest

from bot.channels.sandbox.phone import Phone
from programme.ideas import Action, State
from programme.roles import Level
from storage import erasure, people
from storage.ideas import Idea
from tests.handlers.cast import rows
from tests.handlers.claim_cast import CODE, give_code, write_down
from tests.handlers.desk_cast import (
    BAC_NINH,
    TAN_YEN,
    datas,
    farmer,
    file_idea,
    forge,
    log_of,
    moved,
    officer,
    person_of,
    stored,
)
from tests.harness import Running


async def sent_back(bot: Running, an: Phone, binh: Phone) -> Idea:
    """An idea that An wrote down for Mrs. Mão and Bình has sent back."""
    idea = await moved(bot, await write_down(bot, an), Action.TAKE_UP, binh)
    return await moved(bot, idea, Action.RETURN, binh, "Gửi thêm ảnh nhãn.")


async def two_officers(bot: Running) -> tuple[Phone, Phone]:
    return await officer(bot, "An"), await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)


async def test_the_one_who_wrote_it_hears_of_it_and_corrects_it(bot: Running) -> None:
    an, binh = await two_officers(bot)
    idea = await moved(bot, await write_down(bot, an), Action.TAKE_UP, binh)
    await forge(binh, f"o:why:{idea.id}:{idea.revision}:photos")
    await binh.tap("Gửi cho bà con", "Anh/chị gọi giúp số 0912 345 678")
    await an.wait("anh/chị viết giúp Nguyễn Thị Lan cần bổ sung")
    assert "ảnh rõ của sản phẩm" in an.text
    await an.tap("Sửa giúp bà con", "Nhờ bổ sung: “Bà con gửi thêm ảnh rõ")
    assert "Ba kích" in an.text
    await an.tap("Sửa sản lượng", "bao nhiêu?")
    await an.say("90 kg", "90 kg")
    await an.tap("Gửi lại", "bản đã sửa")
    now = await stored(bot, idea)
    assert (now.state, now.quantity, now.code) == (State.SUBMITTED, Decimal(90), idea.code)
    assert now.person_id == idea.person_id
    log = await rows(bot, "SELECT action, person_id FROM acts ORDER BY id")
    both = [(row["action"], row["person_id"]) for row in log]
    assert ("idea.resend", idea.person_id) in both
    assert ("idea.assist_correct", await person_of(bot, an)) in both
    [kept] = await rows(bot, "SELECT assisted_by FROM ideas")
    assert kept["assisted_by"] == await person_of(bot, an)


async def test_she_takes_over_what_was_corrected(bot: Running) -> None:
    an, binh = await two_officers(bot)
    idea = await sent_back(bot, an, binh)
    await forge(binh, f"o:h.fix:{idea.id}:{idea.revision}")
    await binh.tap("Sửa người liên hệ", "Người làm ra")
    await binh.say("Nguyễn Thị Mận 0912 345 679", "đọc lại cùng bà con")
    await binh.tap("Gửi lại", "Tôi đã gửi lại giúp Nguyễn Thị Mận")
    await forge(binh, f"o:h.more:{idea.person_id}")
    await give_code(bot, idea.person_id, an)
    lan = await farmer(bot, "Mận")
    await lan.say(CODE, "An đã viết giúp Nguyễn Thị Mận")
    await lan.tap("Đúng là tôi", "tôi đã chuyển hết sang cho bà con")
    await lan.tap("Sản phẩm của tôi", "Bình sửa giúp bà con")
    assert "An viết giúp bà con" in lan.text
    assert "bà con gửi" not in lan.text
    assert (await stored(bot, idea)).person_id == await person_of(bot, lan)
    # What an officer had begun for her is not written on, by whichever way.
    await binh.say("Rượu ba kích", "không viết giúp ý tưởng này nữa")
    assert await rows(bot, "SELECT * FROM drafts WHERE form LIKE 'assist%'") == []
    now = await stored(bot, idea)
    assert "chỉ bà con mới sửa được" in (await forge(an, f"o:h.fix:{idea.id}:{now.revision}") or "")
    assert "không thuộc" in (await forge(an, f"o:h.more:{idea.person_id}") or "")
    assert await stored(bot, idea) == now


async def test_what_was_claimed_meanwhile_is_not_sent(bot: Running) -> None:
    an, binh = await two_officers(bot)
    idea = await sent_back(bot, an, binh)
    await forge(an, f"o:h.fix:{idea.id}:{idea.revision}")
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE ideas SET revision = revision + 1")
    await an.tap("Gửi lại", "vừa có thay đổi")
    assert (await stored(bot, idea)).state is State.RETURNED


async def test_nobody_is_offered_what_she_cannot_do(bot: Running) -> None:
    """Only who may write for her, only while she has no phone, only until an officer reads it."""
    an, binh = await two_officers(bot)
    hoa = await officer(bot, "Hoa", Level.SECRETARY, BAC_NINH)
    idea = await sent_back(bot, an, binh)
    fix = f"o:h.fix:{idea.id}:{idea.revision}"
    for phone, offered in ((an, True), (binh, True), (hoa, False)):
        await forge(phone, f"o:stay:{idea.id}")
        assert (fix in datas(phone)) is offered
    read = await moved(bot, await write_down(bot, an, "Bà Tư"), Action.TAKE_UP, binh)
    hers = await file_idea(bot, await farmer(bot))
    for other in (read, hers):
        await forge(an, f"o:stay:{other.id}")
        assert not any(data.startswith("o:h.fix") for data in datas(an))
        before = await log_of(bot, other)
        assert await forge(an, f"o:h.fix:{other.id}:{other.revision}")
        assert await log_of(bot, other) == before
    await forge(an, f"o:h.fix:{idea.id}:{idea.revision + 1}")
    assert await rows(bot, "SELECT * FROM drafts") == []


async def test_the_place_stays_within_the_area(bot: Running) -> None:
    an, binh = await two_officers(bot)
    idea = await sent_back(bot, an, binh)
    await forge(an, f"o:h.fix:{idea.id}:{idea.revision}")
    await an.tap("Sửa nơi ở", "ở đâu?")
    await an.say("tan yen bac ninh", "ở nơi nào dưới đây")
    await an.tap("1. xã Tân Yên", "không thuộc địa bàn")
    await an.tap("Gửi lại", "đọc lại cùng bà con")
    assert await stored(bot, idea) == idea
    await forge(binh, f"o:h.fix:{idea.id}:{idea.revision}")
    await binh.tap("Sửa nơi ở", "ở đâu?")
    await binh.say("tan yen bac ninh", "ở nơi nào dưới đây")
    await binh.tap("1. xã Tân Yên", "đọc lại cùng bà con")
    await binh.tap("Gửi lại", "bản đã sửa")
    assert (await stored(bot, idea)).commune == TAN_YEN
    async with bot.db.transaction() as tx:
        hers = await people.one(tx, idea.person_id)
    assert hers is not None
    assert hers.commune == TAN_YEN
    # She is not in An's area any more, and what An was writing goes.
    await an.say("/menu")
    await an.say("/start assist_fix")
    await forge(an, "m:resume")
    await an.wait("không viết giúp ý tưởng này nữa")


async def another(bot: Running, an: Phone, idea: Idea) -> None:
    """Answer every question about another product of the same woman, up to the review page."""
    await forge(an, f"o:h.see:{idea.person_id}")
    await an.tap("Viết giúp ý tưởng nữa", "Thêm một ý tưởng của Nguyễn Thị Mão")
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
    await an.tap("Xong", "Viết giúp Nguyễn Thị Mão, 0912 345 678")


async def test_another_idea_is_the_same_womans(bot: Running) -> None:
    an, _ = await two_officers(bot)
    first = await write_down(bot, an)
    code = "SELECT code_hash FROM claims"
    [before] = [row["code_hash"] for row in await rows(bot, code)]
    await another(bot, an, first)
    await an.tap("Gửi ý tưởng", "Mã bà con đang giữ")
    found = await rows(bot, "SELECT * FROM ideas ORDER BY id")
    assert [row["person_id"] for row in found] == [first.person_id] * 2
    mine = await person_of(bot, an)
    assert [row["assisted_by"] for row in found] == [mine, mine]
    assert (found[1]["contact_name"], found[1]["contact_phone"]) == (
        "Nguyễn Thị Mão",
        "+84912345678",
    )
    assert [row["code_hash"] for row in await rows(bot, code)] == [before]
    assert await log_of(bot, first) == ["idea.submit", "idea.assist"]
    [photo] = await rows(bot, "SELECT person_id FROM media")
    assert photo["person_id"] == first.person_id
    await an.tap("Viết giúp ý tưởng nữa", "Thêm một ý tưởng của Nguyễn Thị Mão")


async def test_what_is_half_written_for_another_is_not_lost_unasked(bot: Running) -> None:
    an, _ = await two_officers(bot)
    mao, tu = await write_down(bot, an), await write_down(bot, an, "Bà Tư")
    await forge(an, f"o:h.more:{mao.person_id}")
    await an.say("Chè hoa vàng", "thuộc nhóm nào?")
    await forge(an, f"o:h.more:{tu.person_id}")
    await an.wait("bản dở đó sẽ mất")
    await an.tap("Viết tiếp", "thuộc nhóm nào?")
    await forge(an, f"o:h.more:{tu.person_id}")
    await an.tap("Bỏ bản dở", "Thêm một ý tưởng của Bà Tư")
    [draft] = await rows(bot, "SELECT data FROM drafts")
    assert json.loads(draft["data"])["subject"] == tu.person_id


@pytest.mark.parametrize("begun", ["fix", "more"])
async def test_erasing_her_takes_what_officers_are_writing_for_her(
    bot: Running, begun: str
) -> None:
    an, binh = await two_officers(bot)
    idea = await sent_back(bot, an, binh)
    about = idea.id if begun == "fix" else idea.person_id
    await forge(an, f"o:h.{begun}:{about}:{idea.revision}")
    await forge(binh, f"o:h.more:{(await write_down(bot, an, 'Bà Tư')).person_id}")
    assert len(await rows(bot, "SELECT * FROM drafts")) == 2
    async with bot.db.transaction() as tx:
        await erasure.erase(tx, idea.person_id, bot.clock())
    [left] = await rows(bot, "SELECT person_id FROM drafts")
    assert left["person_id"] == await person_of(bot, binh)
