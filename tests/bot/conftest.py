"""An operator's seat for the tests of the command line: no settings, an empty folder, own logs."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog


@pytest.fixture
def own_logs() -> Iterator[None]:
    """Puts logging back as it was after a test that sets it up."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def seat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_logs: None) -> Iterator[Path]:
    """An empty working folder, without any setting in the environment, and the program's umask."""
    for name in [name for name in os.environ if name.startswith("OCOP_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o077)
    yield tmp_path
    os.umask(before)
