"""The dispatcher: each update once, in order, all of it or nothing of it."""

import asyncio
import json
import traceback
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot import clock
from bot.app import open_database
from bot.application import HandlersTouchNoNetwork, build_application
from bot.channels.telegram import entry
from bot.dispatcher import Dispatcher
from bot.inbox import Intake
from bot.metrics import Metrics
from handlers.screen import Screen
from handlers.turn import Handler, Turn
from handlers.voice import html
from handlers.world import World
from storage import inbox, values
from storage.database import Database, DatabaseError
from storage.migrate import migrate

CHANNEL = "wire"
IDENTITY: dict[str, object] = {"id": 1, "is_bot": True, "first_name": "OCOP", "username": "ocop"}


def message(update_id: int, chat_id: int, text: str, **more: object) -> dict[str, object]:
    """An update with a text message in a private chat; `more` are fields of the message."""
    person = {"id": chat_id, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_700_000_000,
            "chat": {"id": chat_id, "type": "private", "first_name": "Lan"},
            "from": person,
            "text": text,
            **more,
        },
    }


class Desk:
    """A dispatcher with its intake."""

    def __init__(self, db: Database, dispatcher: Dispatcher, intake: Intake) -> None:
        self.db = db
        self.dispatcher = dispatcher
        self.intake = intake

    async def receive(self, *updates: dict[str, object]) -> None:
        await self.intake.receive([entry(CHANNEL, update) for update in updates])

    async def idle(self) -> inbox.Counts:
        """Work until nothing waits any more."""
        until = monotonic() + 15
        while monotonic() < until:
            if not await self.dispatcher.batch():
                async with self.db.transaction() as tx:
                    counts = await inbox.counts(tx)
                if not counts.waiting:
                    return counts
                await asyncio.sleep(0.05)
        pytest.fail("the inbox does not empty")

    async def said(self) -> list[object]:
        """The texts in the outbox, in order."""
        async with self.db.transaction() as tx:
            rows = await tx.all("SELECT payload FROM outbox ORDER BY id")
        return [json.loads(row["payload"]).get("text") for row in rows]


async def desk(
    db: Database, world: World, handlers: Sequence[Handler], *, budget: float = 60.0
) -> Desk:
    metrics, wake = Metrics(), asyncio.Event()
    dispatcher = Dispatcher(
        db,
        await build_application(IDENTITY, handlers),
        world,
        clock=clock.now,
        wake=wake,
        replied=asyncio.Event(),
        metrics=metrics,
        budget=budget,
    )
    return Desk(db, dispatcher, Intake(db, clock.now, wake, metrics))


async def echo(update: Update, turn: Turn) -> None:
    text = update.message.text if update.message else ""
    values.put(turn.tx, f"last:{turn.chat_id}", text or "")
    turn.send(Screen(html(text)))
    if text and text.startswith("bad"):
        raise ValueError("a mistake of ours")


ECHO: list[Handler] = [MessageHandler(filters.TEXT, echo)]


async def test_an_update_is_done_once_however_often_it_comes(
    database: Database, world: World
) -> None:
    bot = await desk(database, world, ECHO)
    await bot.receive(message(1, 5, "xin chào"), message(1, 5, "xin chào"))
    await bot.receive(message(1, 5, "xin chào"))
    await bot.idle()
    await bot.receive(message(1, 5, "xin chào"))
    await bot.idle()
    assert await bot.said() == ["xin chào"]


async def test_a_chats_updates_are_done_in_order(database: Database, world: World) -> None:
    bot = await desk(database, world, ECHO)
    updates = [message(n, 5 + n % 3, str(n)) for n in range(150)]
    await bot.receive(*updates)
    await bot.idle()
    said = [str(text) for text in await bot.said()]
    assert said == [str(n) for n in range(150)]


async def test_nobody_waits_for_the_end_of_somebodys_flood(
    database: Database, world: World
) -> None:
    bot = await desk(database, world, ECHO)
    async with database.transaction() as tx:
        flood = [entry(CHANNEL, message(n, 5, f"flood {n}")) for n in range(400)]
        others = [entry(CHANNEL, message(n, n, "xin chào")) for n in range(400, 440)]
        await inbox.add(tx, [*flood, *others], clock.now())
    assert await bot.dispatcher.batch() == 100
    said = await bot.said()
    assert said.count("xin chào") == 40
    await bot.idle()
    said = [text for text in await bot.said() if text != "xin chào"]
    assert said == [f"flood {n}" for n in range(400)]


async def test_a_failing_update_is_rolled_back_alone_and_set_aside(
    database: Database, world: World
) -> None:
    bot = await desk(database, world, ECHO)
    await bot.receive(
        message(1, 5, "one"), message(2, 6, "bad one"), message(3, 6, "after"), message(4, 7, "two")
    )
    counts = await bot.idle()
    assert counts.failed == 1
    said = await bot.said()
    # Nothing the failed handler said or stored is left; its chat hears one sentence, then goes on.
    assert "bad one" not in said
    assert said.index("one") < said.index("two") < said.index("after")
    assert len(said) == 4
    async with database.transaction() as tx:
        assert await values.get(tx, "last:6") == "after"
        failed = await inbox.failed(tx)
        assert failed[0].attempts == 3
        assert "a mistake of ours" in failed[0].error
        assert await inbox.retry_failed(tx, failed[0].id)
        assert not await inbox.retry_failed(tx, failed[0].id)
    assert (await bot.idle()).failed == 1


async def test_an_update_that_cannot_be_read_is_set_aside(database: Database, world: World) -> None:
    bot = await desk(database, world, ECHO)
    broken = {"update_id": 9, "message": {"chat": {"id": 5, "type": "private"}, "date": "soon"}}
    odd = message(8, 7, "odd", date="soon", **{"from": {"id": 7, "language_code": 5}})
    await bot.receive(broken, odd, message(10, 6, "fine"))
    assert (await bot.idle()).failed == 2
    said = await bot.said()
    assert "fine" in said
    assert len(said) == 2


async def test_groups_and_channels_get_no_answer(database: Database, world: World) -> None:
    bot = await desk(database, world, ECHO)
    group = {"id": -100, "type": "group", "title": "Tổ"}
    await bot.receive(message(1, 5, "hello", chat=group))
    counts = await bot.idle()
    assert (counts.failed, await bot.said()) == (0, [])


async def test_a_handler_that_calls_the_network_is_told_what_to_use(
    database: Database, world: World
) -> None:
    async def rash(update: Update, turn: Turn) -> None:
        if update.message:
            await update.message.reply_text("at once")

    bot = await desk(database, world, [CommandHandler("rash", rash)])
    command = [{"type": "bot_command", "offset": 0, "length": 5}]
    await bot.receive(message(1, 5, "/rash", entities=command))
    await bot.idle()
    async with database.transaction() as tx:
        failed = await inbox.failed(tx)
    assert HandlersTouchNoNetwork.__name__ in failed[0].error
    assert "turn.send" in failed[0].error


@pytest.mark.postgres
async def test_two_processes_share_the_work(postgres_url: str, world: World) -> None:
    async with two_desks(postgres_url, world) as (first, second):
        updates = [message(n, n % 7, str(n)) for n in range(300)]
        await first.receive(*updates)
        await asyncio.gather(first.idle(), second.idle())
        async with first.db.transaction() as tx:
            rows = await tx.all("SELECT chat_id, payload FROM outbox ORDER BY id")
    order: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        order[row["chat_id"]].append(int(json.loads(row["payload"])["text"]))
    assert sorted(n for chat in order.values() for n in chat) == list(range(300))
    assert all(chat == sorted(chat) for chat in order.values())


@asynccontextmanager
async def two_desks(url: str, world: World) -> AsyncIterator[tuple[Desk, Desk]]:
    databases = [await open_database(url, exclusive=True) for _ in range(2)]
    try:
        await migrate(databases[0])
        yield (await desk(databases[0], world, ECHO), await desk(databases[1], world, ECHO))
    finally:
        for db in databases:
            await db.close()


async def test_what_fails_because_an_update_failed_does_not_quote_it(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(update: Update, turn: Turn) -> None:
        raise ValueError(turn.message and turn.message.text)

    def breaks(*_: object) -> None:
        raise DatabaseError("the connection was lost")

    working = await desk(database, world, [MessageHandler(filters.ALL, fails)])
    monkeypatch.setattr(inbox, "retry", breaks)
    await working.receive(message(1, 5, "0912345678"))
    with pytest.raises(DatabaseError) as raised:
        await working.dispatcher.batch()
    # The whole chain of errors goes to the log.
    assert "0912345678" not in "".join(traceback.format_exception(raised.value))
