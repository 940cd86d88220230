"""What an officer does with a dossier by a button: opens it, takes it up, sends it on or back."""

from handlers.menu import back_button, leave
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_forms as forms
from handlers.officer import dossier_papers
from handlers.officer import dossier_screen as view
from handlers.officer.acts import OfficerAction, Opened, on, opened
from handlers.officer.dossier_ways import go, way_label, ways
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Turn
from handlers.voice import Voice, clip, lines
from programme.roles import Right
from programme.stages import Kind, Move, parse_product_code
from storage import officers, product_work, products
from storage.products import Product

_SURE = (Kind.RESUME,)
"""Ways that are gone at one press: nothing is lost by them."""


async def _see(turn: Turn, found: Opened[Product], _: str) -> None:
    await view.show(turn, found.what, found.roles)


async def open_code(turn: Turn, typed: str) -> bool:
    """Open the dossier whose code an officer typed, if it is of her area. False if it is not."""
    code = parse_product_code(typed)
    product = await products.by_code(turn.tx, code) if code else None
    found = await opened(turn, Right.READ, at_desk.PRODUCT, product.id) if product else None
    if found is None:
        return False
    leave(turn)
    await view.show(turn, found.what, found.roles)
    return True


async def _take(turn: Turn, found: Opened[Product], _: str) -> None:
    edition = at_desk.edition_of(turn, found.what)
    done = await product_work.take_up(turn.tx, found.what, edition, turn.person.id, turn.now)
    if done is None:
        await view.too_late(turn, found)
        return
    turn.toast(turn.voice.plain("This dossier is in your hands."))
    await at_desk.tell(turn, done)
    await view.show(turn, done.product, found.roles)


async def _put(turn: Turn, found: Opened[Product], _: str) -> None:
    before = found.what
    edition = at_desk.edition_of(turn, before)
    done = await product_work.put_back(turn.tx, before, edition, turn.person.id, turn.now)
    if done is None:
        await view.too_late(turn, found)
        return
    turn.toast(turn.voice.plain("It is back among those waiting."))
    holder = before.officer_id
    if holder is not None and holder != turn.person.id:
        name = await officers.name(turn.tx, turn.person.id)

        def say(voice: Voice) -> Screen:
            text = voice.gettext(
                "📋 {officer} has put “{product}” back among those waiting, in your place.",
                officer=clip(name, 40) if name else voice.plain("Another officer"),
                product=clip(before.name, 60),
            )
            return Screen(text, [[Button(voice.plain("Open it"), f"o:p.see:{before.id}")]])

        await turn.tell(holder, say)
    await view.show(turn, done.product, found.roles)


# --- the way on --------------------------------------------------------------------------------


async def _ways(turn: Turn, found: Opened[Product], _: str) -> None:
    """Show where the dossier can go from here."""
    voice, product = turn.voice, found.what
    open_ways = ways(turn, product, found.roles)
    if not open_ways:
        await view.too_late(turn, found)
        return
    at = f"{product.id}:{product.revision}"
    text = lines(
        voice.gettext("⭐ <b>{product}</b>", product=clip(product.name, 100)),
        voice.gettext("Now: {stage}", stage=at_desk.stage_name(voice, turn, product)),
        "",
        voice.gettext("What shall happen with it?"),
    )
    rows = [
        [Button(way_label(voice, turn, product, way), f"o:p.way:{at}:{way.kind}:{way.to}")]
        for way in open_ways
    ]
    rows.append([Button(voice.plain("Back to the dossier"), f"o:p.see:{product.id}")])
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


async def _way(turn: Turn, found: Opened[Product], given: str) -> None:
    """Ask for the reason where there must be one, else once more before it is done."""
    way = forms.read_way(given)
    if way is None or way not in ways(turn, found.what, found.roles):
        await view.too_late(turn, found)
    elif way.needs_reason:
        await forms.begin(turn, forms.REASON, found.what, {forms.WAY: given})
    elif way.kind in _SURE:
        await go(turn, found, way)
    else:
        await _confirm(turn, found.what, way)


async def _confirm(turn: Turn, product: Product, way: Move) -> None:
    voice, at = turn.voice, f"{product.id}:{product.revision}"
    text = lines(
        voice.gettext("⭐ <b>{product}</b>", product=clip(product.name, 100)),
        voice.gettext("<b>{what}</b>?", what=way_label(voice, turn, product, way)),
        await dossier_papers.unseen(turn, product) if way.kind is Kind.FORWARD else None,
        voice.gettext("I tell the farmer at once."),
    )
    rows = [
        [yes(voice.plain("Yes, do it"), f"o:p.yes:{at}:{way.kind}:{way.to}")],
        [no(voice.plain("Not yet"), f"o:p.see:{product.id}")],
    ]
    turn.show(Screen(text, rows))


async def _go(turn: Turn, found: Opened[Product], given: str) -> None:
    way = forms.read_way(given)
    if way is None or way.needs_reason:
        await view.too_late(turn, found)
        return
    await go(turn, found, way)


# --- what is typed -----------------------------------------------------------------------------


async def _note(turn: Turn, found: Opened[Product], _: str) -> None:
    await forms.begin(turn, forms.NOTE, found.what)


def _works(name: str, may: at_desk.May, run: at_desk.Run) -> OfficerAction:
    checked = at_desk.checked(may, run, view.too_late)
    return on(name, Right.WORK_DOSSIER, at_desk.PRODUCT, checked)


ACTIONS: tuple[OfficerAction, ...] = (
    on("p.see", Right.READ, at_desk.PRODUCT, _see),
    _works("p.take", at_desk.may_take, _take),
    _works("p.put", at_desk.may_free, _put),
    _works("p.go", at_desk.may_work, _ways),
    _works("p.way", at_desk.may_work, _way),
    _works("p.yes", at_desk.may_work, _go),
    _works("p.note", at_desk.may_note, _note),
)
"""The buttons on a dossier: `o:<name>:<id>:<revision>`, perhaps with a way behind it."""
