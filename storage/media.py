"""Photos, recordings and papers: what the channel calls them, and our own copy of the bytes."""

import hashlib
from dataclasses import dataclass

from storage.database import Transaction
from storage.statements import load

SQL = load("media")


@dataclass(frozen=True, slots=True)
class Medium:
    """`kind` is as what it came, and so goes out: photo, voice, audio or document. `file_id` is the
    channel's name for it and dies with the bot's token; `sha256` is set once the bytes are in our
    own store."""

    id: int
    person_id: int
    kind: str
    channel: str
    file_id: str
    mime: str | None = None
    file_name: str | None = None
    size: int | None = None
    sha256: str | None = None


async def add(
    tx: Transaction,
    person_id: int,
    *,
    kind: str,
    channel: str,
    file_id: str,
    mime: str | None,
    file_name: str | None,
    size: int | None,
    now: int,
) -> int:
    """Note down a file that somebody sent and return its id; `handlers` also ask for its bytes."""
    row = await tx.one(
        SQL["add"],
        person_id=person_id,
        kind=kind,
        channel=channel,
        file_id=file_id,
        mime=mime,
        file_name=file_name,
        size=size,
        now=now,
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    return int(row["id"])


async def one(tx: Transaction, id: int) -> Medium | None:
    row = await tx.one(SQL["one"], id=id)
    if row is None:
        return None
    return Medium(
        row["id"],
        row["person_id"],
        row["kind"],
        row["channel"],
        row["file_id"],
        row["mime"],
        row["file_name"],
        row["size"],
        row["sha256"],
    )


def keep(tx: Transaction, id: int, content: bytes) -> None:
    """Store a medium's bytes; equal bytes are stored once. Nothing is stored for a medium that
    was erased while its bytes were on their way."""
    sha256 = hashlib.sha256(content).hexdigest()
    tx.later(SQL["add_blob"], id=id, sha256=sha256, bytes=content)
    tx.later(SQL["kept"], id=id, sha256=sha256, size=len(content))


async def content(tx: Transaction, medium: Medium) -> bytes | None:
    """The bytes of a medium, or None while they have not been fetched."""
    if medium.sha256 is None:
        return None
    # Not `one`: these may be many bytes.
    rows = await tx.all(SQL["blob"], sha256=medium.sha256)
    return bytes(rows[0]["bytes"]) if rows else None


def remove_of_person(tx: Transaction, person_id: int) -> None:
    """Forget a person's media and the bytes nobody else refers to."""
    tx.later(SQL["remove_of_person"], person_id=person_id)
    tx.later(SQL["remove_unused_blobs"])
