"""Half-filled forms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.compact import to_json
from storage.database import Row, Transaction
from storage.statements import load

SQL = load("drafts")

# An answer is what JSON can hold; a form's steps know what theirs look like.
Answer = str | int | list[str] | dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Draft:
    """`step` is the key of the question on the screen, or 'review'. `subject` is what the form is
    about (the id of an idea that is being corrected), None for something new. `reviewed` is true
    once the review page was reached: a changed answer then leads back there."""

    id: int
    form: str
    version: int
    step: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    subject: int | None = None
    reviewed: bool = False
    open: bool = True
    updated_at: int = 0


def from_row(id: int, row: Row, *, open: bool) -> Draft:
    data: dict[str, Any] = json.loads(row["data"])
    return Draft(
        id,
        row["form"],
        row["version"],
        data["step"],
        data["answers"],
        data["subject"],
        data["reviewed"],
        open,
        row["updated_at"],
    )


def _data(draft: Draft) -> str:
    return to_json(
        {
            "step": draft.step,
            "answers": dict(draft.answers),
            "subject": draft.subject,
            "reviewed": draft.reviewed,
        }
    )


async def of_person(tx: Transaction, person_id: int, form: str) -> Draft | None:
    row = await tx.one(SQL["of_person"], person_id=person_id, form=form)
    return None if row is None else from_row(row["id"], row, open=bool(row["open"]))


async def latest(tx: Transaction, person_id: int) -> Draft | None:
    """The draft a person worked on last, on the screen or put away."""
    row = await tx.one(SQL["latest"], person_id=person_id)
    return None if row is None else from_row(row["id"], row, open=bool(row["open"]))


async def begin(tx: Transaction, person_id: int, draft: Draft, now: int) -> Draft:
    """Put a new draft on the screen (its id is ignored) in the place of any other; an older draft
    of the same form is replaced. Returns it with its id."""
    tx.later(SQL["put_away"], person_id=person_id)
    # A new row, so a new id: buttons of the old draft must not act on this one.
    tx.later(
        "DELETE FROM drafts WHERE person_id = :person_id AND form = :form",
        person_id=person_id,
        form=draft.form,
    )
    row = await tx.one(
        SQL["add"],
        person_id=person_id,
        form=draft.form,
        version=draft.version,
        data=_data(draft),
        now=now,
    )
    if row is None:
        raise LookupError("INSERT … RETURNING returned no row")
    return Draft(
        row["id"],
        draft.form,
        draft.version,
        draft.step,
        draft.answers,
        draft.subject,
        draft.reviewed,
        True,
        now,
    )


def save(tx: Transaction, draft: Draft, now: int) -> None:
    tx.later(
        SQL["save"],
        id=draft.id,
        version=draft.version,
        data=_data(draft),
        open=int(draft.open),
        now=now,
    )


def put_away(tx: Transaction, person_id: int) -> None:
    """Take any form off the screen, keeping its answers."""
    tx.later(SQL["put_away"], person_id=person_id)


def remove(tx: Transaction, draft: Draft) -> None:
    tx.later(SQL["remove"], id=draft.id)


def remove_all(tx: Transaction, person_id: int) -> None:
    tx.later(SQL["remove_all"], person_id=person_id)


async def idle(tx: Transaction, before: int, most: int) -> list[tuple[int, Draft]]:
    """Drafts nobody has touched since a time and nobody was reminded of, with their persons."""
    return [
        (row["person_id"], from_row(row["id"], row, open=bool(row["open"])))
        for row in await tx.all(SQL["idle"], before=before, most=most)
    ]


def reminded(tx: Transaction, draft: Draft, now: int) -> None:
    tx.later(SQL["reminded"], id=draft.id, now=now)
