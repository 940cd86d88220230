"""At the door of a class: who came, who walked in, who stayed away."""

from programme.seats import State
from programme.vietnam_time import DAY
from storage import acts, attendance, classes, signups
from storage.database import Database
from storage.signups import Counts
from tests.storage.class_cast import NOW, START, joined, person, planned


async def test_at_the_door(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 2)
        officer = klass.created_by
        lan = await person(tx)
        a, b, waits = await joined(tx, klass, lan, "A", "B", "C")
        came = await attendance.check_in(tx, a.id, officer, START)
        assert came is not None
        assert (came.state, came.checked_in_at, came.checked_in_by) == (
            State.ATTENDED,
            START,
            officer,
        )
        assert await attendance.check_in(tx, a.id, officer, START) is None
        seatless = await attendance.check_in(tx, waits.id, officer, START)
        assert seatless is not None
        assert seatless.state is State.WALK_IN
        guest = await attendance.walk_in(tx, klass.id, "Khách", "tok", officer, START)
        assert guest is not None
        assert (guest.person_id, guest.state) == (None, State.WALK_IN)
        assert await signups.by_token(tx, "tok") == guest
        absent = await attendance.mark_absent(tx, klass.id, START + DAY)
        assert [one.id for one in absent] == [b.id]
        assert (await signups.tally(tx, [klass.id]))[klass.id] == Counts(
            held=2, attended=1, absent=1, walk_ins=2
        )
        late = await attendance.check_in(tx, b.id, officer, START + DAY)
        assert late is not None
        back = await attendance.undo_check_in(tx, a.id, officer, START + DAY)
        assert back is not None
        assert (back.state, back.checked_in_at) == (State.SIGNED, None)
        assert await attendance.undo_check_in(tx, a.id, officer, START + DAY) is None
        assert await attendance.check_in(tx, 999, officer, START) is None
        assert await attendance.walk_in(tx, 999, "X", "t2", officer, START) is None
        log = [act.action for act in await acts.of_subject(tx, classes.subject(klass.id))]
        assert log[1:] == [
            "class.check_in",
            "class.check_in",
            "class.walk_in",
            "class.check_in",
            "class.check_out",
        ]


async def test_an_old_code_checks_in_who_signed_up_anew(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 2)
        lan = await person(tx)
        [old] = await joined(tx, klass, lan, "Lan")
        await signups.leave(tx, old.id, lan, NOW)
        [new] = await joined(tx, klass, lan, "Lan")
        came = await attendance.check_in(tx, old.id, klass.created_by, START)
        assert came is not None
        assert (came.id, came.state) == (new.id, State.ATTENDED)


async def test_a_roster_keeps_back_what_was_withdrawn(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 5)
        lan = await person(tx)
        await joined(tx, klass, lan, "Lan")
        await attendance.walk_in(tx, klass.id, "Khách", "tok", klass.created_by, START)
        [first, guest] = await signups.roster(tx, klass.id)
        assert first.locked
        assert not guest.locked
        await tx.run("UPDATE people SET consent = 1, phone = '+84912345678', kind = 'farm'")
        [first, guest] = await signups.roster(tx, klass.id)
        assert (first.locked, first.phone, first.kind) == (False, "+84912345678", "farm")
