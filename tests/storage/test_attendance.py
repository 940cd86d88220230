"""At the door of a class: who came, who walked in, who stayed away."""

from collections.abc import Iterable

from programme.seats import State
from programme.vietnam_time import DAY, HOUR
from storage import acts, attendance, classes, jobs, signups
from storage.database import Database, Transaction
from storage.people import PersonId
from storage.signups import Counts, Moved, Signup
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
        # After the class whoever was not there was absent.
        for mistaken in (a, b):
            back = await attendance.undo_check_in(tx, mistaken.id, officer, START + DAY)
            assert back is not None
            assert [(one.state, one.checked_in_at) for one in back.mine] == [(State.ABSENT, None)]
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
            "class.check_out",
        ]


async def undone(tx: Transaction, signup: Signup, by: PersonId, now: int) -> Moved:
    """What comes of a check-in that is taken back."""
    moved = await attendance.undo_check_in(tx, signup.id, by, now)
    assert moved is not None
    return moved


def stand(found: Iterable[Signup]) -> list[tuple[str, State, int | None]]:
    return [(one.name, one.state, one.offered_until) for one in found]


async def test_a_mistake_at_the_door_costs_nobody_her_offer_or_her_place(
    database: Database,
) -> None:
    door = START - HOUR
    async with database.transaction() as tx:
        klass = await planned(tx, 2)
        officer, lan = klass.created_by, await person(tx)
        _, b, c, d, e = await joined(tx, klass, lan, "A", "B", "C", "D", "E")
        moved = await signups.leave(tx, b.id, lan, door - HOUR)
        assert moved is not None
        [offered] = moved.others
        end = offered.offered_until
        assert stand([offered]) == [("C", State.OFFERED, door)]
        assert end == door
        for signup in (c, d, e):
            assert await attendance.check_in(tx, signup.id, officer, door - HOUR // 2) is not None
        for signup in (e, c, d):
            await undone(tx, signup, officer, door - HOUR // 4)
        line = [one.signup for one in await signups.roster(tx, klass.id)]
        assert stand(line) == [
            ("A", State.SIGNED, None),
            ("C", State.OFFERED, end),
            ("D", State.WAITING, None),
            ("E", State.WAITING, None),
        ]
        job = await jobs.one(tx, signups.OFFER, signups.job_subject(c.id))
        assert job is not None
        assert job.due_at == end
        # Noticed later, the offer is over, and goes on to the next.
        assert await attendance.check_in(tx, c.id, officer, door - HOUR // 4) is not None
        moved = await undone(tx, c, officer, door)
        assert stand(moved.mine) == [("C", State.LAPSED, None)]
        assert stand(moved.others) == [
            ("C", State.LAPSED, None),
            ("D", State.OFFERED, START),
        ]
        # When the class has begun, neither an offer nor a wait goes on.
        for signup in (d, e):
            assert await attendance.check_in(tx, signup.id, officer, START - 1) is not None
            moved = await undone(tx, signup, officer, START)
            assert stand(moved.mine) == [(signup.name, State.LAPSED, None)]
        guest = await attendance.walk_in(tx, klass.id, "Khách", "tok", officer, START)
        assert guest is not None
        assert stand((await undone(tx, guest, officer, START)).mine) == [
            ("Khách", State.CANCELLED, None)
        ]


async def test_a_seat_that_fell_free_meanwhile_is_sold_once(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 1)
        officer, lan = klass.created_by, await person(tx)
        a, b, c = await joined(tx, klass, lan, "A", "B", "C")
        assert await attendance.check_in(tx, b.id, officer, NOW) is not None
        moved = await signups.leave(tx, a.id, lan, NOW)
        assert moved is not None
        assert [(one.id, one.state) for one in moved.others] == [(c.id, State.OFFERED)]
        moved = await undone(tx, b, officer, NOW)
        assert stand(moved.mine) == [("B", State.WAITING, None)]
        assert moved.others == ()
        assert await signups.place_in_line(tx, moved.mine[0]) == 1
        # While nobody else has the seat, it is offered to her who waits again.
        assert await attendance.check_in(tx, b.id, officer, NOW) is not None
        await signups.leave(tx, c.id, lan, NOW)
        moved = await undone(tx, b, officer, NOW)
        assert moved.mine == moved.others
        assert stand(moved.mine) == [("B", State.OFFERED, NOW + DAY)]


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
