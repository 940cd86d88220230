"""PostgreSQL: the same statements, and several processes on one database."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

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
