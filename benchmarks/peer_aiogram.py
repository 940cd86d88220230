"""aiogram 3 as its documentation teaches it: a router, a FSM, and a FSM storage in SQLite.

What it is asked to guarantee: an update's id is stored and committed before its handler runs, each
``set_state`` and ``set_data``, each effect and each reply is committed (WAL, ``synchronous=FULL``)
before the reply goes out. aiogram ships no SQLite storage, so the storage here is the
straightforward one: one row per key, statement by statement, over aiosqlite.

Where it has it easier than we do: its effect, state and reply are not one transaction, so a crash
between them loses or doubles work; the stub does not send the request; the insert of the update's
id and the look-up of the person share one commit; and no lock orders the updates of one person.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from pathlib import Path

import aiosqlite
from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.methods import AnswerCallbackQuery
from aiogram.methods.base import TelegramMethod, TelegramType
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    TelegramObject,
    Update,
)

from benchmarks.job import TEXT, TOKEN, Figures, Job
from benchmarks.outbound import many, measure_sends
from benchmarks.work import CONFIRM, GROUPS, Button, Idea

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE seen (update_id INTEGER PRIMARY KEY);
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, language TEXT NOT NULL);
CREATE TABLE fsm (key TEXT PRIMARY KEY, state TEXT, data TEXT);
CREATE TABLE reply (id INTEGER PRIMARY KEY, method TEXT NOT NULL, params TEXT NOT NULL);
CREATE TABLE idea (
    id INTEGER PRIMARY KEY, person INTEGER NOT NULL, name TEXT NOT NULL,
    product_group TEXT NOT NULL, output INTEGER NOT NULL
);
"""
CANNED_MESSAGE = json.dumps(
    {
        "ok": True,
        "result": {
            "message_id": 1,
            "date": 1_767_225_600,
            "chat": {"id": 1, "type": "private"},
            "text": "ok",
        },
    }
)
CANNED_TRUE = json.dumps({"ok": True, "result": True})


class Database:
    """The one aiosqlite connection the storage, the middleware and the handlers share."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self.connection = connection

    @staticmethod
    async def open(path: Path) -> "Database":
        connection = await aiosqlite.connect(path)
        await connection.executescript(SCHEMA)
        return Database(connection)

    async def write(self, sql: str, *values: object) -> int:
        """Runs one statement; how many rows it changed."""
        cursor = await self.connection.execute(sql, values)
        return cursor.rowcount

    async def row(self, sql: str, *values: object) -> tuple[object, ...] | None:
        # One hop to aiosqlite's thread where `async with execute(): fetchone()` takes three.
        rows = await self.connection.execute_fetchall(sql, values)
        return next((tuple(row) for row in rows), None)


class SqliteStorage(BaseStorage):
    """FSM states and data, one row per key, committed at each change."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @staticmethod
    def text(key: StorageKey) -> str:
        return f"{key.bot_id}:{key.chat_id}:{key.user_id}"

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        await self.database.write(
            "INSERT INTO fsm (key, state) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET state = excluded.state",
            self.text(key),
            state.state if isinstance(state, State) else state,
        )
        await self.database.connection.commit()

    async def get_state(self, key: StorageKey) -> str | None:
        row = await self.database.row("SELECT state FROM fsm WHERE key = ?", self.text(key))
        return None if row is None or row[0] is None else str(row[0])

    async def set_data(self, key: StorageKey, data: Mapping[str, object]) -> None:
        await self.database.write(
            "INSERT INTO fsm (key, data) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET data = excluded.data",
            self.text(key),
            json.dumps(dict(data)),
        )
        await self.database.connection.commit()

    async def get_data(self, key: StorageKey) -> dict[str, object]:
        row = await self.database.row("SELECT data FROM fsm WHERE key = ?", self.text(key))
        if row is None or row[0] is None:
            return {}
        data: dict[str, object] = json.loads(str(row[0]))
        return data

    async def close(self) -> None:
        await self.database.connection.close()


class OnceAndKnown(BaseMiddleware):
    """Drops an update seen before, and stores who wrote."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, object]], Awaitable[object]],
        event: TelegramObject,
        data: dict[str, object],
    ) -> object:
        if not isinstance(event, Update):
            return None
        fresh = await self.database.write(
            "INSERT OR IGNORE INTO seen (update_id) VALUES (?)", event.update_id
        )
        if not fresh:
            return None
        source = event.message or event.callback_query
        if source is None or source.from_user is None:
            return None
        person = source.from_user
        row = await self.database.row("SELECT name, language FROM person WHERE id = ?", person.id)
        if row is None:
            await self.database.write(
                "INSERT INTO person (id, name, language) VALUES (?, ?, ?)",
                person.id,
                person.full_name,
                person.language_code or "vi",
            )
        await self.database.connection.commit()
        return await handler(event, data)


class Form(StatesGroup):
    name = State()
    group = State()
    output = State()
    review = State()


def keyboard(values: tuple[str, ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=value, callback_data=f"idea:{value}")] for value in values
        ]
    )


async def start(message: Message, state: FSMContext) -> None:
    await state.set_state(Form.name)
    await message.answer("What is the product called?")


async def name(message: Message, state: FSMContext) -> None:
    await state.update_data(name=message.text)
    await state.set_state(Form.group)
    await message.answer("Which group is it in?", reply_markup=keyboard(GROUPS))


async def group(query: CallbackQuery, state: FSMContext) -> None:
    await state.update_data(group=(query.data or "").removeprefix("idea:"))
    await state.set_state(Form.output)
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text("How many a year?")


async def output(message: Message, state: FSMContext) -> None:
    data = await state.update_data(output=int(message.text or ""))
    await state.set_state(Form.review)
    await message.answer(
        f"{data['name']}, {data['group']}, {data['output']} a year. Send it?",
        reply_markup=keyboard((CONFIRM,)),
    )


async def not_a_number(message: Message) -> None:
    await message.answer("Please write a number, for example 500.")


def confirm(database: Database) -> Callable[[CallbackQuery, FSMContext], Awaitable[None]]:
    async def handler(query: CallbackQuery, state: FSMContext) -> None:
        data = await state.get_data()
        cursor = await database.connection.execute(
            "INSERT INTO idea (person, name, product_group, output) VALUES (?, ?, ?, ?)",
            (query.from_user.id, data["name"], data["group"], data["output"]),
        )
        await database.connection.commit()
        await state.clear()
        await query.answer()
        if isinstance(query.message, Message):
            await query.message.edit_text(f"Thank you. Your code: YT-2026-{cursor.lastrowid:05}")

    return handler


class Stub(BaseSession):
    """Stores every call, as the work asks, and answers it with the same message."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.calls = 0

    async def close(self) -> None:
        pass

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        self.calls += 1
        await self.database.write(
            "INSERT INTO reply (method, params) VALUES (?, ?)",
            method.__api_method__,
            json.dumps(self._params(bot, method)),
        )
        await self.database.connection.commit()
        canned = CANNED_TRUE if isinstance(method, AnswerCallbackQuery) else CANNED_MESSAGE
        result = self.check_response(bot, method, 200, canned).result
        if result is None:
            raise ValueError("the canned answer has no result")
        return result

    def _params(self, bot: Bot, method: TelegramMethod[TelegramType]) -> Mapping[str, object]:
        """The parameters as aiogram's own session would send them."""
        prepared = {
            key: self.prepare_value(value, bot=bot, files={})
            for key, value in method.model_dump(warnings=False).items()
        }
        return {key: value for key, value in prepared.items() if value}

    async def stream_content(
        self,
        url: str,
        headers: dict[str, object] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        yield b""


class AiogramBot:
    """Takes a batch at a time, all of it under way at once, as aiogram's polling does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stub = Stub(database)
        self.bot = Bot(TOKEN, session=self.stub)
        self.dispatcher = Dispatcher(storage=SqliteStorage(database))
        self.dispatcher.update.outer_middleware(OnceAndKnown(database))
        router = Router()
        router.message.register(start, Command("idea"))
        router.message.register(name, StateFilter(Form.name), F.text)
        router.callback_query.register(group, StateFilter(Form.group), F.data.startswith("idea:"))
        router.message.register(output, StateFilter(Form.output), F.text.regexp(r"^\d{1,9}$"))
        router.message.register(not_a_number, StateFilter(Form.output))
        router.callback_query.register(
            confirm(database), StateFilter(Form.review), F.data == f"idea:{CONFIRM}"
        )
        self.dispatcher.include_router(router)

    async def one(self, update: bytes) -> None:
        await self.dispatcher.feed_raw_update(self.bot, json.loads(update))

    async def handle(self, updates: list[bytes]) -> None:
        if len(updates) == 1:
            await self.one(updates[0])
        else:
            await asyncio.gather(*(self.one(update) for update in updates))

    async def button(self, person: int, value: str) -> Button:
        return Button(1, f"idea:{value}")

    async def ideas(self) -> Mapping[int, Idea]:
        rows = await self.database.connection.execute_fetchall(
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
        await self.dispatcher.storage.close()


async def open_inbound(job: Job) -> AiogramBot:
    return AiogramBot(await Database.open(job.path / "aiogram.db"))


async def outbound(job: Job) -> Figures:
    """Sends through aiogram's own aiohttp session with its default pool of 100 connections.

    That pool is what it has under way where the job leaves it the choice.
    """
    under_way = job.under_way or 100
    async with Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(job.url))) as bot:

        async def send(chat: int) -> None:
            await bot.send_message(chat, TEXT)

        return await measure_sends(lambda count: many(send, count, under_way), job)
