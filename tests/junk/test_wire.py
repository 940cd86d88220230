"""Junk over real HTTP, in the midst of an idea: she gets through all the same."""

import json

from bot.channels.sandbox import people as hands
from bot.channels.sandbox.phone import SMALL_PNG, Phone
from bot.channels.sandbox.shapes import Json, need_int, need_str
from storage import inbox
from tests.handlers.cast import known, rows
from tests.harness import Running
from tests.junk.texts import TEXTS

# Some of each sort; the others come without HTTP, in test_junk.
SENT = (
    "4,096 letters",
    "emoji",
    "only spaces",
    "nothing",
    "letters that show nothing",
    "direction marks",
    "only marks",
    "control characters",
    "half an emoji",
    "no characters",
    "a closing tag",
)


async def receive(bot: Running, phone: Phone, **content: object) -> None:
    """Let a message come from a phone just as it is; a real phone would clean it first."""
    message: Json = {
        "message_id": 1_000_000,
        "date": bot.server.world.now(),
        "from": phone.person.as_user(),
        "chat": phone.person.as_chat(),
        **content,
    }
    bot.server.world.push_update("message", message)
    await bot.calm()


async def asked(bot: Running) -> str:
    """The question on the only screen there is."""
    drafts = await rows(bot, "SELECT data FROM drafts")
    return str(json.loads(drafts[0]["data"])["step"])


async def test_an_idea_gets_through_a_hail_of_junk(bot: Running) -> None:
    phone = await known(bot, name=None, phone=None)
    await phone.say("/ytuong", "tên là gì?")
    for question, answer in (
        ("product", "Mật ong rừng"),
        ("group", "Thực phẩm"),
        ("special", "Ong rừng Tây Yên Tử"),
        ("material", "trên 75%"),
        ("output", "300 lít"),
        ("papers", "chưa có"),
        ("support", "1"),
        ("photos", "Bỏ qua"),
        ("contact", "Nguyễn Thị Lan 0912 345 678"),
    ):
        assert await asked(bot) == question
        for name in SENT:
            before = len(phone.received)
            await receive(bot, phone, text=TEXTS[name][0])
            assert len(phone.received) == before + 1, f"{name} at {question}"
        await receive(bot, phone, dice={"emoji": "🎲", "value": 1})
        await receive(bot, phone, location={"latitude": 21.0, "longitude": 106.0})
        assert await asked(bot) == question
        await phone.say(answer)
        await bot.calm()
    assert await asked(bot) == "review"
    await phone.tap("Gửi ý tưởng", "YT-2026-00001")
    async with bot.db.transaction() as tx:
        assert (await inbox.counts(tx)).failed == 0


async def test_impatient_fingers(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ytuong", "tên là gì?")
    await phone.say("Mật ong rừng", "thuộc nhóm nào?")
    await phone.say("1", "đặc biệt")
    await phone.say("Ong rừng Tây Yên Tử", "nguyên liệu")
    await phone.say("1", "bao nhiêu?")
    await phone.say("300 lít", "Đã có những thứ nào")
    # All buttons of the screen twice, before the bot has said anything to the first of them.
    shown = phone.last
    for button in hands.buttons(shown):
        data = need_str(button, "callback_data")
        if ":+" in data:
            for _ in range(2):
                await phone.press_data(need_int(shown, "message_id"), data)
    await bot.calm()
    # One message, edited; not one more below for each press that changed nothing.
    assert phone.last["message_id"] == shown["message_id"]
    assert phone.text.count("Đã có những thứ nào") == 1
    for pictures in range(3):
        await phone.send_photo(SMALL_PNG, caption=f"<b>{pictures}</b>")
    await bot.calm()
    assert await asked(bot) == "papers"
    await phone.say("Xong", "giúp việc gì?")
