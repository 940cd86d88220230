"""The sender: carries out what waits in the outbox of one channel.

Each round is one transaction: it writes down how finished calls ended and marks the next ones as
under way. Only after that commit are they made, so a crash leaves the trace of every call that may
have been carried out without our knowing.
"""

import asyncio
import contextlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush

import structlog

from bot.broadcasts import Feeder
from bot.channels import Channel, Ending, Outcome
from bot.edits import Edits
from bot.endings import GATHER, Endings, Finished, weight
from bot.metrics import Metrics
from bot.pace import Pace
from storage import outbox, values
from storage.database import Database, Transaction
from storage.outbox import Call, Lane, Outgoing

log = structlog.get_logger()

CONCURRENCY = 250
# Downloads under way at the same time: people's replies come first.
FETCHES = 8
IDLE_SECONDS = 1.0
SHARED_IDLE_SECONDS = 0.1


class LeadLost(Exception):
    """Another process may have taken the channel over, so this one must not go on sending."""


class Sender:
    """Sends on one channel until stopped. `wake` is set when rows may have been added; `clock`
    returns milliseconds since 1970, `timer` monotonic seconds. `feeder` has what announcements are
    to say to whom."""

    def __init__(
        self,
        db: Database,
        channel: Channel,
        *,
        clock: Callable[[], int],
        wake: asyncio.Event,
        metrics: Metrics,
        timer: Callable[[], float] = time.monotonic,
        concurrency: int = CONCURRENCY,
        feeder: Feeder | None = None,
    ) -> None:
        self._db = db
        self._channel = channel
        self._clock = clock
        self._timer = timer
        self._wake = wake
        self._concurrency = concurrency
        self._feeder = feeder
        self._pace = Pace(channel.limits.per_second, timer)
        self._edits = Edits()
        self._under_way: set[asyncio.Task[None] | None] = set()
        # Begun, and about to be made one after the other.
        self._queued: deque[Outgoing] = deque()
        self._queue: asyncio.Task[None] | None = None
        self._fed = False
        self._finished: list[Finished] = []
        self._writing = False
        # Of rounds whose commit failed: whether they are begun is not known.
        self._unsure: list[Outgoing] = []
        self._failed = False
        self._written_at: float | None = None
        # The fencing token of this process, where others may take the lead over.
        self._token: str | None = None
        self._due: list[float] = []  # heap, `timer` seconds: when something becomes ready
        self._fetching = 0
        self._stopping = False
        self._endings = Endings(
            channel, clock, timer, metrics, self._edits, feeder, self._sleep_until
        )

    async def recover(self) -> int:
        """At start: put back what was under way when the last process died, and let the limits
        hold across the restart. Returns how many calls may come twice."""
        now = self._clock()
        async with self._db.transaction() as tx:
            if self._db.shared:
                # From here on, who led before writes nothing down any more and begins nothing.
                self._token = secrets.token_hex(16)
                values.put(tx, self._lead, self._token)
            cut_off = await outbox.interrupted(tx, self._channel.name, now)
            messages = [chat_id for chat_id, lane in cut_off if lane.is_message]
            for chat_id in messages:
                free_at = now + int(self._channel.limits.chat_gap * 1000)
                outbox.rest(tx, self._channel.name, chat_id, free_at)
            # Twice the second: the answers to calls of that second may have come later.
            recent = await outbox.recent(tx, self._channel.name, now - 2_000)
        self._pace.seed(recent)
        return len(cut_off)

    def stop(self) -> None:
        """Start no more calls; `run` returns when those under way have ended."""
        self._stopping = True
        self._wake.set()

    @property
    def resting(self) -> bool:
        """For tests, while `run` is at work: whether no call is under way, and how each ended is
        written down."""
        return not (self._busy() or self._finished or self._writing)

    @property
    def silent(self) -> float:
        """For how many seconds no round has been written down, of which there is one a second at
        least; 0 where `run` is not at work, since another process leads."""
        return 0.0 if self._written_at is None else self._timer() - self._written_at

    async def run(self) -> None:
        """Raises LeadLost once another process has taken the lead over."""
        self._written_at = self._timer()
        try:
            await self._run()
        finally:
            self._written_at = None

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            finished, self._finished = self._finished, []
            self._writing = bool(finished)
            begun: list[Outgoing] = []
            try:
                async with self._db.transaction() as tx:
                    await self._keep_lead(tx)
                    for outgoing in self._unsure:
                        outbox.not_begun(tx, outgoing)
                    for ended in finished:
                        # After a round that failed it may stand there already.
                        if not self._failed or await outbox.under_way(tx, ended.outgoing):
                            self._endings.record(tx, ended)
                    if self._feeder:
                        self._feeder.count(tx)
                    if not self._stopping:
                        await self._claim(tx, begun)
            except LeadLost:
                raise
            except Exception:
                # Most likely nothing was committed: what ended is written down in the next round,
                # and what was begun is begun anew.
                log.exception("the outbox could not be worked on")
                self._unsure += begun
                self._failed = True
                if self._feeder:
                    self._feeder.forget()
                for outgoing in begun:
                    if outgoing.lane.is_message:
                        self._pace.give_back(self._cost(outgoing.call))
                self._finished = finished + self._finished
                await asyncio.sleep(IDLE_SECONDS)
                continue
            self._writing = False
            self._unsure.clear()
            self._failed = False
            self._written_at = self._timer()
            for outgoing in begun:
                if outgoing.lane is Lane.BULK:
                    self._queued.append(outgoing)
                else:
                    self._start(outgoing)
            if self._queued and (self._queue is None or self._queue.done()):
                self._queue = asyncio.create_task(self._one_by_one())
            if self._stopping and not self._busy() and not self._finished:
                return
            if not self._finished:
                await self._wait()

    async def _keep_lead(self, tx: Transaction) -> None:
        """Make sure of the lead until the end of the transaction. Raises LeadLost."""
        if self._token is not None and not await values.hold(tx, self._lead, self._token):
            raise LeadLost(self._channel.name)

    @property
    def _lead(self) -> str:
        return f"lead:{self._channel.name}"

    async def _wait(self) -> None:
        idle = SHARED_IDLE_SECONDS if self._db.shared else IDLE_SECONDS
        now = self._timer()
        if self._due and self._due[0] <= now:
            # Its time came while the last round was committed.
            while self._due and self._due[0] <= now:
                heappop(self._due)
            return
        if self._due:
            idle = min(idle, self._due[0] - now)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(idle, 0.001)):
                await self._wake.wait()

    async def _claim(self, tx: Transaction, begun: list[Outgoing]) -> None:
        """Choose the next calls and mark them as under way: answers, then live, then bulk."""
        now = self._clock()
        for lane in sorted(await outbox.lanes(tx, self._channel.name, now)):
            room = self._concurrency - self._busy() - len(begun)
            slots = self._slots(lane)
            most = min(room, slots)
            if most <= 0:
                if slots <= 0 and lane.is_message:
                    self._sleep_until_free(lane)
                continue
            ready = await outbox.ready(tx, self._channel.name, lane, now, most)
            for outgoing in ready:
                cost = self._cost(outgoing.call) if lane.is_message else 0
                if cost and not self._pace.fits(cost):
                    # An album: nothing overtakes it while it waits for enough slots.
                    self._sleep_until(self._pace.next_free(cost))
                    return
                outbox.begin(tx, outgoing.id, now)
                if cost:
                    self._pace.start(cost, bulk=lane is Lane.BULK)
                begun.append(outgoing)
            taken = len(ready)
            if lane is Lane.BULK and self._feeder and taken < most:
                taken += await self._feed(tx, self._feeder, now, most - taken, begun)
            if taken == slots and lane.is_message:
                self._sleep_until_free(lane)

    async def _feed(
        self, tx: Transaction, feeder: Feeder, now: int, most: int, begun: list[Outgoing]
    ) -> int:
        """Begin as many deliveries of announcements. Replies that begin in this round do not wait
        for that; the next round makes up for it."""
        if self._fed and any(outgoing.lane is Lane.LIVE for outgoing in begun):
            self._fed = False
            self._sleep_until(self._timer())
            return 0
        self._fed = True
        fed = await feeder.feed(tx, now, most)
        for outgoing in fed:
            self._pace.start(1, bulk=True)
            begun.append(outgoing)
        return len(fed)

    def _busy(self) -> int:
        """How many calls are under way."""
        return len(self._under_way) + len(self._queued)

    async def _one_by_one(self) -> None:
        """Start the calls of broadcasts with a pass of the event loop after each: ten at once would
        keep a person who writes just then waiting for all ten."""
        while self._queued:
            self._start(self._queued.popleft())
            await asyncio.sleep(0)

    def _slots(self, lane: Lane) -> int:
        match lane:
            case Lane.ANSWER:
                return self._concurrency
            case Lane.LIVE:
                return self._pace.free()
            case Lane.BULK:
                return self._pace.free_for_bulk()
            case Lane.FETCH:
                return FETCHES - self._fetching

    def _sleep_until_free(self, lane: Lane) -> None:
        """More may be ready than the pace allows: come back when it does."""
        bulk = lane is Lane.BULK
        self._sleep_until(self._pace.next_free_for_bulk() if bulk else self._pace.next_free())

    def _sleep_until(self, moment: float | None) -> None:
        if moment is not None:
            heappush(self._due, moment)

    def _start(self, outgoing: Outgoing) -> None:
        self._fetching += outgoing.lane is Lane.FETCH
        task = asyncio.create_task(self._make(outgoing))
        self._under_way.add(task)

    async def _make(self, outgoing: Outgoing) -> None:
        started = self._timer()
        repeats = self._edits.repeats(outgoing.call)
        try:
            if repeats:
                outcome = Outcome(Ending.SENT)
            else:
                outcome = await self._channel.carry_out(outgoing)
        except Exception:
            # A channel must not raise; if it does, we do not know what became of the call.
            log.exception("the channel failed", channel=self._channel.name, id=outgoing.id)
            outcome = Outcome(Ending.UNKNOWN)
        free_at = None
        if outgoing.lane.is_message:
            cost = self._cost(outgoing.call)
            if repeats or outcome.never_left:
                self._pace.give_back(cost)
            else:
                free_at = self._pace.finish(started, count=cost)
        self._fetching -= outgoing.lane is Lane.FETCH
        self._finished.append(Finished(outgoing, outcome, free_at))
        # Now, not when the task is done: the round that begins with this wake-up fills its place.
        self._under_way.discard(asyncio.current_task())
        if outgoing.lane not in (Lane.ANSWER, Lane.BULK):
            self._wake.set()
        elif len(self._finished) == 1:
            # No message waits for the end of one: several are written down together, or with the
            # message that comes after the answer to a press.
            asyncio.get_running_loop().call_later(GATHER, self._write_down)

    def _write_down(self) -> None:
        """Begin a round, unless one has come by."""
        if self._finished:
            self._wake.set()

    def _cost(self, call: Call) -> int:
        return min(weight(call), self._channel.limits.per_second)
