"""The second officer: who is asked, who may release, what happens when she sends it back."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.sandbox.phone import Phone, said
from handlers.world import World
from programme.announcements import Action, State
from programme.roles import Level
from storage import announcements
from storage.announcements import Announcement
from tests.handlers.announce_cast import TEXT, daytime, draft, ended, log_of, standing
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG_DISTRICT,
    TAN_YEN,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running, running

NOT_YOURS = "không thuộc địa bàn"


@pytest.fixture
async def strict(database_url: str, world: World) -> AsyncIterator[Running]:
    """A bot for which one person is many already."""
    async with running(database_url, replace(world, release_above=0)) as found:
        daytime(found)
        yield found


async def submitted(bot: Running, an: Phone) -> Announcement:
    """A draft of An that she asks others to release."""
    what = await draft(bot, an)
    await forge(an, f"o:b.go:{what.id}:{what.revision}:now")
    return await standing(bot, what)


async def test_all_who_may_are_asked_and_nobody_else(strict: Running) -> None:
    bot = strict
    await farmer(bot)
    an = await officer(bot, "An")
    asked = [
        await officer(bot, "Chi"),
        await officer(bot, "Dũng", Level.DISTRICT, SON_DONG_DISTRICT),
        await officer(bot, "Bình", Level.PROVINCE, BAC_NINH),
    ]
    others = [
        an,
        await officer(bot, "Hà", Level.COMMUNE, TAN_YEN),
        await officer(bot, "Thư", Level.SECRETARY, BAC_NINH),
        await officer(bot, "Quản", Level.ADMINISTRATOR, BAC_NINH),
    ]
    what = await submitted(bot, an)
    assert what.state is State.WAITING_RELEASE
    await an.wait("Tôi đã nhờ 3 cán bộ duyệt")
    for phone in asked:
        await phone.wait("An nhờ anh/chị duyệt")
    await bot.calm()
    for phone in others:
        assert not any("nhờ anh/chị duyệt" in said(m) for m in phone.received)


async def test_never_ones_own_and_never_from_outside(strict: Running) -> None:
    bot = strict
    await farmer(bot)
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    ha = await officer(bot, "Hà", Level.COMMUNE, TAN_YEN)
    thu = await officer(bot, "Thư", Level.SECRETARY, BAC_NINH)
    what = await submitted(bot, an)
    at = f"{what.id}:{what.revision}"
    for way in ("free", "release", "back"):
        assert "vừa có thay đổi" in str(await forge(an, f"o:b.{way}:{at}"))
        for stranger in (ha, thu):
            assert NOT_YOURS in str(await forge(stranger, f"o:b.{way}:{at}"))
    await forge(an, f"o:b.see:{what.id}")
    assert "✅ Duyệt cho gửi" not in an.buttons()
    assert await standing(bot, what) == what
    await forge(chi, f"o:b.release:{at}")
    assert (await standing(bot, what)).state is not State.WAITING_RELEASE
    # The same button once more, and the one of a colleague.
    assert "vừa có thay đổi" in str(await forge(chi, f"o:b.release:{at}"))
    await ended(bot, what)
    assert (await log_of(bot, what)).count("release") == 1


async def test_sent_back_with_a_reason_changed_and_released(strict: Running) -> None:
    bot = strict
    lan = await farmer(bot)
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    what = await submitted(bot, an)
    await chi.wait("An nhờ anh/chị duyệt")
    await chi.tap("Mở xem", "Chờ duyệt")
    await chi.tap("Xem trước", "đúng như trên")
    await chi.tap("Trả lại người soạn", "Cần sửa gì?")
    await chi.say("ừ", "Ngắn quá")
    await chi.tap("Quay lại", "Chờ duyệt")
    await chi.tap("Trả lại người soạn", "Cần sửa gì?")
    await chi.say("Nhờ ghi rõ <hạn> nộp.", "Tôi đã trả lại người soạn")
    await an.wait("Nhờ ghi rõ <hạn> nộp.")
    await an.tap("Mở xem", "Bị trả lại: “Nhờ ghi rõ <hạn> nộp.”")
    assert (await standing(bot, what)).state is State.DRAFT
    await an.tap("Gửi thông báo", "Gửi lúc nào?")
    await an.tap("17 giờ hôm nay", "cán bộ khác phải xem trước")
    await an.tap("Nhờ duyệt", "Tôi đã nhờ 1 cán bộ duyệt")
    await chi.wait("An nhờ anh/chị duyệt")
    await chi.tap("Mở xem", "Tin sẽ gửi lúc 17 giờ")
    await chi.tap("Duyệt cho gửi", "Duyệt cho gửi “")
    assert "Tin sẽ gửi lúc 17 giờ" in chi.text
    await chi.tap("Về thông báo", "Chờ duyệt")
    await chi.tap("Duyệt cho gửi", "Duyệt cho gửi “")
    await chi.tap("Duyệt cho gửi", "Anh/chị đã duyệt")
    assert (await standing(bot, what)).state is State.SCHEDULED
    await bot.later(hours=7.1)
    await lan.wait(TEXT)
    await ended(bot, what)
    log = ["create", "submit", "send_back", "submit", "release", "start", "finish"]
    assert await log_of(bot, what) == log


async def test_the_author_takes_it_back_before_anybody_decides(strict: Running) -> None:
    bot = strict
    await farmer(bot)
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    what = await submitted(bot, an)
    at = f"{what.id}:{what.revision}"
    assert "vừa có thay đổi" in str(await forge(chi, f"o:b.undo:{at}"))
    await an.tap("Rút về để sửa", "lại ở chỗ đang soạn")
    assert "vừa có thay đổi" in str(await forge(chi, f"o:b.release:{at}"))
    assert (await standing(bot, what)).state is State.DRAFT


async def test_without_a_second_officer_the_author_hears_it(strict: Running) -> None:
    bot = strict
    await farmer(bot)
    an = await officer(bot, "An")
    what = await submitted(bot, an)
    await an.wait("tôi chưa nhắn được cho cán bộ nào khác")
    assert what.state is State.WAITING_RELEASE


async def test_a_right_that_ends_while_the_reason_is_written(strict: Running) -> None:
    bot = strict
    await farmer(bot)
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    what = await submitted(bot, an)
    await forge(chi, f"o:b.back:{what.id}:{what.revision}")
    await chi.wait("Cần sửa gì?")
    person = await person_of(bot, chi)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE officers SET withdrawn_at = 1 WHERE person_id = :id", id=person)
    await chi.say("Nhờ ghi rõ hạn nộp.", "dành cho cán bộ")
    assert await standing(bot, what) == what


async def test_what_is_changed_after_the_release_is_released_again(strict: Running) -> None:
    bot = strict
    await farmer(bot)
    an, chi = await officer(bot, "An"), await officer(bot, "Chi")
    what = await draft(bot, an)
    at = bot.clock() // 60_000 + 600
    await forge(an, f"o:b.go:{what.id}:{what.revision}:{at}")
    what = await standing(bot, what)
    await forge(chi, f"o:b.release:{what.id}:{what.revision}")
    what = await standing(bot, what)
    assert (what.state, what.released_by) == (State.SCHEDULED, await person_of(bot, chi))
    await forge(an, f"o:b.undo:{what.id}:{what.revision}")
    what = await standing(bot, what)
    assert what.released_by is None
    async with bot.db.transaction() as tx:
        now = bot.clock()
        moved = await announcements.move(tx, what, Action.SCHEDULE, what.author, now, send_at=now)
    assert moved is not None
    await bot.later()
    # Past all screens: the job itself sees that nobody has released what it is now.
    assert (await standing(bot, what)).state is State.DRAFT
