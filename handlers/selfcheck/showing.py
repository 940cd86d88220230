"""Letting officers read a self-check with the idea or the product that it is about."""

from dataclasses import dataclass, replace

from handlers.menu import back_button
from handlers.screen import Button, Screen
from handlers.selfcheck import choosing, results
from handlers.selfcheck.opened import LONGEST_TYPED, Opened
from handlers.turn import Turn
from handlers.voice import clip
from programme.ideas import State
from storage import ideas, products, selfchecks

MOST = 6
LONGEST_BUTTON = 28


@dataclass(frozen=True, slots=True)
class About:
    """Something of hers that a check can be shown with."""

    kind: str  # "i" for an idea, "p" for a product without one
    id: int
    name: str


async def _mine(turn: Turn) -> list[About]:
    sent = await ideas.of_person(turn.tx, turn.person.id)
    grown = await products.of_person(turn.tx, turn.person.id)
    return [
        *(About("p", one.id, one.name) for one in grown if one.idea_id is None),
        *(About("i", one.id, one.product) for one in sent if one.state is not State.WITHDRAWN),
    ]


async def ask(turn: Turn, of: Opened) -> None:
    """Show it with what it was begun from; else ask with which of her ideas and products."""
    voice, check = turn.voice, of.check
    if not turn.person.consent:
        text = voice.gettext(
            "For officers to read it, you first agree that I keep what you tell me. Press "
            "<b>See and agree</b>, then come back here."
        )
        rows = [
            [Button(voice.plain("👍 See and agree"), "d:agree")],
            [results.result_button(voice, of), back_button(voice)],
        ]
        turn.show(Screen(text, rows))
        return
    hers = await _mine(turn)
    begun = [
        one for one in hers if (one.kind, one.id) in (("i", check.idea_id), ("p", check.product_id))
    ]
    if begun:
        await put(turn, of, begun[0].kind, begun[0].id)
        return
    if not hers:
        text = voice.gettext(
            "⭐ Officers read a star check together with your idea. You have not sent one yet: "
            "send it, then come back here."
        )
        rows = [
            [Button(voice.plain("💡 Send an idea"), "m:idea")],
            [results.result_button(voice, of), back_button(voice)],
        ]
        turn.show(Screen(text, rows))
        return
    text = voice.gettext("⭐ Which one is this star check about? Officers will read it with that.")
    rows = [
        [Button(clip(one.name, LONGEST_BUTTON), f"k:put:{check.id}:{one.kind}:{one.id}")]
        for one in hers[:MOST]
    ]
    rows.append([results.result_button(voice, of), back_button(voice)])
    turn.show(Screen(text, rows))


async def put(turn: Turn, of: Opened, kind: str, id: int) -> bool:
    """Show it to officers with an idea ("i") or a product ("p") of hers. False if there is no such
    thing, or she has not agreed."""
    if not turn.person.consent:
        return False
    check = of.check
    if kind == "i":
        idea = await choosing.idea_of(turn, id)
        if idea is None or idea.state is State.WITHDRAWN:
            return False
        name = check.name or clip(idea.product, LONGEST_TYPED)
        check = replace(check, idea_id=idea.id, name=name, shown=True)
    else:
        product = await choosing.product_of(turn, id)
        if product is None:
            return False
        name = check.name or clip(product.name, LONGEST_TYPED)
        check = replace(check, product_id=product.id, name=name, shown=True)
    of = of.now(selfchecks.save(turn.tx, check, turn.now))
    intro = turn.voice.gettext("Officers can read it now, with your idea.")
    turn.show(await results.screen(turn, of, intro))
    return True


async def hide(turn: Turn, of: Opened) -> None:
    """Officers do not read it any more."""
    check = selfchecks.save(turn.tx, replace(of.check, shown=False), turn.now)
    intro = turn.voice.gettext("Officers do not see it any more.")
    turn.show(await results.screen(turn, of.now(check), intro))
