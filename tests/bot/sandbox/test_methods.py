"""What the bot does, and what is refused for the state of the world."""

from __future__ import annotations

import pytest

from bot.channels.sandbox import people
from bot.channels.sandbox.methods import METHODS, carry_out
from bot.channels.sandbox.phone import SMALL_PNG
from bot.channels.sandbox.schema import check_type, load
from bot.channels.sandbox.shapes import Json, Refused, Upload, as_list, as_object
from bot.channels.sandbox.state import Person
from bot.channels.sandbox.world import World
from tests.bot.sandbox.acting import KEYS, call, do, refusal
from tests.bot.sandbox.conftest import Clock


def test_an_edit_must_change_something(world: World, person: Person) -> None:
    sent = call(world, "sendMessage", chat_id=person.id, text="một", reply_markup=KEYS)
    place = {"chat_id": person.id, "message_id": sent["message_id"]}
    same = refusal(world, "editMessageText", **place, text="một", reply_markup=KEYS)
    assert same[0] == 400
    assert "message is not modified" in same[1]
    assert "not modified" in refusal(world, "editMessageReplyMarkup", **place, reply_markup=KEYS)[1]
    edited = call(world, "editMessageText", **place, text="hai")
    assert "reply_markup" not in edited
    assert edited["text"] == "hai"
    bold = call(world, "editMessageText", **place, text="<b>hai</b>", parse_mode="HTML")
    assert bold["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert "not modified" in refusal(world, "editMessageReplyMarkup", **place)[1]


def test_only_the_bots_own_text_can_be_edited(world: World, person: Person) -> None:
    typed = people.send_text(world, person.id, "x")
    for number, complaint in ((9999, "not found"), (typed["message_id"], "can't be edited")):
        what = {"chat_id": person.id, "message_id": number, "text": "y"}
        assert complaint in refusal(world, "editMessageText", **what)[1]
    sent = call(world, "sendPhoto", Upload("a", "image/png", SMALL_PNG), chat_id=person.id,
                photo="attach://a", caption="x")  # fmt: skip
    place = {"chat_id": person.id, "message_id": sent["message_id"]}
    assert "no text" in refusal(world, "editMessageText", **place, text="y")[1]
    assert call(world, "editMessageCaption", **place, caption="y")["caption"] == "y"
    assert "caption" not in call(world, "editMessageCaption", **place)
    plain = call(world, "sendMessage", chat_id=person.id, text="x")
    place["message_id"] = plain["message_id"]
    assert "no caption" in refusal(world, "editMessageCaption", **place, caption="y")[1]
    assert "not specified" in refusal(world, "editMessageText", text="y")[1]


def test_a_message_can_be_deleted_for_two_days(world: World, person: Person, clock: Clock) -> None:
    numbers = [call(world, "sendMessage", chat_id=person.id, text="x")["message_id"] for _ in "abc"]
    do(world, "deleteMessage", chat_id=person.id, message_id=numbers[0])
    gone = refusal(world, "deleteMessage", chat_id=person.id, message_id=numbers[0])
    assert gone == (400, "Bad Request: message to delete not found")
    do(world, "deleteMessages", chat_id=person.id, message_ids=[numbers[1], 9999])
    clock.now += 48 * 3600 + 1
    late = refusal(world, "deleteMessage", chat_id=person.id, message_id=numbers[2])
    assert "can't be deleted" in late[1]


def test_the_keyboard_comes_and_goes(world: World, person: Person) -> None:
    chat = world.chat(person.id)
    keyboard: Json = {
        "keyboard": [[{"text": "Gửi số", "request_contact": True}]],
        "input_field_placeholder": "Số điện thoại",
    }
    sent = call(world, "sendMessage", chat_id=person.id, text="x", reply_markup=keyboard)
    assert "reply_markup" not in sent
    assert (chat.keyboard, chat.placeholder) == (keyboard, "Số điện thoại")
    do_remove: Json = {"remove_keyboard": True}
    call(world, "sendMessage", chat_id=person.id, text="x", reply_markup=do_remove)
    assert (chat.keyboard, chat.placeholder) == (None, None)
    force: Json = {"force_reply": True, "input_field_placeholder": "Tên"}
    call(world, "sendMessage", chat_id=person.id, text="x", reply_markup=force)
    assert chat.placeholder == "Tên"
    people.send_text(world, person.id, "Hằng")
    assert chat.placeholder is None


def test_the_bot_sends_files_anew_and_again(world: World, person: Person) -> None:
    photo = Upload("p", "image/png", SMALL_PNG)
    sent = call(world, "sendPhoto", photo, chat_id=person.id, photo="attach://p")
    file_id = as_object(as_list(sent["photo"])[-1])["file_id"]
    again = call(world, "sendPhoto", chat_id=person.id, photo=file_id)
    assert again["photo"] == sent["photo"]
    paper = Upload("d", "application/pdf", b"%PDF")
    sent = call(world, "sendDocument", paper, chat_id=person.id, document="attach://d")
    assert as_object(sent["document"])["file_name"] == "d"
    call(world, "sendVoice", Upload("v", "audio/ogg", b"OggS"), chat_id=person.id,
         voice="attach://v", duration=4)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "data", "complaint"),
    [
        ("https://a.vn/x.png", SMALL_PNG, "is not used"),
        ("attach://other", SMALL_PNG, "is not used"),
        ("attach://p", b"", "non-empty"),
        ("attach://p", b"no picture", "IMAGE_PROCESS_FAILED"),
        ("attach://p", SMALL_PNG[:16] + b"\0\0\x30\0" * 2, "PHOTO_INVALID_DIMENSIONS"),
        ("attach://p", SMALL_PNG + bytes(10_000_000), "Too Large"),
    ],
)
def test_bad_photos_are_refused(
    world: World, person: Person, value: str, data: bytes, complaint: str
) -> None:
    params: Json = {"chat_id": person.id, "photo": value}
    with pytest.raises(Refused, match=complaint):
        carry_out(world, "sendPhoto", params, {"p": Upload("p", "image/png", data)})


def test_files_that_are_not_there_are_refused(world: World, person: Person) -> None:
    for value, complaint in (
        ("https://a.vn/x.png", "fetches nothing"),
        ("attach://gone", "is missing"),
        ("unknown", "wrong file identifier"),
    ):
        assert complaint in refusal(world, "sendPhoto", chat_id=person.id, photo=value)[1]
    assert refusal(world, "getFile", file_id="unknown")[0] == 400
    sent = call(world, "sendDocument", Upload("d", "text/plain", b"x"), chat_id=person.id,
                document="attach://d")  # fmt: skip
    known = as_object(sent["document"])["file_id"]
    assert "as photo" in refusal(world, "sendPhoto", chat_id=person.id, photo=known)[1]


def test_an_album_goes_out_as_one(world: World, person: Person) -> None:
    media = [
        {"type": "photo", "media": "attach://a", "caption": "<b>Hai</b>", "parse_mode": "HTML"},
        {"type": "photo", "media": "attach://b"},
    ]
    files = {name: Upload(name, "image/png", SMALL_PNG) for name in ("a", "b")}
    params: Json = {"chat_id": person.id, "media": media}
    result = as_list(carry_out(world, "sendMediaGroup", params, files))
    check_type(result, "[Message]", "result")
    first, second = (as_object(item) for item in result)
    assert first["caption"] == "Hai"
    assert first["media_group_id"] == second["media_group_id"]


def test_a_reply_needs_its_message(world: World, person: Person) -> None:
    asked = people.send_text(world, person.id, "hỏi")
    reply: Json = {"message_id": asked["message_id"]}
    sent = call(world, "sendMessage", chat_id=person.id, text="đáp", reply_parameters=reply)
    assert as_object(sent["reply_to_message"])["text"] == "hỏi"
    gone: Json = {"message_id": 9999}
    params: Json = {"chat_id": person.id, "text": "x", "reply_parameters": gone}
    assert "replied not found" in refusal(world, "sendMessage", **params)[1]
    gone["allow_sending_without_reply"] = True
    call(world, "sendMessage", **params)


def test_place_and_contact_go_out(world: World, person: Person) -> None:
    sent = call(world, "sendLocation", chat_id=person.id, latitude=21.2, longitude=106)
    assert sent["location"] == {"latitude": 21.2, "longitude": 106}
    call(world, "sendContact", chat_id=person.id, phone_number="0912345678", first_name="Vi",
         protect_content=True)  # fmt: skip
    topic = refusal(world, "sendMessage", chat_id=person.id, text="x", message_thread_id=3)
    assert "private chats only" in topic[1]


def test_the_bot_is_shown_typing_for_five_seconds(
    world: World, person: Person, clock: Clock
) -> None:
    do(world, "sendChatAction", chat_id=person.id, action="typing")
    chat = world.chat(person.id)
    assert chat.typing_until == clock() + 5
    call(world, "sendMessage", chat_id=person.id, text="x")
    assert chat.typing_until == 0


def test_the_nearest_commands_are_in_force(world: World, person: Person) -> None:
    def set_commands(name: str, **where: object) -> None:
        listed = [{"command": name, "description": "x"}]
        do(world, "setMyCommands", commands=listed, **where)

    def in_force() -> object:
        return [as_object(command)["command"] for command in world.commands_for(person)]

    own: Json = {"type": "chat", "chat_id": person.id}
    told: list[object] = []
    world.watch(person.id, lambda fact: told.append(fact["fact"]))
    assert in_force() == []
    set_commands("a")
    assert in_force() == ["a"]
    set_commands("b", language_code="vi")
    assert in_force() == ["b"]
    set_commands("c", scope={"type": "all_private_chats"})
    assert in_force() == ["c"]
    set_commands("d", scope=own)
    assert in_force() == ["d"]
    assert told.count("commands_seen") == 4
    set_commands("e", language_code="en")
    assert told.count("commands_seen") == 4
    do(world, "deleteMyCommands", scope=own)
    assert in_force() == ["c"]
    listed = carry_out(world, "getMyCommands", {"language_code": "vi"}, {})
    assert listed == [{"command": "b", "description": "x"}]
    wrong: Json = {"type": "chat_administrators", "chat_id": person.id}
    assert refusal(world, "getMyCommands", scope=wrong)[0] == 400


def test_names_and_descriptions_per_language(world: World, person: Person) -> None:
    do(world, "setMyName", name="OCOP Bắc Giang")
    do(world, "setMyDescription", description="Mặc định")
    do(world, "setMyDescription", description="English", language_code="en")
    do(world, "setMyShortDescription", short_description="Ngắn")
    assert call(world, "getMyName") == {"name": "OCOP Bắc Giang"}
    assert call(world, "getMyDescription", language_code="en") == {"description": "English"}
    assert call(world, "getMyDescription", language_code="vi") == {"description": "Mặc định"}
    assert call(world, "getMyShortDescription") == {"short_description": "Ngắn"}
    assert refusal(world, "setMyName", name="")[0] == 400
    assert call(world, "getChatMenuButton") == {"type": "commands"}
    button: Json = {"type": "commands"}
    do(world, "setChatMenuButton", chat_id=person.id, menu_button=button)
    assert call(world, "getChatMenuButton", chat_id=person.id) == button
    assert call(world, "getMe")["username"] == "o_bot"
    assert call(world, "getChat", chat_id=person.id)["first_name"] == "Hằng"


def test_only_wanted_kinds_of_updates_are_queued(world: World, person: Person) -> None:
    do(world, "setWebhook", url="https://a.vn/x", allowed_updates=["callback_query"])
    people.send_text(world, person.id, "x")
    assert world.pending() == []
    do(world, "setWebhook", url="https://a.vn/x", allowed_updates=[])
    people.send_text(world, person.id, "x")
    assert len(world.pending()) == 1
    do(world, "deleteWebhook", drop_pending_updates=True)
    assert world.pending() == []


def test_every_method_is_one_that_telegram_knows() -> None:
    assert set(METHODS) <= set(load().methods)
