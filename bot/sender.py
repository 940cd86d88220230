"""The sender: carries out what waits in the outbox of one channel.

Each round is one transaction: it writes down how finished calls ended and marks the next ones as
under way. Only after that commit are they made, so a crash leaves the trace of every call that may
have been carried out without our knowing.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

import structlog

from bot.broadcasts import Feeder
from bot.channels import Channel, Ending, Outcome
from bot.edits import Edits
from bot.metrics import Metrics
from bot.pace import Pace
from storage import announcements, media, outbox, people
from storage.database import Database, Transaction
from storage.outbox import Call, Lane, Outgoing, State

log = structlog.get_logger()

CONCURRENCY = 250
# Downloads under way at the same time: people's replies come first.
FETCHES = 8
# Back-off after a failed try, doubling, in seconds; and how often in all: about four hours.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
TRIES = 60
# An answer to a press is worth nothing after a few seconds.
ANSWER_TRIES = 4
IDLE_SECONDS = 1.0
SHARED_IDLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Finished:
    """A call that has ended; `slot_free_at` (`timer` seconds) is when its slot may serve again,
    None if it took none."""

    outgoing: Outgoing
    outcome: Outcome
    slot_free_at: float | None


def weight(call: Call) -> int:
    """How many messages a call counts for: an album is as many as it has pictures."""
    pictures = call.params.get("media")
    return len(pictures) if isinstance(pictures, list) else 1


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
        self._counters = {ending: metrics.calls.labels(ending.value) for ending in Ending}
        self._concurrency = concurrency
        self._feeder = feeder
        self._pace = Pace(channel.limits.per_second, timer)
        self._edits = Edits()
        self._under_way: set[asyncio.Task[None] | None] = set()
        self._finished: list[Finished] = []
        self._due: list[float] = []  # heap, `timer` seconds: when something becomes ready
        self._fetching = 0
        self._stopping = False

    async def recover(self) -> int:
        """At start: put back what was under way when the last process died, and let the limits
        hold across the restart. Returns how many calls may come twice."""
        now = self._clock()
        async with self._db.transaction() as tx:
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

    async def run(self) -> None:
        while True:
            self._wake.clear()
            finished, self._finished = self._finished, []
            begun: list[Outgoing] = []
            try:
                async with self._db.transaction() as tx:
                    for ended in finished:
                        self._record(tx, ended)
                    if self._feeder:
                        self._feeder.count(tx)
                    if not self._stopping:
                        await self._claim(tx, begun)
            except Exception:
                # Nothing was committed: what ended must be written down in the next round.
                log.exception("the outbox could not be worked on")
                if self._feeder:
                    self._feeder.forget()
                for outgoing in begun:
                    if outgoing.lane.is_message:
                        self._pace.give_back(self._cost(outgoing.call))
                self._finished = finished + self._finished
                await asyncio.sleep(IDLE_SECONDS)
                continue
            for outgoing in begun:
                self._start(outgoing)
            if self._stopping and not self._under_way and not self._finished:
                return
            if not self._finished:
                await self._wait()

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
        for lane in Lane:
            room = self._concurrency - len(self._under_way) - len(begun)
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
                if not self._db.shared:
                    outbox.begin(tx, outgoing.id, now)
                elif not await outbox.begin_alone(tx, outgoing.id, now):
                    continue
                if cost:
                    self._pace.start(cost, bulk=lane is Lane.BULK)
                begun.append(outgoing)
            taken = len(ready)
            if lane is Lane.BULK and self._feeder and taken < most:
                for outgoing in await self._feeder.feed(tx, now, most - taken):
                    self._pace.start(1, bulk=True)
                    begun.append(outgoing)
                    taken += 1
            if taken == slots and lane.is_message:
                self._sleep_until_free(lane)

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
        self._wake.set()

    def _cost(self, call: Call) -> int:
        return min(weight(call), self._channel.limits.per_second)

    def _record(self, tx: Transaction, ended: Finished) -> None:
        """Write down how a call ended."""
        outgoing, outcome = ended.outgoing, ended.outcome
        now = self._clock()
        name = self._channel.name
        self._counters[outcome.ending].inc()
        if ended.slot_free_at is not None:
            self._rest(tx, ended, ended.slot_free_at, now)
        match outcome.ending:
            case Ending.SENT:
                self._finish(tx, outgoing, State.SENT, now, message_id=outcome.message_id)
                self._keep(tx, outgoing, outcome)
                self._edits.made(outgoing.call)
            case Ending.BLOCKED:
                people.block(tx, name, outgoing.chat_id, now)
                self._finish(tx, outgoing, State.BLOCKED, now, error=str(outcome.code))
                outbox.drop_blocked(tx, name, outgoing.chat_id, now)
            case Ending.REFUSED:
                self._refused(tx, outgoing, outcome, now)
            case Ending.RETRY | Ending.UNKNOWN:
                self._again(tx, outgoing, outcome, now)

    def _finish(
        self,
        tx: Transaction,
        outgoing: Outgoing,
        state: State,
        now: int,
        *,
        message_id: int | None = None,
        error: str | None = None,
    ) -> None:
        outbox.finish(tx, outgoing.id, state, now, message_id=message_id, error=error)
        if self._feeder:
            self._feeder.ended(tx, outgoing, state, now, error)

    def _rest(self, tx: Transaction, ended: Finished, slot_free_at: float, now: int) -> None:
        """Let the chat rest, counted like a slot: from when this call may have arrived."""
        call = ended.outgoing.call
        if not call.method.startswith("send"):
            return
        gap = self._channel.limits.chat_gap * weight(call)
        seconds = slot_free_at - self._timer() - 1.0 + gap
        if ended.outcome.retry_after is not None:
            seconds = max(seconds, ended.outcome.retry_after)
        outbox.rest(tx, self._channel.name, ended.outgoing.chat_id, now + int(seconds * 1000) + 1)
        heappush(self._due, self._timer() + seconds + 0.002)

    def _keep(self, tx: Transaction, outgoing: Outgoing, outcome: Outcome) -> None:
        kind, _, number = (outgoing.call.subject or "").partition(":")
        if kind == "media" and outcome.content is not None:
            media.keep(tx, int(number), outcome.content)
        if kind == "progress" and outcome.message_id is not None:
            place = (outgoing.channel, outgoing.chat_id, outcome.message_id)
            announcements.shown(tx, int(number), *place)

    def _refused(self, tx: Transaction, outgoing: Outgoing, outcome: Outcome, now: int) -> None:
        edit = outgoing.call.method == "editMessageText"
        if edit and outgoing.maybe_twice:
            # An earlier try was carried out after all: an edit that changes nothing is refused.
            outbox.finish(tx, outgoing.id, State.SENT, now)
        elif edit:
            # The message is gone or too old to edit: what it should say is said below.
            params = {k: v for k, v in outgoing.call.params.items() if k != "message_id"}
            outbox.replace(tx, outgoing.id, Call("sendMessage", params), now)
            self._wake.set()
        else:
            # An answer to a press that was given before, or comes too late, is no trouble.
            answer = outgoing.call.method == "answerCallbackQuery"
            say = log.info if answer else log.warning
            say("call refused", id=outgoing.id, method=outgoing.call.method, code=outcome.code)
            self._finish(tx, outgoing, State.REFUSED, now, error=str(outcome.code))

    def _again(self, tx: Transaction, outgoing: Outgoing, outcome: Outcome, now: int) -> None:
        tries = outgoing.attempts + 1
        answer = outgoing.call.method == "answerCallbackQuery"
        if tries >= (ANSWER_TRIES if answer else TRIES):
            error = f"given up: {outcome.code}"
            self._finish(tx, outgoing, State.REFUSED, now, error=error)
            return
        pause = outcome.retry_after
        if pause is None:
            pause = min(FIRST_PAUSE * 2 ** min(outgoing.attempts, 10), LONGEST_PAUSE)
        unknown = outcome.ending is Ending.UNKNOWN
        outbox.again(
            tx,
            outgoing.id,
            now + int(pause * 1000),
            unknown=unknown,
            error=None if outcome.code is None else str(outcome.code),
        )
        heappush(self._due, self._timer() + pause + 0.002)
