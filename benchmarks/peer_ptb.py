"""python-telegram-bot as its documentation teaches it.

Inbound: a persistent ``ConversationHandler`` with ``PicklePersistence``, flushed after every
update, since the library's own interval (60 s) would lose a minute of answers in a crash. Where it
has it easier than we do: the pickle is written once per update and not synced to the disk; seen
updates are remembered as one number per person instead of a row per update; the effect and the
state are not one transaction; replies are handed to a stub and kept nowhere. Its cost grows with
every person it knows (the whole pickle is written each time); here it knows a few hundred.

Outbound: the stock bot over its own httpx with its default pool of 256 connections (a pool of
exactly as many as are under way measured the same), and its pool never times out, so no send fails
for having waited.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import aiosqlite
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    ExtBot,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from benchmarks.job import TEXT, TOKEN, Figures, Job
from benchmarks.outbound import many, measure_sends
from benchmarks.work import CONFIRM, GROUPS, Button, Idea

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE idea (
    id INTEGER PRIMARY KEY, person INTEGER NOT NULL, name TEXT NOT NULL,
    product_group TEXT NOT NULL, output INTEGER NOT NULL
);
"""
BOT = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"OCOP","username":"ocop_bot"}}'
MESSAGE = json.dumps(
    {
        "ok": True,
        "result": {
            "message_id": 1,
            "date": 1_767_225_600,
            "chat": {"id": 1, "type": "private"},
            "text": "ok",
        },
    }
).encode()
TRUE = b'{"ok":true,"result":true}'

Context = ContextTypes.DEFAULT_TYPE
NAME, GROUP, OUTPUT, REVIEW = range(4)


class Stub(BaseRequest):
    """Answers every call at once with the same message."""

    def __init__(self) -> None:
        self.calls = 0

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        self.calls += 1
        if url.endswith("/getMe"):
            return 200, BOT
        return 200, TRUE if url.endswith("/answerCallbackQuery") else MESSAGE


def kept(context: Context) -> dict[str, object]:
    """What the library keeps of this person."""
    data = context.user_data
    if data is None:
        raise ValueError("an update without a person")
    return data


async def once_and_known(update: Update, context: Context) -> None:
    """Drops an update seen before (ids only grow), and keeps who wrote."""
    data = kept(context)
    last = data.get("last update", 0)
    if isinstance(last, int) and update.update_id <= last:
        raise ApplicationHandlerStop
    data["last update"] = update.update_id
    if "person" not in data and update.effective_user is not None:
        data["person"] = (update.effective_user.full_name, update.effective_user.language_code)


def keyboard(values: tuple[str, ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(value, callback_data=f"idea:{value}")] for value in values]
    )


async def start(update: Update, context: Context) -> int:
    if update.message is not None:
        await update.message.reply_text("What is the product called?")
    return NAME


async def name(update: Update, context: Context) -> int:
    if update.message is not None:
        kept(context)["name"] = update.message.text
        await update.message.reply_text("Which group is it in?", reply_markup=keyboard(GROUPS))
    return GROUP


async def group(update: Update, context: Context) -> int:
    query = update.callback_query
    if query is not None:
        kept(context)["group"] = (query.data or "").removeprefix("idea:")
        await query.answer()
        await query.edit_message_text("How many a year?")
    return OUTPUT


async def output(update: Update, context: Context) -> int:
    if update.message is not None:
        data = kept(context)
        data["output"] = int(update.message.text or "")
        await update.message.reply_text(
            f"{data['name']}, {data['group']}, {data['output']} a year. Send it?",
            reply_markup=keyboard((CONFIRM,)),
        )
    return REVIEW


async def not_a_number(update: Update, context: Context) -> int:
    if update.message is not None:
        await update.message.reply_text("Please write a number, for example 500.")
    return OUTPUT


class PtbBot:
    """Takes one update after another, as the library does unless told otherwise.

    ``ConversationHandler`` forbids concurrent updates, so a batch is handled in order.
    """

    def __init__(self, database: aiosqlite.Connection, directory: Path) -> None:
        self.database = database
        self.stub = Stub()
        self.persistence = PicklePersistence(
            directory / "ptb.pickle",
            store_data=PersistenceInput(bot_data=False, chat_data=False, callback_data=False),
            on_flush=True,
        )
        self.app = (
            Application.builder()
            .bot(ExtBot(TOKEN, request=self.stub, get_updates_request=self.stub))
            .persistence(self.persistence)
            .job_queue(None)
            .build()
        )
        self.app.add_handler(TypeHandler(Update, once_and_known), group=-1)
        text = filters.TEXT & ~filters.COMMAND
        self.app.add_handler(
            # Not per message: one form per person, whichever message the button stands in.
            ConversationHandler(
                entry_points=[CommandHandler("idea", start)],
                states={
                    NAME: [MessageHandler(text, name)],
                    GROUP: [CallbackQueryHandler(group, pattern="^idea:")],
                    OUTPUT: [
                        MessageHandler(filters.Regex(r"^\d{1,9}$"), output),
                        MessageHandler(text, not_a_number),
                    ],
                    REVIEW: [CallbackQueryHandler(self.confirm, pattern=f"^idea:{CONFIRM}$")],
                },
                fallbacks=[],
                name="idea",
                persistent=True,
            )
        )

    async def confirm(self, update: Update, context: Context) -> int:
        query = update.callback_query
        if query is not None:
            data = kept(context)
            cursor = await self.database.execute(
                "INSERT INTO idea (person, name, product_group, output) VALUES (?, ?, ?, ?)",
                (query.from_user.id, data.pop("name"), data.pop("group"), data.pop("output")),
            )
            await self.database.commit()
            await query.answer()
            await query.edit_message_text(f"Thank you. Your code: YT-2026-{cursor.lastrowid:05}")
        return ConversationHandler.END

    async def handle(self, updates: list[bytes]) -> None:
        for raw in updates:
            update = Update.de_json(json.loads(raw), self.app.bot)
            await self.app.process_update(update)
            await self.app.update_persistence()
            await self.persistence.flush()

    async def button(self, person: int, value: str) -> Button:
        return Button(1, f"idea:{value}")

    async def ideas(self) -> Mapping[int, Idea]:
        rows = await self.database.execute_fetchall(
            "SELECT person, name, product_group, output FROM idea"
        )
        found: dict[int, Idea] = {}
        for person, product, product_group, amount in rows:
            if person in found:
                raise ValueError(f"two ideas of {person}")
            found[int(person)] = Idea(str(product), str(product_group), int(amount))
        return found

    def replies(self) -> int:
        return self.stub.calls

    async def close(self) -> None:
        await self.app.shutdown()
        await self.database.close()


async def open_inbound(job: Job) -> PtbBot:
    database = await aiosqlite.connect(job.path / "ptb.db")
    await database.executescript(SCHEMA)
    bot = PtbBot(database, job.path)
    await bot.app.initialize()
    return bot


async def outbound(job: Job) -> Figures:
    """Sends through the stock bot over httpx."""
    request = HTTPXRequest(pool_timeout=None, read_timeout=60)
    async with Bot(TOKEN, base_url=f"{job.url}/bot", request=request) as bot:

        async def send(chat: int) -> None:
            await bot.send_message(chat, TEXT)

        return await measure_sends(lambda count: many(send, count, job.under_way), job)
