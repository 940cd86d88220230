"""The log as it is read: of some units only, the newest first, piece by piece; never changed."""

from collections.abc import Collection

import pytest

from programme.roles import Level, Role
from storage import act_log, acts, held_roles, ideas, officers, people
from storage.act_log import Filter
from storage.database import Database, DatabaseError
from storage.people import PersonId
from tests.storage.test_ideas import new_idea

NOW = 1_790_000_000_000
EVERYTHING = Filter()
HERE, THERE, PROVINCE = "12050", "20242", "18"


async def somebody(db: Database, chat: str) -> PersonId:
    async with db.transaction() as tx:
        return (await people.arrive(tx, "wire", chat, "vi", NOW)).person.id


async def fill(db: Database) -> PersonId:
    """An idea in each of two communes, a role, an act on a unit and one on nothing we know."""
    lan = await somebody(db, "1")
    async with db.transaction() as tx:
        await ideas.submit(tx, new_idea(lan, commune=HERE), NOW)
        await ideas.submit(tx, new_idea(lan, commune=THERE), NOW + 1)
        officers.grant(tx, lan, Role(Level.COMMUNE, HERE), "An", NOW + 2)
        held_roles.invited(tx, Role(Level.PROVINCE, PROVINCE), lan, NOW + 3)
        acts.add(tx, lan, "odd.thing", "odd:x", {}, NOW + 4)
        acts.add(tx, lan, "idea.edit", "idea:99", {}, NOW + 5)
    return lan


async def read(
    db: Database, units: Collection[str], wanted: Filter = EVERYTHING, limit: int = 100
) -> list[tuple[str, str]]:
    async with db.transaction() as tx:
        found = await act_log.listed(tx, units, wanted, limit)
    return [(act.action, act.subject) for act in found]


async def test_only_what_lies_in_the_units(database: Database) -> None:
    lan = await fill(database)
    person = f"person:{lan}"
    assert await read(database, [HERE]) == [
        ("officer.accept", person),
        ("idea.submit", "idea:1"),
    ]
    assert await read(database, [PROVINCE]) == [("role.invite", "unit:18")]
    assert await read(database, [THERE, PROVINCE]) == [
        ("role.invite", "unit:18"),
        # The person has an idea here, so what is done about her concerns this place too.
        ("officer.accept", person),
        ("idea.submit", "idea:2"),
    ]
    assert await read(database, []) == []
    assert await read(database, ["'"]) == []


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filter(), 3),
        (Filter(kind="idea"), 1),
        (Filter(kind="unit"), 1),
        (Filter(kind="class"), 0),
        (Filter(subject="idea:1"), 1),
        (Filter(subject="idea:2"), 0),
        (Filter(person_id=PersonId(77)), 0),
        (Filter(since=NOW + 2), 2),
        (Filter(since=NOW + 4), 0),
    ],
)
async def test_filters(database: Database, wanted: Filter, count: int) -> None:
    await fill(database)
    assert len(await read(database, [HERE, PROVINCE], wanted)) == count


async def test_piece_by_piece_nothing_is_left_out_or_doubled(database: Database) -> None:
    lan = await somebody(database, "1")
    async with database.transaction() as tx:
        await ideas.submit(tx, new_idea(lan, commune=HERE), NOW)
        for number in range(20):
            # Several at once, and a clock that was set back.
            acts.add(tx, lan, "idea.edit", "idea:1", {"n": str(number)}, NOW - number // 3)
    found: list[acts.Act] = []
    async with database.transaction() as tx:
        while piece := await act_log.listed(
            tx, [HERE], Filter(), 4, before=found[-1] if found else None
        ):
            found += piece
    assert len(found) == 21
    assert len({act.id for act in found}) == 21
    assert [(act.at, act.id) for act in found] == sorted(
        [(act.at, act.id) for act in found], reverse=True
    )


@pytest.mark.parametrize(
    "statement", ["UPDATE acts SET action = 'x'", "DELETE FROM acts WHERE id = 1"]
)
async def test_nobody_changes_the_log(database: Database, statement: str) -> None:
    await fill(database)
    with pytest.raises(DatabaseError):
        async with database.transaction() as tx:
            await tx.run(statement)
    assert len(await read(database, [HERE])) == 2


async def test_names_stay_after_a_role_has_ended_until_they_are_erased(database: Database) -> None:
    an, by = await somebody(database, "1"), await somebody(database, "2")
    async with database.transaction() as tx:
        officers.grant(tx, an, Role(Level.COMMUNE, HERE), "An", NOW)
    async with database.transaction() as tx:
        [held] = await held_roles.in_units(tx, [HERE])
        assert await held_roles.withdraw(tx, held, by, lambda commune: False, NOW + 1)
        assert not await held_roles.withdraw(tx, held, by, lambda commune: False, NOW + 2)
        assert await act_log.names(tx, [an, by]) == {an: "An"}
        officers.forget_names(tx, an)
        assert await act_log.names(tx, [an]) == {}
