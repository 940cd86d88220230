"""At the door of a class: who came, who walked in, who stayed away. Each act is logged."""

from programme import seats
from programme.seats import COUNTED, State
from programme.text import fold
from storage import acts, classes, jobs
from storage.database import Transaction
from storage.people import PersonId
from storage.signups import OFFER, SQL, Signup, as_signup, job_subject, of_person_in, one


async def check_in(
    tx: Transaction, signup_id: int, officer_id: PersonId, now: int
) -> Signup | None:
    """Note that somebody has come; who had no seat walks in. None if she is checked in already, or
    there is no such sign-up. Whether it is time for it is `seats.check_in_open`."""
    found = await _standing(tx, signup_id)
    state = None if found is None else seats.come(found.state)
    if found is None or state is None:
        return None
    return await _check(tx, found, state, officer_id, now, "class.check_in")


async def undo_check_in(
    tx: Transaction, signup_id: int, officer_id: PersonId, now: int
) -> Signup | None:
    """Take a check-in back; None if there was none. A walk-in disappears from the roster."""
    found = await _standing(tx, signup_id)
    state = None if found is None else seats.not_come(found.state)
    if found is None or state is None:
        return None
    return await _check(tx, found, state, officer_id, now, "class.check_out")


async def walk_in(
    tx: Transaction,
    class_id: int,
    name: str,
    token: str,
    officer_id: PersonId,
    now: int,
    phone: str | None = None,
) -> Signup | None:
    """Note down somebody at the door who was not signed up, with her number (E.164) if she gives
    it; None if there is no such class."""
    klass = await classes.lock(tx, class_id, 1)
    if klass is None:
        return None
    row = await tx.one(
        SQL["add"],
        class_id=class_id,
        person_id=None,
        name=name,
        name_key=fold(name),
        phone=phone,
        state=State.WALK_IN.value,
        position=klass.line,
        token=token,
        now=now,
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    added = as_signup(row)
    return await _check(tx, added, State.WALK_IN, officer_id, now, "class.walk_in")


async def mark_absent(tx: Transaction, class_id: int, now: int) -> tuple[Signup, ...]:
    """Everybody with a seat who was not checked in was absent; returns whom. For a class that is
    over and whose roster was kept."""
    await classes.lock(tx, class_id)
    return tuple(map(as_signup, await tx.all(SQL["absent"], class_id=class_id, now=now)))


async def _standing(tx: Transaction, signup_id: int) -> Signup | None:
    """A sign-up, its class locked. In the place of one that does not stand any more comes the one
    that the same person made anew for the same name, if she did: her QR code may be the old one."""
    found = await one(tx, signup_id)
    if found is None or await classes.lock(tx, found.class_id) is None:
        return None
    found = await one(tx, signup_id)
    if found is None or found.state in COUNTED or found.person_id is None:
        return found
    anew = await of_person_in(tx, found.class_id, found.person_id)
    return next((other for other in anew if fold(other.name) == fold(found.name)), found)


async def _check(
    tx: Transaction, found: Signup, state: State, officer_id: PersonId, now: int, action: str
) -> Signup:
    there = state in (State.ATTENDED, State.WALK_IN)
    row = await tx.one(
        SQL["check"],
        id=found.id,
        state=state.value,
        at=now if there else None,
        by=officer_id if there else None,
        now=now,
    )
    if row is None:
        raise LookupError(f"no sign-up {found.id}")
    jobs.cancel(tx, OFFER, job_subject(found.id))
    detail = {"signup": str(found.id)}
    acts.add(tx, officer_id, action, classes.subject(found.class_id), detail, now)
    return as_signup(row)
