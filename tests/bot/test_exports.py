"""A large file is made in nobody's way, comes once, and only to whom it belongs."""

import asyncio
import traceback

import pytest
from structlog.testing import capture_logs

from bot.exports import PAUSE_MS, TRIES
from bot.metrics import Metrics
from handlers.exports import Made, Making, kind_of
from handlers.screen import Screen
from handlers.voice import Html
from handlers.world import World
from programme.roles import Role
from storage import jobs, officers, values
from storage.database import Database, DatabaseError
from storage.people import PersonId
from tests.bot.exports_cast import (
    CHANNEL,
    NOW,
    Clock,
    asked,
    count,
    made,
    officer,
    runner,
    said,
    sent,
)


async def test_a_file_is_made_once_and_logged(database: Database, world: World) -> None:
    who, clock = await officer(database), Clock()
    acts = await count(database, "acts")
    work = runner(database, world, made, clock)
    await asked(database, who)
    await asked(database, who)
    assert await work.round()
    assert not await work.round()
    assert await sent(database) == ["sendDocument"]
    assert await count(database, "media") == 1
    assert await count(database, "jobs") == 0
    assert await count(database, "acts") == acts + 1


async def test_others_write_while_it_is_made_and_it_sees_one_moment(
    database: Database, world: World
) -> None:
    who, seen = await officer(database), list[str | None]()
    reading, go_on = asyncio.Event(), asyncio.Event()

    async def slow(making: Making, roles: tuple[Role, ...], given: str) -> Made:
        seen.append(await values.get(making.tx, "price"))
        reading.set()
        await go_on.wait()
        seen.append(await values.get(making.tx, "price"))
        return await made(making, roles, given)

    await asked(database, who)
    making = asyncio.create_task(runner(database, world, slow, Clock()).round())
    await reading.wait()
    async with database.transaction() as tx:
        values.put(tx, "price", "high")
    go_on.set()
    await making
    assert seen == [None, None]
    async with database.transaction() as tx:
        assert await values.get(tx, "price") == "high"


async def test_nothing_is_written_while_it_is_read(database: Database, world: World) -> None:
    who = await officer(database)

    async def writes(making: Making, roles: tuple[Role, ...], given: str) -> Made:
        with pytest.raises(DatabaseError):
            await making.tx.run("DELETE FROM people")
        return await made(making, roles, given)

    await asked(database, who)
    with capture_logs():
        await runner(database, world, writes, Clock()).round()
    assert await count(database, "people") == 1


async def test_what_is_cut_off_is_made_anew_and_comes_once(
    database: Database, world: World
) -> None:
    who, hangs = await officer(database), asyncio.Event()

    async def never(making: Making, roles: tuple[Role, ...], given: str) -> Made:
        hangs.set()
        await asyncio.Event().wait()
        raise AssertionError

    await asked(database, who)
    cut = asyncio.create_task(runner(database, world, never, Clock()).round())
    await hangs.wait()
    cut.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut
    assert await sent(database) == []
    work = runner(database, world, made, Clock())
    while await work.round():
        pass
    assert await sent(database) == ["sendDocument"]


async def test_two_that_make_the_same_send_it_once(database: Database, world: World) -> None:
    """As when another process has taken over the lead meanwhile."""
    who, both = await officer(database), asyncio.Barrier(2)

    async def together(making: Making, roles: tuple[Role, ...], given: str) -> Made:
        await both.wait()
        return await made(making, roles, given)

    await asked(database, who)
    work = [runner(database, world, together, Clock()).round() for _ in range(2)]
    await asyncio.gather(*work)
    assert await sent(database) == ["sendDocument"]
    assert await count(database, "media") == 1


async def test_what_fails_because_an_export_failed_does_not_quote_it(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(making: Making, roles: tuple[Role, ...], given: str) -> Made:
        typed = f"09{12345678}"
        raise ValueError(typed)

    def breaks(*_: object) -> None:
        raise DatabaseError("the connection was lost")

    await asked(database, await officer(database))
    monkeypatch.setattr(jobs, "again", breaks)
    with pytest.raises(DatabaseError) as raised:
        await runner(database, world, fails, Clock(), Metrics()).round()
    # The whole chain of errors goes to the log.
    assert "0912345678" not in "".join(traceback.format_exception(raised.value))


async def test_what_fails_is_tried_again_and_then_its_officer_is_told(
    database: Database, world: World
) -> None:
    who, clock, metrics = await officer(database), Clock(), Metrics()
    tries = 0

    async def fails(making: Making, roles: tuple[Role, ...], given: str) -> Made:
        nonlocal tries
        tries += 1
        typed = f"09{12345678}"
        raise ValueError(typed)

    await asked(database, who)
    work = runner(database, world, fails, clock, metrics)
    with capture_logs() as logs:
        for number in range(1, TRIES + 1):
            assert await sent(database) == []
            assert await work.round()
            assert not await work.round()
            clock.now += PAUSE_MS * number
    assert tries == TRIES
    assert [line["event"] for line in logs] == ["an export failed"] * TRIES
    assert "0912345678" not in str(logs)
    assert await sent(database) == ["sendMessage"]
    assert "chưa lập được bảng" in await said(database)
    assert await count(database, "jobs") == 0
    assert metrics.jobs.labels("failed")._value.get() == TRIES


async def test_what_kills_the_process_is_given_up_too(database: Database, world: World) -> None:
    who = await officer(database)
    await asked(database, who)
    for _ in range(TRIES):
        async with database.transaction() as tx:
            assert await jobs.begin(tx, kind_of(CHANNEL), NOW) is not None
    assert await runner(database, world, made, Clock()).round()
    assert await sent(database) == ["sendMessage"]
    assert "chưa lập được bảng" in await said(database)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_who_has_lost_the_right_gets_no_file(
    database: Database, world: World, when: str
) -> None:
    who = await officer(database)

    async def resign() -> None:
        async with database.transaction() as tx:
            await officers.resign(tx, who, NOW)

    async def slow(making: Making, roles: tuple[Role, ...], given: str) -> Made:
        await resign()
        return await made(making, roles, given)

    await asked(database, who)
    if when == "before":
        await resign()
    work = runner(database, world, slow, Clock())
    while await work.round():
        pass
    assert await sent(database) == ["sendMessage"]
    assert "không còn thuộc địa bàn" in await said(database)
    assert await count(database, "media") == 0


async def test_there_may_be_something_else_to_say_or_nobody_to_hear_it(
    database: Database, world: World
) -> None:
    who = await officer(database)

    async def nobody(making: Making, roles: tuple[Role, ...], given: str) -> Screen:
        return Screen(Html("nobody"))

    work = runner(database, world, nobody, Clock())
    await asked(database, who)
    await work.round()
    assert '"text":"nobody"' in await said(database)
    await asked(database, PersonId(who + 1000))
    await work.round()
    assert len(await sent(database)) == 1
    assert await count(database, "jobs") == 0


async def test_other_channels_and_jobs_are_left_alone(database: Database, world: World) -> None:
    await officer(database)
    async with database.transaction() as tx:
        jobs.put_once(tx, kind_of("zalo"), "names:1:1", NOW, {})
        jobs.put(tx, "news.start", "announcement:1", NOW)
        assert [job.kind for job in await jobs.due(tx, NOW, 10)] == ["news.start"]
    assert not await runner(database, world, made, Clock()).round()
