"""Filing, correcting and moving ideas, on both engines."""

import asyncio
from decimal import Decimal

import pytest

from programme.ideas import Action, Actor, State
from storage import acts, ideas, media, people
from storage.database import Database, DatabaseError, Transaction
from storage.ideas import Idea, NewIdea, Tally
from storage.people import PersonId

NOW = 1_790_000_000_000  # 21 September 2026
DAY = 86_400_000


async def person(tx: Transaction, chat: str) -> PersonId:
    return (await people.arrive(tx, "telegram", chat, "vi", NOW)).person.id


def new_idea(
    person_id: PersonId,
    *,
    product: str = "Ba kích tím Sơn Động",
    commune: str = "07339",
    special: str | None = "Trồng dưới tán rừng",
    quantity: str = "1500.50",
    photos: tuple[int, ...] = (),
) -> NewIdea:
    return NewIdea(
        person_id=person_id,
        edition="2026",
        commune=commune,
        product=product,
        product_group="herbal",
        raw_material="over_75",
        quantity=Decimal(quantity),
        unit="kg",
        papers=("business_registration", "label_packaging"),
        support=("packaging",),
        special=special,
        photos=photos,
        contact_name="Nguyễn Thị Lan",
        contact_phone="+84912345678",
    )


async def logged(tx: Transaction, idea: Idea) -> list[str]:
    return [act.action for act in await acts.of_subject(tx, ideas.subject(idea.id))]


async def test_an_idea_comes_back_as_it_was_filed(database: Database) -> None:
    async with database.transaction() as tx:
        lan = await person(tx, "1")
        pictures = [
            await media.add(
                tx,
                lan,
                kind="photo",
                channel="telegram",
                file_id=f"f{number}",
                mime=None,
                file_name=None,
                size=None,
                now=NOW,
            )
            for number in range(3)
        ]
        filed = await ideas.submit(tx, new_idea(lan, photos=tuple(reversed(pictures))), NOW)
    async with database.transaction() as tx:
        found = await ideas.one(tx, filed.id)
        assert found == filed
        assert await ideas.by_code(tx, "YT-2026-00001") == filed
        assert await ideas.photos(tx, filed.id) == tuple(reversed(pictures))
        assert filed.state is State.SUBMITTED
        assert filed.quantity == Decimal("1500.5")
        assert filed.papers == ("business_registration", "label_packaging")
        assert (filed.submitted_at, filed.updated_at, filed.revision) == (NOW, NOW, 1)
        assert await logged(tx, filed) == ["idea.submit"]
        assert await ideas.one(tx, filed.id + 1) is None


async def test_numbers_count_within_a_year_in_vietnam(database: Database) -> None:
    last_hour_of_2026 = 1_798_736_399_000  # 31 December, 23:59:59 in Vietnam
    async with database.transaction() as tx:
        lan = await person(tx, "1")
        codes = [
            (await ideas.submit(tx, new_idea(lan), at)).code
            for at in (NOW, last_hour_of_2026, last_hour_of_2026 + 1000, NOW)
        ]
    assert codes == ["YT-2026-00001", "YT-2026-00002", "YT-2027-00001", "YT-2026-00003"]


async def test_a_rolled_back_idea_uses_no_number(database: Database) -> None:
    async with database.transaction() as tx:
        lan = await person(tx, "1")

    async def file_and_fail() -> None:
        async with database.transaction() as tx:
            await ideas.submit(tx, new_idea(lan), NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await file_and_fail()
    async with database.transaction() as tx:
        assert (await ideas.submit(tx, new_idea(lan), NOW)).code == "YT-2026-00001"


async def test_ideas_filed_at_once_get_different_numbers(database: Database) -> None:
    async with database.transaction() as tx:
        lan = await person(tx, "1")

    async def file() -> str:
        async with database.transaction() as tx:
            return (await ideas.submit(tx, new_idea(lan), NOW)).code

    codes = await asyncio.gather(*(file() for _ in range(8)))
    assert sorted(codes) == [f"YT-2026-{number:05}" for number in range(1, 9)]


async def test_of_two_moves_at_once_one_is_done(database: Database) -> None:
    async with database.transaction() as tx:
        lan, an, binh = [await person(tx, chat) for chat in "123"]
        idea = await ideas.submit(tx, new_idea(lan), NOW)

    async def take_up(officer: PersonId) -> Idea | None:
        async with database.transaction() as tx:
            return await ideas.move(tx, idea, Action.TAKE_UP, Actor.OFFICER, officer, NOW)

    done = await asyncio.gather(take_up(an), take_up(binh))
    taken = [moved for moved in done if moved is not None]
    assert len(taken) == 1
    async with database.transaction() as tx:
        assert await ideas.one(tx, idea.id) == taken[0]
        assert await logged(tx, idea) == ["idea.submit", "idea.take_up"]


async def test_a_returned_idea_keeps_its_code_and_its_place(database: Database) -> None:
    async with database.transaction() as tx:
        lan, an = await person(tx, "1"), await person(tx, "2")
        first = await ideas.submit(tx, new_idea(lan), NOW)
        second = await ideas.submit(tx, new_idea(lan, product="Rượu nếp"), NOW + 1)
        taken = await ideas.move(tx, first, Action.TAKE_UP, Actor.OFFICER, an, NOW + 2)
        assert taken is not None
        assert (taken.state, taken.officer_id, taken.revision) == (State.TAKEN_UP, an, 2)
        assert await ideas.correct(tx, first.id, 2, new_idea(lan), NOW + 2) is None
        returned = await ideas.move(
            tx, taken, Action.RETURN, Actor.OFFICER, an, NOW + 3, "Gửi thêm ảnh nhãn."
        )
        assert returned is not None
        assert (returned.state, returned.officer_id) == (State.RETURNED, an)
        assert returned.reason == "Gửi thêm ảnh nhãn."
        changed = new_idea(lan, product="Ba kích", special=None, quantity="2")
        assert await ideas.correct(tx, first.id, 2, changed, NOW + 4) is None
        sent = await ideas.correct(tx, first.id, 3, changed, NOW + DAY)
        assert sent is not None
        assert (sent.state, sent.code, sent.product) == (State.SUBMITTED, first.code, "Ba kích")
        assert (sent.submitted_at, sent.updated_at) == (NOW, NOW + DAY)
        assert (sent.officer_id, sent.special) == (None, None)
        queue = await ideas.queue(tx, ["07339"], [State.SUBMITTED], 0, 10)
        assert [idea.id for idea in queue] == [first.id, second.id]
        log = await acts.of_subject(tx, ideas.subject(first.id))
        assert [(act.action, act.person_id) for act in log] == [
            ("idea.submit", lan),
            ("idea.take_up", an),
            ("idea.return", an),
            ("idea.resend", lan),
        ]
        assert log[2].detail == {"code": first.code, "from": "taken_up", "to": "returned"}


async def test_only_the_owner_corrects(database: Database) -> None:
    async with database.transaction() as tx:
        lan, hoa = await person(tx, "1"), await person(tx, "2")
        idea = await ideas.submit(tx, new_idea(lan), NOW)
        assert await ideas.correct(tx, idea.id, 1, new_idea(hoa), NOW) is None
        assert await ideas.correct(tx, idea.id + 1, 1, new_idea(lan), NOW) is None
        assert await ideas.one(tx, idea.id) == idea
        edited = await ideas.correct(tx, idea.id, 1, new_idea(lan, commune="07340"), NOW)
        assert edited is not None
        assert (edited.state, edited.commune, edited.revision) == (State.SUBMITTED, "07340", 2)
        assert await logged(tx, idea) == ["idea.submit", "idea.edit"]


async def test_a_withdrawn_idea_sent_again_stands_at_the_end(database: Database) -> None:
    async with database.transaction() as tx:
        lan = await person(tx, "1")
        idea = await ideas.submit(tx, new_idea(lan), NOW)
        gone = await ideas.move(tx, idea, Action.WITHDRAW, Actor.FARMER, lan, NOW + 1)
        assert gone is not None
        assert await ideas.queue(tx, ["07339"], [State.SUBMITTED], 0, 10) == []
        again = await ideas.move(tx, gone, Action.RESEND, Actor.FARMER, lan, NOW + DAY)
        assert again is not None
        assert (again.code, again.submitted_at) == (idea.code, NOW + DAY)


@pytest.mark.parametrize("action", list(Action))
async def test_what_its_state_forbids_is_not_done(database: Database, action: Action) -> None:
    async with database.transaction() as tx:
        lan = await person(tx, "1")
        idea = await ideas.submit(tx, new_idea(lan), NOW)
        taken = await ideas.move(tx, idea, Action.TAKE_UP, Actor.OFFICER, lan, NOW)
        assert taken is not None
        accepted = await ideas.move(tx, taken, Action.ACCEPT, Actor.OFFICER, lan, NOW)
        assert accepted is not None
        for actor in Actor:
            assert await ideas.move(tx, accepted, action, actor, lan, NOW) is None
        assert await ideas.one(tx, idea.id) == accepted
        assert len(await logged(tx, idea)) == 3


async def test_the_queue_of_an_area_by_pages(database: Database) -> None:
    async with database.transaction() as tx:
        lan, an = await person(tx, "1"), await person(tx, "2")
        filed = [
            await ideas.submit(tx, new_idea(lan, commune=commune), NOW - number)
            for number, commune in enumerate(["07339", "07340", "07341", "07339", "07340"])
        ]
        await ideas.move(tx, filed[0], Action.TAKE_UP, Actor.OFFICER, an, NOW)
        here, new = ["07339", "07340"], [State.SUBMITTED]
        ids = [idea.id for idea in await ideas.queue(tx, here, new, 0, 10)]
        assert ids == [filed[4].id, filed[3].id, filed[1].id]
        assert [i.id for i in await ideas.queue(tx, here, new, 1, 1)] == [filed[3].id]
        both = [State.SUBMITTED, State.TAKEN_UP]
        assert [i.id for i in await ideas.queue(tx, here, both, 0, 9, an)] == [filed[0].id]
        assert await ideas.queue(tx, here, both, 0, 9, lan) == []
        assert await ideas.queue(tx, [], new, 0, 10) == []
        assert await ideas.queue(tx, ["' OR 1=1 --"], new, 0, 10) == []
        assert await ideas.tally(tx, here, an) == Tally(3, 1, 0)
        assert await ideas.tally(tx, here, lan) == Tally(3, 0, 0)
        assert await ideas.tally(tx, [], an) == Tally(0, 0, 0)
        assert [i.id for i in await ideas.of_person(tx, lan, 0, 2)] == [filed[0].id, filed[1].id]
        assert await ideas.count_of_person(tx, lan) == 5
        assert await ideas.count_of_person(tx, an) == 0


@pytest.mark.parametrize("statement", ["DELETE FROM acts", "UPDATE acts SET person_id = 0"])
async def test_the_log_only_grows(database: Database, statement: str) -> None:
    async def change_the_log() -> None:
        async with database.transaction() as tx:
            await ideas.submit(tx, new_idea(await person(tx, "1")), NOW)
            await tx.run(statement)

    with pytest.raises(DatabaseError, match="append-only"):
        await change_the_log()
