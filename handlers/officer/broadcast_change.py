"""Changing a draft, taking one over, throwing one away; what is said where a button is too late."""

from dataclasses import replace

from handlers.announcement_orphans import is_orphan
from handlers.officer import acts, broadcast_page
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.broadcast_desk import ANNOUNCEMENT, current, find, hers, title
from handlers.screen import Button, Screen
from handlers.turn import Turn
from programme.announcements import State
from programme.roles import Right, having
from storage import announcement_owner, announcements
from storage.announcements import Announcement, NewAnnouncement


async def too_late(turn: Turn, found: Opened[Announcement]) -> None:
    """The button came from an older state: say so and show the present one."""
    turn.toast(turn.voice.plain("This announcement has changed. Here is how it stands now."))
    again = await find(turn, found.what.id)
    await broadcast_page.show(turn, again or found)


async def changed(
    turn: Turn, found: Opened[Announcement], new: NewAnnouncement
) -> Opened[Announcement] | None:
    """Put something else in the place of a draft; None if it is none of hers any more."""
    what, by = found.what, turn.person.id
    made = await announcements.change(turn.tx, what.id, what.revision, new, by, turn.now)
    return None if made is None else replace(found, what=made)


def new_of(what: Announcement) -> NewAnnouncement:
    """A draft as it was written, to be changed with `replace`."""
    return NewAnnouncement(
        author=what.author,
        unit=what.unit,
        topic=what.topic,
        text=what.text,
        audience=what.audience,
        number=what.number,
        files=what.files,
        urgent=what.urgent,
        corrects=what.corrects,
    )


async def drop(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Ask before a draft is thrown away."""
    voice, what = turn.voice, found.what
    if what.state is not State.DRAFT or not await _may_drop(turn, what):
        await too_late(turn, found)
        return
    text = voice.gettext("Throw away “{title}”? It cannot be brought back.", title=title(what, 60))
    rows = [
        [Button(voice.plain("Yes, throw it away"), f"o:b.gone:{what.id}:{what.revision}")],
        [Button(voice.plain("No, keep it"), f"o:b.see:{what.id}")],
    ]
    turn.show(Screen(text, rows))


async def _may_drop(turn: Turn, what: Announcement) -> bool:
    """Whether it is hers, or nobody's any more."""
    return hers(turn, what) or await is_orphan(turn.tx, turn.world.territory.covers, what)


async def adopt(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Take over a draft whose author has no right over its area any more."""
    what, made = found.what, None
    orphan = await is_orphan(turn.tx, turn.world.territory.covers, what)
    if orphan and what.state is State.DRAFT and current(what, rest) is not None:
        made = await announcement_owner.adopt(turn.tx, what, turn.person.id, turn.now)
    if made is None:
        await too_late(turn, found)
        return
    intro = turn.voice.gettext(
        "✍️ It is yours now. Look at the text, at who gets it and at the time, then send it."
    )
    await broadcast_page.show(turn, replace(found, what=made), intro)


async def gone(turn: Turn, found: Opened[Announcement], rest: str) -> None:
    """Throw a draft away."""
    what = found.what
    mine = current(what, rest) is not None and await _may_drop(turn, what)
    if not mine or not await announcements.discard(turn.tx, what, turn.person.id, turn.now):
        await too_late(turn, found)
        return
    turn.toast(turn.voice.plain("It is thrown away."))
    roles = having(await acts.roles(turn), Right.BROADCAST)
    await broadcast_page.list_of(turn, roles, broadcast_page.PARTS["work"])


ACTIONS: tuple[OfficerAction, ...] = (
    on("b.adopt", Right.BROADCAST, ANNOUNCEMENT, adopt),
    on("b.drop", Right.BROADCAST, ANNOUNCEMENT, drop),
    on("b.gone", Right.BROADCAST, ANNOUNCEMENT, gone),
)
