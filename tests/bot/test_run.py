"""`ocop-bot run`: the whole program against a strict Bot API server."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import aiohttp
import pytest
from aiohttp import web

from bot import run as running
from bot.app import open_database
from bot.channels import telegram
from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.server import SandboxServer
from bot.settings import SettingsError, load_settings
from storage import values
from tests.bot.console import PROGRAM, ROOT
from tests.bot.test_transport import free_port
from tests.bot.wire import ME, SECRET, TOKEN, body_of, ids, sandboxed, serving

pytestmark = pytest.mark.usefixtures("seat")


def settings_for(server: SandboxServer) -> dict[str, str]:
    return {"OCOP_TELEGRAM_TOKEN": server.token, "OCOP_TELEGRAM_API_URL": server.url}


# As a process


async def program(folder: Path, settings: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *PROGRAM,
        "run",
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_the_program_answers_refuses_a_second_and_stops_when_told(seat: Path) -> None:
    async with sandboxed() as (server, phone):
        first = await program(seat, settings_for(server))
        try:
            await phone.start()
            await phone.wait(timeout=45)
            answered = len(phone.received)
            second = await program(seat, settings_for(server))
            out, err = await asyncio.wait_for(second.communicate(), 45)
            assert (second.returncode, out) == (1, b"")
            assert err.decode() == (
                f"Another ocop-bot (process {first.pid}) is running on this database. "
                "Stop it first, or give this one its own OCOP_DATA_DIR.\n"
            )
            # It did not disturb the first one.
            await phone.start()
            await phone.wait(timeout=45)
            assert len(phone.received) > answered
        finally:
            told = monotonic()
            first.send_signal(signal.SIGTERM)
            out, err = await asyncio.wait_for(first.communicate(), 45)
        assert (first.returncode, out) == (0, b"")
        assert monotonic() - told < 10
        assert ids(server) == []
    log = err.decode()
    assert "event=running" in log
    assert "event=stopping" in log
    assert server.token not in log
    assert "Traceback" not in log
    # No word of what was said at INFO.
    assert "/start" not in log
    assert phone.person.first_name not in log


async def test_the_program_says_of_an_unknown_token_one_sentence_and_no_more(seat: Path) -> None:
    async with sandboxed() as (server, _):
        one = await program(seat, {**settings_for(server), "OCOP_TELEGRAM_TOKEN": TOKEN})
        out, err = await asyncio.wait_for(one.communicate(), 45)
    assert (one.returncode, out) == (2, b"")
    assert err.decode() == (
        "OCOP_TELEGRAM_TOKEN is not known to Telegram, for example: "
        "OCOP_TELEGRAM_TOKEN=123456789:AAE-the-token-BotFather-gave-you\n"
    )


# In this process


def ready(monkeypatch: pytest.MonkeyPatch, **settings: str) -> asyncio.Event:
    """Make these the settings; the event stops the bot that is run with them."""
    stopped = asyncio.Event()
    monkeypatch.setattr(running, "stop_signal", lambda: stopped)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return stopped


@asynccontextmanager
async def run(monkeypatch: pytest.MonkeyPatch, **settings: str) -> AsyncIterator[asyncio.Event]:
    """The bot at work until the end, or until the event. Raises what it raised."""
    stopped = ready(monkeypatch, **settings)
    work = asyncio.ensure_future(running.run(load_settings()))
    try:
        yield stopped
    finally:
        stopped.set()
        await asyncio.wait_for(work, 10)


async def test_updates_come_by_webhook_where_there_is_a_public_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listen = f"127.0.0.1:{free_port()}"
    async with sandboxed() as (server, phone):
        await phone.start()
        async with run(
            monkeypatch,
            **settings_for(server),
            OCOP_PUBLIC_URL=f"http://{listen}",
            OCOP_LISTEN=listen,
            OCOP_WEBHOOK_SECRET=SECRET,
        ):
            await phone.wait()
            async with (
                aiohttp.ClientSession() as client,
                client.get(f"http://{listen}/healthz") as answer,
            ):
                assert answer.status == 200
        methods = [call.method for call in server.calls]
    assert "getUpdates" not in methods
    assert "setWebhook" in methods


async def test_who_the_bot_is_is_remembered_for_a_start_without_telegram(
    monkeypatch: pytest.MonkeyPatch, seat: Path
) -> None:
    async with sandboxed() as (server, phone), run(monkeypatch, **settings_for(server)):
        await phone.start()
        await phone.wait()
    async with run(monkeypatch, OCOP_TELEGRAM_API_URL=f"http://127.0.0.1:{free_port()}"):
        await asyncio.sleep(0.2)
    db = await open_database("sqlite:///data/ocop.db", exclusive=True)
    try:
        async with db.transaction() as tx:
            known = await values.get(tx, "identity:telegram")
    finally:
        await db.close()
    assert known is not None
    assert re.search(r'"username": "ocop_sandbox_bot"', known)


async def test_a_bot_that_starts_before_telegram_can_be_reached_serves_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telegram, "FIRST_PAUSE", 0.05)
    port = free_port()
    server = SandboxServer()
    phone = Phone(server.world, server.world.add_person(first_name="Lan"))
    settings = {
        "OCOP_TELEGRAM_TOKEN": server.token,
        "OCOP_TELEGRAM_API_URL": f"http://127.0.0.1:{port}",
    }
    async with run(monkeypatch, **settings):
        await asyncio.sleep(0.3)
        await server.start(port=port)
        try:
            await phone.start()
            await phone.wait()
            assert phone.received
        finally:
            await server.stop()


@pytest.mark.parametrize("webhook", [False, True])
async def test_a_stop_is_heard_while_telegram_does_not_answer(
    webhook: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        asked.set()
        await asyncio.sleep(60)
        return web.Response()

    settings = {"OCOP_TELEGRAM_TOKEN": TOKEN}
    if webhook:
        settings["OCOP_PUBLIC_URL"] = "https://ocop.example.vn"
        settings["OCOP_WEBHOOK_SECRET"] = SECRET
        settings["OCOP_LISTEN"] = f"127.0.0.1:{free_port()}"
    # With a webhook, who we are is known, and registering it hangs; else asking who we are does.
    async with serving(hang, me=ME if webhook else None) as root:
        async with run(monkeypatch, **settings, OCOP_TELEGRAM_API_URL=root) as stopped:
            await asked.wait()
            told = monotonic()
            stopped.set()
        assert monotonic() - told < 10  # what SIGTERM is promised


@pytest.mark.parametrize("webhook", [False, True])
async def test_an_unknown_token_ends_it_with_a_sentence(
    webhook: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(request: web.Request) -> web.Response:
        refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        return web.Response(status=401, body=body_of(refusal))

    settings = {"OCOP_TELEGRAM_TOKEN": TOKEN}
    if webhook:
        settings["OCOP_PUBLIC_URL"] = "https://ocop.example.vn"
        settings["OCOP_WEBHOOK_SECRET"] = SECRET
        settings["OCOP_LISTEN"] = f"127.0.0.1:{free_port()}"
    async with serving(refuse, me=ME if webhook else None) as root:
        ready(monkeypatch, **settings, OCOP_TELEGRAM_API_URL=root)
        with pytest.raises(SettingsError, match="OCOP_TELEGRAM_TOKEN is not known to Telegram"):
            await asyncio.wait_for(running.run(load_settings()), 45)


async def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sandboxed() as (server, _):
        taken = server.url.removeprefix("http://")
        ready(monkeypatch, **settings_for(server), OCOP_LISTEN=taken)
        with pytest.raises(SettingsError, match=r"^OCOP_LISTEN cannot be had .*, for example: "):
            await asyncio.wait_for(running.run(load_settings()), 45)
