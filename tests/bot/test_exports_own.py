"""One's own files need no right, see what changes meanwhile, and wait for no large one."""

import asyncio
from dataclasses import replace

from structlog.testing import capture_logs

from bot.exports import PAUSE_MS, TRIES
from handlers.exports import Change, Made, Making
from handlers.post import Post
from handlers.screen import Screen
from handlers.voice import Html
from handlers.world import World
from programme.roles import Role
from storage import erasure, people, values
from storage.database import Database, DatabaseError
from tests.bot.exports_cast import (
    NOW,
    Clock,
    asked,
    count,
    made,
    officer,
    own,
    producer,
    runner,
    said,
    sent,
)


async def test_ones_own_files_need_no_right_and_a_screen_stands_below(
    database: Database, world: World
) -> None:
    who = await producer(database)
    await asked(database, who)
    await runner(database, world, own, Clock(), right=None).round()
    assert await sent(database) == ["sendDocument", "sendDocument", "sendMessage"]
    assert await count(database, "media") == 2


async def test_what_is_not_hers_is_passed_over_in_silence(database: Database, world: World) -> None:
    who = await producer(database)

    async def none(making: Making, roles: tuple[Role, ...], given: str) -> None:
        return None

    await asked(database, who)
    await runner(database, world, none, Clock(), right=None).round()
    assert await sent(database) == []
    assert await count(database, "jobs") == 0


async def test_who_changes_something_meanwhile_gets_it_as_it_is_now(
    database: Database, world: World
) -> None:
    who, names = await producer(database), list[str | None]()

    async def slow(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
        names.append(making.person.name)
        async with database.transaction() as tx:
            people.save(tx, replace(making.person, name="Hoa"))
        return await own(making, roles, given)

    await asked(database, who)
    work = runner(database, world, slow, Clock(), right=None)
    while await work.round():
        pass
    assert names == [None, "Hoa"]
    assert (await sent(database)).count("sendDocument") == 2


async def test_who_erases_everything_meanwhile_gets_nothing(
    database: Database, world: World
) -> None:
    who = await producer(database)

    async def slow(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
        async with database.transaction() as tx:
            await erasure.erase(tx, who, NOW)
        return await own(making, roles, given)

    await asked(database, who)
    work = runner(database, world, slow, Clock(), right=None)
    while await work.round():
        pass
    assert await sent(database) == []
    assert await count(database, "media") == 0
    assert await count(database, "jobs") == 0


async def test_what_is_quick_does_not_wait_behind_what_is_not(
    database: Database, world: World
) -> None:
    who, go_on = await producer(database), asyncio.Event()

    async def slow(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
        await go_on.wait()
        return await own(making, roles, given)

    await asked(database, who)
    await asked(database, who, quick=True)
    large = asyncio.create_task(runner(database, world, slow, Clock(), right=None).round())
    assert await runner(database, world, own, Clock(), right=None, quick=True).round()
    assert (await sent(database)).count("sendDocument") == 2
    go_on.set()
    await large
    assert (await sent(database)).count("sendDocument") == 4


async def test_who_waits_for_something_quick_that_fails_is_told(
    database: Database, world: World
) -> None:
    who, clock = await producer(database), Clock()

    async def fails(making: Making, roles: tuple[Role, ...], given: str) -> None:
        raise ValueError

    await asked(database, who, quick=True)
    work = runner(database, world, fails, clock, right=None, quick=True)
    with capture_logs():
        for number in range(1, TRIES + 1):
            await work.round()
            clock.now += PAUSE_MS * number
    assert "chưa làm được tệp này" in await said(database)


async def test_a_change_is_made_with_the_job_or_not_at_all(
    database: Database, world: World
) -> None:
    who, clock, runs = await officer(database), Clock(), list[str | None]()

    async def change(making: Making, roles: tuple[Role, ...], given: str) -> Change:
        async def run(post: Post) -> Made:
            runs.append(await values.get(post.tx, "price"))
            values.put(post.tx, "price", "high")
            if len(runs) == 1:
                raise DatabaseError("the first time")
            then = await made(making, roles, given)
            return replace(then, screen=Screen(Html("changed")))

        return Change(run)

    await asked(database, who)
    work = runner(database, world, change, clock)
    with capture_logs():
        await work.round()
    async with database.transaction() as tx:
        assert await values.get(tx, "price") is None
    assert await sent(database) == []
    clock.now += PAUSE_MS
    await work.round()
    assert runs == [None, None]
    async with database.transaction() as tx:
        assert await values.get(tx, "price") == "high"
    assert await sent(database) == ["sendDocument", "sendMessage"]
    assert await count(database, "jobs") == 0
