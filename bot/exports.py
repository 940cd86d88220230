"""Works on the files that people ask for or send, one after another, beside everything else.

Everything is read from a snapshot that holds up nobody. Only what comes of it is one transaction:
the job is taken off the list, a change that comes of it is made, the file and the call that sends
it are stored, the act is logged.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import structlog

from bot.logs import unquoted
from bot.metrics import Metrics
from handlers.exports import Change, Export, Made, Making, kind_of
from handlers.files import send_file_to
from handlers.post import Post
from handlers.screen import Screen
from handlers.world import World
from programme.roles import Role, having
from storage import acts, jobs, officers, people
from storage.database import Database
from storage.jobs import Job
from storage.people import PersonId

log = structlog.get_logger()

# How soon a press is noticed.
LOOK_SECONDS = 0.5
QUICK_LOOK_SECONDS = 0.2
TRIES = 3
PAUSE_MS = 5_000

Chat: TypeAlias = tuple[str, str]


class Exports:
    """Makes what was asked for on one channel, either what is quick or what is not, until
    cancelled; the process that leads the channel does so. `bot` is the name by which links lead to
    it; `replied` is set when there is something to send."""

    def __init__(
        self,
        db: Database,
        world: World,
        channel: str,
        now: Callable[[], int],
        replied: asyncio.Event,
        metrics: Metrics,
        exports: Mapping[str, Export],
        bot: str,
        *,
        quick: bool = False,
    ) -> None:
        self._db = db
        self._world = world
        self._channel = channel
        self._now = now
        self._replied = replied
        self._metrics = metrics
        self._exports = exports
        self._bot = bot
        self._kind = kind_of(channel, quick=quick)
        self._look = QUICK_LOOK_SECONDS if quick else LOOK_SECONDS

    async def run(self) -> None:
        while True:
            try:
                more = await self.round()
            except Exception:
                log.exception("the exports could not be worked on")
                more = False
            await asyncio.sleep(0 if more else self._look)

    async def round(self) -> bool:
        """Make one file, if one is due; false if none was."""
        async with self._db.transaction() as tx:
            job = await jobs.begin(tx, self._kind, self._now())
        if job is None:
            return False
        ending: str | None = None
        failed = False
        try:
            # More tries than that were cut off: what kills the process must not do so for ever.
            ending = await self._give_up(job) if job.attempts > TRIES else await self._make(job)
        except Exception as error:
            log.error("an export failed", export=job.data.get("export"), **unquoted(error))
            failed = True
        if failed:
            # Not where it is caught: what fails here too would be logged with what that said.
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
            areas = await officers.areas(tx, person_id)
            roles = _roles(areas, export)
            if person is not None and (roles or export.right is None):
                now = self._now()
                chat = self._chat(job)
                making = Making(tx, self._world, person, chat, now, bool(areas), self._bot)
                made = await export.make(making, roles, given)
        async with self._db.transaction() as tx:
            roles_now = _roles(await officers.areas(tx, person_id), export)
            if roles_now != roles or await people.one(tx, person_id) != person:
                # It was made for a right, or for somebody, that has changed meanwhile: once more.
                jobs.again(tx, job, self._now())
                return None
            if not await jobs.take(tx, job):
                return None
            if person is not None:
                post = Post(tx, self._world, self._now())
                if isinstance(made, Change):
                    made = await made.run(post)
                await self._send(post, self._chat(job), person, export, made)
        return "done"

    async def _send(
        self,
        post: Post,
        chat: Chat,
        person: people.Person,
        export: Export,
        made: Made | Screen | None,
    ) -> None:
        if chat not in await people.chats(post.tx, person.id):
            # She has left, or erased what we knew of her.
            return
        channel, chat_id = chat
        match made:
            case Made():
                for file, caption in ((made.file, made.caption), *made.more):
                    await send_file_to(post, person.id, chat, file, caption)
                for act in made.acts:
                    acts.add(
                        post.tx, person.id, act.action, act.subject, dict(act.detail), post.now
                    )
                if made.screen is not None:
                    post.send_to(channel, chat_id, made.screen)
            case Screen():
                post.send_to(channel, chat_id, made)
            case None if export.right is not None:
                voice = self._world.voice(person.language, officer=True)
                post.send_to(channel, chat_id, export.refused(voice))

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
                officer = bool(await officers.areas(tx, person.id))
                voice = self._world.voice(person.language, officer=officer)
                said = self._exports[job.data["export"]].failed(voice)
                channel, chat_id = self._chat(job)
                Post(tx, self._world, self._now()).send_to(channel, chat_id, said)
        return "failed"


def _roles(areas: Iterable[Role], export: Export) -> tuple[Role, ...]:
    """The roles that give the right to a file; none where it needs none."""
    return () if export.right is None else having(areas, export.right)
