"""Invitations for officers: links that work once and expire. Only a token's hash is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from programme.roles import Level, Role
from storage import acts
from storage.database import Row, Transaction
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("invitations")
LASTS_MS = 7 * 24 * 60 * 60 * 1000
"""How long an invitation may be accepted."""
_DIGITS = 14
"""Hexadecimal digits of a token's hash that tell open invitations apart."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Times are milliseconds; `used_at` and `used_by` are set once somebody has accepted. `number`
    names it in a button: it comes from the hash and says nothing of the token. `made_by` is the
    administrator who invites, None for the operator of the bot."""

    role: Role
    name: str | None
    expires_at: int
    used_at: int | None
    used_by: PersonId | None
    number: int
    made_by: PersonId | None


def hash_token(token: str) -> str:
    """What is kept of a token. Tokens are random and long, so a plain hash cannot be reversed."""
    return sha256(token.encode()).hexdigest()


def create(
    tx: Transaction,
    level: Level,
    unit: str,
    name: str | None,
    token_hash: str,
    now: int,
    expires_at: int,
    *,
    made_by: PersonId | None = None,
) -> None:
    """Note down an invitation; its link is `?start=inv_<token>`."""
    tx.later(
        SQL["add"],
        token_hash=token_hash,
        level=level.value,
        unit=unit,
        name=name,
        now=now,
        expires_at=expires_at,
        made_by=made_by,
    )


async def one(tx: Transaction, token_hash: str) -> Invitation | None:
    row = await tx.one(SQL["one"], token_hash=token_hash)
    return None if row is None else _invitation(row)


async def use(tx: Transaction, token_hash: str, person_id: PersonId, now: int) -> Invitation | None:
    """Accept an invitation. None if it is unknown, expired or used: it works for one person."""
    row = await tx.one(SQL["use"], token_hash=token_hash, person_id=person_id, now=now)
    return None if row is None else _invitation(row)


async def open_in(tx: Transaction, units: Collection[str], now: int) -> Sequence[Invitation]:
    """The invitations for any of these units that can still be accepted, the next to expire
    first."""
    if not units:
        return []
    statement, values = with_lists(SQL["open_in"], units=units)
    return [_invitation(row) for row in await tx.all(statement, now=now, **values)]


async def open_one(tx: Transaction, number: int, now: int) -> Invitation | None:
    """An invitation by its `number`, if it can still be accepted."""
    begins = f"{number:0{_DIGITS}x}"
    row = await tx.one(SQL["open_one"], begins=begins, ends=f"{begins}g", now=now)
    return None if row is None else _invitation(row)


async def revoke(tx: Transaction, what: Invitation, by: PersonId, now: int) -> bool:
    """Take an open invitation back, and log it: its link is as if it had expired. False, and no
    change, if it was accepted or expired meanwhile."""
    begins = f"{what.number:0{_DIGITS}x}"
    row = await tx.one(SQL["revoke"], begins=begins, ends=f"{begins}g", now=now)
    if row is None:
        return False
    detail = {"level": what.role.level.value}
    acts.add(tx, by, "role.revoke", f"unit:{what.role.unit}", detail, now)
    return True


def _invitation(row: Row) -> Invitation:
    used_by, made_by = row["used_by"], row["made_by"]
    return Invitation(
        Role(Level(row["level"]), row["unit"]),
        row["name"],
        row["expires_at"],
        row["used_at"],
        None if used_by is None else PersonId(used_by),
        int(row["token_hash"][:_DIGITS], 16),
        None if made_by is None else PersonId(made_by),
    )
