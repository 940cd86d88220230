"""Stopping the work on a person's data, and erasing it (Law 91/2025/QH15)."""

from storage import (
    acts,
    claims,
    class_owner,
    deliveries,
    drafts,
    ideas,
    media,
    news_choices,
    officers,
    product_owner,
    questions,
    selfchecks,
)
from storage.database import Transaction
from storage.people import PersonId
from storage.statements import load

SQL = load("erasure")
DAY = 24 * 60 * 60 * 1000
FAILED_KEPT = 30 * DAY
DRAFT_KEPT = 180 * DAY
STRANGER_KEPT = 30 * DAY
MOST_STRANGERS = 100


async def stop(tx: Transaction, person_id: PersonId, now: int) -> int:
    """Withdraw the ideas that no officer has accepted, also one that is being read, give up seats,
    threads and announcements that wait for her, and put the open form away. Returns how many
    ideas; each is logged."""
    rows = await tx.all(SQL["withdraw_ideas"], person_id=person_id, now=now)
    for row in rows:
        detail = {"code": str(row["code"]), "to": "withdrawn"}
        acts.add(tx, person_id, "idea.withdraw", ideas.subject(row["id"]), detail, now)
    await questions.stop(tx, person_id, now)
    await class_owner.stop(tx, person_id, now)
    deliveries.stop(tx, person_id)
    drafts.put_away(tx, person_id)
    return len(rows)


async def erase(tx: Transaction, person_id: PersonId, now: int) -> None:
    """Erase what says who a person is and what she wrote or sent.

    Codes, counts, the log of acts, the proofs of her decisions and her requests stay, tied to a
    number that leads to nobody. Her roles as an officer end. Her chats know nobody afterwards.
    What waits to be said to her, or to officers about her ideas, is not said any more; so her last
    answer is to be put in the outbox after this.

    SQLite's file is written over at once; its -wal file may hold a copy until it is, at the latest
    when the bot stops. Older backups are the operator's to delete.
    """
    await officers.resign(tx, person_id, now)
    await stop(tx, person_id, now)
    drafts.remove_all(tx, person_id)
    tx.later(SQL["drop_news"], person_id=person_id)
    tx.later(SQL["drop_told"], person_id=person_id)
    tx.later(SQL["remove_idea_photos"], person_id=person_id)
    tx.later(SQL["strip_ideas"], person_id=person_id, now=now)
    questions.strip(tx, person_id)
    claims.forget(tx, person_id)
    officers.forget_names(tx, person_id)
    class_owner.strip(tx, person_id)
    product_owner.strip(tx, person_id, now)
    deliveries.leave(tx, person_id)
    news_choices.forget(tx, person_id)
    selfchecks.forget(tx, person_id)
    media.remove_of_person(tx, person_id)
    tx.later(SQL["forget_person"], person_id=person_id)
    tx.later(SQL["forget_invited"], person_id=person_id)
    tx.later(SQL["forget_failed"], person_id=person_id, now=now)
    tx.later(SQL["leave_chats"], person_id=person_id, now=now, since=now - DAY)
    acts.add(tx, person_id, "person.erase", f"person:{person_id}", {}, now)


async def erased(tx: Transaction, channel: str, chat_id: str, now: int) -> tuple[int, int]:
    """How often everything was erased in a chat within a day, and when first (milliseconds); 0 and
    0 if that day is over."""
    chat = {"channel": channel, "chat_id": chat_id}
    row = await tx.one(SQL["erased"], since=now - DAY, **chat)
    return (0, 0) if row is None else (row["erasures"], row["erased_at"])


async def expire(tx: Transaction, now: int) -> int:
    """Erase what nobody asked to have erased, but serves no purpose any more; Law 91/2025/QH15
    lets nobody keep it longer.

    Updates that were set aside lose their text after `FAILED_KEPT`, in which an operator can run
    them again. A form that nobody touched for `DRAFT_KEPT` will not be sent; the photos that stood
    only in it are removed as all unused files are. Who never agreed is forgotten after
    `STRANGER_KEPT` of silence. Who agreed once and took it back is not: she was told that what is
    kept stays locked away until she erases it. Returns how many people were erased.
    """
    tx.later(SQL["expire_failed"], before=now - FAILED_KEPT)
    tx.later(SQL["expire_drafts"], before=now - DRAFT_KEPT)
    before = now - STRANGER_KEPT
    rows = await tx.all(SQL["strangers"], before=before, most=MOST_STRANGERS)
    for row in rows:
        await erase(tx, PersonId(row["id"]), now)
    return len(rows)


async def prune(tx: Transaction, before: int) -> int:
    """Forget the chats of people who erased everything, once they have been quiet since then."""
    return await tx.run(SQL["prune"], before=before)
