"""Words that lead out of a question, and buttons that rest after they have moved."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.sandbox.phone import Phone
from handlers.world import World
from tests.handlers.cast import known, rows
from tests.handlers.trial import answers, to_photos, to_review, trial_handlers
from tests.harness import running


@pytest.fixture
async def phone(database_url: str, world: World) -> AsyncIterator[Phone]:
    async with running(database_url, world, handlers=trial_handlers()) as bot:
        found = await known(bot, language="en")
        await found.say("/try", "Which name?")
        yield found


@pytest.mark.parametrize("word", ["quay lai", "menu", "Trợ giúp", "giup toi voi", "không biết"])
async def test_a_word_of_command_is_no_answer(phone: Phone, word: str) -> None:
    await phone.say(word, "nobody took it")
    assert "nobody took it" in phone.text


@pytest.mark.parametrize("word", ["hủy", "thoi", "Cancel"])
async def test_stopping_may_be_typed(phone: Phone, word: str) -> None:
    await phone.say(word, "It is gone.")
    assert "It is gone." in phone.text


async def test_what_is_asked_is_said_again(phone: Phone) -> None:
    await phone.say("Anna", "Which?")
    await phone.say("a cat", "I am not sure which one you mean.")
    assert "Which?" in phone.text
    await phone.say("help me", "nobody took it")


async def test_all_right_is_no_press(phone: Phone) -> None:
    await to_review(phone)
    await phone.say("đúng rồi", "Then press Send it now")
    await phone.say("gui", "finished")
    assert "finished" in phone.text


async def test_no_photo_yet_goes_on(phone: Phone) -> None:
    await to_photos(phone)
    await phone.say("chưa có ảnh", "Whom?")
    assert "Whom?" in phone.text


async def test_a_name_that_is_a_word_too(phone: Phone) -> None:
    await to_photos(phone)
    await phone.tap("Skip", "Whom?")
    await phone.say("0912 345 678", "And the name?")
    await phone.say("Huy", "Whom: Huy, 0912 345 678")
    assert "Huy, 0912 345 678" in phone.text


async def test_back_from_one_answer_leads_to_the_review(phone: Phone) -> None:
    await to_review(phone)
    await phone.tap("Change: name", "So far: Anna")
    await phone.say("quay lại", "Is everything right?")
    assert "Anna" in phone.text


async def test_nothing_written_is_not_kept(phone: Phone) -> None:
    await phone.tap("Save for later", "Nothing has changed.")
    await phone.say("/huy", "Nothing is half written here.")
    assert "half written" in phone.text


async def test_what_is_put_away_can_be_thrown_away(phone: Phone) -> None:
    await phone.say("Anna", "Which?")
    await phone.tap("Save for later", "I keep what you have written")
    await phone.say("/huy", "Shall I throw away")
    await phone.tap("Yes, throw it away", "It is gone.")
    assert "It is gone." in phone.text


async def test_a_second_tap_of_the_same_finger_does_nothing(
    database_url: str, world: World
) -> None:
    slow = replace(world, settle_ms=400)
    async with running(database_url, slow, handlers=trial_handlers()) as bot:
        phone = await known(bot, language="en")
        await phone.say("/try", "Which name?")
        await phone.say("Anna", "Which?")
        # What was typed moves nothing under a finger, and a toggle leaves the buttons in place.
        await phone.tap("Apple", "Which?")
        await phone.tap("Plum", "Which?")
        await phone.tap("Done", "And the best?")
        await _press_at_once(phone, "Fig")
        assert phone.answers[-1].text is None
        assert "best" not in await answers(bot)
        await asyncio.sleep(0.45)
        await phone.tap("Fig", "Which day?")
        assert (await answers(bot))["best"] == "fig"


async def test_a_second_tap_does_not_throw_away(database_url: str, world: World) -> None:
    slow = replace(world, settle_ms=60_000)
    async with running(database_url, slow, handlers=trial_handlers()) as bot:
        phone = await known(bot, language="en")
        await phone.say("/try", "Which name?")
        await phone.say("Anna", "Which?")
        await phone.tap("Stop", "Shall I throw away")
        await _press_at_once(phone, "Yes, throw it away")
        assert len(await rows(bot, "SELECT id FROM drafts")) == 1


async def _press_at_once(phone: Phone, button: str) -> None:
    before = len(phone.answers)
    await phone.press(button)
    await phone.wait(until=lambda phone: len(phone.answers) > before)
