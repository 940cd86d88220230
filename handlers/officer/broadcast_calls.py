"""Whom an announcement did not reach: a list to tick off by phone, and the same as a file."""

import re
from collections.abc import Sequence

from handlers.files import XLSX, File, send_file
from handlers.menu import back_button
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.audience_words import people, place
from handlers.officer.broadcast_change import too_late
from handlers.officer.broadcast_desk import ANNOUNCEMENT, about, list_button, old_button, title
from handlers.screen import Button, Screen
from handlers.sheets import Cell, Column, Sheet, Shown, file_name, workbook_aside
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales.formats import format_date_only, local_day
from programme.announcements import STARTED, UNDER_WAY
from programme.contact import show_phone
from programme.roles import Right
from programme.vietnam_time import day_at, moment
from storage import acts, announcements, corrected, deliveries, officers
from storage.announcements import Announcement
from storage.deliveries import State, Unreached
from storage.people import PersonId

PAGE = 6
PLACES = 8
NOWHERE = "-"
"""In a button's data: the people who have named no commune."""

_LIST = re.compile(r"(?:([A-Za-z0-9]{1,10}|-):([0-9]{1,9}))?")
_TOLD = re.compile(r"([0-9]{1,18}):([01]):([A-Za-z0-9]{1,10}|-):([0-9]{1,9})")


async def call(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """The communes in which it did not reach somebody, or one commune's people: `12050:0`."""
    match, what = _LIST.fullmatch(rest), found.what
    if match is None or what.state not in STARTED or what.state in UNDER_WAY:
        await too_late(turn, found)
        return
    places = await deliveries.unreached_communes(turn.tx, what)
    if not places:
        _show_nobody(turn, what)
    elif match[1] is not None and match[1] != "all":
        await _show_people(turn, what, places, match[1], int(match[2]))
    elif len(places) == 1:
        await _show_people(turn, what, places, places[0][0] or NOWHERE, 0)
    else:
        _show_places(turn, what, places, int(match[2] or 0))


def _show_nobody(turn: Turn, what: Announcement) -> None:
    voice = turn.voice
    text = voice.gettext(
        "🎉 “{title}” has reached everybody. Nobody is left to call.", title=title(what, 80)
    )
    turn.show(
        Screen(text, [[_report_button(turn, what)], [list_button(voice), back_button(voice)]])
    )


def _report_button(turn: Turn, what: Announcement) -> Button:
    return Button(turn.voice.plain("📊 Open the report"), f"o:b.report:{what.id}")


def _sheet_button(turn: Turn, what: Announcement) -> Button:
    return Button(turn.voice.plain("📥 Call sheet (Excel)"), f"o:b.sheet:{what.id}")


Places = Sequence[tuple[str, int, int]]


def _show_places(turn: Turn, what: Announcement, places: Places, page: int) -> None:
    voice = turn.voice
    page = min(page, (len(places) - 1) // PLACES)
    shown = places[page * PLACES : (page + 1) * PLACES]
    text = lines(
        voice.gettext("📞 <b>Whom to call about “{title}”</b>", title=title(what, 60)),
        _tally(turn, sum(one[1] for one in places), sum(one[2] for one in places)),
        "",
        voice.gettext("In which commune?"),
    )
    rows = [
        [
            Button(
                clip(f"{_place(turn, code)} ({told}/{n})", 50),
                f"o:b.call:{what.id}:{code or NOWHERE}:0",
            )
        ]
        for code, n, told in shown
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:b.call:{what.id}:all:{page - 1}"))
    if (page + 1) * PLACES < len(places):
        pager.append(Button(voice.plain("Later ▶"), f"o:b.call:{what.id}:all:{page + 1}"))
    if pager:
        rows.append(pager)
    rows += [[_sheet_button(turn, what)], [_report_button(turn, what), back_button(voice)]]
    turn.show(Screen(text, rows))


def _place(turn: Turn, code: str) -> str:
    return place(turn, code) if code else turn.voice.plain("without a commune")


def _tally(turn: Turn, n: int, told: int) -> Html:
    return turn.voice.gettext(
        "{people} have not got it; {told} of them told by phone.",
        people=people(turn.voice, n),
        told=told,
    )


async def _show_people(
    turn: Turn, what: Announcement, places: Places, wanted: str, page: int
) -> None:
    """One commune's people, each with a button to tick."""
    voice = turn.voice
    code = "" if wanted == NOWHERE else wanted
    n, told = next(((n, told) for one, n, told in places if one == code), (0, 0))
    page = min(page, max(0, (n - 1) // PAGE))
    found = await deliveries.unreached(turn.tx, what, code, page * PAGE, PAGE)
    newest = await corrected.newest(turn.tx, what)
    first = page * PAGE + 1
    text = lines(
        voice.gettext(
            "📞 <b>{place}</b>: “{title}”", place=_place(turn, code), title=title(what, 40)
        ),
        _tally(turn, n, told),
        None
        if newest is None
        else voice.gettext("✏️ It was corrected. Please tell them what the correction says."),
        "",
        *(_line(turn, number, one) for number, one in enumerate(found, first)),
        "",
        voice.gettext("Press a name once you have told her; press it again to take that back."),
    )
    rows = []
    for number, one in enumerate(found, first):
        mark = "✅" if one.told_at is not None else "☎️"
        wish = 0 if one.told_at is not None else 1
        data = f"o:b.told:{what.id}:{one.person_id}:{wish}:{wanted}:{page}"
        rows.append([Button(f"{mark} {number}. {clip(_name(turn, one), 30)}", data)])
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:b.call:{what.id}:{wanted}:{page - 1}"))
    if first + PAGE <= n:
        pager.append(Button(voice.plain("Later ▶"), f"o:b.call:{what.id}:{wanted}:{page + 1}"))
    if pager:
        rows.append(pager)
    if len(places) > 1:
        rows.append([Button(voice.plain("Other communes"), f"o:b.call:{what.id}")])
    rows += [[_sheet_button(turn, what)], [_report_button(turn, what), back_button(voice)]]
    turn.show(Screen(text, rows))


def _name(turn: Turn, one: Unreached) -> str:
    """What somebody is called; not that of one who took her agreement back (Law 91/2025/QH15)."""
    if one.locked:
        return turn.voice.plain("agreement taken back")
    return one.name or turn.voice.plain("no name")


def _line(turn: Turn, number: int, one: Unreached) -> Html:
    return turn.voice.gettext(
        "{number}. <b>{name}</b>, {phone}: {why}",
        number=number,
        name=clip(_name(turn, one), 40),
        phone=show_phone(one.phone) if one.phone else turn.voice.plain("no number"),
        why=_told(turn, one) or _why(turn, one),
    )


def _told(turn: Turn, one: Unreached) -> str | None:
    if one.told_at is None:
        return None
    day = day_at(one.told_at)
    return turn.voice.plain(
        "told by phone on {day}", day=format_date_only(day, turn.voice.language)
    )


def _why(turn: Turn, one: Unreached) -> str:
    match one.state:
        case State.BLOCKED:
            return turn.voice.plain("has blocked me")
        case State.NO_CHAT:
            return turn.voice.plain("has no chat with me")
        case State.REFUSED:
            return turn.voice.plain("the channel refused it")
        case State.SPARED:
            return turn.voice.plain("left out, told by phone")
        case _:
            return turn.voice.plain("stopped before her turn")


async def told(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Tick somebody as told by phone, or take the tick back."""
    match, what = _TOLD.fullmatch(rest), found.what
    if match is None:
        old_button(turn)
        return
    if what.state not in STARTED or what.state in UNDER_WAY:
        await too_late(turn, found)
        return
    person = PersonId(int(match[1]))
    if match[2] == "1":
        done = await deliveries.tell(turn.tx, what.id, person, turn.person.id, turn.now)
        action = "announcement.told"
    else:
        done = await deliveries.untell(turn.tx, what.id, person)
        action = "announcement.untold"
    if done:
        detail = {"person": str(person)}
        subject = announcements.subject(what.id)
        acts.add(turn.tx, turn.person.id, action, subject, detail, turn.now)
    await call(turn, found, f"{match[3]}:{match[4]}")


async def sheet(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Send the list as a spreadsheet: the people commune by commune, and a page of totals."""
    voice, what = turn.voice, found.what
    if what.state not in STARTED or what.state in UNDER_WAY:
        await too_late(turn, found)
        return
    unreached = [one async for one in deliveries.call_sheet(turn.tx, what)]
    if not unreached:
        _show_nobody(turn, what)
        return
    totals = await deliveries.unreached_communes(turn.tx, what)
    names = await _officers(turn, unreached)
    day = local_day(turn.at)
    heading = voice.plain("Call sheet: {title}", title=title(what, 100))
    notes = [about(turn, what), format_date_only(day, voice.language)]
    content = await workbook_aside(
        [
            _people_sheet(turn, unreached, names, heading, notes),
            Sheet(
                voice.plain("By commune"),
                [
                    Column(voice.plain("Commune"), 32),
                    Column(voice.plain("Not reached"), 14, Shown.NUMBER),
                    Column(voice.plain("Told by phone"), 18, Shown.NUMBER),
                ],
                [(_place(turn, code), n, told) for code, n, told in totals],
                heading,
            ),
        ]
    )
    name = file_name(voice.plain("Call sheet"), title(what, 30), day.isoformat())
    caption = voice.gettext(
        "📥 {people} to call. Tick them here once they have been told: press <b>Whom to call</b>. "
        "Please pass the file on to nobody.",
        people=people(voice, len(unreached)),
    )
    await send_file(turn, File(content, name, XLSX), caption)
    # A list of names and numbers leaves the bot.
    detail = {"people": str(len(unreached))}
    subject = announcements.subject(what.id)
    acts.add(turn.tx, turn.person.id, "announcement.call_sheet", subject, detail, turn.now)


async def _officers(turn: Turn, unreached: Sequence[Unreached]) -> dict[PersonId, str]:
    """The names of the officers who have told somebody."""
    found = {}
    for who in {one.told_by for one in unreached if one.told_by is not None}:
        found[who] = await officers.name(turn.tx, who) or turn.voice.plain("an officer")
    return found


def _people_sheet(
    turn: Turn,
    unreached: Sequence[Unreached],
    names: dict[PersonId, str],
    heading: str,
    notes: Sequence[str],
) -> Sheet:
    voice = turn.voice

    def row(number: int, one: Unreached) -> tuple[Cell, ...]:
        at = None if one.told_at is None else moment(one.told_at)
        by = None if one.told_by is None else names.get(one.told_by)
        phone = show_phone(one.phone) if one.phone else None
        home = _place(turn, one.commune or "")
        name = _name(turn, one) if one.locked else one.name
        return (number, home, name, phone, _why(turn, one), at, by, None)

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
        [row(number, one) for number, one in enumerate(unreached, 1)],
        heading,
        notes,
    )


ACTIONS: tuple[OfficerAction, ...] = (
    on("b.call", Right.BROADCAST, ANNOUNCEMENT, call),
    on("b.told", Right.BROADCAST, ANNOUNCEMENT, told),
    on("b.sheet", Right.BROADCAST, ANNOUNCEMENT, sheet),
)
