"""When an announcement goes out: the times that are offered, and whether one is still to come."""

import re
from datetime import datetime, timedelta

from handlers.officer import broadcast_page
from handlers.officer.broadcast_desk import old_button, see_button, title
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, lines
from locales.formats import local_time
from storage.announcements import Announcement

NOW = "now"
EVENING, MORNING = 17, 7
"""Hours of the day that are offered: after work, and before it."""

_AT = re.compile(rf"{NOW}|[0-9]{{1,10}}")
DAY_MINUTES = 24 * 60


def show_times(turn: Turn, what: Announcement, intro: Html | None = None) -> None:
    """Ask when it shall go out, below the intro."""
    voice = turn.voice
    at = f"{what.id}:{what.revision}"
    night = (
        voice.gettext("🌙 Also at night: <b>yes</b>. Keep that for storms, floods, plagues.")
        if what.urgent
        else voice.gettext(
            "🌙 Who sleeps is left alone, usually from 21:00 to 7:00, and gets it in the morning."
        )
    )
    text = lines(
        *([intro, ""] if intro else []),
        voice.gettext("📨 <b>When shall it go out?</b>"),
        voice.gettext("“{title}”", title=title(what, 80)),
        "",
        night,
    )
    local = local_time(turn.at)
    offered = []
    evening = local.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    if evening > local:
        offered.append((voice.plain("Today 17:00"), evening))
    morning = (local + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    offered.append((voice.plain("Tomorrow 7:00"), morning))
    times = [Button(label, f"o:b.at:{at}:{minutes(when)}") for label, when in offered]
    urgent = (
        Button(voice.plain("🌙 Not at night"), f"o:b.night:{at}:0")
        if what.urgent
        else Button(voice.plain("❗ Urgent: also at night"), f"o:b.night:{at}:1")
    )
    rows = [
        [Button(voice.plain("Now"), f"o:b.at:{at}:{NOW}")],
        times,
        [Button(voice.plain("Another day and time"), f"o:b.when:{at}")],
        [urgent],
        [see_button(voice, what)],
    ]
    turn.show(Screen(text, rows))


def minutes(when: datetime) -> int:
    """A time as the buttons carry it."""
    return int(when.timestamp() // 60)


def is_time_to_come(turn: Turn, what: Announcement, given: str) -> bool:
    """Whether a button names now, or a time that was offered or typed and has not passed since; if
    it does not she has been told, and asked for another one."""
    ahead = _ahead(turn, given)
    if ahead is None:
        old_button(turn)
        return False
    if ahead > 0 or given == NOW:
        return True
    when = broadcast_page.moment(turn, int(given) * 60_000)
    passed = turn.voice.gettext(
        "⏰ It did not go out: {when} has passed by now. Please choose another time.", when=when
    )
    show_times(turn, what, passed)
    return False


def _ahead(turn: Turn, given: str) -> int | None:
    """How many minutes ahead it is; None if it was never offered: last week, or in ten years."""
    if _AT.fullmatch(given) is None:
        return None
    ahead = 0 if given == NOW else int(given) - minutes(turn.at)
    return ahead if -DAY_MINUTES <= ahead <= 2 * 366 * DAY_MINUTES else None
