"""How a command does its work: with the settings, on the database, and one sentence for each
trouble that an operator can mend."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from bot import logs
from bot.app import open_database
from bot.sender import LeadLost
from bot.settings import Settings, SettingsError, load_settings
from storage.database import Database, DatabaseError, Transaction
from storage.migrate import migrate
from storage.sqlite import AlreadyRunning

T = TypeVar("T")

WRONG_SETTING = 2


def go(work: Callable[[Settings], Awaitable[T]]) -> T:
    """Read the settings and do the work; what an operator can mend gets one sentence."""
    try:
        settings = load_settings()
        logs.set_up(settings.log_level)
        return asyncio.run(_await(work(settings)))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(WRONG_SETTING) from None
    except AlreadyRunning as error:
        sys.stderr.write(
            f"Another ocop-bot (process {error}) is running on this database. "
            "Stop it first, or give this one its own OCOP_DATA_DIR.\n"
        )
        raise typer.Exit(1) from None
    except LeadLost:
        sys.stderr.write(
            "The connection to the database broke, and another ocop-bot may have taken over. "
            "Start this one again.\n"
        )
        raise typer.Exit(1) from None
    except DatabaseError as error:
        sys.stderr.write(f"The database: {error}\n")
        raise typer.Exit(1) from None


async def _await(work: Awaitable[T]) -> T:
    return await work


def failures(
    what: str,
    state: str,
    retry: int | None,
    put_back: Callable[[Transaction, int], Awaitable[bool]],
    look: Callable[[Transaction], Awaitable[list[T]]],
) -> list[T]:
    """What failed, for the command to list. With the number of one in `retry`, that is put back in
    line instead, and nothing is listed. `what` it is and in which `state` stands in the
    sentences said here."""

    async def work(settings: Settings) -> list[T] | bool:
        async def ask(db: Database) -> list[T] | bool:
            await migrate(db)
            async with db.transaction() as tx:
                return await (look(tx) if retry is None else put_back(tx, retry))

        return await with_database(settings, ask)

    found = go(work)
    if isinstance(found, list):
        if not found:
            typer.echo(f"No {what} is {state}.")
        return found
    if not found:
        typer.echo(f"There is no number {retry} among the {what}s {state}.")
        raise typer.Exit(1)
    typer.echo(f"{what.capitalize()} {retry} is back in line.")
    return []


async def with_database(
    settings: Settings, work: Callable[[Database], Awaitable[T]], *, exclusive: bool = False
) -> T:
    """Do some work on the opened database. Raises SettingsError, DatabaseError,
    AlreadyRunning."""
    if settings.database_url is None:
        settings.make_folder()
    db = await open_database(settings.database, exclusive=exclusive)
    try:
        return await work(db)
    finally:
        await db.close()
