"""How a change of a product is stored: the row, one step of its story, one line in the log.

The words go into the step only, where they can be erased.
"""

import json
from dataclasses import dataclass

from programme.editions import Edition
from programme.stages import Points
from storage import acts, product_jobs
from storage.database import Transaction, Value
from storage.people import PersonId
from storage.products import SQL, Product, Step, StepKind, from_row, subject


@dataclass(frozen=True, slots=True)
class Done:
    """The product as it is now, and the step that was added to its story."""

    product: Product
    step: Step


def here(
    product: Product, kind: StepKind, person_id: PersonId, now: int, text: str | None = None
) -> Step:
    """A step that leaves the product at its stage."""
    return Step(product.id, now, kind, product.stage, product.stage, person_id, text)


async def do(
    tx: Transaction,
    old: Product,
    put: Product,
    step: Step,
    rules: Edition,
) -> Done | None:
    """Put `put` in the place of `old` and add a step. None, and no change, if the product has
    changed since it was read."""
    product = await put_row(tx, old, put, step.at)
    if product is None:
        return None
    note_down(tx, product, step)
    # What is planned follows from these alone. Put once more, a reminder that has been given would
    # be given again.
    if (old.stage, old.stage_since, old.outcome) != (put.stage, put.stage_since, put.outcome):
        product_jobs.plan_stage(tx, product, rules, step.at)
    return Done(product, step)


async def put_row(tx: Transaction, old: Product, put: Product, now: int) -> Product | None:
    """Store a product as it shall be, if it is still as it was read."""
    points, paper = put.points, put.last_certificate
    row = await tx.one(
        SQL["put"],
        id=old.id,
        revision=old.revision,
        edition=put.edition,
        criteria_set=put.criteria_set,
        stage=put.stage,
        stage_since=put.stage_since,
        holder=put.holder,
        officer_id=put.officer_id,
        held_since=put.held_since,
        due_at=put.due_at,
        round=put.round,
        round_year=put.round_year,
        outcome=None if put.outcome is None else put.outcome.value,
        stars=put.stars,
        certificate_number=None if paper is None else paper.number,
        certificate_issued=None if paper is None else paper.issued.isoformat(),
        certificate_expires=None if paper is None else paper.expires.isoformat(),
        certificate_earlier=int(put.certificate is None and paper is not None),
        visit_at=put.visit_at,
        visit_place=put.visit_place,
        now=now,
        **{f"points_{part.lower()}": _decimal(points, part) for part in ("A", "B", "C")},
    )
    return None if row is None else from_row(row)


def _decimal(points: Points, part: str) -> Value:
    given = points.of(part)
    return None if given is None else format(given, "f")


def note_down(tx: Transaction, product: Product, step: Step) -> None:
    """Add a step to a product's story, and to the log without its words: the log can never be
    cleared, and people may have theirs erased."""
    tx.later(
        SQL["add_step"],
        product_id=step.product_id,
        now=step.at,
        kind=step.kind.value,
        from_stage=step.from_stage,
        to_stage=step.to_stage,
        person_id=step.person_id,
        text=step.text,
        shown=int(step.shown),
        due_at=step.due_at,
        detail=json.dumps(dict(step.detail or {})),
    )
    if step.person_id is not None:
        detail = {"code": product.code, **(step.detail or {})}
        if step.from_stage != step.to_stage:
            detail |= {"from": step.from_stage or "", "to": step.to_stage or ""}
        acts.add(tx, step.person_id, f"product.{step.kind}", subject(product.id), detail, step.at)
