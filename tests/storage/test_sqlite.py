"""SQLite: durable, one process, and copied while it is written to."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import DatabaseError
from storage.migrate import migrate
from storage.sqlite import AlreadyRunning, Lock, SqliteDatabase, open_sqlite

ROOT = Path(__file__).resolve().parents[2]
PUT = "INSERT INTO settings (name, value) VALUES (:name, :value)"


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = await open_sqlite(tmp_path / "new" / "ocop.db", exclusive=True)
    try:
        await migrate(opened)
        yield opened
    finally:
        await opened.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    # 2 is FULL: what is committed survives a power cut.
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
async def test_it_is_set_to_lose_nothing_and_to_keep_nothing_erased(
    db: SqliteDatabase, pragma: str, value: object
) -> None:
    async with db.transaction() as tx:
        row = await tx.one(f"PRAGMA {pragma}")
    assert row is not None
    assert row[pragma] == value


async def test_a_reference_to_nobody_is_refused(db: SqliteDatabase) -> None:
    async def refer() -> None:
        async with db.transaction() as tx:
            tx.later("INSERT INTO chats (channel, chat_id, person_id) VALUES ('a', '1', 99)")

    with pytest.raises(DatabaseError, match="FOREIGN KEY"):
        await refer()


async def test_transactions_wait_for_one_another(db: SqliteDatabase) -> None:
    order: list[str] = []

    async def work(name: str) -> None:
        async with db.transaction() as tx:
            order.append(f"{name} begins")
            await tx.run(PUT, name=name, value="1")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(*(work(name) for name in "abc"))
    assert order == [f"{name} {act}" for name in "abc" for act in ("begins", "ends")]


async def test_another_program_reads_and_writes_beside_it(
    db: SqliteDatabase, tmp_path: Path
) -> None:
    beside = await open_sqlite(tmp_path / "new" / "ocop.db", exclusive=False)
    try:
        async with db.transaction() as tx:
            await tx.run(PUT, name="bot", value="1")
        async with beside.transaction() as tx:
            await tx.run(PUT, name="operator", value="1")
        async with db.transaction() as tx:
            rows = await tx.all("SELECT name FROM settings ORDER BY name")
    finally:
        await beside.close()
    assert [row["name"] for row in rows] == ["bot", "operator"]


async def test_it_waits_for_another_programs_write_without_standing_still(
    db: SqliteDatabase, tmp_path: Path
) -> None:
    beside = await open_sqlite(tmp_path / "new" / "ocop.db", exclusive=False)
    begun, go_on, beats = asyncio.Event(), asyncio.Event(), 0

    async def hold() -> None:
        async with beside.transaction() as tx:
            await tx.run(PUT, name="operator", value="1")
            begun.set()
            await go_on.wait()

    async def write() -> None:
        async with db.transaction() as tx:
            await tx.run(PUT, name="bot", value="1")

    try:
        holder = asyncio.create_task(hold())
        await begun.wait()
        writer = asyncio.create_task(write())
        for beats in range(20):  # noqa: B007 - how many times the event loop came round
            await asyncio.sleep(0.005)
        assert not writer.done()
        go_on.set()
        await asyncio.wait_for(asyncio.gather(holder, writer), 5)
    finally:
        await beside.close()
    assert beats == 19


async def test_a_backup_is_a_database_of_its_own(db: SqliteDatabase, tmp_path: Path) -> None:
    async with db.transaction() as tx:
        await tx.run(PUT, name="a", value="before")
    await db.backup(str(tmp_path / "copy.db"))
    async with db.transaction() as tx:
        await tx.run("UPDATE settings SET value = 'after'")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT value FROM settings").fetchall() == [("before",)]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()


async def test_a_backup_that_cannot_be_written_says_why(db: SqliteDatabase, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="unable to open"):
        await db.backup(str(tmp_path / "no" / "folder" / "copy.db"))
    async with db.transaction() as tx:
        assert await tx.all("SELECT name FROM settings") == []


async def test_it_leads_always_and_alone(db: SqliteDatabase) -> None:
    assert not db.shared
    assert await db.try_lead("telegram")


async def test_a_file_that_is_no_database_is_said_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "ocop.db").write_text("a letter to the secretariat, not a database" * 100)
    before = set(threading.enumerate())
    with pytest.raises(DatabaseError, match=r"ocop\.db: file is not a database$"):
        await open_sqlite(tmp_path / "ocop.db", exclusive=True)
    # No thread is left that would complain of the closed event loop, and no lock.
    assert set(threading.enumerate()) <= before
    Lock(tmp_path / "ocop.db").release()


# One process


async def test_a_second_one_is_refused_until_the_first_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "ocop.db"
    first = await open_sqlite(path, exclusive=True)
    with pytest.raises(AlreadyRunning, match=r"^\d+$"):
        await open_sqlite(path, exclusive=True)
    await first.close()
    second = await open_sqlite(path, exclusive=True)
    await second.close()


def test_the_lock_ends_with_the_process_however_that_ends(tmp_path: Path) -> None:
    path = tmp_path / "ocop.db"
    hold = (
        "import sys, time, pathlib; from storage.sqlite import Lock; "
        "lock = Lock(pathlib.Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning, match=f"^{holder.pid}$"):
            Lock(path)
        holder.kill()
        holder.wait()
        Lock(path).release()


async def test_a_transaction_within_a_transaction_fails_instead_of_waiting(tmp_path: Path) -> None:
    db = await open_sqlite(tmp_path / "ocop.db", exclusive=True)
    with pytest.raises(RuntimeError, match="within"):
        async with db.transaction(), db.transaction():
            pass
    async with db.transaction() as tx:
        assert await tx.one("SELECT 1 AS one") is not None
    await db.close()
