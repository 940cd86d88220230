"""What becomes of a call: every answer and every trouble of the wire has one ending."""

import asyncio
import socket
import traceback

import pytest
from aiohttp import web
from telegram.error import InvalidToken, TelegramError, TimedOut

from bot.channels import Ending, Outcome, transport
from bot.channels.sandbox.faults import Fault
from bot.channels.transport import AiohttpRequest, NotSent
from tests.bot.wire import TOKEN, body_of, channel_to, ok, outgoing, sandboxed, serving

HTML = b"<html><head><title>502 Bad Gateway</title></head></html>"
HELLO = outgoing("sendMessage", chat_id=5, text="hello")


def error(code: int, **parameters: object) -> dict[str, object]:
    """What the Bot API says when it refuses; the texts are its own and not to be relied on."""
    answer: dict[str, object] = {"ok": False, "error_code": code, "description": "No: reasons"}
    return {**answer, "parameters": parameters} if parameters else answer


ANSWERS = [
    (200, {"ok": True, "result": {"message_id": 7}}, Outcome(Ending.SENT, message_id=7)),
    (200, {"ok": True, "result": True}, Outcome(Ending.SENT)),
    (
        200,
        {"ok": True, "result": [{"message_id": 8}, {"message_id": 9}]},
        Outcome(Ending.SENT, message_id=8),
    ),
    (200, {"ok": True, "result": []}, Outcome(Ending.SENT)),
    (400, error(400), Outcome(Ending.REFUSED, code=400)),
    (400, error(400, migrate_to_chat_id=-100), Outcome(Ending.REFUSED, code=400)),
    (401, error(401), Outcome(Ending.RETRY, code=401)),
    (403, error(403), Outcome(Ending.BLOCKED, code=403)),
    (404, error(404), Outcome(Ending.RETRY, code=404)),
    (409, error(409), Outcome(Ending.RETRY, code=409)),
    (413, error(413), Outcome(Ending.REFUSED, code=413)),
    (429, error(429, retry_after=5), Outcome(Ending.RETRY, retry_after=5.0, code=429)),
    (429, error(429), Outcome(Ending.RETRY, retry_after=1.0, code=429)),
    (429, error(429, retry_after="soon"), Outcome(Ending.RETRY, retry_after=1.0, code=429)),
    (500, error(500), Outcome(Ending.RETRY, code=500)),
    (502, HTML, Outcome(Ending.RETRY, code=502)),
    (504, b"", Outcome(Ending.RETRY, code=504)),
    (502, "Bad Gateway", Outcome(Ending.RETRY, code=502)),
    # Not the words of a Bot API server, so nobody can tell what it did with the call.
    (200, HTML, Outcome(Ending.UNKNOWN, code=200)),
    (200, {}, Outcome(Ending.UNKNOWN, code=200)),
    (200, [], Outcome(Ending.UNKNOWN, code=200)),
    (200, b'{"ok": true, "resu', Outcome(Ending.UNKNOWN, code=200)),
    (200, b"\xff\xfe", Outcome(Ending.UNKNOWN, code=200)),
    (403, {"message": "Forbidden"}, Outcome(Ending.UNKNOWN, code=403)),
    (403, HTML, Outcome(Ending.UNKNOWN, code=403)),
    (400, HTML, Outcome(Ending.UNKNOWN, code=400)),
]


@pytest.mark.parametrize(("status", "answer", "outcome"), ANSWERS)
async def test_an_answer_has_one_ending(status: int, answer: object, outcome: Outcome) -> None:
    async def reply(request: web.Request) -> web.Response:
        return web.Response(status=status, body=body_of(answer))

    async with serving(reply) as root, channel_to(root) as channel:
        assert await channel.carry_out(HELLO) == outcome


async def test_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    async def reply(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=302, headers={"Location": "/sign-in"}, body=HTML)

    async with serving(reply) as root, channel_to(root) as channel:
        assert await channel.carry_out(HELLO) == Outcome(Ending.UNKNOWN, code=302)
    assert asked == [f"/bot{TOKEN}/sendMessage"]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def test_a_call_that_finds_nobody_surely_did_nothing() -> None:
    async with channel_to(f"http://127.0.0.1:{free_port()}") as channel:
        assert await channel.carry_out(HELLO) == Outcome(Ending.RETRY)


async def test_nor_does_one_to_a_host_without_an_address() -> None:
    async with channel_to("http://no-such-host.invalid") as channel:
        assert await channel.carry_out(HELLO) == Outcome(Ending.RETRY)


async def test_nor_one_that_waits_in_vain_for_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "CONNECT_TIMEOUT", 0.2)
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        # Nobody accepts, and there is room for one connection only.
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        async with channel_to(f"http://127.0.0.1:{full.getsockname()[1]}") as channel:
            assert await channel.carry_out(HELLO) == Outcome(Ending.RETRY)


async def test_a_call_without_an_answer_in_time_may_have_been_carried_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return ok(True)

    async with serving(never) as root, channel_to(root) as channel:
        monkeypatch.setattr(transport, "CALL_TIMEOUT", 0.1)
        assert await channel.carry_out(HELLO) == Outcome(Ending.UNKNOWN)


@pytest.mark.parametrize(
    "half", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", b"???\r\n"]
)
async def test_a_call_cut_off_may_have_been_carried_out(half: bytes) -> None:
    async def cut_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(half)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(cut_off, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with channel_to(f"http://127.0.0.1:{port}") as channel:
            assert await channel.carry_out(HELLO) == Outcome(Ending.UNKNOWN)


@pytest.mark.parametrize(
    ("fault", "arrived"), [(Fault(drop="before"), 0), (Fault(drop="after"), 1)]
)
async def test_the_same_ending_whether_the_server_had_acted_or_not(
    fault: Fault, arrived: int
) -> None:
    async with sandboxed() as (server, phone):
        async with channel_to(server.url, token=server.token) as channel:
            server.faults = lambda method, params: fault
            hello = outgoing("sendMessage", chat_id=phone.person.id, text="hello")
            assert await channel.carry_out(hello) == Outcome(Ending.UNKNOWN)
        assert len(phone.received) == arrived


async def test_a_closed_transport_sends_nothing() -> None:
    with pytest.raises(NotSent):
        await AiohttpRequest().call("http://127.0.0.1:1/", {})


async def test_the_token_is_in_no_exception(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def hang_or_refuse(request: web.Request) -> web.Response:
        if request.path.endswith("/deleteWebhook"):
            await asyncio.sleep(60)
        return web.json_response(error(401), status=401)

    raised: list[TelegramError] = []
    async with serving(hang_or_refuse) as root:
        for place in (root, f"http://127.0.0.1:{free_port()}", "http://no-such-host.invalid"):
            async with channel_to(place) as channel:
                monkeypatch.setattr(transport, "CALL_TIMEOUT", 0.1)
                for method in (channel.bot.get_webhook_info, channel.bot.delete_webhook):
                    with pytest.raises(TelegramError) as failure:
                        await method(read_timeout=0.1)
                    raised.append(failure.value)
    assert {type(one) for one in raised} >= {InvalidToken, TimedOut, NotSent}
    for one in raised:
        assert TOKEN not in "".join(traceback.format_exception(one))
    assert TOKEN not in "".join(capfd.readouterr())


async def test_nor_in_the_one_about_a_token_that_nobody_knows() -> None:
    async with sandboxed() as (server, _), channel_to(server.url) as channel:
        with pytest.raises(InvalidToken) as failure:
            await channel.open()
    assert TOKEN not in "".join(traceback.format_exception(failure.value))


async def test_many_calls_share_the_pool() -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.01)
        return ok(await request.json())

    async with serving(slow) as root:
        channel = AiohttpRequest(8)
        await channel.initialize()
        try:
            calls = [channel.call(f"{root}/x", {"n": n, "chữ": "ư"}) for n in range(50)]
            answers = await asyncio.gather(*calls)
        finally:
            await channel.shutdown()
    assert {status for status, _ in answers} == {200}
    assert '{"n": 49, "ch\\u1eef": "\\u01b0"}' in answers[49][1].decode()


@pytest.mark.parametrize(("size", "ending"), [(1000, Ending.SENT), (1001, Ending.REFUSED)])
async def test_a_file_that_is_too_large_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, size: int, ending: Ending
) -> None:
    monkeypatch.setattr(transport, "MOST_BYTES", 1000)

    async def give(request: web.Request) -> web.Response:
        if request.path.endswith("/getFile"):
            return ok({"file_id": "a", "file_path": "photos/1.jpg"})
        return web.Response(body=bytes(size))

    async with serving(give) as root, channel_to(root) as channel:
        outcome = await channel.carry_out(outgoing("getFile", file_id="a"))
    assert outcome.ending is ending
    assert (outcome.content is not None) is (ending is Ending.SENT)
