"""A whole bot for a test: the real service over a real database, against the strict sandbox."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from html import unescape

import pytest

from bot import clock
from bot.app import Service, build_world, media_of
from bot.channels import Limits
from bot.channels.sandbox.phone import POLL_SECONDS, Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.sandbox.wire import reply
from bot.channels.telegram import TelegramChannel
from bot.channels.transport import AiohttpRequest
from bot.settings import Settings
from handlers.turn import Handler
from handlers.world import World
from storage.compact import to_json
from storage.database import Database
from tests.databases import opened

CHANNEL = "sandbox"
# A test does not wait for a chat's rest; the tests of the pace set limits of their own.
QUICK = Limits(1000, 0.0)
# How long a bot may take at the end of a test to finish what it was asked.
CALM_SECONDS = 20.0
# What was tried before and waits to be tried again is no business of this moment.
BUSY = """
SELECT 1 AS busy
WHERE EXISTS (SELECT 1 FROM inbox WHERE state = 0)
   OR EXISTS (SELECT 1 FROM outbox WHERE state < 2 AND (state = 1 OR attempts = 0))
   OR EXISTS (SELECT 1 FROM jobs WHERE kind LIKE 'export.%' AND due_at <= :now)
"""
# Characters of a message that people read without scrolling back.
LONGEST = 1000
_TAG = re.compile(r"</?[a-z][^>]*>")


@dataclass(slots=True)
class Clock:
    """The wall clock, some milliseconds ahead."""

    ahead: int = 0

    def __call__(self) -> int:
        return clock.now() + self.ahead


@dataclass(slots=True)
class Running:
    """A bot at work, its Telegram, and phones for the people of a test.

    Whatever a test does, nothing the bot says may be refused and no press may stay unanswered.
    A test that is about just that says so: `allowed` holds the methods whose calls may be refused.
    """

    server: SandboxServer
    service: Service
    db: Database
    allowed: set[str] = field(default_factory=set)
    clock: Clock = field(default_factory=Clock)
    long_ones: bool = False
    """Set by a test that has messages longer than a screen on purpose."""

    async def later(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Let that much time pass for the bot, and do the jobs that have come due by then."""
        self.clock.ahead += int((days * 24 * 60 + hours * 60 + minutes) * 60_000)
        while await self.service.jobs.round():
            pass
        await self.calm()

    def phone(self, first_name: str = "Lan", *, language: str = "vi", phone: str = "") -> Phone:
        """The phone of a new person who has not written yet."""
        person = self.server.world.add_person(
            first_name=first_name, language_code=language, phone=phone or "84912345678"
        )
        return Phone(self.server.world, person, self.is_calm)

    async def calm(self) -> None:
        """Return once the bot has done all it can do now, or after `CALM_SECONDS`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CALM_SECONDS):
                while not await self.is_calm():  # noqa: ASYNC110 - only the database knows
                    await asyncio.sleep(POLL_SECONDS)

    async def is_calm(self) -> bool:
        """Whether the bot has done all it can do now: nothing to fetch, to work on or to send."""
        if self.server.world.pending() or not self.service.sender.resting:
            return False
        async with self.db.transaction() as tx:
            return await tx.one(BUSY, now=self.clock()) is None

    def refused(self) -> list[str]:
        """The calls that the server refused for a mistake in them, but for those `allowed`."""
        return [
            f"{call.method}: {call.answer['description']} {dict(call.params)}"
            for call in self.server.calls
            if call.answer.get("error_code") in (400, 404, 413) and call.method not in self.allowed
        ]

    def too_long(self) -> list[str]:
        """The beginnings of messages that are longer than a screen."""
        return [
            text[:80]
            for call in self.server.calls
            if call.method in ("sendMessage", "editMessageText", "sendPhoto", "sendDocument")
            and not self.long_ones
            for text in [str(call.params.get("text") or call.params.get("caption") or "")]
            if len(unescape(_TAG.sub("", text))) > LONGEST
        ]

    def unanswered(self) -> list[str]:
        """The presses, by their ids, whose buttons still wait for an answer."""
        queries = self.server.world.state.queries
        return [key for key, query in queries.items() if not query.answered]


class Shortcut(AiohttpRequest):
    """Plain calls to a sandbox in the same process without the way over HTTP, a quarter of what a
    test costs. Files go over HTTP, and so does all where a test makes trouble."""

    def __init__(self, server: SandboxServer) -> None:
        super().__init__()
        self._server = server

    async def call(
        self, url: str, params: Mapping[str, object], *, timeout: float | None = None
    ) -> tuple[int, bytes]:
        if self._server.faults is not None or self._session is None:
            return await super().call(url, params, timeout=timeout)
        body = json.loads(to_json(params).encode())
        answered = reply(await self._server.answer(url.rpartition("/")[2], body))
        assert isinstance(answered.body, bytes)
        return answered.status, answered.body


def channel_to(server: SandboxServer, db: Database, limits: Limits = QUICK) -> TelegramChannel:
    """A channel to the sandbox, named as in the demo."""
    return TelegramChannel(
        CHANNEL,
        server.url,
        server.token,
        limits=limits,
        media=media_of(db, CHANNEL),
        request=Shortcut(server),
    )


@asynccontextmanager
async def running(
    database_url: str,
    world: World,
    *,
    handlers: Iterable[Handler] | None = None,
    limits: Limits = QUICK,
) -> AsyncIterator[Running]:
    """Start a bot on an empty database and stop it gracefully at the end."""
    server = SandboxServer()
    await server.start()
    try:
        async with opened(database_url) as db:
            channel = channel_to(server, db, limits)
            await channel.open()
            identity = channel.bot.bot.to_dict()
            time = Clock()
            service = Service(db, channel, world, identity, handlers=handlers, now=time)
            await service.start()
            bot = Running(server, service, db, clock=time)
            try:
                yield bot
                await bot.calm()
            finally:
                await service.stop()
    finally:
        await server.stop()
    if refused := bot.refused():
        pytest.fail("the server refused what the bot said:\n" + "\n".join(refused))
    if long := bot.too_long():
        pytest.fail(f"messages are longer than a screen: {long}")
    if "answerCallbackQuery" not in bot.allowed and (left := bot.unanswered()):
        pytest.fail(f"presses were not answered: {left}")


@asynccontextmanager
async def restarted(bot: Running) -> AsyncIterator[None]:
    """Stop the bot's process in order; for a while another one works over the same database."""
    service = bot.service
    await service.stop()
    channel = channel_to(bot.server, bot.db)
    await channel.open()
    identity = channel.bot.bot.to_dict()
    bot.service = Service(bot.db, channel, service.world, identity, now=bot.clock)
    await bot.service.start()
    try:
        yield
    finally:
        await bot.service.stop()


def make_world() -> World:
    """The catalogues and the territory, as the running bot has them; slow to make, so shared."""
    # Nobody in a test taps twice by mistake; what is about that sets a time of its own.
    return replace(build_world(Settings(_env_file=None)), settle_ms=0)
