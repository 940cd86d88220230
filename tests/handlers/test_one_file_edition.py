"""An edition that is one new file: stars are counted, papers listed and forms filled in by it."""

from dataclasses import replace

import pytest

from bot.app import build_world
from bot.settings import Settings
from handlers.world import World
from storage import product_moves
from tests.handlers.desk_cast import farmer, file_idea, files_for, officer, person_of
from tests.handlers.selfcheck_cast import Taps, highest, latest
from tests.handlers.test_papers_print import words_in
from tests.harness import running
from tests.programme.edition_2027 import OF_73_POINTS, with_2027


@pytest.fixture
def in_2027(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """What the bot makes of the packaged files and that one, once its first day has come."""
    monkeypatch.setattr("bot.app.load_editions", lambda _: replace(with_2027(), fixed="2027"))
    made = build_world(Settings(_env_file=None), world.territory)
    return replace(made, settle_ms=world.settle_ms)


async def test_the_star_check_goes_by_the_new_threshold(database_url: str, in_2027: World) -> None:
    async with running(database_url, in_2027) as bot:
        lan = await farmer(bot)
        taps = Taps(lan)
        await taps.choose_honey()
        await taps.answer(bot, highest, others=OF_73_POINTS)
        assert (await latest(bot, lan)).edition == "2027"
        assert "Bây giờ có thể được 3 sao: 73/100 điểm." in lan.text
        # The sets still stand in the decision before.
        assert "Quyết định 26/2026/QĐ-TTg, Phụ lục II, bộ 4" in lan.text
        await lan.tap("Cách lên 4 sao", "+2 điểm (tiêu chí 5.3)")


async def test_its_dossiers_have_papers_and_forms(database_url: str, in_2027: World) -> None:
    async with running(database_url, in_2027) as bot:
        lan, an = await farmer(bot), await officer(bot, "An")
        her, by = await person_of(bot, lan), await person_of(bot, an)
        edition = bot.service.world.editions.of("2027")
        idea = await file_idea(bot, lan, product="Mật ong hoa vải")
        async with bot.db.transaction() as tx:
            product = await product_moves.from_idea(tx, idea, edition, by, bot.clock())
            assert product is not None
            assert product.person_id == her
            await tx.run("UPDATE products SET criteria_set = 4 WHERE id = :id", id=product.id)
        await lan.say("/trangthai", "Mật ong")
        await lan.tap("Giấy tờ của hồ sơ", "Giấy tờ của “")
        await lan.tap("Mẫu 02 (Word)", "Giấy tờ của “")
        await bot.calm()
        [content] = await files_for(bot, lan)
        text = words_in(content)
        assert "5/2027/QĐ-TTg" in text
        assert "4. Mật ong" in text
