"""The SQL of `queries/*.sql`, loaded by aiosql, by name."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import aiosql

from storage.database import Value

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


def with_lists(statement: str, **lists: Collection[str | int]) -> tuple[str, dict[str, Value]]:
    """Write each list parameter out as `:name_0, :name_1 …`, and return the values of those;
    neither engine takes a list in the same way as the other."""
    values: dict[str, Value] = {}
    for name, items in lists.items():
        keyed: dict[str, Value] = {f"{name}_{number}": item for number, item in enumerate(items)}
        names = ", ".join(f":{key}" for key in keyed)
        statement = re.sub(rf":{name}\b", names, statement)
        values |= keyed
    return statement, values
