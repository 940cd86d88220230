"""The outbox: what may be sent next, and what is known of what was."""

import json
import re

import pytest

from storage import outbox, people
from storage.database import Database, Transaction, Value
from storage.outbox import Call, Counts, Lane, Outgoing, State
from tests.databases import ON_SQLITE

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
        for outgoing in (first, second):
            outbox.begin(tx, outgoing.id, NOW - 1)
        outbox.finish(tx, first.id, State.SENT, NOW - 1)
        outbox.finish(tx, second.id, State.SENT, NOW)
        assert await outbox.prune(tx, NOW) == 1
        assert await outbox.prune(tx, NOW + 1) == 1
    assert await texts(database) == ["c"]


async def test_one_persons_flood_hides_nobody_behind_it(database: Database) -> None:
    await arrive(database, "flood")
    for number in range(20):
        await put(database, str(number), "flood")
    await put(database, "x", "b")
    await put(database, "y", "c")
    await put(database, "z", "c")
    await put(database, "e", "d", method="editMessageText")
    async with database.transaction() as tx:
        found = await outbox.ready(tx, "wire", Lane.LIVE, NOW, 5, beyond=3)
        assert [one.call.params["text"] for one in found] == ["0", "x", "y", "e"]
        assert [one.id for one in await outbox.ready(tx, "wire", Lane.LIVE, NOW, 3, beyond=3)] == [
            one.id for one in found[:3]
        ]
        outbox.rest(tx, "wire", "flood", NOW + 1)
        outbox.begin(tx, found[1].id, NOW)
        found = await outbox.ready(tx, "wire", Lane.LIVE, NOW, 5, beyond=3)
        assert [one.call.params["text"] for one in found] == ["y", "e"]
        assert await outbox.ready(tx, "wire", Lane.LIVE, NOW - 1, 5, beyond=3) == []
        assert await outbox.ready(tx, "zalo", Lane.LIVE, NOW, 5, beyond=3) == []
        # What goes out behind the flood in another lane does not overtake a call under way either.
        outbox.begin(tx, found[0].id, NOW)
        for chat in ("flood", "c", "e"):
            for _ in range(9):
                outbox.add(tx, "wire", chat, Call("sendMessage", {}), NOW, Lane.BULK)
        bulk = await outbox.ready(tx, "wire", Lane.BULK, NOW, 5, beyond=3)
        assert [one.chat_id for one in bulk] == ["e"]


async def test_files_are_fetched_in_any_order(database: Database) -> None:
    for number in range(9):
        await put(database, str(number), lane=Lane.FETCH, method="getFile")
    async with database.transaction() as tx:
        found = await outbox.ready(tx, "wire", Lane.FETCH, NOW, 3, beyond=1)
        outbox.begin(tx, found[0].id, NOW)
        rest = await outbox.ready(tx, "wire", Lane.FETCH, NOW, 9, beyond=1)
    assert [one.call.params["text"] for one in found] == ["0", "1", "2"]
    assert [one.call.params["text"] for one in rest] == [str(n) for n in range(1, 9)]


async def fill(tx: Transaction) -> None:
    """Much that waits for 500 chats, and what was done in a week."""
    for state, count in ((0, 3_000), (2, 20_000)):
        await tx.run(
            "INSERT INTO outbox (channel, chat_id, lane, paced, method, payload, state,"
            " due_at, created_at, finished_at)"
            " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
            " SELECT 'wire', CAST(i % 500 AS TEXT), 1, 1, 'sendMessage', '{}', :state,"
            " CAST(:now AS BIGINT) + i, :now, :now FROM n",
            count=count,
            state=state,
            now=NOW,
        )


async def plan(database: Database, statement: str, **values: Value) -> str:
    explain = "EXPLAIN " if database.shared else "EXPLAIN QUERY PLAN "
    async with database.transaction() as tx:
        await fill(tx)
        if database.shared:
            await tx.run("ANALYZE outbox")
        rows = await tx.all(explain + statement, **values)
    return "\n".join(str(row["QUERY PLAN" if database.shared else "detail"]) for row in rows)


@pytest.mark.parametrize(
    ("name", "count", "looks"),
    [
        ("due", "look", ["outbox_due (channel=? AND lane=? AND due_at<?)", "outbox_under_way"]),
        ("heads", "most", ["outbox_chat (channel=? AND chat_id>?)", "outbox_under_way"]),
    ],
)
async def test_a_look_for_the_next_calls_costs_as_much_as_it_finds(
    database: Database, name: str, count: str, looks: list[str]
) -> None:
    """However much waits, for later or for one chat, it goes by indexes to where it must look."""
    asked: dict[str, Value] = {"channel": "wire", "lane": 1, "now": NOW, count: 50}
    found = await plan(database, outbox.SQL[name], **asked)
    head = "outbox_chat (channel=? AND chat_id=? AND lane=?)"
    for look in [*looks, head]:
        assert (look.partition(" ")[0] if database.shared else look) in found
    assert "Seq Scan on outbox" not in found
    # An alias of `outbox`, or the table itself, gone through from end to end.
    assert not re.search(r"SCAN (outbox|[oefnu])\b", found)


async def test_what_is_due_is_seen_at_the_beginning_of_an_index(database: Database) -> None:
    found = await plan(database, outbox.SQL["lanes"], channel="wire", now=NOW)
    if database.shared:
        assert found.count("outbox_due") >= 4
        assert "Seq Scan on outbox" not in found
    else:
        assert found.count("outbox_due (channel=? AND lane=?)") == 4
        assert "SCAN outbox" not in found


@ON_SQLITE  # PostgreSQL weighs that anew each time.
async def test_what_waits_is_counted_without_the_rows(database: Database) -> None:
    found = await plan(database, outbox.SQL["counts"])
    counted = [line for line in found.splitlines() if "outbox" in line]
    assert counted
    assert all("COVERING INDEX outbox_" in line for line in counted), found


async def test_it_is_known_whether_an_end_is_written_down_already(database: Database) -> None:
    await put(database, "1")
    [first] = await ready(database)
    async with database.transaction() as tx:
        assert not await outbox.under_way(tx, first)
        outbox.begin(tx, first.id, NOW)
        assert await outbox.under_way(tx, first)
        outbox.again(tx, first.id, NOW, unknown=False)
        assert not await outbox.under_way(tx, first)
    [second] = await ready(database)
    async with database.transaction() as tx:
        outbox.begin(tx, second.id, NOW)
        assert not await outbox.under_way(tx, first)
        assert await outbox.under_way(tx, second)


async def test_what_was_not_made_after_all_is_as_it_was(database: Database) -> None:
    await put(database, "1")
    [before] = await ready(database)
    async with database.transaction() as tx:
        outbox.begin(tx, before.id, NOW)
    async with database.transaction() as tx:
        outbox.not_begun(tx, before)
        outbox.not_begun(tx, before)
    assert await ready(database) == [before]
