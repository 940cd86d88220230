"""The sandbox's web server: a Bot API for the bot, and a page with phones for people.

Speaks HTTP exactly as Telegram does, on loopback. State and rules are elsewhere; here are only
routes, the troubles a test asks for, and starting and stopping.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from bot.channels.sandbox.delivery import Delivery
from bot.channels.sandbox.events import Events
from bot.channels.sandbox.faults import Call, Fault, Faults
from bot.channels.sandbox.guard import check_sender
from bot.channels.sandbox.methods import carry_out
from bot.channels.sandbox.page_api import Invite, PageApi, StartOver
from bot.channels.sandbox.schema import check_call
from bot.channels.sandbox.shapes import Json, Refused, Upload, bad_request
from bot.channels.sandbox.wire import BIGGEST_BODY, accepted, read_call, read_json, refused, reply
from bot.channels.sandbox.world import World

TOKEN = "7000000000:sandbox-token-that-opens-nothing-00"  # noqa: S105 - known to everyone
_TOKEN_SHAPE = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{35}")
REMEMBERED_CALLS = 100_000


class SandboxServer:
    """A Telegram of one bot. ``journal`` is the file that lets it survive a kill; None is memory.

    ``faults`` is asked about each call and may name a trouble; ``on_call`` is told of each one.
    ``on_start_over`` is awaited when somebody starts over, after the world was emptied;
    ``invite`` gives an officer whom somebody makes up on the page what her start link carries.
    """

    def __init__(
        self,
        *,
        journal: Path | None = None,
        token: str = TOKEN,
        username: str = "ocop_sandbox_bot",
        first_name: str = "OCOP",
        clock: Callable[[], float] = time.time,
        answer_within: float = 60.0,
        on_start_over: StartOver | None = None,
        invite: Invite | None = None,
    ) -> None:
        self.token = token
        bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": first_name,
            "username": username,
        }
        self.world = World(bot=bot, journal=journal, clock=clock, answer_within=answer_within)
        self.faults: Faults | None = None
        self.calls: deque[Call] = deque(maxlen=REMEMBERED_CALLS)
        self.on_call: Callable[[Call], None] | None = None
        self.url = ""
        self.delivery = Delivery(self.world)
        self._page = PageApi(self.world, Events(self.world), on_start_over, invite)
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 takes a free one. ``url`` is the root from then on."""
        app = web.Application(client_max_size=BIGGEST_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._page.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=1024, reuse_address=True)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{bound}"
        self.delivery.start()

    async def stop(self) -> None:
        """Stop listening and put everything on the disk."""
        self._page.close()
        await self.delivery.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        self.world.journal.close()

    def _check(self, request: web.Request) -> None:
        check_sender(request)
        token = request.match_info["token"]
        if not _TOKEN_SHAPE.fullmatch(token):
            raise Refused(404, "Not Found")
        if token != self.token:
            raise Refused(401, "Unauthorized")

    async def answer(self, method: str, body: Json) -> Json:
        """The answer to a call without files, for a test in the same process that needs no HTTP for
        it; no trouble comes in its way."""
        received = time.monotonic()
        params: Json = {}
        acted = False
        try:
            params = read_json(method, body)
            answer = accepted(await self._carry_out(method, params, {}))
            acted = True
        except Refused as refusal:
            answer = refused(refusal)
        except RecursionError:
            answer = refused(bad_request("the parameters are nested too deeply"))
        self._note(Call(method, params, answer, received, time.monotonic(), True, acted, ()))
        return answer

    async def _call(self, request: web.Request) -> web.StreamResponse:
        received = time.monotonic()
        method = request.match_info["method"]
        params: Json = {}
        files: dict[str, Upload] = {}
        fault: Fault | None = None
        acted = False
        try:
            self._check(request)
            if request.method not in {"GET", "POST"}:
                raise Refused(405, "Method Not Allowed")
            params, files = await read_call(request, method)
            fault = self.faults(method, params) if self.faults is not None else None
            if fault is not None:
                await asyncio.sleep(fault.delay)
                _refuse_by(fault)
            if fault is None or fault.drop != "before":
                answer = accepted(await self._carry_out(method, params, files))
                acted = True
            else:
                answer = refused(Refused(499, "dropped before acting"))
        except Refused as refusal:
            answer = refused(refusal)
        except RecursionError:
            answer = refused(bad_request("the parameters are nested too deeply"))
        dropped = fault is not None and fault.drop is not None
        self._note(
            Call(
                method,
                params,
                answer,
                received,
                time.monotonic(),
                not dropped,
                acted,
                tuple(files),
            )
        )
        if dropped:
            return _drop(request)
        return reply(answer)

    async def _carry_out(self, method: str, params: Json, files: dict[str, Upload]) -> object:
        if method == "getUpdates":
            check_call(method, params)
            return await self.delivery.poll(params)
        if method == "getWebhookInfo":
            check_call(method, params)
            return self.delivery.webhook_info()
        result = carry_out(self.world, method, params, files)
        await self.world.journal.saved()
        return result

    def _note(self, call: Call) -> None:
        self.calls.append(call)
        if self.on_call is not None:
            self.on_call(call)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check(request)
            path = request.match_info["path"]
            for fact in self.world.state.files.values():
                if fact["path"] == path:
                    return web.Response(
                        body=self.world.file_bytes(fact),
                        content_type="application/octet-stream",
                        headers={"X-Content-Type-Options": "nosniff"},
                    )
            raise Refused(404, "Not Found")
        except Refused as refusal:
            return reply(refused(refusal))


def _refuse_by(fault: Fault) -> None:
    if fault.status == 429:
        seconds = fault.retry_after or 1
        raise Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
    if fault.status is not None:
        raise Refused(fault.status, "Bad Gateway" if fault.status == 502 else "Internal error")


def _drop(request: web.Request) -> web.StreamResponse:
    """Close the connection; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
