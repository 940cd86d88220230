"""The documented limits of the Bot API that a schema of types does not show."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from bot.channels.sandbox.formatting import formatted
from bot.channels.sandbox.shapes import (
    Refused,
    as_list,
    as_object,
    bad_request,
    get_float,
    get_int,
    get_list,
    get_object,
    get_str,
    utf16_length,
)

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 100
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_REQUESTS = (
    "request_users",
    "request_chat",
    "request_managed_bot",
    "request_contact",
    "request_location",
    "request_poll",
    "web_app",
)
CHAT_ACTIONS = frozenset(
    f"{verb}_{what}"
    for verb, what in [
        *(("record", what) for what in ("video", "voice", "video_note")),
        *(("upload", what) for what in ("photo", "video", "voice", "document", "video_note")),
        ("choose", "sticker"),
        ("find", "location"),
    ]
) | {"typing"}


def check_limits(method: str, params: Mapping[str, object]) -> None:
    """Raise ``Refused`` where the call, well typed, breaks a documented limit."""
    if "caption" in params:
        check_caption(params)
    markup = get_object(params, "reply_markup") if "reply_markup" in params else None
    if markup is not None:
        check_markup(markup)
    check = _CHECKS.get(method)
    if check is not None:
        check(params)


def check_caption(params: Mapping[str, object]) -> None:
    """A caption has at most 1,024 UTF-16 units once its entities are parsed."""
    caption, _ = formatted(params, "caption", "caption_entities")
    if utf16_length(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")


def check_markup(markup: Mapping[str, object]) -> None:
    """Buttons have a text and one action each, data of 1-64 bytes; there are at most 100."""
    inline = "inline_keyboard" in markup
    rows = [as_list(row) for row in get_list(markup, "inline_keyboard" if inline else "keyboard")]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(not row for row in rows) or ("keyboard" in markup and not rows):
        raise bad_request("a row of the keyboard is empty")
    for row in rows:
        for item in row:
            button = as_object(item)
            if not (get_str(button, "text") or "").strip():
                raise bad_request("text buttons are unallowed in the inline keyboard: empty text")
            if inline:
                _check_inline_button(button)
            elif sum(name in button for name in _REQUESTS) > 1:
                raise bad_request("a keyboard button can request one thing only")
    hint = get_str(markup, "input_field_placeholder")
    if hint is not None and not 1 <= len(hint) <= 64:
        raise bad_request("the placeholder of the input field must have 1-64 characters")


def _check_inline_button(button: Mapping[str, object]) -> None:
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"an inline button can do one thing only, not {' and '.join(actions)}")
    data = get_str(button, "callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    url = get_str(button, "url")
    if url is not None and not _is_web_address(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: wrong HTTP URL")
    copied = get_object(button, "copy_text")
    if copied is not None and not 1 <= len(get_str(copied, "text") or "") <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "tg":
        return True
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in url


def _check_text(params: Mapping[str, object]) -> None:
    if "text" not in params:
        raise bad_request("message text is empty")
    text, _ = formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")


def _check_answer(params: Mapping[str, object]) -> None:
    if utf16_length(get_str(params, "text") or "") > 200:
        raise bad_request("MESSAGE_TOO_LONG")


def _check_album(params: Mapping[str, object]) -> None:
    items = [as_object(item) for item in get_list(params, "media")]
    if not 2 <= len(items) <= 10:
        raise bad_request("an album must include 2-10 items")
    kinds = {get_str(item, "type") for item in items}
    if len(kinds) > 1 and not kinds <= {"photo", "video", "live_photo"}:
        raise bad_request("only photos and videos can be mixed in an album")
    for item in items:
        check_caption(item)


def _check_commands(params: Mapping[str, object]) -> None:
    commands = [as_object(item) for item in get_list(params, "commands")]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    names = [get_str(item, "command") or "" for item in commands]
    if not all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names):
        raise bad_request("BOT_COMMAND_INVALID")
    if len(set(names)) < len(names):
        raise bad_request("the same command is listed twice")
    for item in commands:
        if not 1 <= len((get_str(item, "description") or "").strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _check_language(params)


def _check_language(params: Mapping[str, object]) -> None:
    if not re.fullmatch(r"([a-z]{2})?", get_str(params, "language_code") or ""):
        raise bad_request("BOT_LANG_CODE_INVALID")


def _own_text(key: str, longest: int) -> Callable[[Mapping[str, object]], None]:
    def check(params: Mapping[str, object]) -> None:
        _check_language(params)
        if len(get_str(params, key) or "") > longest:
            raise bad_request(f"{key} must have at most {longest} characters")

    return check


def _check_place(params: Mapping[str, object]) -> None:
    latitude, longitude = get_float(params, "latitude"), get_float(params, "longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong latitude or longitude")


def _check_contact(params: Mapping[str, object]) -> None:
    if not re.fullmatch(r"\+?[\d ()-]{3,32}", get_str(params, "phone_number") or ""):
        raise bad_request("PHONE_NUMBER_INVALID")
    if not get_str(params, "first_name"):
        raise bad_request("a contact needs a first name")


def _check_action(params: Mapping[str, object]) -> None:
    if params.get("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")


def _check_polling(params: Mapping[str, object]) -> None:
    limit = get_int(params, "limit")
    if limit is not None and not 1 <= limit <= 100:
        raise bad_request("values of limit between 1 and 100 are accepted")
    if (get_int(params, "timeout") or 0) < 0:
        raise bad_request("timeout should be positive")


def _check_webhook(params: Mapping[str, object]) -> None:
    secret = get_str(params, "secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    url = get_str(params, "url") or ""
    if not url:
        return
    parts = urlsplit(url)
    loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise bad_request("bad webhook: an HTTPS URL must be provided for webhook")


def _check_deleted(params: Mapping[str, object]) -> None:
    if not 1 <= len(get_list(params, "message_ids")) <= 100:
        raise bad_request("1-100 messages can be deleted at once")


_CHECKS: Mapping[str, Callable[[Mapping[str, object]], None]] = {
    "sendMessage": _check_text,
    "editMessageText": _check_text,
    "answerCallbackQuery": _check_answer,
    "sendMediaGroup": _check_album,
    "setMyCommands": _check_commands,
    "getMyCommands": _check_language,
    "deleteMyCommands": _check_language,
    "setMyName": _own_text("name", 64),
    "setMyDescription": _own_text("description", 512),
    "setMyShortDescription": _own_text("short_description", 120),
    "sendLocation": _check_place,
    "sendContact": _check_contact,
    "sendChatAction": _check_action,
    "getUpdates": _check_polling,
    "setWebhook": _check_webhook,
    "deleteMessages": _check_deleted,
}


def too_big(size: int, megabytes: int) -> Refused:
    """The refusal of a file over the limit."""
    return Refused(413, f"Request Entity Too Large: {size} bytes, at most {megabytes} MB")
