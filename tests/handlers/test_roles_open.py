"""Invitations that wait for somebody: an administrator sees those of her province, ends one."""

from programme.roles import Level
from storage import invitations
from tests.handlers.cast import rows
from tests.handlers.desk_cast import (
    BAC_NINH,
    DAY,
    HA_NOI,
    TAN_YEN,
    datas,
    forge,
    invite,
    officer,
)
from tests.harness import Running


async def number_of(bot: Running, token: str) -> int:
    async with bot.db.transaction() as tx:
        found = await invitations.one(tx, invitations.hash_token(token))
    assert found is not None
    return found.number


async def test_open_ones_are_listed_and_one_is_taken_back(bot: Running) -> None:
    quynh = await officer(bot, "Quỳnh", Level.ADMINISTRATOR, BAC_NINH)
    await forge(quynh, "o:r.list:0")
    assert not any("Lời mời đang chờ" in one for one in quynh.buttons())
    await invite(bot, "a" * 22)
    await invite(bot, "b" * 22, unit=TAN_YEN, expires_in=2 * DAY)
    await invite(bot, "c" * 22, level=Level.PROVINCE, unit=HA_NOI)
    await invite(bot, "d" * 22, expires_in=-1)
    await forge(quynh, "o:r.list:0")
    await quynh.tap("Lời mời đang chờ (2)", "2 lời mời đang chờ")
    assert "Sơn Động" in quynh.text.splitlines()[2]
    assert "Tân Yên" in quynh.text.splitlines()[3]
    await quynh.tap("1. Nguyễn Văn An", "Rút lại lời mời Nguyễn Văn An")
    await quynh.tap("Thôi, để nguyên", "2 lời mời")
    await quynh.tap("1. Nguyễn Văn An", "Rút lại lời mời")
    yes = datas(quynh)[0]
    await quynh.tap("Rút lại", "Tôi đã rút lại lời mời")
    assert "1 lời mời đang chờ" in quynh.text
    acts = await rows(bot, "SELECT action, subject, person_id FROM acts WHERE action LIKE 'role.%'")
    assert [(act["action"], act["subject"]) for act in acts] == [("role.revoke", "unit:12050")]
    assert "không thuộc địa bàn" in (await forge(quynh, yes) or "")
    an = bot.phone("An")
    await an.start("inv_" + "a" * 22)
    await an.wait("hết hạn")
    binh = bot.phone("Bình")
    await binh.start("inv_" + "b" * 22)
    await binh.wait("Mời anh/chị", button="Tôi nhận lời")
    await forge(quynh, "o:r.log:30:all:0:0")
    assert "rút lại một lời mời" in quynh.text


async def test_nobody_takes_back_what_is_elsewhere_or_accepted(bot: Running) -> None:
    quynh = await officer(bot, "Quỳnh", Level.ADMINISTRATOR, BAC_NINH)
    await invite(bot, "c" * 22, level=Level.PROVINCE, unit=HA_NOI)
    await invite(bot, "a" * 22)
    elsewhere, here = await number_of(bot, "c" * 22), await number_of(bot, "a" * 22)
    assert "không thuộc địa bàn" in (await forge(quynh, f"o:r.undo:{elsewhere}:yes") or "")
    an = bot.phone("An")
    await an.start("inv_" + "a" * 22)
    await an.wait("Mời anh/chị", button="Tôi nhận lời")
    await an.tap("Tôi nhận lời", "Cảm ơn anh/chị")
    assert "không thuộc địa bàn" in (await forge(quynh, f"o:r.undo:{here}:yes") or "")
    left = await rows(bot, "SELECT used_at, expires_at FROM invitations WHERE used_at IS NULL")
    assert len(left) == 1
    assert left[0]["expires_at"] > bot.clock()
    await forge(quynh, "o:r.open:0")
    assert "Không còn lời mời nào đang chờ" in quynh.text
