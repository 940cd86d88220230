"""Officers' large files are made in nobody's way: whoever chats meanwhile is answered first."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import Event

import pytest
from openpyxl import load_workbook

from bot.channels.sandbox.phone import Phone
from handlers import exports, sheets
from handlers.sheets import Cell
from locales.formats import format_moment
from programme.announcements import State
from programme.vietnam_time import moment
from storage import deliveries
from storage.announcements import Announcement
from tests.handlers.announce_cast import daytime, draft, ended, log_of, scheduled
from tests.handlers.cast import rows
from tests.handlers.desk_cast import (
    SON_DONG,
    farmer,
    files_for,
    forge,
    officer,
)
from tests.harness import Running, restarted

PEOPLE = 45


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "PAGE", 10)


@contextmanager
def slow_writing(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, list[int]]]:
    """Rows are written once the event is set; the list has how many came at a time."""
    go_on, written = Event(), list[int]()
    add = sheets._Book.add

    def slowly(book: sheets._Book, rows: Iterable[Sequence[Cell]]) -> None:
        page = list(rows)
        if page:
            assert go_on.wait(30)
            written.append(len(page))
        add(book, page)

    with monkeypatch.context() as patched:
        patched.setattr(sheets._Book, "add", slowly)
        try:
            yield go_on, written
        finally:
            go_on.set()


async def missed_many(bot: Running) -> tuple[Phone, Announcement]:
    """An announcement that reached one person of Sơn Động, and many others not."""
    daytime(bot)
    await farmer(bot)
    async with bot.db.transaction() as tx:
        for number in range(PEOPLE):
            tx.later(
                "INSERT INTO people (language, consent, commune, name, created_at) "
                "VALUES ('vi', 1, :commune, :name, 1)",
                commune=SON_DONG,
                name=f"Người {number:02}",
            )
    an = await officer(bot, "An")
    what = await ended(bot, await scheduled(bot, await draft(bot, an)))
    assert what.state is State.DONE
    await an.say("/menu")
    return an, what


def methods(bot: Running, phone: Phone, since: int) -> list[str]:
    """What was sent to a person, in order, after the call of that number."""
    chat = phone.person.id
    return [
        call.method
        for call in list(bot.server.calls)[since:]
        if call.method.startswith("send") and call.params.get("chat_id") == chat
    ]


async def test_a_farmer_is_answered_while_a_long_list_is_written(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, what = await missed_many(bot)
    lan = await farmer(bot, "Mai")
    with slow_writing(monkeypatch) as (go_on, written):
        assert "đang lập bảng" in (await forge(an, f"o:b.sheet:{what.id}") or "")
        # Another finger, and another button: nothing more comes of the first.
        assert "đang lập bảng" in (await forge(an, f"o:b.sheet:{what.id}") or "")
        since = len(bot.server.calls)
        for _ in range(3):
            await lan.say("/menu", "Mai")
        await an.say("/menu")
        await an.wait()
        assert written == []
        assert methods(bot, an, since) == ["sendMessage"]
        assert len(methods(bot, lan, since)) == 3
        go_on.set()
        await an.wait(until=lambda phone: "document" in phone.last)
    await bot.calm()
    assert methods(bot, an, since) == ["sendMessage", "sendDocument"]
    assert max(written) == 10
    book = load_workbook(BytesIO(an.received_file()))
    assert book.worksheets[0].max_row == 4 + PEOPLE
    assert (await log_of(bot, what)).count("call_sheet") == 1


async def test_a_restart_in_between_leads_to_one_file(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, what = await missed_many(bot)
    with slow_writing(monkeypatch) as (go_on, _):
        since = len(bot.server.calls)
        await forge(an, f"o:b.sheet:{what.id}")
        # It is begun, and hangs.
        await asyncio.sleep(1.0)
        assert methods(bot, an, since) == []
        async with restarted(bot):
            go_on.set()
            await an.wait(until=lambda phone: "document" in phone.last)
            await bot.calm()
            assert methods(bot, an, since) == ["sendDocument"]
            assert len(await files_for(bot, an)) == 1
            assert (await log_of(bot, what)).count("call_sheet") == 1


async def test_a_list_that_cannot_be_made_is_said_so(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, what = await missed_many(bot)
    monkeypatch.setattr(sheets, "MOST_ROWS", 20)
    await forge(an, f"o:b.sheet:{what.id}")
    for _ in range(3):
        await bot.calm()
        await bot.later(minutes=1)
    await an.wait("chưa lập được bảng")
    assert "document" not in an.last
    assert (await log_of(bot, what)).count("call_sheet") == 0
    monkeypatch.setattr(sheets, "MOST_ROWS", 1000)
    await forge(an, f"o:b.sheet:{what.id}")
    await an.wait(until=lambda phone: "document" in phone.last)


async def test_everybody_has_been_reached_by_now(bot: Running) -> None:
    daytime(bot)
    await farmer(bot)
    an = await officer(bot, "An")
    what = await ended(bot, await scheduled(bot, await draft(bot, an)))
    await an.say("/menu")
    await forge(an, f"o:b.sheet:{what.id}")
    await an.wait("đã tới tất cả mọi người")
    await bot.calm()
    assert await files_for(bot, an) == []


async def test_who_has_had_many_files_hears_when_the_next_one_can_be_had(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_A_DAY", 2)
    an, what = await missed_many(bot)
    for number in (1, 2):
        assert "đang lập bảng" in str(await forge(an, f"o:b.sheet:{what.id}"))
        await bot.calm()
        assert len(await files_for(bot, an)) == number
        await bot.later(hours=1)
    said = str(await forge(an, f"o:b.sheet:{what.id}"))
    [first, _] = await rows(bot, "SELECT created_at FROM media WHERE kind = 'made' ORDER BY id")
    again = moment(first["created_at"] + 24 * 60 * 60_000 + 59_999)
    when = format_moment(again, moment(bot.clock()), "vi")
    assert said == (
        f"Trong một ngày anh/chị đã nhận 2 tệp, đều còn ở bên trên. Từ {when}, anh/chị lấy tiếp "
        "được nhé."
    )
    # Others have theirs.
    chi = await officer(bot, "Chi")
    await forge(chi, f"o:b.sheet:{what.id}")
    await bot.later(hours=21, minutes=50)
    assert len(await files_for(bot, chi)) == 1
    assert "đã nhận 2 tệp" in str(await forge(an, f"o:b.sheet:{what.id}"))
    await bot.later(minutes=11)
    assert "đang lập bảng" in str(await forge(an, f"o:b.sheet:{what.id}"))
    await bot.calm()
    assert len(await files_for(bot, an)) == 3
