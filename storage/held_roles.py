"""Roles in force, one by one, as an administrator sees and ends them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from programme.ideas import Action, Actor
from programme.roles import Level, Role
from storage import acts, announcement_owner, ideas, product_owner, questions
from storage.database import Row, Transaction
from storage.officers import SQL
from storage.people import PersonId
from storage.statements import with_lists


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of a person; `granted_at` is in milliseconds."""

    id: int
    person_id: PersonId
    role: Role
    name: str | None
    granted_at: int


def _held(row: Row) -> HeldRole:
    role = Role(Level(row["level"]), row["unit"])
    return HeldRole(row["id"], PersonId(row["person_id"]), role, row["name"], row["granted_at"])


async def one(tx: Transaction, id: int) -> HeldRole | None:
    """A role, if it is in force."""
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else _held(row)


async def in_units(tx: Transaction, units: Collection[str]) -> Sequence[HeldRole]:
    """The roles in force for any of these units, oldest first."""
    if not units:
        return []
    statement, values = with_lists(SQL["in_units"], units=units)
    return [_held(row) for row in await tx.all(statement, **values)]


async def withdraw(
    tx: Transaction,
    held: HeldRole,
    by: PersonId,
    covered: Callable[[str], bool],
    now: int,
) -> bool:
    """End a role, and log it. What its holder has in hand goes back to those waiting, and her
    announcements do not go out, but for what lies in a unit that `covered` says she answers for
    all the same. False, and no change, if the role has ended by now or is that of the last
    administrator of a province."""
    await tx.one(SQL["one_at_a_time"], name=f"roles.{held.role.unit}")
    if await tx.one(SQL["withdraw_one"], id=held.id, now=now) is None:
        return False
    detail = {"level": held.role.level.value, "unit": held.role.unit}
    acts.add(tx, by, "role.withdraw", f"person:{held.person_id}", detail, now)
    for idea in await ideas.held(tx, held.person_id):
        if not covered(idea.commune):
            await ideas.move(tx, idea, Action.PUT_BACK, Actor.OFFICER, by, now)
    for question in await questions.held(tx, held.person_id):
        if not covered(question.commune):
            await questions.put_back(tx, question, by, now)
    await product_owner.let_go(tx, held.person_id, by, now, covered)
    await announcement_owner.let_go(tx, held.person_id, by, now, covered)
    return True


def invited(tx: Transaction, role: Role, by: PersonId, now: int) -> None:
    """Log that somebody was invited to a role."""
    acts.add(tx, by, "role.invite", f"unit:{role.unit}", {"level": role.level.value}, now)
