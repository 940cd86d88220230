"""Fixtures that need the whole project: an empty database, and a bot at work."""

from collections.abc import AsyncIterator

import pytest

from bot.app import open_database
from handlers.world import World
from storage.database import Database
from storage.migrate import migrate
from tests.harness import Running, make_world, running


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An opened database with all tables, once on SQLite and once on PostgreSQL."""
    db = await open_database(database_url, exclusive=True)
    try:
        await migrate(db)
        yield db
    finally:
        await db.close()


@pytest.fixture(scope="session")
def world() -> World:
    """The catalogues and the territory."""
    return make_world()


@pytest.fixture
async def bot(database_url: str, world: World) -> AsyncIterator[Running]:
    """A bot at work with all its conversations; `bot.phone()` is a person's phone."""
    async with running(database_url, world) as found:
        yield found
