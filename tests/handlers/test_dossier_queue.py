"""The dossiers of an area: none, one, many; hers, over the limit, by step."""

import pytest

from programme.roles import Level
from tests.handlers.desk_cast import BAC_NINH, TAN_YEN, datas, farmer, forge, officer
from tests.handlers.dossier_cast import dossier
from tests.handlers.test_rating import rated
from tests.harness import Running


async def test_none_says_how_there_will_be_one(bot: Running) -> None:
    an = await officer(bot, "An")
    await forge(an, "o:p.list:all:0")
    assert "Chấp nhận ý tưởng thì ý tưởng thành hồ sơ" in an.text
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
