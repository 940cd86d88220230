"""A browser's view of the sandbox, without a browser."""

from __future__ import annotations

import asyncio
import json

import aiohttp

from bot.channels.sandbox.shapes import Json, as_object


class Page:
    """A browser's view: JSON there and back, and the stream of events."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def post(self, path: str, body: object = None, **headers: str) -> tuple[int, Json]:
        """Status and JSON of the answer."""
        async with self.session.post(path, json=body, headers=headers) as answer:
            return answer.status, as_object(await answer.json())

    async def state(self) -> Json:
        """The whole state."""
        async with self.session.get("/sandbox/state") as answer:
            assert answer.status == 200
            return as_object(await answer.json())

    async def events(self, after: int, count: int) -> list[tuple[int, Json]]:
        """The next events after this number."""
        found: list[tuple[int, Json]] = []
        number = 0
        headers = {"Last-Event-ID": str(after)}
        async with self.session.get("/sandbox/events", headers=headers) as answer:
            assert answer.content_type == "text/event-stream"
            async with asyncio.timeout(5):
                while len(found) < count:
                    line = (await answer.content.readline()).decode()
                    if line.startswith("id: "):
                        number = int(line[4:])
                    elif line.startswith("data: "):
                        found.append((number, as_object(json.loads(line[6:]))))
        return found


async def last_event(page: Page) -> int:
    """The number of the newest event."""
    number = (await page.state())["last_event"]
    assert isinstance(number, int)
    return number
