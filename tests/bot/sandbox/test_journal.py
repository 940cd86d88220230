"""What the sandbox remembers over a kill and a restart."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from bot.channels.sandbox import people
from bot.channels.sandbox.journal import Journal
from bot.channels.sandbox.phone import SMALL_PNG, Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.sandbox.shapes import Json, as_object
from bot.channels.sandbox.world import World
from tests.bot.sandbox.acting import KEYS, call, do

BOT: Json = {"id": 9, "is_bot": True, "first_name": "OCOP", "username": "o_bot"}


async def test_a_killed_world_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "sandbox" / "journal.jsonl"
    world = World(bot=BOT, journal=path)
    phone = Phone(world, world.add_person("Hằng", phone="+84912345678", note="Vân Sơn"))
    gone = world.add_person("Lan")
    await phone.start("abc")
    world.confirm(1 << 31)
    await phone.send_photo(SMALL_PNG, "ảnh")
    sent = call(world, "sendMessage", chat_id=phone.person.id, text="một", reply_markup=KEYS)
    place = {"chat_id": phone.person.id, "message_id": sent["message_id"]}
    call(world, "editMessageText", **place, text="hai", reply_markup=KEYS)
    keyboard: Json = {"keyboard": [[{"text": "Bỏ qua"}]]}
    call(world, "sendMessage", chat_id=phone.person.id, text="ba", reply_markup=keyboard)
    old = call(world, "sendMessage", chat_id=phone.person.id, text="bốn")
    do(world, "deleteMessage", chat_id=phone.person.id, message_id=old["message_id"])
    commands = [{"command": "menu", "description": "Thực đơn"}]
    own: Json = {"type": "chat", "chat_id": phone.person.id}
    do(world, "setMyCommands", commands=commands, scope=own)
    do(world, "deleteMyCommands")
    do(world, "setMyName", name="OCOP", language_code="vi")
    do(world, "setChatMenuButton", menu_button={"type": "commands"})
    do(world, "setChatMenuButton", chat_id=phone.person.id, menu_button={"type": "default"})
    do(world, "setWebhook", url="https://a.vn/x", allowed_updates=["message"])
    do(world, "deleteWebhook")
    await phone.press("Có")
    do(world, "answerCallbackQuery", callback_query_id=str(world.state.last_query))
    people.forget(world, gone.id)
    await phone.block()
    await world.journal.saved()

    # Nothing is closed: this is what a kill leaves behind.
    again = World(bot=BOT, journal=path)
    world.chat(phone.person.id).typing_until = 0.0
    assert again.state == world.state
    assert [as_object(one["message"])["caption"] for one in again.pending()] == ["ảnh"]
    (photo,) = {str(fact["sha256"]) for fact in again.state.files.values()}
    assert again.journal.fetch(photo) == SMALL_PNG
    assert (path.parent / "journal-files" / photo).read_bytes() == SMALL_PNG
    again.journal.close()
    world.journal.close()


def test_half_a_line_at_the_end_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    world = World(bot=BOT, journal=path)
    world.add_person("Hằng")
    whole = path.read_bytes()
    world.add_person("Lan" * 50_000)
    path.write_bytes(path.read_bytes()[:-3])
    again = World(bot=BOT, journal=path)
    assert [person.first_name for person in again.people()] == ["Hằng"]
    assert path.read_bytes() == whole
    again.add_person("Vi")
    third = World(bot=BOT, journal=path)
    assert [person.first_name for person in third.people()] == ["Hằng", "Vi"]
    path.write_bytes(b'[{"fact":"per')
    assert World(bot=BOT, journal=path).people() == []


def test_a_broken_journal_is_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text("nonsense\n")
    with pytest.raises(ValueError, match="Expecting value"):
        World(bot=BOT, journal=path)
    path.write_text(json.dumps([{"fact": "miracle"}]) + "\n")
    with pytest.raises(ValueError, match="unknown fact: miracle"):
        World(bot=BOT, journal=path)


def test_what_belongs_together_stands_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    world = World(bot=BOT, journal=path)
    person = world.add_person("Hằng")
    people.press_start(world, person.id)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [[fact["fact"] for fact in line] for line in lines] == [
        ["person"],
        ["message", "update"],
    ]


def test_starting_over_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    world = World(bot=BOT, journal=path)
    person = world.add_person("Hằng bí mật")
    people.press_start(world, person.id)
    do(world, "setMyName", name="OCOP")
    kept = world.journal.keep(b"anh bi mat")
    world.start_over()
    assert "bí mật" not in path.read_text()
    with pytest.raises(KeyError):
        world.journal.fetch(kept)
    newcomer = world.add_person("Lan")
    again = World(bot=BOT, journal=path)
    assert again.people() == [newcomer]
    assert again.state == world.state
    world.journal.close()


async def test_an_answer_comes_after_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        order.append("disk")

    journal = Journal(tmp_path / "j")
    monkeypatch.setattr(os, "fsync", fsync)

    async def act(name: str) -> None:
        journal.write([{"name": name}])
        await journal.saved()
        order.append(name)

    await asyncio.gather(*(act(str(number)) for number in range(20)))
    await journal.saved()
    assert order[0] == "disk"
    assert order.count("disk") <= 3
    assert [fact["name"] for fact in journal.replay()] == [str(number) for number in range(20)]
    journal.close()
    journal.close()


async def test_a_server_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    first = SandboxServer(journal=path)
    await first.start()
    phone = Phone(first.world, first.world.add_person("Hằng"))
    await phone.start()
    second = SandboxServer(journal=path)
    await second.start()
    assert second.world.pending() == first.world.pending()
    assert second.world.people() == [phone.person]
    await first.stop()
    await second.stop()
