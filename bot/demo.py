"""`ocop-bot demo`: the bot with a Telegram of its own, a page with phones on this computer."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot import clock, demo_content
from bot.app import Service, build_world, media_of, open_database
from bot.channels import Limits
from bot.channels.sandbox.server import SandboxServer
from bot.channels.sandbox.world import World as Telegram
from bot.channels.telegram import TelegramChannel
from bot.run import CHAT_GAP, stop_signal
from bot.settings import Settings, SettingsError
from handlers.world import World
from storage.database import Database
from storage.migrate import migrate

CHANNEL = "sandbox"
# Somebody who tries the bot taps faster than Telegram lets a bot answer.
GAP = CHAT_GAP / 4

Fill = Callable[[Database, Telegram, World, str], Awaitable[None]]
"""Puts people on the phones of an empty sandbox and into the bot's database."""


class Demo:
    """The sandbox and the bot in one process. Its data lives in a folder of its own, so that a
    demo can be killed and started again, or thrown away, without touching anything real."""

    def __init__(
        self,
        folder: Path,
        world: World,
        port: int,
        *,
        rate: int = 30,
        now: Callable[[], int] = clock.now,
        fill: Fill = demo_content.fill,
    ) -> None:
        self.folder = folder
        self._world = world
        self._port = port
        self._limits = Limits(rate, GAP)
        self._now = now
        self._fill = fill
        self.server = SandboxServer(
            journal=folder / "telegram.jsonl",
            on_start_over=self._start_over,
            invite=self._invite,
        )
        self._db: Database | None = None
        self.service: Service | None = None
        self.restarted = asyncio.Event()

    async def start(self) -> None:
        """Start the sandbox, then the bot; on an empty folder also the people of the demo.

        Raises OSError if the port cannot be had, AlreadyRunning if another demo has the folder.
        """
        await self.server.start(port=self._port)
        await self._start_bot()

    async def stop(self) -> None:
        await self._stop_bot()
        await self.server.stop()

    async def _start_bot(self) -> None:
        self._db = await open_database(f"sqlite:///{self.folder / 'ocop.db'}", exclusive=True)
        await migrate(self._db)
        if not self.server.world.people():
            await self._fill(self._db, self.server.world, self._world, CHANNEL)
        channel = TelegramChannel(
            CHANNEL,
            self.server.url,
            self.server.token,
            limits=self._limits,
            media=media_of(self._db, CHANNEL),
        )
        await channel.open()
        identity = channel.bot.bot.to_dict()
        self.service = Service(self._db, channel, self._world, identity, now=self._now)
        await self.service.start()

    async def _stop_bot(self) -> None:
        if self.service is not None:
            await self.service.stop()
            self.service = None
        if self._db is not None:
            await self._db.close()
            self._db = None

    async def _invite(self, name: str) -> str:
        """An invitation for an officer whom somebody made up on the page."""
        if self._db is None:
            raise web.HTTPServiceUnavailable
        async with self._db.transaction() as tx:
            return demo_content.invite(tx, self._world, name)

    async def _start_over(self) -> None:
        await self._stop_bot()
        for path in self.folder.glob("ocop.db*"):
            path.unlink()
        await self._start_bot()
        self.restarted.set()


async def run(
    settings: Settings,
    port: int,
    *,
    ready: Callable[[str], None],
    now: Callable[[], int] = clock.now,
    fill: Fill = demo_content.fill,
) -> None:
    """Serve the page on 127.0.0.1 until SIGTERM or SIGINT; `ready` is told its address.

    `now` is the bot's clock, in milliseconds since 1970, UTC; `fill` brings the first people.
    Raises SettingsError if the port is taken or the data folder cannot be had.
    """
    stopped = stop_signal()
    settings.make_folder()
    folder = settings.data_dir / "demo"
    folder.mkdir(mode=0o700, exist_ok=True)
    world, rate = build_world(settings), settings.telegram_rate
    demo = Demo(folder, world, port, rate=rate, now=now, fill=fill)
    try:
        try:
            await demo.start()
        except OSError as error:
            raise SettingsError(
                f"Port {port} cannot be had ({error.strerror}), try another: make demo PORT=8001"
            ) from None
        ready(f"{demo.server.url}/")
        await _until(demo, stopped)
    finally:
        await demo.stop()


async def _until(demo: Demo, stopped: asyncio.Event) -> None:
    """Until told to stop, or until a part of the bot cannot go on; starting over is no end."""
    told = asyncio.ensure_future(stopped.wait())
    try:
        while not told.done():
            again = asyncio.ensure_future(demo.restarted.wait())
            failed = demo.service.failed if demo.service else again
            ends: set[asyncio.Future[Any]] = {told, again, failed}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            demo.restarted.clear()
            if again.cancel() and failed.done():
                failed.result()
    finally:
        told.cancel()
