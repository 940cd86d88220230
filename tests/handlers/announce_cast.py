"""Announcements past all screens, and the day on which they are sent."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.channels.sandbox.phone import Phone
from locales.formats import local_time
from programme.announcements import Action, State
from programme.audience import Audience
from storage import acts, announcements, filling, media
from storage.announcements import Announcement, File, NewAnnouncement
from tests.handlers.cast import rows
from tests.handlers.desk_cast import SON_DONG, person_of
from tests.harness import Running

TEXT = "Ngân hàng cho vay mua máy mới. Hỏi chị Hoa ở xã trước 15/12."
PDF = b"%PDF-1.4 plan"
AN_LAC, DUONG_HUU = "13074", "12562"


def daytime(bot: Running, hour: int = 10) -> None:
    """Let it be this hour of the next day in Vietnam: at night people are left alone."""
    now = local_time(datetime.fromtimestamp(bot.clock() / 1000, UTC))
    then = (now + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)
    bot.clock.ahead += int((then - now).total_seconds() * 1000)


async def draft(
    bot: Running,
    by: Phone,
    text: str = TEXT,
    *,
    unit: str = SON_DONG,
    audience: Audience | None = None,
    files: int = 0,
    topic: str = "support",
    corrects: int | None = None,
) -> Announcement:
    """A draft of an officer, with so many papers."""
    author = await person_of(bot, by)
    async with bot.db.transaction() as tx:
        attached = []
        for number in range(files):
            medium = await media.add(
                tx,
                author,
                kind="document",
                channel="elsewhere",
                file_id="x",
                mime="application/pdf",
                file_name=f"KH {number}.pdf",
                size=len(PDF),
                now=bot.clock(),
            )
            media.keep(tx, medium, PDF)
            attached.append(File(medium, "document"))
        new = NewAnnouncement(
            author,
            unit,
            topic,
            text,
            audience or Audience(areas=(unit,)),
            files=tuple(attached),
            corrects=corrects,
        )
        return await announcements.create(tx, new, bot.clock())


async def standing(bot: Running, what: Announcement | int) -> Announcement:
    """An announcement as it stands in the database."""
    async with bot.db.transaction() as tx:
        found = await announcements.one(tx, what if isinstance(what, int) else what.id)
    assert found is not None
    return found


async def scheduled(bot: Running, what: Announcement, *, minutes: int = 0) -> Announcement:
    """Have a draft go out in so many minutes."""
    async with bot.db.transaction() as tx:
        at = bot.clock() + minutes * 60_000
        moved = await announcements.move(
            tx, what, Action.SCHEDULE, what.author, bot.clock(), send_at=at
        )
    assert moved is not None
    return moved


async def all_sent(bot: Running, by: Phone, *texts: str, topic: str = "support") -> None:
    """Announcements that everybody of xã Sơn Động has got, the last one the newest, without their
    messages."""
    for text in texts:
        made = await scheduled(bot, await draft(bot, by, text, topic=topic))
        bot.clock.ahead += 1
        async with bot.db.transaction() as tx:
            begun = await filling.begin(tx, made, {SON_DONG}, bot.clock())
            assert begun is not None
            await tx.run("UPDATE deliveries SET state = 2")
            await tx.run("UPDATE announcements SET state = 'done', sent = total")


async def ended(bot: Running, what: Announcement | int, state: State = State.DONE) -> Announcement:
    """The announcement once it has come to this state."""
    await bot.later()
    found = await standing(bot, what)
    async with asyncio.timeout(10):
        while found.state is not state:
            await asyncio.sleep(0.02)
            found = await standing(bot, what)
    await bot.calm()
    return await standing(bot, what)


async def log_of(bot: Running, what: Announcement) -> list[str]:
    """What was done to an announcement, in order."""
    async with bot.db.transaction() as tx:
        found = await acts.of_subject(tx, announcements.subject(what.id))
    return [act.action.removeprefix("announcement.") for act in found]


async def log_of_the_bot(bot: Running, what: Announcement) -> list[str]:
    """What the clock, and nobody else, did to an announcement."""
    async with bot.db.transaction() as tx:
        found = await acts.of_subject(tx, announcements.subject(what.id))
    mine = [act for act in found if act.person_id == acts.THE_BOT]
    return [act.action.removeprefix("announcement.") for act in mine]


async def newest(bot: Running) -> Announcement:
    """The announcement that was written last."""
    [row] = await rows(bot, "SELECT max(id) AS id FROM announcements")
    return await standing(bot, int(row["id"]))
