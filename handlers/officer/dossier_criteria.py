"""By which criteria set a product is rated: an officer says so, and its papers follow from it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.menu import back_button
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_papers
from handlers.officer import dossier_screen as view
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import clip, lines
from programme.criteria import Criteria, CriteriaSet
from programme.roles import Right
from storage import product_work
from storage.products import Product

PAGE = 6
LONGEST_BUTTON = 60
_LIST = re.compile(r"(group|all):([0-9]{1,4})")
_NUMBER = re.compile(r"[0-9]{1,4}")


def _sets(criteria: Criteria, product: Product, which: str) -> Sequence[CriteriaSet]:
    """The sets of the product's group, or all of them: also where its group has none."""
    near = criteria.in_group(product.product_group)
    return near if near and which == "group" else criteria.sets


async def _choose(turn: Turn, found: Opened[Product], rest: str) -> None:
    """Show the sets, those of the product's group first."""
    voice, product, match = turn.voice, found.what, _LIST.fullmatch(rest)
    criteria = turn.world.criteria.get(product.edition)
    if criteria is None or match is None:
        await view.too_late(turn, found)
        return
    sets = _sets(criteria, product, match[1])
    which = "all" if len(sets) == len(criteria.sets) else "group"
    pages = max(1, -(-len(sets) // PAGE))
    page = min(int(match[2]), pages - 1)
    at = f"{product.id}:{product.revision}"
    rows = []
    for one in sets[page * PAGE : (page + 1) * PAGE]:
        sign = "✅ " if one.number == product.criteria_set else ""
        label = f"{sign}{one.number}. {one.name.said_in(voice.language)}"
        rows.append([Button(clip(label, LONGEST_BUTTON), f"o:p.set:{at}:{one.number}")])
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:p.sets:{at}:{which}:{page - 1}"))
    if page + 1 < pages:
        pager.append(Button(voice.plain("Later ▶"), f"o:p.sets:{at}:{which}:{page + 1}"))
    rows += [pager] if pager else []
    if which == "group":
        rows.append([Button(voice.plain("All criteria sets"), f"o:p.sets:{at}:all:0")])
    rows.append([Button(voice.plain("Back to the papers"), f"o:p.papers:{product.id}:0")])
    text = lines(
        voice.gettext("⭐ <b>{product}</b>", product=clip(product.name, 100)),
        voice.gettext("By which criteria set is it rated? Its papers follow from that."),
    )
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


async def _set(turn: Turn, found: Opened[Product], rest: str) -> None:
    """Note the set down, tell the producer, and show the papers that follow from it."""
    product, criteria = found.what, turn.world.criteria.get(found.what.edition)
    one = criteria.set(int(rest)) if criteria is not None and _NUMBER.fullmatch(rest) else None
    if one is None:
        await view.too_late(turn, found)
        return
    note = None
    if one.number != product.criteria_set:
        done = await product_work.set_criteria(
            turn.tx,
            product,
            at_desk.edition_of(turn, product),
            one.number,
            turn.person.id,
            turn.now,
        )
        if done is None:
            await view.too_late(turn, found)
            return
        product, note = done.product, await at_desk.tell(turn, done)
    await dossier_papers.show(turn, replace(found, what=product), 0, note)


def _works(name: str, run: at_desk.Run) -> OfficerAction:
    checked = at_desk.checked(at_desk.may_work_on, run, view.too_late)
    return on(name, Right.WORK_DOSSIER, at_desk.PRODUCT, checked)


ACTIONS: tuple[OfficerAction, ...] = (_works("p.sets", _choose), _works("p.set", _set))
