"""Our own engine, as ``ocop-bot run`` puts it together: intake and dispatcher; the sender is in
``ours_out.py``.

Inbound: an update and everything it leads to (that it is known, the person, the form's state, the
effect, the replies in the outbox) are one transaction on SQLite in WAL with ``synchronous=FULL``,
and it is acknowledged after the commit. The dispatcher runs as in production. The form is written
by hand over `storage.drafts`, as the peers' forms are over their own storages; what a button
carries is checked against the present state, as in every handler of ours.

Outbound: the calls wait in the outbox before the clock starts. Then each is marked under way and
committed before it is made, and its end is written down and committed: the clock stops after the
last of those commits. No peer keeps anything.
"""

import asyncio
import gc
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from benchmarks.job import Job
from benchmarks.work import CONFIRM, GROUPS, Button, Idea
from bot import clock
from bot.application import build_application
from bot.channels.telegram import entry
from bot.dispatcher import Dispatcher
from bot.inbox import Intake
from bot.metrics import Metrics
from handlers import screen
from handlers.screen import Screen
from handlers.turn import App, Handler, Turn
from handlers.voice import Html, html
from handlers.world import World
from locales import load_catalogues
from programme.edition_files import load_editions
from programme.units import build_territory
from storage import drafts
from storage.database import Database
from storage.drafts import Draft
from storage.migrate import migrate
from storage.sqlite import open_sqlite

CHANNEL = "telegram"
IDENTITY: dict[str, object] = {
    "id": 1,
    "is_bot": True,
    "first_name": "OCOP",
    "username": "ocop_bot",
}
FORM = "bench"
SCHEMA = """
CREATE TABLE bench_ideas (
    id INTEGER PRIMARY KEY, person BIGINT NOT NULL, name TEXT NOT NULL,
    product_group TEXT NOT NULL, output INTEGER NOT NULL
)
"""
ADD_IDEA = (
    "INSERT INTO bench_ideas (person, name, product_group, output)"
    " VALUES (:person, :name, :product_group, :output) RETURNING id"
)


async def add_idea(turn: Turn, name: str, group: str, output: int) -> str:
    """The effect; returns the code that the receipt says."""
    row = await turn.tx.one(
        ADD_IDEA, person=int(turn.chat_id), name=name, product_group=group, output=output
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    return f"YT-2026-{row['id']:05}"


# The form by hand


def buttons(draft: Draft, values: tuple[str, ...]) -> screen.Rows:
    return [[screen.Button(value, f"idea:{draft.id}:{draft.step}:{value}")] for value in values]


def keep(turn: Turn, draft: Draft, step: str, **answers: str | int) -> Draft:
    draft = replace(draft, step=step, answers={**draft.answers, **answers})
    drafts.save(turn.tx, draft, turn.now)
    return draft


async def start(update: Update, turn: Turn) -> None:
    await drafts.begin(turn.tx, turn.person.id, Draft(0, FORM, 1, "name"), turn.now)
    turn.show(Screen(Html("What is the product called?")))


async def typed(update: Update, turn: Turn) -> None:
    draft, text = turn.draft, turn.message.text if turn.message else None
    if draft is None or text is None:
        return
    if draft.step == "name":
        draft = keep(turn, draft, "group", name=text)
        turn.show(Screen(Html("Which group is it in?"), buttons(draft, GROUPS)))
    elif draft.step == "output" and text.isdecimal() and len(text) < 10:
        draft = keep(turn, draft, "review", output=int(text))
        said = f"{draft.answers['name']}, {draft.answers['group']}, {text} a year. Send it?"
        turn.show(Screen(html(said), buttons(draft, (CONFIRM,))))
    elif draft.step == "output":
        turn.show(Screen(Html("Please write a number, for example 500.")))


async def pressed(update: Update, turn: Turn) -> None:
    draft, data = turn.draft, (turn.query.data if turn.query else None) or ""
    if draft is None or not data.startswith(f"idea:{draft.id}:{draft.step}:"):
        turn.toast("This button is old.")
        return
    value = data.rpartition(":")[2]
    if draft.step == "group":
        keep(turn, draft, "output", group=value)
        turn.show(Screen(Html("How many a year?")))
    elif draft.step == "review":
        name, group, output = (draft.answers[key] for key in ("name", "group", "output"))
        if isinstance(output, int):
            code = await add_idea(turn, str(name), str(group), output)
            drafts.remove(turn.tx, draft)
            turn.show(Screen(Html(f"Thank you. Your code: {code}")))


def by_hand() -> list[Handler]:
    return [
        CommandHandler("idea", start),
        MessageHandler(filters.TEXT, typed),
        CallbackQueryHandler(pressed, r"^idea:"),
    ]


class OurBot:
    """Intake and dispatcher at work; a batch comes as one answer of getUpdates does."""

    def __init__(self, db: Database, path: Path, application: App) -> None:
        self.db = db
        # Beside the engine, so that only what is committed is seen.
        self.reader = sqlite3.connect(path)
        self.metrics = metrics = Metrics()
        arrived, self.replied = asyncio.Event(), asyncio.Event()
        self.intake = Intake(db, clock.now, arrived, metrics)
        self.dispatcher = Dispatcher(
            db,
            application,
            World(load_catalogues(), build_territory([], []), load_editions(), lambda: ""),
            clock=clock.now,
            wake=arrived,
            replied=self.replied,
            metrics=metrics,
        )
        self.intake.dispatcher = self.dispatcher
        self.seen: set[int] = set()
        self.task = asyncio.create_task(self.dispatcher.run())

    async def handle(self, updates: list[bytes]) -> None:
        entries = [entry(CHANNEL, json.loads(update)) for update in updates]
        self.seen.update(int(one.update_id) for one in entries)
        await self.intake.receive(entries)
        while self.handled() < len(self.seen):
            self.replied.clear()
            await self.replied.wait()

    def handled(self) -> float:
        """How many updates are done, from the metrics the operator watches."""
        [counter] = self.metrics.handled.collect()
        return counter.samples[0].value

    async def button(self, person: int, value: str) -> Button:
        message, payload = self.reader.execute(
            "SELECT id, payload FROM outbox WHERE channel = ? AND chat_id = ? AND state < 2"
            " AND method <> 'answerCallbackQuery' ORDER BY id DESC LIMIT 1",
            (CHANNEL, str(person)),
        ).fetchone()
        rows = json.loads(payload)["reply_markup"]["inline_keyboard"]
        found = [str(button["callback_data"]) for row in rows for button in row]
        return Button(message, next(data for data in found if data.endswith(f":{value}")))

    async def ideas(self) -> Mapping[int, Idea]:
        found: dict[int, Idea] = {}
        for person, name, group, output in self.reader.execute(
            "SELECT person, name, product_group, output FROM bench_ideas"
        ):
            if person in found:
                raise ValueError(f"two ideas of {person}")
            found[person] = Idea(name, group, output)
        return found

    def replies(self) -> int:
        count: int = self.reader.execute("SELECT count(*) FROM outbox").fetchone()[0]
        return count

    async def close(self) -> None:
        self.dispatcher.stop()
        await self.task
        self.reader.close()
        await self.db.close()


async def open_database(job: Job) -> Database:
    db = await open_sqlite(job.path / "ours.db", exclusive=True)
    await migrate(db)
    async with db.transaction() as tx:
        await tx.run(SCHEMA)
    return db


async def open_inbound(job: Job) -> OurBot:
    db = await open_database(job)
    application = await build_application(IDENTITY, by_hand())
    # As `bot.app.build_world` does: what was made at the start stays.
    gc.freeze()
    return OurBot(db, job.path / "ours.db", application)
