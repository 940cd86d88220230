"""What people hear of their classes: changes, the end of a class, words of an officer; feedback;
and what stays when somebody goes."""

from dataclasses import replace

import pytest

from bot.channels.sandbox.phone import said
from handlers import training_line
from handlers.post import Post
from programme.classes import Audience
from programme.seats import State
from programme.vietnam_time import DAY
from storage import attendance, classes, erasure, signups
from storage.classes import NewClass, TrainingClass
from tests.handlers.class_cast import TOPIC, eight_o_clock, of_kind, plan, states
from tests.handlers.desk_cast import SON_DONG, forge, person_of
from tests.handlers.test_training import MOST, join, producer
from tests.harness import Running


def as_planned(klass: TrainingClass) -> NewClass:
    """The plan of a class, to be changed in part."""
    return NewClass(klass.topic, klass.audience, klass.place, klass.days, klass.seats, klass.note)


async def changed(bot: Running, klass: TrainingClass, new: NewClass) -> TrainingClass:
    """Change a class as its officer does."""
    async with bot.db.transaction() as tx:
        post = Post(tx, bot.service.world, bot.clock())
        now = await classes.one(tx, klass.id)
        assert now is not None
        done = await training_line.change(post, now, new, klass.created_by)
    assert done is not None
    await bot.later(minutes=1)
    return done


async def test_more_seats_are_offered_at_once(bot: Running) -> None:
    klass = await plan(bot, 1)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    for phone in (lan, hoa):
        await phone.say("/taphuan")
        await join(phone)
    before = len(lan.received)
    await changed(bot, klass, replace(as_planned(klass), seats=2))
    await hoa.wait(button="Nhận chỗ")
    # Lan keeps her seat and is not bothered.
    assert len(lan.received) == before
    await changed(bot, klass, replace(as_planned(klass), seats=0))
    assert await states(bot, klass) == [("Lan", State.SIGNED), ("Hoa", State.OFFERED)]


async def test_who_has_a_place_hears_of_another_day_and_is_reminded_of_that(bot: Running) -> None:
    klass = await plan(bot, 1, days=10, lasts=2)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    await lan.tap("Giữ chỗ cho tôi")
    start = eight_o_clock(bot, 20)
    moved = replace(
        as_planned(klass),
        days=((start, start + 3_600_000),),
        place="Trường tiểu học",
        topic="Nhãn và mã vạch",
    )
    await changed(bot, klass, moved)
    news, file = lan.received[-2:]
    assert "Lớp “Ghi nhãn sản phẩm” có thay đổi." in said(news)
    assert "Tên lớp bây giờ là “Nhãn và mã vạch”." in said(news)
    assert "Trường tiểu học" in said(news)
    assert len(said(news)) <= MOST
    assert "document" in file
    # The new days come at once, and the second day must go from her calendar.
    calendar = lan.received_file().decode()
    assert calendar.count("STATUS:CONFIRMED") == 1
    assert calendar.count("STATUS:CANCELLED") == 1
    await bot.later(hours=(klass.starts_at - DAY - bot.clock()) / 3_600_000)
    assert "Sắp đến lớp" not in lan.text
    await bot.later(hours=(start - DAY - bot.clock()) / 3_600_000 + 0.1)
    await lan.wait("Sắp đến lớp “Nhãn và mã vạch”")


async def test_a_changed_note_alone_is_no_news(bot: Running) -> None:
    klass = await plan(bot, 1)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    await lan.tap("Giữ chỗ cho tôi")
    count = len(lan.received)
    await changed(bot, klass, replace(as_planned(klass), note="Mang bút", seats=5))
    assert len(lan.received) == count


async def test_a_cancelled_class_is_told_with_its_reason_and_never_again(bot: Running) -> None:
    klass = await plan(bot, 1)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    for phone in (lan, hoa):
        await phone.say("/taphuan")
        await join(phone)
    async with bot.db.transaction() as tx:
        post = Post(tx, bot.service.world, bot.clock())
        done = await training_line.cancel(post, klass, "Bão <số 3>", klass.created_by)
        assert await training_line.cancel(post, klass, None, klass.created_by) is None
    assert done is not None
    assert done[1] == 2
    await bot.later(minutes=1)
    for phone in (lan, hoa):
        await phone.wait("Cán bộ nhắn: “Bão <số 3>”")
    count = len(lan.received)
    await bot.later(days=12)
    assert len(lan.received) == count
    assert await states(bot, klass) == []


async def test_an_officers_words_go_once_to_each(bot: Running) -> None:
    klass = await plan(bot, 2)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    await of_kind(bot, lan, "group")
    await lan.say("/taphuan")
    await lan.tap("Đăng ký nhiều người")
    await lan.say("Mai Lê\nCúc Lê")
    await lan.tap("Giữ chỗ")
    await hoa.say("/taphuan")
    await hoa.tap("Xếp hàng chờ chỗ")
    async with bot.db.transaction() as tx:
        post = Post(tx, bot.service.world, bot.clock())
        seated = await training_line.write(post, klass, "Mang <nhãn>", {State.SIGNED})
    assert seated == 1
    await bot.later(minutes=1)
    await lan.wait("“Mang <nhãn>”")
    assert "Mai Lê, Cúc Lê" in lan.text
    assert len([one for one in lan.received if "Mang" in str(one)]) == 1
    assert "Mang" not in hoa.text


async def over(bot: Running, klass: TrainingClass) -> None:
    """Let a class pass, and an hour more."""
    await bot.later(hours=(klass.ends_at - bot.clock()) / 3_600_000 + 1.1)


async def test_after_the_class_three_questions(bot: Running) -> None:
    klass = await plan(bot, 2, days=1)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    await lan.tap("Giữ chỗ cho tôi")
    await forge(lan, f"c:mark:{klass.id}:5")
    assert lan.answers[-1].text == "Câu hỏi này đã khép lại. Cảm ơn bà con!"
    await over(bot, klass)
    await lan.wait("Cảm ơn bà con đã dự lớp")
    assert lan.buttons()[:5] == ["1", "2", "3", "4", "5"]
    await lan.tap("4", "dễ hiểu không?")
    await lan.say("bảy", "chưa")
    await lan.tap("5", "Lần sau nên khác đi thế nào?")
    await lan.say("Thêm giờ <thực hành>", "Ý kiến này giúp lớp sau tốt hơn")
    async with bot.db.transaction() as tx:
        [said] = await classes.feedback(tx, klass.id)
    assert (said.useful, said.clear, said.wish) == (4, 5, "Thêm giờ <thực hành>")
    await forge(lan, f"c:mark:{klass.id}:1")
    assert lan.answers[-1].text == "Bà con đã trả lời rồi. Cảm ơn bà con!"


async def test_feedback_without_a_wish_and_left_halfway(bot: Running) -> None:
    klass = await plan(bot, 2, days=1)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    await lan.tap("Giữ chỗ cho tôi")
    await over(bot, klass)
    await lan.wait("Cảm ơn bà con đã dự lớp")
    await lan.tap("2", "dễ hiểu không?")
    await lan.tap("Bỏ, không gửi", "trong một tuần")
    await forge(lan, f"c:mark:{klass.id}:3")
    await lan.tap("1", "Lần sau")
    await lan.tap("Bỏ qua", "Cảm ơn bà con!")
    async with bot.db.transaction() as tx:
        [said] = await classes.feedback(tx, klass.id)
    assert (said.useful, said.clear, said.wish) == (3, 1, None)


async def test_only_who_came_is_asked_where_a_roster_was_kept(bot: Running) -> None:
    klass = await plan(bot, 2, days=1)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    for phone in (lan, hoa):
        await phone.say("/taphuan")
        await join(phone)
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        [mine] = await signups.of_person_in(tx, klass.id, person_id)
        await attendance.check_in(tx, mine.id, klass.created_by, klass.starts_at)
    await over(bot, klass)
    await lan.wait("Cảm ơn bà con đã dự lớp")
    assert "Cảm ơn bà con đã dự lớp" not in hoa.text
    assert await states(bot, klass) == [("Lan", State.ATTENDED), ("Hoa", State.ABSENT)]


async def test_who_takes_her_agreement_back_frees_her_seat(bot: Running) -> None:
    klass = await plan(bot, 1)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    for phone in (lan, hoa):
        await phone.say("/taphuan")
        await join(phone)
    await lan.say("/rieng_tu")
    await lan.tap("Rút lại đồng ý", "chỗ trong các lớp tập huấn được trả lại")
    await lan.tap("Rút lại", "đã rút lại đồng ý")
    await bot.later(minutes=1)
    await hoa.wait(button="Nhận chỗ")
    assert await states(bot, klass) == [("Hoa", State.OFFERED)]


async def test_what_classes_keep_goes_along_and_is_erased(bot: Running) -> None:
    klass = await plan(bot, 3, days=1)
    lan = await producer(bot, "Lan")
    await of_kind(bot, lan, "cooperative")
    await lan.say("/taphuan")
    await lan.tap("Giữ chỗ cho tôi")
    await lan.tap("Đăng ký nhiều người")
    await lan.say("Trần Thị Cúc")
    await lan.tap("Giữ chỗ", "Trần Thị Cúc đã có chỗ")
    await over(bot, klass)
    await lan.tap("4")
    await lan.tap("5")
    await lan.say("Thêm giờ thực hành")
    await lan.say("/rieng_tu")
    await lan.tap("Tải về máy")
    await lan.wait(until=lambda phone: "document" in phone.last)
    page = lan.received_file().decode()
    for kept in ("Trần Thị Cúc: có chỗ", "Hợp tác xã", "Thêm giờ thực hành", TOPIC):
        assert kept in page
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await erasure.erase(tx, person_id, bot.clock())
    async with bot.db.transaction() as tx:
        mine = await tx.all("SELECT name, name_key, token FROM signups ORDER BY id")
        [said] = await classes.feedback(tx, klass.id)
        [person] = await tx.all("SELECT kind FROM people WHERE id = :id", id=person_id)
        roster = await signups.roster(tx, klass.id)
    assert [row["name"] for row in mine] == ["–", "–"]
    assert not [row for row in mine if "cuc" in row["name_key"] or len(row["token"]) > 12]
    assert (said.useful, said.wish) == (4, None)
    assert person["kind"] is None
    assert all(one.locked for one in roster)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_longest_class_fits_on_a_producers_screen(bot: Running, language: str) -> None:
    audience = Audience(
        SON_DONG,
        frozenset({"household", "farm", "group", "cooperative", "enterprise"}),
        frozenset(),
        frozenset(),
    )
    klass = await plan(bot, 5, lasts=4, topic="Chữ " * 60, note="Ghi chú " * 60, audience=audience)
    lan = await producer(bot, "Nguyễn Thị Kim Oanh Hoàng Lan")
    await of_kind(bot, lan, "cooperative")
    if language == "en":
        await lan.say("/language")
        await lan.tap("English")
    await lan.say("/taphuan")
    assert len(lan.text) <= MOST
    await forge(lan, f"c:many:{klass.id}")
    await lan.say("\n".join(f"Nguyễn Thị Thanh Hương Giang {letter * 25}" for letter in "ABCDE"))
    await lan.tap("Giữ chỗ" if language == "vi" else "Keep the seats")
    assert len(lan.text) <= MOST
    await over(bot, klass)
    assert len(lan.text) <= MOST
