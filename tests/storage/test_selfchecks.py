"""Star self-checks are kept as they are, shown as allowed, and go with their person."""

from dataclasses import replace

from storage import erasure, ideas, kept, people, selfchecks
from storage.database import Database
from storage.people import PersonId
from storage.selfchecks import MOST, Check
from tests.storage.test_ideas import new_idea

NOW = 1_790_000_000_000


async def somebody(db: Database, chat: str = "1") -> PersonId:
    async with db.transaction() as tx:
        return (await people.arrive(tx, "wire", chat, "vi", NOW)).person.id


async def test_a_check_is_kept_as_it_is(database: Database) -> None:
    person = await somebody(database)
    async with database.transaction() as tx:
        check = await selfchecks.begin(tx, Check(0, person, "2026", name="Mật ong"), NOW)
        assert await selfchecks.one(tx, check.id) == check
        check = replace(check, criteria_set=4, step="1.1", replies={"food-safety": 1, "1.2": -2})
        check = selfchecks.save(tx, check, NOW + 5)
        assert await selfchecks.one(tx, check.id) == check
        assert check.updated_at == NOW + 5
        done = replace(check, step="", points=66, stars=3, done_at=NOW + 9)
        done = selfchecks.save(tx, done, NOW + 9)
        assert await selfchecks.of_person(tx, person) == [done]
        selfchecks.remove(tx, done)
        assert await selfchecks.one(tx, check.id) is None


async def test_what_has_no_set_yet_gives_way(database: Database) -> None:
    person = await somebody(database)
    async with database.transaction() as tx:
        blank = await selfchecks.begin(tx, Check(0, person, "2026"), NOW)
        assert await selfchecks.of_person(tx, person) == []
        other = await selfchecks.begin(tx, Check(0, person, "2026"), NOW + 1)
        assert await selfchecks.one(tx, blank.id) is None
        assert await selfchecks.one(tx, other.id) == other


async def test_the_oldest_go_but_for_what_officers_read(database: Database) -> None:
    person, other = await somebody(database), await somebody(database, "2")
    async with database.transaction() as tx:
        hers = await selfchecks.begin(tx, Check(0, other, "2026", 4), NOW)
        shown = await selfchecks.begin(tx, Check(0, person, "2026", 4, shown=True), NOW)
        first = await selfchecks.begin(tx, Check(0, person, "2026", 4), NOW + 1)
        for number in range(MOST):
            await selfchecks.begin(tx, Check(0, person, "2026", 4), NOW + 2 + number)
        assert await selfchecks.one(tx, shown.id) == shown
        assert await selfchecks.one(tx, first.id) is None
        assert await selfchecks.one(tx, hers.id) == hers
        assert len(await selfchecks.of_person(tx, person)) == MOST + 1


async def test_officers_read_the_latest_that_is_shown(database: Database) -> None:
    person = await somebody(database)
    async with database.transaction() as tx:
        idea = await ideas.submit(tx, new_idea(person), NOW)
        made = Check(0, person, "2026", 4, idea_id=idea.id, points=50, stars=3)
        assert await selfchecks.shown_with(tx, idea_id=idea.id) is None
        for number, check in enumerate(
            (
                replace(made, shown=True, done_at=NOW + 1),
                replace(made, shown=True, done_at=NOW + 2, points=60),
                replace(made, shown=False, done_at=NOW + 3, points=70),
                replace(made, shown=True, done_at=None, points=None),
            )
        ):
            await selfchecks.begin(tx, check, NOW + number)
        found = await selfchecks.shown_with(tx, idea_id=idea.id, product_id=1)
        assert found is not None
        assert found.points == 60
        assert await selfchecks.shown_with(tx, idea_id=idea.id + 1) is None


async def test_checks_are_taken_along_and_erased(database: Database) -> None:
    person, other = await somebody(database), await somebody(database, "2")
    async with database.transaction() as tx:
        check = await selfchecks.begin(tx, Check(0, person, "2026", 4), NOW)
        hers = await selfchecks.begin(tx, Check(0, other, "2026", 4), NOW)
        assert (await kept.of_person(tx, person)).selfchecks == [check]
        await erasure.erase(tx, person, NOW + 1)
        assert await selfchecks.of_person(tx, person) == []
        assert await selfchecks.of_person(tx, other) == [hers]
