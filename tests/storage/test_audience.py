"""Whom an announcement reaches: each bound, each exclusion, and on which chat."""

from collections.abc import Collection
from decimal import Decimal

import pytest

from programme.audience import Audience
from storage import audience, deliveries, ideas, news_choices, people, signups
from storage.audience import Reach
from storage.database import Database, Transaction
from storage.ideas import NewIdea
from storage.people import PersonId
from tests.announcing import HERE, NOW, person, sending, written
from tests.storage.class_cast import joined, planned


async def whom(
    tx: Transaction,
    chosen: Audience,
    communes: Collection[str] = ("c1",),
    *,
    topic: str = "policy",
    corrects: int | None = None,
) -> set[int]:
    """The people to whom an announcement with this audience goes; the count must say the same."""
    counted = await audience.reach(tx, chosen, communes, topic, correction=corrects is not None)
    author = await person(tx, None, consent=None)
    made = await sending(tx, written(author, chosen, topic=topic, corrects=corrects), communes)
    rows = await tx.all("SELECT person_id FROM deliveries WHERE announcement_id = :id", id=made.id)
    found = {int(row["person_id"]) for row in rows}
    assert counted.total == len(found) == made.total
    return found


async def test_everybody_of_the_communes_counts_but_who_took_her_agreement_back(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        agreed = await person(tx, "c1", "1")
        other = await person(tx, "c2", "5")
        await person(tx, "c2", "2", consent=False)
        await person(tx, "c3", "3")
        await person(tx, None, "4")
        assert await whom(tx, Audience(areas=("p",)), {"c1", "c2"}) == {agreed, other}


@pytest.mark.parametrize("chosen", [Audience(), Audience(areas=("nowhere",))])
async def test_without_a_commune_nobody_is_meant(database: Database, chosen: Audience) -> None:
    async with database.transaction() as tx:
        await person(tx, "c1", "1")
        assert await whom(tx, chosen, ()) == set()


async def test_she_gets_it_in_the_chat_that_was_used_last_and_is_not_blocked(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        both = await person(tx, "c1", "old", "new")
        back = await person(tx, "c1", "open", "blocked")
        gone = await person(tx, "c1", "gone")
        none = await person(tx, "c1")
        people.block(tx, "wire", "blocked", NOW)
        people.block(tx, "wire", "gone", NOW)
        assert await audience.reach(tx, HERE, ("c1",), "policy") == Reach({"wire": 2}, 1, 1)
        made = await sending(tx, written(both))
        rows = await tx.all("SELECT person_id, chat_id, state FROM deliveries")
        report = await deliveries.report(tx, made)
    assert {row["person_id"]: (row["chat_id"], row["state"]) for row in rows} == {
        both: ("new", 0),
        back: ("open", 0),
        gone: ("gone", 3),
        none: ("", 5),
    }
    assert (report.total, report.waiting, report.blocked, report.no_chat) == (4, 2, 1, 1)


async def test_a_muted_topic_reaches_nobody_but_by_a_correction(database: Database) -> None:
    async with database.transaction() as tx:
        keen = await person(tx, "c1", "1")
        deaf = await person(tx, "c1", "2")
        news_choices.choose(tx, keen, "policy", follows=True)
        wrong = await sending(tx, written(keen))
        await reached(tx, wrong.id, keen, deaf)
        news_choices.choose(tx, deaf, "policy", follows=False)
        assert await whom(tx, HERE) == {keen}
        assert await whom(tx, HERE, topic="market") == {keen, deaf}
        assert await whom(tx, Audience(areas=("c1",), topics=("policy", "other"))) == {keen}
        got = Audience(received=(wrong.id,))
        assert await whom(tx, got, (), corrects=wrong.id) == {keen, deaf}
        news_choices.choose(tx, deaf, "policy", follows=None)
        assert await whom(tx, HERE) == {keen, deaf}


async def reached(tx: Transaction, id: int, *whom: PersonId) -> None:
    for person_id in whom:
        deliveries.ended(tx, id, person_id, deliveries.State.SENT, NOW, maybe_twice=False)


async def test_who_got_an_earlier_one_and_who_did_not(database: Database) -> None:
    async with database.transaction() as tx:
        got, missed, called = [await person(tx, "c1", chat) for chat in ("1", "2", "3")]
        elsewhere = await person(tx, "c2", "4")
        first = await sending(tx, written(got))
        await reached(tx, first.id, got)
        for unlucky in (missed, called):
            ending = deliveries.State.REFUSED
            deliveries.ended(tx, first.id, unlucky, ending, NOW, maybe_twice=False, error="400")
        assert await deliveries.tell(tx, first.id, called, got, NOW)
        assert await whom(tx, Audience(received=(first.id,)), ()) == {got, called}
        assert await whom(tx, Audience(missed=(first.id,)), ()) == {missed}
        everybody = Audience(areas=("p",), without_received=(first.id,))
        assert await whom(tx, everybody, ("c1", "c2")) == {missed, elsewhere}


async def test_kinds_products_and_classes_bound_and_exclude(database: Database) -> None:
    async with database.transaction() as tx:
        farm, group, plain = [await person(tx, "c1", chat) for chat in ("1", "2", "3")]
        tx.later("UPDATE people SET kind = 'farm' WHERE id = :id", id=farm)
        tx.later("UPDATE people SET kind = 'group' WHERE id = :id", id=group)
        await product(tx, farm, "SP-1", "food", "dossier")
        await product(tx, group, "SP-2", "drink", "certified")
        await product(tx, group, "SP-3", "food", "rated")
        await idea(tx, plain, "tourism")
        klass = await planned(tx)
        await joined(tx, klass, group)
        [gone] = await joined(tx, klass, farm, "Hoa")
        assert await signups.leave(tx, gone.id, farm, NOW) is not None

        async def of(chosen: Audience) -> set[int]:
            return await whom(tx, chosen)

        assert await of(Audience(areas=("c1",), kinds=("farm",))) == {farm}
        assert await of(Audience(areas=("c1",), without_kinds=("farm",))) == {group, plain}
        assert await of(Audience(areas=("c1",), groups=("food",))) == {farm, group}
        assert await of(Audience(areas=("c1",), stages=("certified",))) == {group}
        both = Audience(areas=("c1",), groups=("food",), stages=("dossier", "certified"))
        assert await of(both) == {farm}
        assert await of(Audience(areas=("c1",), groups=("tourism", "drink"))) == {group, plain}
        assert await of(Audience(areas=("c1",), stages=("idea",))) == {plain}
        assert await of(Audience(areas=("c1",), groups=("food",), stages=("idea",))) == set()
        assert await of(Audience(areas=("c1",), without_groups=("drink",))) == {farm, plain}
        assert await of(Audience(areas=("c1",), classes=(klass.id,))) == {group}
        assert await of(Audience(areas=("c1",), without_classes=(klass.id,))) == {farm, plain}


async def product(tx: Transaction, person_id: int, code: str, group: str, stage: str) -> None:
    tx.later(
        "INSERT INTO products (code, person_id, edition, commune, name, product_group, stage,"
        " stage_since, holder, revision, created_at, updated_at)"
        " VALUES (:code, :person_id, '2026', 'c1', 'x', :group, :stage, 1, 'commune', 1, 1, 1)",
        code=code,
        person_id=person_id,
        group=group,
        stage=stage,
    )


async def idea(tx: Transaction, person_id: PersonId, group: str) -> None:
    new = NewIdea(person_id, "2026", "c1", "Chè", group, "over_75", Decimal(5), "kg", (), ())
    await ideas.submit(tx, new, NOW)
