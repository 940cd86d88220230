"""What is done at its time, by kind."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from handlers import announcement_jobs, announcement_orphans, ask_news, product_jobs, training_line
from handlers.officer import results
from handlers.post import Post
from storage.jobs import Job

JobFunction: TypeAlias = Callable[[Post, Job], Awaitable[None]]
"""Does a job within the transaction that takes it off the list. To repeat it, put it again."""

KINDS: Mapping[str, JobFunction] = MappingProxyType(
    {
        **announcement_jobs.JOBS,
        **announcement_orphans.JOBS,
        **ask_news.JOBS,
        **training_line.JOBS,
        **product_jobs.JOBS,
        **results.JOBS,
    }
)
"""Each kind is `<room>.<what>`; the modules that put such jobs say what they do."""

GIVEN_UP: Mapping[str, JobFunction] = announcement_jobs.GIVEN_UP
"""Who is told when a job of a kind has failed for good."""
