"""The SQL of `queries/*.sql`, loaded by aiosql, by name."""

from collections.abc import Mapping
from pathlib import Path

import aiosql

HERE = Path(__file__).parent


def load(subject: str) -> Mapping[str, str]:
    """The statements of `queries/<subject>.sql` by name. A missing name is a KeyError at import.

    aiosql parses the file; running a statement is left to `storage.database.Transaction`, because
    aiosql's own asynchronous adapters make a thread hop for each step of a statement.
    """
    queries = aiosql.from_path(
        HERE / "queries" / f"{subject}.sql", "sqlite3", mandatory_parameters=False
    )
    return {
        name: str(getattr(queries, name).sql)
        for name in queries.available_queries
        if not name.endswith("_cursor")
    }
