"""Small things the running bot remembers about itself, by name."""

from storage.database import Transaction
from storage.statements import load

SQL = load("values")


async def get(tx: Transaction, name: str) -> str | None:
    row = await tx.one(SQL["get"], name=name)
    return None if row is None else str(row["value"])


def put(tx: Transaction, name: str, value: str) -> None:
    tx.later(SQL["put"], name=name, value=value)


async def hold(tx: Transaction, name: str, value: str) -> bool:
    """Whether something is still so; it remains so until the end of the transaction."""
    return await tx.one(SQL["hold"], name=name, value=value) is not None
