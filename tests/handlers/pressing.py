"""Many presses without a wait: the real handlers over the real tables, in transactions that are
undone, so that what one press changes is no matter to the next."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.application import build_application
from bot.channels.sandbox.phone import Phone
from bot.dispatcher import run_handlers
from bot.reading import read_update
from handlers import registry
from handlers.turn import App, Turn
from storage import people
from storage.database import Transaction
from tests.harness import CHANNEL, Running

UNSENT = "SELECT method, payload FROM outbox WHERE chat_id = :chat_id AND id > :after ORDER BY id"
NEWEST = "SELECT coalesce(max(id), 0) AS id FROM outbox"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a press has brought to the phone: the notice over the chat, and the messages."""

    notice: str = ""
    texts: tuple[str, ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()
    """Label and data of each button below these messages."""


class _Undone(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Presser:
    bot: Running
    app: App

    @asynccontextmanager
    async def undone(self) -> AsyncIterator[Transaction]:
        """A transaction that leaves no trace."""
        try:
            async with self.bot.db.transaction() as tx:
                yield tx
                raise _Undone
        except _Undone:
            pass

    async def press(self, tx: Transaction, phone: Phone, data: str) -> Shown:
        """Press a button on somebody's phone, whether it is there or not."""
        return _shown(await self._press(tx, phone, await self._visit(tx, phone), [data]))

    async def refused(self, tx: Transaction, phone: Phone, datas: Sequence[str]) -> list[Shown]:
        """Press many buttons that change nothing; returns the different answers to them. Fails if
        a press stays unanswered, or what is known of the person changes."""
        visit = await self._visit(tx, phone)
        calls = await self._press(tx, phone, visit, datas)
        assert await self._visit(tx, phone) == visit
        answers = [call for call in calls if call[0] == "answerCallbackQuery"]
        assert len(answers) == len(datas)
        found = [_shown([call]) for call in calls]
        return [one for number, one in enumerate(found) if one not in found[:number]]

    async def _visit(self, tx: Transaction, phone: Phone) -> people.Visit:
        visit = await people.visit(tx, CHANNEL, str(phone.person.id))
        assert visit is not None
        return visit

    async def _press(
        self, tx: Transaction, phone: Phone, visit: people.Visit, datas: Sequence[str]
    ) -> list[tuple[str, dict[str, object]]]:
        """The calls of the Bot API that some presses put into the outbox for the phone."""
        chat_id, newest = str(phone.person.id), await tx.one(NEWEST)
        assert newest is not None
        for number, data in enumerate(datas, 1):
            update = read_update(_pressed(phone, number, data), self.app.bot)
            turn = Turn(
                self.app,
                update,
                tx,
                self.bot.service.world,
                visit,
                channel=CHANNEL,
                chat_id=chat_id,
                now=self.bot.clock(),
            )
            await run_handlers(self.app, update, turn)
            turn.close()
        rows = await tx.all(UNSENT, chat_id=chat_id, after=newest["id"])
        return [(str(row["method"]), json.loads(row["payload"])) for row in rows]


async def presser(bot: Running) -> Presser:
    """Somebody who presses for the people of a test."""
    identity = {"id": 1, "is_bot": True, "first_name": "OCOP", "username": "ocop_bot"}
    return Presser(bot, await build_application(identity, registry.build()))


def _pressed(phone: Phone, number: int, data: str) -> dict[str, object]:
    who = {"id": phone.person.id, "is_bot": False, "first_name": phone.person.first_name}
    chat = {"id": phone.person.id, "type": "private", "first_name": phone.person.first_name}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "…"}
    query = {"id": f"{number}", "from": who, "chat_instance": "1", "message": message, "data": data}
    return {"update_id": number, "callback_query": query}


def _shown(calls: Sequence[tuple[str, dict[str, object]]]) -> Shown:
    notice, texts, buttons = "", list[str](), list[tuple[str, str]]()
    for method, payload in calls:
        if method == "answerCallbackQuery":
            notice = str(payload.get("text", ""))
            continue
        texts.append(str(payload.get("text") or payload.get("caption") or method))
        markup = payload.get("reply_markup")
        rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
        buttons += [(one["text"], one.get("callback_data", "")) for row in rows for one in row]
    return Shown(notice, tuple(texts), tuple(buttons))
