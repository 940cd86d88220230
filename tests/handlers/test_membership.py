"""Blocking the bot, and coming back."""

import asyncio

from tests.handlers.cast import known, rows
from tests.harness import Running


async def test_a_block_is_noted_and_so_is_the_way_back(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/menu")
    await phone.block()
    assert await blocked(bot, True)
    await phone.block(False)
    assert await blocked(bot, False)
    await phone.say("/menu")
    assert len(phone.received) == 2


async def blocked(bot: Running, wanted: bool) -> bool:
    """Wait until the only chat is, or is not, marked as blocked."""
    for _ in range(200):
        found = await rows(bot, "SELECT blocked_at FROM chats")
        if (found[0]["blocked_at"] is not None) is wanted:
            return True
        await asyncio.sleep(0.02)
    return False
