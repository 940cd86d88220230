"""What a person does on the phone, and the updates the bot gets of it.

Each function raises ``Refused`` with one clear sentence if the phone could not do it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.channels.sandbox import media
from bot.channels.sandbox.formatting import clean, detect, trim
from bot.channels.sandbox.shapes import (
    Json,
    Refused,
    Upload,
    as_list,
    as_object,
    get_list,
    get_object,
    need_int,
    need_str,
    utf16_length,
)
from bot.channels.sandbox.state import Chat
from bot.channels.sandbox.world import World

MAX_UPLOAD = 50_000_000


def _not_possible(sentence: str) -> Refused:
    return Refused(400, sentence)


def find_chat(world: World, person_id: int) -> Chat:
    """The person's chat."""
    chat = world.state.chats.get(person_id)
    if chat is None:
        raise Refused(404, "There is no such person.")
    return chat


def _post(world: World, chat: Chat, contents: Sequence[Json], *before: Json) -> list[Json]:
    """The person sends messages with these contents, all at once; returns them."""
    if chat.blocked:
        raise _not_possible("This person has blocked the bot. Unblock it first.")
    facts = list(before)
    messages: list[Json] = []
    for place, content in enumerate(contents, start=1):
        message: Json = {
            "message_id": world.state.last_message + place,
            "from": chat.person.as_user(),
            "chat": chat.person.as_chat(),
            "date": world.now(),
            **content,
        }
        messages.append(message)
        facts.append({"fact": "message", "message": message, "from_bot": False})
        facts += world.update("message", message, ahead=place)
    if chat.placeholder is not None and chat.keyboard is None:
        facts.append(keyboard_fact(chat, None, None))
    world.commit(*facts)
    return messages


def keyboard_fact(chat: Chat, keyboard: Json | None, placeholder: str | None) -> Json:
    """The keyboard under the input field is now this one."""
    return {
        "fact": "keyboard",
        "chat": chat.person.id,
        "keyboard": keyboard,
        "placeholder": placeholder,
    }


def send_text(world: World, person_id: int, text: str) -> Json:
    """The person types and sends a text; returns the message."""
    text = clean(text).strip()
    if not text:
        raise _not_possible("Type something first.")
    if utf16_length(text) > 4096:
        raise _not_possible("A message has at most 4,096 characters.")
    entities = detect(text)
    content: Json = {"text": text, **({"entities": entities} if entities else {})}
    return _post(world, find_chat(world, person_id), [content])[0]


def press_start(world: World, person_id: int, payload: str | None = None) -> Json:
    """The person follows a link to the bot or presses Start, which also unblocks the bot."""
    if payload is not None and not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload):
        raise _not_possible("A link's payload has at most 64 letters, digits, - and _.")
    block(world, person_id, blocked=False)
    return send_text(world, person_id, f"/start {payload}" if payload else "/start")


def buttons(message: Json) -> list[Json]:
    """All inline buttons of a message, row by row."""
    markup = get_object(message, "reply_markup") or {}
    return [
        as_object(button) for row in get_list(markup, "inline_keyboard") for button in as_list(row)
    ]


def press(world: World, person_id: int, message_id: int, data: str) -> str:
    """The person presses a button that the message shows now; returns the query's id."""
    message = find_chat(world, person_id).messages.get(message_id)
    if message is None:
        raise _not_possible("There is no such message in this chat.")
    if not any(button.get("callback_data") == data for button in buttons(message)):
        raise _not_possible("The message has no such button.")
    return press_anyway(world, person_id, message_id, data)


def press_anyway(world: World, person_id: int, message_id: int, data: str) -> str:
    """Press a button that may not be there: an old one, or one that somebody made up."""
    chat = find_chat(world, person_id)
    message = chat.messages.get(message_id)
    if message is None:
        message = {"chat": chat.person.as_chat(), "message_id": message_id, "date": 0}
    query = str(world.state.last_query + 1)
    content: Json = {
        "id": query,
        "from": chat.person.as_user(),
        "message": message,
        "chat_instance": str(-person_id),
        "data": data,
    }
    asked: Json = {
        "fact": "query",
        "query": query,
        "chat": person_id,
        "message_id": message_id,
        "asked": world.clock(),
    }
    world.commit(asked, *world.update("callback_query", content))
    return query


def upload(
    world: World,
    person_id: int,
    kind: str,
    uploads: Sequence[Upload],
    caption: str = "",
    duration: int = 1,
) -> list[Json]:
    """The person sends a file, or several at once as an album; returns the messages."""
    chat = find_chat(world, person_id)
    if kind not in media.KINDS:
        raise _not_possible(f"A file is sent as one of: {', '.join(sorted(media.KINDS))}.")
    if not 1 <= len(uploads) <= 10:
        raise _not_possible("Choose one file, or up to ten.")
    if any(not 0 < len(item.data) <= MAX_UPLOAD for item in uploads):
        raise _not_possible("A file must not be empty and has at most 50 MB.")
    text, entities = trim(clean(caption), [])
    if utf16_length(text) > 1024:
        raise _not_possible("A caption has at most 1,024 characters.")
    contents: list[Json] = []
    facts: list[Json] = []
    for place, item in enumerate(uploads):
        files = keep(world, item, kind, facts, duration)
        content = media.content(kind, files)
        if len(uploads) > 1:
            content["media_group_id"] = str(world.state.last_message + (1 << 53))
        if text and place == 0:
            content["caption"] = text
            if entities:
                content["caption_entities"] = entities
        contents.append(content)
    return _post(world, chat, contents, *facts)


def keep(world: World, item: Upload, kind: str, facts: list[Json], duration: int = 1) -> list[Json]:
    """Keep an uploaded file; adds its facts to ``facts``, which number it, and returns them."""
    files = world.keep_file(item, kind, media.describe(kind, item, duration), len(facts))
    facts += files
    return files


def share_contact(world: World, person_id: int) -> Json:
    """The person shares the own phone number."""
    chat = find_chat(world, person_id)
    person = chat.person
    if person.phone is None:
        raise _not_possible("This person has no phone number.")
    contact: Json = {
        "phone_number": person.phone,
        "first_name": person.first_name,
        **({"last_name": person.last_name} if person.last_name else {}),
        "user_id": person.id,
    }
    return _post(world, chat, [{"contact": contact}])[0]


def share_location(world: World, person_id: int, latitude: float, longitude: float) -> Json:
    """The person shares a place, in degrees."""
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise _not_possible("Latitude is -90 to 90 and longitude -180 to 180 degrees.")
    place: Json = {"latitude": latitude, "longitude": longitude}
    return _post(world, find_chat(world, person_id), [{"location": place}])[0]


def block(world: World, person_id: int, *, blocked: bool) -> None:
    """The person blocks the bot, or lets it write again; the bot is told of a change."""
    chat = find_chat(world, person_id)
    if chat.blocked == blocked:
        return
    change: Json = {
        "chat": chat.person.as_chat(),
        "from": chat.person.as_user(),
        "date": world.now(),
        "old_chat_member": _membership(world, chat.blocked),
        "new_chat_member": _membership(world, blocked),
    }
    fact: Json = {"fact": "blocked", "chat": person_id, "blocked": blocked}
    world.commit(fact, *world.update("my_chat_member", change))


def _membership(world: World, blocked: bool) -> Json:
    if blocked:
        return {"status": "kicked", "user": world.bot, "until_date": 0}
    return {"status": "member", "user": world.bot}


def edit_text(world: World, person_id: int, message_id: int, text: str) -> Json:
    """The person corrects a text sent before; returns the message as it is now."""
    chat = find_chat(world, person_id)
    message = chat.messages.get(message_id)
    own = message is not None and need_int(as_object(message["from"]), "id") == person_id
    if message is None or not own or "text" not in message:
        raise _not_possible("Only an own text can be corrected.")
    text = clean(text).strip()
    if not text or text == need_str(message, "text"):
        raise _not_possible("Type something different.")
    edited: Json = {**message, "text": text, "edit_date": world.now()}
    edited.pop("entities", None)
    entities = detect(text)
    if entities:
        edited["entities"] = entities
    fact: Json = {"fact": "edit", "message": edited, "from_bot": False}
    world.commit(fact, *world.update("edited_message", edited))
    return edited


def forget(world: World, person_id: int) -> None:
    """The person is no more: no chat, no messages."""
    find_chat(world, person_id)
    world.commit({"fact": "person_gone", "chat": person_id})
