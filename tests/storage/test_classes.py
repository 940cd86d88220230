"""Classes and their lines in the tables, on both engines."""

from dataclasses import replace

import pytest

from programme.classes import Audience
from programme.seats import Refusal, State
from programme.vietnam_time import DAY, HOUR
from storage import acts, class_owner, classes, jobs, signups
from storage.classes import ClassState, Feedback, Tally
from storage.database import Database, Transaction
from storage.signups import Counts
from tests.storage.class_cast import NOW, START, joined, new_class, person, planned


async def states(tx: Transaction, class_id: int) -> list[tuple[str, State]]:
    return [(one.signup.name, one.signup.state) for one in await signups.roster(tx, class_id)]


async def due_kinds(tx: Transaction) -> dict[str, int]:
    return {f"{job.kind} {job.subject}": job.due_at for job in await jobs.due(tx, 2**60, 100)}


async def test_a_class_comes_back_as_it_was_planned(database: Database) -> None:
    async with database.transaction() as tx:
        officer = await person(tx)
        audience = Audience(
            "12050", frozenset({"cooperative", "group"}), frozenset({"idea"}), frozenset({"food"})
        )
        plan = replace(new_class(40, days=2), audience=audience, note="Mang theo nhãn")
        made = await classes.create(tx, plan, officer, NOW)
        assert made.code == "LH-2026-00001"
        assert (made.topic, made.audience, made.place) == (plan.topic, audience, plan.place)
        assert (made.days, made.seats, made.note) == (plan.days, 40, "Mang theo nhãn")
        assert (made.starts_at, made.ends_at) == (START, START + DAY + 3 * HOUR)
        assert (made.state, made.revision, made.created_by) == (ClassState.OPEN, 1, officer)
        assert await classes.one(tx, made.id) == made
        assert await classes.by_code(tx, made.code) == made
        assert await classes.one(tx, made.id + 1) is None
        log = await acts.of_subject(tx, classes.subject(made.id))
        assert [(act.action, act.person_id) for act in log] == [("class.create", officer)]


async def test_a_class_is_changed_once_by_two_officers(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx)
        plan = new_class(5)
        changed = await classes.change(tx, klass.id, 1, plan, klass.created_by, NOW)
        assert changed is not None
        assert (changed.seats, changed.revision) == (5, 2)
        assert await classes.change(tx, klass.id, 1, new_class(9), klass.created_by, NOW) is None
        cancelled = await classes.cancel(tx, klass.id, 2, "Bão", klass.created_by, NOW)
        assert cancelled is not None
        assert (cancelled.state, cancelled.reason) == (ClassState.CANCELLED, "Bão")
        assert await classes.cancel(tx, klass.id, 3, None, klass.created_by, NOW) is None
        assert await classes.change(tx, klass.id, 3, plan, klass.created_by, NOW) is None


async def test_what_is_due_about_a_class(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx)
        about = classes.subject(klass.id)
        assert await due_kinds(tx) == {
            f"class.remind {about}:3": START - 3 * DAY,
            f"class.remind {about}:1": START - DAY,
            f"class.start {about}": START,
            f"class.feedback {about}": START + 4 * HOUR,
        }
        # The evening before, only what is still ahead.
        late = new_class(2, start=NOW + 2 * DAY)
        await classes.change(tx, klass.id, 1, late, klass.created_by, NOW)
        assert f"class.remind {about}:3" not in await due_kinds(tx)
        assert (await due_kinds(tx))[f"class.remind {about}:1"] == NOW + DAY
        await classes.cancel(tx, klass.id, 2, None, klass.created_by, NOW)
        assert await due_kinds(tx) == {}


async def test_lists_of_an_area(database: Database) -> None:
    async with database.transaction() as tx:
        officer = await person(tx)
        made = [
            await classes.create(tx, new_class(start=START + n * DAY), officer, NOW)
            for n in range(3)
        ]
        await classes.create(tx, new_class(area="20242"), officer, NOW)
        await classes.cancel(tx, made[1].id, 1, None, officer, NOW)
        areas = {"12050", "18"}

        async def ids(now: int, *, past: bool, offset: int = 0) -> list[int]:
            found = await classes.of_areas(tx, areas, now, past=past, offset=offset, limit=5)
            return [klass.id for klass in found]

        assert await ids(NOW, past=False) == [made[0].id, made[2].id]
        assert await ids(NOW, past=False, offset=1) == [made[2].id]
        assert await ids(NOW, past=True) == [made[1].id]
        assert await classes.tally(tx, areas, NOW) == Tally(2, 1)
        # On its first day a class is still ahead for its officer, but nobody signs up any more.
        assert await classes.tally(tx, areas, START + HOUR) == Tally(2, 1)
        assert len(await classes.upcoming(tx, START + HOUR)) == 1
        assert await classes.tally(tx, set(), NOW) == Tally(0, 0)
        assert await classes.of_areas(tx, set(), NOW, past=False, offset=0, limit=5) == []


async def test_seats_then_the_line(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 2)
        lan, hoa = await person(tx), await person(tx)
        assert [one.state for one in await joined(tx, klass, lan)] == [State.SIGNED]
        three = await joined(tx, klass, hoa, "Hoa", "Mai", "Cúc")
        assert [one.state for one in three] == [State.SIGNED, State.WAITING, State.WAITING]
        assert [await signups.place_in_line(tx, one) for one in three] == [None, 1, 2]
        assert (await signups.tally(tx, [klass.id]))[klass.id] == Counts(held=2, waiting=2)
        mine = await signups.of_person_in(tx, klass.id, hoa)
        assert [one.name for one in mine] == ["Hoa", "Mai", "Cúc"]
        assert await signups.classes_of_person(tx, hoa, NOW) == [await classes.one(tx, klass.id)]
        assert await signups.classes_of_person(tx, hoa, START + DAY) == []


async def test_a_second_tap_signs_up_nobody_twice(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 5)
        lan = await person(tx)
        await joined(tx, klass, lan, "Nguyễn Thị Lan")
        assert await joined(tx, klass, lan, "nguyễn thị  lan") == ()
        assert len(await joined(tx, klass, lan, "Nguyễn Thị Lan", "Hoa")) == 1
        assert len(await signups.roster(tx, klass.id)) == 2


async def test_coming_and_going_leaves_one_row_at_the_end_of_the_line(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 1)
        lan, hoa = await person(tx), await person(tx)
        [first] = await joined(tx, klass, lan, "Lan")
        [second] = await joined(tx, klass, hoa, "Hoa")
        for n in range(5):
            assert await signups.leave(tx, first.id, lan, NOW + n) is not None
            # The seat went to who waited; who comes back stands behind her, her code as it was.
            [again] = await joined(tx, klass, lan, "lan", now=NOW + n)
            assert (again.id, again.token, again.name) == (first.id, first.token, "lan")
            assert (again.state, again.offered_until) == (State.WAITING, None)
            assert again.position > second.position
            assert await signups.place_in_line(tx, again) == 1
        # Under another name it is another's place, for which the old code does not count.
        assert await signups.leave(tx, first.id, lan, NOW) is not None
        [other] = await joined(tx, klass, lan, "Mai")
        assert (other.id, other.name) == (first.id, "Mai")
        assert other.token != first.token
        assert await signups.by_token(tx, first.token) is None
        rows = await tx.all("SELECT id FROM signups ORDER BY id")
        assert [row["id"] for row in rows] == [first.id, second.id]


async def test_one_producer_takes_no_more_than_five_seats(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 20)
        lan = await person(tx)
        await joined(tx, klass, lan, "A1", "A2", "A3", "A4")
        refused = await signups.sign_up(tx, klass.id, lan, [("A5", "x1"), ("A6", "x2")], NOW)
        assert refused is Refusal.TOO_MANY
        assert len(await joined(tx, klass, lan, "A4", "A5")) == 1


async def test_a_class_that_begins_or_is_cancelled_takes_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx)
        lan = await person(tx)
        assert await signups.sign_up(tx, klass.id, lan, [("L", "t")], START) is Refusal.STARTED
        await classes.cancel(tx, klass.id, 1, None, klass.created_by, NOW)
        assert await signups.sign_up(tx, klass.id, lan, [("L", "t")], NOW) is Refusal.CANCELLED
        with pytest.raises(LookupError, match="no class"):
            await signups.sign_up(tx, 999, lan, [("L", "t")], NOW)


async def test_freed_offered_lapsed_and_on_to_the_next(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 1)
        lan, hoa, mai = [await person(tx) for _ in range(3)]
        [first] = await joined(tx, klass, lan, "Lan")
        [second] = await joined(tx, klass, hoa, "Hoa")
        [third] = await joined(tx, klass, mai, "Mai")
        freed = await signups.leave(tx, first.id, lan, NOW)
        assert freed is not None
        assert [one.state for one in freed.mine] == [State.CANCELLED]
        assert [(one.name, one.state, one.offered_until) for one in freed.others] == [
            ("Hoa", State.OFFERED, NOW + DAY)
        ]
        job = await jobs.one(tx, "class.offer", f"signup:{second.id}")
        assert job is not None
        assert job.due_at == NOW + DAY
        # Too early: nothing has come to its end.
        early = await signups.settle(tx, klass.id, NOW + DAY - 1)
        assert early is not None
        assert early.others == ()
        over = await signups.settle(tx, klass.id, NOW + DAY)
        assert over is not None
        assert [(one.name, one.state) for one in over.others] == [
            ("Hoa", State.LAPSED),
            ("Mai", State.OFFERED),
        ]
        assert await jobs.one(tx, "class.offer", f"signup:{second.id}") is None
        assert await signups.accept(tx, second.id, hoa, NOW + DAY) is None
        taken = await signups.accept(tx, third.id, mai, NOW + DAY)
        assert taken is not None
        assert await jobs.one(tx, "class.offer", f"signup:{third.id}") is None
        assert await states(tx, klass.id) == [("Mai", State.SIGNED)]
        # Who let it lapse comes back at the end of the line.
        [again] = await joined(tx, klass, hoa, "Hoa", now=NOW + DAY)
        assert again.position > third.position


async def test_nobody_acts_on_another_ones_seat(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 1)
        lan, hoa = await person(tx), await person(tx)
        [first] = await joined(tx, klass, lan)
        await joined(tx, klass, hoa)
        assert await signups.leave(tx, first.id, hoa, NOW) is None
        assert await signups.accept(tx, first.id, lan, NOW) is None
        assert await signups.leave(tx, 999, lan, NOW) is None
        assert [state for _, state in await states(tx, klass.id)] == [State.SIGNED, State.WAITING]


async def test_raised_seats_are_offered(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 1)
        who = await person(tx)
        await joined(tx, klass, who, "A", "B", "C")
        await classes.change(tx, klass.id, 1, new_class(2), klass.created_by, NOW)
        moved = await signups.settle(tx, klass.id, NOW)
        assert moved is not None
        assert [(one.name, one.state) for one in moved.others] == [("B", State.OFFERED)]
        await classes.change(tx, klass.id, 2, new_class(1), klass.created_by, NOW)
        assert (await signups.settle(tx, klass.id, NOW)) is not None
        assert (await signups.tally(tx, [klass.id]))[klass.id].held == 2


async def test_a_cancelled_class_ends_every_place(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 1)
        who = await person(tx)
        await joined(tx, klass, who, "A", "B")
        cancelled = await classes.cancel(tx, klass.id, 1, None, klass.created_by, NOW)
        assert cancelled is not None
        gone = await signups.call_off(tx, cancelled, NOW)
        assert [(one.name, one.state) for one in gone] == [
            ("A", State.CANCELLED),
            ("B", State.CANCELLED),
        ]
        assert await states(tx, klass.id) == []


async def test_who_waits_when_the_class_begins_has_got_no_seat(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx, 1)
        who = await person(tx)
        await joined(tx, klass, who, "A", "B")
        early = await signups.start(tx, klass.id, START - 1)
        assert early is not None
        assert early.others == ()
        begun = await signups.start(tx, klass.id, START)
        assert begun is not None
        assert [(one.name, one.state) for one in begun.others] == [("B", State.LAPSED)]


async def test_withdrawing_a_person_frees_her_seats_ahead(database: Database) -> None:
    async with database.transaction() as tx:
        klass, past = await planned(tx, 1), await planned(tx, 1, start=NOW + HOUR)
        lan, hoa = await person(tx), await person(tx)
        await joined(tx, klass, lan, "Lan")
        [old] = await joined(tx, past, lan, "Lan")
        await joined(tx, klass, hoa, "Hoa")
        assert await signups.withdraw(tx, lan, NOW + 2 * HOUR) == (klass.id,)
        moved = await signups.settle(tx, klass.id, NOW + 2 * HOUR)
        assert moved is not None
        assert [(one.name, one.state) for one in moved.others] == [("Hoa", State.OFFERED)]
        assert (await signups.one(tx, old.id)) == old


async def test_each_says_once_how_it_was(database: Database) -> None:
    async with database.transaction() as tx:
        klass = await planned(tx)
        lan, hoa = await person(tx), await person(tx)
        said = Feedback(klass.id, 5, 4, "Thêm giờ thực hành", NOW)
        assert not await classes.has_feedback(tx, klass.id, lan)
        assert await classes.add_feedback(tx, said, lan)
        assert not await classes.add_feedback(tx, replace(said, useful=1), lan)
        other = Feedback(klass.id, 3, 3, None, NOW + 1)
        assert await classes.add_feedback(tx, other, hoa)
        assert await classes.has_feedback(tx, klass.id, lan)
        assert await classes.feedback(tx, klass.id) == [said, other]
        assert [one.feedback for one in (await class_owner.kept(tx, lan)).said] == [said]
