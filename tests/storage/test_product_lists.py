"""Products in lists on both engines: filtered, paged, counted."""

from datetime import date

from programme.stages import Outcome
from storage import product_lists, product_moves, product_work
from storage.database import Database
from storage.product_lists import Filter
from storage.products import Certificate
from tests.storage.test_products import (
    CERTIFICATE,
    COMMUNE,
    DAY,
    E2026,
    NOW,
    OTHER,
    at_rating,
    begun,
    forward,
    officer,
    points,
)


async def test_the_queue_and_its_filters(database: Database) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        first = await begun(tx, "1", now=NOW - 40 * DAY)
        second = await begun(tx, "2", now=NOW - 20 * DAY)
        await begun(tx, "3", commune=OTHER)
        rated = await at_rating(tx, await begun(tx, "4"), an)
        done = await product_moves.rate(tx, rated, E2026, points("71"), 4, an, NOW)
        assert done is not None
        await product_moves.certify(tx, done.product, E2026, CERTIFICATE, an, NOW)
        second = await forward(tx, second, E2026, an, "visit", NOW - 30 * DAY)
        second = await forward(tx, second, E2026, an, "check", NOW - 30 * DAY)
        taken = await product_work.take_up(tx, second, E2026, an, NOW)
        assert taken is not None
        area = [COMMUNE]

        async def ids(wanted: Filter) -> list[int]:
            found = [one.id for one in await product_lists.queue(tx, area, wanted, 0, 10)]
            assert await product_lists.count(tx, area, wanted) == len(found)
            return found

        assert await ids(Filter()) == [second.id, first.id]
        assert await ids(Filter(stage="check")) == [second.id]
        assert await ids(Filter(over=NOW)) == [second.id]
        assert await ids(Filter(over=NOW - 30 * DAY)) == []
        assert await ids(Filter(mine=an)) == [second.id]
        assert await ids(Filter(holder="province")) == []
        assert await ids(Filter(outcome=Outcome.RATED)) == [rated.id]
        assert await ids(Filter(open=False)) == [second.id, first.id, rated.id]
        assert await ids(Filter(open=False, stars=4)) == [rated.id]
        assert await ids(Filter(open=False, expires_by=date(2029, 12, 30))) == [rated.id]
        assert await ids(Filter(open=False, expires_by=date(2029, 12, 29))) == []
        last, after = date(2029, 12, 30), date(2029, 12, 31)
        assert await ids(Filter(open=False, expires_from=last, expires_by=last)) == [rated.id]
        assert await ids(Filter(open=False, expires_from=after, expires_by=after)) == []
        assert [one.id for one in await product_lists.queue(tx, area, Filter(), 1, 1)] == [first.id]
        tally = [
            (one.edition, one.stage, one.open, one.mine, one.over)
            for one in await product_lists.tally(tx, area, an, NOW)
        ]
        assert tally == [("2026", "check", 1, 1, 1), ("2026", "review", 1, 0, 0)]
        assert await product_lists.queue(tx, [], Filter(), 0, 10) == []
        assert await product_lists.count(tx, [], Filter()) == 0
        assert await product_lists.tally(tx, [], an, NOW) == []
        assert await product_lists.by_commune(tx, [], Filter()) == {}


async def test_by_product_group_and_by_commune(database: Database) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        for number in range(3):
            await begun(tx, str(number))
        odd = await begun(tx, "4", commune=OTHER)
        tx.later("UPDATE products SET product_group = 'craft' WHERE id = :id", id=odd.id)
        both, craft = [COMMUNE, OTHER], Filter(group="craft")
        assert [one.id for one in await product_lists.queue(tx, both, craft, 0, 9)] == [odd.id]
        assert await product_lists.count(tx, both, craft) == 1
        assert await product_lists.count(tx, [COMMUNE], craft) == 0
        assert await product_lists.by_commune(tx, both, Filter()) == {COMMUNE: 3, OTHER: 1}
        assert await product_lists.by_commune(tx, both, craft) == {OTHER: 1}
        assert await product_lists.by_group(tx, [OTHER], Filter()) == {"craft": 1}
        counted = [one.open for one in await product_lists.tally(tx, both, an, NOW, "craft")]
        assert counted == [1]


async def test_the_certificate_that_ends_first_stands_first(database: Database) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        made = []
        for number, day in enumerate((20, 10, 15)):
            ready = await at_rating(tx, await begun(tx, str(number)), an)
            done = await product_moves.rate(tx, ready, E2026, points("71"), 4, an, NOW)
            assert done is not None
            paper = Certificate(f"{day}/QĐ", date(2026, 12, 30), date(2029, 12, day))
            sure = await product_moves.certify(tx, done.product, E2026, paper, an, NOW)
            assert sure is not None
            made.append(sure.product.id)
        wanted = Filter(open=False, expires_by=date(2029, 12, 31))
        found = [one.id for one in await product_lists.queue(tx, [COMMUNE], wanted, 0, 9)]
        assert found == [made[1], made[2], made[0]]
