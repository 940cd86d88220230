"""What was written down for somebody goes over to her as a whole, and once."""

import pytest

from storage import acts, claims, ideas, media, people
from storage.claims import DAY, LASTS_MS, MOVED, STAYS
from storage.database import Database, Row, Value
from storage.people import PersonId
from tests.storage.test_ideas import new_idea

NOW = 1_790_000_000_000
CODE = "K7MN4QRT"

COLUMNS = {
    False: (
        "SELECT m.name AS place FROM sqlite_master m JOIN pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND c.name = 'person_id' ORDER BY 1"
    ),
    True: (
        "SELECT table_name AS place FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND column_name = 'person_id' ORDER BY 1"
    ),
}


async def somebody(db: Database, chat: str) -> PersonId:
    async with db.transaction() as tx:
        return (await people.arrive(tx, "wire", chat, "vi", NOW)).person.id


async def rows(db: Database, statement: str, **values: Value) -> list[Row]:
    async with db.transaction() as tx:
        return list(await tx.all(statement, **values))


async def written_down(db: Database, officer: PersonId) -> PersonId:
    async with db.transaction() as tx:
        person_id = await claims.add_person(
            tx, name="Mão", phone="+84912345678", commune="12050", by=officer, how="spoken", now=NOW
        )
        photo = await media.add(
            tx,
            officer,
            kind="photo",
            channel="wire",
            file_id="x",
            mime="image/png",
            file_name=None,
            size=1,
            now=NOW,
        )
        await claims.submit(tx, new_idea(person_id, photos=(photo,)), officer, NOW)
        claims.add_code(tx, person_id, "12050", CODE, officer, NOW)
    return person_id


async def test_every_table_that_names_a_person_is_thought_of(database: Database) -> None:
    """Who adds a table with a person in it decides here whether her rows go over: a statement
    `move_<table>` and a place in MOVED, or a reason in STAYS."""
    found = {row["place"] for row in await rows(database, COLUMNS[database.shared])}
    assert {"ideas", "media", "signups"} <= found
    assert found == set(MOVED) | set(STAYS)
    assert not set(MOVED) & set(STAYS)


@pytest.mark.parametrize("table", MOVED)
def test_every_table_that_moves_has_its_statement(table: str) -> None:
    assert claims.SQL[f"move_{table}"].split()[:4] == ["UPDATE", table, "SET", "person_id"]


async def test_all_goes_over_and_the_log_says_so(database: Database) -> None:
    officer, mao = await somebody(database, "1"), await somebody(database, "2")
    shadow = await written_down(database, officer)
    async with database.transaction() as tx:
        claim = await claims.find(tx, CODE)
        assert claim is not None
        known = await claims.take_over(tx, claim, mao, NOW + 1)
    assert known == claims.Known("Mão", "+84912345678", "12050", None)
    [idea] = await rows(database, "SELECT person_id, assisted_by, revision FROM ideas")
    assert (idea["person_id"], idea["assisted_by"], idea["revision"]) == (mao, officer, 2)
    assert (await rows(database, "SELECT person_id FROM media"))[0]["person_id"] == mao
    async with database.transaction() as tx:
        assert await ideas.count_of_person(tx, shadow) == 0
        [act] = await acts.of_subject(tx, f"person:{mao}")
        assert (act.action, act.detail["from"]) == ("person.claim", str(shadow))
        again = await claims.take_over(tx, claim, officer, NOW + 2)
    assert again is None


async def test_what_she_has_already_is_not_lost_or_doubled(database: Database) -> None:
    officer, mao = await somebody(database, "1"), await somebody(database, "2")
    shadow = await written_down(database, officer)
    async with database.transaction() as tx:
        await tx.run("UPDATE people SET name = 'Mão thật' WHERE id = :id", id=mao)
        for person, follows in ((mao, 1), (shadow, 0)):
            await tx.run(
                "INSERT INTO topic_choices (person_id, topic, follows) VALUES (:p, 'market', :f)",
                p=person,
                f=follows,
            )
        claim = await claims.find(tx, CODE)
        assert claim is not None
        known = await claims.take_over(tx, claim, mao, NOW + 1)
    assert known is not None
    assert known.name == "Mão thật"
    [choice] = await rows(
        database, "SELECT follows FROM topic_choices WHERE person_id = :id", id=mao
    )
    assert choice["follows"] == 1


@pytest.mark.parametrize(("after", "works"), [(LASTS_MS - 1, True), (LASTS_MS, False)])
async def test_a_code_works_for_its_time(database: Database, after: int, works: bool) -> None:
    officer, mao = await somebody(database, "1"), await somebody(database, "2")
    await written_down(database, officer)
    async with database.transaction() as tx:
        claim = await claims.find(tx, CODE)
        assert claim is not None
        known = await claims.take_over(tx, claim, mao, NOW + after)
    assert (known is not None) is works


async def test_a_new_code_ends_the_one_before(database: Database) -> None:
    officer = await somebody(database, "1")
    shadow = await written_down(database, officer)
    async with database.transaction() as tx:
        claims.add_code(tx, shadow, "12050", "ABCD2345", officer, NOW + 1)
    async with database.transaction() as tx:
        assert await claims.find(tx, CODE) is None
        assert await claims.find(tx, "ABCD2345") is not None
    [claim] = await rows(database, "SELECT code_hash FROM claims")
    assert "ABCD2345" not in claim["code_hash"]


async def test_tries_are_counted_for_a_day(database: Database) -> None:
    mao = await somebody(database, "1")
    async with database.transaction() as tx:
        for number in range(3):
            claims.add_try(tx, mao, NOW + number)
        assert await claims.tries(tx, mao, NOW + 10) == 3
        assert await claims.tries(tx, mao, NOW + DAY + 1) == 1
