"""A sender whose database fails for a while goes on as before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot import clock, sender
from bot.channels import Limits
from bot.metrics import Metrics
from bot.sender import Sender
from storage.database import Database, DatabaseError, Transaction
from tests.bot.test_sender import Wire, idle, put


class Failing:
    """A database whose next commits fail, so many of them."""

    shared = False

    def __init__(self, db: Database, times: int) -> None:
        self._db = db
        self.times = times

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._db.transaction() as tx:
            yield tx
            if self.times > 0:
                self.times -= 1
                raise DatabaseError("the disk is full")

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        return self._db.reading()

    async def backup(self, path: str) -> None: ...

    async def close(self) -> None: ...

    async def try_lead(self, what: str) -> bool:
        return True


async def test_a_failed_commit_takes_no_slots_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.01)
    wire = Wire(limits=Limits(1, 0.0))
    for chat in ("1", "2"):
        await put(database, ["news"], chat)
    failing = Failing(database, 1)
    sending = Sender(failing, wire, clock=clock.now, wake=asyncio.Event(), metrics=Metrics())
    running = asyncio.create_task(sending.run())
    await idle(database, 8)
    sending.stop()
    await running
    assert failing.times == 0
    assert wire.texts() == ["news", "news"]
