"""Products on both engines: begun, moved, rated, certified, found again and erased."""

from datetime import date
from decimal import Decimal

import pytest

from programme.edition_files import load_editions
from programme.editions import Edition
from programme.stages import Kind, Move, Outcome, Points, moves, stars_for
from programme.vietnam_time import day_at
from storage import (
    acts,
    ideas,
    product_moves,
    product_work,
    products,
)
from storage.database import Database, Transaction
from storage.people import PersonId
from storage.products import Certificate, Product, StepKind
from tests.programme.edition_2027 import with_2027
from tests.storage.test_ideas import new_idea, person

NOW = 1_790_000_000_000  # 21 September 2026
DAY = 86_400_000
E2024, E2026 = load_editions().all
COMMUNE, OTHER = "07339", "07340"
CERTIFICATE = Certificate("12/QĐ-UBND", date(2026, 12, 30), date(2029, 12, 30))


async def begun(
    tx: Transaction,
    chat: str = "1",
    *,
    edition: Edition = E2026,
    commune: str = COMMUNE,
    now: int = NOW,
    name: str = "Ba kích tím",
) -> Product:
    """A product of a new person whose idea an officer has accepted."""
    lan = await person(tx, chat)
    idea = await ideas.submit(tx, new_idea(lan, commune=commune, product=name), now)
    product = await product_moves.from_idea(tx, idea, edition, lan, now, level="commune")
    assert product is not None
    return product


async def officer(tx: Transaction, chat: str = "90") -> PersonId:
    return await person(tx, chat)


async def forward(
    tx: Transaction, product: Product, edition: Edition, by: PersonId, to: str, now: int = NOW
) -> Product:
    done = await product_moves.move(tx, product, edition, Move(Kind.FORWARD, to), by, now)
    assert done is not None
    assert done.step.to_stage == to
    return done.product


async def at_rating(tx: Transaction, product: Product, by: PersonId) -> Product:
    for stage in ("visit", "check", "rating"):
        product = await forward(tx, product, E2026, by, stage)
    return product


def points(total: str) -> Points:
    return Points(Decimal(total) - 2, Decimal(1), Decimal(1))


async def planned(tx: Transaction) -> dict[str, int]:
    rows = await tx.all("SELECT kind, due_at FROM jobs ORDER BY kind")
    return {row["kind"]: row["due_at"] for row in rows}


async def test_an_accepted_idea_becomes_one_product(database: Database) -> None:
    async with database.transaction() as tx:
        product = await begun(tx)
        assert product.code == "SP-2026-00001"
        assert (product.stage, product.holder, product.officer_id) == ("review", "commune", None)
        assert (product.round, product.round_year, product.due_at) == ("2", 2026, None)
        assert (product.outcome, product.stars, product.revision) == (None, None, 1)
        idea = await ideas.one(tx, product.idea_id or 0)
        assert idea is not None
        again = await product_moves.from_idea(tx, idea, E2026, idea.person_id, NOW)
        assert again is None
        assert await products.by_idea(tx, idea.id) == product
        assert await products.one(tx, product.id) == product
        assert await products.by_code(tx, "SP-2026-00001") == product
        assert [step.kind for step in await products.steps(tx, product.id)] == [StepKind.START]
        log = await acts.of_subject(tx, products.subject(product.id))
        assert [(act.action, act.detail["code"]) for act in log] == [
            ("product.start", "SP-2026-00001")
        ]


async def test_codes_are_counted_by_the_year_in_vietnam(database: Database) -> None:
    async with database.transaction() as tx:
        new_year = 1_798_736_400_000  # midnight of 1/1/2027 in Vietnam
        codes = [
            (await begun(tx, chat, now=now)).code
            for chat, now in (("1", new_year - 1), ("2", new_year), ("3", new_year))
        ]
    assert codes == ["SP-2026-00001", "SP-2027-00001", "SP-2027-00002"]


async def test_the_road_from_the_first_stage_to_four_stars(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        product = await forward(tx, product, E2026, an, "visit")
        product = await forward(tx, product, E2026, an, "check")
        # 15 working days after Monday 21/9: Monday 12/10 is over.
        assert product.due_at == 1_791_824_400_000
        assert day_at(product.due_at - 1) == date(2026, 10, 12)
        product = await forward(tx, product, E2026, an, "rating")
        assert (product.holder, product.due_at) == ("province", None)
        done = await product_moves.rate(tx, product, E2026, points("88.5"), 4, an, NOW)
        assert done is not None
        product = done.product
        assert (product.outcome, product.stars) == (Outcome.RATED, 4)
        assert product.points.total == Decimal("88.5")
        assert done.step.detail == {
            "stars": "4",
            "a": "86.5",
            "b": "1",
            "c": "1",
            "outcome": "rated",
        }
        done = await product_moves.certify(tx, product, E2026, CERTIFICATE, an, NOW)
        assert done is not None
        assert (await products.one(tx, product.id)) == done.product
        assert done.product.certificate == CERTIFICATE
        told = [step.kind.value for step in await products.steps(tx, product.id)]
        assert told == ["start", "forward", "forward", "forward", "rating", "certificate"]


async def test_ninety_points_go_on_to_the_ministry(database: Database) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await at_rating(tx, await begun(tx), an)
        done = await product_moves.rate(tx, product, E2026, points("92"), 5, an, NOW)
        assert done is not None
        assert (done.product.stage, done.product.holder) == ("national", "ministry")
        assert (done.product.outcome, done.product.stars) == (None, 5)
        assert (done.step.from_stage, done.step.to_stage) == ("rating", "national")
        assert await product_moves.certify(tx, done.product, E2026, CERTIFICATE, an, NOW) is None
        done = await product_moves.rate(tx, done.product, E2026, points("91"), 5, an, NOW + 1)
        assert done is not None
        assert (done.product.outcome, done.product.stars) == (Outcome.RATED, 5)
        assert [
            (step.detail or {})["stars"] for step in await products.ratings(tx, product.id)
        ] == ["5", "5"]


async def test_a_result_can_be_corrected_where_it_was_made(database: Database) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await at_rating(tx, await begun(tx), an)
        first = await product_moves.rate(tx, product, E2026, points("49"), 2, an, NOW)
        assert first is not None
        second = await product_moves.rate(tx, first.product, E2026, points("94"), 5, an, NOW)
        assert second is not None
        assert (second.product.stage, second.product.outcome) == ("national", None)
        with pytest.raises(ValueError, match="stars must be 1 to 5"):
            await product_moves.rate(tx, product, E2026, points("50"), 0, an, NOW)
        visit = await begun(tx, "2")
        assert await product_moves.rate(tx, visit, E2026, points("50"), 3, an, NOW) is None


async def test_what_has_changed_since_is_not_overwritten(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        await forward(tx, product, E2026, an, "visit")
        before = await products.one(tx, product.id)
        way = Move(Kind.FORWARD, "visit")
        assert await product_moves.move(tx, product, E2026, way, an, NOW) is None
        assert await product_work.take_up(tx, product, E2026, an, NOW) is None
        assert await product_work.note(tx, product, E2026, "x", an, NOW, shown=True) is None
        assert await products.one(tx, product.id) == before
        assert len(await products.steps(tx, product.id)) == 2


async def test_only_open_ways_are_gone_and_bad_news_has_a_reason(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        way = Move(Kind.FORWARD, "national")
        assert await product_moves.move(tx, product, E2026, way, an, NOW) is None
        product = await forward(tx, product, E2026, an, "visit")
        back = Move(Kind.BACK, "review")
        with pytest.raises(ValueError, match="back needs a reason"):
            await product_moves.move(tx, product, E2026, back, an, NOW, reason="  ")
        done = await product_moves.move(tx, product, E2026, back, an, NOW, reason="Thiếu nhãn")
        assert done is not None
        assert (done.product.stage, done.step.text) == ("review", "Thiếu nhãn")
        [act] = [
            a for a in await acts.of_subject(tx, f"product:{product.id}") if "back" in a.action
        ]
        assert act.detail == {"code": product.code, "from": "visit", "to": "review"}


async def test_a_product_that_is_held_says_since_when(database: Database) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx), await officer(tx)
        hold = Move(Kind.HOLD, "review")
        held = await product_moves.move(tx, product, E2026, hold, an, NOW + 5, reason="Chờ nhãn")
        assert held is not None
        assert held.product.held_since == NOW + 5
        assert held.product.stage_since == NOW
        resume = Move(Kind.RESUME, "review")
        on = await product_moves.move(tx, held.product, E2026, resume, an, NOW + 6)
        assert on is not None
        assert on.product.held_since is None


async def test_a_road_that_ended_begins_again_under_the_rules_in_force(database: Database) -> None:
    in_2027 = with_2027().of("2027")
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await at_rating(tx, await begun(tx), an)
        rated = await product_moves.rate(tx, product, E2026, points("60"), 3, an, NOW)
        assert rated is not None
        paper = await product_moves.certify(tx, rated.product, E2026, CERTIFICATE, an, NOW)
        assert paper is not None
        done = await product_moves.move(
            tx,
            paper.product,
            E2026,
            Move(Kind.AGAIN, "check"),
            an,
            NOW + 200 * DAY,
            in_force=in_2027,
        )
        assert done is not None
        again = done.product
        assert (again.edition, again.stage, again.outcome) == ("2027", "check", None)
        assert (again.stars, again.points.total) == (None, None)
        assert (again.certificate, again.earlier_certificate) == (None, CERTIFICATE)
        assert await products.one(tx, product.id) == again
        assert (again.round, again.round_year) == ("1", 2027)
        assert [step.kind for step in await products.ratings(tx, product.id)] == [StepKind.RATING]


async def test_an_edition_of_a_year_to_come_needs_no_code(database: Database) -> None:
    """One file more: a stage, other days and another threshold, walked from end to end."""
    editions = with_2027()
    may_2027 = 1_809_100_800_000  # 1/5/2027
    edition = editions.on(day_at(may_2027))
    assert edition.key == "2027"
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await begun(tx, edition=edition, now=may_2027)
        assert (product.edition, product.round, product.round_year) == ("2027", "1", 2027)
        walked = [product.stage]
        while (way := moves(edition, product.standing)[0]).kind is Kind.FORWARD:
            product = await forward(tx, product, edition, an, way.to, may_2027)
            walked.append(product.stage)
        assert walked == ["review", "visit", "check", "lab", "rating"]
        given = points("72")
        stars = stars_for(editions.of(product.edition), given.total or Decimal(0))
        assert stars == 3
        done = await product_moves.rate(tx, product, edition, given, stars or 0, an, may_2027)
        assert done is not None
        assert (done.product.outcome, done.product.stars) == (Outcome.RATED, 3)


async def test_many_are_found_by_their_own_or_their_ideas_code(database: Database) -> None:
    async with database.transaction() as tx:
        made = [await begun(tx, str(number)) for number in range(3)]
        wanted = [made[0].code, "YT-2026-00002", "SP-2026-09999", *(f"X{n}" for n in range(1000))]
        found = await products.by_codes(tx, wanted)
        assert found == {made[0].code: made[0], "YT-2026-00002": made[1]}
        assert await products.by_codes(tx, []) == {}


async def test_a_producers_products_the_newest_first(database: Database) -> None:
    async with database.transaction() as tx:
        old = await begun(tx, "1", now=NOW - DAY)
        idea = await ideas.submit(tx, new_idea(old.person_id), NOW)
        new = await product_moves.from_idea(tx, idea, E2024, old.person_id, NOW, level="commune")
        assert new is not None
        assert new.holder == "district"
        assert await products.of_person(tx, old.person_id) == [new, old]
