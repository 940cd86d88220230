"""The bot as a process that is killed again and again, and a wire that misbehaves."""

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.sandbox.faults import Call, Fault, too_many_requests
from bot.channels.sandbox.server import SandboxServer

LONG = os.environ.get("OCOP_CRASH_LONG") == "1"
# So many seconds after it began to fetch updates the bot is killed, at the latest.
LONGEST_LIFE = 4.0
SEED = int(os.environ.get("OCOP_CRASH_SEED", "20261122"))


class Wire:
    """What goes wrong between the bot and Telegram, and a count of what nobody can know."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.unheard = 0
        """Messages that were delivered although the bot was cut off before it heard so."""

    def fault(self, method: str, params: Mapping[str, object]) -> Fault | None:
        roll = self._chance.random()
        if roll < 0.02 and method.startswith("send"):
            return too_many_requests(1)
        if roll < 0.04:
            return Fault(status=502)
        if roll < 0.06:
            return Fault(delay=self._chance.uniform(0.05, 0.5))
        if roll < 0.075:
            return Fault(drop="before")
        if roll < 0.085:
            return Fault(drop="after")
        return None

    def heard(self, call: Call) -> None:
        if call.method == "sendMessage" and call.acted and call.ok and not call.answered:
            self.unheard += 1


class Victim:
    """The bot as a process of its own, as an operator runs it."""

    def __init__(self, server: SandboxServer, folder: Path, *, rate: int = 1000) -> None:
        self.database = folder / "ocop.db"
        self._log = folder / "log"
        self._env = {
            **os.environ,
            "OCOP_TELEGRAM_TOKEN": server.token,
            "OCOP_TELEGRAM_API_URL": server.url,
            "OCOP_DATA_DIR": str(folder),
            "OCOP_TELEGRAM_RATE": str(rate),
            "COVERAGE_PROCESS_START": "",
        }
        self._process: asyncio.subprocess.Process | None = None
        self._starts = 0

    async def start(self) -> None:
        self._starts = self.log().count("event=running") if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                "from bot.cli import main; main()",
                "run",
                env=self._env,
                stdout=log,
                stderr=log,
            )

    async def up(self) -> None:
        """Wait until the process that was started last serves: only then can it stop in order."""
        before = self._starts
        for _ in range(600):
            if self.log().count("event=running") > before:
                return
            await asyncio.sleep(0.1)
        pytest.fail("the bot does not come up")

    async def end(self, number: signal.Signals) -> int:
        """Send a signal, wait for the end and return the exit status."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        return await self._process.wait()

    def rows(self, sql: str) -> Sequence[tuple[object, ...]]:
        with contextlib.closing(sqlite3.connect(self.database, timeout=10)) as connection:
            return connection.execute(sql).fetchall()

    def number(self, sql: str) -> int:
        (value,) = self.rows(sql)[0]
        assert isinstance(value, int)
        return value

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Kills:
    count: int
    cut_off: int
    """Messages under way at the kills: each may have been delivered, and is sent again."""


async def kill_at_random(
    victim: Victim, chance: random.Random, times: int, *, at_work: bool = False
) -> Kills:
    """Start the bot and kill it so many times, and start it once more. `at_work`: not while it is
    still coming up."""
    kills = cut_off = 0
    while kills < times:
        await victim.start()
        if at_work:
            await victim.up()
            await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE / 2))
        else:
            await asyncio.sleep(chance.uniform(0.1, LONGEST_LIFE + 2.0))
        await victim.end(signal.SIGKILL)
        kills += 1
        if victim.database.exists():
            with contextlib.suppress(sqlite3.OperationalError):  # killed before the first migration
                cut_off += victim.number(
                    "SELECT count(*) FROM outbox WHERE state = 1 AND method LIKE 'send%'"
                )
    await victim.start()
    await victim.up()
    return Kills(kills, cut_off)


async def settle(victim: Victim) -> None:
    """Wait until the bot has nothing left to do."""
    for _ in range(600):
        await asyncio.sleep(0.1)
        with contextlib.suppress(sqlite3.OperationalError):
            waiting = victim.number(
                "SELECT (SELECT count(*) FROM inbox WHERE state = 0)"
                " + (SELECT count(*) FROM outbox WHERE state < 2)"
            )
            if waiting == 0:
                return
    pytest.fail("the bot does not come to rest")


def sent_twice(victim: Victim, server: SandboxServer) -> int:
    """How many messages reached a phone more often than the bot meant to send them."""
    delivered = Counter(
        str(call.params["chat_id"])
        for call in server.calls
        if call.method == "sendMessage" and call.acted and call.ok
    )
    meant: Counter[str] = Counter()
    for chat_id, count in victim.rows(
        "SELECT chat_id, count(*) FROM outbox WHERE method = 'sendMessage' AND state = 2"
        " GROUP BY chat_id"
    ):
        meant[str(chat_id)] = int(str(count))
    assert not meant - delivered, "messages the bot believes sent never arrived"
    return sum((delivered - meant).values())
