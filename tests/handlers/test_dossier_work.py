"""What an officer does with a dossier besides sending it on: notes, visits, papers, colleagues."""

from bot import clock
from bot.channels.sandbox.phone import said
from programme.roles import Level
from programme.stages import Kind, Move
from storage import product_moves, product_papers, product_work
from tests.handlers.desk_cast import (
    BAC_NINH,
    DAY,
    TAN_YEN,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.handlers.dossier_cast import dossier, log_of, open_up, standing, told
from tests.harness import Running

NOT_YOURS = "Việc này không thuộc địa bàn của anh/chị."


async def test_handing_over_to_another_who_may_hold_it(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await officer(bot, "Dũng", Level.COMMUNE, TAN_YEN)
    product = await dossier(bot, lan, stage="visit")
    await open_up(an, product)
    await an.tap("Nhận xem", "anh/chị đang giữ")
    await an.tap("Giao người khác", "Giao cho ai?")
    assert [one for one in an.buttons() if "Bình" in one or "Dũng" in one] == [
        "Bình, thành phố Bắc Ninh"
    ]
    given = next(data for data in datas(an) if data.startswith("o:p.give:"))
    await an.tap("Bình", "Bình đang giữ hồ sơ này")
    await binh.wait("An giao hồ sơ cho anh/chị")
    await binh.tap("Mở xem", "anh/chị đang giữ")
    now = await standing(bot, product)
    assert (now.officer_id, now.holder) == (await person_of(bot, binh), "province")
    assert await told(bot, lan, "Bình")
    # The same button once more does nothing, nor one for somebody who may not hold it.
    await forge(an, given)
    stranger = given.rpartition(":")[0] + ":999"
    await forge(binh, stranger.replace(f":{product.id}:2:", f":{product.id}:{now.revision}:"))
    assert await standing(bot, product) == now
    await binh.tap("Để lại chỗ chờ", "chưa có ai nhận")


async def test_nobody_to_hand_it_to_says_so(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan)
    await open_up(an, product)
    await an.tap("Nhận xem")
    await an.tap("Giao người khác", "chưa có ai khác nhận được")
    assert an.buttons() == ["Về hồ sơ", "🏠 Menu"]


async def test_those_above_free_what_is_stuck_and_the_holder_hears(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    product = await dossier(bot, lan)
    await open_up(an, product)
    await an.tap("Nhận xem")
    await open_up(binh, product)
    await binh.tap("Để lại chỗ chờ", "chưa có ai nhận")
    await an.wait("Bình đã đưa “Ba kích tím” về chỗ chờ thay anh/chị.")
    assert (await standing(bot, product)).officer_id is None


async def test_papers_are_asked_for_seen_and_ticked(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    await open_up(an, product)
    await an.tap("Giấy tờ hồ sơ", "giấy tờ")
    assert any(one.startswith("🔸") for one in an.buttons())
    await an.tap("Giấy đăng ký kinh doanh", "Chưa rõ")
    await an.tap("Nhờ bà con gửi", "dặn thêm gì")
    await an.say("Chỉ cần chụp trang đầu.", "Tôi báo cho bà con nhé?")
    await an.tap("Nhờ bà con gửi", "Đang nhờ gửi: Giấy đăng ký kinh doanh")
    assert await told(bot, lan, "Chỉ cần chụp trang đầu.")
    await an.tap("Giấy tờ hồ sơ")
    await an.tap("⏳ Giấy đăng ký kinh doanh", "chưa thấy gửi")
    await an.tap("Đã xem giấy này")
    assert "✅ Giấy đăng ký kinh doanh" in an.buttons()
    await an.tap("✅ Giấy đăng ký kinh doanh")
    await an.tap("Chưa xem giấy này")
    assert "✅ Giấy đăng ký kinh doanh" not in an.buttons()
    await an.tap("Nhờ gửi giấy khác", "thiếu giấy gì")
    await an.say("Ảnh nhãn mới")
    await an.tap("Bỏ qua")
    await an.tap("Nhờ bà con gửi", "Ảnh nhãn mới")
    assert await told(bot, lan, "Ảnh nhãn mới")


async def test_a_second_press_does_not_tick_again_what_was_unticked(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    await forge(an, f"o:p.seen:{product.id}:{product.revision}:business:1")
    await bot.calm()
    now = await standing(bot, product)
    for toast in (None, "Hồ sơ"):
        said = await forge(an, f"o:p.seen:{now.id}:{now.revision}:business:0")
        assert said is None if toast is None else toast in str(said)
        await bot.calm()
    async with bot.db.transaction() as tx:
        [paper] = await product_papers.papers(tx, product.id)
    assert paper.seen_at is None
    assert (await log_of(bot, product))[-2:] == ["product.paper_seen", "product.paper_unseen"]
    assert (await standing(bot, product)).revision == now.revision + 1
    await forge(an, f"o:p.log:{product.id}")
    await bot.calm()
    assert "An bỏ dấu đã xem “Giấy đăng ký kinh doanh”" in an.text


async def test_a_visit_is_moved_and_called_off(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="visit")
    await open_up(an, product)
    await an.tap("Hẹn ngày đến")
    await an.say("ngày mai 8h")
    await an.say("Nhà văn hóa thôn")
    await an.tap("Hẹn ngày này", "Nhà văn hóa thôn")
    await an.tap("Hẹn ngày đến", "Đã hẹn ngày đến xem")
    await an.tap("Hủy lịch hẹn", "Tôi đã báo cho bà con")
    assert (await standing(bot, product)).visit_at is None
    await bot.calm()
    calendar = next(one for one in reversed(lan.received) if "document" in one)
    assert b"METHOD:CANCEL" in lan.received_file(calendar)


async def test_a_visit_has_a_day_an_hour_and_a_place_that_can_be(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="visit")
    await open_up(an, product)
    await an.tap("Hẹn ngày đến", "đến lúc nào")
    await an.say("hôm qua 8h", "đã qua")
    await an.say("nhà văn hóa 8h", "chưa thấy ngày giờ")
    await an.say("ngày mai 2h", "giờ đó bà con đang ngủ")
    await an.say("ngày mai 14h", "Hẹn gặp ở đâu?")
    await an.say("14h30", "gõ giúp tên nơi gặp")
    await an.say("mai 15/12", "gõ giúp tên nơi gặp")
    await an.say("Nhà văn hóa thôn", "Tôi báo cho bà con nhé?")
    await an.tap("Hẹn ngày này", "Nhà văn hóa thôn")
    assert await told(bot, lan, "Nơi hẹn: Nhà văn hóa thôn")
    # She reads the time once, and is not told to wait at home.
    news = next(said(one) for one in reversed(lan.received) if "Nơi hẹn" in said(one))
    assert news.count("14 giờ") == 1
    assert "để sẵn sản phẩm và giấy tờ" in news
    assert "ở nhà" not in news


async def test_a_note_for_the_producer_reaches_her(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan)
    await open_up(an, product)
    await an.tap("Ghi chú", "muốn ghi chú điều gì")
    await an.say("Bà con nhớ in nhãn mới nhé.")
    await an.tap("Cả bà con")
    await an.tap("Ghi lại", "Tôi đã báo cho bà con")
    assert await told(bot, lan, "Bà con nhớ in nhãn mới nhé.")


async def test_a_role_that_ends_in_the_middle_of_a_note_ends_the_note(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan)
    await forge(an, f"o:p.note:{product.id}:{product.revision}")
    await an.say("Đã gọi điện cho chủ thể.")
    await an.tap("Cả bà con")
    person_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE officers SET withdrawn_at = 1 WHERE person_id = :id", id=person_id)
    await an.tap("Ghi lại", NOT_YOURS)
    assert await standing(bot, product) == product


async def test_the_longest_dossier_fits_an_officers_screen(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "A" * 60)
    product = await dossier(bot, lan, product="<b>Rượu & men lá</b> " * 10, stage="check")
    edition = bot.service.world.editions.of("2026")
    person_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        now = clock.now()
        for number in range(8):
            asked = await product_papers.ask(
                tx, product, edition, None, f"{number} & giấy " * 12, person_id, now
            )
            assert asked is not None
            product = asked.product
        visit = await product_work.set_visit(
            tx, product, edition, now + DAY, "nhà <văn> hóa & chợ " * 6, person_id, now
        )
        assert visit is not None
        noted = await product_work.note(
            tx, visit.product, edition, "chữ & <dấu> " * 40, person_id, now, shown=False
        )
        assert noted is not None
        held = await product_moves.move(
            tx,
            noted.product,
            edition,
            Move(Kind.HOLD, "check"),
            person_id,
            now,
            reason="thiếu " * 80,
        )
        assert held is not None
    for data in ("o:p.see", "o:p.log", "o:p.papers", "o:p.paper"):
        end = ":other1" if data == "o:p.paper" else ""
        await forge(an, f"{data}:{product.id}{end}")
        assert len(an.text) <= 1000, data
    await forge(an, f"o:p.note:{product.id}:{held.product.revision}")
    await an.say("chữ " * 124)
    await an.tap("Chỉ cán bộ", "chữ chữ")
    assert an.text.count("chữ") > 100
    assert len(an.text) <= 1000


async def test_the_idea_leads_to_its_dossier(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan)
    await open_up(an, product)
    await an.tap("💡 Xem ý tưởng và ảnh", "Nguyên liệu tại chỗ")
    await an.tap("⭐ Xem hồ sơ", "Chọn ý tưởng")
    assert product.code in an.text


async def test_every_screen_of_an_officer_in_english(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await forge(an, "l:en")
    product = await dossier(bot, lan, stage="visit")
    at = f"{product.id}:{product.revision}"
    seen = []
    for data in (
        "o:p.list:all:0",
        "o:p.list:mine:0",
        "o:p.list:over:0",
        "o:p.steps",
        f"o:p.see:{product.id}",
        f"o:p.go:{at}",
        f"o:p.way:{at}:forward:check",
        f"o:p.way:{at}:back:review",
        f"o:p.note:{at}",
        f"o:p.visit:{at}",
        f"o:p.papers:{product.id}:0",
        f"o:p.log:{product.id}:0",
    ):
        await forge(an, data)
        assert len(an.text) <= 1000
        seen.append(an.text)
    assert "Send on: Dossier checked by the commune" in seen[6]
    assert len(set(seen)) == len(seen)
