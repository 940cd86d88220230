"""The feeder in the sender: order, replies first, pause and stop, nights, what a kill leaves."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic

import pytest

from bot.broadcasts import Feeder
from bot.channels import Ending, Limits, Outcome
from bot.metrics import Metrics
from bot.sender import Sender
from handlers.world import World
from programme.announcements import Action
from programme.announcements import State as Stage
from storage import announcements, deliveries, erasure, outbox
from storage.announcements import Announcement, NewAnnouncement
from storage.database import Database
from storage.deliveries import Report
from storage.outbox import Call, Outgoing
from storage.people import PersonId
from tests.announcing import CHANNEL, NOON, NOW, person, sending, stored, written
from tests.bot.test_sender import Wire, sent


def clock_from(base: int) -> Callable[[], int]:
    """A clock that shows `base` now and goes on from there."""
    started = monotonic()
    return lambda: base + int((monotonic() - started) * 1000)


@asynccontextmanager
async def going(
    db: Database, wire: Wire, world: World, *, at: int = NOON, kill: bool = False
) -> AsyncIterator[asyncio.Event]:
    """A sender with its feeder at work; at the end it stops in order, or is cut off (`kill`)."""
    wake = asyncio.Event()
    sender = Sender(
        db,
        wire,
        clock=clock_from(at),
        wake=wake,
        metrics=Metrics(),
        feeder=Feeder(world, CHANNEL, wire.limits.per_second),
    )
    await sender.recover()
    task = asyncio.create_task(sender.run())
    try:
        yield wake
    finally:
        if kill:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        else:
            sender.stop()
            await asyncio.wait_for(task, 10)


async def crowd(
    db: Database, count: int, *new: Callable[[PersonId], NewAnnouncement]
) -> list[Announcement]:
    """So many people, with the chats 0, 1, 2 …, and announcements to them that are being sent."""
    async with db.transaction() as tx:
        who = [await person(tx, "c1", str(number)) for number in range(count)]
        return [await sending(tx, make(who[0]), now=NOON + n) for n, make in enumerate(new)]


async def until(holds: Callable[[], bool], within: float = 10.0) -> None:
    end = monotonic() + within
    while not holds():
        if monotonic() > end:
            pytest.fail("it does not come about")
        await asyncio.sleep(0.01)


async def done(db: Database, made: Announcement, within: float = 10.0) -> Report:
    """Wait until an announcement is done; returns how it went."""
    end = monotonic() + within
    while monotonic() < end:
        async with db.transaction() as tx:
            found = await stored(tx, made)
            if found.state is Stage.DONE:
                return await deliveries.report(tx, found)
        await asyncio.sleep(0.02)
    pytest.fail("the announcement is never done")


async def act(db: Database, made: Announcement, action: Action) -> None:
    """Pause, resume or stop it as it stands."""
    async with db.transaction() as tx:
        found = await stored(tx, made)
        if action is Action.RESUME:
            moved = await announcements.move(tx, found, action, found.author, NOON)
        else:
            moved = await deliveries.halt(tx, found, action, found.author, NOON)
    assert moved is not None


def chats(wire: Wire) -> list[str]:
    return [outgoing.chat_id for outgoing in wire.made]


async def test_everybody_gets_it_once_in_order_and_the_first_begun_first(
    database: Database, world: World
) -> None:
    first, second = await crowd(
        database, 30, written, lambda who: written(who, text="Hội chợ ở Hà Nội")
    )
    wire = Wire()
    async with going(database, wire, world):
        reports = [await done(database, made) for made in (first, second)]
    assert [(report.total, report.sent) for report in reports] == [(30, 30), (30, 30)]
    for begun, outgoings in ((first, wire.made[:30]), (second, wire.made[30:])):
        assert [o.chat_id for o in outgoings] == [str(n) for n in range(30)]
        assert all(begun.text in str(o.call.params["text"]) for o in outgoings)
        assert [o.call.subject for o in outgoings[:1]] == [f"announcement:{begun.id}:1"]


async def test_each_reads_it_in_her_language(database: Database, world: World) -> None:
    async with database.transaction() as tx:
        her = await person(tx, "c1", "1")
        await person(tx, "c1", "2", language="en")
        made = await sending(tx, written(her))
    wire = Wire()
    async with going(database, wire, world):
        await done(database, made)
    vietnamese, english = (str(outgoing.call.params["text"]) for outgoing in wire.made)
    assert "Farmers' Union" in english
    assert vietnamese != english
    assert made.text in vietnamese


async def test_a_reply_overtakes_a_broadcast(database: Database, world: World) -> None:
    [made] = await crowd(database, 60, written)
    wire = Wire(limits=Limits(20, 0.0))
    async with going(database, wire, world) as wake:
        await until(lambda: len(wire.made) >= 5)
        async with database.transaction() as tx:
            outbox.add(tx, CHANNEL, "59", Call("sendMessage", {"text": "reply"}), NOON)
        before = len(wire.made)
        wake.set()
        await until(lambda: "reply" in wire.texts())
        assert wire.texts().index("reply") <= before + 2
        assert (await done(database, made)).sent == 60


async def test_nothing_waits_in_the_outbox_while_a_broadcast_runs(
    database: Database, world: World
) -> None:
    await crowd(database, 100, written)
    wire = Wire(limits=Limits(20, 0.0))
    async with going(database, wire, world):
        await until(lambda: len(wire.made) >= 5)
        async with database.transaction() as tx:
            counts = await outbox.counts(tx)
    assert counts.waiting == 0


async def test_pause_and_stop_count_at_once_and_across_a_restart(
    database: Database, world: World
) -> None:
    [made] = await crowd(database, 80, written)
    wire = Wire(limits=Limits(40, 0.0))
    async with going(database, wire, world):
        await until(lambda: len(wire.made) >= 10)
        await act(database, made, Action.PAUSE)
        paused_at = len(wire.made)
        await asyncio.sleep(0.5)
        # One round may have been begun before the pause was committed.
        assert len(wire.made) <= paused_at + 4
    async with going(database, wire, world) as wake:
        after_restart = len(wire.made)
        await asyncio.sleep(0.3)
        assert len(wire.made) == after_restart
        await act(database, made, Action.RESUME)
        wake.set()
        await until(lambda: len(wire.made) >= after_restart + 10)
        await act(database, made, Action.STOP)
    stopped_at = len(wire.made)
    async with going(database, wire, world):
        await asyncio.sleep(0.3)
    assert len(wire.made) == stopped_at < 80
    assert max(Counter(chats(wire)).values()) == 1
    async with database.transaction() as tx:
        report = await deliveries.report(tx, await stored(tx, made))
    assert (report.sent, report.waiting) == (stopped_at, 80 - stopped_at)


async def test_a_kill_misses_nobody_and_says_who_may_have_got_it_twice(
    database: Database, world: World
) -> None:
    [made] = await crowd(database, 120, written)
    wire = Wire(limits=Limits(100, 0.0))
    wire.latency = 0.05
    cut_off = 0
    for kills in range(3):
        async with going(database, wire, world, kill=True):
            await until(lambda: len(wire.made) >= 15 * (kills + 1))  # noqa: B023
        async with database.transaction() as tx:
            cut_off += (await outbox.counts(tx)).under_way
    async with going(database, wire, world):
        report = await done(database, made)
    times = Counter(chats(wire))
    assert len(times) == 120
    assert report.sent == 120
    assert cut_off > 0
    assert sum(times.values()) - 120 <= cut_off
    # People are counted, not messages: a second kill may meet the same ones.
    assert sum(count > 1 for count in times.values()) <= report.maybe_twice <= cut_off


async def test_who_blocked_the_bot_and_what_is_refused_is_in_the_report(
    database: Database, world: World
) -> None:
    def answer(outgoing: Outgoing) -> Outcome:
        match outgoing.chat_id:
            case "3":
                return Outcome(Ending.BLOCKED, code=403)
            case "4":
                return Outcome(Ending.REFUSED, code=400)
        return sent(outgoing)

    [made] = await crowd(database, 10, written)
    async with going(database, Wire(answer), world):
        report = await done(database, made)
    assert (report.sent, report.blocked, report.refused) == (8, 1, {"400": 1})
    assert (report.waiting, report.under_way, report.maybe_twice) == (0, 0, 0)


async def test_a_call_that_failed_is_tried_again_and_ends_it_only_then(
    database: Database, world: World
) -> None:
    endings = {"2": iter([Ending.UNKNOWN]), "5": iter([Ending.RETRY])}

    def answer(outgoing: Outgoing) -> Outcome:
        ending = next(endings.get(outgoing.chat_id, iter(())), Ending.SENT)
        return Outcome(ending, retry_after=0.3, code=502)

    [made] = await crowd(database, 8, written)
    wire = Wire(answer)
    async with going(database, wire, world):
        report = await done(database, made)
    assert Counter(chats(wire)) == Counter([*map(str, range(8)), "2", "5"])
    assert (report.sent, report.maybe_twice) == (8, 1)


async def test_whose_last_try_may_have_arrived_may_get_it_twice_when_it_is_sent_again(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.endings.TRIES", 1)
    endings = {"2": iter([Ending.UNKNOWN]), "5": iter([Ending.RETRY])}

    def answer(outgoing: Outgoing) -> Outcome:
        ending = next(endings.get(outgoing.chat_id, iter(())), Ending.SENT)
        return Outcome(ending, code=502)

    [made] = await crowd(database, 8, written)
    async with going(database, Wire(answer), world):
        report = await done(database, made)
        assert (report.sent, report.refused, report.maybe_twice) == (6, {"given up: 502": 2}, 0)
        async with database.transaction() as tx:
            found = await stored(tx, made)
            assert await deliveries.send_again(tx, found, found.author, NOON) == 2
        report = await done(database, made)
    assert (report.sent, report.maybe_twice) == (8, 1)


async def test_when_the_channel_is_down_the_broadcast_waits_where_it_is(
    database: Database, world: World
) -> None:
    [made] = await crowd(database, 60, written)
    limits = Limits(10, 0.0)
    wire = Wire(lambda outgoing: Outcome(Ending.RETRY, retry_after=30), limits)
    async with going(database, wire, world):
        await until(lambda: len(wire.made) >= 20, 10)
        await asyncio.sleep(0.5)
        # Two seconds' worth, and what was begun in the same rounds.
        assert len(wire.made) <= 30
    async with database.transaction() as tx:
        report = await deliveries.report(tx, await stored(tx, made))
    assert report.waiting >= 30
    assert report.sent == 0


async def test_at_night_only_what_is_urgent_goes_out(database: Database, world: World) -> None:
    usual, urgent = await crowd(
        database, 5, written, lambda who: written(who, text="Bão!", urgent=True)
    )
    wire = Wire()
    async with going(database, wire, world, at=NOW):
        assert (await done(database, urgent)).sent == 5
        assert all("Bão!" in str(text) for text in wire.texts())
        async with database.transaction() as tx:
            assert (await stored(tx, usual)).state is Stage.SENDING
    async with going(database, wire, world, at=NOON):
        assert (await done(database, usual)).sent == 5
    assert len(wire.made) == 10


async def test_an_erased_person_does_not_keep_it_from_ending(
    database: Database, world: World
) -> None:
    [made] = await crowd(database, 3, written)
    async with database.transaction() as tx:
        taken = await deliveries.take(tx, made.id, CHANNEL, 1, NOON, 1)
        await erasure.erase(tx, taken[0].person_id, NOON)
        await erasure.erase(tx, PersonId(taken[0].person_id + 1), NOON)
    wire = Wire()
    async with going(database, wire, world):
        report = await done(database, made)
    assert chats(wire) == ["2"]
    assert (report.sent, report.no_chat) == (1, 2)
