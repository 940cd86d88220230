"""Recording a council's result list in one transaction, and telling the producers."""

import asyncio
from collections.abc import Sequence

from handlers import visit_calendar
from handlers.officer.dossier_arrival import tell_level
from handlers.officer.results_check import BREATH, Checked
from handlers.post import Post
from handlers.status_news import tell_change
from programme.results import Outcome
from programme.roles import Role
from programme.stages import Outcome as End
from programme.stages import Points
from storage import acts, jobs, media, product_moves, products
from storage.jobs import Job
from storage.media import Medium
from storage.people import PersonId
from storage.products import Certificate, Product, StepKind

TELL = "results.tell"
SLICE = 40
"""Producers that are told in one transaction."""


class ChangedMeanwhile(Exception):
    """A product changed, by another process, between being judged and being recorded. Nothing of
    the list is kept; it is judged and recorded again from the start."""


async def record(
    post: Post, roles: Sequence[Role], medium: Medium, found: Checked, done: Sequence[Outcome]
) -> None:
    """Write down the new results of a list for the person who sent it, log it, and have the
    producers told, and the officers to whom products go on."""
    person_id = PersonId(medium.person_id)
    # The council's own list is the evidence for what is recorded, as long as there are results.
    media.hold(post.tx, medium.id, f"results:{medium.id}", official=True)
    moved = []
    for number, outcome in enumerate(done, 1):
        moved.append(await _record(post, person_id, found, outcome))
        if number % BREATH == 0:
            await asyncio.sleep(0)
    numbers = [one.product for one in done if one.product is not None]
    _log(post, roles, medium, [found.products[number] for number in numbers])
    for at in range(0, len(numbers), SLICE):
        data = {"products": numbers[at : at + SLICE], "since": post.now}
        jobs.put(post.tx, TELL, f"results:{medium.id}:{at // SLICE}", post.now, data=data)
    await tell_level(post, person_id, moved)


def _log(post: Post, roles: Sequence[Role], medium: Medium, rated: Sequence[Product]) -> None:
    """Log a list on each unit whose council it is of: there those who read the log look for it."""
    for unit in dict.fromkeys(role.unit for role in roles):
        here = [one for one in rated if post.world.territory.contains(unit, one.commune)]
        if here:
            detail = {"file": str(medium.id), "rows": str(len(here))}
            acts.add(
                post.tx,
                PersonId(medium.person_id),
                "results.import",
                f"unit:{unit}",
                detail,
                post.now,
            )


async def _record(
    post: Post, person_id: PersonId, found: Checked, outcome: Outcome
) -> tuple[Product, Product]:
    """Write one result down; returns the product as it was and as it is now."""
    rating = outcome.rating
    if rating is None or outcome.product is None:
        raise LookupError(f"row {outcome.number} has no result")
    product = found.products[outcome.product]
    edition = post.world.editions.of(product.edition)
    done = await product_moves.rate(
        post.tx,
        product,
        edition,
        Points(*rating.points),
        rating.stars,
        person_id,
        post.now,
        text=outcome.note or None,
    )
    paper = rating.certificate
    if done is not None and paper is not None and done.product.outcome is End.RATED:
        certificate = Certificate(paper.number, paper.issued, paper.expires)
        done = await product_moves.certify(
            post.tx, done.product, edition, certificate, person_id, post.now
        )
    if done is None:
        raise ChangedMeanwhile(product.code)
    await visit_calendar.take_out(post, product, done.product)
    return product, done.product


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
