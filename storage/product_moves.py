"""What brings products along: acceptance, moves, ratings, certificates. Each act is one change of
the row at the revision that was read, one step of its story and one line in the log.

Whether a person may act at all (right, area, level) is the caller's to check.
"""

from dataclasses import replace

from programme.deadlines import limit, next_due
from programme.editions import Edition
from programme.stages import (
    Kind,
    Move,
    Outcome,
    Points,
    after_rating,
    end_of,
    holder_at,
    may_certify,
    may_rate,
    moves,
    needs_certificate,
    producer_moves,
    product_code,
    stars_held_back,
)
from programme.vietnam_time import day_at
from storage import product_jobs, products
from storage.database import Transaction
from storage.ideas import Idea
from storage.people import PersonId
from storage.product_rows import Done, do, here, note_down
from storage.products import (
    SQL,
    Certificate,
    Product,
    Step,
    StepKind,
    from_row,
)


async def from_idea(
    tx: Transaction,
    idea: Idea,
    edition: Edition,
    officer_id: PersonId,
    now: int,
    *,
    level: str | None = None,
) -> Product | None:
    """Let an accepted idea become a product, under the next number of the year in Vietnam; `level`
    is at which its officer acts. None if it has become one already. `edition` is the idea's own.
    """
    day = day_at(now)
    stage = edition.stage(edition.begins)
    if stage is None:
        raise LookupError(f"edition {edition.key} has no stage {edition.begins}")
    counted = await tx.one(SQL["next_number"], name=f"products.{day.year}")
    if counted is None:
        raise LookupError("INSERT … RETURNING returned no row")
    due = next_due(edition, stage.key, day)
    term = limit(edition, stage.key, day, day)
    row = await tx.one(
        SQL["add"],
        code=product_code(day.year, counted["value"]),
        idea_id=idea.id,
        person_id=idea.person_id,
        edition=edition.key,
        commune=idea.commune,
        name=idea.product,
        product_group=idea.product_group,
        stage=stage.key,
        holder=holder_at(stage, level),
        due_at=None if term is None else product_jobs.end_of_day(term.last_day),
        round=None if due is None else due.round.key,
        round_year=None if due is None else due.year,
        now=now,
    )
    if row is None:
        return None
    product = from_row(row)
    step = Step(product.id, now, StepKind.START, None, product.stage, officer_id)
    note_down(tx, product, step)
    product_jobs.plan_stage(tx, product, edition, now)
    return product


async def move(
    tx: Transaction,
    product: Product,
    edition: Edition,
    way: Move,
    person_id: PersonId,
    now: int,
    *,
    reason: str | None = None,
    level: str | None = None,
    in_force: Edition | None = None,
) -> Done | None:
    """Go one of the ways that `programme.stages.moves` gives; `edition` is the product's own.

    `level` is at which the officer acts: where a stage may lie at several levels it stays there.
    A product that begins again does so under `in_force`, if given. None, and no change, if the way
    is not open or the product has changed since. ValueError without the reason that is needed.
    """
    open_ways = (*moves(edition, product.standing), *producer_moves(product.standing))
    if way not in open_ways:
        return None
    if way.needs_reason and not (reason or "").strip():
        raise ValueError(f"{way.kind} needs a reason")
    rules, put = edition, product
    if way.kind is Kind.HOLD:
        put = replace(product, held_since=now)
    elif way.kind is Kind.RESUME:
        put = replace(product, held_since=None)
    elif (outcome := end_of(way.kind)) is not None:
        put = _ended(product, outcome, now)
    else:
        if way.kind is Kind.AGAIN:
            rules = in_force or edition
            way = Move(Kind.AGAIN, rules.again)
            put = replace(
                product,
                edition=rules.key,
                outcome=None,
                stars=None,
                points=Points(),
                # It is of the rating that lies behind; the next one gets a certificate of its own.
                certificate=None,
                earlier_certificate=product.last_certificate,
                round=None,
                round_year=None,
                visit_at=None,
                visit_place=None,
                criteria_set=product.criteria_set if rules is edition else None,
            )
        put = _at_stage(put, rules, way.to, level, now)
    step = Step(product.id, now, StepKind(way.kind), product.stage, way.to, person_id, reason)
    return await do(tx, product, put, step, rules)


async def rate(
    tx: Transaction,
    product: Product,
    edition: Edition,
    points: Points,
    stars: int,
    person_id: PersonId,
    now: int,
    *,
    text: str | None = None,
) -> Done | None:
    """Write down a council's points and the stars that follow from them, or fewer with the reason
    as `text`: its producer reads it with the result.

    By `programme.stages.after_rating` the product's road ends here with its stars, or it goes on to
    the council that may give so many, or waits for an officer to send it on. A result may be
    corrected where it was made: one for which there is no certificate ends the one that was given
    for the first, one that goes on leaves that as an earlier one. None, and no change, where no
    council sits or the product has changed since. ValueError for stars that are not 1 to 5, or
    more than the points make, and for fewer without a reason.
    """
    if not 1 <= stars <= 5:
        raise ValueError(f"stars must be 1 to 5: {stars}")
    total = points.total
    made = None if total is None else stars_held_back(edition, total, stars)
    if made is not None and not (text or "").strip():
        raise ValueError(f"{stars} stars in the place of {made} need a reason")
    if not may_rate(edition, product.standing):
        return None
    verdict = after_rating(edition, product.stage, stars)
    put = replace(product, stars=verdict.stars, points=points, held_since=None, outcome=None)
    if verdict.final:
        put = _ended(put, Outcome.RATED, now)
    elif verdict.goes_to is not None:
        put = _at_stage(put, edition, verdict.goes_to, None, now)
        # What was given for the result that is corrected is no proof of the next council's.
        put = replace(put, certificate=None, earlier_certificate=product.last_certificate)
    detail = {"stars": str(verdict.stars)}
    if made is not None:
        detail["made"] = str(made)
    for part in ("a", "b", "c"):
        if (given := points.of(part.upper())) is not None:
            detail[part] = format(given, "f")
    if verdict.final:
        detail["outcome"] = Outcome.RATED.value
        known = edition.certificate is not None
        if known and not needs_certificate(edition, verdict.stars):
            paper = await _of_this_road(tx, product)
            if paper is not None:
                put = replace(put, certificate=None, earlier_certificate=None)
                detail["ended"] = paper.number
    step = Step(
        product.id,
        now,
        StepKind.RATING,
        product.stage,
        put.stage,
        person_id,
        text,
        detail=detail,
    )
    done = await do(tx, product, put, step, edition)
    if done is not None and "ended" in detail:
        product_jobs.plan_certificate(tx, done.product, edition, now)
    return done


async def certify(
    tx: Transaction,
    product: Product,
    edition: Edition,
    certificate: Certificate,
    person_id: PersonId,
    now: int,
) -> Done | None:
    """Write down the certificate of the present result, in the place of any before. None, and
    no change, where the result has none or the product has changed since. That the number is free
    is the caller's to check, under `certificates.lock`."""
    if not may_certify(edition, product.standing):
        return None
    put = replace(product, certificate=certificate, earlier_certificate=None)
    # The row holds the last one only; those before are kept in the story.
    detail = {
        "number": certificate.number,
        "issued": certificate.issued.isoformat(),
        "expires": certificate.expires.isoformat(),
    }
    step = replace(here(product, StepKind.CERTIFICATE, person_id, now), detail=detail)
    done = await do(tx, product, put, step, edition)
    if done is not None:
        product_jobs.plan_certificate(tx, done.product, edition, now)
    return done


async def _of_this_road(tx: Transaction, product: Product) -> Certificate | None:
    """The last certificate, if it was given since the road began: for a result of this road."""
    if product.certificate is not None or product.earlier_certificate is None:
        return product.certificate
    for step in reversed(await products.steps(tx, product.id)):
        if step.kind is StepKind.AGAIN:
            return None
        if step.kind is StepKind.CERTIFICATE:
            return product.earlier_certificate
    return None


def _at_stage(put: Product, rules: Edition, key: str, level: str | None, now: int) -> Product:
    """Bring a product to a stage: who holds it there, its limit and its round."""
    stage = rules.stage(key)
    if stage is None:
        raise LookupError(f"edition {rules.key} has no stage {key}")
    day = day_at(now)
    holder = holder_at(stage, level, put.holder)
    due = next_due(rules, key, day, put.round, put.round_year)
    term = limit(rules, key, day, day)
    return replace(
        put,
        stage=key,
        stage_since=now,
        holder=holder,
        officer_id=put.officer_id if holder == put.holder else None,
        held_since=None,
        due_at=None if term is None else product_jobs.end_of_day(term.last_day),
        round=put.round if due is None else due.round.key,
        round_year=put.round_year if due is None else due.year,
    )


def _ended(put: Product, outcome: Outcome, now: int) -> Product:
    """End a road: nobody holds it, nothing is due, nobody comes to see it any more."""
    return replace(
        put,
        outcome=outcome,
        stage_since=now,
        officer_id=None,
        held_since=None,
        due_at=None,
        visit_at=None,
        visit_place=None,
    )
