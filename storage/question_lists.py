"""The lists of questions: a producer's own, and what waits for an officer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from storage.database import Transaction, Value
from storage.people import PersonId
from storage.questions import COMMUNE, DISTRICT, PROVINCE, SQL, Question, State, from_row
from storage.statements import with_lists


@dataclass(frozen=True, slots=True)
class Areas:
    """The communes an officer answers for, by the level she does it on."""

    near: frozenset[str]
    middle: frozenset[str] = frozenset()
    far: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions wait for this officer, are in her hands, are open in her whole area."""

    new: int
    mine: int
    everything: int


async def of_person(
    tx: Transaction, person_id: PersonId, offset: int, limit: int
) -> Sequence[Question]:
    """A producer's questions: the open ones, then those written in last."""
    rows = await tx.few(SQL["of_person"], person_id=person_id, offset=offset, limit=limit)
    return [from_row(row) for row in rows]


async def count_of_person(tx: Transaction, person_id: PersonId) -> int:
    return await _count(tx, "count_of_person", person_id=person_id)


async def asked_since(tx: Transaction, person_id: PersonId, since: int) -> int:
    """How many threads a person began since a time."""
    return await _count(tx, "asked_since", person_id=person_id, since=since)


async def written_since(tx: Transaction, person_id: PersonId, since: int) -> int:
    """How many messages a person wrote as a producer since a time."""
    return await _count(tx, "written_since", person_id=person_id, since=since)


async def _count(tx: Transaction, name: str, **values: Value) -> int:
    row = await tx.one(SQL[name], **values)
    return int(row["count"]) if row else 0


async def queue(
    tx: Transaction,
    areas: Areas,
    me: PersonId,
    offset: int,
    limit: int,
    *,
    states: Collection[State],
    mine: bool = False,
    free: bool = False,
    everything: bool = False,
) -> Sequence[Question]:
    """Questions in some states, the one that waits longest first: those that have come up to the
    officer's levels, or with `everything` all of her area; `mine` are those she takes care of,
    `free` those nobody does."""
    statement, values = with_lists(
        SQL["queue"], states=[state.value for state in states], **_lists(areas)
    )
    rows = await tx.all(
        statement,
        from_middle=COMMUNE if everything else DISTRICT,
        from_far=COMMUNE if everything else PROVINCE,
        me=me,
        holder=me if mine else None,
        free=int(free),
        offset=offset,
        limit=limit,
        **values,
    )
    return [from_row(row) for row in rows]


async def tally(tx: Transaction, areas: Areas, me: PersonId) -> Tally:
    """How many questions each part of an officer's list has."""
    statement, values = with_lists(SQL["tally"], **_lists(areas))
    [row] = await tx.all(statement, me=me, **values)
    return Tally(row["new"], row["mine"], row["everything"])


def _lists(areas: Areas) -> dict[str, Collection[str]]:
    # No unit has an empty code: an empty list is no SQL.
    parts = {"near": areas.near, "middle": areas.middle, "far": areas.far}
    return {name: codes or frozenset({""}) for name, codes in parts.items()}
