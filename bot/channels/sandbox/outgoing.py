"""Messages from the bot: how they are put together, and what a chat must allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.channels.sandbox import media
from bot.channels.sandbox.formatting import formatted
from bot.channels.sandbox.limits import too_big
from bot.channels.sandbox.people import keep, keyboard_fact
from bot.channels.sandbox.shapes import (
    Json,
    Upload,
    as_object,
    bad_request,
    get_bool,
    get_int,
    get_list,
    get_object,
    get_str,
    need_int,
    need_str,
)
from bot.channels.sandbox.state import Chat
from bot.channels.sandbox.world import World

Params = Mapping[str, object]
Files = Mapping[str, Upload]
ATTACHED = "attach://"
# Megabytes that a bot may send: a photo, any other file.
MAX_PHOTO = 10
MAX_FILE = 50
_NOT_HERE = (
    "business_connection_id",
    "message_thread_id",
    "direct_messages_topic_id",
    "suggested_post_parameters",
    "inline_message_id",
)


def take_unused(params: Params, files: Files) -> None:
    """Raise ``Refused`` if an uploaded file is named nowhere in the call."""
    used = set(_strings(dict(params))) if files else set()
    for name in files:
        if ATTACHED + name not in used:
            raise bad_request(f'the file "{name}" is not used by the call')


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def send(world: World, params: Params, content: Json, *before: Json) -> Json:
    """Send a message with this content; returns it. Raises ``Refused`` (400 or 403)."""
    chat = world.reachable(params["chat_id"])
    message = _message(world, chat, params, content, 1)
    facts: list[Json] = [*before, {"fact": "message", "message": message, "from_bot": True}]
    markup = get_object(params, "reply_markup") or {}
    if get_list(markup, "inline_keyboard"):
        message["reply_markup"] = markup
    hint = get_str(markup, "input_field_placeholder")
    if "keyboard" in markup:
        facts.append(keyboard_fact(chat, markup, hint))
    elif get_bool(markup, "remove_keyboard"):
        facts.append(keyboard_fact(chat, None, None))
    elif get_bool(markup, "force_reply"):
        facts.append(keyboard_fact(chat, None, hint))
    world.commit(*facts)
    return message


def _message(world: World, chat: Chat, params: Params, content: Json, place: int) -> Json:
    for name in _NOT_HERE:
        if name in params:
            raise bad_request(f'the sandbox has private chats only, no "{name}"')
    message: Json = {
        "message_id": world.state.last_message + place,
        "from": world.bot,
        "chat": chat.person.as_chat(),
        "date": world.now(),
        **content,
    }
    if get_bool(params, "protect_content"):
        message["has_protected_content"] = True
    reply = get_object(params, "reply_parameters")
    if reply is not None:
        replied = chat.messages.get(need_int(reply, "message_id"))
        if replied is not None:
            shown = {key: value for key, value in replied.items() if key != "reply_to_message"}
            message["reply_to_message"] = shown
        elif not get_bool(reply, "allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    return message


def media_content(world: World, kind: str, params: Params, files: Files, facts: list[Json]) -> Json:
    """The part of a message with a file and its caption; new files are added to ``facts``."""
    key = kind if kind in params else "media"
    taken = _take(world, kind, need_str(params, key), files, facts, get_int(params, "duration"))
    content = media.content(kind, taken)
    caption, entities = formatted(params, "caption", "caption_entities")
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    if get_bool(params, "show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def _take(
    world: World,
    kind: str,
    value: str,
    files: Files,
    facts: list[Json],
    duration: int | None,
) -> list[Json]:
    if value.startswith(("http://", "https://")):
        raise bad_request("the sandbox fetches nothing from the web: upload the file")
    if not value.startswith(ATTACHED):
        return _known_sizes(world, kind, value)
    upload = files.get(value.removeprefix(ATTACHED))
    if upload is None:
        raise bad_request(f'the file "{value}" is missing')
    size = len(upload.data)
    limit = MAX_PHOTO if kind == "photo" else MAX_FILE
    if size > limit * 1_000_000:
        raise too_big(size, limit)
    if size == 0:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        pixels = media.image_size(upload.data)
        if pixels is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if sum(pixels) > 10_000 or max(pixels) > 20 * min(pixels):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return keep(world, upload, kind, facts, duration or 0)


def _known_sizes(world: World, kind: str, file_id: str) -> list[Json]:
    fact = world.file(file_id)
    if fact["kind"] != kind:
        raise bad_request(f"can't use file of type {fact['kind']} as {kind}")
    if kind != "photo":
        return [fact]
    # The sizes of one photo share their bytes; the same photo sent twice has the same sizes.
    sizes = {
        str(other["unique_id"]): other
        for other in world.state.files.values()
        if other["sha256"] == fact["sha256"] and other["kind"] == kind
    }
    return list(sizes.values())


def send_album(world: World, params: Params, files: Files) -> list[Json]:
    """Send several files as one album; returns its messages."""
    chat = world.reachable(params["chat_id"])
    facts: list[Json] = []
    messages: list[Json] = []
    album = str(world.state.last_message + (1 << 53))
    for place, item in enumerate(get_list(params, "media"), start=1):
        part = as_object(item)
        content = media_content(world, need_str(part, "type"), part, files, facts)
        content["media_group_id"] = album
        messages.append(_message(world, chat, params, content, place))
    sent: list[Json] = [
        {"fact": "message", "message": message, "from_bot": True} for message in messages
    ]
    world.commit(*facts, *sent)
    return messages


def find_message(world: World, params: Params) -> Json:
    """The bot's own message that the call wants to edit."""
    if "inline_message_id" in params or "business_connection_id" in params:
        raise bad_request("the sandbox has messages in private chats only")
    if "chat_id" not in params or "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = world.reachable(params["chat_id"])
    message = chat.messages.get(need_int(params, "message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if as_object(message["from"])["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return message
