"""The Bot API over real HTTP: forms, tokens, polling, the webhook, and troubles on request."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, InputMediaPhoto
from telegram.error import Conflict, Forbidden, NetworkError, RetryAfter

from bot.channels.sandbox.faults import Call, Fault, too_many_requests
from bot.channels.sandbox.phone import SMALL_PNG, Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.sandbox.shapes import Json
from tests.bot.sandbox.acting import eventually


@pytest.fixture
async def http(sandbox: SandboxServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A plain client of the sandbox's root."""
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield session


async def answer_to(
    http: aiohttp.ClientSession, path: str, **request: object
) -> tuple[int, dict[str, object]]:
    """Status and JSON of the answer to a POST."""
    body = request.get("data")
    headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else {}
    payload = body if isinstance(body, bytes | dict | aiohttp.FormData) else None
    async with http.post(path, data=payload, headers=headers) as answer:
        assert answer.content_type == "application/json"
        return answer.status, await answer.json()


async def test_wrong_tokens_get_telegrams_answers(
    http: aiohttp.ClientSession, sandbox: SandboxServer
) -> None:
    other = sandbox.token[:-1] + "x"
    for token, code, sentence in ((other, 401, "Unauthorized"), ("abc", 404, "Not Found")):
        expected = {"ok": False, "error_code": code, "description": sentence}
        assert await answer_to(http, f"/bot{token}/getMe") == (code, expected)
        async with http.get(f"/file/bot{token}/photos/file_1.jpg") as answer:
            assert answer.status == code
    status, answer_ = await answer_to(http, f"/bot{sandbox.token}/getYou")
    assert (status, answer_["description"]) == (404, "Not Found: method not found")
    async with http.put(f"/bot{sandbox.token}/getMe") as answer:
        assert answer.status == 405
    async with http.get(f"/file/bot{sandbox.token}/photos/file_99.jpg") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("getMe", {}),
        ("sendMessage", {"chat_id": "PHONE", "text": "a < b", "parse_mode": "HTML"}),
        ("sendMessage", {"chat_id": "PHONE", "text": "<b>x", "parse_mode": "HTML"}),
        ("sendMessage", {"chat_id": 5, "text": "x"}),
        ("sendMessage", {"chat_id": "PHONE", "text": "x", "reply_markup": "{}"}),
        ("sendMessage", {"chat_id": "PHONE", "text": "x", "reply_markup": "no JSON"}),
        ("setMyCommands", {"commands": '[{"command": "a", "description": "b"}]'}),
        ("editMessageText", {"chat_id": "PHONE", "message_id": "99", "text": "x"}),
        ("getUpdates", {"timeout": "0", "allowed_updates": '["message"]'}),
        ("getUpdates", {"timeout": "soon"}),
        ("getYou", {}),
    ],
)
async def test_the_way_without_http_gives_the_same_answers(
    http: aiohttp.ClientSession,
    sandbox: SandboxServer,
    phone: Phone,
    method: str,
    params: Mapping[str, object],
) -> None:
    chat = str(phone.person.id)
    await phone.start()
    body: Json = {key: chat if value == "PHONE" else value for key, value in params.items()}
    ways = []
    data = json.dumps(body).encode()
    ways.append((await answer_to(http, f"/bot{sandbox.token}/{method}", data=data))[1])
    ways.append(await sandbox.answer(method, body))
    alike = [re.sub(r"'(message_id|date)': \d+", "", str(way)) for way in ways]
    assert alike[0] == alike[1]
    noted = [(call.params, call.acted, call.answered) for call in sandbox.calls][-2:]
    assert noted[0] == noted[1]


async def test_a_call_comes_in_four_ways(
    http: aiohttp.ClientSession, sandbox: SandboxServer, phone: Phone
) -> None:
    path = f"/bot{sandbox.token}/sendMessage"
    markup = {"inline_keyboard": [[{"text": "Có", "callback_data": "yes"}]]}
    texts = {"chat_id": str(phone.person.id), "text": "a", "reply_markup": json.dumps(markup)}
    parts = aiohttp.FormData()
    for name, text in texts.items():
        parts.add_field(name, text, content_type="text/plain")
    typed = {**texts, "chat_id": phone.person.id, "reply_markup": markup}
    for body in (texts, parts, json.dumps(typed).encode()):
        status, answer = await answer_to(http, path, data=body)
        assert (status, answer["ok"]) == (200, True)
        assert phone.buttons() == ["Có"]
    async with http.get(path, params=texts) as got:
        assert got.status == 200
    assert len(phone.received) == 4
    assert [call.ok for call in sandbox.calls] == [True] * 4


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"\xff", b'{"chat_id":1,"text":"\\ud800"}', b'{"chat_id":NaN}']
)
async def test_broken_bodies_are_refused(
    http: aiohttp.ClientSession, sandbox: SandboxServer, body: bytes
) -> None:
    status, answer = await answer_to(http, f"/bot{sandbox.token}/sendMessage", data=body)
    assert (status, answer["ok"], answer["error_code"]) == (400, False, 400)


async def test_other_bodies_are_refused(
    http: aiohttp.ClientSession, sandbox: SandboxServer
) -> None:
    path = f"/bot{sandbox.token}/sendMessage"
    for kind, body in (
        ("text/plain", b"x"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nx"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx"),
    ):
        async with http.post(path, data=body, headers={"Content-Type": kind}) as answer:
            assert answer.status in {400, 413}, kind
            assert (await answer.json())["error_code"] == answer.status


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_bodies_have_a_limit(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("bot.channels.sandbox.server.BIGGEST_BODY", 1000)
    server = SandboxServer()
    await server.start()
    url = f"{server.url}/bot{server.token}/sendMessage"
    async with (
        aiohttp.ClientSession(headers={"Content-Type": kind}) as http,
        http.post(url, data=b"x" * 2000) as answer,
    ):
        assert answer.status == 413
        assert (await answer.json())["error_code"] == 413
    await server.stop()


async def test_forms_have_a_limit(
    http: aiohttp.ClientSession, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.sandbox.wire.BIGGEST_BODY", 1000)
    form = aiohttp.FormData({"chat_id": "1", "text": "x" * 2000})
    form.add_field("extra", b"x", filename="x")
    status, _ = await answer_to(http, f"/bot{sandbox.token}/sendMessage", data=form)
    assert status == 413


async def test_files_go_up_and_down(sandbox: SandboxServer, wire: Bot, phone: Phone) -> None:
    sent = await wire.send_photo(
        phone.person.id, SMALL_PNG, caption="<b>Ảnh</b>", parse_mode="HTML"
    )
    assert sent.caption == "Ảnh"
    assert phone.received_file() == SMALL_PNG
    await wire.send_document(phone.person.id, b"ho so", filename="hồ sơ.txt")
    assert phone.received_file() == b"ho so"
    album = [InputMediaPhoto(SMALL_PNG, caption=str(number)) for number in range(3)]
    assert len(await wire.send_media_group(phone.person.id, album)) == 3
    await phone.send_voice(b"OggS...", seconds=7)
    (update,) = await wire.get_updates()
    assert update.message is not None
    assert update.message.voice is not None
    assert update.message.voice.duration == timedelta(seconds=7)
    file = await wire.get_file(update.message.voice)
    assert bytes(await file.download_as_bytearray()) == b"OggS..."
    with pytest.raises(LookupError):
        phone.received_file(phone.messages[0])


async def test_unused_files_are_refused(
    http: aiohttp.ClientSession, sandbox: SandboxServer, phone: Phone
) -> None:
    form = aiohttp.FormData({"chat_id": str(phone.person.id), "text": "x"})
    form.add_field("extra", SMALL_PNG, filename="x.png", content_type="no mime")
    status, answer = await answer_to(http, f"/bot{sandbox.token}/sendMessage", data=form)
    assert status == 400
    assert "is not used" in str(answer["description"])


async def test_a_long_poll_wakes_up(wire: Bot, phone: Phone) -> None:
    started = time.monotonic()
    waiting = asyncio.create_task(wire.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    await phone.send("xin chào")
    (update,) = await waiting
    assert time.monotonic() - started < 2
    assert await wire.get_updates() == (update,)
    assert await wire.get_updates(offset=update.update_id + 1) == ()
    assert await wire.get_updates() == ()


async def test_a_long_poll_comes_back_empty(wire: Bot) -> None:
    started = time.monotonic()
    assert await wire.get_updates(timeout=1) == ()
    assert time.monotonic() - started > 0.9


async def test_offsets_count_from_the_end_too(wire: Bot, phone: Phone) -> None:
    for text in "abc":
        await phone.send(text)
    assert len(await wire.get_updates(limit=2)) == 2
    (last,) = await wire.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "c"
    assert await wire.get_updates() == (last,)


async def test_the_newer_poller_wins(
    http: aiohttp.ClientSession, sandbox: SandboxServer, wire: Bot, phone: Phone
) -> None:
    path = f"/bot{sandbox.token}/getUpdates"
    old = asyncio.create_task(answer_to(http, path, data={"timeout": "5"}))
    await asyncio.sleep(0.1)
    new = asyncio.create_task(wire.get_updates(timeout=5))
    status, answer = await asyncio.wait_for(old, 2)
    assert status == 409
    assert "terminated by other getUpdates" in str(answer["description"])
    await phone.send("x")
    assert len(await new) == 1


async def test_stopping_sends_a_waiting_poll_home(wire: Bot, sandbox: SandboxServer) -> None:
    waiting = asyncio.create_task(wire.get_updates(timeout=30))
    await asyncio.sleep(0.1)
    await sandbox.stop()
    assert await asyncio.wait_for(waiting, 5) == ()


async def test_a_webhook_gets_updates_in_order_until_it_takes_them(
    wire: Bot, phone: Phone, sandbox: SandboxServer
) -> None:
    got: list[tuple[str | None, object]] = []
    answers = iter([500, 200, 200, 200])

    async def take(request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        got.append((secret, (await request.json())["message"]["text"]))
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    await phone.send("a")
    await wire.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="bi-mat")
    with pytest.raises(Conflict, match="webhook is active"):
        await wire.get_updates()
    await phone.send("b")
    await eventually(lambda: len(got) == 3 and not sandbox.world.pending())
    assert got == [("bi-mat", "a"), ("bi-mat", "a"), ("bi-mat", "b")]
    info = await wire.get_webhook_info()
    assert info.pending_update_count == 0
    assert info.last_error_message == "Wrong response from the webhook: 500"
    await runner.cleanup()
    await phone.send("c")
    await eventually(lambda: "Connection" in str(sandbox.delivery.webhook_info()))
    await wire.delete_webhook()
    (update,) = await wire.get_updates(allowed_updates=["message"])
    assert update.message is not None
    assert update.message.text == "c"
    info = await wire.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("", ("message",))


async def test_refusals_reach_the_library_as_its_errors(wire: Bot, phone: Phone) -> None:
    await phone.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await wire.send_message(phone.person.id, "x")


async def test_troubles_come_as_asked_for(wire: Bot, phone: Phone, sandbox: SandboxServer) -> None:
    troubles = {
        "flood": too_many_requests(3),
        "broken": Fault(status=502),
        "slow": Fault(delay=0.3),
        "before": Fault(drop="before"),
        "after": Fault(drop="after"),
    }

    def faults(method: str, params: Mapping[str, object]) -> Fault | None:
        return troubles.get(str(params.get("text")))

    told: list[Call] = []
    sandbox.faults = faults
    sandbox.on_call = told.append
    with pytest.raises(RetryAfter) as flood:
        await wire.send_message(phone.person.id, "flood")
    assert flood.value.retry_after == timedelta(seconds=3)
    for text in ("broken", "before", "after"):
        with pytest.raises(NetworkError):
            await wire.send_message(phone.person.id, text)
    started = time.monotonic()
    await wire.send_message(phone.person.id, "slow")
    assert time.monotonic() - started >= 0.3
    await wire.send_message(phone.person.id, "good")
    assert [message["text"] for message in phone.received] == ["after", "slow", "good"]
    assert [(call.params["text"], call.ok, call.acted, call.answered) for call in told] == [
        ("flood", False, False, True),
        ("broken", False, False, True),
        ("before", False, False, False),
        ("after", True, True, False),
        ("slow", True, True, True),
        ("good", True, True, True),
    ]
    assert told[4].finished_at - told[4].received_at >= 0.3
    assert list(sandbox.calls)[-6:] == told
