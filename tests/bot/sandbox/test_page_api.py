"""What the page asks of the sandbox, as a browser on this machine and as somebody else's."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.channels.sandbox import people
from bot.channels.sandbox.events import REMEMBERED
from bot.channels.sandbox.methods import carry_out
from bot.channels.sandbox.phone import SMALL_PNG, Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.sandbox.shapes import Json, as_list, as_object
from tests.bot.sandbox.acting import KEYS, call, do
from tests.bot.sandbox.browsing import Page, last_event


async def test_the_state_shows_everything(page: Page, sandbox: SandboxServer, phone: Phone) -> None:
    number = phone.person.id
    commands: Json = {"command": "menu", "description": "Thực đơn"}
    do(sandbox.world, "setMyCommands", commands=[commands])
    sent = call(sandbox.world, "sendMessage", chat_id=number, text="một", reply_markup=KEYS)
    place = {"chat_id": number, "message_id": sent["message_id"]}
    call(sandbox.world, "editMessageText", **place, text="hai", reply_markup=KEYS)
    do(sandbox.world, "sendChatAction", chat_id=number, action="typing")
    state = await page.state()
    assert state["bot"] == {
        "id": 7000000000,
        "username": "ocop_sandbox_bot",
        "first_name": "OCOP",
    }
    assert state["people"] == [
        {
            "id": number,
            "first_name": "Hằng",
            "last_name": "Vi",
            "username": None,
            "language_code": "vi",
            "role": "farmer",
            "note": "",
            "phone": "+84912345678",
            "start": None,
        }
    ]
    chat = as_object(as_object(state["chats"])[str(number)])
    typed, answered = (as_object(one) for one in as_list(chat.pop("messages")))
    assert chat == {
        "keyboard": None,
        "placeholder": None,
        "commands": [commands],
        "blocked": False,
        "typing": True,
    }
    assert (typed["text"], typed["from_bot"], typed["edited"]) == ("/start", False, False)
    assert (answered["text"], answered["from_bot"], answered["edited"]) == ("hai", True, True)
    assert answered["reply_markup"] == KEYS


async def test_everything_is_told_as_it_happens(
    page: Page, sandbox: SandboxServer, phone: Phone
) -> None:
    world, number = sandbox.world, phone.person.id
    before = await last_event(page)
    sent = call(world, "sendMessage", chat_id=number, text="một", reply_markup=KEYS)
    place = {"chat_id": number, "message_id": sent["message_id"]}
    query = people.press(world, number, int(str(sent["message_id"])), "yes")
    do(world, "answerCallbackQuery", callback_query_id=query, text="Đã ghi", show_alert=True)
    call(world, "editMessageText", **place, text="hai")
    do(world, "sendChatAction", chat_id=number, action="typing")
    keyboard: Json = {"keyboard": [[{"text": "Bỏ qua"}]]}
    call(world, "sendMessage", chat_id=number, text="ba", reply_markup=keyboard)
    do(world, "deleteMessage", **place)
    commands = [{"command": "menu", "description": "x"}]
    do(world, "setMyCommands", commands=commands)
    await phone.block()
    lan = world.add_person("Lan")
    world.start_over()
    events = await page.events(before, 11)
    assert [number for number, _ in events] == list(range(before + 1, before + 12))
    kinds = [event["type"] for _, event in events]
    assert kinds == ["message", "answer", "edit", "typing", "message", "keyboard", "delete",
                     "commands", "blocked", "person", "reset"]  # fmt: skip
    told = [event for _, event in events]
    assert as_object(told[0]["message"])["from_bot"] is True
    assert told[1] == {
        "type": "answer",
        "chat": number,
        "callback_query_id": query,
        "message_id": place["message_id"],
        "text": "Đã ghi",
        "alert": True,
    }
    assert as_object(told[2]["message"])["edited"] is True
    assert told[3] == {"type": "typing", "chat": number}
    assert told[5] == {
        "type": "keyboard",
        "chat": number,
        "keyboard": keyboard,
        "placeholder": None,
    }
    assert told[6] == {"type": "delete", "chat": number, "message_id": place["message_id"]}
    assert told[7] == {"type": "commands", "chat": number, "commands": commands}
    assert told[8] == {"type": "blocked", "chat": number, "blocked": True}
    assert told[9] == {"type": "person", "person": lan.as_json()}
    assert await page.events(before + 9, 2) == events[9:]


async def test_who_was_away_too_long_is_told_to_look_anew(
    page: Page, sandbox: SandboxServer, phone: Phone
) -> None:
    before = await last_event(page)
    for _ in range(REMEMBERED):
        carry_out(sandbox.world, "sendChatAction", {"chat_id": phone.person.id,
                                                    "action": "typing"}, {})  # fmt: skip
    assert (await page.events(before, 1))[0][1]["type"] == "typing"
    await phone.send("x")
    newest = await last_event(page)
    assert await page.events(before, 1) == [(newest, {"type": "reset"})]
    assert await page.events(newest + 5, 1) == [(newest, {"type": "reset"})]


async def test_the_stream_shows_that_it_lives(
    page: Page, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.sandbox.page_api.HEARTBEAT_SECONDS", 0.05)
    async with page.session.get("/sandbox/events") as answer:
        lines = [await asyncio.wait_for(answer.content.readline(), 2) for _ in range(3)]
        assert lines[2] == b": still here\n"
        await phone.send("x")
        async with asyncio.timeout(2):
            async for line in answer.content:
                if line.startswith(b"data: "):
                    break
    await phone.send("the page is closed")


async def test_stopping_ends_the_streams(page: Page, sandbox: SandboxServer) -> None:
    async with page.session.get("/sandbox/events") as answer:
        assert await answer.content.readline() == b": hello\n"
        async with asyncio.timeout(3):
            await sandbox.stop()
            assert await answer.content.read() == b"\n"


async def test_a_person_does_everything_by_the_page(page: Page, sandbox: SandboxServer) -> None:
    person = {"first_name": "Vân", "phone": "+84987654321", "role": "officer", "start": "abc"}
    status, made = await page.post("/sandbox/people", person)
    assert (status, made["role"], made["language_code"]) == (200, "officer", "vi")
    base = f"/sandbox/people/{made['id']}"
    for act, body in (
        ("start", {"payload": "abc"}),
        ("start", None),
        ("text", {"text": "xin chào"}),
        ("contact", {}),
        ("location", {"latitude": 21.2, "longitude": 106}),
    ):
        status, message = await page.post(f"{base}/{act}", body)
        assert status == 200, message
        assert as_object(message["from"])["id"] == made["id"]
    number = made["id"]
    sent = call(sandbox.world, "sendMessage", chat_id=number, text="x", reply_markup=KEYS)
    press = {"message_id": sent["message_id"], "data": "yes"}
    status, pressed = await page.post(f"{base}/press", press)
    assert (status, list(pressed)) == (200, ["callback_query_id"])
    kinds = [set(update) - {"update_id"} for update in sandbox.world.pending()]
    assert kinds == [{"message"}] * 5 + [{"callback_query"}]
    texts = as_list(as_object(as_object((await page.state())["chats"])[str(number)])["messages"])
    typed = as_object(texts[2])
    edit = {"message_id": typed["message_id"], "text": "xin chào anh"}
    assert (await page.post(f"{base}/edit", edit))[1]["text"] == "xin chào anh"
    assert await page.post(f"{base}/block", {"blocked": True}) == (200, {})
    assert (await page.post(f"{base}/text", {"text": "x"}))[0] == 400
    assert await page.post(f"{base}/delete") == (200, {})
    assert (await page.state())["people"] == []


async def test_files_go_up_and_are_shown(page: Page, phone: Phone) -> None:
    path = f"/sandbox/people/{phone.person.id}/upload"

    def form(kind: str, *files: tuple[str, str, bytes]) -> aiohttp.FormData:
        made = aiohttp.FormData({"as": kind, "caption": "ba kích", "duration": "7"})
        for name, mime, data in files:
            made.add_field("file", data, filename=name, content_type=mime)
        return made

    async def upload(body: aiohttp.FormData) -> tuple[int, Json]:
        async with page.session.post(path, data=body) as answer:
            return answer.status, as_object(await answer.json())

    photo = ("a.png", "image/png", SMALL_PNG)
    status, message = await upload(form("photo", photo))
    assert (status, message["caption"]) == (200, "ba kích")
    shown = as_object(as_list(message["photo"])[-1])
    assert (shown["width"], shown["height"]) == (1, 1)
    async with page.session.get(f"/sandbox/file/{shown['file_id']}") as answer:
        assert await answer.read() == SMALL_PNG
        assert answer.content_type == "image/png"
    status, message = await upload(form("voice", ("v.webm", "audio/webm;codecs=opus", b"x")))
    voice = as_object(message["voice"])
    assert (voice["duration"], voice["mime_type"]) == (7, "audio/webm")
    status, message = await upload(form("document", ('hồ "sơ".html', "text/html", b"<script>")))
    paper = as_object(message["document"])
    async with page.session.get(f"/sandbox/file/{paper['file_id']}") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
    status, album = await upload(form("photo", photo, photo))
    assert (status, len(as_list(album["messages"]))) == (200, 2)
    assert (await upload(form("photo")))[0] == 400
    assert (await page.post(path, {"as": "photo"}))[0] == 400


@pytest.mark.parametrize(
    ("act", "body", "status"),
    [
        ("text", {"text": " "}, 400),
        ("text", {"text": 5}, 400),
        ("text", [], 400),
        ("press", {"message_id": 1}, 400),
        ("press", {"message_id": 1, "data": "x"}, 400),
        ("start", {"payload": "a b"}, 400),
        ("location", {"latitude": 1}, 400),
        ("location", {"latitude": "x", "longitude": 2}, 400),
        ("location", {"latitude": 91, "longitude": 2}, 400),
        ("edit", {"message_id": 99, "text": "x"}, 400),
        ("block", {"blocked": "yes"}, 400),
        ("dance", {}, 404),
    ],
)
async def test_what_a_phone_cannot_do_gets_one_sentence(
    page: Page, phone: Phone, act: str, body: object, status: int
) -> None:
    got, answer = await page.post(f"/sandbox/people/{phone.person.id}/{act}", body)
    assert (got, list(answer)) == (status, ["error"])
    assert answer["error"]


async def test_odd_requests_get_one_sentence(page: Page, phone: Phone) -> None:
    base = f"/sandbox/people/{phone.person.id}"
    for body in (b"{", b'{"text":"\\ud800"}', b"\xff", b'{"text":NaN}'):
        async with page.session.post(f"{base}/text", data=body) as answer:
            assert (answer.status, await answer.json()) == (400, {"error": "The body is not JSON."})
    bad_form = {"Content-Type": "multipart/form-data"}
    async with page.session.post(f"{base}/upload", data=b"x", headers=bad_form) as answer:
        assert answer.status == 400
    assert (await page.post("/sandbox/people", {"first_name": " "}))[0] == 400
    for number in ("404", "9" * 5000, "x"):
        assert (await page.post(f"/sandbox/people/{number}/text", {"text": "x"}))[0] == 404
    for path in ("/sandbox/file/none", "/page/none.js", "/page/..%2Fserver.py"):
        async with page.session.get(path) as answer:
            assert answer.status in {400, 404}
            assert "error" in await answer.json()


async def test_starting_over_calls_the_application() -> None:
    async def seed() -> None:
        assert server.world.people() == []
        server.world.add_person("Hằng")

    server = SandboxServer(on_start_over=seed)
    await server.start()
    server.world.add_person("Lan")
    async with aiohttp.ClientSession(server.url) as session:
        page = Page(session)
        before = await last_event(page)
        assert await page.post("/sandbox/start-over") == (200, {})
        kinds = [event["type"] for _, event in await page.events(before, 2)]
        assert kinds == ["reset", "person"]
    assert [person.first_name for person in server.world.people()] == ["Hằng"]
    await server.stop()
