"""However often somebody presses for a file, it is made once, and nobody waits for it."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.channels.sandbox import people
from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.shapes import need_int
from handlers.exports import Change, Export, Made, Making, kind_of
from handlers.screen import Screen
from programme.roles import Role
from storage import jobs, signups
from tests.handlers import dossier_cast
from tests.handlers.cast import rows
from tests.handlers.class_cast import of_kind, plan
from tests.handlers.desk_cast import farmer, officer, person_of
from tests.handlers.test_papers_print import counted
from tests.harness import CHANNEL, Running

PRESSES = 60
TOKENS = ("a" * 22, "b" * 22)


@contextmanager
def held_up(bot: Running) -> Iterator[asyncio.Event]:
    """Nothing is made before the event is set."""
    go_on, work = asyncio.Event(), bot.service.quick_exports
    known = work._exports

    def gated(export: Export) -> Export:
        async def make(
            making: Making, roles: tuple[Role, ...], given: str
        ) -> Made | Screen | Change | None:
            await go_on.wait()
            return await export.make(making, roles, given)

        return replace(export, make=make)

    work._exports = {name: gated(export) for name, export in known.items()}
    try:
        yield go_on
    finally:
        go_on.set()
        work._exports = known


def press(bot: Running, phone: Phone, *buttons: str) -> None:
    """Press buttons in turn, many times, without a look at what comes."""
    message = need_int(phone.last, "message_id")
    for number in range(PRESSES):
        data = buttons[number % len(buttons)]
        people.press_anyway(bot.server.world, phone.person.id, message, data)


async def pressed(bot: Running) -> None:
    """Wait until every press is worked on."""
    async with asyncio.timeout(20):
        while bot.server.world.pending() or await waiting(bot):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def waiting(bot: Running) -> bool:
    return bool(await rows(bot, "SELECT 1 AS one FROM inbox WHERE state = 0"))


def sent(bot: Running, phone: Phone, since: int) -> Counter[str]:
    """How many calls of which kind went to a person after the call of that number."""
    return Counter(
        call.method
        for call in list(bot.server.calls)[since:]
        if call.method.startswith("send") and call.params.get("chat_id") == phone.person.id
    )


async def made(bot: Running) -> int:
    [row] = await rows(bot, "SELECT count(*) AS n FROM media WHERE kind = 'made'")
    return int(row["n"])


async def test_a_producers_files_are_made_once_and_others_are_answered_first(
    bot: Running,
) -> None:
    lan, hoa = await farmer(bot), await farmer(bot, "Hoa")
    product = await dossier_cast.dossier(bot, lan, product="Mật ong hoa vải")
    check = await counted(bot, product)
    klass = await plan(bot, 5)
    await of_kind(bot, lan, "cooperative")
    hers = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        names = [(f"Người {token[0]}", token) for token in TOKENS]
        await signups.sign_up(tx, klass.id, hers, names, bot.clock())
    await bot.calm()
    before, since = await made(bot), len(bot.server.calls)
    with held_up(bot) as go_on:
        press(
            bot,
            lan,
            f"e:form:{product.id}:0:form2",
            f"e:card:{product.id}",
            f"c:code:{klass.id}",
            f"c:cal:{klass.id}",
            f"k:pic:{check.id}",
        )
        await hoa.say("/menu", "Hoa")
        await pressed(bot)
        assert await made(bot) == before
        assert not sent(bot, lan, since)
        go_on.set()
        await bot.calm()
    # The form, the calendar; the card, the star check and a code for each of two; three screens.
    assert sent(bot, lan, since) == {"sendDocument": 2, "sendPhoto": 4, "sendMessage": 3}
    assert await made(bot) == before + 6


async def test_an_officers_files_are_made_once_and_logged_once(bot: Running) -> None:
    lan, hoa = await farmer(bot), await farmer(bot, "Hoa")
    product = await dossier_cast.dossier(bot, lan)
    an = await officer(bot, "An")
    await bot.calm()
    since = len(bot.server.calls)
    with held_up(bot) as go_on:
        press(bot, an, f"o:p.form:{product.id}:form2", "o:s.picture:12050:2026")
        await hoa.say("/menu", "Hoa")
        await pressed(bot)
        assert not sent(bot, an, since)
        go_on.set()
        await bot.calm()
    assert sent(bot, an, since) == {"sendDocument": 1, "sendPhoto": 1}
    logged = await rows(bot, "SELECT 1 AS one FROM acts WHERE action = 'product.form'")
    assert len(logged) == 1


async def test_a_second_tap_finds_the_file_below(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier_cast.dossier(bot, lan)
    message = need_int(lan.last, "message_id")
    since = len(bot.server.calls)
    for _ in range(2):
        await lan.press_data(message, f"e:card:{product.id}")
        await bot.calm()
    assert [answer.text for answer in lan.answers[-2:]] == [
        "Tôi đang làm, lát nữa là có ngay bên dưới.",
        "Ở ngay bên dưới rồi.",
    ]
    assert sent(bot, lan, since) == {"sendPhoto": 1, "sendMessage": 1}
    # With the page again below it.
    assert "photo" not in lan.last


async def test_what_is_somebody_elses_is_not_made(bot: Running) -> None:
    """As when it has gone over to somebody else between the press and the making."""
    lan, hoa = await farmer(bot), await farmer(bot, "Hoa")
    product = await dossier_cast.dossier(bot, lan, product="Mật ong hoa vải")
    check = await counted(bot, product)
    hers = await person_of(bot, hoa)
    await bot.calm()
    since = len(bot.server.calls)
    given = {"card": product.id, "form": f"{product.id}:0:form2", "check": check.id}
    async with bot.db.transaction() as tx:
        for name, what in given.items():
            data = {"export": name, "given": str(what), "person": hers, "chat": str(hoa.person.id)}
            kind = kind_of(CHANNEL, quick=True)
            jobs.put_once(tx, kind, f"{name}:{hers}:{what}", bot.clock(), data)
    await bot.calm()
    assert not sent(bot, hoa, since)
    assert await made(bot) == 0
