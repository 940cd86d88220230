"""Photos that an officer sends at once as an answer: all of them reach the producer."""

import pytest

from bot.channels.sandbox.phone import SMALL_PNG, Phone
from bot.channels.sandbox.shapes import get_list
from tests.handlers.ask_cast import ask, log_of, written
from tests.handlers.cast import rows
from tests.handlers.desk_cast import farmer, forge, officer
from tests.harness import Running

PICTURES = 3


def answers_to(phone: Phone) -> int:
    """How often the heading of an answer has come."""
    return sum("An trả lời" in str(message.get("text")) for message in phone.received)


def pictures(phone: Phone) -> int:
    return sum(bool(get_list(message, "photo")) for message in phone.received)


async def test_all_photos_of_an_answer_arrive(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    question = await ask(bot, lan)
    await forge(an, f"o:a.see:{question.id}")
    await an.tap("Trả lời", "trả lời thế nào")
    await an.send_photos([SMALL_PNG] * PICTURES, "Mẫu nhãn đây ạ.")
    await an.wait("📷 × 3 Mẫu nhãn đây ạ.")
    await bot.calm()
    await an.tap("Gửi câu trả lời", "Tôi đã báo cho bà con")
    await lan.wait("“Mẫu nhãn đây ạ.”")
    assert pictures(lan) == PICTURES
    assert await written(bot) == [
        (False, "Mật ong nhà tôi cần giấy gì?"),
        (True, "Mẫu nhãn đây ạ."),
        (True, None),
        (True, None),
    ]
    # Each is kept as long as the thread.
    uses = await rows(bot, "SELECT media_id FROM media_uses WHERE subject = 'question:1'")
    assert len(uses) == PICTURES
    await lan.tap("Xem cả câu hỏi", "Đã trả lời")
    assert sum("Xem ảnh" in one for one in lan.buttons()) == PICTURES


async def test_a_photo_of_the_album_that_comes_after_the_answer_was_sent(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    question = await ask(bot, lan)
    await forge(an, f"o:a.see:{question.id}")
    await an.tap("Trả lời", "trả lời thế nào")
    await an.send_photos([SMALL_PNG, SMALL_PNG], "Đây ạ.")
    await an.wait("📷 × 2")
    await bot.calm()
    await an.tap("Gửi câu trả lời", "Tôi đã báo")
    await lan.wait("“Đây ạ.”")
    await bot.calm()
    # What comes next is of the same album, as if the channel had been slow.
    album = str(bot.server.world.state.last_message + (1 << 53))
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE question_messages SET album = :album", album=album)
    headings = answers_to(lan)
    await an.send_photos([SMALL_PNG, SMALL_PNG])
    await an.wait("Tôi đã thêm ảnh")
    await bot.calm()
    assert pictures(lan) == 4
    assert [by_officer for by_officer, _ in await written(bot)] == [False, *[True] * 4]
    # What the photos belong to was said with the first ones, and the album is one act.
    assert answers_to(lan) == headings == 1
    assert await log_of(bot) == [
        *("question.ask", "question.take", "question.answer", "question.add"),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE questions SET state = 'closed'", "Câu hỏi này đã xong"),
        ("UPDATE questions SET officer_id = NULL", "vừa có tin mới"),
    ],
)
async def test_a_late_photo_is_not_added_to_what_is_not_hers_any_more(
    bot: Running, change: str, said: str
) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    question = await ask(bot, lan)
    await forge(an, f"o:a.see:{question.id}")
    await an.tap("Trả lời", "trả lời thế nào")
    await an.send_photos([SMALL_PNG], "Đây ạ.")
    await an.wait("📷 Đây ạ.")
    await an.tap("Gửi câu trả lời", "Tôi đã báo")
    await lan.wait("“Đây ạ.”")
    album = str(bot.server.world.state.last_message + (1 << 53))
    async with bot.db.transaction() as tx:
        await tx.run(
            "UPDATE question_messages SET album = :album WHERE by_officer = 1", album=album
        )
        await tx.run(change)
    await an.send_photos([SMALL_PNG, SMALL_PNG])
    await an.wait(said)
    await bot.calm()
    assert pictures(lan) == 1
    assert len(await written(bot)) == 2
    assert "question.add" not in await log_of(bot)


async def test_what_is_thrown_away_leaves_no_photo(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    question = await ask(bot, lan)
    await forge(an, f"o:a.see:{question.id}")
    await an.tap("Trả lời", "trả lời thế nào")
    await an.send_photos([SMALL_PNG] * PICTURES)
    await an.wait("📷 × 3")
    await bot.calm()
    assert len(await rows(bot, "SELECT id FROM media WHERE kind = 'photo'")) == PICTURES
    await an.say("/huy", "Bỏ hẳn")
    await an.tap("Bỏ hẳn")
    await bot.calm()
    assert "photo" not in {row["kind"] for row in await rows(bot, "SELECT kind FROM media")}
