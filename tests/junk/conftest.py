"""The crowd, before the bot with all its conversations."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.turn import World
from tests.junk.crowd import backup, gather
from tests.junk.room import room
from tests.junk.sending import Crowd


@pytest.fixture
async def crowd(tmp_path: Path, world: World) -> AsyncIterator[Crowd]:
    async with room(f"sqlite:///{tmp_path / 'ocop.db'}", world) as one_room:
        people = await gather(one_room)
        seen = sorted({data for shown in one_room.shown.values() for _, data in shown})
        yield Crowd(one_room, people, await backup(one_room), seen)
