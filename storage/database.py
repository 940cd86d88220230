"""What the rest of the project knows of a database: transactions, and nothing else.

Two engines implement these protocols, `storage.sqlite` and `storage.postgres`. Statements are
written once, with named parameters (`:name`), and come from the files in `storage/queries/`.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Value = int | float | str | bytes | None


class DatabaseError(Exception):
    """A statement or a connection failed; the transaction it belonged to is rolled back."""


class Row(Protocol):
    """One row of a result; the values' types are the columns', so each storage module converts."""

    def __getitem__(self, column: str, /) -> Any: ...


class Transaction(Protocol):
    """One open transaction.

    Statements take effect in the order in which they are given. `later` only notes a statement
    down; it travels with the next one whose result somebody waits for, or with the commit. That
    is what makes an update cost one or two trips to the database instead of ten.
    """

    def later(self, statement: str, /, **values: Value) -> None:
        """Note down a statement nobody waits for. Its error, if any, surfaces where it travels."""

    async def all(self, statement: str, /, **values: Value) -> Sequence[Row]:
        """Run a statement and return all its rows."""

    def pages(self, statement: str, most: int, /, **values: Value) -> AsyncIterator[Sequence[Row]]:
        """Run a statement and return its rows, at most so many at a time; what is not asked for
        is not fetched. It may take long: for `Database.reading`."""

    async def few(self, statement: str, /, **values: Value) -> Sequence[Row]:
        """The same for a few rows that an index finds at once: on SQLite the event loop waits."""

    async def one(self, statement: str, /, **values: Value) -> Row | None:
        """Run a statement and return its first row, or None. As `few`, for what is quick."""

    async def run(self, statement: str, /, **values: Value) -> int:
        """Run a statement and return how many rows it changed."""


class Database(Protocol):
    """An opened database. `transaction()` commits at the end of its block and rolls back if the
    block raises. Transactions of one process on SQLite wait for one another, those of `reading()`
    for nobody."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]: ...

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction for long reads: it sees the database as it stood at its first statement,
        nobody waits for it, and what would write raises DatabaseError."""

    async def backup(self, path: str) -> None:
        """Write a consistent copy to `path`. Raises DatabaseError where the engine has none."""

    async def close(self) -> None: ...

    @property
    def shared(self) -> bool:
        """Whether other processes may be working on the same database (PostgreSQL)."""

    async def try_lead(self, what: str) -> bool:
        """Take, or keep, the lead of `what` among the processes of this database.

        Only one process at a time polls a channel and sends on it; the lead ends with the
        process. Always true on SQLite, which one process holds as a whole.
        """
