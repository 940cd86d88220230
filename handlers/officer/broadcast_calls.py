"""Whom an announcement did not reach: a list to tick off by phone."""

import re
from collections.abc import Sequence

from handlers.menu import back_button
from handlers.occasion import Occasion
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.audience_words import people, place
from handlers.officer.broadcast_change import too_late
from handlers.officer.broadcast_desk import ANNOUNCEMENT, list_button, old_button, title
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_date_only
from programme.announcements import STARTED, UNDER_WAY
from programme.contact import show_phone
from programme.roles import Right
from programme.vietnam_time import day_at
from storage import acts, announcements, corrected, deliveries
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
        turn.show(nobody(turn.voice, what))
    elif match[1] is not None and match[1] != "all":
        await _show_people(turn, what, places, match[1], int(match[2]))
    elif len(places) == 1:
        await _show_people(turn, what, places, places[0][0] or NOWHERE, 0)
    else:
        _show_places(turn, what, places, int(match[2] or 0))


def nobody(voice: Voice, what: Announcement) -> Screen:
    """That it has reached everybody."""
    text = voice.gettext(
        "🎉 “{title}” has reached everybody. Nobody is left to call.", title=title(what, 80)
    )
    return Screen(text, [[_report_button(voice, what)], [list_button(voice), back_button(voice)]])


def _report_button(voice: Voice, what: Announcement) -> Button:
    return Button(voice.plain("📊 Open the report"), f"o:b.report:{what.id}")


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
                clip(f"{where(turn, code)} ({told}/{n})", 50),
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
    rows += [[_sheet_button(turn, what)], [_report_button(voice, what), back_button(voice)]]
    turn.show(Screen(text, rows))


def where(turn: Occasion, code: str) -> str:
    """A commune, or that there is none."""
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
            "📞 <b>{place}</b>: “{title}”", place=where(turn, code), title=title(what, 40)
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
        rows.append([Button(f"{mark} {number}. {clip(name_of(turn, one), 30)}", data)])
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:b.call:{what.id}:{wanted}:{page - 1}"))
    if first + PAGE <= n:
        pager.append(Button(voice.plain("Later ▶"), f"o:b.call:{what.id}:{wanted}:{page + 1}"))
    if pager:
        rows.append(pager)
    if len(places) > 1:
        rows.append([Button(voice.plain("Other communes"), f"o:b.call:{what.id}")])
    rows += [[_sheet_button(turn, what)], [_report_button(voice, what), back_button(voice)]]
    turn.show(Screen(text, rows))


def name_of(turn: Occasion, one: Unreached) -> str:
    """What somebody is called; not that of one who took her agreement back (Law 91/2025/QH15)."""
    if one.locked:
        return turn.voice.plain("agreement taken back")
    return one.name or turn.voice.plain("no name")


def _line(turn: Turn, number: int, one: Unreached) -> Html:
    return turn.voice.gettext(
        "{number}. <b>{name}</b>, {phone}: {why}",
        number=number,
        name=clip(name_of(turn, one), 40),
        phone=show_phone(one.phone) if one.phone else turn.voice.plain("no number"),
        why=_told(turn, one) or why_not(turn, one),
    )


def _told(turn: Turn, one: Unreached) -> str | None:
    if one.told_at is None:
        return None
    day = day_at(one.told_at)
    return turn.voice.plain(
        "told by phone on {day}", day=format_date_only(day, turn.voice.language)
    )


def why_not(turn: Occasion, one: Unreached) -> str:
    """Why it did not reach somebody."""
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


ACTIONS: tuple[OfficerAction, ...] = (
    on("b.call", Right.BROADCAST, ANNOUNCEMENT, call),
    on("b.told", Right.BROADCAST, ANNOUNCEMENT, told),
)
