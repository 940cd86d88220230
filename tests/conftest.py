"""What every test may ask for: the outside programs some need, and a database of its own."""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
import shutil
import socket
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import structlog
from coverage import Coverage
from hypothesis import settings

from tests.databases import (
    Shelf,
    copy_template,
    drop_schema,
    make_schema,
    make_template,
    with_options,
)

# On a busy machine a slow example is no failure; under CI the examples are the same every time.
settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")

pytest_plugins = ["tests.fixtures"]

UNMEASURED = ("many", "hypothesis", "postgres", "browser")

DEFAULT_POSTGRES_URL = "postgresql://postgres@127.0.0.1:5432/test"


def require_or_skip(found: bool, needed: str) -> None:
    """Go on if ``found``; else skip and say what is missing, or fail where CI must have it."""
    if found:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {needed}", pytrace=False)
    pytest.skip(f"needs {needed}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Coverage makes a test more than twice as slow. It does not follow tests of many cases, nor
    those that do the same on the other engine or on the page: what they reach others reach too."""
    measured = Coverage.current()
    if measured is None or not any(map(item.get_closest_marker, UNMEASURED)):
        return (yield)
    measured.stop()
    with pytest.MonkeyPatch.context() as patch:
        # What the programs that a test starts go by.
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        try:
            return (yield)
        finally:
            measured.start()


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Puts logging back as it was: what a test sets up writes into that test's captured output."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    # Not its default, which shows every variable of a traceback: all of Vietnam, for minutes.
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def own_tasks(request: pytest.FixtureRequest) -> None:
    """The tests of a worker share an event loop: what one leaves at work there ends with it."""
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("nothing_left")


@pytest.fixture
async def nothing_left() -> AsyncIterator[None]:
    """Cancels the tasks that were begun after this and are not done."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


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
    """The URL of a schema without a table, gone after the test."""
    schema = await make_schema(postgres_server_url)
    try:
        yield with_options(postgres_server_url, search_path=schema)
    finally:
        await drop_schema(postgres_server_url, schema)


ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without a table: the test runs once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ocop.db'}"
    return asked_for(request, "postgres_url")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with all tables and no rows: the test runs once on SQLite and once on
    PostgreSQL."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        assert isinstance(template, Path)
        return copy_template(template, tmp_path)
    return asked_for(request, "lent_url")


def asked_for(request: pytest.FixtureRequest, name: str) -> str:
    """The URL that another fixture makes."""
    url = request.getfixturevalue(name)
    assert isinstance(url, str)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables."""
    path = tmp_path_factory.mktemp("template") / "ocop.db"
    asyncio.run(make_template(path))
    return path


@pytest.fixture(scope="session")
async def shelf(postgres_server_url: str) -> AsyncIterator[Shelf]:
    """The schemas of this worker."""
    made = Shelf(postgres_server_url, await asyncpg.connect(postgres_server_url))
    yield made
    await made.close()


@pytest.fixture
async def lent_url(shelf: Shelf) -> AsyncIterator[str]:
    """The URL of a schema with all tables and no rows."""
    schema = await shelf.lend()
    try:
        yield shelf.url(schema)
    finally:
        await shelf.give_back(schema)
