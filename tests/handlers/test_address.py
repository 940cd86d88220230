"""Officers are anh/chị on every screen, also on those that producers see."""

import pytest

from handlers.post import Post
from handlers.screen import Screen
from tests.handlers.cast import id_of, known, officer
from tests.harness import Running

COMMANDS = (
    *("/start", "/menu", "/trangthai", "/taphuan", "/thongbao", "/hoicanbo", "/chamdiem"),
    *("/hoso", "/ngonngu", "/rieng_tu", "/trogiup", "/huy"),
)
# Of whom one officer speaks to another: those who sent the ideas.
ABOUT = ("Thông báo cho bà con", "bà con nhận được ngay")


@pytest.mark.parametrize("command", COMMANDS)
async def test_an_officer_is_never_called_a_producer(bot: Running, command: str) -> None:
    an = await officer(bot)
    await an.say(command)
    await an.settle()
    assert an.received
    for message in an.received:
        text = str(message["text"])
        for said in ABOUT:
            text = text.replace(said, "")
        assert "bà con" not in text.lower()


async def test_words_and_photos_that_nobody_expects(bot: Running) -> None:
    an = await officer(bot)
    await an.say("abc xyz", "Tôi chưa hiểu ý anh/chị")
    await an.say("/ytuong", "anh/chị")
    await an.say("Mật ong hoa nhãn")
    await an.say("/rieng_tu", "Thông tin của anh/chị")
    await an.tap("Rút lại đồng ý")
    assert "Anh/chị muốn rút lại đồng ý?" in an.text


async def test_what_comes_on_its_own_says_it_too(bot: Running) -> None:
    an, lan = await officer(bot), await known(bot)
    for phone, said in ((an, "Xin chào anh/chị!"), (lan, "Xin chào bà con!")):
        await phone.say("/menu")
        her = await id_of(bot, phone)
        async with bot.db.transaction() as tx:
            post = Post(tx, bot.service.world, bot.clock())
            await post.tell(her, lambda voice: Screen(voice.gettext("Hello!")))
        await phone.wait(said)
        assert said in phone.text


async def test_a_producer_is_still_called_one(bot: Running) -> None:
    lan = await known(bot)
    await lan.say("/rieng_tu")
    assert "Thông tin của bà con" in lan.text
