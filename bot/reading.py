"""An update's JSON as python-telegram-bot's types; the commonest kinds take a shorter way.

Update.de_json looks for each of some 130 fields. Nearly every update is a few words, or a press
below a few words, and has ten of them: looking for those alone saves a fifth of the time, in the
step that takes most of it. Anything with one more field goes the library's way.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
    User,
)

Json = dict[str, Any]


def _moment(value: int, bot: Bot) -> datetime:
    return datetime.fromtimestamp(value, UTC)


# The fields of a message of words: what they are called in Message, and how they are read.
_READERS: Mapping[str, tuple[str, Callable[[Any, Bot], object] | None]] = {
    "message_id": ("message_id", None),
    "from": ("from_user", User.de_json),
    "chat": ("chat", Chat.de_json),
    "date": ("date", _moment),
    "text": ("text", None),
    "entities": ("entities", MessageEntity.de_list),
    "reply_markup": ("reply_markup", InlineKeyboardMarkup.de_json),
}
_PRESS = {"id", "from", "message", "chat_instance", "data"}


def read_update(data: Json, bot: Bot) -> Update:
    """What Update.de_json returns. Raises what it raises on data that is no update."""
    match data:
        case {"update_id": int(id), "message": dict(content)} if len(data) == 2 and _plain(content):
            update = Update(id, message=_message(content, bot))
        case {"update_id": int(id), "callback_query": dict(content)} if len(data) == 2 and (
            content.keys() == _PRESS
            and isinstance(content["message"], dict)
            and _plain(content["message"])
        ):
            query = CallbackQuery(
                content["id"],
                User.de_json(content["from"], bot),
                content["chat_instance"],
                message=_message(content["message"], bot),
                data=content["data"],
            )
            query.set_bot(bot)
            update = Update(id, callback_query=query)
        case _:
            return Update.de_json(data, bot)
    update.set_bot(bot)
    return update


def _plain(message: Json) -> bool:
    """Whether a message has the fields of words alone. One of the date 0 cannot be reached any
    more, which is another type."""
    return message.keys() <= _READERS.keys() and bool(message.get("date"))


def _message(content: Json, bot: Bot) -> Message:
    fields: Json = {}
    for key, value in content.items():
        name, read = _READERS[key]
        fields[name] = value if read is None or value is None else read(value, bot)
    message = Message(**fields)
    message.set_bot(bot)
    return message
