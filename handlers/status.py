"""My products and ideas in one list, and each product on its road: /trangthai, buttons `p:`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import ask, mine, product_news, status_screens, visit_calendar
from handlers import status_words as words
from handlers.commands import on_command
from handlers.menu import back_button, leave
from handlers.screen import Button, Screen
from handlers.status_todo import short
from handlers.turn import Handler, Turn
from handlers.voice import Html, clip, lines
from programme.ideas import STATE_LABELS, State
from programme.stages import Kind, Move, parse_product_code
from storage import ideas, product_moves, product_papers, products
from storage.ideas import Idea
from storage.products import Product

PAGE = 6
LONGEST_NAME = 24
LONGEST_STATE = 32
LONGEST_TODO = 45

_DATA = re.compile(r"p:([a-z]+):([0-9]{1,18})(?::([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list and where its button leads."""

    title: str
    line: Html
    data: str


async def show(turn: Turn) -> None:
    """Show a producer her products and ideas: none, the only one, or a list."""
    leave(turn)
    await _list(turn, 0)


async def open_code(turn: Turn, typed: str) -> bool:
    """Open the product whose code somebody typed, if it is her own. False if it is not."""
    code = parse_product_code(typed)
    found = await products.by_code(turn.tx, code) if code else None
    if found is None or found.person_id != turn.person.id:
        return False
    leave(turn)
    turn.show(await status_screens.one(turn, found))
    return True


async def _list(turn: Turn, page: int) -> None:
    mine_now = await products.of_person(turn.tx, turn.person.id)
    grown = {product.idea_id for product in mine_now}
    sent = [idea for idea in await ideas.of_person(turn.tx, turn.person.id) if idea.id not in grown]
    count = len(mine_now) + len(sent)
    if count == 0:
        await mine.show_none(turn)
        return
    if count == 1:
        if sent:
            await mine.show_one(turn, sent[0])
        else:
            turn.show(await status_screens.one(turn, mine_now[0]))
        return
    page = min(page, (count - 1) // PAGE)
    first = page * PAGE
    every: Sequence[Product | Idea] = [*mine_now, *sent]
    shown = [await _entry(turn, one) for one in every[first : first + PAGE]]
    voice = turn.voice
    rows = [
        [Button(f"{number}. {entry.title}", entry.data)]
        for number, entry in enumerate(shown, first + 1)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Newer"), f"p:list:{page - 1}"))
    if first + PAGE < count:
        pager.append(Button(voice.plain("Older ▶"), f"p:list:{page + 1}"))
    if pager:
        rows.append(pager)
    rows.append([back_button(voice)])
    head = (
        voice.gettext("⭐ Your products and ideas: {n}", n=count)
        if mine_now
        else voice.ngettext("📄 You have sent {n} idea.", "📄 You have sent {n} ideas.", count)
    )
    text = lines(
        head,
        "",
        *(Html(f"{number}. ") + entry.line for number, entry in enumerate(shown, first + 1)),
        "",
        voice.gettext("Which one would you like to see?"),
    )
    turn.show(Screen(text, rows))


async def _entry(turn: Turn, one: Product | Idea) -> Entry:
    voice = turn.voice
    if isinstance(one, Idea):
        name, state, todo = one.product, voice.plain(STATE_LABELS[one.state]), None
        if one.state is State.RETURNED:
            todo = voice.plain("correct it and send it again")
        data = f"i:see:{one.id}"
    else:
        papers = await product_papers.papers(turn.tx, one.id)
        name, state = one.name, words.standing(voice, turn.world, one)
        todo = short(voice, turn.world, one, papers, turn.at)
        data = f"p:see:{one.id}"
    line = voice.gettext(
        "{product}: {state}",
        product=clip(name, LONGEST_NAME),
        state=clip(state, LONGEST_STATE),
    )
    if todo:
        line += f" → {clip(todo, LONGEST_TODO)}"
    return Entry(clip(name, LONGEST_NAME), line, data)


# One product


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    name = match[1] if match else ""
    if match and name == "list":
        leave(turn)
        await _list(turn, int(match[2]))
        return
    found = await products.one(turn.tx, int(match[2])) if match else None
    if match is None or found is None or found.person_id != turn.person.id:
        turn.toast(turn.voice.plain("I do not find this product among yours."))
        return
    leave(turn)
    given = int(match[3] or 0)
    match name:
        case "see":
            turn.show(await status_screens.one(turn, found))
        case "ask":
            turn.keep_pressed()
            await ask.begin(turn, about=("product", found.id))
        case "story":
            turn.show(await status_screens.story(turn, found, given))
        case "out" if given == found.revision:
            _ask_withdraw(turn, found)
        case "gone" if given == found.revision:
            await _withdraw(turn, found)
        case "out" | "gone":
            await _too_late(turn, found)
        case _:
            turn.toast(turn.voice.plain("I do not find this product among yours."))


def _ask_withdraw(turn: Turn, product: Product) -> None:
    voice = turn.voice
    text = voice.gettext(
        "Take back “{product}”? Its dossier stops here, and officers are told. If you change your "
        "mind later, an officer can let it begin again.",
        product=words.name(product),
    )
    at = f"{product.id}:{product.revision}"
    rows = [
        [Button(voice.plain("Yes, take it back"), f"p:gone:{at}")],
        [Button(voice.plain("No, leave it"), f"p:see:{product.id}")],
    ]
    turn.show(Screen(text, rows))


async def _withdraw(turn: Turn, product: Product) -> None:
    edition = words.edition_of(turn.world, product)
    way = Move(Kind.WITHDRAW, product.stage)
    done = await product_moves.move(turn.tx, product, edition, way, turn.person.id, turn.now)
    if done is None:
        await _too_late(turn, product)
        return
    await product_news.taken_back(turn.post, product)
    await visit_calendar.take_out(turn.post, product, done.product)
    intro = turn.voice.gettext("It is taken back.")
    turn.show(await status_screens.one(turn, done.product, intro))


async def _too_late(turn: Turn, product: Product) -> None:
    """The button came from an older state: say so and show the present one."""
    turn.toast(turn.voice.plain("This product has moved on since. Here is how it stands now."))
    now = await products.one(turn.tx, product.id)
    if now is not None:
        turn.show(await status_screens.one(turn, now))


async def _show(update: Update, turn: Turn) -> None:
    await show(turn)


def handlers() -> list[Handler]:
    return [
        on_command("trangthai", _show),
        CallbackQueryHandler(_show, r"^m:mine$"),
        CallbackQueryHandler(_press, r"^p:"),
        # Of an earlier release, when ideas had a list of their own.
        CallbackQueryHandler(_show, r"^i:list:[0-9]{1,18}$"),
    ]
