"""A producer's star self-check as an officer reads it, with the idea or the dossier; nothing in it
can be changed here."""

from handlers.menu import back_button
from handlers.officer import desk, detail, dossier_desk
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.selfcheck_line import of_product
from handlers.screen import Button, Screen
from handlers.selfcheck import opened as checks
from handlers.selfcheck import pages, words
from handlers.selfcheck.results import product_of, reasons, verdict
from handlers.turn import Turn
from handlers.voice import Html, Voice, lines
from programme import selfcheck
from programme.ideas import State
from programme.roles import Right
from storage import selfchecks
from storage.ideas import Idea
from storage.products import Product

MOST = 1000
"""Characters of an officer's screen."""


async def _idea(turn: Turn, found: Opened[Idea], given: str) -> None:
    idea = found.what
    hidden = idea.state is State.WITHDRAWN or await desk.locked(turn, idea)
    check = None if hidden else await selfchecks.shown_with(turn.tx, idea_id=idea.id)
    of = None if check is None else checks.open_up(turn.world, check)
    if of is None:
        turn.toast(turn.voice.plain("There is no star check to be read here."))
        await detail.show(turn, idea, found.roles)
        return
    back = Button(turn.voice.plain("Back to the idea"), f"o:see:{idea.id}")
    turn.show(await _screen(turn, of, given, f"o:k.idea:{idea.id}", back))


async def _product(turn: Turn, found: Opened[Product], given: str) -> None:
    product = found.what
    hidden = await dossier_desk.locked(turn, product)
    check = None if hidden else await of_product(turn, product)
    of = None if check is None else checks.open_up(turn.world, check)
    back = Button(turn.voice.plain("Back to the dossier"), f"o:p.see:{product.id}")
    if of is None:
        said = turn.voice.gettext("There is no star check to be read here.")
        turn.show(Screen(said, [[back], [back_button(turn.voice)]]))
        return
    turn.show(await _screen(turn, of, given, f"o:k.product:{product.id}", back))


async def _screen(turn: Turn, of: checks.Opened, given: str, data: str, back: Button) -> Screen:
    """The page of that number: the result, then what to look at, then all answers."""
    voice = turn.voice
    head = voice.gettext("⭐ <b>{name}</b>: the producer's own check", name=of.title(voice))
    said = [await _result(turn, of), *_to_look_at(voice, of), *_answers(voice, of)]
    made = words.pages(said, MOST - len(head) - 2)
    page = min(int(given) if given.isdecimal() and len(given) < 4 else 0, len(made) - 1)
    rows = words.pager(voice, page, len(made), data)
    return Screen(lines(head, "", *made[page]), [*rows, [back], [back_button(voice)]])


async def _result(turn: Turn, of: checks.Opened) -> Html:
    voice = turn.voice
    return lines(
        verdict(voice, of),
        *words.in_parts(of, voice),
        words.council(voice, await product_of(turn, of.check)),
        "",
        *reasons(voice, of, 3),
        "",
        words.source(voice, of),
    )


def _to_look_at(voice: Voice, of: checks.Opened) -> list[Html]:
    """What the producer was not sure of, and where the source of the criteria is in doubt."""
    unsure = selfcheck.unsure(of.one, of.check.replies)
    said: list[Html] = []
    if unsure:
        said.append(voice.gettext("<b>The producer was not sure of:</b>"))
        said += [
            Html("• ") + pages.with_number(voice, ask, words.topic(voice, ask)) for ask in unsure
        ]
    if of.one.doubts:
        said.append(voice.gettext("<b>Where the decision's text is in doubt:</b>"))
        said += [
            voice.gettext(
                "• {where}: {note}",
                where=_where(voice, doubt.where),
                note=doubt.note.said_in(voice.language),
            )
            for doubt in of.one.doubts
        ]
    return said


def _where(voice: Voice, where: str) -> str:
    return voice.plain("the whole set") if where == "set" else where


def _answers(voice: Voice, of: checks.Opened) -> list[Html]:
    said = [voice.gettext("<b>All answers</b>")]
    for ask in selfcheck.asked(of.one, of.check.replies):
        line = pages.line(voice, of, ask)
        said.append(Html("• ") + line if ask.criterion is None else Html(f"{ask.key} ") + line)
    return said


ACTIONS: tuple[OfficerAction, ...] = (
    on("k.idea", Right.READ, desk.IDEA, _idea),
    on("k.product", Right.READ, dossier_desk.PRODUCT, _product),
)
"""The buttons that show a self-check: `o:<name>:<idea or product>:<page>`."""
