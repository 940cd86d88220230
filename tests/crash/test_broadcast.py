"""Kill the bot again and again while it sends a broadcast, reminders and offers of seats.

`make crash` runs the long one: 20,000 people and 60 kills.
"""

import asyncio
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot import clock
from bot.app import open_database
from bot.channels.sandbox.server import SandboxServer
from programme.announcements import Action
from programme.audience import Audience
from programme.classes import Audience as ForWhom
from programme.roles import Level, Role
from programme.vietnam_time import DAY
from storage import announcements, classes, jobs, officers, signups
from storage.announcements import NewAnnouncement
from storage.classes import NewClass
from storage.database import Transaction
from storage.migrate import migrate
from storage.people import PersonId
from storage.signups import OFFER, Moved
from tests.announcing import person
from tests.crash.victim import LONG, SEED, Victim, Wire, kill_at_random, sent_twice, settle

pytestmark = pytest.mark.crash

CHANNEL = "telegram"
SON_DONG = "12050"
PEOPLE, CLASSES, KILLS, RATE = (20_000, 60, 60, 250) if LONG else (400, 4, 3, 100)
# So long after the beginning the last reminder is due and the last offer lapses.
SPREAD_SECONDS = 200 if LONG else 6
SEATS, SIGNED_UP = 10, 12
TEXT = "Từ ngày mai, hạn nộp hồ sơ OCOP là 30/6"


@pytest.mark.many
async def test_nobody_is_missed_and_what_may_have_come_twice_is_counted(tmp_path: Path) -> None:
    wire = Wire(random.Random(SEED + 1))
    server = SandboxServer()
    server.faults, server.on_call = wire.fault, wire.heard
    await server.start()
    chats = []
    for number in range(PEOPLE):
        somebody = server.world.add_person(f"Lan {number}", phone=f"849{number:08d}")
        # As if she had talked to the bot before.
        server.world.chat(somebody.id).started = True
        chats.append(somebody.id)
    await prepare(tmp_path / "ocop.db", chats)
    victim = Victim(server, tmp_path, rate=RATE)
    try:
        kills = await kill_at_random(victim, random.Random(SEED), KILLS, at_work=True)
        sent_at_kills = victim.number("SELECT sent FROM announcements")
        await done(victim)
        await settle(victim)
    except BaseException:
        sys.stderr.write(victim.log()[-4000:])
        raise
    finally:
        status = await victim.end(signal.SIGTERM)
        await server.stop()
    twice = sent_twice(victim, server)
    copies = copies_of(server, TEXT)
    marked = {
        int(str(row[0]))
        for row in victim.rows("SELECT chat_id FROM deliveries WHERE twice = 1 AND state = 2")
    }
    report = (
        f"{PEOPLE} people, {kills.count} kills, {sent_at_kills} sent at the last one: "
        f"{twice} messages twice, {len(marked)} people told of in the report "
        f"({kills.cut_off} calls were under way at a kill, "
        f"{wire.unheard} were delivered without our hearing so)"
    )
    sys.stdout.write(report + "\n")
    assert status == 0
    assert sent_at_kills < PEOPLE, "the kills came too late"
    # Nobody is missed, and who may have got it twice is in the report.
    assert copies.keys() == set(chats)
    assert {chat for chat, count in copies.items() if count > 1} <= marked
    assert victim.rows("SELECT state, count(*) FROM deliveries GROUP BY state") == [(2, PEOPLE)]
    assert victim.rows("SELECT state, total, sent FROM announcements") == [("done", PEOPLE, PEOPLE)]
    assert twice <= kills.cut_off + wire.unheard, report
    check_classes(victim, server)


async def prepare(database: Path, chats: list[int]) -> None:
    """The people, an announcement that is released, and classes with reminders and offers whose
    times come while the bot is being killed."""
    db = await open_database(f"sqlite:///{database}", exclusive=True)
    await migrate(db)
    async with db.transaction() as tx:
        who = [await person(tx, SON_DONG, str(chat), channel=CHANNEL) for chat in chats]
        now = clock.now()
        # Who announces must be an officer when it begins, too.
        officers.grant(tx, who[0], Role(Level.COMMUNE, SON_DONG), "An", now)
        new = NewAnnouncement(who[0], SON_DONG, "policy", TEXT, Audience((SON_DONG,)), urgent=True)
        draft = await announcements.create(tx, new, now)
        waits = await announcements.move(tx, draft, Action.SUBMIT, who[0], now)
        assert waits is not None
        assert await announcements.move(tx, waits, Action.RELEASE, who[1], now) is not None
        for number in range(CLASSES):
            due = now + 2_000 + SPREAD_SECONDS * 1000 * number // CLASSES
            mine = who[1 + number * SIGNED_UP :][:SIGNED_UP]
            await plan(tx, number, mine, due, now)
    await db.close()


async def plan(tx: Transaction, number: int, who: list[PersonId], due: int, now: int) -> None:
    """A full class with two who wait; one leaves, the first of those is offered the seat until
    `due`, and at `due` everybody who has one is reminded."""
    start = now + 20 * DAY
    new = NewClass(topic(number), ForWhom(SON_DONG), "Nhà văn hóa", ((start, start + 1),), SEATS)
    klass = await classes.create(tx, new, who[0], now)
    first = None
    for person_id in who:
        token = f"{number}-{person_id}-of-a-sign-up"
        moved = await signups.sign_up(tx, klass.id, person_id, [("Lan", token)], now)
        assert isinstance(moved, Moved)
        first = first or moved.mine[0]
    assert first is not None
    left = await signups.leave(tx, first.id, who[0], now)
    assert left is not None
    [offered] = left.others
    tx.later("UPDATE signups SET offered_until = :due WHERE id = :id", due=due, id=offered.id)
    jobs.put(tx, OFFER, signups.job_subject(offered.id), due)
    data = {"class": klass.id, "days": 1}
    jobs.put(tx, classes.REMIND, f"class:{klass.id}:test", due, until=due + DAY, data=data)


def topic(number: int) -> str:
    return f"Ghi nhãn, lớp số {number:03}"


async def done(victim: Victim) -> None:
    """Wait until the broadcast is done and the classes' jobs have run."""
    for _ in range(3000 if LONG else 600):
        await asyncio.sleep(0.1)
        left = victim.number(
            "SELECT (SELECT count(*) FROM announcements WHERE state <> 'done')"
            " + (SELECT count(*) FROM jobs WHERE subject LIKE 'class:%:test')"
            " + (SELECT count(*) FROM jobs WHERE kind = 'announcement.progress')"
        )
        if left == 0:
            return
    pytest.fail("the broadcast is never done")


def copies_of(server: SandboxServer, text: str) -> Counter[int]:
    """How often a text reached each chat."""
    return Counter(
        int(str(call.params["chat_id"]))
        for call in server.calls
        if call.method == "sendMessage" and call.acted and call.ok
        if text in str(call.params["text"])
    )


def check_classes(victim: Victim, server: SandboxServer) -> None:
    """No seat is sold twice, the next in line has the offer, and everybody concerned was told once
    (what is sent once more after a kill is counted above)."""
    rows = victim.rows(
        "SELECT class_id, sum(state IN ('signed', 'offered')), sum(state = 'offered'),"
        " sum(state = 'lapsed'), sum(state = 'waiting') FROM signups GROUP BY class_id"
    )
    assert [row[1:] for row in rows] == [(SEATS, 1, 1, 0)] * CLASSES
    for number in range(CLASSES):
        # Nine are reminded, one hears that her offer is over, and one of hers.
        assert len(copies_of(server, topic(number))) == SEATS + 1
    meant = victim.number(
        "SELECT count(*) FROM outbox WHERE method = 'sendMessage' AND subject IS NULL"
    )
    assert meant == CLASSES * (SEATS + 1)
