"""The command line for a test: commands typed in the test's folder, and its database."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from typer.testing import CliRunner, Result

from bot.app import open_database
from bot.cli import app
from storage.database import Database
from storage.migrate import migrate

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
# As a process of its own; put ROOT into its PYTHONPATH.
PROGRAM = (sys.executable, "-c", "from bot.cli import main; main()")


def type_in(*words: str, **env: str) -> Result:
    """Run a command as an operator would, with these settings besides."""
    return CliRunner().invoke(app, list(words), env=env)


def on_database(work: Callable[[Database], Awaitable[T]]) -> T:
    """Do something on the database in the data folder, as the running bot would."""

    async def run() -> T:
        db = await open_database("sqlite:///data/ocop.db", exclusive=False)
        try:
            await migrate(db)
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(run())
