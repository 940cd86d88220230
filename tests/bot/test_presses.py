"""A press is always answered, and the same edit is not made twice."""

import json

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.channels.sandbox.shapes import as_object, need_int
from bot.edits import REMEMBERED, Edits
from handlers.screen import Screen
from handlers.turn import SECOND_TAP_MS, Handler, Turn
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


async def test_a_second_tap_brings_nothing_a_second_time(database: Database, world: World) -> None:
    begun: list[str] = []

    async def pressed(update: Update, turn: Turn) -> None:
        begun.append(turn.query.data if turn.query and turn.query.data else "")
        if "below" in begun[-1]:
            turn.send(Screen(html(begun[-1])))
        else:
            turn.show(Screen(html(begun[-1])))

    async def greeted(update: Update, turn: Turn) -> None:
        turn.show(Screen(html("first")))

    bot = await desk(
        database, world, [CallbackQueryHandler(pressed), MessageHandler(filters.ALL, greeted)]
    )
    number = iter(range(100))

    async def press(data: str, shown_in: int = 1, chat: int = 5) -> str:
        """Press a button and return what the press was answered with."""
        query_id = f"q{next(number)}"
        her = {"id": chat, "is_bot": False, "first_name": "Lan", "language_code": "en"}
        shown = {**as_object(message(1, chat, "x")["message"]), "message_id": shown_in}
        query = {"id": query_id, "from": her, "data": data, "chat_instance": "1", "message": shown}
        await bot.receive({"update_id": 1000 + next(number), "callback_query": query})
        await bot.idle()
        async with database.transaction() as tx:
            rows = await tx.all(
                "SELECT payload FROM outbox WHERE method = 'answerCallbackQuery' ORDER BY id"
            )
        answer = json.loads(rows[-1]["payload"])
        assert answer["callback_query_id"] == query_id
        return str(answer.get("text", ""))

    assert await press("below 1") == ""
    assert await press("below 1") == "You will find it below."
    assert await press("below 1") == "You will find it below."
    assert begun == ["below 1"]
    # Another button, the same below another message, or somebody else's: each is a first tap.
    assert await press("below 2") == ""
    assert await press("below 2", shown_in=2) == ""
    assert await press("below 2", shown_in=2, chat=6) == ""
    assert len(begun) == 4
    # Who did something else in between, or comes back later, wants it again.
    await bot.receive(message(2000, 5, "xin chào"))
    assert await press("below 2", shown_in=2) == ""
    async with database.transaction() as tx:
        await tx.run("UPDATE chats SET pressed_at = pressed_at - :later", later=SECOND_TAP_MS + 1)
    assert await press("below 2", shown_in=2) == ""
    assert await press("below 2", shown_in=2) != ""
    # What changes the message itself looks after second taps on its own.
    assert await press("here") == await press("here") == ""
    assert begun[4:] == ["below 2", "below 2", "here", "here"]


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
