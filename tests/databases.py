"""Databases for tests: made once for each worker, and emptied after each test.

Making all tables takes longer than most tests do.
"""

import asyncio
import shutil
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.app import open_database
from storage.migrate import migrate

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


class Shelf:
    """Schemas of one server that have all tables and no rows, lent to one test after another.

    All is done over one connection in an event loop of its own, between the tests: one that knows
    the tables already empties them in a fifth of the time that a new one takes.
    """

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._free: list[str] = []
        self._layout: str | None = None
        self._loop = asyncio.new_event_loop()
        self._connection = self._loop.run_until_complete(asyncpg.connect(server_url))

    def url(self, name: str) -> str:
        """The URL of a lent schema. Its connections bear its name, to be told from others."""
        # A server that goes down takes its tests along: they need not wait for its disk.
        options = {"search_path": name, "application_name": name, "synchronous_commit": "off"}
        return with_options(self._server_url, **options)

    def lend(self) -> str:
        """The name of a schema nobody else has."""
        return self._free.pop() if self._free else self._loop.run_until_complete(self._make())

    def give_back(self, name: str) -> None:
        """Empty a schema for the next test; one that was changed is removed."""
        self._loop.run_until_complete(self._empty(name))

    def close(self) -> None:
        """Remove what was made."""
        self._loop.run_until_complete(self._clear())
        self._loop.close()

    async def _make(self) -> str:
        name = await make_schema(self._server_url)
        db = await open_database(self.url(name), exclusive=True)
        await migrate(db)
        await db.close()
        await self._enter(name)
        self._layout = await self._connection.fetchval(LAYOUT)
        return name

    async def _enter(self, name: str) -> None:
        await self._connection.execute(f'SET search_path TO "{name}"')

    async def _empty(self, name: str) -> None:
        # A connection that has just been closed goes on for a moment, and so do its locks.
        while await self._connection.fetchval(OTHERS, name):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        await self._enter(name)
        if await self._connection.fetchval(LAYOUT) == self._layout:
            await self._connection.execute(EMPTY)
            self._free.append(name)
        else:
            await drop_schema(self._server_url, name)

    async def _clear(self) -> None:
        for name in self._free:
            await drop_schema(self._server_url, name)
        await self._connection.close()


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
