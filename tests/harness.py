"""A whole bot for a test: the real service over a real database, against the strict sandbox."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app import Service, build_world, media_of, open_database
from bot.channels import Limits
from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.telegram import TelegramChannel
from bot.settings import Settings
from handlers.turn import Handler, World
from storage.database import Database
from storage.migrate import migrate

CHANNEL = "sandbox"
# A test does not wait for a chat's rest; the tests of the pace set limits of their own.
QUICK = Limits(1000, 0.0)


@dataclass(slots=True)
class Running:
    """A bot at work, its Telegram, and phones for the people of a test."""

    server: SandboxServer
    service: Service
    db: Database

    def phone(self, first_name: str = "Lan", *, language: str = "vi", phone: str = "") -> Phone:
        """The phone of a new person who has not written yet."""
        person = self.server.world.add_person(
            first_name=first_name, language_code=language, phone=phone or "84912345678"
        )
        return Phone(self.server.world, person)


def channel_to(server: SandboxServer, db: Database, limits: Limits = QUICK) -> TelegramChannel:
    """A channel to the sandbox, named as in the demo."""
    return TelegramChannel(
        CHANNEL, server.url, server.token, limits=limits, media=media_of(db, CHANNEL)
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
    db = await open_database(database_url, exclusive=True)
    try:
        await migrate(db)
        channel = channel_to(server, db, limits)
        await channel.open()
        identity = channel.bot.bot.to_dict()
        service = Service(db, channel, world, identity, handlers=handlers)
        await service.start()
        try:
            yield Running(server, service, db)
        finally:
            await service.stop()
    finally:
        await db.close()
        await server.stop()


def make_world() -> World:
    """The catalogues and the territory, as the running bot has them; slow to make, so shared."""
    return build_world(Settings(_env_file=None))
