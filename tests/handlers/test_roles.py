"""An administrator invites officers, lists them and ends their roles."""

import asyncio
import re

import pytest

from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.shapes import as_object
from programme.ideas import Action, State
from programme.roles import Level, Role
from storage import officers
from tests.handlers.ask_cast import ask, standing
from tests.handlers.cast import rows
from tests.handlers.desk_cast import (
    BAC_NINH,
    HA_NOI,
    SON_DONG,
    SON_DONG_DISTRICT,
    TAN_YEN,
    datas,
    farmer,
    file_idea,
    forge,
    moved,
    officer,
    person_of,
    stored,
)
from tests.harness import Running


async def administrator(bot: Running, name: str = "Quỳnh", unit: str = BAC_NINH) -> Phone:
    return await officer(bot, name, Level.ADMINISTRATOR, unit)


async def role_of(bot: Running, phone: Phone) -> int:
    """The number of a person's first role."""
    person_id = await person_of(bot, phone)
    found = await rows(bot, "SELECT id, person_id FROM officers ORDER BY id")
    return next(int(row["id"]) for row in found if row["person_id"] == person_id)


async def roles(bot: Running, phone: Phone) -> tuple[Role, ...]:
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        return await officers.areas(tx, person_id)


async def test_the_list_with_one_and_many_and_a_search(bot: Running) -> None:
    quynh = await administrator(bot)
    await forge(quynh, "m:desk")
    await quynh.tap("👥 Phân công", "1 vai trò đang giao")
    for number in range(8):
        await officer(bot, f"Cán bộ {number}")
    await officer(bot, "Hoà Bình", Level.COMMUNE, TAN_YEN)
    await officer(bot, "Người Hà Nội", Level.PROVINCE, HA_NOI)
    await forge(quynh, "o:r.list:0")
    assert "10 vai trò đang giao" in quynh.text
    assert len(quynh.text) <= 1000
    await quynh.tap("Sau ▶", "Cán bộ 7")
    assert "Hà Nội" not in quynh.text
    await quynh.tap("🔎 Tìm", "tìm ai, hay tìm nơi nào")
    await quynh.say("hoa", "Tìm “hoa”")
    assert "Hoà Bình" in quynh.text
    assert "Cán bộ" not in quynh.text.replace("Cán bộ xã", "")
    await quynh.tap("🔎 Tìm", "tìm ai, hay tìm nơi nào")
    await quynh.say("Xã Tân Yên", "Hoà Bình")
    assert "Cán bộ 1" not in quynh.text
    await quynh.tap("🔎 Tìm", "tìm ai, hay tìm nơi nào")
    await quynh.say("Cán bộ", "8 vai trò đang giao")
    await quynh.tap("Sau ▶", "8. Cán bộ 7")
    await quynh.tap("🔎 Tìm", "tìm ai, hay tìm nơi nào")
    await quynh.say("zzzz", "Không thấy ai hợp với “zzzz”")
    await quynh.tap("👥 Tất cả", "10 vai trò đang giao")
    assert "tin nhắn cũ" in (await forge(quynh, "o:r.list:x") or "")


async def invite(quynh: Phone, role: str) -> None:
    await forge(quynh, "o:r.new")
    assert "mời làm gì" in quynh.text
    await quynh.tap(role)


async def accept(bot: Running, quynh: Phone, name: str) -> Phone:
    """Somebody follows the link that the administrator sees."""
    link = re.search(r"\?start=inv_(\S+)", quynh.text)
    assert link
    phone = bot.phone(name)
    await phone.start(f"inv_{link[1]}")
    await phone.wait("Mời anh/chị", button="Tôi nhận lời")
    await phone.tap("Tôi nhận lời", "Cảm ơn anh/chị")
    return phone


@pytest.mark.parametrize(
    ("role", "asks", "typed", "pick", "expected"),
    [
        ("Cán bộ xã", "xã, phường nào", "son dong bac ninh", "1. xã Sơn Động", "commune"),
        ("Cán bộ huyện cũ", "huyện cũ nào", "huyen son dong", "1. huyện Sơn Động", "district"),
        ("Thư ký hội đồng", "", "", "", "secretary"),
        (
            "Thư ký hội đồng huyện cũ",
            "huyện cũ nào",
            "huyen son dong",
            "1. huyện Sơn Động",
            "secretary",
        ),
        ("Cán bộ tỉnh", "", "", "", "province"),
        ("Người quản trị", "", "", "", "administrator"),
    ],
)
async def test_inviting_to_every_role(
    bot: Running, role: str, asks: str, typed: str, pick: str, expected: str
) -> None:
    quynh = await administrator(bot)
    await invite(quynh, role)
    if asks:
        await quynh.wait(asks)
        await quynh.say(typed, "nơi nào dưới đây")
        await quynh.tap(pick, "Người đó là ai")
    else:
        await quynh.wait("Người đó là ai")
    await quynh.say("Trần Văn Minh", "xem đã đúng chưa")
    await quynh.tap("Tạo lời mời", "Lời mời cho Trần Văn Minh")
    assert "trong bảy ngày" in quynh.text
    minh = await accept(bot, quynh, "Minh")
    unit = SON_DONG if "1. xã" in pick else SON_DONG_DISTRICT if pick else BAC_NINH
    assert await roles(bot, minh) == (Role(Level(expected), unit),)
    [act] = await rows(bot, "SELECT * FROM acts WHERE action = 'role.invite'")
    assert act["person_id"] == await person_of(bot, quynh)


async def test_nobody_is_invited_beyond_the_province(bot: Running) -> None:
    quynh = await administrator(bot)
    await invite(quynh, "Cán bộ xã")
    await quynh.wait("xã, phường nào")
    await quynh.say("an toan thai nguyen", "nơi nào dưới đây")
    await quynh.tap("1. xã", "Người đó là ai")
    await quynh.say("Trần Văn Minh", "không thuộc địa bàn")
    await quynh.tap("Tạo lời mời", "không thuộc địa bàn")
    assert await rows(bot, "SELECT * FROM invitations") == []
    person_id = await person_of(bot, quynh)
    async with bot.db.transaction() as tx:
        await officers.resign(tx, person_id, 1)
    await quynh.tap("Tạo lời mời", "không thuộc địa bàn")
    assert await rows(bot, "SELECT * FROM invitations") == []


async def test_ending_a_role_frees_what_was_in_hand_and_tells(bot: Running) -> None:
    quynh, an, lan = await administrator(bot), await officer(bot, "An"), await farmer(bot)
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await ask(bot, lan)
    await forge(an, "o:a.take:1:1")
    number = await role_of(bot, an)
    await forge(quynh, f"o:r.see:{number}")
    assert "Đang giữ 2 việc" in quynh.text
    await quynh.tap("Thôi phân công", "Tôi sẽ báo cho người đó")
    await quynh.tap("Thôi, để nguyên", "Đang giữ 2 việc")
    assert await roles(bot, an)
    await quynh.tap("Thôi phân công", "Tôi sẽ báo cho người đó")
    await quynh.tap("Đúng, thôi phân công", "1 vai trò đang giao")
    assert await roles(bot, an) == ()
    assert (await stored(bot, idea)).state is State.SUBMITTED
    assert (await standing(bot)).officer_id is None
    await an.wait("Anh/chị đã thôi vai trò: cấp xã, xã Sơn Động")
    await an.settle()
    menu = an.world.commands_for(an.person)
    assert "hangdoi" not in [as_object(command)["command"] for command in menu]
    [act] = await rows(bot, "SELECT * FROM acts WHERE action = 'role.withdraw'")
    assert act["person_id"] == await person_of(bot, quynh)
    assert "không thuộc địa bàn" in (await forge(quynh, f"o:r.end:{number}:yes") or "")


async def test_what_another_role_covers_stays_in_hand(bot: Running) -> None:
    quynh, an, lan = await administrator(bot), await officer(bot, "An"), await farmer(bot)
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    person_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        officers.grant(tx, person_id, Role(Level.PROVINCE, BAC_NINH), "An", 1)
    await forge(quynh, f"o:r.end:{await role_of(bot, an)}:yes")
    assert await roles(bot, an) == (Role(Level.PROVINCE, BAC_NINH),)
    assert (await stored(bot, idea)).officer_id == person_id


async def test_the_last_administrator_stays(bot: Running) -> None:
    quynh = await administrator(bot)
    await forge(quynh, f"o:r.end:{await role_of(bot, quynh)}:yes")
    assert "người quản trị duy nhất" in quynh.text
    assert await roles(bot, quynh)
    yen = await administrator(bot, "Yến")
    numbers = [await role_of(bot, quynh), await role_of(bot, yen)]
    await asyncio.gather(
        forge(quynh, f"o:r.end:{numbers[1]}:yes"), forge(yen, f"o:r.end:{numbers[0]}:yes")
    )
    left = [phone for phone in (quynh, yen) if await roles(bot, phone)]
    assert len(left) == 1


async def test_other_provinces_are_none_of_hers(bot: Running) -> None:
    an, other = await officer(bot, "An"), await administrator(bot, "Hạ", HA_NOI)
    number = await role_of(bot, an)
    for data in (f"o:r.see:{number}", f"o:r.end:{number}:yes"):
        assert "không thuộc địa bàn" in (await forge(other, data) or "")
    await forge(other, "o:r.list:0")
    assert "An" not in other.text.replace("An ", "")
    assert await roles(bot, an)


async def test_an_officer_has_no_button_for_it(bot: Running) -> None:
    an = await officer(bot, "An")
    await forge(an, "m:desk")
    assert not any(data.startswith("o:r.") for data in datas(an))
    for data in ("o:r.list:0", "o:r.new", "o:r.find", "o:r.log"):
        assert "không thuộc địa bàn" in (await forge(an, data) or "")


async def test_in_english(bot: Running) -> None:
    quynh = await administrator(bot)
    await quynh.say("/language")
    await quynh.tap("English")
    await forge(quynh, "o:r.list:0")
    assert "1 role" in quynh.text
    await quynh.tap("1. Quỳnh", "0 matters in hand")
    await quynh.tap("End this role", "I tell the person")
