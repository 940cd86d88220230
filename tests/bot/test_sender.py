"""The sender: order, lanes, limits, retries and what a crash leaves behind."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from bot import clock
from bot.channels import Ending, Limits, Outcome, Receive
from bot.metrics import Metrics
from bot.sender import FETCHES, Sender
from storage import outbox, people
from storage.database import Database
from storage.outbox import Call, Lane, Outgoing

CHANNEL = "wire"
Answer = Callable[[Outgoing], Outcome]


def sent(outgoing: Outgoing) -> Outcome:
    return Outcome(Ending.SENT, message_id=outgoing.id)


class Wire:
    """A channel that notes down what it is asked to do and answers as a test wants."""

    name = CHANNEL

    def __init__(self, answer: Answer = sent, limits: Limits | None = None) -> None:
        self.limits = limits or Limits(1000, 0.0)
        self.answer = answer
        self.made: list[Outgoing] = []
        self.at: list[float] = []
        self.latency = 0.0

    async def carry_out(self, outgoing: Outgoing) -> Outcome:
        self.made.append(outgoing)
        self.at.append(monotonic())
        await asyncio.sleep(self.latency)
        return self.answer(outgoing)

    async def listen(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        pass

    def texts(self) -> list[object]:
        return [outgoing.call.params.get("text") for outgoing in self.made]


@asynccontextmanager
async def sending(db: Database, wire: Wire) -> AsyncIterator[asyncio.Event]:
    """A sender at work; the event wakes it."""
    wake = asyncio.Event()
    sender = Sender(db, wire, clock=clock.now, wake=wake, metrics=Metrics())
    await sender.recover()
    task = asyncio.create_task(sender.run())
    try:
        yield wake
    finally:
        sender.stop()
        await asyncio.wait_for(task, 10)


async def put(
    db: Database, texts: Sequence[str], chat_id: str = "1", lane: Lane = Lane.LIVE
) -> None:
    async with db.transaction() as tx:
        await people.arrive(tx, CHANNEL, chat_id, "vi", 1)
        for text in texts:
            call = Call("sendMessage", {"chat_id": int(chat_id), "text": text})
            outbox.add(tx, CHANNEL, chat_id, call, clock.now(), lane)


async def idle(db: Database, within: float = 10.0) -> None:
    """Wait until nothing is left in the outbox."""
    until = monotonic() + within
    while monotonic() < until:
        async with db.transaction() as tx:
            counts = await outbox.counts(tx)
        if counts.waiting + counts.under_way == 0:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the outbox does not empty")


async def test_one_chats_messages_leave_in_order(database: Database) -> None:
    wire = Wire()
    wire.latency = 0.003
    for chat in range(5):
        await put(database, [f"{chat}-{n}" for n in range(10)], str(chat))
    async with sending(database, wire):
        await idle(database)
    order: dict[str, list[object]] = defaultdict(list)
    for outgoing in wire.made:
        order[outgoing.chat_id].append(outgoing.call.params["text"])
    assert order == {str(c): [f"{c}-{n}" for n in range(10)] for c in range(5)}


async def test_replies_overtake_a_broadcast(database: Database) -> None:
    wire = Wire(limits=Limits(20, 0.0))
    for chat in range(60):
        await put(database, ["news"], str(chat), Lane.BULK)
    async with sending(database, wire) as wake:
        await asyncio.sleep(0.5)
        await put(database, ["reply"], "100")
        wake.set()
        await asyncio.sleep(0.4)
        assert "reply" in wire.texts()
        assert len(wire.made) < 60
        await idle(database)
    assert len(wire.made) == 61


async def test_a_chat_rests_between_messages(database: Database) -> None:
    wire = Wire(limits=Limits(1000, 0.3))
    await put(database, ["a", "b", "c"])
    async with sending(database, wire):
        await idle(database)
    gaps = [later - earlier for earlier, later in zip(wire.at, wire.at[1:], strict=False)]
    assert min(gaps) >= 0.3


async def test_one_chats_flood_wait_stops_nobody_else(database: Database) -> None:
    floods = iter([1.0])

    def answer(outgoing: Outgoing) -> Outcome:
        if outgoing.chat_id == "1" and (wait := next(floods, None)):
            return Outcome(Ending.RETRY, retry_after=wait, code=429)
        return sent(outgoing)

    wire = Wire(answer)
    await put(database, ["first", "second"], "1")
    await put(database, ["other"], "2")
    async with sending(database, wire):
        await idle(database)
    assert wire.texts() == ["first", "other", "first", "second"]
    assert wire.at[2] - wire.at[0] >= 1.0
    assert wire.at[1] - wire.at[0] < 0.5


async def test_an_unclear_ending_is_sent_again_and_marked(database: Database) -> None:
    endings = iter([Ending.UNKNOWN, Ending.SENT])
    wire = Wire(lambda outgoing: Outcome(next(endings)))
    await put(database, ["once or twice"])
    async with sending(database, wire):
        await idle(database)
    assert [outgoing.maybe_twice for outgoing in wire.made] == [False, True]


async def test_a_blocked_person_gets_nothing_more(database: Database) -> None:
    wire = Wire(lambda outgoing: Outcome(Ending.BLOCKED, code=403))
    await put(database, ["a", "b", "c"])
    async with sending(database, wire):
        await idle(database)
    assert wire.texts() == ["a"]
    async with database.transaction() as tx:
        visit = await people.visit(tx, CHANNEL, "1")
    assert visit is not None
    assert visit.blocked


async def test_an_edit_of_a_lost_message_is_said_below(database: Database) -> None:
    def answer(outgoing: Outgoing) -> Outcome:
        if outgoing.call.method == "editMessageText":
            return Outcome(Ending.REFUSED, code=400)
        return sent(outgoing)

    wire = Wire(answer)
    async with database.transaction() as tx:
        await people.arrive(tx, CHANNEL, "1", "vi", 1)
        edit = Call("editMessageText", {"chat_id": 1, "message_id": 7, "text": "new"})
        outbox.add(tx, CHANNEL, "1", edit, clock.now())
    async with sending(database, wire):
        await idle(database)
    assert [outgoing.call.method for outgoing in wire.made] == ["editMessageText", "sendMessage"]
    assert wire.made[1].call.params == {"chat_id": 1, "text": "new"}


async def test_after_a_crash_what_was_under_way_goes_out_again(database: Database) -> None:
    await put(database, ["cut off", "next"])
    async with database.transaction() as tx:
        ready = await outbox.ready(tx, CHANNEL, Lane.LIVE, clock.now(), 10)
        outbox.begin(tx, ready[0].id, clock.now())
    wire = Wire()
    async with sending(database, wire):
        await idle(database)
    assert wire.texts() == ["cut off", "next"]
    assert [outgoing.maybe_twice for outgoing in wire.made] == [True, False]


async def test_an_album_counts_as_many_messages_as_it_has_pictures(database: Database) -> None:
    wire = Wire(limits=Limits(5, 0.0))
    async with database.transaction() as tx:
        for chat in ("1", "2"):
            await people.arrive(tx, CHANNEL, chat, "vi", 1)
            album = [{"type": "photo", "media": "x"}] * 4
            outbox.add(tx, CHANNEL, chat, Call("sendMediaGroup", {"media": album}), clock.now())
    async with sending(database, wire):
        await idle(database)
    assert wire.at[1] - wire.at[0] >= 1.0


async def test_the_limit_holds_over_a_thousand_messages(database: Database) -> None:
    wire = Wire(limits=Limits(200, 0.0))
    for chat in range(700):
        await put(database, ["x"], str(chat))
    async with sending(database, wire):
        await idle(database)
    most = max(sum(1 for other in wire.at if moment <= other < moment + 1.0) for moment in wire.at)
    assert most <= 200


async def test_a_photo_that_cannot_be_fetched_holds_no_answer_up(database: Database) -> None:
    def answer(outgoing: Outgoing) -> Outcome:
        if outgoing.call.method == "getFile":
            return Outcome(Ending.RETRY, code=502)
        return sent(outgoing)

    wire = Wire(answer)
    async with database.transaction() as tx:
        await people.arrive(tx, CHANNEL, "1", "vi", 1)
        fetch = Call("getFile", {"file_id": "x"}, "media:1")
        outbox.add(tx, CHANNEL, "1", fetch, clock.now(), Lane.FETCH)
        press = Call("answerCallbackQuery", {"callback_query_id": "1"})
        outbox.add(tx, CHANNEL, "1", press, clock.now(), Lane.ANSWER)
    async with sending(database, wire):
        await asyncio.sleep(0.3)
    assert sorted(outgoing.call.method for outgoing in wire.made) == [
        "answerCallbackQuery",
        "getFile",
    ]


async def test_downloads_leave_room_for_replies(database: Database) -> None:
    wire = Wire()
    wire.latency = 0.3
    async with database.transaction() as tx:
        for number in range(40):
            fetch = Call("getFile", {"file_id": "x"}, None)
            outbox.add(tx, CHANNEL, str(number), fetch, clock.now(), Lane.FETCH)
    async with sending(database, wire) as wake:
        await asyncio.sleep(0.1)
        assert len(wire.made) == FETCHES
        await put(database, ["reply"], "100")
        wake.set()
        await asyncio.sleep(0.1)
        assert "reply" in wire.texts()
        await idle(database)


async def test_an_edit_that_never_arrived_is_not_taken_for_made(database: Database) -> None:
    endings = iter([Outcome(Ending.RETRY, code=502), Outcome(Ending.REFUSED, code=400)])
    wire = Wire(lambda outgoing: next(endings, Outcome(Ending.SENT)))
    async with database.transaction() as tx:
        await people.arrive(tx, CHANNEL, "1", "vi", 1)
        edit = Call("editMessageText", {"chat_id": 1, "message_id": 7, "text": "new"})
        outbox.add(tx, CHANNEL, "1", edit, clock.now())
    async with sending(database, wire):
        await idle(database)
    assert [outgoing.call.method for outgoing in wire.made] == [
        "editMessageText",
        "editMessageText",
        "sendMessage",
    ]


async def test_the_limit_counts_what_may_have_arrived_before_a_restart(database: Database) -> None:
    async with database.transaction() as tx:
        for chat in range(4):
            await people.arrive(tx, CHANNEL, str(chat), "vi", 1)
            outbox.add(tx, CHANNEL, str(chat), Call("sendMessage", {"text": "x"}), clock.now())
        for row in await outbox.ready(tx, CHANNEL, Lane.LIVE, clock.now(), 10):
            outbox.begin(tx, row.id, clock.now())
            outbox.again(tx, row.id, clock.now() + 60_000, unknown=True)
        assert await outbox.recent(tx, CHANNEL, clock.now() - 2_000) == 4
