"""Training classes on producers' phones: two taps to a seat, the line, offers, reminders."""

import pytest

from bot.channels.sandbox.phone import Phone
from programme.classes import Audience
from programme.seats import State
from storage import classes
from tests.handlers.class_cast import TOPIC, of_kind, plan, states
from tests.handlers.desk_cast import BAC_NINH, SON_DONG, TAN_YEN, datas, farmer, forge
from tests.harness import Running

MOST = 700
"""Characters of a producer's screen."""


async def producer(bot: Running, name: str) -> Phone:
    """Somebody of Sơn Động whose name and number are known."""
    phone = await farmer(bot, name)
    await of_kind(bot, phone, None)
    return phone


async def join(phone: Phone, expect: str | None = None) -> None:
    """Press the button of the class on the screen that signs up, whatever it promises."""
    await phone.press_data(message_number(phone), next(d for d in datas(phone) if "join" in d))
    await phone.wait(expect)


def message_number(phone: Phone) -> int:
    """The number of the bot's newest message."""
    number = phone.last["message_id"]
    assert isinstance(number, int)
    return number


def reminders(phone: Phone) -> int:
    """How many reminders of classes a phone has got."""
    return len([one for one in phone.received if "Sắp đến lớp" in str(one)])


async def test_there_is_no_class(bot: Running) -> None:
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan", "Hiện chưa có lớp nào")
    await lan.tap("Menu", "Lan")
    await lan.tap("Lớp tập huấn", "Hiện chưa có lớp nào")
    assert lan.buttons(lan.last)


async def test_two_taps_lead_to_a_seat(bot: Running) -> None:
    lan = await producer(bot, "Lan")
    klass = await plan(bot, 2)
    await plan(bot, 30, days=20, topic="Bán hàng trên mạng")
    await lan.say("/taphuan", "Có 2 lớp cho bà con")
    assert "còn 2 chỗ" in lan.text
    await lan.tap(f"1. {TOPIC}", "còn 2 chỗ")
    for fact in ("8 giờ – 12 giờ", "Nhà văn hóa xã Sơn Động", "còn 10 ngày"):
        assert fact.casefold() in lan.text.casefold()
    await lan.tap("Giữ chỗ cho tôi", "Lan đã có chỗ")
    assert "nhắc trước ba ngày và một ngày" in lan.text
    assert await states(bot, klass) == [("Lan", State.SIGNED)]
    assert "Giữ chỗ cho tôi" not in str(lan.buttons())
    # The same button once more: nothing happens twice.
    assert await forge(lan, f"c:join:{klass.id}") == "Bà con đã đăng ký rồi."
    assert len(await states(bot, klass)) == 1
    await lan.say("/training", "1. Ghi nhãn sản phẩm: ")
    assert "bà con đã đăng ký" in lan.text


async def test_only_reminders_that_will_come_are_promised(bot: Running) -> None:
    klass = await plan(bot, 9, days=2)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    await lan.say("/taphuan", f"🎓 {TOPIC}")
    await join(lan, "Tôi sẽ nhắc trước một ngày.")
    assert "ba ngày" not in lan.text
    await bot.later(hours=(klass.starts_at - bot.clock()) / 3_600_000 - 5)
    assert reminders(lan) == 1
    await hoa.say("/taphuan", f"🎓 {TOPIC}")
    await join(hoa, "Lớp sắp mở rồi")
    assert "Tôi sẽ nhắc" not in hoa.text
    await bot.later(hours=4)
    assert reminders(hoa) == 0


async def test_the_only_class_opens_at_once(bot: Running) -> None:
    lan = await producer(bot, "Lan")
    await plan(bot)
    await lan.say("có lớp tập huấn nào không", f"🎓 {TOPIC}")
    assert "Giữ chỗ cho tôi" in str(lan.buttons())


async def test_many_classes_come_by_pages_her_own_first(bot: Running) -> None:
    lan = await producer(bot, "Lan")
    made = [await plan(bot, 5, days=3 + n, topic=f"Lớp số {n}") for n in range(8)]
    await lan.say("/taphuan", "Có 8 lớp cho bà con")
    assert "Lớp số 5" in lan.text
    assert "Lớp số 6" not in lan.text
    assert len(lan.text) <= MOST
    await lan.tap("Sau", "Lớp số 7")
    await lan.tap("8. Lớp số 7")
    await lan.tap("Giữ chỗ cho tôi", "đã có chỗ")
    await lan.tap("Lớp khác", "1. Lớp số 7")
    await forge(lan, "c:list:99999")
    assert "Lớp số 6" in lan.text
    assert await states(bot, made[7]) == [("Lan", State.SIGNED)]


async def test_full_waiting_freed_offered_lapsed_and_the_next(bot: Running) -> None:
    klass = await plan(bot, 1)
    lan, hoa, mai = [await producer(bot, name) for name in ("Lan", "Hoa", "Mai")]
    for phone, said in ((lan, "đã có chỗ"), (hoa, "đứng thứ 1"), (mai, "đứng thứ 2")):
        await phone.say("/taphuan")
        await join(phone, said)
    assert "đã đủ chỗ" in hoa.text
    await lan.tap("Trả lại chỗ", "Tôi sẽ mời người chờ tiếp theo")
    assert "xếp cuối hàng" in lan.text
    await lan.tap("Vâng, trả lại chỗ", "đã trả lại")
    await hoa.wait(button="Nhận chỗ")
    assert "vừa có chỗ trống" in hoa.text
    assert "Tôi giữ cho Hoa đến" in hoa.text
    assert len(hoa.text) <= MOST
    await bot.later(hours=23)
    assert (await states(bot, klass))[0] == ("Hoa", State.OFFERED)
    await bot.later(hours=1)
    await hoa.wait("đã chuyển cho người chờ tiếp theo")
    await mai.wait(button="Nhận chỗ")
    await hoa.tap("Nhận chỗ", "đã đủ chỗ")
    assert hoa.answers[-1].text == "Việc này vừa có thay đổi. Bây giờ như sau."
    await mai.tap("Nhận chỗ", "Mai đã có chỗ")
    assert await states(bot, klass) == [("Mai", State.SIGNED)]
    # Who changes her mind stands at the end of the line.
    await hoa.tap("Xếp hàng chờ chỗ", "đứng thứ 1")
    await lan.tap("Xếp hàng chờ chỗ", "đứng thứ 2")
    assert "Bà con đang chờ, đứng thứ 2" in lan.text


async def test_a_declined_seat_goes_on(bot: Running) -> None:
    klass = await plan(bot, 1)
    lan, hoa, mai = [await producer(bot, name) for name in ("Lan", "Hoa", "Mai")]
    for phone in (lan, hoa, mai):
        await phone.say("/taphuan")
        await join(phone)
    await lan.tap("Trả lại chỗ", "Trả lại chỗ của Lan")
    await lan.tap("Thôi, giữ lại", "✓ Bà con đã có chỗ.")
    await lan.tap("Trả lại chỗ", "Trả lại chỗ của Lan")
    await lan.tap("Vâng, trả lại chỗ")
    await hoa.wait(button="Nhường chỗ")
    old = next(data for data in datas(hoa) if data.startswith("c:drop"))
    await hoa.tap("Nhường chỗ", "Cảm ơn bà con đã báo")
    await mai.wait(button="Nhận chỗ")
    assert await forge(hoa, old) == "Việc này vừa có thay đổi. Bây giờ như sau."
    taken = next(data for data in datas(mai) if data.startswith("c:take"))
    assert await forge(hoa, taken) == "Tôi không thấy chỗ này trong các lớp bà con đã đăng ký."
    await mai.tap("Nhận chỗ", "Mai đã có chỗ")
    assert await forge(mai, taken) == "Việc này vừa có thay đổi. Bây giờ như sau."
    assert await states(bot, klass) == [("Mai", State.SIGNED)]


async def test_an_offer_pressed_just_too_late_is_over(bot: Running) -> None:
    """The job has not run yet, but the time is over."""
    klass = await plan(bot, 1)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    for phone in (lan, hoa):
        await phone.say("/taphuan")
        await join(phone)
    await lan.tap("Trả lại chỗ")
    await lan.tap("Vâng, trả lại chỗ")
    await hoa.wait(button="Nhận chỗ")
    take = next(data for data in datas(hoa) if data.startswith("c:take"))
    bot.clock.ahead += 25 * 3_600_000
    assert await forge(hoa, take) == "Việc này vừa có thay đổi. Bây giờ như sau."
    assert await states(bot, klass) == []


async def test_reminders_come_once_each_and_not_to_who_cannot_come(bot: Running) -> None:
    klass = await plan(bot, 2, days=10, note="Mang theo nhãn đang dùng")
    lan, hoa, mai = [await producer(bot, name) for name in ("Lan", "Hoa", "Mai")]
    for phone in (lan, hoa, mai):
        await phone.say("/taphuan")
        await join(phone)
    before = len(hoa.received)
    until = (klass.starts_at - bot.clock()) / 3_600_000 - 3 * 24
    await bot.later(hours=until - 1)
    assert len(hoa.received) == before
    await bot.later(hours=1.01)
    assert "còn 3 ngày" in lan.text
    assert "Mang theo nhãn đang dùng" in lan.text
    assert "còn 3 ngày" in hoa.text
    await bot.later(hours=5)
    assert reminders(lan) == 1
    assert reminders(mai) == 0
    await hoa.tap("Tôi không đi được", "Trả lại chỗ của Hoa")
    await hoa.tap("Vâng, trả lại chỗ", "đã trả lại")
    count = len(hoa.received)
    await bot.later(days=2)
    assert "ngày mai" in lan.text
    assert reminders(lan) == 2
    assert len(hoa.received) == count
    # Hoa's seat was offered to Mai, who did not answer.
    assert reminders(mai) == 0


async def test_a_reminder_too_late_is_dropped(bot: Running) -> None:
    await plan(bot, 3, days=10)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    await lan.tap("Giữ chỗ cho tôi")
    # The machine was off for all that time: an hour before the class nobody needs three days' word.
    count = len(lan.received)
    await bot.later(days=20)
    assert reminders(lan) == 0
    # How it was, is still of use.
    assert len(lan.received) == count
    async with bot.db.transaction() as tx:
        dropped = await tx.one("SELECT value FROM counters WHERE name = 'jobs.dropped'")
    assert dropped is not None
    assert dropped["value"] == 4


async def test_who_waits_in_vain_is_told(bot: Running) -> None:
    klass = await plan(bot, 1, days=2)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    for phone in (lan, hoa):
        await phone.say("/taphuan")
        await join(phone)
    await bot.later(hours=(klass.starts_at - bot.clock()) / 3_600_000 + 0.01)
    await hoa.wait("chưa có chỗ trống cho Hoa")
    assert await states(bot, klass) == [("Lan", State.SIGNED)]
    await hoa.tap("Lớp khác", "Hiện chưa có lớp nào")


async def test_a_class_that_has_begun_or_is_cancelled_takes_nobody(bot: Running) -> None:
    klass = await plan(bot, 1, days=2)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    async with bot.db.transaction() as tx:
        await classes.cancel(tx, klass.id, 1, None, klass.created_by, bot.clock())
    await lan.tap("Giữ chỗ cho tôi", "lớp này không mở nữa")
    assert "Giữ chỗ cho tôi" not in str(lan.buttons())
    other = await plan(bot, 1, days=2)
    await lan.say("/taphuan", TOPIC)
    bot.clock.ahead += 3 * 86_400_000
    await lan.tap("Giữ chỗ cho tôi", "lớp này đã bắt đầu học")
    assert await states(bot, other) == []


async def test_classes_of_other_places_kinds_and_stages_are_not_hers(bot: Running) -> None:
    lan = await producer(bot, "Lan")
    await of_kind(bot, lan, "household")
    await plan(bot, topic="Lớp Tân Yên", audience=Audience(TAN_YEN))
    await plan(bot, topic="Lớp hợp tác xã", audience=Audience(SON_DONG, frozenset({"cooperative"})))
    staged = Audience(SON_DONG, stages=frozenset({"rating"}))
    klass = await plan(bot, topic="Lớp hoàn thiện hồ sơ", audience=staged)
    await plan(bot, topic="Lớp toàn tỉnh", audience=Audience(BAC_NINH))
    await plan(
        bot, topic="Lớp cho hộ", audience=Audience(SON_DONG, frozenset({"household", "farm"}))
    )
    await lan.say("/taphuan", "Có 2 lớp cho bà con")
    assert "Lớp toàn tỉnh" in lan.text
    assert "Lớp cho hộ" in lan.text
    await forge(lan, f"c:join:{klass.id}")
    assert "Lớp này dành cho nhóm bà con khác" in lan.text
    assert await states(bot, klass) == []


@pytest.mark.parametrize(
    "data", ["c:see:999", "c:gone:999", "c:list:x", "c:nothing:1", "c:mark:1:9", "c:"]
)
async def test_odd_buttons_get_a_short_answer(bot: Running, data: str) -> None:
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    count = len(lan.received)
    assert await forge(lan, data)
    assert len(lan.received) == count


async def test_who_gives_back_a_seat_nobody_waits_for_hears_of_no_line(bot: Running) -> None:
    klass = await plan(bot, 5)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    await join(lan, "đã có chỗ")
    await lan.tap("Trả lại chỗ", "Trả lại chỗ của Lan")
    assert "người chờ" not in lan.text
    assert "cuối hàng" not in lan.text
    await lan.tap("Vâng, trả lại chỗ", "đã trả lại.")
    assert "Lớp còn chỗ" in lan.text
    assert "cuối hàng" not in lan.text
    assert await states(bot, klass) == []


async def test_in_english(bot: Running) -> None:
    lan = await producer(bot, "Lan")
    await plan(bot, 1, lasts=4)
    await lan.say("/language")
    await lan.tap("English")
    await lan.say("/training", "8:00–12:00 every day")
    await lan.tap("Keep a seat for me", "Lan has a seat")
    await lan.tap("Give the seat back", "Give back the seat")
    assert "line" not in lan.text  # nobody stands in it
    await lan.tap("Yes, give it back", "There are seats left")
