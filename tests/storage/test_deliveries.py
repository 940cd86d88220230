"""Deliveries: whose turn it is, what pausing and stopping do, and the figures afterwards."""

import pytest

from programme.announcements import Action
from programme.announcements import State as Stage
from programme.topics import ALWAYS_AWAKE, USUAL_NIGHT
from storage import announcements, deliveries, erasure, news_choices, outbox, people
from storage.announcements import Announcement
from storage.database import Database, Transaction
from storage.deliveries import Next, Report, State, Unreached
from storage.outbox import Call, Lane
from storage.people import PersonId
from tests.announcing import CHANNEL, NOON, NOW, person, sending, states, stored, written
from tests.databases import ON_SQLITE


async def crowd(tx: Transaction, count: int) -> list[PersonId]:
    return [await person(tx, "c1", str(number)) for number in range(count)]


async def take(
    tx: Transaction, made: Announcement, most: int = 10, night: int = USUAL_NIGHT
) -> list[PersonId]:
    taken = await deliveries.take(tx, made.id, CHANNEL, night, NOW, most)
    return [found.person_id for found in taken]


async def test_people_are_taken_by_their_numbers_and_each_once(database: Database) -> None:
    async with database.transaction() as tx:
        who = await crowd(tx, 5)
        made = await sending(tx, written(who[0]))
        found = await deliveries.take(tx, made.id, CHANNEL, USUAL_NIGHT, NOW, 2)
        assert found == [Next(who[0], "0", "vi"), Next(who[1], "1", "vi")]
        assert await take(tx, made) == who[2:]
        assert await take(tx, made) == []
        assert await deliveries.take(tx, made.id, "zalo", USUAL_NIGHT, NOW, 2) == []


async def test_a_chat_that_rests_or_is_written_to_is_passed_over(database: Database) -> None:
    async with database.transaction() as tx:
        rests, busy, free = await crowd(tx, 3)
        outbox.rest(tx, CHANNEL, "0", NOW + 1)
        await outbox.add_begun(tx, CHANNEL, "1", Call("sendMessage", {}), NOW, Lane.LIVE)
        made = await sending(tx, written(free))
        assert await take(tx, made) == [free]
        taken = await deliveries.take(tx, made.id, CHANNEL, USUAL_NIGHT, NOW + 1, 5)
        assert [found.person_id for found in taken] == [rests]
        assert (await stored(tx, made)).state is Stage.SENDING
    assert (await states(database, made))[busy] == State.WAITING


async def test_nobody_is_taken_while_it_is_paused_or_after_it_was_stopped(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        who = await crowd(tx, 3)
        made = await sending(tx, written(who[0]))
        paused = await deliveries.halt(tx, made, Action.PAUSE, who[0], NOW)
        assert paused is not None
        assert await take(tx, made) == []
        assert await deliveries.sending(tx) == []
        resumed = await announcements.move(tx, paused, Action.RESUME, who[0], NOW)
        assert resumed is not None
        assert await take(tx, made, 1) == [who[0]]
        stopped = await deliveries.halt(tx, resumed, Action.STOP, who[0], NOON)
        assert stopped is not None
        assert await take(tx, made) == []
        assert await announcements.move(tx, stopped, Action.RESUME, who[0], NOW) is None
        assert (await stored(tx, made)).finished_at == NOON


async def test_pausing_takes_back_what_waits_to_be_tried_again(database: Database) -> None:
    async with database.transaction() as tx:
        unsure, failed, going = await crowd(tx, 3)
        made = await sending(tx, written(unsure))
        for person_id in await take(tx, made):
            subject = f"announcement:{made.id}:{person_id}"
            chat = str([unsure, failed, going].index(person_id))
            call = Call("sendMessage", {}, subject)
            row = await outbox.add_begun(tx, CHANNEL, chat, call, NOW, Lane.BULK)
            if person_id != going:
                outbox.again(tx, row.id, NOON, unknown=person_id == unsure)
        outbox.add(tx, CHANNEL, "0", Call("sendMessage", {}, "news:1"), NOW, Lane.BULK)
        assert await deliveries.halt(tx, made, Action.PAUSE, unsure, NOW) is not None
        counts = await outbox.counts(tx)
        rows = await tx.all("SELECT person_id, twice FROM deliveries WHERE state = 0")
    assert (counts.waiting, counts.under_way) == (1, 1)
    assert {row["person_id"]: row["twice"] for row in rows} == {unsure: 1, failed: 0}
    assert (await states(database, made))[going] == State.UNDER_WAY


async def test_nights_are_kept_apart_and_urgent_ones_know_none(database: Database) -> None:
    async with database.transaction() as tx:
        usual, wakeful, changes = await crowd(tx, 3)
        news_choices.set_night(tx, wakeful, ALWAYS_AWAKE)
        made = await sending(tx, written(usual))
        urgent = await sending(tx, written(usual, urgent=True))
        news_choices.set_night(tx, changes, 2)
        assert await news_choices.night(tx, changes) == 2
        assert await news_choices.night(tx, usual) == USUAL_NIGHT
        assert await take(tx, made, night=ALWAYS_AWAKE) == [wakeful]
        assert await take(tx, made, night=USUAL_NIGHT) == [usual]
        assert await take(tx, made, night=2) == [changes]
        assert await take(tx, urgent, night=ALWAYS_AWAKE) == [usual, wakeful, changes]


async def test_who_blocks_the_bot_is_skipped_until_she_returns(database: Database) -> None:
    async with database.transaction() as tx:
        stays, leaves = await crowd(tx, 2)
        made = await sending(tx, written(stays))
        people.block(tx, CHANNEL, "1", NOW)
        assert await take(tx, made) == [stays]
        assert not await deliveries.finish(tx, made.id, NOW)
        people.unblock(tx, CHANNEL, "1")
        assert await take(tx, made) == [leaves]


async def test_it_is_done_when_nobody_waits_and_nothing_is_under_way(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await crowd(tx, 2)
        made = await sending(tx, written(one))
        people.block(tx, CHANNEL, "1", NOW)
        assert not await deliveries.finish(tx, made.id, NOW)
        assert await take(tx, made) == [one]
        assert not await deliveries.finish(tx, made.id, NOW)
        deliveries.ended(tx, made.id, one, State.SENT, NOW, maybe_twice=False)
        assert await deliveries.finish(tx, made.id, NOON)
        assert not await deliveries.finish(tx, made.id, NOON)
        found = await stored(tx, made)
    assert (found.state, found.finished_at) == (Stage.DONE, NOON)
    assert await states(database, made) == {one: State.SENT, two: State.BLOCKED}


async def ended(tx: Transaction, made: Announcement, *endings: tuple[PersonId, State, str]) -> None:
    for person_id, state, error in endings:
        deliveries.ended(
            tx, made.id, person_id, state, NOW, maybe_twice=error == "twice", error=error or None
        )
    sent = sum(state is State.SENT for _, state, _ in endings)
    deliveries.count_sent(tx, made.id, sent)


async def test_the_report_counts_everybody_once(database: Database) -> None:
    async with database.transaction() as tx:
        a, b, c, d, e, f = await crowd(tx, 6)
        nowhere = await person(tx, "c1")
        made = await sending(tx, written(a))
        assert await take(tx, made, 5) == [a, b, c, d, e]
        await ended(
            tx,
            made,
            (a, State.SENT, ""),
            (b, State.SENT, "twice"),
            (c, State.BLOCKED, "403"),
            (d, State.REFUSED, "400"),
        )
        assert await deliveries.read(tx, made.id, b, NOW)
        assert not await deliveries.read(tx, made.id, f, NOW)
        assert await deliveries.tell(tx, made.id, c, a, NOW)
        assert not await deliveries.tell(tx, made.id, c, a, NOW)
        assert not await deliveries.tell(tx, made.id, a, a, NOW)
        report = await deliveries.report(tx, await stored(tx, made))
        assert report == Report(
            total=7,
            sent=2,
            waiting=1,
            under_way=1,
            blocked=1,
            refused={"400": 1},
            no_chat=1,
            maybe_twice=1,
            read=1,
            told=1,
        )
        assert report.unreached == 3
        assert await deliveries.untell(tx, made.id, c)
        assert not await deliveries.untell(tx, made.id, c)
        assert (await deliveries.report(tx, await stored(tx, made))).told == 0
        assert nowhere not in await take(tx, made)


async def test_once_more_to_those_it_did_not_reach(database: Database) -> None:
    async with database.transaction() as tx:
        got, back, gone, called = await crowd(tx, 4)
        made = await sending(tx, written(got))
        await take(tx, made)
        await ended(
            tx,
            made,
            (got, State.SENT, ""),
            (back, State.REFUSED, "400"),
            (gone, State.BLOCKED, "403"),
            (called, State.REFUSED, "400"),
        )
        await deliveries.tell(tx, made.id, called, got, NOW)
        people.block(tx, CHANNEL, "2", NOW)
        assert await deliveries.send_again(tx, await stored(tx, made), got, NOW) == 0
        assert await deliveries.finish(tx, made.id, NOW)
        done = await stored(tx, made)
        assert await deliveries.send_again(tx, done, got, NOW) == 1
        assert await take(tx, made) == [back]
        assert (await stored(tx, made)).state is Stage.SENDING


async def test_after_a_stop_it_may_go_to_those_who_have_not_got_it(database: Database) -> None:
    async with database.transaction() as tx:
        got, waits, blocks, moved, called, refused = await crowd(tx, 6)
        made = await sending(tx, written(got))
        await take(tx, made)
        await ended(tx, made, (got, State.SENT, ""), (refused, State.REFUSED, "400"))
        for person_id in (waits, blocks, moved, called):
            await tx.run("UPDATE deliveries SET state = 0 WHERE person_id = :id", id=person_id)
        stopped = await deliveries.halt(tx, await stored(tx, made), Action.STOP, got, NOW)
        assert stopped is not None
        assert await deliveries.tell(tx, made.id, called, got, NOW)
        people.block(tx, CHANNEL, "2", NOW)
        people.block(tx, CHANNEL, "3", NOW)
        tx.later(
            "INSERT INTO chats (channel, chat_id, person_id, free_at) VALUES (:wire, '9', :id, 9)",
            wire=CHANNEL,
            id=moved,
        )
        assert await deliveries.send_again(tx, await stored(tx, made), got, NOW) == 3
        assert set(await take(tx, made)) == {waits, moved, refused}
        report = await deliveries.report(tx, await stored(tx, made))
        assert (report.blocked, report.spared, report.told, report.waiting) == (1, 1, 1, 0)
        assert (report.unreached, report.under_way) == (2, 3)
        everybody = await tx.all("SELECT chat_id FROM deliveries WHERE person_id = :id", id=moved)
        assert [row["chat_id"] for row in everybody] == ["9"]


async def test_after_a_stop_with_nobody_left_it_stays_stopped(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await crowd(tx, 2)
        made = await sending(tx, written(one))
        stopped = await deliveries.halt(tx, made, Action.STOP, one, NOW)
        assert stopped is not None
        assert await deliveries.tell(tx, made.id, one, two, NOW)
        assert await deliveries.tell(tx, made.id, two, two, NOW)
        assert await deliveries.send_again(tx, await stored(tx, made), one, NOW) == 0
        assert (await stored(tx, made)).state is Stage.STOPPED
        # Who was ticked by mistake may get it after all.
        assert await deliveries.untell(tx, made.id, two)
        assert await deliveries.send_again(tx, await stored(tx, made), one, NOW) == 1
        assert await take(tx, made) == [two]


async def withdraw(tx: Transaction, person_id: PersonId) -> None:
    await tx.run("UPDATE people SET consent = 0 WHERE id = :id", id=person_id)
    await erasure.stop(tx, person_id, NOW)


async def test_after_a_stop_it_does_not_go_to_who_took_her_agreement_back(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        tried, stays, leaves, returns = await crowd(tx, 4)
        made = await sending(tx, written(stays))
        assert await take(tx, made, 1) == [tried]
        # She is being written to while she takes it back; that fails and is to be tried again.
        await withdraw(tx, tried)
        call = Call("sendMessage", {}, f"announcement:{made.id}:{tried}")
        row = await outbox.add_begun(tx, CHANNEL, "0", call, NOW, Lane.BULK)
        outbox.again(tx, row.id, NOON, unknown=False)
        stopped = await deliveries.halt(tx, made, Action.STOP, stays, NOW)
        assert stopped is not None
    before = {tried: State.WAITING, stays: State.WAITING}
    assert await states(database, made) == before | {leaves: State.WAITING, returns: State.WAITING}
    async with database.transaction() as tx:
        await withdraw(tx, leaves)
        await withdraw(tx, returns)
    gone = {leaves: State.NO_CHAT, returns: State.NO_CHAT}
    assert await states(database, made) == before | gone
    async with database.transaction() as tx:
        await tx.run("UPDATE people SET consent = 1 WHERE id = :id", id=returns)
        assert await deliveries.send_again(tx, await stored(tx, made), stays, NOW) == 2
        assert await take(tx, made) == [stays, returns]
    assert (await states(database, made))[tried] == State.NO_CHAT


@ON_SQLITE  # PostgreSQL plans by figures that only large tables have.
async def test_taking_back_does_not_go_through_the_many_deliveries(database: Database) -> None:
    async with database.transaction() as tx:
        rows = await tx.all("EXPLAIN QUERY PLAN " + deliveries.SQL["stop"], person_id=1)
    plan = "\n".join(str(row["detail"]) for row in rows)
    assert "announcements_started" in plan
    assert "(announcement_id=? AND person_id=?)" in plan


async def sheet(tx: Transaction, what: Announcement) -> list[Unreached]:
    """All lines of the call sheet."""
    pages = [page async for page in deliveries.call_sheet(tx, what)]
    assert all(1 <= len(page) <= deliveries.PAGE for page in pages)
    return [line for page in pages for line in page]


async def test_the_call_sheet_goes_commune_by_commune(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "PAGE", 2)
    async with database.transaction() as tx:
        names = ("Hoa", "An", "Cúc")
        here = [await person(tx, "c1", name=name) for name in names]
        there = await person(tx, "c2", name="Mai")
        secret = await person(tx, "c2", name="Bí")
        reached = await person(tx, "c2", "5", name="Lan")
        made = await sending(tx, written(reached), ("c1", "c2"))
        await take(tx, made)
        await ended(tx, made, (reached, State.SENT, ""))
        await tx.run("UPDATE people SET consent = 0 WHERE id = :id", id=secret)
        await deliveries.tell(tx, made.id, here[1], reached, NOON)
        lines = await sheet(tx, made)
        communes = await deliveries.unreached_communes(tx, made)
    assert communes == [("c1", 3, 1), ("c2", 2, 0)]
    told = {line.person_id: line.told_at for line in lines}
    assert told == {here[0]: None, here[1]: NOON, here[2]: None, there: None, secret: None}
    assert [line.person_id for line in lines[:3]] == [here[1], here[2], here[0]]
    [hidden] = [line for line in lines if line.locked]
    assert hidden == Unreached(secret, None, None, "c2", True, State.NO_CHAT, None, None, None)


async def test_after_a_stop_those_still_waiting_are_on_the_call_sheet(database: Database) -> None:
    async with database.transaction() as tx:
        who = await crowd(tx, 3)
        made = await sending(tx, written(who[0]))
        assert await sheet(tx, made) == []
        stopped = await deliveries.halt(tx, made, Action.STOP, who[0], NOW)
        assert stopped is not None
        lines = await sheet(tx, stopped)
    assert [(line.person_id, line.state) for line in lines] == [
        (person_id, State.WAITING) for person_id in who
    ]
