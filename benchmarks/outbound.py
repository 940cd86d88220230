"""The outbound work: one message to each of many chats, so many under way at a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from benchmarks.job import Figures, Job


async def many(send: Callable[[int], Awaitable[None]], count: int, under_way: int) -> None:
    """``count`` sends to as many chats, ``under_way`` of them at any moment."""
    chats = iter(range(1, count + 1))

    async def worker() -> None:
        for chat in chats:
            await send(chat)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(under_way, count)):
            group.create_task(worker())


async def measure_sends(sends: Callable[[int], Awaitable[None]], job: Job) -> Figures:
    """Messages a second, after a warm-up that opens the connections."""
    await sends(300)
    before = time.perf_counter()
    await sends(job.sends)
    seconds = time.perf_counter() - before
    return {"seconds": seconds, "rate": job.sends / seconds}
