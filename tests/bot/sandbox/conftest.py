"""A running sandbox, and python-telegram-bot's client pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.channels.sandbox.server import SandboxServer


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxServer]:
    """A sandbox in memory, listening."""
    server = SandboxServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def wire(sandbox: SandboxServer) -> AsyncIterator[Bot]:
    """A client of the sandbox's Bot API."""
    root = sandbox.url
    async with Bot(
        sandbox.token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot"
    ) as client:
        yield client
