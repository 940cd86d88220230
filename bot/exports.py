"""Works on the large files that officers ask for or send, one after another, beside all else.

Everything is read from a snapshot that holds up nobody. Only what comes of it is one transaction:
the job is taken off the list, a change that comes of it is made, the file and the call that sends
it are stored, the act is logged.
"""

import asyncio
import traceback
from collections.abc import Callable, Mapping
from typing import TypeAlias

import structlog

from bot.metrics import Metrics
from handlers.files import send_file_to
from handlers.officer.exports import Change, Export, Made, Making, kind_of
from handlers.post import Post
from handlers.screen import Screen
from handlers.world import World
from programme.roles import having
from storage import acts, jobs, officers, people
from storage.database import Database
from storage.jobs import Job
from storage.people import PersonId

log = structlog.get_logger()

# How soon a press is noticed.
LOOK_SECONDS = 0.5
TRIES = 3
PAUSE_MS = 5_000

Chat: TypeAlias = tuple[str, str]


class Exports:
    """Makes what was asked for on one channel until cancelled; the process that leads the channel
    does so. `replied` is set when there is something to send."""

    def __init__(
        self,
        db: Database,
        world: World,
        channel: str,
        now: Callable[[], int],
        replied: asyncio.Event,
        metrics: Metrics,
        exports: Mapping[str, Export],
    ) -> None:
        self._db = db
        self._world = world
        self._channel = channel
        self._now = now
        self._replied = replied
        self._metrics = metrics
        self._exports = exports

    async def run(self) -> None:
        while True:
            try:
                more = await self.round()
            except Exception:
                log.exception("the exports could not be worked on")
                more = False
            await asyncio.sleep(0 if more else LOOK_SECONDS)

    async def round(self) -> bool:
        """Make one file, if one is due; false if none was."""
        async with self._db.transaction() as tx:
            job = await jobs.begin(tx, kind_of(self._channel), self._now())
        if job is None:
            return False
        try:
            # More tries than that were cut off: what kills the process must not do so for ever.
            ending = await self._give_up(job) if job.attempts > TRIES else await self._make(job)
        except Exception as error:
            # Where, but not what it says: it may quote what somebody typed.
            where = "".join(traceback.format_tb(error.__traceback__))
            kind, name = job.data.get("export"), type(error).__name__
            log.error("an export failed", export=kind, error=name, where=where)
            ending = await self._failed(job)
        if ending is not None:
            self._metrics.jobs.labels(ending).inc()
        self._replied.set()
        return True

    async def _make(self, job: Job) -> str | None:
        export, given = self._exports[job.data["export"]], str(job.data["given"])
        person_id = PersonId(job.data["person"])
        made: Made | Screen | Change | None = None
        async with self._db.reading() as tx:
            person = await people.one(tx, person_id)
            roles = having(await officers.areas(tx, person_id), export.right)
            if person is not None and roles:
                making = Making(tx, self._world, person, self._chat(job), self._now())
                made = await export.make(making, roles, given)
        async with self._db.transaction() as tx:
            if having(await officers.areas(tx, person_id), export.right) != roles:
                # It was made for a right that has changed meanwhile: once more, by the new one.
                jobs.again(tx, job, self._now())
                return None
            if not await jobs.take(tx, job):
                return None
            if person is not None:
                post = Post(tx, self._world, self._now())
                if isinstance(made, Change):
                    made = await made.run(post)
                await self._send(post, job, person, made)
        return "done"

    async def _send(
        self, post: Post, job: Job, person: people.Person, made: Made | Screen | None
    ) -> None:
        channel, chat_id = chat = self._chat(job)
        match made:
            case Made():
                await send_file_to(post, person.id, chat, made.file, made.caption)
                for act in made.acts:
                    acts.add(
                        post.tx, person.id, act.action, act.subject, dict(act.detail), post.now
                    )
                if made.screen is not None:
                    post.send_to(channel, chat_id, made.screen)
            case Screen():
                post.send_to(channel, chat_id, made)
            case None:
                voice = self._world.voice(person.language, officer=True)
                refused = self._exports[job.data["export"]].refused
                post.send_to(channel, chat_id, refused(voice))

    def _chat(self, job: Job) -> Chat:
        return self._channel, str(job.data["chat"])

    async def _failed(self, job: Job) -> str | None:
        """Try it again in a few seconds; after the last try its officer is told."""
        if job.attempts >= TRIES:
            return await self._give_up(job)
        async with self._db.transaction() as tx:
            jobs.again(tx, job, self._now() + PAUSE_MS * job.attempts)
        return "failed"

    async def _give_up(self, job: Job) -> str | None:
        async with self._db.transaction() as tx:
            if not await jobs.take(tx, job):
                return None
            person = await people.one(tx, PersonId(job.data["person"]))
            if person is not None:
                voice = self._world.voice(person.language, officer=True)
                said = self._exports[job.data["export"]].failed(voice)
                channel, chat_id = self._chat(job)
                Post(tx, self._world, self._now()).send_to(channel, chat_id, said)
        return "failed"
