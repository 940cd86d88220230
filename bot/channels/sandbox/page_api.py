"""What the page with the phones asks of the sandbox: state, events, and what people do.

Only for browsers on this machine (guard.py); another site's page may at most link to this one.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.channels.sandbox import people
from bot.channels.sandbox.events import Events
from bot.channels.sandbox.guard import check_place, check_sender
from bot.channels.sandbox.shapes import (
    Json,
    Refused,
    as_object,
    get_bool,
    get_float,
    get_int,
    get_str,
    need_str,
)
from bot.channels.sandbox.state import Chat
from bot.channels.sandbox.wire import read_multipart
from bot.channels.sandbox.world import World

StartOver = Callable[[], Awaitable[None]]
Invite = Callable[[str], Awaitable[str]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = Path(__file__).with_name("page")
HEARTBEAT_SECONDS = 15.0
_NUMBER = re.compile(r"\d{1,16}", re.ASCII)
# What may not stand in a header's quoted file name.
_UNSAFE = re.compile(r'[^ -~]|["\\]')
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# What a phone number looks like, in any country and with any of the signs people put in between.
_PHONE = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){7,14}", re.ASCII)
# A file that came from a phone is shown in the page only if it cannot carry a script: these kinds
# and no others, since browsers read any "…+xml" as a page.
_SHOWN = frozenset(
    [
        *("image/png", "image/jpeg", "image/gif", "image/webp"),
        *("audio/ogg", "audio/mpeg", "audio/mp4", "audio/webm", "audio/wav", "audio/x-wav"),
        *("audio/aac", "audio/flac", "audio/mp3", "audio/m4a", "audio/x-m4a", "audio/opus"),
        *("video/mp4", "video/webm", "video/ogg", "video/quicktime"),
    ]
)


class PageApi:
    """The routes below ``/``, ``/page`` and ``/sandbox``."""

    def __init__(
        self,
        world: World,
        events: Events,
        on_start_over: StartOver | None,
        invite: Invite | None = None,
    ) -> None:
        self._world = world
        self._events = events
        self._on_start_over = on_start_over
        self._invite = invite
        self._closing = asyncio.Event()

    def add_routes(self, app: web.Application) -> None:
        """Put the routes into the application."""
        routes: list[tuple[str, str, Handler]] = [
            ("GET", "/", self._index),
            ("GET", "/page/{file}", self._static),
            ("GET", "/sandbox/state", self._state),
            ("GET", "/sandbox/events", self._stream),
            ("GET", "/sandbox/file/{file_id}", self._file),
            ("POST", "/sandbox/people", self._add_person),
            ("POST", "/sandbox/people/{person}/{act}", self._act),
            ("POST", "/sandbox/start-over", self._start_over),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, path, _guarded(handler))

    def close(self) -> None:
        """End the event streams, so that the server can stop."""
        self._closing.set()

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return _page_file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request.match_info["file"])

    async def _state(self, request: web.Request) -> web.StreamResponse:
        world = self._world
        return web.json_response(
            {
                "bot": {key: world.bot[key] for key in ("id", "username", "first_name")},
                "people": [person.as_json() for person in world.people()],
                "chats": {
                    str(number): self._chat(chat) for number, chat in world.state.chats.items()
                },
                "last_event": self._events.last,
            }
        )

    def _chat(self, chat: Chat) -> Json:
        world = self._world
        return {
            "messages": [world.seen(chat, message) for message in chat.messages.values()],
            "keyboard": chat.keyboard,
            "placeholder": chat.placeholder,
            "commands": world.commands_for(chat.person),
            "blocked": chat.blocked,
            "typing": chat.typing_until > world.clock(),
        }

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events; ``Last-Event-ID`` (or ``?after=``) continues after that one."""
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        asked = request.headers.get("Last-Event-ID") or request.query.get("after", "")
        number = int(asked) if _NUMBER.fullmatch(asked) else self._events.last
        await response.write(b": hello\n\n")
        try:
            async for item in self._events.follow(number, HEARTBEAT_SECONDS, self._closing):
                await response.write(_line(item))
        except ConnectionResetError:
            pass  # The page was closed.
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        fact = self._world.file(request.match_info["file_id"])
        mime = need_str(fact, "mime")
        shown = mime in _SHOWN
        headers = {**_HEADERS, "Content-Type": mime if shown else "application/octet-stream"}
        if not shown:
            name = _UNSAFE.sub("_", need_str(fact, "name"))
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return web.Response(body=self._world.file_bytes(fact), headers=headers)

    async def _add_person(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        first_name = (get_str(body, "first_name") or "").strip()
        if not 1 <= len(first_name) <= 64:
            raise Refused(400, "A person needs a first name of at most 64 characters.")
        phone = (get_str(body, "phone") or "").strip() or None
        if phone is not None and not _PHONE.fullmatch(phone):
            raise Refused(400, "A phone number has 8 to 15 digits.")
        role, start = get_str(body, "role") or "farmer", get_str(body, "start")
        if role == "officer" and start is None and self._invite is not None:
            start = await self._invite(first_name)
        person = self._world.add_person(
            first_name,
            last_name=get_str(body, "last_name"),
            username=get_str(body, "username"),
            language_code=get_str(body, "language_code") or "vi",
            role=role,
            note=get_str(body, "note") or "",
            phone=phone,
            start=start,
        )
        await self._world.journal.saved()
        return web.json_response(person.as_json())

    async def _act(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["person"]
        if not _NUMBER.fullmatch(number):
            raise Refused(404, "There is no such person.")
        person = int(number)
        act = request.match_info["act"]
        people.find_chat(self._world, person)
        if act == "upload":
            answer = await self._upload(request, person)
        else:
            answer = self._carry_out(person, act, await _body(request))
        await self._world.journal.saved()
        return web.json_response(answer)

    def _carry_out(self, person: int, act: str, body: Json) -> Json:
        world = self._world
        match act:
            case "text":
                return people.send_text(world, person, get_str(body, "text") or "")
            case "press":
                number, data = get_int(body, "message_id"), get_str(body, "data")
                if number is None or data is None:
                    raise Refused(400, "A press needs the message and the button's data.")
                return {"callback_query_id": people.press(world, person, number, data)}
            case "start":
                return people.press_start(world, person, get_str(body, "payload") or None)
            case "contact":
                return people.share_contact(world, person)
            case "location":
                latitude, longitude = get_float(body, "latitude"), get_float(body, "longitude")
                if latitude is None or longitude is None:
                    raise Refused(400, "A place needs a latitude and a longitude.")
                return people.share_location(world, person, latitude, longitude)
            case "edit":
                return people.edit_text(
                    world, person, get_int(body, "message_id") or 0, get_str(body, "text") or ""
                )
            case "block":
                people.block(world, person, blocked=get_bool(body, "blocked"))
            case "delete":
                people.forget(world, person)
            case _:
                raise Refused(404, "A phone cannot do that.")
        return {}

    async def _upload(self, request: web.Request, person: int) -> Json:
        if request.content_type != "multipart/form-data":
            raise Refused(400, "A file comes as a multipart form.")
        try:
            fields, files = await read_multipart(request)
        except ValueError as error:
            raise Refused(400, "The form is broken.") from error
        uploads = [item for name, item in files.items() if name.partition("#")[0] == "file"]
        seconds = fields.get("duration", "")
        messages = people.upload(
            self._world,
            person,
            fields.get("as", "document"),
            uploads,
            fields.get("caption", ""),
            int(seconds) if _NUMBER.fullmatch(seconds) else 1,
        )
        return messages[0] if len(messages) == 1 else {"messages": messages}

    async def _start_over(self, request: web.Request) -> web.StreamResponse:
        self._world.start_over()
        if self._on_start_over is not None:
            await self._on_start_over()
        await self._world.journal.saved()
        return web.json_response({})


def _line(item: tuple[int, Json] | None) -> bytes:
    if item is None:
        return b": still here\n\n"
    number, event = item
    return f"id: {number}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


def _page_file(name: str) -> web.Response:
    place = next((file for file in PAGE.iterdir() if file.name == name and file.is_file()), None)
    if place is None:
        raise Refused(404, "There is no such file.")
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if mime.startswith("text/") or mime == "application/javascript":
        mime += "; charset=utf-8"
    return web.Response(body=place.read_bytes(), headers={**_HEADERS, "Content-Type": mime})


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    try:
        body: object = await request.json()
        # Half a surrogate pair is JSON, but no text that could be sent on.
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The body is not JSON.") from error
    return as_object(body, "body")


def _guarded(handler: Handler) -> Handler:
    """The handler for this machine's own pages only; a refusal becomes ``{"error": ...}``."""

    async def guard(request: web.Request) -> web.StreamResponse:
        try:
            # Anybody may link to the page; all else is asked for by the page itself.
            (check_place if request.path == "/" else check_sender)(request)
            return await handler(request)
        except Refused as refusal:
            return web.json_response(
                {"error": refusal.description}, status=refusal.code, headers=_HEADERS
            )

    return guard
