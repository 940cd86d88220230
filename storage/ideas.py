"""Product ideas: filed, corrected, moved from hand to hand; each step is logged with it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from programme.ideas import Action, Actor, State, after, idea_code
from programme.vietnam_time import day_at
from storage import acts
from storage.database import Row, Transaction, Value
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("ideas")


@dataclass(frozen=True, slots=True)
class NewIdea:
    """What a producer answered. Groups, shares, papers and support are keys of programme.ideas,
    `unit` one of programme.quantity; `photos` and `special_media` are ids of media."""

    person_id: PersonId
    edition: str
    commune: str
    product: str
    product_group: str
    raw_material: str
    quantity: Decimal
    unit: str
    papers: tuple[str, ...]
    support: tuple[str, ...]
    special: str | None = None
    special_media: int | None = None
    photos: tuple[int, ...] = ()
    contact_name: str | None = None
    contact_phone: str | None = None


@dataclass(frozen=True, slots=True)
class Idea:
    """A filed idea (its photos: `photos`). `revision` grows with every change. `officer_id` is who
    holds it or decided on it last, `reason` why it was last returned; times are milliseconds.
    """

    id: int
    code: str
    edition: str
    person_id: PersonId
    commune: str
    state: State
    revision: int
    product: str
    product_group: str
    raw_material: str
    quantity: Decimal
    unit: str
    papers: tuple[str, ...]
    support: tuple[str, ...]
    special: str | None
    special_media: int | None
    contact_name: str | None
    contact_phone: str | None
    officer_id: PersonId | None
    reason: str | None
    submitted_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many ideas of an officer's area wait, are in her hands, are back with their farmers."""

    new: int
    mine: int
    returned: int


def _idea(row: Row) -> Idea:
    officer = row["officer_id"]
    return Idea(
        id=row["id"],
        code=row["code"],
        edition=row["edition"],
        person_id=PersonId(row["person_id"]),
        commune=row["commune"],
        state=State(row["state"]),
        revision=row["revision"],
        product=row["product"],
        product_group=row["product_group"],
        raw_material=row["raw_material"],
        quantity=Decimal(row["quantity"]),
        unit=row["unit"],
        papers=tuple(json.loads(row["papers"])),
        support=tuple(json.loads(row["support"])),
        special=row["special"],
        special_media=row["special_media"],
        contact_name=row["contact_name"],
        contact_phone=row["contact_phone"],
        officer_id=None if officer is None else PersonId(officer),
        reason=row["reason"],
        submitted_at=row["submitted_at"],
        updated_at=row["updated_at"],
    )


def _values(new: NewIdea) -> dict[str, Value]:
    """The columns that a producer's answers fill."""
    return {
        "commune": new.commune,
        "product": new.product,
        "product_group": new.product_group,
        "special": new.special,
        "special_media": new.special_media,
        "raw_material": new.raw_material,
        "quantity": format(new.quantity, "f"),
        "unit": new.unit,
        "papers": json.dumps(new.papers),
        "support": json.dumps(new.support),
        "contact_name": new.contact_name,
        "contact_phone": new.contact_phone,
    }


def subject(idea_id: int) -> str:
    """How the log of acts names an idea."""
    return f"idea:{idea_id}"


async def submit(tx: Transaction, new: NewIdea, now: int) -> Idea:
    """File an idea under the next number of the year in Vietnam, and log it."""
    year = day_at(now).year
    counted = await tx.one(SQL["next_number"], name=f"ideas.{year}")
    if counted is None:
        raise LookupError("INSERT … RETURNING returned no row")
    row = await tx.one(
        SQL["add"],
        code=idea_code(year, counted["value"]),
        edition=new.edition,
        person_id=new.person_id,
        state=State.SUBMITTED.value,
        now=now,
        **_values(new),
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    idea = _idea(row)
    _add_photos(tx, idea.id, new.photos)
    acts.add(tx, new.person_id, "idea.submit", subject(idea.id), {"code": idea.code}, now)
    return idea


async def correct(tx: Transaction, id: int, revision: int, new: NewIdea, now: int) -> Idea | None:
    """Put corrected answers in the place of an idea's, and log it.

    An idea that was returned is sent again by this and keeps its code and its place in the queue
    (one that was withdrawn, its code only). None, and no change, if the idea is not `new`'s
    person's, is not at `revision` any more, or may not be edited in its state.
    """
    old = await one(tx, id)
    if old is None or old.person_id != new.person_id:
        return None
    action = Action.EDIT if old.state is State.SUBMITTED else Action.RESEND
    state = after(action, old.state, Actor.FARMER)
    if state is None:
        return None
    row = await tx.one(
        SQL["correct"],
        id=id,
        revision=revision,
        person_id=new.person_id,
        state=state.value,
        submitted_at=now if old.state is State.WITHDRAWN else old.submitted_at,
        now=now,
        **_values(new),
    )
    if row is None:
        return None
    tx.later(SQL["remove_photos"], idea_id=id)
    _add_photos(tx, id, new.photos)
    _log(tx, new.person_id, action, old, state, now)
    return _idea(row)


async def move(
    tx: Transaction,
    idea: Idea,
    action: Action,
    actor: Actor,
    person_id: PersonId,
    now: int,
    reason: str | None = None,
) -> Idea | None:
    """Do `action` to an idea as it was read, and log it; `person_id` is who acts as `actor`.

    None, and no change, if the action is not allowed in its state or the idea has changed since.
    Whether the person may act on this idea at all (owner, area, holder) is the caller's to check.
    """
    state = after(action, idea.state, actor)
    if state is None:
        return None
    officer: int | None = idea.officer_id
    if actor is Actor.OFFICER:
        officer = None if state is State.SUBMITTED else person_id
    elif state is State.SUBMITTED:
        officer = None
    row = await tx.one(
        SQL["move"],
        id=idea.id,
        revision=idea.revision,
        state=state.value,
        officer_id=officer,
        reason=idea.reason if reason is None else reason,
        submitted_at=now if idea.state is State.WITHDRAWN else idea.submitted_at,
        now=now,
    )
    if row is None:
        return None
    _log(tx, person_id, action, idea, state, now)
    return _idea(row)


def _log(
    tx: Transaction, person_id: PersonId, action: Action, idea: Idea, state: State, now: int
) -> None:
    # No words of anybody's: the log can never be cleared, and people may have theirs erased.
    detail = {"code": idea.code, "from": idea.state.value, "to": state.value}
    acts.add(tx, person_id, f"idea.{action}", subject(idea.id), detail, now)


def _add_photos(tx: Transaction, idea_id: int, photos: Sequence[int]) -> None:
    for position, media_id in enumerate(photos, start=1):
        tx.later(SQL["add_photo"], idea_id=idea_id, position=position, media_id=media_id)


async def one(tx: Transaction, id: int) -> Idea | None:
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else _idea(row)


async def by_code(tx: Transaction, code: str) -> Idea | None:
    """The idea with a receipt code such as YT-2026-00012."""
    row = await tx.one(SQL["by_code"], code=code)
    return None if row is None else _idea(row)


async def photos(tx: Transaction, idea_id: int) -> tuple[int, ...]:
    """The ids of an idea's photos, in their order."""
    return tuple(row["media_id"] for row in await tx.all(SQL["photos"], idea_id=idea_id))


async def of_person(
    tx: Transaction, person_id: PersonId, offset: int = 0, limit: int = 1000
) -> Sequence[Idea]:
    """A producer's ideas, the newest first."""
    rows = await tx.all(SQL["of_person"], person_id=person_id, offset=offset, limit=limit)
    return [_idea(row) for row in rows]


async def count_of_person(tx: Transaction, person_id: PersonId) -> int:
    row = await tx.one(SQL["count_of_person"], person_id=person_id)
    return int(row["count"]) if row else 0


async def filed_since(tx: Transaction, person_id: PersonId, since: int) -> int:
    """How many new ideas a person has filed since a time."""
    row = await tx.one(SQL["filed_since"], person_id=person_id, since=since)
    return int(row["count"]) if row else 0


async def sent_since(tx: Transaction, idea_id: int, since: int) -> int:
    """How often an idea has come to the officers since a time: new, changed or sent again."""
    row = await tx.one(SQL["sent_since"], subject=subject(idea_id), since=since)
    return int(row["count"]) if row else 0


async def queue(
    tx: Transaction,
    communes: Collection[str],
    states: Collection[State],
    offset: int,
    limit: int,
    officer_id: PersonId | None = None,
) -> Sequence[Idea]:
    """The ideas of some communes in some states, the oldest first; with `officer_id` only hers."""
    if not communes or not states:
        return []
    statement, values = with_lists(SQL["queue"], communes=communes, states=states)
    rows = await tx.all(statement, offset=offset, limit=limit, officer_id=officer_id, **values)
    return [_idea(row) for row in rows]


async def tally(tx: Transaction, communes: Collection[str], officer_id: PersonId) -> Tally:
    """How many ideas of some communes are in each part of an officer's queue."""
    if not communes:
        return Tally(0, 0, 0)
    statement, values = with_lists(SQL["tally"], communes=communes)
    # Not `one`: for a province this counts many rows.
    [row] = await tx.all(statement, officer_id=officer_id, **values)
    return Tally(row["new"], row["mine"], row["returned"])


async def held(tx: Transaction, officer_id: PersonId) -> Sequence[Idea]:
    """The ideas that an officer has taken up and not decided yet."""
    return [_idea(row) for row in await tx.all(SQL["held"], officer_id=officer_id)]
