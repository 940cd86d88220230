"""The phone that tests hold in their hands."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.sandbox.media import image_size
from bot.channels.sandbox.phone import SMALL_PNG, Answer, Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.sandbox.shapes import Json, as_list, as_object
from tests.bot.sandbox.acting import KEYS, call, do


def later(seconds: float, sandbox: SandboxServer, **params: object) -> None:
    """The bot sends a message after some seconds."""
    loop = asyncio.get_running_loop()
    loop.call_later(seconds, lambda: call(sandbox.world, "sendMessage", **params))


async def test_it_waits_for_what_comes(sandbox: SandboxServer, phone: Phone) -> None:
    number = phone.person.id
    await phone.send("xin chào")
    later(0.02, sandbox, chat_id=number, text="Chào bà con", reply_markup=KEYS)
    message = await phone.wait()
    assert message is not None
    assert message["text"] == phone.text == "Chào bà con"
    later(0.02, sandbox, chat_id=number, text="Một")
    later(0.04, sandbox, chat_id=number, text="Hai", reply_markup=KEYS)
    later(0.06, sandbox, chat_id=number, text="Ba")
    found = await phone.say("nữa", "Hai")
    assert found is not None
    assert found["text"] == "Hai"
    await phone.wait(button="có")
    await phone.wait(until=lambda it: it.text == "Ba")
    with pytest.raises(TimeoutError, match=r"waited in vain for text 'Bốn'.*'Ba'"):
        await phone.wait("Bốn", timeout=0.05)
    await phone.send("x")
    with pytest.raises(TimeoutError):
        await phone.wait(timeout=0.05)


async def test_it_presses_the_newest_button_and_sees_the_answer(
    sandbox: SandboxServer, phone: Phone
) -> None:
    number = phone.person.id
    call(sandbox.world, "sendMessage", chat_id=number, text="cũ", reply_markup=KEYS)
    new = call(sandbox.world, "sendMessage", chat_id=number, text="mới", reply_markup=KEYS)
    assert phone.buttons() == ["Có"]
    await phone.press("có")
    query = str(sandbox.world.state.last_query)
    pressed = as_object(sandbox.world.pending()[0]["callback_query"])
    assert as_object(pressed["message"])["text"] == "mới"
    loop = asyncio.get_running_loop()
    answer = {"callback_query_id": query, "text": "Đã ghi"}
    loop.call_later(0.01, lambda: do(sandbox.world, "answerCallbackQuery", **answer))
    place = {"chat_id": number, "message_id": new["message_id"]}
    loop.call_later(0.02, lambda: call(sandbox.world, "editMessageText", **place, text="xong"))
    message = await phone.wait()
    assert phone.answers == [Answer(int(str(new["message_id"])), "Đã ghi", alert=False)]
    assert message is not None
    assert message["text"] == "xong"
    loop.call_later(0.01, lambda: do(sandbox.world, "deleteMessage", **place))
    assert await phone.tap("Có") is None
    with pytest.raises(LookupError, match="no button 'Không'"):
        await phone.press("Không")


async def test_it_presses_the_keyboard_below(sandbox: SandboxServer, phone: Phone) -> None:
    keys: Json = {
        "keyboard": [
            [{"text": "Bỏ qua"}],
            [{"text": "Gửi số", "request_contact": True}],
            [{"text": "Gửi chỗ", "request_location": True}],
        ]
    }
    call(sandbox.world, "sendMessage", chat_id=phone.person.id, text="x", reply_markup=keys)
    assert phone.keyboard() == ["Bỏ qua", "Gửi số", "Gửi chỗ"]
    for button in phone.keyboard():
        await phone.press(button)
    kinds = [set(as_object(update["message"])) for update in sandbox.world.pending()]
    assert ["text" in kinds[0], "contact" in kinds[1], "location" in kinds[2]] == [True] * 3


async def test_it_sends_all_there_is(sandbox: SandboxServer, phone: Phone) -> None:
    sent = [
        await phone.send("sai"),
        await phone.send_photo(caption="ảnh"),
        await phone.send_voice(),
        await phone.send_document("a.pdf", b"%PDF", "application/pdf"),
        *(await phone.send_photos([SMALL_PNG, SMALL_PNG])),
    ]
    await phone.edit(sent[0], "đúng")
    assert len(sandbox.world.pending()) == 7
    assert [as_list(message["photo"]) != [] for message in sent if "photo" in message] == [True] * 3
    assert phone.received == []
    with pytest.raises(LookupError):
        _ = phone.last
    phone.put_away()
    call(sandbox.world, "sendMessage", chat_id=phone.person.id, text="x")
    with pytest.raises(TimeoutError):
        await phone.wait(timeout=0.02)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (SMALL_PNG, (1, 1)),
        (b"GIF89a\x02\x00\x03\x00", (2, 3)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x04\x00\x05", (5, 4)),
        (b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x06\0\0\x07\0\0", (7, 8)),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + b"\x09\0\x0a\0", (9, 10)),
        (b"RIFF\0\0\0\0WEBPVP8L" + bytes(5) + b"\x0a\xc0\x02\0", (11, 12)),
        (b"RIFF\0\0\0\0WEBPVP9 " + bytes(14), None),
        (b"\xff\xd8\xff\xe0\x00\x04ab", None),
        (b"nothing", None),
        (b"", None),
    ],
)
def test_pictures_are_measured(data: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(data) == size
