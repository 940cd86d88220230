"""Databases for tests: made once for each worker, and emptied after each test.

Making all tables takes longer than most tests do. On PostgreSQL the connections stay open too.
"""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.app import open_database
from storage.database import Database
from storage.migrate import migrate
from storage.postgres import PostgresDatabase, open_pool

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

# Marks a test of how SQLite goes about a statement.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# All rows of all tables, whatever guards them or refers to them, and every counter back to one.
EMPTY = """
DO $$
DECLARE
    name text;
    filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> 'migrations'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO filled;
        IF filled THEN
            EXECUTE 'DELETE FROM ' || name;
        END IF;
    END LOOP;
    FOR name IN SELECT quote_ident(sequencename) FROM pg_sequences
        WHERE schemaname = current_schema() AND last_value IS NOT NULL
    LOOP
        PERFORM setval(name, 1, false);
    END LOOP;
END
$$
"""
# What a test may have changed besides rows.
LAYOUT = """
SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
    SELECT concat_ws(' ', relname, relkind, relnatts, relchecks) AS line
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
    WHERE tgrelid IN (
        SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace
    )
) AS lines
"""
STAYS = "test_stays"
OTHERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1
"""


def with_options(url: str, **options: str) -> str:
    """The URL with these options of a connection added."""
    glue = "&" if urlsplit(url).query else "?"
    return url + glue + "&".join(f"{name}={value}" for name, value in options.items())


async def make_schema(server_url: str) -> str:
    """A new schema without a table; returns its name."""
    name = f"test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(server_url)
    await connection.execute(f'CREATE SCHEMA "{name}"')
    await connection.close()
    return name


async def drop_schema(server_url: str, name: str) -> None:
    """Remove a schema with all that is in it."""
    connection = await asyncpg.connect(server_url)
    await connection.execute(f'DROP SCHEMA "{name}" CASCADE')
    await connection.close()


# By the URLs of lent schemas. They stay open from test to test: a new connection to PostgreSQL has
# to learn every table and statement anew, which takes as long as a test.
POOLS: dict[str, Pool] = {}


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database with all tables, for one test."""
    pool = POOLS.get(url)
    if pool is None:
        db = await open_database(url, exclusive=True)
        try:
            await migrate(db)
            yield db
        finally:
            await db.close()
        return
    # Who leads is known by a connection, which must end with the test.
    leads = await asyncpg.connect(url)
    try:
        yield PostgresDatabase(url, pool, leads)
    finally:
        await leads.close()


class Shelf:
    """Schemas of one server that have all tables and no rows, lent to one test after another."""

    def __init__(self, server_url: str, connection: asyncpg.Connection) -> None:
        self._server_url = server_url
        self._connection = connection
        self._free: list[str] = []
        self._layout: str | None = None

    def url(self, name: str) -> str:
        """The URL of a lent schema. Its connections bear its name, to be told from others."""
        # A server that goes down takes its tests along: they need not wait for its disk.
        options = {"search_path": name, "application_name": name, "synchronous_commit": "off"}
        return with_options(self._server_url, **options)

    async def lend(self) -> str:
        """The name of a schema nobody else has."""
        return self._free.pop() if self._free else await self._make()

    async def give_back(self, name: str) -> None:
        """Empty a schema for the next test; one that was changed is removed."""
        pool = POOLS[self.url(name)]
        at_rest = pool.get_idle_size() == pool.get_size()
        # A connection that has just been closed goes on for a moment, and so do its locks.
        while await self._connection.fetchval(OTHERS, name):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await self._enter(name)
        if at_rest and await self._connection.fetchval(LAYOUT) == self._layout:
            await self._connection.execute(EMPTY)
            self._free.append(name)
        else:
            await self._remove(name)

    async def close(self) -> None:
        """Remove what was made."""
        for name in self._free:
            await self._remove(name)
        await self._connection.close()

    async def _make(self) -> str:
        name = await make_schema(self._server_url)
        url = self.url(name)
        db = await open_database(url, exclusive=True)
        await migrate(db)
        await db.close()
        POOLS[url] = await open_pool(f"{url}&application_name={STAYS}")
        await self._enter(name)
        self._layout = await self._connection.fetchval(LAYOUT)
        return name

    async def _enter(self, name: str) -> None:
        await self._connection.execute(f'SET search_path TO "{name}"')

    async def _remove(self, name: str) -> None:
        POOLS.pop(self.url(name)).terminate()
        await drop_schema(self._server_url, name)


async def make_template(path: Path) -> None:
    """A SQLite file with all tables, to be copied."""
    db = await open_database(f"sqlite:///{path}", exclusive=True)
    await migrate(db)
    await db.close()


def copy_template(template: Path, folder: Path) -> str:
    """The URL of a copy of its own."""
    path = folder / "ocop.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"
