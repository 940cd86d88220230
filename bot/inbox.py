"""Intake: updates are committed before their channel hears that we have them."""

import asyncio
from collections.abc import Callable, Sequence

from bot.dispatcher import Dispatcher
from bot.metrics import Metrics
from storage import inbox
from storage.database import Database
from storage.inbox import Entry


class Intake:
    """Writes updates into the inbox. Deliveries that arrive while a commit is under way share the
    next one. `wake` is set when there is something to do."""

    def __init__(
        self, db: Database, clock: Callable[[], int], wake: asyncio.Event, metrics: Metrics
    ) -> None:
        self._db = db
        self._clock = clock
        self._wake = wake
        self._metrics = metrics
        self.dispatcher: Dispatcher | None = None
        """Works on updates in the transaction that writes them down, if it can."""
        self._waiting: list[tuple[Sequence[Entry], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def receive(self, entries: Sequence[Entry]) -> None:
        """Return when the updates are committed. Raises DatabaseError if they could not be."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entries, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            failure: Exception | None = None
            try:
                await self._commit([entry for entries, _ in batch for entry in entries])
            except Exception as error:  # handed to each of those who wait
                failure = error
            for entries, done in batch:
                if done.done():
                    continue
                if failure is None:
                    self._metrics.received.inc(len(entries))
                    done.set_result(None)
                else:
                    done.set_exception(failure)

    async def _commit(self, entries: Sequence[Entry]) -> None:
        if self.dispatcher is not None and await self.dispatcher.at_once(entries):
            return
        async with self._db.transaction() as tx:
            await inbox.add(tx, entries, self._clock())
        self._wake.set()
