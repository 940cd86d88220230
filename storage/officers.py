"""Officers: who may act for which unit. A role ends, it is never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.ideas import Action, Actor
from programme.roles import Level, Role
from storage import acts, announcement_owner, ideas, product_owner, questions
from storage.database import Row, Transaction
from storage.people import PersonId
from storage.statements import load

SQL = load("officers")


@dataclass(frozen=True, slots=True)
class Officer:
    """A person in one of her roles."""

    person_id: PersonId
    role: Role


def _role(row: Row) -> Role:
    return Role(Level(row["level"]), row["unit"])


async def areas(tx: Transaction, person_id: PersonId) -> tuple[Role, ...]:
    """The roles a person has now; none if she is no officer."""
    return tuple(_role(row) for row in await tx.all(SQL["roles"], person_id=person_id))


async def at_level(tx: Transaction, level: Level, unit: str | None = None) -> Sequence[Officer]:
    """The officers of a level, or of one unit of it."""
    if unit is None:
        rows = await tx.all(SQL["at_level"], level=level.value)
    else:
        rows = await tx.all(SQL["at_unit"], level=level.value, unit=unit)
    return [Officer(PersonId(row["person_id"]), _role(row)) for row in rows]


async def units(tx: Transaction) -> list[str]:
    """The units of all roles in force, one for each role."""
    return [row["unit"] for row in await tx.all(SQL["units"])]


@dataclass(frozen=True, slots=True)
class Listed:
    """One role in force, for the operator's list."""

    person_id: PersonId
    role: Role
    name: str | None
    granted_at: int


async def listed(tx: Transaction) -> list[Listed]:
    """All roles in force, oldest first."""
    return [
        Listed(PersonId(row["person_id"]), _role(row), row["name"], row["granted_at"])
        for row in await tx.all(SQL["listed"])
    ]


async def name(tx: Transaction, person_id: PersonId) -> str | None:
    """What an officer is called: as the invitation named her, else as she named herself; also
    one whose role was ended."""
    row = await tx.one(SQL["name"], person_id=person_id)
    return None if row is None else row["name"]


def grant(tx: Transaction, person_id: PersonId, role: Role, name: str | None, now: int) -> None:
    """Give a person a role, and log it; a role she has already stays as it is."""
    tx.later(
        SQL["grant"],
        person_id=person_id,
        level=role.level.value,
        unit=role.unit,
        name=name,
        now=now,
    )
    detail = {"level": role.level.value, "unit": role.unit}
    acts.add(tx, person_id, "officer.accept", f"person:{person_id}", detail, now)


async def resign(tx: Transaction, person_id: PersonId, now: int) -> None:
    """End all roles of a person, put back the ideas, questions and products in her hands, make
    drafts again of her announcements that have not begun, and log it."""
    for idea in await ideas.held(tx, person_id):
        await ideas.move(tx, idea, Action.PUT_BACK, Actor.OFFICER, person_id, now)
    for question in await questions.held(tx, person_id):
        await questions.put_back(tx, question, person_id, now)
    await product_owner.let_go(tx, person_id, person_id, now)
    await announcement_owner.let_go(tx, person_id, person_id, now)
    for role in await areas(tx, person_id):
        detail = {"level": role.level.value, "unit": role.unit}
        acts.add(tx, person_id, "officer.resign", f"person:{person_id}", detail, now)
    tx.later(SQL["withdraw"], person_id=person_id, now=now)


def forget_names(tx: Transaction, person_id: PersonId) -> None:
    """Forget what a person was called in the roles she had."""
    tx.later(SQL["forget_names"], person_id=person_id)
