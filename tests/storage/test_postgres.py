"""PostgreSQL: the same statements, and several processes on one database."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from storage.database import DatabaseError
from storage.migrate import migrate
from storage.postgres import PostgresDatabase, open_postgres, positional


@pytest.mark.parametrize(
    ("statement", "sql", "names"),
    [
        ("SELECT 1", "SELECT 1", ()),
        ("SELECT :a, :b", "SELECT $1, $2", ("a", "b")),
        ("SELECT :b, :a, :b", "SELECT $1, $2, $1", ("b", "a")),
        ("SELECT :at_1::bigint", "SELECT $1::bigint", ("at_1",)),
        ("SELECT now()::text", "SELECT now()::text", ()),
        ("SELECT :a || ':' || :a", "SELECT $1 || ':' || $1", ("a",)),
    ],
)
def test_named_parameters_become_numbered_ones(
    statement: str, sql: str, names: tuple[str, ...]
) -> None:
    assert positional(statement) == (sql, names)


@pytest.fixture
async def db(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    opened = await open_postgres(postgres_url)
    try:
        await migrate(opened)
        yield opened
    finally:
        await opened.close()


@pytest.mark.postgres
async def test_transactions_go_side_by_side(db: PostgresDatabase) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with db.transaction() as tx:
            tx.later("INSERT INTO counters (name, value) VALUES ('a', 1)")
            await tx.all("SELECT 1")
            begun.set()
            await go_on.wait()

    holder = asyncio.create_task(hold())
    await begun.wait()
    async with asyncio.timeout(5):
        async with db.transaction() as tx:
            # What the other has not committed is not there.
            assert await tx.all("SELECT name FROM counters") == []
    go_on.set()
    await holder


@pytest.mark.postgres
async def test_one_process_leads_each_channel(db: PostgresDatabase, postgres_url: str) -> None:
    first, second = (f"{name}-{uuid4().hex}" for name in ("telegram", "zalo"))
    assert db.shared
    other = await open_postgres(postgres_url)
    try:
        assert await db.try_lead(first)
        assert await db.try_lead(first)
        assert not await other.try_lead(first)
        assert await other.try_lead(second)
        assert not await db.try_lead(second)
    finally:
        await other.close()
    assert await db.try_lead(second)


async def end_connections(url: str, name: str) -> None:
    """The server ends every session of this name."""
    connection = await asyncpg.connect(url)
    try:
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
            name,
        )
    finally:
        await connection.close()
    assert len(ended) > 1


@pytest.mark.postgres
async def test_who_waits_for_the_lead_outlives_a_restart_of_the_server(
    db: PostgresDatabase, postgres_url: str
) -> None:
    name = f"waiting-{uuid4().hex[:20]}"
    waiting = await open_postgres(f"{postgres_url}&application_name={name}")
    try:
        assert await db.try_lead("telegram")
        assert not await waiting.try_lead("telegram")
        await end_connections(postgres_url, name)
        await db.close()
        async with asyncio.timeout(5):
            while not await waiting.try_lead("telegram"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        async with waiting.transaction() as tx:
            assert await tx.all("SELECT name FROM counters") == []
    finally:
        await waiting.close()


@pytest.mark.postgres
async def test_who_lost_the_lead_is_told_so_once(postgres_url: str) -> None:
    name = f"leading-{uuid4().hex[:20]}"
    leader = await open_postgres(f"{postgres_url}&application_name={name}")
    try:
        assert await leader.try_lead("telegram")
        await end_connections(postgres_url, name)
        async with asyncio.timeout(5):
            while await leader.try_lead("telegram"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    finally:
        await leader.close()


@pytest.mark.postgres
async def test_a_broken_connection_is_the_databases_error(postgres_url: str) -> None:
    name = f"broken-{uuid4().hex[:20]}"
    broken = await open_postgres(f"{postgres_url}&application_name={name}")

    async def work() -> None:
        async with broken.transaction():
            await end_connections(postgres_url, name)

    try:
        with pytest.raises(DatabaseError):
            await work()
        async with broken.transaction() as tx:
            assert len(await tx.all("SELECT 1 AS one")) == 1
    finally:
        await broken.close()


@pytest.mark.postgres
async def test_processes_that_start_together_migrate_once(postgres_url: str) -> None:
    databases = [await open_postgres(postgres_url) for _ in range(4)]
    try:
        ends = await asyncio.gather(*(migrate(one) for one in databases))
    finally:
        for one in databases:
            await one.close()
    newest = max(after for _, after in ends)
    assert sorted(ends) == [(0, newest)] + [(newest, newest)] * 3


@pytest.mark.postgres
async def test_a_copy_is_made_by_its_own_tool(db: PostgresDatabase) -> None:
    with pytest.raises(DatabaseError, match="pg_dump"):
        await db.backup("copy")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ocop@127.0.0.1:1/ocop",
        "postgresql://ocop@no-such-host.invalid/ocop",
        "postgresql://ocop@127.0.0.1/ocop?sslmode=sometimes",
    ],
)
async def test_a_server_that_is_not_there_is_said(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"^PostgreSQL cannot be reached: "):
        await open_postgres(url)


@pytest.mark.postgres
async def test_a_database_that_is_not_there_is_said(postgres_server_url: str) -> None:
    with pytest.raises(DatabaseError, match="does not exist"):
        await open_postgres(postgres_server_url.rpartition("/")[0] + "/no_such_database")


async def test_an_error_says_nothing_of_what_was_to_be_stored(db: PostgresDatabase) -> None:
    with pytest.raises(DatabaseError) as raised:
        async with db.transaction() as tx:
            await tx.all("SELECT CAST(:typed AS INTEGER) AS n", typed="0912345678x")
    assert "DataError" in str(raised.value)
    assert "0912" not in str(raised.value)
    with pytest.raises(DatabaseError, match="division by zero"):
        async with db.transaction() as tx:
            await tx.all("SELECT 1 / 0 AS n")
