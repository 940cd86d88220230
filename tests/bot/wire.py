"""A channel for a test, and servers that are not what they should be."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from aiohttp import web
from telegram.error import TelegramError

from bot.channels import Limits
from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.telegram import File, Media, TelegramChannel
from storage.database import DatabaseError
from storage.inbox import Entry
from storage.outbox import Call, Lane, Outgoing

CHANNEL = "wire"
TOKEN = "7000000000:AAE-a-secret-that-no-log-may-show00"
ME: dict[str, object] = {
    "id": 7000000000,
    "is_bot": True,
    "first_name": "OCOP",
    "username": "ocop_bot",
}

SECRET = "a-long-word-that-only-telegram-knows"
UPDATE: dict[str, object] = {"update_id": 7, "something": {"chat": {"id": 5}}}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def no_media(id: int, upload: bool) -> File | None:
    return None


def outgoing(method: str, **params: object) -> Outgoing:
    """A call as the sender hands it over."""
    return Outgoing(1, CHANNEL, "5", Lane.LIVE, Call(method, params), attempts=0, maybe_twice=False)


def ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


@asynccontextmanager
async def serving(answer: Handler, me: dict[str, object] | None = ME) -> AsyncIterator[str]:
    """A server that answers getMe with `me`, if that is given, and everything else by `answer`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return ok(me) if me and request.path.endswith("/getMe") else await answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def channel_to(
    root: str, *, token: str = TOKEN, media: Media = no_media
) -> AsyncIterator[TelegramChannel]:
    """An opened channel; it is opened even if the server cannot be reached."""
    channel = TelegramChannel(CHANNEL, root, token, limits=Limits(1000, 0.0), media=media)
    with suppress(TelegramError):
        await channel.open()
    try:
        yield channel
    finally:
        await channel.close()


@asynccontextmanager
async def task(work: Awaitable[None]) -> AsyncIterator["asyncio.Future[None]"]:
    """Work in the background, cut off at the end; raises what it raised."""
    running = asyncio.ensure_future(work)
    try:
        yield running
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def body_of(answer: object) -> bytes:
    """An answer as it goes over the wire: bytes as they are, anything else as JSON."""
    return answer if isinstance(answer, bytes) else json.dumps(answer).encode()


@asynccontextmanager
async def sandboxed() -> AsyncIterator[tuple[SandboxServer, Phone]]:
    """A strict Bot API server, and the phone of somebody who has started the bot there; the
    update of that is gone."""
    server = SandboxServer()
    await server.start()
    try:
        phone = Phone(server.world, server.world.add_person(first_name="Lan", phone="84912345678"))
        await phone.start()
        server.world.confirm(1 << 31)
        yield server, phone
    finally:
        await server.stop()


@asynccontextmanager
async def talking() -> AsyncIterator[tuple[SandboxServer, Phone, TelegramChannel]]:
    """The same, with a channel to it."""
    async with (
        sandboxed() as (server, phone),
        channel_to(server.url, token=server.token) as channel,
    ):
        yield server, phone, channel


def ids(server: SandboxServer) -> list[str]:
    """The ids of the updates that are not yet confirmed there."""
    return [str(update["update_id"]) for update in server.world.pending()]


class Taker:
    """Takes updates over; `hold` it to let it take its time, `fail` it to let it fail once."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.taken: list[str] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.fail = False

    async def receive(self, entries: Sequence[Entry]) -> None:
        ids = [entry.update_id for entry in entries]
        self.begun += ids
        await self.go_on.wait()
        if self.fail:
            self.fail = False
            raise DatabaseError("the disk is full")
        self.taken += ids
