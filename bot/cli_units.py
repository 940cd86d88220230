"""The command line's view of the territory: finding a place, and correcting the units."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot import clock
from bot.app import missing_file
from bot.cli_programme import Format
from bot.cli_work import go, with_database
from bot.settings import Settings, SettingsError
from programme.unit_corrections import Corrected, correct, corrected_territory, read_corrections
from programme.units import Territory, UnitsError
from storage import units
from storage.database import Database
from storage.migrate import migrate

units_app = typer.Typer(help="Communes and provinces.", no_args_is_help=True)

Typed = Annotated[str, typer.Argument(help="Any part of a name, old or new, as people type it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("place")(print_place)
    app.add_typer(units_app, name="units")


async def territory_of(settings: Settings) -> Territory:
    """The territory with the corrections of the settings' database, if there is one."""
    if missing_file(settings.database) is not None:
        return corrected_territory(())

    async def read(db: Database) -> list[list[str]]:
        await migrate(db)
        async with db.transaction() as tx:
            return await units.corrections(tx)

    return corrected_territory(await with_database(settings, read))


def print_place(
    typed: Typed,
    printed: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = (
        Format.TEXT
    ),
    near: Annotated[
        str | None, typer.Option(help="Code of a province whose places come first on a tie.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many at most.")] = 6,
) -> None:
    """Find today's commune by any part of its name, old or new, with or without diacritics."""
    territory = go(territory_of)
    found = territory.search(typed, limit, near, ("commune", "province"))
    if printed is Format.JSON:
        listed = [
            {
                "code": one.unit.code,
                "name": str(one.unit),
                "province": str(territory.province_of(one.unit.code) or ""),
                "old": one.old_name,
                "score": round(one.score, 3),
            }
            for one in found
        ]
        typer.echo(json.dumps(listed, ensure_ascii=False))
        return
    if not found:
        typer.echo("No such place. Try the name of the commune alone, or with its old district.")
        raise typer.Exit(1)
    for one in found:
        old = f", formerly {one.old_name}" if one.old_name else ""
        typer.echo(f"{one.unit.code}  {territory.full_name(one.unit.code)}{old}")


@units_app.command("import")
def import_units(
    file: Annotated[Path, typer.Argument(help="CSV with the heading code,kind,name,parent,now.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
) -> None:
    """Correct units: new names, new units, units that became part of others.

    A row `code,kind,name,parent,` renames a unit or adds one; `code,kind,name,parent,now` says
    that it has become part of the units `now`; `,kind,name,parent,now` adds an old name.
    """

    async def work(settings: Settings) -> list[str]:
        try:
            rows = read_corrections(file.read_text("utf-8"), file.name)
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{file} cannot be read as UTF-8 text: {error}") from error
        except UnitsError as error:
            raise SettingsError(str(error)) from error

        async def put(db: Database) -> list[str]:
            await migrate(db)
            async with db.transaction() as tx:
                try:
                    made = correct(await units.corrections(tx), rows)
                except UnitsError as error:
                    raise SettingsError(f"{file.name}: {error}") from error
                said = _changes(made)
                for gone, now in made.gone.items():
                    held = await units.stored_under(tx, gone)
                    if len(now) > 1 and held:
                        listed = ", ".join(f"{n} {table}" for table, n in held.items())
                        raise SettingsError(
                            f"{file.name}: unit {gone} became several, and {listed} stand under "
                            f"it; first give one unit, the likeliest, in field now"
                        )
                    said += [f"  moves {n} of {table}" for table, n in held.items()]
                if not dry_run:
                    await units.correct(tx, rows)
                    moved = {gone: now[0] for gone, now in made.gone.items() if len(now) == 1}
                    await units.move(tx, moved, clock.now())
                return said

        return await with_database(settings, put)

    for line in go(work):
        typer.echo(line)
    typer.echo(
        "Nothing was changed: this was a dry run."
        if dry_run
        else "Done. A running bot knows it after its next start."
    )


def _changes(made: Corrected) -> list[str]:
    """What an import does, a line for each thing."""
    name = made.territory.full_name
    said = [f"changed: {code} is {name(code)}" for code in made.changed]
    said += [f"new: {code} is {name(code)}" for code in made.added]
    said += [
        f"gone: {gone} is part of {', '.join(name(code) for code in now)}"
        for gone, now in made.gone.items()
    ]
    if made.named:
        said.append(f"old names: {made.named}")
    return said
