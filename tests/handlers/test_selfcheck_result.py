"""The result of a star self-check: what holds back, what to do, changing, comparing, showing."""

from programme.ideas import Action
from programme.selfcheck import BAD, NONE, UNSURE
from storage import people
from tests.handlers.desk_cast import (
    SON_DONG,
    datas,
    farmer,
    file_idea,
    forge,
    moved,
    officer,
    person_of,
)
from tests.handlers.product_cast import begun, rated
from tests.handlers.product_cast import moved as go_on
from tests.handlers.selfcheck_cast import HONEY, Taps, all_of, highest, latest, lowest
from tests.harness import Running


async def checked(
    bot: Running, taps: Taps, others: dict[str, int] | None = None, *, best: bool = True
) -> None:
    """Honey, counted to the end: the best answers but for some."""
    await taps.choose_honey()
    await taps.answer(bot, highest if best else lowest, others=others)


async def test_the_result_names_the_minimum_that_holds_back(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await checked(bot, taps, {"3.5": NONE})
    # 97 points are five stars' worth, but without a trademark there are only two.
    assert "Bây giờ có thể được 2 sao: 97/100 điểm." in lan.text
    assert "Đủ điểm 3 sao, nhưng còn vướng:\n• Nhãn hiệu" in lan.text
    assert "(tiêu chí 3.5): ít nhất là “" in lan.text
    assert "Quyết định 26/2026/QĐ-TTg, Phụ lục II, bộ 4" in lan.text
    assert "Từ 3 sao mới có giấy chứng nhận." in lan.text
    await lan.tap("Cách lên 3 sao", "Cách lên 3 sao")
    assert "1. Nhãn hiệu" in lan.text
    assert "Làm thêm cho chắc" not in lan.text  # All else is at its best already.
    assert "bắt buộc để được 3 sao" in lan.text
    assert "Giấy tờ: Đơn hoặc giấy đăng ký nhãn hiệu" in lan.text
    await lan.tap("‹ Kết quả", "Bây giờ có thể được 2 sao")
    await lan.tap("Giấy tờ", "Cần lo thêm để lên sao:\n• Đơn hoặc giấy đăng ký nhãn hiệu")
    assert "Cán bộ sẽ xem" in lan.text


async def test_a_knock_out_comes_first(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await checked(bot, taps, {"food-safety": BAD})
    assert "100/100 điểm, nhưng còn vướng nên chưa đủ điều kiện để chấm." in lan.text
    assert "giấy an toàn thực phẩm còn hạn chưa? Chưa có. Bà con xin giấy này trước" in lan.text
    check = await latest(bot, lan)
    assert (check.points, check.stars) == (100, None)
    await lan.say("/chamdiem", "Mật ong: 100 điểm, chưa đủ điều kiện chấm")


async def test_five_stars_leave_nothing_to_do(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await checked(bot, taps)
    assert "Bây giờ có thể được 5 sao: 100/100 điểm." in lan.text
    assert "Bà con giỏi quá!" in lan.text
    assert not [label for label in lan.buttons() if label.startswith("Cách lên")]


async def test_what_one_is_unsure_of_is_listed_to_ask(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await checked(bot, taps, {"3.5": UNSURE, "registered": UNSURE})
    assert "97/100 điểm" in lan.text
    await lan.tap("Điều cần hỏi", "Những câu bà con chưa rõ.")
    assert "Bà con đã đăng ký kinh doanh chưa?" in lan.text
    assert "(tiêu chí 3.5)" in lan.text
    assert "💬 Hỏi cán bộ" in lan.buttons()


async def test_an_answer_is_changed_and_the_result_follows(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await checked(bot, taps, {"3.5": NONE})
    check = await latest(bot, lan)
    await lan.tap("Xem, sửa câu trả lời", "Muốn sửa câu nào")
    assert "1. Nuôi, trồng ở đâu: Từ ba phần tư trở lên (3/3)" in lan.text
    await lan.tap("Trang sau", "7. ")
    await lan.tap("Trang sau", "Nhãn hiệu")
    await taps.press(f"k:one:{check.id}:3.5")
    assert "✓ " in "".join(lan.buttons())
    await lan.tap("Giữ nguyên", "Muốn sửa câu nào")
    assert (await latest(bot, lan)).points == 97
    await lan.tap("Trang sau")
    await lan.tap("Trang sau", "Nhãn hiệu")
    await taps.press(f"k:one:{check.id}:3.5")
    await taps.press(f"k:a:{check.id}:3.5:2")
    assert "5 sao: 100/100 điểm" in lan.text
    assert len(await all_of(bot, lan)) == 1


async def test_a_story_that_is_told_after_all_brings_its_details(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await checked(bot, taps, {"5.1": 0})
    check = await latest(bot, lan)
    assert len(check.replies) == 35
    await lan.tap("Xem, sửa câu trả lời")
    await taps.press(f"k:list:{check.id}:B:0")
    await taps.press(f"k:one:{check.id}:5.1")
    await taps.press(f"k:a:{check.id}:5.1:4")
    assert "(tiêu chí 5.2)" in lan.text
    await taps.answer(bot, highest)
    assert "5 sao: 100/100 điểm" in lan.text


async def test_a_later_day_is_compared_with_the_last_time(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await checked(bot, taps, {"3.5": NONE})
    old = await latest(bot, lan)
    await bot.later(days=20)
    await lan.say("/chamdiem")
    await lan.tap("Mật ong", "97/100")
    await lan.tap("Xem, sửa câu trả lời")
    await taps.press(f"k:list:{old.id}:A:1")
    await taps.press(f"k:list:{old.id}:A:2")
    await taps.press(f"k:one:{old.id}:3.5")
    await taps.press(f"k:a:{old.id}:3.5:2")
    assert "100/100 điểm" in lan.text
    assert "): 97 điểm, 2 sao." in lan.text
    now, before = await all_of(bot, lan)
    assert (now.points, before.points) == (100, 97)
    assert before.done_at == old.done_at
    await lan.tap("Chấm lại từ đầu", "Điều kiện 1/5")
    await taps.answer(bot, lowest)
    assert "): 100 điểm, 5 sao." in lan.text


async def test_the_picture_comes_again_when_asked_for(bot: Running) -> None:
    lan = await farmer(bot)
    taps = Taps(lan)
    await checked(bot, taps)
    before = len(lan.received)
    await lan.tap("Xem hình")
    await bot.calm()
    assert len(lan.received) == before + 2
    assert lan.received_file(lan.received[-2]).startswith(b"\x89PNG")
    assert "5 sao" in lan.text


async def test_officers_read_what_she_shows_with_her_idea(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan, product="Mật ong hoa nhãn")
    taps = Taps(lan)
    await checked(bot, taps, {"3.5": NONE, "1.3": UNSURE})
    see = f"o:k.idea:{idea.id}:0"
    await an.say(idea.code, "Mật ong hoa nhãn")
    assert see not in datas(an)
    assert await forge(an, see) == "Ở đây không có bản tự chấm nào để xem."
    await lan.tap("Cho cán bộ xem", "Lần chấm này là của sản phẩm nào?")
    await lan.tap("Mật ong hoa nhãn", "Từ giờ cán bộ xem được bản này")
    await an.say(idea.code, "Bà con tự chấm:")
    check = await latest(bot, lan)
    assert f"{check.points} điểm, 2 sao (ước tính, " in an.text
    await an.tap("Xem bản tự chấm", "bà con tự chấm")
    shown = [an.text]
    while "Trang sau ▶" in an.buttons():
        await an.tap("Trang sau ▶")
        shown.append(an.text)
    assert all(len(text) <= 1000 for text in shown)
    everything = "\n".join(shown)
    assert "Bà con chưa rõ:" in everything
    assert "Chỗ văn bản còn chưa rõ:\n• 1.2: Ô điểm" in everything
    assert "3.5 Nhãn hiệu: Chưa nộp đơn (0/3)" in everything
    await an.tap("Về ý tưởng", "Bà con tự chấm:")
    await lan.tap("Thôi, không cho cán bộ xem", "Cán bộ không còn xem được")
    await an.say(idea.code, "Mật ong hoa nhãn")
    assert "Bà con tự chấm:" not in an.text
    assert await forge(an, see) == "Ở đây không có bản tự chấm nào để xem."


async def test_agreement_taken_back_locks_it_away(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan, product="Mật ong")
    taps = Taps(lan)
    await checked(bot, taps)
    check = await latest(bot, lan)
    await lan.tap("Cho cán bộ xem")
    await lan.tap("Mật ong", "Từ giờ cán bộ xem được")
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        person = await people.one(tx, person_id)
        assert person is not None
        await tx.run("UPDATE people SET consent = 0 WHERE id = :id", id=person_id)
    await an.say(idea.code, "Mật ong")
    assert "Bà con tự chấm:" not in an.text
    assert await forge(an, f"o:k.idea:{idea.id}:0") == "Ở đây không có bản tự chấm nào để xem."
    await forge(lan, f"k:hide:{check.id}")
    await forge(lan, f"k:put:{check.id}:i:{idea.id}")
    assert not (await latest(bot, lan)).shown


async def test_an_idea_taken_back_cannot_be_shown_with(bot: Running) -> None:
    lan, hoa = await farmer(bot), await farmer(bot, "Hoa")
    idea = await file_idea(bot, lan, product="Mật ong")
    other = await file_idea(bot, hoa, product="Chè")
    await moved(bot, idea, Action.WITHDRAW, lan)
    taps = Taps(lan)
    await checked(bot, taps)
    check = await latest(bot, lan)
    await lan.tap("Cho cán bộ xem", "Bà con gửi ý tưởng trước")
    for number in (idea.id, other.id, 10**12):
        assert await forge(lan, f"k:put:{check.id}:i:{number}"), number
    assert not (await latest(bot, lan)).shown


async def test_the_council_has_the_last_word(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an, product="Mật ong", commune=SON_DONG)
    assert await forge(lan, f"k:prod:{product.id}") is None
    await lan.wait("thuộc loại nào")
    taps = Taps(lan)
    check = await begun_last(bot)
    await taps.press(f"k:set:{check}:{HONEY}")
    await taps.answer(bot, highest)
    await lan.tap("Cho cán bộ xem", "Từ giờ cán bộ xem được")
    await an.say(product.code, "Bà con tự chấm:")
    done = await go_on(bot, product, an, "visit", "check", "rating")
    await rated(bot, done.product, an)
    mine = await latest(bot, lan)
    await forge(lan, f"k:res:{mine.id}")
    await lan.settle()
    assert "Hội đồng đã chấm 88,5 điểm, 4 sao." in lan.text
    await an.say(product.code, "Bà con tự chấm:")
    await an.tap("Xem bản tự chấm", "Hội đồng đã chấm 88,5 điểm, 4 sao.")
    await an.tap("Về hồ sơ", "Bà con tự chấm:")


async def begun_last(bot: Running) -> int:
    """The number of the check whose set is being chosen."""
    async with bot.db.transaction() as tx:
        row = await tx.one("SELECT max(id) AS id FROM selfchecks")
    assert row is not None
    return int(row["id"])


async def test_in_english_too(bot: Running) -> None:
    lan = bot.phone("Ann", language="en")
    await lan.start()
    await lan.wait()
    await lan.tap("English")
    await lan.say("/selfcheck", "How many stars could it get?")
    await lan.say("honey", "which of these is it?")
    await lan.tap("1. Honey", "First of all, 1/5")
    taps = Taps(lan)
    await taps.answer(bot, highest)
    assert "It could get 5 stars now: 100 of 100 points." in lan.text
    assert "Decision 26/2026/QĐ-TTg, Appendix II, set 4" in lan.text
