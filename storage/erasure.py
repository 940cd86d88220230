"""Stopping the work on a person's data, and erasing it (Law 91/2025/QH15)."""

from storage import acts, drafts, ideas, media, officers
from storage.database import Transaction
from storage.people import PersonId
from storage.statements import load

SQL = load("erasure")


async def stop(tx: Transaction, person_id: PersonId, now: int) -> int:
    """Withdraw the ideas that no officer has accepted, also one that is being read, and put the
    open form away. Returns how many ideas; each is logged."""
    rows = await tx.all(SQL["withdraw_ideas"], person_id=person_id, now=now)
    for row in rows:
        detail = {"code": str(row["code"]), "to": "withdrawn"}
        acts.add(tx, person_id, "idea.withdraw", ideas.subject(row["id"]), detail, now)
    drafts.put_away(tx, person_id)
    return len(rows)


async def erase(tx: Transaction, person_id: PersonId, now: int) -> None:
    """Erase what says who a person is and what she wrote or sent.

    Codes, counts, the log of acts, the proofs of her decisions and her requests stay, tied to a
    number that leads to nobody. Her roles as an officer end. Her chats know nobody afterwards.
    """
    await officers.resign(tx, person_id, now)
    await stop(tx, person_id, now)
    drafts.remove_all(tx, person_id)
    tx.later(SQL["remove_idea_photos"], person_id=person_id)
    tx.later(SQL["strip_ideas"], person_id=person_id, now=now)
    media.remove_of_person(tx, person_id)
    tx.later(SQL["forget_person"], person_id=person_id)
    tx.later(SQL["forget_invited"], person_id=person_id)
    tx.later(SQL["forget_failed"], person_id=person_id, now=now)
    tx.later(SQL["leave_chats"], person_id=person_id)
    acts.add(tx, person_id, "person.erase", f"person:{person_id}", {}, now)


async def prune(tx: Transaction, before: int) -> int:
    """Forget the chats of people who erased everything, once they have been quiet since then."""
    return await tx.run(SQL["prune"], before=before)
