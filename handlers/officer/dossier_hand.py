"""Handing a dossier over to another officer who may hold it, of the same level or another."""

import re
from dataclasses import dataclass

from handlers.menu import back_button
from handlers.officer import desk
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_screen as view
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Voice, clip, lines
from programme.roles import Right, Role, entitled
from storage import officers, product_work
from storage.people import PersonId
from storage.products import Product

PAGE = 6
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Colleague:
    """An officer who may hold a dossier, and at which level she does."""

    person_id: PersonId
    name: str | None
    role: Role
    level: str


async def colleagues(turn: Turn, product: Product) -> list[Colleague]:
    """Who may hold a dossier at its stage: officers whose area covers its commune, nearest first;
    neither its producer nor who holds it."""
    stage = at_desk.edition_of(turn, product).stage(product.stage)
    covers = turn.world.territory.covers
    found: dict[PersonId, Colleague] = {}
    for one in await officers.listed(turn.tx):
        if one.person_id in (product.person_id, product.officer_id) or one.person_id in found:
            continue
        if stage is None or not entitled(covers, [one.role], Right.WORK_DOSSIER, product.commune):
            continue
        allowed = [
            level
            for level in at_desk.levels(turn, [one.role])
            if level in stage.holders or level in stage.movers
        ]
        if allowed:
            found[one.person_id] = Colleague(one.person_id, one.name, one.role, allowed[0])
    order = {"commune": 0, "district": 1, "province": 2}
    return sorted(found.values(), key=lambda one: (order.get(one.level, 3), one.person_id))


async def _choose(turn: Turn, found: Opened[Product], given: str) -> None:
    """Show to whom it can be handed over."""
    voice, product = turn.voice, found.what
    all_of_them = await colleagues(turn, product)
    pages = max(1, -(-len(all_of_them) // PAGE))
    page = min(int(given) if _NUMBER.fullmatch(given) else 0, pages - 1)
    at = f"{product.id}:{product.revision}"
    shown = all_of_them[page * PAGE : (page + 1) * PAGE]
    rows = [
        [Button(clip(_label(turn, one), 60), f"o:p.give:{at}:{one.person_id}")] for one in shown
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:p.hand:{at}:{page - 1}"))
    if page + 1 < pages:
        pager.append(Button(voice.plain("Later ▶"), f"o:p.hand:{at}:{page + 1}"))
    rows += [pager] if pager else []
    rows.append([Button(voice.plain("Back to the dossier"), f"o:p.see:{product.id}")])
    text = lines(
        voice.gettext("⭐ <b>{product}</b>", product=clip(product.name, 100)),
        voice.gettext("Who shall look after it? I tell that officer and the farmer.")
        if shown
        else voice.gettext(
            "Nobody else may hold it at this step. An administrator can invite more officers."
        ),
    )
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


def _label(turn: Turn, one: Colleague) -> str:
    name = one.name or turn.voice.plain("Another officer")
    return f"{clip(name, 30)}, {desk.place(turn, one.role.unit)}"


async def _give(turn: Turn, found: Opened[Product], given: str) -> None:
    product = found.what
    to = int(given) if _NUMBER.fullmatch(given) else 0
    chosen = next((one for one in await colleagues(turn, product) if one.person_id == to), None)
    done = None
    if chosen is not None:
        done = await product_work.hand_over(
            turn.tx,
            product,
            at_desk.edition_of(turn, product),
            chosen.person_id,
            turn.person.id,
            turn.now,
            level=chosen.level,
        )
    if done is None:
        await view.too_late(turn, found)
        return
    now = done.product
    said = await at_desk.tell(turn, done)
    giver = await at_desk.officer(turn, turn.person.id)

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "⭐ {officer} has handed a dossier over to you: <b>{product}</b>, {place}.",
            officer=giver,
            product=clip(now.name, 60),
            place=desk.place(turn, now.commune),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:p.see:{now.id}")]])

    if now.officer_id is not None and now.officer_id != turn.person.id:
        await turn.tell(now.officer_id, say)
    await view.show(turn, now, found.roles, said)


def _hands(name: str, run: at_desk.Run) -> OfficerAction:
    checked = at_desk.checked(at_desk.may_free, run, view.too_late)
    return on(name, Right.WORK_DOSSIER, at_desk.PRODUCT, checked)


ACTIONS: tuple[OfficerAction, ...] = (_hands("p.hand", _choose), _hands("p.give", _give))
