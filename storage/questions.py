"""Questions of producers to officers: threads of messages, and who takes care of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage import acts, jobs, media
from storage.database import Row, Transaction
from storage.people import PersonId
from storage.statements import load

SQL = load("questions")

ESCALATE = "question.escalate"
"""The job that carries a question higher up when nobody has answered."""
ESCALATE_MS = 48 * 60 * 60 * 1000
COMMUNE, DISTRICT, PROVINCE = 1, 2, 3
"""How far up a question has gone."""
MOST_MESSAGES = 200
"""Messages of a thread that are read; older ones stay in the file a person takes along."""


class State(StrEnum):
    """Whose turn it is: an officer's, the producer's, or nobody's."""

    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Question:
    """`reach` is how far up it has gone, `about` for example 'announcement:12', `officer_id` who
    takes care of it. Times are milliseconds; `waiting_since` is when the first message came that no
    officer has answered."""

    id: int
    person_id: PersonId
    commune: str
    state: State
    revision: int
    reach: int
    about: str | None
    officer_id: PersonId | None
    asked_at: int
    waiting_since: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote: a text, a photo or a recording (`media_id`), or both. `album` is the
    channel's name for photos that were sent at once, `more` are the others of them; each becomes a
    message of its own."""

    text: str | None = None
    media_id: int | None = None
    album: str | None = None
    more: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a thread, by its producer or by an officer."""

    id: int
    person_id: PersonId
    by_officer: bool
    words: Words
    at: int


def subject(question_id: int) -> str:
    """How the log, the jobs and the files' uses name a question."""
    return f"question:{question_id}"


def from_row(row: Row) -> Question:
    officer = row["officer_id"]
    return Question(
        row["id"],
        PersonId(row["person_id"]),
        row["commune"],
        State(row["state"]),
        row["revision"],
        row["reach"],
        row["about"],
        None if officer is None else PersonId(officer),
        row["asked_at"],
        row["waiting_since"],
        row["updated_at"],
    )


def _message(row: Row) -> Message:
    words = Words(row["text"], row["media_id"], row["album"])
    person = PersonId(row["person_id"])
    return Message(row["id"], person, bool(row["by_officer"]), words, row["at"])


async def ask(
    tx: Transaction,
    person_id: PersonId,
    commune: str,
    words: Words,
    about: str | None,
    now: int,
) -> Question:
    """Begin a thread, log it, and have it carried up if nobody answers in time."""
    row = await tx.one(SQL["add"], person_id=person_id, commune=commune, about=about, now=now)
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    question = from_row(row)
    _add(tx, question, person_id, words, now, by_officer=False)
    jobs.put(tx, ESCALATE, subject(question.id), now + ESCALATE_MS)
    acts.add(tx, person_id, "question.ask", subject(question.id), {}, now)
    return question


async def write(tx: Transaction, question: Question, words: Words, now: int) -> Question | None:
    """Go on with a thread as its producer; one that was answered or closed waits again. None if
    it is no longer hers."""
    row = await tx.one(SQL["wrote"], id=question.id, person_id=question.person_id, now=now)
    if row is None:
        return None
    written = from_row(row)
    _add(tx, written, question.person_id, words, now, by_officer=False)
    if question.state is not State.WAITING:
        jobs.put(tx, ESCALATE, subject(question.id), now + ESCALATE_MS)
    action = "question.reopen" if question.state is State.CLOSED else "question.write"
    acts.add(tx, question.person_id, action, subject(question.id), {}, now)
    return written


async def answer(
    tx: Transaction, question: Question, officer_id: PersonId, words: Words, now: int
) -> Question | None:
    """Answer as an officer, who takes care of the question from then on. None, and no change, if
    it has changed since it was read."""
    answered = await _change(
        tx, question, now, state=State.ANSWERED, officer_id=officer_id, reach=question.reach
    )
    if answered is None:
        return None
    _add(tx, answered, officer_id, words, now, by_officer=True)
    jobs.cancel(tx, ESCALATE, subject(question.id))
    acts.add(tx, officer_id, "question.answer", subject(question.id), {}, now)
    return answered


def _add(
    tx: Transaction,
    question: Question,
    person_id: PersonId,
    words: Words,
    now: int,
    *,
    by_officer: bool,
) -> None:
    if words.media_id is not None:
        media.hold(tx, words.media_id, subject(question.id))
    tx.later(
        SQL["add_message"],
        question_id=question.id,
        person_id=person_id,
        by_officer=int(by_officer),
        text=words.text,
        media_id=words.media_id,
        album=words.album,
        now=now,
    )
    for photo in words.more:
        _add(tx, question, person_id, Words(None, photo, words.album), now, by_officer=by_officer)


async def take(
    tx: Transaction, question: Question, officer_id: PersonId, now: int
) -> Question | None:
    """Take care of a question. None if it has changed since it was read."""
    taken = await _change(tx, question, now, officer_id=officer_id)
    return _logged(tx, taken, officer_id, "question.take", now)


async def put_back(tx: Transaction, question: Question, by: PersonId, now: int) -> Question | None:
    """Let others take care of it. None if it has changed since it was read."""
    freed = await _change(tx, question, now, officer_id=None)
    return _logged(tx, freed, by, "question.put_back", now)


async def hand_up(
    tx: Transaction, question: Question, reach: int, by: PersonId, now: int
) -> Question | None:
    """Hand a question to the officers further up, who have the whole time to answer it. None if it
    has changed since it was read."""
    moved = await _change(tx, question, now, officer_id=None, reach=reach)
    if moved is not None and moved.state is State.WAITING and reach < PROVINCE:
        jobs.put(tx, ESCALATE, subject(question.id), now + ESCALATE_MS)
    elif moved is not None:  # Above the province there is nobody, and an answer waits for nobody.
        jobs.cancel(tx, ESCALATE, subject(question.id))
    return _logged(tx, moved, by, "question.hand_up", now)


async def close(tx: Transaction, question: Question, by: PersonId, now: int) -> Question | None:
    """End a thread; writing in it opens it again. None if it has changed since it was read."""
    closed = await _change(tx, question, now, officer_id=question.officer_id, state=State.CLOSED)
    if closed is not None:
        jobs.cancel(tx, ESCALATE, subject(question.id))
    return _logged(tx, closed, by, "question.close", now)


def reached(tx: Transaction, question: Question, reach: int) -> None:
    """Note how far up the officers were told of a question."""
    tx.later(SQL["reached"], id=question.id, reach=reach)


def carried_up(tx: Transaction, question: Question, reach: int, now: int) -> None:
    """Note that nobody answered in time, so that officers further up were told; whoever took care
    of it does no longer. Nobody did this but the clock."""
    tx.later(SQL["carried_up"], id=question.id, reach=reach, now=now)
    acts.add(tx, acts.THE_BOT, "question.escalate", subject(question.id), {}, now)


async def _change(
    tx: Transaction,
    question: Question,
    now: int,
    *,
    officer_id: PersonId | None,
    state: State | None = None,
    reach: int | None = None,
) -> Question | None:
    row = await tx.one(
        SQL["change"],
        id=question.id,
        revision=question.revision,
        state=(state or question.state).value,
        officer_id=officer_id,
        reach=reach or question.reach,
        now=now,
    )
    return None if row is None else from_row(row)


def _logged(
    tx: Transaction, changed: Question | None, by: PersonId, action: str, now: int
) -> Question | None:
    if changed is not None:
        acts.add(tx, by, action, subject(changed.id), {}, now)
    return changed


async def one(tx: Transaction, id: int) -> Question | None:
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else from_row(row)


async def messages(tx: Transaction, question_id: int) -> Sequence[Message]:
    """The last `MOST_MESSAGES` messages of a thread, the oldest of them first."""
    rows = await tx.few(SQL["messages"], question_id=question_id, most=MOST_MESSAGES)
    return [_message(row) for row in reversed(rows)]


async def message(tx: Transaction, question_id: int, id: int) -> Message | None:
    row = await tx.one(SQL["message"], id=id, question_id=question_id)
    return None if row is None else _message(row)


async def first_words(tx: Transaction, questions: Iterable[Question]) -> Mapping[int, Words]:
    """What some threads began with, by their ids."""
    ids = [str(question.id) for question in questions]
    if not ids:
        return {}
    # Numbers of ours, so they may stand in the statement.
    statement = SQL["first_words"].replace(":questions", ", ".join(ids))
    rows = await tx.few(statement)
    return {row["question_id"]: Words(row["text"], row["media_id"]) for row in rows}


async def of_album(
    tx: Transaction, person_id: PersonId, album: str, since: int, *, by_officer: bool
) -> int | None:
    """The thread that began to get this album after `since`; more of its photos may follow."""
    row = await tx.one(
        SQL["album"], person_id=person_id, album=album, since=since, by_officer=int(by_officer)
    )
    return None if row is None else int(row["question_id"])


def add_photo(tx: Transaction, question: Question, words: Words, now: int) -> None:
    """Add one more photo of an album to what its producer just wrote."""
    _add(tx, question, question.person_id, words, now, by_officer=False)


async def add_to_answer(
    tx: Transaction, question: Question, officer_id: PersonId, words: Words, now: int
) -> None:
    """Add one more photo of an album to what an officer just answered. However many come, they are
    one act of the log."""
    _add(tx, question, officer_id, words, now, by_officer=True)
    log = await acts.of_subject(tx, subject(question.id))
    # Her answer is among them; what she added to it stands behind it.
    last = next((act.action for act in reversed(log) if act.person_id == officer_id), "")
    if last != "question.add":
        acts.add(tx, officer_id, "question.add", subject(question.id), {}, now)


async def held(tx: Transaction, officer_id: PersonId) -> Sequence[Question]:
    """The open questions that an officer takes care of."""
    return [from_row(row) for row in await tx.few(SQL["held"], officer_id=officer_id)]


async def stop(tx: Transaction, person_id: PersonId, now: int) -> None:
    """Close a person's threads, which officers read no more; each is logged."""
    for row in await tx.few(SQL["close_of_person"], person_id=person_id, now=now):
        jobs.cancel(tx, ESCALATE, subject(row["id"]))
        acts.add(tx, person_id, "question.close", subject(row["id"]), {}, now)


def strip(tx: Transaction, person_id: PersonId) -> None:
    """Erase what stands in a person's threads, and files she sent as an officer; the media
    themselves are the caller's to remove."""
    for name in ("drop_news", "strip_messages", "strip_files", "strip_about", "drop_uses"):
        tx.later(SQL[name], person_id=person_id)


@dataclass(frozen=True, slots=True)
class Kept:
    """A message for the file that a person takes along."""

    question: int
    by_officer: bool
    text: str | None
    at: int


async def kept(tx: Transaction, person_id: PersonId) -> Sequence[Kept]:
    """Everything in a person's threads, in order."""
    rows = await tx.all(SQL["kept"], person_id=person_id)
    return [Kept(row["id"], bool(row["by_officer"]), row["text"], row["at"]) for row in rows]
