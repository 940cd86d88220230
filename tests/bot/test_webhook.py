"""Updates in by webhook: only from who knows the secret, confirmed only after they are kept."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.channels.telegram import SECRET_HEADER, WEBHOOK_PATH
from bot.web import LARGEST_UPDATE
from tests.bot.sandbox.acting import eventually
from tests.bot.wire import SECRET, UPDATE, Taker, body_of, channel_to, ids, sandboxed


@asynccontextmanager
async def hooked(taker: Taker) -> AsyncIterator[str]:
    """A web server with our webhook; yields its root."""
    async with channel_to("http://127.0.0.1:1") as channel:
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.add_routes([channel.webhook(SECRET, taker.receive)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()


async def post(root: str, body: bytes, headers: dict[str, str]) -> int:
    data = io.BytesIO(body)
    async with (
        aiohttp.ClientSession() as client,
        client.post(root + WEBHOOK_PATH, data=data, headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: SECRET[:-1]},
        {SECRET_HEADER: SECRET + "x"},
        {SECRET_HEADER: SECRET.upper()},
        {SECRET_HEADER: "mật-khẩu"},
        {"X-Secret": SECRET},
    ],
)
async def test_only_who_knows_the_secret_delivers(headers: dict[str, str]) -> None:
    taker = Taker()
    async with hooked(taker) as root:
        assert await post(root, body_of(UPDATE), headers) == 403
    assert taker.begun == []


async def test_a_secret_of_odd_bytes_is_wrong_too() -> None:
    taker = Taker()
    async with hooked(taker) as root:
        port = int(root.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
            + SECRET_HEADER.encode()
            + b": \xff\xfe\r\n\r\n"
        )
        assert b" 403 " in await reader.readline()
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"update_id=7", 400),
        (b"\xff\xfe", 400),
        (b"null", 400),
        (b"[7]", 400),
        (b'{"message": {}}', 400),
        (b'{"update_id": "one"}', 400),
        (b'{"update_id": Infinity}', 400),
        (b"[" * 100_000, 400),
        (b" " * (LARGEST_UPDATE + 1), 413),
    ],
)
async def test_junk_is_turned_away(body: bytes, status: int) -> None:
    taker = Taker()
    async with hooked(taker) as root:
        assert await post(root, body, {SECRET_HEADER: SECRET}) == status
    assert taker.begun == []


async def test_a_delivery_is_confirmed_only_after_it_is_kept() -> None:
    taker = Taker()
    taker.go_on.clear()
    async with hooked(taker) as root:
        delivery = asyncio.ensure_future(post(root, body_of(UPDATE), {SECRET_HEADER: SECRET}))
        await eventually(lambda: taker.begun == ["7"])
        await asyncio.sleep(0.05)
        assert not delivery.done()
        taker.go_on.set()
        assert await delivery == 200
    assert taker.taken == ["7"]


async def test_a_delivery_that_could_not_be_kept_is_not_confirmed() -> None:
    taker = Taker()
    taker.fail = True
    async with hooked(taker) as root:
        assert await post(root, body_of(UPDATE), {SECRET_HEADER: SECRET}) == 503
        assert await post(root, body_of(UPDATE), {SECRET_HEADER: SECRET}) == 200


async def test_telegram_finds_the_webhook_that_was_set() -> None:
    taker = Taker()
    taker.fail = True
    async with sandboxed() as (server, phone), hooked(taker) as root:
        async with channel_to(server.url, token=server.token) as channel:
            await phone.send("one")
            await phone.send("two")
            waiting = ids(server)
            await channel.set_webhook(root + "/", SECRET)
        await eventually(lambda: not ids(server))
    assert taker.begun == [waiting[0], *waiting]
    assert taker.taken == waiting
