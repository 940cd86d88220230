"""An officer's questions: the list, taking care of one at a time, and handing it up."""

import asyncio

import pytest

from bot.channels.sandbox.phone import Phone
from programme.roles import Level
from storage import erasure, officers
from storage.questions import COMMUNE, PROVINCE, State
from tests.handlers.ask_cast import (
    ASKED,
    HOUR,
    ask,
    escalation,
    log_of,
    standing,
    time_passes,
    written,
)
from tests.handlers.cast import rows
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG_DISTRICT,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running

WAIT = 48 * HOUR


async def open_it(phone: Phone, number: int = 1) -> None:
    await forge(phone, f"o:a.see:{number}")
    assert ASKED in phone.text


async def test_none_one_and_many_wait(bot: Running) -> None:
    an, lan = await officer(bot, "An"), await farmer(bot)
    await an.say("/menu")
    await forge(an, "m:desk")
    await an.tap("💬 Câu hỏi", "Không có câu hỏi nào đang chờ")
    for number in range(8):
        await ask(bot, lan, f"Câu số {number} " + "rất dài " * 50, hours_ago=24 * (8 - number))
    await forge(an, "o:a.list:new:0")
    assert an.text.index("Câu số 0") < an.text.index("Câu số 5")
    assert "chờ 8 ngày" in an.text
    assert "Câu số 6" not in an.text
    assert len(an.text) <= 1000
    await an.tap("Sau", "Câu số 7")
    assert "• Đang chờ (8)" in an.buttons()
    await an.tap("Tôi giữ (0)", "chưa nhận câu hỏi nào")
    await an.tap("Chưa xong (8)", "Câu số 0")
    assert "tin nhắn cũ" in (await forge(an, "o:a.list:odd:0") or "")


async def test_one_takes_care_and_the_slower_one_hears_it(bot: Running) -> None:
    lan = await farmer(bot)
    await ask(bot, lan)
    phones = [await officer(bot, name) for name in ("An", "Bình")]
    for phone in phones:
        await open_it(phone)
    await asyncio.gather(*(forge(phone, "o:a.take:1:1") for phone in phones))
    notices = [str(phone.answers[-1].text) for phone in phones]
    assert "Anh/chị đã nhận lo câu hỏi này." in notices
    assert any(notice.endswith("đã nhận lo trước rồi.") for notice in notices)
    assert await log_of(bot) == ["question.ask", "question.take"]
    holder = (await standing(bot)).officer_id
    slower = phones[1] if holder == await person_of(bot, phones[0]) else phones[0]
    for act in ("ans", "take", "up", "end", "put"):
        assert "nhận lo" in (await forge(slower, f"o:a.{act}:1:2") or ""), act
    assert (await standing(bot)).revision == 2


async def test_put_back_and_hand_up(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await ask(bot, lan)
    await forge(binh, "o:a.list:new:0")
    assert "Không có câu hỏi nào đang chờ" in binh.text
    assert "Chưa xong (1)" in binh.buttons()
    await open_it(an)
    await an.tap("Tôi nhận lo", "Anh/chị đang lo câu hỏi này")
    await an.tap("Để lại chỗ chờ", "Chờ từ")
    assert an.answers[-1].text == "Câu hỏi đã về chỗ chờ."
    await an.tap("Chuyển lên trên", "Tôi đã chuyển cho cán bộ thành phố Bắc Ninh")
    await binh.wait(ASKED)
    now = await standing(bot)
    assert (now.reach, now.officer_id) == (PROVINCE, None)
    assert not any("a.up" in data for data in datas(an))
    await forge(binh, "o:a.list:new:0")
    assert ASKED in binh.text
    assert await log_of(bot) == [
        *("question.ask", "question.take", "question.put_back", "question.hand_up"),
    ]


async def test_handing_up_gives_the_next_level_its_whole_time(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.DISTRICT, SON_DONG_DISTRICT)
    chi = await officer(bot, "Chi", Level.PROVINCE, BAC_NINH)
    question = await ask(bot, lan, hours_ago=47)
    await open_it(an)
    await an.tap("Chuyển lên trên", "Tôi đã chuyển cho cán bộ huyện cũ")
    await binh.wait(ASKED)
    await bot.calm()
    now = await standing(bot)
    assert await escalation(bot) == now.updated_at + WAIT
    assert now.waiting_since == question.asked_at
    await bot.service.jobs.round()
    await bot.calm()
    assert sum(ASKED in str(message.get("text")) for message in binh.received) == 1
    assert ASKED not in chi.text
    await open_it(binh)
    await binh.tap("Chuyển lên trên", "Tôi đã chuyển cho cán bộ thành phố Bắc Ninh")
    await chi.wait(ASKED)
    # Nobody is above them.
    assert await escalation(bot) is None


async def test_handed_up_to_whom_nobody_can_tell_it_goes_on(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.DISTRICT, SON_DONG_DISTRICT)
    chi = await officer(bot, "Chi", Level.PROVINCE, BAC_NINH)
    await ask(bot, lan)
    await open_it(an)
    await binh.block()
    await bot.calm()
    await an.tap("Chuyển lên trên", "Tôi đã chuyển cho cán bộ thành phố Bắc Ninh")
    await chi.wait(ASKED)
    assert (await standing(bot)).reach == PROVINCE


async def test_nobody_further_up(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await ask(bot, lan)
    await open_it(an)
    assert not any("a.up" in data for data in datas(an))
    assert "Cấp trên chưa có ai" in (await forge(an, "o:a.up:1:1") or "")
    assert (await standing(bot)).reach == COMMUNE


async def test_closing_asks_first_and_tells(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await ask(bot, lan)
    await open_it(an)
    await an.tap("Ghi là đã xong", "Ghi là câu hỏi này đã xong chứ?")
    await an.tap("Chưa", ASKED)
    assert (await standing(bot)).state is State.WAITING
    await an.tap("Ghi là đã xong", "Ghi là câu hỏi này đã xong chứ?")
    await an.tap("Đúng, xong rồi", "Câu hỏi này đã xong.")
    await lan.wait("Cán bộ ghi là câu hỏi của bà con đã xong")
    assert "Câu hỏi này đã xong." in (await forge(an, "o:a.end:1:1:yes") or "")
    assert await escalation(bot) is None
    await lan.tap("Viết thêm", "muốn viết thêm gì?")
    await lan.say("Chưa rõ ạ", "Tôi đã chuyển")
    assert await escalation(bot) is not None


async def test_an_answer_that_comes_too_late_is_not_sent(bot: Running) -> None:
    lan, an, binh = await farmer(bot), await officer(bot, "An"), await officer(bot, "Bình")
    await ask(bot, lan)
    await open_it(an)
    await an.tap("Trả lời", "trả lời thế nào")
    await an.say("Cần một giấy.", "Gửi bà con câu này nhé?")
    assert ASKED in an.text
    other = await person_of(bot, binh)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE questions SET officer_id = :id, revision = 9", id=other)
    await an.tap("Gửi câu trả lời", "Bình đang lo câu hỏi này")
    assert await written(bot) == [(False, ASKED)]


async def test_a_role_that_ended_sends_no_answer(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await ask(bot, lan)
    await open_it(an)
    await an.tap("Trả lời", "trả lời thế nào")
    await an.say("Cần một giấy.", "Gửi bà con câu này nhé?")
    person_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        await officers.resign(tx, person_id, 1)
    await an.tap("Gửi câu trả lời", "không thuộc địa bàn")
    assert await written(bot) == [(False, ASKED)]
    now = await standing(bot)
    assert (now.state, now.officer_id) == (State.WAITING, None)


async def test_the_own_question_is_others_to_answer(bot: Running) -> None:
    an = await officer(bot, "An")
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 1, commune = '12050'")
    await ask(bot, an)
    await forge(an, "o:a.list:all:0")
    assert ASKED not in an.text
    for act in ("ans", "take", "up", "end"):
        assert "của chính anh/chị" in (await forge(an, f"o:a.{act}:1:1") or "")
    assert (await standing(bot)).revision == 1


async def test_what_was_locked_is_not_read(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await ask(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 0 WHERE name = 'Lan'")
    await forge(an, "o:a.list:all:0")
    assert ASKED not in an.text
    await forge(an, "o:a.see:1")
    assert "khóa lại" in an.text
    await forge(an, "o:a.ans:1:1")
    assert (await standing(bot)).revision == 1
    assert ASKED not in "".join(str(message.get("text")) for message in an.received)


async def test_after_two_days_it_goes_up_step_by_step(bot: Running) -> None:
    lan = await farmer(bot)
    an = await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.DISTRICT, SON_DONG_DISTRICT)
    chi = await officer(bot, "Chi", Level.PROVINCE, BAC_NINH)
    question = await ask(bot, lan)
    assert await escalation(bot) == question.asked_at + WAIT
    await forge(an, "o:a.take:1:1")
    await time_passes(bot)
    await binh.wait(ASKED)
    await lan.wait("chuyển thêm cho cán bộ huyện cũ")
    assert (await standing(bot)).officer_id is None
    assert ASKED not in chi.text
    await time_passes(bot)
    await chi.wait(ASKED)
    await lan.wait("chuyển thêm cho cán bộ thành phố Bắc Ninh")
    assert await escalation(bot) is None
    assert (await log_of(bot)).count("question.escalate") == 2


async def test_what_is_answered_does_not_go_up(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await ask(bot, lan)
    await open_it(an)
    await an.tap("Trả lời", "trả lời thế nào")
    await an.say("Cần một giấy.", "Gửi bà con câu này nhé?")
    await an.tap("Gửi câu trả lời", "Tôi đã báo cho bà con")
    assert await escalation(bot) is None
    await time_passes(bot)
    assert ASKED not in binh.text
    assert (await standing(bot)).reach == COMMUNE


@pytest.mark.parametrize("rest", ["", ":x", ":1:x", ":1:yes:yes", ":-1", ":99999999999"])
async def test_odd_presses_change_nothing(bot: Running, rest: str) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await ask(bot, lan)
    for act in ("ans", "take", "put", "up", "end"):
        assert await forge(an, f"o:a.{act}:1{rest}"), (act, rest)
    await forge(an, f"o:a.see:1{rest}")
    await forge(an, f"o:a.file:1{rest}")
    assert (await standing(bot)).revision == 1


async def test_erasing_takes_the_words_and_closes(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await ask(bot, lan)
    await forge(an, "o:a.take:1:1")
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await erasure.erase(tx, person_id, 5)
    assert await written(bot) == [(False, None)]
    assert (await standing(bot)).state is State.CLOSED
    assert await rows(bot, "SELECT id FROM jobs") == []
    await forge(an, "o:a.see:1")
    assert "khóa lại" in an.text


async def test_in_english(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await ask(bot, lan)
    await an.say("/language")
    await an.tap("English")
    await forge(an, "o:a.list:new:0")
    assert "since today" in an.text
    await open_it(an)
    await an.tap("Answer", "What do you answer?")
    await an.say("You need one paper.", "Shall the farmer read this?")
    await an.tap("Send the answer", "I have told the farmer")
    await lan.wait("An trả lời")
