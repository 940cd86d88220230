"""Ideas that an officer wrote down for somebody, without the form."""

from bot import clock
from bot.channels.sandbox.phone import Phone
from storage import claims
from storage.ideas import Idea
from storage.people import PersonId
from tests.handlers.desk_cast import SON_DONG, person_of
from tests.harness import Running
from tests.storage.test_ideas import new_idea

CODE = "K7MN4QRT"


async def write_down(bot: Running, by: Phone, name: str = "Nguyễn Thị Mão") -> Idea:
    """Write an idea down as an officer does; nobody has its code."""
    officer = await person_of(bot, by)
    now = clock.now()
    async with bot.db.transaction() as tx:
        person_id = await claims.add_person(
            tx, name=name, phone="+84912345678", commune=SON_DONG, by=officer, how="paper", now=now
        )
        idea = await claims.submit(tx, new_idea(person_id, commune=SON_DONG), officer, now)
        claims.add_code(tx, person_id, SON_DONG, f"{CODE}{person_id}", officer, now)
    return idea


async def give_code(bot: Running, person_id: PersonId, by: Phone, code: str = CODE) -> None:
    """Make a code that the test knows."""
    officer = await person_of(bot, by)
    async with bot.db.transaction() as tx:
        claims.add_code(tx, person_id, SON_DONG, code, officer, clock.now())
