"""Every button that one person was ever shown, pressed by a stranger: it does and tells nothing."""

import pytest

from bot.channels.sandbox.people import buttons
from bot.channels.sandbox.phone import Phone, said
from programme.classes import Audience
from programme.roles import Level
from tests.handlers.announce_cast import all_sent
from tests.handlers.ask_cast import ask
from tests.handlers.cast import rows
from tests.handlers.class_cast import of_kind, plan
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG,
    TAN_YEN,
    farmer,
    forge,
    officer,
)
from tests.handlers.dossier_cast import dossier
from tests.harness import Running

SECRETS = ("Bí Mật", "0912", "Mật ong rừng", "SP-2026", "YT-2026")
TABLES = (
    *("ideas", "products", "product_steps", "product_papers", "questions", "question_messages"),
    *("signups", "announcements", "deliveries", "officers", "selfchecks", "class_feedback"),
)
STANDING = (
    "SELECT id, revision AS how FROM ideas ORDER BY id",
    "SELECT id, revision AS how FROM products ORDER BY id",
    "SELECT id, revision AS how FROM questions ORDER BY id",
    "SELECT id, revision AS how FROM announcements ORDER BY id",
    "SELECT id, revision AS how FROM classes ORDER BY id",
    "SELECT id, state AS how FROM signups ORDER BY id",
    "SELECT person_id AS id, read_at AS how FROM deliveries ORDER BY person_id",
)


LOOKS = frozenset({"see", "list", "papers", "paper", "log", "names", "report", "go", "hand"})
"""The buttons that change nothing, by the last part of their names."""


def shown(phone: Phone) -> list[str]:
    """The data of all buttons that are on a phone's screen now."""
    return [
        str(one["callback_data"])
        for each in phone.received
        for one in buttons(each)
        if "callback_data" in one
    ]


async def explore(bot: Running, phone: Phone, *starts: str) -> list[str]:
    """What is met where one presses one's way three screens deep, without a change."""
    met: dict[str, None] = {}
    waiting = list(starts)
    for _ in range(3):
        found: dict[str, None] = {}
        for data in waiting:
            await forge(phone, data)
            await bot.calm()
            found |= dict.fromkeys(shown(phone))
        waiting = [one for one in found if one not in met and _looks(one)]
        met |= found
    return list(met)


def _looks(data: str) -> bool:
    parts = data.split(":")
    name = parts[1] if len(parts) > 1 else ""
    return name.rpartition(".")[2] in LOOKS


async def everything(bot: Running) -> list[object]:
    """How many rows the product's tables have, and how those stand that change."""
    found = [
        (await rows(bot, f"SELECT count(*) AS n FROM {table}"))[0]["n"]  # noqa: S608
        for table in TABLES
    ]
    for statement in STANDING:
        found += [(row["id"], row["how"]) for row in await rows(bot, statement)]
    return found


async def a_life(bot: Running) -> tuple[Phone, Phone]:
    """A producer with a product, a seat, a question and news, and the officer of her commune."""
    lan = await farmer(bot, "Bí Mật")
    await of_kind(bot, lan, "household")
    minh = await officer(bot, "Minh", Level.COMMUNE, SON_DONG)
    product = await dossier(bot, lan, product="Mật ong rừng")
    klass = await plan(bot, audience=Audience(SON_DONG))
    await forge(lan, f"c:join:{klass.id}")
    await ask(bot, lan, "Bí Mật: bán mật ong rừng ở đâu?")
    await all_sent(bot, minh, "Bí Mật: lớp học mở ngày 15/3")
    await forge(lan, f"p:see:{product.id}")
    return lan, minh


async def replay(bot: Running, stranger: Phone, datas: list[str]) -> None:
    before = await everything(bot)
    first = len(stranger.received)
    for data in datas:
        await forge(stranger, data)
        await bot.calm()
        if leaked := [secret for secret in SECRETS if secret in stranger.text]:
            raise AssertionError((data, leaked, stranger.text))
    assert not [one for one in stranger.received[first:] if "Bí Mật" in said(one)]
    assert await everything(bot) == before


async def test_a_producers_buttons_tell_another_producer_nothing(bot: Running) -> None:
    lan, _ = await a_life(bot)
    datas = await explore(
        bot, lan, "m:mine", "m:status", "m:training", "m:ask", "m:news", "d:export"
    )
    mine = [data for data in datas if data[0] in "pctqi" and data[1] == ":"]
    assert {data[0] for data in mine} >= set("pctq")
    mai = await farmer(bot, "Mai", TAN_YEN)
    outside = [data for data in mine if not data.startswith(("c:join", "c:many"))]
    await replay(bot, mai, outside)


@pytest.mark.many
async def test_an_officers_buttons_tell_officers_of_elsewhere_and_producers_nothing(
    bot: Running,
) -> None:
    _, minh = await a_life(bot)
    starts = ("o:p.list:all:0", "o:c.list:ahead:0", "o:a.list:all:0", "o:b.list:past:0")
    datas = await explore(bot, minh, *starts)
    numbered = [data for data in datas if data.startswith("o:") and data.split(":")[2:3] != ["all"]]
    numbered = [data for data in numbered if ".list" not in data and ".new" not in data]
    assert {data.split(":")[1][0] for data in numbered} >= set("pcab")
    hoa = await officer(bot, "Hoa", Level.COMMUNE, TAN_YEN)
    await replay(bot, hoa, numbered)
    admin = await officer(bot, "An", Level.ADMINISTRATOR, BAC_NINH)
    await replay(bot, admin, numbered)
    await replay(bot, await farmer(bot, "Mai", TAN_YEN), numbered)
