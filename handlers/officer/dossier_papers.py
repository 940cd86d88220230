"""The papers of a dossier: which there are, asking for one, looking at a photo, ticking it."""

import re
from collections.abc import Sequence

from handlers import status_words as words
from handlers.menu import back_button
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_forms as forms
from handlers.officer import dossier_screen as view
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.passing import passing
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Voice, clip, lines
from programme.roles import Right
from storage import ideas, product_papers
from storage.product_papers import PaperState
from storage.products import Product

PAGE = 8
NEW = "new"
"""Stands for a paper that no list has."""
_PAGE = re.compile(r"[0-9]{1,4}")


def _blank(key: str) -> PaperState:
    return PaperState(key, None, None, None, None, None, None, None)


async def _all(turn: Turn, product: Product) -> list[PaperState]:
    """Every paper that products of its group need, then those that officers asked for besides."""
    known = {one.paper: one for one in await product_papers.papers(turn.tx, product.id)}
    needed = at_desk.edition_of(turn, product).papers_for(product.product_group)
    listed = [known.pop(paper.key, _blank(paper.key)) for paper in needed]
    return [*listed, *known.values()]


async def _claimed(turn: Turn, product: Product) -> frozenset[str]:
    """The papers that the producer said in her idea she has."""
    idea = None if product.idea_id is None else await ideas.one(turn.tx, product.idea_id)
    has = () if idea is None else idea.papers
    papers = at_desk.edition_of(turn, product).papers
    return frozenset(paper.key for paper in papers if paper.idea_paper in has)


def _sign(one: PaperState, claimed: bool) -> str:
    if one.seen_at is not None:
        return "✅"
    if one.missing:
        return "⏳"
    if one.sent_at is not None:
        return "📷"
    return "🔸" if claimed else "▫️"


async def _list(turn: Turn, found: Opened[Product], rest: str) -> None:
    voice, product = turn.voice, found.what
    papers, claimed = await _all(turn, product), await _claimed(turn, product)
    edition = at_desk.edition_of(turn, product)
    pages = max(1, -(-len(papers) // PAGE))
    page = min(int(rest) if _PAGE.fullmatch(rest) else 0, pages - 1)
    rows = []
    for one in papers[page * PAGE : (page + 1) * PAGE]:
        name = words.paper_name(voice, edition, one.paper, one.label)
        label = clip(f"{_sign(one, one.paper in claimed)} {name}", 60)
        rows.append([Button(label, f"o:p.paper:{product.id}:{one.paper}")])
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:p.papers:{product.id}:{page - 1}"))
    if page + 1 < pages:
        pager.append(Button(voice.plain("Later ▶"), f"o:p.papers:{product.id}:{page + 1}"))
    rows += [pager] if pager else []
    at = f"{product.id}:{product.revision}"
    rows.append([Button(voice.plain("Ask for another paper"), f"o:p.ask:{at}:{NEW}")])
    rows.append([Button(voice.plain("Back to the dossier"), f"o:p.see:{product.id}")])
    text = lines(
        voice.gettext("⭐ <b>{product}</b>: papers", product=clip(product.name, 60)),
        voice.gettext(
            "✅ seen · 📷 photo sent · ⏳ asked for · 🔸 the producer says it is there · ▫️ unknown"
        ),
    )
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


async def _one(turn: Turn, found: Opened[Product], rest: str) -> None:
    """Show one paper and what can be done about it."""
    voice, product = turn.voice, found.what
    one = _named(await _all(turn, product), rest)
    if one is None:
        await view.too_late(turn, found)
        return
    edition = at_desk.edition_of(turn, product)
    at, rows = f"{product.id}:{product.revision}", []
    if one.media_id is not None and not await at_desk.locked(turn, product):
        photo = Button(voice.plain("See the photo"), f"o:p.photo:{product.id}:{one.paper}")
        rows.append([photo])
    if at_desk.may_work(turn, product, found.roles):
        if product.outcome is None and not one.missing:
            rows.append([Button(voice.plain("Ask for it"), f"o:p.ask:{at}:{one.paper}")])
        ticked = one.seen_at is not None
        label = voice.plain("I have not seen it") if ticked else voice.plain("I have seen it")
        rows.append([Button(label, f"o:p.seen:{at}:{one.paper}")])
    rows.append([Button(voice.plain("‹ All papers"), f"o:p.papers:{product.id}:0")])
    text = lines(
        voice.gettext("⭐ <b>{product}</b>", product=clip(product.name, 100)),
        words.paper_name(voice, edition, one.paper, one.label),
        _said(voice, one, one.paper in await _claimed(turn, product)),
    )
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


def _said(voice: Voice, one: PaperState, claimed: bool) -> str:
    if one.seen_at is not None:
        return voice.plain("An officer has seen it.")
    if one.missing:
        return voice.plain("It has been asked for and has not come yet.")
    if one.sent_at is not None:
        return voice.plain("The producer has sent a photo of it.")
    if claimed:
        return voice.plain("The producer says it is there; nobody has seen it yet.")
    return voice.plain("Nothing is known about it yet.")


def _named(papers: Sequence[PaperState], key: str) -> PaperState | None:
    return next((one for one in papers if one.paper == key), None)


async def _photo(turn: Turn, found: Opened[Product], rest: str) -> None:
    one = _named(await _all(turn, found.what), rest)
    medium = None if one is None or await at_desk.locked(turn, found.what) else one.media_id
    call = None
    if medium is not None:
        call = await passing(turn.tx, medium, turn.chat_id, found.what.code)
    if call is None:
        turn.toast(turn.voice.plain("This file is not here any more."))
        return
    turn.call(call)
    turn.send(await view.screen(turn, found.what, found.roles))


async def _ask(turn: Turn, found: Opened[Product], key: str) -> None:
    if key != NEW and _named(await _all(turn, found.what), key) is None:
        await view.too_late(turn, found)
        return
    await forms.begin(turn, forms.ASK, found.what, {forms.PAPER: "" if key == NEW else key})


async def _seen(turn: Turn, found: Opened[Product], key: str) -> None:
    product = found.what
    one = _named(await _all(turn, product), key)
    if one is None:
        await view.too_late(turn, found)
        return
    if one.seen_at is not None:
        product_papers.unseen(turn.tx, product, key)
    else:
        edition = at_desk.edition_of(turn, product)
        done = await product_papers.seen(turn.tx, product, edition, key, turn.person.id, turn.now)
        if done is None:
            await view.too_late(turn, found)
            return
        product = done.product
    await _list(turn, Opened(product, found.roles), "0")


def _works(name: str, run: at_desk.Run) -> OfficerAction:
    checked = at_desk.checked(at_desk.may_work_on, run, view.too_late)
    return on(name, Right.WORK_DOSSIER, at_desk.PRODUCT, checked)


ACTIONS: tuple[OfficerAction, ...] = (
    on("p.papers", Right.WORK_DOSSIER, at_desk.PRODUCT, _list),
    on("p.paper", Right.WORK_DOSSIER, at_desk.PRODUCT, _one),
    on("p.photo", Right.WORK_DOSSIER, at_desk.PRODUCT, _photo),
    _works("p.ask", _ask),
    _works("p.seen", _seen),
)
