"""What a producer hears of her product: at every change, with the reason; and by the clock."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.channels.sandbox.phone import Phone
from handlers.post import Post
from handlers.status_news import NEWS, UNTOLD, tell_change
from programme.roles import Level
from programme.stages import Kind, Move
from programme.vietnam_time import day_at
from storage import jobs, people, product_papers, product_work, products
from storage.database import Transaction
from storage.product_jobs import STAGE_KINDS, morning
from storage.product_rows import Done
from storage.products import Certificate, StepKind
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG_DISTRICT,
    TAN_YEN,
    datas,
    farmer,
    officer,
    person_of,
)
from tests.handlers.product_cast import BEST, begun, certified, due, held_by, moved, on_a_day, rated
from tests.harness import Running

MOST = 700


async def told(bot: Running, done: Done) -> bool:
    """Tell the producer what was done, as an officer's act does."""
    async with bot.db.transaction() as tx:
        post = Post(tx, bot.service.world, bot.clock())
        said = await tell_change(post, done.product, done.step)
    # The sender looks by itself only now and then.
    bot.service.sender._wake.set()
    return said


async def at_work(bot: Running, act: Callable[[Transaction], Awaitable[Done | None]]) -> Done:
    async with bot.db.transaction() as tx:
        done = await act(tx)
    assert done is not None
    return done


def test_every_step_is_news_or_is_left_out_on_purpose() -> None:
    assert set(NEWS) | UNTOLD | {StepKind.RATING} == set(StepKind)
    assert set(NEWS) & UNTOLD == set()


async def test_a_step_forward_says_where_it_is_and_what_comes(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    done = await moved(bot, await begun(bot, lan, an), an, "visit")
    assert await told(bot, done)
    await lan.wait("“Ba kích tím” đã sang bước tiếp theo: Tư vấn tại chỗ.")
    assert "Cán bộ sẽ đến tận nơi" in lan.text
    assert "Xã gửi hồ sơ lên tỉnh trước" in lan.text
    await lan.tap("Xem đến đâu rồi", "➤ Tư vấn tại chỗ")


async def test_a_step_back_says_why(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    done = await moved(bot, await begun(bot, lan, an), an, "visit")
    back = Move(Kind.BACK, "review")
    done = await moved(bot, done.product, an, back, reason="Nhãn thiếu <địa chỉ>.")
    assert await told(bot, done)
    await lan.wait("phải làm lại bước: Chọn ý tưởng")
    assert "“Nhãn thiếu <địa chỉ>.”" in lan.text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.HOLD, "đang chờ bà con"),
        (Kind.HOLD, "Ảnh và giấy thì gửi ở Giấy tờ của hồ sơ"),
        (Kind.NOT_RATED, "Lần này “Ba kích tím” chưa được xếp sao"),
        (Kind.WITHDRAW, "đã được rút về"),
    ],
)
async def test_other_ways_say_why_too(bot: Running, kind: Kind, said: str) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    done = await moved(bot, product, an, Move(kind, "review"), reason="Chờ nhãn mới.")
    assert await told(bot, done)
    await lan.wait(said)
    assert "“Chờ nhãn mới.”" in lan.text


async def test_visits_papers_notes_and_another_officer(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await person_of(bot, await officer(bot, "Bình"))
    product, by = await begun(bot, lan, an), await person_of(bot, an)
    rules, now = bot.service.world.editions.of("2026"), bot.clock()
    done = await at_work(
        bot,
        lambda tx: product_work.set_visit(
            tx, product, rules, morning(date(2030, 4, 16)), "Thôn Đồng Chu", by, now
        ),
    )
    assert await told(bot, done)
    await lan.wait("Cán bộ sẽ đến xem “Ba kích tím”: 8 giờ 30, thứ Ba, 16/4/2030.")
    assert "Nơi hẹn: Thôn Đồng Chu" in lan.text
    visit = done.product
    done = await at_work(
        bot, lambda tx: product_work.cancel_visit(tx, visit, rules, by, now, reason="Mưa to")
    )
    assert await told(bot, done)
    await lan.wait("lịch hẹn 8 giờ 30, thứ Ba, 16/4/2030 đã hủy")
    assert "“Mưa to”" in lan.text
    off = done.product
    done = await at_work(
        bot,
        lambda tx: product_papers.ask(tx, off, rules, None, "Ảnh vườn", by, now, text="Chụp gần"),
    )
    assert await told(bot, done)
    await lan.wait("An nhờ bà con gửi một giấy của “Ba kích tím”: Ảnh vườn.")
    assert "📷 Gửi ảnh giấy này" in lan.buttons()
    assert "“Chụp gần”" in lan.text
    assert "Bà con còn thiếu 1 giấy: Ảnh vườn" in lan.text
    asked = done.product
    done = await at_work(
        bot, lambda tx: product_work.note(tx, asked, rules, "Đã gọi", by, now, shown=True)
    )
    assert await told(bot, done)
    await lan.wait("An viết về “Ba kích tím”:")
    noted = done.product
    done = await at_work(bot, lambda tx: product_work.hand_over(tx, noted, rules, binh, by, now))
    assert await told(bot, done)
    await lan.wait("Từ nay Bình lo hồ sơ “Ba kích tím”.")


async def test_what_is_not_for_her_stays_silent(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product, by = await begun(bot, lan, an), await person_of(bot, an)
    rules, now = bot.service.world.editions.of("2026"), bot.clock()
    before = len(lan.received)
    done = await at_work(bot, lambda tx: product_work.take_up(tx, product, rules, by, now))
    assert await told(bot, done)
    taken = done.product
    done = await at_work(
        bot, lambda tx: product_work.note(tx, taken, rules, "Nhà xa", by, now, shown=False)
    )
    assert await told(bot, done)
    await bot.calm()
    assert len(lan.received) == before


async def test_results_and_the_certificate(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An", Level.PROVINCE, BAC_NINH)
    done = await moved(bot, await begun(bot, lan, an), an, "visit", "check", "rating")
    proposed = await rated(bot, done.product, an, 5, BEST)
    assert await told(bot, proposed)
    await lan.wait("“Ba kích tím” được đề nghị 5 sao, 91,5 điểm.")
    assert "A. Sản phẩm và sức mạnh cộng đồng: 36 trên 40" in lan.text
    assert "Bộ đang xét" in lan.text
    final = await rated(bot, proposed.product, an, 4)
    assert await told(bot, final)
    await lan.wait("Đã có kết quả: “Ba kích tím” được 4 sao, 88,5 điểm.")
    assert "Giấy chứng nhận đang được làm" in lan.text
    done = await certified(bot, final.product, an)
    assert await told(bot, done)
    await lan.wait("“Ba kích tím” đã có giấy chứng nhận.")
    assert "số 12/QĐ-UBND, dùng đến" in lan.text
    assert "Nộp hồ sơ xếp sao lại được từ 3/7/2029 đến 1/9/2029." in lan.text


async def test_fewer_stars_than_the_points_make_say_why_once(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An", Level.PROVINCE, BAC_NINH)
    done = await moved(bot, await begun(bot, lan, an), an, "visit", "check", "rating")
    final = await rated(bot, done.product, an, 3, why="Chưa có phiếu kiểm nghiệm.")
    assert await told(bot, final)
    await lan.wait("Đã có kết quả: “Ba kích tím” được 3 sao, 88,5 điểm.")
    why = "Theo điểm là 4 sao, hội đồng cho ít hơn, vì: “Chưa có phiếu kiểm nghiệm.”"
    assert why in lan.text
    assert lan.text.count("phiếu kiểm nghiệm") == 1


async def test_the_criteria_that_an_officer_chose_are_told_by_name(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product, by = await begun(bot, lan, an), await person_of(bot, an)
    rules, now = bot.service.world.editions.of(product.edition), bot.clock()
    chosen = bot.service.world.criteria[product.edition].sets[0]
    done = await at_work(
        bot, lambda tx: product_work.set_criteria(tx, product, rules, chosen.number, by, now)
    )
    assert await told(bot, done)
    name = chosen.name.said_in("vi")
    await lan.wait(f"“Ba kích tím” được chấm theo bộ tiêu chí: {chosen.number}. {name}")
    assert "lần bà con tự chấm sao đều theo bộ này" in lan.text


async def test_who_cannot_be_reached_is_said(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    done = await moved(bot, await begun(bot, lan, an), an, "visit")
    await agree(bot, lan, given=False)
    before = len(lan.received)
    assert not await told(bot, done)
    await bot.calm()
    assert len(lan.received) == before


async def test_long_words_stay_on_a_phone(bot: Running) -> None:
    lan = await farmer(bot)
    an = await officer(bot, "Nguyễn Thị Thanh Xuân Phương Thảo " * 3)
    product = await begun(bot, lan, an, product="Rượu & <b>men lá</b> " * 8)
    done = await moved(bot, product, an, "visit", "check")
    back = Move(Kind.BACK, "visit")
    done = await moved(bot, done.product, an, back, reason="Bà con & tôi <bổ sung>. " * 40)
    assert await told(bot, done)
    await lan.wait("phải làm lại bước")
    assert len(lan.text) <= MOST


# By the clock


async def test_the_end_of_a_round_is_told_twice(bot: Running) -> None:
    await on_a_day(bot, 2030, 1, 14)
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    for kind, days in (("product.round14", 15), ("product.round3", 4)):
        before = len(lan.received)
        job = await due(bot, kind, product)
        await lan.wait(f"còn {days} ngày")
        assert "vẫn ở bước “Chọn ý tưởng”" in lan.text
        assert f"Đợt 1: Xã gửi hồ sơ lên tỉnh trước thứ Ba, 30/4, còn {days} ngày." in lan.text
        assert len(lan.received) == before + 1
        assert job.until is not None
        assert day_at(job.until - 1) == date(2030, 4, 29)
    heard = len(lan.received)
    await bot.later(days=40)
    assert len(lan.received) == heard


async def test_a_job_of_another_stage_says_nothing(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    stale = {"stage": product.stage, "since": product.stage_since}
    await moved(bot, product, an, "visit")
    before = len(lan.received)
    about = products.subject(product.id)
    async with bot.db.transaction() as tx:
        for kind in STAGE_KINDS:
            jobs.put(tx, kind, about, bot.clock() - 1, data=stale)
    await bot.later(minutes=1)
    assert len(lan.received) == before
    async with bot.db.transaction() as tx:
        assert await jobs.one(tx, STAGE_KINDS[0], about) is None


async def test_officers_hear_of_a_limit_that_comes_and_once_when_it_is_over(bot: Running) -> None:
    lan, an, binh = await farmer(bot), await officer(bot, "An"), await officer(bot, "Bình")
    far = await officer(bot, "Xa", Level.COMMUNE, TAN_YEN)
    product = await begun(bot, lan, an)
    product = (await moved(bot, product, an, "visit", "check")).product
    quiet = len(far.received)
    await due(bot, "product.limit_near", product)
    for phone in (an, binh):
        await phone.wait("còn 3 ngày làm việc ở bước “Xã kiểm tra hồ sơ”")
    product = await held_by(bot, product, an)
    heard, reminded = len(binh.received), len(an.received)
    await due(bot, "product.limit_over", product)
    await an.wait("đã quá hạn ở bước")
    assert "Đã quá hạn 1 ngày làm việc" in an.text
    assert f"o:p.see:{product.id}" in datas(an)
    await bot.later(days=30)
    assert len(an.received) == reminded + 1
    assert (len(binh.received), len(far.received)) == (heard, quiet)


async def test_where_a_commune_has_no_officer_those_above_hear_of_it(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An", Level.DISTRICT, SON_DONG_DISTRICT)
    product = (await moved(bot, await begun(bot, lan, an), an, "visit", "check")).product
    await due(bot, "product.limit_over", product)
    await an.wait("đã quá hạn")
    assert product.code in an.text


async def test_a_certificate_is_followed_to_its_end(bot: Running) -> None:
    await on_a_day(bot, 2030, 1, 14)
    lan, an = await farmer(bot), await officer(bot, "An")
    done = await moved(bot, await begun(bot, lan, an), an, "visit", "check", "rating")
    done = await rated(bot, done.product, an)
    paper = Certificate("7", date(2030, 1, 14), date(2033, 1, 14))
    done = await certified(bot, done.product, an, paper)
    for kind, said in (
        ("product.window", "Từ hôm nay “Ba kích tím” được nộp hồ sơ xếp sao lại"),
        ("product.closing", "Chỉ còn ít ngày"),
        ("product.expiry", "Giấy chứng nhận của “Ba kích tím” đã hết hạn"),
    ):
        before = len(lan.received)
        await due(bot, kind, done.product)
        await lan.wait(said)
        assert len(lan.received) == before + 1


async def test_who_is_on_the_way_to_another_rating_is_not_reminded_of_it(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    done = await moved(bot, await begun(bot, lan, an), an, "visit", "check", "rating")
    done = await rated(bot, done.product, an)
    today = day_at(bot.clock())
    done = await certified(
        bot, done.product, an, Certificate("7", today, today + timedelta(days=300))
    )
    done = await moved(bot, done.product, an, Move(Kind.AGAIN, "check"), "rating")
    before = len(lan.received)
    await due(bot, "product.closing", done.product)
    assert len(lan.received) == before
    await due(bot, "product.expiry", done.product)
    await lan.wait("đã hết hạn")


async def test_who_took_her_agreement_back_is_not_reminded(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    await agree(bot, lan, given=False)
    before = len(lan.received)
    about = products.subject(product.id)
    data = {"stage": product.stage, "since": product.stage_since}
    async with bot.db.transaction() as tx:
        jobs.put(tx, "product.round3", about, bot.clock() - 1, data=data)
    await bot.later(minutes=1)
    assert len(lan.received) == before
    await agree(bot, lan, given=True)
    async with bot.db.transaction() as tx:
        jobs.put(tx, "product.round3", about, bot.clock() - 1, data=data)
    await bot.later(minutes=1)
    await lan.wait("vẫn ở bước")


async def agree(bot: Running, phone: Phone, *, given: bool) -> None:
    """Give the agreement, or take it back, past all screens."""
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        known = await people.one(tx, person_id)
        assert known is not None
        people.save(tx, replace(known, consent=given))
