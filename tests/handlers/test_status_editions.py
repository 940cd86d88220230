"""A product on the road of every edition there is, and one to come; and in what she takes along."""

from dataclasses import replace

import pytest

from handlers.world import World
from programme.stages import Kind, moves
from storage import people, product_moves, product_work
from tests.handlers.desk_cast import (
    farmer,
    file_idea,
    officer,
    person_of,
)
from tests.handlers.product_cast import BEST, begun, certified, moved, rated
from tests.harness import Running, running
from tests.programme.edition_2027 import with_2027

MOST = 700
"""Characters of a producer's screen."""


@pytest.mark.parametrize("key", ["2024", "2026", "2027"])
async def test_the_road_of_every_edition_in_english(
    database_url: str, world: World, key: str
) -> None:
    """From the first stage to the last, along ways that only the edition's file names."""
    async with running(database_url, replace(world, editions=with_2027())) as bot:
        lan, an = await farmer(bot), await officer(bot, "An")
        her, by = await person_of(bot, lan), await person_of(bot, an)
        edition = bot.service.world.editions.of(key)
        idea = await file_idea(bot, lan)
        async with bot.db.transaction() as tx:
            known = await people.one(tx, her)
            assert known is not None
            people.save(tx, replace(known, language="en"))
            product = await product_moves.from_idea(tx, idea, edition, by, bot.clock())
        assert product is not None
        seen = []
        while True:
            await lan.say("/status", product.code)
            stage = edition.stage(product.stage)
            assert stage is not None
            assert f"➤ {stage.name.en}, since" in lan.text
            assert f"Held by: {stage.office.en}" in lan.text
            assert stage.now.en in lan.text
            assert len(lan.text) <= MOST
            seen.append(stage.key)
            way = moves(edition, product.standing)[0]
            if way.kind is not Kind.FORWARD:
                break
            product = (await moved(bot, product, an, way)).product
        product = (await rated(bot, product, an, 5, BEST)).product
        await lan.say("/status", "5 stars")
        assert seen[0] == edition.begins
        assert ("lab" in seen) == (key == "2027")


async def test_what_she_takes_along_has_her_products(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    done = await moved(bot, await begun(bot, lan, an), an, "visit", "check", "rating")
    done = await rated(bot, done.product, an)
    done = await certified(bot, done.product, an)
    by, rules = await person_of(bot, an), bot.service.world.editions.of("2026")
    async with bot.db.transaction() as tx:
        await product_work.note(
            tx, done.product, rules, "Chỉ cán bộ <đọc>", by, bot.clock(), shown=False
        )
    await lan.say("/rieng_tu")
    await lan.press("📥")
    await lan.wait(until=lambda phone: "document" in phone.last)
    page = lan.received_file().decode()
    assert f"Sản phẩm {done.product.code}" in page
    assert "88,5 điểm: A 35/40, B 20/25, C 33,5/35" in page
    assert "số 12/QĐ-UBND" in page
    assert "Chỉ cán bộ &lt;đọc&gt;" in page
