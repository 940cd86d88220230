"""A list of announcements on a producer's phone."""

from collections.abc import Callable, Sequence

from handlers.menu import back_button
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_day, local_day
from programme.announcements import headline
from programme.vietnam_time import day_at
from storage.announcements import Announcement, News

PAGE = 6
ALL = "all"
"""In the place of a topic: whatever it is about."""


def all_button(voice: Voice) -> Button:
    """The way to the latest of everything."""
    return Button(voice.plain("📢 All news"), f"t:list:{ALL}:0")


def unknown(turn: Turn) -> None:
    """The answer to a button on something that did not go to this person."""
    turn.toast(turn.voice.plain("I do not find this announcement among yours."))


def page_of(
    turn: Turn,
    head: Html,
    found: Sequence[News],
    page: int,
    count: int,
    here: Callable[[int], str],
) -> Screen:
    """A list of announcements with a button for each, and the ways on. `here` makes the data of the
    button that leads to a page."""
    voice = turn.voice
    first = page * PAGE + 1
    text = lines(head, "", *(_line(turn, n, news) for n, news in enumerate(found, first)))
    rows = [
        [Button(f"{n}. {title(news.announcement, 36)}", f"t:see:{news.announcement.id}")]
        for n, news in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Newer"), here(page - 1)))
    if first + PAGE <= count:
        pager.append(Button(voice.plain("Older ▶"), here(page + 1)))
    if pager:
        rows.append(pager)
    return Screen(text, [*rows, *ways(voice)])


def ways(voice: Voice) -> list[list[Button]]:
    """What else can be done with news."""
    return [
        [
            Button(voice.plain("🔎 Search"), "t:search"),
            Button(voice.plain("🗂 By topic"), "t:by"),
        ],
        [Button(voice.plain("⚙️ What I want to get"), "t:topics")],
        [back_button(voice)],
    ]


def _line(turn: Turn, number: int, news: News) -> Html:
    voice, what = turn.voice, news.announcement
    day = day_at(what.started_at or what.created_at)
    return voice.gettext(
        "{mark}{number}. {title} ({day})",
        mark="" if news.read_at is not None else "🔵 ",
        number=number,
        title=title(what, 60),
        day=format_day(day, local_day(turn.at), voice.language),
    )


def title(what: Announcement, most: int) -> str:
    return clip(headline(what.text), most)
