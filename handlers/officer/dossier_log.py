"""What happened to a dossier, the newest first; also what its producer does not read."""

import re
from dataclasses import replace

from handlers.menu import back_button
from handlers.officer import dossier_desk as at_desk
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.screen import Button, Screen
from handlers.status_steps import names_of, step_line
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from programme.roles import Right
from storage import product_papers, products
from storage.products import Product, Step

PAGE = 5
LONGEST_TEXT = 90
_PAGE = re.compile(r"[0-9]{1,6}")


async def show(turn: Turn, found: Opened[Product], rest: str) -> None:
    """Show a page of the history."""
    voice, product = turn.voice, found.what
    steps = list(await products.steps(turn.tx, product.id))[::-1]
    pages = max(1, -(-len(steps) // PAGE))
    page = min(int(rest) if _PAGE.fullmatch(rest) else 0, pages - 1)
    shown = steps[page * PAGE : (page + 1) * PAGE]
    names = await names_of(turn.tx, voice, product, shown)
    labels = {one.paper: one.label for one in await product_papers.papers(turn.tx, product.id)}
    shut = await at_desk.locked(turn, product)

    def line(step: Step) -> Html:
        words = None if shut or not step.text else clip(" ".join(step.text.split()), LONGEST_TEXT)
        said = step_line(
            voice, turn.world, product, replace(step, text=words), names, turn.at, labels
        )
        hidden = words is not None and not step.shown
        return said + " " + voice.gettext("<i>(officers only)</i>") if hidden else said

    text = lines(
        voice.gettext("⭐ <b>{product}</b>: history", product=clip(product.name, 60)),
        *(part for step in shown for part in ("", line(step))),
    )
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Newer"), f"o:p.log:{product.id}:{page - 1}"))
    if page + 1 < pages:
        pager.append(Button(voice.plain("Older ▶"), f"o:p.log:{product.id}:{page + 1}"))
    rows = [pager] if pager else []
    rows.append([Button(voice.plain("Back to the dossier"), f"o:p.see:{product.id}")])
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


ACTIONS: tuple[OfficerAction, ...] = (on("p.log", Right.READ, at_desk.PRODUCT, show),)
