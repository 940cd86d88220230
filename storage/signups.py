"""Who has a seat in a class, who waits for one: programme.seats, kept in rows.

Whatever moves a line locks its class first (`classes.lock`), so that two processes never decide
on the same seat, and settles it: offers that are over end, free seats go to the next.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from programme import seats
from programme.classes import MOST_NAMES
from programme.seats import Change, Entry, Refusal, State
from programme.text import fold
from storage import classes, jobs
from storage.classes import TrainingClass
from storage.database import Row, Transaction, Value
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("signups")
OFFER = "class.offer"
"""The kind of the job that ends an offer; its subject is `signup:<id>`."""

SETTLE = "class.settle"
"""The kind of the job that settles a line which somebody has left without a press."""


@dataclass(frozen=True, slots=True)
class Signup:
    """One person's place in a class. `person_id` is who signed her up, None for somebody whom an
    officer noted down at the door; `name` is who comes. `before_check_in` is how it stood before
    she was checked in, while she is. Times are milliseconds."""

    id: int
    class_id: int
    person_id: PersonId | None
    name: str
    state: State
    position: int
    offered_until: int | None
    token: str
    checked_in_at: int | None
    checked_in_by: PersonId | None
    before_check_in: State | None
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What has happened in the line of a class: `mine` by whom this was done, `others` because of
    it (seats offered, offers that are over); all as they stand now."""

    klass: TrainingClass
    mine: tuple[Signup, ...] = ()
    others: tuple[Signup, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a roster. `locked`: the person took her agreement back, so her name and phone are
    not the officers' to read (Law 91/2025/QH15)."""

    signup: Signup
    phone: str | None
    commune: str | None
    kind: str | None
    locked: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people of a class hold a seat (of them: how many only have it offered), wait, and
    came; `walk_ins` are not among the seats."""

    held: int = 0
    offered: int = 0
    waiting: int = 0
    attended: int = 0
    absent: int = 0
    walk_ins: int = 0


def as_signup(row: Row) -> Signup:
    """A row of `signups`."""
    person, by, before = row["person_id"], row["checked_in_by"], row["before_check_in"]
    return Signup(
        id=row["id"],
        class_id=row["class_id"],
        person_id=None if person is None else PersonId(person),
        name=row["name"],
        state=State(row["state"]),
        position=row["position"],
        offered_until=row["offered_until"],
        token=row["token"],
        checked_in_at=row["checked_in_at"],
        checked_in_by=None if by is None else PersonId(by),
        before_check_in=None if before is None else State(before),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def job_subject(signup_id: int) -> str:
    return f"signup:{signup_id}"


async def sign_up(
    tx: Transaction,
    class_id: int,
    person_id: PersonId,
    people: Sequence[tuple[str, str]],
    now: int,
) -> Moved | Refusal:
    """Sign people up, each as (name, new token): with a seat while there are free ones, else at the
    end of the line. Who is signed up already under the same name is passed over, so that a
    second tap does nothing; who gave a place back gets a new one in its row. LookupError if
    there is no such class."""
    klass = await classes.lock(tx, class_id, len(people))
    if klass is None:
        raise LookupError(f"no class {class_id}")
    refusal = seats.closed(klass.room, now)
    if refusal is not None:
        return refusal
    known = {fold(signup.name) for signup in await of_person_in(tx, class_id, person_id)}
    new = [(name, token) for name, token in people if fold(name) not in known]
    if len(known) + len(new) > MOST_NAMES:
        return Refusal.TOO_MANY
    line = await line_of(tx, class_id)
    changes = seats.settle(klass.room, line, now)
    line = seats.apply(line, changes)
    others = await keep(tx, changes, now)
    mine = []
    for number, (name, token) in enumerate(new, start=1):
        state = seats.arrival(klass.room, line, now)
        position = klass.line - len(people) + number
        values: dict[str, Value] = {
            "class_id": class_id,
            "person_id": person_id,
            "name": name,
            "name_key": fold(name),
            "state": state.value,
            "position": position,
            "token": token,
            "now": now,
        }
        # Signing up and giving back, over and over, must not fill the table.
        row = await tx.one(SQL["again"], **values)
        if row is None:
            row = await tx.one(SQL["add"], phone=None, **values)
        if row is not None:
            signup = as_signup(row)
            mine.append(signup)
            line.append(Entry(signup.id, signup.state, position))
    return Moved(klass, tuple(mine), others)


async def leave(tx: Transaction, signup_id: int, person_id: PersonId, now: int) -> Moved | None:
    """Give back a seat or a place in the line, or decline an offered seat. None, and no change, if
    the sign-up is not hers or there is nothing to give back."""
    return await _act(tx, signup_id, person_id, now, leaving=True)


async def accept(tx: Transaction, signup_id: int, person_id: PersonId, now: int) -> Moved | None:
    """Take an offered seat. None, and no change, if it is not hers or not offered any more."""
    return await _act(tx, signup_id, person_id, now, leaving=False)


async def _act(
    tx: Transaction, signup_id: int, person_id: PersonId, now: int, *, leaving: bool
) -> Moved | None:
    found = await one(tx, signup_id)
    if found is None or found.person_id != person_id:
        return None
    klass = await classes.lock(tx, found.class_id)
    if klass is None:
        return None
    line = await line_of(tx, klass.id)
    rule = seats.leave if leaving else seats.accept
    changes = rule(klass.room, line, signup_id, now)
    if changes is None:
        return None
    mine, *others = await keep(tx, changes, now)
    return Moved(klass, (mine,), tuple(others))


async def settle(tx: Transaction, class_id: int, now: int) -> Moved | None:
    """End the offers that are over and offer free seats; None if there is no such class."""
    klass = await classes.lock(tx, class_id)
    if klass is None:
        return None
    changes = seats.settle(klass.room, await line_of(tx, class_id), now)
    return Moved(klass, (), await keep(tx, changes, now))


async def start(tx: Transaction, class_id: int, now: int) -> Moved | None:
    """The class begins: offers end, and who still waits has got no seat. Nothing changes if it has
    not begun (it was moved); None if there is no such class."""
    klass = await classes.lock(tx, class_id)
    if klass is None:
        return None
    if now < klass.starts_at:
        return Moved(klass)
    unserved = (State.WAITING, State.OFFERED)
    line = await line_of(tx, class_id)
    changes = [Change(entry.id, State.LAPSED) for entry in line if entry.state in unserved]
    return Moved(klass, (), await keep(tx, changes, now))


async def call_off(tx: Transaction, klass: TrainingClass, now: int) -> tuple[Signup, ...]:
    """Everybody's seat or place in the line of a cancelled class goes; returns whose."""
    return await keep(tx, seats.call_off(await line_of(tx, klass.id)), now)


async def withdraw(tx: Transaction, person_id: PersonId, now: int) -> tuple[int, ...]:
    """Take all of a person's places in classes ahead back, because she is not to be dealt with any
    more. Returns the classes, whose lines are to be settled."""
    rows = await tx.few(SQL["of_person_ahead"], person_id=person_id, now=now)
    locked = sorted({row["class_id"] for row in rows})
    for class_id in locked:
        await classes.lock(tx, class_id)
    # Before the locks were had, an officer may have checked her in.
    rows = await tx.few(SQL["of_person_ahead"], person_id=person_id, now=now)
    changes = [Change(row["id"], State.CANCELLED) for row in rows if row["class_id"] in locked]
    await keep(tx, changes, now)
    return tuple(locked)


async def line_of(tx: Transaction, class_id: int) -> list[Entry]:
    """Who has a seat in a class, and who waits for one."""
    return [
        Entry(row["id"], State(row["state"]), row["position"], row["offered_until"])
        for row in await tx.few(SQL["line"], class_id=class_id)
    ]


async def keep(tx: Transaction, changes: Iterable[Change], now: int) -> tuple[Signup, ...]:
    """Write changes down, and have offers end in time."""
    kept = []
    for change in changes:
        row = await tx.one(
            SQL["move"],
            id=change.id,
            state=change.state.value,
            offered_until=change.offered_until,
            now=now,
        )
        if row is None:
            raise LookupError(f"no sign-up {change.id}")
        if change.offered_until is not None:
            jobs.put(tx, OFFER, job_subject(change.id), change.offered_until)
        else:
            jobs.cancel(tx, OFFER, job_subject(change.id))
        kept.append(as_signup(row))
    return tuple(kept)


async def one(tx: Transaction, id: int) -> Signup | None:
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else as_signup(row)


async def by_token(tx: Transaction, token: str) -> Signup | None:
    """The sign-up of a QR code (`?start=ci_<token>`)."""
    row = await tx.one(SQL["by_token"], token=token)
    return None if row is None else as_signup(row)


async def roster(tx: Transaction, class_id: int) -> Sequence[Listed]:
    """Everybody who stands in the line of a class or came to it, in the order of the line."""
    rows = await tx.all(SQL["roster"], class_id=class_id)
    return [
        Listed(
            as_signup(row),
            row["to_call"],
            row["commune"],
            row["kind"],
            row["person_id"] is not None and not row["consent"],
        )
        for row in rows
    ]


async def of_person_in(tx: Transaction, class_id: int, person_id: PersonId) -> Sequence[Signup]:
    """A producer's sign-ups that stand in a class, in the order of the line."""
    rows = await tx.few(SQL["of_person_in"], class_id=class_id, person_id=person_id)
    return [as_signup(row) for row in rows]


async def classes_of_person(
    tx: Transaction, person_id: PersonId, since: int
) -> Sequence[TrainingClass]:
    """The classes in which she has a place and that end after `since`, the next first."""
    rows = await tx.few(SQL["classes_of_person"], person_id=person_id, since=since)
    return [classes.as_class(row) for row in rows]


async def place_in_line(tx: Transaction, signup: Signup) -> int | None:
    """The place of a waiting sign-up, from 1."""
    return seats.place_in_line(await line_of(tx, signup.class_id), signup.id)


async def tally(tx: Transaction, class_ids: Collection[int]) -> Mapping[int, Counts]:
    """The numbers of some classes; a class without a sign-up is not among them."""
    if not class_ids:
        return {}
    statement, values = with_lists(SQL["tally"], classes=class_ids)
    by_class: dict[int, dict[State, int]] = {}
    for row in await tx.all(statement, **values):
        by_class.setdefault(row["class_id"], {})[State(row["state"])] = row["count"]
    return {number: _counts(states) for number, states in by_class.items()}


def _counts(states: Mapping[State, int]) -> Counts:
    return Counts(
        held=sum(states.get(state, 0) for state in seats.HOLDING),
        offered=states.get(State.OFFERED, 0),
        waiting=states.get(State.WAITING, 0),
        attended=states.get(State.ATTENDED, 0),
        absent=states.get(State.ABSENT, 0),
        walk_ins=states.get(State.WALK_IN, 0),
    )
