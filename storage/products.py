"""Products on their road, as they stand and with what happened to them: everything that reads.

What moves them is in storage/product_moves.py, their papers in storage/product_papers.py.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programme.stages import Outcome, Points, Standing
from storage.database import Row, Transaction
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("products")
SLICE = 400
"""Codes looked up in one statement."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate's number, its day and the last day on which it is valid."""

    number: str
    issued: date
    expires: date


@dataclass(frozen=True, slots=True)
class Product:
    """A product. `revision` grows with every change; times are milliseconds.

    `holder` is the level at which it lies, `officer_id` who has taken it up (None: nobody).
    `held_since` is since when it waits for its producer, `due_at` when the limit on its stage ends.
    `round` and `round_year` are the round that it is meant for. `stars` and `points` are of its
    last rating: final once `outcome` says so, proposed or of an earlier council before.
    `certificate` is what was given for this road's result. `earlier_certificate` is of a road
    before, or of a result before that was corrected and went on: no proof of this result, yet it
    counts until its last day or until a new one is given.
    """

    id: int
    code: str
    idea_id: int | None
    person_id: PersonId
    edition: str
    commune: str
    name: str
    product_group: str
    criteria_set: int | None
    stage: str
    stage_since: int
    holder: str
    officer_id: PersonId | None
    held_since: int | None
    due_at: int | None
    round: str | None
    round_year: int | None
    outcome: Outcome | None
    stars: int | None
    points: Points
    certificate: Certificate | None
    earlier_certificate: Certificate | None
    visit_at: int | None
    visit_place: str | None
    revision: int
    created_at: int
    updated_at: int

    @property
    def standing(self) -> Standing:
        """What programme.stages asks about it."""
        return Standing(self.stage, self.outcome, self.held_since is not None, self.stars)

    @property
    def last_certificate(self) -> Certificate | None:
        """The last one that was given, for whichever result: the one that may still count."""
        return self.certificate or self.earlier_certificate


class StepKind(StrEnum):
    """What can happen to a product. Moves carry the values of programme.stages.Kind."""

    START = "start"
    FORWARD = "forward"
    BACK = "back"
    HOLD = "hold"
    RESUME = "resume"
    NOT_RATED = "not_rated"
    WITHDRAW = "withdraw"
    AGAIN = "again"
    TAKE_UP = "take_up"
    PUT_BACK = "put_back"
    HAND_OVER = "hand_over"
    NOTE = "note"
    VISIT = "visit"
    VISIT_OFF = "visit_off"
    CRITERIA = "criteria"
    PAPER = "paper"
    PAPER_SENT = "paper_sent"
    PAPER_REMOVED = "paper_removed"
    PAPER_SEEN = "paper_seen"
    PAPER_UNSEEN = "paper_unseen"
    RATING = "rating"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `person_id` did it; `text` is a reason or a note, None also where it
    was erased; `shown` says whether the producer reads it. `due_at` is the time of a visit.

    `detail` holds what is no free text: of a rating `a`, `b`, `c`, `stars`, `outcome` and, where a
    council gave fewer, the stars `made` by the points; of a certificate `number`, `issued` and
    `expires`; of a criteria set its number `set` in an `edition`; of a paper its key `paper`; of a
    handover `officer`, the number of who holds it then.
    """

    product_id: int
    at: int
    kind: StepKind
    from_stage: str | None
    to_stage: str | None
    person_id: PersonId | None
    text: str | None = None
    shown: bool = True
    due_at: int | None = None
    detail: Mapping[str, str] | None = None


def subject(product_id: int) -> str:
    """How the log of acts and the jobs name a product."""
    return f"product:{product_id}"


def from_row(row: Row) -> Product:
    officer, outcome, paper = row["officer_id"], row["outcome"], _certificate(row)
    earlier = bool(row["certificate_earlier"])
    points = [row[f"points_{part}"] for part in "abc"]
    return Product(
        id=row["id"],
        code=row["code"],
        idea_id=row["idea_id"],
        person_id=PersonId(row["person_id"]),
        edition=row["edition"],
        commune=row["commune"],
        name=row["name"],
        product_group=row["product_group"],
        criteria_set=row["criteria_set"],
        stage=row["stage"],
        stage_since=row["stage_since"],
        holder=row["holder"],
        officer_id=None if officer is None else PersonId(officer),
        held_since=row["held_since"],
        due_at=row["due_at"],
        round=row["round"],
        round_year=row["round_year"],
        outcome=None if outcome is None else Outcome(outcome),
        stars=row["stars"],
        points=Points(*(None if one is None else Decimal(one) for one in points)),
        certificate=None if earlier else paper,
        earlier_certificate=paper if earlier else None,
        visit_at=row["visit_at"],
        visit_place=row["visit_place"],
        revision=row["revision"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _certificate(row: Row) -> Certificate | None:
    if row["certificate_number"] is None:
        return None
    return Certificate(
        row["certificate_number"],
        date.fromisoformat(row["certificate_issued"]),
        date.fromisoformat(row["certificate_expires"]),
    )


def _step(row: Row) -> Step:
    person = row["person_id"]
    detail: dict[str, Any] = json.loads(row["detail"])
    return Step(
        product_id=row["product_id"],
        at=row["at"],
        kind=StepKind(row["kind"]),
        from_stage=row["from_stage"],
        to_stage=row["to_stage"],
        person_id=None if person is None else PersonId(person),
        text=row["text"],
        shown=bool(row["shown"]),
        due_at=row["due_at"],
        detail={key: str(value) for key, value in detail.items()},
    )


async def one(tx: Transaction, id: int) -> Product | None:
    row = await tx.one(SQL["one"], id=id)
    return None if row is None else from_row(row)


async def by_code(tx: Transaction, code: str) -> Product | None:
    """The product with a code such as SP-2026-00007."""
    row = await tx.one(SQL["by_code"], code=code)
    return None if row is None else from_row(row)


async def by_idea(tx: Transaction, idea_id: int) -> Product | None:
    """The product that grew out of an idea."""
    row = await tx.one(SQL["by_idea"], idea_id=idea_id)
    return None if row is None else from_row(row)


async def by_codes(tx: Transaction, codes: Collection[str]) -> Mapping[str, Product]:
    """Products by their own code or their idea's, under each of the given codes that was found."""
    wanted, found = sorted(set(codes)), dict[str, Product]()
    for at in range(0, len(wanted), SLICE):
        statement, values = with_lists(SQL["by_codes"], codes=wanted[at : at + SLICE])
        for row in await tx.all(statement, **values):
            product = from_row(row)
            found[product.code] = product
            if row["idea_code"] is not None:
                found[row["idea_code"]] = product
    return {code: found[code] for code in wanted if code in found}


async def of_person(tx: Transaction, person_id: PersonId) -> Sequence[Product]:
    """A producer's products, the newest first."""
    return [from_row(row) for row in await tx.all(SQL["of_person"], person_id=person_id)]


async def steps(tx: Transaction, product_id: int) -> Sequence[Step]:
    """What happened to a product, in order."""
    return [_step(row) for row in await tx.all(SQL["steps"], product_id=product_id)]


async def ratings(tx: Transaction, product_id: int) -> Sequence[Step]:
    """Its ratings, by all councils and in all rounds, in order."""
    return [step for step in await steps(tx, product_id) if step.kind is StepKind.RATING]


async def held(tx: Transaction, officer_id: PersonId) -> Sequence[Product]:
    """The products under way that an officer has taken up."""
    return [from_row(row) for row in await tx.all(SQL["held"], officer_id=officer_id)]
