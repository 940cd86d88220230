"""A large file is made in nobody's way, comes once, and only to whom it belongs."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.exports import PAUSE_MS, TRIES, Exports
from bot.metrics import Metrics
from handlers.exports import Act, Change, Export, Made, Make, Making, failed, kind_of, not_made
from handlers.files import XLSX, File
from handlers.post import Post
from handlers.screen import Screen
from handlers.voice import Html
from handlers.world import World
from programme.roles import Level, Right, Role
from storage import erasure, jobs, officers, people, values
from storage.database import Database, DatabaseError
from storage.people import PersonId

NOW = 1_790_000_000_000
CHANNEL = "sandbox"
COMMUNE = "12050"


class Clock:
    now = NOW

    def __call__(self) -> int:
        return self.now


async def officer(db: Database) -> PersonId:
    async with db.transaction() as tx:
        visit = await people.arrive(tx, CHANNEL, "7", "vi", NOW)
        person_id = visit.person.id
        officers.grant(tx, person_id, Role(Level.COMMUNE, COMMUNE), "An", NOW)
    return person_id


async def asked(db: Database, person_id: PersonId, *, quick: bool = False) -> None:
    data = {"export": "names", "given": "1", "person": person_id, "chat": "7"}
    async with db.transaction() as tx:
        jobs.put_once(tx, kind_of(CHANNEL, quick=quick), f"names:{person_id}:1", NOW, data)


def runner(
    db: Database,
    world: World,
    make: Make,
    clock: Callable[[], int],
    metrics: Metrics | None = None,
    *,
    right: Right | None = Right.BROADCAST,
    quick: bool = False,
) -> Exports:
    export = Export("names", right, make, failed=not_made if quick else failed, quick=quick)
    reports, kinds = metrics or Metrics(), {"names": export}
    ready = asyncio.Event()
    return Exports(db, world, CHANNEL, clock, ready, reports, kinds, "ocop_bot", quick=quick)


async def made(making: Making, roles: tuple[Role, ...], given: str) -> Made:
    act = Act("log.export", f"unit:{roles[0].unit}", {"given": given})
    return Made(File(b"PK" + given.encode(), "names.xlsx", XLSX), Html("names"), (act,))


async def sent(db: Database) -> list[str]:
    """The methods of the calls in the outbox."""
    async with db.transaction() as tx:
        return [row["method"] for row in await tx.all("SELECT method FROM outbox ORDER BY id")]


async def said(db: Database) -> str:
    async with db.transaction() as tx:
        [row] = await tx.all("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")
    return str(row["payload"])


async def count(db: Database, table: str) -> int:
    async with db.transaction() as tx:
        [row] = await tx.all(f"SELECT count(*) AS n FROM {table}")  # noqa: S608 - ours
    return int(row["n"])


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


async def own(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    assert roles == ()
    text = (making.person.name or "–").encode()
    below = Screen(Html("below"))
    more = ((File(text, "two.xlsx", XLSX), None),)
    return Made(File(text, "one.xlsx", XLSX), more=more, screen=below)


async def producer(db: Database) -> PersonId:
    async with db.transaction() as tx:
        return (await people.arrive(tx, CHANNEL, "7", "vi", NOW)).person.id


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
