"""One dossier as an officer sees it: where it stands, what is known, what she can do with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from handlers import status_words as words
from handlers.menu import back_button
from handlers.officer import dossier_desk as at_desk
from handlers.officer import selfcheck_line
from handlers.officer.acts import Opened
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_date_only, format_moment
from programme.ideas import GROUPS, label_of
from programme.roles import Right, Role, having
from programme.stages import Outcome, may_certify, moves
from programme.vietnam_time import day_at
from storage import product_papers, products
from storage.products import Product, Step, StepKind


async def show(
    turn: Turn, product: Product, roles: Sequence[Role], intro: Html | None = None
) -> None:
    """Show a dossier in the place of the message whose button was pressed, else below."""
    turn.show(await screen(turn, product, roles, intro))


async def screen(
    turn: Turn, product: Product, roles: Sequence[Role], intro: Html | None = None
) -> Screen:
    voice = turn.voice
    edition = at_desk.edition_of(turn, product)
    stars: Html | None = None
    see_stars: selfcheck_line.Rows = []
    if not await at_desk.locked(turn, product):
        stars, see_stars = await selfcheck_line.of_dossier(turn, product)
    text = lines(
        *((intro, "") if intro else ()),
        words.title(voice, turn.world, product),
        words.waiting_line(voice, turn.world, product, turn.at),
        await _who_holds(turn, product),
        words.due_line(voice, turn.world, product, turn.at),
        _held(turn, product),
        _visit(turn, product),
        "",
        *await _facts(turn, product),
        _proposed(voice, product),
        words.points_line(voice, edition, product.points),
        await _held_back(turn, product),
        *words.certificate_lines(voice, turn.world, product, turn.at)[:1],
        _no_certificate(turn, product),
        stars,
        await _papers(turn, product),
        await _last_note(turn, product),
    )
    rows = _buttons(turn, product, roles)
    return Screen(text, [*rows[:-1], *see_stars, *rows[-1:]])


async def _who_holds(turn: Turn, product: Product) -> Html | None:
    voice = turn.voice
    if at_desk.own(turn, product):
        return voice.gettext("This is your own product: another officer must look after it.")
    if product.outcome is not None:
        return None
    office = words.holder_office(voice, turn.world, product)
    if product.officer_id == turn.person.id:
        return voice.gettext("{office}: this dossier is in your hands.", office=office)
    if product.officer_id is not None:
        name = await at_desk.officer(turn, product.officer_id)
        return voice.gettext("{office}: {officer} looks after it.", office=office, officer=name)
    return voice.gettext("{office}: nobody has taken it up yet.", office=office)


def _held(turn: Turn, product: Product) -> Html | None:
    if product.held_since is None:
        return None
    since = format_date_only(day_at(product.held_since), turn.voice.language)
    return turn.voice.gettext("It waits for the producer since {day}.", day=since)


def _visit(turn: Turn, product: Product) -> Html | None:
    if product.visit_at is None or product.outcome is not None:
        return None
    voice = turn.voice
    moment = datetime.fromtimestamp(product.visit_at / 1000, UTC)
    return voice.gettext(
        "<b>Visit:</b> {when}, {place}",
        when=format_moment(moment, turn.at, voice.language),
        place=clip(product.visit_place or voice.plain("at the producer's place"), 80),
    )


async def _facts(turn: Turn, product: Product) -> list[Html]:
    voice = turn.voice
    place = turn.world.territory.full_name(product.commune)
    group = voice.plain(label_of(GROUPS, product.product_group))
    facts = [
        voice.gettext("<b>Place:</b> {place}", place=place),
        voice.gettext("<b>Group:</b> {group}", group=group),
    ]
    if await at_desk.locked(turn, product):
        locked = voice.gettext(
            "The farmer has taken back the agreement. Contact, photos and answers stay locked "
            "away until it is given again."
        )
        return [*facts, locked]
    name, phone = await at_desk.contact(turn, product)
    said = voice.gettext("<b>From:</b> {contact}", contact=f"{clip(name, 60)}, {phone}")
    return [said, *facts]


def _proposed(voice: Voice, product: Product) -> Html | None:
    """Stars that another council has still to confirm."""
    if product.stars is None or product.outcome is Outcome.RATED:
        return None
    return voice.gettext("Proposed so far: {stars}", stars=words.stars(voice, product.stars))


async def _held_back(turn: Turn, product: Product) -> Html | None:
    """Why its council gave fewer stars than the points make."""
    last = words.last_rating(product, await products.steps(turn.tx, product.id))
    if last is None:
        return None
    shut = await at_desk.locked(turn, product)
    return words.held_back_line(turn.voice, replace(last, text=None) if shut else last, 150)


def _no_certificate(turn: Turn, product: Product) -> Html | None:
    """That the certificate of this result is still to be written down, where it has one."""
    given = may_certify(at_desk.edition_of(turn, product), product.standing)
    if not given or product.certificate is not None:
        return None
    return turn.voice.gettext("The certificate of this result has not been written down yet.")


async def _papers(turn: Turn, product: Product) -> Html | None:
    missing = [one for one in await product_papers.papers(turn.tx, product.id) if one.missing]
    if not missing or product.outcome is not None:
        return None
    edition = at_desk.edition_of(turn, product)
    names = words.missing(turn.voice, edition, missing)
    return turn.voice.gettext("<b>Asked for:</b> {papers}", papers=clip("; ".join(names), 200))


async def _last_note(turn: Turn, product: Product) -> Html | None:
    """The newest note or reason, which the next officer wants to read first."""
    steps = await products.steps(turn.tx, product.id)
    kinds = (StepKind.NOTE, StepKind.BACK, StepKind.HOLD, StepKind.NOT_RATED)
    noted = [step for step in steps if step.text and step.kind in kinds]
    if not noted or await at_desk.locked(turn, product):
        return None
    last: Step = noted[-1]
    return turn.voice.gettext(
        "<b>Last note:</b> “{text}”", text=clip(" ".join((last.text or "").split()), 150)
    )


def _buttons(turn: Turn, product: Product, roles: Sequence[Role]) -> list[list[Button]]:
    voice, at = turn.voice, f"{product.id}:{product.revision}"
    rows: list[list[Button]] = []
    if at_desk.may_take(turn, product, roles):
        rows.append([Button(voice.plain("Take it up"), f"o:p.take:{at}")])
    hers = at_desk.levels(turn, having(roles, Right.WORK_DOSSIER))
    open_ways = moves(at_desk.edition_of(turn, product), product.standing, hers)
    works = at_desk.may_work(turn, product, roles)
    along = [Button(voice.plain("Move it on"), f"o:p.go:{at}")] if works and open_ways else []
    if at_desk.may_be_rated(turn, product, roles):
        first = product.outcome is None
        label = voice.plain("Enter points") if first else voice.plain("Correct the result")
        along.append(Button(label, f"o:p.rate:{at}"))
    rows.append(along)
    certified = may_certify(at_desk.edition_of(turn, product), product.standing)
    if certified and having(roles, Right.RATE) and not at_desk.own(turn, product):
        first = product.certificate is None
        label = voice.plain("Write down the certificate")
        corrected = voice.plain("Correct the certificate")
        rows.append([Button(label if first else corrected, f"o:p.cert:{at}")])
    if works and product.outcome is None:
        rows.append(
            [
                Button(voice.plain("Set a visit"), f"o:p.visit:{at}"),
                Button(voice.plain("Dossier papers"), f"o:p.papers:{product.id}:0"),
            ]
        )
    if product.outcome is None and at_desk.may_free(turn, product, roles):
        rows.append(
            [
                Button(voice.plain("Hand it over"), f"o:p.hand:{at}:0"),
                Button(voice.plain("Put it back in the queue"), f"o:p.put:{at}"),
            ]
        )
    notes = [Button(voice.plain("History"), f"o:p.log:{product.id}")]
    if at_desk.may_note(turn, product, roles):
        notes.insert(0, Button(voice.plain("Write a note"), f"o:p.note:{at}"))
    rows.append(notes)
    if product.idea_id is not None:
        rows.append([Button(voice.plain("💡 See idea and photos"), f"o:see:{product.idea_id}")])
    rows.append([at_desk.queue_button(voice), back_button(voice)])
    return [row for row in rows if row]


async def too_late(turn: Turn, found: Opened[Product]) -> None:
    """Somebody was quicker, or the button is old: say how the dossier stands, and show it."""
    now = await products.one(turn.tx, found.what.id) or found.what
    turn.toast(await _standing(turn, now, found.roles))
    await show(turn, now, found.roles)


async def _standing(turn: Turn, product: Product, roles: Sequence[Role]) -> str:
    voice = turn.voice
    if at_desk.own(turn, product):
        return voice.plain("This is your own product: another officer must look after it.")
    if not at_desk.free(turn, product):
        name = await at_desk.officer(turn, product.officer_id)
        return voice.plain("{officer} looks after it.", officer=name)
    hers = at_desk.at_her_level(turn, product, roles) or at_desk.may_be_rated(turn, product, roles)
    if not hers:
        stage = at_desk.stage_name(voice, turn, product)
        return voice.plain("Now it is another office's turn: {stage}.", stage=stage)
    return voice.plain("The dossier has changed since. Here is how it stands now.")
