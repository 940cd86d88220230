"""How updates reach the bot: by long polling, or posted to its webhook."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

import aiohttp

from bot.channels.sandbox.settings import wanted_updates
from bot.channels.sandbox.shapes import Json, Refused, get_int, get_str, need_int, need_str
from bot.channels.sandbox.world import World

LONGEST_WAIT = 50.0
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Delivery:
    """The two ways out of the queue of updates; only one is open at a time."""

    def __init__(self, world: World, retry_seconds: float = 0.5) -> None:
        self._world = world
        self._retry_seconds = retry_seconds
        self._turn = 0
        self._closing = False
        self._news = asyncio.Event()
        self._poster: asyncio.Task[None] | None = None
        self._last_error: Json = {}
        world.listeners.append(self._hear)

    def _hear(self, fact: Json) -> None:
        if fact["fact"] in {"update", "webhook", "reset"}:
            self._news.set()

    async def poll(self, params: Mapping[str, object]) -> list[Json]:
        """Carry out getUpdates.

        Raises ``Refused`` (409) while a webhook is set, and for a poll that a newer one ends.
        """
        world = self._world
        if world.state.webhook is not None:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        changed = wanted_updates(world, params)
        if changed:
            world.commit(*changed)
        self._take_turn()
        self._forget(get_int(params, "offset") or 0)
        limit = get_int(params, "limit") or 100
        seconds = min(float(get_int(params, "timeout") or 0), LONGEST_WAIT)
        if seconds and not world.state.updates:
            await self._wait(seconds)
        await world.journal.saved()
        return world.pending(limit)

    def _take_turn(self) -> None:
        """End the poll that waits now, if any: only the newest poller is served."""
        self._turn += 1
        self._news.set()

    def _forget(self, offset: int) -> None:
        world = self._world
        if offset > 0:
            world.confirm(offset)
        elif offset < 0 and world.state.updates:
            kept = list(world.state.updates)[offset:]
            world.confirm(kept[0])

    async def _wait(self, seconds: float) -> None:
        """Return when there is an update or the time is over; 409 if a newer poll came."""
        turn = self._turn
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (self._world.state.updates or self._closing or turn != self._turn):
                    self._news.clear()
                    await self._news.wait()
        if turn != self._turn:
            raise Refused(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )

    def start(self) -> None:
        """Begin to post updates whenever a webhook is set."""
        self._poster = asyncio.create_task(self._post_all())

    async def stop(self) -> None:
        """Stop posting, and let a poll that waits go home empty-handed."""
        self._closing = True
        self._news.set()
        if self._poster is not None:
            self._poster.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poster

    async def _post_all(self) -> None:
        wait = self._retry_seconds
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            while True:
                webhook = self._world.state.webhook
                first = self._world.pending(1)
                if webhook is None or not first:
                    self._news.clear()
                    await self._news.wait()
                elif await self._post(session, webhook, first[0]):
                    wait = self._retry_seconds
                else:
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, 5.0)

    async def _post(self, session: aiohttp.ClientSession, webhook: Json, update: Json) -> bool:
        """Whether the bot took the update; it stays the first in the queue until it does."""
        secret = get_str(webhook, "secret_token")
        headers = {_SECRET_HEADER: secret} if secret else {}
        try:
            await self._world.journal.saved()
            url = need_str(webhook, "url")
            async with session.post(url, json=update, headers=headers) as answer:
                taken = 200 <= answer.status < 300
                error = f"Wrong response from the webhook: {answer.status}"
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            taken = False
            error = f"Connection failed: {type(failure).__name__}"
        if taken:
            self._world.confirm(need_int(update, "update_id") + 1)
        else:
            self._last_error = {
                "last_error_date": self._world.now(),
                "last_error_message": error,
            }
        return taken

    def webhook_info(self) -> Json:
        """The answer to getWebhookInfo."""
        state = self._world.state
        webhook = state.webhook
        info: Json = {
            "url": get_str(webhook, "url") if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(state.updates),
        }
        if webhook:
            info["max_connections"] = webhook["max_connections"]
            info.update(self._last_error)
        if state.allowed_updates:
            info["allowed_updates"] = state.allowed_updates
        return info
