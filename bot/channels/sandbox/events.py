"""What the page is told: facts of the world as events, numbered, with a memory of the newest."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from bot.channels.sandbox.shapes import Json, as_object, need_str
from bot.channels.sandbox.state import person_from_json
from bot.channels.sandbox.world import World

REMEMBERED = 1000


def as_event(world: World, fact: Json) -> Json | None:
    """The event that tells the page of the fact; None if it is none of the page's business."""
    kind = need_str(fact, "fact")
    match kind:
        case "message" | "edit":
            message = as_object(fact["message"])
            chat = world.chat(as_object(message["chat"])["id"])
            return {"type": kind, "chat": chat.person.id, "message": world.seen(chat, message)}
        case "delete":
            return {"type": kind, "chat": fact["chat"], "message_id": fact["message_id"]}
        case "keyboard":
            shown = {name: fact[name] for name in ("chat", "keyboard", "placeholder")}
            return {"type": kind, **shown}
        case "typing":
            return {"type": kind, "chat": fact["chat"]}
        case "answer":
            names = ("chat", "message_id", "text", "alert")
            shown = {name: fact[name] for name in names}
            return {"type": kind, **shown, "callback_query_id": fact["query"]}
        case "commands_seen":
            person = world.chat(fact["chat"]).person
            commands = world.commands_for(person)
            return {"type": "commands", "chat": person.id, "commands": commands}
        case "person":
            person = person_from_json(as_object(fact["person"]))
            return {"type": kind, "person": person.as_json()}
        case "blocked":
            return {"type": kind, "chat": fact["chat"], "blocked": fact["blocked"]}
        case "reset" | "person_gone":
            return {"type": "reset"}
        case _:
            return None


class Events:
    """The numbered events of a world; every reader gets each of them once, in order."""

    def __init__(self, world: World) -> None:
        self._world = world
        # Starting from the clock, numbers rise across restarts: an old one is seen to be too old.
        self.last = int(world.clock() * 1000)
        self._recent: deque[tuple[int, Json]] = deque(maxlen=REMEMBERED)
        self._signal = asyncio.Event()
        world.listeners.append(self._hear)

    def _hear(self, fact: Json) -> None:
        event = as_event(self._world, fact)
        if event is not None:
            self.last += 1
            self._recent.append((self.last, event))
            self._signal.set()
            self._signal = asyncio.Event()

    def since(self, number: int) -> list[tuple[int, Json]]:
        """The events after this number; a lone reset if some of them are no longer known."""
        if number == self.last:
            return []
        oldest = self._recent[0][0] if self._recent else self.last + 1
        if number + 1 < oldest or number > self.last:
            return [(self.last, {"type": "reset"})]
        return [(place, event) for place, event in self._recent if place > number]

    async def follow(
        self, number: int, idle: float, closing: asyncio.Event
    ) -> AsyncIterator[tuple[int, Json] | None]:
        """Events after this number as they come, until closing.

        None after every ``idle`` quiet seconds.
        """
        while not closing.is_set():
            signal = self._signal
            for place, event in self.since(number):
                yield place, event
                number = place
            waiting = [asyncio.ensure_future(one.wait()) for one in (signal, closing)]
            try:
                done, _ = await asyncio.wait(
                    waiting, timeout=idle, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                for task in waiting:
                    task.cancel()
            if not done:
                yield None
