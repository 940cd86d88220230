"""Announcements: written by an officer, released by another, sent to many, corrected."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from programme.announcements import Action, State, after
from programme.audience import Audience, from_json, to_json
from programme.text import fold
from storage import acts, jobs, media
from storage.database import Row, Transaction, Value
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("announcements")
START = "announcement.start"
"""The job that begins to send one."""

PROGRESS = "announcement.progress"
"""The job that shows its author how far it is."""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: one of our media, and as what it came: photo, document, …"""

    media: int
    kind: str


@dataclass(frozen=True, slots=True)
class NewAnnouncement:
    """What an officer wrote. `unit` is the code of the unit in whose name it goes out, `number`
    that of the document it announces, `corrects` the id of the one it corrects."""

    author: PersonId
    unit: str
    topic: str
    text: str
    audience: Audience
    number: str | None = None
    files: tuple[File, ...] = ()
    urgent: bool = False
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Announcement:
    """`revision` grows with every change of the announcement or its state, not with its progress.
    Times are milliseconds. `total` people are to get it, `sent` have."""

    id: int
    author: PersonId
    unit: str
    topic: str
    text: str
    audience: Audience
    number: str | None
    files: tuple[File, ...]
    urgent: bool
    corrects: int | None
    state: State
    revision: int
    send_at: int | None
    returned_reason: str | None
    released_by: PersonId | None
    created_at: int
    started_at: int | None
    finished_at: int | None
    total: int
    sent: int
    read: int
    told: int
    shown: tuple[str, str, int] | None
    """Channel, chat and id of the message in which its author sees the progress."""


@dataclass(frozen=True, slots=True)
class News:
    """An announcement as somebody it went to sees it; `corrected_by` is the id of a later one."""

    announcement: Announcement
    read_at: int | None
    corrected_by: int | None


def from_row(row: Row) -> Announcement:
    released = row["released_by"]
    shown = row["shown_message"]
    return Announcement(
        id=row["id"],
        author=PersonId(row["author"]),
        unit=row["unit"],
        topic=row["topic"],
        text=row["text"],
        audience=from_json(row["audience"]),
        number=row["number"],
        files=tuple(File(medium, kind) for medium, kind in json.loads(row["files"])),
        urgent=bool(row["urgent"]),
        corrects=row["corrects"],
        state=State(row["state"]),
        revision=row["revision"],
        send_at=row["send_at"],
        returned_reason=row["returned_reason"],
        released_by=None if released is None else PersonId(released),
        created_at=row["created_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        total=row["total"],
        sent=row["sent"],
        read=row["read"],
        told=row["told"],
        shown=None if shown is None else (row["shown_channel"], row["shown_chat"], shown),
    )


def subject(id: int) -> str:
    """How the log of acts, the jobs and the uses of files name an announcement."""
    return f"announcement:{id}"


def progress_subject(id: int) -> str:
    """How the outbox names calls about the message in which its author sees the progress."""
    return f"progress:{id}"


def shown(tx: Transaction, id: int, channel: str, chat_id: str, message_id: int) -> None:
    """Note down which message that is."""
    tx.later(SQL["shown"], id=id, channel=channel, chat_id=chat_id, message_id=message_id)


def _values(new: NewAnnouncement) -> dict[str, Value]:
    return {
        "author": new.author,
        "unit": new.unit,
        "topic": new.topic,
        "number": new.number,
        "text": new.text,
        "folded": fold(f"{new.number or ''} {new.text}"),
        "files": json.dumps([[file.media, file.kind] for file in new.files]),
        "audience": to_json(new.audience),
        "urgent": int(new.urgent),
    }


async def create(tx: Transaction, new: NewAnnouncement, now: int) -> Announcement:
    """Keep a draft, and log it. Its files are kept with it, also when its author's data go."""
    row = await tx.one(SQL["add"], corrects=new.corrects, now=now, **_values(new))
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    made = from_row(row)
    _hold(tx, made)
    log(tx, made, new.author, "create", now)
    return made


async def change(
    tx: Transaction, id: int, revision: int, new: NewAnnouncement, by: PersonId, now: int
) -> Announcement | None:
    """Put something else in the place of a draft (whose it is and what it corrects stays), and log
    it. None, and no change, unless `by` is its author and it is still at that revision."""
    values = _values(replace(new, author=by))
    row = await tx.one(SQL["change"], id=id, revision=revision, **values)
    if row is None:
        return None
    changed = from_row(row)
    media.let_go(tx, subject(id))
    _hold(tx, changed)
    log(tx, changed, by, Action.CHANGE, now)
    return changed


async def discard(tx: Transaction, draft: Announcement, by: PersonId, now: int) -> bool:
    """Throw a draft away, and log it. False if it has changed since."""
    if await tx.one(SQL["discard"], id=draft.id, revision=draft.revision) is None:
        return False
    media.let_go(tx, subject(draft.id))
    log(tx, draft, by, "discard", now)
    return True


def _hold(tx: Transaction, what: Announcement) -> None:
    for file in what.files:
        media.hold(tx, file.media, subject(what.id), official=True)


def log(tx: Transaction, what: Announcement, by: PersonId, action: str, now: int) -> None:
    """Log what was done to an announcement."""
    # No words of anybody's: the log can never be cleared.
    acts.add(tx, by, f"announcement.{action}", subject(what.id), {"unit": what.unit}, now)


async def move(
    tx: Transaction,
    what: Announcement,
    action: Action,
    by: PersonId,
    now: int,
    *,
    send_at: int | None = None,
    reason: str | None = None,
) -> Announcement | None:
    """Do something to an announcement as it was read, and log it: submit, schedule, release,
    send_back, pause, resume or stop. What is scheduled or released goes out at `send_at`, or at
    once. None, and no change, if it is not allowed in its state or the announcement has changed.

    Whether the person may do it (right, area, not her own) is the caller's to check; so is the size
    above which it must be submitted, which is checked once more when it starts. To pause or stop,
    use `deliveries.halt`, which also takes back what waits to be tried again.
    """
    state = after(action, what.state)
    if state is None:
        return None
    at = what.send_at if send_at is None else send_at
    if state is State.SCHEDULED:
        at = max(at or now, now)
    released_by = by if action is Action.RELEASE else what.released_by
    if action is Action.SEND_BACK:
        # A release counts for what was looked at, not for what is changed afterwards.
        released_by = None
    row = await tx.one(
        SQL["move"],
        id=what.id,
        revision=what.revision,
        state=state.value,
        send_at=at,
        released_by=released_by,
        returned_reason=reason if action is Action.SEND_BACK else None,
    )
    if row is None:
        return None
    moved = from_row(row)
    if state is State.SCHEDULED:
        jobs.put(tx, START, subject(what.id), at or now)
    else:
        jobs.cancel(tx, START, subject(what.id))
    log(tx, moved, by, action, now)
    return moved


async def one(tx: Transaction, id: int) -> Announcement | None:
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else from_row(row)


async def texts(tx: Transaction, ids: Collection[int]) -> Mapping[int, str]:
    """What some announcements say, by number; without those thrown away."""
    if not ids:
        return {}
    statement, values = with_lists(SQL["texts"], ids=ids)
    return {row["id"]: row["text"] for row in await tx.all(statement, **values)}


async def of_units(
    tx: Transaction,
    units: Collection[str],
    states: Collection[State],
    offset: int = 0,
    limit: int = 8,
) -> Sequence[Announcement]:
    """The announcements of some units in some states, the newest first."""
    if not units or not states:
        return []
    statement, values = with_lists(SQL["of_units"], units=units, states=states)
    rows = await tx.all(statement, offset=offset, limit=limit, **values)
    return [from_row(row) for row in rows]


async def counts_of_units(tx: Transaction, units: Collection[str]) -> Mapping[State, int]:
    """How many announcements of some units there are in each state; a state without any is not
    there."""
    if not units:
        return {}
    statement, values = with_lists(SQL["counts_of_units"], units=units)
    return {State(row["state"]): row["count"] for row in await tx.all(statement, **values)}


async def of_person(
    tx: Transaction,
    person_id: PersonId,
    *,
    topic: str | None = None,
    words: str = "",
    offset: int = 0,
    limit: int = 6,
) -> Sequence[News]:
    """What went to a person, the newest first; of one topic, or with all these words in its text
    or number, in any order, with or without diacritics. Who has told nobody where she lives, and is
    no officer, gets what went to areas, as read."""
    statement, values = _with_words(SQL["of_person"], words)
    rows = await tx.all(
        statement,
        person_id=person_id,
        topic=topic or "",
        offset=offset,
        limit=limit,
        **values,
    )
    return [_news(row) for row in rows]


async def count_of_person(
    tx: Transaction, person_id: PersonId, *, topic: str | None = None, words: str = ""
) -> tuple[int, int]:
    """How many there are of those, and how many of them she has not said to have read."""
    statement, values = _with_words(SQL["count_of_person"], words)
    [row] = await tx.all(statement, person_id=person_id, topic=topic or "", **values)
    return int(row["count"]), int(row["unread"])


def _with_words(statement: str, words: str) -> tuple[str, dict[str, Value]]:
    """A statement with the condition for some words in the place of `:matching`. Folded, they are
    letters and digits only: nothing that somebody types is a pattern."""
    values: dict[str, Value] = {
        f"word_{n}": f"%{word}%" for n, word in enumerate(dict.fromkeys(fold(words).split()))
    }
    conditions = [f"a.folded LIKE :{name}" for name in values]
    statement = statement.replace(":open_to_all", SQL["open_to_all"].rstrip(";\n "))
    return statement.replace(":matching", " AND ".join(conditions) or "1 = 1"), values


async def one_of_person(tx: Transaction, person_id: PersonId, id: int) -> News | None:
    """One that went to a person, or that anybody may read; None if it is neither."""
    statement, _ = _with_words(SQL["one_of_person"], "")
    row = await tx.one(statement, person_id=person_id, id=id)
    return None if row is None else _news(row)


def _news(row: Row) -> News:
    return News(from_row(row), row["read_at"], row["corrected_by"])
