"""The second officer: she is asked to look at an announcement to many, releases it or sends it
back with a reason. Never its author."""

from dataclasses import replace

from handlers import form
from handlers.exports import Export, Making
from handlers.fields import Step, Text
from handlers.form_model import Form, Forms
from handlers.occasion import Occasion
from handlers.officer import (
    broadcast_count,
    broadcast_night,
    broadcast_page,
    broadcast_reach,
    queue,
)
from handlers.officer.acts import OfficerAction, Opened, on, refuse
from handlers.officer.broadcast_change import too_late
from handlers.officer.broadcast_desk import ANNOUNCEMENT, current, find, releases, see_button, title
from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Voice, clip, lines
from locales import N_
from programme.announcements import Action, State
from programme.roles import RIGHTS, Level, Right, Role
from storage import announcements, officers
from storage.announcements import Announcement
from storage.audience import Reach
from storage.drafts import Draft
from storage.people import PersonId

REASON = (5, 500)
"""Least letters and most characters of a reason."""


async def ask(post: Post, what: Announcement) -> int:
    """Ask all who may release an announcement to look at it; returns how many could be told."""
    name = await officers.name(post.tx, what.author)

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext(
                "📢 {officer} asks you to release an announcement to many people:",
                officer=clip(name, 40) if name else voice.plain("Another officer"),
            ),
            voice.gettext("“{title}”", title=title(what, 100)),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:b.see:{what.id}")]])

    told = [
        await post.tell(officer, say, latest=f"release:{what.id}")
        for officer in await _seconds(post, what)
    ]
    return sum(told)


async def _seconds(post: Post, what: Announcement) -> list[PersonId]:
    """The officers who may release an announcement, each once: never its author."""
    covers = post.world.territory.covers
    found = [
        officer.person_id
        for level in Level
        if Right.RELEASE in RIGHTS[level]
        for officer in await officers.at_level(post.tx, level)
        if officer.person_id != what.author and covers(officer.role.unit, what.unit)
    ]
    return list(dict.fromkeys(found))


async def free(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Show once more to whom it goes, and ask."""
    if not await _open(turn, found, rest):
        return
    reach = await broadcast_count.counted(turn, found.what, COUNT)
    if reach is not None:
        turn.show(_question(turn, found.what, reach))


def _question(asked: Occasion, what: Announcement, reach: Reach) -> Screen:
    voice = asked.voice
    text = lines(
        voice.gettext("✅ <b>Release “{title}”?</b>", title=title(what, 80)),
        "",
        *broadcast_reach.said(voice, what, reach),
        *broadcast_night.when(asked, what, what.send_at),
        voice.gettext("What people have got cannot be taken back, only corrected."),
    )
    rows = [
        [Button(voice.plain("Yes, release it"), f"o:b.release:{what.id}:{what.revision}")],
        [see_button(voice, what)],
    ]
    return Screen(text, rows)


async def _count(making: Making, roles: tuple[Role, ...], rest: str) -> Screen | None:
    found = await broadcast_count.found(making, roles, Right.RELEASE, rest)
    if found is None:
        return None
    opened, _ = found
    if opened.what.state is not State.WAITING_RELEASE or not releases(making, opened):
        return None
    reach = await broadcast_reach.exactly(making, opened.what)
    return _question(making, opened.what, reach)


COUNT = Export(
    "announcement_release",
    Right.RELEASE,
    _count,
    failed=broadcast_count.failed,
    refused=broadcast_count.stale,
    quick=True,
)


async def _open(turn: Turn, found: Opened[Announcement], rest: str) -> bool:
    """Whether a button is good for what waits for this person's release; says so if not."""
    what = found.what
    waits = what.state is State.WAITING_RELEASE and current(what, rest) is not None
    if waits and releases(turn, found):
        return True
    await too_late(turn, found)
    return False


async def release(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Release it: it goes out at its time."""
    if not await _open(turn, found, rest):
        return
    moved = await announcements.move(turn.tx, found.what, Action.RELEASE, turn.person.id, turn.now)
    if moved is None:
        await too_late(turn, found)
        return
    name = await _name(turn)

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "✅ {officer} has released “{title}”. It goes out at its time.",
            officer=name or voice.plain("Another officer"),
            title=title(moved, 80),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:b.see:{moved.id}")]])

    await turn.tell(moved.author, say)
    intro = turn.voice.gettext("✅ You have released it. Its author knows.")
    await broadcast_page.show(turn, replace(found, what=moved), intro)


async def _name(turn: Turn) -> str | None:
    name = await officers.name(turn.tx, turn.person.id)
    return clip(name, 40) if name else None


async def back(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Ask for the reason for which it goes back to its author."""
    if await _open(turn, found, rest):
        await form.begin(turn, BACK, None, found.what.id)


async def _sent_back(turn: Turn, draft: Draft, forms: Forms) -> None:
    found, reason = await find(turn, draft.subject, Right.RELEASE), draft.answers.get("reason")
    if found is None or not isinstance(reason, str):
        refuse(turn)
        await queue.show(turn)
        return
    what = found.what
    moved = None
    if what.state is State.WAITING_RELEASE and releases(turn, found):
        moved = await announcements.move(
            turn.tx, what, Action.SEND_BACK, turn.person.id, turn.now, reason=reason
        )
    if moved is None:
        await too_late(turn, found)
        return
    name = await _name(turn)

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext(
                "📢 {officer} has sent “{title}” back to you:",
                officer=name or voice.plain("Another officer"),
                title=title(moved, 80),
            ),
            voice.gettext("“{reason}”", reason=reason),
            "",
            voice.gettext("Nobody has got it. It is a draft again: change it, then send it."),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:b.see:{moved.id}")]])

    await turn.tell(moved.author, say)
    intro = turn.voice.gettext("It is back with its author, who reads your reason.")
    await broadcast_page.show(turn, replace(found, what=moved), intro)


async def tell_called_off(turn: Turn, moved: Announcement) -> None:
    """Tell the author that a colleague has called her announcement off."""
    name = await _name(turn)

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "📢 {officer} has called off “{title}” before it went out. It is a draft again.",
            officer=name or voice.plain("Another officer"),
            title=title(moved, 80),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:b.see:{moved.id}")]])

    await turn.tell(moved.author, say)


async def _back(turn: Turn, draft: Draft) -> None:
    found = await find(turn, draft.subject)
    if found is None:
        await queue.show(turn)
    else:
        await broadcast_page.show(turn, found)


BACK = Form(
    name="announcement_back",
    version=1,
    emoji="📢",
    title=N_("your reason"),
    steps=(
        Step(
            "reason",
            Text(*REASON),
            N_("<b>What shall be changed?</b> Its author reads exactly what you write."),
            N_("Reason"),
            N_("Please name the day by which people must apply."),
            out=("!back",),
        ),
    ),
    finish=_sent_back,
    enter=queue.show,
    review=False,
    later=False,
    back=_back,
)
FORMS: tuple[Form, ...] = (BACK,)

ACTIONS: tuple[OfficerAction, ...] = (
    on("b.free", Right.RELEASE, ANNOUNCEMENT, free),
    on("b.release", Right.RELEASE, ANNOUNCEMENT, release),
    on("b.back", Right.RELEASE, ANNOUNCEMENT, back),
)
