"""At the door of a class: QR codes, taps on names, people who walk in; and who stayed away."""

from dataclasses import replace

import pytest

from handlers.world import World
from programme.roles import Level
from programme.seats import State
from storage import people, signups
from storage.classes import TrainingClass
from storage.people import PersonId
from tests.handlers.class_cast import TOPIC, plan, states
from tests.handlers.desk_cast import TAN_YEN, datas, forge, officer, person_of
from tests.handlers.door_cast import (
    logged,
    person_signups,
    producers,
    scan,
    sign_up,
    token_of,
    until_the_morning,
)
from tests.handlers.test_withdrawn import withdrawn
from tests.harness import Running, running

MOST = 1000


async def test_two_seats_and_four_farmers_until_the_absent_are_written_to(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa, mai, tam = await producers(bot, "Lan", "Hoa", "Mai", "Tám")
    klass = await plan(bot, 2)
    await sign_up(klass, lan, hoa, mai, tam)
    await forge(an, f"o:c.see:{klass.id}")
    assert "Điểm danh" not in str(an.buttons())
    await until_the_morning(bot, klass)
    await forge(an, f"o:c.see:{klass.id}")
    await an.tap("✔️ Điểm danh", "Đã có 0 người đến")
    # By given names; who has no seat is marked.
    assert an.buttons()[:4] == ["Hoa", "Lan", "Mai (chưa có chỗ)", "Tám (chưa có chỗ)"]
    await scan(an, await token_of(bot, klass, "Lan"), "Lan đã đến.")
    await scan(an, await token_of(bot, klass, "Lan"), "Lan đã được điểm danh lúc")
    await scan(an, await token_of(bot, klass, "Mai"), "Mai đã đến, người này chưa có chỗ.")
    await an.tap("✔️ Điểm danh", "Đã có 2 người đến")
    assert an.buttons()[:4] == ["Hoa", "✓ Lan", "✓ Mai", "Tám (chưa có chỗ)"]
    await an.tap("Ghi thêm người", "Ai đến lớp?")
    await an.say("Nguyễn Văn Bảy 0987 654 321", "Ghi tên người này?")
    await an.tap("Ghi tên", "Đã ghi tên Nguyễn Văn Bảy.")
    assert "Đã có 3 người đến" in an.text
    assert "✓ Nguyễn Văn Bảy" in an.buttons()
    assert await states(bot, klass) == [
        ("Lan", State.ATTENDED),
        ("Hoa", State.SIGNED),
        ("Mai", State.WALK_IN),
        ("Tám", State.WAITING),
        ("Nguyễn Văn Bảy", State.WALK_IN),
    ]
    await bot.later(hours=7)
    await forge(an, f"o:c.see:{klass.id}")
    await an.tap("Kết quả lớp", "3 người đã đến, lớp có 2 chỗ.")
    for part in ("Trong số người có chỗ: 1/2, tức 50 %", "Không đăng ký mà đến: 2", "Vắng: 1"):
        assert part in an.text
    await an.tap("Về lớp")
    await an.tap("Nhắn cho học viên", "nhắn cho ai?")
    await an.tap("Người vắng (1)", "Anh/chị muốn nhắn gì?")
    await an.say("Tiếc quá, lớp sau mời <bà con>.", "Tin này gửi đến 1 người.")
    assert "Tiếc quá" not in str(hoa.messages)
    await an.tap("Gửi lời nhắn", "Đã gửi cho 1 người.")
    await hoa.wait("Tiếc quá, lớp sau mời <bà con>.")
    for phone in (lan, mai, tam):
        assert "Tiếc quá" not in str(phone.messages)
    assert await logged(bot, klass) == [
        "class.create",
        "class.check_in",
        "class.check_in",
        "class.walk_in",
        "class.write",
    ]


async def test_the_code_of_who_took_her_agreement_back_says_nothing(bot: Running) -> None:
    an = await officer(bot, "An")
    [lan] = await producers(bot, "Lan")
    klass = await plan(bot, 2)
    await sign_up(klass, lan)
    token = await token_of(bot, klass, "Lan")
    await withdrawn(lan)
    await until_the_morning(bot, klass)
    await scan(an, token, "Mã này không còn dùng được")
    assert "Lan" not in an.text
    async with bot.db.transaction() as tx:
        signup = await signups.by_token(tx, token)
    assert signup is not None
    assert signup.state is State.CANCELLED
    assert "class.check_in" not in await logged(bot, klass)
    await an.tap("Ghi thêm người", "Ai đến lớp?")


async def test_only_officers_of_the_class_can_use_a_code(bot: Running) -> None:
    other = await officer(bot, "Bình", Level.COMMUNE, TAN_YEN)
    secretary = await officer(bot, "Thư", Level.SECRETARY, "18")
    lan, hoa = await producers(bot, "Lan", "Hoa")
    klass = await plan(bot, 2)
    await sign_up(klass, lan)
    token = await token_of(bot, klass, "Lan")
    await until_the_morning(bot, klass)
    stranger = bot.phone("Khách")
    for phone, said in (
        (other, "không thuộc địa bàn"),
        (secretary, "không thuộc địa bàn"),
        (hoa, "chỉ cán bộ của lớp dùng được"),
        (stranger, "chỉ cán bộ của lớp dùng được"),
    ):
        await scan(phone, token, said)
        assert TOPIC not in phone.text
        assert "Lan" not in phone.text
        # A code that nobody has looks the same.
        await scan(phone, "x" * 22, said)
    # Who signed up sees her class.
    await scan(lan, token, "đưa mã này cho cán bộ")
    assert TOPIC in lan.text
    assert await states(bot, klass) == [("Lan", State.SIGNED)]


async def test_a_class_has_its_hours_for_the_check_in(bot: Running) -> None:
    an = await officer(bot, "An")
    [lan] = await producers(bot, "Lan")
    klass = await plan(bot, 2)
    await sign_up(klass, lan)
    token = await token_of(bot, klass, "Lan")
    await scan(an, token, "Anh/chị điểm danh được từ 20 giờ")
    await forge(an, f"o:c.door:{klass.id}:0")
    assert "Anh/chị điểm danh được từ" in an.text
    number = int((await person_signups(bot, klass))[0])
    await forge(an, f"o:c.in:{klass.id}:{number}:0")
    await forge(an, f"o:c.walk:{klass.id}")
    assert await states(bot, klass) == [("Lan", State.SIGNED)]
    await bot.later(minutes=(klass.ends_at - bot.clock()) / 60_000 + 8 * 24 * 60)
    await scan(an, token, "danh sách đã chốt")


async def test_a_name_of_another_class_cannot_be_ticked_here(bot: Running) -> None:
    an = await officer(bot, "An")
    [lan] = await producers(bot, "Lan")
    one, other = await plan(bot, 2), await plan(bot, 2, topic="Lớp khác")
    await sign_up(other, lan)
    await until_the_morning(bot, one)
    [number] = await person_signups(bot, other)
    for name in ("in", "out"):
        assert await forge(an, f"o:c.{name}:{one.id}:{number}:0") == "Nút này thuộc tin nhắn cũ."
    for rest in ("", ":x", ":1", ":999:0", f":{number}:0:0"):
        await forge(an, f"o:c.in:{one.id}{rest}")
    assert await states(bot, other) == [("Lan", State.SIGNED)]


async def test_nobody_signed_up_and_somebody_walks_in(bot: Running) -> None:
    an = await officer(bot, "An")
    klass = await plan(bot, 2)
    await until_the_morning(bot, klass)
    await forge(an, f"o:c.names:{klass.id}:0")
    assert "Chưa có ai đăng ký" in an.text
    await forge(an, f"o:c.sheet:{klass.id}")
    assert an.answers[-1].text == "Chưa có ai đăng ký."
    await forge(an, f"o:c.write:{klass.id}")
    assert "Chưa có ai để nhắn" in an.text
    await forge(an, f"o:c.door:{klass.id}:0")
    assert "Chưa có ai đăng ký" in an.text
    await an.tap("Ghi thêm người")
    for typed, said in (
        ("0912 345 678", "tên"),
        ("Lan 0912", "Tôi cần tên"),
        ("🌾", "gõ tên người đến"),
        ("x" * 200, "Dài quá: 200 chữ cái, mà chỉ ghi được 60."),
    ):
        await an.say(typed, said)
    await an.say("=Lan <b>", "Ghi tên người này?")
    await an.tap("Ghi tên", "✓ Đã ghi tên =Lan <b>.")
    assert await states(bot, klass) == [("=Lan <b>", State.WALK_IN)]
    await an.tap("✓ =Lan <b>", "Đã có 0 người đến")
    assert await states(bot, klass) == []


async def test_who_is_on_the_roster_need_not_be_noted_down_twice(bot: Running) -> None:
    an = await officer(bot, "An")
    [lan] = await producers(bot, "Nguyễn Thị Lan")
    klass = await plan(bot, 2)
    await sign_up(klass, lan)
    await until_the_morning(bot, klass)
    await forge(an, f"o:c.walk:{klass.id}")
    await an.say("thi lan", "Danh sách đã có tên giống vậy")
    assert "• Nguyễn Thị Lan: có chỗ" in an.text
    await an.tap("Bỏ, không làm nữa")
    await an.tap("Bỏ hẳn")
    await an.tap("Về lớp", TOPIC)
    assert len(await states(bot, klass)) == 1


@pytest.mark.parametrize("count", [1, 20])
async def test_many_names_come_by_pages(bot: Running, count: int) -> None:
    an = await officer(bot, "An")
    klass = await plan(bot, 30)
    await crowd(bot, klass, count)
    await until_the_morning(bot, klass)
    await forge(an, f"o:c.door:{klass.id}:0")
    assert sum("Người" in label for label in an.buttons()) == min(count, 8)
    assert len(an.text) <= MOST
    if count > 8:
        await an.tap("Sau ▶")
        await an.tap("Sau ▶")
        assert sum("Người" in label for label in an.buttons()) == count - 16
        await an.tap("Người số 20", "Đã có 1 người đến")
        # The page stays where it is.
        assert "✓ Người số 20" in an.buttons()
        await forge(an, f"o:c.door:{klass.id}:99")
        assert "✓ Người số 20" in an.buttons()
    await forge(an, f"o:c.names:{klass.id}:0")
    assert f"{count} người" in an.text
    assert len(an.text) <= MOST
    if count > 8:
        await an.tap("Sau ▶", "9. Người số 09")
        await an.tap("◀ Trước", "1. Người số 01")


async def crowd(bot: Running, klass: TrainingClass, count: int) -> None:
    """Sign up so many people at once."""
    async with bot.db.transaction() as tx:
        for number in range(1, count + 1):
            visit = await people.arrive(tx, "elsewhere", f"crowd{number}", "vi", bot.clock())
            people.save(tx, replace(visit.person, consent=True))
            name = f"Người số {number:02}"
            await signups.sign_up(
                tx, klass.id, PersonId(visit.person.id), [(name, f"token-{name}")], bot.clock()
            )


async def test_who_took_her_agreement_back_is_not_named(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa = await producers(bot, "Lan", "Hoa")
    klass = await plan(bot, 2)
    await sign_up(klass, lan, hoa)
    await until_the_morning(bot, klass)
    await scan(an, await token_of(bot, klass, "Lan"), "Lan đã đến.")
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = :no WHERE id = :id", no=False, id=person_id)
    await forge(an, f"o:c.names:{klass.id}:0")
    assert "Lan" not in an.text
    assert "đã rút lại sự đồng ý" in an.text
    await forge(an, f"o:c.door:{klass.id}:0")
    assert "Lan" not in str(an.buttons())
    assert "Đã có 1 người đến" in an.text
    await forge(an, f"o:c.sheet:{klass.id}")
    await an.wait()
    assert b"Lan" not in an.received_file()


async def test_the_second_tap_of_a_finger_checks_nobody_out(
    database_url: str, world: World
) -> None:
    async with running(database_url, replace(world, settle_ms=60_000)) as bot:
        an = await officer(bot, "An")
        [lan] = await producers(bot, "Lan")
        klass = await plan(bot, 2)
        await sign_up(klass, lan)
        await until_the_morning(bot, klass)
        await forge(an, f"o:c.door:{klass.id}:0")
        await an.tap("Lan", "Đã có 1 người đến")
        # The button under the finger has become the one that takes it back.
        back = next(data for data in datas(an) if data.startswith("o:c.out"))
        assert await forge(an, back) is None
        assert await states(bot, klass) == [("Lan", State.ATTENDED)]
        await bot.later(minutes=2)
        await forge(an, back)
        assert await states(bot, klass) == [("Lan", State.SIGNED)]
