"""Ways out of a form and back into it; drafts of another release."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.sandbox.phone import Phone
from handlers.form_model import upgrade
from handlers.form_screens import reminder
from handlers.world import World
from storage.drafts import Draft
from tests.handlers.cast import known, rows
from tests.handlers.trial import TRY, answers, draft_id, to_photos, toast, trial_handlers
from tests.harness import Running, running


@pytest.fixture
async def bot(database_url: str, world: World) -> AsyncIterator[Running]:
    async with running(database_url, world, handlers=trial_handlers()) as found:
        yield found


@pytest.fixture
async def phone(bot: Running) -> Phone:
    found = await known(bot, language="en")
    await found.say("/try", "Which name?")
    return found


async def test_leaving_keeps_the_answers_and_comes_back(phone: Phone, bot: Running) -> None:
    await phone.say("Anna", "Which?")
    await phone.tap("Save for later", "I keep what you have written")
    await phone.say("anything", "nobody took it")
    await phone.tap("Go on", "Which?")
    await phone.tap("Apple", "Which?")
    await phone.say("/elsewhere", "nobody took it")
    assert [row["open"] for row in await rows(bot, "SELECT open FROM drafts")] == [0]
    # Its question still stands above; answering there opens it again.
    await phone.tap("Done", "And the best?")


async def test_a_command_takes_the_contact_key_away(phone: Phone) -> None:
    await to_photos(phone)
    await phone.tap("Skip", "Whom?")
    assert phone.keyboard()
    await phone.say("/elsewhere", "nobody took it")
    assert phone.keyboard() == []


async def test_stopping_asks_first(phone: Phone, bot: Running) -> None:
    await phone.tap("Stop", "It is gone.")
    assert await rows(bot, "SELECT id FROM drafts") == []
    await phone.say("/huy", "Nothing is half written here.")
    await phone.say("/try", "Which name?")
    await phone.say("Anna", "Which?")
    await phone.say("/cancel", "Shall I throw away")
    await phone.tap("No, go on", "Which?")
    await phone.tap("Stop", "Shall I throw away")
    await phone.tap("Yes, throw it away", "It is gone.")
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_buttons_of_a_removed_draft_do_not_act_on_the_next(
    phone: Phone, bot: Running
) -> None:
    old = await draft_id(bot)
    await phone.tap("Stop", "It is gone.")
    await phone.say("/try", "Which name?")
    await phone.say("Anna", "Which?")
    assert await draft_id(bot) != old
    assert "finished" in await toast(phone, f"f:{old}:likes:+apple")


async def test_a_form_without_review_ends_with_its_last_answer(phone: Phone) -> None:
    await phone.say("/short", "Which name?")
    assert phone.buttons() == []
    await phone.say("Anna", "finished")


@pytest.mark.parametrize("way", ["word", "press"])
async def test_a_draft_of_another_release_goes_on_politely(
    phone: Phone, bot: Running, way: str
) -> None:
    await phone.say("Anna", "Which?")
    await phone.tap("Apple", "Which?")
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE drafts SET version = 2")
    await (phone.send("Pear") if way == "word" else phone.press("Fig"))
    await phone.wait("My questions have changed since.")
    assert "And the best?" in phone.text
    assert await answers(bot) == {"name": "Anna", "likes": ["apple"]}


def test_only_what_still_fits_is_kept() -> None:
    answers = {
        "name": "",
        "likes": ["apple", "quince"],
        "best": "plum",
        "day": None,
        "gone": "old",
        "*given": ["whom"],
        "whom": {"name": "Lan"},
    }
    kept = upgrade(TRY, Draft(1, "try", 1, "gone", answers, reviewed=True))
    assert kept.answers == {"best": "plum", "day": None, "*given": ["whom"]}
    assert (kept.step, kept.version, kept.reviewed) == ("name", 3, False)


async def test_a_draft_of_a_form_that_is_gone_bothers_nobody(phone: Phone, bot: Running) -> None:
    await phone.say("Anna", "Which?")
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE drafts SET form = 'retired'")
    await phone.say("Apple", "nobody took it")
    assert "finished" in await toast(phone, f"f:{await draft_id(bot)}:likes:+pear")


def test_a_reminder_says_how_much_is_left(world: World) -> None:
    voice = world.voice("en")
    draft = Draft(7, "try", 3, "likes", {"name": "Anna"})
    screen = reminder(voice, TRY, draft)
    assert "5 questions are left" in screen.text
    assert [row[0].data for row in screen.rows] == ["m:resume", "f:7:likes:!cancel"]
    full = {"name": "A", "likes": ["none"], "day": None, "photos": None}
    full_draft = Draft(7, "try", 3, "review", full | {"whom": {"name": "L", "phone": "+849"}})
    assert "not sent it yet" in reminder(voice, TRY, full_draft).text
