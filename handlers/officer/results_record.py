"""Recording a council's result list in the transaction of the press, and telling the producers."""

from collections.abc import Sequence

from handlers.officer.results_check import Checked
from handlers.post import Post
from handlers.status_news import tell_change
from handlers.turn import Turn
from programme.results import Outcome
from programme.roles import Role
from programme.stages import Outcome as End
from programme.stages import Points
from storage import acts, jobs, media, product_moves, products
from storage.jobs import Job
from storage.media import Medium
from storage.products import Certificate, Product, StepKind

TELL = "results.tell"
SLICE = 40
"""Producers that are told in one transaction."""


class ChangedMeanwhile(Exception):
    """A product changed, by another process, between being judged and being recorded. Nothing of
    the list is kept; the press is worked on again from the start."""


async def record(
    turn: Turn, roles: Sequence[Role], medium: Medium, found: Checked, done: Sequence[Outcome]
) -> None:
    """Write down the new results of a list, log it, and have the producers told."""
    # The council's own list is the evidence for what is recorded, as long as there are results.
    media.hold(turn.tx, medium.id, f"results:{medium.id}", official=True)
    for outcome in done:
        await _record(turn, found, outcome)
    numbers = [one.product for one in done if one.product is not None]
    _log(turn, roles, medium, [found.products[number] for number in numbers])
    for at in range(0, len(numbers), SLICE):
        data = {"products": numbers[at : at + SLICE], "since": turn.now}
        jobs.put(turn.tx, TELL, f"results:{medium.id}:{at // SLICE}", turn.now, data=data)


def _log(turn: Turn, roles: Sequence[Role], medium: Medium, rated: Sequence[Product]) -> None:
    """Log a list on each unit whose council it is of: there those who read the log look for it."""
    for unit in dict.fromkeys(role.unit for role in roles):
        here = [one for one in rated if turn.world.territory.contains(unit, one.commune)]
        if here:
            detail = {"file": str(medium.id), "rows": str(len(here))}
            acts.add(turn.tx, turn.person.id, "results.import", f"unit:{unit}", detail, turn.now)


async def _record(turn: Turn, found: Checked, outcome: Outcome) -> None:
    rating = outcome.rating
    if rating is None or outcome.product is None:
        raise LookupError(f"row {outcome.number} has no result")
    product = found.products[outcome.product]
    edition = turn.world.editions.of(product.edition)
    done = await product_moves.rate(
        turn.tx,
        product,
        edition,
        Points(*rating.points),
        rating.stars,
        turn.person.id,
        turn.now,
        text=outcome.note or None,
    )
    paper = rating.certificate
    if done is not None and paper is not None and done.product.outcome is End.RATED:
        certificate = Certificate(paper.number, paper.issued, paper.expires)
        done = await product_moves.certify(
            turn.tx, done.product, edition, certificate, turn.person.id, turn.now
        )
    if done is None:
        raise ChangedMeanwhile(product.code)


async def tell(post: Post, job: Job) -> None:
    """Tell the producers of some products what a list has brought them."""
    for number in job.data["products"]:
        product = await products.one(post.tx, int(number))
        if product is None:
            continue
        steps = await products.steps(post.tx, product.id)
        for step in steps:
            fresh = step.at == int(job.data["since"])
            if fresh and step.kind in (StepKind.RATING, StepKind.CERTIFICATE):
                await tell_change(post, product, step)
