"""Announcements on an officer's desk: how one is found, whose it is, what it is called."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from handlers.occasion import Occasion
from handlers.officer.acts import Opened, Subject, opened
from handlers.officer.audience_words import place
from handlers.screen import Button
from handlers.turn import Turn
from handlers.voice import Voice, clip
from locales import N_
from programme.announcements import State, headline, may_release
from programme.ideas import label_of
from programme.roles import Right
from programme.topics import TOPICS
from storage import announcements, officers
from storage.announcements import Announcement

ANNOUNCEMENT: Subject[Announcement] = Subject(
    "announcement",
    lambda turn, number: announcements.one(turn.tx, number),
    lambda announcement: announcement.unit,
)

STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: N_("Being written"),
        State.WAITING_RELEASE: N_("Waits for release"),
        State.SCHEDULED: N_("Waits for its time"),
        State.SENDING: N_("Going out"),
        State.PAUSED: N_("Paused"),
        State.STOPPED: N_("Stopped"),
        State.DONE: N_("Sent"),
    }
)

_REVISION = re.compile(r"([0-9]{1,9})(?::(.*))?", re.DOTALL)


def units(turn: Turn, areas: Iterable[str]) -> frozenset[str]:
    """The codes of all units, of any level, that lie within some areas."""
    territory = turn.world.territory
    found: set[str] = set()
    for area in areas:
        found.add(area)
        found.update(unit.code for unit in territory.communes_of(area))
        province = territory.province_of(area)
        districts = territory.old_districts(province.code) if province else ()
        found.update(unit.code for unit in districts if territory.covers(area, unit.code))
    return frozenset(found)


async def find(
    turn: Turn, id: int | None, right: Right = Right.BROADCAST
) -> Opened[Announcement] | None:
    """An announcement, if this person has the right over its area now; else None."""
    return None if id is None else await opened(turn, right, ANNOUNCEMENT, id)


def current(announcement: Announcement, rest: str) -> str | None:
    """What a button carries behind its revision; None if it was made for another revision."""
    match = _REVISION.fullmatch(rest)
    if match is None or match[1] != str(announcement.revision):
        return None
    return match[2] or ""


def old_button(turn: Turn) -> None:
    """The answer to a button that means nothing today."""
    turn.toast(turn.voice.plain("This button is from an older message."))


def hers(asked: Occasion, announcement: Announcement) -> bool:
    """Whether the person who asks has written it."""
    return announcement.author == asked.person.id


def releases(asked: Occasion, found: Opened[Announcement]) -> bool:
    """Whether the person who asks may release it: never her own."""
    return may_release(
        asked.world.territory.covers,
        found.roles,
        asked.person.id,
        found.what.author,
        found.what.unit,
    )


async def author(turn: Turn, announcement: Announcement) -> str:
    """What the officer is called who has written it."""
    name = await officers.name(turn.tx, announcement.author)
    return clip(name, 40) if name else turn.voice.plain("Another officer")


def title(announcement: Announcement, most: int) -> str:
    """The first words of an announcement, for a line or a button."""
    return clip(headline(announcement.text), most)


def about(turn: Occasion, announcement: Announcement) -> str:
    """Topic, number and area in a line."""
    topic = turn.voice.plain(label_of(TOPICS, announcement.topic))
    number = clip(announcement.number, 60) if announcement.number else None
    where = place(turn, announcement.unit)
    return " · ".join(part for part in (topic, number, where) if part)


def list_button(voice: Voice) -> Button:
    """The way to the announcements of her area."""
    return Button(voice.plain("📢 Announcements"), "o:b.list:work:0")


def see_button(voice: Voice, announcement: Announcement) -> Button:
    """The way back to one announcement."""
    return Button(voice.plain("Back to the announcement"), f"o:b.see:{announcement.id}")
