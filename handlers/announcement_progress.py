"""How far an announcement is, as its officer watches it: a bar, the pace, the time left."""

from handlers.news_message import title
from handlers.screen import Button, Screen
from handlers.voice import Html, Voice, lines
from locales.formats import format_number, format_time
from programme.announcements import State
from programme.vietnam_time import moment
from storage.announcements import Announcement
from storage.deliveries import Report

CELLS = 12


def progress_screen(
    voice: Voice,
    announcement: Announcement,
    report: Report,
    now: int,
    *,
    rate: float | None = None,
) -> Screen:
    """The message with its buttons. `rate` is how many people a second it reached lately, None
    where that is not known; `now` is in milliseconds."""
    done = report.total - report.waiting - report.under_way
    text = lines(
        _head(voice, announcement),
        Html(f"<b>{title(voice, announcement)}</b>"),
        "",
        Html(f"{bar(done, report.total)} {_share(done, report.total)} %"),
        voice.gettext(
            "{done} of {total} people",
            done=_number(done, voice),
            total=_number(report.total, voice),
        ),
        _left(voice, announcement, report, rate),
        _unreached(voice, report),
        voice.gettext("As of {time}.", time=format_time(moment(now), voice.language)),
    )
    return Screen(text, _rows(voice, announcement, report))


def bar(done: int, total: int) -> str:
    """A bar of `CELLS` cells; full only when all is done, begun as soon as anything is."""
    full = CELLS if done >= total else done * CELLS // total
    if 0 < done < total:
        full = max(1, min(full, CELLS - 1))
    return "▓" * full + "░" * (CELLS - full)


def _share(done: int, total: int) -> int:
    """Whole per cent; 100 only when all is done."""
    return 100 if done >= total else done * 100 // total


def _head(voice: Voice, announcement: Announcement) -> Html:
    match announcement.state:
        case State.SENDING:
            return voice.gettext("📤 I am sending this announcement.")
        case State.PAUSED:
            return voice.gettext("⏸ This announcement is paused. Nobody gets it until you go on.")
        case State.STOPPED:
            return voice.gettext("⏹ This announcement was stopped. Nobody else gets it.")
        case _:
            return voice.gettext("✅ This announcement has gone out to everybody.")


def _left(
    voice: Voice, announcement: Announcement, report: Report, rate: float | None
) -> Html | None:
    waiting = report.waiting + report.under_way
    if announcement.state is not State.SENDING or not waiting or rate is None:
        return None
    if rate <= 0:
        return voice.gettext("Nobody can be written to now. At night I wait for the morning.")
    pace = voice.gettext("{rate} a second", rate=_number(max(1, round(rate)), voice))
    minutes = round(waiting / rate / 60)
    if minutes < 1:
        left = voice.gettext("less than a minute left")
    elif minutes < 120:
        left = voice.ngettext("about {n} minute left", "about {n} minutes left", minutes)
    else:
        hours = round(minutes / 60)
        left = voice.ngettext("about {n} hour left", "about {n} hours left", hours)
    return Html(f"{pace}, {left}")


def _unreached(voice: Voice, report: Report) -> Html | None:
    if not report.unreached:
        return None
    return voice.gettext("Not reached: {count}", count=_number(report.unreached, voice))


def _rows(voice: Voice, announcement: Announcement, report: Report) -> list[list[Button]]:
    at = f"{announcement.id}:{announcement.revision}"
    pause = Button(voice.plain("⏸ Pause"), f"o:b.pause:{at}")
    resume = Button(voice.plain("▶️ Go on"), f"o:b.resume:{at}")
    stop = Button(voice.plain("⏹ Stop"), f"o:b.stop:{at}")
    table = Button(voice.plain("📊 Open the report"), f"o:b.report:{announcement.id}")
    match announcement.state:
        case State.SENDING:
            return [[pause, stop], [table]]
        case State.PAUSED:
            return [[resume, stop], [table]]
        case _:
            return [[table]]


def _number(value: int, voice: Voice) -> str:
    return format_number(value, voice.language)
