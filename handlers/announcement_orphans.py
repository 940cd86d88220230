"""Announcements whose author has no right over their area any more: colleagues take them over."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from handlers.post import Post
from handlers.screen import Button, Screen
from handlers.voice import Voice, clip, lines
from locales.formats import format_moment
from programme.announcements import State, headline
from programme.roles import RIGHTS, Covers, Level, Right, entitled
from programme.vietnam_time import moment
from storage import announcements, officers
from storage.announcement_owner import ORPHAN
from storage.announcements import Announcement
from storage.database import Transaction
from storage.jobs import Job


async def is_orphan(tx: Transaction, covers: Covers, what: Announcement) -> bool:
    """Whether the author of an announcement may announce nothing in its area now."""
    roles = await officers.areas(tx, what.author)
    return not entitled(covers, roles, Right.BROADCAST, what.unit)


async def tell(post: Post, job: Job) -> None:
    """Tell the nearest colleagues that a draft is nobody's now; nothing if that is so no more."""
    covers = post.world.territory.covers
    found = await announcements.one(post.tx, job.number)
    if found is None or found.state is not State.DRAFT:
        return
    if await is_orphan(post.tx, covers, found):
        await tell_colleagues(post, found)


async def tell_colleagues(post: Post, what: Announcement) -> int:
    """Tell those of the lowest level at which somebody can be reached; returns how many."""
    name = await officers.name(post.tx, what.author)
    late = what.send_at is None or what.send_at <= post.now

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext(
                "📢 {officer} has no role here any more, so this announcement does not go out:",
                officer=clip(name, 40) if name else voice.plain("Its author"),
            ),
            voice.gettext("“{title}”", title=clip(headline(what.text), 100)),
            None
            if late
            else voice.gettext(
                "It was to go out: {when}.",
                when=format_moment(moment(what.send_at or 0), post.at, voice.language),
            ),
            "",
            voice.gettext("It is a draft again. You can take it over, or throw it away."),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:b.see:{what.id}")]])

    for level in Level:
        if Right.BROADCAST not in RIGHTS[level]:
            continue
        here = {
            officer.person_id
            for officer in await officers.at_level(post.tx, level)
            if officer.person_id != what.author
            and post.world.territory.covers(officer.role.unit, what.unit)
        }
        told = sum([await post.tell(person, say) for person in sorted(here)])
        if told:
            return told
    return 0


JOBS: Mapping[str, Callable[[Post, Job], Awaitable[None]]] = MappingProxyType({ORPHAN: tell})
