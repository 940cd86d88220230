"""The inbox: updates that came in and are not yet done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from storage.database import Row, Transaction
from storage.statements import load

SQL = load("inbox")
LOCK_SPACE = 0x0C0A
# More than a person sends in the time of a batch, unless it is a flood.
SHARE = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """One update as it is to be written into the inbox. `payload` is its JSON."""

    channel: str
    update_id: str
    chat_id: str
    payload: str


@dataclass(frozen=True, slots=True)
class Waiting:
    id: int
    channel: str
    chat_id: str
    payload: str
    attempts: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """An update that failed three times, for the operator."""

    id: int
    channel: str
    chat_id: str
    payload: str
    attempts: int
    error: str
    received_at: int


@dataclass(frozen=True, slots=True)
class Counts:
    waiting: int
    failed: int
    oldest: int | None


async def add(tx: Transaction, entries: Sequence[Entry], now: int) -> None:
    """Write updates down; those already known by (channel, update id) are passed over."""
    for entry in entries:
        tx.later(
            SQL["add"],
            channel=entry.channel,
            update_id=entry.update_id,
            chat_id=entry.chat_id,
            payload=entry.payload,
            now=now,
        )


async def add_done(tx: Transaction, entry: Entry, now: int) -> bool:
    """Write an update down as done, which it is if the transaction is committed; False if it was
    known already."""
    row = await tx.one(
        SQL["add_done"],
        channel=entry.channel,
        update_id=entry.update_id,
        chat_id=entry.chat_id,
        now=now,
    )
    return row is not None


async def any_waiting(tx: Transaction) -> bool:
    """Whether any update waits, now or to be tried again later."""
    return await tx.one(SQL["any_waiting"]) is not None


async def waiting(tx: Transaction, now: int, most: int, *, share: int = SHARE) -> list[Waiting]:
    """The next updates to work on, oldest first, each chat's in order. Where others wait too, a
    chat has no more than `share` of them: who sends a hundred at once keeps nobody waiting."""
    found = _read(await tx.few(SQL["waiting"], now=now, most=most))
    if len(found) < most:
        return found
    seen: Counter[tuple[str, str]] = Counter()
    first: list[Waiting] = []
    beyond: list[Waiting] = []
    for entry in found:
        chat = (entry.channel, entry.chat_id)
        seen[chat] += 1
        (first if seen[chat] <= share else beyond).append(entry)
    if not beyond:
        return found
    heads = _read(await tx.few(SQL["heads"], now=now, most=most + len(seen)))
    others = [entry for entry in heads if (entry.channel, entry.chat_id) not in seen]
    taken = [*first, *others][:most]
    return sorted(taken + beyond[: most - len(taken)], key=attrgetter("id"))


def _read(rows: Sequence[Row]) -> list[Waiting]:
    return [
        Waiting(row["id"], row["channel"], row["chat_id"], row["payload"], row["attempts"])
        for row in rows
    ]


async def take(tx: Transaction, found: Sequence[Waiting]) -> list[Waiting]:
    """Of `found`, those that no other process works on (shared databases only).

    The lock is on the chat and lasts until the transaction ends, so a chat's updates are done in
    order; what another process finished between our look and our lock is passed over.
    """
    mine: dict[tuple[str, str], bool] = {}
    taken: list[Waiting] = []
    for entry in found:
        key = (entry.channel, entry.chat_id)
        if key not in mine:
            row = await tx.one(
                SQL["lock_chat"], space=LOCK_SPACE, channel=entry.channel, chat_id=entry.chat_id
            )
            mine[key] = bool(row and row["taken"])
            if mine[key] and not await tx.one(SQL["still_waiting"], id=entry.id):
                mine[key] = False
        if mine[key]:
            taken.append(entry)
    return taken


async def ready(tx: Transaction, entry: Waiting, now: int, *, shared: bool) -> bool:
    """Whether an update may be worked on now, alone: it still waits, and no earlier one of its
    chat does."""
    if shared and not await take(tx, [entry]):
        return False
    return await tx.one(SQL["still_waiting"], id=entry.id) is not None


def done(tx: Transaction, id: int, now: int) -> None:
    """Mark an update done and forget its text."""
    tx.later(SQL["done"], id=id, now=now)


def retry(tx: Transaction, id: int, due_at: int, error: str) -> None:
    tx.later(SQL["retry"], id=id, due_at=due_at, error=error)


def set_aside(tx: Transaction, id: int, error: str, now: int) -> None:
    tx.later(SQL["set_aside"], id=id, error=error, now=now)


async def failed(tx: Transaction, most: int = 100) -> list[SetAside]:
    """The updates set aside, oldest first."""
    return [
        SetAside(
            row["id"],
            row["channel"],
            row["chat_id"],
            row["payload"],
            row["attempts"],
            row["error"] or "",
            row["received_at"],
        )
        for row in await tx.all(SQL["failed"], most=most)
    ]


async def retry_failed(tx: Transaction, id: int) -> bool:
    """Put an update that was set aside back in line; False if there is none with this id."""
    return await tx.run(SQL["retry_failed"], id=id) > 0


async def prune(tx: Transaction, before: int) -> int:
    """Forget updates done before a time. Keep a week: Telegram may repeat an id within a day."""
    return await tx.run(SQL["prune"], before=before)


async def counts(tx: Transaction) -> Counts:
    # Not `one`: this looks at every row that waits.
    [row] = await tx.all(SQL["counts"])
    return Counts(row["waiting"], row["failed"], row["oldest"])
