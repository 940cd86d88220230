"""What is done again and again: reminders of unfinished forms, and tidying up."""

import asyncio
import hashlib
import json
from collections.abc import Callable

import structlog

from bot.metrics import Metrics
from handlers import commands, form, registry, start
from handlers.world import World
from storage import drafts, erasure, inbox, jobs, media, outbox, people, values
from storage.database import Database
from storage.outbox import Call, Lane
from storage.people import PersonId

log = structlog.get_logger()

ROUND_SECONDS = 30.0
DAY = 24 * 60 * 60 * 1000
REMIND_AFTER = DAY
# Telegram repeats an update for a day at most; a week tells an operator what happened.
KEEP = 7 * DAY
REMINDERS = 50
# What has come to its end is looked for among everybody: not in every round.
EXPIRE_EVERY = DAY


class Chores:
    """Runs a round now and then; every chore is safe to repeat after a crash."""

    def __init__(
        self,
        db: Database,
        world: World,
        now: Callable[[], int],
        replied: asyncio.Event,
        metrics: Metrics,
    ) -> None:
        self._db = db
        self._world = world
        self._now = now
        self._replied = replied
        self._metrics = metrics
        self._expired_at = 0
        # How far the media have been gone through.
        self._tidied = 0

    async def run(self) -> None:
        while True:
            try:
                await self.round()
            except Exception:
                log.exception("a round of chores failed")
            await asyncio.sleep(ROUND_SECONDS)

    async def round(self) -> None:
        """Remind, tidy up and count once. One that fails does not keep the others from being done;
        its error is raised at the end."""
        failed: list[Exception] = []
        for chore in (self.remind, self.tidy, self.count):
            try:
                await chore()
            except Exception as error:
                failed.append(error)
        if failed:
            raise ExceptionGroup("chores failed", failed)

    async def tidy(self) -> None:
        """Forget what is done, and what nothing needs any more."""
        before = self._now() - KEEP
        async with self._db.transaction() as tx:
            await inbox.prune(tx, before)
            await outbox.prune(tx, before)
            await erasure.prune(tx, before)
            if expiring := self._now() - self._expired_at >= EXPIRE_EVERY:
                await erasure.expire(tx, self._now())
            self._tidied = await media.remove_unused(tx, self._now() - DAY, self._tidied)
        if expiring:
            self._expired_at = self._now()

    async def count(self) -> None:
        """Tell the metrics what waits."""
        async with self._db.transaction() as tx:
            coming, going = await inbox.counts(tx), await outbox.counts(tx)
            given_up = await jobs.failed(tx)
        self._metrics.waiting.labels("inbox").set(coming.waiting)
        self._metrics.waiting.labels("outbox").set(going.waiting + going.under_way)
        self._metrics.waiting.labels("set_aside").set(coming.failed)
        self._metrics.waiting.labels("failed_jobs").set(given_up)

    async def remind(self) -> int:
        """Remind people, once, of a form they left a day ago. Returns how many were reminded."""
        now = self._now()
        async with self._db.transaction() as tx:
            idle = await drafts.idle(tx, now - REMIND_AFTER, REMINDERS)
            for person_id, draft in idle:
                drafts.reminded(tx, draft, now)
                person = await people.one(tx, PersonId(person_id))
                left = registry.FORMS.get(draft.form)
                # The first questions are nothing to come back for.
                if person is None or left is None or not left.later:
                    continue
                # Whose consent is taken back is not written to about what she told before.
                if left.first is start.agreed_first and not person.consent:
                    continue
                screen = form.reminder(self._world.voice(person.language), left, draft)
                for channel, chat_id in await people.chats(tx, person.id):
                    call = Call("sendMessage", screen.params(chat_id))
                    outbox.add(tx, channel, chat_id, call, now)
        if idle:
            self._replied.set()
        return len(idle)

    async def at_start(self, channel: str) -> None:
        """Tell the channel the commands, if they have changed since it was told last."""
        calls = []
        for language in (None, "vi", "en"):
            voice = self._world.voice("en" if language == "en" else "vi")
            params: dict[str, object] = {"commands": commands.commands_for(voice, officer=False)}
            if language:
                params["language_code"] = language
            calls.append(Call("setMyCommands", params))
        told = hashlib.sha256(json.dumps([call.params for call in calls]).encode()).hexdigest()
        name = f"commands:{channel}"
        async with self._db.transaction() as tx:
            if await values.get(tx, name) == told:
                return
            for call in calls:
                outbox.add(tx, channel, "", call, self._now(), Lane.ANSWER)
            values.put(tx, name, told)
        self._replied.set()
