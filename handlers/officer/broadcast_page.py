"""Announcements as officers see them: the list of their area, and one with what can be done."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from handlers.announcement_orphans import is_orphan
from handlers.menu import back_button
from handlers.news_message import pages_of
from handlers.occasion import Occasion
from handlers.officer import broadcast_night, broadcast_reach
from handlers.officer.acts import Opened
from handlers.officer.audience_words import describe, people
from handlers.officer.broadcast_desk import (
    STATE_LABELS,
    about,
    author,
    hers,
    list_button,
    releases,
    title,
    units,
)
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from locales.formats import format_moment, format_number
from programme.announcements import STARTED, UNDER_WAY, State
from programme.audience import Audience
from programme.roles import Role
from storage import announcements, classes, corrected
from storage.announcements import Announcement

PAGE = 6
SHOWN = 280
"""Characters of an announcement's text on its page; the preview shows all of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the list: its states, what its button says, what is said when it is empty."""

    key: str
    states: tuple[State, ...]
    label: str
    empty: str


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        part.key: part
        for part in (
            Part(
                "work",
                (State.DRAFT, State.WAITING_RELEASE),
                N_("In work ({n})"),
                N_("No announcement is being written. Press <b>Write one</b> to begin."),
            ),
            Part(
                "out",
                (State.SCHEDULED, State.SENDING, State.PAUSED),
                N_("Going out ({n})"),
                N_("No announcement is on its way now."),
            ),
            Part(
                "past",
                (State.DONE, State.STOPPED),
                N_("Sent ({n})"),
                N_("No announcement of your area has been sent yet."),
            ),
        )
    }
)

_PLACE = re.compile(r"([a-z]+):([0-9]{1,9})")


async def show_list(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """A page of a part of the list: `work:0`."""
    match = _PLACE.fullmatch(given)
    part = PARTS.get(match[1]) if match else None
    if match is None or part is None:
        turn.toast(turn.voice.plain("This button is from an older message."))
        part = PARTS["work"]
    await list_of(turn, roles, part, int(match[2]) if match else 0)


async def list_of(turn: Turn, roles: tuple[Role, ...], part: Part, page: int = 0) -> None:
    """A page of the announcements of an officer's areas, or the last one where there are fewer."""
    voice = turn.voice
    area = units(turn, [role.unit for role in roles])
    counts = await announcements.counts_of_units(turn.tx, area)
    tally = {key: sum(counts.get(s, 0) for s in one.states) for key, one in PARTS.items()}
    page = min(page, max(0, (tally[part.key] - 1) // PAGE))
    found = await announcements.of_units(turn.tx, area, part.states, page * PAGE, PAGE)
    first = page * PAGE + 1
    text = lines(
        voice.gettext("📢 <b>Announcements of your area</b>"),
        "",
        *[await _line(turn, number, one) for number, one in enumerate(found, first)],
        None if found else voice.gettext(part.empty),
    )
    rows = [
        [Button(f"{number}. {title(one, 36)}", f"o:b.see:{one.id}")]
        for number, one in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Newer"), f"o:b.list:{part.key}:{page - 1}"))
    if first + PAGE <= tally[part.key]:
        pager.append(Button(voice.plain("Older ▶"), f"o:b.list:{part.key}:{page + 1}"))
    if pager:
        rows.append(pager)
    tabs = []
    for key, one in PARTS.items():
        label = voice.plain(one.label, n=tally[key])
        tabs.append(Button(f"• {label}" if one is part else label, f"o:b.list:{key}:0"))
    rows += [tabs, [Button(voice.plain("✍️ Write one"), "o:b.new")], [back_button(voice)]]
    turn.show(Screen(text, rows))


async def _line(turn: Turn, number: int, what: Announcement) -> Html:
    return turn.voice.gettext(
        "{number}. <b>{title}</b>: {state}, {author}",
        number=number,
        title=title(what, 40),
        state=turn.voice.gettext(STATE_LABELS[what.state]).lower(),
        author=await author(turn, what),
    )


async def see(turn: Turn, found: Opened[Announcement], _: str) -> None:
    await show(turn, found)


async def show(turn: Turn, found: Opened[Announcement], intro: Html | None = None) -> None:
    """Show one announcement, `intro` above it."""
    turn.show(await screen(turn, found, intro))


async def screen(turn: Turn, found: Opened[Announcement], intro: Html | None = None) -> Screen:
    """One announcement: its words, to whom it goes, how it stands, and what can be done now."""
    voice, what = turn.voice, found.what
    begun = what.state in STARTED
    newest = await corrected.newest(turn.tx, what) if begun else None
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext(
            "📢 <b>{state}</b> · {about}", state=_state(turn, what), about=about(turn, what)
        ),
        None if hers(turn, what) else voice.gettext("By {name}", name=await author(turn, what)),
        *await _corrects(turn, what),
        None
        if newest is None
        else voice.gettext("✏️ It was corrected: “{title}”", title=title(newest, 60)),
        _returned(turn, what),
        "",
        voice.gettext("“{text}”", text=clip(what.text, SHOWN)),
        _pages(turn, what),
        _files(turn, what),
        "",
        voice.gettext("<b>To whom:</b>"),
        *describe(turn, what.audience, await class_names(turn, what.audience)),
        *([_progress(turn, what)] if begun else await broadcast_reach.about(turn, what)),
        _time(turn, what),
    )
    orphan = what.state is State.DRAFT and await is_orphan(
        turn.tx, turn.world.territory.covers, what
    )
    if orphan:
        text = lines(
            text,
            "",
            voice.gettext(
                "👋 Its author has no role here any more. You can take it over, or throw it away."
            ),
        )
    rows = _buttons(turn, found, orphan=orphan)
    if newest is not None:
        rows.append([Button(voice.plain("✏️ See the correction"), f"o:b.see:{newest.id}")])
    rows.append([list_button(voice), back_button(voice)])
    return Screen(text, rows)


def _state(turn: Turn, what: Announcement) -> Html:
    return turn.voice.gettext(STATE_LABELS[what.state])


async def _corrects(turn: Turn, what: Announcement) -> list[Html]:
    before = None if what.corrects is None else await announcements.one(turn.tx, what.corrects)
    if before is None:
        return []
    said = turn.voice.gettext("It corrects: “{title}”", title=title(before, 60))
    return [said, *await stops_earlier(turn, what)]


async def stops_earlier(asked: Occasion, what: Announcement) -> list[Html]:
    """What is said of a correction while what it corrects is still on its way."""
    if what.corrects is None or what.state in STARTED:
        return []
    if not any(one.state in UNDER_WAY for one in await corrected.family(asked.tx, what)):
        return []
    return [
        asked.voice.gettext(
            "✋ When this one goes out I stop the first one. Who has not got that by then gets "
            "neither."
        )
    ]


def _returned(turn: Turn, what: Announcement) -> Html | None:
    if what.state is not State.DRAFT or not what.returned_reason:
        return None
    return turn.voice.gettext("⚠️ Sent back: “{reason}”", reason=clip(what.returned_reason, 200))


def _files(turn: Turn, what: Announcement) -> Html | None:
    if not what.files:
        return None
    return turn.voice.ngettext("📎 {n} file", "📎 {n} files", len(what.files))


def _pages(turn: Turn, what: Announcement) -> Html | None:
    """What its author is told of a long one."""
    count = len(pages_of(turn.voice, turn.world.territory, what))
    if count < 2:
        return None
    return turn.voice.gettext(
        "📖 It is long: {count} pages, and people press <b>Read on</b> for each. What is most "
        "important belongs at the beginning.",
        count=count,
    )


def _progress(turn: Turn, what: Announcement) -> Html:
    language = turn.voice.language
    return turn.voice.gettext(
        "Sent to {sent} of {total}; {read} have read it.",
        sent=format_number(what.sent, language),
        total=people(turn.voice, what.total),
        read=format_number(what.read, language),
    )


def _time(turn: Turn, what: Announcement) -> Html | None:
    """When it goes out or went out, and whether at night too."""
    voice = turn.voice
    at = what.started_at if what.started_at is not None else what.send_at
    if at is None or what.state is State.DRAFT:
        # The time of what was called off does not count any more.
        return voice.gettext("At night too.") if what.urgent else None
    if what.started_at is not None:
        return voice.gettext("Begun: {when}.", when=moment(turn, at))
    if at <= turn.now and what.state is State.WAITING_RELEASE:
        return voice.gettext("It goes out as soon as it is released.")
    return lines(*broadcast_night.when(turn, what, at))


def moment(asked: Occasion, at: int) -> str:
    """A time in milliseconds as people say it."""
    return format_moment(datetime.fromtimestamp(at / 1000, UTC), asked.at, asked.voice.language)


async def class_names(turn: Turn, audience: Audience) -> dict[int, str]:
    """The topics of the classes that an audience names."""
    found = {}
    for number in (*audience.classes, *audience.without_classes):
        one = await classes.one(turn.tx, number)
        if one is not None:
            found[number] = one.topic
    return found


def _buttons(turn: Turn, found: Opened[Announcement], *, orphan: bool) -> list[list[Button]]:
    """What can be done with it now by the person of this update."""
    voice, what = turn.voice, found.what
    at = f"{what.id}:{what.revision}"
    view = Button(voice.plain("👀 Preview"), f"o:b.view:{what.id}")
    mine = hers(turn, what)
    match what.state:
        case State.DRAFT if mine:
            whom = [Button(voice.plain("👥 Who gets it"), f"o:b.who:{what.id}")]
            return [
                [view, Button(voice.plain("✍️ Change the text"), f"o:b.edit:{at}")],
                *([] if what.audience.named else [whom]),
                [Button(voice.plain("📨 Send it"), f"o:b.send:{at}")],
                [Button(voice.plain("🗑 Throw it away"), f"o:b.drop:{at}")],
            ]
        case State.DRAFT if orphan:
            return [
                [view],
                [Button(voice.plain("✍️ Take it over"), f"o:b.adopt:{at}")],
                [Button(voice.plain("🗑 Throw it away"), f"o:b.drop:{at}")],
            ]
        case State.WAITING_RELEASE if mine:
            return [[view], [Button(voice.plain("Take it back to change it"), f"o:b.undo:{at}")]]
        case State.WAITING_RELEASE if releases(turn, found):
            return [
                [view],
                [Button(voice.plain("✅ Release it"), f"o:b.free:{at}")],
                [Button(voice.plain("Send it back to the author"), f"o:b.back:{at}")],
            ]
        case State.SCHEDULED:
            return [[view], [Button(voice.plain("Call it off"), f"o:b.undo:{at}")]]
        case State.DRAFT | State.WAITING_RELEASE:
            return [[view]]
    rows = [[view, Button(voice.plain("📊 Open the report"), f"o:b.report:{what.id}")]]
    if what.state in UNDER_WAY:
        other = (
            Button(voice.plain("⏸ Pause"), f"o:b.pause:{at}")
            if what.state is State.SENDING
            else Button(voice.plain("▶️ Go on"), f"o:b.resume:{at}")
        )
        rows.append([other, Button(voice.plain("⏹ Stop"), f"o:b.stop:{at}")])
    return rows
