"""What a person follows or mutes, and when she is left alone at night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from programme.topics import TOPIC_KEYS, USUAL_NIGHT
from storage.database import Transaction
from storage.people import PersonId
from storage.statements import load

SQL = load("news_choices")


@dataclass(frozen=True, slots=True)
class Went:
    """An announcement that went to a person: its topic, when, and when she said to have read it or
    was told by phone; times in milliseconds."""

    topic: str
    at: int
    read_at: int | None
    told_at: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept about a person and announcements."""

    topics: Mapping[str, bool]
    night: int
    went: Sequence[Went]


async def topics(tx: Transaction, person_id: PersonId) -> Mapping[str, bool]:
    """Her choices by topic: True followed, False muted; the others are not there."""
    rows = await tx.all(SQL["topics"], person_id=person_id)
    return {row["topic"]: bool(row["follows"]) for row in rows if row["topic"] in TOPIC_KEYS}


def choose(tx: Transaction, person_id: PersonId, topic: str, *, follows: bool | None) -> None:
    """Follow a topic (True), mute it (False), or neither (None)."""
    if follows is None:
        tx.later(SQL["leave"], person_id=person_id, topic=topic)
    else:
        tx.later(SQL["choose"], person_id=person_id, topic=topic, follows=int(follows))


async def night(tx: Transaction, person_id: PersonId) -> int:
    """The key in programme.topics.NIGHTS of what she chose, the usual one unless she did."""
    row = await tx.one(SQL["night"], person_id=person_id)
    return USUAL_NIGHT if row is None else int(row["night"])


def set_night(tx: Transaction, person_id: PersonId, night: int) -> None:
    """Choose one of programme.topics.NIGHTS; it counts for what is being sent just now, too."""
    tx.later(SQL["set_night"], person_id=person_id, night=night)
    tx.later(SQL["move_waiting"], person_id=person_id, night=night)


async def kept(tx: Transaction, person_id: PersonId) -> Kept:
    """All of it, for the file she takes along."""
    rows = await tx.all(SQL["went"], person_id=person_id)
    return Kept(
        await topics(tx, person_id),
        await night(tx, person_id),
        [
            Went(row["topic"], row["sent_at"] or row["started_at"], row["read_at"], row["told_at"])
            for row in rows
        ],
    )


def forget(tx: Transaction, person_id: PersonId) -> None:
    """Erase her choices."""
    tx.later(SQL["forget_topics"], person_id=person_id)
    tx.later(SQL["forget_night"], person_id=person_id)
