"""What every test may ask for: the outside programs some need, and a database of its own."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import structlog
from hypothesis import settings

# On a busy machine a slow example is no failure; under CI the examples are the same every time.
settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")

pytest_plugins = ["tests.fixtures"]

DEFAULT_POSTGRES_URL = "postgresql://postgres@127.0.0.1:5432/test"


def require_or_skip(found: bool, needed: str) -> None:
    """Go on if ``found``; else skip and say what is missing, or fail where CI must have it."""
    if found:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {needed}", pytrace=False)
    pytest.skip(f"needs {needed}")


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Puts logging back as it was: what a test sets up writes into that test's captured output."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The system's Chromium, for Playwright's ``executable_path``."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    require_or_skip(found is not None, "Chromium (Debian: apt-get install chromium)")
    return Path(found or "")


@pytest.fixture(scope="session")
def office() -> tuple[Path, Path]:
    """LibreOffice's and poppler's programs that turn a document into PDF and a PDF into text."""
    writer, reader = shutil.which("soffice"), shutil.which("pdftotext")
    needed = "LibreOffice Writer and poppler (Debian: libreoffice-writer-nogui poppler-utils)"
    require_or_skip(writer is not None and reader is not None, needed)
    return Path(writer or ""), Path(reader or "")


@pytest.fixture(scope="session")
def postgres_server_url() -> str:
    """The database in which tests may make schemas: OCOP_TEST_POSTGRES_URL or the local one."""
    url = os.environ.get("OCOP_TEST_POSTGRES_URL", DEFAULT_POSTGRES_URL)
    problem = asyncio.run(_postgres_problem(url))
    where = urlsplit(url)
    require_or_skip(
        problem is None,
        f"PostgreSQL at {where.hostname}:{where.port or 5432}{where.path} ({problem})",
    )
    return url


async def _postgres_problem(url: str) -> str | None:
    """Why the server cannot be used, or None."""
    where = urlsplit(url)
    try:
        with socket.create_connection((where.hostname or "127.0.0.1", where.port or 5432), 2):
            pass
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, asyncpg.PostgresError) as error:
        return str(error)
    await connection.close()
    return None


@pytest.fixture
async def postgres_url(postgres_server_url: str) -> AsyncIterator[str]:
    """A URL whose tables live in a fresh schema, gone after the test."""
    schema = f"test_{uuid.uuid4().hex}"
    connection = await asyncpg.connect(postgres_server_url)
    await connection.execute(f'CREATE SCHEMA "{schema}"')
    try:
        glue = "&" if urlsplit(postgres_server_url).query else "?"
        yield f"{postgres_server_url}{glue}search_path={schema}"
    finally:
        await connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
        await connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ocop.db'}"
    url = request.getfixturevalue("postgres_url")
    assert isinstance(url, str)
    return url
