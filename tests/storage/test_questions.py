"""Questions in the database: who sees which, who is quicker, and what is erased."""

import pytest

from storage import jobs, media, people, question_lists, questions
from storage.database import Database
from storage.people import PersonId
from storage.question_lists import Areas
from storage.questions import (
    COMMUNE,
    DISTRICT,
    ESCALATE,
    ESCALATE_MS,
    PROVINCE,
    Question,
    State,
    Words,
    subject,
)

NOW = 1_790_000_000_000
HERE, THERE = "12050", "20242"
NEAR = Areas(near=frozenset({HERE}))
FAR = Areas(frozenset(), frozenset(), frozenset({HERE, THERE}))


async def somebody(db: Database, chat: str) -> PersonId:
    async with db.transaction() as tx:
        person = (await people.arrive(tx, "wire", chat, "vi", NOW)).person.id
        await tx.run("UPDATE people SET consent = 1 WHERE id = :id", id=person)
        return person


async def asked(
    db: Database,
    person: PersonId,
    text: str = "Cần giấy gì?",
    *,
    at: int = NOW,
    commune: str = HERE,
) -> Question:
    async with db.transaction() as tx:
        return await questions.ask(tx, person, commune, Words(text), None, at)


async def listed(db: Database, areas: Areas, me: PersonId, **how: bool) -> list[int]:
    async with db.transaction() as tx:
        found = await question_lists.queue(
            tx, areas, me, 0, 10, states=(State.WAITING, State.ANSWERED), **how
        )
    return [question.id for question in found]


async def test_each_level_sees_what_has_come_up_to_it(database: Database) -> None:
    lan, an = await somebody(database, "1"), await somebody(database, "2")
    new = await asked(database, lan, at=NOW + 5)
    old = await asked(database, lan, at=NOW)
    middle = Areas(frozenset(), frozenset({HERE}), frozenset())
    assert await listed(database, NEAR, an) == [old.id, new.id]
    assert await listed(database, middle, an) == []
    assert await listed(database, FAR, an) == []
    assert await listed(database, FAR, an, everything=True) == [old.id, new.id]
    async with database.transaction() as tx:
        questions.reached(tx, old, DISTRICT)
        questions.reached(tx, new, PROVINCE)
    assert await listed(database, middle, an) == [old.id, new.id]
    assert await listed(database, FAR, an) == [new.id]
    async with database.transaction() as tx:
        tally = await question_lists.tally(tx, FAR, an)
        assert (tally.new, tally.mine, tally.everything) == (1, 0, 2)
        assert await question_lists.tally(tx, Areas(frozenset()), an) == question_lists.Tally(
            0, 0, 0
        )
    assert await listed(database, FAR, lan, everything=True) == []


async def test_of_two_only_one_takes_care_or_answers(database: Database) -> None:
    lan, an, binh = [await somebody(database, chat) for chat in "123"]
    question = await asked(database, lan)
    async with database.transaction() as tx:
        taken = await questions.take(tx, question, an, NOW)
        assert taken is not None
        assert await questions.take(tx, question, binh, NOW) is None
        assert await questions.answer(tx, question, binh, Words("x"), NOW) is None
        assert await questions.answer(tx, taken, an, Words("Cần một giấy."), NOW) is not None
        assert [message.words.text for message in await questions.messages(tx, question.id)] == [
            "Cần giấy gì?",
            "Cần một giấy.",
        ]


async def test_the_time_to_answer_counts_from_the_first_open_message(database: Database) -> None:
    lan, an = await somebody(database, "1"), await somebody(database, "2")
    question = await asked(database, lan)
    async with database.transaction() as tx:
        written = await questions.write(tx, question, Words("Alo?"), NOW + 1000)
        assert written is not None
        job = await jobs.one(tx, ESCALATE, subject(question.id))
        assert job is not None
        assert (written.waiting_since, job.due_at) == (NOW, NOW + ESCALATE_MS)
        answered = await questions.answer(tx, written, an, Words("Đây."), NOW + 2000)
        assert answered is not None
        assert await jobs.one(tx, ESCALATE, subject(question.id)) is None
        again = await questions.write(tx, answered, Words("Còn nữa"), NOW + 3000)
        assert again is not None
        job = await jobs.one(tx, ESCALATE, subject(question.id))
        assert job is not None
        assert (again.waiting_since, again.officer_id) == (NOW + 3000, an)
        assert job.due_at == NOW + 3000 + ESCALATE_MS
        assert again.reach == COMMUNE


async def test_a_thread_keeps_its_files_until_it_is_erased(database: Database) -> None:
    lan = await somebody(database, "1")
    async with database.transaction() as tx:
        photo = await media.add(
            tx,
            lan,
            kind="photo",
            channel="wire",
            file_id="x",
            mime="image/png",
            file_name=None,
            size=1,
            now=NOW,
        )
        question = await questions.ask(tx, lan, HERE, Words("Nhãn", photo, "a1"), None, NOW)
        assert await media.remove_unused(tx, NOW + 10**9, 0) == photo
    async with database.transaction() as tx:
        assert await media.one(tx, photo) is not None
        assert await questions.of_album(tx, lan, "a1", NOW - 1, by_officer=False) == question.id
        assert await questions.of_album(tx, lan, "a1", NOW, by_officer=False) is None
        await questions.stop(tx, lan, NOW)
        questions.strip(tx, lan)
        media.remove_of_person(tx, lan)
    async with database.transaction() as tx:
        assert await media.one(tx, photo) is None
        [message] = await questions.messages(tx, question.id)
        assert message.words == Words()
        now = await questions.one(tx, question.id)
    assert now is not None
    assert now.state is State.CLOSED


@pytest.mark.parametrize("consent", [0, None])
async def test_who_takes_her_agreement_back_is_not_listed(
    database: Database, consent: int | None
) -> None:
    lan, an = await somebody(database, "1"), await somebody(database, "2")
    await asked(database, lan)
    async with database.transaction() as tx:
        await tx.run("UPDATE people SET consent = :consent WHERE id = :id", consent=consent, id=lan)
    assert await listed(database, NEAR, an) == []
