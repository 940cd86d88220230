"""The menu: what it offers to whom, and that it keeps what was half written."""

import pytest

from tests.handlers.cast import known, officer, person_of, rows
from tests.handlers.desk_cast import officer as invited
from tests.harness import Running


async def test_the_menu_greets_by_name_and_offers_what_works(bot: Running) -> None:
    phone = await known(bot, "Nguyễn Thị Lan")
    await phone.say("/menu")
    assert phone.text.startswith("Xin chào Nguyễn Thị Lan!")
    assert phone.buttons() == [
        "💡 Gửi ý tưởng",
        "📄 Sản phẩm của tôi",
        "⭐ Tự chấm sao",
        "🎓 Lớp tập huấn",
        "📢 Thông báo",
        "💬 Hỏi cán bộ",
        "👤 Thông tin của tôi",
        "🌐 Ngôn ngữ",
        "❓ Trợ giúp",
    ]


async def test_whoever_refused_sees_how_to_agree_and_nothing_that_needs_it(bot: Running) -> None:
    phone = await known(bot, None, consent=False, place=None)
    await phone.say("/menu")
    # Which classes there are and what is announced is no secret.
    assert phone.buttons() == [
        "👍 Xem và đồng ý",
        "⭐ Tự chấm sao",
        "🎓 Lớp tập huấn",
        "📢 Thông báo",
        "❓ Trợ giúp",
        "🌐 Ngôn ngữ",
    ]


async def test_an_officer_sees_how_many_ideas_wait(bot: Running) -> None:
    phone = await officer(bot)
    await phone.say("/menu")
    assert phone.buttons()[0] == "📋 Ý tưởng chờ: 0 · Tôi giữ: 0"


async def test_an_officer_without_a_name_is_greeted_as_people_greet(bot: Running) -> None:
    phone = await invited(bot, "An")
    await phone.say("/menu")
    assert phone.text.startswith("Xin chào anh/chị!")
    await phone.say("/language")
    await phone.tap("English")
    await phone.say("/menu")
    assert phone.text.startswith("Hello!")


async def test_a_form_is_put_away_and_offered_again(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ytuong")
    await phone.say("Mật ong rừng <b>& hoa nhãn Sơn Động loại một")
    await phone.say("/menu")
    assert phone.buttons()[0] == "✍️ Viết tiếp “Mật ong rừng <b>& hoa n…”"
    assert [row["open"] for row in await rows(bot, "SELECT open FROM drafts")] == [0]
    await phone.say("blah blah", "Tôi chưa hiểu ý bà con.")
    await phone.tap("Viết tiếp")
    drafts = await rows(bot, "SELECT open FROM drafts")
    assert [row["open"] for row in drafts] == [1]


async def test_a_press_changes_the_message_and_typing_brings_a_new_one(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/trogiup")
    await phone.tap("🏠 Menu")
    assert len(phone.received) == 1
    await phone.say("/menu")
    assert len(phone.received) == 2


@pytest.mark.parametrize("name", ["ạ" * 4096, "<b>Lan</b> & “Hoa”", "\u202eabc"])
async def test_any_name_fits_the_screen(bot: Running, name: str) -> None:
    phone = await known(bot, name)
    await phone.say("/menu")
    assert len(phone.text) < 700
    assert (await person_of(bot, phone)).name == name
