"""Kill the bot again and again while farmers fill in forms through a wire that misbehaves.

`make crash` runs the long one: 200 farmers and at least 60 kills.
"""

import asyncio
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.server import SandboxServer
from tests.crash.farmer import TYPED, Farmer
from tests.crash.victim import (
    LONG,
    LONGEST_LIFE,
    SEED,
    Victim,
    Wire,
    kill_at_random,
    sent_twice,
    settle,
)

pytestmark = pytest.mark.crash

FARMERS, KILLS = (200, 60) if LONG else (12, 4)


@pytest.mark.many
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

    async def life(farmer: Farmer) -> None:
        # They come one after another, so that kills meet every part of the form.
        await asyncio.sleep(random.Random(farmer.product).uniform(0, KILLS * LONGEST_LIFE / 2))
        await farmer.file_an_idea()

    killing = asyncio.create_task(kill_at_random(victim, chance, KILLS))
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
