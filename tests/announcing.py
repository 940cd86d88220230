"""People and announcements for tests, made past all screens."""

from collections.abc import Collection

from programme.announcements import Action
from programme.audience import Audience
from storage import announcements, filling
from storage.announcements import Announcement, NewAnnouncement
from storage.database import Database, Transaction
from storage.people import PersonId

NOW = 1_780_000_000_000
"""28 May 2026, 20:26:40 UTC: the middle of the night in Vietnam."""

NOON = NOW + 9 * 60 * 60 * 1000
CHANNEL = "wire"
HERE = Audience(areas=("c1",))


async def person(
    tx: Transaction,
    commune: str | None = "c1",
    *chats: str,
    consent: bool | None = True,
    name: str | None = "Lan",
    language: str = "vi",
    channel: str = CHANNEL,
) -> PersonId:
    """Somebody in a commune, with these chats; the last one was used last. `consent` False: she
    has taken back what she gave."""
    made = await tx.one(
        "INSERT INTO people (language, consent, commune, name, phone, created_at) "
        "VALUES (:language, :consent, :commune, :name, '+84912345678', 1) RETURNING id",
        language=language,
        commune=commune,
        consent=None if consent is None else int(consent),
        name=name,
    )
    assert made is not None
    if consent is not None:
        tx.later(
            "INSERT INTO consents (person_id, given, text_version, language, decided_at) "
            "VALUES (:person_id, 1, 'test', 'vi', 1)",
            person_id=made["id"],
        )
    for used, chat_id in enumerate(chats, start=1):
        tx.later(
            "INSERT INTO chats (channel, chat_id, person_id, free_at) "
            "VALUES (:channel, :chat_id, :person_id, :free_at)",
            channel=channel,
            chat_id=chat_id,
            person_id=made["id"],
            free_at=used,
        )
    return PersonId(made["id"])


def written(
    author: PersonId,
    whom: Audience = HERE,
    *,
    text: str = "Lớp tập huấn mở ngày 15/3",
    topic: str = "policy",
    number: str | None = None,
    urgent: bool = False,
    corrects: int | None = None,
) -> NewAnnouncement:
    """What an officer wrote."""
    return NewAnnouncement(
        author, "c1", topic, text, whom, number=number, urgent=urgent, corrects=corrects
    )


async def sending(
    tx: Transaction,
    new: NewAnnouncement,
    communes: Collection[str] = ("c1",),
    now: int = NOW,
) -> Announcement:
    """An announcement that is being sent."""
    made = await announcements.create(tx, new, now)
    scheduled = await announcements.move(tx, made, Action.SCHEDULE, new.author, now)
    assert scheduled is not None
    begun = await filling.begin(tx, scheduled, communes, now)
    assert begun is not None
    return begun


async def stored(tx: Transaction, announcement: Announcement) -> Announcement:
    """The announcement as it stands in the database."""
    found = await announcements.one(tx, announcement.id)
    assert found is not None
    return found


async def states(db: Database, announcement: Announcement) -> dict[int, int]:
    """The state of each delivery by the number of its person."""
    async with db.transaction() as tx:
        rows = await tx.all(
            "SELECT person_id, state FROM deliveries WHERE announcement_id = :id",
            id=announcement.id,
        )
    return {row["person_id"]: row["state"] for row in rows}
