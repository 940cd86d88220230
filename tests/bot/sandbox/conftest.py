"""A world, a running sandbox, a phone, and python-telegram-bot's client pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import Bot

from bot.channels.sandbox import people
from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.sandbox.state import Person
from bot.channels.sandbox.world import World
from tests.bot.sandbox.browsing import Page


class Clock:
    """A clock that a test moves by hand, in seconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_750_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The world's clock."""
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    """An empty world in memory."""
    bot: dict[str, object] = {"id": 9, "is_bot": True, "first_name": "OCOP", "username": "o_bot"}
    return World(bot=bot, clock=clock)


@pytest.fixture
def person(world: World) -> Person:
    """A farmer who has pressed Start; that update is gone."""
    person = world.add_person("Hằng", phone="+84912345678")
    people.press_start(world, person.id)
    world.confirm(1 << 31)
    return person


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxServer]:
    """A sandbox in memory, listening."""
    server = SandboxServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def phone(sandbox: SandboxServer) -> Phone:
    """The phone of a farmer who has pressed Start; that update is already gone."""
    person = sandbox.world.add_person("Hằng", last_name="Vi", phone="+84912345678")
    phone = Phone(sandbox.world, person)
    await phone.start()
    sandbox.world.confirm(1 << 31)
    return phone


@pytest.fixture
async def wire(sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """A client of the sandbox's Bot API, set to the library's newer type for seconds."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    root = sandbox.url
    async with Bot(
        sandbox.token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot"
    ) as client:
        yield client


@pytest.fixture
async def page(sandbox: SandboxServer) -> AsyncIterator[Page]:
    """The page, opened."""
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield Page(session)
