"""Questions without the form, and how they stand in the database."""

from bot import clock
from bot.channels.sandbox.phone import Phone
from storage import acts, jobs, questions
from storage.questions import ESCALATE, Question, Words, subject
from tests.handlers.desk_cast import SON_DONG, person_of
from tests.harness import Running

ASKED = "Mật ong nhà tôi cần giấy gì?"
HOUR = 3_600_000


async def ask(bot: Running, phone: Phone, text: str = ASKED, *, hours_ago: int = 0) -> Question:
    """Ask as a producer, past the form and without news of it."""
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        return await questions.ask(
            tx, person_id, SON_DONG, Words(text), None, clock.now() - hours_ago * HOUR
        )


async def standing(bot: Running, number: int = 1) -> Question:
    """A question as it stands in the database."""
    async with bot.db.transaction() as tx:
        found = await questions.one(tx, number)
    assert found is not None
    return found


async def written(bot: Running, number: int = 1) -> list[tuple[bool, str | None]]:
    """The messages of a thread: whether by an officer, and their words."""
    async with bot.db.transaction() as tx:
        thread = await questions.messages(tx, number)
    return [(message.by_officer, message.words.text) for message in thread]


async def log_of(bot: Running, number: int = 1) -> list[str]:
    async with bot.db.transaction() as tx:
        return [act.action for act in await acts.of_subject(tx, subject(number))]


async def escalation(bot: Running, number: int = 1) -> int | None:
    """When a question is carried up, if nobody answers."""
    async with bot.db.transaction() as tx:
        job = await jobs.one(tx, ESCALATE, subject(number))
    return None if job is None else job.due_at


async def time_passes(bot: Running, number: int = 1) -> None:
    """Let the time pass in which officers should have answered."""
    async with bot.db.transaction() as tx:
        jobs.put(tx, ESCALATE, subject(number), clock.now() - 1)
    await bot.service.jobs.round()
    await bot.calm()
