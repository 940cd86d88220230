"""From a draft to sending: the preview, the time, the last look, and off it goes."""

from dataclasses import replace
from datetime import UTC

from handlers import form
from handlers.exports import Export, Making
from handlers.fields import Moment, Step, moment_of
from handlers.form_model import Form, Forms
from handlers.media import is_paper, is_picture
from handlers.news_message import message
from handlers.occasion import Occasion
from handlers.officer import (
    broadcast_count,
    broadcast_night,
    broadcast_page,
    broadcast_reach,
    broadcast_release,
    queue,
)
from handlers.officer.acts import OfficerAction, Opened, on, refuse
from handlers.officer.audience_words import people
from handlers.officer.broadcast_change import changed, new_of, too_late
from handlers.officer.broadcast_desk import (
    ANNOUNCEMENT,
    current,
    find,
    hers,
    see_button,
    title,
)
from handlers.officer.broadcast_times import NOW, is_time_to_come, minutes, show_times
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, lines
from locales import N_
from programme.announcements import Action, State, needs_release
from programme.roles import Right, Role
from storage import announcements, media
from storage.announcements import Announcement
from storage.audience import Reach
from storage.drafts import Draft


async def view(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Send the announcement exactly as people get it, in her language or the other one, and the
    page with its buttons below."""
    what, here = found.what, turn.person.language
    language = "en" if rest == "en" else "vi" if rest == "vi" else here
    voice = turn.world.voice(language)
    if not await _files_are_there(turn, what):
        return
    made = message(voice, turn.world.territory, what, turn_by=f"t:{language}")
    turn.call(made.call(turn.chat_id))
    intro = turn.voice.gettext("☝️ This is how people get it. Its buttons work for them only.")
    page = await broadcast_page.screen(turn, found, intro)
    other = (
        Button(turn.voice.plain("Preview in Vietnamese"), f"o:b.view:{what.id}:vi")
        if language == "en"
        else Button(turn.voice.plain("Preview in English"), f"o:b.view:{what.id}:en")
    )
    turn.send(Screen(page.text, [[other], *page.rows]))


async def _files_are_there(turn: Turn, what: Announcement) -> bool:
    """Whether all files have come and are what they are called; says so if not."""
    voice = turn.voice
    for file in what.files:
        medium = await media.one(turn.tx, file.media)
        head = await media.head(turn.tx, file.media)
        if medium is not None and head is None:
            waiting = voice.plain("I am still fetching a file. Please press again in a moment.")
            turn.toast(waiting, alert=True)
            return False
        name = (medium.file_name or "") if medium else ""
        if head is None or not (is_picture(head) or is_paper(name, head)):
            wrong = voice.plain(
                "The file {name} is not what its name says, so I do not pass it on. Please press "
                "Change the text and send another one.",
                name=name,
            )
            turn.toast(wrong, alert=True)
            return False
    return True


async def send(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Ask when it shall go out."""
    if await _may_send(turn, found, rest) is not None:
        show_times(turn, found.what)


async def _may_send(turn: Turn, found: Opened[Announcement], rest: str) -> str | None:
    """What follows the revision of a button that is good for the author's draft as it is now; None
    if it is not, or there is nobody or no file to send to: she has been told."""
    what = found.what
    given = current(what, rest)
    if given is None or what.state is not State.DRAFT or not hers(turn, what):
        await too_late(turn, found)
        return None
    if not await _files_are_there(turn, what):
        return None
    return given


async def night(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Say whether it goes out at night too."""
    given = await _may_send(turn, found, rest)
    if given is None:
        return
    new = replace(new_of(found.what), urgent=given == "1")
    after = await changed(turn, found, new)
    if after is None:
        await too_late(turn, found)
    else:
        show_times(turn, after.what)


async def at(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Show once more what is about to happen, and ask."""
    given = await _may_send(turn, found, rest)
    if given is not None:
        await _confirm(turn, found, given)


async def _confirm(turn: Turn, found: Opened[Announcement], given: str) -> None:
    voice, what = turn.voice, found.what
    if not is_time_to_come(turn, what, given):
        return
    reach = await broadcast_count.counted(turn, what, COUNT, given)
    if reach is None:
        return
    if not reach.total:
        turn.toast(
            voice.plain("Nobody is left to send this to.")
            if what.audience.named
            else voice.plain("Nobody fits this audience. Please choose others first."),
            alert=True,
        )
        await broadcast_page.show(turn, found)
        return
    turn.show(await _question(turn, what, given, reach))


async def _question(asked: Occasion, what: Announcement, given: str, reach: Reach) -> Screen:
    """What is about to happen, and the button that has it happen."""
    voice = asked.voice
    second = needs_release(reach.total, asked.world.release_above)
    text = lines(
        voice.gettext("📨 <b>Send “{title}”?</b>", title=title(what, 80)),
        "",
        *broadcast_reach.said(voice, what, reach),
        *broadcast_night.when(asked, what, None if given == NOW else int(given) * 60_000),
        voice.gettext("❗ Also at night.") if what.urgent else None,
        *await broadcast_page.stops_earlier(asked, what),
        "",
        voice.gettext(
            "That is more than {people}, so a second officer looks at it first. I ask those of "
            "your area.",
            people=people(voice, asked.world.release_above),
        )
        if second
        else voice.gettext("What people have got cannot be taken back, only corrected."),
    )
    label = voice.plain("Ask for release") if second else voice.plain("Yes, send it")
    rows = [
        [Button(label, f"o:b.go:{what.id}:{what.revision}:{given}")],
        [Button(voice.plain("Another time"), f"o:b.send:{what.id}:{what.revision}")],
        [see_button(voice, what)],
    ]
    return Screen(text, rows)


async def _count(making: Making, roles: tuple[Role, ...], rest: str) -> Screen | None:
    found = await broadcast_count.found(making, roles, Right.BROADCAST, rest)
    if found is None:
        return None
    opened, given = found
    what = opened.what
    if what.state is not State.DRAFT or not hers(making, what):
        return None
    return await _question(making, what, given, await broadcast_reach.exactly(making, what))


COUNT = Export(
    "announcement_send",
    Right.BROADCAST,
    _count,
    failed=broadcast_count.failed,
    refused=broadcast_count.stale,
    quick=True,
)


async def go(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Send it, or ask a second officer where it goes to many."""
    given = await _may_send(turn, found, rest)
    if given is None:
        return
    what = found.what
    if not is_time_to_come(turn, what, given):
        return
    if not await broadcast_reach.more_than(turn, what, 0):
        await _confirm(turn, found, given)
        return
    # She has just seen how many they are; now only a bound must be known, which takes no time.
    second = await broadcast_reach.more_than(turn, what, turn.world.release_above)
    # Never None: a time set before, and called off, would come back.
    send_at = turn.now if given == NOW else int(given) * 60_000
    moved = await announcements.move(
        turn.tx,
        what,
        Action.SUBMIT if second else Action.SCHEDULE,
        turn.person.id,
        turn.now,
        send_at=send_at,
    )
    if moved is None:
        await too_late(turn, found)
        return
    intro = await _asked(turn, moved) if second else _off(turn, what, given)
    await broadcast_page.show(turn, replace(found, what=moved), intro)


def _off(turn: Turn, what: Announcement, given: str) -> Html:
    if given == NOW and broadcast_night.waits(turn, what, turn.at) is not None:
        return turn.voice.gettext("✅ It is on its way. I show you here how far it is.")
    if given == NOW:
        return turn.voice.gettext("✅ It goes out now. I show you here how far it is.")
    return turn.voice.gettext("✅ It is planned. You can call it off until then.")


async def _asked(turn: Turn, moved: Announcement) -> Html:
    told = await broadcast_release.ask(turn.post, moved)
    if told:
        return turn.voice.ngettext(
            "✅ I have asked {n} officer to release it. I tell you what she decides.",
            "✅ I have asked {n} officers to release it. I tell you what they decide.",
            told,
        )
    return turn.voice.gettext(
        "⚠️ It waits for release, but no other officer of this area can be reached here. Please "
        "ask the province to invite one."
    )


async def undo(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Make a draft of it again before it goes out: its author, or a colleague who calls it off."""
    what = found.what
    allowed = what.state is State.SCHEDULED or (
        what.state is State.WAITING_RELEASE and hers(turn, what)
    )
    moved = None
    if allowed and current(what, rest) is not None:
        moved = await announcements.move(turn.tx, what, Action.SEND_BACK, turn.person.id, turn.now)
    if moved is None:
        await too_late(turn, found)
        return
    if not hers(turn, what):
        await broadcast_release.tell_called_off(turn, moved)
    intro = turn.voice.gettext("It does not go out. It is a draft again.")
    await broadcast_page.show(turn, replace(found, what=moved), intro)


async def when(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Ask for a day and a time, typed."""
    if await _may_send(turn, found, rest) is not None:
        await form.begin(turn, WHEN, None, found.what.id)


async def _typed(turn: Turn, draft: Draft, forms: Forms) -> None:
    found, moment = await find(turn, draft.subject), moment_of(draft.answers.get("when"))
    if found is None or moment is None:
        refuse(turn)
        await queue.show(turn)
        return
    what = found.what
    if what.state is not State.DRAFT or not hers(turn, what):
        await too_late(turn, found)
        return
    await _confirm(turn, found, str(minutes(moment.astimezone(UTC))))


async def _back(turn: Turn, draft: Draft) -> None:
    found = await find(turn, draft.subject)
    if found is None:
        await queue.show(turn)
    elif found.what.state is State.DRAFT and hers(turn, found.what):
        show_times(turn, found.what)
    else:
        await broadcast_page.show(turn, found)


WHEN = Form(
    name="announcement_when",
    version=1,
    emoji="🕐",
    title=N_("the time of your announcement"),
    steps=(
        Step(
            "when",
            Moment(),
            N_("<b>On which day, and at what time?</b>"),
            N_("Time"),
            N_("Saturday next week 8h30, or: tomorrow 7h"),
            out=("!back",),
        ),
    ),
    finish=_typed,
    enter=queue.show,
    review=False,
    later=False,
    back=_back,
)
FORMS: tuple[Form, ...] = (WHEN,)

ACTIONS: tuple[OfficerAction, ...] = (
    on("b.view", Right.BROADCAST, ANNOUNCEMENT, view),
    on("b.send", Right.BROADCAST, ANNOUNCEMENT, send),
    on("b.night", Right.BROADCAST, ANNOUNCEMENT, night),
    on("b.at", Right.BROADCAST, ANNOUNCEMENT, at),
    on("b.when", Right.BROADCAST, ANNOUNCEMENT, when),
    on("b.go", Right.BROADCAST, ANNOUNCEMENT, go),
    on("b.undo", Right.BROADCAST, ANNOUNCEMENT, undo),
)
