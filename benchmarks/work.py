"""The inbound work: scripted people fill in the same three-step form, and its result is checked.

Every person sends a command, types the product's name, presses a button for its group, types the
yearly output, presses *confirm* and gets a receipt with a code. One person in ten first types
something that is no number and must be asked again; one update in twenty comes a second time with
the same id and must have no effect. The contender is handed the updates as bytes, as Telegram's
server would send them.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from benchmarks.job import Figures, Job

GROUPS = ("food", "drink", "herb", "craft", "decor", "tourism")
CONFIRM = "confirm"
FIRST_PERSON = 1_000_000


@dataclass(frozen=True, slots=True)
class Idea:
    """The effect of one filled-in form."""

    name: str
    group: str
    output: int


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button as a person sees it: the message it stands in and what it carries."""

    message: int
    data: str


class Bot(Protocol):
    """A contender's bot, ready to take updates."""

    async def handle(self, updates: list[bytes]) -> None:
        """Returns when each update's work is done and durable and its replies are produced."""

    async def button(self, person: int, value: str) -> Button:
        """The button with this value in the person's latest message; outside the clock."""

    async def ideas(self) -> Mapping[int, Idea]:
        """The effects by person, read back from the database; outside the clock."""

    def replies(self) -> int:
        """How many calls were stored or handed to the stub so far."""

    async def close(self) -> None:
        """Lets go of files and threads, so that the process can end."""


class WrongResult(Exception):
    """The contender did not do the work, so its time means nothing."""


def idea_of(person: int) -> Idea:
    return Idea(f"Ba kích tím {person}", GROUPS[person % len(GROUPS)], 100 + person % 900)


def user(person: int) -> dict[str, object]:
    return {
        "id": person,
        "is_bot": False,
        "first_name": "Hoàng Thị",
        "last_name": f"Mai {person}",
        "language_code": "vi",
    }


def chat(person: int) -> dict[str, object]:
    return {
        "id": person,
        "type": "private",
        "first_name": "Hoàng Thị",
        "last_name": f"Mai {person}",
    }


def typed(update_id: int, person: int, text: str) -> bytes:
    message: dict[str, object] = {
        "message_id": update_id,
        "date": 1_767_225_600,
        "from": user(person),
        "chat": chat(person),
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return json.dumps({"update_id": update_id, "message": message}).encode()


def pressed(update_id: int, person: int, button: Button) -> bytes:
    query = {
        "id": str(update_id),
        "from": user(person),
        "chat_instance": str(person),
        "data": button.data,
        "message": {
            "message_id": button.message,
            "date": 1_767_225_600,
            "from": {"id": 1, "is_bot": True, "first_name": "OCOP", "username": "ocop_bot"},
            "chat": chat(person),
            "text": "…",
        },
    }
    return json.dumps({"update_id": update_id, "callback_query": query}).encode()


STEPS = ("command", "name", "group", "not a number", "output", "confirm")


async def wave(bot: Bot, step: str, people: range, next_id: int) -> list[bytes]:
    """The updates of one step, one per person, in order."""
    updates: list[bytes] = []
    for person in people:
        idea = idea_of(person)
        update_id = next_id + len(updates)
        if step == "command":
            updates.append(typed(update_id, person, "/idea"))
        elif step == "name":
            updates.append(typed(update_id, person, idea.name))
        elif step == "group":
            updates.append(pressed(update_id, person, await bot.button(person, idea.group)))
        elif step == "not a number":
            if person % 10 == 0:
                updates.append(typed(update_id, person, "nhiều lắm"))
        elif step == "output":
            updates.append(typed(update_id, person, str(idea.output)))
        else:
            updates.append(pressed(update_id, person, await bot.button(person, CONFIRM)))
    return updates


async def fill_in(bot: Bot, people: range, next_id: int, batch: int) -> tuple[float, int, int]:
    """Everybody fills in the form; seconds, updates delivered, distinct updates.

    ``batch`` updates are handed over at a time, as one answer of getUpdates does with at most 100,
    and the next ones when those are done. No two updates of one batch are of the same person.
    """
    seconds, delivered, distinct = 0.0, 0, 0
    for step in STEPS:
        updates = await wave(bot, step, people, next_id + distinct)
        again = updates[::20]
        for part in (updates, again):
            for start in range(0, len(part), batch):
                some = part[start : start + batch]
                before = time.perf_counter()
                await bot.handle(some)
                seconds += time.perf_counter() - before
        delivered += len(updates) + len(again)
        distinct += len(updates)
    return seconds, delivered, distinct


async def measure(bot: Bot, job: Job) -> Figures:
    """Updates a second; raises WrongResult where an effect is missing, wrong, or doubled."""
    try:
        return await checked(bot, job)
    finally:
        await bot.close()


async def checked(bot: Bot, job: Job) -> Figures:
    warm = range(FIRST_PERSON, FIRST_PERSON + 20)
    people = range(warm.stop, warm.stop + job.users)
    _, _, first = await fill_in(bot, warm, 1, job.batch)
    replies = bot.replies()
    seconds, delivered, distinct = await fill_in(bot, people, 1 + first, job.batch)
    found = await bot.ideas()
    expected = {person: idea_of(person) for person in (*warm, *people)}
    if dict(found) != expected:
        wrong = [p for p in expected if found.get(p) != expected[p]]
        raise WrongResult(f"{len(wrong)} of {len(expected)} ideas missing or wrong: {wrong[:3]}")
    if bot.replies() - replies < distinct:
        raise WrongResult(f"{bot.replies() - replies} replies to {distinct} updates")
    return {"seconds": seconds, "rate": delivered / seconds, "updates": float(delivered)}
