"""A client that only writes bytes: how fast the server itself can answer, the ceiling of all.

It keeps one prepared request under way ``depth`` times on each connection and counts the answers.
No library, no JSON, nothing parsed but where an answer begins.
"""

import asyncio
from dataclasses import dataclass

from benchmarks.job import TEXT, TOKEN, Figures, Job
from benchmarks.outbound import measure_sends

BODY = f'{{"chat_id":1,"text":"{TEXT}"}}'.encode()
REQUEST = (
    f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\nHost: x\r\n"
    f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\n\r\n"
).encode() + BODY
ANSWER = b"HTTP/1.1 200"


@dataclass(slots=True)
class Count:
    """How many requests are still to be written and how many answers are still to come."""

    unsent: int
    unanswered: int


class Client(asyncio.Protocol):
    def __init__(self, count: Count, depth: int, done: "asyncio.Future[None]") -> None:
        self.count = count
        self.depth = depth
        self.done = done
        self.tail = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self.transport = transport
            self.send(self.depth)

    def data_received(self, data: bytes) -> None:
        # The tail is shorter than the mark, so a mark cut in two is counted once.
        data = self.tail + data
        answers = data.count(ANSWER)
        self.tail = data[1 - len(ANSWER) :]
        self.count.unanswered -= answers
        if self.count.unanswered == 0 and answers:
            self.done.set_result(None)
        self.send(answers)

    def send(self, requests: int) -> None:
        some = min(requests, self.count.unsent)
        if some and self.transport is not None:
            self.count.unsent -= some
            self.transport.write(REQUEST * some)


async def measure(job: Job, depth: int) -> Figures:
    loop = asyncio.get_running_loop()

    async def sends(amount: int) -> None:
        count = Count(amount, amount)
        done = loop.create_future()
        clients = [
            await loop.create_connection(lambda: Client(count, depth, done), "127.0.0.1", job.port)
            for _ in range(job.under_way // depth)
        ]
        await done
        for transport, _ in clients:
            transport.close()

    return await measure_sends(sends, job)


async def outbound(job: Job) -> Figures:
    """One request under way on each connection, as with any HTTP client."""
    return await measure(job, 1)


async def ceiling(job: Job) -> Figures:
    """Requests pipelined 16 deep, to find the server's own limit."""
    return await measure(job, 16)
