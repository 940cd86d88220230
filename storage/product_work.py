"""What officers do with a product without moving it along: taking it up, notes, visits, its
criteria set.

Each act is logged; whether a person may act at all is the caller's to check.
"""

from dataclasses import replace

from programme.editions import Edition
from programme.stages import holder_at
from storage.database import Transaction
from storage.people import PersonId
from storage.product_rows import Done, do, here
from storage.products import Product, StepKind


async def take_up(
    tx: Transaction, product: Product, edition: Edition, person_id: PersonId, now: int
) -> Done | None:
    """Take a product up that nobody holds."""
    if product.officer_id is not None:
        return None
    put = replace(product, officer_id=person_id)
    return await do(tx, product, put, here(product, StepKind.TAKE_UP, person_id, now), edition)


async def put_back(
    tx: Transaction, product: Product, edition: Edition, person_id: PersonId, now: int
) -> Done | None:
    """Let go of a product, so that others can take it up."""
    if product.officer_id is None:
        return None
    put = replace(product, officer_id=None)
    step = replace(here(product, StepKind.PUT_BACK, person_id, now), shown=False)
    return await do(tx, product, put, step, edition)


async def hand_over(
    tx: Transaction,
    product: Product,
    edition: Edition,
    to: PersonId,
    person_id: PersonId,
    now: int,
    *,
    text: str | None = None,
    level: str | None = None,
) -> Done | None:
    """Give a product to another officer; `level` is at which that one acts, if it changes."""
    stage = edition.stage(product.stage)
    if product.officer_id == to or stage is None:
        return None
    put = replace(product, officer_id=to, holder=holder_at(stage, level, product.holder))
    step = replace(
        here(product, StepKind.HAND_OVER, person_id, now, text), detail={"officer": str(to)}
    )
    return await do(tx, product, put, step, edition)


async def note(
    tx: Transaction,
    product: Product,
    edition: Edition,
    text: str,
    person_id: PersonId,
    now: int,
    *,
    shown: bool,
) -> Done | None:
    """Add a note; `shown` says whether the producer reads it."""
    step = replace(here(product, StepKind.NOTE, person_id, now, text), shown=shown)
    return await do(tx, product, product, step, edition)


async def set_visit(
    tx: Transaction,
    product: Product,
    edition: Edition,
    at: int,
    place: str | None,
    person_id: PersonId,
    now: int,
) -> Done | None:
    """Set, or move, the day on which officers come; `at` is in milliseconds."""
    put = replace(product, visit_at=at, visit_place=place)
    step = replace(here(product, StepKind.VISIT, person_id, now, place), due_at=at)
    return await do(tx, product, put, step, edition)


async def cancel_visit(
    tx: Transaction,
    product: Product,
    edition: Edition,
    person_id: PersonId,
    now: int,
    *,
    reason: str | None = None,
) -> Done | None:
    """Call a visit off."""
    if product.visit_at is None:
        return None
    put = replace(product, visit_at=None, visit_place=None)
    step = replace(
        here(product, StepKind.VISIT_OFF, person_id, now, reason), due_at=product.visit_at
    )
    return await do(tx, product, put, step, edition)


async def set_criteria(
    tx: Transaction,
    product: Product,
    edition: Edition,
    number: int,
    person_id: PersonId,
    now: int,
) -> Done | None:
    """Say by which criteria set of its edition a product is rated."""
    put = replace(product, criteria_set=number)
    detail = {"set": str(number), "edition": edition.key}
    step = replace(here(product, StepKind.CRITERIA, person_id, now), detail=detail)
    return await do(tx, product, put, step, edition)
