"""`ocop-bot job failed`: what was to be done at its time and was given up."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import clock
from bot.cli_work import failures
from storage import jobs

jobs_app = typer.Typer(help="What is to be done at its time.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(jobs_app, name="job")


@jobs_app.command()
def failed(
    retry: Annotated[int | None, typer.Option(help="Put this one back in line.")] = None,
) -> None:
    """List the jobs given up after eight failures, or retry one."""
    found = failures(
        "job",
        "given up",
        retry,
        lambda tx, number: jobs.retry(tx, number, clock.now()),
        jobs.given_up,
    )
    if not found:
        return
    table = Table("id", "failed", "kind", "subject", "tries", "error")
    for job in found:
        when = clock.written(job.failed_at)
        table.add_row(str(job.id), when, job.kind, job.subject, str(job.attempts), job.error)
    Console().print(table)
