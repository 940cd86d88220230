"""The star self-check: /chamdiem, buttons `k:`, and what is typed while a check is on the screen.

A button is `k:<what>`, `k:<what>:<number of the check>` or carries more behind a further colon; an
answer's button names its question, so that one of another question does nothing.
"""

import re
from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.commands import on_command
from handlers.menu import leave
from handlers.screen import Screen
from handlers.selfcheck import choosing, pages, questions, results, showing
from handlers.selfcheck.opened import Opened, held, mine, open_up
from handlers.turn import Handler, Turn
from programme import selfcheck
from programme.intents import intent
from storage import selfchecks
from storage.selfchecks import Check

DOUBLE_TAP_MS = 3_000
"""Within this time a press of an answered question is a second tap of the same finger."""
_DATA = re.compile(r"k:([a-z]+)(?::([0-9]{1,18}))?(?::([A-Za-z0-9.:-]{1,40}))?")
_ANSWER = re.compile(r"([a-z0-9.-]{1,34}):(-?[0-9]{1,2})")


async def show(turn: Turn) -> None:
    """What she has begun and checked, or the choice of a product."""
    await choosing.home(turn)


async def on_message(turn: Turn) -> bool:
    """Take a message for the check that is on the screen; false if there is none, or if the
    message asks for something else."""
    message, number = turn.message, held(turn)
    if number is None or message is None:
        return False
    check = await mine(turn, number)
    if check is None or (message.text or "").startswith("/"):
        return False
    text, of = message.text, open_up(turn.world, check)
    if of is None:
        if text is None or intent(text) in ("menu", "help", "cancel"):
            return False
        await choosing.typed(turn, check, text)
        return True
    ask = of.step
    if ask is None:
        return False
    if text is None:
        questions.no_words(turn, of, ask)
        return True
    return await questions.typed(turn, of, ask, text)


async def stop(turn: Turn) -> bool:
    """Take the check that is on the screen off it, answers kept; false if there is none."""
    number = held(turn)
    check = None if number is None else await mine(turn, number)
    of = None if check is None else open_up(turn.world, check)
    if number is None:
        return False
    if of is None:
        leave(turn)
        await choosing.home(turn)
    else:
        results.put_away(turn, of)
    return True


# --- buttons -----------------------------------------------------------------------------------


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    if match is None or not await _act(turn, match[1], int(match[2] or 0), match[3] or ""):
        turn.toast(turn.voice.plain("This button is old. Please look at the latest message."))


async def _act(turn: Turn, what: str, number: int, rest: str) -> bool:
    """Do what a button says; false where it fits nothing any more."""
    match what:
        case "home":
            await choosing.home(turn, number)
            return True
        case "new":
            await choosing.new(turn)
            return True
        case "idea":
            idea = await choosing.idea_of(turn, number)
            if idea is not None:
                await choosing.of_idea(turn, idea)
            return idea is not None
        case "prod":
            product = await choosing.product_of(turn, number)
            if product is not None:
                await choosing.of_product(turn, product)
            return product is not None
    check = await mine(turn, number)
    if check is None:
        return False
    of = open_up(turn.world, check)
    if of is None:
        return await _choose(turn, check, what, rest)
    if of.check.done_at is None or what in ("a", "keep"):
        return await _ask(turn, of, what, rest)
    return await _read(turn, of, what, rest)


async def _choose(turn: Turn, check: Check, what: str, rest: str) -> bool:
    """The buttons while the set is being chosen."""
    criteria = turn.world.criteria.get(check.edition)
    if criteria is None:
        return False
    match what:
        case "groups":
            await choosing.ask_product(turn, check)
            return True
        case "group":
            return await choosing.show_group(turn, check, rest)
        case "set" if rest.isdecimal() and (one := criteria.set(int(rest))):
            await choosing.begin(turn, check, one)
            return True
    return False


async def _ask(turn: Turn, of: Opened, what: str, rest: str) -> bool:
    """The buttons of questions, and of a check that is not finished."""
    match what:
        case "a":
            return await _answer(turn, of, rest)
        case "back":
            ask = selfcheck.find(of.one, of.check.replies, rest)
            if ask is None or ask.key != of.check.step:
                return False
            if not await questions.back(turn, of, ask):
                await choosing.choose_again(turn, of)
            return True
        case "keep" if of.check.done_at is not None:
            await _keep(turn, of)
            return True
        case "later":
            results.put_away(turn, of)
            return True
        case "go":
            await questions.go_on(turn, of)
            return True
        case "drop" | "gone":
            return await _drop(turn, of, what)
    return False


async def _answer(turn: Turn, of: Opened, rest: str) -> bool:
    match = _ANSWER.fullmatch(rest)
    ask = selfcheck.find(of.one, of.check.replies, match[1]) if match else None
    if match is None or ask is None or not ask.takes(int(match[2])):
        return False
    since = turn.now - of.check.updated_at
    if ask.key != of.check.step:
        toast = turn.voice.plain("This question is answered. Please look at the latest one.")
        turn.toast(toast)
        if since > DOUBLE_TAP_MS:
            # Not a second tap: she believes this one is the latest. Show her where she is.
            turn.send(await _present(turn, of))
        return True
    if since < turn.world.settle_ms:
        # The second tap of a finger, on a button that has slid under it.
        return True
    await questions.reply(turn, of, ask, int(match[2]))
    return True


async def _present(turn: Turn, of: Opened) -> Screen:
    """The question that is next, or the result."""
    ask = of.step or selfcheck.first_open(of.one, of.check.replies)
    if ask is None or (of.check.done_at is not None and of.step is None):
        return await results.screen(turn, of)
    return questions.screen(turn.voice, of, ask)


async def _keep(turn: Turn, of: Opened) -> None:
    """Leave an answer as it was, and show the others again."""
    ask = of.step
    check = selfchecks.save(turn.tx, replace(of.check, step=""), turn.now)
    leave(turn)
    part = pages.CONDITIONS if ask is None else pages.part_of(of, ask)
    turn.show(pages.answers(turn.voice, of.now(check), part, 0))


async def _read(turn: Turn, of: Opened, what: str, rest: str) -> bool:
    """The buttons of a result."""
    page = int(rest) if rest.isdecimal() and len(rest) < 4 else 0
    if what == "one":
        ask = selfcheck.find(of.one, of.check.replies, rest)
        if ask is not None:
            await questions.put(turn, of, ask)
        return ask is not None
    leave(turn)
    match what:
        case "go" if of.step is not None:
            await questions.put(turn, of, of.step)
        case "go" | "res":
            turn.show(await results.screen(turn, of))
        case "steps":
            turn.show(pages.steps(turn.voice, of, page))
        case "papers":
            turn.show(pages.papers(turn.voice, of, page))
        case "look":
            turn.show(pages.look(turn.voice, of, page, asks=bool(turn.person.consent)))
        case "list":
            part, _, number = rest.partition(":")
            at = int(number) if number.isdecimal() and len(number) < 4 else 0
            turn.show(pages.answers(turn.voice, of, part, at))
        case "pic":
            await results.send_picture(turn, of)
        case "again":
            await choosing.again(turn, of)
        case "show":
            await showing.ask(turn, of)
        case "put":
            kind, _, number = rest.partition(":")
            return number.isdecimal() and await showing.put(turn, of, kind, int(number))
        case "hide":
            await showing.hide(turn, of)
        case "drop" | "gone":
            return await _drop(turn, of, what)
        case _:
            return False
    return True


async def _drop(turn: Turn, of: Opened, what: str) -> bool:
    """Throw a check away, after asking."""
    if what == "drop":
        turn.show(choosing.sure(turn.voice, of))
    else:
        selfchecks.remove(turn.tx, of.check)
        turn.toast(turn.voice.plain("This star check is thrown away."))
        await choosing.home(turn)
    return True


async def _show(update: Update, turn: Turn) -> None:
    await show(turn)


def handlers() -> list[Handler]:
    return [
        on_command("chamdiem", _show),
        CallbackQueryHandler(_show, r"^m:stars$"),
        CallbackQueryHandler(_press, r"^k:"),
    ]
