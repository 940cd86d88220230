"""The command line: `ocop-bot --help`."""

import json
import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import cli_jobs, cli_programme, cli_units, clock, demo, doctor
from bot import run as running
from bot.app import missing_file
from bot.cli_work import failures
from bot.cli_work import go as _go
from bot.cli_work import with_database as _with_database
from bot.dispatcher import summary
from bot.settings import Settings, SettingsError
from programme.roles import UNIT_LEVELS, Level
from programme.units import Territory, load_units
from storage import inbox, invitations, officers, values
from storage.database import Database, DatabaseError
from storage.migrate import migrate
from storage.people import PersonId

UNKNOWN_BOT = "<bot>"

app = typer.Typer(
    help="The OCOP bot: product ideas, from a producer's phone to an officer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
officer_app = typer.Typer(help="Officers of the Farmers' Union.", no_args_is_help=True)
update_app = typer.Typer(help="Updates that could not be handled.", no_args_is_help=True)
app.add_typer(officer_app, name="officer")
app.add_typer(update_app, name="update")
cli_jobs.add_to(app)
cli_programme.add_to(app)
cli_units.add_to(app)


@app.command()
def run() -> None:
    """Run the bot on Telegram (OCOP_TELEGRAM_TOKEN) until it is stopped."""
    _go(running.run)


@app.command("demo")
def run_demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The page's port on 127.0.0.1.")
    ] = 8000,
) -> None:
    """Try the bot on this computer: a page with phones on it, and nothing leaves the machine."""

    async def work(settings: Settings) -> None:
        await demo.run(settings, port, ready=lambda url: typer.echo(f"OCOP bot: open {url}"))

    _go(work)


@app.command("migrate")
def run_migrate() -> None:
    """Bring the database up to this release."""

    async def work(settings: Settings) -> tuple[int, int]:
        return await _with_database(settings, migrate, exclusive=True)

    before, after = _go(work)
    typer.echo(
        f"The database is up to date (version {after})."
        if before == after
        else f"The database went from version {before} to {after}."
    )


@app.command("doctor")
def run_doctor() -> None:
    """Check settings, database and the way to Telegram; says what to do about each trouble."""
    findings = _go(doctor.examine)
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.well else 'MEND'}  {finding.text}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to write the copy.")]) -> None:
    """Copy the database, photos and all, into one file; the bot may go on running."""

    async def copy(db: Database) -> None:
        await db.backup(str(file))

    async def work(settings: Settings) -> None:
        if file.exists():
            raise DatabaseError(f"{file} is there already; name a new file")
        if not file.absolute().parent.is_dir():
            raise DatabaseError(f"there is no folder {file.parent}; make it first")
        if (missing := missing_file(settings.database)) is not None:
            raise DatabaseError(f"{missing} is not there; set OCOP_DATA_DIR as for the bot")
        await _with_database(settings, copy)

    _go(work)
    typer.echo(f"Copied to {file} ({file.stat().st_size // 1024:,} KiB).")


@officer_app.command()
def invite(
    level: Annotated[
        Level, typer.Option(help="How far her area reaches, or which office she holds.")
    ],
    unit: Annotated[str, typer.Option(help="The code of the commune, old district or province.")],
    name: Annotated[str | None, typer.Option(help="Who is invited, for the log.")] = None,
) -> None:
    """Print a link that makes its first user an officer; it lasts seven days."""

    async def work(settings: Settings) -> str:
        territory = load_units()
        place = territory.unit(unit)
        if place is None or place.level not in UNIT_LEVELS[level]:
            raise SettingsError(no_such_unit(territory, level, unit))
        token = secrets.token_urlsafe(16)

        async def add(db: Database) -> str:
            await migrate(db)
            now = clock.now()
            async with db.transaction() as tx:
                invitations.create(
                    tx,
                    level,
                    unit,
                    name,
                    invitations.hash_token(token),
                    now,
                    now + invitations.LASTS_MS,
                )
                known = await values.get(tx, f"identity:{running.CHANNEL}")
            return str(json.loads(known)["username"]) if known else UNKNOWN_BOT

        username = await _with_database(settings, add)
        link = f"{territory.full_name(unit)}: https://t.me/{username}?start=inv_{token}"
        if username == UNKNOWN_BOT:
            link += (
                f"\nPut the bot's name in the place of {UNKNOWN_BOT}; I know it once it has run."
            )
        return link

    typer.echo(_go(work))


@officer_app.command("list")
def list_officers() -> None:
    """List the officers, with the number that `officer remove` takes."""

    async def work(settings: Settings) -> list[officers.Listed]:
        async def look(db: Database) -> list[officers.Listed]:
            await migrate(db)
            async with db.transaction() as tx:
                return await officers.listed(tx)

        return await _with_database(settings, look)

    found = _go(work)
    if not found:
        typer.echo("There is no officer yet: ocop-bot officer invite --help")
        return
    territory = load_units()
    table = Table("id", "since", "level", "unit", "name")
    for one in found:
        unit, since = territory.full_name(one.role.unit), clock.written(one.granted_at)
        table.add_row(str(one.person_id), since, one.role.level.value, unit, one.name or "")
    Console().print(table)


@officer_app.command()
def remove(
    id: Annotated[int, typer.Argument(help="The number from `officer list`.")],
) -> None:
    """End all roles of a person; the ideas in her hands go back to the queue."""

    async def work(settings: Settings) -> bool:
        async def end(db: Database) -> bool:
            await migrate(db)
            async with db.transaction() as tx:
                if not await officers.areas(tx, PersonId(id)):
                    return False
                await officers.resign(tx, PersonId(id), clock.now())
                return True

        return await _with_database(settings, end)

    if not _go(work):
        typer.echo(f"There is no officer number {id}: see ocop-bot officer list")
        raise typer.Exit(1)
    typer.echo(f"Officer {id} has no role any more.")


def no_such_unit(territory: Territory, level: Level, unit: str) -> str:
    """One sentence for an operator who typed a name, or a wrong code."""
    found = [c.unit for c in territory.search(unit, 5, levels=UNIT_LEVELS[level])]
    example = "--level commune --unit 20242 (xã Tân Yên)"
    if not found:
        kind = " or ".join(UNIT_LEVELS[level])
        return f"--unit {unit} is no {kind} we know, for example: {example}"
    listed = "; ".join(
        f"--unit {place.code} ({territory.full_name(place.code)})" for place in found
    )
    return f"--unit takes a code, for example: {listed}"


@update_app.command()
def failed(
    retry: Annotated[int | None, typer.Option(help="Put this one back in line.")] = None,
    trace: Annotated[bool, typer.Option(help="Show the tracebacks too.")] = False,
) -> None:
    """List the updates set aside after three failures, or retry one."""
    found = failures("update", "set aside", retry, inbox.retry_failed, inbox.failed)
    if not found:
        return
    table = Table("id", "received", "kind", "tries", "error")
    for update in found:
        last = update.error.strip().splitlines()[-1] if update.error else ""
        kind = summary(update.payload)["kind"]
        received = clock.written(update.received_at)
        table.add_row(str(update.id), received, kind, str(update.attempts), last)
    Console().print(table)
    if trace:
        for update in found:
            typer.echo(f"\n{update.id}:\n{update.error}")


def main() -> None:
    # Phone numbers, names and photos lie in the database and its copies: for this user only.
    os.umask(0o077)
    app()
