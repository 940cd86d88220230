"""The dispatcher: takes updates from the inbox in order and runs the handlers on them.

Everything an update leads to (what is stored, what is said, that the update is done) is one
transaction. Under load several updates share it: if one of them fails, the transaction is rolled
back and each of them gets one of its own, so that only the one at fault is held back.

On SQLite that transaction holds the only writer, and nothing leaves before it is committed. So it
takes no more updates once it has lasted `budget` seconds; then those whose turn has not come yet
go before more of the same chats.
"""

import asyncio
import contextlib
import json
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.metrics import Metrics
from bot.reading import read_update
from handlers.screen import Screen
from handlers.turn import App, Turn
from handlers.world import World
from locales import Language, parse_language
from storage import inbox, outbox, people
from storage.database import Database, Transaction
from storage.inbox import Entry, Waiting

log = structlog.get_logger()

# As many as one answer of getUpdates brings.
BATCH = 100
# So long the updates of a batch are worked on before what they led to is committed.
BUDGET_SECONDS = 0.25
TRIES = 3
# Before the second and the third try, in milliseconds.
PAUSES = (200, 2_000)
IDLE_SECONDS = 1.0
# Other processes on PostgreSQL do not wake us.
SHARED_IDLE_SECONDS = 0.1


Chat: TypeAlias = tuple[str, str]


class Dispatcher:
    """Works on the inbox until stopped. `replied` is set after each commit."""

    def __init__(
        self,
        db: Database,
        application: App,
        world: World,
        *,
        clock: Callable[[], int],
        wake: asyncio.Event,
        replied: asyncio.Event,
        metrics: Metrics,
        budget: float = BUDGET_SECONDS,
    ) -> None:
        self._db = db
        self._application = application
        self._world = world
        self._clock = clock
        self._wake = wake
        self._replied = replied
        self._metrics = metrics
        self._budget = budget
        self._served: set[Chat] = set()
        """The chats that had their turn since the inbox was last worked through; none if nothing
        was left for another batch."""
        self._idle = SHARED_IDLE_SECONDS if db.shared else IDLE_SECONDS
        self._stopping = False
        self._now: asyncio.Task[bool] | None = None

    def stop(self) -> None:
        """Finish the batch under way and take no other."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        try:
            while not self._stopping:
                await self._round()
            if self._now is not None:
                await asyncio.wait([self._now])
        finally:
            if self._now is not None:
                self._now.cancel()

    async def _round(self) -> None:
        self._wake.clear()
        try:
            busy = await self.batch()
        except Exception:
            # The database itself: nothing is lost, the updates are still in the inbox.
            log.exception("the inbox could not be worked on")
            await asyncio.sleep(IDLE_SECONDS)
            return
        # Without a full batch nothing else was waiting; what came meanwhile has woken us.
        if not self._served and busy < (1 if self._db.shared else BATCH):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._idle):
                    await self._wake.wait()

    async def batch(self) -> int:
        """Work on the next updates; returns how many were done."""
        found: Sequence[Waiting] = ()
        done: Sequence[Waiting] = ()
        failed = False
        try:
            async with self._db.transaction() as tx:
                found = await inbox.waiting(tx, self._clock(), BATCH)
                if self._db.shared:
                    found = await inbox.take(tx, found)
                done = await self._work(tx, self._by_turns(found))
        except Exception:
            if not found:
                raise
            failed = True
        if failed:
            # Not where it is caught: what fails here too would be logged with what that said.
            self._served.clear()
            for waiting in found:
                await self._alone(waiting)
            done = found
        else:
            self._metrics.handled.inc(len(done))
            self._left(done, more=len(done) < len(found))
        if done:
            self._replied.set()
        return len(done)

    async def _work(self, tx: Transaction, found: Sequence[Waiting]) -> Sequence[Waiting]:
        """Work on updates until the time is up, on one at least; returns those that are done."""
        end = time.monotonic() + self._budget
        for number, waiting in enumerate(found, 1):
            await self._handle(tx, waiting)
            inbox.done(tx, waiting.id, self._clock())
            await breathe(number)
            if time.monotonic() >= end:
                return found[:number]
        return found

    def _by_turns(self, found: Sequence[Waiting]) -> Sequence[Waiting]:
        """The updates in the order in which they came; after a batch that ran out of time, those
        of chats that had no turn yet first. Each chat's stay in order."""
        return sorted(found, key=lambda one: chat_of(one) in self._served)

    def _left(self, done: Sequence[Entry | Waiting], *, more: bool) -> None:
        """Note whose turn it was in a batch that left updates waiting."""
        if not more:
            self._served.clear()
            return
        chats = {chat_of(one) for one in done}
        if chats <= self._served:
            # All that wait had theirs: a new round begins.
            self._served.clear()
        self._served |= chats

    async def at_once(self, entries: Sequence[Entry]) -> bool:
        """Write updates down and work on them in the same transaction: one wait for the disk, not
        two. False, and nothing has happened, if that failed or was cut off by a stop; then the
        updates must be written down alone, and what failed shows again when they are worked on."""
        if self._stopping or self._db.shared:
            return False
        self._now = asyncio.create_task(self._write_and_work(entries))
        await asyncio.wait([self._now])
        return not self._now.cancelled() and self._now.result()

    async def _write_and_work(self, entries: Sequence[Entry]) -> bool:
        done: list[Entry] = []
        rest = entries[BATCH:]
        end = time.monotonic() + self._budget
        try:
            async with self._db.transaction() as tx:
                if await inbox.any_waiting(tx):
                    # Nothing overtakes what waits.
                    return False
                for number, entry in enumerate(entries[:BATCH], 1):
                    if await inbox.add_done(tx, entry, self._clock()):
                        await self._handle(tx, entry)
                        done.append(entry)
                    await breathe(number)
                    if time.monotonic() >= end:
                        rest = entries[number:]
                        break
                await inbox.add(tx, rest, self._clock())
        except Exception as error:
            log.debug("updates were not handled at once", kind=type(error).__name__)
            return False
        self._metrics.handled.inc(len(done))
        self._left(done, more=bool(rest))
        if done:
            self._replied.set()
        if rest:
            self._wake.set()
        return True

    async def _alone(self, waiting: Waiting) -> None:
        try:
            async with self._db.transaction() as tx:
                if not await inbox.ready(tx, waiting, self._clock(), shared=self._db.shared):
                    return
                await self._handle(tx, waiting)
                inbox.done(tx, waiting.id, self._clock())
        except Exception as error:
            trouble = error
        else:
            self._metrics.handled.inc()
            return
        await self._failed(waiting, trouble)

    async def _failed(self, waiting: Waiting, error: Exception) -> None:
        self._metrics.failed.inc()
        now = self._clock()
        trace = "".join(traceback.format_exception(error))
        # The traceback may quote what a person typed: it goes to the table, not to the log.
        log.error(
            "update failed", id=waiting.id, tries=waiting.attempts + 1, kind=type(error).__name__
        )
        async with self._db.transaction() as tx:
            if waiting.attempts + 1 < TRIES:
                pause = PAUSES[waiting.attempts]
                inbox.retry(tx, waiting.id, now + pause, trace)
                asyncio.get_running_loop().call_later(pause / 1000 + 0.01, self._wake.set)
                return
            inbox.set_aside(tx, waiting.id, trace, now)
        self._metrics.set_aside.inc()
        # In a transaction of its own: whatever is wrong with the update, it is out of the way.
        try:
            await self._apologise(waiting, now)
        except Exception as trouble:
            log.error("no apology", id=waiting.id, kind=type(trouble).__name__)

    async def _apologise(self, waiting: Waiting, now: int) -> None:
        """Tell the person whose update was set aside, if it is a person's."""
        async with self._db.transaction() as tx:
            query = query_of(waiting.payload)
            if query is not None:
                # Without an answer her button would go on spinning.
                answer = outbox.Call("answerCallbackQuery", {"callback_query_id": query})
                outbox.add(tx, waiting.channel, waiting.chat_id, answer, now, outbox.Lane.ANSWER)
            visit = await people.visit(tx, waiting.channel, waiting.chat_id)
            # Her very first message may be the one that failed; then her phone's language is known.
            language = visit.person.language if visit else sender_language(waiting.payload)
            if language is not None:
                officer = visit is not None and visit.is_officer
                said = self._world.voice(language, officer=officer).gettext(
                    "I stumbled just now, but what you sent is kept. Please try once more."
                )
                call = outbox.Call("sendMessage", Screen(said).params(waiting.chat_id))
                outbox.add(tx, waiting.channel, waiting.chat_id, call, now)

    async def _handle(self, tx: Transaction, entry: Entry | Waiting) -> None:
        now = self._clock()
        update = read_update(json.loads(entry.payload), self._application.bot)
        if entry.chat_id and is_private(update):
            visit = await people.visit(tx, entry.channel, entry.chat_id)
            if visit is None:
                user = update.effective_user
                language = parse_language(user.language_code if user else None)
                visit = await people.arrive(tx, entry.channel, entry.chat_id, language, now)
            elif visit.blocked and update.my_chat_member is None:
                people.unblock(tx, entry.channel, entry.chat_id)
            turn = Turn(
                self._application,
                update,
                tx,
                self._world,
                visit,
                channel=entry.channel,
                chat_id=entry.chat_id,
                now=now,
            )
            if not turn.second_tap():
                await run_handlers(self._application, update, turn)
            if turn.typed_press is not None:
                await run_handlers(self._application, turn.typed_press, turn)
            turn.close()


def chat_of(entry: Entry | Waiting) -> Chat:
    return entry.channel, entry.chat_id


async def breathe(number: int) -> None:
    """A handler seldom waits for anything: after some of them polls and sends get a turn."""
    if number % 8 == 0:
        await asyncio.sleep(0)


def is_private(update: Update) -> bool:
    """Whether an update comes from a person's own chat with the bot; groups are not served."""
    if update.callback_query is not None and update.callback_query.message is None:
        return False
    chat = update.effective_chat
    return chat is not None and chat.type == ChatType.PRIVATE


async def run_handlers(application: App, update: Update, turn: Turn) -> None:
    """Run the first handler of each group that wants the update.

    Application.process_update does the same, but swallows what a handler raises; here a failed
    handler must undo its transaction.
    """
    for group in application.handlers.values():
        for handler in group:
            check = handler.check_update(update)
            if check is None or check is False:
                continue
            try:
                await handler.handle_update(update, application, check, turn)
            except ApplicationHandlerStop:
                return
            break


def sender_language(payload: str) -> Language | None:
    """The language of a person whose message could not be handled; None if it is not from one."""
    message = json.loads(payload).get("message")
    if not isinstance(message, dict) or not isinstance(message.get("from"), dict):
        return None
    chat = message.get("chat")
    private = isinstance(chat, dict) and chat.get("type") == ChatType.PRIVATE
    code = message["from"].get("language_code")
    return parse_language(code if isinstance(code, str) else None) if private else None


def query_of(payload: str) -> str | None:
    """The id of the press that an update is; None if it is none."""
    query = json.loads(payload).get("callback_query")
    found = query.get("id") if isinstance(query, dict) else None
    return found if isinstance(found, str) else None


def summary(payload: str) -> Mapping[str, str]:
    """What kind of update a payload is, without what a person wrote in it."""
    data = json.loads(payload or "{}")
    kinds = [key for key in data if key != "update_id"]
    return {"update_id": str(data.get("update_id", "")), "kind": kinds[0] if kinds else ""}
