"""PostgreSQL through asyncpg: the same statements, for installations of several machines."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from storage.database import DatabaseError, Row, Transaction, Value

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Statement = tuple[str, dict[str, Value]]

# A named parameter is `:name`, but `::` is a cast.
_PARAMETER = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
# Any 32-bit number that other software on the same server is unlikely to use for its own locks.
LOCK_SPACE = 0x0C09
LEAD = "SELECT pg_try_advisory_lock($1, hashtext(current_schema() || '.' || $2))"
# The last one is what asyncpg says when a connection breaks in the middle of an answer.
ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


LEAD_TIMEOUT = 2.0


def described(error: Exception) -> str:
    """What went wrong, without the values that the driver quotes or that stand in the server's
    details: they are people's."""
    name = type(error).__name__
    # The driver raises some of the server's kinds itself, and quotes in them; only what comes from
    # the server says how bad it is.
    says = isinstance(error, asyncpg.PostgresError) and getattr(error, "severity", None)
    return f"{name}: {error.args[0]}" if says else name


@lru_cache(maxsize=1024)
def positional(statement: str) -> tuple[str, tuple[str, ...]]:
    """The statement with `$1`, `$2` … for its named parameters, and their names in that order."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _PARAMETER.sub(number, statement), tuple(names)


class PostgresTransaction:
    """A `storage.database.Transaction` on PostgreSQL."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._noted: list[Statement] = []

    def later(self, statement: str, /, **values: Value) -> None:
        self._noted.append((statement, values))

    async def all(self, statement: str, /, **values: Value) -> Sequence[Row]:
        await self.flush()
        sql, names = positional(statement)
        try:
            rows: Sequence[Row] = await self._connection.fetch(
                sql, *(values[name] for name in names)
            )
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseError(described(error)) from None
        return rows

    async def pages(
        self, statement: str, most: int, /, **values: Value
    ) -> AsyncIterator[Sequence[Row]]:
        await self.flush()
        sql, names = positional(statement)
        try:
            cursor = await self._connection.cursor(sql, *(values[name] for name in names))
            rows: Sequence[Row] = await cursor.fetch(most)
            while rows:
                yield rows
                rows = await cursor.fetch(most)
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseError(described(error)) from None

    async def few(self, statement: str, /, **values: Value) -> Sequence[Row]:
        return await self.all(statement, **values)

    async def one(self, statement: str, /, **values: Value) -> Row | None:
        rows = await self.all(statement, **values)
        return rows[0] if rows else None

    async def run(self, statement: str, /, **values: Value) -> int:
        await self.flush()
        return await self._execute((statement, values))

    async def flush(self) -> None:
        """Send what was noted down."""
        statements, self._noted = self._noted, []
        for statement in statements:
            await self._execute(statement)

    async def _execute(self, statement: Statement) -> int:
        sql, names = positional(statement[0])
        try:
            tag = await self._connection.execute(sql, *(statement[1][name] for name in names))
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseError(described(error)) from None
        count = tag.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0


class PostgresDatabase:
    """A `storage.database.Database` that several processes may share."""

    shared = True

    def __init__(
        self, url: str, pool: "asyncpg.Pool[asyncpg.Record]", leads: asyncpg.Connection
    ) -> None:
        self._url = url
        self._pool = pool
        self._leads = leads
        self._leading: set[str] = set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                tx = PostgresTransaction(connection)
                yield tx
                await tx.flush()
        except ERRORS as error:
            # BEGIN, COMMIT, or no connection to be had.
            raise DatabaseError(described(error)) from None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        try:
            async with (
                self._pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                yield PostgresTransaction(connection)
        except ERRORS as error:
            raise DatabaseError(described(error)) from None

    async def backup(self, path: str) -> None:
        raise DatabaseError("PostgreSQL is backed up with pg_dump, for example: pg_dump -Fc ocop")

    async def try_lead(self, what: str) -> bool:
        # A session lock: PostgreSQL gives it back when this process, however it ends, is gone.
        try:
            if self._leads.is_closed():
                if self._leading:
                    self._leading.clear()
                    return False
                # Who only waits for the lead waits on with a new connection.
                self._leads = await asyncpg.connect(self._url)
            if what in self._leading:
                # A connection may be dead at the other end without our having heard of it.
                await self._leads.fetchval("SELECT 1", timeout=LEAD_TIMEOUT)
            elif await self._leads.fetchval(LEAD, LOCK_SPACE, what, timeout=LEAD_TIMEOUT):
                self._leading.add(what)
        except (*ERRORS, TimeoutError):
            self._leading.clear()
            self._leads.terminate()
            return False
        return what in self._leading

    async def close(self) -> None:
        await self._leads.close()
        await self._pool.close()


async def _leave(connection: object) -> None:
    """What asyncpg does to a connection that comes back to the pool, a whole trip, is not needed;
    a transaction that is still open it rolls back before this."""


async def open_pool(url: str, *, size: int = 4) -> "asyncpg.Pool[asyncpg.Record]":
    """Connections for transactions. Nothing outlasts one here, so nothing is put back after it."""
    return await asyncpg.create_pool(url, min_size=1, max_size=size, reset=_leave)


async def open_postgres(url: str, *, size: int = 4) -> PostgresDatabase:
    """Connect to the database at `url`. Raises DatabaseError with what the server said."""
    try:
        pool = await open_pool(url, size=size)
        leads = await asyncpg.connect(url)
    except ERRORS as error:
        raise DatabaseError(f"PostgreSQL cannot be reached: {error}") from error
    return PostgresDatabase(url, pool, leads)
