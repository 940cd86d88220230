"""The crowd, before the bot with all its conversations."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.turn import World
from tests.junk.crowd import backup, gather
from tests.junk.room import Room, room
from tests.junk.sending import Crowd


@pytest.fixture
async def quiet(tmp_path: Path, world: World) -> AsyncIterator[Room]:
    """A room in which nobody is yet."""
    async with room(f"sqlite:///{tmp_path / 'ocop.db'}", world) as found:
        yield found


@pytest.fixture
async def crowd(quiet: Room) -> Crowd:
    people = await gather(quiet)
    seen = sorted({data for shown in quiet.shown.values() for _, data in shown})
    return Crowd(quiet, people, await backup(quiet), seen)
