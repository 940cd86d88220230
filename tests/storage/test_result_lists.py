"""What a list's rows came to is kept page by page, and no longer than the file."""

from storage import media, people, result_lists
from storage.database import Database
from storage.people import PersonId
from storage.result_lists import PART, DryRun

NOW = 1_790_000_000_000
SHOWN = DryRun("0123456789ab", "<b>all</b>", PART + 7, 1, 0)
LINES = [f"row {number}" for number in range(PART + 7)]


async def sent(database: Database) -> tuple[PersonId, int]:
    async with database.transaction() as tx:
        person_id = (await people.arrive(tx, "sandbox", "7", "vi", NOW)).person.id
        medium = await media.add(
            tx,
            person_id,
            kind="document",
            channel="sandbox",
            file_id="x",
            mime=None,
            file_name=None,
            size=None,
            now=NOW,
        )
    return person_id, medium


def tabs(lines: list[str]) -> dict[str, tuple[str, ...]]:
    return {"all": tuple(result_lists.parts(lines)), "wrong": tuple(result_lists.parts(["bad"]))}


async def count(database: Database) -> int:
    async with database.transaction() as tx:
        lists = await tx.all("SELECT 1 FROM result_lists")
        return len(lists) + len(await tx.all("SELECT 1 FROM result_list_parts"))


async def test_a_page_is_read_by_its_number(database: Database) -> None:
    _, medium = await sent(database)
    async with database.transaction() as tx:
        result_lists.put(tx, medium, "vi", SHOWN, tabs(LINES))
        assert await result_lists.one(tx, medium, "vi") == SHOWN
        assert await result_lists.one(tx, medium, "en") is None
        pages = [await result_lists.page(tx, medium, "all", n, 4) for n in range(53)]
        assert [line for page in pages for line in page] == LINES
        assert {len(page) for page in pages[:51]} == {4}
        assert await result_lists.page(tx, medium, "wrong", 0, 4) == ["bad"]
        assert await result_lists.page(tx, medium, "wrong", 1000, 4) == []


async def test_a_list_that_is_read_again_takes_the_place_of_the_first(database: Database) -> None:
    _, medium = await sent(database)
    async with database.transaction() as tx:
        result_lists.put(tx, medium, "vi", SHOWN, tabs(LINES))
        result_lists.put(tx, medium, "en", SHOWN, tabs(["one"]))
        assert await result_lists.one(tx, medium, "vi") is None
        assert await result_lists.page(tx, medium, "all", 0, 4) == ["one"]
    assert await count(database) == 3


async def test_it_is_erased_with_its_file(database: Database) -> None:
    person_id, medium = await sent(database)
    async with database.transaction() as tx:
        result_lists.put(tx, medium, "vi", SHOWN, tabs(LINES))
    assert await count(database) == 4
    async with database.transaction() as tx:
        media.remove_of_person(tx, person_id)
    assert await count(database) == 0
    # It was read on while the file was erased.
    async with database.transaction() as tx:
        result_lists.put(tx, medium, "vi", SHOWN, tabs(LINES))
    assert await count(database) == 0
