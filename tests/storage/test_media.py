"""Media: noted down when they are sent, kept when their bytes have come, gone with the person."""

import hashlib

import pytest

from storage import media, people
from storage.database import Database
from storage.media import Medium
from storage.people import PersonId

NOW = 1_750_000_000_000


async def arrive(db: Database, chat: str = "5") -> PersonId:
    async with db.transaction() as tx:
        return (await people.arrive(tx, "wire", chat, "vi", NOW)).person.id


async def send(db: Database, person: PersonId, file_id: str = "AgAC") -> int:
    async with db.transaction() as tx:
        return await media.add(
            tx,
            person,
            kind="photo",
            channel="wire",
            file_id=file_id,
            mime="image/jpeg",
            file_name="nhãn.jpg",
            size=9,
            now=NOW,
        )


async def look(db: Database, id: int) -> tuple[Medium | None, bytes | None]:
    async with db.transaction() as tx:
        medium = await media.one(tx, id)
        return medium, None if medium is None else await media.content(tx, medium)


async def blobs(db: Database) -> int:
    async with db.transaction() as tx:
        row = await tx.one("SELECT count(*) AS n FROM blobs")
    return int(row["n"]) if row else 0


async def test_a_file_is_noted_down_before_its_bytes_have_come(database: Database) -> None:
    person = await arrive(database)
    photo = await send(database, person)
    expected = Medium(photo, person, "photo", "wire", "AgAC", "image/jpeg", "nhãn.jpg", 9, None)
    assert await look(database, photo) == (expected, None)
    assert await look(database, photo + 1) == (None, None)


@pytest.mark.parametrize("content", [b"", b"\x00\xff bytes", b"x" * 3_000_000])
async def test_its_bytes_are_kept(database: Database, content: bytes) -> None:
    photo = await send(database, await arrive(database))
    async with database.transaction() as tx:
        media.keep(tx, photo, content)
    medium, kept = await look(database, photo)
    assert medium is not None
    assert (medium.sha256, medium.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert kept == content


async def test_equal_bytes_are_kept_once_and_for_as_long_as_anyone_needs_them(
    database: Database,
) -> None:
    first, second = await arrive(database, "1"), await arrive(database, "2")
    ids = [await send(database, first), await send(database, first), await send(database, second)]
    async with database.transaction() as tx:
        for photo in ids:
            media.keep(tx, photo, b"the same")
    assert await blobs(database) == 1
    async with database.transaction() as tx:
        media.remove_of_person(tx, first)
    assert [(await look(database, photo))[1] for photo in ids] == [None, None, b"the same"]
    async with database.transaction() as tx:
        media.remove_of_person(tx, second)
    assert await blobs(database) == 0


async def test_bytes_that_come_after_the_person_erased_all_are_not_kept(
    database: Database,
) -> None:
    person = await arrive(database)
    photo = await send(database, person)
    async with database.transaction() as tx:
        media.remove_of_person(tx, person)
    async with database.transaction() as tx:
        media.keep(tx, photo, b"too late")
    assert await look(database, photo) == (None, None)
    assert await blobs(database) == 0
