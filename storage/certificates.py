"""The certificates that products have, to tell whether a number is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Transaction
from storage.statements import load

SQL = load("certificates")


@dataclass(frozen=True, slots=True)
class Given:
    """A certificate's number, and the product that has it."""

    number: str
    product: int
    code: str
    commune: str


async def lock(tx: Transaction) -> None:
    """Let nobody else write a certificate down before this transaction ends: a number that is free
    from here on is still free when it is written."""
    await tx.run(SQL["lock"])


async def given(tx: Transaction) -> Sequence[Given]:
    """All of them: some thousands at most."""
    return [
        Given(row["certificate_number"], row["id"], row["code"], row["commune"])
        for row in await tx.all(SQL["given"])
    ]
