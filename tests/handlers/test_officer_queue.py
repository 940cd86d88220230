"""What reaches an officer: news of her area, and the queue, the oldest first."""

import asyncio

import pytest

from bot.channels.sandbox.phone import Phone
from programme.ideas import Action
from programme.roles import Level
from storage.ideas import Idea
from tests.handlers.ask_cast import ask
from tests.handlers.claim_cast import write_down
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG_DISTRICT,
    TAN_YEN,
    farmer,
    file_idea,
    forge,
    moved,
    officer,
)
from tests.handlers.dossier_cast import dossier
from tests.harness import Running


async def resend(bot: Running, phone: Phone, idea: Idea) -> None:
    """Let a farmer take her idea back and send it again, which is news for officers."""
    await moved(bot, idea, Action.WITHDRAW, phone)
    await phone.say("/trangthai", idea.product)
    await phone.tap("Gửi lại", "Tôi đã gửi lại")


async def test_news_go_to_the_officers_of_the_commune_first(bot: Running) -> None:
    lan = await farmer(bot)
    an = await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.DISTRICT, SON_DONG_DISTRICT)
    chi = await officer(bot, "Chi", Level.PROVINCE, BAC_NINH)
    dung = await officer(bot, "Dũng", Level.COMMUNE, TAN_YEN)
    before = {phone: len(phone.received) for phone in (binh, chi, dung)}
    idea = await file_idea(bot, lan)
    await resend(bot, lan, idea)
    await an.wait("Ba kích tím", button="Mở xem")
    await asyncio.sleep(0.1)
    assert {phone: len(phone.received) for phone in before} == before
    await an.tap("Mở xem", "Nguyễn Thị Lan")


@pytest.mark.parametrize(
    ("level", "unit"), [(Level.DISTRICT, SON_DONG_DISTRICT), (Level.PROVINCE, BAC_NINH)]
)
async def test_news_go_up_where_nobody_nearer_can_be_reached(
    bot: Running, level: Level, unit: str
) -> None:
    lan = await farmer(bot)
    await officer(bot, "Dũng", Level.COMMUNE, TAN_YEN)
    gone = await officer(bot, "An")
    await gone.block()
    above = await officer(bot, "Bình", level, unit)
    await asyncio.sleep(0.1)
    await resend(bot, lan, await file_idea(bot, lan))
    await above.wait("Ba kích tím", button="Mở xem")
    assert not any("Ba kích" in str(message.get("text")) for message in gone.received)


async def test_the_queue_shows_the_oldest_first_by_pages(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    for days in range(8):
        await file_idea(bot, lan, product=f"Rượu {days}", days_ago=days)
    await file_idea(bot, lan, product="Mật ong", commune=TAN_YEN)
    await an.say("/hangdoi", "xã Sơn Động")
    assert an.buttons()[0] == "1. Rượu 7"
    assert "gửi 7 ngày trước" in an.text
    assert "Rượu 1" not in an.text
    assert "• Đang chờ (8)" in an.buttons()
    await an.tap("Sau ▶", "gửi hôm nay")
    assert an.buttons()[0] == "7. Rượu 1"
    await an.tap("◀ Trước", "Rượu 7")
    await forge(an, "o:q:new:999999999")
    assert an.buttons()[0] == "7. Rượu 1"
    await an.say("/queue", "Rượu 7")


async def test_the_parts_of_the_queue(bot: Running) -> None:
    lan, an, binh = await farmer(bot), await officer(bot, "An"), await officer(bot, "Bình")
    names = ("Chờ", "Của An", "Của Bình", "Đã trả")
    filed = [await file_idea(bot, lan, product=name) for name in names]
    await moved(bot, filed[1], Action.TAKE_UP, an)
    await moved(bot, filed[2], Action.TAKE_UP, binh)
    back = await moved(bot, filed[3], Action.TAKE_UP, binh)
    await moved(bot, back, Action.RETURN, binh, "Thêm ảnh")
    await an.say("/hangdoi", "Chờ")
    assert [name for name in names if name in an.text] == ["Chờ"]
    await an.tap("Tôi giữ (1)", "Của An")
    assert [name for name in names if name in an.text] == ["Của An"]
    await an.tap("Chờ bổ sung (1)", "Đã trả")
    await an.tap("1. Đã trả", "Nhờ bổ sung: “Thêm ảnh”")


async def test_empty_parts_say_so(bot: Running) -> None:
    an = await officer(bot, "An")
    await an.say("/hangdoi", "Không có ý tưởng nào đang chờ")
    await an.tap("Tôi giữ (0)", "chưa nhận xem")
    await an.tap("Chờ bổ sung (0)", "chờ bà con bổ sung")
    assert "tin nhắn cũ" in (await forge(an, "o:q:nothing:0") or "")


async def test_the_desk_says_how_much_waits_behind_each_button(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await forge(an, "m:desk")
    assert an.buttons()[:4] == ["📋 Ý tưởng", "⭐ Hồ sơ", "💬 Câu hỏi", "✍️ Viết giúp"]
    for _ in range(3):
        await dossier(bot, lan)
    await dossier(bot, lan, commune=TAN_YEN)
    await file_idea(bot, lan)
    await ask(bot, lan)
    await ask(bot, lan, "Bao giờ có lớp tập huấn?")
    await write_down(bot, an)
    await forge(an, "m:desk")
    # What was written down for somebody is an idea that waits, too.
    assert an.buttons()[:4] == [
        "📋 Ý tưởng (2)",
        "⭐ Hồ sơ (3)",
        "💬 Câu hỏi (2)",
        "✍️ Viết giúp (1)",
    ]
