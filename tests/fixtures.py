"""Fixtures that need the whole project: an empty database, and a bot at work."""

from collections.abc import AsyncIterator

import pytest

from handlers.world import World
from storage.database import Database
from tests.databases import opened
from tests.harness import Running, make_world, running


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An opened database with all tables, once on SQLite and once on PostgreSQL."""
    async with opened(database_url) as db:
        yield db


@pytest.fixture(scope="session")
def world() -> World:
    """The catalogues and the territory."""
    return make_world()


@pytest.fixture
async def bot(database_url: str, world: World) -> AsyncIterator[Running]:
    """A bot at work with all its conversations; `bot.phone()` is a person's phone."""
    async with running(database_url, world) as found:
        yield found
