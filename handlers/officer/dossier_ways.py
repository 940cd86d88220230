"""The ways on for a dossier: which there are for this officer, what each is called, going one."""

from collections.abc import Sequence

from handlers import visit_calendar
from handlers.officer import dossier_desk as at_desk
from handlers.officer import dossier_screen as view
from handlers.officer.acts import Opened
from handlers.officer.dossier_arrival import tell_level
from handlers.turn import Turn
from handlers.voice import Voice
from locales.formats import local_day
from programme.roles import Right, Role, having
from programme.stages import Kind, Move, moves
from storage import product_moves
from storage.products import Product

LEVELS = ("commune", "district", "province")


def ways(turn: Turn, product: Product, roles: Sequence[Role]) -> tuple[Move, ...]:
    """The ways that this officer may go now."""
    if not at_desk.may_work(turn, product, roles):
        return ()
    hers = at_desk.levels(turn, having(roles, Right.WORK_DOSSIER))
    return moves(at_desk.edition_of(turn, product), product.standing, hers)


def way_label(voice: Voice, turn: Turn, product: Product, way: Move) -> str:
    """What a way is called, for a button."""
    edition = at_desk.edition_of(turn, product)
    if way.kind is Kind.AGAIN:
        edition = turn.world.editions.on(local_day(turn.at))
        way = Move(way.kind, edition.again)
    found = edition.stage(way.to)
    stage = way.to if found is None else found.name.said_in(voice.language)
    match way.kind:
        case Kind.FORWARD:
            return voice.plain("Send on: {stage}", stage=stage)
        case Kind.BACK:
            return voice.plain("Send back: {stage}", stage=stage)
        case Kind.HOLD:
            return voice.plain("Wait for the producer")
        case Kind.RESUME:
            return voice.plain("It need not wait any more: go on")
        case Kind.NOT_RATED:
            return voice.plain("End it without a rating")
        case Kind.WITHDRAW:
            return voice.plain("The producer takes it back")
        case Kind.AGAIN:
            return voice.plain("Begin anew: {stage}", stage=stage)


async def go(turn: Turn, found: Opened[Product], way: Move, reason: str | None = None) -> None:
    """Go a way, if it is open to this officer now, and tell whom it concerns."""
    product = found.what
    if way not in ways(turn, product, found.roles):
        await view.too_late(turn, found)
        return
    done = await product_moves.move(
        turn.tx,
        product,
        at_desk.edition_of(turn, product),
        way,
        turn.person.id,
        turn.now,
        reason=reason,
        level=_level(turn, product, found.roles),
        in_force=turn.world.editions.on(local_day(turn.at)),
    )
    if done is None:
        await view.too_late(turn, found)
        return
    said = await at_desk.tell(turn, done)
    await visit_calendar.take_out(turn.post, product, done.product)
    await tell_level(turn.post, turn.person.id, [(product, done.product)])
    await view.show(turn, done.product, found.roles, said)


def _level(turn: Turn, product: Product, roles: Sequence[Role]) -> str | None:
    """The level at which she acts: where the dossier lies, if she is of there."""
    hers = at_desk.levels(turn, having(roles, Right.WORK_DOSSIER))
    if product.holder in hers:
        return product.holder
    return next((level for level in LEVELS if level in hers), None)
