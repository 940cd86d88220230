"""A batch ends when its time is up, and then it is the turn of those who had none."""

import asyncio

from bot import clock
from bot.channels.telegram import entry
from handlers.world import World
from storage import inbox
from storage.database import Database
from tests.bot.test_dispatcher import CHANNEL, ECHO, Desk, desk, message


async def waiting(bot: Desk) -> int:
    async with bot.db.transaction() as tx:
        return (await inbox.counts(tx)).waiting


async def worked_through(bot: Desk) -> None:
    """Let the dispatcher run as in the bot until nothing waits."""
    running = asyncio.create_task(bot.dispatcher.run())
    async with asyncio.timeout(20):
        while await waiting(bot):  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.01)
    bot.dispatcher.stop()
    await running


async def written_down(bot: Desk, *updates: dict[str, object]) -> None:
    async with bot.db.transaction() as tx:
        await inbox.add(tx, [entry(CHANNEL, update) for update in updates], clock.now())


async def test_what_was_done_in_time_is_committed_and_the_rest_waits(
    database: Database, world: World
) -> None:
    bot = await desk(database, world, ECHO, budget=0)
    await written_down(bot, *(message(n, 5, str(n)) for n in range(3)))
    for done in range(1, 4):
        assert await bot.dispatcher.batch() == 1
        assert await bot.said() == [str(n) for n in range(done)]
        assert await waiting(bot) == 3 - done
    assert await bot.dispatcher.batch() == 0


async def test_who_comes_after_slow_updates_of_others_is_next(
    database: Database, world: World
) -> None:
    bot = await desk(database, world, ECHO, budget=0)
    await written_down(bot, *(message(n, 5 + n % 2, f"slow {n}") for n in range(60)))
    await bot.dispatcher.batch()
    await bot.dispatcher.batch()
    await written_down(bot, message(60, 7, "xin chào"), message(61, 8, "xin chào"))
    await bot.dispatcher.batch()
    await bot.dispatcher.batch()
    assert await bot.said() == ["slow 0", "slow 1", "xin chào", "xin chào"]
    await bot.idle()
    slow = [str(text) for text in (await bot.said()) if text != "xin chào"]
    # Turn by turn, each chat's in order.
    assert slow == [f"slow {n}" for n in range(60)]


async def test_nobody_is_put_off_for_ever_by_those_who_keep_coming(
    database: Database, world: World
) -> None:
    bot = await desk(database, world, ECHO, budget=0)
    await written_down(bot, *(message(n, 5, f"old {n}") for n in range(3)))
    for n in range(3, 9):
        await written_down(bot, message(n, 6, f"new {n}"))
        await bot.dispatcher.batch()
    assert "old 2" in await bot.said()


async def test_what_is_worked_on_as_it_comes_in_ends_in_time_too(
    database: Database, world: World
) -> None:
    bot = await desk(database, world, ECHO, budget=0)
    bot.intake.dispatcher = bot.dispatcher
    await bot.receive(*(message(n, 5, str(n)) for n in range(4)), message(4, 6, "xin chào"))
    if not database.shared:
        assert await bot.said() == ["0"]
        assert await waiting(bot) == 4
        await bot.dispatcher.batch()
        assert await bot.said() == ["0", "xin chào"]
    await worked_through(bot)
    said = [text for text in await bot.said() if text != "xin chào"]
    assert said == [str(n) for n in range(4)]


async def test_the_next_batch_follows_at_once(database: Database, world: World) -> None:
    """Nobody wakes the dispatcher for what it has left itself."""
    bot = await desk(database, world, ECHO, budget=0)
    await written_down(bot, *(message(n, 5, str(n)) for n in range(100)))
    await worked_through(bot)
    assert len(await bot.said()) == 100
