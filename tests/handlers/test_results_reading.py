"""A council's list is read in nobody's way, and once: whoever chats meanwhile is answered first."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import ParamSpec, TypeVar

import pytest

from bot.channels.sandbox.phone import Phone, said
from handlers.officer import results_check, results_reading, results_record
from handlers.officer.results_sheet import Unread, read_file
from programme.result_columns import Table
from storage import media, people
from storage.products import Product
from tests.handlers.cast import rows as stored_rows
from tests.handlers.desk_cast import DAY, datas, farmer, forge, person_of
from tests.handlers.dossier_cast import dossier, log_of, standing
from tests.handlers.results_cast import (
    XLSX,
    council,
    four,
    good,
    print_button,
    rated_already,
    send,
    sheet_of,
)
from tests.harness import Running, restarted

P = ParamSpec("P")
T = TypeVar("T")


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the files that have been read since."""
    sizes, read = list[int](), read_file

    def counted(content: bytes) -> Table | Unread:
        sizes.append(len(content))
        return read(content)

    monkeypatch.setattr(results_reading, "read_file", counted)
    return sizes


@contextmanager
def slow_reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """Files are read once the second event is set; the first says that one was begun."""
    begun, go_on, read = Event(), Event(), read_file

    def slowly(content: bytes) -> Table | Unread:
        begun.set()
        assert go_on.wait(30)
        return read(content)

    with monkeypatch.context() as patched:
        patched.setattr(results_reading, "read_file", slowly)
        try:
            yield begun, go_on
        finally:
            go_on.set()


async def happened(event: Event) -> None:
    async with asyncio.timeout(15):
        while not event.is_set():  # noqa: ASYNC110 - another thread sets it
            await asyncio.sleep(0.01)


def dry_runs(phone: Phone) -> int:
    return sum("document" in one for one in phone.received)


async def listed(bot: Running, count: int) -> tuple[list[Product], bytes]:
    lan = await farmer(bot)
    made = [await dossier(bot, lan, product=f"Chè {n}", stage="rating") for n in range(count)]
    return made, sheet_of(*[good(one.code, n) for n, one in enumerate(made)])


async def test_leafing_through_a_list_does_not_read_it_again(
    bot: Running, readings: list[int]
) -> None:
    chi = await council(bot)
    _, content = await listed(bot, 6)
    await send(bot, chi, content, "6 dòng")
    for _ in range(2):
        await chi.tap("Sau ▶", "Dòng 7")
        await chi.tap("◀ Trước", "Dòng 2")
    assert "Ghi 6 kết quả" in chi.buttons()
    assert readings == [len(content)]


async def test_others_are_answered_while_a_list_is_read_and_when_it_is_to_be_recorded(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    mai, chi = await farmer(bot, "Mai"), await council(bot)
    [honey], content = await listed(bot, 1)
    with slow_reading(monkeypatch) as (begun, go_on):
        await chi.send_document("ket-qua.xlsx", content, XLSX)
        await happened(begun)
        await mai.say("/menu", "Mai")
        await chi.say("/menu")
        assert dry_runs(chi) == 0
        go_on.set()
        await chi.wait("1 dòng")
    with slow_reading(monkeypatch) as (begun, go_on):
        await chi.tap("Ghi 1 kết quả", "Tôi đang ghi 1 kết quả")
        await happened(begun)
        await mai.say("/menu", "Mai")
        assert (await standing(bot, honey)).stars is None
        go_on.set()
        await chi.wait("Đã ghi 1 kết quả")
    assert (await log_of(bot, honey)).count("product.rating") == 1


async def test_a_restart_while_it_is_read_leads_to_one_dry_run(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    chi = await council(bot)
    _, content = await listed(bot, 1)
    with slow_reading(monkeypatch) as (begun, go_on):
        await chi.send_document("ket-qua.xlsx", content, XLSX)
        await happened(begun)
        async with restarted(bot):
            go_on.set()
            await chi.wait("1 dòng")
            await bot.calm()
            assert dry_runs(chi) == 1
            assert sum("1 dòng" in said(one) for one in chi.received) == 1
            await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")


async def nothing() -> None:
    pass


def around(
    work: Callable[P, Awaitable[T]],
    *,
    before: Callable[[], Awaitable[None]] = nothing,
    after: Callable[[], Awaitable[None]] = nothing,
) -> Callable[P, Awaitable[T]]:
    """The same work with something done before and after it."""

    async def whole(*given: P.args, **named: P.kwargs) -> T:
        await before()
        found = await work(*given, **named)
        await after()
        return found

    return whole


async def test_what_changes_in_the_last_moment_stops_the_whole_list(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the list has been judged, and before the transaction that would record it."""
    chi = await council(bot)
    (honey, tea), content = await listed(bot, 2)
    await send(bot, chi, content, "2 dòng")
    fresh = True

    async def change() -> None:
        nonlocal fresh
        if fresh:
            fresh = False
            await rated_already(bot, chi, honey)

    judged = around(results_check.judged, after=change)
    monkeypatch.setattr(results_reading, "judged", judged)
    await chi.tap("Ghi 2 kết quả", "đã có kết quả khác: 60 điểm.")
    assert any("nên tôi chưa ghi dòng nào" in said(one) for one in chi.received)
    assert not any(data.startswith("o:m.do:") for data in datas(chi))
    assert (await standing(bot, tea)).stars is None


async def test_half_a_list_is_never_recorded(bot: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    chi, products = await council(bot), await four(bot)
    await send(bot, chi, sheet_of(*[good(p.code, n) for n, p in enumerate(products)]), "4 dòng")
    tries = 0

    async def fail_at_the_third() -> None:
        nonlocal tries
        tries += 1
        if tries == 3:
            raise results_record.ChangedMeanwhile

    record = around(results_record._record, before=fail_at_the_third)
    monkeypatch.setattr(results_record, "_record", record)
    await chi.tap("Ghi 4 kết quả", "Tôi đang ghi 4 kết quả")
    await bot.calm()
    assert [(await standing(bot, one)).stars for one in products] == [None] * 4
    await bot.later(minutes=1)
    await chi.wait("Đã ghi 4 kết quả")
    assert [(await standing(bot, one)).stars for one in products] == [4] * 4


async def test_what_is_kept_of_a_list_goes_with_it(bot: Running, readings: list[int]) -> None:
    chi = await council(bot)
    (honey,), content = await listed(bot, 1)
    await send(bot, chi, content, "1 dòng")
    pressed = print_button(chi)
    page = pressed.replace("m.do", "m.page").rpartition(":")[0] + ":all:0"
    assert len(await stored_rows(bot, "SELECT * FROM result_list_parts")) == 1
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    assert await stored_rows(bot, "SELECT * FROM result_lists") == []
    assert await stored_rows(bot, "SELECT * FROM result_list_parts") == []
    # Whoever leafs through it once more is shown how it stands now.
    assert "Tôi đang đọc lại" in (await forge(chi, page) or "")
    await chi.wait("đã ghi từ trước")
    assert len(readings) == 3
    # Another list, that is never recorded: it goes when the file does.
    await send(bot, chi, content + b" ", "đã ghi từ trước")
    async with bot.db.transaction() as tx:
        await media.remove_unused(tx, bot.clock() + 90 * DAY, 0)
    assert len(await stored_rows(bot, "SELECT * FROM result_lists")) == 1
    assert (await standing(bot, honey)).stars == 4


async def test_in_another_language_it_is_read_once_more(bot: Running) -> None:
    chi = await council(bot)
    _, content = await listed(bot, 1)
    await send(bot, chi, content, "1 dòng")
    page = print_button(chi).replace("m.do", "m.page").rpartition(":")[0] + ":all:0"
    person_id = await person_of(bot, chi)
    async with bot.db.transaction() as tx:
        known = await people.one(tx, person_id)
        assert known is not None
        people.save(tx, replace(known, language="en"))
    await forge(chi, page)
    await chi.wait("77.5 points, 4 stars")
    assert dry_runs(chi) == 2
