"""`ocop-bot run`: the bot on Telegram, until it is told to stop."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.app import Service, build_world, media_of, open_database
from bot.channels import Limits
from bot.channels.telegram import TelegramChannel
from bot.settings import Settings, SettingsError, wrong
from bot.web import WebServer
from programme.unit_corrections import corrected_territory
from storage import units, values
from storage.database import Database
from storage.migrate import migrate

log = structlog.get_logger()
T = TypeVar("T")

CHANNEL = "telegram"
# Telegram asks for no more than one message a second to one chat.
CHAT_GAP = 1.0
DEFAULT_LISTEN = "127.0.0.1:8080"
STILL_UNKNOWN = {"id": 0, "is_bot": True, "first_name": "OCOP", "username": ""}


def stop_signal() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    return stopped


async def identity_of(channel: TelegramChannel, db: Database) -> Mapping[str, object]:
    """Who the bot is: from the server, or what it said last time if it cannot be reached now.

    Raises SettingsError if the server does not know the token.
    """
    name = f"identity:{channel.name}"
    try:
        await channel.open()
    except InvalidToken:
        raise SettingsError(wrong("telegram_token", "is not known to Telegram")) from None
    except TelegramError as error:
        log.warning("Telegram cannot be reached yet", kind=type(error).__name__)
        async with db.transaction() as tx:
            known = await values.get(tx, name)
        found: dict[str, object] = json.loads(known) if known else STILL_UNKNOWN
        return found
    identity = channel.bot.bot.to_dict()
    async with db.transaction() as tx:
        values.put(tx, name, json.dumps(identity))
    return identity


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises SettingsError, DatabaseError, AlreadyRunning, LeadLost.
    """
    token = settings.token()
    secret = settings.secret() if settings.public_url else None
    stopped = stop_signal()
    if settings.database_url is None:
        settings.make_folder()
    db = await open_database(settings.database, exclusive=True)
    try:
        await migrate(db)
        channel = TelegramChannel(
            CHANNEL,
            settings.telegram_api_url,
            token,
            limits=Limits(settings.telegram_rate, CHAT_GAP),
            media=media_of(db, CHANNEL),
        )
        try:
            identity = await unless(stopped, identity_of(channel, db))
            if identity is not None:
                async with db.transaction() as tx:
                    territory = corrected_territory(await units.corrections(tx))
                world = build_world(settings, territory)
                service = Service(db, channel, world, dict(identity), listen=secret is None)
                await serve(service, channel, settings, secret, stopped)
        finally:
            await channel.close()
    finally:
        await db.close()


async def serve(
    service: Service,
    channel: TelegramChannel,
    settings: Settings,
    secret: str | None,
    stopped: asyncio.Event,
) -> None:
    """Run the service until told to stop, with a web server if there is anything to serve."""
    routes = [channel.webhook(secret, service.receive)] if secret else []
    web = None
    if routes or settings.listen:
        web = WebServer(service, settings.listen or DEFAULT_LISTEN, routes)
    try:
        if web:
            await start_web(web)
        await service.start()
        log.info("running", webhook=secret is not None)
        parts: list[Awaitable[None]] = [asyncio.shield(service.failed)]
        if secret and settings.public_url:
            parts.append(keep_trying_webhook(channel, settings.public_url, secret))
        await unless(stopped, asyncio.gather(*parts))
    finally:
        log.info("stopping")
        if web:
            await web.stop()
        await service.stop()


async def unless(stopped: asyncio.Event, work: Awaitable[T]) -> T | None:
    """Do some work and return its result; told to stop meanwhile, leave off and return None."""
    told, doing = asyncio.ensure_future(stopped.wait()), asyncio.ensure_future(work)
    ends: set[asyncio.Future[Any]] = {told, doing}
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        told.cancel()
        doing.cancel()
        await asyncio.gather(*ends, return_exceptions=True)


async def start_web(web: WebServer) -> None:
    """Listen. Raises SettingsError if the address cannot be had."""
    try:
        await web.start()
    except OSError as error:
        raise SettingsError(wrong("listen", f"cannot be had ({error.strerror})")) from None


async def keep_trying_webhook(channel: TelegramChannel, public_url: str, secret: str) -> None:
    """Register the webhook; while the server cannot be reached, try again.

    Raises SettingsError if the server does not know the token.
    """
    pause = 1.0
    while True:
        try:
            await channel.set_webhook(public_url, secret)
        except InvalidToken:
            raise SettingsError(wrong("telegram_token", "is not known to Telegram")) from None
        except TelegramError as error:
            log.warning("the webhook is not registered yet", kind=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)
        else:
            return
