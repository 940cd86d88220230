"""The people of a test, as they are after their first questions."""

from decimal import Decimal

from bot import clock
from bot.channels.sandbox.phone import Phone
from programme.ideas import Action, Actor
from programme.roles import Level, Role
from storage import ideas, officers, people
from storage.database import Row
from storage.ideas import NewIdea
from storage.people import Person, PersonId
from tests.harness import CHANNEL, Running

CONSENT = "2026-3"
SENT_AT = 1_790_000_000_000
"""21/9/2026."""


def commune(bot: Running, typed: str = "xã Sơn Động") -> str:
    """The code of today's commune that a name means."""
    return bot.service.world.territory.search(typed)[0].unit.code


async def known(
    bot: Running,
    name: str | None = "Nguyễn Thị Lan",
    *,
    consent: bool | None = True,
    place: str | None = "xã Sơn Động",
    phone: str | None = "+84912345678",
    language: people.Language = "vi",
) -> Phone:
    """The phone of somebody whom the bot knows."""
    handset = bot.phone("Lan", language=language)
    async with bot.db.transaction() as tx:
        visit = await people.arrive(tx, CHANNEL, str(handset.person.id), language, clock.now())
        person = Person(
            visit.person.id,
            language,
            consent,
            commune(bot, place) if place else None,
            name,
            phone,
        )
        people.save(tx, person)
        if consent is not None:
            people.add_consent(tx, person, given=consent, text_version=CONSENT, now=1)
    return handset


async def officer(bot: Running, area: str = "xã Sơn Động", **more: str) -> Phone:
    """The phone of a commune's officer."""
    handset = await known(bot, more.get("name", "Trần Văn Minh"), place=area)
    person_id = await id_of(bot, handset)
    async with bot.db.transaction() as tx:
        officers.grant(tx, person_id, Role(Level.COMMUNE, commune(bot, area)), None, 1)
    return handset


async def file_idea(
    bot: Running,
    handset: Phone,
    *actions: Action,
    product: str = "Mật ong hoa nhãn",
    special: str = "Ong lấy mật ở rừng già",
) -> str:
    """File an idea of a phone's person and let an officer do `actions`; returns its code."""
    person = await person_of(bot, handset)
    new = NewIdea(
        person.id,
        "2026",
        person.commune or "",
        product,
        "food",
        "over_75",
        Decimal(1500),
        "kg",
        ("none",),
        ("capital",),
        special=special,
        contact_name=person.name,
        contact_phone=person.phone,
    )
    async with bot.db.transaction() as tx:
        idea = await ideas.submit(tx, new, SENT_AT)
        for action in actions:
            moved = await ideas.move(
                tx, idea, action, Actor.OFFICER, person.id, SENT_AT, reason="Gửi thêm ảnh"
            )
            if moved is None:
                raise LookupError(f"an idea in state {idea.state} does not take {action}")
            idea = moved
    return idea.code


async def person_of(bot: Running, handset: Phone) -> Person:
    """What the bot knows of a phone's person now. LookupError if it knows nobody there."""
    async with bot.db.transaction() as tx:
        visit = await people.visit(tx, CHANNEL, str(handset.person.id))
    if visit is None:
        raise LookupError("the bot knows nobody on this phone")
    return visit.person


async def id_of(bot: Running, handset: Phone) -> PersonId:
    return (await person_of(bot, handset)).id


async def rows(bot: Running, statement: str) -> list[Row]:
    """The rows of any statement; a test looks into the tables itself."""
    async with bot.db.transaction() as tx:
        return list(await tx.all(statement))
