"""Officers plan classes, change and cancel them; and what the people of a class hear of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.sandbox.phone import Phone, said
from programme.classes import Audience
from programme.roles import Level
from programme.seats import State
from storage import acts, classes
from storage.classes import ClassState, TrainingClass
from tests.handlers.class_cast import TOPIC, of_kind, plan, states
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG,
    SON_DONG_DISTRICT,
    TAN_YEN,
    datas,
    farmer,
    forge,
    officer,
)
from tests.harness import Running

MOST = 1000
"""Characters of an officer's screen."""


async def producers(bot: Running, *names: str) -> list[Phone]:
    phones = [await farmer(bot, name) for name in names]
    for phone in phones:
        await of_kind(bot, phone, None)
    return phones


async def desk(an: Phone) -> None:
    await an.say("/menu")
    await an.tap("Bàn làm việc")
    await an.tap("🎓 Lớp tập huấn", "Lớp tập huấn của")


async def sign_up(klass: TrainingClass, *phones: Phone) -> None:
    for phone in phones:
        await phone.say("/menu")
        await forge(phone, f"c:join:{klass.id}")


async def only(bot: Running) -> TrainingClass:
    """The one class there is."""
    async with bot.db.transaction() as tx:
        rows = await tx.all("SELECT id FROM classes")
        assert len(rows) == 1
        found = await classes.one(tx, rows[0]["id"])
    assert found is not None
    return found


async def logged(bot: Running, klass: TrainingClass) -> list[str]:
    async with bot.db.transaction() as tx:
        return [act.action for act in await acts.of_subject(tx, classes.subject(klass.id))]


def day(bot: Running, days: int) -> str:
    """A day as officers type it, so many from today in Vietnam."""
    today = datetime.fromtimestamp(bot.clock() / 1000, UTC) + timedelta(hours=7)
    return f"{today + timedelta(days=days):%-d/%-m}"


async def test_a_class_is_planned_question_by_question(bot: Running) -> None:
    an = await officer(bot, "An")
    await desk(an)
    assert "Chưa có lớp nào sắp mở" in an.text
    await an.tap("Mở lớp mới", "Lớp học về gì?")
    # Her only commune is the area; she is not asked for it.
    await an.say("Ghi nhãn <sản phẩm>", "Lớp học ở đâu?")
    await an.say("Nhà văn hóa xã", "Lớp học ngày nào")
    for typed, answer in (
        ("hôm nào cũng được", "Từ mấy giờ đến mấy giờ?"),
        (f"{day(bot, 12)} 8h", "Đến mấy giờ thì xong?"),
        (f"{day(bot, -3)} 8h-11h", "đã qua"),
        (f"{day(bot, 12)} 2h-4h", "Buổi chiều anh/chị gõ 14h"),
    ):
        await an.say(typed, answer)
    await an.say(f"{day(bot, 12)} và {day(bot, 13)} 8h-16h30", "Lớp nhận bao nhiêu người?")
    for typed in ("nhiều", "0", "5000"):
        await an.say(typed)
        assert "Lớp nhận bao nhiêu người?" in an.text
    await an.say("30 người", "Lớp dành cho hình thức sản xuất nào?")
    await an.tap("Hợp tác xã")
    await an.tap("Xong", "Bà con phải đang ở bước nào?")
    await an.tap("Ở bước nào cũng được")
    await an.tap("Xong", "Bà con cần biết gì thêm")
    await an.say("Bà con mang theo nhãn đang dùng. Lớp có cơm trưa.", "đúng chưa?")
    for part in ("Ghi nhãn <sản phẩm>", "2 ngày", "30 chỗ", "Hợp tác xã", "8 giờ–16 giờ 30"):
        assert part in an.text
    assert len(an.text) <= MOST
    await an.tap("Mở lớp", "Lớp đã mở")
    klass = await only(bot)
    assert klass.topic == "Ghi nhãn <sản phẩm>"
    assert klass.audience == Audience(SON_DONG, frozenset({"cooperative"}))
    assert (klass.seats, len(klass.days)) == (30, 2)
    assert klass.note == "Bà con mang theo nhãn đang dùng. Lớp có cơm trưa."
    assert [(end - start) / 3_600_000 for start, end in klass.days] == [8.5, 8.5]
    assert await logged(bot, klass) == ["class.create"]
    assert "LH-20" in an.text
    await an.tap("Các lớp", "1. Ghi nhãn <sản phẩm>")
    assert "0/30 chỗ" in an.text


async def test_whose_area_is_large_chooses_a_place_within_it(bot: Running) -> None:
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await desk(binh)
    await binh.tap("Mở lớp mới", "Lớp dành cho bà con ở đâu?")
    await binh.tap("Nơi khác trong địa bàn", "Lớp học về gì?")
    await binh.say("Bán hàng trên mạng", "Lớp dành cho bà con ở đâu?")
    await binh.say("Quận 1 Sài Gòn")
    await binh.say("xã Sơn Động", "Là nơi nào?")
    await binh.tap("1. xã Sơn Động", "Lớp học ở đâu?")
    await binh.say("Nhà văn hóa xã")
    await binh.say(f"{day(bot, 5)} 8h-11h")
    await binh.say("20")
    await binh.tap("Mọi hình thức sản xuất")
    await binh.tap("Xong")
    await binh.tap("Đang làm hồ sơ sản phẩm")
    await binh.tap("Xong")
    await binh.tap("Bỏ qua", "đúng chưa?")
    await binh.tap("Mở lớp", "Lớp đã mở")
    assert "Đang làm hồ sơ sản phẩm" in binh.text
    klass = await only(bot)
    assert klass.area == SON_DONG
    assert {"visit", "check", "plan"} <= klass.audience.stages
    assert not {"idea", "rating"} & klass.audience.stages


async def test_a_place_outside_her_area_is_asked_for_again(bot: Running) -> None:
    giang = await officer(bot, "Giang", Level.DISTRICT, SON_DONG_DISTRICT)
    await desk(giang)
    await giang.tap("Mở lớp mới")
    await giang.tap("Nơi khác trong địa bàn")
    await giang.say("Bán hàng trên mạng")
    await giang.say("xã Tân Yên")
    await giang.tap("1. xã Tân Yên")
    for typed in ("Nhà văn hóa", f"{day(bot, 5)} 8h-11h", "20"):
        await giang.say(typed)
    for label in ("Mọi hình thức", "Xong", "Ở bước nào cũng được", "Xong", "Bỏ qua"):
        await giang.tap(label)
    await giang.tap("Mở lớp", "không thuộc địa bàn của anh/chị")
    async with bot.db.transaction() as tx:
        assert not await tx.all("SELECT id FROM classes")
    # What else she has answered is kept.
    await giang.say("xã Sơn Động")
    await giang.tap("1. xã Sơn Động", "Bán hàng trên mạng")
    await giang.tap("Mở lớp", "Lớp đã mở")
    assert (await only(bot)).area == SON_DONG


async def test_days_that_went_by_while_the_draft_lay_there(bot: Running) -> None:
    an = await officer(bot, "An")
    await desk(an)
    await an.tap("Mở lớp mới")
    for typed in ("Ghi nhãn", "Nhà văn hóa", f"{day(bot, 2)} 8h-11h", "20"):
        await an.say(typed)
    for label in ("Mọi hình thức", "Xong", "Ở bước nào cũng được", "Xong"):
        await an.tap(label)
    await an.tap("Bỏ qua", "đúng chưa?")
    await an.tap("Để sau")
    await bot.later(days=3)
    await desk(an)
    await an.tap("Mở lớp mới", "đúng chưa?")
    await an.tap("Mở lớp", "đã qua")
    assert "Lớp học ngày nào" in an.text
    await an.say(f"{day(bot, 2)} 8h-11h", "đúng chưa?")
    await an.tap("Mở lớp", "Lớp đã mở")


async def test_those_with_a_place_hear_of_a_change(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa, mai = await producers(bot, "Lan", "Hoa", "Mai")
    klass = await plan(bot, 1)
    await sign_up(klass, lan, hoa)
    await desk(an)
    assert "1/1 chỗ, 1 người chờ" in an.text
    await an.tap(f"1. {TOPIC}", "Đang chờ chỗ:")
    await an.tap("Sửa lớp", "2 người đã có chỗ hoặc đang chờ sẽ được báo")
    await an.tap("Sửa nơi học")
    await an.say("Hội trường xã <mới>", "đúng chưa?")
    await an.tap("Lưu thay đổi", "Tôi đã báo thay đổi cho 2 người")
    for phone in (lan, hoa):
        await phone.wait("có thay đổi")
        await bot.calm()
        told = next(one for one in phone.received if "có thay đổi" in said(one))
        assert "Hội trường xã <mới>" in said(told)
    assert "có thay đổi" not in str(mai.messages)
    assert (await only(bot)).place == "Hội trường xã <mới>"
    assert (await logged(bot, klass))[-1] == "class.change"
    # Her draft is gone, and the same button is old now.
    await forge(an, f"o:c.edit:{klass.id}:{klass.revision}")
    assert an.answers[-1].text == "Lớp này vừa có thay đổi. Bây giờ như sau."
    assert (await only(bot)).revision == klass.revision + 1


async def test_a_photo_or_a_call_for_help_at_the_days_loses_nothing(bot: Running) -> None:
    an = await officer(bot, "An")
    await forge(an, "o:c.new")
    for typed in ("Ghi nhãn", "Nhà văn hóa"):
        await an.say(typed)
    await an.send_photo()
    await an.wait("Chỗ này tôi chỉ đọc được chữ")
    await an.say("/trogiup", "Gõ ngày và giờ, ví dụ: thứ Bảy tuần sau 8h-16h30")
    await an.say(f"{day(bot, 4)} 8h-11h", "Lớp nhận bao nhiêu người?")
    await an.say("/trogiup", "Gõ một con số, ví dụ: 30.")
    await an.say("/menu")
    await an.tap("Viết tiếp chỗ đang dở", "Lớp nhận bao nhiêu người?")
    await forge(an, "o:c.new")
    assert "Lớp nhận bao nhiêu người?" in an.text


async def test_nothing_changed_is_nothing_told(bot: Running) -> None:
    an = await officer(bot, "An")
    [lan] = await producers(bot, "Lan")
    klass = await plan(bot, 1, note="Mang theo nhãn")
    await sign_up(klass, lan)
    await forge(an, f"o:c.edit:{klass.id}:{klass.revision}")
    await an.tap("Lưu thay đổi", "Chưa có gì thay đổi")
    assert (await only(bot)).revision == klass.revision
    assert "có thay đổi" not in str(lan.messages)


async def test_two_officers_change_one_class(bot: Running) -> None:
    an, binh = await officer(bot, "An"), await officer(bot, "Bình")
    klass = await plan(bot, 1)
    for phone, place in ((an, "Hội trường A"), (binh, "Hội trường B")):
        await forge(phone, f"o:c.edit:{klass.id}:{klass.revision}")
        await phone.tap("Sửa nơi học")
        await phone.say(place)
    await an.tap("Lưu thay đổi", "Xong")
    await binh.tap("Lưu thay đổi", "Hội trường A")
    assert binh.answers[-1].text == "Lớp này vừa có thay đổi. Bây giờ như sau."
    assert (await only(bot)).place == "Hội trường A"


async def test_a_cancelled_class_says_why_to_all_who_had_a_place(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa, mai = await producers(bot, "Lan", "Hoa", "Mai")
    klass = await plan(bot, 1)
    await sign_up(klass, lan, hoa)
    await forge(an, f"o:c.see:{klass.id}")
    await an.tap("Hủy lớp", "Vì sao lớp không mở nữa?")
    await an.say("Ốm")
    assert "Vì sao lớp không mở nữa?" in an.text
    await an.say("Giảng viên bị <ốm> nặng.", "Hủy lớp và báo bà con")
    assert "2 người đã có chỗ hoặc đang chờ" in an.text
    assert (await only(bot)).state is ClassState.OPEN
    await an.tap("Hủy lớp", "Tôi đã báo cho 2 người")
    assert "Giảng viên bị <ốm> nặng." in an.text
    for phone in (lan, hoa):
        await phone.wait("Giảng viên bị <ốm> nặng.")
    assert "Giảng viên" not in str(mai.messages)
    assert (await only(bot)).state is ClassState.CANCELLED
    assert await states(bot, klass) == []
    assert (await logged(bot, klass))[-1] == "class.cancel"
    for name in ("edit", "off", "more"):
        await forge(an, f"o:c.{name}:{klass.id}:{klass.revision}")
        assert an.answers[-1].text == "Lớp này vừa có thay đổi. Bây giờ như sau."
    assert "Điểm danh" not in str(an.buttons())


async def test_who_cannot_be_written_to_is_named_for_a_call(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa = await producers(bot, "Lan", "Hoa")
    klass = await plan(bot, 2)
    await sign_up(klass, lan, hoa)
    await hoa.block()
    await bot.calm()
    await forge(an, f"o:c.off:{klass.id}:{klass.revision}")
    await an.say("Giảng viên bị ốm.")
    await an.tap("Hủy lớp", "Tôi đã báo cho 1 người")
    assert "• Hoa, 0912 345 678" in an.text
    assert "• Lan" not in an.text


async def test_more_seats_are_offered_to_those_who_wait(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa, mai = await producers(bot, "Lan", "Hoa", "Mai")
    klass = await plan(bot, 1)
    await sign_up(klass, lan, hoa, mai)
    await forge(an, f"o:c.see:{klass.id}")
    await an.tap("Thêm chỗ", "2 người đang chờ")
    press = next(data for data in datas(an) if data.endswith(":1"))
    await an.tap("+1", "Tôi đã mời 1 người đang chờ")
    assert "Lớp hiện có 2 chỗ." in an.text
    await hoa.wait("vừa có chỗ trống")
    assert "vừa có chỗ trống" not in str(mai.messages)
    # The second tap of the same finger adds nothing.
    await forge(an, press)
    assert (await only(bot)).seats == 2
    assert await states(bot, klass) == [
        ("Lan", State.SIGNED),
        ("Hoa", State.OFFERED),
        ("Mai", State.WAITING),
    ]


@pytest.mark.parametrize("count", [1, 14])
async def test_lists_of_one_and_of_many(bot: Running, count: int) -> None:
    an = await officer(bot, "An")
    for number in range(count):
        await plan(bot, 5, days=3 + number, topic=f"Lớp số {number + 1} " + "dài " * 20)
    await plan(bot, 5, topic="Ở nơi khác", audience=Audience(TAN_YEN))
    await desk(an)
    assert "1. Lớp số 1" in an.text
    assert "Ở nơi khác" not in an.text
    assert len(an.text) <= MOST
    assert ("Sau ▶" in an.buttons()) == (count > 6)
    if count > 6:
        await an.tap("Sau ▶", "7. Lớp số 7")
        await an.tap("Sau ▶", "14. Lớp số 14")
        assert "Sau ▶" not in an.buttons()
        await an.tap("◀ Trước", "7. Lớp số 7")
        await forge(an, "o:c.list:ahead:99")
        assert "14. Lớp số 14" in an.text
    await bot.later(days=30)
    await an.tap("Đã qua", f"1. Lớp số {count}")
    await forge(an, "o:c.list:nonsense")
    assert "Chưa có lớp nào sắp mở" in an.text
