"""The call sheet: whom an announcement did not reach, as a file to take along."""

from collections.abc import AsyncIterator, Sequence

from handlers import exports
from handlers.exports import Act, Export, Made, Making
from handlers.files import XLSX, File
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.audience_words import people
from handlers.officer.broadcast_calls import name_of, nobody, where, why_not
from handlers.officer.broadcast_change import too_late
from handlers.officer.broadcast_desk import ANNOUNCEMENT, about, title
from handlers.screen import Screen
from handlers.sheets import (
    Cell,
    Column,
    Page,
    Paged,
    Sheet,
    Shown,
    file_name,
    workbook_in_pages,
)
from handlers.turn import Turn
from locales.formats import format_date_only, local_day
from programme.announcements import STARTED, UNDER_WAY
from programme.contact import show_phone
from programme.roles import Right, Role, entitled
from programme.vietnam_time import moment
from storage import announcements, deliveries, officers
from storage.announcements import Announcement
from storage.deliveries import Unreached
from storage.people import PersonId


async def sheet(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Have the list made as a spreadsheet: it may hold everybody of a province."""
    if found.what.state not in STARTED or found.what.state in UNDER_WAY:
        await too_late(turn, found)
        return
    await exports.ask(turn, SHEET, str(found.what.id))


async def _make(making: Making, roles: tuple[Role, ...], given: str) -> Made | Screen | None:
    """The people commune by commune, and a page of totals."""
    voice, what = making.voice, await announcements.one(making.tx, int(given))
    covers = making.world.territory.covers
    if what is None or not entitled(covers, roles, Right.BROADCAST, what.unit):
        return None
    totals = await deliveries.unreached_communes(making.tx, what)
    number = sum(count for _, count, _ in totals)
    if not number:
        return nobody(voice, what)
    day = local_day(making.at)
    heading = voice.plain("Call sheet: {title}", title=title(what, 100))
    notes = [about(making, what), format_date_only(day, voice.language)]
    listed = deliveries.call_sheet(making.tx, what)
    content = await workbook_in_pages(
        [
            Paged(_people_sheet(making, heading, notes), _rows(making, listed)),
            Sheet(
                voice.plain("By commune"),
                [
                    Column(voice.plain("Commune"), 32),
                    Column(voice.plain("Not reached"), 14, Shown.NUMBER),
                    Column(voice.plain("Told by phone"), 18, Shown.NUMBER),
                ],
                [(where(making, code), n, told) for code, n, told in totals],
                heading,
            ),
        ]
    )
    name = file_name(voice.plain("Call sheet"), title(what, 30), day.isoformat())
    caption = voice.gettext(
        "📥 {people} to call. Tick them here once they have been told: press <b>Whom to call</b>. "
        "Please pass the file on to nobody.",
        people=people(voice, number),
    )
    # A list of names and numbers leaves the bot.
    subject = announcements.subject(what.id)
    act = Act("announcement.call_sheet", subject, {"people": str(number)})
    return Made(File(content, name, XLSX), caption, (act,))


def _people_sheet(making: Making, heading: str, notes: Sequence[str]) -> Sheet:
    voice = making.voice
    return Sheet(
        voice.plain("Whom to call"),
        [
            Column(voice.plain("No."), 6, Shown.NUMBER),
            Column(voice.plain("Commune"), 26),
            Column(voice.plain("Name"), 28),
            Column(voice.plain("Phone"), 16),
            Column(voice.plain("Why"), 24),
            Column(voice.plain("Told by phone"), 18, Shown.MOMENT),
            Column(voice.plain("By whom"), 24),
            Column(voice.plain("Note"), 30),
        ],
        (),
        heading,
        notes,
    )


async def _rows(making: Making, listed: AsyncIterator[Sequence[Unreached]]) -> AsyncIterator[Page]:
    names: dict[PersonId, str] = {}
    number = 0
    async for some in listed:
        page = []
        for one in some:
            number += 1
            if one.told_by is not None and one.told_by not in names:
                named = await officers.name(making.tx, one.told_by)
                names[one.told_by] = named or making.voice.plain("an officer")
            page.append(_row(making, number, one, names))
        yield page


def _row(
    making: Making, number: int, one: Unreached, names: dict[PersonId, str]
) -> tuple[Cell, ...]:
    return (
        number,
        where(making, one.commune or ""),
        name_of(making, one) if one.locked else one.name,
        show_phone(one.phone) if one.phone else None,
        why_not(making, one),
        None if one.told_at is None else moment(one.told_at),
        None if one.told_by is None else names[one.told_by],
        None,
    )


SHEET = Export("call_sheet", Right.BROADCAST, _make)

ACTIONS: tuple[OfficerAction, ...] = (on("b.sheet", Right.BROADCAST, ANNOUNCEMENT, sheet),)
