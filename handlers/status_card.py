"""A product's status as a picture, to be kept and shown around."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from html import unescape

from handlers import exports, status_screens
from handlers import status_words as words
from handlers.exports import Export, Made, Making
from handlers.files import PNG, File
from handlers.picture import GOLD, GREEN, GREY, LARGE, QUIET, SMALL, Picture
from handlers.sheets import file_name
from handlers.turn import Turn
from handlers.voice import Html, Voice
from handlers.world import World
from locales.formats import format_date_only, local_day
from programme.roles import Role
from programme.stages import Outcome
from storage import products
from storage.products import Product, Step, StepKind


async def send(turn: Turn, product: Product) -> None:
    """Have the picture of a product made for its producer, who gets its page again below it."""
    await exports.ask(turn, CARD, str(product.id))


async def _make(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    product = await products.one(making.tx, int(given))
    if product is None or product.person_id != making.person.id:
        return None
    steps = await products.steps(making.tx, product.id)
    content = await asyncio.to_thread(draw, making.voice, making.world, product, steps, making.at)
    name = file_name("the-san-pham", product.code, ending="png")
    return Made(File(content, name, PNG), screen=await status_screens.one(making, product))


CARD = Export("card", None, _make, quick=True, failed=exports.not_made)


def draw(
    voice: Voice, world: World, product: Product, steps: Sequence[Step], at: datetime
) -> bytes:
    """Draw a product as PNG: stars, road, who holds it, what is due, its certificate."""
    picture = Picture()
    picture.text(product.name, LARGE, bold=True, most=3)
    place = world.territory.full_name(product.commune)
    picture.text(f"{product.code} · {place}", SMALL, colour=QUIET, most=3)
    picture.gap(8)
    _stars(voice, world, product, picture)
    if product.outcome is None:
        _road(voice, world, product, steps, at, picture)
        _facts(picture, _now(voice, world, product, at))
    else:
        _facts(picture, words.certificate_lines(voice, world, product, at))
        _countdown(voice, world, product, at, picture)
    picture.gap(10)
    picture.rule()
    edition = words.edition_of(world, product)
    day = format_date_only(local_day(at), voice.language)
    rules = voice.plain(
        "As of {day}. By Decision {decision}.", day=day, decision=edition.decision.number
    )
    picture.text(rules, SMALL, colour=QUIET, most=3)
    return picture.png()


def _stars(voice: Voice, world: World, product: Product, picture: Picture) -> None:
    """The stars of the final result, or what is proposed; how its road ended without any."""
    edition = words.edition_of(world, product)
    if product.outcome is Outcome.RATED:
        picture.stars(product.stars or 0)
        points = words.points_line(voice, edition, product.points, parts=False)
        if points is not None:
            picture.text(unescape(points), bold=True)
    elif product.outcome is not None:
        picture.text(words.standing(voice, world, product), bold=True)
    elif product.stars is not None:
        picture.stars(product.stars)
        picture.text(voice.plain("Proposed; the last word is not spoken yet."), SMALL, colour=QUIET)


def _road(
    voice: Voice,
    world: World,
    product: Product,
    steps: Sequence[Step],
    at: datetime,
    picture: Picture,
) -> None:
    """All stages from the first: done with their days, the present one, those to come."""
    edition = words.edition_of(world, product)
    here, left = edition.order(product.stage), left_at(steps)
    rows = []
    for number, stage in enumerate(edition.stages):
        name = stage.name.said_in(voice.language)
        if number == here:
            since = words.day_of(product.stage_since, at, voice)
            rows.append((GOLD, name, voice.plain("now, since {day}", day=since)))
        elif number < here:
            done = left.get(stage.key)
            rows.append((GREEN, name, "" if done is None else words.day_of(done, at, voice)))
        elif stage.needs_stars is None or (product.stars or 0) >= stage.needs_stars:
            rows.append((GREY, name, ""))
    picture.gap()
    picture.steps(rows)


def left_at(steps: Sequence[Step]) -> dict[str, int]:
    """When each stage was left for another one, in milliseconds."""
    return {
        step.from_stage: step.at
        for step in steps
        if step.kind is not StepKind.START
        and step.from_stage is not None
        and step.from_stage != step.to_stage
    }


def _now(voice: Voice, world: World, product: Product, at: datetime) -> list[Html | None]:
    """Who holds it and what is due."""
    return [
        voice.gettext("Held by: {office}.", office=words.holder_office(voice, world, product)),
        words.waiting_line(voice, world, product, at),
        words.due_line(voice, world, product, at),
    ]


def _facts(picture: Picture, said: Sequence[Html | None]) -> None:
    picture.gap()
    for line in said:
        if line is not None:
            picture.text(unescape(line), most=5)
            picture.gap(4)


def _countdown(
    voice: Voice, world: World, product: Product, at: datetime, picture: Picture
) -> None:
    """How much of a certificate's life is left, as a number and a bar."""
    paper = product.certificate
    if paper is None:
        return
    left = (paper.expires - local_day(at)).days
    whole = max((paper.expires - paper.issued).days, 1)
    count = voice.ngettext("{n} day", "{n} days", max(left, 0))
    picture.pair(voice.plain("Certificate: still valid for"), unescape(count))
    picture.bar(left / whole, colour=GREEN)
