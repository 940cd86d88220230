"""SQLite through aiosqlite: one writer connection, whole transactions in few thread hops."""

import asyncio
import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from storage.database import DatabaseError, Row, Transaction, Value

T = TypeVar("T")
Statement = tuple[str, dict[str, Value]]

# Long enough for a backup or a command line beside the running bot to finish its own write.
BUSY_SECONDS = 10


# A number of more than 64 bits and half a surrogate pair fail before SQLite sees them.
_ERRORS = (sqlite3.Error, OverflowError, UnicodeEncodeError)


class AlreadyRunning(Exception):
    """Another process holds this SQLite file."""


class Lock:
    """An exclusive lock on a file beside the database; it ends with the process, however that
    ends. Raises AlreadyRunning if another process has it."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._fd, 32, 0).decode("ascii", "replace").strip()
            os.close(self._fd)
            raise AlreadyRunning(holder or "unknown") from error
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode("ascii"), 0)

    def release(self) -> None:
        os.close(self._fd)


async def _call(
    run: Callable[[Callable[[sqlite3.Connection], T], sqlite3.Connection], Awaitable[T]],
    work: Callable[[sqlite3.Connection], T],
    connection: sqlite3.Connection,
) -> T:
    return await run(work, connection)


class _Connection(aiosqlite.Connection):
    """An aiosqlite connection that can do a piece of work in one hop to its thread."""

    async def hop(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            # aiosqlite has no public call for this, and its single steps cost a hop each.
            return await _call(self._execute, work, self._conn)
        except _ERRORS as error:
            raise DatabaseError(str(error)) from error

    def wait_for_thread(self) -> None:
        """Wait until the thread, which was told to stop, has done so."""
        self._thread.join()

    def begin(self) -> bool:
        """Begin a transaction on the spot; False if another process is writing."""
        try:
            self._conn.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise DatabaseError(str(error)) from error
        return True

    def here(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do a piece of work on the spot; only while the thread has none."""
        try:
            return work(self._conn)
        except _ERRORS as error:
            raise DatabaseError(str(error)) from error


class SqliteTransaction:
    """A `storage.database.Transaction` on SQLite; made by `SqliteDatabase.transaction`.

    What waits for the disk (COMMIT) or may take long is done in the connection's thread. `one` and
    `few`, which an index answers, are done on the spot, in some 20 µs; the way to the thread and
    back alone takes 40 on an idle machine and some 150 on a busy one.
    """

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._noted: list[Statement] = []
        self._at_hand = True
        """Whether the thread has nothing to do."""

    async def begin(self) -> None:
        """Take the file's write lock; another process may have it for a moment."""
        until = time.monotonic() + BUSY_SECONDS
        while not self._connection.begin():
            if time.monotonic() > until:
                raise DatabaseError("another process is writing to the database and does not end")
            await asyncio.sleep(0.005)

    def later(self, statement: str, /, **values: Value) -> None:
        self._noted.append((statement, values))

    async def all(self, statement: str, /, **values: Value) -> Sequence[Row]:
        return (await self._flush((statement, values)))[0]

    async def pages(
        self, statement: str, most: int, /, **values: Value
    ) -> AsyncIterator[Sequence[Row]]:
        statements, self._noted = self._noted, []

        def begin(connection: sqlite3.Connection) -> sqlite3.Cursor:
            for noted in statements:
                connection.execute(*noted)
            return connection.execute(statement, values)

        cursor = await self._aside(begin)
        while rows := await self._aside(lambda _: cursor.fetchmany(most)):
            yield rows

    async def few(self, statement: str, /, **values: Value) -> Sequence[Row]:
        last = (statement, values)
        if not self._at_hand:
            return (await self._flush(last))[0]
        return self._connection.here(self._work(last))[0]

    async def one(self, statement: str, /, **values: Value) -> Row | None:
        rows = await self.few(statement, **values)
        return rows[0] if rows else None

    async def run(self, statement: str, /, **values: Value) -> int:
        return (await self._flush((statement, values)))[1]

    async def commit(self) -> None:
        # What was noted down is a matter of microseconds, unless the thread must ask a busy loop
        # for the interpreter lock after each statement: up to 5 ms, each time.
        if self._noted and self._at_hand:
            self._connection.here(self._work(self._noted.pop()))
        await self._flush(("COMMIT", {}))

    async def rollback(self) -> None:
        self._noted.clear()
        self._at_hand = False

        def work(connection: sqlite3.Connection) -> None:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

        await self._connection.hop(work)

    async def _flush(self, last: Statement) -> tuple[list[Any], int]:
        return await self._aside(self._work(last))

    async def _aside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        # Not `finally`: a cancelled task leaves the thread at work.
        self._at_hand = False
        result = await self._connection.hop(work)
        self._at_hand = True
        return result

    def _work(self, last: Statement) -> Callable[[sqlite3.Connection], tuple[list[Any], int]]:
        """What was noted down, and a last statement whose result is wanted."""
        statements, self._noted = self._noted, []

        def work(connection: sqlite3.Connection) -> tuple[list[Any], int]:
            for statement, values in statements:
                connection.execute(statement, values)
            cursor = connection.execute(*last)
            rows = cursor.fetchall() if cursor.description else []
            return rows, cursor.rowcount

        return work


def _begin_reading(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:d}")
    connection.execute("BEGIN")


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Do some work to its end, though the task that wants it be cancelled again meanwhile: the
    next transaction must not begin before."""
    doing = asyncio.ensure_future(work)
    while not doing.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(doing)


class SqliteDatabase:
    """A `storage.database.Database` in one file, for one process."""

    shared = False

    def __init__(
        self,
        connection: _Connection,
        connect: Callable[[], sqlite3.Connection],
        lock: Lock | None,
    ) -> None:
        self._connection = connection
        self._connect = connect
        self._lock = lock
        self._turn = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        if self._holder is not None and self._holder is asyncio.current_task():
            # It would wait for itself for ever.
            raise RuntimeError("a transaction within a transaction")
        async with self._turn:
            tx = SqliteTransaction(self._connection)
            await tx.begin()
            self._holder = asyncio.current_task()
            try:
                yield tx
                await tx.commit()
            except BaseException:
                await _to_the_end(tx.rollback())
                raise
            finally:
                self._holder = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        # A connection of its own: in WAL mode a reader holds up no writer, and no writer a reader.
        connection = _Connection(self._connect, 64)
        try:
            await connection
        except sqlite3.Error as error:
            connection.wait_for_thread()
            raise DatabaseError(str(error)) from error
        try:
            await connection.hop(_begin_reading)
            yield SqliteTransaction(connection)
        finally:
            # With it ends its transaction, which has changed nothing.
            await _to_the_end(connection.close())

    async def backup(self, path: str) -> None:
        def work(connection: sqlite3.Connection) -> None:
            with sqlite3.connect(path) as target:
                connection.backup(target)
            target.close()

        async with self._turn:
            await self._connection.hop(work)

    async def try_lead(self, what: str) -> bool:
        return True

    async def close(self) -> None:
        async with self._turn:
            await self._connection.close()
        if self._lock:
            self._lock.release()


async def open_sqlite(path: Path, *, exclusive: bool) -> SqliteDatabase:
    """Open (or create) the database file.

    `exclusive` is for the running bot: it refuses to start beside another one. Commands that an
    operator types beside a running bot open it without. Raises AlreadyRunning, DatabaseError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = Lock(path) if exclusive else None

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path,
            isolation_level=None,
            cached_statements=512,
            # Two threads use it, never at once (SqliteTransaction).
            check_same_thread=False,
        )
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:d}")
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL, not NORMAL: what we acknowledged must survive a power cut, not only a crash.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -16000")
        # What was erased is written over; some builds of SQLite would leave it in the file.
        connection.execute("PRAGMA secure_delete = ON")
        # From here on only BEGIN meets another writer, and that waits without blocking.
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    connection = _Connection(connect, 64)
    try:
        await connection
    except sqlite3.Error as error:
        # Else the thread may find the event loop closed, and say so in a traceback of its own.
        connection.wait_for_thread()
        if lock:
            lock.release()
        raise DatabaseError(f"{path}: {error}") from error
    return SqliteDatabase(connection, connect, lock)
