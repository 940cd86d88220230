"""Dossiers for tests: products that grew out of accepted ideas, brought to any stage."""

from bot import clock
from bot.channels.sandbox.phone import Phone, said
from programme.ideas import Action, Actor
from programme.stages import Kind, Move
from storage import acts, ideas, product_moves, products
from storage.products import Product, Step
from tests.handlers.desk_cast import DAY, SON_DONG, file_idea, forge, person_of
from tests.harness import Running

ROAD = ("review", "visit", "check", "rating")
"""The stages of edition 2026 that a product passes before its first council has decided."""


async def dossier(
    bot: Running,
    phone: Phone,
    *,
    product: str = "Ba kích tím",
    commune: str = SON_DONG,
    stage: str = "review",
    days_ago: int = 0,
) -> Product:
    """A producer's product at a stage of edition 2026, past all screens; it came there so many
    days ago."""
    idea = await file_idea(bot, phone, product=product, commune=commune)
    now = clock.now() - days_ago * DAY
    person_id = await person_of(bot, phone)
    edition = bot.service.world.editions.of("2026")
    async with bot.db.transaction() as tx:
        for action in (Action.TAKE_UP, Action.ACCEPT):
            moved = await ideas.move(tx, idea, action, Actor.OFFICER, person_id, now)
            assert moved is not None
            idea = moved
        made = await product_moves.from_idea(tx, idea, edition, person_id, now, level="commune")
        assert made is not None
        while made.stage != stage:
            way = Move(Kind.FORWARD, ROAD[ROAD.index(made.stage) + 1])
            done = await product_moves.move(tx, made, edition, way, person_id, now)
            assert done is not None
            made = done.product
    return made


async def standing(bot: Running, product: Product) -> Product:
    """The product as it stands in the database."""
    async with bot.db.transaction() as tx:
        found = await products.one(tx, product.id)
    assert found is not None
    return found


async def story(bot: Running, product: Product) -> list[Step]:
    """What has happened to it, in order."""
    async with bot.db.transaction() as tx:
        return list(await products.steps(tx, product.id))


async def log_of(bot: Running, product: Product) -> list[str]:
    """What the log of acts says was done to it, in order."""
    async with bot.db.transaction() as tx:
        return [act.action for act in await acts.of_subject(tx, products.subject(product.id))]


async def open_up(phone: Phone, product: Product) -> None:
    await forge(phone, f"o:p.see:{product.id}")
    assert product.code in phone.text


async def told(bot: Running, phone: Phone, words: str) -> bool:
    """Whether a phone has received these words, once the bot has said all that it has to say."""
    await bot.calm()
    return any(words in said(one) for one in phone.received)
