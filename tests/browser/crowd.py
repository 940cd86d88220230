"""People whom a test puts into a demo beside its own: known to the bot, each with a phone."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot import clock, demo_content
from bot.channels.sandbox.shapes import Json
from bot.channels.sandbox.world import World as Telegram
from handlers.start import CONSENT_TEXT
from handlers.world import World
from storage import people
from storage.database import Database, Transaction
from storage.people import Person

TAN_YEN, NHA_NAM, PHUC_HOA = "20242", "20754", "21010"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A producer who has agreed and said where she lives. Who has `blocked` the bot did so while
    it was not there, so that it learns of it when it next writes to her."""

    name: str
    commune: str
    phone: str
    kind: str = "household"
    blocked: bool = False


def note_down(folder: Path, neighbours: Sequence[Neighbour]) -> None:
    """Have a demo that begins in this folder begin with these people too."""
    text = json.dumps([asdict(one) for one in neighbours], ensure_ascii=False)
    _list(folder).write_text(text, "utf-8")


def noted_down(folder: Path) -> list[Neighbour]:
    """The people who were noted down for a folder."""
    place = _list(folder)
    return (
        [Neighbour(**one) for one in json.loads(place.read_text("utf-8"))] if place.exists() else []
    )


def _list(folder: Path) -> Path:
    return folder / "neighbours.json"


async def fill(
    neighbours: Sequence[Neighbour], db: Database, telegram: Telegram, world: World, channel: str
) -> None:
    """Bring the demo's people, then these, and no news: that would go out to all of them first."""
    await demo_content.fill(db, telegram, world, channel)
    if not neighbours:
        return
    async with db.transaction() as tx:
        await tx.run("DELETE FROM jobs WHERE kind = 'announcement.start'")
        await tx.run("DELETE FROM announcements")
        for neighbour in neighbours:
            await _arrive(tx, telegram, neighbour, channel)


async def _arrive(tx: Transaction, telegram: Telegram, neighbour: Neighbour, channel: str) -> None:
    now = clock.now()
    seen = telegram.add_person(neighbour.name, phone=neighbour.phone)
    visit = await people.arrive(tx, channel, str(seen.id), "vi", now)
    person = Person(
        visit.person.id,
        "vi",
        True,
        neighbour.commune,
        neighbour.name,
        neighbour.phone,
        neighbour.kind,
    )
    people.save(tx, person)
    people.add_consent(tx, person, given=True, text_version=CONSENT_TEXT, now=now)
    # She has written before, long ago, so that the bot may write to her.
    message: Json = {
        "message_id": telegram.state.last_message + 1,
        "from": seen.as_user(),
        "chat": seen.as_chat(),
        "date": telegram.now(),
        "text": "/start",
    }
    telegram.commit({"fact": "message", "message": message, "from_bot": False})
    if neighbour.blocked:
        telegram.commit({"fact": "blocked", "chat": seen.id, "blocked": True})
