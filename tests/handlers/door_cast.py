"""People who come to a class, and what stands at its door."""

from bot.channels.sandbox.phone import Phone
from storage import acts, classes, signups
from storage.classes import TrainingClass
from tests.handlers.class_cast import of_kind
from tests.handlers.desk_cast import farmer, forge
from tests.harness import Running


async def producers(bot: Running, *names: str) -> list[Phone]:
    phones = [await farmer(bot, name) for name in names]
    for phone in phones:
        await of_kind(bot, phone, None)
    return phones


async def sign_up(klass: TrainingClass, *phones: Phone) -> None:
    for phone in phones:
        await forge(phone, f"c:join:{klass.id}")


async def until_the_morning(bot: Running, klass: TrainingClass) -> None:
    """Half an hour before the class."""
    await bot.later(minutes=(klass.starts_at - bot.clock()) / 60_000 - 30)


async def token_of(bot: Running, klass: TrainingClass, name: str) -> str:
    """What stands in the QR code of a person."""
    async with bot.db.transaction() as tx:
        roster = await signups.roster(tx, klass.id)
    return next(one.signup.token for one in roster if one.signup.name == name)


async def logged(bot: Running, klass: TrainingClass) -> list[str]:
    async with bot.db.transaction() as tx:
        return [act.action for act in await acts.of_subject(tx, classes.subject(klass.id))]


async def scan(phone: Phone, token: str, expect: str) -> None:
    await phone.start(f"ci_{token}")
    await phone.wait(expect)


async def person_signups(bot: Running, klass: TrainingClass) -> list[int]:
    async with bot.db.transaction() as tx:
        return [one.signup.id for one in await signups.roster(tx, klass.id)]
