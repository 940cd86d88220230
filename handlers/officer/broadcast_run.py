"""An announcement on its way and after: pause, go on, stop; what came of it; once more."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from handlers.announcement_jobs import watch
from handlers.announcement_progress import progress_screen
from handlers.menu import back_button
from handlers.officer import broadcast_corrected
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.audience_words import people
from handlers.officer.broadcast_change import too_late
from handlers.officer.broadcast_desk import ANNOUNCEMENT, STATE_LABELS, current, list_button, title
from handlers.officer.broadcast_page import moment
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, lines
from locales import N_
from locales.formats import format_number
from programme.announcements import STARTED, UNDER_WAY, Action, State, after
from programme.roles import Right
from storage import announcements, corrected, deliveries
from storage.announcements import Announcement
from storage.deliveries import Report

REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "400": N_("the channel did not take the message"),
        "403": N_("the channel does not let me write to them"),
        "413": N_("a file is too large for the channel"),
    }
)
"""Why a channel refused, by its code."""


async def pause(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Pause it: nobody else gets it until somebody goes on."""
    await _halt(turn, found, rest, Action.PAUSE)


async def resume(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Go on with what was paused."""
    what, moved = found.what, None
    if await broadcast_corrected.refused(turn, found):
        return
    if current(what, rest) is not None and what.state is State.PAUSED:
        moved = await announcements.move(turn.tx, what, Action.RESUME, turn.person.id, turn.now)
    if moved is None:
        await too_late(turn, found)
        return
    watch(turn.post, moved.id)
    await _show_progress(turn, moved)


async def stop(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Ask before it is stopped for good."""
    voice, what = turn.voice, found.what
    if current(what, rest) is None or what.state not in UNDER_WAY:
        await too_late(turn, found)
        return
    _beside_live(turn, what)
    report = await deliveries.report(turn.tx, what)
    left = report.waiting + report.under_way
    text = voice.gettext(
        "⏹ Stop “{title}” for good? {people} have not got it yet and will not get it. To wait a "
        "while, press <b>Pause</b> instead.",
        title=title(what, 80),
        people=people(voice, left),
    )
    at = f"{what.id}:{what.revision}"
    rows = [[Button(voice.plain("Yes, stop for good"), f"o:b.halt:{at}")]]
    if what.state is State.SENDING:
        rows.append([Button(voice.plain("⏸ Pause"), f"o:b.pause:{at}")])
    rows.append([Button(voice.plain("No, let it go on"), f"o:b.progress:{what.id}")])
    turn.show(Screen(text, rows))


async def halt(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Stop it for good."""
    await _halt(turn, found, rest, Action.STOP)


async def _halt(turn: Turn, found: Opened[Announcement], rest: str, action: Action) -> None:
    what, moved = found.what, None
    if current(what, rest) is not None:
        moved = await deliveries.halt(turn.tx, what, action, turn.person.id, turn.now)
    if moved is None:
        await too_late(turn, found)
        return
    watch(turn.post, moved.id)
    await _show_progress(turn, moved)


async def progress(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Show how far it is."""
    if found.what.state in STARTED:
        await _show_progress(turn, found.what)
    else:
        await too_late(turn, found)


async def _show_progress(turn: Turn, what: Announcement) -> None:
    report = await deliveries.report(turn.tx, what)
    screen = progress_screen(turn.voice, what, report, turn.now)
    if not _is_live(turn, what):
        ways = [list_button(turn.voice), back_button(turn.voice)]
        screen = replace(screen, rows=[*screen.rows, ways])
    turn.show(screen)


def _is_live(turn: Turn, what: Announcement) -> bool:
    """Whether the message whose button was pressed is the one that is kept up to date."""
    pressed = turn.query.message if turn.query else None
    if what.shown is None or pressed is None:
        return False
    return what.shown == (turn.channel, turn.chat_id, pressed.message_id)


def _beside_live(turn: Turn, what: Announcement) -> None:
    """Show what follows below the message that is kept up to date: in its place it would be gone
    again in a few seconds."""
    if _is_live(turn, what):
        turn.keep_pressed()


async def report(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """What came of it, in figures."""
    what = found.what
    if what.state not in STARTED:
        await too_late(turn, found)
        return
    _beside_live(turn, what)
    figures = await deliveries.report(turn.tx, what)
    newest = await corrected.newest(turn.tx, what)
    text = _report(turn, what, figures, newest)
    turn.show(Screen(text, _report_rows(turn.voice, what, figures, newest)))


def _report(turn: Turn, what: Announcement, found: Report, newest: Announcement | None) -> Html:
    voice = turn.voice

    def line(label: str, n: int) -> Html | None:
        """A figure; what did not happen is not mentioned."""
        return voice.gettext(label, n=format_number(n, voice.language)) if n else None

    state = voice.gettext(STATE_LABELS[what.state])
    ended = what.finished_at if what.state in (State.DONE, State.STOPPED) else None
    return lines(
        voice.gettext("📊 <b>{title}</b>", title=title(what, 80)),
        Html(f"{state} · ") + people(voice, found.total),
        None
        if what.started_at is None
        else voice.gettext("Begun: {when}.", when=moment(turn, what.started_at)),
        None if ended is None else voice.gettext("Ended: {when}.", when=moment(turn, ended)),
        "",
        voice.gettext("✅ Sent: {n}", n=format_number(found.sent, voice.language)),
        line(N_("📖 Say they have read it: {n}"), found.read),
        line(N_("🔁 May have come twice: {n}"), found.maybe_twice),
        line(N_("⏳ Still waiting: {n}"), found.waiting + found.under_way),
        line(N_("🚫 Blocked me: {n}"), found.blocked),
        line(N_("📵 No chat with me: {n}"), found.no_chat),
        *[_refused(voice, code, n) for code, n in sorted(found.refused.items())],
        line(N_("📞 Told by phone: {n}"), found.told),
        "",
        _advice(turn, what, found, newest),
    )


def _refused(voice: Voice, code: str, n: int) -> Html:
    why = REFUSED.get(code)
    return voice.gettext(
        "⚠️ Refused: {n} ({why})",
        n=format_number(n, voice.language),
        why=voice.plain(why) if why else voice.plain("the channel's code {code}", code=code),
    )


def _left(what: Announcement, found: Report) -> int:
    """How many did not get it; after a stop also those for whom it waited."""
    return found.unreached + (found.waiting if what.state is State.STOPPED else 0)


def _advice(turn: Turn, what: Announcement, found: Report, newest: Announcement | None) -> Html:
    """What to do next."""
    left = _left(what, found)
    if newest is not None:
        said = turn.voice.gettext("✏️ It was corrected: “{title}”", title=title(newest, 60))
        if not left:
            return said
        neither = turn.voice.gettext(
            "{people} have not got this one. I do not send it to them any more: give them the "
            "corrected text.",
            people=people(turn.voice, left),
        )
        return lines(said, neither)
    if what.state in UNDER_WAY:
        return turn.voice.gettext("It is not finished yet. These figures will grow.")
    if not left:
        return turn.voice.gettext("🎉 It has reached everybody.")
    return turn.voice.gettext(
        "{people} have not got it. Send it to them again, or call them: the list is below.",
        people=people(turn.voice, left),
    )


def _report_rows(
    voice: Voice, what: Announcement, found: Report, newest: Announcement | None
) -> list[list[Button]]:
    rows: list[list[Button]] = []
    if what.state in UNDER_WAY:
        rows.append([Button(voice.plain("🔄 Count again"), f"o:b.report:{what.id}")])
    elif _left(what, found):
        rows.append([Button(voice.plain("📞 Whom to call"), f"o:b.call:{what.id}")])
        rows.append([Button(voice.plain("📥 Call sheet (Excel)"), f"o:b.sheet:{what.id}")])
        again = (
            voice.plain("🔁 Send again to those")
            if what.state is State.DONE
            else voice.plain("▶️ Send it to them after all")
        )
        at = f"{what.id}:{what.revision}"
        if newest is None:
            rows.append([Button(again, f"o:b.again:{at}")])
        elif newest.state not in UNDER_WAY:
            label = voice.plain("📨 Give them the corrected text")
            rows.append([Button(label, f"o:b.rest:{what.id}")])
    other = (
        Button(voice.plain("✏️ Correct it"), f"o:b.fix:{what.id}")
        if newest is None
        else broadcast_corrected.see_correction(voice, newest)
    )
    rows.append([Button(voice.plain("👀 Preview"), f"o:b.view:{what.id}"), other])
    rows.append([list_button(voice), back_button(voice)])
    return rows


async def again(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Send it to those who have not got it, once it is done or was stopped; asks first."""
    voice, what = turn.voice, found.what
    if await broadcast_corrected.refused(turn, found):
        return
    given = current(what, rest)
    if given is None or after(Action.AGAIN, what.state) is None:
        await too_late(turn, found)
        return
    if given != "yes":
        figures = await deliveries.report(turn.tx, what)
        text = voice.gettext(
            "🔁 Send “{title}” again to the {people} who have not got it? Who was told by phone is "
            "left out, and so is who still blocks me.",
            title=title(what, 80),
            people=people(voice, _left(what, figures)),
        )
        yes = f"o:b.again:{what.id}:{what.revision}:yes"
        rows = [
            [Button(voice.plain("Yes, send it again"), yes)],
            [Button(voice.plain("No, leave it"), f"o:b.report:{what.id}")],
        ]
        turn.show(Screen(text, rows))
        return
    count = await deliveries.send_again(turn.tx, what, turn.person.id, turn.now)
    if not count:
        nobody = voice.plain("None of them can be reached here now. Please call them.")
        turn.toast(nobody, alert=True)
        await report(turn, found, "")
        return
    moved = await announcements.one(turn.tx, what.id)
    watch(turn.post, what.id)
    await _show_progress(turn, moved or replace(what, state=State.SENDING))


ACTIONS: tuple[OfficerAction, ...] = (
    on("b.pause", Right.BROADCAST, ANNOUNCEMENT, pause),
    on("b.resume", Right.BROADCAST, ANNOUNCEMENT, resume),
    on("b.stop", Right.BROADCAST, ANNOUNCEMENT, stop),
    on("b.halt", Right.BROADCAST, ANNOUNCEMENT, halt),
    on("b.progress", Right.BROADCAST, ANNOUNCEMENT, progress),
    on("b.report", Right.BROADCAST, ANNOUNCEMENT, report),
    on("b.again", Right.BROADCAST, ANNOUNCEMENT, again),
)
