"""The Telegram channel: what an update becomes in the inbox, and how files go out and come in."""

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from aiohttp import web

from bot.app import media_of
from bot.channels import Ending, Outcome
from bot.channels.sandbox.phone import SMALL_PNG, Phone
from bot.channels.sandbox.shapes import as_list, as_object, need_int, need_str
from bot.channels.telegram import ODD_UPDATE, File, Media, entry
from storage import media, people
from storage.database import Database
from storage.inbox import Entry
from tests.bot.wire import CHANNEL, channel_to, ok, outgoing, sandboxed, serving

LAN = {"id": 5, "is_bot": False, "first_name": "Lan"}
CHAT = {"id": 5, "type": "private", "first_name": "Lan"}
GROUP = {"id": -100, "type": "supergroup", "title": "Tổ hợp tác"}
MESSAGE: dict[str, object] = {"message_id": 1, "date": 1, "chat": CHAT, "from": LAN, "text": "chè"}

# An update of each shape, and the chat it belongs to.
UPDATES: list[tuple[str, object, str]] = [
    ("message", MESSAGE, "5"),
    ("message", {**MESSAGE, "chat": GROUP}, "-100"),
    ("edited_message", MESSAGE, "5"),
    ("channel_post", {"message_id": 1, "date": 1, "chat": GROUP}, "-100"),
    ("business_message", MESSAGE, "5"),
    ("callback_query", {"id": "1", "from": LAN, "message": MESSAGE, "data": "m:menu"}, "5"),
    # A press in a group belongs to the group, not to who pressed.
    ("callback_query", {"id": "1", "from": LAN, "message": {**MESSAGE, "chat": GROUP}}, "-100"),
    ("callback_query", {"id": "1", "from": LAN, "inline_message_id": "x", "data": "y"}, "5"),
    ("my_chat_member", {"chat": CHAT, "from": LAN, "date": 1}, "5"),
    ("chat_join_request", {"chat": GROUP, "from": LAN, "user_chat_id": 5}, "-100"),
    ("message_reaction", {"chat": CHAT, "user": LAN, "message_id": 1}, "5"),
    ("inline_query", {"id": "1", "from": LAN, "query": "", "offset": ""}, "5"),
    ("poll_answer", {"poll_id": "1", "user": LAN, "option_ids": []}, "5"),
    ("poll", {"id": "1", "question": "?", "options": []}, ""),
    ("something_new", {"of": "next year"}, ""),
    ("something_new", 7, ""),
    ("message", {"chat": {"id": "five"}, "from": None}, ""),
]


@pytest.mark.parametrize(("kind", "content", "chat_id"), UPDATES)
def test_an_update_is_kept_whole_with_its_chat(kind: str, content: object, chat_id: str) -> None:
    update = {"update_id": 12, kind: content}
    kept = entry(CHANNEL, update)
    assert kept == Entry(CHANNEL, "12", chat_id, kept.payload)
    assert json.loads(kept.payload) == update


@pytest.mark.parametrize(
    "text", ["ba kích tím", "\u202e\u0301", "\x01", "🌾", "a\u2028b", "\\u0000"]
)
def test_any_text_is_kept_as_it_is(text: str) -> None:
    kept = entry(CHANNEL, {"update_id": 1, "message": {**MESSAGE, "text": text}})
    assert json.loads(kept.payload)["message"]["text"] == text


@pytest.mark.parametrize(
    ("text", "left"),
    [("\x00", ""), ("a\x00\x00b", "ab"), ("\\\x00", "\\"), ("\\u0000\x00", "\\u0000")],
)
def test_what_no_database_takes_is_left_out(text: str, left: str) -> None:
    kept = entry(CHANNEL, {"update_id": 1, "message": {**MESSAGE, "text": text, text: 1}})
    message = json.loads(kept.payload)["message"]
    assert (message["text"], message[left]) == (left, 1)


def test_half_an_emoji_is_no_reason_to_stop() -> None:
    kept = entry(CHANNEL, {"update_id": 1, "message": {**MESSAGE, "text": "half \ud83c"}})
    assert json.loads(kept.payload)["message"]["text"] == "half ?"


@pytest.mark.parametrize(
    "odd",
    [
        *(None, 7, "update", [], [{"update_id": 1}], {}, {"message": MESSAGE}),
        *({"update_id": odd} for odd in (None, "one", float("inf"), float("nan"))),
    ],
)
def test_what_is_no_update_is_said_to_be_none(odd: object) -> None:
    with pytest.raises(ODD_UPDATE):
        entry(CHANNEL, odd)


# Files out


def lookup(files: Mapping[int, File], asked: list[tuple[int, bool]] | None = None) -> Media:
    """Media as the storage hands them out: bytes only if wanted, or if there is no file id."""

    async def look_up(id: int, upload: bool) -> File | None:
        if asked is not None:
            asked.append((id, upload))
        file = files.get(id)
        if file is None or upload or file.file_id is None:
            return file
        return replace(file, content=None)

    return look_up


def picture(file_id: str | None = None, content: bytes | None = SMALL_PNG) -> File:
    return File(file_id, content, "ảnh nhãn.png", "image/png")


async def file_id_of_a_photo(phone: Phone) -> str:
    sizes = as_list((await phone.send_photo())["photo"])
    return need_str(as_object(sizes[-1]), "file_id")


async def test_a_file_the_server_knows_goes_out_by_its_id() -> None:
    asked: list[tuple[int, bool]] = []
    async with sandboxed() as (server, phone):
        known = await file_id_of_a_photo(phone)
        files = lookup({3: picture(known)}, asked)
        async with channel_to(server.url, token=server.token, media=files) as channel:
            call = outgoing("sendPhoto", chat_id=phone.person.id, photo={"media": 3}, caption="Chè")
            outcome = await channel.carry_out(call)
        assert outcome == Outcome(Ending.SENT, message_id=need_int(phone.last, "message_id"))
        assert phone.received_file() == SMALL_PNG
        assert server.calls[-1].files == ()
    assert asked == [(3, False)]


async def test_an_id_the_server_has_forgotten_is_made_up_for_by_the_bytes() -> None:
    asked: list[tuple[int, bool]] = []
    async with sandboxed() as (server, phone):
        files = lookup({3: picture("of-another-bot")}, asked)
        async with channel_to(server.url, token=server.token, media=files) as channel:
            call = outgoing("sendPhoto", chat_id=phone.person.id, photo={"media": 3})
            assert (await channel.carry_out(call)).ending is Ending.SENT
        assert [made.ok for made in server.calls if made.method == "sendPhoto"] == [False, True]
        assert phone.received_file() == SMALL_PNG
    assert asked == [(3, False), (3, True)]


async def test_without_an_id_the_bytes_go_out_at_once() -> None:
    async with sandboxed() as (server, phone):
        report = File(None, b"a,b\n", "báo cáo “quý 1”.csv", "text/csv")
        async with channel_to(server.url, token=server.token, media=lookup({4: report})) as channel:
            call = outgoing("sendDocument", chat_id=phone.person.id, document={"media": 4})
            assert (await channel.carry_out(call)).ending is Ending.SENT
        document = as_object(phone.last["document"])
        assert (document["file_name"], document["mime_type"]) == ("báo cáo “quý 1”.csv", "text/csv")
        assert phone.received_file() == b"a,b\n"


async def test_no_name_of_a_file_breaks_the_form() -> None:
    async with sandboxed() as (server, phone):
        odd = File(None, b"x", 'a"\r\nX: \\y\x00\ud83c.pdf', "text/html\r\nX: y")
        async with channel_to(server.url, token=server.token, media=lookup({4: odd})) as channel:
            call = outgoing("sendDocument", chat_id=phone.person.id, document={"media": 4})
            assert (await channel.carry_out(call)).ending is Ending.SENT
        document = as_object(phone.last["document"])
    assert document["file_name"] == "a___X: _y__.pdf"
    assert document["mime_type"] == "application/octet-stream"


async def test_an_album_mixes_known_files_and_new_ones() -> None:
    async with sandboxed() as (server, phone):
        files = {1: picture(await file_id_of_a_photo(phone)), 2: picture(None, SMALL_PNG + b"2")}
        async with channel_to(server.url, token=server.token, media=lookup(files)) as channel:
            album = [
                {"type": "photo", "media": {"media": 1}, "caption": "Nhãn <mới>"},
                {"type": "photo", "media": {"media": 2}},
            ]
            call = outgoing("sendMediaGroup", chat_id=phone.person.id, media=album)
            outcome = await channel.carry_out(call)
        assert outcome == Outcome(Ending.SENT, message_id=need_int(phone.received[0], "message_id"))
        assert [phone.received_file(one) for one in phone.received] == [
            SMALL_PNG,
            SMALL_PNG + b"2",
        ]
        assert phone.received[0]["caption"] == "Nhãn <mới>"


async def test_an_album_of_forgotten_files_is_uploaded() -> None:
    async with sandboxed() as (server, phone):
        files = {n: picture(f"lost-{n}", SMALL_PNG + bytes([n])) for n in (1, 2, 3)}
        async with channel_to(server.url, token=server.token, media=lookup(files)) as channel:
            album = [{"type": "photo", "media": {"media": n}} for n in files]
            call = outgoing("sendMediaGroup", chat_id=phone.person.id, media=album)
            assert (await channel.carry_out(call)).ending is Ending.SENT
        assert [phone.received_file(one) for one in phone.received] == [
            SMALL_PNG + bytes([n]) for n in (1, 2, 3)
        ]


@pytest.mark.parametrize(
    "files", [{}, {3: picture("lost", None)}], ids=["erased", "bytes never came"]
)
async def test_a_file_that_is_nowhere_is_refused(files: dict[int, File]) -> None:
    async with sandboxed() as (server, phone):
        async with channel_to(server.url, token=server.token, media=lookup(files)) as channel:
            call = outgoing("sendPhoto", chat_id=phone.person.id, photo={"media": 3})
            assert await channel.carry_out(call) == Outcome(Ending.REFUSED, code=400)
        assert len([made for made in server.calls if made.method == "sendPhoto"]) == 1


async def test_a_refused_call_without_files_is_made_once() -> None:
    async with sandboxed() as (server, phone):
        async with channel_to(server.url, token=server.token) as channel:
            call = outgoing("sendMessage", chat_id=phone.person.id, text="<b>never closed")
            call = replace(
                call, call=replace(call.call, params={**call.call.params, "parse_mode": "HTML"})
            )
            assert await channel.carry_out(call) == Outcome(Ending.REFUSED, code=400)
        assert len([made for made in server.calls if made.method == "sendMessage"]) == 1


async def test_what_the_storage_hands_out(database: Database) -> None:
    async with database.transaction() as tx:
        visit = await people.arrive(tx, CHANNEL, "5", "vi", 1)

        async def add(channel: str, mime: str | None, name: str | None) -> int:
            return await media.add(
                tx,
                visit.person.id,
                kind="photo",
                channel=channel,
                file_id=f"id-{channel}",
                mime=mime,
                file_name=name,
                size=None,
                now=1,
            )

        own = await add(CHANNEL, "image/jpeg", None)
        foreign = await add("zalo", None, "giấy.pdf")
        unfetched = await add("zalo", None, None)
        for number in (own, foreign):
            media.keep(tx, number, b"bytes")
    look_up = media_of(database, CHANNEL)
    assert await look_up(own, False) == File("id-wire", None, f"photo-{own}.jpg", "image/jpeg")
    assert await look_up(own, True) == File("id-wire", b"bytes", f"photo-{own}.jpg", "image/jpeg")
    # Another channel's id means nothing here, so the bytes go.
    octets = "application/octet-stream"
    assert await look_up(foreign, False) == File(None, b"bytes", "giấy.pdf", octets)
    assert await look_up(unfetched, False) == File(None, None, f"photo-{unfetched}.bin", octets)
    assert await look_up(999, False) is None


# Files in


async def test_a_file_is_fetched() -> None:
    async with sandboxed() as (server, phone):
        known = await file_id_of_a_photo(phone)
        async with channel_to(server.url, token=server.token) as channel:
            outcome = await channel.carry_out(outgoing("getFile", file_id=known))
            unknown = await channel.carry_out(outgoing("getFile", file_id="nobody's"))
    assert outcome == Outcome(Ending.SENT, content=SMALL_PNG)
    assert unknown == Outcome(Ending.REFUSED, code=400)


@pytest.mark.parametrize(
    ("result", "status", "outcome"),
    [
        ({"file_path": "photos/1.jpg"}, 200, Outcome(Ending.SENT, content=b"bytes")),
        ({"file_path": "photos/1.jpg"}, 404, Outcome(Ending.RETRY, code=404)),
        ({"file_path": "photos/1.jpg"}, 429, Outcome(Ending.RETRY, code=429)),
        ({"file_path": "photos/1.jpg"}, 502, Outcome(Ending.RETRY, code=502)),
        # Without a path the file is too big for the Bot API.
        ({"file_id": "x"}, 200, Outcome(Ending.REFUSED)),
        ({"file_path": 7}, 200, Outcome(Ending.REFUSED)),
        (True, 200, Outcome(Ending.REFUSED)),
    ],
)
async def test_fetching_takes_two_steps(result: object, status: int, outcome: Outcome) -> None:
    async def reply(request: web.Request) -> web.Response:
        if request.path.endswith("/getFile"):
            return ok(result)
        return web.Response(status=status, body=b"bytes")

    async with serving(reply) as root, channel_to(root) as channel:
        assert await channel.carry_out(outgoing("getFile", file_id="x")) == outcome
