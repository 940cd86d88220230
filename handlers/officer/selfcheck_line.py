"""The line about a producer's own star check on an idea's and on a dossier's page."""

from handlers.screen import Button
from handlers.selfcheck import words
from handlers.status_words import day_of
from handlers.turn import Turn
from handlers.voice import Html
from storage import selfchecks
from storage.ideas import Idea
from storage.products import Product
from storage.selfchecks import Check

Rows = list[list[Button]]


async def of_idea(turn: Turn, idea: Idea) -> tuple[Html | None, Rows]:
    """What stands on an idea's page about the producer's own check, and the way to it."""
    check = await selfchecks.shown_with(turn.tx, idea_id=idea.id)
    return _line(turn, check, f"o:k.idea:{idea.id}:0")


async def of_dossier(turn: Turn, product: Product) -> tuple[Html | None, Rows]:
    """The same for a dossier."""
    check = await of_product(turn, product)
    return _line(turn, check, f"o:k.product:{product.id}:0")


def _line(turn: Turn, check: Check | None, data: str) -> tuple[Html | None, Rows]:
    if check is None or check.done_at is None:
        return None, []
    voice = turn.voice
    said = voice.gettext(
        "<b>Own star check:</b> {standing} ({day}, an estimate)",
        standing=words.standing(voice, check),
        day=day_of(check.done_at, turn.at, voice),
    )
    return said, [[Button(voice.plain("⭐ See the star check"), data)]]


async def of_product(turn: Turn, product: Product) -> Check | None:
    return await selfchecks.shown_with(turn.tx, idea_id=product.idea_id, product_id=product.id)
