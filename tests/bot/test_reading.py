"""The short way of reading an update leads where the library's leads."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from telegram import Bot, CallbackQuery, Message, Update

from bot.reading import read_update
from tests.updates import Json, updates

# The library warns of a type that a later version changes whenever it reads such a field.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")

BOT = Bot("1:no-bot-of-anyones")
LAN: Json = {
    "id": 5,
    "is_bot": False,
    "first_name": "Lan",
    "last_name": "Hà",
    "language_code": "vi",
}
CHAT: Json = {"id": 5, "type": "private", "first_name": "Lan"}
WORDS: Json = {"message_id": 7, "date": 1_767_225_600, "from": LAN, "chat": CHAT, "text": "/idea"}
COMMAND: Json = WORDS | {"entities": [{"type": "bot_command", "offset": 0, "length": 5}]}
KEYBOARD: Json = {"inline_keyboard": [[{"text": "Có", "callback_data": "y"}]]}
PRESS: Json = {
    "id": "9",
    "from": LAN,
    "chat_instance": "1",
    "data": "y",
    "message": WORDS
    | {"from": {"id": 1, "is_bot": True, "first_name": "OCOP"}}
    | {"reply_markup": KEYBOARD},
}


def alike(one: object, other: object) -> bool:
    """Whether two objects of the library are equal in every attribute, however deep."""
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    slots = [name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())]
    if type(one) is not type(other) or not hasattr(one, "to_dict"):
        return type(one) is type(other) and one == other
    return all(
        alike(getattr(one, name, None), getattr(other, name, None))
        for name in slots
        if name != "_bot" and not name.startswith("_effective")
    ) and getattr(one, "_bot", None) is getattr(other, "_bot", None)


@pytest.mark.parametrize(
    "made",
    [
        {"update_id": 1, "message": WORDS},
        {"update_id": 1, "message": COMMAND},
        {"update_id": 1, "message": WORDS | {"text": None}},
        {"update_id": 1, "callback_query": PRESS},
        {"update_id": 1, "callback_query": PRESS | {"message": WORDS | {"date": 0}}},
        {"update_id": 1, "callback_query": {**PRESS, "game_short_name": "x"}},
        {"update_id": 1, "message": WORDS | {"quote": {"text": "a", "position": 0}}},
        {"update_id": 1, "message": WORDS | {"new_in_the_api": 1}},
        {"update_id": 1, "message": WORDS, "new_in_the_api": 1},
        {"update_id": 1, "edited_message": COMMAND | {"edit_date": 1_767_225_700}},
    ],
)
def test_an_update_is_read_as_the_library_reads_it(made: Json) -> None:
    assert alike(read_update(made, BOT), Update.de_json(made, BOT))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=updates())
def test_any_update_is_read_as_the_library_reads_it(made: Json) -> None:
    made = json.loads(json.dumps(made))
    assert alike(read_update(made, BOT), Update.de_json(made, BOT))


def test_two_updates_that_differ_are_not_alike() -> None:
    one = Update.de_json({"update_id": 1, "message": WORDS}, BOT)
    assert not alike(one, Update.de_json({"update_id": 1, "message": COMMAND}, BOT))
    assert not alike(one, Update.de_json({"update_id": 1, "message": WORDS}, Bot("2:another")))


def test_words_and_presses_take_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (Update, Message, CallbackQuery):
        monkeypatch.setattr(kind, "de_json", None)
    assert read_update({"update_id": 1, "message": COMMAND}, BOT).message is not None
    assert read_update({"update_id": 1, "callback_query": PRESS}, BOT).callback_query is not None
