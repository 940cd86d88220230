"""Announcements of an officer whose role has ended: they do not go out, colleagues take over."""

import pytest

from bot.channels.sandbox.phone import Phone, said
from programme.announcements import Action, State
from programme.roles import Level, Role
from storage import announcements, erasure, officers
from tests.handlers.announce_cast import (
    TEXT,
    daytime,
    draft,
    ended,
    log_of,
    log_of_the_bot,
    scheduled,
    standing,
)
from tests.handlers.cast import rows
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG,
    SON_DONG_DISTRICT,
    TAN_YEN,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running


async def end_role(bot: Running, boss: Phone, whose: Phone, level: Level) -> None:
    """An administrator ends a role."""
    person_id = await person_of(bot, whose)
    async with bot.db.transaction() as tx:
        row = await tx.one(
            "SELECT id FROM officers WHERE person_id = :id AND level = :level",
            id=person_id,
            level=level.value,
        )
    assert row is not None
    await forge(boss, f"o:r.end:{row['id']}:yes")


async def test_a_role_that_is_ended_calls_off_what_was_to_go_out(bot: Running) -> None:
    daytime(bot)
    lan, an, chi = await farmer(bot), await officer(bot, "An"), await officer(bot, "Chi")
    binh = await officer(bot, "Bình", Level.DISTRICT, SON_DONG_DISTRICT)
    boss = await officer(bot, "Quản", Level.ADMINISTRATOR, BAC_NINH)
    soon = await scheduled(bot, await draft(bot, an), minutes=60)
    asked = await draft(bot, an, "Tin chờ duyệt của xã")
    async with bot.db.transaction() as tx:
        submitted = await announcements.move(tx, asked, Action.SUBMIT, asked.author, bot.clock())
    assert submitted is not None
    await end_role(bot, boss, an, Level.COMMUNE)
    await bot.later()
    for one in (soon, asked):
        assert (await standing(bot, one)).state is State.DRAFT
        assert (await log_of(bot, one))[-1] == "send_back"
    # The nearest colleagues hear of it, those above do not.
    told = [said(m) for m in chi.received if "không còn phụ trách" in said(m)]
    assert len(told) == 2
    assert "An không còn phụ trách" in told[0]
    assert any("đã hẹn gửi lúc 11 giờ" in one for one in told)
    assert not any("không còn phụ trách" in said(m) for m in binh.received)
    await bot.later(hours=3)
    assert not any(TEXT in said(m) for m in lan.received)
    # She takes it over and sends it.
    await forge(chi, f"o:b.see:{soon.id}")
    await chi.wait("Người soạn không còn phụ trách")
    assert not [data for data in datas(chi) if data.startswith("o:b.edit")]
    # It goes out at no time any more.
    assert "11 giờ" not in chi.text
    await chi.tap("Nhận tin này", "giờ là của anh/chị")
    await chi.tap("Gửi thông báo", "Gửi lúc nào?")
    await chi.tap("Gửi ngay", "1 người")
    await chi.tap("Gửi thông báo này", "Tin bắt đầu gửi")
    assert (await ended(bot, soon)).sent == 1
    assert TEXT in said(lan.last)
    assert "adopt" in await log_of(bot, soon)


@pytest.mark.parametrize("way", ["resume", "press"])
async def test_who_wrote_it_before_does_not_change_what_a_colleague_has_taken_over(
    bot: Running, way: str
) -> None:
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    boss = await officer(bot, "Quản", Level.ADMINISTRATOR, BAC_NINH)
    what = await draft(bot, an)
    await forge(an, f"o:b.edit:{what.id}:{what.revision}")
    await an.tap("Sửa nội dung", "muốn báo tin gì?")
    await an.say("Lời An viết thêm lúc trước", "Nội dung như thế này nhé?")
    [keep_it] = [data for data in datas(an) if data.endswith("!send")]
    await end_role(bot, boss, an, Level.COMMUNE)
    assert await forge(chi, f"o:b.adopt:{what.id}:{what.revision}") is None
    # She gets a role there once more.
    an_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        officers.grant(tx, an_id, Role(Level.COMMUNE, SON_DONG), "An", bot.clock())
    if way == "press":
        await forge(an, keep_it)
    else:
        await an.say("/menu")
        await forge(an, "m:resume")
    await bot.calm()
    assert "Đồng nghiệp đã nhận tin này" in an.text
    assert "Lời An viết thêm lúc trước" in an.text
    now = await standing(bot, what)
    assert (now.text, now.author) == (TEXT, await person_of(bot, chi))
    assert "change" not in await log_of(bot, what)
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_who_keeps_a_role_over_the_area_keeps_what_is_planned(bot: Running) -> None:
    an = await officer(bot, "An")
    await officer(bot, "Chi")
    boss = await officer(bot, "Quản", Level.ADMINISTRATOR, BAC_NINH)
    an_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        above = Role(Level.DISTRICT, SON_DONG_DISTRICT)
        officers.grant(tx, an_id, above, "An", bot.clock())
    what = await scheduled(bot, await draft(bot, an), minutes=60)
    await end_role(bot, boss, an, Level.COMMUNE)
    await bot.later()
    assert (await standing(bot, what)).state is State.SCHEDULED


async def test_the_right_is_checked_when_it_is_to_begin(bot: Running) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.DISTRICT, SON_DONG_DISTRICT)
    what = await scheduled(bot, await draft(bot, an), minutes=1)
    an_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        # By a way that calls nothing off: a statement by hand, an older release.
        await tx.run("UPDATE officers SET withdrawn_at = 1 WHERE person_id = :id", id=an_id)
    await bot.later(minutes=2)
    assert (await standing(bot, what)).state is State.DRAFT
    assert not any(TEXT in said(m) for m in lan.received)
    assert await log_of_the_bot(bot, what) == ["send_back"]
    # There is nobody else in her commune: the level above hears of it.
    await binh.wait("không còn phụ trách")


@pytest.mark.parametrize("way", ["resign", "erase"])
async def test_who_goes_leaves_her_drafts_to_her_colleagues(bot: Running, way: str) -> None:
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    elsewhere = await officer(bot, "Xa", Level.COMMUNE, TAN_YEN)
    what = await draft(bot, an, files=1)
    later = await scheduled(bot, await draft(bot, an, "Tin hẹn giờ của xã"), minutes=600)
    for act in ("adopt", "drop", "gone"):
        told = await forge(chi, f"o:b.{act}:{what.id}:{what.revision}")
        assert "vừa có thay đổi" in str(told), act
    an_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        if way == "erase":
            await erasure.erase(tx, an_id, bot.clock())
        else:
            await officers.resign(tx, an_id, bot.clock())
    await bot.later()
    assert (await standing(bot, later)).state is State.DRAFT
    assert any("Tin hẹn giờ" in said(m) for m in chi.received)
    for act in ("adopt", "drop", "gone"):
        told = await forge(elsewhere, f"o:b.{act}:{what.id}:{what.revision}")
        assert "không thuộc địa bàn" in str(told), act
    await chi.say("/menu")
    await forge(chi, f"o:b.see:{what.id}")
    await chi.tap("Bỏ tin này", "không lấy lại được")
    await chi.tap(chi.buttons()[0], "Thông báo của địa bàn")
    assert len(await rows(bot, "SELECT id FROM announcements")) == 1
    # Two colleagues press at once: one of them has it.
    dung = await officer(bot, "Dũng")
    now = await standing(bot, later)
    assert await forge(chi, f"o:b.adopt:{now.id}:{now.revision}") is None
    assert "vừa có thay đổi" in str(await forge(dung, f"o:b.adopt:{now.id}:{now.revision}"))
    assert (await standing(bot, later)).author == await person_of(bot, chi)
