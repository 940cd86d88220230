"""A council's list that brings products to the next council: whoever works there hears of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from importlib import resources

import pytest

from bot.channels.sandbox.phone import Phone, said
from handlers.world import World
from programme.edition_files import collect, load_editions, parse_edition
from programme.roles import Level
from storage.products import Product
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG_DISTRICT,
    TAN_YEN,
    farmer,
    officer,
)
from tests.handlers.dossier_cast import dossier, standing
from tests.handlers.results_cast import Value, council, good, send, sheet_of
from tests.harness import Running, running

COUNCIL = """
[[stages]]
key = "council"
holders = ["province"]
next = ["national"]
back = ["rating"]
ends = ["rated", "not_rated"]
needs_stars = 4
awards = 4
name = { vi = "Tỉnh xếp sao", en = "Rated by the province" }
office = { vi = "Hội đồng cấp tỉnh", en = "Provincial council" }
now = { vi = "Hội đồng tỉnh sẽ chấm.", en = "The provincial council will rate it." }
"""


def text_of_two_councils() -> str:
    """The file of 2026, but with the districts' councils of old, which gave three stars."""
    text = (resources.files("programme") / "data" / "edition-2026.toml").read_text("utf-8")
    for old, new in (
        ('key = "2026"', 'key = "2028"'),
        ("from = 2026-05-22", "from = 2028-01-01"),
        (
            'holders = ["province"]\nnext = ["national"]',
            'holders = ["district"]\nnext = ["council"]',
        ),
        ("awards = 4", "awards = 3"),
        ('[[stages]]\nkey = "national"', COUNCIL + '\n[[stages]]\nkey = "national"'),
        ('needs_stars = 5\nback = ["rating"]', 'needs_stars = 5\nback = ["council"]'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture
async def two_councils(database_url: str, world: World) -> AsyncIterator[Running]:
    edition = parse_edition(text_of_two_councils(), "edition-2028.toml")
    editions = collect([*load_editions().all, edition])
    async with running(database_url, replace(world, editions=editions)) as found:
        yield found


async def rated_by_district(bot: Running, *names: str) -> list[Product]:
    """Products of one farmer that wait for the district's council."""
    lan = await farmer(bot)
    made = [await dossier(bot, lan, product=name, stage="rating") for name in names]
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE products SET edition = '2028', holder = 'district'")
    return [await standing(bot, one) for one in made]


def passed_on(product: Product) -> list[Value]:
    return [product.code, None, 30, 20, 27.5, 77.5, 4, None, None, None, None]


def three_stars(product: Product) -> list[Value]:
    return [product.code, None, 20, 20, 20, 60, 3, *good(product.code)[7:]]


def heard(phone: Phone) -> list[str]:
    return [text for one in phone.received if "chuyển đến anh/chị" in (text := said(one))]


async def test_the_next_level_hears_once_of_all_that_a_list_brings_it(
    two_councils: Running,
) -> None:
    bot = two_councils
    honey, tea, rice = await rated_by_district(bot, "Mật ong", "Chè dây", "Gạo nếp")
    chi = await council(bot, SON_DONG_DISTRICT)
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    thu = await council(bot, BAC_NINH, "Thư")
    others = [
        chi,
        await officer(bot, "An"),
        await officer(bot, "Hà", Level.DISTRICT, SON_DONG_DISTRICT),
        await officer(bot, "Tân", Level.COMMUNE, TAN_YEN),
    ]
    await send(bot, chi, sheet_of(passed_on(honey), passed_on(tea), three_stars(rice)), "3 dòng")
    await chi.tap("Ghi 3 kết quả", "Đã ghi 3 kết quả")
    await bot.calm()
    assert (await standing(bot, honey)).holder == "province"
    for phone in (binh, thu):
        assert heard(phone) == ["⭐ Có 2 hồ sơ chuyển đến anh/chị, theo bảng kết quả của hội đồng."]
    assert [heard(phone) for phone in others] == [[], [], [], []]
    await binh.tap("⭐ Hồ sơ", "Mật ong")


async def test_of_a_single_one_they_hear_by_its_name(two_councils: Running) -> None:
    bot = two_councils
    [honey] = await rated_by_district(bot, "Mật ong")
    chi = await council(bot, SON_DONG_DISTRICT)
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await send(bot, chi, sheet_of(passed_on(honey)), "1 dòng")
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    await bot.calm()
    [text] = heard(binh)
    assert "Mật ong" in text
    await binh.tap("Mở xem", "Tỉnh xếp sao")
