"""Points by part, the stars that follow, and the certificate, as a secretary types them."""

from datetime import date
from decimal import Decimal

import pytest

from bot import clock
from bot.channels.sandbox.phone import Phone, said
from programme.roles import Level
from programme.stages import Outcome, Points
from storage import product_moves
from storage.products import Certificate, Product
from tests.handlers.desk_cast import (
    BAC_NINH,
    HA_NOI,
    SON_DONG_DISTRICT,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.handlers.dossier_cast import dossier, log_of, standing, story, told
from tests.handlers.product_cast import certified
from tests.handlers.product_cast import rated as product_rated
from tests.harness import Running

NOT_YOURS = "Việc này không thuộc địa bàn của anh/chị."


async def secretary(bot: Running, unit: str = BAC_NINH) -> Phone:
    return await officer(bot, "Chi", Level.SECRETARY, unit)


async def enter(phone: Phone, product: Product, *points: str) -> None:
    """Type the points, up to the page on which the stars are shown."""
    await forge(phone, f"o:p.rate:{product.id}:{product.revision}")
    for given in points:
        await phone.say(given)


@pytest.mark.parametrize(
    ("points", "stars", "total"),
    [
        (("40", "25", "24,99"), 4, "89,99"),
        (("30", "20", "20"), 4, "70"),
        (("30", "20", "19.99"), 3, "69,99"),
        (("10", "10", "10"), 2, "30"),
        (("0", "0", "0"), 1, "0"),
    ],
)
async def test_stars_follow_from_the_points_and_are_shown_first(
    bot: Running, points: tuple[str, ...], stars: int, total: str
) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, *points)
    assert f"Như vậy là {stars} sao." in chi.text
    assert f"{total} điểm" in chi.text
    assert ("Được cấp giấy chứng nhận" in chi.text) is (stars >= 3)
    assert await standing(bot, product) == product
    await chi.tap("Ghi kết quả")
    done = await standing(bot, product)
    assert (done.stars, done.outcome) == (stars, Outcome.RATED)
    assert done.points.total == Decimal(total.replace(",", "."))


async def test_ninety_points_are_proposed_to_the_ministry(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, "40", "25", "25")
    assert "chuyển tiếp sang “Bộ xét năm sao”" in chi.text
    await chi.tap("Ghi kết quả", "Đang đề nghị: 5 sao")
    now = await standing(bot, product)
    assert (now.stage, now.outcome, now.stars) == ("national", None, 5)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("40,01", "Phần này nhiều nhất 40 điểm."),
        ("-1", "Chỗ này cần một số điểm."),
        ("ba mươi", "Chỗ này cần một số điểm."),
        ("33,333", "nhiều nhất hai chữ số"),
        ("🙂", "Chỗ này cần một số điểm."),
        ("9" * 300, "Chỗ này cần một số điểm."),
    ],
)
async def test_what_are_no_points_gets_one_sentence(bot: Running, typed: str, answer: str) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, typed)
    assert answer in chi.text
    await chi.say("33,5", "Phần B")


async def test_points_can_be_changed_before_they_are_kept(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, "30", "20", "20")
    await chi.tap("Sửa phần C", "Phần C")
    await chi.say("19", "Như vậy là 3 sao.")
    assert await standing(bot, product) == product


async def test_a_council_may_give_fewer_stars_with_a_reason(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, "30", "20", "32")
    assert "Như vậy là 4 sao." in chi.text
    assert "thiếu một yêu cầu bắt buộc? Anh/chị bấm Sửa cho ít sao hơn." in chi.text
    await chi.tap("Sửa cho ít sao hơn", "Theo điểm là 4 sao. Hội đồng cho mấy sao?")
    assert not {"4 sao", "5 sao"} & set(chi.buttons())
    await chi.tap("3 sao", "Vì sao ít sao hơn?")
    assert await standing(bot, product) == product
    why = "Chưa có <phiếu> kiểm nghiệm."
    await chi.say(why, "Theo điểm là 4 sao, hội đồng cho 3 sao.")
    assert f"Lý do ít sao hơn: {why}" in chi.text
    assert "yêu cầu bắt buộc" not in chi.text
    assert len(chi.text) <= 1000
    await chi.tap("Ghi kết quả", "Số giấy chứng nhận là gì?")
    done = await standing(bot, product)
    assert (done.stars, done.outcome) == (3, Outcome.RATED)
    told_so = f"Theo điểm là 4 sao, hội đồng cho ít hơn, vì: “{why}”"
    assert await told(bot, lan, told_so)
    await forge(chi, f"o:p.see:{product.id}")
    assert told_so in chi.text
    [rating] = [step for step in await story(bot, product) if step.text]
    assert rating.text == why


async def test_as_many_stars_as_the_points_make_need_no_reason(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, "30", "20", "32")
    await chi.tap("Sửa cho ít sao hơn", "Hội đồng cho mấy sao?")
    await chi.tap("3 sao", "Vì sao ít sao hơn?")
    await chi.say("Chưa có phiếu kiểm nghiệm.", "hội đồng cho 3 sao")
    # Other points make other stars, and what was said about four does not count for three.
    await chi.tap("Sửa phần C", "Phần C")
    await chi.say("10", "Như vậy là 3 sao.")
    assert "kiểm nghiệm" not in chi.text
    await chi.tap("Ghi kết quả", "Số giấy chứng nhận là gì?")
    assert [step.text for step in await story(bot, product) if step.text] == []


async def test_stars_that_the_points_do_not_make_cannot_be_pressed(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, "30", "20", "10")
    await chi.tap("Sửa cho ít sao hơn", "Theo điểm là 3 sao.")
    pressed = next(data for data in datas(chi) if data.endswith(":=2"))
    await forge(chi, pressed.replace("=2", "=4"))
    await forge(chi, pressed.replace("below_three", "below_five").replace("=2", "=4"))
    await forge(chi, f"o:p.see:{product.id}")
    assert await standing(bot, product) == product


async def test_a_result_is_corrected_where_it_was_made(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, "10", "10", "10")
    await chi.tap("Ghi kết quả", "2 sao")
    await chi.tap("Sửa kết quả", "Nhiều nhất")
    for given in ("10", "10", "11"):
        await chi.say(given)
    await chi.tap("Ghi kết quả", "31 điểm")
    assert (await log_of(bot, product)).count("product.rating") == 2


async def test_the_certificates_end_follows_from_the_rules_or_is_typed(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await rated(bot, await dossier(bot, lan, stage="rating"), chi)
    await forge(chi, f"o:p.cert:{product.id}:{product.revision}")
    await chi.say("7/GCN")
    await chi.say("29/2/2024")
    await chi.tap("Bỏ qua", "giấy có giá trị đến 28/2/2027")
    await chi.tap("Sửa ngày hết hạn", "hết hạn ngày nào")
    await chi.say("tháng sau", "đủ ngày, tháng, năm")
    await chi.say("1/1/2024", "Ngày hết hạn phải sau ngày cấp")
    await chi.tap("Ghi giấy chứng nhận", "Hai ngày chưa khớp nhau")
    assert (await standing(bot, product)).certificate is None
    await chi.say("1/1/2026", "giấy có giá trị đến 1/1/2026")
    await chi.tap("Ghi giấy chứng nhận", "Tôi đã báo cho bà con")
    assert (await standing(bot, product)).certificate == Certificate(
        "7/GCN", date(2024, 2, 29), date(2026, 1, 1)
    )
    await bot.calm()
    assert any("7/GCN" in said(one) for one in lan.received)


async def rated(bot: Running, product: Product, by: Phone) -> Product:
    """The product with 80 points, past all screens."""
    edition = bot.service.world.editions.of(product.edition)
    points = Points(Decimal(35), Decimal(20), Decimal(25))
    person_id = await person_of(bot, by)
    async with bot.db.transaction() as tx:
        done = await product_moves.rate(tx, product, edition, points, 4, person_id, clock.now())
    assert done is not None
    return done.product


async def test_a_certificate_from_the_future_is_not_taken(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await rated(bot, await dossier(bot, lan, stage="rating"), chi)
    await forge(chi, f"o:p.cert:{product.id}:{product.revision}")
    await chi.say("7/GCN")
    await chi.say("1/1/2090")
    assert "hết hạn ngày nào" not in chi.text


async def typed(chi: Phone, product: Product, number: str) -> None:
    """Type a certificate up to its review page."""
    await forge(chi, f"o:p.cert:{product.id}:{product.revision}")
    await chi.say(number)
    await chi.say("29/2/2024")
    await chi.tap("Bỏ qua")


async def test_another_products_number_is_not_taken(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    first = await rated(bot, await dossier(bot, lan, stage="rating"), chi)
    await typed(chi, first, "7/GCN-OCOP")
    await chi.tap("Ghi giấy chứng nhận", "Tôi đã báo cho bà con")
    second = await rated(bot, await dossier(bot, lan, product="Mật ong", stage="rating"), chi)
    await typed(chi, second, "7 / gcn ocop")
    assert f"Số 7 / gcn ocop đã cấp cho {first.code}." in chi.text
    await chi.tap("Ghi giấy chứng nhận", f"đã cấp cho {first.code}")
    assert "Số giấy chứng nhận là gì?" in chi.text
    assert await standing(bot, second) == second
    # The days that were typed are kept; the first product's own number may be written again.
    await chi.say("8/GCN-OCOP", "giấy có giá trị đến 28/2/2027")
    await chi.tap("Ghi giấy chứng nhận", "Tôi đã báo cho bà con")
    await typed(chi, await standing(bot, first), "7/GCN-OCOP")
    await chi.tap("Ghi giấy chứng nhận", "Tôi đã báo cho bà con")


async def test_another_province_may_give_the_same_number(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    first = await rated(bot, await dossier(bot, lan, commune="00004", stage="rating"), chi)
    edition = bot.service.world.editions.of(first.edition)
    paper = Certificate("7/GCN", date(2024, 2, 29), date(2027, 2, 28))
    async with bot.db.transaction() as tx:
        by = first.person_id
        assert await product_moves.certify(tx, first, edition, paper, by, clock.now()) is not None
    second = await rated(bot, await dossier(bot, lan, product="Mật ong", stage="rating"), chi)
    await typed(chi, second, "7/GCN")
    await chi.tap("Ghi giấy chứng nhận", "Tôi đã báo cho bà con")


async def test_a_certificate_is_not_written_for_a_later_result(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await rated(bot, await dossier(bot, lan, stage="rating"), chi)
    await typed(chi, product, "7/GCN")
    await bot.later(minutes=1)
    again = await product_rated(bot, product, chi, 3, Points(Decimal(30), Decimal(15), Decimal(15)))
    await chi.tap("Ghi giấy chứng nhận")
    assert "Hồ sơ này vừa có thay đổi" in (chi.answers[-1].text or "")
    assert await standing(bot, product) == again.product
    await typed(chi, again.product, "7/GCN")
    await chi.tap("Ghi giấy chứng nhận", "Tôi đã báo cho bà con")


async def test_a_certificate_of_a_colleague_is_not_written_over(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await rated(bot, await dossier(bot, lan, stage="rating"), chi)
    await typed(chi, product, "7/GCN")
    done = await certified(bot, product, chi)
    await chi.tap("Ghi giấy chứng nhận")
    assert await standing(bot, product) == done.product


async def test_only_a_secretary_of_the_right_council_rates(bot: Running) -> None:
    lan = await farmer(bot)
    province = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    far = await officer(bot, "Hà", Level.SECRETARY, HA_NOI)
    district = await officer(bot, "Huyện", Level.SECRETARY, SON_DONG_DISTRICT)
    product = await dossier(bot, lan, stage="rating")
    for phone in (province, far):
        assert await forge(phone, f"o:p.rate:{product.id}:{product.revision}") == NOT_YOURS
    await forge(district, f"o:p.rate:{product.id}:{product.revision}")
    assert "nơi khác làm" in (district.answers[-1].text or "")
    assert await standing(bot, product) == product


async def test_it_is_not_rated_before_its_time(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="visit")
    await forge(chi, f"o:p.see:{product.id}")
    assert "Ghi điểm" not in chi.buttons()
    await forge(chi, f"o:p.rate:{product.id}:{product.revision}")
    assert "Phần A" not in chi.text
    await forge(chi, f"o:p.cert:{product.id}:{product.revision}")
    assert "Số giấy chứng nhận là gì" not in chi.text


async def test_what_a_colleague_wrote_meanwhile_stays(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    product = await dossier(bot, lan, stage="rating")
    await enter(chi, product, "30", "20", "20")
    before = await rated(bot, product, chi)
    await chi.tap("Ghi kết quả", "80 điểm")
    assert await standing(bot, product) == before


async def test_without_thresholds_the_council_says_the_stars(bot: Running) -> None:
    lan, chi = await farmer(bot), await secretary(bot)
    made = await dossier(bot, lan)
    edition = bot.service.world.editions.of("2024")
    async with bot.db.transaction() as tx:
        await tx.run(
            "UPDATE products SET edition = '2024', stage = 'council', holder = 'province' "
            "WHERE id = :id",
            id=made.id,
        )
    product = await standing(bot, made)
    await enter(chi, product, "50", "20", "10")
    assert "Hội đồng cho mấy sao?" in chi.text
    await chi.tap("3 sao", "Như vậy là 3 sao.")
    await chi.tap("Ghi kết quả", "Tôi đã báo cho bà con")
    done = await standing(bot, product)
    assert (done.stars, done.outcome) == (3, Outcome.RATED)
    # These rules give no life of a certificate: it must be typed.
    await forge(chi, f"o:p.cert:{done.id}:{done.revision}")
    await chi.say("9/GCN")
    await chi.say("1/6/2025")
    await chi.tap("Bỏ qua", "Còn thiếu ngày hết hạn")
    assert edition.certificate is None


async def test_the_road_begins_anew_where_the_rules_say(bot: Running) -> None:
    lan, chi, an = await farmer(bot), await secretary(bot), await officer(bot, "An")
    product = await rated(bot, await dossier(bot, lan, stage="rating"), chi)
    await forge(an, f"o:p.see:{product.id}")
    await an.tap("Chuyển bước", "đi đâu")
    await an.tap("Làm lại từ", "chắc chứ?")
    await an.tap("Đúng, làm ngay", "Tôi đã báo cho bà con")
    now = await standing(bot, product)
    edition = bot.service.world.editions.of("2026")
    assert (now.outcome, now.stars, now.stage) == (None, None, edition.again)
