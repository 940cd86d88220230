"""Classes and people for the tests of the tables."""

from itertools import count

from programme.classes import Audience
from programme.vietnam_time import DAY, HOUR
from storage import classes, people, signups
from storage.classes import NewClass, TrainingClass
from storage.database import Transaction
from storage.people import PersonId
from storage.signups import Moved, Signup

NOW = 1_790_000_000_000
"""21:13 on 21/9/2026 in Vietnam."""
START = NOW + 30 * DAY
_NUMBERS = count(1)


def new_class(
    seats: int = 2, *, start: int = START, days: int = 1, area: str = "12050"
) -> NewClass:
    """A plan for a class of some days in a row."""
    hours = tuple((start + n * DAY, start + n * DAY + 3 * HOUR) for n in range(days))
    return NewClass("Ghi nhãn sản phẩm", Audience(area), "Nhà văn hóa xã", hours, seats)


async def person(tx: Transaction) -> PersonId:
    """Somebody new."""
    chat = f"p{next(_NUMBERS)}"
    return (await people.arrive(tx, "telegram", chat, "vi", NOW)).person.id


async def planned(tx: Transaction, seats: int = 2, *, start: int = START) -> TrainingClass:
    """A class that is planned."""
    officer = await person(tx)
    return await classes.create(tx, new_class(seats, start=start), officer, NOW)


async def joined(
    tx: Transaction, klass: TrainingClass, who: PersonId, *names: str, now: int = NOW
) -> tuple[Signup, ...]:
    """Sign somebody up, under these names or as Lan; returns the new sign-ups."""
    people_by_name = [(name, f"token-{next(_NUMBERS)}") for name in names or ("Lan",)]
    moved = await signups.sign_up(tx, klass.id, who, people_by_name, now)
    if not isinstance(moved, Moved):
        raise LookupError(f"refused: {moved}")
    return moved.mine
