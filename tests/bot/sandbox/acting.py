"""Acting as the bot on a world: calls whose results are checked against the Bot API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.channels.sandbox.methods import carry_out
from bot.channels.sandbox.schema import check_type, load
from bot.channels.sandbox.shapes import Json, Refused, Upload, as_object
from bot.channels.sandbox.world import World

KEYS: Json = {"inline_keyboard": [[{"text": "Có", "callback_data": "yes"}]]}


def call(world: World, method: str, *files: Upload, **params: object) -> Json:
    """Carry out a call whose result is an object; the result must be as the Bot API says."""
    result = carry_out(world, method, params, {item.name: item for item in files})
    check_type(result, load().returns[method][0], "result")
    return as_object(result)


def do(world: World, method: str, **params: object) -> None:
    """Carry out a call whose result is True."""
    assert carry_out(world, method, params, {}) is True


def refusal(world: World, method: str, **params: object) -> tuple[int, str]:
    """How the call is refused."""
    with pytest.raises(Refused) as caught:
        carry_out(world, method, params, {})
    return caught.value.code, caught.value.description


def the_update(world: World, kind: str) -> Json:
    """The only pending update, which must be of the kind and as the Bot API says."""
    (update,) = world.pending()
    check_type(update, "Update", "update")
    world.confirm(1 << 31)
    return as_object(update[kind])


async def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Return once the condition holds. Raises ``TimeoutError`` if it never does."""
    async with asyncio.timeout(seconds):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)
