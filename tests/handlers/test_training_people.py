"""Who signs up: newcomers, kinds of producers, several people by name; and what they take along."""

import io

import pytest
from PIL import Image

from programme.classes import Audience
from programme.seats import State
from storage import people, signups
from storage.people import Person
from tests.handlers.class_cast import TOPIC, of_kind, plan, states
from tests.handlers.desk_cast import SON_DONG, farmer, forge, person_of
from tests.handlers.test_training import MOST, producer
from tests.harness import Running

COOPERATIVES = Audience(SON_DONG, frozenset({"cooperative", "group"}))


async def test_a_stranger_reads_the_classes_and_agrees_before_she_signs_up(bot: Running) -> None:
    klass = await plan(bot, 2)
    await plan(bot, 2, topic="Bán hàng trên mạng", days=20)
    lan = bot.phone("Lan")
    await lan.say("/taphuan", "Có 2 lớp cho bà con")
    await lan.tap(f"1. {TOPIC}", "còn 2 chỗ")
    await lan.tap("Giữ chỗ cho tôi", "tiếng nào")
    await lan.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    assert await states(bot, klass) == []
    await lan.tap("Tôi đồng ý", "xã, phường nào")
    await lan.say("son dong, bac giang", "1. xã Sơn Động")
    await lan.tap("1. xã Sơn Động", "cán bộ gọi số nào")
    await lan.say("Nguyễn Thị Lan 0912 345 678", "Nguyễn Thị Lan đã có chỗ")
    assert TOPIC in lan.text
    assert await states(bot, klass) == [("Nguyễn Thị Lan", State.SIGNED)]
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        known = await people.one(tx, person_id)
    assert known is not None
    assert (known.name, known.phone, known.kind) == ("Nguyễn Thị Lan", "+84912345678", None)


async def test_who_does_not_agree_is_not_signed_up(bot: Running) -> None:
    klass = await plan(bot, 2)
    lan = bot.phone("Lan")
    await lan.say("/taphuan", TOPIC)
    await lan.tap("Giữ chỗ cho tôi")
    await lan.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    await lan.tap("Để sau", "Không sao")
    assert await states(bot, klass) == []
    await lan.tap("Lớp tập huấn", TOPIC)
    # Another day she has agreed; nothing of the first try is left lying about.
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        assert len(await tx.all("SELECT form FROM drafts")) == 1
        people.save(tx, Person(person_id, "vi", True, SON_DONG, "Lan", "+84912345678"))
    await lan.tap("Giữ chỗ cho tôi", "Lan đã có chỗ")
    async with bot.db.transaction() as tx:
        assert await tx.all("SELECT form FROM drafts") == []


async def test_the_details_can_be_left(bot: Running) -> None:
    klass = await plan(bot, 2)
    lan = await farmer(bot, "Lan")
    await lan.say("/taphuan")
    await lan.tap("Giữ chỗ cho tôi", "cán bộ gọi số nào")
    await lan.send_photo()
    await lan.wait("bấm nút bên dưới")
    await lan.say("12", "số")
    await lan.tap("Bỏ, không làm nữa", "Có 1 lớp cho bà con")
    assert await states(bot, klass) == []


async def test_the_kind_is_asked_once_where_a_class_depends_on_it(bot: Running) -> None:
    klass = await plan(bot, 2, audience=COOPERATIVES)
    lan, hoa = await producer(bot, "Lan"), await producer(bot, "Hoa")
    await lan.say("/taphuan", "hợp tác xã")
    await lan.tap("Giữ chỗ cho tôi", "hình thức nào")
    await lan.tap("Hợp tác xã", "Lan đã có chỗ")
    other = await plan(bot, 2, audience=COOPERATIVES, topic="Lớp kế toán")
    await forge(lan, f"c:join:{other.id}")
    assert await states(bot, other) == [("Lan", State.SIGNED)]
    await hoa.say("/taphuan")
    await hoa.tap(f"1. {TOPIC}")
    await hoa.tap("Giữ chỗ cho tôi", "hình thức nào")
    await hoa.say("hộ kinh doanh", "Lớp này dành cho nhóm bà con khác")
    assert await states(bot, klass) == [("Lan", State.SIGNED)]
    await hoa.say("/taphuan", "Hiện chưa có lớp nào")


async def test_a_cooperative_signs_up_several_by_name(bot: Running) -> None:
    klass = await plan(bot, 2)
    lan = await producer(bot, "Lan")
    await of_kind(bot, lan, "cooperative")
    await lan.say("/taphuan")
    await lan.tap("Đăng ký nhiều người", "mỗi người một dòng")
    await lan.say("1. Nguyễn Thị  Hoa\n- Trần Văn Minh\n- trần văn minh\nLê Thị Mai")
    await lan.wait(button="Giữ chỗ")
    assert "Nguyễn Thị Hoa, Trần Văn Minh và Lê Thị Mai" in lan.text
    assert await states(bot, klass) == []
    await lan.tap("Giữ chỗ", "2 người đã có chỗ")
    assert "tôi ghi Lê Thị Mai vào hàng chờ" in lan.text
    assert "• Lê Thị Mai: đang chờ, đứng thứ 1 trong hàng" in lan.text
    assert len(lan.text) <= MOST
    assert [name for name, _ in await states(bot, klass)] == [
        "Nguyễn Thị Hoa",
        "Trần Văn Minh",
        "Lê Thị Mai",
    ]
    # Three more would be six.
    await lan.tap("Đăng ký nhiều người")
    await lan.say("A Tư, B Năm, C Sáu")
    await lan.wait(button="Giữ chỗ")
    await lan.tap("Giữ chỗ", "Mỗi cơ sở đăng ký được 5 người")
    assert len(await states(bot, klass)) == 3


async def test_one_of_several_gives_back_and_the_other_is_asked(bot: Running) -> None:
    klass = await plan(bot, 1)
    lan = await producer(bot, "Lan")
    await of_kind(bot, lan, "group")
    await lan.say("/taphuan")
    await lan.tap("Đăng ký nhiều người")
    await lan.say("Hoa Lê\nMai Lê")
    await lan.tap("Giữ chỗ", "Hoa Lê đã có chỗ")
    await lan.tap("Trả lại chỗ", "Ai không đi học")
    await lan.tap("Ai cũng đi được", "• Hoa Lê: có chỗ")
    await lan.tap("Trả lại chỗ", "Ai không đi học")
    await lan.tap("Hoa Lê", "Trả lại chỗ của Hoa Lê")
    await lan.tap("Vâng, trả lại chỗ")
    await lan.wait("Tôi giữ cho Mai Lê đến")
    await lan.tap("Nhận chỗ", "Mai Lê đã có chỗ")
    assert await states(bot, klass) == [("Mai Lê", State.SIGNED)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("...\n-", "ít nhất một tên"),
        ("Lan\nHoa\nMai\nCúc\nTư\nNăm", "6 tên"),
        ("Lan 0912345678", "có chữ số"),
        ("🙂", "chưa đọc được tên"),
        ("Nguyễn Thị Lan " * 6, "dài 89 chữ cái, mà một tên chỉ ghi được 60"),
    ],
)
async def test_names_that_are_none(bot: Running, typed: str, said: str) -> None:
    klass = await plan(bot, 9)
    lan = await producer(bot, "Lan")
    await of_kind(bot, lan, "enterprise")
    await lan.say("/taphuan")
    await lan.tap("Đăng ký nhiều người")
    await lan.say(typed, said)
    await lan.say("Hoa Lê")
    await lan.tap("Giữ chỗ", "Hoa Lê đã có chỗ")
    assert len(await states(bot, klass)) == 1


async def test_a_household_signs_up_itself(bot: Running) -> None:
    klass = await plan(bot, 9)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    await lan.tap("Đăng ký nhiều người", "hình thức nào")
    await lan.tap("Hộ kinh doanh", "Bà con đăng ký cho mình được")
    assert "Đăng ký nhiều người" not in str(lan.buttons())
    await lan.tap("Giữ chỗ cho tôi", "Lan đã có chỗ")
    assert len(await states(bot, klass)) == 1


async def test_a_name_with_markup_shows_as_it_was_typed(bot: Running) -> None:
    await plan(bot, 1, topic="<b>Lớp</b> & {nhãn}")
    lan = await producer(bot, "Lan")
    await of_kind(bot, lan, "group")
    await lan.say("/taphuan", "<b>Lớp</b> & {nhãn}")
    await lan.tap("Đăng ký nhiều người")
    await lan.say("Lê <i>Hoa</i> {x}\nMai Lê")
    await lan.tap("Giữ chỗ", "Lê <i>Hoa</i> {x} đã có chỗ")
    await lan.tap("Mã QR", "Lê <i>Hoa</i> {x}")
    assert bot.refused() == []


async def test_a_code_for_the_door_and_the_days_for_the_calendar(bot: Running) -> None:
    klass = await plan(bot, 2, lasts=2)
    lan = await producer(bot, "Lan")
    await lan.say("/taphuan")
    await forge(lan, f"c:code:{klass.id}")
    assert lan.answers[-1].text == "Bây giờ bà con chưa có chỗ trong lớp này."
    await lan.tap("Giữ chỗ cho tôi")
    await lan.tap("Mã QR", "đưa ảnh này cho cán bộ quét")
    assert Image.open(io.BytesIO(lan.received_file())).size[0] > 300
    await lan.tap("Ghi vào lịch", "mở tệp này")
    calendar = lan.received_file().decode()
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:OCOP: Ghi nhãn sản phẩm" in calendar
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        [mine] = await signups.of_person_in(tx, klass.id, person_id)
        assert await signups.by_token(tx, mine.token) == mine
    assert len(mine.token) >= 16
