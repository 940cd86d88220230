"""Whatever somebody sends, wherever she stands: one clear answer, and her form stays put."""

from collections.abc import Mapping

import pytest

from bot.channels.sandbox.shapes import Json
from handlers.world import World
from tests.junk.crowd import DESK, IDEA_STEPS, MENU, NEW, REASON, REVIEW, SENT, backup, gather
from tests.junk.room import room, texts
from tests.junk.sending import Crowd
from tests.junk.texts import NOWHERE, TEXTS
from tests.junk.things import SERVICE, things
from tests.junk.verdict import in_her_language, one_answer

# The library warns of a type that a later version changes whenever it reads such a field.
pytestmark = [
    pytest.mark.many,
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


async def test_odd_texts_are_answered_and_change_nothing(crowd: Crowd) -> None:
    for name, (text, legal_at) in TEXTS.items():
        await crowd.check_all_write(name, {"text": text}, legal_at)


async def test_odd_things_are_answered_and_change_nothing(crowd: Crowd) -> None:
    for name, (content, legal_at) in things(crowd.room).items():
        await crowd.check_all_write(name, content, legal_at)


# However a message comes about, it is a message: what is odd is what stands around "...".
WRAPPINGS: Mapping[str, Json] = {
    "forwarded": {
        "forward_origin": {"type": "hidden_user", "sender_user_name": "<b>", "date": 0},
    },
    "in answer to another": {
        "reply_to_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}},
        "quote": {"text": "<b>&", "position": 0},
    },
    "from another chat": {"external_reply": {"origin": {"type": "hidden_user",
        "sender_user_name": "x", "date": 0}}},
    "by way of a bot": {"via_bot": {"id": 5, "is_bot": True, "first_name": "x"}},
    "from a bot": {"from": {"id": 5, "is_bot": True, "first_name": "x"}},
    "from nobody": {"from": None},
    "for a channel": {"sender_chat": {"id": -100, "type": "channel", "title": "x"}},
    "in a topic": {"message_thread_id": 3, "is_topic_message": True},
    "of the first day": {"date": 0, "message_id": 2**31 - 1},
    "of an album": {"media_group_id": "x", "caption": "Ba kích tím"},
    "with an effect": {"effect_id": "5", "has_protected_content": True, "is_from_offline": True},
    "with entities": {"entities": [
        {"type": "text_link", "offset": 0, "length": 3, "url": "tg://user?id=1"},
        {"type": "hologram", "offset": 1, "length": 1},
    ]},
}  # fmt: skip


async def test_odd_ways_to_say_nothing_change_nothing(crowd: Crowd) -> None:
    for name, around in WRAPPINGS.items():
        await crowd.check_all_write(name, {"text": "...", **around}, NOWHERE)


async def test_what_others_do_in_the_chat_gets_no_answer(crowd: Crowd) -> None:
    before = await crowd.stands()
    for content in SERVICE.values():
        await crowd.write(content)
        assert not crowd.room.said
    assert await crowd.stands() == before


# Commands lead out of a form, whatever stands behind them; what was answered is kept.
COMMANDS = (
    "/menu <b>",
    "/MENU",
    "/menu@ocop_bot x",
    "/trangthai ' OR 1=1",
    "/hangdoi \u202e",
    "/trogiup " + "ạ" * 4000,
    "/ngonngu\nen",
    "/huy",
    "/start@another_bot",
    "/khong_co",
    "/0",
    "/" + "x" * 64,
    "/start inv_" + "x" * 53,
    "/start inv_",
    "/start inv_'; DROP--",
    "/start f:1:product:!drop",
)


async def test_commands_with_junk_behind_them_lose_no_answer(crowd: Crowd) -> None:
    before, ideas = await crowd.stands(), await crowd.ideas()
    for command in COMMANDS:
        await crowd.write({"text": command})
        after = await crowd.stands()
        for one in crowd.people:
            one_answer(one, crowd.room.said[one.id], command)
            # Of a correction nothing is hers yet, and of the first questions little.
            if one.place in (*IDEA_STEPS, REVIEW) and before[one.id].answers:
                assert after[one.id].answers == before[one.id].answers
        assert await crowd.ideas() == ideas
        await crowd.again()


async def test_a_message_that_is_changed_changes_no_answer(crowd: Crowd) -> None:
    before = await crowd.stands()
    for text in ("Mật ong rừng", "500 kg", "/huy", "1", "<b>"):
        await crowd.write({"text": text, "edit_date": 1}, "edited_message")
        assert await crowd.stands() == before
        for one in crowd.people:
            said = texts(crowd.room.said[one.id])
            assert len(said) == (one.id in before), f"{text} to {one}: {said}"
            for sentence in said:
                in_her_language(one, sentence)


async def test_a_number_too_large_is_not_called_too_small(crowd: Crowd) -> None:
    crowd.people = [one for one in crowd.people if one.place == "output"]
    await crowd.write({"text": "9" * 30})
    assert [texts(crowd.room.said[one.id])[0].split(".")[0] for one in crowd.people] == [
        "Con số này lớn quá",
        "This number is too large",
    ]


@pytest.mark.postgres
async def test_what_a_database_cannot_hold_is_answered(postgres_url: str, world: World) -> None:
    async with room(postgres_url, world) as one_room:
        people = await gather(
            one_room, (NEW, MENU, "product", "special", "photos", SENT, DESK, REASON)
        )
        crowd = Crowd(one_room, people, await backup(one_room))
        for name in ("control characters", "words with NUL", "half an emoji",
                     "words with half an emoji", "no characters"):  # fmt: skip
            text, legal_at = TEXTS[name]
            await crowd.check_all_write(name, {"text": text}, legal_at)
        odd = things(one_room)
        for name in ("a contact of markup", "a song", "a picture with an odd name", "an odd kind"):
            content, legal_at = odd[name]
            await crowd.check_all_write(name, content, legal_at)
