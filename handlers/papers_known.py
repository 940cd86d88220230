"""What is known of the papers of a product: for the producer's checklist, the officers' and for the
forms that are filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.occasion import Occasion
from handlers.selfcheck.opened import Opened as OpenedCheck
from handlers.selfcheck.opened import open_up
from programme.checklist import Claim, Item, Need, Rules, checklist, default_target, targets
from programme.editions import Edition
from programme.paper_forms import PaperForm
from storage import ideas, product_papers, selfchecks
from storage.ideas import Idea
from storage.product_papers import PaperState
from storage.products import Product
from storage.selfchecks import Check


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper: where it stands, and as what the checklist has it; None for one that an officer
    has asked for besides."""

    state: PaperState
    item: Item | None

    @property
    def key(self) -> str:
        return self.state.paper

    @property
    def claim(self) -> Claim:
        return self.item.claim if self.item else Claim.UNKNOWN

    @property
    def needed(self) -> bool:
        """Whether the stars aimed at cannot be had without it, or an officer waits for it."""
        return self.state.missing or (self.item is not None and self.item.need is not Need.HELP)

    @property
    def there(self) -> bool:
        """Whether it was seen or sent, or she says that she has it."""
        seen = self.state.seen_at is not None or bool(self.state.files)
        return seen or (self.claim is Claim.HAS and not self.state.missing)


@dataclass(frozen=True, slots=True)
class Known:
    """A product with its idea, its finished star check and its papers; `rules` is the set that it
    is rated by, None until somebody has chosen one."""

    product: Product
    edition: Edition
    idea: Idea | None
    check: OpenedCheck | None
    rules: Rules | None
    rated_by_criteria: bool
    """Whether the edition has sets of criteria."""
    forms: tuple[PaperForm, ...]
    states: Mapping[str, PaperState]

    @property
    def targets(self) -> tuple[int, ...]:
        return targets(self.edition) if self.rules else ()

    @property
    def default_target(self) -> int:
        """The next star by her check, from 3 on; 0 where nothing can be aimed at."""
        now = self.check.rating.stars if self.check else None
        return default_target(self.edition, now) if self.targets else 0

    def entries(self, target: int) -> list[Entry]:
        """The papers for so many stars, those asked for besides at the top."""
        items = checklist(
            self.edition,
            self.product.product_group,
            self.rules,
            target,
            idea_papers=self.idea.papers if self.idea else (),
            replies=self.check.check.replies if self.check else None,
        )
        listed = {item.paper.key for item in items}
        others = [Entry(state, None) for key, state in self.states.items() if key not in listed]
        return [
            *others,
            *(Entry(self.states.get(i.paper.key, PaperState(i.paper.key)), i) for i in items),
        ]

    def entry(self, key: str, target: int) -> Entry | None:
        return next((entry for entry in self.entries(target) if entry.key == key), None)


async def known(
    turn: Occasion, product: Product, *, shown: bool = False, locked: bool = False
) -> Known:
    """Gather it all; with `shown` only the check that the producer shows to officers counts, and
    with `locked` nothing that she has said."""
    edition = turn.world.editions.of(product.edition)
    idea = found = None
    if not locked:
        idea = None if product.idea_id is None else await ideas.one(turn.tx, product.idea_id)
        found = await _check(turn, product, shown=shown)
    check = None if found is None else open_up(turn.world, found)
    criteria = turn.world.criteria.get(product.edition)
    one = None
    if criteria is not None:
        # What an officer has chosen goes before what the producer took it for.
        one = criteria.set(product.criteria_set or 0) or (check.one if check else None)
    if check is not None and one is not None and check.one.number != one.number:
        check = None
    forms = turn.world.forms.get(product.edition)
    states = await product_papers.papers(turn.tx, product.id)
    return Known(
        product,
        edition,
        idea,
        check,
        None if criteria is None or one is None else Rules(criteria, one),
        criteria is not None,
        forms.forms if forms is not None else (),
        {state.paper: state for state in states},
    )


async def _check(turn: Occasion, product: Product, *, shown: bool) -> Check | None:
    """The latest finished check of a product, or of the idea that it grew out of."""
    if shown:
        check = await selfchecks.shown_with(turn.tx, idea_id=product.idea_id, product_id=product.id)
        return check if check is not None and check.edition == product.edition else None
    for check in await selfchecks.of_person(turn.tx, product.person_id):
        about = check.product_id == product.id or (
            check.idea_id is not None and check.idea_id == product.idea_id
        )
        if about and check.done_at is not None and check.edition == product.edition:
            return replace(check, step="")
    return None
