"""Ratings and what they bring, on both engines: stars, the reason for fewer, a certificate each."""

from dataclasses import replace

import pytest

from programme.stages import Kind, Move, Outcome
from storage import acts, product_lists, product_moves, products
from storage.database import Database, Transaction
from storage.people import PersonId
from storage.product_lists import Filter
from storage.products import Product, StepKind
from tests.storage.test_products import (
    CERTIFICATE,
    COMMUNE,
    E2026,
    NOW,
    at_rating,
    begun,
    forward,
    officer,
    points,
)


async def test_each_rating_has_a_certificate_of_its_own_and_the_story_keeps_all(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await at_rating(tx, await begun(tx), an)
        again, paper = Move(Kind.AGAIN, "check"), CERTIFICATE
        ending = Filter(open=False, expires_by=CERTIFICATE.expires)
        for number in ("1", "2"):
            done = await product_moves.rate(tx, product, E2026, points("60"), 3, an, NOW)
            assert done is not None
            assert done.product.certificate is None
            assert await product_lists.count(tx, [COMMUNE], ending) == 0
            paper = replace(CERTIFICATE, number=number)
            done = await product_moves.certify(tx, done.product, E2026, paper, an, NOW)
            assert done is not None
            assert (done.product.certificate, done.product.earlier_certificate) == (paper, None)
            assert await product_lists.count(tx, [COMMUNE], ending) == 1
            assert await products.one(tx, product.id) == done.product
            done = await product_moves.move(tx, done.product, E2026, again, an, NOW)
            assert done is not None
            product = await forward(tx, done.product, E2026, an, "rating")
        assert product.last_certificate == product.earlier_certificate == paper
        given = [s for s in await products.steps(tx, product.id) if s.kind == StepKind.CERTIFICATE]
        days = {"issued": "2026-12-30", "expires": "2029-12-30"}
        assert [step.detail for step in given] == [{"number": n, **days} for n in ("1", "2")]


async def corrected_upwards(tx: Transaction, an: PersonId) -> Product:
    """Four stars with a certificate, corrected to points that only the ministry may decide on."""
    product = await at_rating(tx, await begun(tx), an)
    done = await product_moves.rate(tx, product, E2026, points("80"), 4, an, NOW)
    assert done is not None
    done = await product_moves.certify(tx, done.product, E2026, CERTIFICATE, an, NOW)
    assert done is not None
    done = await product_moves.rate(tx, done.product, E2026, points("95"), 5, an, NOW + 1)
    assert done is not None
    assert done.product.stage == "national"
    return done.product


async def test_five_stars_do_not_inherit_the_certificate_of_four(database: Database) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await corrected_upwards(tx, an)
        assert (product.certificate, product.earlier_certificate) == (None, CERTIFICATE)
        done = await product_moves.rate(tx, product, E2026, points("94"), 5, an, NOW + 2)
        assert done is not None
        assert (done.product.stars, done.product.outcome) == (5, Outcome.RATED)
        assert (done.product.certificate, done.product.earlier_certificate) == (None, CERTIFICATE)
        five = replace(CERTIFICATE, number="5/QĐ-BNNMT")
        done = await product_moves.certify(tx, done.product, E2026, five, an, NOW + 3)
        assert done is not None
        assert (done.product.certificate, done.product.earlier_certificate) == (five, None)


async def test_too_few_stars_from_the_next_council_end_it(database: Database) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await corrected_upwards(tx, an)
        done = await product_moves.rate(tx, product, E2026, points("45"), 2, an, NOW + 2)
        assert done is not None
        assert done.product.last_certificate is None
        assert (done.step.detail or {})["ended"] == CERTIFICATE.number


async def test_fewer_stars_than_points_need_a_reason_and_more_there_cannot_be(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await at_rating(tx, await begun(tx), an)
        for stars, why in ((3, None), (3, "  "), (5, "Rất ngon")):
            with pytest.raises(ValueError, match=r"reason|not 5"):
                await product_moves.rate(tx, product, E2026, points("88"), stars, an, NOW, text=why)
        assert await products.one(tx, product.id) == product
        why = "Thiếu phiếu kiểm nghiệm"
        done = await product_moves.rate(tx, product, E2026, points("88"), 3, an, NOW, text=why)
        assert done is not None
        assert (done.product.stars, done.product.outcome) == (3, Outcome.RATED)
        [step] = await products.ratings(tx, product.id)
        assert (step.text, (step.detail or {})["made"]) == (why, "4")
        # The log says that it was fewer; the words are in the story, where they can be erased.
        act = (await acts.of_subject(tx, products.subject(product.id)))[-1]
        assert (act.detail["stars"], act.detail["made"]) == ("3", "4")
        assert why not in act.detail.values()


async def test_a_council_that_holds_back_five_stars_decides_itself(database: Database) -> None:
    """90 points, but a requirement for five stars is not met: the province's four are final."""
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await at_rating(tx, await begun(tx), an)
        done = await product_moves.rate(
            tx, product, E2026, points("92"), 4, an, NOW, text="Chưa có HACCP"
        )
        assert done is not None
        assert (done.product.stage, done.product.stars) == ("rating", 4)
        assert done.product.outcome is Outcome.RATED


async def test_too_few_stars_for_a_certificate_get_none(database: Database) -> None:
    async with database.transaction() as tx:
        an = await officer(tx)
        product = await at_rating(tx, await begun(tx), an)
        rated = await product_moves.rate(tx, product, E2026, points("40"), 2, an, NOW)
        assert rated is not None
        assert await product_moves.certify(tx, rated.product, E2026, CERTIFICATE, an, NOW) is None
        assert await products.one(tx, product.id) == rated.product
