"""The driver, run on a form of its own: answers, choices, photos, contacts."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.sandbox.phone import SMALL_PNG, Phone
from handlers.world import World
from tests.handlers.cast import known, rows
from tests.handlers.trial import answers, draft_id, to_photos, to_review, toast, trial_handlers
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


async def test_a_whole_form(phone: Phone) -> None:
    await to_review(phone)
    assert "Name: Anna" in phone.text
    assert "Likes: Apple; Plum" in phone.text
    assert "Day: –" in phone.text
    await phone.tap("Send it now", '"best": "plum"')


async def test_progress_counts_only_what_is_asked(phone: Phone) -> None:
    assert "Question 1/6" in phone.text
    await phone.say("Anna", "Question 2/6")
    await phone.say("nothing", "Question 3/5")
    assert "Which day?" in phone.text
    await phone.say("/given", "Question 1/5")


async def test_a_press_edits_and_a_typed_answer_writes_below(phone: Phone) -> None:
    first = phone.last["message_id"]
    await phone.say("Anna", "Which?")
    second = phone.last["message_id"]
    await phone.tap("Apple", "Which?")
    assert (first, phone.last["message_id"]) != (second, first)
    assert phone.last["message_id"] == second
    assert "✓ Apple" in phone.buttons()


async def test_bad_answers_leave_the_question_where_it_is(phone: Phone, bot: Running) -> None:
    for bad in ("?", "🍎🍎", "x" * 4096, "\u202e\u0301 \u200b", "<"):
        await phone.say(bad, "For example: Anna")
    await phone.send_photo()
    await phone.wait("I ask for photos a little later.")
    await phone.share_location(21.3, 106.2)
    await phone.wait("I can only read words here.")
    await phone.send_voice()
    await phone.wait("I can only read words here.")
    assert await answers(bot) == {}
    await phone.say("<b>Anna</b> & \u202eBob", "Which?")
    assert await answers(bot) == {"name": "<b>Anna</b> & Bob"}
    await phone.share_contact()
    await phone.wait("Please press one of the buttons below.")
    await phone.say("a cat", "I am not sure which one you mean.")
    await phone.say("Done", "Please choose at least one.")


async def test_toggles_do_no_harm_when_pressed_twice(phone: Phone, bot: Running) -> None:
    await phone.say("Anna", "Which?")
    draft = await draft_id(bot)
    assert await toast(phone, f"f:{draft}:likes:+pear") == ""
    assert await toast(phone, f"f:{draft}:likes:+pear") == ""
    assert (await answers(bot))["likes"] == ["pear"]
    await phone.tap("Nothing")
    assert (await answers(bot))["likes"] == ["none"]
    await phone.tap("Fig")
    await phone.tap("Apple")
    assert (await answers(bot))["likes"] == ["apple", "fig"]
    await phone.tap("✓ Fig")
    assert (await answers(bot))["likes"] == ["apple"]
    await phone.tap("✓ Apple")
    assert "Done" not in phone.buttons()
    assert "old" in await toast(phone, f"f:{draft}:likes:!done")


async def test_nothing_chosen_is_no_answer(phone: Phone) -> None:
    await phone.say("Anna", "Which?")
    await phone.tap("Apple", "Which?")
    await phone.tap("✓ Apple", "Which?")
    await phone.tap("‹ Back", "So far: Anna")
    await phone.tap("Keep it", "Question 2/6")
    assert "✓ Apple" not in phone.buttons()


async def test_old_and_forged_buttons_have_no_effect(phone: Phone, bot: Running) -> None:
    await phone.say("Anna", "Which?")
    draft = await draft_id(bot)
    for data, why in {
        f"f:{draft}:name:!skip": "answered",
        f"f:{draft}:best:=plum": "answered",
        f"f:{draft}:likes:+stone": "old",
        f"f:{draft}:likes:=apple": "old",
        f"f:{draft}:likes:!skip": "old",
        f"f:{draft}:likes:!page9": "old",
        f"f:{draft}:likes:@name": "old",
        f"f:{draft}:review:!send": "answered",
        f"f:{draft + 1}:likes:+apple": "finished",
        "f:nonsense": "finished",
        f"f:{draft}:likes:+apple;DROP": "finished",
    }.items():
        assert why in await toast(phone, data), data
    assert await answers(bot) == {"name": "Anna"}


async def test_nobody_else_can_press_it(phone: Phone, bot: Running) -> None:
    await phone.say("Anna", "Which?")
    draft = await draft_id(bot)
    stranger = await known(bot, language="en")
    await stranger.say("hello", "nobody took it")
    assert "finished" in await toast(stranger, f"f:{draft}:likes:+apple")
    assert await answers(bot) == {"name": "Anna"}


async def test_back_keeps_what_was_answered(phone: Phone) -> None:
    await phone.say("Anna", "Which?")
    assert "‹ Back" in phone.buttons()
    await phone.tap("‹ Back", "So far: Anna")
    await phone.tap("Keep it", "Which?")
    await phone.say("back", "So far: Anna")
    await phone.say("Berta", "Which?")


async def test_an_answer_is_changed_from_the_review_page(phone: Phone, bot: Running) -> None:
    await to_review(phone)
    await phone.tap("Change: name", "So far: Anna")
    await phone.tap("Keep it", "Is everything right?")
    await phone.say("name", "So far: Anna")
    await phone.say("Berta", "Name: Berta")
    await phone.tap("Change: likes", "Which?")
    await phone.tap("Nothing")
    await phone.tap("Done", "Is everything right?")
    assert "Best" not in phone.text
    await phone.tap("Change: likes", "Which?")
    await phone.tap("Pear")
    await phone.tap("Done", "Best: Plum")
    await phone.say("what now?", "Press the answer you would like to change")
    await phone.say("send it now", "finished")
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_a_day_may_be_typed_in_many_ways(phone: Phone, bot: Running) -> None:
    await phone.say("Anna")
    await phone.say("none", "Which day?")
    await phone.say("1/1/2020", "This day is past.")
    await phone.say("soon", "I do not know this day.")
    await phone.say("30-6-2099", "Some photos?")
    assert (await answers(bot))["day"] == "2099-06-30"


@pytest.mark.parametrize("typed", ["không", "ko có gì", "none", "Bỏ qua"])
async def test_none_is_no_answer_to_a_question_that_may_be_skipped(
    phone: Phone, bot: Running, typed: str
) -> None:
    await phone.say("none", "Which?")  # A name may be anything: it cannot be skipped.
    await phone.say("none", "Which day?")
    await phone.say(typed, "Some photos?")
    assert (await answers(bot))["name"] == "none"
    assert (await answers(bot)).get("day") is None


async def test_an_album_gets_one_answer(phone: Phone, bot: Running) -> None:
    await to_photos(phone)
    await phone.send_photos([SMALL_PNG] * 3)
    await phone.wait("I have 3 photos, and that is enough.")
    await phone.send_photo()
    await phone.wait("I keep the first 3 photos.")
    await phone.tap("Remove the last photo", "I have 2 photos.")
    await phone.tap("Done", "Whom?")
    photos = (await answers(bot))["photos"]
    kept = await rows(bot, "SELECT id, kind, sha256 FROM media ORDER BY id")
    assert photos == [str(row["id"]) for row in kept[:2]]
    assert {row["kind"] for row in kept} == {"photo"}


async def test_a_late_photo_of_an_album_is_added(phone: Phone, bot: Running) -> None:
    await to_photos(phone)
    await phone.send_photo()
    await phone.wait("I have 1 photo.")
    await phone.tap("Done", "Whom?")
    await phone.send_photo()
    await phone.wait("I have added the photo.")
    await phone.say("Lan 0912 345 678", "Photos: 2 photos")
    await phone.send_photo()
    await phone.wait("Photos: 3 photos")
    await phone.send_photo()
    await phone.wait("I have 3 photos already")
    assert len(await rows(bot, "SELECT id FROM media")) == 3


async def test_what_is_no_photo_is_refused_kindly(phone: Phone, bot: Running) -> None:
    await to_photos(phone)
    await phone.send_document("paper.pdf", b"%PDF", "application/pdf")
    await phone.wait("I need a photo here.")
    await phone.say("here it is", "I need a photo here.")
    await phone.send_document("label.png", SMALL_PNG, "image/png")
    await phone.wait("I have 1 photo.")
    assert len(await rows(bot, "SELECT id FROM media")) == 1


async def test_the_contact_comes_by_key_or_in_pieces(phone: Phone, bot: Running) -> None:
    await to_photos(phone)
    await phone.tap("Skip", "Whom?")
    assert phone.keyboard()[0] == "📱 Send my name and number"
    await phone.say("0912 345 67", "This number lacks 1 digit.")
    await phone.say("Nguyễn Thị Hoa", "And the phone number")
    await phone.say("0912345678", "Is everything right?")
    assert (await answers(bot))["whom"] == {"name": "Nguyễn Thị Hoa", "phone": "+84912345678"}
    assert phone.keyboard() == []
    await phone.tap("Change: whom", "So far: Nguyễn Thị Hoa")
    await phone.tap("Keep it", "Is everything right?")
    assert phone.keyboard() == []
    await phone.tap("Change: whom", "Whom?")
    await phone.say("0987 654 321", "And the name?")
    await phone.say("Minh", "Whom: Minh, 0987 654 321")
