"""What Telegram refuses, the sandbox refuses: the table of calls and complaints."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.channels.sandbox.methods import carry_out
from bot.channels.sandbox.schema import check_call, condense, from_form, load
from bot.channels.sandbox.shapes import Json, Refused
from bot.channels.sandbox.world import World

HERE: Mapping[str, object] = {"chat_id": 1}
INLINE = "inline_keyboard"


def button(**fields: object) -> Json:
    """The call's reply_markup with one inline button."""
    return {INLINE: [[{"text": "Có", **fields}]]}


def message(**fields: object) -> Json:
    """The parameters of a good sendMessage, with changes."""
    return {"chat_id": 1, "text": "xin chào", **fields}


ACCEPTED: list[tuple[str, Json]] = [
    ("sendMessage", message()),
    ("sendMessage", message(text="x" * 4096)),
    ("sendMessage", message(text="<b>" + "x" * 4096 + "</b>", parse_mode="HTML")),
    ("sendMessage", message(text="&lt;" * 4096, parse_mode="HTML")),
    ("sendMessage", message(text="🌾" * 2048)),
    ("sendMessage", message(entities=[{"type": "bold", "offset": 0, "length": 3}])),
    ("sendMessage", message(reply_markup=button(callback_data="x" * 64))),
    ("sendMessage", message(reply_markup=button(url="https://ocop.gov.vn"))),
    ("sendMessage", message(reply_markup={"remove_keyboard": True})),
    ("sendMessage", message(reply_markup={"force_reply": True})),
    ("sendMessage", message(reply_markup={"keyboard": [[{"text": "A", "request_contact": True}]]})),
    ("sendMessage", message(link_preview_options={"is_disabled": True})),
    ("sendMessage", message(reply_parameters={"message_id": 5})),
    ("sendPhoto", {"chat_id": 1, "photo": "id", "caption": "🌾" * 512}),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 200}),
    (
        "setMyCommands",
        {
            "commands": [{"command": f"c{number}", "description": "x"} for number in range(100)],
            "scope": {"type": "chat", "chat_id": 1},
            "language_code": "vi",
        },
    ),
    (
        "sendMediaGroup",
        {
            "chat_id": 1,
            "media": [{"type": "photo", "media": "a"}, {"type": "video", "media": "b"}],
        },
    ),
    ("setWebhook", {"url": "http://127.0.0.1:9/x", "secret_token": "a-B_9"}),
    ("setChatMenuButton", {"menu_button": {"type": "commands"}}),
    ("getUpdates", {"offset": -1, "limit": 100, "allowed_updates": ["message"]}),
]

REFUSED: list[tuple[str, Json, str]] = [
    ("sendMesage", {}, "method not found"),
    ("sendMessage", {"text": "x"}, '"chat_id" is missing'),
    ("sendMessage", message(txt="x"), 'no field "txt"'),
    ("sendMessage", message(chat_id=1.5), '"chat_id" must be'),
    ("sendMessage", message(chat_id=True), '"chat_id" must be'),
    ("sendMessage", message(text=7), '"text" must be of type String'),
    ("sendMessage", message(text=None), '"text" must be of type String'),
    ("sendMessage", message(text="\ud800"), '"text" must be of type String'),
    ("sendMessage", message(text=""), "text is empty"),
    ("sendMessage", message(text=" \n "), "text is empty"),
    ("sendMessage", message(text="<b></b>", parse_mode="HTML"), "text is empty"),
    ("sendMessage", message(text="x" * 4097), "too long"),
    ("sendMessage", message(text="🌾" * 2049), "too long"),
    ("sendMessage", message(text="<b>x", parse_mode="HTML"), "can't parse entities"),
    ("sendMessage", message(parse_mode="MarkdownV2"), "HTML only"),
    ("sendMessage", message(parse_mode="HTML", entities=[{"type": "bold", "offset": 0,
     "length": 1}]), "exclude each other"),
    ("sendMessage", message(entities=[{"type": "bold", "offset": 0, "length": 99}]), "outside"),
    ("sendMessage", message(entities=[{"type": "bold", "offset": 0}]), '"entities[0].length"'),
    ("sendMessage", message(reply_markup={}), '"reply_markup" must be one of'),
    ("sendMessage", message(reply_markup={INLINE: [["x"]]}), f'"reply_markup.{INLINE}[0][0]"'),
    ("sendMessage", message(reply_markup={INLINE: [[]]}), "row of the keyboard is empty"),
    ("sendMessage", message(reply_markup={"keyboard": []}), "row of the keyboard is empty"),
    ("sendMessage", message(reply_markup=button()), "text buttons are unallowed"),
    ("sendMessage", message(reply_markup=button(text=" ", callback_data="x")), "empty text"),
    ("sendMessage", message(reply_markup=button(callback_data="")), "BUTTON_DATA_INVALID"),
    ("sendMessage", message(reply_markup=button(callback_data="x" * 65)), "BUTTON_DATA_INVALID"),
    ("sendMessage", message(reply_markup=button(callback_data="ạ" * 22)), "BUTTON_DATA_INVALID"),
    ("sendMessage", message(reply_markup=button(callback_data="x", url="https://a.vn")), "one "),
    ("sendMessage", message(reply_markup=button(callback_data=5)), "must be of type String"),
    ("sendMessage", message(reply_markup=button(callbackdata="x")), 'no field "reply_markup'),
    ("sendMessage", message(reply_markup=button(url="ocop")), "wrong HTTP URL"),
    ("sendMessage", message(reply_markup=button(copy_text={"text": ""})), "COPY_TEXT"),
    ("sendMessage", message(reply_markup={
        INLINE: [[{"text": "x", "callback_data": "x"}] * 8] * 13}), "too long"),
    ("sendMessage", message(reply_markup={"keyboard": [[{"text": "x", "request_contact": True,
     "request_location": True}]]}), "one thing only"),
    ("sendMessage", message(reply_markup={"keyboard": [[{"text": "x"}]],
     "input_field_placeholder": "x" * 65}), "placeholder"),
    ("editMessageText", {"chat_id": 1, "message_id": 1}, "text is empty"),
    ("editMessageText", {"chat_id": 1, "message_id": 1, "text": "x",
     "reply_markup": {"keyboard": [[{"text": "x"}]]}}, 'no field "reply_markup.keyboard"'),
    ("sendPhoto", {"chat_id": 1, "photo": "id", "caption": "🌾" * 513}, "caption is too long"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "a"}]}, "2-10"),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "a"}] * 11}, "2-10"),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "photo", "media": "a"},
     {"type": "audio", "media": "a"}]}, "can be mixed"),
    ("sendMediaGroup", {"chat_id": 1, "media": [{"type": "foto", "media": "a"}] * 2}, '"media[0]"'),
    ("setMyCommands", {"commands": [{"command": "Menu", "description": "x"}]}, "COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, "COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "/menu", "description": "x"}]}, "COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "x" * 257}]}, "DESCRIPTION"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 2}, "twice"),
    ("setMyCommands", {"commands": [{"command": f"c{number}", "description": "x"}
     for number in range(101)]}, "TOO_MUCH"),
    ("setMyCommands", {"commands": [], "language_code": "vie"}, "LANG_CODE"),
    ("setMyCommands", {"commands": [], "scope": {"type": "everyone"}}, '"scope"'),
    ("setMyName", {"name": "x" * 65}, "64"),
    ("setMyDescription", {"description": "x" * 513}, "512"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "120"),
    ("sendLocation", {"chat_id": 1, "latitude": 91, "longitude": 0}, "latitude"),
    ("sendLocation", {"chat_id": 1, "latitude": float("nan"), "longitude": 0}, "Float"),
    ("sendContact", {"chat_id": 1, "phone_number": "abc", "first_name": "x"}, "PHONE"),
    ("sendContact", {"chat_id": 1, "phone_number": "+84912345678", "first_name": ""}, "first name"),
    ("sendChatAction", {"chat_id": 1, "action": "dancing"}, "action"),
    ("getUpdates", {"limit": 0}, "limit"),
    ("getUpdates", {"timeout": -1}, "timeout"),
    ("setWebhook", {"url": "http://example.org"}, "HTTPS"),
    ("setWebhook", {"url": "https://example.org", "secret_token": "a b"}, "secret token"),
    ("deleteMessages", {"chat_id": 1, "message_ids": []}, "1-100"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params"), ACCEPTED)
def test_a_good_call_passes(method: str, params: Json) -> None:
    check_call(method, params)


@pytest.mark.parametrize(("method", "params", "complaint"), REFUSED)
def test_a_bad_call_is_refused(method: str, params: Json, complaint: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_call(method, params)
    assert complaint in refusal.value.description
    assert refusal.value.code in {400, 404}


def test_what_the_sandbox_does_not_do_is_said(world: World) -> None:
    with pytest.raises(Refused, match="does not carry out sendDice"):
        carry_out(world, "sendDice", {"chat_id": 1}, {})


@pytest.mark.parametrize(
    ("method", "name", "text", "value"),
    [
        ("sendMessage", "chat_id", "12", 12),
        ("sendMessage", "chat_id", "@name", "@name"),
        ("sendMessage", "text", "12", "12"),
        ("sendMessage", "disable_notification", "True", True),
        ("sendMessage", "disable_notification", "no", "no"),
        ("sendLocation", "latitude", "21.5", 21.5),
        ("sendMessage", "reply_markup", '{"remove_keyboard":true}', {"remove_keyboard": True}),
        ("sendMessage", "unknown", "1", "1"),
    ],
)
def test_forms_are_read_as_the_method_expects(
    method: str, name: str, text: str, value: object
) -> None:
    assert from_form(method, {name: text}) == {name: value}


def test_broken_json_in_a_form_is_refused() -> None:
    with pytest.raises(Refused, match='can\'t parse "reply_markup"'):
        from_form("sendMessage", {"reply_markup": "{"})


def test_the_schema_is_whole() -> None:
    schema = load()
    assert schema.methods["getMe"] == {}
    assert schema.methods["sendMessage"]["text"].required
    known = set(schema.types) | set(schema.unions) | {"Integer", "Float", "Boolean", "String"}
    every = [*schema.methods.values(), *schema.types.values()]
    named = {
        one.strip("[]") for fields in every for field in fields.values() for one in field.types
    }
    assert named <= known


def test_descriptions_become_bare_facts() -> None:
    api: Json = {
        "version": "1",
        "methods": {
            "m": {
                "returns": ["Array of T"],
                "fields": [
                    {"name": "a", "types": ["Integer", "String"], "required": True,
                     "description": "Any"},
                    {"name": "b", "types": ["Array of Array of T"], "required": False,
                     "description": "Any"},
                ],
            }
        },
        "types": {
            "T": {
                "fields": [
                    {"name": "status", "types": ["String"], "required": True,
                     "description": 'The member\'s status in the chat, always "creator"'},
                    {"name": "kind", "types": ["String"], "required": True,
                     "description": "Type of the media, must be photo"},
                ]
            },
            "U": {"subtypes": ["T"]},
        },
    }  # fmt: skip
    assert condense(api) == {
        "version": "1",
        "methods": {"m": {"params": {"a": "!Integer|String", "b": "[[T]]"}, "returns": "[T]"}},
        "types": {"T": {"status": "!String=creator", "kind": "!String=photo"}, "U": ["T"]},
    }
