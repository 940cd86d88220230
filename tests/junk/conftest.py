"""The crowd, before the bot with all its conversations."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from handlers.world import World
from tests.junk.crowd import backup, gather
from tests.junk.room import Room, room
from tests.junk.sending import Crowd, Stage


@pytest.fixture
async def quiet(tmp_path: Path, world: World) -> AsyncIterator[Room]:
    """A room in which nobody is yet."""
    async with room(f"sqlite:///{tmp_path / 'ocop.db'}", world) as found:
        yield found


@pytest.fixture
async def crowd(quiet: Room) -> Crowd:
    return await assemble(quiet)


async def assemble(found: Room) -> Crowd:
    people = await gather(found)
    seen = sorted({data for shown in found.shown.values() for _, data in shown})
    return Crowd(found, people, await backup(found), seen)


@contextmanager
def staged(folder: Path, world: World) -> Iterator[Stage]:
    """A crowd for hypothesis, which calls a test many times and awaits nothing."""
    with asyncio.Runner() as runner:
        opened = room(f"sqlite:///{folder / 'ocop.db'}", world)
        crowd = runner.run(assemble(runner.run(opened.__aenter__())))
        yield Stage(runner, crowd)
        runner.run(opened.__aexit__(None, None, None))


@pytest.fixture
def stage(tmp_path: Path, world: World) -> Iterator[Stage]:
    with staged(tmp_path, world) as found:
        yield found


@pytest.fixture(scope="module")
def shared_stage(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[Stage]:
    """A crowd for tests of what moves nobody."""
    with staged(tmp_path_factory.mktemp("shared"), world) as found:
        found.crowd.people = [one for one in found.crowd.people if one.language == "vi"]
        yield found
