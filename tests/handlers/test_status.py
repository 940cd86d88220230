"""Her products and ideas on a producer's phone: the list, one on its road, what she can do."""

from datetime import timedelta

import pytest

from programme.roles import Level
from programme.stages import Kind, Move, Outcome
from programme.vietnam_time import day_at
from storage import acts, product_papers, product_work, products
from storage.products import Certificate
from tests.handlers.desk_cast import (
    BAC_NINH,
    datas,
    farmer,
    file_idea,
    forge,
    officer,
    person_of,
)
from tests.handlers.product_cast import BEST, begun, certified, held_by, moved, rated, stands
from tests.harness import Running

MOST = 700
"""Characters of a producer's screen."""


async def test_the_only_product_opens_at_once(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    await lan.say("/trangthai", "Ba kích tím")
    assert product.code in lan.text
    assert "➤ Chọn ý tưởng" in lan.text
    assert "○ Xã kiểm tra hồ sơ" in lan.text
    assert "năm sao" not in lan.text  # one only for the best is no promise
    assert "Đang ở: Hội Nông dân xã Sơn Động." in lan.text
    assert "Bà con chưa phải làm gì" in lan.text
    assert "Đến bước này hôm nay" in lan.text
    assert {"Xem mọi việc đã qua", "Rút lại", "Xem nội dung"} <= set(lan.buttons())
    await lan.say("/status", product.code)


async def test_the_road_shows_days_holder_limit_and_round(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an, days_ago=40)
    await moved(bot, product, an, "visit", days_ago=20)
    product = (await moved(bot, await stands(bot, product), an, "check", days_ago=5)).product
    await held_by(bot, product, an)
    await lan.say("/trangthai", "➤ Xã kiểm tra hồ sơ")
    assert "✓ Chọn ý tưởng" in lan.text
    assert "✓ Tư vấn tại chỗ" in lan.text
    assert "Đang ở: Ủy ban nhân dân xã Sơn Động, An đang giữ hồ sơ." in lan.text
    assert "trên 15 ngày làm việc" in lan.text
    due = bot.service.world.editions.of("2026").rounds
    assert any(f"{one.name.vi}: Xã gửi hồ sơ lên tỉnh trước" in lan.text for one in due)
    assert len(lan.text) <= MOST


async def test_a_limit_that_is_over_is_said(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an, days_ago=60)
    await moved(bot, product, an, "visit", "check", days_ago=60)
    await lan.say("/trangthai", "Đã quá hạn")
    assert "ngày làm việc" in lan.text


async def test_the_only_product_leads_to_no_list_of_one(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await begun(bot, lan, an)
    await lan.say("/trangthai", "➤ Chọn ý tưởng")
    assert "Xem tất cả sản phẩm" not in lan.buttons()


async def test_products_and_ideas_stand_in_one_list(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    done = await moved(bot, product, an, "visit", "check", "rating")
    await rated(bot, done.product, an)
    await begun(bot, lan, an, product="Mật ong")
    await file_idea(bot, lan, product="Chè xanh")
    await lan.say("/trangthai", "Sản phẩm và ý tưởng của bà con: 3")
    assert "Ba kích tím: 4 sao" in lan.text
    assert "Mật ong: Chọn ý tưởng" in lan.text
    assert "Chè xanh: Đang chờ cán bộ xem" in lan.text
    await lan.tap("1. Mật ong", "➤ Chọn ý tưởng")
    await lan.tap("Xem tất cả sản phẩm", "Chè xanh")
    await lan.tap("3. Chè xanh", "bà con gửi ý tưởng")


async def test_the_result_stands_by_part_and_the_certificate_with_its_days(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    done = await moved(bot, product, an, "visit", "check", "rating")
    done = await rated(bot, done.product, an)
    await lan.say("/trangthai", "4 sao")
    assert "Kết quả: 88,5 điểm." in lan.text
    assert "A. Sản phẩm và sức mạnh cộng đồng: 35 trên 40" in lan.text
    assert "C. Chất lượng sản phẩm: 33,5 trên 35" in lan.text
    assert "Giấy chứng nhận đang được làm" in lan.text
    assert "Rút lại" not in lan.buttons()
    today = day_at(bot.clock())
    paper = Certificate("12/QĐ-UBND", today, today + timedelta(days=150))
    await certified(bot, done.product, an, paper)
    await lan.say("/trangthai", "Giấy chứng nhận số 12/QĐ-UBND")
    assert "còn 150 ngày" in lan.text
    assert "Đang nhận hồ sơ xếp sao lại" in lan.text
    assert "Nộp rồi thì trong 45 ngày có kết quả." in lan.text
    assert "còn 30 ngày" in lan.text
    assert "Bây giờ bà con nộp hồ sơ xếp sao lại" in lan.text
    assert len(lan.text) <= MOST


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (400, "Nộp hồ sơ xếp sao lại được từ"),
        (100, "Hạn nộp hồ sơ xếp sao lại"),
        (-3, "đã hết hạn"),
    ],
)
async def test_a_certificate_at_other_times(bot: Running, days: int, said: str) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    done = await moved(bot, await begun(bot, lan, an), an, "visit", "check", "rating")
    done = await rated(bot, done.product, an)
    today = day_at(bot.clock())
    paper = Certificate("9", today - timedelta(days=900), today + timedelta(days=days))
    await certified(bot, done.product, an, paper)
    # That it has ended is news of its own, which must not come between.
    await bot.later(minutes=1)
    await bot.calm()
    await lan.say("/trangthai", said)
    assert lan.text.count("4 sao") == 1


async def test_five_stars_are_proposed_and_not_yet_hers(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An", Level.PROVINCE, BAC_NINH)
    done = await moved(bot, await begun(bot, lan, an), an, "visit", "check", "rating")
    await rated(bot, done.product, an, 5, BEST)
    await lan.say("/trangthai", "➤ Bộ xét năm sao")
    assert "Hội đồng chấm 5 sao; cấp trên còn xét lần cuối." in lan.text
    assert "Đang ở: Bộ Nông nghiệp và Môi trường." in lan.text


async def test_fewer_stars_than_the_points_make_come_with_the_reason(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An", Level.PROVINCE, BAC_NINH)
    done = await moved(bot, await begun(bot, lan, an), an, "visit", "check", "rating")
    await rated(bot, done.product, an, 3, why="Chưa có <phiếu> kiểm nghiệm. " * 20)
    await lan.say("/trangthai", "3 sao")
    assert "Theo điểm là 4 sao, hội đồng cho ít hơn, vì: “Chưa có <phiếu> kiểm nghiệm." in lan.text
    assert len(lan.text) <= MOST
    # A result that is corrected to what the points make needs no reason any more.
    await rated(bot, await stands(bot, done.product), an)
    await lan.say("/trangthai", "4 sao")
    assert "hội đồng cho ít hơn" not in lan.text


async def test_what_is_missing_comes_before_everything_else(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product, by = await begun(bot, lan, an), await person_of(bot, an)
    edition = bot.service.world.editions.of("2026")
    async with bot.db.transaction() as tx:
        visit = await product_work.set_visit(
            tx, product, edition, bot.clock() + 3 * 86_400_000, "Nhà bà con", by, bot.clock()
        )
        assert visit is not None
    await lan.say("/trangthai", "Cán bộ đến")
    assert "để sẵn sản phẩm và giấy tờ" in lan.text
    async with bot.db.transaction() as tx:
        done = await product_papers.ask(tx, visit.product, edition, "safety", None, by, bot.clock())
        assert done is not None
    await lan.say("/trangthai", "Bà con còn thiếu 1 giấy: Giấy chứng nhận an toàn thực phẩm")
    await begun(bot, lan, an, product="Mật ong")
    await lan.say("/trangthai", "còn thiếu 1 giấy")


async def test_everything_that_happened_with_the_officers_words(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "Trần An")
    product = await begun(bot, lan, an)
    done = await moved(bot, product, an, "visit", "check")
    back = Move(Kind.BACK, "visit")
    done = await moved(bot, done.product, an, back, reason="Nhãn thiếu <địa chỉ>.")
    by = await person_of(bot, an)
    edition = bot.service.world.editions.of("2026")
    async with bot.db.transaction() as tx:
        await product_work.note(
            tx, done.product, edition, "Chỉ cán bộ đọc", by, bot.clock(), shown=False
        )
    await lan.say("/trangthai", "Trần An viết ngày")
    assert "“Nhãn thiếu <địa chỉ>.”" in lan.text
    await lan.tap("Xem mọi việc đã qua", "chuyển lại “Tư vấn tại chỗ”")
    assert "“Nhãn thiếu <địa chỉ>.”" in lan.text
    assert "Trần An chấp nhận ý tưởng" in lan.text
    assert "Chỉ cán bộ đọc" not in lan.text
    await lan.tap("Về sản phẩm", product.code)


async def test_a_long_story_has_pages(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    for number in range(5):
        hold, resume = Move(Kind.HOLD, "review"), Move(Kind.RESUME, "review")
        done = await moved(bot, product, an, hold, reason=f"Lần {number}. " + "Chờ nhãn. " * 12)
        product = (await moved(bot, done.product, an, resume)).product
    await lan.say("/trangthai", product.code)
    await lan.tap("Xem mọi việc đã qua", "Lần 4")
    seen = 1
    while "Cũ hơn ▶" in lan.buttons():
        assert len(lan.text) <= MOST
        await lan.tap("Cũ hơn", product.code)
        seen += 1
    assert seen > 1
    assert "chấp nhận ý tưởng" in lan.text
    await forge(lan, f"p:story:{product.id}:999999999")
    assert "chấp nhận ý tưởng" in lan.text


async def test_taking_a_product_back(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    await lan.say("/trangthai", product.code)
    await lan.tap("Rút lại", "Bà con muốn rút “Ba kích tím” chứ?")
    await lan.tap("Thôi, để nguyên", "➤ Chọn ý tưởng")
    assert (await stands(bot, product)).outcome is None
    await lan.tap("Rút lại", "chứ?")
    number = lan.last["message_id"]
    assert isinstance(number, int)
    for _ in range(2):
        await lan.press_data(number, f"p:gone:{product.id}:1")
    await an.wait("Bà con đã rút “Ba kích tím”")
    await lan.wait(until=lambda phone: len(phone.answers) >= 4)
    assert (await stands(bot, product)).outcome is Outcome.WITHDRAWN
    async with bot.db.transaction() as tx:
        log = [act.action for act in await acts.of_subject(tx, f"product:{product.id}")]
    assert log == ["product.start", "product.withdraw"]
    assert "Đã rút" in lan.text


async def test_an_old_button_does_nothing_and_shows_the_present(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    await lan.say("/trangthai", product.code)
    await moved(bot, product, an, "visit")
    for name in ("out", "gone"):
        for revision in ("", ":1", ":3"):
            said = await forge(lan, f"p:{name}:{product.id}{revision}")
            assert "vừa có thay đổi" in (said or "")
            assert "➤ Tư vấn tại chỗ" in lan.text
    assert (await stands(bot, product)).outcome is None


FORGED = (
    "p: p:see p:see: p:see:x p:see:-1 p:see:9999999999999999999 p:see:999999999999999999 "
    "p:see:١ p:nothing:1 p:list:x p:see:1:99999999999999999999 p:story:1:x"
)


async def test_forged_data_is_answered_and_does_nothing(bot: Running) -> None:
    lan = await farmer(bot)
    for data in FORGED.split():
        assert "không thấy" in (await forge(lan, data) or ""), data


@pytest.mark.parametrize("name", ["see", "story", "out", "gone"])
async def test_nobody_elses_products(bot: Running, name: str) -> None:
    lan, hoa, an = await farmer(bot), await farmer(bot, "Hoa"), await officer(bot, "An")
    product = await begun(bot, lan, an)
    for phone in (hoa, an):
        shown = phone.text
        assert "không thấy" in (await forge(phone, f"p:{name}:{product.id}:1") or "")
        assert phone.text == shown
    assert (await stands(bot, product)).outcome is None


async def test_a_code_that_is_typed_opens_her_product(bot: Running) -> None:
    lan, hoa, an = await farmer(bot), await farmer(bot, "Hoa"), await officer(bot, "An")
    product = await begun(bot, lan, an)
    await lan.say(product.code.lower().replace("-", " "), "➤ Chọn ý tưởng")
    await hoa.say(product.code)
    assert "Ba kích" not in hoa.text


async def test_an_accepted_idea_opens_as_the_product_that_it_became(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await an.say("/hangdoi", "Ba kích tím")
    await an.tap("1. Ba kích tím", idea.code)
    await an.tap("Nhận xem", idea.code)
    await an.tap("Chấp nhận", "Chấp nhận")
    await an.tap("Chấp nhận", idea.code)
    await lan.wait("Tin vui")
    await lan.tap("Xem", "➤ Chọn ý tưởng")
    assert "SP-" in lan.text
    await lan.say(idea.code, "➤ Chọn ý tưởng")


async def test_no_screen_is_longer_than_a_phone(bot: Running) -> None:
    lan = await farmer(bot)
    an = await officer(bot, "Nguyễn Thị Thanh Xuân Phương Thảo " * 3)
    long = "Rượu & <b>men lá</b> " * 8
    for _ in range(7):
        await begun(bot, lan, an, product=long, days_ago=30)
    her = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        mine = await products.of_person(tx, her)
    by, edition = await person_of(bot, an), bot.service.world.editions.of("2026")
    for product in mine:
        done = await moved(bot, product, an, "visit", "check", days_ago=29)
        await held_by(bot, done.product, an)
        async with bot.db.transaction() as tx:
            noted = await product_work.note(
                tx, done.product, edition, "Bà con bổ sung. " * 30, by, bot.clock(), shown=True
            )
            assert noted is not None
            asked = await product_papers.ask(
                tx, noted.product, edition, None, "Giấy " * 40, by, bot.clock()
            )
            assert asked is not None
            for paper in ("safety", "system", "material"):
                asked = await product_papers.ask(
                    tx, asked.product, edition, paper, None, by, bot.clock(), text="Gấp. " * 90
                )
                assert asked is not None
    await lan.say("/trangthai", "Sản phẩm và ý tưởng của bà con: 7")
    assert len(lan.text) <= MOST
    await lan.tap("1. ", "SP-")
    assert len(lan.text) <= MOST
    await lan.tap("Xem mọi việc", "SP-")
    assert len(lan.text) <= MOST
    assert any(data.startswith("p:story:") for data in datas(lan))
