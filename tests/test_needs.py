"""What happens where an outside program is missing, and that each test gets its own database."""

from __future__ import annotations

import asyncpg
import pytest

from tests.conftest import require_or_skip


def test_a_missing_program_skips_the_test_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs a kettle"):
        require_or_skip(False, "a kettle")


def test_in_ci_a_missing_program_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    require_or_skip(True, "a spoon")
    with pytest.raises(pytest.fail.Exception, match="CI must have a kettle"):
        require_or_skip(False, "a kettle")


@pytest.mark.postgres
@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_has_empty_tables(postgres_url: str, turn: int) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        await connection.execute("CREATE TABLE guests (turn integer)")
        await connection.execute("INSERT INTO guests VALUES ($1)", turn)
        assert await connection.fetchval("SELECT count(*) FROM guests") == 1
    finally:
        await connection.close()


def test_a_database_url_for_each_engine(database_url: str) -> None:
    assert database_url.split(":")[0] in {"sqlite", "postgresql"}
