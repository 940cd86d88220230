"""What officers write down for people without a phone, and how those take it over."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from storage import acts, ideas, people
from storage.database import Row, Transaction
from storage.ideas import Idea, NewIdea
from storage.people import PersonId
from storage.statements import load, with_lists

SQL = load("claims")
DAY = 24 * 60 * 60 * 1000
LASTS_MS = 180 * DAY
"""How long a code works."""
TRIES_A_DAY = 5
"""Wrong codes that a person may type in 24 hours."""

MOVED = (
    "consents",
    "media",
    "ideas",
    "products",
    "product_steps",
    "questions",
    "question_messages",
    "signups",
    "class_feedback",
    "deliveries",
    "topic_choices",
    "data_requests",
)
"""The tables whose rows go over to the person who takes hers over."""

STAYS: Mapping[str, str] = MappingProxyType(
    {
        "chats": "who has none cannot bring any",
        "drafts": "forms are filled in by those who have a chat",
        "officers": "roles are accepted in a chat",
        "acts": "the log is never changed; the act of the claim names both numbers",
        "claims": "the code that was used says for whom it was made",
        "claim_tries": "codes are typed in a chat",
        "nights": "quiet hours are set in a chat",
        "selfchecks": "stars are counted in a chat",
    }
)
"""The other tables that name a person, and why their rows stay."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Times are milliseconds; `claimed_at` is set once somebody has taken it over."""

    code_hash: str
    person_id: PersonId
    made_by: PersonId
    expires_at: int
    claimed_at: int | None
    claimed_by: PersonId | None


@dataclass(frozen=True, slots=True)
class Assisted:
    """Somebody for whom an officer wrote something down that she has not taken over."""

    person_id: PersonId
    name: str | None
    phone: str | None
    commune: str
    made_by: PersonId
    created_at: int
    expires_at: int


def hash_code(code: str) -> str:
    """What is kept of a code. It is short, so it takes some work to try them all."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), b"ocop-claim", 20_000).hex()


def _claim(row: Row | None) -> Claim | None:
    if row is None:
        return None
    by = row["claimed_by"]
    return Claim(
        row["code_hash"],
        PersonId(row["person_id"]),
        PersonId(row["made_by"]),
        row["expires_at"],
        row["claimed_at"],
        None if by is None else PersonId(by),
    )


async def add_person(
    tx: Transaction, *, name: str, phone: str, commune: str, by: PersonId, how: str, now: int
) -> PersonId:
    """Note down somebody who has no chat and agreed in an officer's presence: `how` is 'spoken' or
    'paper'. The log keeps who says so."""
    row = await tx.one(SQL["add_person"], commune=commune, name=name, phone=phone, now=now)
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    person_id = PersonId(row["id"])
    detail = {"unit": commune, "agreed": how}
    acts.add(tx, by, "person.assist", f"person:{person_id}", detail, now)
    return person_id


async def submit(tx: Transaction, new: NewIdea, officer_id: PersonId, now: int) -> Idea:
    """File an idea for its producer; her photos and recording are hers, and both names stay."""
    idea = await ideas.submit(tx, new, now)
    _own_files(tx, new)
    tx.later(SQL["assisted"], id=idea.id, officer_id=officer_id)
    acts.add(tx, officer_id, "idea.assist", ideas.subject(idea.id), {"code": idea.code}, now)
    return idea


async def correct(
    tx: Transaction, id: int, revision: int, new: NewIdea, officer_id: PersonId, now: int
) -> Idea | None:
    """Correct an idea for its producer as `ideas.correct` does, with what is known of her; both
    names are logged. None, and no change, also if she has taken hers over."""
    hers = await people.one(tx, new.person_id) if await hold(tx, new.person_id) else None
    idea = None if hers is None else await ideas.correct(tx, id, revision, new, now)
    if hers is None or idea is None:
        return None
    _own_files(tx, new)
    name, phone = new.contact_name, new.contact_phone
    people.save(tx, replace(hers, name=name, phone=phone, commune=new.commune))
    detail = {"code": idea.code}
    acts.add(tx, officer_id, "idea.assist_correct", ideas.subject(id), detail, now)
    return idea


def _own_files(tx: Transaction, new: NewIdea) -> None:
    files = [*new.photos] if new.special_media is None else [*new.photos, new.special_media]
    for file in files:
        tx.later(SQL["own_media"], id=file, person_id=new.person_id)


async def hold(tx: Transaction, person_id: PersonId) -> bool:
    """Keep somebody's things where they are until this transaction ends; false if she has taken
    them over, or there is nobody of that number."""
    return await tx.one(SQL["hold"], person_id=person_id) is not None


async def assisted_by(tx: Transaction, idea_id: int) -> PersonId | None:
    """The officer who filed an idea for its producer; None if she did so herself."""
    row = await tx.one(SQL["assisted_by"], id=idea_id)
    return None if row is None or row["assisted_by"] is None else PersonId(row["assisted_by"])


def add_code(
    tx: Transaction, person_id: PersonId, commune: str, code: str, by: PersonId, now: int
) -> None:
    """Keep a code's hash for somebody of a commune; an older code of the same person works no
    more."""
    tx.later(SQL["drop_codes"], person_id=person_id)
    tx.later(
        SQL["add"],
        code_hash=hash_code(code),
        person_id=person_id,
        made_by=by,
        now=now,
        expires_at=now + LASTS_MS,
    )
    acts.add(tx, by, "person.code", f"person:{person_id}", {"unit": commune}, now)


async def find(tx: Transaction, code: str) -> Claim | None:
    return _claim(await tx.one(SQL["one"], code_hash=hash_code(code)))


async def offered(tx: Transaction, to: PersonId, now: int) -> Claim | None:
    """The claim whose code a person typed last and has not decided about."""
    return _claim(await tx.one(SQL["offered"], to=to, now=now))


def offer(tx: Transaction, claim: Claim, to: PersonId) -> None:
    """Note who typed the code."""
    tx.later(SQL["offer"], code_hash=claim.code_hash, to=to)


async def tries(tx: Transaction, person_id: PersonId, now: int) -> int:
    """How many wrong codes a person typed in the last 24 hours."""
    row = await tx.one(SQL["tries"], person_id=person_id, since=now - DAY)
    return int(row["count"]) if row else 0


def add_try(tx: Transaction, person_id: PersonId, now: int) -> None:
    tx.later(SQL["forget_tries"], before=now - DAY)
    tx.later(SQL["add_try"], person_id=person_id, now=now)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person after she took hers over."""

    name: str | None
    phone: str | None
    commune: str | None
    kind: str | None


async def take_over(tx: Transaction, claim: Claim, to: PersonId, now: int) -> Known | None:
    """Give everything that was written down for somebody to the person she is here, and log it.
    None, and no change, if the code is used or expired by now, or is the person's own officer's."""
    if to in (claim.made_by, claim.person_id):
        return None
    used = await tx.one(SQL["use"], code_hash=claim.code_hash, to=to, now=now)
    if used is None:
        return None
    before = await people.one(tx, claim.person_id)
    for table in MOVED:
        tx.later(SQL[f"move_{table}"], to=to, from_=claim.person_id)
    row = await tx.one(SQL["known"], to=to, from_=claim.person_id)
    tx.later(SQL["empty_person"], from_=claim.person_id)
    detail = {"from": str(claim.person_id), "by": str(claim.made_by)}
    if before is not None and before.commune is not None:
        detail["unit"] = before.commune
    acts.add(tx, to, "person.claim", f"person:{to}", detail, now)
    if row is None:
        raise LookupError(f"no person {to}")
    return Known(row["name"], row["phone"], row["commune"], row["kind"])


async def waiting(
    tx: Transaction, communes: Collection[str], offset: int, limit: int
) -> Sequence[Assisted]:
    """For whom something was written down in some communes, the newest first."""
    if not communes:
        return []
    statement, values = with_lists(SQL["waiting"], communes=communes)
    rows = await tx.all(statement, offset=offset, limit=limit, **values)
    return [_assisted(row) for row in rows]


async def count_waiting(tx: Transaction, communes: Collection[str]) -> int:
    if not communes:
        return 0
    statement, values = with_lists(SQL["count_waiting"], communes=communes)
    [row] = await tx.all(statement, **values)
    return int(row["count"])


async def waiting_one(tx: Transaction, person_id: int) -> Assisted | None:
    row = await tx.one(SQL["waiting_one"], person_id=person_id)
    return None if row is None else _assisted(row)


def _assisted(row: Row) -> Assisted:
    return Assisted(
        PersonId(row["id"]),
        row["name"],
        row["phone"],
        row["commune"],
        PersonId(row["made_by"]),
        row["created_at"],
        row["expires_at"],
    )


def forget_offer(tx: Transaction, person_id: PersonId) -> None:
    """Note that what a code stands for is not hers who typed it."""
    tx.later(SQL["forget_offers"], person_id=person_id)


def forget(tx: Transaction, person_id: PersonId) -> None:
    """Forget what a person typed and was offered, and what officers are writing down for her; a
    code made for her works no more."""
    for name in ("forget_offers", "drop_tries", "drop_codes", "drop_forms"):
        tx.later(SQL[name], person_id=person_id)
