"""A producer who counts the stars of her product: presses counted, every screen looked at."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.channels.sandbox.people import buttons
from bot.channels.sandbox.phone import Phone, said
from bot.channels.sandbox.shapes import need_int
from programme import selfcheck
from programme.criteria import CriteriaSet
from programme.selfcheck import GOOD, Ask
from storage import selfchecks
from storage.selfchecks import Check
from tests.handlers.desk_cast import person_of
from tests.harness import Running

HONEY = 4
PATIENCE = 15.0
"""Seconds that a button may take to appear on a busy machine."""
Choice = Callable[[Ask], int]


def lowest(ask: Ask) -> int:
    """The answer of somebody who has little yet, but no obstacle."""
    return GOOD if ask.criterion is None else ask.codes[0]


def highest(ask: Ask) -> int:
    """The best answer there is."""
    return GOOD if ask.criterion is None else ask.codes[-1]


def honey_set(bot: Running) -> CriteriaSet:
    return set_of(bot, HONEY)


def set_of(bot: Running, number: int) -> CriteriaSet:
    found = bot.service.world.criteria["2026"].set(number)
    assert found is not None
    return found


@dataclass(slots=True)
class Taps:
    """`taps` counts presses since the set was chosen; `screens` holds all that was shown."""

    phone: Phone
    taps: int = 0
    screens: list[str] = field(default_factory=list)

    async def press(self, data: str) -> None:
        """Press a button below the newest message that has it, once it is there."""
        self.taps += 1
        async with asyncio.timeout(PATIENCE):
            while (number := self._message_with(data)) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        await self.phone.press_data(number, data)
        await self.phone.wait("", quiet=0.005)  # any message: the answer to the press alone is none
        self.screens += [said(one) for one in self.phone.received[-2:]]

    def _message_with(self, data: str) -> int | None:
        for message in reversed(self.phone.received):
            if data in [button.get("callback_data") for button in buttons(message)]:
                return need_int(message, "message_id")
        return None

    async def choose_honey(self) -> None:
        await self.phone.say("/chamdiem", "Sản phẩm của bà con được mấy sao?")
        await self.phone.say("mật ong", "thuộc loại nào dưới đây?")
        await self.phone.tap("1. Mật ong", "Điều kiện 1/5")
        self.taps = 0

    async def answer(
        self,
        bot: Running,
        choose: Choice = lowest,
        *,
        others: Mapping[str, int] | None = None,
        until: int | None = None,
    ) -> None:
        """Answer what is asked, `others` by key and the rest by `choose`, to the end or so many."""
        done = 0
        while until is None or done < until:
            check = await latest(bot, self.phone)
            if not check.step:
                await bot.calm()
                return
            ask = selfcheck.find(set_of(bot, check.criteria_set or 0), check.replies, check.step)
            assert ask is not None
            code = (others or {}).get(ask.key, choose(ask))
            await self.press(f"k:a:{check.id}:{ask.key}:{code}")
            done += 1


async def all_of(bot: Running, phone: Phone) -> list[Check]:
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        return list(await selfchecks.of_person(tx, person_id))


async def latest(bot: Running, phone: Phone) -> Check:
    return (await all_of(bot, phone))[0]
