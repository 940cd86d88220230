"""Very many people are counted exactly at the last look only, and while others are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.channels.sandbox.phone import Phone, said
from handlers import exports
from handlers.exports import Making
from handlers.occasion import Occasion
from handlers.officer import broadcast_reach, broadcast_send
from handlers.officer.broadcast_change import new_of
from handlers.post import Post
from programme.announcements import Action, State
from storage import announcements, officers
from storage.announcements import Announcement
from storage.audience import Reach
from tests.handlers.announce_cast import daytime, draft, ended, standing
from tests.handlers.desk_cast import TAN_YEN, farmer, forge, officer
from tests.harness import CHANNEL, Running

COUNTING = "đang đếm đúng số người"
EXACT = "3 người nhận được ở đây"
STALE = "đã thay đổi hoặc không còn thuộc địa bàn"


class Counting:
    """Exact counts, of which those beside the conversations wait until they may go on."""

    def __init__(self) -> None:
        self.counted = list[int]()
        self.go_on = asyncio.Event()
        self.fails = False
        self._exactly = broadcast_reach.exactly

    async def __call__(self, asked: Occasion, what: Announcement) -> Reach:
        assert isinstance(asked, Making), "the others wait"
        if self.fails:
            raise LookupError
        await self.go_on.wait()
        self.counted.append(what.id)
        return await self._exactly(asked, what)


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    """Three people are too many to count at every look."""
    found = Counting()
    with monkeypatch.context() as patched:
        patched.setattr(broadcast_reach, "COUNTED", 2)
        patched.setattr(broadcast_reach, "exactly", found)
        try:
            yield found
        finally:
            found.go_on.set()


async def written(bot: Running) -> tuple[Phone, Announcement]:
    """A draft for three farmers."""
    daytime(bot)
    for name in ("Lan", "Mai", "Hoa"):
        await farmer(bot, name)
    an = await officer(bot, "An")
    return an, await draft(bot, an)


def asks(phone: Phone) -> bool:
    return EXACT in phone.text


async def test_many_are_counted_exactly_only_at_the_last_look(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a million people, an exact count takes seconds: pages say that they are many."""
    an, what = await written(bot)
    with counting(monkeypatch) as count:
        count.go_on.set()
        await forge(an, f"o:b.see:{what.id}")
        assert "Tin gửi cho hơn 2 người" in an.text
        await an.tap("Chọn người nhận", "Tin gửi cho hơn 2 người")
        await an.tap("Hình thức sản xuất", "Tin gửi cho hơn 2 người")
        assert count.counted == []
        await forge(an, f"o:b.at:{what.id}:{what.revision}:now")
        await an.wait(until=asks)
        assert count.counted == [what.id]
        await an.tap("Gửi thông báo này")
        assert count.counted == [what.id]
        assert (await ended(bot, what)).sent == 3


async def test_others_are_answered_while_they_are_counted(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, what = await written(bot)
    binh = await farmer(bot, "Bình", TAN_YEN)
    with counting(monkeypatch) as count:
        await forge(an, f"o:b.at:{what.id}:{what.revision}:now")
        assert COUNTING in an.text
        # Another finger: it is asked once.
        assert "bên dưới" in str(await forge(an, f"o:b.at:{what.id}:{what.revision}:now"))
        await binh.say("/menu", "Bình")
        assert count.counted == []
        count.go_on.set()
        await an.wait(until=asks)
    await bot.calm()
    assert count.counted == [what.id]
    assert sum(EXACT in said(message) for message in an.received) == 1


async def test_a_typed_time_too(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    an, what = await written(bot)
    with counting(monkeypatch) as count:
        await forge(an, f"o:b.when:{what.id}:{what.revision}")
        await an.say("mai 7h", COUNTING)
        count.go_on.set()
        await an.wait(until=asks)
    assert "Tin sẽ gửi lúc" in an.text
    await an.tap("Gửi thông báo này")
    assert (await standing(bot, what)).state is State.SCHEDULED


async def test_who_releases_it_is_asked_the_same_way(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, what = await written(bot)
    chi = await officer(bot, "Chi")
    async with bot.db.transaction() as tx:
        asked = await announcements.move(
            tx, what, Action.SUBMIT, what.author, bot.clock(), send_at=bot.clock()
        )
    assert asked is not None
    with counting(monkeypatch) as count:
        await forge(chi, f"o:b.free:{what.id}:{asked.revision}")
        assert COUNTING in chi.text
        count.go_on.set()
        await chi.wait(until=asks)
        await chi.tap("Duyệt cho gửi")
        assert (await ended(bot, what)).sent == 3


@pytest.mark.parametrize("meanwhile", ["changed", "role"])
async def test_nobody_is_asked_about_what_is_not_so_any_more(
    bot: Running, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    an, what = await written(bot)
    other = await draft(bot, await officer(bot, "Chi"))
    with counting(monkeypatch) as count:
        async with bot.db.transaction() as tx:
            # Another count is under way, and hers has to wait for it.
            post = Post(tx, bot.service.world, bot.clock() - 1)
            given = f"{other.id}:{other.revision}:now"
            exports.put(post, broadcast_send.COUNT, other.author, (CHANNEL, "0"), given)
        await forge(an, f"o:b.at:{what.id}:{what.revision}:now")
        await an.wait(COUNTING)
        async with bot.db.transaction() as tx:
            if meanwhile == "role":
                await officers.resign(tx, what.author, bot.clock())
            else:
                new = replace(new_of(what), text="Ngân hàng đã hết vốn.")
                assert await announcements.change(
                    tx, what.id, what.revision, new, what.author, bot.clock()
                )
        count.go_on.set()
        await an.wait(STALE)
    assert not any(EXACT in said(message) for message in an.received)


async def test_what_cannot_be_counted_is_said(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, what = await written(bot)
    with counting(monkeypatch) as count:
        count.fails = True
        with capture_logs():
            await forge(an, f"o:b.at:{what.id}:{what.revision}:now")
            await an.wait(COUNTING)
            async with asyncio.timeout(20):
                while not any("chưa đếm được" in said(message) for message in an.received):
                    await bot.later(minutes=1)
                    await asyncio.sleep(0.05)
    assert (await standing(bot, what)).state is State.DRAFT
