"""Dossiers on an officer's desk: who may do what with one, how long it waits, who hears of it."""

import re
from collections.abc import Awaitable, Callable, Iterable

from handlers import status_news
from handlers.occasion import Occasion
from handlers.officer.acts import Opened, Subject
from handlers.screen import Button
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip
from locales.formats import format_day, local_day
from programme.contact import show_phone
from programme.deadlines import limit
from programme.editions import Edition
from programme.roles import Level, Right, Role, having
from programme.stages import acting_levels, may_rate, moves
from programme.vietnam_time import day_at
from storage import ideas, officers, people, products
from storage.people import PersonId
from storage.product_rows import Done
from storage.products import Product

PRODUCT: Subject[Product] = Subject(
    "product", lambda turn, number: products.one(turn.tx, number), lambda product: product.commune
)

Run = Callable[[Turn, Opened[Product], str], Awaitable[None]]
Roles = Iterable[Role]
May = Callable[[Turn, Product, Roles], bool]
TooLate = Callable[[Turn, Opened[Product]], Awaitable[None]]
_REST = re.compile(r"([0-9]{1,9})(?::([a-z0-9_:]{1,40}))?")


def edition_of(turn: Turn, product: Product) -> Edition:
    """The rules that a product began under, which it keeps."""
    return turn.world.editions.of(product.edition)


def levels(turn: Turn, roles: Iterable[Role]) -> frozenset[str]:
    """The levels at which somebody with these roles acts."""

    def level_of(code: str) -> str | None:
        unit = turn.world.territory.unit(code)
        return None if unit is None else unit.level

    return acting_levels(roles, level_of)


def own(turn: Turn, product: Product) -> bool:
    """Whether the officer of this update is the producer."""
    return product.person_id == turn.person.id


def free(turn: Turn, product: Product) -> bool:
    """Whether nobody else holds it."""
    return product.officer_id in (None, turn.person.id)


def at_her_level(turn: Turn, product: Product, roles: Iterable[Role]) -> bool:
    """Whether it is at a stage that officers of her levels bring along; what has ended begins
    again at another."""
    edition = edition_of(turn, product)
    stage, hers = edition.stage(product.stage), levels(turn, having(roles, Right.WORK_DOSSIER))
    if product.outcome is not None:
        return bool(moves(edition, product.standing, hers))
    return stage is not None and any(level in stage.movers for level in hers)


def may_work(turn: Turn, product: Product, roles: Iterable[Role]) -> bool:
    """Whether she may bring it along now: it is not her own, nobody else holds it, and it lies at
    her level. What has ended may begin again at her level too."""
    return not own(turn, product) and free(turn, product) and at_her_level(turn, product, roles)


def may_work_on(turn: Turn, product: Product, roles: Roles) -> bool:
    """The same, while it is under way."""
    return product.outcome is None and may_work(turn, product, roles)


def may_take(turn: Turn, product: Product, roles: Iterable[Role]) -> bool:
    return product.officer_id is None and may_work_on(turn, product, roles)


def may_free(turn: Turn, product: Product, roles: Iterable[Role]) -> bool:
    """Whether she may put it back: who holds it, and those above the commune, so that it cannot
    get stuck in the hands of somebody who has stopped looking."""
    if product.officer_id is None or product.outcome is not None:
        return False
    above = (role for role in having(roles, Right.WORK_DOSSIER) if role.level is not Level.COMMUNE)
    return product.officer_id == turn.person.id or (not own(turn, product) and any(above))


def may_note(turn: Turn, product: Product, roles: Iterable[Role]) -> bool:
    """Whether she may write on it: every officer of the area but the producer."""
    return not own(turn, product) and bool(having(roles, Right.WORK_DOSSIER))


def may_be_rated(turn: Turn, product: Product, roles: Iterable[Role]) -> bool:
    """Whether she may enter points now. Nobody rates a product of her own."""
    hers = levels(turn, having(roles, Right.RATE))
    return not own(turn, product) and may_rate(edition_of(turn, product), product.standing, hers)


def checked(may: May, run: Run, too_late: TooLate) -> Run:
    """`run`, for a button made for the dossier as it is now, where `may` allows it; else the
    officer sees how it stands. `run` gets what follows the revision."""

    async def at_the_press(turn: Turn, found: Opened[Product], rest: str) -> None:
        match, product = _REST.fullmatch(rest), found.what
        if (
            match is None
            or match[1] != str(product.revision)
            or not may(turn, product, found.roles)
        ):
            await too_late(turn, found)
            return
        await run(turn, found, match[2] or "")

    return at_the_press


async def officer(turn: Turn, person_id: PersonId | None) -> str:
    """What an officer is called."""
    name = None if person_id is None else await officers.name(turn.tx, person_id)
    return clip(name, 40) if name else turn.voice.plain("Another officer")


async def locked(turn: Occasion, product: Product) -> bool:
    """Whether the producer has taken her agreement back: what she sent is locked away then."""
    owner = await people.one(turn.tx, product.person_id)
    return owner is not None and owner.consent is False


async def contact(turn: Turn, product: Product) -> tuple[str, str]:
    """Name and phone of the producer, as the idea has them, else as she is known; "–" for none."""
    idea = None if product.idea_id is None else await ideas.one(turn.tx, product.idea_id)
    person = await people.one(turn.tx, product.person_id)
    name = (idea and idea.contact_name) or (person and person.name) or "–"
    phone = (idea and idea.contact_phone) or (person and person.phone)
    return name, show_phone(phone) if phone else "–"


async def tell(turn: Turn, done: Done) -> Html:
    """Tell the producer what happened, and say so to the officer, or whom to call instead."""
    if await status_news.tell_change(turn.post, done.product, done.step):
        return turn.voice.gettext("Done. I have told the farmer.")
    if await locked(turn, done.product):
        return turn.voice.gettext(
            "Done. I tell the farmer nothing, as the agreement has been taken back."
        )
    _, phone = await contact(turn, done.product)
    return turn.voice.gettext(
        "Done, but I cannot reach the farmer here. Please call {phone}.", phone=phone
    )


def stage_name(voice: Voice, turn: Turn, product: Product) -> str:
    """What the stage is called at which a product is."""
    stage = edition_of(turn, product).stage(product.stage)
    return product.stage if stage is None else stage.name.said_in(voice.language)


def waiting(turn: Turn, product: Product) -> Html:
    """How long a product has been at its stage, or what is left of the legal limit."""
    voice, today, since = turn.voice, local_day(turn.at), day_at(product.stage_since)
    found = limit(edition_of(turn, product), product.stage, since, today)
    if product.outcome is not None or found is None:
        days = (today - since).days
        if days <= 0:
            return voice.gettext("here since today")
        return voice.ngettext("here for {n} day", "here for {n} days", days)
    if found.left < 0:
        return voice.ngettext(
            "⚠️ {n} working day over the limit",
            "⚠️ {n} working days over the limit",
            -found.left,
        )
    if found.left == 0:
        return voice.gettext("⏳ the last day is today")
    return voice.ngettext(
        "{n} working day left, until {day}",
        "{n} working days left, until {day}",
        found.left,
        day=format_day(found.last_day, today, voice.language),
    )


def queue_button(voice: Voice) -> Button:
    """The way to the dossiers."""
    return Button(voice.plain("⭐ Dossiers"), "o:p.list:all:0")
