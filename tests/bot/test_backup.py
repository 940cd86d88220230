"""`ocop-bot backup`: whole, beside a running bot, and never over something."""

import asyncio
import os
import re
import sqlite3
from pathlib import Path

import pytest

from bot.app import open_database
from storage import inbox, values
from storage.inbox import Entry
from storage.migrate import migrate
from tests.bot.console import PROGRAM, ROOT, type_in

pytestmark = pytest.mark.usefixtures("seat")


async def test_a_backup_is_whole_though_the_bot_goes_on_writing(seat: Path) -> None:
    db = await open_database("sqlite:///data/ocop.db", exclusive=True)
    written = 0

    async def write() -> None:
        nonlocal written
        while True:
            async with db.transaction() as tx:
                written += 1
                await inbox.add(tx, [Entry("wire", f"{written}", "5", "x" * 2000)], written)
                values.put(tx, "written", str(written))

    try:
        await migrate(db)
        writer = asyncio.create_task(write())
        program = await asyncio.create_subprocess_exec(
            *(*PROGRAM, "backup", "copy.db"),
            cwd=seat,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await program.communicate()
        after = written
        await asyncio.sleep(0.05)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
    finally:
        await db.close()
    assert program.returncode == 0
    assert re.fullmatch(r"Copied to copy\.db \([\d,]+ KiB\)\.\n", said.decode())
    assert written > after > 0
    with sqlite3.connect(seat / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (rows,) = copy.execute("SELECT count(*) FROM inbox").fetchone()
        (value,) = copy.execute("SELECT value FROM settings WHERE name = 'written'").fetchone()
    copy.close()
    assert 0 < rows == int(value) <= after


def test_a_backup_overwrites_nothing(seat: Path) -> None:
    type_in("migrate")
    (seat / "copy.db").write_text("last year's")
    result = type_in("backup", "copy.db")
    assert result.exit_code == 1
    assert result.stderr == "The database: copy.db is there already; name a new file\n"
    assert (seat / "copy.db").read_text() == "last year's"


def test_a_backup_of_nothing_is_none(seat: Path) -> None:
    result = type_in("backup", "copy.db", OCOP_DATA_DIR="elsewhere")
    assert result.exit_code == 1
    assert result.stderr.startswith("The database: elsewhere/ocop.db is not there; ")
    assert list(seat.iterdir()) == []


def test_a_backup_needs_a_place(seat: Path) -> None:
    type_in("migrate")
    result = type_in("backup", "no/such/folder/copy.db")
    assert result.exit_code == 1
    assert result.stderr == "The database: there is no folder no/such/folder; make it first\n"


@pytest.mark.postgres
async def test_postgres_has_its_own_way_to_back_up(postgres_url: str) -> None:
    result = await asyncio.to_thread(type_in, "backup", "x", OCOP_DATABASE_URL=postgres_url)
    assert result.exit_code == 1
    assert "pg_dump" in result.stderr
