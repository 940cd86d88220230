"""One of several processes that work on the same class: `python -m tests.storage.seat_worker`."""

import asyncio
import random
import sys
from collections.abc import Sequence

from programme.seats import State
from programme.vietnam_time import DAY
from storage import signups
from storage.database import Database
from storage.people import PersonId
from storage.postgres import open_postgres
from tests.storage.class_cast import NOW

ROUNDS = 6
AT_ONCE = 4


async def act(db: Database, class_id: int, who: PersonId, chance: random.Random) -> None:
    """Whatever somebody may do next; time goes on by half days."""
    for step in range(ROUNDS):
        now = NOW + step * DAY // 2
        # Nobody waits for the other: each step meets the others' in any order.
        await asyncio.sleep(chance.random() / 100)
        async with db.transaction() as tx:
            mine = await signups.of_person_in(tx, class_id, who)
            if not mine:
                name = (f"Lan {who}", f"{who}-{step}-{chance.getrandbits(64)}")
                await signups.sign_up(tx, class_id, who, [name], now)
            elif mine[0].state is State.OFFERED and chance.random() < 0.6:
                await signups.accept(tx, mine[0].id, who, now)
            elif chance.random() < 0.3:
                await signups.leave(tx, mine[0].id, who, now)
            else:
                await signups.settle(tx, class_id, now)
        async with db.transaction() as tx:
            found = (await signups.tally(tx, [class_id])).get(class_id)
            if found is not None and found.held > SEATS:
                raise RuntimeError(f"{found.held} of {SEATS} seats")


SEATS = 5


async def main(url: str, class_id: int, seed: int, people: Sequence[int]) -> None:
    """Let these people act, some of them at the same time."""
    chance = random.Random(seed)
    db = await open_postgres(url, size=AT_ONCE)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(who: int) -> None:
        async with gate:
            await act(db, class_id, PersonId(who), chance)

    try:
        await asyncio.gather(*map(one, people))
    finally:
        await db.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), list(map(int, sys.argv[4:]))))
