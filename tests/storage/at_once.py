"""Two transactions on one PostgreSQL of which the second has to wait for the first."""

import asyncio

from storage.database import Transaction

PATIENCE = 10.0


async def until_it_waits_for(tx: Transaction) -> None:
    """Return once another transaction waits for a lock of this one. TimeoutError if none does."""
    async with asyncio.timeout(PATIENCE):
        while True:
            row = await tx.one(
                "SELECT count(*) AS n FROM pg_locks "
                "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if row is not None and row["n"]:
                return
            await asyncio.sleep(0.01)
