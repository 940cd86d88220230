"""From an officer's file to what becomes of each row, as everything stands at this moment."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers.exports import Making
from handlers.files import XLSX, File
from handlers.officer import certificate_numbers
from handlers.officer.results_words import say_outcome
from handlers.post import Post
from handlers.sheets import Column as SheetColumn
from handlers.sheets import Sheet, Shown, file_name, workbook
from handlers.voice import Voice
from handlers.world import World
from locales.formats import local_day
from programme.editions import Edition
from programme.result_columns import COLUMN_LABELS, Column, Table
from programme.result_row import Certificate, Rating
from programme.results import Known, Outcome, Verdict, codes, judge, rules_of
from programme.roles import Right, Role, entitled, having
from programme.stages import acting_levels, may_rate
from storage import officers, product_lists, products
from storage.database import Transaction
from storage.people import PersonId
from storage.product_lists import Filter
from storage.products import Product

BREATH = 50
"""Rows after which the event loop may turn to others."""
MOST_LISTED = 2000
"""Products that a form to fill in lists at most."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file's rows with what becomes of each now, the products that they mean, by id, and the
    headings of columns that are passed over."""

    outcomes: tuple[Outcome, ...]
    products: Mapping[int, Product]
    unread: tuple[str, ...] = ()

    @property
    def print(self) -> str:
        """What the dry run showed, in 12 digits: a list that would now do something else has
        another one."""
        said = repr([(o.number, o.verdict, o.product, o.rating) for o in self.outcomes])
        return hashlib.sha256(said.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the judgement of a list rests on besides the list: the roles that let the person
    rate, the products that it names by their codes (whatever happens to one, a rating too, changes
    its row), the certificates given, by province, and the day."""

    person_id: PersonId
    roles: tuple[Role, ...]
    products: Mapping[str, Product]
    given: Mapping[str, Mapping[str, tuple[int, str]]]
    today: date


async def facts(post: Post | Making, person_id: PersonId, table: Table) -> Facts:
    """How all stands in this transaction for the person who imports a list."""
    return Facts(
        person_id,
        having(await officers.areas(post.tx, person_id), Right.RATE),
        await products.by_codes(post.tx, codes(table)),
        await certificate_numbers.given(post.tx, post.world),
        local_day(post.at),
    )


async def judged(post: Post | Making, table: Table, by: Facts) -> Checked:
    """Say what becomes of a list's rows, by what was read in this transaction. It may take a second
    for the longest list, in which the event loop serves others."""
    tx, world, known = post.tx, post.world, dict[str, Known]()
    for code, product in by.products.items():
        here = await _known(tx, world, product, by.person_id, by.roles)
        province = certificate_numbers.province(world, product.commune)
        known[code] = replace(here, given=by.given.get(province, {}))
        if len(known) % BREATH == 0:
            await asyncio.sleep(0)
    outcomes = await asyncio.to_thread(judge, table, known, by.today)
    by_id = {product.id: product for product in by.products.values()}
    return Checked(outcomes, by_id, table.unread)


async def _known(
    tx: Transaction, world: World, product: Product, person_id: PersonId, roles: Sequence[Role]
) -> Known:
    edition = world.editions.of(product.edition)
    over = entitled(world.territory.covers, roles, Right.RATE, product.commune)
    levels = acting_levels(over, level_in(world))
    due = (
        product.outcome is None
        and may_rate(edition, product.standing, levels)
        and not await _decided_here(tx, product)
    )
    return Known(
        product.id,
        product.name,
        inside=bool(over),
        own=product.person_id == person_id,
        rules=rules_of(edition, product.stage) if due else None,
        rated=_rated(product),
    )


def level_in(world: World) -> Callable[[str], str | None]:
    """What says the level of a unit by its code; None for an unknown one."""

    def level(code: str) -> str | None:
        unit = world.territory.unit(code)
        return None if unit is None else unit.level

    return level


async def _decided_here(tx: Transaction, product: Product) -> bool:
    """Whether the council at its present stage has decided, and it only waits to be sent on."""
    if product.stars is None:
        return False
    ratings = await products.ratings(tx, product.id)
    return bool(ratings) and (
        ratings[-1].from_stage == product.stage and ratings[-1].at >= product.stage_since
    )


def _rated(product: Product) -> Rating | None:
    points, paper = product.points, product.certificate
    if product.stars is None or points.a is None or points.b is None or points.c is None:
        return None
    certificate = None if paper is None else Certificate(paper.number, paper.issued, paper.expires)
    return Rating((points.a, points.b, points.c), product.stars, certificate)


# --- files for the officer ---------------------------------------------------------------------


def as_file(voice: Voice, outcomes: Sequence[Outcome]) -> File:
    """The dry run as a spreadsheet: each row of the list with what becomes of it. For a thread."""
    signs = {
        Verdict.RECORD: voice.plain("new"),
        Verdict.SAME: voice.plain("known"),
        Verdict.WRONG: voice.plain("wrong"),
    }
    columns = (
        SheetColumn(voice.plain("Row"), 8, Shown.NUMBER),
        SheetColumn(voice.plain(COLUMN_LABELS[Column.CODE]), 18),
        SheetColumn(voice.plain(COLUMN_LABELS[Column.NAME]), 32),
        SheetColumn(voice.plain("Check"), 10),
        SheetColumn(voice.plain("Result"), 90),
    )
    rows = (
        (one.number, one.code, one.name, signs[one.verdict], say_outcome(voice, one))
        for one in outcomes
    )
    name = voice.plain("Check of the result list")
    content = workbook([Sheet(name, columns, rows)])
    return File(content, file_name(name, ending="xlsx"), XLSX)


async def form_to_fill_in(making: Making, communes: frozenset[str]) -> File:
    """A list with the right headings and a row for each product of an area that waits for a
    council, to be filled in."""
    voice, editions = making.voice, making.world.editions.all
    rows: list[tuple[str | None, ...]] = []
    for key in sorted({key for edition in editions for key in rated_at(edition)}):
        wanted = Filter(stage=key)
        waiting = await product_lists.queue(making.tx, communes, wanted, 0, MOST_LISTED)
        rows += [(one.code, one.name, *[None] * (len(Column) - 2)) for one in waiting]
    columns = [
        SheetColumn(voice.plain(COLUMN_LABELS[column]), _WIDTHS.get(column, 12))
        for column in Column
    ]
    name = voice.plain("Result list")
    content = await asyncio.to_thread(workbook, [Sheet(name, columns, rows)])
    return File(content, file_name(name, ending="xlsx"), XLSX)


_WIDTHS = {Column.CODE: 18, Column.NAME: 32, Column.CERTIFICATE: 20, Column.NOTE: 30}


def rated_at(edition: Edition) -> tuple[str, ...]:
    """The stages at which a council sits."""
    return tuple(stage.key for stage in edition.stages if stage.awards is not None)
