"""An operator's seat for the tests of the command line: no settings, an empty folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def seat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working folder, without any setting in the environment, and the program's umask."""
    for name in [name for name in os.environ if name.startswith("OCOP_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o077)
    yield tmp_path
    os.umask(before)
