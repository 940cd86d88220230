"""Our sender and its pace; what is asked of them stands at the head of ``ours.py``."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from benchmarks.job import TEXT, TOKEN, Figures, Job
from benchmarks.memory import peak, resident
from benchmarks.ours import CHANNEL, open_database
from benchmarks.work import WrongResult
from bot import clock
from bot.app import media_of
from bot.channels import Limits, Outcome
from bot.channels.telegram import TelegramChannel
from bot.metrics import Metrics
from bot.sender import CONCURRENCY, Sender
from storage import outbox, people
from storage.database import Database
from storage.outbox import Call, Outgoing

# So many that the pace never has a say.
UNLIMITED = 1_000_000
FILL = 1000


async def fill(db: Database, chats: range) -> None:
    """Put one message for each chat in the outbox; each chat is a known person's."""
    for start in range(chats.start, chats.stop, FILL):
        async with db.transaction() as tx:
            now = clock.now()
            for chat in range(start, min(start + FILL, chats.stop)):
                await people.arrive(tx, CHANNEL, str(chat), "vi", now)
                call = Call("sendMessage", {"chat_id": chat, "text": TEXT})
                outbox.add(tx, CHANNEL, str(chat), call, now)


class Watched(TelegramChannel):
    """The channel, saying when so many calls have been answered."""

    left = 0
    empty = asyncio.Event()

    async def carry_out(self, outgoing: Outgoing) -> Outcome:
        outcome = await super().carry_out(outgoing)
        self.left -= 1
        if self.left == 0:
            self.empty.set()
        return outcome


@asynccontextmanager
async def engine(job: Job, limit: int) -> AsyncGenerator[tuple[Database, Watched]]:
    db = await open_database(job)
    channel = Watched(
        CHANNEL,
        job.url,
        TOKEN,
        limits=Limits(limit, 0.0),
        media=media_of(db, CHANNEL),
    )
    await channel.open()
    try:
        yield db, channel
    finally:
        await channel.close()
        await db.close()


def sender_of(db: Database, channel: Watched, concurrency: int = CONCURRENCY) -> Sender:
    return Sender(
        db,
        channel,
        clock=clock.now,
        wake=asyncio.Event(),
        metrics=Metrics(),
        concurrency=concurrency,
    )


async def for_seconds(sender: Sender, seconds: float) -> None:
    """Let the sender work for so long, and until what it has begun is recorded."""
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(seconds)
    sender.stop()
    await running


async def outbound(job: Job) -> Figures:
    """Sends what waits, so many under way; ends when the last outcome is committed."""

    async def sends(chats: range) -> float:
        await fill(db, chats)
        channel.left = len(chats)
        channel.empty.clear()
        sender = sender_of(db, channel, job.under_way or CONCURRENCY)
        before = time.perf_counter()
        running = asyncio.create_task(sender.run())
        await channel.empty.wait()
        sender.stop()
        await running
        return time.perf_counter() - before

    async with engine(job, UNLIMITED) as (db, channel):
        # The same warm-up as that of the others, which opens the connections.
        await sends(range(1, 301))
        seconds = await sends(range(301, 301 + job.sends))
        async with db.transaction() as tx:
            row = await tx.one("SELECT count(*) AS sent FROM outbox WHERE state = 2")
    if row is None or row["sent"] != 300 + job.sends:
        raise WrongResult(f"not {300 + job.sends} messages are recorded as sent")
    return {"seconds": seconds, "rate": job.sends / seconds}


async def pace(job: Job) -> Figures:
    """More live messages wait than the limit lets through, for so many seconds."""
    async with engine(job, job.limit) as (db, channel):
        count = int(job.limit * (job.seconds + 3))
        await fill(db, range(1, count + 1))
        await for_seconds(sender_of(db, channel), job.seconds + 1)
        async with db.transaction() as tx:
            waiting = (await outbox.counts(tx)).waiting
    return {"waiting at the end": float(waiting)}


async def memory(job: Job) -> Figures:
    """More memory held while sending with so many messages waiting, than with none."""
    async with engine(job, job.limit) as (db, channel):
        await fill(db, range(1, 2))
        await for_seconds(sender_of(db, channel), 0.5)
        before = resident()
        await fill(db, range(2, job.waiting + 2))
        await for_seconds(sender_of(db, channel), job.seconds)
        after = resident()
        most = peak()
    return {"more MB": after - before, "more MB at peak": most - before}
