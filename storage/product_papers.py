"""Papers of a product's dossier: asked for by an officer, sent as a photo, seen with own eyes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from programme.editions import Edition
from storage import media
from storage.database import Transaction
from storage.people import PersonId
from storage.product_rows import Done, do, here
from storage.products import SQL, Product, StepKind, subject

OTHER = "other"
"""What the keys of papers begin with that no edition lists: other1, other2 …"""


@dataclass(frozen=True, slots=True)
class PaperState:
    """Where one paper stands. `paper` is a key of the edition, or one that begins with OTHER and
    then has a `label`; times are milliseconds, `files` the ids of its photos in their order."""

    paper: str
    label: str | None = None
    asked_at: int | None = None
    asked_by: PersonId | None = None
    sent_at: int | None = None
    seen_at: int | None = None
    seen_by: PersonId | None = None
    files: tuple[int, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether it was asked for and has neither been sent nor seen since."""
        asked = self.asked_at
        if asked is None or self.seen_at is not None:
            return False
        return self.sent_at is None or self.sent_at < asked


async def papers(tx: Transaction, product_id: int) -> Sequence[PaperState]:
    """The papers of a product of which something is known."""
    files = await tx.all(SQL["paper_files"], product_id=product_id)
    found = []
    for row in await tx.all(SQL["papers"], product_id=product_id):
        asked_by, seen_by = row["asked_by"], row["seen_by"]
        found.append(
            PaperState(
                paper=row["paper"],
                label=row["label"],
                asked_at=row["asked_at"],
                asked_by=None if asked_by is None else PersonId(asked_by),
                sent_at=row["sent_at"],
                seen_at=row["seen_at"],
                seen_by=None if seen_by is None else PersonId(seen_by),
                files=tuple(file["media_id"] for file in files if file["paper"] == row["paper"]),
            )
        )
    return found


async def ask(
    tx: Transaction,
    product: Product,
    edition: Edition,
    paper: str | None,
    label: str | None,
    person_id: PersonId,
    now: int,
    *,
    text: str | None = None,
) -> Done | None:
    """Ask for a paper of the edition, or with None for another one that `label` names; `text` is
    what the officer adds. ValueError if neither names one."""
    if paper is None:
        if not label:
            raise ValueError("a paper needs a key or a label")
        known = {one.paper for one in await papers(tx, product.id)}
        paper = next(f"{OTHER}{n}" for n in range(1, len(known) + 2) if f"{OTHER}{n}" not in known)
    step = replace(here(product, StepKind.PAPER, person_id, now, text), detail={"paper": paper})
    done = await do(tx, product, product, step, edition)
    if done is not None:
        tx.later(
            SQL["ask_paper"],
            product_id=product.id,
            paper=paper,
            label=label,
            person_id=person_id,
            now=now,
        )
    return done


async def tick(
    tx: Transaction,
    product: Product,
    edition: Edition,
    paper: str,
    person_id: PersonId,
    now: int,
    *,
    seen: bool,
) -> Done | None:
    """Tick a paper that the officer has seen, or take the tick back."""
    kind = StepKind.PAPER_SEEN if seen else StepKind.PAPER_UNSEEN
    step = replace(here(product, kind, person_id, now), shown=False, detail={"paper": paper})
    done = await do(tx, product, product, step, edition)
    if done is not None and seen:
        tx.later(
            SQL["seen_paper"], product_id=product.id, paper=paper, person_id=person_id, now=now
        )
    elif done is not None:
        tx.later(SQL["unseen_paper"], product_id=product.id, paper=paper)
    return done


async def send(
    tx: Transaction,
    product: Product,
    edition: Edition,
    paper: str,
    media_id: int,
    person_id: PersonId,
    now: int,
) -> Done | None:
    """Put a photo of a paper into the dossier, behind those that are there. What an officer has
    seen before counts no more."""
    step = replace(here(product, StepKind.PAPER_SENT, person_id, now), detail={"paper": paper})
    done = await do(tx, product, product, step, edition)
    if done is not None:
        media.hold(tx, media_id, subject(product.id))
        tx.later(SQL["sent_paper"], product_id=product.id, paper=paper, now=now)
        tx.later(SQL["add_paper_file"], product_id=product.id, paper=paper, media_id=media_id)
    return done


async def remove(
    tx: Transaction,
    product: Product,
    edition: Edition,
    paper: PaperState,
    person_id: PersonId,
    now: int,
) -> Done | None:
    """Take the photos of a paper out of the dossier; that an officer has seen it stays."""
    step = replace(
        here(product, StepKind.PAPER_REMOVED, person_id, now), detail={"paper": paper.paper}
    )
    done = await do(tx, product, product, step, edition)
    if done is not None:
        tx.later(SQL["remove_paper_files"], product_id=product.id, paper=paper.paper)
        tx.later(SQL["unsent_paper"], product_id=product.id, paper=paper.paper)
        for file in paper.files:
            media.let_go_of(tx, file, subject(product.id))
        await media.release(tx, paper.files)
    return done
