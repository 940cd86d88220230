"""Photos, recordings and papers: what the channel calls them, and our own copy of the bytes."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from storage.database import Transaction
from storage.statements import load

SQL = load("media")

_EVER = 2**62
"""Later than any file came."""


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


async def head(tx: Transaction, id: int) -> bytes | None:
    """The first 16 bytes of a medium, which tell what it is; None while they are not here."""
    row = await tx.one(SQL["head"], id=id)
    return None if row is None else bytes(row["head"])


async def taken(tx: Transaction, person_id: int, since: int) -> tuple[int, int]:
    """How many files a person sent since a time, and how many bytes, of those still kept."""
    row = await tx.one(SQL["taken"], person_id=person_id, since=since)
    return (int(row["files"]), int(row["bytes"])) if row else (0, 0)


async def made_since(tx: Transaction, person_id: int, since: int, most: int) -> list[int]:
    """When files of our making were made for a person since a time, the last one first; the last
    `most` of them."""
    rows = await tx.few(SQL["made_since"], person_id=person_id, since=since, most=most)
    return [int(row["created_at"]) for row in rows]


async def release(tx: Transaction, ids: Iterable[int]) -> None:
    """Remove those of these media that stand in no idea and in no draft any more."""
    for medium in ids:
        await _remove_unused(tx, medium, medium, _EVER)


async def remove_unused(tx: Transaction, before: int, after: int, most: int = 2000) -> int:
    """Of `most` media numbered above `after`, remove those that came before a time and that no
    idea and no draft refers to. Returns the `after` to go on with, 0 at the end."""
    row = await tx.one(SQL["last_of"], after=after, most=most)
    if row is None or row["id"] is None:
        return 0
    last = int(row["id"])
    await _remove_unused(tx, after + 1, last, before)
    return last


async def _remove_unused(tx: Transaction, first: int, last: int, before: int) -> None:
    # Not `one`: this looks at many.
    for row in await tx.all(SQL["unused"], first=first, last=last, before=before):
        tx.later(SQL["remove_blob_of"], id=row["id"])
        tx.later(SQL["remove"], id=row["id"])


def hold(tx: Transaction, id: int, subject: str, *, official: bool = False) -> None:
    """Keep a file for as long as `subject` (`question:3`) needs it; without that, an idea or a
    draft that names it, a file goes after a day. What an office publishes is `official`: it stays
    when its sender has her data erased."""
    tx.later(SQL["hold"], id=id, subject=subject, official=int(official))


def let_go(tx: Transaction, subject: str) -> None:
    """`subject` needs its files no more."""
    tx.later(SQL["let_go"], subject=subject)


def let_go_of(tx: Transaction, id: int, subject: str) -> None:
    """`subject` needs this one of its files no more."""
    tx.later(SQL["let_go_of"], id=id, subject=subject)


async def add_made(
    tx: Transaction, person_id: int, *, content: bytes, mime: str, file_name: str, now: int
) -> int:
    """Store a file of our own making that goes out to a person, and return its id. Nothing but a
    `hold` keeps it longer than a day."""
    sha256 = hashlib.sha256(content).hexdigest()
    tx.later(SQL["add_made_blob"], sha256=sha256, bytes=content)
    row = await tx.one(
        SQL["add_made"],
        person_id=person_id,
        mime=mime,
        file_name=file_name,
        size=len(content),
        sha256=sha256,
        now=now,
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    return int(row["id"])


def remove_of_person(tx: Transaction, person_id: int) -> None:
    """Forget a person's media and the bytes nobody else refers to."""
    tx.later(SQL["remove_uses_of_person"], person_id=person_id)
    tx.later(SQL["remove_blobs_of_person"], person_id=person_id)
    tx.later(SQL["remove_of_person"], person_id=person_id)
