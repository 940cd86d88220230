"""Every screen about announcements in English too, and none longer than it may be."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.channels.sandbox.phone import Phone, said
from handlers.world import World
from programme.announcements import State
from programme.roles import Level
from tests.handlers.announce_cast import all_sent, daytime, ended, standing
from tests.handlers.desk_cast import (
    SON_DONG,
    SON_DONG_DISTRICT,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running, running

MOST = 1000
FARMER_MOST = 700
LONG = "<b>Loan & support</b> for machines, ask Ms Hoa. " * 60
VIETNAMESE = set("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")


@pytest.fixture
async def strict(database_url: str, world: World) -> AsyncIterator[Running]:
    async with running(database_url, replace(world, release_above=1)) as found:
        daytime(found)
        yield found


async def in_english(bot: Running, phone: Phone) -> Phone:
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET language = 'en' WHERE id = :id", id=person_id)
    await phone.say("/menu")
    return phone


def judged(phone: Phone, seen: int, most: int) -> None:
    """All messages since then are English, but for names of places, and short enough."""
    for message in [*phone.received[seen:], phone.last]:
        text = said(message)
        assert len(text) <= most, text
        words = [w for w in text.split() if VIETNAMESE & set(w.casefold())]
        assert all(w[:1].isupper() or w.strip("“”.,:") in PLACES for w in words), words
        for label in phone.buttons(message):
            plain = label.split(" (")[0]
            assert not VIETNAMESE & set(
                plain.replace("Sơn Động", "").replace("xã", "").replace("Tiếng Việt", "").casefold()
            ), label


PLACES = {"xã", "thành", "phố", "huyện", "đồng"}


async def test_an_officers_walk_in_english(strict: Running) -> None:
    bot = strict
    for name in ("Lan", "Mai"):
        await farmer(bot, name)
    an = await officer(bot, "An", Level.DISTRICT, SON_DONG_DISTRICT)
    await in_english(bot, an)
    seen = len(an.received)
    for part in ("work", "out", "past"):
        await forge(an, f"o:b.list:{part}:0")
        judged(an, seen, MOST)
    await forge(an, "o:b.new")
    judged(an, seen, MOST)
    for answer in (LONG, "/skip"):
        if answer == "/skip":
            await an.tap("Skip")
        else:
            await an.say(answer)
        judged(an, seen, MOST)
    await an.tap("Support", "Which document")
    await an.tap("Skip", "kept as a draft")
    judged(an, seen, MOST)
    what = await standing(bot, 1)
    pages = ("areas", "kinds", "groups", "stages", "classes", "topics")
    for page in ("", *(f":{one}" for one in pages), ":without_kinds", ":without_areas"):
        await forge(an, f"o:b.who:{what.id}{page}")
        judged(an, seen, MOST)
    await forge(an, f"o:b.view:{what.id}")
    await an.wait("This is how people get it")
    await an.tap("Preview in Vietnamese", "This is how people get it")
    assert any("Hội Nông dân" in said(m) for m in an.received)
    seen = len(an.received)
    for way in ("edit", "drop", "send", "night", "when"):
        what = await standing(bot, what)
        await forge(an, f"o:b.{way}:{what.id}:{what.revision}")
        judged(an, seen, MOST)
    what = await standing(bot, what)
    for way in ("at", "go"):
        await forge(an, f"o:b.{way}:{what.id}:{what.revision}:now")
        judged(an, seen, MOST)
    assert (await standing(bot, what)).state is State.WAITING_RELEASE
    binh = await in_english(bot, await officer(bot, "Binh", Level.DISTRICT, SON_DONG_DISTRICT))
    seen = len(binh.received)
    what = await standing(bot, what)
    for way in ("see", "free", "back", "release"):
        await forge(binh, f"o:b.{way}:{what.id}:{what.revision}")
        await binh.settle()
        judged(binh, seen, MOST)
    what = await ended(bot, what)
    for data in (f"see:{what.id}", f"report:{what.id}", f"progress:{what.id}", f"call:{what.id}"):
        await binh.say("/menu")
        await forge(binh, f"o:b.{data}")
        judged(binh, seen, MOST)


async def test_a_producers_walk_in_english(bot: Running) -> None:
    daytime(bot)
    lan = await in_english(bot, await farmer(bot))
    seen = len(lan.received)
    await lan.say("/news", "No news has come")
    judged(lan, seen, FARMER_MOST)
    an = await officer(bot, "An")
    words = "a fair, with long words " + "and more " * 20
    await all_sent(bot, an, *[f"News number {number}: {words}" for number in range(7)])
    seen = len(lan.received)
    await lan.say("/news", "7 are new")
    assert len(datas(lan)) >= 8
    for data in ("list:all:1", "by", "list:market:0", "topics", "night", "search"):
        await forge(lan, f"t:{data}")
        judged(lan, seen, FARMER_MOST)
    await lan.say("zzzz", "I find nothing")
    judged(lan, seen, FARMER_MOST)
    await lan.tap("Search again", "What are you looking for?")
    await lan.say("NUMBER", "I find 7 announcements")
    judged(lan, seen, FARMER_MOST)
    assert SON_DONG
