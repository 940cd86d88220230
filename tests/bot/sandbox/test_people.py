"""What people do on their phones, and what the bot gets of it."""

from __future__ import annotations

import pytest

from bot.channels.sandbox import people
from bot.channels.sandbox.phone import SMALL_PNG
from bot.channels.sandbox.shapes import Json, Refused, Upload, as_list, as_object, need_int
from bot.channels.sandbox.state import Person
from bot.channels.sandbox.world import World
from tests.bot.sandbox.acting import KEYS, call, do, refusal, the_update
from tests.bot.sandbox.conftest import Clock


def test_who_never_started_cannot_be_written_to(world: World) -> None:
    stranger = world.add_person("Lan")
    code, sentence = refusal(world, "sendMessage", chat_id=stranger.id, text="x")
    assert (code, sentence) == (403, "Forbidden: bot can't initiate conversation with a user")
    assert refusal(world, "sendMessage", chat_id=404, text="x") == (
        400,
        "Bad Request: chat not found",
    )


def test_who_blocked_cannot_be_written_to_and_the_bot_is_told(world: World, person: Person) -> None:
    people.block(world, person.id, blocked=True)
    change = the_update(world, "my_chat_member")
    assert as_object(change["new_chat_member"])["status"] == "kicked"
    for method in ("sendMessage", "sendChatAction"):
        extra = {"text": "x"} if method == "sendMessage" else {"action": "typing"}
        assert refusal(world, method, chat_id=person.id, **extra)[0] == 403
    with pytest.raises(Refused, match="has blocked"):
        people.send_text(world, person.id, "xin chào")
    people.block(world, person.id, blocked=True)
    assert world.pending() == []
    people.press_start(world, person.id)
    assert [next(reversed(update)) for update in world.pending()] == ["my_chat_member", "message"]
    call(world, "sendMessage", chat_id=person.id, text="x")


def test_who_is_gone_is_deactivated(world: World, person: Person) -> None:
    people.forget(world, person.id)
    assert refusal(world, "sendMessage", chat_id=person.id, text="x")[0] == 403
    with pytest.raises(Refused, match="no such person"):
        people.send_text(world, person.id, "x")


def test_a_text_comes_with_its_commands(world: World, person: Person) -> None:
    people.send_text(world, person.id, "🌾 /ytuong")
    message = the_update(world, "message")
    assert message["entities"] == [{"type": "bot_command", "offset": 3, "length": 7}]
    for text in ("", " ", "x" * 4097):
        with pytest.raises(Refused):
            people.send_text(world, person.id, text)
    with pytest.raises(Refused, match="64 letters"):
        people.press_start(world, person.id, "có dấu")


def test_a_press_is_answered_once_and_in_time(world: World, person: Person, clock: Clock) -> None:
    sent = call(world, "sendMessage", chat_id=person.id, text="x", reply_markup=KEYS)
    number = need_int(sent, "message_id")
    query = people.press(world, person.id, number, "yes")
    content = the_update(world, "callback_query")
    assert (content["id"], content["data"]) == (query, "yes")
    do(world, "answerCallbackQuery", callback_query_id=query, text="Đã ghi")
    late = people.press(world, person.id, number, "yes")
    for bad in (query, "404", late):
        clock.now += 61 if bad == late else 0
        code, sentence = refusal(world, "answerCallbackQuery", callback_query_id=bad)
        assert (code, "query is too old" in sentence) == (400, True)


def test_only_a_button_that_is_there_can_be_pressed(world: World, person: Person) -> None:
    sent = call(world, "sendMessage", chat_id=person.id, text="x", reply_markup=KEYS)
    number = need_int(sent, "message_id")
    with pytest.raises(Refused, match="no such button"):
        people.press(world, person.id, number, "no")
    with pytest.raises(Refused, match="no such message"):
        people.press(world, person.id, number + 1, "yes")
    people.press_anyway(world, person.id, number + 1, "forged")
    content = the_update(world, "callback_query")
    assert as_object(content["message"])["date"] == 0


def test_contact_and_place_are_the_persons_own(world: World, person: Person) -> None:
    people.share_contact(world, person.id)
    contact = as_object(the_update(world, "message")["contact"])
    assert (contact["user_id"], contact["phone_number"]) == (person.id, "+84912345678")
    people.share_location(world, person.id, 21.27, 106.19)
    assert the_update(world, "message")["location"] == {"latitude": 21.27, "longitude": 106.19}
    with pytest.raises(Refused, match="Latitude"):
        people.share_location(world, person.id, 99, 0)
    with pytest.raises(Refused, match="no phone number"):
        people.share_contact(world, world.add_person("Lan").id)


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "video", "audio", "sticker"])
def test_every_kind_of_file_arrives_and_can_be_fetched(
    world: World, person: Person, kind: str
) -> None:
    upload = Upload("x.PNG", "image/png", SMALL_PNG)
    people.upload(world, person.id, kind, [upload], "ba kích #ocop")
    message = the_update(world, "message")
    assert message["caption_entities"] == [{"type": "hashtag", "offset": 8, "length": 5}]
    found = message[kind]
    best = as_object(found[-1] if isinstance(found, list) else found)
    file = call(world, "getFile", file_id=best["file_id"])
    assert str(file["file_path"]).endswith(".png")
    assert world.file_bytes(world.file(str(best["file_id"]))) == SMALL_PNG


def test_an_album_arrives_as_messages_of_one_group(world: World, person: Person) -> None:
    people.upload(world, person.id, "photo", [Upload("x", "image/png", SMALL_PNG)] * 3, "ba ảnh")
    updates = world.pending()
    messages = [as_object(update["message"]) for update in updates]
    assert len({message["media_group_id"] for message in messages}) == 1
    assert [message.get("caption") for message in messages] == ["ba ảnh", None, None]
    assert len({message["message_id"] for message in messages}) == 3
    photos = [as_list(message["photo"])[0] for message in messages]
    assert len({str(as_object(photo)["file_id"]) for photo in photos}) == 3


def test_odd_uploads_are_refused(world: World, person: Person) -> None:
    good = Upload("x", "image/png", SMALL_PNG)
    for kind, uploads, caption in (
        ("gif", [good], ""),
        ("photo", [], ""),
        ("photo", [good] * 11, ""),
        ("photo", [Upload("x", "image/png", b"")], ""),
        ("photo", [good], "x" * 1025),
    ):
        with pytest.raises(Refused):
            people.upload(world, person.id, kind, uploads, caption)
    assert world.pending() == []


def test_a_person_corrects_a_text(world: World, person: Person) -> None:
    typed = people.send_text(world, person.id, "sai")
    world.confirm(1 << 31)
    people.edit_text(world, person.id, need_int(typed, "message_id"), "/start đúng")
    edited = the_update(world, "edited_message")
    assert edited["text"] == "/start đúng"
    assert "edit_date" in edited
    sent = call(world, "sendMessage", chat_id=person.id, text="x")
    with pytest.raises(Refused, match="own text"):
        people.edit_text(world, person.id, need_int(sent, "message_id"), "y")
    with pytest.raises(Refused, match="different"):
        people.edit_text(world, person.id, need_int(typed, "message_id"), "/start đúng")


def test_numbers_rise_even_over_a_start_over(world: World, person: Person) -> None:
    do(world, "setMyCommands", commands=[{"command": "menu", "description": "x"}])
    own: Json = {"type": "chat", "chat_id": person.id}
    do(world, "setMyCommands", commands=[{"command": "own", "description": "x"}], scope=own)
    old = call(world, "sendMessage", chat_id=person.id, text="x")
    before = world.push_update("poll", {})
    world.start_over()
    assert world.people() == []
    assert world.pending() == []
    newcomer = world.add_person("Lan")
    assert newcomer.id > person.id
    typed = people.press_start(world, newcomer.id)
    assert need_int(typed, "message_id") > need_int(old, "message_id")
    assert need_int(world.pending()[0], "update_id") == before + 1
    assert [as_object(one)["command"] for one in world.commands_for(newcomer)] == ["menu"]
    assert all(not scope.startswith("chat:") for scope, _ in world.state.commands)
