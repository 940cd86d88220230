"""python-telegram-bot's ``AIORateLimiter``, which paces its sends.

The rate limiter runs over a small aiohttp request, not over the library's own httpx, because over
httpx it would not reach 1,000 a second at all and nothing would be learnt about the limiter. Its
limits for groups are off: every chat here is a person's.

What waits in it waits in memory: a task and a call with its arguments for each message, lost when
the process dies. Ours waits in the database and survives.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Collection

import aiohttp
from telegram import Message
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import BaseRequest, RequestData

from benchmarks.job import TEXT, TOKEN, Figures, Job
from benchmarks.memory import peak, resident


class AiohttpRequest(BaseRequest):
    """The least that carries a call over aiohttp, without files."""

    def __init__(self, connections: int) -> None:
        self.connections = connections
        self.session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        if self.session is None:
            connector = aiohttp.TCPConnector(limit=self.connections)
            self.session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        if self.session is not None:
            await self.session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        if self.session is None:
            raise ValueError("not initialised")
        data = None if request_data is None else request_data.json_parameters
        async with self.session.request(method, url, data=data) as response:
            return response.status, await response.read()


@contextlib.asynccontextmanager
async def limited_bot(job: Job) -> AsyncGenerator[ExtBot[int]]:
    bot = ExtBot(
        TOKEN,
        base_url=f"{job.url}/bot",
        request=AiohttpRequest(256),
        rate_limiter=AIORateLimiter(
            overall_max_rate=job.limit,
            overall_time_period=1,
            group_max_rate=0,
            group_time_period=0,
        ),
    )
    async with bot:
        yield bot


async def pace(job: Job) -> Figures:
    """Keeps more sends waiting than the limit lets through, for so many seconds."""
    async with limited_bot(job) as bot:
        count = int(job.limit * (job.seconds + 3))
        waiting = [asyncio.create_task(bot.send_message(c, TEXT)) for c in range(1, count + 1)]
        _, late = await asyncio.wait(waiting, timeout=job.seconds + 1)
        await cancel(late)
    return {"waiting at the end": float(len(late))}


async def memory(job: Job) -> Figures:
    """More memory held with so many sends waiting in the limiter, than with none."""
    async with limited_bot(job) as bot:
        await bot.send_message(1, TEXT)
        before = resident()
        waiting = [
            asyncio.create_task(bot.send_message(chat, TEXT)) for chat in range(1, job.waiting + 1)
        ]
        await asyncio.sleep(job.seconds)
        after = resident()
        most = peak()
        await cancel(waiting)
    return {"more MB": after - before, "more MB at peak": most - before}


async def cancel(tasks: Collection[asyncio.Task[Message]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
