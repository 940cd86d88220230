"""What both engines promise: whole transactions, in order, and nothing of a failed one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from storage.database import Database, DatabaseError, Value

PUT = "INSERT INTO settings (name, value) VALUES (:name, :value)"
APPEND = "UPDATE settings SET value = value || :more WHERE name = :name"
NAMES = "SELECT name FROM settings ORDER BY name"


async def names(db: Database) -> list[str]:
    async with db.transaction() as tx:
        return [row["name"] for row in await tx.all(NAMES)]


async def test_a_transaction_is_kept_as_a_whole(database: Database) -> None:
    async with database.transaction() as tx:
        tx.later(PUT, name="a", value="1")
        assert await tx.run(PUT, name="b", value="2") == 1
        tx.later(PUT, name="c", value="3")
    assert await names(database) == ["a", "b", "c"]


async def test_nothing_is_kept_of_one_that_fails(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as tx:
            await tx.run(PUT, name="a", value="1")
            tx.later(PUT, name="b", value="2")
            raise ValueError("on second thoughts")

    with pytest.raises(ValueError, match="on second thoughts"):
        await fail()
    assert await names(database) == []


async def test_nothing_is_kept_of_one_whose_last_statement_fails(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as tx:
            await tx.run(PUT, name="a", value="1")
            tx.later(PUT, name="a", value="again")

    with pytest.raises(DatabaseError):
        await fail()
    assert await names(database) == []


async def test_what_was_noted_down_goes_first_and_in_order(database: Database) -> None:
    async with database.transaction() as tx:
        tx.later(PUT, name="a", value="1")
        for more in "234":
            tx.later(APPEND, name="a", more=more)
        row = await tx.one("SELECT value FROM settings WHERE name = 'a'")
        assert row is not None
        assert row["value"] == "1234"
        tx.later(APPEND, name="a", more="5")
        assert await tx.run("DELETE FROM settings WHERE value = '12345'") == 1


async def test_a_noted_statements_error_surfaces_where_it_travels(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as tx:
            tx.later("INSERT INTO nowhere (x) VALUES (:x)", x=1)
            with pytest.raises(DatabaseError, match="nowhere"):
                await tx.all(NAMES)
            raise ValueError("given up")

    with pytest.raises(ValueError, match="given up"):
        await fail()
    assert await names(database) == []


async def test_results(database: Database) -> None:
    async with database.transaction() as tx:
        assert await tx.all(NAMES) == []
        assert await tx.one(NAMES) is None
        for name in "ab":
            assert await tx.run(PUT, name=name, value="x") == 1
        assert await tx.run("UPDATE settings SET value = 'y'") == 2
        assert await tx.run("UPDATE settings SET value = 'z' WHERE name = 'q'") == 0
        returned = await tx.all(
            "INSERT INTO settings (name, value) VALUES (:name, :value) RETURNING name, value",
            name="c",
            value="v",
        )
        assert [(row["name"], row["value"]) for row in returned] == [("c", "v")]


@pytest.mark.parametrize("value", ["ba kích tím", "🌾", "a'b\"c;--", "", ":name", "x" * 100_000])
async def test_text_is_only_text(database: Database, value: str) -> None:
    async with database.transaction() as tx:
        tx.later(PUT, name="a", value=value)
        row = await tx.one("SELECT value FROM settings WHERE name = :name", name="a")
    assert row is not None
    assert row["value"] == value


@pytest.mark.parametrize("value", [0, -(2**63), 2**63 - 1])
async def test_numbers_of_64_bits(database: Database, value: int) -> None:
    async with database.transaction() as tx:
        await tx.run("INSERT INTO counters (name, value) VALUES ('n', :value)", value=value)
        row = await tx.one("SELECT value FROM counters")
    assert row is not None
    assert row["value"] == value


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1])
async def test_a_number_too_long_is_the_databases_error(database: Database, value: Value) -> None:
    async def fail() -> None:
        async with database.transaction() as tx:
            await tx.run("INSERT INTO counters (name, value) VALUES ('n', :value)", value=value)

    with pytest.raises(DatabaseError):
        await fail()
    assert await names(database) == []


# A task that is cut off


@asynccontextmanager
async def cut_off(task: "asyncio.Task[None]") -> AsyncIterator[None]:
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_task_cut_off_between_statements_leaves_nothing(database: Database) -> None:
    written = asyncio.Event()

    async def work() -> None:
        async with database.transaction() as tx:
            await tx.run(PUT, name="a", value="1")
            written.set()
            await asyncio.sleep(60)

    async with cut_off(asyncio.create_task(work())):
        await written.wait()
    assert await names(database) == []


async def test_a_task_cut_off_in_a_statement_leaves_nothing(database: Database) -> None:
    async def work() -> None:
        async with database.transaction() as tx:
            for number in range(1_000_000):
                await tx.run(PUT, name=str(number), value="1")

    for pause in (0.0, 0.001, 0.003, 0.01, 0.02):
        async with cut_off(asyncio.create_task(work())):
            await asyncio.sleep(pause)
        assert await names(database) == []


async def test_a_task_cut_off_twice_leaves_nothing_and_disturbs_nobody(
    database: Database,
) -> None:
    async def work(name: str) -> None:
        async with database.transaction() as tx:
            for number in range(20):
                await tx.run(PUT, name=f"{name}-{number}", value="1")

    async def twice(first: float, second: float) -> None:
        task = asyncio.create_task(work("cut off"))
        await asyncio.sleep(first)
        task.cancel()
        await asyncio.sleep(second)
        task.cancel()
        await asyncio.gather(work("whole"), task, return_exceptions=True)
        assert len(await names(database)) in {20, 40}
        assert [name for name in await names(database) if name.startswith("whole")]
        async with database.transaction() as tx:
            await tx.run("DELETE FROM settings")

    for first in (0.0, 0.0005, 0.001, 0.002, 0.003, 0.004, 0.006):
        for second in (0.0, 0.0002, 0.001):
            await twice(first, second)


async def test_who_is_cut_off_while_waiting_disturbs_nobody(database: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with database.transaction() as tx:
            await tx.run(PUT, name="first", value="1")
            begun.set()
            await go_on.wait()

    async def second() -> None:
        async with database.transaction() as tx:
            await tx.run(PUT, name="second", value="1")
            await asyncio.sleep(60)

    holder = asyncio.create_task(first())
    await begun.wait()
    async with cut_off(asyncio.create_task(second())):
        await asyncio.sleep(0.02)
    go_on.set()
    await holder
    assert await names(database) == ["first"]


async def fill(db: Database, number: int) -> None:
    async with db.transaction() as tx:
        for one in range(number):
            tx.later(PUT, name=f"{one:03}", value="1")


async def test_long_reads_see_one_moment_and_hold_up_nobody(database: Database) -> None:
    await fill(database, 3)
    async with database.reading() as tx:
        assert len(await tx.all(NAMES)) == 3
        async with database.transaction() as other:
            other.later(PUT, name="new", value="1")
        assert len(await names(database)) == 4
        assert len(await tx.all(NAMES)) == 3
        assert await tx.one("SELECT 1 FROM settings WHERE name = 'new'") is None
    async with database.reading() as tx:
        assert len(await tx.all(NAMES)) == 4


async def test_long_reads_write_nothing(database: Database) -> None:
    with pytest.raises(DatabaseError):
        async with database.reading() as tx:
            await tx.run(PUT, name="a", value="1")
    assert await names(database) == []


async def test_long_reads_end_with_what_failed_in_them(database: Database) -> None:
    async def fail() -> None:
        async with database.reading() as tx:
            await tx.all(NAMES)
            raise ValueError("on second thoughts")

    for _ in range(12):
        with pytest.raises(ValueError, match="on second thoughts"):
            await fail()
    # Were one of them open still, PostgreSQL would have no connection left.
    await fill(database, 1)


@pytest.mark.parametrize(("rows", "sizes"), [(0, []), (3, [3]), (6, [3, 3]), (7, [3, 3, 1])])
async def test_many_rows_come_by_pages(database: Database, rows: int, sizes: list[int]) -> None:
    await fill(database, rows)
    async with database.reading() as tx:
        found = [page async for page in tx.pages(NAMES, 3)]
        assert [len(page) for page in found] == sizes
        assert [row["name"] for page in found for row in page] == [f"{n:03}" for n in range(rows)]
        # Between two pages others may be asked.
        async for _ in tx.pages("SELECT name FROM settings WHERE name >= :least", 2, least="001"):
            assert await tx.one("SELECT 1 FROM settings") is not None
        with pytest.raises(DatabaseError):
            async for _ in tx.pages("SELECT 1 FROM nowhere", 2):
                pass


async def test_what_was_noted_down_goes_before_pages_too(database: Database) -> None:
    async with database.transaction() as tx:
        tx.later(PUT, name="a", value="1")
        pages = [[row["name"] for row in page] async for page in tx.pages(NAMES, 5)]
    assert pages == [["a"]]
