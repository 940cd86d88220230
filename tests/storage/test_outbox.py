"""The outbox: what may be sent next, and what is known of what was."""

import json
from time import perf_counter

import pytest

from storage import outbox, people
from storage.database import Database
from storage.outbox import Call, Counts, Lane, Outgoing, State

NOW = 1_750_000_000_000


async def arrive(db: Database, *chats: str) -> None:
    async with db.transaction() as tx:
        for chat in chats:
            await people.arrive(tx, "wire", chat, "vi", NOW)


async def put(
    db: Database, text: str, chat: str = "a", lane: Lane = Lane.LIVE, method: str = "sendMessage"
) -> None:
    async with db.transaction() as tx:
        outbox.add(tx, "wire", chat, Call(method, {"text": text}), NOW, lane)


async def ready(
    db: Database, lane: Lane = Lane.LIVE, at: int = NOW, most: int = 50, channel: str = "wire"
) -> list[Outgoing]:
    async with db.transaction() as tx:
        return await outbox.ready(tx, channel, lane, at, most)


async def texts(db: Database, lane: Lane = Lane.LIVE, at: int = NOW) -> list[object]:
    return [outgoing.call.params["text"] for outgoing in await ready(db, lane, at)]


async def test_a_call_comes_out_as_it_was_put_in(database: Database) -> None:
    params = {"chat_id": 5, "text": "“Chè” & <b>", "reply_markup": {"inline_keyboard": []}}
    async with database.transaction() as tx:
        outbox.add(tx, "wire", "5", Call("sendMessage", params, "idea:7"), NOW, Lane.BULK)
    (found,) = await ready(database, Lane.BULK)
    assert found == Outgoing(
        found.id, "wire", "5", Lane.BULK, Call("sendMessage", params, "idea:7"), 0, False
    )
    assert await ready(database, Lane.LIVE) == []
    assert await ready(database, Lane.BULK, channel="zalo") == []
    assert await ready(database, Lane.BULK, at=NOW - 1) == []


async def test_of_each_chat_the_first_may_go(database: Database) -> None:
    for text, chat in (("1", "a"), ("2", "a"), ("3", "b"), ("4", "c"), ("5", "b")):
        await put(database, text, chat)
    assert await texts(database) == ["1", "3", "4"]
    assert [outgoing.chat_id for outgoing in await ready(database, most=2)] == ["a", "b"]


async def test_nothing_overtakes_a_call_under_way_but_an_answer(database: Database) -> None:
    await put(database, "1")
    await put(database, "2")
    await put(database, "news", lane=Lane.BULK)
    await put(database, "toast", lane=Lane.ANSWER, method="answerCallbackQuery")
    (first,) = await ready(database)
    async with database.transaction() as tx:
        outbox.begin(tx, first.id, NOW)
    assert await texts(database) == []
    assert await texts(database, Lane.BULK) == []
    assert await texts(database, Lane.ANSWER) == ["toast"]
    async with database.transaction() as tx:
        outbox.finish(tx, first.id, State.SENT, NOW, message_id=77)
    assert await texts(database) == ["2"]
    assert await texts(database, Lane.BULK) == ["news"]


async def test_a_chat_that_rests_gets_no_message_but_edits(database: Database) -> None:
    await arrive(database, "a", "b")
    await put(database, "hello", "a")
    await put(database, "edit", "b", method="editMessageText")
    async with database.transaction() as tx:
        for chat in "ab":
            outbox.rest(tx, "wire", chat, NOW + 1000)
        # A shorter rest does not end a longer one.
        outbox.rest(tx, "wire", "a", NOW + 500)
    assert await texts(database, at=NOW + 999) == ["edit"]
    assert await texts(database, at=NOW + 1000) == ["hello", "edit"]


async def test_a_call_put_back_keeps_its_place_and_its_doubt(database: Database) -> None:
    await put(database, "1")
    await put(database, "2")
    (first,) = await ready(database)
    async with database.transaction() as tx:
        outbox.begin(tx, first.id, NOW)
        outbox.again(tx, first.id, NOW + 100, unknown=True, error="502")
    assert await texts(database, at=NOW + 99) == []
    (again,) = await ready(database, at=NOW + 100)
    assert (again.id, again.attempts, again.maybe_twice) == (first.id, 1, True)
    async with database.transaction() as tx:
        outbox.begin(tx, first.id, NOW)
        outbox.again(tx, first.id, NOW, unknown=False)
    (again,) = await ready(database)
    assert (again.attempts, again.maybe_twice) == (2, True)


@pytest.mark.parametrize("state", [State.SENT, State.BLOCKED, State.REFUSED])
async def test_what_is_finished_says_how_and_forgets_its_text(
    database: Database, state: State
) -> None:
    await put(database, "1")
    (first,) = await ready(database)
    async with database.transaction() as tx:
        outbox.begin(tx, first.id, NOW)
        outbox.finish(tx, first.id, state, NOW + 5, message_id=77, error="403")
        row = await tx.one(
            "SELECT state, payload, message_id, error, finished_at FROM outbox WHERE id = :id",
            id=first.id,
        )
        assert await outbox.counts(tx) == Counts(0, 0, None)
    assert row is not None
    assert (row["state"], row["payload"], row["error"]) == (state, "", "403")
    assert (row["message_id"], row["finished_at"]) == (77, NOW + 5)


async def test_another_call_takes_the_place_of_one(database: Database) -> None:
    await put(database, "edit", method="editMessageText")
    await put(database, "2")
    (first,) = await ready(database)
    async with database.transaction() as tx:
        outbox.begin(tx, first.id, NOW)
        outbox.replace(tx, first.id, Call("sendMessage", {"text": "new"}), NOW)
    (found,) = await ready(database)
    assert (found.id, found.call) == (first.id, Call("sendMessage", {"text": "new"}))


async def test_what_waits_for_somebody_who_left_is_given_up(database: Database) -> None:
    for text, chat in (("1", "a"), ("2", "a"), ("3", "b")):
        await put(database, text, chat)
    async with database.transaction() as tx:
        outbox.drop_blocked(tx, "wire", "a", NOW)
        assert (await outbox.counts(tx)).waiting == 1
    assert await texts(database) == ["3"]


async def test_only_an_untried_call_gives_way_to_a_later_one(database: Database) -> None:
    async with database.transaction() as tx:
        for number in range(3):
            call = Call("sendMessage", {"text": str(number)}, "photos")
            outbox.add(tx, "wire", "a", call, NOW)
        outbox.add(tx, "wire", "a", Call("sendMessage", {"text": "other"}, "idea:1"), NOW)
        outbox.add(tx, "wire", "b", Call("sendMessage", {"text": "b"}, "photos"), NOW)
    (first, _) = await ready(database)
    async with database.transaction() as tx:
        outbox.begin(tx, first.id, NOW)
        outbox.drop_waiting(tx, "wire", "a", "photos")
        rows = await tx.all("SELECT payload FROM outbox ORDER BY id")
    left = [json.loads(row["payload"])["text"] for row in rows]
    assert left == ["0", "other", "b"]


async def test_after_a_crash_what_was_under_way_is_put_back(database: Database) -> None:
    await put(database, "1", "a")
    await put(database, "2", "b", Lane.BULK)
    await put(database, "3", "c")
    async with database.transaction() as tx:
        for lane in (Lane.LIVE, Lane.BULK):
            for outgoing in await outbox.ready(tx, "wire", lane, NOW, 1):
                outbox.begin(tx, outgoing.id, NOW)
        assert await outbox.counts(tx) == Counts(1, 2, NOW)
        assert await outbox.interrupted(tx, "zalo", NOW) == []
        cut_off = await outbox.interrupted(tx, "wire", NOW)
        assert await outbox.interrupted(tx, "wire", NOW) == []
    assert sorted(cut_off) == [("a", Lane.LIVE), ("b", Lane.BULK)]
    found = [*await ready(database), *await ready(database, Lane.BULK)]
    assert [(one.call.params["text"], one.maybe_twice) for one in found] == [
        ("1", True),
        ("3", False),
        ("2", True),
    ]


async def test_what_left_in_the_last_second_is_counted(database: Database) -> None:
    for number in range(4):
        await put(database, str(number), str(number))
    await put(database, "toast", "9", Lane.ANSWER)
    async with database.transaction() as tx:
        live = await outbox.ready(tx, "wire", Lane.LIVE, NOW, 10)
        answers = await outbox.ready(tx, "wire", Lane.ANSWER, NOW, 10)
        for place, outgoing in enumerate([*live, *answers]):
            outbox.begin(tx, outgoing.id, NOW + place)
            outbox.finish(tx, outgoing.id, State.SENT, NOW + place)
        assert await outbox.recent(tx, "wire", NOW + 1) == 2
        assert await outbox.recent(tx, "wire", NOW - 1) == 4
        assert await outbox.recent(tx, "zalo", NOW - 1) == 0


async def test_only_what_was_finished_long_ago_is_forgotten(database: Database) -> None:
    for chat in "abc":
        await put(database, chat, chat)
    async with database.transaction() as tx:
        first, second, _ = await outbox.ready(tx, "wire", Lane.LIVE, NOW, 10)
        outbox.finish(tx, first.id, State.SENT, NOW - 1)
        outbox.finish(tx, second.id, State.SENT, NOW)
        assert await outbox.prune(tx, NOW) == 1
        assert await outbox.prune(tx, NOW + 1) == 1
    assert await texts(database) == ["c"]


async def test_what_waits_for_a_later_time_costs_nothing(database: Database) -> None:
    await put(database, "now")
    async with database.transaction() as tx:
        await tx.run(
            "INSERT INTO outbox"
            " (channel, chat_id, lane, paced, method, payload, due_at, created_at)"
            " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
            " SELECT 'wire', CAST(i AS TEXT), 1, 1, 'sendMessage', '{}', :later, :now FROM n",
            later=NOW + 1000,
            now=NOW,
        )
        if database.shared:
            await tx.run("ANALYZE outbox")
    took = []
    async with database.transaction() as tx:
        for _ in range(5):
            before = perf_counter()
            assert len(await outbox.ready(tx, "wire", Lane.LIVE, NOW, 50)) == 1
            took.append(perf_counter() - before)
    assert min(took) < 0.005
