"""Two processes on one PostgreSQL sign people up and give seats back at the same time."""

import asyncio
import sys
from pathlib import Path

import pytest

from programme.seats import State
from programme.vietnam_time import DAY
from storage import attendance, signups
from storage.migrate import migrate
from storage.postgres import open_postgres
from tests.storage.at_once import until_it_waits_for
from tests.storage.class_cast import NOW, joined, person, planned
from tests.storage.seat_worker import ROUNDS, SEATS

HOME = Path(__file__).parents[2]


@pytest.mark.postgres
async def test_two_processes_sell_no_seat_twice_and_skip_nobody(postgres_url: str) -> None:
    db = await open_postgres(postgres_url)
    try:
        await migrate(db)
        async with db.transaction() as tx:
            klass = await planned(tx, SEATS)
            crowd = [str(await person(tx)) for _ in range(32)]
        workers = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.storage.seat_worker", postgres_url),
                *(str(klass.id), str(seed), *crowd[seed::2]),
                cwd=HOME,
                stderr=asyncio.subprocess.PIPE,
            )
            for seed in (0, 1)
        ]
        ends = [await worker.communicate() for worker in workers]
        assert [worker.returncode for worker in workers] == [0, 0], ends
        async with db.transaction() as tx:
            await signups.settle(tx, klass.id, NOW + ROUNDS * DAY)
            line = [one.signup for one in await signups.roster(tx, klass.id)]
            everybody = await tx.all("SELECT position FROM signups")
        positions = [row["position"] for row in everybody]
        assert len(positions) >= len(crowd)
        assert len(set(positions)) == len(positions)
        holding = [one for one in line if one.state in (State.SIGNED, State.OFFERED)]
        waiting = [one for one in line if one.state is State.WAITING]
        assert len(holding) == SEATS
        # Whoever still waits came after everybody who got a seat.
        assert waiting
        assert max(one.position for one in holding) < min(one.position for one in waiting)
    finally:
        await db.close()


@pytest.mark.postgres
async def test_who_is_checked_in_while_she_withdraws_has_come(postgres_url: str) -> None:
    db = await open_postgres(postgres_url)
    try:
        await migrate(db)
        async with db.transaction() as tx:
            one, other = await planned(tx), await planned(tx)
            lan = await person(tx)
            [here] = await joined(tx, one, lan)
            [ahead] = await joined(tx, other, lan)

        async def withdraw() -> tuple[int, ...]:
            async with db.transaction() as tx:
                return await signups.withdraw(tx, lan, NOW)

        async with db.transaction() as door:
            assert await attendance.check_in(door, here.id, one.created_by, NOW) is not None
            withdrawing = asyncio.create_task(withdraw())
            await until_it_waits_for(door)
        assert await withdrawing == (one.id, other.id)
        async with db.transaction() as tx:
            found = [await signups.one(tx, signup.id) for signup in (here, ahead)]
        assert [one and one.state for one in found] == [State.ATTENDED, State.CANCELLED]
    finally:
        await db.close()
