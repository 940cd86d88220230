"""What becomes of an officer's announcements when her role ends: colleagues take them over."""

from collections.abc import Callable

from programme.announcements import Action
from storage import acts, announcements, jobs
from storage.announcements import SQL, Announcement
from storage.database import Transaction
from storage.people import PersonId

ORPHAN = "announcement.orphan"
"""The job that tells colleagues of an announcement that is nobody's any more."""


async def let_go(
    tx: Transaction,
    officer_id: PersonId,
    by: PersonId,
    now: int,
    covered: Callable[[str], bool] = lambda unit: False,
) -> None:
    """Make drafts again of what an officer has scheduled or submitted, but for that of units which
    she answers for all the same; each is logged, and colleagues hear of it. What is being sent
    goes on: it is the unit's word, and any colleague can stop it."""
    for row in await tx.all(SQL["waiting_of"], author=officer_id):
        what = announcements.from_row(row)
        if covered(what.unit):
            continue
        if await announcements.move(tx, what, Action.SEND_BACK, by, now) is not None:
            jobs.put(tx, ORPHAN, announcements.subject(what.id), now)


async def adopt(tx: Transaction, what: Announcement, by: PersonId, now: int) -> Announcement | None:
    """Give a draft another author, and log it. None, and no change, if it is none any more or has
    changed. Whether its author has lost her right, and the new one has it, is the caller's to
    check."""
    row = await tx.one(SQL["adopt"], id=what.id, revision=what.revision, author=by)
    if row is None:
        return None
    detail = {"unit": what.unit}
    acts.add(tx, by, "announcement.adopt", announcements.subject(what.id), detail, now)
    return announcements.from_row(row)
