"""What reports count, and what units have promised."""

import json
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from programme.ideas import State
from programme.reporting import (
    AnnouncementLine,
    ClassLine,
    Paper,
    PaperStep,
    Period,
    Promise,
    Report,
    Standing,
    certified,
    lines,
    stages,
)
from programme.vietnam_time import day_at, ms_at
from storage import acts
from storage.database import Row, Transaction
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("reports")
PAGE = 1000
_GIVEN = "certificate"
_PAPERS = {_GIVEN: Paper.GIVEN, "rating": Paper.ENDED, "again": Paper.AGAIN}


async def report(
    tx: Transaction,
    area: str,
    period: Period,
    communes: Collection[str],
    areas: Collection[str],
    today: date,
) -> Report:
    """Count an area's figures. `communes` are its communes in the order in which they are listed,
    `areas` the codes of all units within it, itself too."""
    since, until = _bounds(period)
    statement, values = with_lists(SQL["ideas"], communes=communes)
    ideas = {
        (str(row["commune"]), State(row["state"])): int(row["ideas"])
        for row in await tx.all(statement, since=since, until=until, **values)
    }
    statement, values = with_lists(SQL["products"], communes=communes)
    standings = [
        Standing(
            row["commune"],
            row["edition"],
            row["stage"],
            row["outcome"],
            row["stars"],
            row["products"],
            row["certified"],
        )
        for row in await tx.all(statement, today=today.isoformat(), **values)
    ]
    statement, values = with_lists(SQL["certificates"], communes=communes)
    papers = _papers(await tx.all(statement, **values))
    statement, values = with_lists(SQL["classes"], areas=areas)
    classes = tuple(
        ClassLine(
            row["code"],
            row["topic"],
            row["area"],
            row["starts_at"],
            row["seats"],
            bool(row["cancelled"]),
            row["signed"],
            row["attended"],
        )
        for row in await tx.all(statement, since=since, until=until, **values)
    )
    statement, values = with_lists(SQL["announcements"], areas=areas)
    announcements = tuple(
        AnnouncementLine(
            row["id"],
            row["topic"],
            row["number"],
            row["unit"],
            row["started_at"],
            row["total"],
            row["sent"],
            row["read"],
            row["told"],
        )
        for row in await tx.all(statement, since=since, until=until, **values)
    )
    return Report(
        area,
        period,
        lines(communes, ideas, standings, certified(papers, period)),
        stages(standings),
        classes,
        announcements,
        await promises(tx, period.year, areas),
    )


def _papers(rows: Sequence[Row]) -> Iterator[PaperStep]:
    last = {row["product_id"]: number for number, row in enumerate(rows) if row["kind"] == _GIVEN}
    for number, row in enumerate(rows):
        paper, issued = _PAPERS[row["kind"]], None
        if paper is Paper.GIVEN:
            # Steps of earlier releases do not say it: of the last one the product does, for others
            # there is only the day on which they were noted down.
            noted = json.loads(row["detail"]).get("issued")
            if noted is None and last[row["product_id"]] == number:
                noted = row["certificate_issued"]
            issued = day_at(row["at"]) if noted is None else date.fromisoformat(noted)
        yield PaperStep(row["product_id"], row["commune"], paper, issued)


def _bounds(period: Period) -> tuple[int, int]:
    """A period in milliseconds, by Vietnam's days: its first, and the first after it."""
    return ms_at(period.first, time()), ms_at(period.last + timedelta(days=1), time())


async def promises(tx: Transaction, year: int, areas: Collection[str]) -> tuple[Promise, ...]:
    """What units have promised for a year."""
    statement, values = with_lists(SQL["targets"], areas=areas)
    return tuple(
        Promise(row["unit"], row["new_products"], row["maintained_products"])
        for row in await tx.all(statement, year=year, **values)
    )


def promise(tx: Transaction, made: Promise, year: int, by: PersonId, now: int) -> None:
    """Note down what a unit promises for a year, in the place of what it promised before."""
    tx.later(
        SQL["set_target"],
        unit=made.unit,
        year=year,
        new_products=made.new,
        maintained_products=made.again,
        set_by=by,
        now=now,
    )
    detail = {"year": str(year), "new": str(made.new), "again": str(made.again)}
    acts.add(tx, by, "targets.set", f"unit:{made.unit}", detail, now)


@dataclass(frozen=True, slots=True)
class Listed:
    """A product in a spreadsheet; `earlier` if its certificate is of a rating before its stars."""

    code: str
    name: str
    commune: str
    edition: str
    stage: str
    outcome: str | None
    stars: int | None
    certificate: str | None
    expires: date | None
    earlier: bool


async def listed(tx: Transaction, communes: Collection[str]) -> AsyncIterator[Sequence[Listed]]:
    """The products of some communes, a page at a time."""
    statement, values = with_lists(SQL["listed"], communes=communes)
    after = 0
    while rows := await tx.all(statement, after=after, most=PAGE, **values):
        yield [_listed(row) for row in rows]
        after = int(rows[-1]["id"])


def _listed(row: Row) -> Listed:
    expires = row["certificate_expires"]
    return Listed(
        row["code"],
        row["name"],
        row["commune"],
        row["edition"],
        row["stage"],
        row["outcome"],
        row["stars"],
        row["certificate_number"],
        None if expires is None else date.fromisoformat(expires),
        bool(row["certificate_earlier"]),
    )
