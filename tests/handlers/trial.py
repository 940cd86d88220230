"""A form of its own for the tests of the driver, with every kind of question that matters there."""

import json
from dataclasses import replace

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.channels.sandbox.phone import Phone
from handlers import form
from handlers.fields import Contact, Day, OneOf, Photos, SeveralOf, Step, Text
from handlers.form_model import Form, Forms
from handlers.screen import Screen
from handlers.turn import Handler, Turn
from handlers.voice import Html
from programme.ideas import Choice
from storage.drafts import Draft
from tests.handlers.cast import rows
from tests.harness import Running

FRUIT = tuple(Choice(key, key.title()) for key in ("apple", "pear", "plum", "fig"))
LIKED = (*FRUIT, Choice("none", "Nothing"))


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    said = {key: value for key, value in draft.answers.items() if key[0] != "*"}
    turn.show(Screen(Html(f"finished {json.dumps(said, ensure_ascii=False)}")))


async def _enter(turn: Turn) -> None:
    await form.begin(turn, TRY)


TRY = Form(
    "try",
    version=3,
    emoji="🍎",
    title="the trial",
    steps=(
        Step("name", Text(), "Which name?", "Name", "Anna"),
        Step(
            "likes",
            SeveralOf((*FRUIT, Choice("none", "Nothing")), alone="none", none=True),
            "Which?",
            "Likes",
        ),
        Step(
            "best",
            OneOf(FRUIT),
            "And the best?",
            "Best",
            when=lambda answers: answers.get("likes") != ["none"],
        ),
        Step("day", Day(), "Which day?", "Day", "30/6", optional=True),
        Step("photos", Photos(most=3), "Some photos?", "Photos", optional=True),
        Step("whom", Contact(), "Whom?", "Whom", "Lan 0912 345 678"),
    ),
    finish=_finish,
    enter=_enter,
    send="Send it now",
)
SHORT = replace(TRY, name="short", steps=TRY.steps[:1], review=False, later=False)
FORMS: Forms = {"try": TRY, "short": SHORT}


async def _anything(update: Update, turn: Turn) -> None:
    text = turn.message.text if turn.message else None
    if text == "/try":
        await form.begin(turn, TRY)
    elif text == "/short":
        await form.begin(turn, SHORT)
    elif text == "/given":
        await form.begin(turn, TRY, {"whom": {"name": "Lan", "phone": "+84912345678"}})
    elif not await form.on_message(turn, FORMS):
        form.leave(turn)
        turn.show(Screen(Html("nobody took it")))


def trial_handlers() -> list[Handler]:
    return [*form.handlers(FORMS), MessageHandler(filters.ALL, _anything)]


async def toast(phone: Phone, data: str) -> str:
    """Press a button by its data below the newest message; what the notice says."""
    number = phone.last["message_id"]
    assert isinstance(number, int)
    before = len(phone.answers)
    await phone.press_data(number, data)
    await phone.wait(until=lambda phone: len(phone.answers) > before)
    return phone.answers[-1].text or ""


async def draft_id(bot: Running) -> int:
    return int((await rows(bot, "SELECT id FROM drafts"))[0]["id"])


async def answers(bot: Running) -> dict[str, object]:
    data = json.loads((await rows(bot, "SELECT data FROM drafts"))[0]["data"])["answers"]
    return {key: value for key, value in data.items() if key[0] != "*"}


async def to_photos(phone: Phone) -> None:
    await phone.say("Anna", "Which?")
    await phone.say("apple and plum", "And the best?")
    await phone.tap("Plum", "Which day?")
    await phone.tap("Skip", "Some photos?")


async def to_review(phone: Phone) -> None:
    await to_photos(phone)
    await phone.tap("Skip", "Whom?")
    await phone.say("Lan 0912 345 678", "Is everything right?")
