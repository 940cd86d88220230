"""Migrations: from every past version, all or nothing, and never backwards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import open_database
from storage import migrate as module
from storage.database import Database, DatabaseError
from storage.migrate import HERE, NewerDatabase, migrate, migrations, split, version

NUMBERS = [step.number for step in migrations("sqlite")]


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    """A database without a table, on each engine."""
    db = await open_database(empty_url, exclusive=True)
    try:
        yield db
    finally:
        await db.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of our migrations."""
    found = tmp_path / "migrations"
    found.mkdir()
    monkeypatch.setattr(module, "migrations", lambda engine: migrations(engine, found))
    return found


SQLITE_LAYOUT = (
    (
        "SELECT type || ' ' || name || ': ' || sql AS line FROM sqlite_master "
        "WHERE name NOT LIKE 'sqlite%' ORDER BY 1"
    ),
)
POSTGRES_LAYOUT = (
    (
        "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) "
        "AS line FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1"
    ),
    "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1",
    (
        "SELECT concat_ws(' ', event_object_table, event_manipulation, action_statement) AS line "
        "FROM information_schema.triggers WHERE trigger_schema = current_schema() ORDER BY 1"
    ),
)


async def layout(db: Database) -> list[str]:
    """Every table, column, index and trigger, as the engine describes them."""
    found: list[str] = []
    async with db.transaction() as tx:
        for statement in POSTGRES_LAYOUT if db.shared else SQLITE_LAYOUT:
            found += [row["line"] for row in await tx.all(statement)]
    return found


@pytest.mark.parametrize("past", [0, *NUMBERS])
async def test_from_every_past_version(empty: Database, past: int) -> None:
    newest = NUMBERS[-1]
    await migrate(empty)
    at_once = await layout(empty)
    assert len(at_once) > 30
    await wipe(empty)
    assert await layout(empty) == []

    if past:
        assert await migrate(empty, upto=past) == (0, past)
    assert await migrate(empty) == (past, newest)
    assert await migrate(empty) == (newest, newest)
    assert await layout(empty) == at_once
    async with empty.transaction() as tx:
        rows = await tx.all("SELECT number FROM migrations ORDER BY number")
    assert [row["number"] for row in rows] == NUMBERS


async def wipe(db: Database) -> None:
    """Make a database empty again."""
    async with db.transaction() as tx:
        if db.shared:
            row = await tx.one("SELECT quote_ident(current_schema()) AS name")
            assert row is not None
            await tx.run(f"DROP SCHEMA {row['name']} CASCADE")
            await tx.run(f"CREATE SCHEMA {row['name']}")
            return
        # Tables that refer to others first: the newest ones.
        tables = await tx.all(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
            "ORDER BY rowid DESC"
        )
        for table in tables:
            await tx.run(f"DROP TABLE {table['name']}")


async def test_what_people_sent_outlives_every_step(empty: Database) -> None:
    await migrate(empty, upto=1)
    async with empty.transaction() as tx:
        await tx.run("INSERT INTO people (language, name, created_at) VALUES ('vi', 'Lan', 1)")
    await migrate(empty)
    async with empty.transaction() as tx:
        row = await tx.one("SELECT name FROM people")
    assert row is not None
    assert row["name"] == "Lan"


async def test_certificates_of_an_earlier_rating_are_known_as_such(empty: Database) -> None:
    """As they were before there was a mark for it: what happened last tells."""
    roads = (
        ("rating", "certificate"),
        ("rating", "certificate", "again", "rating"),
        ("rating", "certificate", "again", "rating", "certificate"),
        ("again",),
    )
    await migrate(empty, upto=10)
    async with empty.transaction() as tx:
        await tx.run("INSERT INTO people (id, language, created_at) VALUES (1, 'vi', 1)")
        for number, road in enumerate(roads, 1):
            await tx.run(
                "INSERT INTO products (id, code, person_id, edition, commune, name, product_group, "
                "stage, stage_since, holder, certificate_number, revision, created_at, updated_at) "
                "VALUES (:id, :code, 1, '2026', '07339', 'Chè', 'food', 'rating', 1, 'province', "
                ":paper, 1, 1, 1)",
                id=number,
                code=f"SP-2026-0000{number}",
                paper="12/QĐ" if "certificate" in road else None,
            )
            for kind in road:
                await tx.run(
                    "INSERT INTO product_steps (product_id, at, kind, shown, detail) "
                    "VALUES (:id, 1, :kind, 1, '{}')",
                    id=number,
                    kind=kind,
                )
    await migrate(empty)
    async with empty.transaction() as tx:
        rows = await tx.all("SELECT certificate_earlier FROM products ORDER BY id")
    assert [row["certificate_earlier"] for row in rows] == [0, 1, 0, 0]


async def test_check_ins_before_they_kept_what_was_before_can_be_taken_back(
    empty: Database,
) -> None:
    kept = (("attended", "signed"), ("walk_in", "cancelled"), ("signed", None), ("waiting", None))
    await migrate(empty, upto=13)
    async with empty.transaction() as tx:
        await tx.run("INSERT INTO people (id, language, created_at) VALUES (1, 'vi', 1)")
        await tx.run(
            "INSERT INTO classes (id, code, topic, area, kinds, stages, product_groups, place, "
            "days, most_days, starts_at, ends_at, seats, state, revision, line, created_by, "
            "created_at, updated_at) VALUES (1, 'LH-2026-00001', 'Nhãn', '12050', '[]', '[]', "
            "'[]', 'Nhà', '[[1, 2]]', 1, 1, 2, 5, 'open', 1, 4, 1, 1, 1)"
        )
        for number, (state, _) in enumerate(kept, 1):
            await tx.run(
                "INSERT INTO signups (class_id, name, name_key, state, position, token, "
                "created_at, updated_at) VALUES (1, :name, :name, :state, :number, :name, 1, 1)",
                name=f"Lan {number}",
                state=state,
                number=number,
            )
    await migrate(empty)
    async with empty.transaction() as tx:
        rows = await tx.all("SELECT state, before_check_in FROM signups ORDER BY id")
    assert [(row["state"], row["before_check_in"]) for row in rows] == list(kept)


async def test_the_log_of_acts_is_append_only(empty: Database) -> None:
    await migrate(empty)

    async def tamper(statement: str) -> None:
        async with empty.transaction() as tx:
            await tx.run(statement)

    await tamper(
        "INSERT INTO acts (at, person_id, action, subject, detail) VALUES (1, 1, 'a', 'b', '{}')"
    )
    for statement in ("UPDATE acts SET action = 'c'", "DELETE FROM acts"):
        with pytest.raises(DatabaseError, match="append-only"):
            await tamper(statement)


async def test_a_newer_database_is_refused(empty: Database) -> None:
    await migrate(empty)
    async with empty.transaction() as tx:
        await tx.run("INSERT INTO migrations (number) VALUES (999)")
    with pytest.raises(NewerDatabase, match=rf"version 999, this release knows {NUMBERS[-1]}\."):
        await migrate(empty)


async def test_a_failing_step_changes_nothing(empty: Database, folder: Path) -> None:
    (folder / "0001_first.sql").write_text("CREATE TABLE one (id {id});\n")
    assert await migrate(empty) == (0, 1)
    before = await layout(empty)
    (folder / "0002_second.sql").write_text(
        "CREATE TABLE two (id {id});\nALTER TABLE one ADD COLUMN more INTEGER;\n"
    )
    (folder / "0003_third.sql").write_text("INSERT INTO nowhere (id) VALUES (1);\n")
    with pytest.raises(DatabaseError, match="nowhere"):
        await migrate(empty)
    assert await layout(empty) == before
    async with empty.transaction() as tx:
        assert await version(tx) == 1
    # Mended, it goes on from where it was.
    (folder / "0003_third.sql").write_text("INSERT INTO two (id) VALUES (1);\n")
    assert await migrate(empty) == (1, 3)


async def test_each_engine_takes_its_own_file(empty: Database, folder: Path) -> None:
    (folder / "0001_first.sql").write_text("CREATE TABLE t (id {id}, b {bytes}, who TEXT);\n")
    for engine in ("sqlite", "postgres"):
        (folder / f"0002_own.{engine}.sql").write_text(
            f"-- a comment; with a semicolon\nINSERT INTO t (who)\nVALUES ('{engine};');\n"
        )
    assert await migrate(empty) == (0, 2)
    async with empty.transaction() as tx:
        rows = await tx.all("SELECT who FROM t")
    assert [row["who"] for row in rows] == ["postgres;" if empty.shared else "sqlite;"]


def test_a_trigger_is_one_statement() -> None:
    text = "CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n  SELECT 1;\nEND;\n"
    assert [part.split()[1] for part in split("sqlite", text)] == ["TABLE", "TRIGGER"]
    assert split("postgres", text) == [text]


def test_the_files_are_numbered_without_a_gap_for_both_engines() -> None:
    names = [[(step.number, step.name) for step in migrations(e)] for e in ("sqlite", "postgres")]
    assert names[0] == names[1]
    assert list(range(1, len(NUMBERS) + 1)) == NUMBERS
    assert all(step.statements for e in ("sqlite", "postgres") for step in migrations(e, HERE))
