"""What an officer presses twice, or types instead of pressing."""

from bot.channels.sandbox.shapes import get_list, need_int
from programme.ideas import State
from tests.handlers.desk_cast import farmer, file_idea, officer, stored
from tests.handlers.test_officer import take_up
from tests.harness import Running


async def test_a_double_tap_brings_the_photos_once(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan, photos=3)
    await an.say("/hangdoi", "Ba kích tím")
    number, count = need_int(an.last, "message_id"), len(an.received)
    for _ in range(3):
        await an.press_data(number, f"o:see:{idea.id}")
    await an.wait(until=lambda phone: len(phone.answers) >= 3)
    await bot.calm()
    new = an.received[count:]
    assert [bool(get_list(message, "photo")) for message in new] == [True] * 3 + [False]
    assert [answer.text for answer in an.answers[-2:]] == ["Ở ngay bên dưới rồi."] * 2
    # Having gone back to the queue, the same button opens it again.
    await an.say("/hangdoi", "Ba kích tím")
    await an.press_data(number, f"o:see:{idea.id}")
    await an.wait("Người gửi")
    assert len(an.received) > count + 5


async def test_to_accept_may_be_typed_or_put_off(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await take_up(bot, an, await file_idea(bot, lan))
    await an.tap("Chấp nhận", "không rút lại được")
    await an.say("chưa", "Người gửi")
    assert (await stored(bot, idea)).state is State.TAKEN_UP
    await an.tap("Chấp nhận", "không rút lại được")
    await an.say("vâng, đồng ý", "Anh/chị đã chấp nhận")
    assert (await stored(bot, idea)).state is State.ACCEPTED
