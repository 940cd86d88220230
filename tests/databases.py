"""Databases for tests: made once for each worker, and emptied after each test.

Making all tables takes longer than most tests do.
"""

import asyncio
import shutil
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from bot.app import open_database
from storage.migrate import migrate

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


@dataclass(slots=True)
class Shelf:
    """Schemas of one server that have all tables and no rows, lent to one test after another."""

    server_url: str
    free: list[str] = field(default_factory=list)
    layout: str | None = None

    def url(self, name: str) -> str:
        """The URL of a lent schema. Its connections bear its name, to be told from others."""
        return with_options(self.server_url, search_path=name, application_name=name)

    async def lend(self) -> str:
        """The name of a schema nobody else has."""
        if self.free:
            return self.free.pop()
        name = await make_schema(self.server_url)
        db = await open_database(self.url(name), exclusive=True)
        await migrate(db)
        await db.close()
        connection = await asyncpg.connect(with_options(self.server_url, search_path=name))
        self.layout = await connection.fetchval(LAYOUT)
        await connection.close()
        return name

    async def give_back(self, name: str) -> None:
        """Empty a schema for the next test; one that was changed is removed."""
        connection = await asyncpg.connect(with_options(self.server_url, search_path=name))
        try:
            # A connection that has just been closed goes on for a moment, and so do its locks.
            while await connection.fetchval(OTHERS, name):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            same = await connection.fetchval(LAYOUT) == self.layout
            if same:
                await connection.execute(EMPTY)
        finally:
            await connection.close()
        if same:
            self.free.append(name)
        else:
            await drop_schema(self.server_url, name)

    async def clear(self) -> None:
        """Remove what was made."""
        while self.free:
            await drop_schema(self.server_url, self.free.pop())


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
