"""People and their chats: who is behind an update, and where somebody can be reached."""

from dataclasses import replace

from programme.roles import Level, Role
from storage import drafts, officers, people
from storage.database import Database
from storage.drafts import Draft
from storage.people import Person, PersonId, Visit

NOW = 1_750_000_000_000


async def visit(db: Database, chat: str = "5", channel: str = "wire") -> Visit | None:
    async with db.transaction() as tx:
        return await people.visit(tx, channel, chat)


async def arrive(db: Database, chat: str = "5", channel: str = "wire") -> Person:
    async with db.transaction() as tx:
        return (await people.arrive(tx, channel, chat, "vi", NOW)).person


async def test_somebody_new_is_known_by_a_chat_and_a_language(database: Database) -> None:
    assert await visit(database) is None
    async with database.transaction() as tx:
        arrived = await people.arrive(tx, "wire", "5", "en", NOW)
    assert arrived == Visit(Person(arrived.person.id, "en"), None, is_officer=False, blocked=False)
    assert await visit(database) == arrived
    # The same number elsewhere is somebody else.
    assert await visit(database, channel="zalo") is None


async def test_what_is_saved_is_known_at_the_next_visit(database: Database) -> None:
    person = await arrive(database)
    other = await arrive(database, "6")
    said = replace(person, consent=True, commune="20242", name="Lan", phone="+84912345678")
    async with database.transaction() as tx:
        people.save(tx, said)
        assert await people.one(tx, person.id) == said
        assert await people.one(tx, other.id) == other
        assert await people.one(tx, PersonId(999)) is None
    found = await visit(database)
    assert found is not None
    assert found.person == said


async def test_no_is_not_the_same_as_not_asked(database: Database) -> None:
    person = await arrive(database)
    for consent in (False, None, True):
        async with database.transaction() as tx:
            people.save(tx, replace(person, consent=consent))
        found = await visit(database)
        assert found is not None
        assert found.person.consent is consent


async def test_every_decision_is_kept_as_proof(database: Database) -> None:
    person = await arrive(database)
    async with database.transaction() as tx:
        people.add_consent(tx, person, given=True, text_version="2026-1", now=NOW)
        people.add_consent(tx, person, given=False, text_version="2026-2", now=NOW + 1)
        rows = await tx.all(
            "SELECT person_id, given, text_version, language, decided_at FROM consents ORDER BY id"
        )
    assert [
        tuple(row[name] for name in ("given", "text_version", "decided_at")) for row in rows
    ] == [
        (1, "2026-1", NOW),
        (0, "2026-2", NOW + 1),
    ]
    assert {(row["person_id"], row["language"]) for row in rows} == {(person.id, "vi")}


async def test_who_blocked_the_bot_cannot_be_reached_there(database: Database) -> None:
    person = await arrive(database)
    await arrive(database, "6")
    async with database.transaction() as tx:
        people.block(tx, "wire", "5", NOW)
        assert await people.chats(tx, person.id) == []
    blocked, other = await visit(database), await visit(database, "6")
    assert blocked is not None
    assert other is not None
    assert (blocked.blocked, other.blocked) == (True, False)
    async with database.transaction() as tx:
        people.unblock(tx, "wire", "5")
        assert await people.chats(tx, person.id) == [("wire", "5")]


async def test_a_visit_knows_the_form_on_the_screen(database: Database) -> None:
    person = await arrive(database)
    draft = Draft(0, "idea", 1, "product", {"product": "Chè hoa vàng"}, None)
    async with database.transaction() as tx:
        open_one = await drafts.begin(tx, person.id, draft, NOW)
    found = await visit(database)
    assert found is not None
    assert found.draft == open_one
    async with database.transaction() as tx:
        drafts.put_away(tx, person.id)
    found = await visit(database)
    assert found is not None
    assert found.draft is None


async def test_a_visit_knows_an_officer_until_her_last_role_ends(database: Database) -> None:
    person = await arrive(database)
    async with database.transaction() as tx:
        for level, unit in ((Level.COMMUNE, "20242"), (Level.PROVINCE, "18")):
            officers.grant(tx, person.id, Role(level, unit), None, NOW)
    found = await visit(database)
    assert found is not None
    assert found.is_officer
    async with database.transaction() as tx:
        await officers.resign(tx, person.id, NOW)
    found = await visit(database)
    assert found is not None
    assert not found.is_officer
