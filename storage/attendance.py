"""At the door of a class: who came, who walked in, who stayed away. Each act is logged."""

from programme import seats
from programme.seats import COUNTED, Entry, State
from programme.text import fold
from storage import acts, classes, jobs, signups
from storage.classes import TrainingClass
from storage.database import Transaction
from storage.people import PersonId
from storage.signups import OFFER, SQL, Moved, Signup, as_signup, job_subject, of_person_in, one


async def check_in(
    tx: Transaction, signup_id: int, officer_id: PersonId, now: int
) -> Signup | None:
    """Note that somebody has come; who had no seat walks in. None if she is checked in already, or
    there is no such sign-up. Whether it is time for it is `seats.check_in_open`."""
    standing = await _standing(tx, signup_id)
    if standing is None:
        return None
    _, found = standing
    state = seats.come(found.state)
    if state is None:
        return None
    jobs.cancel(tx, OFFER, job_subject(found.id))
    return await _check(tx, found, state, found.state, officer_id, now, "class.check_in")


async def undo_check_in(
    tx: Transaction, signup_id: int, officer_id: PersonId, now: int
) -> Moved | None:
    """Take a check-in back, as `seats.take_back` says, and settle the line; None if there was none.
    Who was noted down at the door disappears from the roster. Whom settling has moved is among
    the others, be it she herself."""
    standing = await _standing(tx, signup_id)
    if standing is None:
        return None
    klass, found = standing
    if found.before_check_in is None:
        return None
    before = Entry(found.id, found.before_check_in, found.position, found.offered_until)
    changes = seats.take_back(klass.room, await signups.line_of(tx, klass.id), before, now)
    tx.later(SQL["check_out"], id=found.id)
    back, *others = await signups.keep(tx, changes, now)
    _log(tx, back, officer_id, now, "class.check_out")
    mine = next((other for other in others if other.id == back.id), back)
    return Moved(klass, (mine,), tuple(others))


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
    stood = State.CANCELLED  # nowhere
    return await _check(tx, added, State.WALK_IN, stood, officer_id, now, "class.walk_in")


async def mark_absent(tx: Transaction, class_id: int, now: int) -> tuple[Signup, ...]:
    """Everybody with a seat who was not checked in was absent; returns whom. For a class that is
    over and whose roster was kept. Whose check-in turns out a mistake later was absent too."""
    await classes.lock(tx, class_id)
    tx.later(SQL["absent_but_for_check_in"], class_id=class_id)
    return tuple(map(as_signup, await tx.all(SQL["absent"], class_id=class_id, now=now)))


async def _standing(tx: Transaction, signup_id: int) -> tuple[TrainingClass, Signup] | None:
    """A sign-up and its class, which is locked. In the place of one that does not stand any more
    comes the one that the same person made anew for the same name, if she did: her QR code may be
    the old one."""
    found = await one(tx, signup_id)
    klass = None if found is None else await classes.lock(tx, found.class_id)
    found = await one(tx, signup_id)
    if found is None or klass is None:
        return None
    if found.state in COUNTED or found.person_id is None:
        return klass, found
    anew = await of_person_in(tx, found.class_id, found.person_id)
    return klass, next((other for other in anew if fold(other.name) == fold(found.name)), found)


async def _check(
    tx: Transaction,
    found: Signup,
    state: State,
    before: State,
    officer_id: PersonId,
    now: int,
    action: str,
) -> Signup:
    row = await tx.one(
        SQL["check"],
        id=found.id,
        state=state.value,
        before=before.value,
        by=officer_id,
        now=now,
    )
    if row is None:
        raise LookupError(f"no sign-up {found.id}")
    _log(tx, found, officer_id, now, action)
    return as_signup(row)


def _log(tx: Transaction, signup: Signup, officer_id: PersonId, now: int, action: str) -> None:
    detail = {"signup": str(signup.id)}
    acts.add(tx, officer_id, action, classes.subject(signup.class_id), detail, now)
