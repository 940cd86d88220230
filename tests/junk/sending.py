"""A crowd to which the same thing happens at once, and what must be true afterwards."""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.sandbox.formatting import detect
from bot.channels.sandbox.shapes import Json
from tests.junk.crowd import NEW, Backup, Somebody, Stand, chat_of, restore, stands, user_of
from tests.junk.room import Room
from tests.junk.verdict import one_answer

# How many times as many examples to make up.
TIMES = int(os.environ.get("OCOP_JUNK", "1"))
# A message of a chat that has seen many.
NUMBER = 1_000_000


@dataclass(slots=True)
class Crowd:
    """Everybody, the bot before them, how all stood before any junk came, and the data of all
    buttons that they had seen by then."""

    room: Room
    people: Sequence[Somebody]
    before: Backup
    seen: Sequence[str] = ()

    async def send(self, make: Callable[[Somebody], Json], kind: str = "message") -> None:
        """Let an update come from each of them; the room has heard what is said of it."""
        self.room.listen()
        for one in self.people:
            self.room.telegram.push_update(kind, make(one))
        await self.room.settle()

    async def write(self, content: Mapping[str, object], kind: str = "message") -> None:
        """Let each of them send the same message, or change one into it."""
        await self.send(lambda one: self.message(one, **content), kind)

    async def check_all_write(
        self, what: str, content: Mapping[str, object], legal_at: frozenset[str]
    ) -> None:
        """Let everybody send the same message: each gets one clear answer, and only who stands
        where it is an answer moves on. Then all stand again as before."""
        before, ideas = await stands(self.room), await self.ideas()
        await self.write(content)
        after = await stands(self.room)
        for one in self.people:
            one_answer(one, self.room.said[one.id], what)
            if one.place in legal_at:
                assert after.get(one.id) != before[one.id], f"{one} could not answer with {what}"
            elif one.place != NEW:
                assert after.get(one.id) == before.get(one.id), f"{what} moved {one}"
        assert await self.ideas() == ideas
        await self.again()

    async def again(self) -> None:
        """Let all stand again as they stood before any junk."""
        await restore(self.room, self.before)

    async def stands(self) -> dict[int, Stand]:
        return await stands(self.room)

    async def ideas(self) -> list[tuple[object, ...]]:
        """What is filed, and everything that was done with it."""
        filed = await self.room.rows("SELECT id, state, revision, product FROM ideas ORDER BY id")
        done = await self.room.rows("SELECT id, person_id, action, subject FROM acts ORDER BY id")
        return [
            *((row["id"], row["state"], row["revision"], row["product"]) for row in filed),
            *((row["id"], row["person_id"], row["action"], row["subject"]) for row in done),
        ]

    def message(self, one: Somebody, **content: object) -> Json:
        """A message of somebody's; a text comes with the entities that Telegram finds in it. What
        is None is left out."""
        text = content.get("text")
        if isinstance(text, str) and (found := detect(text)):
            content = {"entities": found, **content}
        made = {
            "message_id": NUMBER,
            "date": self.room.telegram.now(),
            "from": user_of(self.room, one.id),
            "chat": chat_of(self.room, one.id),
            **content,
        }
        return {key: value for key, value in made.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Stage:
    """A crowd and the loop in which it lives."""

    runner: asyncio.Runner
    crowd: Crowd
