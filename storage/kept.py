"""Everything that is kept about one person, and the file in which she takes it along."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from programme.roles import Role
from storage import (
    class_owner,
    ideas,
    news_choices,
    officers,
    product_owner,
    questions,
    requests,
    selfchecks,
)
from storage.database import Transaction
from storage.drafts import Answer
from storage.ideas import Idea
from storage.people import PersonId
from storage.requests import Logged
from storage.statements import load

SQL = load("kept")
MOST_CONTENT = 7_000_000
"""Bytes of files that go along: as text in a page they are a third more, and that below 10 MB."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer to the question whether we may keep her information."""

    given: bool
    text_version: str
    decided_at: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    form: str
    answers: Mapping[str, Answer]
    updated_at: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A photo, a recording or a paper; `content` are its bytes where they may go along."""

    kind: str
    file_name: str | None
    size: int | None
    created_at: int
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Times are milliseconds. Her name, phone, commune and language are in `Person`."""

    created_at: int
    channels: Sequence[str]
    decisions: Sequence[Decision]
    ideas: Sequence[Idea]
    products: Sequence[product_owner.KeptProduct]
    drafts: Sequence[Unfinished]
    media: Sequence[Sent]
    roles: Sequence[Role]
    requests: Sequence[Logged]
    questions: Sequence[questions.Kept]
    news: news_choices.Kept
    classes: class_owner.Kept
    selfchecks: Sequence[selfchecks.Check]


async def of_person(tx: Transaction, person_id: PersonId) -> Kept:
    """Read it all. LookupError if there is no such person."""
    person = await tx.one(SQL["person"], person_id=person_id)
    if person is None:
        raise LookupError(f"no person {person_id}")
    chats = await tx.all(SQL["chats"], person_id=person_id)
    decisions = await tx.all(SQL["decisions"], person_id=person_id)
    drafts = await tx.all(SQL["drafts"], person_id=person_id)
    media = await tx.all(SQL["media"], person_id=person_id)
    contents: dict[str, bytes] = {}
    if sum(row["length"] or 0 for row in media) <= MOST_CONTENT:
        found = await tx.all(SQL["contents"], person_id=person_id)
        contents = {row["sha256"]: bytes(row["bytes"]) for row in found}
    return Kept(
        person["created_at"],
        [row["channel"] for row in chats],
        [Decision(bool(row["given"]), row["text_version"], row["decided_at"]) for row in decisions],
        await ideas.of_person(tx, person_id),
        await product_owner.kept(tx, person_id),
        [
            Unfinished(row["form"], json.loads(row["data"])["answers"], row["updated_at"])
            for row in drafts
        ],
        [
            Sent(
                row["kind"],
                row["file_name"],
                row["size"],
                row["created_at"],
                contents.get(row["sha256"]),
            )
            for row in media
        ],
        await officers.areas(tx, person_id),
        await requests.of_person(tx, person_id, most=1000),
        await questions.kept(tx, person_id),
        await news_choices.kept(tx, person_id),
        await class_owner.kept(tx, person_id),
        await selfchecks.of_person(tx, person_id),
    )


async def last_export(tx: Transaction, person_id: PersonId) -> int | None:
    """When the person's last file was made, in milliseconds."""
    row = await tx.one(SQL["last_export"], person_id=person_id)
    return None if row is None or row["at"] is None else int(row["at"])


async def add_export(
    tx: Transaction,
    person_id: PersonId,
    *,
    channel: str,
    content: bytes,
    mime: str,
    file_name: str,
    now: int,
) -> int:
    """Store a file for the person in the place of any earlier one, and return its media id."""
    sha256 = hashlib.sha256(content).hexdigest()
    tx.later(SQL["remove_export_blobs"], person_id=person_id)
    tx.later(SQL["remove_exports"], person_id=person_id)
    tx.later(SQL["add_blob"], sha256=sha256, bytes=content)
    row = await tx.one(
        SQL["add_export"],
        person_id=person_id,
        channel=channel,
        mime=mime,
        file_name=file_name,
        size=len(content),
        sha256=sha256,
        now=now,
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    return int(row["id"])
