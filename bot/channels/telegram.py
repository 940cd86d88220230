"""Telegram, or anything that speaks its Bot API (the sandbox does): calls out, updates in."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.channels import Ending, Limits, Outcome, Receive
from bot.channels.transport import AiohttpRequest, NotSent
from storage.inbox import Entry
from storage.outbox import Outgoing

log = structlog.get_logger()

POLL_SECONDS = 25
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# Larger files the Bot API does not hand out (getFile).
FILE_LIMIT = 20 * 1024 * 1024
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
        connections: int = 256,
    ) -> None:
        self.name = name
        self.limits = limits
        self._calls = f"{root}/bot{token}/"
        self._files = f"{root}/file/bot{token}/"
        self._media = media
        self._request = AiohttpRequest(connections)
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
        await self.bot.initialize()

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
        path = json.loads(body)["result"].get("file_path")
        if not path:
            return Outcome(Ending.REFUSED)
        status, content = await self._request.do_request(self._files + path, "GET")
        if status != 200:
            return Outcome(Ending.RETRY if status >= 500 else Ending.REFUSED, code=status)
        return Outcome(Ending.SENT, content=content)

    async def _with_media(
        self, params: Mapping[str, object], *, upload: bool
    ) -> tuple[dict[str, object], dict[str, tuple[str, bytes, str]]]:
        files: dict[str, tuple[str, bytes, str]] = {}

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
        pause = 1.0
        await self._stop_webhook()
        while True:
            params: dict[str, object] = {
                "timeout": POLL_SECONDS,
                "limit": 100,
                "allowed_updates": list(ALLOWED_UPDATES),
            }
            if offset is not None:
                params["offset"] = offset
            try:
                status, body = await self._request.call(
                    self._calls + "getUpdates", params, timeout=POLL_SECONDS + 10
                )
                answer = json.loads(body)
                updates: list[dict[str, Any]] = answer["result"] if status == 200 else []
            except (TelegramError, ValueError, KeyError) as error:
                status, updates, answer = 0, [], {"description": type(error).__name__}
            if status != 200:
                wait = answer.get("parameters", {}).get("retry_after", pause)
                log.warning("poll failed", channel=self.name, status=status, again_in=wait)
                await asyncio.sleep(wait)
                pause = min(pause * 2, 60.0)
                continue
            pause = 1.0
            if updates:
                await receive([entry(self.name, update) for update in updates])
                offset = max(int(update["update_id"]) for update in updates) + 1

    async def _stop_webhook(self) -> None:
        """Polling and a webhook exclude each other."""
        pause = 1.0
        while True:
            try:
                await self.bot.delete_webhook()
            except NetworkError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)
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
            given = request.headers.get(SECRET_HEADER, "")
            if not hmac.compare_digest(given.encode(), secret.encode()):
                return web.Response(status=403)
            try:
                update = await request.json()
                received = entry(self.name, update)
            except (ValueError, KeyError, TypeError):
                return web.Response(status=400)
            await receive([received])
            return web.Response()

        return web.post(WEBHOOK_PATH, deliver)


def read_answer(status: int, body: bytes) -> Outcome:
    """What a Bot API server's answer means. 5xx comes from in front of the server, which has not
    acted then."""
    try:
        answer = json.loads(body)
    except ValueError:
        return Outcome(Ending.RETRY if status >= 500 else Ending.UNKNOWN, code=status)
    if status == 200 and isinstance(answer, dict) and answer.get("ok"):
        return Outcome(Ending.SENT, message_id=_message_id(answer.get("result")))
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    retry_after = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if status == 429 or retry_after is not None:
        return Outcome(Ending.RETRY, retry_after=float(retry_after or 1), code=status)
    if status == 403:
        return Outcome(Ending.BLOCKED, code=status)
    if status in {401, 404, 409} or status >= 500:
        # A wrong token is the operator's to mend; what waits must not be lost meanwhile.
        return Outcome(Ending.RETRY, code=status)
    return Outcome(Ending.REFUSED, code=status)


def _message_id(result: object) -> int | None:
    if isinstance(result, list) and result:
        result = result[0]
    if isinstance(result, dict) and isinstance(result.get("message_id"), int):
        return int(result["message_id"])
    return None


def entry(channel: str, update: Mapping[str, Any]) -> Entry:
    """An update as the inbox keeps it. Raises KeyError or TypeError if it is none."""
    update_id = int(update["update_id"])
    text = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
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


def is_bad_token(error: TelegramError) -> bool:
    """Whether the server said that it does not know the token."""
    return isinstance(error, InvalidToken)
