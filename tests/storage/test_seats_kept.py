"""The seats in the tables, whatever people do in whatever order: the rules' machine, on rows."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from programme.seats import State
from programme.vietnam_time import DAY, HOUR
from storage import attendance, classes, jobs, signups
from storage.database import Database, Transaction
from storage.migrate import migrate
from storage.people import PersonId
from storage.signups import Moved, Signup
from storage.sqlite import open_sqlite
from tests.storage.class_cast import NOW, joined, new_class, person, planned

T = TypeVar("T")
OPEN_STATES = (State.SIGNED, State.OFFERED, State.WAITING)


class KeptSeats(RuleBasedStateMachine):
    """Six people and an officer work on one class over SQLite. What the rows say is compared with
    what must hold, and every offer has the job that ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.db: Database = self.do(open_sqlite(self.folder / "ocop.db", exclusive=False))
        self.do(migrate(self.db))

    def do(self, work: Coroutine[object, object, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.do(self.db.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    @initialize(count=st.integers(0, 3), days=st.integers(1, 4))
    def plan(self, count: int, days: int) -> None:
        async def work() -> None:
            async with self.db.transaction() as tx:
                self.klass = await planned(tx, count, start=NOW + days * DAY)
                self.people = [await person(tx) for _ in range(6)]

        self.now, self.most = NOW, count
        self.before: dict[int, Signup] = {}
        self.do(work())

    async def mine(self, tx: Transaction, who: PersonId) -> Signup | None:
        found = await signups.of_person_in(tx, self.klass.id, who)
        return found[0] if found else None

    @rule(who=st.integers(0, 5))
    def sign_up(self, who: int) -> None:
        async def work() -> None:
            async with self.db.transaction() as tx:
                if self.now >= self.klass.starts_at or await self.mine(tx, self.people[who]):
                    return
                waited = await self.waiting(tx)
                [made] = await joined(tx, self.klass, self.people[who], now=self.now)
                assert made.state is State.WAITING or not waited
                assert all(made.position > other.position for other in waited)

        self.do(work())

    async def waiting(self, tx: Transaction) -> list[Signup]:
        roster = await signups.roster(tx, self.klass.id)
        return [one.signup for one in roster if one.signup.state is State.WAITING]

    @rule(who=st.integers(0, 5), leaving=st.booleans())
    def press(self, who: int, leaving: bool) -> None:
        async def work() -> None:
            async with self.db.transaction() as tx:
                before = await self.mine(tx, self.people[who])
                if before is None:
                    return
                waited = [one.id for one in await self.waiting(tx) if one.id != before.id]
                act = signups.leave if leaving else signups.accept
                moved = await act(tx, before.id, self.people[who], self.now)
                if moved is not None:
                    self.check(moved, waited)
                    assert leaving or before.state is State.OFFERED

        self.do(work())

    @rule(hours=st.sampled_from((1, 6, 24, 25)))
    def sleep(self, hours: int) -> None:
        async def work() -> None:
            async with self.db.transaction() as tx:
                waited = [one.id for one in await self.waiting(tx)]
                moved = await signups.settle(tx, self.klass.id, self.now)
                assert moved is not None
                self.check(moved, waited)

        self.now += hours * HOUR
        self.do(work())

    def check(self, moved: Moved, waited: list[int]) -> None:
        """Seats go to those who have waited longest, without a gap."""
        offered = [one.id for one in moved.others if one.state is State.OFFERED]
        assert offered == waited[: len(offered)]

    @rule(count=st.integers(0, 4))
    def refit(self, count: int) -> None:
        async def work() -> None:
            async with self.db.transaction() as tx:
                now = await classes.one(tx, self.klass.id)
                assert now is not None
                plan = new_class(count, start=self.klass.starts_at)
                officer = self.klass.created_by
                assert await classes.change(tx, now.id, now.revision, plan, officer, self.now)
                held = (await signups.tally(tx, [now.id])).get(now.id)
                self.most = max(count, held.held if held else 0)
                await signups.settle(tx, now.id, self.now)

        self.do(work())

    @rule(who=st.integers(0, 5), back=st.booleans())
    def at_the_door(self, who: int, back: bool) -> None:
        async def work() -> None:
            async with self.db.transaction() as tx:
                found = await self.mine(tx, self.people[who])
                if found is not None and back:
                    await self.take_back(tx, found)
                elif found is not None:
                    came = await attendance.check_in(tx, found.id, self.klass.created_by, self.now)
                    if came is not None:
                        self.before[found.id] = found

        self.do(work())

    async def take_back(self, tx: Transaction, found: Signup) -> None:
        waited = await self.waiting(tx)
        moved = await attendance.undo_check_in(tx, found.id, self.klass.created_by, self.now)
        before = self.before.pop(found.id, None)
        assert (moved is None) == (before is None)
        if moved is None or before is None:
            return
        line = [*waited, before] if before.state is State.WAITING else waited
        self.check(moved, [one.id for one in sorted(line, key=lambda one: one.position)])
        [mine] = moved.mine
        assert (mine.id, mine.position) == (before.id, before.position)
        assert (mine.checked_in_at, mine.checked_in_by, mine.before_check_in) == (None, None, None)
        if mine not in moved.others and self.now < self.klass.starts_at:
            assert (mine.state, mine.offered_until) == (before.state, before.offered_until)
        elif before.state is not State.SIGNED:
            assert mine.state in (State.LAPSED, State.OFFERED)

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "klass"):
            self.do(self.look())

    async def look(self) -> None:
        async with self.db.transaction() as tx:
            klass = await classes.one(tx, self.klass.id)
            assert klass is not None
            counts = (await signups.tally(tx, [klass.id])).get(klass.id)
            held = counts.held if counts else 0
            self.most = max(klass.seats, min(self.most, held))
            assert held <= self.most
            roster = [one.signup for one in await signups.roster(tx, klass.id)]
            for signup in roster:
                job = await jobs.one(tx, "class.offer", f"signup:{signup.id}")
                assert (job is not None) == (signup.state is State.OFFERED)
                if job is not None:
                    assert signup.offered_until == job.due_at <= klass.starts_at
            # However often somebody comes and goes, she leaves one row.
            [made] = await tx.all("SELECT count(*) AS n FROM signups")
            assert made["n"] <= len(self.people)
            positions = [one.position for one in roster]
            assert len(positions) == len(set(positions))
            active = [one.person_id for one in roster if one.state in OPEN_STATES]
            assert len(active) == len(set(active))


KeptSeats.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, suppress_health_check=[HealthCheck.too_slow]
)
TestKeptSeats = KeptSeats.TestCase
