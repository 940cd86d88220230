"""The inbox: each update once, each chat's in order, failures kept for the operator."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.app import open_database
from storage import inbox
from storage.database import Database
from storage.inbox import Counts, Entry, Waiting
from storage.migrate import migrate
from tests.databases import ON_SQLITE

NOW = 1_750_000_000_000


def update(number: int, chat: str = "5", channel: str = "wire") -> Entry:
    return Entry(channel, str(number), chat, f'{{"update_id":{number}}}')


async def put(db: Database, *entries: Entry, at: int = NOW) -> None:
    async with db.transaction() as tx:
        await inbox.add(tx, entries, at)


async def waiting(db: Database, at: int = NOW, most: int = 50) -> list[Waiting]:
    async with db.transaction() as tx:
        return await inbox.waiting(tx, at, most)


def payloads(found: Sequence[Waiting]) -> list[str]:
    return [update.payload.removeprefix('{"update_id":').removesuffix("}") for update in found]


async def test_an_update_is_known_by_its_channel_and_id(database: Database) -> None:
    await put(database, update(1), update(2), update(1))
    await put(database, update(1), update(1, channel="zalo"))
    found = await waiting(database)
    assert [(one.channel, one.chat_id, one.attempts) for one in found] == [
        ("wire", "5", 0),
        ("wire", "5", 0),
        ("zalo", "5", 0),
    ]
    assert payloads(found) == ["1", "2", "1"]


async def test_the_oldest_come_first_and_no_more_than_asked_for(database: Database) -> None:
    await put(database, *(update(n, chat=str(n % 3)) for n in range(20)))
    assert payloads(await waiting(database, most=7)) == [str(n) for n in range(7)]


async def test_a_flood_takes_its_share_and_no_more_while_others_wait(database: Database) -> None:
    await put(database, *(update(n, "flood") for n in range(60)))
    await put(database, update(60, "a"), update(61, "a"), update(62, "b", channel="zalo"))
    await put(database, *(update(n, f"c{n}") for n in range(63, 69)))
    # It would have all of the batch, and did.
    first = payloads(await waiting(database, most=20))
    # Its first, the first of each other, and as there is room left what it sent next.
    assert first == [*map(str, range(12)), "60", "62", *map(str, range(63, 69))]
    # More others than there is room for: the oldest of them.
    assert payloads(await waiting(database, most=14)) == [
        *map(str, range(10)),
        "60",
        *["62", "63", "64"],
    ]
    async with database.transaction() as tx:
        for entry in await inbox.waiting(tx, NOW, 20):
            inbox.done(tx, entry.id, NOW)
    # Everything gets done, each chat's in order.
    order: list[str] = []
    while found := await waiting(database, most=20):
        order += payloads(found)
        async with database.transaction() as tx:
            for entry in found:
                inbox.done(tx, entry.id, NOW)
    assert order == [*map(str, range(12, 31)), "61", *map(str, range(31, 60))]


async def test_a_flood_alone_has_the_whole_batch(database: Database) -> None:
    await put(database, *(update(n, str(n % 2)) for n in range(60)))
    assert payloads(await waiting(database, most=50)) == [str(n) for n in range(50)]


async def test_a_flood_overtakes_no_retry(database: Database) -> None:
    await put(database, update(0, "a"), update(1, "a"), *(update(n, "b") for n in range(2, 40)))
    await put(database, update(40, "c"), update(41, "c"))
    held, *_, last = await waiting(database)
    async with database.transaction() as tx:
        inbox.retry(tx, held.id, NOW + 200, "ValueError")
        inbox.retry(tx, last.id - 1, NOW + 200, "ValueError")
    assert payloads(await waiting(database, most=20)) == [str(n) for n in range(2, 22)]


async def test_a_look_from_chat_to_chat_goes_by_the_index(database: Database) -> None:
    await put(database, *(update(n, str(n % 300)) for n in range(900)))
    async with database.transaction() as tx:
        if database.shared:
            await tx.run("ANALYZE inbox")
        explain = "EXPLAIN " if database.shared else "EXPLAIN QUERY PLAN "
        rows = await tx.all(explain + inbox.SQL["heads"], now=NOW, most=100)
    plan = "\n".join(str(row["QUERY PLAN" if database.shared else "detail"]) for row in rows)
    if database.shared:
        assert "Index Cond: ((channel = p.channel) AND (chat_id > p.chat_id))" in plan, plan
    else:
        assert "SEARCH n USING INDEX inbox_waiting (channel=? AND chat_id>?)" in plan, plan
        assert "SEARCH i USING INTEGER PRIMARY KEY" in plan, plan


async def test_what_is_done_is_forgotten_but_known(database: Database) -> None:
    await put(database, update(1), update(2))
    first = (await waiting(database))[0]
    async with database.transaction() as tx:
        inbox.done(tx, first.id, NOW)
    await put(database, update(1))
    assert payloads(await waiting(database)) == ["2"]
    async with database.transaction() as tx:
        row = await tx.one("SELECT payload FROM inbox WHERE id = :id", id=first.id)
        assert row is not None
        assert row["payload"] == ""
        assert await inbox.counts(tx) == Counts(1, 0, NOW)


async def test_a_retry_holds_back_its_chat_and_nobody_else(database: Database) -> None:
    await put(database, update(1, "a"), update(2, "a"), update(3, "b"))
    first = (await waiting(database))[0]
    async with database.transaction() as tx:
        inbox.retry(tx, first.id, NOW + 200, "ValueError")
    assert payloads(await waiting(database, NOW + 199)) == ["3"]
    again = await waiting(database, NOW + 200)
    assert payloads(again) == ["1", "2", "3"]
    assert [one.attempts for one in again] == [1, 0, 0]


async def test_what_is_set_aside_holds_back_nobody(database: Database) -> None:
    await put(database, update(1), update(2), at=NOW - 5)
    first = (await waiting(database))[0]
    async with database.transaction() as tx:
        inbox.set_aside(tx, first.id, "Traceback", NOW)
    assert payloads(await waiting(database)) == ["2"]
    async with database.transaction() as tx:
        failed = await inbox.failed(tx)
        assert await inbox.counts(tx) == Counts(1, 1, NOW - 5)
    # Its text is kept, for the operator may want to try again.
    assert [(one.id, one.attempts, one.error, one.payload) for one in failed] == [
        (first.id, 1, "Traceback", '{"update_id":1}')
    ]
    assert failed[0].received_at == NOW - 5


async def test_one_set_aside_is_put_back_in_line_once(database: Database) -> None:
    await put(database, update(1), update(2))
    first, second = await waiting(database)
    async with database.transaction() as tx:
        inbox.set_aside(tx, first.id, "Traceback", NOW)
    async with database.transaction() as tx:
        assert await inbox.retry_failed(tx, first.id)
        assert not await inbox.retry_failed(tx, first.id)
        assert not await inbox.retry_failed(tx, second.id)
        assert not await inbox.retry_failed(tx, 999)
    again = await waiting(database)
    assert payloads(again) == ["1", "2"]
    assert again[0].attempts == 0


async def test_only_what_was_done_long_ago_is_forgotten(database: Database) -> None:
    await put(database, *(update(n) for n in range(4)))
    found = await waiting(database)
    async with database.transaction() as tx:
        inbox.done(tx, found[0].id, NOW - 10)
        inbox.done(tx, found[1].id, NOW)
        inbox.set_aside(tx, found[2].id, "Traceback", NOW - 10)
        assert await inbox.prune(tx, NOW) == 1
        rows = await tx.all("SELECT update_id FROM inbox ORDER BY id")
    assert [row["update_id"] for row in rows] == ["1", "2", "3"]


async def test_an_empty_inbox(database: Database) -> None:
    assert await waiting(database) == []
    async with database.transaction() as tx:
        assert await inbox.counts(tx) == Counts(0, 0, None)
        assert await inbox.failed(tx) == []


async def test_an_update_is_ready_only_as_the_first_of_its_chat(database: Database) -> None:
    await put(database, update(1, "a"), update(2, "a"), update(3, "b"))
    first, second, third = await waiting(database)
    shared = database.shared
    async with database.transaction() as tx:
        ready = [await inbox.ready(tx, one, NOW, shared=shared) for one in (first, second, third)]
        assert ready == [True, False, True]
        inbox.done(tx, first.id, NOW)
        assert not await inbox.ready(tx, first, NOW, shared=shared)
        assert await inbox.ready(tx, second, NOW, shared=shared)


# Two processes on PostgreSQL


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[tuple[Database, Database]]:
    first = await open_database(postgres_url, exclusive=True)
    second = await open_database(postgres_url, exclusive=True)
    try:
        await migrate(first)
        yield first, second
    finally:
        await first.close()
        await second.close()


@pytest.mark.postgres
async def test_a_chat_is_worked_on_by_one_process_at_a_time(two: tuple[Database, Database]) -> None:
    first, second = two
    await put(first, update(1, "a"), update(2, "b"), update(3, "a"))
    async with first.transaction() as tx, second.transaction() as other:
        found = await inbox.waiting(tx, NOW, 1)
        assert payloads(await inbox.take(tx, found)) == ["1"]
        # The other process looks at the same time, and sees all of them.
        seen = await inbox.waiting(other, NOW, 50)
        assert payloads(seen) == ["1", "2", "3"]
        assert payloads(await inbox.take(other, seen)) == ["2"]
    async with second.transaction() as tx:
        found = await inbox.waiting(tx, NOW, 50)
        assert payloads(await inbox.take(tx, found)) == ["1", "2", "3"]


@pytest.mark.postgres
async def test_what_another_has_just_finished_is_passed_over(
    two: tuple[Database, Database],
) -> None:
    first, second = two
    await put(first, update(1, "a"), update(2, "b"))
    async with second.transaction() as other:
        seen = await inbox.waiting(other, NOW, 50)
        async with first.transaction() as tx:
            taken = await inbox.take(tx, (await inbox.waiting(tx, NOW, 1)))
            inbox.done(tx, taken[0].id, NOW)
        assert payloads(await inbox.take(other, seen)) == ["2"]


@pytest.mark.postgres
async def test_deliveries_of_the_same_update_to_two_processes_are_one(
    two: tuple[Database, Database],
) -> None:
    await asyncio.gather(*(put(db, update(1), update(2)) for db in two * 5))
    assert payloads(await waiting(two[0])) == ["1", "2"]


@ON_SQLITE  # PostgreSQL weighs that anew each time.
async def test_what_waits_is_counted_without_the_rows(database: Database) -> None:
    async with database.transaction() as tx:
        rows = await tx.all("EXPLAIN QUERY PLAN " + inbox.SQL["counts"])
    plan = [row["detail"] for row in rows]
    assert "SCAN inbox USING COVERING INDEX inbox_in_order" in plan
    # The oldest is the first of them.
    assert "SCAN inbox USING INDEX inbox_in_order" in plan
