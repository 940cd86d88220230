"""The figures of a report against those of a small world counted by hand."""

import json
from datetime import date

import pytest

from programme.ideas import State
from programme.reporting import Period, Promise, Report
from programme.units import load_units
from storage import product_moves, reports
from storage.database import Database, Transaction
from tests.storage.report_world import (
    AN_LAC,
    BAC_NINH,
    SON_DONG,
    TAN_YEN,
    begun,
    certified,
    rated,
    small_world,
)
from tests.storage.report_world import BEGINS as NOW
from tests.storage.test_products import E2026, at_rating, points

TERRITORY = load_units()
TODAY = date(2026, 11, 28)


async def report(tx: Transaction, area: str, period: Period) -> Report:
    communes = [unit.code for unit in TERRITORY.communes_of(area)]
    areas = [unit for unit in TERRITORY.units if TERRITORY.covers(area, unit)]
    return await reports.report(tx, area, period, communes, areas, TODAY)


async def test_every_figure_of_the_small_world(database: Database) -> None:
    async with database.transaction() as tx:
        await small_world(tx)
        found = await report(tx, BAC_NINH, Period(2026, 3))
        listed = [
            one async for page in reports.listed(tx, [SON_DONG, TAN_YEN, AN_LAC]) for one in page
        ]
    total = found.total
    assert (total.received, dict(total.ideas)) == (
        5,
        {State.ACCEPTED: 2, State.RETURNED: 1, State.TAKEN_UP: 1, State.WITHDRAWN: 1},
    )
    assert (total.under_way, dict(found.stages)) == (1, {("2026", "visit"): 1})
    assert dict(total.by_stars) == {4: 2, 3: 1, 2: 1}
    assert (total.certified, total.new, total.again) == (2, 1, 1)
    assert len(found.lines) == 99
    assert len(found.without) == 97
    assert not {SON_DONG, TAN_YEN} & set(found.without)
    by_commune = {line.commune: line for line in found.lines}
    here = by_commune[SON_DONG]
    assert (here.received, here.under_way, dict(here.by_stars)) == (3, 0, {4: 1, 2: 1})
    assert (here.certified, here.new, here.again) == (1, 1, 0)
    there = by_commune[TAN_YEN]
    assert (there.received, there.under_way, dict(there.by_stars)) == (1, 1, {4: 1})
    assert (there.certified, there.new, there.again) == (1, 0, 1)
    third = by_commune[AN_LAC]
    assert (third.received, third.certified, dict(third.by_stars)) == (1, 0, {3: 1})
    [held] = found.held
    assert (held.area, held.seats, held.signed, held.attended) == (SON_DONG, 5, 2, 2)
    assert [(line.area, line.cancelled) for line in found.classes] == [
        (SON_DONG, False),
        (TAN_YEN, True),
    ]
    [news] = found.announcements
    assert (news.unit, news.total, news.sent, news.read, news.told) == (BAC_NINH, 4, 2, 1, 1)
    assert found.promise() == Promise(BAC_NINH, 4, 2)
    assert set(found.promises) == {Promise(BAC_NINH, 4, 2), Promise(SON_DONG, 1, 0)}
    assert len(listed) == 5
    assert sorted((one.commune, one.stars or 0) for one in listed) == [
        (SON_DONG, 2),
        (SON_DONG, 4),
        (AN_LAC, 3),
        (TAN_YEN, 0),
        (TAN_YEN, 4),
    ]


async def test_each_certificate_counts_in_one_quarter(database: Database) -> None:
    async with database.transaction() as tx:
        await small_world(tx)
        found = {
            period: (line.new, line.again)
            for period in (Period(2026, 1), Period(2026, 2), Period(2026, 3), Period(2026, 4))
            for line in [(await report(tx, BAC_NINH, period)).total]
        }
        year = (await report(tx, BAC_NINH, Period(2026))).total
        past = (await report(tx, BAC_NINH, Period(2023, 3))).total
    assert list(found.values()) == [(0, 0), (1, 0), (1, 1), (0, 0)]
    assert (year.new, year.again) == (2, 1)
    # Noted down years later.
    assert (past.new, past.again) == (1, 0)


async def test_a_result_that_went_on_to_the_ministry_counts_by_its_own_certificate(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx, SON_DONG, NOW)
        product = await rated(tx, await at_rating(tx, product, an), an, 4)
        product = await certified(tx, product, an, date(2026, 6, 1), NOW)
        for now in (NOW + 1, NOW + 2):
            done = await product_moves.rate(tx, product, E2026, points("95"), 5, an, now)
            assert done is not None
            product = done.product
        # The old one is valid still, yet it is not the one of five stars.
        before = (await report(tx, SON_DONG, Period(2026))).total
        [line] = [one async for page in reports.listed(tx, [SON_DONG]) for one in page]
        await certified(tx, product, an, date(2026, 9, 1), NOW + 3)
        found = [(await report(tx, SON_DONG, Period(2026, quarter))).total for quarter in (1, 2, 3)]
    assert (before.certified, before.new, line.earlier) == (1, 1, True)
    assert [(total.new, total.again) for total in found] == [(0, 0), (0, 0), (1, 0)]


@pytest.mark.parametrize("corrected", [False, True])
async def test_steps_of_earlier_releases_do_not_say_the_day(
    database: Database, corrected: bool
) -> None:
    async with database.transaction() as tx:
        product, an = await begun(tx, SON_DONG, NOW)
        product = await rated(tx, await at_rating(tx, product, an), an, 4)
        product = await certified(tx, product, an, date(2026, 6, 1), NOW)
        if corrected:
            await certified(tx, product, an, date(2026, 3, 1), NOW)
        rows = await tx.all("SELECT detail FROM product_steps WHERE kind = 'certificate'")
        assert all("issued" in json.loads(row["detail"]) for row in rows)
        # In production no step is ever changed: the table as an earlier release filled it.
        await tx.run("UPDATE product_steps SET detail = '{}' WHERE kind = 'certificate'")
        quarters = [
            (await report(tx, SON_DONG, Period(2026, quarter))).total.new for quarter in (1, 2, 3)
        ]
    assert quarters == ([1, 0, 0] if corrected else [0, 1, 0])
