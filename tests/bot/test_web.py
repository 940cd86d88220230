"""The small web server: health for a watchdog, numbers for Prometheus."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot import clock
from bot.app import Service
from bot.channels.sandbox.server import SandboxServer
from bot.metrics import STUCK_MS
from bot.sender import Sender
from bot.web import WebServer
from handlers.world import World
from storage import inbox
from storage.database import Database
from storage.inbox import Entry
from tests.bot.test_transport import free_port
from tests.bot.wire import channel_to, ok, serving


@asynccontextmanager
async def watched(database: Database, world: World) -> AsyncIterator[tuple[Service, str]]:
    """A bot that is not started, with its web server."""

    async def answer(request: web.Request) -> web.Response:
        return ok(True)

    async with serving(answer) as root, channel_to(root) as channel:
        service = Service(database, channel, world, {}, handlers=[])
        port = free_port()
        routes = [web.get("/own", answer)]
        server = WebServer(service, f"127.0.0.1:{port}", routes)
        await server.start()
        try:
            yield service, f"http://127.0.0.1:{port}"
        finally:
            await server.stop()
            if service.failed.done():
                service.failed.exception()


async def get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as client, client.get(url) as answer:
        return answer.status, await answer.text()


async def test_a_healthy_bot_says_so_and_what_waits(database: Database, world: World) -> None:
    async with watched(database, world) as (service, root):
        await service.receive([Entry("wire", str(n), "5", "{}") for n in range(3)])
        async with database.transaction() as tx:
            first = (await inbox.waiting(tx, clock.now(), 1))[0]
            inbox.set_aside(tx, first.id, "ValueError", clock.now())
        status, body = await get(root + "/healthz")
    assert (status, body) == (200, '{"ok": true, "waiting": 2, "set_aside": 1}')


async def test_a_bot_with_a_broken_part_is_not_healthy(database: Database, world: World) -> None:
    async with watched(database, world) as (service, root):
        service.failed.set_exception(ValueError("the sender is out of order"))
        status, body = await get(root + "/healthz")
    assert status == 503
    assert '"ok": false' in body
    assert "out of order" not in body


async def test_a_bot_that_cannot_send_is_not_healthy(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watched(database, world) as (_, root):
        for silent, wanted in ((STUCK_MS / 1000 - 1, 200), (STUCK_MS / 1000 + 1, 503)):
            monkeypatch.setattr(Sender, "silent", silent)
            status, body = await get(root + "/healthz")
            assert status == wanted
            assert ('"sending": false' in body) == (wanted == 503)


async def test_a_bot_without_its_database_is_not_healthy(database: Database, world: World) -> None:
    async with database.transaction() as tx:
        await tx.run("ALTER TABLE inbox RENAME TO gone")
    async with watched(database, world) as (_, root):
        status, body = await get(root + "/healthz")
    assert (status, body) == (503, '{"ok": false, "database": false}')


async def test_prometheus_finds_the_numbers(database: Database, world: World) -> None:
    async with watched(database, world) as (service, root):
        await service.receive([Entry("wire", str(n), "5", "{}") for n in range(3)])
        await service.chores.round()
        status, body = await get(root + "/metrics")
    assert status == 200
    lines = body.splitlines()
    assert "ocop_updates_received_total 3.0" in lines
    assert 'ocop_waiting{table="inbox"} 3.0' in lines
    assert "# HELP ocop_calls_total Calls of the Bot API by how they ended" in lines


async def test_a_channels_own_routes_are_served_and_nothing_else(
    database: Database, world: World
) -> None:
    async with watched(database, world) as (_, root):
        assert (await get(root + "/own"))[0] == 200
        assert (await get(root + "/"))[0] == 404
        assert (await get(root + "/telegram"))[0] == 404


async def test_a_taken_address_is_said(database: Database, world: World) -> None:
    server = SandboxServer()
    await server.start()
    try:
        async with watched(database, world) as (service, _):
            second = WebServer(service, server.url.removeprefix("http://"))
            with pytest.raises(OSError, match="address already in use"):
                await second.start()
            await second.stop()
    finally:
        await server.stop()
