"""When an announcement really reaches people: at night it waits for the morning, unless urgent."""

from datetime import datetime

from handlers.occasion import Occasion
from handlers.voice import Html
from locales.formats import format_moment, local_time
from programme.topics import morning
from programme.vietnam_time import moment
from storage.announcements import Announcement


def waits(asked: Occasion, what: Announcement, at: datetime) -> Html | None:
    """That what goes out at a moment reaches people in the morning only; None where it reaches them
    then."""
    until = None if what.urgent else morning(local_time(at))
    if until is None:
        return None
    return asked.voice.gettext(
        "🌙 Nobody is woken at night: people get it {when}. Who chose other hours of rest gets it "
        "by those.",
        when=format_moment(until, asked.at, asked.voice.language),
    )


def when(asked: Occasion, what: Announcement, due: int | None) -> list[Html]:
    """When an announcement goes out that is due at a moment in milliseconds (None: now), and when
    people get it if that is later."""
    at = asked.at if due is None else max(moment(due), asked.at)
    later = waits(asked, what, at)
    if at == asked.at:
        return [later or asked.voice.gettext("🕐 It goes out at once.")]
    due_at = format_moment(at, asked.at, asked.voice.language)
    goes = asked.voice.gettext("🕐 It goes out: {when}.", when=due_at)
    return [goes] if later is None else [goes, later]
