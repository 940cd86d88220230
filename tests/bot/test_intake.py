"""Intake: deliveries share commits, and each hears whether it was kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot import clock
from bot.inbox import Intake
from bot.metrics import Metrics
from storage import inbox
from storage.database import Database, DatabaseError, Transaction
from storage.inbox import Entry


def update(number: int) -> Entry:
    return Entry("wire", str(number), str(number % 5), f'{{"update_id":{number}}}')


class Watched:
    """A database that counts its transactions and lets a test hold each of them back."""

    shared = False

    def __init__(self, db: Database) -> None:
        self._db = db
        self.transactions = 0
        self.go_on = asyncio.Event()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self.transactions += 1
        async with self._db.transaction() as tx:
            yield tx
            await self.go_on.wait()

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        return self._db.reading()

    async def backup(self, path: str) -> None: ...

    async def close(self) -> None: ...

    async def try_lead(self, what: str) -> bool:
        return True


async def kept(db: Database) -> list[str]:
    """The ids in the inbox, in the order in which they will be worked on."""
    async with db.transaction() as tx:
        rows = await tx.all("SELECT update_id FROM inbox ORDER BY id")
    return [row["update_id"] for row in rows]


async def test_deliveries_share_commits_and_keep_their_order(database: Database) -> None:
    watched, wake, metrics = Watched(database), asyncio.Event(), Metrics()
    intake = Intake(watched, clock.now, wake, metrics)
    deliveries = [asyncio.ensure_future(intake.receive([update(0), update(1)]))]
    await asyncio.sleep(0.01)
    for n in range(2, 52):
        deliveries.append(asyncio.ensure_future(intake.receive([update(n)])))
        if n % 10 == 0:
            await asyncio.sleep(0.002)
    # Nothing is committed, so nobody has heard that it is, nor has the dispatcher.
    assert not any(delivery.done() for delivery in deliveries)
    assert not wake.is_set()
    watched.go_on.set()
    await asyncio.wait_for(asyncio.gather(*deliveries), 5)
    assert wake.is_set()
    assert watched.transactions == 2
    assert await kept(database) == [str(n) for n in range(52)]
    assert metrics.registry.get_sample_value("ocop_updates_received_total") == 52


async def test_a_failing_commit_reaches_everyone_who_waits_for_it(database: Database) -> None:
    wake = asyncio.Event()
    intake = Intake(database, clock.now, wake, Metrics())
    async with database.transaction() as tx:
        await tx.run("ALTER TABLE inbox RENAME TO gone")
    deliveries = [intake.receive([update(n)]) for n in range(3)]
    ends = await asyncio.gather(*deliveries, return_exceptions=True)
    assert [type(end) for end in ends] == [DatabaseError] * 3
    async with database.transaction() as tx:
        await tx.run("ALTER TABLE gone RENAME TO inbox")
    assert await kept(database) == []
    # A failure is no end: what is delivered again is kept.
    await asyncio.gather(*(intake.receive([update(n)]) for n in range(3)))
    assert await kept(database) == ["0", "1", "2"]


async def test_who_gives_up_waiting_takes_nothing_from_the_others(database: Database) -> None:
    watched = Watched(database)
    intake = Intake(watched, clock.now, asyncio.Event(), Metrics())
    first, second = (asyncio.ensure_future(intake.receive([update(n)])) for n in (1, 2))
    await asyncio.sleep(0.01)
    first.cancel()
    watched.go_on.set()
    await asyncio.wait_for(second, 5)
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await kept(database) == ["1", "2"]


async def test_an_update_delivered_twice_is_kept_once(database: Database) -> None:
    intake = Intake(database, clock.now, asyncio.Event(), Metrics())
    await asyncio.gather(*(intake.receive([update(1), update(1)]) for _ in range(5)))
    await intake.receive([update(1), update(2)])
    assert await kept(database) == ["1", "2"]
    async with database.transaction() as tx:
        assert (await inbox.counts(tx)).waiting == 2
