"""A mistake at the door of a class gives everybody back what she had."""

from programme.seats import State
from tests.handlers.class_cast import plan, states
from tests.handlers.desk_cast import datas, forge, officer
from tests.handlers.door_cast import (
    logged,
    person_signups,
    producers,
    scan,
    sign_up,
    token_of,
    until_the_morning,
)
from tests.harness import Running


async def test_a_tap_on_a_name_and_the_tap_that_takes_it_back(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa = await producers(bot, "Lan", "Hoa")
    klass = await plan(bot, 2)
    await sign_up(klass, lan, hoa)
    await until_the_morning(bot, klass)
    await forge(an, f"o:c.door:{klass.id}:0")
    tap = next(data for data in datas(an) if data.startswith("o:c.in"))
    await an.tap("Hoa", "Đã có 1 người đến")
    assert an.answers[-1].text == "✓ Hoa"
    # The same button once more, as it was: nobody is checked out by a double tap.
    assert await forge(an, tap) == "Hoa đã được điểm danh rồi."
    assert (await states(bot, klass))[1] == ("Hoa", State.ATTENDED)
    await an.tap("✓ Hoa", "Đã có 0 người đến")
    assert an.answers[-1].text == "Đã bỏ điểm danh Hoa."
    assert await states(bot, klass) == [("Lan", State.SIGNED), ("Hoa", State.SIGNED)]
    assert await logged(bot, klass) == ["class.create", "class.check_in", "class.check_out"]


async def test_a_scan_by_mistake_is_taken_back(bot: Running) -> None:
    an = await officer(bot, "An")
    [lan] = await producers(bot, "Lan")
    klass = await plan(bot, 2)
    await sign_up(klass, lan)
    await until_the_morning(bot, klass)
    await scan(an, await token_of(bot, klass, "Lan"), "Lan đã đến.")
    await an.tap("Bỏ điểm danh", "Đã có 0 người đến")
    assert await states(bot, klass) == [("Lan", State.SIGNED)]


async def test_a_mistake_gives_the_place_in_the_line_and_the_offer_back(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa, mai = await producers(bot, "Lan", "Hoa", "Mai")
    klass = await plan(bot, 1)
    await sign_up(klass, lan, hoa, mai)
    await until_the_morning(bot, klass)
    await scan(an, await token_of(bot, klass, "Hoa"), "người này chưa có chỗ")
    await an.tap("Bỏ điểm danh", "Hoa chờ đến lượt như trước")
    in_line = [("Lan", State.SIGNED), ("Hoa", State.WAITING), ("Mai", State.WAITING)]
    assert await states(bot, klass) == in_line
    # She leaves her seat: it is Hoa's until the class begins.
    [number, *_] = await person_signups(bot, klass)
    await forge(lan, f"c:gone:{number}")
    await forge(an, f"o:c.door:{klass.id}:0")
    await an.tap("Hoa (chưa có chỗ)", "Đã có 1 người đến")
    await an.tap("✓ Hoa", "Vẫn giữ chỗ cho Hoa đến 8 giờ")
    assert await states(bot, klass) == [("Hoa", State.OFFERED), ("Mai", State.WAITING)]
    await an.tap("Hoa (chưa có chỗ)", "Đã có 1 người đến")
    await an.tap("Mai (chưa có chỗ)", "Đã có 2 người đến")
    await bot.later(minutes=31)
    await an.tap("✓ Hoa", "Lớp đã bắt đầu nên Hoa không còn chỗ")
    await an.tap("✓ Mai", "Lớp đã bắt đầu nên Mai không còn chỗ")
    assert await states(bot, klass) == []


async def test_an_offer_that_ran_out_behind_a_mistake_goes_on(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa, mai = await producers(bot, "Lan", "Hoa", "Mai")
    klass = await plan(bot, 1)
    await sign_up(klass, lan, hoa, mai)
    await bot.later(minutes=(klass.starts_at - bot.clock()) / 60_000 - 120)
    first, second, _ = await person_signups(bot, klass)
    await forge(lan, f"c:gone:{first}")
    await hoa.wait("vừa có chỗ trống")
    await scan(an, await token_of(bot, klass, "Hoa"), "Hoa đã đến")
    async with bot.db.transaction() as tx:
        await tx.run(
            "UPDATE signups SET offered_until = :end WHERE id = :id",
            end=bot.clock() + 3_000_000,
            id=second,
        )
    await bot.later(minutes=61)
    await an.tap("Bỏ điểm danh", "Đã hết giờ giữ chỗ nên Hoa không còn chỗ")
    await hoa.wait("Tôi chưa nhận được trả lời")
    await mai.wait("vừa có chỗ trống")
    assert await states(bot, klass) == [("Mai", State.OFFERED)]
