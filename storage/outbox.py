"""The outbox: calls of the Bot API that are still to be made, and how they ended."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from storage.compact import to_json
from storage.database import Row, Transaction
from storage.statements import load

SQL = load("outbox")
# Calls that cannot leave yet and stand before those that can are seldom more.
BEYOND = 100


class Lane(IntEnum):
    """Lower lanes go first. Order is kept within one lane of a chat."""

    ANSWER = 0  # no message: answerCallbackQuery, setMyCommands
    LIVE = 1
    BULK = 2
    FETCH = 3  # getFile: slow, in no order, and behind all that people wait for

    @property
    def is_message(self) -> bool:
        """Whether its calls count against the limits and keep their order in a chat."""
        return self in (Lane.LIVE, Lane.BULK)


class State(IntEnum):
    WAITING = 0
    UNDER_WAY = 1
    SENT = 2
    BLOCKED = 3
    REFUSED = 4


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API. `params` are JSON values; a media id of ours in the place of a
    file is written `{"media": 12}` and resolved by the channel when it sends.

    `subject` says what the result is about: `media:12` for the getFile of that medium.
    """

    method: str
    params: Mapping[str, object]
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    id: int
    channel: str
    chat_id: str
    lane: Lane
    call: Call
    attempts: int
    maybe_twice: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """`oldest` is since when the oldest call has been due."""

    waiting: int
    under_way: int
    oldest: int | None


def add(
    tx: Transaction, channel: str, chat_id: str, call: Call, now: int, lane: Lane = Lane.LIVE
) -> None:
    """Put a call in the outbox; it leaves after the transaction has been committed."""
    tx.later(
        SQL["add"],
        channel=channel,
        chat_id=chat_id,
        lane=int(lane),
        paced=int(call.method.startswith("send") and lane.is_message),
        method=call.method,
        payload=to_json(call.params),
        subject=call.subject,
        now=now,
    )


async def add_begun(
    tx: Transaction, channel: str, chat_id: str, call: Call, now: int, lane: Lane
) -> Outgoing:
    """Put a message in the outbox that is under way from the beginning. Commit before making it."""
    row = await tx.one(
        SQL["add_begun"],
        channel=channel,
        chat_id=chat_id,
        lane=int(lane),
        method=call.method,
        payload=to_json(call.params),
        subject=call.subject,
        now=now,
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    return Outgoing(row["id"], channel, chat_id, lane, call, attempts=0, maybe_twice=False)


async def lanes(tx: Transaction, channel: str, now: int) -> set[Lane]:
    """The lanes in which a call is due; that of broadcasts also while an announcement is being
    sent. Of all that a round of the sender asks, most often the only question."""
    row = await tx.one(SQL["lanes"], channel=channel, now=now)
    return {lane for lane in Lane if row is not None and row[lane.name.lower()]}


async def ready(
    tx: Transaction, channel: str, lane: Lane, now: int, most: int, *, beyond: int = BEYOND
) -> list[Outgoing]:
    """The next calls that may be made in a lane, oldest first, one of each chat.

    It costs as much as there are calls to begin, or chats that calls wait for, however many wait
    for one of them. `beyond` so many more calls than wanted are looked at before chats are.
    """
    # Most often those first in line may be made, all of them.
    rows: list[Row] = []
    for look in (most, most + beyond):
        due = await tx.few(SQL["due"], channel=channel, lane=int(lane), now=now, look=look)
        rows = [row for row in due if row["may"]][:most]
        # Files are fetched in any order: nothing stands in their way.
        if len(rows) == most or len(due) < look or lane is Lane.FETCH:
            break
    else:
        rows = list(await tx.few(SQL["heads"], channel=channel, lane=int(lane), now=now, most=most))
    return [
        Outgoing(
            row["id"],
            channel,
            row["chat_id"],
            Lane(row["lane"]),
            Call(row["method"], json.loads(row["payload"]), row["subject"]),
            row["attempts"],
            bool(row["maybe_twice"]),
        )
        for row in rows
    ]


def begin(tx: Transaction, id: int, now: int) -> None:
    """Mark a call as under way. Commit before making it: a crash must leave this trace."""
    tx.later(SQL["begin"], id=id, now=now)


def not_begun(tx: Transaction, outgoing: Outgoing) -> None:
    """Put back a call that was not made since the commit of its beginning failed. It may have been
    committed all the same: a connection can break before the answer."""
    tx.later(SQL["not_begun"], id=outgoing.id, attempts=outgoing.attempts + 1)


async def under_way(tx: Transaction, outgoing: Outgoing) -> bool:
    """Whether a call that was begun is still under way, and its end not yet written down."""
    row = await tx.one(SQL["under_way"], id=outgoing.id, attempts=outgoing.attempts + 1)
    return row is not None


def finish(
    tx: Transaction,
    id: int,
    state: State,
    now: int,
    *,
    message_id: int | None = None,
    error: str | None = None,
) -> None:
    tx.later(SQL["finish"], id=id, state=int(state), now=now, message_id=message_id, error=error)


def again(
    tx: Transaction, id: int, due_at: int, *, unknown: bool, error: str | None = None
) -> None:
    """Put a call back in line. `unknown`: it may have been carried out already."""
    tx.later(SQL["again"], id=id, due_at=due_at, unknown=int(unknown), error=error)


def replace(tx: Transaction, id: int, call: Call, now: int) -> None:
    """Send something else in the place of a call, keeping its place in the order."""
    payload = to_json(call.params)
    tx.later(SQL["replace"], id=id, method=call.method, payload=payload, now=now)


def rest(tx: Transaction, channel: str, chat_id: str, free_at: int) -> None:
    """Let a chat rest: no message to it before `free_at`."""
    tx.later(SQL["rest"], channel=channel, chat_id=chat_id, free_at=free_at)


def drop_blocked(tx: Transaction, channel: str, chat_id: str, now: int) -> None:
    """Give up what waits for a chat whose person blocked the bot."""
    tx.later(SQL["drop_blocked"], channel=channel, chat_id=chat_id, now=now)


def drop_waiting(tx: Transaction, channel: str, chat_id: str, subject: str) -> None:
    """Give up the calls about `subject` that have not been tried yet."""
    tx.later(SQL["drop_waiting"], channel=channel, chat_id=chat_id, subject=subject)


async def interrupted(tx: Transaction, channel: str, now: int) -> list[tuple[str, Lane]]:
    """At start: put back what was under way when the process died, and return whose it was."""
    rows = await tx.all(SQL["interrupted"], channel=channel, now=now)
    return [(row["chat_id"], Lane(row["lane"])) for row in rows]


async def recent(tx: Transaction, channel: str, since: int) -> int:
    """How many messages may have arrived since a time."""
    [row] = await tx.all(SQL["recent"], channel=channel, since=since)
    return int(row["sent"] or 0)


async def prune(tx: Transaction, before: int) -> int:
    return await tx.run(SQL["prune"], before=before)


async def counts(tx: Transaction) -> Counts:
    # Not `one`: this counts every row that waits.
    [row] = await tx.all(SQL["counts"])
    return Counts(row["waiting"], row["under_way"], row["oldest"])
