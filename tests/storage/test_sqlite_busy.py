"""Another process writes to the same SQLite file: we wait for it, and nothing else stands still."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from storage import sqlite, values
from storage.database import DatabaseError
from storage.migrate import migrate
from storage.sqlite import open_sqlite


async def test_we_wait_for_another_writer_without_holding_up_the_loop(tmp_path: Path) -> None:
    path = tmp_path / "ocop.db"
    db = await open_sqlite(path, exclusive=True)
    await migrate(db)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with db.transaction() as tx:
            values.put(tx, "a", "1")

    writing = asyncio.create_task(write())
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not writing.done()
    other.execute("COMMIT")
    async with asyncio.timeout(2):
        await writing
    assert other.execute("SELECT value FROM settings WHERE name = 'a'").fetchone() == ("1",)
    other.close()
    await db.close()


async def test_a_writer_that_does_not_end_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ocop.db"
    db = await open_sqlite(path, exclusive=True)
    await migrate(db)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with pytest.raises(DatabaseError, match="another process is writing"):
        async with db.transaction() as tx:
            values.put(tx, "a", "1")
    other.execute("COMMIT")
    # The connection is as good as before.
    async with db.transaction() as tx:
        assert await values.get(tx, "a") is None
    other.close()
    await db.close()
