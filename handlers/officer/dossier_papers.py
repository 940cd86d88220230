"""The papers of a dossier: which there are, asking for one, looking at its photos, ticking it, and
the forms filled in from what is known."""

import re

from handlers import exports, papers_print, papers_screens
from handlers import status_words as words
from handlers.exports import Export, Made, Making
from handlers.menu import back_button
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_forms as forms
from handlers.officer import dossier_screen as view
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.papers_known import Entry, Known, known
from handlers.passing import passing
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from programme.checklist import Claim, Need
from programme.roles import Right, Role, entitled
from storage import product_papers, products
from storage.products import Product

PAGE = 8
NEW = "new"
"""Stands for a paper that no list has."""
LONGEST_BUTTON = 60
NAMED = 3
"""Papers named where it is only said how many there are."""
_PAGE = re.compile(r"[0-9]{1,4}")


async def _known(turn: Turn, product: Product) -> tuple[Known, list[Entry]]:
    """The papers for the stars that come next, by the star check that officers may read."""
    locked = await at_desk.locked(turn, product)
    of = await known(turn, product, shown=True, locked=locked)
    return of, of.entries(of.default_target)


async def _list(turn: Turn, found: Opened[Product], rest: str) -> None:
    await show(turn, found, int(rest) if _PAGE.fullmatch(rest) else 0)


async def show(turn: Turn, found: Opened[Product], page: int, note: Html | None = None) -> None:
    """Show a page of the papers, and by which criteria set they are the ones; with `note` above."""
    voice, product = turn.voice, found.what
    of, entries = await _known(turn, product)
    pages = max(1, -(-len(entries) // PAGE))
    page = min(page, pages - 1)
    rows = []
    for entry in entries[page * PAGE : (page + 1) * PAGE]:
        name = papers_screens.paper_name(voice, of, entry.state, 100)
        label = clip(f"{papers_screens.sign(entry)} {name}", LONGEST_BUTTON)
        rows.append([Button(label, f"o:p.paper:{product.id}:{entry.key}")])
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:p.papers:{product.id}:{page - 1}"))
    if page + 1 < pages:
        pager.append(Button(voice.plain("Later ▶"), f"o:p.papers:{product.id}:{page + 1}"))
    rows += [pager] if pager else []
    if at_desk.may_work_on(turn, product, found.roles):
        at = f"{product.id}:{product.revision}"
        rows.append([Button(voice.plain("Ask for another paper"), f"o:p.ask:{at}:{NEW}")])
        if of.rated_by_criteria:
            rows.append([Button(voice.plain("Criteria set"), f"o:p.sets:{at}:group:0")])
    prints = [
        Button(
            voice.plain("{form} (Word)", form=form.number), f"o:p.form:{product.id}:{form.paper}"
        )
        for form in of.forms
    ]
    if prints and not await at_desk.locked(turn, product):
        rows.append(prints)
    rows.append([Button(voice.plain("Back to the dossier"), f"o:p.see:{product.id}")])
    text = lines(
        note,
        voice.gettext("⭐ <b>{product}</b>: papers", product=clip(product.name, 60)),
        _by_which(voice, of),
        _count(voice, of, entries),
        voice.gettext(
            "✅ seen · 📷 photo sent · ⏳ asked for · 🔸 the producer says it is there · ▫️ unknown"
        ),
    )
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


def _by_which(voice: Voice, of: Known) -> Html | None:
    if not of.rated_by_criteria:
        return None
    if of.rules is None:
        return voice.gettext("Criteria set: not chosen yet.")
    one = of.rules.one
    name = clip(one.name.said_in(voice.language), 100)
    return voice.gettext("Criteria set: {number}. {name}.", number=one.number, name=name)


def _count(voice: Voice, of: Known, entries: list[Entry]) -> Html:
    needed = [entry for entry in entries if entry.needed]
    seen = sum(entry.state.seen_at is not None for entry in needed)
    if not of.default_target:
        return voice.gettext("Seen: {n} of {of} papers needed.", n=seen, of=len(needed))
    return voice.gettext(
        "Seen: {n} of {of} papers needed for {stars}.",
        n=seen,
        of=len(needed),
        stars=words.stars(voice, of.default_target),
    )


async def unseen(turn: Turn, product: Product) -> Html | None:
    """How many papers that the dossier needs no officer has seen, with the first names: those asked
    for and not there before the others. None where all have been seen."""
    of, entries = await _known(turn, product)
    open_ones = [entry for entry in entries if entry.needed and entry.state.seen_at is None]
    if not open_ones:
        return None
    named = sorted(open_ones, key=lambda entry: not entry.state.missing)[:NAMED]
    names = [papers_screens.paper_name(turn.voice, of, entry.state, 80) for entry in named]
    return turn.voice.ngettext(
        "⚠️ Nobody has seen {n} required paper yet: {papers}",
        "⚠️ Nobody has seen {n} required papers yet: {papers}",
        len(open_ones),
        papers="; ".join([*names, "…"] if len(open_ones) > NAMED else names),
    )


async def _one(turn: Turn, found: Opened[Product], rest: str) -> None:
    """Show one paper and what can be done about it."""
    of, entries = await _known(turn, found.what)
    entry = _named(entries, rest)
    if entry is None:
        await view.too_late(turn, found)
        return
    turn.show(await _screen(turn, found, of, entry, entries))


async def _screen(
    turn: Turn,
    found: Opened[Product],
    of: Known,
    entry: Entry,
    entries: list[Entry],
    intro: Html | None = None,
) -> Screen:
    voice, product, state = turn.voice, found.what, entry.state
    at, rows = f"{product.id}:{product.revision}", []
    if state.files and not await at_desk.locked(turn, product):
        see = str(voice.ngettext("See the photo", "See {n} photos", len(state.files)))
        rows.append([Button(see, f"o:p.photo:{product.id}:{entry.key}")])
    if at_desk.may_work_on(turn, product, found.roles):
        if not state.missing:
            rows.append([Button(voice.plain("Ask for it"), f"o:p.ask:{at}:{entry.key}")])
        ticked = state.seen_at is not None
        label = voice.plain("I have not seen it") if ticked else voice.plain("I have seen it")
        rows.append([Button(label, f"o:p.seen:{at}:{entry.key}:{int(not ticked)}")])
    page = entries.index(entry) // PAGE
    rows.append([Button(voice.plain("‹ All papers"), f"o:p.papers:{product.id}:{page}")])
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext("⭐ <b>{product}</b>", product=clip(product.name, 100)),
        papers_screens.paper_name(voice, of, state, 200),
        _need(voice, of, entry),
        _said(voice, entry),
        papers_screens.proves(voice, of, entry),
    )
    return Screen(text, [*rows, [back_button(voice)]])


def _need(voice: Voice, of: Known, entry: Entry) -> Html | None:
    if entry.item is None:
        return None
    match entry.item.need:
        case Need.MUST:
            return voice.gettext("Every dossier needs it.")
        case Need.STARS:
            stars = words.stars(voice, of.default_target)
            return voice.gettext("It is needed for {stars}.", stars=stars)
        case Need.HELP:
            return voice.gettext("It helps to more points.")


def _said(voice: Voice, entry: Entry) -> Html:
    state = entry.state
    if state.seen_at is not None:
        return voice.gettext("An officer has seen it.")
    if state.missing:
        return voice.gettext("It has been asked for and has not come yet.")
    if state.files:
        return voice.gettext("The producer has sent a photo of it.")
    match entry.claim:
        case Claim.HAS:
            return voice.gettext("The producer says it is there; nobody has seen it yet.")
        case Claim.COUNTED:
            return voice.gettext("The producer's star check counts on it; nobody has seen it yet.")
        case Claim.LACKS:
            return voice.gettext("The producer says it is not there yet.")
        case Claim.UNKNOWN:
            return voice.gettext("Nothing is known about it yet.")


def _named(entries: list[Entry], key: str) -> Entry | None:
    return next((entry for entry in entries if entry.key == key), None)


async def _photo(turn: Turn, found: Opened[Product], rest: str) -> None:
    """Send the photos of a paper, each looked into before, and the paper's page below them."""
    product = found.what
    of, entries = await _known(turn, product)
    entry = _named(entries, rest)
    hidden = entry is None or await at_desk.locked(turn, product)
    if entry is None or hidden or not entry.state.files:
        turn.toast(turn.voice.plain("This file is not here any more."))
        return
    name = papers_screens.paper_name(turn.voice, of, entry.state, 100)
    caption = f"{product.code}: {name}"
    calls = [await passing(turn.tx, file, turn.chat_id, caption) for file in entry.state.files]
    for call in calls:
        if call is not None:
            turn.call(call)
    note = None
    if not all(calls):
        note = turn.voice.gettext(
            "One of the files has not arrived here yet, or is not what its name says."
        )
    turn.send(await _screen(turn, found, of, entry, entries, note))


async def _ask(turn: Turn, found: Opened[Product], key: str) -> None:
    _, entries = await _known(turn, found.what)
    if key != NEW and _named(entries, key) is None:
        await view.too_late(turn, found)
        return
    await forms.begin(turn, forms.ASK, found.what, {forms.PAPER: "" if key == NEW else key})


async def _seen(turn: Turn, found: Opened[Product], rest: str) -> None:
    """Tick a paper or take the tick back, as the button says, and show its page of the list."""
    product = found.what
    key, _, wanted = rest.partition(":")
    _, entries = await _known(turn, product)
    entry, done = _named(entries, key), None
    if entry is not None and wanted == str(int(entry.state.seen_at is None)):
        edition, seen = at_desk.edition_of(turn, product), wanted == "1"
        done = await product_papers.tick(
            turn.tx, product, edition, key, turn.person.id, turn.now, seen=seen
        )
    if entry is None or done is None:
        await view.too_late(turn, found)
        return
    await show(turn, Opened(done.product, found.roles), entries.index(entry) // PAGE)


async def _form(turn: Turn, found: Opened[Product], paper: str) -> None:
    """Have a form made, to come below the list."""
    of = await known(turn, found.what, shown=True)
    if await at_desk.locked(turn, found.what):
        await view.too_late(turn, found)
    elif all(form.paper != paper for form in of.forms):
        turn.toast(turn.voice.plain("This file is not here any more."))
    else:
        await exports.ask(turn, FORM, f"{found.what.id}:{paper}")


async def _make(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    number, _, paper = given.partition(":")
    product = await products.one(making.tx, int(number))
    covers = making.world.territory.covers
    if product is None or not entitled(covers, roles, Right.WORK_DOSSIER, product.commune):
        return None
    if await at_desk.locked(making, product):
        return None
    return await papers_print.for_officer(making, product, paper)


FORM = Export("office.form", Right.WORK_DOSSIER, _make, quick=True, failed=exports.not_made)


def _works(name: str, run: at_desk.Run) -> OfficerAction:
    checked = at_desk.checked(at_desk.may_work_on, run, view.too_late)
    return on(name, Right.WORK_DOSSIER, at_desk.PRODUCT, checked)


ACTIONS: tuple[OfficerAction, ...] = (
    on("p.papers", Right.WORK_DOSSIER, at_desk.PRODUCT, _list),
    on("p.paper", Right.WORK_DOSSIER, at_desk.PRODUCT, _one),
    on("p.photo", Right.WORK_DOSSIER, at_desk.PRODUCT, _photo),
    on("p.form", Right.WORK_DOSSIER, at_desk.PRODUCT, _form),
    _works("p.ask", _ask),
    _works("p.seen", _seen),
)
