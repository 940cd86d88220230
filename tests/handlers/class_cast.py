"""Classes for the conversations' tests, and what a producer's phone shows of them."""

from dataclasses import replace

from bot.channels.sandbox.phone import Phone
from programme.classes import Audience
from programme.seats import State
from programme.vietnam_time import DAY, HOUR
from storage import classes, people, signups
from storage.classes import NewClass, TrainingClass
from tests.handlers.desk_cast import SON_DONG, person_of
from tests.harness import Running

TOPIC = "Ghi nhãn sản phẩm"
PLACE = "Nhà văn hóa xã Sơn Động"
_VIETNAM = 7 * HOUR


def eight_o_clock(bot: Running, days: int) -> int:
    """Eight in the morning in Vietnam, so many days from the bot's today."""
    local = bot.clock() + _VIETNAM
    return local - local % DAY + days * DAY + 8 * HOUR - _VIETNAM


async def plan(
    bot: Running,
    seats: int = 2,
    *,
    days: int = 10,
    lasts: int = 1,
    topic: str = TOPIC,
    audience: Audience | None = None,
    note: str | None = None,
) -> TrainingClass:
    """Plan a class that begins at eight in the morning `days` from now and lasts some days."""
    start = eight_o_clock(bot, days)
    hours = tuple((start + n * DAY, start + n * DAY + 4 * HOUR) for n in range(lasts))
    new = NewClass(topic, audience or Audience(SON_DONG), PLACE, hours, seats, note)
    async with bot.db.transaction() as tx:
        officer = await people.arrive(tx, "elsewhere", "officer", "vi", bot.clock())
        return await classes.create(tx, new, officer.person.id, bot.clock())


async def of_kind(bot: Running, phone: Phone, kind: str | None, *, tel: bool = True) -> None:
    """Let the bot know what kind of producer a phone's person is, and her number."""
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        known = await people.one(tx, person_id)
        assert known is not None
        number = "+84912345678" if tel else None
        people.save(tx, replace(known, kind=kind, phone=number))


async def states(bot: Running, klass: TrainingClass) -> list[tuple[str, State]]:
    """Names and states of a class's roster, in the order of its line."""
    async with bot.db.transaction() as tx:
        roster = await signups.roster(tx, klass.id)
    return [(one.signup.name, one.signup.state) for one in roster]
