"""Updates of every kind in the Bot API, made up: none fails, and none but an answer moves a form.

OCOP_JUNK=10 makes ten times as many.
"""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from telegram import Update

from bot.channels.sandbox.shapes import Json, as_object
from handlers.freetext import SAID
from tests.junk.crowd import NEW, Somebody, Stand, chat_of, user_of
from tests.junk.room import texts, toasts
from tests.junk.sending import TIMES, Crowd, Stage
from tests.junk.verdict import answered_press, one_answer
from tests.updates import UPDATE_KINDS, updates

# The library warns of a type that a later version changes whenever it reads such a field.
pytestmark = [
    pytest.mark.many,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]

CHECKS = [
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]
# What people do in their chats with the bot; what comes otherwise gets no answer.
SPOKEN = ("message", "edited_message", "callback_query")
# These hold a chat that is the person's own here; the others are about other chats or none.
IN_A_CHAT = (*SPOKEN, "my_chat_member", "message_reaction", "business_message", "guest_message")


def addressed(crowd: Crowd, one: Somebody, kind: str, content: object) -> object:
    """The same update as if it came from somebody's chat with the bot."""
    if not isinstance(content, dict):
        return content
    made = dict(content)
    user, chat = user_of(crowd.room, one.id), chat_of(crowd.room, one.id)
    made |= {key: user for key in ("from", "user") if key in made}
    if kind in IN_A_CHAT and "chat" in made:
        made["chat"] = chat
    if kind == "callback_query":
        made["message"] = {**as_object(made.get("message") or {"message_id": 1, "date": 0}),
                           "chat": chat}  # fmt: skip
        made["id"] = asked(crowd, one)
    return made


def asked(crowd: Crowd, one: Somebody) -> str:
    """The number of a press that the server waits for an answer to."""
    telegram = crowd.room.telegram
    query = str(telegram.state.last_query + 1)
    fact: Json = {"query": query, "chat": one.id, "message_id": 1, "asked": telegram.clock()}
    telegram.commit({"fact": "query", **fact})
    return query


async def meet(crowd: Crowd, kind: str, update: Mapping[str, object]) -> None:
    """Let the same update come from everybody, and look what became of them."""
    before, ideas = await crowd.stands(), await crowd.ideas()
    made = {one: addressed(crowd, one, kind, update[kind]) for one in crowd.people}
    crowd.room.listen()
    for content in made.values():
        crowd.room.telegram.push_update(kind, content)
    try:
        await crowd.room.settle()
        after = await crowd.stands()
        for one, content in made.items():
            _answered(crowd, one, kind, content)
            if kind != "message":
                assert after.get(one.id) == before.get(one.id), f"{kind} moved {one}"
            elif one.place != NEW:
                _unmoved(one, as_object(content), before.get(one.id), after.get(one.id))
        assert await crowd.ideas() == ideas
    finally:
        await crowd.again()


def _answered(crowd: Crowd, one: Somebody, kind: str, content: object) -> None:
    calls = crowd.room.said.get(one.id, [])
    if kind == "callback_query":
        answered_press(one, calls, str(content))
    elif kind == "message":
        update = Update.de_json({"update_id": 1, "message": as_object(content)}, None)
        if SAID.check_update(update) and not _orders(as_object(content)):
            # A text may come back in the answer, and a number may choose another language.
            one_answer(one, calls, str(content), read=not as_object(content).get("text"))
        else:
            assert len(texts(calls)) <= 1
    else:
        assert len(texts(calls)) <= (kind == "edited_message")
        assert not toasts(calls)


def _orders(message: Json) -> bool:
    """Whether a message is a command, or may mean one: its answer is that of another place."""
    return bool(message.get("entities")) and str(message.get("text")).startswith("/")


def _unmoved(one: Somebody, message: Json, before: Stand | None, after: Stand | None) -> None:
    """Whatever a made-up message brings: what was answered before is still answered so, and
    without words, a file or a card in it the question is the same too."""
    brings = ("text", "photo", "document", "voice", "audio", "contact")
    if not any(message.get(key) for key in brings):
        assert after == before, f"{message} moved {one}"
    elif before is not None and after is not None and before.form == after.form:
        # A photo joins the others from wherever it comes.
        again = {key: after.answers.get(key) for key in before.answers if key != "photos"}
        assert again.items() <= before.answers.items(), f"{message} changed an answer of {one}"


def check_many(stage: Stage, kind: str, times: int) -> None:
    @settings(max_examples=times * TIMES, deadline=None, suppress_health_check=CHECKS)
    @given(update=updates(kind))
    def each(update: Json) -> None:
        stage.runner.run(meet(stage.crowd, kind, update))

    each()


@pytest.mark.parametrize("kind", SPOKEN)
def test_what_people_do_is_answered(stage: Stage, kind: str) -> None:
    check_many(stage, kind, 40)


@pytest.mark.parametrize("kind", [kind for kind in UPDATE_KINDS if kind not in SPOKEN])
def test_what_the_bot_does_not_serve_gets_no_answer(shared_stage: Stage, kind: str) -> None:
    check_many(shared_stage, kind, 3)
