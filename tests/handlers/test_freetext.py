"""What nobody asked for: words at the menu, stickers and pictures, odd buttons."""

from collections.abc import Awaitable, Callable

import pytest

from bot.channels.sandbox.phone import SMALL_PNG, Phone
from tests.handlers.cast import file_idea, known, officer, person_of, rows
from tests.harness import Running

UNKNOWN = "Tôi chưa hiểu ý bà con."


@pytest.mark.parametrize(
    "words", ["blah blah", "/khongco", "<b>x</b>", "\u202eabc", "🙂", "ạ" * 4096]
)
async def test_words_nobody_understands_get_one_kind_sentence_and_the_menu(
    bot: Running, words: str
) -> None:
    phone = await known(bot)
    await phone.say(words)
    assert phone.text.startswith(UNKNOWN)
    assert "💡 Gửi ý tưởng" in phone.buttons()
    assert len(phone.received) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("nop y tuong", "Sản phẩm tên là gì?"),
        ("tình trạng", "Bà con chưa gửi ý tưởng nào"),
        ("xin chao", "Xin chào Nguyễn Thị Lan!"),
        ("hàng đợi", "Bà con chưa gửi ý tưởng nào"),
        ("giup toi voi", "Tôi giúp được gì"),
        ("thong tin cua toi", "Thông tin tôi đang giữ"),
        ("xóa dữ liệu", "Ai giữ:"),
        ("english", "Which language do you prefer?"),
        ("quay lai menu", "Xin chào Nguyễn Thị Lan!"),
        ("cam on nhe", "Có gì đâu, bà con."),
    ],
)
async def test_words_lead_where_they_mean(bot: Running, words: str, sentence: str) -> None:
    phone = await known(bot)
    await phone.say(words)
    assert sentence in phone.text
    assert len(phone.received) == 1


async def test_an_officers_words_lead_to_the_queue(bot: Running) -> None:
    phone = await officer(bot)
    await phone.say("hang doi")
    assert "Ý tưởng của xã Sơn Động" in phone.text


async def test_a_code_opens_the_idea_for_its_producer_and_her_officer(bot: Running) -> None:
    phone, near, far = await known(bot), await officer(bot), await officer(bot, "phường Đa Mai")
    code = await file_idea(bot, phone)
    for reader in (phone, near):
        await reader.say(code.lower().replace("-", " "))
        assert "Mật ong hoa nhãn" in reader.text
    await far.say(code)
    assert "Mật ong" not in far.text
    assert "Tôi không thấy ý tưởng" in far.text


Act = Callable[[Phone], Awaitable[object]]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda phone: phone.send_photo(), "Ảnh và tin nhắn thoại"),
        (lambda phone: phone.send_voice(), "Ảnh và tin nhắn thoại"),
        (lambda phone: phone.send_document("a.pdf", b"%PDF"), "Ảnh và tin nhắn thoại"),
        (lambda phone: phone.share_location(21.3, 106.2), "Tôi chưa biết dùng"),
        (lambda phone: phone.share_contact(), "Tôi chưa biết dùng"),
    ],
)
async def test_what_is_no_words_gets_one_sentence_and_the_menu(
    bot: Running, act: Act, sentence: str
) -> None:
    phone = await known(bot)
    await act(phone)
    await phone.wait(sentence, button="💡 Gửi ý tưởng")
    assert len(phone.received) == 1


async def test_several_photos_at_once_get_one_answer(bot: Running) -> None:
    phone = await known(bot)
    await phone.send_photos([SMALL_PNG] * 5)
    await phone.wait("Ảnh và tin nhắn thoại")
    await phone.settle(0.3)
    assert len(phone.received) < 5
    assert await rows(bot, "SELECT id FROM media") == []


async def test_an_edited_message_is_not_answered(bot: Running) -> None:
    phone = await known(bot)
    message = await phone.send("blah")
    await phone.wait(UNKNOWN)
    await phone.edit(message, "/menu")
    await phone.settle(0.3)
    assert len(phone.received) == 1
    done = await rows(bot, "SELECT state FROM inbox")
    assert [row["state"] for row in done] == [1, 1]


async def test_a_stranger_who_types_anything_is_asked_the_first_questions(bot: Running) -> None:
    phone = bot.phone()
    await phone.say("xin chao")
    assert "English" in phone.buttons()
    assert [row["form"] for row in await rows(bot, "SELECT form FROM drafts")] == ["start"]


async def test_a_foreign_button_gets_a_short_answer_and_changes_nothing(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/menu")
    before = phone.last
    for data in ("x", "zz:1:2", "m:nothing", "d:", "\x00", "o", "m:menu:1"):
        await phone.press_data(2, data)
        await phone.wait()
        assert phone.answers[-1].text == "Nút này cũ rồi. Gõ /menu để làm lại nhé."
    assert phone.last == before
    assert (await person_of(bot, phone)).name == "Nguyễn Thị Lan"


async def test_the_code_of_somebody_elses_idea_is_an_unknown_one(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("yt 2026 12")
    assert "YT-2026-00012" in phone.text
    assert "Tôi không thấy" in phone.text


@pytest.mark.parametrize("words", ["blah blah", "YT-2026-9999", "cam on", "/hoso", "/huy"])
async def test_an_officer_is_never_called_a_farmer(bot: Running, words: str) -> None:
    phone = await officer(bot)
    await phone.say(words)
    assert "bà con" not in phone.text.lower()
