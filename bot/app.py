"""Everything is put together here: one running bot on one channel."""

import asyncio
import contextlib
import gc
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

import structlog

from bot import clock
from bot.application import build_application
from bot.broadcasts import Feeder
from bot.channels import Channel
from bot.channels.telegram import File
from bot.chores import Chores
from bot.dispatcher import Dispatcher
from bot.exports import Exports
from bot.inbox import Intake
from bot.jobs import Jobs
from bot.metrics import Metrics
from bot.sender import LeadLost, Sender
from bot.settings import Settings, SettingsError
from handlers import registry
from handlers.export_kinds import EXPORTS
from handlers.job_kinds import GIVEN_UP, KINDS
from handlers.turn import Handler
from handlers.world import World
from locales import load_catalogues
from programme.criteria_files import load_all_criteria
from programme.criteria_search import SetFinder
from programme.edition_files import load_editions
from programme.paper_forms import load_all_forms
from programme.reader import DataError
from programme.units import Territory, load_units
from storage import media
from storage.database import Database, DatabaseError
from storage.inbox import Entry
from storage.sqlite import open_sqlite

log = structlog.get_logger()

# SIGTERM: what is begun is finished within ten seconds (one of them for deliveries, bot/web.py), or
# taken up again at the next start.
HANDLERS_GRACE = 3.0
CALLS_GRACE = 5.0
LEAD_SECONDS = 2.0

# Two taps of one finger are up to half a second apart.
SETTLE_MS = 700

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "audio/ogg": "ogg", "audio/mpeg": "mp3"}


async def open_database(url: str, *, exclusive: bool) -> Database:
    """Open the database a URL names. Raises AlreadyRunning, DatabaseError."""
    if url.startswith("sqlite:///"):
        path = sqlite_file(url)
        try:
            return await open_sqlite(path, exclusive=exclusive)
        except OSError as error:
            raise DatabaseError(f"{path}: {error.strerror}") from error
    try:
        # asyncpg is an extra: who stays on SQLite need not install it.
        from storage.postgres import open_postgres
    except ImportError as error:
        raise DatabaseError(
            "PostgreSQL needs one more package: pip install 'ocop-bot[postgres]'"
        ) from error
    return await open_postgres(url)


def sqlite_file(url: str) -> Path:
    """The file that a `sqlite:///` URL names."""
    return Path(url.removeprefix("sqlite:///"))


def missing_file(url: str) -> Path | None:
    """The SQLite file that opening would create; None if there is one, or on another engine."""
    if not url.startswith("sqlite:///"):
        return None
    path = sqlite_file(url)
    return None if path.exists() else path


def build_world(settings: Settings, territory: Territory | None = None) -> World:
    """The catalogues, the territory and the editions that conversations work with. Raises
    SettingsError where a file of rules cannot be used."""
    try:
        editions = load_editions(settings.edition)
        criteria, forms = load_all_criteria(editions), load_all_forms(editions)
    except DataError as error:
        raise SettingsError(str(error)) from None
    world = World(
        catalogues=load_catalogues(),
        territory=territory or load_units(),
        editions=editions,
        token=lambda: secrets.token_urlsafe(16),
        settle_ms=SETTLE_MS,
        release_above=settings.release_above,
        criteria=criteria,
        finders={key: SetFinder(found.sets) for key, found in criteria.items()},
        forms=forms,
    )
    # The territory is a quarter of a million objects that never go: looking through them for
    # garbage held up replies for 50 ms now and then.
    gc.freeze()
    return world


def media_of(db: Database, channel: str) -> Callable[[int, bool], Awaitable[File | None]]:
    """How a channel looks up a file it is to send."""

    async def look_up(id: int, upload: bool) -> File | None:
        async with db.transaction() as tx:
            medium = await media.one(tx, id)
            if medium is None:
                return None
            file_id = medium.file_id if medium.channel == channel and medium.file_id else None
            wanted = upload or file_id is None
            content = await media.content(tx, medium) if wanted else None
        mime = medium.mime or "application/octet-stream"
        name = medium.file_name or f"{medium.kind}-{medium.id}.{EXTENSIONS.get(mime, 'bin')}"
        return File(file_id, content, name, mime)

    return look_up


class Service:
    """One bot at work on one channel: intake, dispatcher, sender and jobs over one database.

    `identity` is the result of the channel's getMe. `listen` is False where updates are delivered
    to a webhook, which hands them to `receive`.
    """

    def __init__(
        self,
        db: Database,
        channel: Channel,
        world: World,
        identity: dict[str, object],
        *,
        listen: bool = True,
        handlers: Iterable[Handler] | None = None,
        now: Callable[[], int] = clock.now,
    ) -> None:
        self.db = db
        self.channel = channel
        self.world = world
        self.metrics = Metrics()
        self._identity = identity
        self._listen = listen
        self._handlers = registry.build() if handlers is None else handlers
        self._now = now
        self._arrived = asyncio.Event()
        self._replied = asyncio.Event()
        self.intake = Intake(db, now, self._arrived, self.metrics)
        self.chores = Chores(db, world, now, self._replied, self.metrics)
        self.jobs = Jobs(db, world, now, self._replied, self.metrics, KINDS, GIVEN_UP)
        beside = (db, world, channel.name, now, self._replied, self.metrics, EXPORTS)
        name = str(identity.get("username"))
        self.exports = Exports(*beside, name)
        self.quick_exports = Exports(*beside, name, quick=True)
        self.sender = Sender(
            db,
            channel,
            clock=now,
            wake=self._replied,
            metrics=self.metrics,
            feeder=Feeder(world, channel.name, channel.limits.per_second),
        )
        self._dispatcher: Dispatcher | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Ends with the exception of a part that cannot go on."""

    async def receive(self, entries: Sequence[Entry]) -> None:
        """Take updates over; returns when they are committed."""
        await self.intake.receive(entries)

    async def start(self) -> None:
        application = await build_application(self._identity, self._handlers)
        self._dispatcher = Dispatcher(
            self.db,
            application,
            self.world,
            clock=self._now,
            wake=self._arrived,
            replied=self._replied,
            metrics=self.metrics,
        )
        self.intake.dispatcher = self._dispatcher
        self._spawn("dispatcher", self._dispatcher.run())
        self._spawn("channel", self._lead())

    async def _lead(self) -> None:
        """Send and fetch while this process leads the channel (on SQLite: always)."""
        while not await self.db.try_lead(self.channel.name):  # noqa: ASYNC110
            # Another process leads; only the database knows when it has gone.
            await asyncio.sleep(LEAD_SECONDS)
        twice = await self.sender.recover()
        if twice:
            log.warning("calls were cut off by the last stop", may_come_twice=twice)
        await self.chores.at_start(self.channel.name)
        self._spawn("sender", self.sender.run())
        self._spawn("chores", self.chores.run())
        self._spawn("jobs", self.jobs.run())
        self._spawn("exports", self.exports.run())
        self._spawn("quick exports", self.quick_exports.run())
        if self._listen:
            self._spawn("listener", self.channel.listen(self.receive))
        while self.db.shared:
            await asyncio.sleep(LEAD_SECONDS)
            if not await self.db.try_lead(self.channel.name):
                raise LeadLost(self.channel.name)

    def _spawn(self, name: str, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        task.add_done_callback(self._ended)
        self._tasks[name] = task

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() and not self.failed.done():
            self.failed.set_exception(task.exception() or RuntimeError())

    async def stop(self) -> None:
        """Stop fetching, finish the updates and calls that are begun, and close the channel.

        What is not finished in time stays in the database and is taken up at the next start.
        """
        await self._end("channel", "listener", "chores", "jobs", "exports", "quick exports")
        if self._dispatcher:
            self._dispatcher.stop()
        await self._finish("dispatcher", HANDLERS_GRACE)
        self.sender.stop()
        await self._finish("sender", CALLS_GRACE)
        await self.channel.close()
        if self.failed.done():
            self.failed.exception()

    async def _end(self, *names: str) -> None:
        tasks = [self._tasks.pop(name) for name in names if name in self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _finish(self, name: str, grace: float) -> None:
        task = self._tasks.get(name)
        if task is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(
                    asyncio.shield(asyncio.gather(task, return_exceptions=True)), grace
                )
        await self._end(name)
