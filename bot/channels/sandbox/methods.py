"""What the bot does: the Bot API's methods that the sandbox carries out.

``carry_out`` checks a call against the schema and the limits, then against the state of the
world (an unknown chat, a message that cannot be edited), and only then lets it act.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.channels.sandbox import settings
from bot.channels.sandbox.formatting import formatted
from bot.channels.sandbox.outgoing import (
    Files,
    find_message,
    media_content,
    send,
    send_album,
    take_unused,
)
from bot.channels.sandbox.schema import check_call
from bot.channels.sandbox.shapes import (
    Json,
    bad_request,
    get_bool,
    get_list,
    get_object,
    get_str,
    need_int,
    need_str,
)
from bot.channels.sandbox.world import TYPING_SECONDS, World

Params = Mapping[str, object]
Method = Callable[[World, Params, Files], object]
# Bots may fetch files up to this size, in bytes.
MAX_FETCHED = 20_000_000
DELETABLE_SECONDS = 48 * 3600


def carry_out(world: World, method: str, params: Params, files: Files) -> object:
    """The result of the call. Raises ``Refused`` where Telegram refuses."""
    check_call(method, params)
    act = METHODS.get(method)
    if act is None:
        raise bad_request(f"the sandbox does not carry out {method}")
    take_unused(params, files)
    return act(world, params, files)


def _get_me(world: World, params: Params, files: Files) -> object:
    return {
        **world.bot,
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _send_message(world: World, params: Params, files: Files) -> object:
    text, entities = formatted(params, "text", "entities")
    content: Json = {"text": text, **({"entities": entities} if entities else {})}
    preview = get_object(params, "link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return send(world, params, content)


def _send_media(kind: str) -> Method:
    def act(world: World, params: Params, files: Files) -> object:
        world.reachable(params["chat_id"])
        facts: list[Json] = []
        content = media_content(world, kind, params, files, facts)
        return send(world, params, content, *facts)

    return act


def _send_album(world: World, params: Params, files: Files) -> object:
    return send_album(world, params, files)


def _send_location(world: World, params: Params, files: Files) -> object:
    names = ("latitude", "longitude", "horizontal_accuracy", "live_period", "heading")
    return send(world, params, {"location": {key: params[key] for key in names if key in params}})


def _send_contact(world: World, params: Params, files: Files) -> object:
    names = ("phone_number", "first_name", "last_name", "vcard")
    return send(world, params, {"contact": {key: params[key] for key in names if key in params}})


def _send_chat_action(world: World, params: Params, files: Files) -> object:
    chat = world.reachable(params["chat_id"])
    chat.typing_until = world.clock() + TYPING_SECONDS
    world.tell({"fact": "typing", "chat": chat.person.id})
    return True


def _edit_text(world: World, params: Params, files: Files) -> object:
    message = find_message(world, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    text, entities = formatted(params, "text", "entities")
    return _edit(world, params, message, {"text": text, "entities": entities})


def _edit_caption(world: World, params: Params, files: Files) -> object:
    message = find_message(world, params)
    if not any(kind in message for kind in ("photo", "document", "voice", "video", "audio")):
        raise bad_request("there is no caption in the message to edit")
    caption, entities = formatted(params, "caption", "caption_entities")
    return _edit(world, params, message, {"caption": caption, "caption_entities": entities})


def _edit_markup(world: World, params: Params, files: Files) -> object:
    return _edit(world, params, find_message(world, params), {})


def _edit(world: World, params: Params, message: Json, changes: Json) -> Json:
    """The message with the changes and the call's buttons, or none if the call brings none."""
    markup = get_object(params, "reply_markup")
    if markup is not None and not get_list(markup, "inline_keyboard"):
        markup = None
    before = {key: message.get(key) or None for key in (*changes, "reply_markup")}
    after = {key: value or None for key, value in {**changes, "reply_markup": markup}.items()}
    if before == after:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    edited: Json = {**message, **after, "edit_date": world.now()}
    edited = {key: value for key, value in edited.items() if value is not None}
    world.commit({"fact": "edit", "message": edited, "from_bot": True})
    return edited


def _delete(world: World, params: Params, files: Files) -> object:
    chat = world.chat(params["chat_id"])
    message = chat.messages.get(need_int(params, "message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if world.now() - need_int(message, "date") > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    world.commit({"fact": "delete", "chat": chat.person.id, "message_id": message["message_id"]})
    return True


def _delete_several(world: World, params: Params, files: Files) -> object:
    chat = world.chat(params["chat_id"])
    known = [number for number in get_list(params, "message_ids") if number in chat.messages]
    world.commit(
        *({"fact": "delete", "chat": chat.person.id, "message_id": number} for number in known)
    )
    return True


def _answer(world: World, params: Params, files: Files) -> object:
    key = need_str(params, "callback_query_id")
    query = world.state.queries.get(key)
    late = query is not None and world.clock() - query.asked > world.answer_within
    if query is None or query.answered or late:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    world.commit(
        {
            "fact": "answer",
            "chat": query.chat,
            "query": key,
            "message_id": query.message_id,
            "text": get_str(params, "text") or None,
            "alert": get_bool(params, "show_alert"),
        }
    )
    return True


def _get_file(world: World, params: Params, files: Files) -> object:
    fact = world.file(need_str(params, "file_id"))
    if need_int(fact, "size") > MAX_FETCHED:
        raise bad_request("file is too big")
    return {
        "file_id": fact["file_id"],
        "file_unique_id": fact["unique_id"],
        "file_size": fact["size"],
        "file_path": fact["path"],
    }


def _get_chat(world: World, params: Params, files: Files) -> object:
    person = world.chat(params["chat_id"]).person
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return {
        **person.as_chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {**dict.fromkeys(gifts, True), "gifts_from_channels": True},
    }


def _setting(act: settings.Setting) -> Method:
    def with_files(world: World, params: Params, files: Files) -> object:
        return act(world, params)

    return with_files


METHODS: Mapping[str, Method] = {
    "getMe": _get_me,
    "sendMessage": _send_message,
    "sendPhoto": _send_media("photo"),
    "sendDocument": _send_media("document"),
    "sendVoice": _send_media("voice"),
    "sendVideo": _send_media("video"),
    "sendAudio": _send_media("audio"),
    "sendMediaGroup": _send_album,
    "sendLocation": _send_location,
    "sendContact": _send_contact,
    "sendChatAction": _send_chat_action,
    "editMessageText": _edit_text,
    "editMessageCaption": _edit_caption,
    "editMessageReplyMarkup": _edit_markup,
    "deleteMessage": _delete,
    "deleteMessages": _delete_several,
    "answerCallbackQuery": _answer,
    "getFile": _get_file,
    "getChat": _get_chat,
    **{name: _setting(act) for name, act in settings.METHODS.items()},
}
