"""How a sender shares transactions, and goes on as before when its database fails for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot import clock, sender
from bot.broadcasts import Feeder
from bot.channels import Ending, Limits, Outcome
from bot.endings import GATHER
from bot.metrics import Metrics
from bot.sender import LeadLost, Sender
from handlers.world import World
from programme.announcements import State as Stage
from storage import deliveries, outbox
from storage.announcements import Announcement
from storage.database import Database, DatabaseError, Transaction
from storage.outbox import Lane, Outgoing
from tests.announcing import CHANNEL, person, sending, stored, written
from tests.bot.sandbox.acting import eventually
from tests.bot.test_sender import Wire, idle, put


async def stored_now(db: Database, made: Announcement) -> Announcement:
    async with db.transaction() as tx:
        return await stored(tx, made)


class Failing:
    """A database whose next commits fail, so many of them; it counts those that do not. Where the
    `answer` alone is lost they are committed all the same."""

    shared = False

    def __init__(self, db: Database, times: int, *, answer: bool = False) -> None:
        self._db = db
        self.times = times
        self.commits = 0
        self._answer = answer

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._db.transaction() as tx:
            yield tx
            fails = self.times > 0
            self.times -= fails
            if fails and not self._answer:
                raise DatabaseError("the disk is full")
        if fails:
            raise DatabaseError("the connection was lost")
        self.commits += 1

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        return self._db.reading()

    async def backup(self, path: str) -> None: ...

    async def close(self) -> None: ...

    async def try_lead(self, what: str) -> bool:
        return True


@asynccontextmanager
async def at_work(db: Database, wire: Wire, feeder: Feeder | None = None) -> AsyncIterator[Sender]:
    wake = asyncio.Event()
    sending = Sender(db, wire, clock=clock.now, wake=wake, metrics=Metrics(), feeder=feeder)
    running = asyncio.create_task(sending.run())
    try:
        yield sending
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


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_commit_whose_answer_is_lost_loses_no_call_and_makes_none_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.01)
    for chat in ("1", "2"):
        await put(database, ["first", "second"], chat)
    wire = Wire(limits=Limits(1000, 0.0))
    unsure = Failing(database, times, answer=True)
    unsure.shared = True
    async with at_work(unsure, wire):
        await idle(database, 8)
    assert unsure.times == 0
    assert sorted((made.chat_id, str(made.call.params["text"])) for made in wire.made) == [
        *(("1", "first"), ("1", "second"), ("2", "first"), ("2", "second"))
    ]


async def test_a_broadcast_whose_commit_lost_its_answer_counts_everybody_once(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.01)
    async with database.transaction() as tx:
        who = [await person(tx, "c1", str(number)) for number in range(6)]
        made = await sending(tx, written(who[0], urgent=True))
    wire = Wire(limits=Limits(1000, 0.0))
    unsure = Failing(database, 0, answer=True)
    unsure.shared = True
    async with at_work(unsure, wire, Feeder(world, CHANNEL, 1000)):
        for times in range(3):
            unsure.times = 1
            await eventually(lambda: unsure.times == 0 and len(wire.made) > times)  # noqa: B023
        async with asyncio.timeout(8):
            while (await stored_now(database, made)).state is not Stage.DONE:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    async with database.transaction() as tx:
        report = await deliveries.report(tx, await stored(tx, made))
    assert sorted(outgoing.chat_id for outgoing in wire.made) == [*map(str, range(6))]
    assert (report.sent, report.waiting, report.under_way, report.maybe_twice) == (6, 0, 0, 0)


async def test_a_sender_that_cannot_write_anything_down_says_since_when(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.01)
    failing = Failing(database, 10**6)
    async with at_work(failing, Wire()) as sending:
        await eventually(lambda: sending.silent > 0.3)
        failing.times = 0
        await eventually(lambda: sending.silent < 0.2)
    assert sending.silent == 0


@pytest.fixture
def shared(database: Database, monkeypatch: pytest.MonkeyPatch) -> Failing:
    """A database that two senders share, each in a process of its own."""
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.01)
    found = Failing(database, 0)
    found.shared = True
    return found


def a_sender(db: Database, wire: Wire) -> Sender:
    return Sender(db, wire, clock=clock.now, wake=asyncio.Event(), metrics=Metrics())


async def test_who_lost_the_lead_writes_down_no_end_of_what_another_took_over(
    database: Database, shared: Failing
) -> None:
    await put(database, ["news"])
    wire = Wire(lambda outgoing: Outcome(Ending.BLOCKED, code=403))
    wire.latency = 1.0
    first = a_sender(shared, wire)
    await first.recover()
    running = asyncio.create_task(first.run())
    await eventually(lambda: len(wire.made) == 1)
    # Another process thinks that this one has died, and makes the call once more.
    second = a_sender(shared, Wire())
    assert await second.recover() == 1
    async with database.transaction() as tx:
        [theirs] = await outbox.ready(tx, wire.name, Lane.LIVE, clock.now() + 2_000, 10)
        outbox.begin(tx, theirs.id, clock.now())
    with pytest.raises(LeadLost):
        await asyncio.wait_for(running, 5)
    async with database.transaction() as tx:
        assert await outbox.under_way(tx, theirs)
        [chat] = await tx.all("SELECT blocked_at FROM chats")
    assert theirs.maybe_twice
    assert chat["blocked_at"] is None


async def test_who_lost_the_lead_takes_nothing_back_and_begins_nothing(
    database: Database, shared: Failing
) -> None:
    wire = Wire(limits=Limits(1000, 0.0))
    first = a_sender(shared, wire)
    await first.recover()
    # None of its commits comes through, until another process leads and has begun the call.
    shared.times = 10**6
    await put(database, ["news"])
    running = asyncio.create_task(first.run())
    await eventually(lambda: shared.times < 10**6)
    others = Failing(database, 0)
    others.shared = True
    second = a_sender(others, Wire())
    await second.recover()
    async with database.transaction() as tx:
        [theirs] = await outbox.ready(tx, wire.name, Lane.LIVE, clock.now(), 10)
        outbox.begin(tx, theirs.id, clock.now())
    await put(database, ["more"], "2")
    with pytest.raises(LeadLost):
        await asyncio.wait_for(running, 5)
    async with database.transaction() as tx:
        assert await outbox.under_way(tx, theirs)
    assert wire.made == []
