"""A press is always answered, and the same edit is not made twice."""

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.channels.sandbox.shapes import need_int
from bot.edits import REMEMBERED, Edits
from handlers.screen import Screen
from handlers.turn import Handler, Turn
from handlers.voice import html
from handlers.world import World
from storage.database import Database
from storage.outbox import Call
from tests.bot.test_dispatcher import desk, message
from tests.harness import running


def edit(text: str, number: int = 1, **more: object) -> Call:
    return Call("editMessageText", {"chat_id": 5, "message_id": number, "text": text, **more})


def test_an_edit_is_made_twice_only_if_it_changes_something() -> None:
    edits = Edits()
    edits.made(edit("one"))
    assert edits.repeats(edit("one"))
    assert not edits.repeats(edit("two"))
    assert not edits.repeats(edit("one", 2))
    assert not edits.repeats(edit("one", reply_markup={"inline_keyboard": []}))
    edits.made(edit("two"))
    assert not edits.repeats(edit("one"))
    # The same words in two messages are no repetition.
    said = Call("sendMessage", {"chat_id": 5, "text": "one"})
    edits.made(said)
    assert not edits.repeats(said)


def test_old_edits_are_forgotten() -> None:
    edits = Edits()
    for number in range(REMEMBERED + 1):
        edits.made(edit("one", number))
    assert not edits.repeats(edit("one", 0))
    assert edits.repeats(edit("one", REMEMBERED))


async def test_two_presses_before_the_screen_changes_make_one_edit(
    database_url: str, world: World
) -> None:
    async def pressed(update: Update, turn: Turn) -> None:
        turn.show(Screen(html("the same")))

    async def greeted(update: Update, turn: Turn) -> None:
        turn.show(Screen(html("first")))

    handlers: list[Handler] = [
        CallbackQueryHandler(pressed),
        MessageHandler(filters.ALL, greeted),
    ]
    async with running(database_url, world, handlers=handlers) as bot:
        phone = bot.phone()
        await phone.start()
        await bot.calm()
        for _ in range(2):
            await phone.press_data(need_int(phone.last, "message_id"), "x")
        await bot.calm()
        assert len(phone.answers) == 2
        # Not once more below: Telegram would have refused the second edit.
        assert [message["text"] for message in phone.received] == ["the same"]


async def test_a_press_that_fails_is_answered(database: Database, world: World) -> None:
    async def fail(update: Update, turn: Turn) -> None:
        raise ValueError("a mistake of ours")

    bot = await desk(database, world, [CallbackQueryHandler(fail)])
    her = {"id": 5, "is_bot": False, "first_name": "Lan"}
    shown = message(1, 5, "x")["message"]
    query = {"id": "77", "from": her, "data": "x", "chat_instance": "1", "message": shown}
    await bot.receive(message(1, 5, "x"), {"update_id": 2, "callback_query": query})
    counts = await bot.idle()
    assert counts.failed == 1
    async with database.transaction() as tx:
        rows = await tx.all("SELECT method, payload FROM outbox ORDER BY id")
    assert [row["method"] for row in rows] == ["answerCallbackQuery", "sendMessage"]
    assert '"77"' in rows[0]["payload"]
