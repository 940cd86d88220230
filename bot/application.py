"""python-telegram-bot's Application, as a table of handlers that never touch the network."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from telegram import Bot
from telegram.ext import Application, ContextTypes
from telegram.request import BaseRequest, RequestData

from handlers.turn import App, Handler, Turn

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput


class HandlersTouchNoNetwork(Exception):
    """A handler called a method of the bot instead of `turn.show`, `turn.send` or `turn.call`."""


class NoNetwork(BaseRequest):
    """The transport of the bot that handlers see: it knows who the bot is and refuses the rest."""

    def __init__(self, identity: dict[str, Any]) -> None:
        self._identity = identity

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        write_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        connect_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        pool_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        called = url.rpartition("/")[2]
        if called == "getMe":
            return 200, json.dumps({"ok": True, "result": self._identity}).encode()
        raise HandlersTouchNoNetwork(
            f"a handler called {called}; use turn.show, turn.send or turn.call, which send after "
            "the update's transaction has been committed"
        )


async def build_application(identity: dict[str, Any], handlers: Iterable[Handler]) -> App:
    """The application for a bot with this identity (the result of getMe)."""
    offline = NoNetwork(identity)
    bot = Bot("0:handlers-do-not-need-one", request=offline, get_updates_request=offline)
    application = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Turn))
        .build()
    )
    for handler in handlers:
        application.add_handler(handler)
    await bot.initialize()
    return application
