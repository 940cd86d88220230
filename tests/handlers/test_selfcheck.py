"""The star self-check from the choice of the set to the last question."""

from bot.channels.sandbox.phone import said
from programme.selfcheck import BAD, GOOD, UNSURE
from storage import selfchecks
from tests.handlers.cast import known
from tests.handlers.desk_cast import datas, farmer, file_idea, forge, officer
from tests.handlers.product_cast import begun
from tests.handlers.selfcheck_cast import Taps, all_of, latest, lowest
from tests.harness import Running

LONGEST = 700
MOST_TAPS = 40
OLD = "Câu này trả lời rồi. Mời xem câu mới nhất."


async def test_honey_takes_forty_taps_and_no_typing(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await taps.choose_honey()
    typed = len([one for one in lan.messages if one not in lan.received])
    await taps.answer(bot, others={"3.5": 1, "5.1": 2})
    assert taps.taps <= MOST_TAPS
    assert taps.taps == 37
    assert len([one for one in lan.messages if one not in lan.received]) == typed
    check = await latest(bot, lan)
    assert check.done_at is not None
    assert (check.name, check.criteria_set, check.step) == ("Mật ong", 4, "")
    assert f"{check.points}/100 điểm" in lan.text
    assert "26/2026/QĐ-TTg" in lan.text
    assert all(len(screen) <= LONGEST for screen in taps.screens)
    assert lan.received_file(lan.received[-2]).startswith(b"\x89PNG")
    assert "Xong cả rồi" in said(lan.received[-3])


async def test_one_message_is_edited_and_points_stay_hidden(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await taps.choose_honey()
    before = len(lan.received)
    await taps.answer(bot, others={"5.1": 2}, until=36)
    assert len(lan.received) == before
    assert not [screen for screen in taps.screens[-70:] if "điểm" in screen and "/100" in screen]
    assert "Câu 32/32" in lan.text
    passed = "".join(taps.screens)
    assert "Xong phần điều kiện. Giờ đến 32 câu chấm điểm." in passed
    assert "Xong phần A. Còn 16 câu nữa." in passed


async def test_leaving_and_going_on_the_next_day(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await taps.choose_honey()
    await taps.answer(bot, until=17)
    assert "Câu 13/32" in lan.text
    await lan.say("/menu", "Xin chào")
    await bot.later(days=1)
    await lan.say("/chamdiem", "Bà con đang chấm dở “Mật ong”")
    assert lan.buttons()[0] == "Làm tiếp câu 13/32"
    await lan.tap("Làm tiếp câu 13/32", "Câu 13/32")
    await taps.answer(bot)
    check = await latest(bot, lan)
    assert check.done_at is not None
    assert len(check.replies) == taps.taps == 35  # no story, so none of its details


async def test_putting_it_away_keeps_the_answers(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await taps.choose_honey()
    await taps.answer(bot, until=6)
    await lan.tap("Để sau", "Tôi giữ 6/37 câu trả lời về “Mật ong”")
    await lan.tap("Làm tiếp", "Câu 2/32")
    await lan.say("/huy", "Tôi giữ 6/37 câu trả lời")
    # What she types now is no answer.
    await lan.say("2", "Tôi chưa hiểu ý bà con.")
    await lan.say("/chamdiem", "Bà con đang chấm dở")
    await lan.tap("Chấm mới", "được mấy sao?")
    await lan.say("che", "1. Chè")
    await lan.tap("1. Chè", "Điều kiện 1/5")
    await lan.say("/selfcheck", "Bà con đang chấm dở “Chè”")
    assert lan.buttons()[:2] == ["Chè: câu 1/5", "Mật ong: câu 2/32"]


async def test_a_form_on_the_screen_is_put_away_and_takes_over_again(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await taps.choose_honey()
    await lan.say("/ytuong", "tên là gì?")
    await lan.say("Mật ong rừng", "thuộc nhóm nào?")
    await lan.say("/chamdiem", "Bà con đang chấm dở")
    await lan.tap("Làm tiếp câu 1/5", "Điều kiện 1/5")
    await lan.say("có rồi", "Điều kiện 2/5")
    await lan.say("/menu")
    assert "✍️ Viết tiếp “Mật ong rừng”" in lan.buttons()


async def test_typed_answers_are_understood_kindly(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await taps.choose_honey()
    await lan.say("co roi", "Điều kiện 2/5")
    await lan.say("2", "Điều kiện 3/5")  # the second answer: not registered yet
    assert (await latest(bot, lan)).replies["registered"] == BAD
    assert "Bà con cứ trả lời tiếp" in lan.text
    await lan.say("ko biet", "Điều kiện 4/5")
    assert UNSURE in (await latest(bot, lan)).replies.values()
    await lan.say("hôm qua trời mưa", "Tôi chưa hiểu câu trả lời này.")
    assert "Điều kiện 4/5" in lan.text
    await lan.say("khong", "Điều kiện 5/5")
    assert (await latest(bot, lan)).replies["no-danger"] == GOOD
    await lan.say("quay lại", "Điều kiện 4/5")
    assert "Không có" in lan.text.splitlines()[-1]
    assert "✓ Không có" in lan.buttons()
    await lan.say("co", "Điều kiện 5/5")
    assert (await latest(bot, lan)).replies["no-danger"] == BAD
    await lan.say("dung", "Câu 1/32")
    await lan.send_photo()
    await lan.wait("Ở đây bà con chỉ cần bấm một nút")
    check = await latest(bot, lan)
    assert check.replies == {
        "food-safety": GOOD,
        "registered": BAD,
        "stands-out": UNSURE,
        "no-danger": BAD,
        "raised-or-grown-in-province": GOOD,
    }


async def test_old_double_and_foreign_buttons_do_nothing(bot: Running) -> None:
    lan, hoa = await farmer(bot), await farmer(bot, "Hoa")
    taps = Taps(lan)
    await taps.choose_honey()
    check = await latest(bot, lan)
    first = f"k:a:{check.id}:food-safety:1"
    await taps.press(first)
    assert await forge(lan, first) == OLD
    check = await latest(bot, lan)
    assert check.replies == {"food-safety": 1}
    for data in (
        f"k:a:{check.id}:registered:7",
        f"k:a:{check.id}:registered",
        f"k:a:{check.id}:9.9:1",
        f"k:res:{check.id}",
        f"k:set:{check.id}:5",
        "k:nothing",
        "k:a:999:registered:1",
        "k:" + "x" * 40,
    ):
        assert await forge(lan, data), data
    assert await latest(bot, lan) == check
    for what in ("a", "go", "res", "drop", "gone", "show", "later", "pic"):
        rest = ":registered:1" if what == "a" else ""
        assert await forge(hoa, f"k:{what}:{check.id}{rest}"), what
    assert await latest(bot, lan) == check
    assert await all_of(bot, hoa) == []


async def test_yesterdays_button_shows_where_she_is(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await taps.choose_honey()
    check = await latest(bot, lan)
    await taps.answer(bot, until=3)
    await bot.later(days=1)
    before = len(lan.received)
    assert await forge(lan, f"k:a:{check.id}:food-safety:0")
    await lan.settle()
    assert len(lan.received) == before + 1
    assert "Điều kiện 4/5" in lan.text
    assert (await latest(bot, lan)).replies["food-safety"] == 1


async def test_going_back_to_the_choice_and_by_group(bot: Running) -> None:
    lan = await farmer(bot)
    await lan.say("/chamdiem", "được mấy sao?")
    await lan.say("xyzzy qqq", "Tôi chưa biết “xyzzy qqq”")
    await lan.tap("Thực phẩm", "thuộc loại nào dưới đây?")
    assert "13. Cà phê, ca cao" in lan.text
    await lan.tap("13", "Điều kiện 1/5")
    await lan.tap("‹ Quay lại", "được mấy sao?")
    await lan.tap("Du lịch cộng đồng", "Câu 1/32")
    assert (await latest(bot, lan)).criteria_set == 26
    await lan.say("/chamdiem")
    assert len(await all_of(bot, lan)) == 1


async def test_it_begins_from_an_idea(bot: Running) -> None:
    lan = await farmer(bot)
    idea = await file_idea(bot, lan, product="Rượu nếp cái hoa vàng")
    await lan.say("/trangthai", "Rượu nếp")
    await lan.tap("Tự chấm sao", "thuộc loại nào dưới đây?")
    assert "1. " in lan.text
    assert await forge(lan, datas(lan)[0]) is None
    await lan.wait("1/")
    check = await latest(bot, lan)
    assert (check.idea_id, check.name) == (idea.id, "Rượu nếp cái hoa vàng")


async def test_it_begins_from_a_product_with_the_set_that_is_known(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an, product="Mật ong hoa vải")
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE products SET criteria_set = 4 WHERE id = :id", id=product.id)
    assert await forge(lan, f"k:prod:{product.id}") is None
    await lan.wait("Điều kiện 1/5")
    check = await latest(bot, lan)
    assert (check.product_id, check.idea_id, check.criteria_set) == (
        product.id,
        product.idea_id,
        4,
    )


async def test_no_agreement_is_needed_to_count(bot: Running) -> None:
    phone = await known(bot, None, consent=None, place=None)
    taps = Taps(phone)
    await taps.choose_honey()
    await taps.answer(bot, lowest)
    assert (await latest(bot, phone)).done_at is not None
    await phone.tap("Cho cán bộ xem", "bà con cần đồng ý")
    assert not (await latest(bot, phone)).shown


async def test_throwing_one_away_is_asked_first(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await taps.choose_honey()
    await lan.tap("Để sau")
    await lan.tap("Bỏ lần chấm này", "Bỏ hẳn lần chấm sao “Mật ong” này chứ?")
    await lan.tap("Thôi, để nguyên", "Điều kiện 1/5")
    await lan.tap("Để sau")
    await lan.tap("Bỏ lần chấm này", "này chứ?")
    check = await latest(bot, lan)
    await lan.tap("Bỏ hẳn", "được mấy sao?")
    async with bot.db.transaction() as tx:
        assert await selfchecks.one(tx, check.id) is None
