"""What fills the lists of producers and officers, for the test that walks them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.sandbox.phone import Phone
from programme.announcements import Action
from programme.audience import Audience
from programme.roles import Level, Role
from storage import (
    acts,
    announcements,
    attendance,
    filling,
    invitations,
    officers,
    product_papers,
    product_work,
    signups,
)
from storage.announcements import NewAnnouncement
from storage.products import Product
from tests.handlers.announce_cast import draft
from tests.handlers.ask_cast import ask
from tests.handlers.claim_cast import write_down
from tests.handlers.class_cast import plan
from tests.handlers.desk_cast import BAC_NINH, DAY, SON_DONG, file_idea, person_of
from tests.handlers.dossier_cast import dossier
from tests.harness import Running

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


async def sent(
    bot: Running, cast: Cast, text: str, *, by: Phone | None = None, unit: str = SON_DONG
) -> int:
    """An announcement that has reached Lan and nobody else; returns its id."""
    author, lan = await person_of(bot, by or cast.an), await person_of(bot, cast.lan)
    now, area = bot.clock(), bot.service.world.territory.communes_of(unit)
    async with bot.db.transaction() as tx:
        new = NewAnnouncement(author, unit, "support", text, Audience(areas=(unit,)))
        made = await announcements.create(tx, new, now)
        ready = await announcements.move(tx, made, Action.SCHEDULE, author, now)
        assert ready is not None
        assert await filling.begin(tx, ready, {one.code for one in area}, now) is not None
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


async def assisted(bot: Running, cast: Cast, first: int, last: int) -> str:
    for n in range(first, last):
        await write_down(bot, cast.an, f"Nguyễn Thị <Mão> {n}")
    return "o:h.list:0"


async def door(bot: Running, cast: Cast, first: int, last: int) -> str:
    """Those with a seat in a class that begins in an hour."""
    klass = await plan(bot, seats=50, days=2)
    for n in range(last):
        person_id = await person_of(bot, bot.phone("Hoa"))
        names = [(f"Nguyễn Thị <Lan> {n}", f"door{klass.id}x{n:020}")]
        async with bot.db.transaction() as tx:
            moved = await signups.sign_up(tx, klass.id, person_id, names, n)
            tx.later("UPDATE people SET consent = 1 WHERE id = :id", id=person_id)
        assert isinstance(moved, signups.Moved)
    await bot.later(hours=(klass.starts_at - bot.clock()) / 3_600_000 - 1)
    return f"o:c.door:{klass.id}:0"


async def colleagues(bot: Running, cast: Cast, first: int, last: int) -> str:
    """Other officers of the commune, to whom a dossier can be handed over."""
    for n in range(first, last):
        phone = bot.phone("Hoa")
        person_id = await person_of(bot, phone)
        async with bot.db.transaction() as tx:
            officers.grant(tx, person_id, Role(Level.COMMUNE, SON_DONG), f"Hoa <số> {n}", 1)
    held = await taken_up(bot, cast)
    return f"o:p.hand:{held.id}:{held.revision}"


async def taken_up(bot: Running, cast: Cast) -> Product:
    """A dossier that An holds."""
    made, by = await dossier(bot, cast.lan, product=LONG), await person_of(bot, cast.an)
    async with bot.db.transaction() as tx:
        edition = bot.service.world.editions.of(made.edition)
        done = await product_work.take_up(tx, made, edition, by, bot.clock())
    assert done is not None
    return done.product


async def history(bot: Running, cast: Cast, first: int, last: int) -> str:
    """Notes on a dossier, beside its beginning."""
    made, by = await dossier(bot, cast.lan, product=LONG), await person_of(bot, cast.an)
    edition = bot.service.world.editions.of(made.edition)
    async with bot.db.transaction() as tx:
        for n in range(last):
            done = await product_work.note(
                tx, made, edition, f"Đã <gọi> & hẹn lần {n}", by, bot.clock(), shown=n % 2 == 0
            )
            assert done is not None
            made = done.product
    return f"o:p.log:{made.id}:0"


async def papers(bot: Running, cast: Cast, first: int, last: int) -> str:
    """Papers asked for, beside those that every dossier needs."""
    made, by = await dossier(bot, cast.lan, product=LONG), await person_of(bot, cast.an)
    edition = bot.service.world.editions.of(made.edition)
    async with bot.db.transaction() as tx:
        for n in range(last):
            label = f"Giấy <xác nhận> & hợp đồng số {n}"
            done = await product_papers.ask(tx, made, edition, None, label, by, bot.clock())
            assert done is not None
            made = done.product
    return f"o:p.papers:{made.id}:0"


async def places_to_call(bot: Running, cast: Cast, first: int, last: int) -> str:
    """Communes with people who have no chat, for somebody who may announce to the province."""
    by = await person_of(bot, cast.quynh)
    units = [unit.code for unit in bot.service.world.territory.communes_of(BAC_NINH)]
    async with bot.db.transaction() as tx:
        officers.grant(tx, by, Role(Level.PROVINCE, BAC_NINH), "Quỳnh", 1)
        for n in range(first, last):
            tx.later(
                "INSERT INTO people (language, consent, commune, name, phone, created_at) "
                "VALUES ('vi', 1, :commune, :name, '+84912345678', 1)",
                commune=units[n],
                name=f"Hoàng Thị <Mai> {n}",
            )
    return f"o:b.call:{await sent(bot, cast, LONG, by=cast.quynh, unit=BAC_NINH)}"


async def found_news(bot: Running, cast: Cast, first: int, last: int) -> str:
    await news(bot, cast, first, last)
    return "t:found:0:vay von"


async def dossier_places(bot: Running, cast: Cast, first: int, last: int) -> str:
    by = await person_of(bot, cast.quynh)
    async with bot.db.transaction() as tx:
        officers.grant(tx, by, Role(Level.PROVINCE, BAC_NINH), "Quỳnh", 1)
    for n in range(first, last):
        unit = bot.service.world.territory.communes_of(BAC_NINH)[n]
        await dossier(bot, cast.lan, product=f"{LONG}{n}", commune=unit.code)
    return "o:p.communes:all:0"
