"""People and the chats through which they are reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NewType

from storage.database import Row, Transaction
from storage.drafts import Draft, from_row
from storage.statements import load

CHATS = load("chats")
DELIVERIES = load("deliveries")
SQL = load("people")

PersonId = NewType("PersonId", int)
Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Person:
    """`consent` and `kind` (programme.people) are None until asked. `commune` is the code of
    today's unit, `phone` E.164."""

    id: PersonId
    language: Language
    consent: bool | None = None
    commune: str | None = None
    name: str | None = None
    phone: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known when an update arrives."""

    person: Person
    draft: Draft | None
    is_officer: bool
    blocked: bool
    pressed: str | None = None
    """The press that this chat's last update was, if it brought something below (`note`)."""

    pressed_at: int = 0
    asks: str | None = None
    """The question it was asked last, if that may be answered by typing (`asked`)."""


def _language(value: object) -> Language:
    return "en" if value == "en" else "vi"


def _person(id: int, row: Row) -> Person:
    consent = row["consent"]
    return Person(
        PersonId(id),
        _language(row["language"]),
        None if consent is None else bool(consent),
        row["commune"],
        row["name"],
        row["phone"],
        row["kind"],
    )


async def visit(tx: Transaction, channel: str, chat_id: str) -> Visit | None:
    """The person behind a chat, the form on her screen, and whether she is an officer."""
    row = await tx.one(CHATS["load"], channel=channel, chat_id=chat_id)
    if row is None:
        return None
    return Visit(
        _person(row["person_id"], row),
        None if row["draft_id"] is None else from_row(row["draft_id"], row, open=True),
        bool(row["is_officer"]),
        row["blocked_at"] is not None,
        row["pressed"],
        row["pressed_at"] or 0,
        row["asks"],
    )


async def arrive(
    tx: Transaction, channel: str, chat_id: str, language: Language, now: int
) -> Visit:
    """Note down a person who writes for the first time: a language and a chat, nothing else."""
    row = await tx.one(CHATS["add_person"], language=language, now=now)
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    tx.later(CHATS["add_chat"], channel=channel, chat_id=chat_id, person_id=row["id"])
    return Visit(Person(PersonId(row["id"]), language), None, is_officer=False, blocked=False)


async def one(tx: Transaction, id: PersonId) -> Person | None:
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else _person(id, row)


def save(tx: Transaction, person: Person) -> None:
    tx.later(
        SQL["save"],
        id=person.id,
        language=person.language,
        consent=None if person.consent is None else int(person.consent),
        commune=person.commune,
        name=person.name,
        phone=person.phone,
        kind=person.kind,
    )


def add_consent(
    tx: Transaction, person: Person, *, given: bool, text_version: str, now: int
) -> None:
    """Keep the proof of a decision about personal data (Law 91/2025/QH15)."""
    tx.later(
        SQL["add_consent"],
        person_id=person.id,
        given=int(given),
        text_version=text_version,
        language=person.language,
        now=now,
    )


async def chats(tx: Transaction, id: PersonId) -> Sequence[tuple[str, str]]:
    """The (channel, chat id) pairs on which a person can be reached now."""
    return [
        (row["channel"], row["chat_id"]) for row in await tx.all(CHATS["of_person"], person_id=id)
    ]


def note(
    tx: Transaction, channel: str, chat_id: str, *, pressed: str | None, asks: str | None, now: int
) -> None:
    """Note what a chat's last update was and what it is asked now (`Visit`)."""
    tx.later(CHATS["note"], channel=channel, chat_id=chat_id, pressed=pressed, asks=asks, now=now)


def asked(tx: Transaction, channel: str, chat_id: str, asks: str | None) -> None:
    """Note what a chat is asked, or that something else stands below its last question."""
    tx.later(CHATS["asked"], channel=channel, chat_id=chat_id, asks=asks)


def block(tx: Transaction, channel: str, chat_id: str, now: int) -> None:
    """Note that a chat cannot be written to; announcements under way pass it over."""
    tx.later(CHATS["block"], channel=channel, chat_id=chat_id, now=now)
    tx.later(DELIVERIES["block"], channel=channel, chat_id=chat_id)


def unblock(tx: Transaction, channel: str, chat_id: str) -> None:
    """Note that it can be written to again; what is still being sent to others reaches her too."""
    tx.later(CHATS["unblock"], channel=channel, chat_id=chat_id)
    tx.later(DELIVERIES["unblock"], channel=channel, chat_id=chat_id)
