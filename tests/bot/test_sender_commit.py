"""How a sender shares transactions, and goes on as before when its database fails for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot import clock, sender
from bot.channels import Limits, Outcome
from bot.endings import GATHER
from bot.metrics import Metrics
from bot.sender import Sender
from storage.database import Database, DatabaseError, Transaction
from storage.outbox import Lane, Outgoing
from tests.bot.test_sender import Wire, idle, put


class Failing:
    """A database whose next commits fail, so many of them; it counts those that do not."""

    shared = False

    def __init__(self, db: Database, times: int) -> None:
        self._db = db
        self.times = times
        self.commits = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._db.transaction() as tx:
            yield tx
            if self.times > 0:
                self.times -= 1
                raise DatabaseError("the disk is full")
        self.commits += 1

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        return self._db.reading()

    async def backup(self, path: str) -> None: ...

    async def close(self) -> None: ...

    async def try_lead(self, what: str) -> bool:
        return True


@asynccontextmanager
async def at_work(db: Database, wire: Wire) -> AsyncIterator[None]:
    sending = Sender(db, wire, clock=clock.now, wake=asyncio.Event(), metrics=Metrics())
    running = asyncio.create_task(sending.run())
    try:
        yield
    finally:
        sending.stop()
        await running


class SlowMessages(Wire):
    """A message takes half as long as ends are gathered; an answer takes no time."""

    async def carry_out(self, outgoing: Outgoing) -> Outcome:
        self.latency = GATHER / 2 if outgoing.lane.is_message else 0.0
        return await super().carry_out(outgoing)


async def test_the_end_of_an_answer_is_written_down_with_that_of_the_message_after_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 60)
    await put(database, ["a notice"], lane=Lane.ANSWER)
    await put(database, ["a message"], "2")
    counted = Failing(database, 0)
    async with at_work(counted, SlowMessages(limits=Limits(1000, 60.0))):
        await idle(database, 2)
        # They are begun together, and so they end.
        assert counted.commits <= 2


async def test_an_answer_that_no_message_follows_is_soon_written_down(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 60)
    await put(database, ["a notice"], lane=Lane.ANSWER)
    wire = Wire()
    async with at_work(Failing(database, 0), wire):
        await idle(database, 2)
    assert wire.texts() == ["a notice"]


async def test_a_failed_commit_takes_no_slots_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.01)
    wire = Wire(limits=Limits(1, 0.0))
    for chat in ("1", "2"):
        await put(database, ["news"], chat)
    failing = Failing(database, 1)
    async with at_work(failing, wire):
        await idle(database, 8)
    assert failing.times == 0
    assert wire.texts() == ["news", "news"]
