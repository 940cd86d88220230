"""A dossier on its road: from an idea to four stars, across officers of two levels."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from bot import clock
from bot.channels.sandbox.phone import Phone, said
from programme.ideas import Action
from programme.roles import Level, Role
from programme.stages import Kind, Move, Outcome
from storage import officers, product_moves, product_papers, products
from storage.people import PersonId
from storage.products import Product, StepKind
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG,
    TAN_YEN,
    datas,
    farmer,
    file_idea,
    forge,
    moved,
    officer,
    person_of,
)
from tests.handlers.dossier_cast import dossier, log_of, open_up, standing, story, told
from tests.harness import Running

NOT_YOURS = "Việc này không thuộc địa bàn của anh/chị."


async def on(phone: Phone, way: str) -> None:
    """Send a dossier on, back or away by its buttons, as far as no reason is asked for."""
    await phone.tap("Chuyển bước", "muốn chuyển hồ sơ đi đâu")
    await phone.tap(way, "chắc chứ?")
    await phone.tap("Đúng, làm ngay", "Tôi đã báo cho bà con")


async def test_a_product_from_idea_to_four_stars_across_two_levels(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await forge(an, f"o:accept:{idea.id}:{idea.revision}")
    await an.tap("Chấp nhận ngay", "Tôi đã báo")
    await an.say("/hangdoi")
    await an.tap("⭐ Hồ sơ", "Ba kích tím")
    await an.tap("1. Ba kích tím", "Chọn ý tưởng")
    await an.tap("Nhận xem", "anh/chị đang giữ hồ sơ này")
    await on(an, "Chuyển tiếp: Tư vấn tại chỗ")
    await an.tap("Hẹn ngày đến", "đến lúc nào")
    await an.say("1/12/2090 8h30")
    assert "thứ Bảy tuần sau 8h30" in an.text
    await an.say("ngày mai 8h30", "Hẹn gặp ở đâu?")
    await an.tap("Bỏ qua", "Tôi báo cho bà con nhé?")
    await an.tap("Hẹn ngày này", "Hẹn đến:")
    assert await told(bot, lan, "8 giờ 30")
    await bot.calm()
    calendar = next(one for one in reversed(lan.received) if "document" in one)
    assert b"BEGIN:VEVENT" in lan.received_file(calendar)
    await on(an, "Chuyển tiếp: Xã kiểm tra hồ sơ")
    assert "15" in an.text
    heard = len(chi.received)
    await on(an, "Chuyển tiếp: Tỉnh chấm điểm")
    await binh.wait("Có hồ sơ chuyển đến anh/chị")
    await bot.calm()
    assert len(chi.received) > heard
    await chi.tap("Mở xem", "Tỉnh chấm điểm")
    await chi.tap("Ghi điểm", "Nhiều nhất: A 40, B 25, C 35.")
    await chi.say("41", "Phần này nhiều nhất 40 điểm.")
    await chi.say("33,5", "Phần B")
    await chi.say("20", "Phần C")
    await chi.say("25", "Như vậy là 4 sao.")
    assert "78,5 điểm: A 33,5/40, B 20/25, C 25/35" in chi.text
    product = (await all_products(bot))[0]
    assert product.stars is None
    await chi.tap("Ghi kết quả", "Số giấy chứng nhận là gì?")
    assert await told(bot, lan, "4 sao, 78,5 điểm")
    await chi.say("125/GCN-OCOP", "cấp ngày nào")
    await chi.say("15/6/2026", "hết hạn ngày nào")
    await chi.tap("Bỏ qua", "giấy có giá trị đến 15/6/2029")
    await chi.tap("Ghi giấy chứng nhận", "Tôi đã báo cho bà con")
    done = await standing(bot, product)
    assert (done.outcome, done.stars, done.points.total) == (Outcome.RATED, 4, Decimal("78.5"))
    assert done.certificate == products.Certificate(
        "125/GCN-OCOP", date(2026, 6, 15), date(2029, 6, 15)
    )
    assert await told(bot, lan, "125/GCN-OCOP")
    assert [step.kind for step in await story(bot, product)] == [
        StepKind.START,
        StepKind.TAKE_UP,
        StepKind.FORWARD,
        StepKind.VISIT,
        StepKind.FORWARD,
        StepKind.FORWARD,
        StepKind.RATING,
        StepKind.CERTIFICATE,
    ]
    assert len(await log_of(bot, product)) == 8
    assert all(len(said(one)) <= 1000 for phone in (an, binh, chi) for one in phone.received)
    assert all(len(said(one)) <= 700 for one in lan.received)


async def all_products(bot: Running) -> list[Product]:
    async with bot.db.transaction() as tx:
        return [products.from_row(row) for row in await tx.all("SELECT * FROM products")]


async def test_back_needs_a_reason_that_the_farmer_reads(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    await open_up(an, product)
    await an.tap("Chuyển bước", "đi đâu")
    await an.tap("Trả về: Tư vấn tại chỗ", "Lý do là gì?")
    await an.say("ừ")
    assert (await standing(bot, product)).stage == "check"
    await an.say("Nhãn chưa có <địa chỉ> & hạn dùng.", "Trả về: Tư vấn tại chỗ")
    await an.tap("Làm và báo bà con", "Tôi đã báo cho bà con")
    assert (await standing(bot, product)).stage == "visit"
    assert await told(bot, lan, "Nhãn chưa có <địa chỉ> & hạn dùng.")
    await an.tap("Diễn biến", "Nhãn chưa có <địa chỉ>")


async def test_before_it_moves_on_she_reads_what_nobody_has_seen(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="visit")
    edition = bot.service.world.editions.of("2026")
    officer_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        done = await product_papers.ask(
            tx, product, edition, None, "Ảnh vườn", officer_id, clock.now()
        )
    assert done is not None
    await open_up(an, done.product)
    await an.tap("Giấy tờ hồ sơ", "Đã xem 0 trên 6 giấy")
    needed = [one[2:] for one in an.buttons() if one[0] in "🔸▫⏳"]
    await open_up(an, done.product)
    await an.tap("Chuyển bước", "đi đâu")
    await an.tap("Chuyển tiếp", "Chưa ai xem 6 giấy bắt buộc: Ảnh vườn; ")
    said_line = next(line for line in an.text.splitlines() if "Chưa ai xem" in line)
    assert said_line.endswith("; …")
    assert len(said_line.split("; ")) == 4
    # What was seen is not named any more, and a way that needs no papers names none.
    for paper in needed[:6]:
        await open_up(an, product)
        await an.tap("Giấy tờ hồ sơ")
        await an.tap(paper.strip("\ufe0f "))
        await an.tap("Đã xem giấy này")
    await open_up(an, product)
    await an.tap("Chuyển bước", "đi đâu")
    await an.tap("Chuyển tiếp", "chắc chứ?")
    assert "Chưa ai xem" not in an.text


async def test_no_way_back_without_its_reason_by_a_forged_button(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    at = f"{product.id}:{product.revision}"
    for data in (
        f"o:p.yes:{at}:back:visit",
        f"o:p.yes:{at}:not_rated:check",
        f"o:p.yes:{at}:forward:national",
        f"o:p.yes:{at}:forward:nowhere",
        f"o:p.yes:{at}",
        f"o:p.way:{at}:again:visit",
    ):
        await forge(an, data)
        assert await standing(bot, product) == product, data


async def test_it_waits_for_the_producer_and_goes_on(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    await open_up(an, product)
    await an.tap("Chuyển bước")
    await an.tap("Chờ bà con", "Lý do là gì?")
    await an.say("Bà con gửi giấy kiểm nghiệm mới.", "Chờ bà con")
    await an.tap("Làm và báo bà con", "Đang chờ bà con từ")
    assert (await standing(bot, product)).held_since is not None
    await an.tap("Chuyển bước")
    resume = next(data for data in datas(an) if ":resume:" in data)
    await forge(an, resume)
    assert (await standing(bot, product)).held_since is None


async def test_a_double_tap_moves_it_once(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan)
    number = an.last["message_id"]
    assert isinstance(number, int)
    asked = len(an.answers)
    for _ in range(3):
        await an.press_data(number, f"o:p.yes:{product.id}:{product.revision}:forward:visit")
    await an.wait(until=lambda phone: len(phone.answers) >= asked + 3)
    assert (await standing(bot, product)).stage == "visit"
    assert (await log_of(bot, product)).count("product.forward") == 1


async def test_who_was_quicker_shows_how_it_stands(bot: Running) -> None:
    lan, an, binh = await farmer(bot), await officer(bot, "An"), await officer(bot, "Bình")
    product = await dossier(bot, lan)
    await open_up(an, product)
    await open_up(binh, product)
    await an.tap("Nhận xem", "anh/chị đang giữ")
    await binh.tap("Nhận xem", "An đang giữ hồ sơ này")
    assert binh.answers[-1].text == "An đang giữ hồ sơ này."
    assert "Chuyển bước" not in binh.buttons()
    now = await standing(bot, product)
    for name in ("go", "yes", "visit", "take", "put", "hand", "ask", "seen"):
        rest = ":forward:visit" if name == "yes" else ""
        await forge(binh, f"o:p.{name}:{product.id}:{now.revision}{rest}")
    assert await standing(bot, product) == now
    # A colleague may leave a note all the same.
    await forge(binh, f"o:p.note:{product.id}:{now.revision}")
    await binh.say("Đã gọi điện cho chủ thể.", "Ai được đọc")
    await binh.tap("Chỉ cán bộ", "Đã gọi điện")
    heard = len(lan.received)
    await binh.tap("Ghi lại", "Tôi đã ghi lại.")
    await an.say(product.code, "Đã gọi điện cho chủ thể.")
    assert len(lan.received) == heard


async def test_an_officers_own_product_is_not_hers_to_work_on_or_rate(bot: Running) -> None:
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    person_id = await person_of(bot, chi)
    async with bot.db.transaction() as tx:
        officers.grant(tx, person_id, Role(Level.PROVINCE, BAC_NINH), "Chi", 1)
    product = await dossier(bot, chi, stage="rating")
    await open_up(chi, product)
    assert "sản phẩm của chính anh/chị" in chi.text
    assert not {"Ghi điểm", "Chuyển bước", "Nhận xem", "Ghi chú"} & set(chi.buttons())
    for name in ("rate", "take", "go", "note", "visit"):
        await forge(chi, f"o:p.{name}:{product.id}:{product.revision}")
        assert "chính anh/chị" in (chi.answers[-1].text or ""), name
    assert await standing(bot, product) == product


async def test_another_levels_step_can_be_read_only(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="rating")
    await open_up(an, product)
    assert "Chuyển bước" not in an.buttons()
    await forge(an, f"o:p.go:{product.id}:{product.revision}")
    assert "nơi khác làm" in (an.answers[-1].text or "")
    # Points are the council's: no officer of the Union may enter them.
    assert await forge(an, f"o:p.rate:{product.id}:{product.revision}") == NOT_YOURS


async def test_a_farmer_who_cannot_be_reached_is_to_be_called(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan)
    await lan.block()
    await asyncio.sleep(0.1)
    await forge(an, f"o:p.yes:{product.id}:{product.revision}:forward:visit")
    assert "gọi giúp số 0912 345 678" in an.text


async def test_what_she_took_back_is_locked_away(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan)
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 0 WHERE id = :id", id=person_id)
    await open_up(an, product)
    assert "0912" not in an.text
    assert "Nguyễn Thị Lan" not in an.text
    assert "khóa" in an.text


@pytest.mark.parametrize("role", [Level.COMMUNE, Level.ADMINISTRATOR])
async def test_outside_the_area_it_is_no_dossier_at_all(bot: Running, role: Level) -> None:
    lan, dung = await farmer(bot), await officer(bot, "Dũng", role, TAN_YEN)
    product = await dossier(bot, lan)
    assert await forge(dung, f"o:p.see:{product.id}") == NOT_YOURS
    assert await forge(dung, "o:p.see:999") == NOT_YOURS
    await dung.say(product.code)
    assert "Ba kích" not in dung.text


async def test_a_reason_that_comes_too_late_moves_nothing(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    await forge(an, f"o:p.way:{product.id}:{product.revision}:back:visit")
    await an.say("Nhãn chưa có địa chỉ.", "Trả về")
    edition = bot.service.world.editions.of("2026")
    async with bot.db.transaction() as tx:
        way = Move(Kind.FORWARD, "rating")
        done = await product_moves.move(tx, product, edition, way, PersonId(1), clock.now())
    assert done is not None
    heard = len(lan.received)
    await an.tap("Làm và báo bà con", "Tỉnh chấm điểm")
    assert await standing(bot, product) == done.product
    assert len(lan.received) == heard


async def test_a_dossier_elsewhere_in_sight_is_not_in_the_list(bot: Running) -> None:
    hoa, an = await farmer(bot, "Hoa", TAN_YEN), await officer(bot, "An")
    await dossier(bot, hoa, commune=TAN_YEN)
    await forge(an, "o:p.list:all:0")
    assert "Chưa có hồ sơ nào" in an.text
    assert SON_DONG != TAN_YEN
