"""The papers of a producer's dossier: buttons `e:`, and photos sent while a paper is on the screen.

A button is `e:<what>:<product>:<stars aimed at>:<paper or page>`, perhaps with a revision behind.
"""

import re

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler

from handlers import form, papers_print, product_news, status_card
from handlers import papers_screens as screens
from handlers import status_words as words
from handlers.media import PAPERS, take_file
from handlers.menu import leave
from handlers.papers_known import Entry, Known, known
from handlers.passing import passing
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice
from programme.intents import intent
from storage import drafts, product_papers, products
from storage.drafts import Draft
from storage.product_papers import PaperState
from storage.products import Product

POINTER = "paper"
"""The form name of a draft without answers that says: this paper is on the screen, so photos that
come are of it. It goes as soon as anything else is on the screen."""
PAPER, TARGET, FRESH = "*paper", "*target", "*fresh"
"""What it notes: which paper, the stars aimed at, that the next photo replaces those before it."""
PDF = ".pdf"
_DATA = re.compile(
    r"e:([a-z]+):([0-9]{1,18})(?::([0-9]))?(?::([a-z0-9_]{1,20}))?(?::([0-9]{1,9}))?"
)


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    found = await products.one(turn.tx, int(match[2])) if match else None
    if match is None or found is None or found.person_id != turn.person.id:
        turn.toast(turn.voice.plain("I do not find this product among yours."))
        return
    leave(turn)
    what, rest, revision = match[1], match[4] or "", match[5]
    if what == "card":
        await status_card.send(turn, found)
        return
    of = await known(turn, found)
    target = int(match[3] or 0)
    if target not in of.targets:
        target = of.default_target
    if what == "list":
        page = int(rest) if rest.isdecimal() and len(rest) < 4 else 0
        turn.show(screens.listed(turn, of, target, page))
        return
    entry = of.entry(rest, target)
    if entry is None or not await _act(turn, of, entry, target, what, revision):
        turn.toast(turn.voice.plain("This button is old. Please look at the latest message."))


async def _act(
    turn: Turn, of: Known, entry: Entry, target: int, what: str, revision: str | None
) -> bool:
    """Do what a button says about one paper; false where it fits nothing any more."""
    files, takes = entry.state.files, screens.takes_photos(turn, of)
    match what:
        case "one":
            await _open(turn, of, entry, target)
        case "see" if files:
            await _see(turn, of, entry, target)
        case "new" if files and takes:
            await _hold(turn, of, entry, target, fresh=True)
            turn.show(screens.replacing(turn, of, entry, target))
        case "out" if files and takes:
            turn.show(screens.removing(turn, of, entry, target))
        case "gone" if files and takes and revision == str(of.product.revision):
            await _remove(turn, of, entry, target)
        case "form":
            return await papers_print.to_producer(turn, of, entry.key, target)
        case _:
            return False
    return True


async def _open(turn: Turn, of: Known, entry: Entry, target: int) -> None:
    """Show a paper; photos that come from now on are of it."""
    if screens.takes_photos(turn, of):
        await _hold(turn, of, entry, target)
    turn.show(screens.one(turn, of, entry, target))


async def _hold(turn: Turn, of: Known, entry: Entry, target: int, *, fresh: bool = False) -> None:
    form.leave(turn)
    noted = {PAPER: entry.key, TARGET: str(target)} | ({FRESH: "yes"} if fresh else {})
    pointer = Draft(0, POINTER, 1, "", noted, of.product.id)
    turn.draft = await drafts.begin(turn.tx, turn.person.id, pointer, turn.now)


async def _see(turn: Turn, of: Known, entry: Entry, target: int) -> None:
    """Send back what she sent, and the page again below it."""
    name = screens.paper_name(turn.voice, of, entry.state, 100)
    calls = [await passing(turn.tx, file, turn.chat_id, name) for file in entry.state.files]
    for call in calls:
        if call is not None:
            turn.call(call)
    note = None
    if not all(calls):
        note = turn.voice.gettext("I cannot show one of the files. Please send it again.")
    if screens.takes_photos(turn, of):
        await _hold(turn, of, entry, target)
    turn.send(screens.one(turn, of, entry, target, note))


async def _remove(turn: Turn, of: Known, entry: Entry, target: int) -> None:
    done = await product_papers.remove(
        turn.tx, of.product, of.edition, entry.state, turn.person.id, turn.now
    )
    if done is None:
        turn.toast(turn.voice.plain("This button is old. Please look at the latest message."))
        return
    await _show_again(turn, done.product, entry.key, target, turn.voice.gettext("It is taken out."))


async def _show_again(turn: Turn, product: Product, key: str, target: int, intro: Html) -> None:
    """The page of a paper as it is now."""
    of = await known(turn, product)
    entry = of.entry(key, target)
    if entry is None:
        turn.show(screens.listed(turn, of, target, 0, intro))
        return
    await _hold(turn, of, entry, target)
    screen = screens.one(turn, of, entry, target, intro)
    if turn.query is not None:
        turn.show(screen)
    else:
        turn.send(screen, latest=f"papers:{product.id}")


# --- what is sent while a paper is on the screen -------------------------------------------------


async def _held(turn: Turn) -> tuple[Known, Entry, int] | None:
    """The paper that is on the screen, if photos of it can be taken now."""
    draft = turn.draft
    if draft is None or draft.form != POINTER or draft.subject is None:
        return None
    product = await products.one(turn.tx, draft.subject)
    if product is None or product.person_id != turn.person.id:
        return None
    of = await known(turn, product)
    target = int(str(draft.answers.get(TARGET) or 0))
    entry = of.entry(str(draft.answers.get(PAPER)), target)
    return None if entry is None or not screens.takes_photos(turn, of) else (of, entry, target)


async def on_message(turn: Turn) -> bool:
    """Take a message as a photo of the paper that is on the screen; false if there is none, or if
    the message asks for something else."""
    message, found = turn.message, await _held(turn)
    if found is None or message is None:
        return False
    text = message.text
    if text is not None and (text.startswith("/") or intent(text) is not None):
        return False
    of, entry, target = found
    taken = await _taken(turn, of, entry, message)
    if isinstance(taken, Html):
        screen = screens.one(turn, of, entry, target, taken)
        turn.send(screen, latest=f"papers:{of.product.id}")
        return True
    await _keep(turn, of, entry, target, taken)
    return True


async def on_other_photo(turn: Turn) -> bool:
    """Take a photo or a PDF that nothing on the screen asks for as one of the only paper an officer
    waits for, or ask which of several it is; false if none is waited for."""
    message = turn.message
    if message is None or not (message.photo or message.document) or not turn.person.consent:
        return False
    wanted: list[tuple[Product, PaperState]] = []
    for product in await products.of_person(turn.tx, turn.person.id):
        if product.outcome is None:
            papers = await product_papers.papers(turn.tx, product.id)
            wanted += [(product, paper) for paper in papers if paper.missing]
    if not wanted:
        return False
    of = await known(turn, wanted[0][0])
    target = of.default_target
    entry = of.entry(wanted[0][1].paper, target)
    if len(wanted) > 1 or entry is None:
        said = turn.voice.gettext(
            "Which paper is this? Press its number, then send me the photo once more."
        )
        turn.send(screens.listed(turn, of, target, 0, said), latest=f"papers:{of.product.id}")
        return True
    taken = await _taken(turn, of, entry, message)
    if isinstance(taken, Html):
        turn.send(screens.one(turn, of, entry, target, taken), latest=f"papers:{of.product.id}")
    else:
        await _hold(turn, of, entry, target)
        await _keep(turn, of, entry, target, taken)
    return True


async def _taken(turn: Turn, of: Known, entry: Entry, message: Message) -> int | Html:
    """The medium of a message's photo or PDF, or the sentence that says what is needed."""
    voice, document = turn.voice, message.document
    if not message.photo and document is None:
        return voice.gettext("I need a photo of the paper here. Please take one and send it.")
    name = ((document.file_name if document else None) or "").strip().lower()
    if name.endswith(tuple(ending for ending in PAPERS if ending != PDF)):
        return voice.gettext("I take photos and PDF files here. Please send one of these.")
    if len(entry.state.files) >= screens.MOST_FILES and not _is_fresh(turn):
        return screens.too_many(voice)
    return await take_file(turn, message)


def _is_fresh(turn: Turn) -> bool:
    return turn.draft is not None and FRESH in turn.draft.answers


async def _keep(turn: Turn, of: Known, entry: Entry, target: int, medium: int) -> None:
    """Put a photo into the dossier, and tell officers who wait for it."""
    product, state = of.product, entry.state
    if _is_fresh(turn) and state.files:
        removed = await product_papers.remove(
            turn.tx, product, of.edition, state, turn.person.id, turn.now
        )
        product = product if removed is None else removed.product
    done = await product_papers.send(
        turn.tx, product, of.edition, entry.key, medium, turn.person.id, turn.now
    )
    if done is None:
        raise LookupError(f"{product.code} changed within its own transaction")
    if state.missing:
        await _tell(turn, of, entry)
    said = turn.voice.gettext("I have it. Send the next page, or go back to all papers.")
    await _show_again(turn, done.product, entry.key, target, said)


async def _tell(turn: Turn, of: Known, entry: Entry) -> None:
    def say(voice: Voice) -> Html:
        return voice.gettext(
            "⭐ The producer has sent a paper you waited for: “{paper}”, for “{product}”.",
            paper=screens.paper_name(voice, of, entry.state, 100),
            product=words.name(of.product, 40),
        )

    await product_news.tell_officers(turn.post, of.product, say)


async def stop(turn: Turn) -> bool:
    """Go back from the paper on the screen to the list; false if there is none."""
    draft = turn.draft
    if draft is None or draft.form != POINTER:
        return False
    found = await _held(turn)
    leave(turn)
    if found is None:
        return False
    of, _, target = found
    turn.show(screens.listed(turn, of, target, 0))
    return True


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(_press, r"^e:")]
