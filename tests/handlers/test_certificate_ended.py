"""A result that is corrected to one without a certificate ends the certificate of the first."""

from decimal import Decimal

from handlers.post import Post
from handlers.status_news import tell_change
from programme.stages import Outcome, Points
from storage import jobs, products
from storage.products import StepKind
from tests.handlers.desk_cast import farmer, officer
from tests.handlers.product_cast import begun, certified, moved, rated, stands
from tests.harness import Running

LOW = Points(Decimal(20), Decimal(12), Decimal(10))
HIGH = Points(Decimal(35), Decimal(20), Decimal(28))
WATCHED = ("product.window", "product.closing", "product.expiry")


async def watched(bot: Running, number: int) -> int:
    """How many reminders of its certificate wait."""
    async with bot.db.transaction() as tx:
        found = [await jobs.one(tx, kind, products.subject(number)) for kind in WATCHED]
    return sum(one is not None for one in found)


async def test_it_ends_and_the_producer_hears_it(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    product = (await moved(bot, product, an, "visit", "check", "rating")).product
    product = (await rated(bot, product, an, 4, HIGH)).product
    product = (await certified(bot, product, an)).product
    assert product.certificate is not None
    assert await watched(bot, product.id)
    done = await rated(bot, product, an, 2, LOW)
    assert (done.product.outcome, done.product.stars) == (Outcome.RATED, 2)
    assert done.product.certificate is None
    assert await watched(bot, product.id) == 0
    async with bot.db.transaction() as tx:
        assert await tell_change(Post(tx, bot.service.world, bot.clock()), done.product, done.step)
    await lan.wait("Giấy chứng nhận 12/QĐ-UBND không còn giá trị.")
    assert len(lan.text) <= 700
    await lan.say("/trangthai", "Ba kích tím")
    assert "12/QĐ-UBND" not in lan.text


async def test_a_correction_that_still_earns_one_keeps_it(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    product = (await moved(bot, product, an, "visit", "check", "rating")).product
    product = (await rated(bot, product, an, 4, HIGH)).product
    product = (await certified(bot, product, an)).product
    done = await rated(bot, product, an, 3, Points(Decimal(25), Decimal(15), Decimal(15)))
    assert done.product.certificate == product.certificate
    assert done.step.kind is StepKind.RATING
    assert await watched(bot, product.id)
    assert (await stands(bot, product)).stars == 3
