"""Every list with nothing, one thing and many in it, in both languages: it fits on a screen, turns
pages only where it must, and says what to do where it is empty."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pytest

from bot.channels.sandbox.people import buttons
from bot.channels.sandbox.phone import Phone
from programme.announcements import Action
from programme.audience import Audience
from programme.roles import Level, Role
from storage import acts, announcements, attendance, filling, invitations, officers
from storage.announcements import NewAnnouncement
from tests.handlers.announce_cast import draft
from tests.handlers.ask_cast import ask
from tests.handlers.class_cast import plan
from tests.handlers.desk_cast import (
    BAC_NINH,
    DAY,
    SON_DONG,
    farmer,
    file_idea,
    forge,
    officer,
    person_of,
)
from tests.handlers.dossier_cast import dossier
from tests.harness import Running

MANY = 20
PRODUCER, OFFICER = 700, 1000
"""Characters of a screen."""
LABEL = 64
MOST_PAGES = 30
LONG = "Rượu ba kích tím <ngâm> & ủ chum sành ba năm, số "


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is there: a producer, an officer of her commune, an administrator of the province."""

    lan: Phone
    an: Phone
    quynh: Phone


Fill = Callable[[Running, Cast, int, int], Awaitable[str]]
"""Add entries from one number up to another; returns the data that shows the list."""


async def products(bot: Running, cast: Cast, first: int, last: int) -> str:
    for n in range(first, last):
        await dossier(bot, cast.lan, product=f"{LONG}{n}")
    return "p:list:0"


async def dossiers(bot: Running, cast: Cast, first: int, last: int) -> str:
    await products(bot, cast, first, last)
    return "o:p.list:all:0"


async def ideas(bot: Running, cast: Cast, first: int, last: int) -> str:
    for n in range(first, last):
        await file_idea(bot, cast.lan, product=f"{LONG}{n}")
    return "o:q:new:0"


async def classes(bot: Running, cast: Cast, first: int, last: int) -> str:
    for n in range(first, last):
        await plan(bot, topic=f"Ghi nhãn & truy xuất <nguồn gốc> {n}")
    return "c:list:0"


async def run_classes(bot: Running, cast: Cast, first: int, last: int) -> str:
    await classes(bot, cast, first, last)
    return "o:c.list:ahead:0"


async def roster(bot: Running, cast: Cast, first: int, last: int) -> str:
    klass = await plan(bot, seats=50)
    person_id = await person_of(bot, cast.an)
    async with bot.db.transaction() as tx:
        for n in range(last):
            made = await attendance.walk_in(
                tx,
                klass.id,
                f"Nguyễn Thị <Lan> {n}",
                f"token{klass.id}x{n:020}",
                person_id,
                klass.starts_at,
            )
            assert made is not None
    return f"o:c.names:{klass.id}:0"


async def sent(bot: Running, cast: Cast, text: str) -> int:
    """An announcement that has reached Lan and nobody else; returns its id."""
    author, lan = await person_of(bot, cast.an), await person_of(bot, cast.lan)
    now = bot.clock()
    async with bot.db.transaction() as tx:
        new = NewAnnouncement(author, SON_DONG, "support", text, Audience(areas=(SON_DONG,)))
        made = await announcements.create(tx, new, now)
        ready = await announcements.move(tx, made, Action.SCHEDULE, author, now)
        assert ready is not None
        assert await filling.begin(tx, ready, {SON_DONG}, now) is not None
        tx.later(
            "UPDATE deliveries SET state = 2 WHERE announcement_id = :id AND person_id = :lan",
            id=made.id,
            lan=lan,
        )
        tx.later(
            "UPDATE announcements SET state = 'done', sent = 1, finished_at = :now WHERE id = :id",
            now=now,
            id=made.id,
        )
    return made.id


async def news(bot: Running, cast: Cast, first: int, last: int) -> str:
    for n in range(first, last):
        await sent(bot, cast, f"Hỗ trợ vay vốn & máy <sấy> {n}")
    return "t:list:all:0"


async def broadcasts(bot: Running, cast: Cast, first: int, last: int) -> str:
    for n in range(first, last):
        await draft(bot, cast.an, f"Hỗ trợ vay vốn & máy <sấy>, đợt {n}: hỏi chị Hoa ở xã.")
    return "o:b.list:work:0"


async def unreached(bot: Running, cast: Cast, first: int, last: int) -> str:
    """Of people who have no chat with the bot."""
    async with bot.db.transaction() as tx:
        for n in range(first, last):
            tx.later(
                "INSERT INTO people (language, consent, commune, name, phone, created_at) "
                "VALUES ('vi', 1, :commune, :name, '+84912345678', 1)",
                commune=SON_DONG,
                name=f"Hoàng Thị <Mai> {n}",
            )
    return f"o:b.call:{await sent(bot, cast, LONG)}"


async def questions(bot: Running, cast: Cast, first: int, last: int) -> str:
    for n in range(first, last):
        await ask(bot, cast.lan, f"Mật ong <nhà tôi> & chè cần giấy gì, lần {n}?", hours_ago=n)
    return "q:list:0"


async def asked(bot: Running, cast: Cast, first: int, last: int) -> str:
    await questions(bot, cast, first, last)
    return "o:a.list:new:0"


async def roles(bot: Running, cast: Cast, first: int, last: int) -> str:
    """Beside the administrator and the officer, who make two entries; nobody fits “zzz”."""
    person_id = await person_of(bot, cast.lan)
    units = [unit.code for unit in bot.service.world.territory.communes_of(BAC_NINH)]
    async with bot.db.transaction() as tx:
        for n in range(first, last):
            officers.grant(tx, person_id, Role(Level.COMMUNE, units[n]), f"Cán bộ <số> {n}", 1)
    return "o:r.list:0" if last else "o:r.list:0:zzz"


async def invited(bot: Running, cast: Cast, first: int, last: int) -> str:
    now = bot.clock()
    async with bot.db.transaction() as tx:
        for n in range(first, last):
            token = invitations.hash_token(str(n))
            until = now + (n + 1) * DAY
            invitations.create(tx, Level.COMMUNE, SON_DONG, f"Bà <số> {n}", token, now, until)
    return "o:r.open:0"


async def log(bot: Running, cast: Cast, first: int, last: int) -> str:
    by = await person_of(bot, cast.quynh)
    async with bot.db.transaction() as tx:
        for n in range(first, last):
            detail, at = {"level": Level.COMMUNE.value}, bot.clock() - n * 60_000
            acts.add(tx, by, "role.invite", f"unit:{SON_DONG}", detail, at)
    return "o:r.log:30:all:0:0"


async def communes(bot: Running, cast: Cast, first: int, last: int) -> str:
    """The report of a province: its communes, whether there is anything in them or not."""
    for n in range(first, last):
        unit = bot.service.world.territory.communes_of(BAC_NINH)[n]
        await file_idea(bot, cast.lan, product=f"{LONG}{n}", commune=unit.code)
    return f"o:s.list:{BAC_NINH}:2026:0"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: what fills it, whose phone shows it, in how many characters; from how many entries
    on it must turn pages (0: it is never empty, and always has them)."""

    fill: Fill
    whose: str
    most: int
    pages_from: int = 10


LISTS: Mapping[str, Listing] = MappingProxyType(
    {
        "her products": Listing(products, "lan", PRODUCER),
        "classes for her": Listing(classes, "lan", PRODUCER),
        "her news": Listing(news, "lan", PRODUCER),
        "her questions": Listing(questions, "lan", PRODUCER),
        "ideas": Listing(ideas, "an", OFFICER),
        "dossiers": Listing(dossiers, "an", OFFICER),
        "questions": Listing(asked, "an", OFFICER),
        "classes": Listing(run_classes, "an", OFFICER),
        "a roster": Listing(roster, "an", OFFICER),
        "announcements": Listing(broadcasts, "an", OFFICER),
        "whom to call": Listing(unreached, "an", OFFICER),
        "roles": Listing(roles, "quynh", OFFICER),
        "open invitations": Listing(invited, "quynh", OFFICER),
        "what was done": Listing(log, "quynh", OFFICER),
        "a report by commune": Listing(communes, "quynh", OFFICER, pages_from=0),
    }
)


def pager(phone: Phone) -> list[str]:
    """The data of the buttons that turn the page: back, on."""
    return [
        str(one["callback_data"])
        for one in buttons(phone.last)
        if str(one["text"]).startswith("◀ ") or str(one["text"]).endswith(" ▶")
    ]


def looks_right(phone: Phone, most: int) -> None:
    """A screen that people can read and press."""
    assert 0 < len(phone.text) <= most, phone.text
    for sign in ("None", "{", "}", "&lt;", "<b>"):
        assert sign not in phone.text
    shown = buttons(phone.last)
    assert shown
    for one in shown:
        assert 0 < len(str(one["text"])) <= LABEL
        assert 0 < len(str(one["callback_data"]).encode()) <= LABEL
    labels = phone.buttons()
    assert len(set(labels)) == len(labels), labels


async def walk(phone: Phone, most: int) -> int:
    """Turn all the pages of a list that is shown; returns how many there are."""
    seen, count = {phone.text}, 1
    while (on := pager(phone)) and buttons_on(phone):
        assert count < MOST_PAGES
        await forge(phone, on[-1])
        looks_right(phone, most)
        assert phone.text not in seen, "a page comes twice"
        seen.add(phone.text)
        count += 1
    return count


def buttons_on(phone: Phone) -> bool:
    return any(str(one["text"]).endswith(" ▶") for one in buttons(phone.last))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", LISTS)
async def test_a_list_with_nothing_one_and_many(bot: Running, name: str, language: str) -> None:
    listing = LISTS[name]
    cast = Cast(
        await farmer(bot),
        await officer(bot, "An"),
        await officer(bot, "Quỳnh", Level.ADMINISTRATOR, BAC_NINH),
    )
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET language = :language", language=language)
    phone: Phone = {"lan": cast.lan, "an": cast.an, "quynh": cast.quynh}[listing.whose]
    filled = 0
    for count in (0, 1, MANY):
        data = await listing.fill(bot, cast, filled, count)
        filled = count
        await bot.calm()
        await phone.say("/menu")
        notice = await forge(phone, data)
        assert notice is None or count == 0
        looks_right(phone, listing.most)
        assert bool(pager(phone)) == (count >= listing.pages_from)
        if count == 0 and listing.pages_from:
            # What is empty says so in a sentence, and there is a way on.
            assert any(line.rstrip().endswith((".", "!", "?")) for line in phone.text.splitlines())
        if count == MANY:
            assert await walk(phone, listing.most) > 1
