"""A Bot API server that does nothing but answer: the far end of the outbound and pace benchmarks.

It runs in a process of its own, so it never shares an interpreter lock with the client measured.
Every ``send*`` call gets one canned message after a settable latency, and the moment its request
was complete is kept. ``asyncio.Protocol`` and hand-cut HTTP rather than a web framework: the
``raw client`` line of the outbound table says how many requests a second it can answer, which must
lie well above any contender.

Control: ``GET /control/reset?<latency in seconds>`` forgets the arrivals and sets the latency,
``GET /control/arrivals`` gives the arrivals back as JSON (seconds on the monotonic clock).

The clock is read when the server's loop sees the request, so an arrival can be late by as long as
the operating system keeps the server waiting for a core; it can never be early.
"""

import asyncio
import json
import re
import sys
import time
from array import array
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
HEAD_END = b"\r\n\r\n"


@dataclass(slots=True)
class State:
    """What all connections share."""

    latency: float = 0.0
    arrivals: "array[float]" = field(default_factory=lambda: array("d"))
    message_id: int = 0


def answer(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
        status,
        len(body),
        body,
    )


def sent_message(message_id: int) -> bytes:
    body = (
        b'{"ok":true,"result":{"message_id":%d,"date":1767225600,"text":"ok",'
        b'"from":{"id":1,"is_bot":true,"first_name":"OCOP","username":"ocop_bot"},'
        b'"chat":{"id":1,"type":"private","first_name":"A"}}}' % message_id
    )
    return answer(b"200 OK", body)


BOT = answer(
    b"200 OK",
    b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"OCOP","username":"ocop_bot"}}',
)
DONE = answer(b"200 OK", b'{"ok":true,"result":true}')


class Connection(asyncio.Protocol):
    """One keep-alive connection; requests may be pipelined, answers keep their order."""

    __slots__ = ("buffer", "loop", "state", "transport")

    def __init__(self, state: State, loop: asyncio.AbstractEventLoop) -> None:
        self.state = state
        self.loop = loop
        self.buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self.buffer = self.buffer + data if self.buffer else data
        answers: list[bytes] = []
        while self.buffer:
            head_end = self.buffer.find(HEAD_END)
            if head_end < 0:
                break
            length = LENGTH.search(self.buffer, 0, head_end + 2)
            end = head_end + len(HEAD_END) + (int(length[1]) if length else 0)
            if len(self.buffer) < end:
                break
            target = self.buffer[: self.buffer.index(b"\r\n")].split(b" ")[1]
            self.buffer = self.buffer[end:]
            answers.append(self.reply(target, now))
        if answers:
            self.later(b"".join(answers))

    def reply(self, target: bytes, now: float) -> bytes:
        state = self.state
        method = target.rpartition(b"/")[2]
        if method.startswith(b"send"):
            state.arrivals.append(now)
            state.message_id += 1
            return sent_message(state.message_id)
        if method.startswith(b"reset?"):
            state.latency = float(method.partition(b"?")[2])
            state.arrivals = array("d")
            return DONE
        if method == b"arrivals":
            return answer(b"200 OK", json.dumps(state.arrivals.tolist()).encode())
        return BOT if method == b"getMe" else DONE

    def later(self, data: bytes) -> None:
        if self.state.latency:
            self.loop.call_later(self.state.latency, self.write, data)
        else:
            self.write(data)

    def write(self, data: bytes) -> None:
        if self.transport is not None:
            self.transport.write(data)


async def serve() -> None:
    """Listens on a free loopback port, prints the port, and stops when stdin closes."""
    loop = asyncio.get_running_loop()
    state = State()
    server = await loop.create_server(lambda: Connection(state, loop), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The parent holds our stdin open; when it dies, however it dies, so do we.
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
