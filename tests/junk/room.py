"""The bot and its Telegram in one room: no HTTP, no waiting, the same strictness.

Updates go through the real inbox, dispatcher and conversations; what those put in the outbox is
carried out on the sandbox's world at once, which refuses what Telegram refuses.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot import clock
from bot.app import open_database
from bot.application import build_application
from bot.channels.sandbox import people
from bot.channels.sandbox.methods import carry_out
from bot.channels.sandbox.shapes import Json, Refused, Upload, as_object, need_int, need_str
from bot.channels.sandbox.world import World as Telegram
from bot.channels.telegram import entry
from bot.dispatcher import Dispatcher
from bot.edits import Edits
from bot.metrics import Metrics
from handlers import registry
from handlers.world import World
from storage import inbox, media, outbox
from storage.database import Database, Row, Transaction
from storage.migrate import migrate
from storage.outbox import Call, State

CHANNEL = "room"
ME: Json = {"id": 9, "is_bot": True, "first_name": "OCOP", "username": "ocop_bot"}


@dataclass(slots=True)
class Room:
    """A bot and its Telegram. `said` holds what the bot did in each chat since `listen`, `shown`
    every button it ever showed there: the message's number and the data."""

    db: Database
    telegram: Telegram
    dispatcher: Dispatcher
    world: World
    said: dict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[int, dict[tuple[int, str], None]] = field(default_factory=lambda: defaultdict(dict))
    refused: list[str] = field(default_factory=list)
    _edits: Edits = field(default_factory=Edits)

    def see(self, fact: Json) -> None:
        """Note down the buttons of a new or changed message."""
        if fact["fact"] not in {"message", "edit"}:
            return
        message = as_object(fact["message"])
        chat = need_int(as_object(message["chat"]), "id")
        for button in people.buttons(message):
            data = need_str(button, "callback_data")
            self.shown[chat][need_int(message, "message_id"), data] = None

    async def settle(self) -> None:
        """Let the bot handle all that was sent to it. AssertionError if an update fails once, or a
        call is refused."""
        entries = [entry(CHANNEL, update) for update in self.telegram.pending(10_000)]
        async with self.db.transaction() as tx:
            await inbox.add(tx, entries, clock.now())
        self.telegram.confirm(self.telegram.state.last_update + 1)
        while await self.dispatcher.batch():
            await self._nothing_failed()
        while await self._carry_out_all():
            pass
        refused, self.refused = self.refused, []
        assert not refused, "\n".join(refused)
        left = [key for key, query in self.telegram.state.queries.items() if not query.answered]
        self.telegram.state.queries.clear()
        assert not left, f"presses were not answered: {left}"

    async def _nothing_failed(self) -> None:
        failed = "SELECT payload, error FROM inbox WHERE attempts > 0 AND state <> 1"
        rows = await self.rows(failed)
        if rows:
            # What failed must not stand in the way of the next example.
            await self.do("UPDATE inbox SET state = 1 WHERE attempts > 0")
            raise AssertionError(f"{rows[0]['payload'][:500]}\n{rows[0]['error'][-1500:]}")

    async def _carry_out_all(self) -> int:
        async with self.db.transaction() as tx:
            waiting = [
                call
                for lane in outbox.Lane
                for call in await outbox.ready(tx, CHANNEL, lane, clock.now(), 1_000)
            ]
            for outgoing in waiting:
                state = await self._carry_out(tx, int(outgoing.chat_id), outgoing.call)
                outbox.begin(tx, outgoing.id, clock.now())
                outbox.finish(tx, outgoing.id, state, clock.now())
        return len(waiting)

    async def _carry_out(self, tx: Transaction, chat: int, call: Call) -> State:
        self.said[chat].append(call)
        if self._edits.repeats(call):
            return State.SENT
        try:
            result = await self._call(tx, call)
        except Refused as refusal:
            if call.method == "getFile" and call.params["file_id"] not in self.telegram.state.files:
                # A made-up file is not there to be fetched.
                return State.REFUSED
            self.refused.append(f"{call.method}: {refusal.description} {dict(call.params)}")
            return State.REFUSED
        self._edits.made(call)
        if call.method == "getFile" and call.subject is not None:
            content = self.telegram.file_bytes(
                self.telegram.file(need_str(as_object(result), "file_id"))
            )
            media.keep(tx, int(call.subject.removeprefix("media:")), content)
        return State.SENT

    async def _call(self, tx: Transaction, call: Call) -> object:
        """Make a call as the channel does: by the server's own names of our files, or else with
        the files themselves."""
        named = {key: await self._file_ids(tx, value) for key, value in call.params.items()}
        files: dict[str, Upload] = {}
        try:
            return carry_out(self.telegram, call.method, named, files)
        except Refused:
            if named == call.params:
                raise
        sent = {key: await self._uploads(tx, value, files) for key, value in call.params.items()}
        return carry_out(self.telegram, call.method, sent, files)

    async def _file_ids(self, tx: Transaction, value: object) -> object:
        match value:
            case {"media": int(id), **rest} if not rest:
                medium = await media.one(tx, id)
                return medium.file_id if medium else ""
            case dict():
                return {key: await self._file_ids(tx, inner) for key, inner in value.items()}
            case list():
                return [await self._file_ids(tx, inner) for inner in value]
        return value

    async def _uploads(self, tx: Transaction, value: object, files: dict[str, Upload]) -> object:
        match value:
            case {"media": int(id), **rest} if not rest:
                medium = await media.one(tx, id)
                content = await media.content(tx, medium) if medium else None
                files[f"file{id}"] = Upload(
                    (medium.file_name if medium else None) or "file",
                    (medium.mime if medium else None) or "",
                    content or b"",
                )
                return f"attach://file{id}"
            case dict():
                return {key: await self._uploads(tx, v, files) for key, v in value.items()}
            case list():
                return [await self._uploads(tx, inner, files) for inner in value]
        return value

    def listen(self) -> None:
        """Forget what was said so far."""
        self.said.clear()

    async def rows(self, statement: str) -> Sequence[Row]:
        async with self.db.transaction() as tx:
            return await tx.all(statement)

    async def do(self, statement: str, **values: int | str | None) -> int:
        async with self.db.transaction() as tx:
            return await tx.run(statement, **values)


@asynccontextmanager
async def room(database_url: str, world: World) -> AsyncIterator[Room]:
    """An empty database, a Telegram without people, and the bot with all its conversations."""
    db = await open_database(database_url, exclusive=True)
    try:
        await migrate(db)
        dispatcher = Dispatcher(
            db,
            await build_application(dict(ME), registry.build()),
            world,
            clock=clock.now,
            wake=asyncio.Event(),
            replied=asyncio.Event(),
            metrics=Metrics(),
        )
        telegram = Telegram(bot=ME, answer_within=10_000)
        found = Room(db, telegram, dispatcher, world)
        telegram.listeners.append(found.see)
        yield found
    finally:
        await db.close()


def texts(calls: Sequence[Call]) -> list[str]:
    """The messages among some calls, new and edited, as their HTML; what only takes a keyboard
    away is none."""
    return [
        str(call.params.get("text", call.params.get("caption", "")))
        for call in calls
        if call.method.startswith(("send", "edit")) and not _drops_keys(call.params)
    ]


def toasts(calls: Sequence[Call]) -> list[str]:
    """The answers to presses among some calls; an empty one only stops the spinning."""
    return [str(c.params.get("text", "")) for c in calls if c.method == "answerCallbackQuery"]


def _drops_keys(params: Mapping[str, object]) -> bool:
    markup = params.get("reply_markup")
    return isinstance(markup, dict) and "remove_keyboard" in markup
