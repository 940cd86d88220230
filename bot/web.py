"""The small web server: Telegram's webhook, /healthz for a watchdog, /metrics for Prometheus."""

from collections.abc import Iterable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot import clock
from bot.app import Service
from bot.metrics import STUCK_MS
from storage import inbox
from storage.database import DatabaseError

# An update is a few kilobytes; Telegram never sends more than this.
LARGEST_UPDATE = 1024 * 1024
# A delivery under way waits for one commit only; whatever else is not done in time comes again.
DELIVERIES_GRACE = 1.0


class WebServer:
    """Serves on host:port; `routes` are the channels' own (a webhook)."""

    def __init__(self, service: Service, listen: str, routes: Iterable[web.RouteDef] = ()) -> None:
        host, _, port = listen.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)
        self._service = service
        app = web.Application(client_max_size=LARGEST_UPDATE)
        app.add_routes(
            [web.get("/healthz", self._health), web.get("/metrics", self._metrics), *routes]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=DELIVERIES_GRACE)

    async def start(self) -> None:
        """Listen. Raises OSError if the address cannot be had."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def stop(self) -> None:
        """Finish the deliveries under way and stop listening."""
        await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        try:
            async with self._service.db.transaction() as tx:
                counts = await inbox.counts(tx)
        except DatabaseError:
            return web.json_response({"ok": False, "database": False}, status=503)
        stuck = counts.oldest is not None and clock.now() - counts.oldest > STUCK_MS
        # What waits in the outbox may wait for one chat; that nothing is written down is a trouble.
        sending = self._service.sender.silent * 1000 <= STUCK_MS
        ok = not self._service.failed.done() and not stuck and sending
        body = {"ok": ok, "waiting": counts.waiting, "set_aside": counts.failed}
        if not sending:
            body["sending"] = False
        return web.json_response(body, status=200 if ok else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        body = generate_latest(self._service.metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
