"""The log as it is read: of some units only, the newest first, piece by piece; never changed."""

from collections.abc import Collection

import pytest

from programme.audience import Audience
from programme.roles import Level, Role
from storage import act_log, acts, announcements, claims, held_roles, ideas, officers, people
from storage.act_log import Filter
from storage.announcements import NewAnnouncement
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


async def test_what_is_thrown_away_leaves_its_acts(database: Database) -> None:
    an = await somebody(database, "1")
    async with database.transaction() as tx:
        for unit in (HERE, "h1555"):
            new = NewAnnouncement(an, unit, "support", "Lớp dời sang ngày 16/3", Audience((unit,)))
            made = await announcements.create(tx, new, NOW)
            assert await announcements.discard(tx, made, an, NOW)
    for unit, subject in ((HERE, "announcement:1"), ("h1555", "announcement:2")):
        assert await read(database, [unit]) == [
            ("announcement.discard", subject),
            ("announcement.create", subject),
        ]
    assert await read(database, [THERE, "1205", "120501", "h155"]) == []


@pytest.mark.parametrize("old", [False, True])
async def test_what_was_done_for_somebody_stays_when_she_takes_it_over(
    database: Database, old: bool
) -> None:
    an, mao = await somebody(database, "1"), await somebody(database, "2")
    async with database.transaction() as tx:
        shadow = await claims.add_person(
            tx, name="Mão", phone="+84912345678", commune=HERE, by=an, how="spoken", now=NOW
        )
        await claims.submit(tx, new_idea(shadow, commune=HERE), an, NOW)
        claims.add_code(tx, shadow, HERE, "K7MN4QRT", an, NOW)
        if old:
            # As releases logged it that did not say where.
            acts.add(tx, an, "person.assist", f"person:{shadow}", {"agreed": "spoken"}, NOW)
            acts.add(tx, an, "person.code", f"person:{shadow}", {}, NOW)
    about_her = [act for act in await read(database, [HERE]) if act[1] == f"person:{shadow}"]
    assert len(about_her) == (4 if old else 2)
    async with database.transaction() as tx:
        claim = await claims.find(tx, "K7MN4QRT")
        assert claim is not None
        assert await claims.take_over(tx, claim, mao, NOW + 1)
        if not old:
            # She goes elsewhere, and what was written down is hers.
            await tx.run("UPDATE people SET commune = :there WHERE id = :id", there=THERE, id=mao)
            await tx.run("UPDATE ideas SET commune = :there", there=THERE)
    found = await read(database, [HERE], Filter(kind="person"))
    assert found == [("person.claim", f"person:{mao}"), *about_her]
    assert await read(database, ["1205", PROVINCE]) == []


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
