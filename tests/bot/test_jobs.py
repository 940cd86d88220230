"""What is due at its time is done once, whatever goes wrong, and not when it makes no sense."""

import asyncio
from collections.abc import Mapping

import pytest
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from bot.jobs import BATCH, TRIES, Jobs
from bot.metrics import Metrics
from handlers.job_kinds import JobFunction
from handlers.post import Post
from handlers.world import World
from storage import jobs, values
from storage.database import Database, DatabaseError
from storage.jobs import Job
from tests.bot.sandbox.acting import eventually

NOW = 1_790_000_000_000
MINUTE = 60_000


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


def runner(
    db: Database, world: World, clock: Clock, kinds: Mapping[str, JobFunction], metrics: Metrics
) -> Jobs:
    return Jobs(db, world, clock, asyncio.Event(), metrics, kinds)


async def note(post: Post, job: Job) -> None:
    """Note down how often a job was done."""
    done = await values.get(post.tx, job.subject) or ""
    values.put(post.tx, job.subject, done + "x")


async def noted(db: Database, subject: str) -> str:
    async with db.transaction() as tx:
        return await values.get(tx, subject) or ""


async def left(db: Database, kind: str, subject: str) -> Job | None:
    async with db.transaction() as tx:
        return await jobs.one(tx, kind, subject)


async def test_a_job_is_done_at_its_time_and_once(database: Database, world: World) -> None:
    clock = Clock()
    work = runner(database, world, clock, {"note": note}, Metrics())
    async with database.transaction() as tx:
        jobs.put(tx, "note", "a:1", NOW + MINUTE)
    await work.round()
    assert await noted(database, "a:1") == ""
    clock.now += MINUTE
    await work.round()
    await work.round()
    assert await noted(database, "a:1") == "x"


async def test_put_again_it_is_moved_and_cancelled_it_is_gone(
    database: Database, world: World
) -> None:
    clock = Clock()
    work = runner(database, world, clock, {"note": note}, Metrics())
    async with database.transaction() as tx:
        jobs.put(tx, "note", "a:1", NOW)
        jobs.put(tx, "note", "a:1", NOW + MINUTE, data={"n": 2})
        jobs.put(tx, "note", "a:2", NOW)
        jobs.cancel(tx, "note", "a:2")
        jobs.put(tx, "note", "a:3", NOW)
        jobs.cancel_about(tx, "a:3")
    await work.round()
    assert [await noted(database, f"a:{n}") for n in (1, 2, 3)] == ["", "", ""]
    kept = await left(database, "note", "a:1")
    assert kept is not None
    assert (kept.due_at, kept.data, kept.number) == (NOW + MINUTE, {"n": 2}, 1)


async def test_a_job_that_comes_too_late_is_dropped_and_counted(
    database: Database, world: World
) -> None:
    clock, metrics = Clock(), Metrics()
    work = runner(database, world, clock, {"note": note}, metrics)
    async with database.transaction() as tx:
        jobs.put(tx, "note", "a:1", NOW, until=NOW + MINUTE)
        jobs.put(tx, "note", "a:2", NOW, until=NOW + MINUTE)
    clock.now += MINUTE + 1
    await work.round()
    assert await noted(database, "a:1") == ""
    assert await left(database, "note", "a:1") is None
    assert metrics.jobs.labels("dropped")._value.get() == 2
    async with database.transaction() as tx:
        assert await jobs.count_dropped(tx) == 3


async def test_the_log_says_where_a_job_failed_but_not_what_somebody_typed(
    database: Database, world: World
) -> None:
    async def quotes(post: Post, job: Job) -> None:
        typed = f"09{12345678}"
        raise ValueError(typed)

    work = runner(database, world, Clock(), {"quote": quotes}, Metrics())
    async with database.transaction() as tx:
        jobs.put(tx, "quote", "a:1", NOW)
    with capture_logs() as said:
        await work.round()
    [line] = said
    assert (line["event"], line["error"]) == ("a job failed", "ValueError")
    assert "in quotes" in line["where"]
    assert "0912345678" not in str(line)


@pytest.mark.parametrize("lost", [False, True])
async def test_nor_does_it_say_so_where_nobody_could_be_told(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch, *, lost: bool
) -> None:
    clock = Clock()

    async def quotes(post: Post, job: Job) -> None:
        typed = f"09{12345678}"
        raise ValueError(typed)

    kinds: Mapping[str, JobFunction] = {"quote": quotes}
    work = Jobs(database, world, clock, asyncio.Event(), Metrics(), kinds, kinds)
    async with database.transaction() as tx:
        jobs.put(tx, "quote", "a:1", NOW)

    async def breaks(*_: object) -> None:
        raise DatabaseError("the connection was lost")

    if lost:
        monkeypatch.setattr(jobs, "postpone", breaks)
        monkeypatch.setattr("bot.jobs.LOOK_SECONDS", 0.01)
    with capture_logs([format_exc_info]) as said:
        if lost:
            running = asyncio.create_task(work.run())
            await eventually(lambda: len(said) > 1)
            running.cancel()
        else:
            for _ in range(TRIES):
                await work.round()
                clock.now += 10**12
    events = [line["event"] for line in said]
    assert events[0] == "a job failed"
    wanted = "the jobs could not be worked on" if lost else "nobody could be told that a job was"
    assert any(event.startswith(wanted) for event in events)
    assert "0912345678" not in str(said)


async def test_what_fails_leaves_no_trace_and_is_tried_again_until_given_up(
    database: Database, world: World
) -> None:
    clock, metrics = Clock(), Metrics()
    ok = False

    async def sometimes(post: Post, job: Job) -> None:
        await note(post, job)
        if not ok:
            raise RuntimeError("not yet")

    work = runner(database, world, clock, {"try": sometimes}, metrics)
    async with database.transaction() as tx:
        jobs.put(tx, "try", "a:1", NOW)
        jobs.put(tx, "try", "a:2", NOW)
    await work.round()
    assert await noted(database, "a:1") == ""
    waiting = await left(database, "try", "a:1")
    assert waiting is not None
    assert waiting.due_at > clock.now
    for _ in range(TRIES):
        clock.now += 10**12
        while await work.round():
            pass
    async with database.transaction() as tx:
        assert await jobs.failed(tx) == 2
        # An operator's way to have it done after all: it is put again.
        jobs.put(tx, "try", "a:1", clock.now)
    ok = True
    await work.round()
    assert await noted(database, "a:1") == "x"


async def test_a_job_may_put_itself_again(database: Database, world: World) -> None:
    clock = Clock()

    async def again(post: Post, job: Job) -> None:
        await note(post, job)
        jobs.put(post.tx, job.kind, job.subject, post.now + MINUTE)

    work = runner(database, world, clock, {"again": again}, Metrics())
    async with database.transaction() as tx:
        jobs.put(tx, "again", "a:1", NOW)
    for _ in range(3):
        await work.round()
        clock.now += MINUTE
    assert await noted(database, "a:1") == "xxx"


@pytest.mark.parametrize("workers", [2, 3])
async def test_several_at_the_same_list_do_each_job_once(
    database: Database, world: World, workers: int
) -> None:
    clock = Clock()
    several = [runner(database, world, clock, {"note": note}, Metrics()) for _ in range(workers)]
    async with database.transaction() as tx:
        for number in range(BATCH + 5):
            jobs.put(tx, "note", f"a:{number}", NOW)
    while any(await asyncio.gather(*(work.round() for work in several))):
        pass
    assert {await noted(database, f"a:{number}") for number in range(BATCH + 5)} == {"x"}


@pytest.mark.parametrize("reachable", [True, False])
async def test_who_waits_for_a_job_is_told_once_that_it_was_given_up(
    database: Database, world: World, reachable: bool
) -> None:
    clock = Clock()

    async def fails(post: Post, job: Job) -> None:
        raise RuntimeError

    async def tell(post: Post, job: Job) -> None:
        await note(post, job)
        if not reachable:
            raise RuntimeError

    work = Jobs(database, world, clock, asyncio.Event(), Metrics(), {"try": fails}, {"try": tell})
    async with database.transaction() as tx:
        jobs.put(tx, "try", "a:1", NOW)
    for tries in range(1, TRIES + 2):
        await work.round()
        told = await noted(database, "a:1")
        assert told == ("x" if reachable and tries >= TRIES else "")
        clock.now += 10**12
    async with database.transaction() as tx:
        [found] = await jobs.given_up(tx)
        assert (found.kind, found.error, found.attempts) == ("try", "RuntimeError", TRIES)
        assert await jobs.retry(tx, found.id, clock.now)
        assert not await jobs.retry(tx, found.id, clock.now)
        assert await jobs.failed(tx) == 0
