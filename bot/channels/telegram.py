"""Telegram, or anything that speaks its Bot API (the sandbox does): calls out, updates in."""

import asyncio
import contextlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels import Ending, Limits, Outcome, Receive
from bot.channels.answers import parse, read_answer, retry_after_of
from bot.channels.transport import AiohttpRequest, NotSent
from storage.compact import to_json
from storage.database import DatabaseError
from storage.inbox import Entry
from storage.outbox import Outgoing

log = structlog.get_logger()

POLL_SECONDS = 25
# After a poll that failed, doubling.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
WEBHOOK_PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header, no secret


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: the channel's own name for it where it has one, and the bytes."""

    file_id: str | None
    content: bytes | None
    file_name: str
    mime: str


Media = Callable[[int, bool], Awaitable[File | None]]
"""Looks up one of our media by its id; the bytes come along if asked for, or if there is no
file id to send instead."""


# A NUL as JSON writes it; behind an odd number of backslashes it is no NUL.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")

# What `entry` raises for something that is no update.
ODD_UPDATE = (ValueError, KeyError, TypeError, OverflowError, RecursionError)


class PollFailed(Exception):
    """A poll brought no updates, but an error of the server or of something in front of it."""

    def __init__(self, status: int, retry_after: float | None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after


class TelegramChannel:
    """A `bot.channels.Channel` over a Bot API server at `root` (no trailing slash)."""

    def __init__(
        self,
        name: str,
        root: str,
        token: str,
        *,
        limits: Limits,
        media: Media,
        request: AiohttpRequest | None = None,
    ) -> None:
        self.name = name
        self.limits = limits
        self._calls = f"{root}/bot{token}/"
        self._files = f"{root}/file/bot{token}/"
        self._media = media
        self._request = request or AiohttpRequest()
        self.bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def open(self) -> None:
        """Start the connection pool and ask who we are.

        Raises telegram.error.InvalidToken if the server does not know the token, NetworkError if
        it cannot be reached.
        """
        await self._request.initialize()
        try:
            await self.bot.initialize()
        except InvalidToken:
            # python-telegram-bot puts the token into its message.
            raise InvalidToken from None

    async def close(self) -> None:
        await self._request.shutdown()

    # Calls out

    async def carry_out(self, outgoing: Outgoing) -> Outcome:
        """Make one call. `{"media": id}` in its parameters is sent as a file the server already
        has, or uploaded."""
        call = outgoing.call
        try:
            if call.method == "getFile":
                return await self._fetch(call.params)
            params, files = await self._with_media(call.params, upload=False)
            outcome = await self._post(call.method, params, files)
            if outcome.code == 400 and params != call.params and not files:
                # A file id of another bot, or one that has expired: send the bytes themselves.
                params, files = await self._with_media(call.params, upload=True)
                if files:
                    outcome = await self._post(call.method, params, files)
        except NotSent:
            return Outcome(Ending.RETRY)
        except TelegramError:
            return Outcome(Ending.UNKNOWN)
        return outcome

    async def _post(
        self,
        method: str,
        params: Mapping[str, object],
        files: Mapping[str, tuple[str, bytes, str]],
    ) -> Outcome:
        if files:
            status, body = await self._request.upload(self._calls + method, params, files)
        else:
            status, body = await self._request.call(self._calls + method, params)
        return read_answer(status, body)

    async def _fetch(self, params: Mapping[str, object]) -> Outcome:
        status, body = await self._request.call(self._calls + "getFile", params)
        outcome = read_answer(status, body)
        if outcome.ending is not Ending.SENT:
            return outcome
        result = json.loads(body)["result"]
        path = result.get("file_path") if isinstance(result, dict) else None
        if not isinstance(path, str):
            return Outcome(Ending.REFUSED)
        status, content = await self._request.fetch(self._files + path)
        if status == 413:
            # Larger than any file may be: it is so the next time too.
            return Outcome(Ending.REFUSED, code=status)
        if status != 200:
            # A link lasts an hour; each try asks for a new one. A photo is not given up at once.
            return Outcome(Ending.RETRY, code=status)
        return Outcome(Ending.SENT, content=content)

    async def _with_media(
        self, params: Mapping[str, object], *, upload: bool
    ) -> tuple[dict[str, object], dict[str, tuple[str, bytes, str]]]:
        files: dict[str, tuple[str, bytes, str]] = {}
        if not names_media(params):
            return dict(params), files

        async def resolve(value: object) -> object:
            match value:
                case {"media": int(id), **rest} if not rest:
                    return await place(id)
                case dict():
                    return {key: await resolve(inner) for key, inner in value.items()}
                case list():
                    return [await resolve(inner) for inner in value]
            return value

        async def place(id: int) -> str:
            file = await self._media(id, upload)
            if file is None:
                return ""
            if file.content is not None:
                files[f"file{id}"] = (file.file_name, file.content, file.mime)
                return f"attach://file{id}"
            return file.file_id or ""

        return {key: await resolve(value) for key, value in params.items()}, files

    # Updates in

    async def listen(self, receive: Receive) -> None:
        """Long polling. An update is confirmed by the next poll, after `receive` returned."""
        offset: int | None = None
        pause = FIRST_PAUSE
        await self._stop_webhook()
        while True:
            try:
                entries = await self._poll(offset)
                if entries:
                    await receive(entries)
            except (PollFailed, TelegramError, DatabaseError) as error:
                # What was not taken over is not confirmed: the next poll brings it again.
                kind, status, wait = type(error).__name__, None, pause
                if isinstance(error, PollFailed):
                    status, wait = error.status, error.retry_after or pause
                log.warning(
                    "poll failed", channel=self.name, kind=kind, status=status, again_in=wait
                )
                await asyncio.sleep(wait)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            if entries:
                offset = max(int(found.update_id) for found in entries) + 1

    async def _poll(self, offset: int | None) -> list[Entry]:
        params: dict[str, object] = {
            "timeout": POLL_SECONDS,
            "limit": 100,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            params["offset"] = offset
        status, body = await self._request.call(
            self._calls + "getUpdates", params, timeout=POLL_SECONDS + 10
        )
        answer = parse(body)
        updates = answer.get("result") if answer and answer["ok"] else None
        if not isinstance(updates, list):
            raise PollFailed(status, retry_after_of(answer))
        entries = []
        for update in updates:
            with contextlib.suppress(*ODD_UPDATE):
                entries.append(entry(self.name, update))
        if updates and not entries:
            # Nothing here can be confirmed, so the next poll will bring the same.
            raise PollFailed(status, None)
        return entries

    async def _stop_webhook(self) -> None:
        """Polling and a webhook exclude each other."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self.bot.delete_webhook()
            except TelegramError as error:
                log.warning("the webhook stays", channel=self.name, kind=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    async def set_webhook(self, public_url: str, secret: str) -> None:
        """Ask the server to send updates to us. Raises telegram.error.TelegramError."""
        await self.bot.set_webhook(
            public_url.rstrip("/") + WEBHOOK_PATH,
            secret_token=secret,
            allowed_updates=list(ALLOWED_UPDATES),
        )

    def webhook(self, secret: str, receive: Receive) -> web.RouteDef:
        """The route on which the server delivers updates: 200 only after they are committed."""

        async def deliver(request: web.Request) -> web.Response:
            # aiohttp turns what is not UTF-8 in a header into half surrogates.
            given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
            if not hmac.compare_digest(given, secret.encode()):
                return web.Response(status=403)
            try:
                received = entry(self.name, await request.json())
            except ODD_UPDATE:
                return web.Response(status=400)
            try:
                await receive([received])
            except DatabaseError as error:
                # Telegram delivers it again.
                log.error("an update could not be kept", channel=self.name, reason=str(error))
                return web.Response(status=503)
            return web.Response()

        return web.post(WEBHOOK_PATH, deliver)


def names_media(value: object) -> bool:
    """Whether parameters have one of our media in them; most have none."""
    if isinstance(value, dict | list):
        if isinstance(value, dict) and isinstance(value.get("media"), int):
            return True
        return any(map(names_media, value.values() if isinstance(value, dict) else value))
    return False


def entry(channel: str, update: object) -> Entry:
    """An update as the inbox keeps it. Raises one of ODD_UPDATE if it is none."""
    if not isinstance(update, dict):
        raise TypeError("an update is an object")
    update_id = int(update["update_id"])
    text = to_json(update)
    # Half an emoji can be written in JSON, but no database takes it; PostgreSQL takes no NUL.
    text = text.encode(errors="replace").decode()
    if "\\u0000" in text:
        text = _NUL.sub(r"\1", text)
    return Entry(channel, str(update_id), chat_of(update), text)


def chat_of(update: Mapping[str, Any]) -> str:
    """The id of the chat an update belongs to, '' if it belongs to none."""
    for kind, content in update.items():
        if kind == "update_id" or not isinstance(content, dict):
            continue
        message = content.get("message")
        places: Sequence[object] = (
            content.get("chat"),
            message.get("chat") if isinstance(message, dict) else None,
            content.get("from"),
            content.get("user"),
        )
        for place in places:
            if isinstance(place, dict) and isinstance(place.get("id"), int):
                return str(place["id"])
    return ""
