"""An officer's invitation: accepted once, by one person, within its days."""

import asyncio

import pytest

from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.shapes import as_object
from handlers.post import Post
from handlers.screen import Screen
from handlers.voice import html
from programme.roles import Level, Role
from storage import officers
from tests.handlers.desk_cast import BAC_NINH, farmer, forge, invite, person_of
from tests.harness import Running

TOKEN = "c2VjcmV0LXNlY3JldC10"
HERE = (Role(Level.COMMUNE, "12050"),)


async def roles(bot: Running, phone: Phone) -> tuple[Role, ...]:
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        return await officers.areas(tx, person_id)


async def test_an_invited_person_becomes_an_officer(bot: Running) -> None:
    await invite(bot, TOKEN)
    an = bot.phone("An")
    await an.start(f"inv_{TOKEN}")
    await an.wait("xã Sơn Động")
    assert "Nguyễn Văn An" in an.text
    assert await roles(bot, an) == ()
    await an.tap("Tôi nhận lời", "Cảm ơn anh/chị")
    assert await roles(bot, an) == HERE
    await an.settle()
    menu = an.world.commands_for(an.person)
    assert "hangdoi" in [as_object(command)["command"] for command in menu]
    await an.tap("Ý tưởng đang chờ", "Không có ý tưởng nào đang chờ")


@pytest.mark.parametrize("typed", ["dong y", "Đồng ý ạ", "yes", "tôi nhận lời"])
async def test_yes_may_be_typed(bot: Running, typed: str) -> None:
    await invite(bot, TOKEN)
    an = bot.phone("An")
    await an.start(f"inv_{TOKEN}")
    await an.wait("xã Sơn Động")
    await an.say(typed, "Cảm ơn anh/chị")
    assert await roles(bot, an) == HERE
    # It was an answer to that question alone.
    await an.say(typed, "Tôi chưa hiểu")


async def test_no_may_be_typed_and_later_a_yes_answers_nothing(bot: Running) -> None:
    await invite(bot, TOKEN)
    an = await farmer(bot, "An")
    await an.start(f"inv_{TOKEN}")
    await an.wait("Mời anh/chị")
    await an.say("không ạ", "chưa có gì thay đổi")
    await an.say("có", "Tôi chưa hiểu ý bà con")
    assert await roles(bot, an) == ()
    # Nor does it where something else stands between.
    await an.start(f"inv_{TOKEN}")
    await an.wait("Mời anh/chị")
    await an.say("/trogiup")
    await an.say("có", "Tôi chưa hiểu ý bà con")
    assert await roles(bot, an) == ()


async def test_a_typed_yes_answers_no_question_above_news(bot: Running) -> None:
    await invite(bot, TOKEN)
    an = await farmer(bot, "An")
    await an.start(f"inv_{TOKEN}")
    await an.wait("Mời anh/chị")
    her = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        post = Post(tx, bot.service.world, bot.clock())
        await post.tell(her, lambda voice: Screen(html("Lớp học ngày mai")))
    await an.wait("Lớp học ngày mai")
    await an.say("có", "Tôi chưa hiểu ý bà con")
    assert await roles(bot, an) == ()


async def test_an_invitation_works_for_one_person_only(bot: Running) -> None:
    await invite(bot, TOKEN)
    phones = [bot.phone(name) for name in ("An", "Bình", "Chi")]
    for phone in phones:
        await phone.start(f"inv_{TOKEN}")
        await phone.wait("Mời anh/chị", button="Tôi nhận lời")
    await asyncio.gather(*(phone.press("Tôi nhận lời") for phone in phones))
    for phone in phones:
        await phone.wait()
    accepted = [phone for phone in phones if await roles(bot, phone) == HERE]
    assert len(accepted) == 1
    for phone in phones:
        wanted = "Cảm ơn" if phone in accepted else "đã có người nhận"
        assert wanted in phone.text


async def test_a_second_press_changes_nothing(bot: Running) -> None:
    await invite(bot, TOKEN)
    an = bot.phone("An")
    await an.start(f"inv_{TOKEN}")
    await an.wait("Mời anh/chị")
    await an.tap("Tôi nhận lời", "Cảm ơn")
    await forge(an, f"o:join:{TOKEN}")
    assert "Anh/chị đã nhận lời mời này rồi" in an.text
    assert await roles(bot, an) == HERE
    await an.start(f"inv_{TOKEN}")
    await an.wait("Anh/chị đã nhận lời mời này rồi", button="Ý tưởng đang chờ")


async def test_an_expired_invitation_is_refused_at_the_press_too(bot: Running) -> None:
    await invite(bot, TOKEN, expires_in=-1)
    an = bot.phone("An")
    await an.start(f"inv_{TOKEN}")
    await an.wait("hết hạn")
    assert "Tôi nhận lời" not in an.buttons()
    await forge(an, f"o:join:{TOKEN}")
    assert "hết hạn" in an.text
    assert await roles(bot, an) == ()


async def test_an_unknown_invitation(bot: Running) -> None:
    await invite(bot, TOKEN)
    an = await farmer(bot, "An")
    for token in ("", "x", "A" * 22, "A" * 60, "%27%20OR%201=1", "ă" * 20):
        await an.say(f"/start inv_{token}", "Tôi không thấy lời mời này")
    await forge(an, f"o:join:{'A' * 22}")
    assert "Tôi không thấy lời mời này" in an.text
    for data in ("o:join:", "o:join:x", f"o:join:{TOKEN}:1"):
        assert "tin nhắn cũ" in (await forge(an, data) or "")
    assert await roles(bot, an) == ()


async def test_who_is_not_meant_may_say_so(bot: Running) -> None:
    await invite(bot, TOKEN)
    lan = await farmer(bot)
    await lan.start(f"inv_{TOKEN}")
    await lan.wait("Mời anh/chị")
    await lan.tap("Không phải tôi", "chưa có gì thay đổi")
    assert await roles(bot, lan) == ()
    an = bot.phone("An")
    await an.start(f"inv_{TOKEN}")
    await an.wait("Mời anh/chị", button="Tôi nhận lời")


async def test_one_person_may_stand_for_several_units(bot: Running) -> None:
    await invite(bot, TOKEN)
    await invite(bot, TOKEN[::-1], level=Level.PROVINCE, unit=BAC_NINH)
    an = bot.phone("An")
    for token in (TOKEN, TOKEN[::-1]):
        await an.start(f"inv_{token}")
        await an.wait("Mời anh/chị", button="Tôi nhận lời")
        await an.tap("Tôi nhận lời", "Cảm ơn anh/chị")
    assert await roles(bot, an) == (*HERE, Role(Level.PROVINCE, BAC_NINH))
    await an.say("/hangdoi", "xã Sơn Động, thành phố Bắc Ninh")
