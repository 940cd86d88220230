"""Broadcasts of our own engine: how fast a million deliveries are made, and what people who write
to the bot notice of a broadcast.

The whole service is at work as ``ocop-bot run`` puts it together, with all its conversations and
jobs. People ask for help at random moments; a delay is counted from the moment at which the message
should have been handed over, so that a loop which is late for that counts too, until the server has
answered the reply. Quiet stretches and stretches of the broadcast take turns within one run, by
pausing and resuming it, so that both meet the same machine.
"""

import asyncio
import contextlib
import gc
import json
import random
import time
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from benchmarks.job import TEXT, TOKEN, Figures, Job
from benchmarks.memory import peak, resident
from benchmarks.ours import IDENTITY
from benchmarks.work import WrongResult, typed
from bot import clock
from bot.app import Service, build_world, media_of
from bot.channels import Limits, Outcome
from bot.channels.telegram import TelegramChannel, entry
from bot.settings import Settings
from programme.announcements import Action
from programme.audience import Audience, communes
from programme.units import Territory
from storage import announcements, deliveries, filling, jobs
from storage.announcements import Announcement, NewAnnouncement
from storage.database import Database, Transaction
from storage.migrate import migrate
from storage.outbox import Lane, Outgoing
from storage.people import PersonId
from storage.sqlite import open_sqlite

CHANNEL = "telegram"
HELP = "/trogiup"
FIRST_CHAT = 100_000_000
WRITERS = 300
"""People who write while the broadcast goes to others."""

WARM_UP = 11.0
"""Seconds; the pace learns how long the way to the server is in the first ten."""
LEAD_IN = 1.0
"""Seconds of each stretch that are not measured, before `job.seconds` that are."""
STRETCHES = 6
"""Quiet ones, and as many of the broadcast."""

PEOPLE = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
INSERT INTO people (id, language, consent, commune, name, created_at)
SELECT n, 'vi', 1, CASE WHEN n > :writers THEN (
    SELECT code FROM bench_communes WHERE number = n * 7919 % (SELECT count(*) FROM bench_communes)
) END, 'Hoàng Thị Mai', 1 FROM numbers
"""
CHATS = """
INSERT INTO chats (channel, chat_id, person_id)
SELECT 'telegram', CAST(:first + id AS TEXT), id FROM people
"""


async def fill(db: Database, territory: Territory, count: int) -> None:
    """So many people all over the country, each with a chat; the first ones have no commune."""
    codes = [unit.code for unit in territory.units.values() if unit.level == "commune"]
    async with db.transaction() as tx:
        await tx.run("CREATE TEMP TABLE bench_communes (number INTEGER PRIMARY KEY, code TEXT)")
        for number, code in enumerate(codes):
            tx.later("INSERT INTO bench_communes VALUES (:number, :code)", number=number, code=code)
        await tx.run(PEOPLE, count=count, writers=WRITERS)
        await tx.run(CHATS, first=FIRST_CHAT)


async def scheduled(tx: Transaction, territory: Territory, now: int) -> Announcement:
    """An urgent announcement (it may be night) to the whole country, about to begin."""
    areas = tuple(unit.code for unit in territory.provinces())
    new = NewAnnouncement(PersonId(1), areas[0], "policy", TEXT, Audience(areas), urgent=True)
    draft = await announcements.create(tx, new, now)
    moved = await announcements.move(tx, draft, Action.SCHEDULE, PersonId(1), now)
    if moved is None:
        raise WrongResult("a draft could not be scheduled")
    return moved


async def queue(job: Job) -> Figures:
    """Make the deliveries of a broadcast to `job.waiting` people, slice by slice as the running bot
    does; the clock stops after the last commit. Meanwhile somebody wants to write: how long does
    she wait for her turn at most?"""
    territory = build_world(Settings(_env_file=None)).territory
    db = await open_sqlite(job.path / "ours.db", exclusive=True)
    await migrate(db)
    await fill(db, territory, job.waiting + WRITERS)
    async with db.transaction() as tx:
        found = await scheduled(tx, territory, clock.now())
    # What the filling left in SQLite's cache is given back.
    await db.close()
    db = await open_sqlite(job.path / "ours.db", exclusive=True)
    gc.collect()
    before = resident()
    forget_peak()
    waits: list[float] = []
    writing = asyncio.create_task(want_to_write(db, waits))
    started = time.perf_counter()
    whom = communes(territory, found.audience)
    async with db.transaction() as tx:
        begun = await filling.begin(tx, found, whom, clock.now())
    while more := await next_slice(db, found, whom):
        await asyncio.sleep(0)
        if more > job.waiting + WRITERS:
            raise WrongResult("there is no end")
    seconds = time.perf_counter() - started
    most = peak()
    writing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await writing
    async with db.transaction() as tx:
        begun = await announcements.one(tx, found.id)
    await db.close()
    if begun is None or begun.total != job.waiting:
        raise WrongResult(f"not {job.waiting} deliveries")
    return {"seconds": seconds, "longest": 1000 * max(waits), "more MB at peak": most - before}


async def next_slice(db: Database, found: Announcement, whom: Collection[str]) -> int:
    """Do the job that makes the next deliveries; returns how far it is, 0 at the end."""
    async with db.transaction() as tx:
        todo = await jobs.one(tx, filling.FILL, announcements.subject(found.id))
        if todo is None or not await jobs.take(tx, todo):
            return 0
        done = int(todo.data["done"])
        await filling.fill(tx, found, whom, done, int(todo.data["last"]), clock.now())
        return done


async def want_to_write(db: Database, waits: list[float]) -> None:
    """Write something small again and again, as a reply does; notes how long each took."""
    while True:
        started = time.perf_counter()
        async with db.transaction() as tx:
            await tx.run("UPDATE chats SET free_at = 1 WHERE person_id = 1")
        waits.append(time.perf_counter() - started)
        await asyncio.sleep(0.02)


def forget_peak() -> None:
    """Let the kernel's account of the most memory held begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


@dataclass(slots=True)
class Seen:
    """What was observed in one kind of stretch."""

    delays: list[float] = field(default_factory=list)
    asked: int = 0
    messages: int = 0
    replies: int = 0
    seconds: float = 0.0


class Watched(TelegramChannel):
    """The channel, noting when calls were answered and how long people waited for replies."""

    seen: Seen | None = None
    asked: dict[str, float]

    async def carry_out(self, outgoing: Outgoing) -> Outcome:
        outcome = await super().carry_out(outgoing)
        if outgoing.lane.is_message and self.seen is not None:
            self.seen.messages += 1
        since = self.asked.pop(outgoing.chat_id, None) if outgoing.lane is Lane.LIVE else None
        if since is not None and self.seen is not None:
            self.seen.delays.append(time.perf_counter() - since)
            self.seen.replies += 1
        return outcome


@asynccontextmanager
async def at_work(job: Job) -> AsyncGenerator[tuple[Service, Watched]]:
    """The service with everything it runs, over a channel whose updates we hand over ourselves."""
    world = build_world(Settings(_env_file=None))
    db = await open_sqlite(job.path / "ours.db", exclusive=True)
    await migrate(db)
    await fill(db, world.territory, job.waiting + WRITERS)
    channel = Watched(
        CHANNEL, job.url, TOKEN, limits=Limits(job.limit, 1.0), media=media_of(db, CHANNEL)
    )
    channel.asked = {}
    await channel.open()
    service = Service(db, channel, world, IDENTITY, listen=False)
    await service.start()
    try:
        yield service, channel
    finally:
        await service.stop()
        await db.close()


async def broadcast(job: Job) -> Figures:
    """Delays of replies while a broadcast to `job.waiting` people runs at the limit, and while it
    rests; about `job.replies` replies a second."""
    async with at_work(job) as (service, channel):
        territory = service.world.territory
        async with service.db.transaction() as tx:
            found = await scheduled(tx, territory, clock.now())
            made = await filling.begin(tx, found, communes(territory, found.audience), clock.now())
        if made is None:
            raise WrongResult("the broadcast did not begin")
        writing = asyncio.create_task(write(service, channel, job.replies))
        await asyncio.sleep(WARM_UP)
        await act(service, made.id, Action.PAUSE)
        quiet, busy = Seen(), Seen()
        for _ in range(STRETCHES):
            await stretch(channel, quiet, job.seconds)
            await act(service, made.id, Action.RESUME)
            await stretch(channel, busy, job.seconds)
            await act(service, made.id, Action.PAUSE)
        writing.cancel()
    for seen in (quiet, busy):
        # Those of the last moment of a stretch are answered after it.
        if len(seen.delays) < max(20, 0.8 * seen.asked):
            raise WrongResult(f"{len(seen.delays)} replies to {seen.asked}")
    return {
        "quiet ms": 1000 * late(quiet.delays),
        "busy ms": 1000 * late(busy.delays),
        "ratio": late(busy.delays) / late(quiet.delays),
        "rate": busy.messages / busy.seconds,
        "broadcast": (busy.messages - busy.replies) / busy.seconds,
        "replies": busy.replies / busy.seconds,
    }


def late(delays: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(delays, n=20, method="inclusive")[-1]


async def act(service: Service, id: int, action: Action) -> None:
    """Pause or resume, as an officer's press does."""
    async with service.db.transaction() as tx:
        found = await announcements.one(tx, id)
        if found is None:
            raise WrongResult("the broadcast is gone")
        if action is Action.PAUSE:
            moved = await deliveries.halt(tx, found, action, found.author, clock.now())
        else:
            moved = await announcements.move(tx, found, action, found.author, clock.now())
    if moved is None:
        raise WrongResult(f"the broadcast is {found.state}: too few people for the time")


async def stretch(channel: Watched, seen: Seen, seconds: float) -> None:
    """Measure for a while, once what went before has died away."""
    await asyncio.sleep(LEAD_IN)
    channel.asked.clear()
    channel.seen = seen
    before = time.perf_counter()
    await asyncio.sleep(seconds)
    seen.seconds += time.perf_counter() - before
    channel.seen = None


async def write(service: Service, channel: Watched, per_second: float) -> None:
    """People write independently of one another and of what becomes of earlier messages: now two
    at once, now nobody for a while. The moments are the same in every run."""
    moments = random.Random(1)
    tasks: set[asyncio.Task[None]] = set()
    due = time.perf_counter()
    number = 0
    while True:
        due += moments.expovariate(per_second)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        number += 1
        chat = FIRST_CHAT + 1 + number % WRITERS
        update = entry(CHANNEL, json.loads(typed(number, chat, HELP)))
        channel.asked[str(chat)] = due
        if channel.seen is not None:
            channel.seen.asked += 1
        task = asyncio.create_task(service.receive([update]))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
