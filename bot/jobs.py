"""What is due at its time: each job is taken off the list in the transaction that does it.

So a job is done at least once, whatever is killed when, and its effects, which are rows and calls
in the outbox, come about once. Time is the wall clock, looked at again and again: a clock that
jumps ahead makes jobs late, one that jumps back makes them wait.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

import structlog

from bot.logs import unquoted
from bot.metrics import Metrics
from handlers.job_kinds import JobFunction
from handlers.post import Post
from handlers.world import World
from storage import jobs
from storage.database import Database
from storage.jobs import Job

log = structlog.get_logger()

# How soon a job that has just been put, or a clock that has been set, is noticed.
LOOK_SECONDS = 1.0
BATCH = 50
TRIES = 8
FIRST_PAUSE_MS = 5_000
# Others want the database too: that much of a second at a time.
SHARE_SECONDS = 0.25


class Jobs:
    """Does what is due until cancelled. `replied` is set when there may be something to send.
    `given_up` tells those whom it concerns that a job of a kind is not tried any more."""

    def __init__(
        self,
        db: Database,
        world: World,
        now: Callable[[], int],
        replied: asyncio.Event,
        metrics: Metrics,
        kinds: Mapping[str, JobFunction],
        given_up: Mapping[str, JobFunction] = MappingProxyType({}),
    ) -> None:
        self._db = db
        self._world = world
        self._now = now
        self._replied = replied
        self._metrics = metrics
        self._kinds = kinds
        self._given_up = given_up

    async def run(self) -> None:
        while True:
            try:
                more = await self.round()
            except Exception:
                log.exception("the jobs could not be worked on")
                more = False
            await asyncio.sleep(0 if more else LOOK_SECONDS)

    async def round(self) -> bool:
        """Do some of what is due; true if there may be more, for what is done may be put again."""
        async with self._db.transaction() as tx:
            due = await jobs.due(tx, self._now(), BATCH)
        until = time.monotonic() + SHARE_SECONDS
        for job in due:
            await self._do(job)
            if time.monotonic() > until:
                return True
        return bool(due)

    async def _do(self, job: Job) -> None:
        failed: Exception | None = None
        try:
            ending = await self._alone(job)
        except Exception as error:
            log.error("a job failed", kind=job.kind, subject=job.subject, **unquoted(error))
            failed, ending = error, "failed"
        if failed is not None:
            # Not where it is caught: what fails here too would be logged with what that said.
            await self._failed(job, failed)
        if ending is not None:
            self._metrics.jobs.labels(ending).inc()
        self._replied.set()

    async def _alone(self, job: Job) -> str | None:
        """Do one job in its own transaction; returns how it ended, None if somebody was quicker."""
        now = self._now()
        async with self._db.transaction() as tx:
            if not await jobs.take(tx, job):
                return None
            if job.until is not None and now > job.until:
                await jobs.count_dropped(tx)
                log.info("a job came too late", kind=job.kind, subject=job.subject)
                return "dropped"
            await self._kinds[job.kind](Post(tx, self._world, now), job)
        return "done"

    async def _failed(self, job: Job, error: Exception) -> None:
        """Try it again later; after so many tries an operator must look."""
        now = self._now()
        if job.attempts + 1 < TRIES:
            async with self._db.transaction() as tx:
                await jobs.postpone(tx, job, now + FIRST_PAUSE_MS * 4**job.attempts)
            return
        name, tell = type(error).__name__, self._given_up.get(job.kind)
        try:
            async with self._db.transaction() as tx:
                if await jobs.give_up(tx, job, name, now) and tell is not None:
                    await tell(Post(tx, self._world, now), job)
        except Exception as trouble:
            # What keeps it from being done may keep it from being told.
            log.error(
                "nobody could be told that a job was given up", kind=job.kind, **unquoted(trouble)
            )
        else:
            return
        async with self._db.transaction() as tx:
            await jobs.give_up(tx, job, name, now)
