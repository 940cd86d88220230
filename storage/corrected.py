"""An announcement, what it corrects and what corrects it: only the newest of them goes out."""

from collections.abc import Sequence
from dataclasses import replace

from programme.announcements import UNDER_WAY, Action, State
from storage import announcements, deliveries
from storage.announcements import SQL, Announcement
from storage.database import Transaction
from storage.people import PersonId


async def family(tx: Transaction, what: Announcement) -> Sequence[Announcement]:
    """All that has gone out of what it corrects, of what corrects it, and so on, the first one
    first; not the announcement itself."""
    rows = await tx.all(SQL["family"], id=what.id)
    return [announcements.from_row(row) for row in rows]


async def newest(tx: Transaction, what: Announcement) -> Announcement | None:
    """The correction that counts in the place of an announcement that has gone out; None if that
    itself counts, or has not gone out."""
    if what.started_at is None:
        return None
    began = (what.started_at, what.id)
    later = [
        one
        for one in await family(tx, what)
        if one.corrects is not None and (one.started_at or 0, one.id) > began
    ]
    return later[-1] if later else None


async def for_all(tx: Transaction, what: Announcement) -> Announcement:
    """The announcement with the people to whom it goes now: a correction goes to all who have got
    the first text or a correction of it, or may have got it, or are about to."""
    if what.corrects is None:
        return what
    got = tuple(one.id for one in await family(tx, what))
    return replace(what, audience=replace(what.audience, received=got or (what.corrects,)))


async def for_the_rest(tx: Transaction, what: Announcement) -> Sequence[Announcement]:
    """What was written for those whom a corrected announcement did not reach."""
    rows = await tx.all(SQL["for_missed"], unit=what.unit, named=f'%"missed":[{what.id}]%')
    return [announcements.from_row(row) for row in rows]


async def stop_earlier(
    tx: Transaction, what: Announcement, by: PersonId, now: int
) -> tuple[Sequence[Announcement], bool]:
    """Stop all that an announcement corrects, so that nobody gets it after the correction. Returns
    those that were stopped here, and whether one of them was going out until now: on PostgreSQL
    its next people may be taken in this very moment, so that they are known a little later."""
    stopped, going = [], False
    for one in await family(tx, what):
        if one.state in UNDER_WAY:
            going = going or one.state is State.SENDING
            moved = await deliveries.halt(tx, one, Action.STOP, by, now)
            if moved is None:
                raise LookupError(f"announcement {one.id} has changed")
            stopped.append(moved)
        else:
            await deliveries.take_back(tx, one.id)
            # Who asks in this moment that it goes out once more has asked too late.
            tx.later(SQL["touch"], id=one.id)
    return stopped, going
