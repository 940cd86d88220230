"""The dossiers of an area: none, one, many; hers, over the limit, by step."""

from datetime import timedelta

import pytest

from programme.roles import Level
from programme.vietnam_time import day_at
from storage import product_moves
from storage.products import Certificate
from tests.handlers.desk_cast import (
    BAC_NINH,
    TAN_YEN,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.handlers.dossier_cast import dossier
from tests.handlers.test_rating import rated
from tests.harness import Running


async def test_none_says_how_there_will_be_one(bot: Running) -> None:
    an = await officer(bot, "An")
    await forge(an, "o:p.list:all:0")
    assert "Chấp nhận ý tưởng thì ý tưởng thành hồ sơ" in an.text
    # There is nothing to be narrowed down.
    assert not any("Theo nhóm" in label for label in an.buttons())
    await an.tap("Tôi giữ (0)", "chưa nhận hồ sơ nào")
    await an.tap("Quá hạn (0)", "Không có hồ sơ nào quá hạn")
    await an.tap("Theo từng bước", "Chưa có hồ sơ nào")


async def test_many_come_by_pages_the_most_urgent_first(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    for days in range(7):
        await dossier(bot, lan, product=f"Chè {days}", days_ago=days)
    await dossier(bot, lan, product="Gạo", stage="check", days_ago=1)
    await forge(an, "o:p.list:all:0")
    # A legal limit comes before long waiting.
    assert an.buttons()[:3] == ["1. Gạo", "2. Chè 6", "3. Chè 5"]
    assert "ngày làm việc, đến" in an.text
    assert "6 ngày ở bước này" in an.text
    assert len(an.text) <= 1000
    await an.tap("Sau ▶", "8. Chè 0")
    await an.tap("◀ Trước", "1. Gạo")
    await forge(an, "o:p.list:all:999999999")
    assert "8. Chè 0" in an.buttons()


async def test_over_the_limit(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    late = await dossier(bot, lan, product="Gạo", stage="check", days_ago=40)
    await dossier(bot, lan, product="Chè", stage="check")
    await forge(an, "o:p.list:all:0")
    await an.tap("Quá hạn (1)", "⚠️ quá hạn")
    assert an.buttons()[0] == "1. Gạo"
    assert "Chè" not in an.text
    await an.tap("1. Gạo", late.code)


async def test_hers_and_by_step(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    mine = await dossier(bot, lan, product="Gạo", stage="visit")
    await dossier(bot, lan, product="Chè")
    await forge(an, f"o:p.take:{mine.id}:{mine.revision}")
    await forge(an, "o:p.list:mine:0")
    assert an.buttons()[0] == "1. Gạo"
    await an.tap("Theo từng bước", "muốn xem hồ sơ nào")
    assert an.buttons()[:2] == ["Chọn ý tưởng (1)", "Tư vấn tại chỗ (1)"]
    await an.tap("Chọn ý tưởng (1)", "Chè")
    assert "Gạo" not in an.text


async def test_what_is_rated_is_found_among_the_rated(bot: Running) -> None:
    lan = await farmer(bot)
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    await rated(bot, await dossier(bot, lan, stage="rating"), chi)
    # Whoever decides on no ideas has the dossiers as her queue.
    await chi.say("/hangdoi", "Hồ sơ của thành phố Bắc Ninh")
    assert "Ba kích" not in chi.text
    await chi.tap("Theo từng bước")
    await chi.tap("Đã xếp sao (1)", "⭐⭐⭐⭐")


async def test_the_ways_between_ideas_and_dossiers(bot: Running) -> None:
    an = await officer(bot, "An")
    await an.say("/hangdoi", "Ý tưởng của")
    await an.tap("⭐ Hồ sơ", "Hồ sơ của xã Sơn Động")
    await an.tap("📋", "Ý tưởng của")
    await forge(an, "m:desk")
    assert "o:p.list:all:0" in datas(an)


@pytest.mark.parametrize("data", ["o:p.list", "o:p.list:nothing:0", "o:p.list:all:-1", "o:p.list:"])
async def test_an_old_or_odd_button_shows_the_first_page(bot: Running, data: str) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await dossier(bot, lan)
    assert "tin nhắn cũ" in (await forge(an, data) or "")
    assert an.buttons()[0] == "1. Ba kích tím"


async def test_nothing_of_elsewhere_and_nothing_for_others(bot: Running) -> None:
    hoa, lan = await farmer(bot, "Hoa", TAN_YEN), await farmer(bot)
    an = await officer(bot, "An")
    await dossier(bot, hoa, commune=TAN_YEN)
    await forge(an, "o:p.list:all:0")
    assert "Ba kích" not in an.text
    assert await forge(lan, "o:p.list:all:0") == "Việc này không thuộc địa bàn của anh/chị."


async def test_it_reads_in_english(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await dossier(bot, lan, stage="check", days_ago=40)
    await forge(an, "l:en")
    await forge(an, "o:p.list:over:0")
    assert "over the limit" in an.text
    assert "Dossier checked by the commune" in an.text


async def many_places(bot: Running) -> None:
    """Three dossiers of Sơn Động, one of them a craft, and one of Tân Yên."""
    lan, hoa = await farmer(bot), await farmer(bot, "Hoa", TAN_YEN)
    for name in ("Chè", "Gạo", "Giỏ tre"):
        await dossier(bot, lan, product=name)
    await dossier(bot, hoa, product="Vải thiều", commune=TAN_YEN)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE products SET product_group = 'craft' WHERE name = 'Giỏ tre'")


async def test_by_commune_and_product_group(bot: Running) -> None:
    await many_places(bot)
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await forge(binh, "o:p.list:all:0")
    await binh.tap("Theo xã", "muốn xem hồ sơ nào")
    assert binh.buttons()[:2] == ["xã Sơn Động (3)", "xã Tân Yên (1)"]
    await binh.tap("xã Sơn Động (3)", "Đang làm, xã Sơn Động: 3")
    assert "Vải" not in binh.text
    # The other tabs stay in the commune; a group narrows further.
    assert "Tôi giữ (0)" in binh.buttons()
    await binh.tap("Theo nhóm sản phẩm", "muốn xem hồ sơ nào")
    assert binh.buttons()[:2] == ["Dược liệu (2)", "Hàng thủ công (1)"]
    await binh.tap("Hàng thủ công (1)", "xã Sơn Động, Hàng thủ công: 1")
    assert binh.buttons()[0] == "1. Giỏ tre"
    await binh.tap("Theo từng bước", "muốn xem")
    await binh.tap("Chọn ý tưởng (1)", "Giỏ tre")
    await binh.tap("Quá hạn (0)", "bấm ✖ để xem lại tất cả")
    await binh.tap("✖ Hàng thủ công", "bấm ✖")
    await binh.tap("✖ xã Sơn Động", "Không có hồ sơ nào quá hạn")
    await binh.tap("Đang làm (4)", "Vải thiều")


async def test_a_commune_of_one_has_no_communes_to_choose_from(bot: Running) -> None:
    await many_places(bot)
    an = await officer(bot, "An")
    await forge(an, "o:p.list:all:0")
    assert "📍 Theo xã" not in an.buttons()
    await forge(an, "o:p.communes:all:0")
    assert an.buttons()[0] == "xã Sơn Động (3)"
    assert "Tân Yên" not in " ".join(an.buttons())


@pytest.mark.parametrize("button", ["list", "steps", "communes", "groups"])
async def test_a_filter_leads_nowhere_outside(bot: Running, button: str) -> None:
    await many_places(bot)
    an = await officer(bot, "An")
    assert "tin nhắn cũ" in (await forge(an, f"o:p.{button}:all:0:{TAN_YEN}:") or "")
    assert "Vải" not in an.text
    assert "Tân Yên" not in an.text
    assert "tin nhắn cũ" in (await forge(an, f"o:p.{button}:all:0::nothing") or "")


async def test_communes_come_by_pages(bot: Running) -> None:
    lan = await farmer(bot)
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    for unit in bot.service.world.territory.communes_of(BAC_NINH)[:12]:
        await dossier(bot, lan, commune=unit.code)
    await forge(binh, "o:p.communes:all:0")
    first = binh.buttons()[:10]
    await binh.tap("Sau ▶", "muốn xem")
    assert len(binh.buttons()) == 5
    assert not set(first) & set(binh.buttons())
    await binh.tap("◀ Trước", "muốn xem")
    assert binh.buttons()[:10] == first


async def test_certificates_that_end_soon(bot: Running) -> None:
    lan = await farmer(bot)
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    await forge(chi, "o:p.list:ends:0")
    assert "trong 180 ngày tới" in chi.text
    edition = bot.service.world.editions.of("2026")
    today, by = day_at(bot.clock()), await person_of(bot, chi)
    for name, days in (("Chè", 30), ("Gạo", 0), ("Mật ong", 181), ("Nhãn", -1)):
        made = await rated(bot, await dossier(bot, lan, product=name, stage="rating"), chi)
        paper = Certificate(name, today, today + timedelta(days=days))
        async with bot.db.transaction() as tx:
            await product_moves.certify(tx, made, edition, paper, by, bot.clock())
    await forge(chi, "o:p.list:all:0")
    await chi.tap("Giấy chứng nhận sắp hết hạn (2)", "giấy chứng nhận còn 30 ngày")
    assert chi.buttons()[:2] == ["1. Gạo", "2. Chè"]
    assert "hết hạn hôm nay" in chi.text


async def test_what_was_taken_back(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await forge(an, "o:p.list:out:0")
    assert "Chưa có bà con nào rút" in an.text
    await dossier(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE products SET outcome = 'withdrawn'")
    await forge(an, "o:p.steps")
    await an.tap("Đã rút (1)", "Ba kích tím")
    await an.tap("1. Ba kích tím", "SP-")
