"""The shortest way through the sandbox, spoken to by python-telegram-bot over real HTTP."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.channels.sandbox import people
from bot.channels.sandbox.server import SandboxServer


async def test_a_press_travels_there_and_back(sandbox: SandboxServer, wire: Bot) -> None:
    person = sandbox.world.add_person("Hằng", role="farmer")
    people.press_start(sandbox.world, person.id, "abc")
    first = (await wire.get_updates())[0]
    assert first.message is not None
    assert first.message.text == "/start abc"
    assert first.message.entities[0].type == "bot_command"
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="yes")]])
    sent = await wire.send_message(person.id, "<b>Chào</b> bà con", "HTML", reply_markup=keyboard)
    assert sent.text == "Chào bà con"
    people.press(sandbox.world, person.id, sent.message_id, "yes")
    (second,) = await wire.get_updates(offset=first.update_id + 1, timeout=5)
    assert second.callback_query is not None
    assert await second.callback_query.answer("Đã ghi")
    await wire.edit_message_text("Xong", person.id, sent.message_id)
    with pytest.raises(BadRequest, match="not modified"):
        await wire.edit_message_text("Xong", person.id, sent.message_id)
    with pytest.raises(BadRequest, match="Query is too old"):
        await second.callback_query.answer()


async def test_the_page_sees_it(sandbox: SandboxServer, wire: Bot) -> None:
    async with aiohttp.ClientSession(sandbox.url) as page:
        async with page.post("/sandbox/people", json={"first_name": "Hằng"}) as answer:
            person = (await answer.json())["id"]
        stream = await page.get("/sandbox/events")
        assert stream.content_type == "text/event-stream"
        path = f"/sandbox/people/{person}/text"
        async with page.post(path, json={"text": "xin chào"}) as answer:
            assert answer.status == 200
        lines = [await asyncio.wait_for(stream.content.readline(), 2) for _ in range(4)]
        assert b'"type": "message"' in lines[3]
        async with page.get("/sandbox/state") as answer:
            state = await answer.json()
        assert state["chats"][str(person)]["messages"][0]["text"] == "xin chào"
        stream.close()
