"""Making the deliveries of an announcement: a slice of the people in each transaction.

All at once would keep whoever writes to the bot waiting for as long as it takes, several seconds
for a million people. An announcement is being sent from the first slice on, and is not done before
the last one: until then there is a job that goes on where it stopped, whatever was killed when.
"""

from collections.abc import Collection

from programme.announcements import Action, after
from storage import announcements, audience, jobs
from storage.acts import THE_BOT
from storage.announcements import SQL, Announcement
from storage.database import Transaction

FILL = "announcement.fill"
"""The job that makes the next slice; `finish` in announcements.sql knows it too."""

SLICE = 20_000
"""So many people's numbers are gone through at a time: under a tenth of a second on SQLite."""


async def begin(
    tx: Transaction, what: Announcement, communes: Collection[str], now: int
) -> Announcement | None:
    """Begin to send a scheduled announcement: the first deliveries are made, the sender takes them
    from there, and a job makes the others. None, and no change, if it is not scheduled any
    more."""
    if after(Action.START, what.state) is None:
        return None
    row = await tx.one(SQL["begin"], id=what.id, revision=what.revision, now=now)
    if row is None:
        # It was read in this transaction, so it is another's on PostgreSQL: all is rolled back.
        raise LookupError(f"announcement {what.id} has changed")
    announcements.log(tx, what, THE_BOT, Action.START, now)
    [last] = await tx.all(audience.SQL["last_person"])
    await fill(tx, what, communes, 0, int(last["id"]), now)
    return await announcements.one(tx, what.id)


async def fill(
    tx: Transaction, what: Announcement, communes: Collection[str], done: int, last: int, now: int
) -> None:
    """Make the deliveries of the people whose numbers follow `done`, a slice of them. Who comes
    later than `last`, the newest person when it began, is not among them. It does not matter
    whether it was paused or stopped meanwhile: the report and the call sheet name them all."""
    upto = min(done + SLICE, last)
    count = await audience.deliver(
        tx,
        what.id,
        what.audience,
        communes,
        what.topic,
        urgent=what.urgent,
        correction=what.corrects is not None,
        after=done,
        upto=upto,
    )
    tx.later(SQL["more"], id=what.id, count=count)
    if upto < last:
        data = {"done": upto, "last": last}
        jobs.put(tx, FILL, announcements.subject(what.id), now, data=data)
