"""A producer asks an officer: the question, its thread, and what comes back."""

import pytest

from bot.channels.sandbox.phone import SMALL_PNG, Phone
from bot.channels.sandbox.shapes import get_list
from handlers import ask as asking
from programme.roles import Level
from storage.questions import State
from tests.handlers.ask_cast import ASKED, ask, log_of, standing, written
from tests.handlers.cast import rows
from tests.handlers.desk_cast import BAC_NINH, datas, farmer, forge, officer, person_of
from tests.handlers.subjects import FACTORIES
from tests.harness import Running

PICTURES = 3


async def answer(an: Phone, text: str) -> None:
    """Answer the question in the newest news."""
    await an.tap("Mở xem", "Chờ từ")
    await an.tap("Trả lời", "trả lời thế nào")
    await an.say(text, "Gửi bà con câu này nhé?")
    await an.tap("Gửi câu trả lời", "Tôi đã báo cho bà con")


async def test_a_question_is_answered_in_the_chat_and_goes_on(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    await lan.say("/hoicanbo", "Bà con muốn hỏi gì?")
    await lan.say(ASKED, "Tôi đã chuyển cho cán bộ xã Sơn Động")
    assert ASKED in lan.text
    assert len(lan.text) <= 700
    await an.wait(ASKED)
    assert "Lan, xã Sơn Động, hỏi" in an.text
    await answer(an, "Cần giấy an toàn thực phẩm.")
    await lan.wait("An trả lời câu hỏi của bà con")
    assert "“Cần giấy an toàn thực phẩm.”" in lan.text
    await lan.tap("Viết thêm", "muốn viết thêm gì?")
    await lan.say("Xin ở đâu ạ?", "Tôi đã chuyển cho cán bộ")
    await an.wait("Xin ở đâu ạ?")
    await answer(an, "Ở phòng một cửa.")
    await lan.wait("Ở phòng một cửa.")
    await lan.tap("Xem cả câu hỏi", "Đã trả lời")
    shown = lan.text
    for said in (ASKED, "Cần giấy an toàn thực phẩm.", "Xin ở đâu ạ?", "Ở phòng một cửa."):
        assert said in shown
    await lan.tap("Tôi rõ rồi", "Câu hỏi này xong rồi")
    assert (await standing(bot)).state is State.CLOSED
    await lan.tap("Viết thêm", "muốn viết thêm gì?")
    await lan.say("Còn một việc nữa.", "Tôi đã chuyển")
    assert (await standing(bot)).state is State.WAITING
    assert await log_of(bot) == [
        *("question.ask", "question.take", "question.answer", "question.write"),
        *("question.answer", "question.close", "question.reopen"),
    ]


async def test_a_photo_with_words_and_the_rest_of_its_album(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    await lan.say("/ask", "Bà con muốn hỏi gì?")
    await lan.send_photos([SMALL_PNG] * PICTURES, "Nhãn này được chưa?")
    await lan.wait("Tôi đã thêm ảnh")
    await bot.calm()
    assert len(await written(bot)) == PICTURES
    assert len(await rows(bot, "SELECT id FROM questions")) == 1
    await an.wait("Nhãn này được chưa?")
    await an.tap("Mở xem", "Chờ từ")
    count = len(an.received)
    await an.tap("Xem ảnh")
    sent = an.received[count:]
    assert get_list(sent[0], "photo")
    assert an.received_file(sent[0])
    assert "Trả lời" in " ".join(an.buttons(sent[-1]))


async def test_photos_of_an_album_beyond_the_days_messages_are_answered_once_each(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_MESSAGES_A_DAY", 1)
    lan = await farmer(bot)
    await lan.say("/ask", "Bà con muốn hỏi gì?")
    count = len(lan.received)
    await lan.send_photos([SMALL_PNG] * 2, "Nhãn này được chưa?")
    await bot.calm()
    assert len(await written(bot)) == 1
    # One answer to the question, one to the photo too many.
    assert len(lan.received[count:]) == 2


async def test_voice_both_ways(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    await lan.say("/hoicanbo", "Bà con muốn hỏi gì?")
    await lan.send_voice()
    await lan.wait("Tôi đã chuyển")
    await bot.calm()
    await an.wait("ảnh hoặc tin nhắn thoại")
    await an.tap("Mở xem", "Chờ từ")
    await an.tap("Nghe tin nhắn thoại")
    assert any("voice" in message for message in an.received)
    await an.tap("Trả lời", "trả lời thế nào")
    await an.send_voice()
    await an.wait("Gửi bà con câu này nhé?")
    await an.tap("Gửi câu trả lời", "Tôi đã báo")
    await lan.wait("An vừa trả lời bà con")
    assert "voice" in lan.received[-2]
    await lan.tap("Xem cả câu hỏi", "Đã trả lời")
    await lan.tap("Nghe tin nhắn thoại")
    assert "voice" in lan.received[-2]


async def test_junk_is_one_clear_sentence_and_loses_nothing(bot: Running) -> None:
    lan = await farmer(bot)
    await lan.say("/hoicanbo", "Bà con muốn hỏi gì?")
    await lan.say("?", "Ngắn quá")
    await lan.say("😀😀", "Ngắn quá")
    await lan.share_location(21.0, 106.0)
    await lan.wait("Gõ chữ")
    await lan.send_document("virus.exe", b"MZ")
    await lan.wait("Gõ chữ")
    await lan.say("a" * 600, "Dài quá: 600 chữ cái, mà chỉ ghi được 500.")
    assert await rows(bot, "SELECT id FROM questions") == []
    await lan.say("Hỏi <b>gì</b> & sao", "chưa có cán bộ")
    assert "Hỏi <b>gì</b> & sao" in lan.text
    assert await written(bot) == [(False, "Hỏi <b>gì</b> & sao")]


async def test_stopping_leaves_nothing(bot: Running) -> None:
    lan = await farmer(bot)
    await lan.say("/hoicanbo", "Bà con muốn hỏi gì?")
    await lan.tap("Bỏ, không gửi")
    assert await rows(bot, "SELECT id FROM questions") == []
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_without_agreement_it_is_asked_first(bot: Running) -> None:
    lan = bot.phone("Lan")
    await person_of(bot, lan)
    await lan.say("/hoicanbo", "Xin chào")
    await lan.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    await lan.tap("Tôi đồng ý", "Bà con ở xã, phường nào?")
    await lan.say("son dong bac giang", "1. xã Sơn Động")
    await lan.tap("1. xã Sơn Động", "Bà con muốn hỏi gì?")
    await lan.say(ASKED, "Câu hỏi vẫn được giữ")
    assert (await standing(bot)).state is State.WAITING


async def test_none_one_and_many_in_the_list(bot: Running) -> None:
    lan = await farmer(bot)
    await forge(lan, "q:list:0")
    assert "Bà con chưa hỏi câu nào" in lan.text
    await ask(bot, lan, "Câu số 1")
    await lan.say("/hoicanbo", "Bà con đã hỏi 1 câu")
    for number in range(2, 9):
        await ask(bot, lan, f"Câu số {number} " + "rất dài " * 60)
    await lan.say("hỏi cán bộ", "Bà con đã hỏi 8 câu")
    assert len(lan.text) <= 700
    await lan.tap("▶", "Câu số 1")
    await lan.tap("Câu số 1", "Đang chờ cán bộ xem")
    await forge(lan, "q:list:999999999")
    assert "Câu số 1" in lan.text


async def test_long_threads_page(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan, "đầu tiên " + "dài " * 120)
    for number in range(3):
        await lan.say("/hoicanbo", "Bà con đã hỏi")
        await lan.press("đầu tiên")
        await lan.wait("Câu hỏi của bà con")
        await lan.tap("Viết thêm", "muốn viết thêm gì?")
        await lan.say(f"tin {number} " + "dài " * 120, f"tin {number}")
        assert len(lan.text) <= 700
        await lan.say("/hoicanbo", "Bà con đã hỏi")
    await lan.tap("đầu tiên", "tin 2")
    assert "tin 1" not in lan.text
    assert len(lan.text) <= 700
    for number in (1, 0):
        await lan.tap("◀", f"tin {number}")
    await lan.tap("◀", "đầu tiên")
    assert "◀" not in " ".join(lan.buttons())
    await lan.tap("▶", "tin 0")


async def test_ten_a_day(bot: Running) -> None:
    lan = await farmer(bot)
    for number in range(10):
        await ask(bot, lan, f"Câu {number}")
    await forge(lan, "q:new:0")
    assert "Hôm nay bà con đã hỏi 10 câu" in lan.text
    assert len(await rows(bot, "SELECT id FROM questions")) == 10
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE questions SET asked_at = asked_at - 86400000")
    await forge(lan, "q:new:0")
    assert "Bà con muốn hỏi gì?" in lan.text


async def test_a_limit_on_messages_too(bot: Running) -> None:
    lan = await farmer(bot)
    question = await ask(bot, lan)
    async with bot.db.transaction() as tx:
        for _ in range(40):
            await tx.run(
                "INSERT INTO question_messages (question_id, person_id, by_officer, text, at) "
                "SELECT question_id, person_id, 0, text, at FROM question_messages WHERE id = 1"
            )
    await forge(lan, f"q:more:{question.id}")
    assert "đã gửi cán bộ 40 tin" in lan.text


@pytest.mark.parametrize("data", ["q:see:1", "q:more:1", "q:end:1:1", "q:file:1:1", "q:see:99"])
async def test_nobody_elses_question_opens(bot: Running, data: str) -> None:
    lan, mai = await farmer(bot), await farmer(bot, "Mai")
    await ask(bot, lan)
    seen = len(mai.received)
    assert "không thấy câu hỏi" in (await forge(mai, data) or "")
    assert len(mai.received) == seen
    assert (await standing(bot)).revision == 1


async def test_old_and_double_presses_do_nothing(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    assert "Mời xem trước" in (await forge(lan, "q:end:1:7") or "")
    await forge(lan, "q:end:1:1")
    assert "Mời xem trước" in (await forge(lan, "q:end:1:1") or "")
    assert await log_of(bot) == ["question.ask", "question.close"]
    assert "không thấy" in (await forge(lan, "q:burn:1") or "")


async def test_it_goes_up_to_where_somebody_is(bot: Running) -> None:
    lan = await farmer(bot)
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await lan.say("/hoicanbo", "Bà con muốn hỏi gì?")
    await lan.say(ASKED, "cán bộ thành phố Bắc Ninh")
    await binh.wait(ASKED)
    await binh.tap("Các câu hỏi", "Mật ong")
    assert any(data.startswith("o:a.see") for data in datas(binh))


async def test_in_english(bot: Running) -> None:
    lan = await farmer(bot)
    await lan.say("/language")
    await lan.tap("English")
    await lan.say("/ask", "What would you like to ask?")
    await lan.say(ASKED, "waits safely")
    await lan.say("/ask", "You have asked 1 question.")
    await lan.tap(f"1. {ASKED}", "Waiting for an officer")
    assert "You" in lan.text


@pytest.mark.parametrize("kind", ["idea", "product", "class", "announcement"])
async def test_what_it_is_about_is_shown_to_both(bot: Running, kind: str) -> None:
    """A question from an announcement, a dossier … carries its name, and gone things are none."""
    an, lan = await officer(bot, "An"), await farmer(bot)
    number = await FACTORIES[kind](bot)
    question = await ask(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE questions SET about = :about", about=f"{kind}:{number}")
    await forge(lan, f"q:see:{question.id}")
    assert "Hỏi về: " in lan.text
    assert len(lan.text) <= 700
    await forge(an, f"o:a.see:{question.id}")
    assert "Hỏi về: " in an.text
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE questions SET about = :about", about=f"{kind}:999")
    await forge(an, f"o:a.see:{question.id}")
    assert "Hỏi về: " not in an.text


async def test_the_file_she_takes_along_has_her_questions(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    await forge(lan, "d:export")
    await lan.wait("tất cả những gì tôi lưu")
    page = lan.received_file().decode()
    assert "Câu hỏi 1" in page
    assert ASKED in page
