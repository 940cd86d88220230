"""Updates in: by long polling, confirmed only after they are kept."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from aiohttp import web

from bot import clock
from bot.channels import telegram
from bot.inbox import Intake
from bot.metrics import Metrics
from storage import inbox
from storage.database import Database
from storage.inbox import Entry
from tests.bot.sandbox.acting import eventually
from tests.bot.wire import (
    SECRET,
    UPDATE,
    Taker,
    body_of,
    channel_to,
    ids,
    ok,
    serving,
    talking,
    task,
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram, "FIRST_PAUSE", 0.01)


async def test_an_update_is_confirmed_only_after_it_is_kept() -> None:
    taker = Taker()
    async with talking() as (server, phone, channel):
        taker.go_on.clear()
        async with task(channel.listen(taker.receive)):
            await phone.send("one")
            one = ids(server)
            await eventually(lambda: taker.begun == one)
            await asyncio.sleep(0.05)
            assert ids(server) == one
            taker.go_on.set()
            await eventually(lambda: taker.taken == one)
            assert taker.taken == one
            await eventually(lambda: not ids(server))
            await phone.send("two")
            await eventually(lambda: len(taker.taken) == 2)


async def test_an_update_cut_off_while_it_was_kept_comes_again_and_counts_once(
    database: Database,
) -> None:
    intake = Intake(database, clock.now, asyncio.Event(), Metrics())
    kept = asyncio.Event()

    async def keep_and_die(entries: Sequence[Entry]) -> None:
        await intake.receive(entries)
        kept.set()
        await asyncio.sleep(60)

    async with talking() as (server, phone, channel):
        await phone.send("one")
        async with task(channel.listen(keep_and_die)):
            await kept.wait()
        assert len(server.world.pending()) == 1
        await phone.send("two")
        async with task(channel.listen(intake.receive)):
            await eventually(lambda: not server.world.pending())
    async with database.transaction() as tx:
        found = await inbox.waiting(tx, clock.now(), 10)
    assert [update.chat_id for update in found] == [str(phone.person.id)] * 2


TROUBLES = [
    (409, {"ok": False, "error_code": 409, "description": "Conflict"}),
    (502, b"<html>Bad Gateway</html>"),
    (502, "Bad Gateway"),
    (200, b"<html>Sign in to the hotspot</html>"),
    (200, []),
    (200, {"ok": True, "result": None}),
    (200, {"ok": True, "result": ["no update"]}),
    (401, {"ok": False, "error_code": 401, "parameters": None}),
    (429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 0.02}}),
    (0, b""),
]


async def answer_with(status: int, answer: object, request: web.Request) -> web.Response:
    """Answer so; status 0 drops the connection."""
    if not status and request.transport is not None:
        request.transport.abort()
    return web.Response(status=status or 200, body=body_of(answer))


@pytest.mark.parametrize(("status", "answer"), TROUBLES)
async def test_no_trouble_ends_the_polling(status: int, answer: object) -> None:
    taker, polls = Taker(), 0

    async def reply(request: web.Request) -> web.Response:
        nonlocal polls
        if request.path.endswith("/deleteWebhook"):
            return ok(True)
        polls += 1
        if polls <= 3:
            return await answer_with(status, answer, request)
        if polls > 4:
            await asyncio.sleep(60)
        return ok([UPDATE, "odd", {"update_id": 9}])

    async with (
        serving(reply) as root,
        channel_to(root) as channel,
        task(channel.listen(taker.receive)),
    ):
        await eventually(lambda: polls == 5)
    assert taker.taken == ["7", "9"]


@pytest.mark.parametrize(("status", "answer"), [*TROUBLES[:3], *TROUBLES[7:]])
async def test_no_trouble_at_its_beginning_does(status: int, answer: object) -> None:
    taker = Taker()
    troubles: Iterator[int] = iter([1, 2])

    async def reply(request: web.Request) -> web.Response:
        if request.path.endswith("/deleteWebhook"):
            if next(troubles, None):
                return await answer_with(status, answer, request)
            return ok(True)
        if taker.taken:
            await asyncio.sleep(60)
        return ok([UPDATE])

    async with (
        serving(reply) as root,
        channel_to(root) as channel,
        task(channel.listen(taker.receive)),
    ):
        await eventually(lambda: taker.taken == ["7"])
        assert taker.taken == ["7"]


async def test_pauses_grow_and_a_server_that_names_its_own_is_obeyed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pauses: list[float] = []
    flood = {"ok": False, "error_code": 429, "parameters": {"retry_after": 7}}
    answers = iter([(500, b""), (500, b""), (500, b""), (429, flood), (500, b"")])

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 6:
            raise asyncio.CancelledError

    async def reply(request: web.Request) -> web.Response:
        if request.path.endswith("/deleteWebhook"):
            return ok(True)
        status, answer = next(answers, (200, b""))
        return web.Response(status=status, body=body_of(answer))

    class Waits:
        sleep = staticmethod(note)

    async with serving(reply) as root, channel_to(root) as channel:
        monkeypatch.setattr(telegram, "FIRST_PAUSE", 1.0)
        monkeypatch.setattr(telegram, "LONGEST_PAUSE", 6.0)
        monkeypatch.setattr(telegram, "asyncio", Waits)
        with suppress(asyncio.CancelledError):
            await channel.listen(Taker().receive)
    assert pauses == [1.0, 2.0, 4.0, 7.0, 6.0, 6.0]


async def test_what_could_not_be_kept_comes_again() -> None:
    taker = Taker()
    taker.fail = True
    async with talking() as (server, phone, channel):
        await phone.send("one")
        one = ids(server)
        async with task(channel.listen(taker.receive)):
            await eventually(lambda: not ids(server))
    assert taker.begun == one * 2
    assert taker.taken == one


async def test_polling_ends_a_webhook() -> None:
    taker = Taker()
    async with talking() as (server, phone, channel):
        await channel.set_webhook("http://127.0.0.1:1", SECRET)
        await phone.send("one")
        one = ids(server)
        async with task(channel.listen(taker.receive)):
            await eventually(lambda: len(taker.taken) == 1)
        assert taker.taken == one
