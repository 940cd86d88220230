"""What a producer writes without a button while a question of hers is open."""

import pytest

from bot.channels.sandbox.phone import SMALL_PNG
from handlers.ask_follow import FOLLOWED_MS, joined
from handlers.threads import NOTE
from storage.drafts import Answer
from storage.questions import State
from tests.handlers.ask_cast import ASKED, HOUR, ask, log_of, standing, written
from tests.handlers.cast import rows
from tests.handlers.desk_cast import farmer, forge, officer
from tests.harness import Running

MORE = "Nhà tôi ở cuối thôn Chùa"
OFFERED = "chưa chuyển cho ai"
UNKNOWN = "Tôi chưa hiểu ý bà con."


async def test_what_she_writes_on_is_added_to_her_question(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    await ask(bot, lan)
    await lan.say(MORE, OFFERED)
    assert f"“{MORE}”" in lan.text
    assert ASKED in lan.text
    assert await written(bot) == [(False, ASKED)]
    await lan.tap("Đúng, thêm vào đó", "Tôi đã chuyển cho cán bộ")
    await an.wait(MORE)
    assert await written(bot) == [(False, ASKED), (False, MORE)]
    assert await log_of(bot) == ["question.ask", "question.write"]
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_it_may_be_a_new_question_and_yes_may_be_typed(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    await lan.say(MORE, OFFERED)
    await lan.tap("Hỏi thành câu mới", "Câu hỏi của bà con")
    assert await written(bot, 2) == [(False, MORE)]
    await lan.say("Ở gần trường học đấy", OFFERED)
    await lan.say("có", "Câu hỏi của bà con")
    assert (await written(bot, 2))[1:] == [(False, "Ở gần trường học đấy")]


async def test_nothing_of_several_messages_is_lost(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    await lan.say(MORE, OFFERED)
    await lan.say("cho hỏi giấy ấy xin ở đâu ạ", OFFERED)
    await lan.send_photos([SMALL_PNG, SMALL_PNG], "ảnh nhãn")
    await lan.wait("📎")
    await bot.calm()
    # The menu, or another form, does not throw it away.
    await lan.say("/menu", "Lan")
    assert "✍️ Viết tiếp chỗ đang dở" in lan.buttons()
    await lan.say("thêm một câu nữa nhé", OFFERED)
    await lan.tap("Đúng, thêm vào đó", "Câu hỏi của bà con")
    said = f"{MORE}\ncho hỏi giấy ấy xin ở đâu ạ\nảnh nhãn\nthêm một câu nữa nhé"
    assert await written(bot) == [(False, ASKED), (False, said), (False, None)]


async def test_it_may_be_for_nobody(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    await lan.send_photos([SMALL_PNG])
    await lan.wait(OFFERED)
    await lan.tap("Không phải hỏi cán bộ", "tôi không chuyển")
    assert await rows(bot, "SELECT id FROM drafts") == []
    assert await rows(bot, "SELECT id FROM media") == []
    assert await written(bot) == [(False, ASKED)]
    # The second tap, on the button as it was.
    assert "xong rồi" in (await forge(lan, "qf:add:1") or "")
    assert await written(bot) == [(False, ASKED)]


async def test_what_is_too_long_hears_how_long_it_may_be(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    await lan.say("dài " * NOTE.most, "Dài quá: 1.999 chữ cái, mà chỉ ghi được 500.")
    assert await written(bot) == [(False, ASKED)]


@pytest.mark.parametrize(("state", "ago"), [("closed", 0), ("answered", FOLLOWED_MS + HOUR)])
async def test_no_question_is_open(bot: Running, state: str, ago: int) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run(
            "UPDATE questions SET state = :state, updated_at = updated_at - :ago",
            state=state,
            ago=ago,
        )
    await lan.say(MORE, UNKNOWN)
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_what_is_meant_goes_first(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    for typed, said in (("trợ giúp", "Tôi giúp được gì"), ("cảm ơn nhé", "Có gì đâu")):
        await lan.say(typed, said)
    assert (await standing(bot)).state is State.WAITING
    await lan.say("Cảm ơn cán bộ đã trả lời nhanh ạ", OFFERED)


@pytest.mark.parametrize(
    ("before", "new", "both"),
    [
        (None, "a", "a"),
        ("a", "b", "a\nb"),
        ("a", {"photo": "1", "text": "b"}, {"photo": "1", "text": "a\nb"}),
        ({"photo": "1"}, "b", {"photo": "1", "text": "b"}),
        (
            {"photo": "1", "album": "x", "more": "2"},
            {"photo": "3", "album": "x"},
            {"photo": "1", "album": "x", "more": "2 3"},
        ),
        ({"photo": "1", "album": "x"}, {"photo": "3", "album": "y"}, None),
        ({"photo": "1"}, {"photo": "3"}, None),
        ({"voice": "1"}, "b", None),
        ("a", {"voice": "1"}, None),
        ("a" * NOTE.most, "b", None),
    ],
)
def test_two_messages_as_one(before: Answer, new: Answer, both: Answer) -> None:
    assert joined(before, new) == both
