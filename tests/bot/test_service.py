"""One bot as a whole: it stops gracefully, goes on after a restart, and one process leads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from time import monotonic
from uuid import uuid4

import asyncpg
import pytest
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot import app
from bot.app import Service, open_database
from bot.channels import Limits, Receive
from bot.channels.sandbox.faults import Fault
from bot.channels.sandbox.phone import Phone, said
from bot.channels.sandbox.server import SandboxServer
from bot.channels.telegram import TelegramChannel
from bot.sender import LeadLost
from bot.web import DELIVERIES_GRACE
from handlers.screen import Screen
from handlers.turn import Turn
from handlers.voice import html
from handlers.world import World
from storage import inbox
from storage.database import Database
from storage.migrate import migrate
from storage.outbox import State
from storage.postgres import LOCK_SPACE
from tests.bot.sandbox.acting import eventually
from tests.bot.wire import no_media, sandboxed

Work = Callable[[Update, Turn], Awaitable[None]]


async def echo(update: Update, turn: Turn) -> None:
    text = turn.message.text if turn.message else ""
    turn.send(Screen(html(f"echo {text}")))


def a_bot(
    db: Database, server: SandboxServer, world: World, work: Work = echo, name: str = "wire"
) -> Service:
    """A bot that does `work` for every text."""

    async def handle(update: Update, turn: Turn) -> None:
        await work(update, turn)

    channel = TelegramChannel(
        name, server.url, server.token, limits=Limits(1000, 0.0), media=no_media
    )
    handlers = [MessageHandler(filters.TEXT, handle)]
    return Service(db, channel, world, dict(server.world.bot), handlers=handlers)


@asynccontextmanager
async def started(service: Service) -> AsyncIterator[Service]:
    """A bot at work; it is stopped at the end, if the test has not done that."""
    assert isinstance(service.channel, TelegramChannel)
    await service.channel.open()
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


async def stop_within(service: Service, seconds: float) -> None:
    begun = monotonic()
    await service.stop()
    assert monotonic() - begun < seconds


def heard(phone: Phone) -> list[str]:
    return [said(message) for message in phone.received]


async def messages(db: Database) -> list[tuple[int, int, int]]:
    """State, attempts and doubt of each message in the outbox."""
    async with db.transaction() as tx:
        rows = await tx.all(
            "SELECT state, attempts, maybe_twice FROM outbox WHERE method = 'sendMessage' "
            "ORDER BY id"
        )
    return [(row["state"], row["attempts"], row["maybe_twice"]) for row in rows]


class Slow:
    """Lets each message take its time at the server; `asked` counts those that have arrived."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.asked = 0

    def __call__(self, method: str, params: Mapping[str, object]) -> Fault | None:
        if method != "sendMessage":
            return None
        self.asked += 1
        return self.fault


async def test_a_stop_finishes_what_is_begun_and_a_start_goes_on(
    database: Database, world: World
) -> None:
    async with sandboxed() as (server, phone):
        slow = Slow(Fault(delay=0.5))
        server.faults = slow
        async with started(a_bot(database, server, world)) as service:
            for text in "abc":
                await phone.send(text)
            await eventually(lambda: slow.asked == 1)
            await stop_within(service, 5)
        # The call that was under way has ended and is written down; the others were not begun.
        assert heard(phone) == ["echo a"]
        waiting = (State.WAITING, 0, 0)
        assert await messages(database) == [(State.SENT, 1, 0), waiting, waiting]

        server.faults = None
        async with started(a_bot(database, server, world)):
            await phone.send("d")
            await phone.wait("echo d")
    assert heard(phone) == ["echo a", "echo b", "echo c", "echo d"]
    assert await messages(database) == [(State.SENT, 1, 0)] * 4


async def test_a_stop_waits_for_the_handlers_too(database: Database, world: World) -> None:
    begun = asyncio.Event()

    async def slow(update: Update, turn: Turn) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        await echo(update, turn)

    async with (
        sandboxed() as (server, phone),
        started(a_bot(database, server, world, slow)) as service,
    ):
        await phone.send("a")
        await begun.wait()
        await stop_within(service, 5)
        # The answer leaves now or at the next start; the update is done, once and for all.
        assert len(await messages(database)) == 1
        async with database.transaction() as tx:
            assert (await inbox.counts(tx)).waiting == 0


async def test_a_stop_does_not_wait_for_ever(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "CALLS_GRACE", 0.2)
    async with sandboxed() as (server, phone):
        slow = Slow(Fault(delay=30, drop="before"))
        server.faults = slow
        async with started(a_bot(database, server, world)) as service:
            await phone.send("a")
            await eventually(lambda: slow.asked == 1)
            await stop_within(service, 3)
        assert await messages(database) == [(State.UNDER_WAY, 1, 0)]

        # Nobody knows whether it arrived: it goes out again, and that is written down.
        server.faults = None
        async with started(a_bot(database, server, world)):
            await phone.wait("echo a")
            await phone.settle()
    assert heard(phone) == ["echo a"]
    assert await messages(database) == [(State.SENT, 2, 1)]


async def test_a_handler_cut_off_by_a_stop_leaves_nothing_and_is_run_again(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "HANDLERS_GRACE", 0.2)
    begun = asyncio.Event()

    async def hang(update: Update, turn: Turn) -> None:
        await echo(update, turn)
        await turn.tx.all("SELECT 1 AS one")
        begun.set()
        await asyncio.sleep(30)

    async with sandboxed() as (server, phone):
        async with started(a_bot(database, server, world, hang)) as service:
            await phone.send("a")
            await begun.wait()
            await stop_within(service, 3)
        assert await messages(database) == []
        async with database.transaction() as tx:
            assert (await inbox.counts(tx)).waiting == 1

        async with started(a_bot(database, server, world)):
            await phone.wait("echo a")
    assert heard(phone) == ["echo a"]


def test_the_graces_leave_room_within_ten_seconds() -> None:
    assert app.HANDLERS_GRACE + app.CALLS_GRACE + DELIVERIES_GRACE <= 9.5


async def test_a_part_that_cannot_go_on_is_heard_of(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(channel: TelegramChannel, receive: Receive) -> None:
        raise ValueError("out of order")

    monkeypatch.setattr(TelegramChannel, "listen", break_down)
    async with sandboxed() as (server, _), started(a_bot(database, server, world)) as service:
        with pytest.raises(ValueError, match="out of order"):
            await asyncio.wait_for(asyncio.shield(service.failed), 1)


# Several processes on PostgreSQL


@asynccontextmanager
async def two_databases(url: str) -> AsyncIterator[tuple[Database, Database]]:
    """The same one twice; the server knows the connections of the first as `url`'s schema."""
    first = await open_database(f"{url}&application_name={name_of(url)}", exclusive=True)
    second = await open_database(url, exclusive=True)
    try:
        await migrate(first)
        yield first, second
    finally:
        await first.close()
        await second.close()


def name_of(url: str) -> str:
    return url.rpartition("=")[2]


async def end_leads_of_the_first(url: str) -> None:
    """What a broken network does: the server ends the session that holds the lead."""
    connection = await asyncpg.connect(url)
    try:
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity a "
            "ON a.pid = l.pid WHERE a.application_name = $1 AND l.classid = $2 AND l.granted",
            name_of(url),
            LOCK_SPACE,
        )
    finally:
        await connection.close()
    assert len(ended) == 1


@pytest.mark.postgres
async def test_one_process_leads_and_another_takes_over(
    postgres_url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "LEAD_SECONDS", 0.1)
    # The lock is the server's; another run of these tests must not be in the way.
    name = f"wire-{uuid4().hex}"
    async with sandboxed() as (server, phone), two_databases(postgres_url) as (first, second):
        leader = a_bot(first, server, world, name=name)
        other = a_bot(second, server, world, name=name)
        async with started(leader):
            await phone.say("a", "echo a")
            async with started(other):
                for text in "bcdef":
                    await phone.say(text, f"echo {text}")
                assert leader.metrics.registry.get_sample_value(
                    "ocop_calls_total", {"ending": "sent"}
                )
                sent = other.metrics.registry.get_sample_value(
                    "ocop_calls_total", {"ending": "sent"}
                )
                assert not sent
                assert all(call.ok for call in server.calls if call.method == "getUpdates")

                await end_leads_of_the_first(postgres_url)
                with pytest.raises(LeadLost):
                    await asyncio.wait_for(asyncio.shield(leader.failed), 5)
                await leader.stop()
                await phone.say("g", "echo g")
    assert heard(phone) == [f"echo {text}" for text in "abcdefg"]


@pytest.mark.postgres
async def test_a_leader_that_stops_leaves_the_lead_to_another(
    postgres_url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "LEAD_SECONDS", 0.1)
    name = f"wire-{uuid4().hex}"
    async with (
        sandboxed() as (server, phone),
        two_databases(postgres_url) as (first, second),
        started(a_bot(first, server, world, name=name)) as leader,
        started(a_bot(second, server, world, name=name)),
    ):
        await phone.say("a", "echo a")
        await leader.stop()
        await first.close()
        await phone.say("b", "echo b")
    assert heard(phone) == ["echo a", "echo b"]
