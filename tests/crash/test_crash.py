"""Kill the bot again and again while farmers fill in forms through a wire that misbehaves.

`make crash` runs the long one: 200 farmers and at least 60 kills.
"""

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
from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.server import SandboxServer
from tests.crash.farmer import TYPED, Farmer

pytestmark = pytest.mark.crash

LONG = os.environ.get("OCOP_CRASH_LONG") == "1"
FARMERS, KILLS = (200, 60) if LONG else (12, 4)
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

    def __init__(self, server: SandboxServer, folder: Path) -> None:
        self.database = folder / "ocop.db"
        self._log = folder / "log"
        self._env = {
            **os.environ,
            "OCOP_TELEGRAM_TOKEN": server.token,
            "OCOP_TELEGRAM_API_URL": server.url,
            "OCOP_DATA_DIR": str(folder),
            "OCOP_TELEGRAM_RATE": "1000",
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


async def kill_at_random(victim: Victim, chance: random.Random, at_work: asyncio.Event) -> Kills:
    """Start the bot and kill it, at least KILLS times and as long as anybody is at work."""
    kills = cut_off = 0
    while kills < KILLS and not at_work.is_set():
        await victim.start()
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


async def test_nothing_lost_and_nothing_twice(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    wire = Wire(random.Random(SEED + 1))
    server = SandboxServer()
    server.faults, server.on_call = wire.fault, wire.heard
    await server.start()
    victim = Victim(server, tmp_path)
    farmers = []
    for number in range(FARMERS):
        person = server.world.add_person(f"Farmer {number}", phone=f"849{number:08d}")
        farmers.append(Farmer(Phone(server.world, person), f"Mật ong số {number}"))
    everybody_done = asyncio.Event()

    async def life(farmer: Farmer) -> None:
        # They come one after another, so that kills meet every part of the form.
        await asyncio.sleep(random.Random(farmer.product).uniform(0, KILLS * LONGEST_LIFE / 2))
        await farmer.file_an_idea()

    killing = asyncio.create_task(kill_at_random(victim, chance, everybody_done))
    try:
        await asyncio.gather(*(life(farmer) for farmer in farmers))
        kills = await killing
        await settle(victim)
    except BaseException:
        sys.stderr.write(victim.log()[-4000:])
        raise
    finally:
        killing.cancel()
        status = await victim.end(signal.SIGTERM)
        await server.stop()
    twice = sent_twice(victim, server)
    report = (
        f"{FARMERS} farmers, {kills.count} kills: {len(server.calls)} calls, "
        f"{twice} messages twice ({kills.cut_off} were under way at a kill, "
        f"{wire.unheard} were delivered without our hearing so)"
    )
    sys.stdout.write(report + "\n")
    assert status == 0
    assert kills.count >= KILLS
    assert twice <= kills.cut_off + wire.unheard, report
    check_updates(victim, server)
    check_ideas(victim, farmers)


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


def check_updates(victim: Victim, server: SandboxServer) -> None:
    """Each update was taken in once and done."""
    issued = server.world.state.last_update
    rows = victim.rows("SELECT update_id, state, error FROM inbox")
    assert [error for _, state, error in rows if state != 1] == []
    first = min(int(str(row[0])) for row in rows)
    assert sorted(int(str(row[0])) for row in rows) == list(range(first, issued + 1))


def check_ideas(victim: Victim, farmers: Sequence[Farmer]) -> None:
    """Each farmer has one idea, as she wrote it, with the code on her receipt; no form is left."""
    found = {
        str(product): (code, special, quantity, unit, state)
        for product, code, special, quantity, unit, state in victim.rows(
            "SELECT product, code, special, quantity, unit, state FROM ideas"
        )
    }
    assert victim.number("SELECT count(*) FROM ideas") == len(farmers)
    for farmer in farmers:
        code, special, quantity, unit, state = found[farmer.product]
        assert code == farmer.receipt
        assert (special, quantity, unit) == (TYPED["special"], "500", "kg")
        assert state == "submitted"
    assert victim.number("SELECT count(*) FROM drafts") == 0
    assert victim.number("SELECT count(DISTINCT code) FROM ideas") == len(farmers)
