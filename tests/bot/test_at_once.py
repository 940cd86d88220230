"""Updates that are written down and worked on in one transaction."""

import asyncio

import pytest

from handlers.world import World
from storage import inbox
from storage.database import Database, DatabaseError
from storage.inbox import Counts, Entry
from tests.bot.test_dispatcher import CHANNEL, ECHO, Desk, desk, message


async def working_at_once(database: Database, world: World) -> Desk:
    bot = await desk(database, world, ECHO)
    bot.intake.dispatcher = bot.dispatcher
    return bot


async def counted(bot: Desk) -> Counts:
    async with bot.db.transaction() as tx:
        return await inbox.counts(tx)


async def attempts(bot: Desk) -> list[int]:
    async with bot.db.transaction() as tx:
        return [row["attempts"] for row in await tx.all("SELECT attempts FROM inbox ORDER BY id")]


async def test_a_reply_is_kept_when_its_update_is_acknowledged(
    database: Database, world: World
) -> None:
    bot = await working_at_once(database, world)
    await bot.receive(message(1, 5, "một"), message(1, 5, "một"), message(2, 6, "hai"))
    if database.shared:
        # Other processes may be at work on the same chats: the dispatcher does it, chat by chat.
        assert (await counted(bot)).waiting == 2
        await bot.idle()
    assert await bot.said() == ["một", "hai"]
    assert (await counted(bot)).waiting == 0
    await bot.receive(message(2, 6, "hai"))
    await bot.idle()
    assert await bot.said() == ["một", "hai"]


async def test_a_mistake_of_ours_does_not_keep_an_update_from_being_kept(
    database: Database, world: World
) -> None:
    bot = await working_at_once(database, world)
    await bot.receive(message(1, 5, "một"), message(2, 6, "bad"), message(3, 7, "ba"))
    assert (await counted(bot)).waiting == 3
    assert await bot.said() == []
    # The try that took place at once does not count: nothing of it was kept.
    assert await attempts(bot) == [0, 0, 0]
    await bot.dispatcher.batch()
    assert await bot.said() == ["một", "ba"]
    assert await attempts(bot) == [0, 1, 0]


async def test_nothing_overtakes_an_earlier_update_of_its_chat(
    database: Database, world: World
) -> None:
    bot = await working_at_once(database, world)
    await bot.receive(message(1, 5, "bad"))
    await bot.dispatcher.batch()
    await bot.receive(message(2, 5, "sau"), message(3, 6, "khác"))
    assert await bot.said() == []
    await bot.dispatcher.batch()
    assert await bot.said() == ["khác"]
    await bot.idle()
    said = await bot.said()
    assert said[-1] == "sau"
    assert len(said) == 3


async def test_more_than_a_batch_is_finished_by_the_dispatcher(
    database: Database, world: World
) -> None:
    bot = await working_at_once(database, world)
    running = asyncio.create_task(bot.dispatcher.run())
    await bot.receive(*(message(n, n, str(n)) for n in range(1, 121)))
    for _ in range(200):
        if not (await counted(bot)).waiting:
            break
        await asyncio.sleep(0.05)
    bot.dispatcher.stop()
    await running
    assert await bot.said() == [str(n) for n in range(1, 121)]


async def test_what_cannot_be_kept_is_not_acknowledged(database: Database, world: World) -> None:
    bot = await working_at_once(database, world)
    with pytest.raises(DatabaseError):
        # No engine takes half a surrogate pair.
        await bot.intake.receive([Entry(CHANNEL, "1", "5", "\ud83d")])
    await bot.receive(message(2, 5, "hai"))
    await bot.idle()
    assert await bot.said() == ["hai"]
