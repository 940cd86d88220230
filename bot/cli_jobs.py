"""`ocop-bot job failed`: what was to be done at its time and was given up."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import clock
from bot.cli_work import go, with_database
from bot.settings import Settings
from storage import jobs
from storage.database import Database
from storage.migrate import migrate

jobs_app = typer.Typer(help="What is to be done at its time.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(jobs_app, name="job")


@jobs_app.command()
def failed(
    retry: Annotated[int | None, typer.Option(help="Put this one back in line.")] = None,
) -> None:
    """List the jobs given up after eight failures, or retry one."""

    async def work(settings: Settings) -> list[jobs.GivenUp] | bool:
        async def look(db: Database) -> list[jobs.GivenUp] | bool:
            await migrate(db)
            async with db.transaction() as tx:
                if retry is not None:
                    return await jobs.retry(tx, retry, clock.now())
                return await jobs.given_up(tx)

        return await with_database(settings, look)

    found = go(work)
    if isinstance(found, bool):
        if not found:
            typer.echo(f"There is no number {retry} among the jobs given up.")
            raise typer.Exit(1)
        typer.echo(f"Job {retry} is back in line.")
        return
    if not found:
        typer.echo("No job is given up.")
        return
    table = Table("id", "failed", "kind", "subject", "tries", "error")
    for job in found:
        when = clock.written(job.failed_at)
        table.add_row(str(job.id), when, job.kind, job.subject, str(job.attempts), job.error)
    Console().print(table)
