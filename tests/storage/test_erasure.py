"""What is erased, at once or by the clock, is gone also from where it only waited."""

import pytest

from programme.roles import Level, Role
from storage import drafts, erasure, ideas, inbox, officers, outbox, people
from storage.database import Database, Row, Value
from storage.drafts import Draft
from storage.erasure import DAY, DRAFT_KEPT, FAILED_KEPT, STRANGER_KEPT
from storage.inbox import Entry
from storage.outbox import Call, Lane
from storage.people import PersonId
from tests.storage.test_ideas import new_idea

NOW = 1_790_000_000_000
LONG_AGO = NOW - 365 * DAY


async def rows(db: Database, statement: str, **values: Value) -> list[Row]:
    async with db.transaction() as tx:
        return list(await tx.all(statement, **values))


async def somebody(db: Database, chat: str, at: int = LONG_AGO) -> PersonId:
    async with db.transaction() as tx:
        return (await people.arrive(tx, "wire", chat, "vi", at)).person.id


async def an_idea(db: Database, person: PersonId) -> int:
    async with db.transaction() as tx:
        return (await ideas.submit(tx, new_idea(person), LONG_AGO)).id


async def expired(db: Database, now: int = NOW) -> int:
    async with db.transaction() as tx:
        return await erasure.expire(tx, now)


async def known(db: Database, chat: str) -> bool:
    async with db.transaction() as tx:
        return await people.visit(tx, "wire", chat) is not None


async def test_what_waits_to_be_said_about_her_is_not_said(database: Database) -> None:
    lan, other = await somebody(database, "1"), await somebody(database, "2")
    hers, others = await an_idea(database, lan), await an_idea(database, other)
    async with database.transaction() as tx:
        for chat, subject in (("9", f"news:{hers}"), ("9", f"news:{others}"), ("1", None)):
            outbox.add(tx, "wire", chat, Call("sendMessage", {"text": "Lan"}, subject), NOW)
        outbox.add(tx, "wire", "1", Call("answerCallbackQuery", {}), NOW, Lane.ANSWER)
    async with database.transaction() as tx:
        await erasure.erase(tx, lan, NOW)
    left = await rows(database, "SELECT chat_id, method, subject FROM outbox ORDER BY id")
    assert [(row["chat_id"], row["method"], row["subject"]) for row in left] == [
        ("9", "sendMessage", f"news:{others}"),
        ("1", "answerCallbackQuery", None),
    ]


async def test_an_update_that_is_done_leaves_no_error(database: Database) -> None:
    async with database.transaction() as tx:
        await inbox.add(tx, [Entry("wire", "1", "5", "{}")], NOW)
    (row,) = await rows(database, "SELECT id FROM inbox")
    async with database.transaction() as tx:
        inbox.retry(tx, row["id"], NOW, "she wrote: Lan")
        inbox.done(tx, row["id"], NOW)
    (row,) = await rows(database, "SELECT payload, error FROM inbox")
    assert (row["payload"], row["error"]) == ("", None)


@pytest.mark.parametrize(("age", "text"), [(FAILED_KEPT - 1, "{}"), (FAILED_KEPT + 1, "")])
async def test_updates_set_aside_lose_their_text(database: Database, age: int, text: str) -> None:
    async with database.transaction() as tx:
        await inbox.add(tx, [Entry("wire", "1", "5", "{}")], NOW)
    (row,) = await rows(database, "SELECT id FROM inbox")
    async with database.transaction() as tx:
        inbox.set_aside(tx, row["id"], "she wrote: Lan", NOW - age)
    await expired(database)
    (row,) = await rows(database, "SELECT payload, error FROM inbox")
    assert (row["payload"], row["error"] or "") == (text, "she wrote: Lan" if text else "")


@pytest.mark.parametrize(("age", "left"), [(DRAFT_KEPT - 1, 1), (DRAFT_KEPT + 1, 0)])
async def test_forms_that_nobody_touches_come_to_an_end(
    database: Database, age: int, left: int
) -> None:
    lan = await somebody(database, "1")
    async with database.transaction() as tx:
        tx.later("UPDATE people SET consent = 1")
        await drafts.begin(tx, lan, Draft(0, "idea", 1, "product", {}), NOW - age)
    await expired(database)
    assert len(await rows(database, "SELECT id FROM drafts")) == left
    assert await known(database, "1")


async def test_who_never_agreed_is_forgotten_in_time(database: Database) -> None:
    never, refused = await somebody(database, "1"), await somebody(database, "2")
    async with database.transaction() as tx:
        tx.later("UPDATE people SET consent = 0, name = 'Mai' WHERE id = :id", id=refused)
        person = await people.one(tx, refused)
        assert person is not None
        people.add_consent(tx, person, given=False, text_version="1", now=LONG_AGO)
        await drafts.begin(tx, never, Draft(0, "start", 1, "language", {}), LONG_AGO)
    assert await expired(database) == 2
    assert not await known(database, "1")
    assert not await known(database, "2")
    assert await rows(database, "SELECT id FROM drafts") == []
    (row,) = await rows(database, "SELECT name FROM people WHERE id = :id", id=refused)
    assert row["name"] is None
    assert await expired(database) == 0


async def test_nobody_else_is_forgotten(database: Database) -> None:
    await somebody(database, "new", NOW - STRANGER_KEPT + 1)
    agreed = await somebody(database, "agreed")
    withdrawn = await somebody(database, "withdrawn")
    staff = await somebody(database, "officer")
    await somebody(database, "talking")
    begun = await somebody(database, "begun")
    await somebody(database, "answered")
    filed = await somebody(database, "filed")
    await an_idea(database, filed)
    async with database.transaction() as tx:
        tx.later("UPDATE people SET consent = 1 WHERE id = :id", id=agreed)
        tx.later("UPDATE people SET consent = 0 WHERE id = :id", id=withdrawn)
        person = await people.one(tx, withdrawn)
        assert person is not None
        people.add_consent(tx, person, given=True, text_version="1", now=LONG_AGO)
        people.add_consent(tx, person, given=False, text_version="1", now=LONG_AGO)
        officers.grant(tx, staff, Role(Level.COMMUNE, "12050"), "An", LONG_AGO)
        outbox.rest(tx, "wire", "talking", NOW - STRANGER_KEPT)
        outbox.add(tx, "wire", "answered", Call("sendMessage", {"text": "?"}), NOW)
        await drafts.begin(tx, begun, Draft(0, "start", 1, "language", {}), NOW - DAY)
    assert await expired(database) == 0
