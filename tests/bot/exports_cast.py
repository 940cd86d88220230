"""An officer, a producer, and files that are asked for, for the tests of exports."""

import asyncio
from collections.abc import Callable

from bot.exports import Exports
from bot.metrics import Metrics
from handlers.exports import Act, Export, Made, Make, Making, failed, kind_of, not_made
from handlers.files import XLSX, File
from handlers.screen import Screen
from handlers.voice import Html
from handlers.world import World
from programme.roles import Level, Right, Role
from storage import jobs, officers, people
from storage.database import Database
from storage.people import PersonId

NOW = 1_790_000_000_000
CHANNEL = "sandbox"
COMMUNE = "12050"


class Clock:
    now = NOW

    def __call__(self) -> int:
        return self.now


async def officer(db: Database) -> PersonId:
    async with db.transaction() as tx:
        visit = await people.arrive(tx, CHANNEL, "7", "vi", NOW)
        person_id = visit.person.id
        officers.grant(tx, person_id, Role(Level.COMMUNE, COMMUNE), "An", NOW)
    return person_id


async def asked(db: Database, person_id: PersonId, *, quick: bool = False) -> None:
    data = {"export": "names", "given": "1", "person": person_id, "chat": "7"}
    async with db.transaction() as tx:
        jobs.put_once(tx, kind_of(CHANNEL, quick=quick), f"names:{person_id}:1", NOW, data)


def runner(
    db: Database,
    world: World,
    make: Make,
    clock: Callable[[], int],
    metrics: Metrics | None = None,
    *,
    right: Right | None = Right.BROADCAST,
    quick: bool = False,
) -> Exports:
    export = Export("names", right, make, failed=not_made if quick else failed, quick=quick)
    reports, kinds = metrics or Metrics(), {"names": export}
    ready = asyncio.Event()
    return Exports(db, world, CHANNEL, clock, ready, reports, kinds, "ocop_bot", quick=quick)


async def made(making: Making, roles: tuple[Role, ...], given: str) -> Made:
    act = Act("log.export", f"unit:{roles[0].unit}", {"given": given})
    return Made(File(b"PK" + given.encode(), "names.xlsx", XLSX), Html("names"), (act,))


async def sent(db: Database) -> list[str]:
    """The methods of the calls in the outbox."""
    async with db.transaction() as tx:
        return [row["method"] for row in await tx.all("SELECT method FROM outbox ORDER BY id")]


async def said(db: Database) -> str:
    async with db.transaction() as tx:
        [row] = await tx.all("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")
    return str(row["payload"])


async def count(db: Database, table: str) -> int:
    async with db.transaction() as tx:
        [row] = await tx.all(f"SELECT count(*) AS n FROM {table}")  # noqa: S608 - ours
    return int(row["n"])


async def own(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    assert roles == ()
    text = (making.person.name or "–").encode()
    below = Screen(Html("below"))
    more = ((File(text, "two.xlsx", XLSX), None),)
    return Made(File(text, "one.xlsx", XLSX), more=more, screen=below)


async def producer(db: Database) -> PersonId:
    async with db.transaction() as tx:
        return (await people.arrive(tx, CHANNEL, "7", "vi", NOW)).person.id
