"""What becomes of products when the person goes: the producer, or the officer who holds them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from storage.database import Transaction
from storage.people import PersonId
from storage.product_papers import PaperState, papers
from storage.product_rows import here, note_down, put_row
from storage.products import SQL, Product, Step, StepKind, held, of_person, steps


@dataclass(frozen=True, slots=True)
class KeptProduct:
    """All that is kept of one product of a person."""

    product: Product
    steps: Sequence[Step]
    papers: Sequence[PaperState]


async def kept(tx: Transaction, person_id: PersonId) -> Sequence[KeptProduct]:
    """A person's products with everything that was written about them, also what only officers
    read."""
    return [
        KeptProduct(product, await steps(tx, product.id), await papers(tx, product.id))
        for product in await of_person(tx, person_id)
    ]


def strip(tx: Transaction, person_id: PersonId, now: int) -> None:
    """Erase the words in a person's products and end those that are under way. Before her media
    are removed."""
    for name in ("drop_news", "drop_jobs", "strip_steps", "strip_papers", "strip_paper_files"):
        tx.later(SQL[name], person_id=person_id)
    tx.later(SQL["strip"], person_id=person_id, now=now)


async def let_go(
    tx: Transaction,
    officer_id: PersonId,
    by: PersonId,
    now: int,
    covered: Callable[[str], bool] = lambda commune: False,
) -> None:
    """Put back what an officer has taken up, but for that of communes which she answers for all
    the same; each is logged as done by `by`."""
    for product in await held(tx, officer_id):
        if covered(product.commune):
            continue
        put = await put_row(tx, product, replace(product, officer_id=None), now)
        if put is not None:
            step = replace(here(product, StepKind.PUT_BACK, by, now), shown=False)
            note_down(tx, put, step)
