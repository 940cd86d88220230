"""To whom an announcement goes, one row a person, and how that ended."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from programme import announcements as rules
from programme.announcements import Action
from storage import announcements, jobs
from storage.acts import THE_BOT
from storage.announcements import Announcement
from storage.database import Row, Transaction
from storage.people import Language, PersonId
from storage.statements import load

SQL = load("deliveries")
PAGE = 1000


class State(IntEnum):
    WAITING = 0
    UNDER_WAY = 1
    SENT = 2
    BLOCKED = 3
    REFUSED = 4
    NO_CHAT = 5
    SPARED = 6
    """Told by phone after a stop, so it was not sent to her when the others got it after all."""


@dataclass(frozen=True, slots=True)
class Next:
    """Somebody whose turn it is."""

    person_id: PersonId
    chat_id: str
    language: Language


@dataclass(frozen=True, slots=True)
class Report:
    """How an announcement stands. `refused` counts by the channel's error code. `sent` includes
    `maybe_twice`: those to whom it may have come twice. `read` are those who said so. `spared`:
    told by phone after a stop, and left out when it went out after all."""

    total: int
    sent: int
    waiting: int
    under_way: int
    blocked: int
    refused: Mapping[str, int]
    no_chat: int
    maybe_twice: int
    read: int
    told: int
    spared: int = 0

    @property
    def unreached(self) -> int:
        """Without those for whom it still waits."""
        return self.blocked + sum(self.refused.values()) + self.no_chat + self.spared


@dataclass(frozen=True, slots=True)
class Unreached:
    """A line of the call sheet. `state` says why: BLOCKED, REFUSED (`error` is the channel's code),
    NO_CHAT, SPARED, or WAITING where it was stopped. `told_at` is when she was told by phone.
    `locked`: she took her agreement back, so her name and number, which are not given here, are not
    for use."""

    person_id: PersonId
    name: str | None
    phone: str | None
    commune: str | None
    locked: bool
    state: State
    error: str | None
    told_at: int | None
    told_by: PersonId | None


# What the sender does


async def sending(tx: Transaction) -> list[int]:
    """The announcements that are being sent, in the order in which they were begun."""
    rows = await tx.few(announcements.SQL["sending"])
    return [row["id"] for row in rows]


async def backlog(tx: Transaction, channel: str, most: int) -> int:
    """How many calls of broadcasts wait in a channel's outbox, counted up to `most`."""
    row = await tx.one(SQL["backlog"], channel=channel, most=most)
    return int(row["waiting"]) if row else 0


async def take(
    tx: Transaction, id: int, channel: str, night: int, now: int, most: int
) -> list[Next]:
    """The next people to write to, by their numbers; from here on theirs are under way. Nobody
    unless the announcement is being sent."""
    rows = await tx.few(SQL["take"], id=id, channel=channel, night=night, now=now, most=most)
    taken = [
        Next(PersonId(row["person_id"]), row["chat_id"], "en" if row["language"] == "en" else "vi")
        for row in rows
    ]
    return sorted(taken, key=lambda found: found.person_id)


def ended(
    tx: Transaction,
    id: int,
    person_id: int,
    state: State,
    now: int,
    *,
    maybe_twice: bool,
    error: str | None = None,
) -> None:
    """Write down how the call to one person ended."""
    tx.later(
        SQL["ended"],
        id=id,
        person_id=person_id,
        state=int(state),
        twice=int(maybe_twice),
        error=error,
        sent_at=now if state is State.SENT else None,
    )


def count_sent(tx: Transaction, id: int, count: int) -> None:
    tx.later(SQL["sent"], id=id, count=count)


async def finish(tx: Transaction, id: int, now: int) -> bool:
    """Say that an announcement is done if nobody waits for it and nothing is under way; its author
    sees it soon."""
    row = await tx.one(announcements.SQL["finish"], id=id, now=now)
    if row is None:
        return False
    announcements.log(tx, announcements.from_row(row), THE_BOT, Action.FINISH, now)
    jobs.put(tx, announcements.PROGRESS, announcements.subject(id), now)
    return True


async def last_chat(tx: Transaction, person_id: PersonId) -> tuple[str, str] | None:
    """Channel and chat in which a person was written to last, of those she has not blocked."""
    row = await tx.one(SQL["last_chat"], person_id=person_id)
    return None if row is None else (row["channel"], row["chat_id"])


# What officers do


async def halt(
    tx: Transaction, what: Announcement, action: Action, by: PersonId, now: int
) -> Announcement | None:
    """Pause or stop an announcement, and log it; no call is begun after this is committed. None,
    and no change, if that is not allowed in its state or it has changed since."""
    moved = await announcements.move(tx, what, action, by, now)
    if moved is None:
        return None
    await take_back(tx, what.id)
    if action is Action.STOP:
        tx.later(announcements.SQL["ended"], id=what.id, now=now)
    return moved


async def take_back(tx: Transaction, id: int) -> None:
    """Take back what was tried in vain and waits to be tried again."""
    for row in await tx.all(SQL["drop_tried"], id=id):
        person_id = int(row["subject"].rpartition(":")[2])
        tx.later(SQL["put_back"], id=id, person_id=person_id, twice=row["maybe_twice"])


async def send_again(tx: Transaction, what: Announcement, by: PersonId, now: int) -> int:
    """Send an announcement that is done or was stopped to those who have not got it and can be
    reached now, but were not told by phone and have not taken their agreement back. Returns how
    many; with 0 it stays done or stopped."""
    if rules.after(Action.AGAIN, what.state) is None:
        return 0
    if what.state is rules.State.STOPPED:
        # Of those for whom it waited: who was told, blocked the bot or withdrew her agreement.
        for name in ("spare", "again_blocked", "again_withdrawn"):
            await tx.run(SQL[name], id=what.id)
    await tx.run(SQL["again"], id=what.id)
    [row] = await tx.all(SQL["waiting"], id=what.id)
    count = int(row["people"])
    if count and await announcements.move(tx, what, Action.AGAIN, by, now) is None:
        raise LookupError(f"announcement {what.id} has changed")
    return count


async def report(tx: Transaction, what: Announcement) -> Report:
    """How an announcement, as it was read in this transaction, stands."""
    refused: dict[str, int] = {}
    others = {State.BLOCKED: 0, State.NO_CHAT: 0, State.SPARED: 0}
    for row in await tx.all(SQL["unreached_states"], id=what.id):
        state = State(row["state"])
        if state is State.REFUSED:
            refused[row["error"]] = row["people"]
        else:
            others[state] += row["people"]
    [few] = await tx.all(SQL["few_counts"], id=what.id)
    ended = what.sent + sum(refused.values()) + sum(others.values())
    return Report(
        total=what.total,
        sent=what.sent,
        waiting=what.total - ended - few["under_way"],
        under_way=few["under_way"],
        blocked=others[State.BLOCKED],
        refused=refused,
        no_chat=others[State.NO_CHAT],
        maybe_twice=few["twice"],
        read=what.read,
        told=what.told,
        spared=others[State.SPARED],
    )


async def unreached_communes(tx: Transaction, what: Announcement) -> Sequence[tuple[str, int, int]]:
    """The communes in which it did not reach somebody ('' for people without one): how many, and
    how many of those were told by phone. After a stop those count who were still waiting."""
    rows = await tx.all(SQL["unreached_communes"], id=what.id, waiting=_waiting(what))
    return [(row["commune"], row["people"], row["told"]) for row in rows]


async def unreached(
    tx: Transaction, what: Announcement, commune: str, offset: int = 0, limit: int = 8
) -> Sequence[Unreached]:
    """The people of one commune ('': without one) whom it did not reach, by name."""
    statement = SQL["unreached" if commune else "unreached_homeless"]
    values = {"commune": commune} if commune else {}
    rows = await tx.all(
        statement, id=what.id, waiting=_waiting(what), offset=offset, limit=limit, **values
    )
    return [_unreached(row) for row in rows]


async def call_sheet(tx: Transaction, what: Announcement) -> AsyncIterator[Sequence[Unreached]]:
    """All of them, commune by commune, a page at a time."""
    async for rows in tx.pages(SQL["call_sheet"], PAGE, id=what.id, waiting=_waiting(what)):
        yield [_unreached(row) for row in rows]


def _waiting(what: Announcement) -> int:
    return int(what.state is rules.State.STOPPED)


def _unreached(row: Row) -> Unreached:
    by = row["told_by"]
    return Unreached(
        PersonId(row["person_id"]),
        row["name"],
        row["phone"],
        row["commune"],
        bool(row["locked"]),
        State(row["state"]),
        row["error"],
        row["told_at"],
        None if by is None else PersonId(by),
    )


async def tell(tx: Transaction, id: int, person_id: PersonId, by: PersonId, now: int) -> bool:
    """Note that an officer has told somebody by phone whom it did not reach. False if it did reach
    her or that is noted already."""
    if await tx.one(SQL["tell"], id=id, person_id=person_id, told_by=by, now=now) is None:
        return False
    tx.later(SQL["count_told"], id=id, count=1)
    return True


async def untell(tx: Transaction, id: int, person_id: PersonId) -> bool:
    """Take that back."""
    if await tx.one(SQL["untell"], id=id, person_id=person_id) is None:
        return False
    tx.later(SQL["count_told"], id=id, count=-1)
    return True


# What the people do to whom it went


def stop(tx: Transaction, person_id: PersonId) -> None:
    """Nothing that waits for her is sent to somebody who takes her agreement back."""
    tx.later(SQL["stop"], person_id=person_id)


def leave(tx: Transaction, person_id: PersonId) -> None:
    """Nothing more is sent to somebody who has her data erased; that she was among those to whom
    something went stays as a number. What she announced herself stays, without her chat."""
    tx.later(SQL["leave"], person_id=person_id)
    tx.later(announcements.SQL["forget_shown"], person_id=person_id)


async def read(tx: Transaction, id: int, person_id: PersonId, now: int) -> bool:
    """Note that somebody says to have read it. False if she said so before, or it is not hers."""
    if await tx.one(SQL["read"], id=id, person_id=person_id, now=now) is None:
        return False
    tx.later(SQL["count_read"], id=id)
    return True
