"""The language: switched at once, with what was on the screen."""

from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.shapes import as_object
from tests.handlers.cast import known, officer, person_of, rows
from tests.harness import Running


async def test_one_press_switches_and_shows_the_menu_in_the_new_language(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ngonngu")
    assert phone.buttons()[:2] == ["✓ Tiếng Việt", "English"]
    await phone.tap("English")
    assert phone.text.startswith("Hello Nguyễn Thị Lan!")
    assert phone.answers[-1].text == "I speak English now."
    assert (await person_of(bot, phone)).language == "en"


async def test_the_question_on_the_screen_is_asked_again_in_the_new_language(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ytuong")
    await phone.say("Rượu ba kích tím")
    question = phone.text
    await phone.say("/ngonngu")
    await phone.tap("English")
    assert phone.text != question
    assert "What kind of product is it?" in phone.text
    found = await rows(bot, "SELECT data, open FROM drafts")
    assert found[0]["open"] == 1
    assert "Rượu ba kích tím" in found[0]["data"]


async def test_the_chats_command_menu_follows_the_language(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ngonngu")
    await phone.tap("English")
    await phone.settle()
    commands = command_menu(bot, phone)
    assert "idea" in commands
    assert "queue" not in commands


async def test_an_officers_command_menu_keeps_the_queue(bot: Running) -> None:
    phone = await officer(bot)
    await phone.say("/language")
    await phone.tap("English")
    await phone.settle()
    commands = command_menu(bot, phone)
    assert commands[0] == "queue"


async def test_pressing_the_same_language_twice_is_harmless(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ngonngu")
    number = len(phone.messages)
    await phone.press_data(number, "l:en")
    await phone.press_data(number, "l:en")
    await phone.wait(until=lambda phone: len(phone.answers) == 2)
    assert (await person_of(bot, phone)).language == "en"
    assert phone.text.startswith("Hello Nguyễn Thị Lan!")


def command_menu(bot: Running, phone: Phone) -> list[object]:
    """The names in the command menu of a phone's chat."""
    return [as_object(one)["command"] for one in bot.server.world.commands_for(phone.person)]
