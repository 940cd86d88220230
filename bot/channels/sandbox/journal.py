"""The sandbox's memory on disk: an append-only file of facts, and uploaded files beside it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.channels.sandbox.shapes import Json, as_list, as_object


class Journal:
    """Facts as JSON lines, one line for what became true at once; ``None`` keeps no file.

    A process that is killed leaves at most one half line at the end, of facts that nobody was
    told about; opening the journal cuts it off.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._memory: dict[str, bytes] = {}
        self._descriptor: int | None = None
        self._left: list[int] = []
        self._written = 0
        self._safe = 0
        self._saving = asyncio.Lock()
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            self._cut_half_line(self._descriptor)

    @staticmethod
    def _cut_half_line(descriptor: int) -> None:
        size = os.fstat(descriptor).st_size
        step = 1 << 16
        end = size
        while end > 0:
            start = max(end - step, 0)
            found = os.pread(descriptor, end - start, start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        os.ftruncate(descriptor, end)

    def replay(self) -> Iterator[Json]:
        """Every recorded fact in order. Raises ``ValueError`` on a line that is no JSON."""
        if self._path is None:
            return
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                for fact in as_list(json.loads(line)):
                    yield as_object(fact)

    def write(self, facts: Sequence[Json]) -> None:
        """Append the facts as one line; ``saved`` tells when they are on the disk."""
        if self._descriptor is not None:
            line = json.dumps(list(facts), ensure_ascii=False, separators=(",", ":")) + "\n"
            _write_all(self._descriptor, line.encode())
            self._written += 1

    async def saved(self) -> None:
        """Return once everything written so far is on the disk; callers share one fsync."""
        target = self._written
        if self._descriptor is None or self._safe >= target:
            return
        async with self._saving:
            if self._safe < target:
                reached = self._written
                await asyncio.to_thread(os.fsync, self._descriptor)
                self._safe = reached

    def start_over(self, facts: Sequence[Json]) -> None:
        """Forget everything, uploaded files too, except these facts."""
        self._memory.clear()
        if self._path is not None and self._descriptor is not None:
            fresh = self._path.with_suffix(".new")
            descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            _write_all(descriptor, (json.dumps(list(facts), ensure_ascii=False) + "\n").encode())
            os.fsync(descriptor)
            fresh.replace(self._path)
            # An fsync of the old file may still be under way.
            self._left.append(self._descriptor)
            self._descriptor = descriptor
            shutil.rmtree(self._folder(self._path), ignore_errors=True)

    def keep(self, data: bytes) -> str:
        """Keep the bytes of an uploaded file; returns their sha256, under which they are found."""
        name = hashlib.sha256(data).hexdigest()
        if self._path is None:
            self._memory[name] = data
            return name
        place = self._folder(self._path) / name
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            half = place.with_suffix(".part")
            with half.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            half.replace(place)
        return name

    def fetch(self, name: str) -> bytes:
        """The bytes kept under the sha256. Raises ``KeyError`` if there are none."""
        if self._path is None:
            return self._memory[name]
        try:
            return (self._folder(self._path) / name).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(name) from error

    def close(self) -> None:
        """Put what was written on the disk and let go of the file."""
        if self._descriptor is not None:
            os.fsync(self._descriptor)
            for descriptor in (*self._left, self._descriptor):
                os.close(descriptor)
            self._left.clear()
            self._descriptor = None

    @staticmethod
    def _folder(path: Path) -> Path:
        return path.with_name(f"{path.stem}-files")


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
