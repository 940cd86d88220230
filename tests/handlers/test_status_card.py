"""The product's card: a picture that a small phone can show, however long its names are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from bot.channels.sandbox.phone import said
from handlers import status_card
from handlers.picture import MARGIN, WIDTH
from handlers.world import World
from locales import LANGUAGES
from programme.editions import Edition
from programme.stages import Outcome, Points
from storage.people import PersonId
from storage.products import Certificate, Product, Step, StepKind
from tests.handlers.desk_cast import farmer, forge, officer
from tests.handlers.product_cast import begun, certified, moved, rated
from tests.harness import Running

NOW = 1_793_000_000_000
AT = datetime.fromtimestamp(NOW / 1000, UTC)
DAY = 86_400_000
LIGHT = 60_000
"""Bytes of a picture, at most."""
SMALLEST_PHONE = 360
"""Width of a 5-inch phone's screen in its own pixels: a card is shown at half its size there."""

A_PRODUCT = Product(
    *(1, "SP-2026-99999", 1, PersonId(1), "2026", "12050", "W" * 100, "food", None, "review"),
    *(NOW - 400 * DAY, "commune", None, None, NOW - DAY, "1", 2026, None, None),
    *(Points(None, None, None), None, None, None, None, 1, NOW, NOW),
)
PAPER = Certificate("W" * 60, date(2026, 1, 31), date(2029, 1, 31))
POINTS = Points(Decimal("39.25"), Decimal("24.75"), Decimal("34.75"))


def longest_commune(world: World) -> str:
    units = world.territory.units.values()
    communes = [unit for unit in units if unit.level == "commune"]
    return max(communes, key=lambda unit: len(world.territory.full_name(unit.code))).code


def every(world: World, edition: Edition) -> Iterator[tuple[Product, list[Step]]]:
    """A product with the longest names at each stage, and with each way its road can end."""
    one = replace(A_PRODUCT, edition=edition.key, commune=longest_commune(world))
    steps: list[Step] = []
    for stage in edition.stages:
        stars = 5 if stage.needs_stars else None
        yield replace(one, stage=stage.key, holder=stage.holders[0], stars=stars), list(steps)
        steps.append(Step(1, NOW - DAY, StepKind.FORWARD, stage.key, "next", PersonId(1)))
    ended = replace(one, stars=4, points=POINTS, name="Mật ong hoa vải " * 6)
    yield replace(ended, outcome=Outcome.RATED), steps
    yield replace(ended, outcome=Outcome.NOT_RATED), steps
    yield replace(ended, outcome=Outcome.WITHDRAWN), steps
    for left in (-30, 150, 900):
        paper = replace(PAPER, expires=AT.date() + timedelta(days=left))
        yield replace(ended, outcome=Outcome.RATED, certificate=paper), steps
        yield replace(ended, outcome=Outcome.RATED, earlier_certificate=paper), steps


@pytest.mark.many
@pytest.mark.parametrize("key", ["2024", "2026"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_card_runs_over_its_edges_or_is_heavy(world: World, language: str, key: str) -> None:
    voice = world.voice("en" if language == "en" else "vi")
    drawn = 0
    for product, steps in every(world, world.editions.of(key)):
        content = status_card.draw(voice, world, product, steps, AT)
        assert len(content) < LIGHT, (product.stage, len(content))
        with Image.open(BytesIO(content)) as opened:
            image = opened.convert("RGB")
        assert image.width == WIDTH == 2 * SMALLEST_PHONE
        assert is_blank(image, (0, 0, MARGIN - 4, image.height)), product.stage
        assert is_blank(image, (WIDTH - MARGIN + 2, 0, WIDTH, image.height)), product.stage
        assert is_blank(image, (0, image.height - 20, WIDTH, image.height)), product.stage
        assert not is_blank(image, (0, image.height - 110, WIDTH, image.height)), product.stage
        drawn += 1
    assert drawn == len(world.editions.of(key).stages) + 9


def is_blank(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    return image.crop(box).getextrema() == ((255, 255), (255, 255), (255, 255))


async def test_a_producer_gets_the_card_of_her_product(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    await lan.say("/trangthai", "Ba kích tím")
    await lan.tap("🖼 Thẻ sản phẩm", "Ba kích tím")
    await bot.calm()
    card = next(one for one in reversed(lan.received) if "photo" in one)
    before = lan.received_file(card)
    with Image.open(BytesIO(before)) as image:
        assert image.width == WIDTH
    assert product.code in said(lan.last)
    done = await moved(bot, product, an, "visit", "check", "rating")
    done = await rated(bot, done.product, an)
    await certified(bot, done.product, an)
    await lan.say("/trangthai", "4 sao")
    await lan.tap("🖼 Thẻ sản phẩm", "4 sao")
    await bot.calm()
    card = next(one for one in reversed(lan.received) if "photo" in one)
    assert lan.received_file(card) != before


async def test_a_strangers_card_is_not_shown(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    hoa = await farmer(bot, "Hoa")
    toast = await forge(hoa, f"e:card:{product.id}")
    assert toast == "Tôi không thấy sản phẩm này trong các sản phẩm của bà con."
    assert not [one for one in hoa.received if "photo" in one]
