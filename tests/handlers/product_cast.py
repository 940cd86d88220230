"""Products for conversations: begun, brought along and rated without anybody's screens."""

import asyncio
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from bot import clock
from bot.channels.sandbox.phone import Phone
from programme.stages import Kind, Move, Points
from programme.vietnam_time import VIETNAM
from storage import jobs, product_moves, products
from storage.jobs import Job
from storage.people import PersonId
from storage.product_rows import Done
from storage.products import Certificate, Product
from tests.handlers.desk_cast import DAY, SON_DONG, file_idea, person_of
from tests.harness import Running

CERTIFICATE = Certificate("12/QĐ-UBND", date(2026, 12, 30), date(2029, 12, 30))
POINTS = Points(Decimal(35), Decimal(20), Decimal("33.5"))
BEST = Points(Decimal(36), Decimal(22), Decimal("33.5"))


async def begun(
    bot: Running,
    farmer: Phone,
    officer: Phone,
    *,
    product: str = "Ba kích tím",
    commune: str = SON_DONG,
    days_ago: int = 0,
) -> Product:
    """A producer's idea that an officer has accepted."""
    idea = await file_idea(bot, farmer, product=product, commune=commune, days_ago=days_ago)
    by = await person_of(bot, officer)
    now = bot.clock() - days_ago * DAY
    edition = bot.service.world.editions.of(idea.edition)
    async with bot.db.transaction() as tx:
        found = await product_moves.from_idea(tx, idea, edition, by, now, level="commune")
    assert found is not None
    return found


async def moved(
    bot: Running,
    product: Product,
    officer: Phone,
    *ways: Move | str,
    reason: str | None = None,
    days_ago: int = 0,
) -> Done:
    """Go some ways, a stage's key being the way forward to it; returns the last one's outcome."""
    by, now = await person_of(bot, officer), bot.clock() - days_ago * DAY
    edition = bot.service.world.editions.of(product.edition)
    done = None
    async with bot.db.transaction() as tx:
        for way in ways:
            move = Move(Kind.FORWARD, way) if isinstance(way, str) else way
            done = await product_moves.move(tx, product, edition, move, by, now, reason=reason)
            assert done is not None, way
            product = done.product
    assert done is not None
    return done


async def rated(
    bot: Running,
    product: Product,
    officer: Phone,
    stars: int = 4,
    points: Points = POINTS,
    *,
    why: str | None = None,
) -> Done:
    """Write down a council's result where the product is, with the reason for fewer stars."""
    by = await person_of(bot, officer)
    edition = bot.service.world.editions.of(product.edition)
    async with bot.db.transaction() as tx:
        done = await product_moves.rate(
            tx, product, edition, points, stars, by, bot.clock(), text=why
        )
    assert done is not None
    return done


async def certified(
    bot: Running, product: Product, officer: Phone, certificate: Certificate = CERTIFICATE
) -> Done:
    by = await person_of(bot, officer)
    edition = bot.service.world.editions.of(product.edition)
    async with bot.db.transaction() as tx:
        done = await product_moves.certify(tx, product, edition, certificate, by, bot.clock())
    assert done is not None
    return done


async def stands(bot: Running, product: Product) -> Product:
    """The product as it stands in the database."""
    async with bot.db.transaction() as tx:
        found = await products.one(tx, product.id)
    assert found is not None
    return found


async def on_a_day(bot: Running, year: int = 2030, month: int = 1, day: int = 14) -> None:
    """Let the bot's clock stand at ten in the morning of a day to come."""
    there = datetime(year, month, day, 10, tzinfo=VIETNAM)
    bot.clock.ahead = int(there.timestamp() * 1000) - clock.now()
    await bot.later()


async def due(bot: Running, kind: str, product: Product) -> Job:
    """Let time pass until a job about a product is done; returns that job."""
    async with bot.db.transaction() as tx:
        job = await jobs.one(tx, kind, products.subject(product.id))
    assert job is not None, kind
    await bot.later(minutes=(job.due_at - bot.clock()) / 60_000 + 1)
    # The bot's own round may have taken it first, and not be done yet.
    async with asyncio.timeout(5):
        while await _waits(bot, job):  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.01)
    await bot.calm()
    return job


async def _waits(bot: Running, job: Job) -> bool:
    async with bot.db.transaction() as tx:
        return await jobs.one(tx, job.kind, job.subject) is not None


async def held_by(bot: Running, product: Product, officer: Phone) -> Product:
    """Let an officer hold it, past all screens."""
    by: PersonId = await person_of(bot, officer)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE products SET officer_id = :by WHERE id = :id", by=by, id=product.id)
    return replace(product, officer_id=by)
