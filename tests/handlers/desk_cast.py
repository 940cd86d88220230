"""Producers with ideas and officers with areas, each with a phone."""

from dataclasses import replace
from decimal import Decimal

from bot import clock
from bot.channels.sandbox.people import buttons
from bot.channels.sandbox.phone import SMALL_PNG, Phone
from programme.ideas import Action, Actor
from programme.roles import Level, Role
from storage import acts, ideas, invitations, media, officers, people
from storage.database import Transaction
from storage.ideas import Idea, NewIdea
from storage.people import PersonId
from tests.harness import CHANNEL, Running

SON_DONG, TAN_YEN = "12050", "20242"
SON_DONG_DISTRICT, TAN_YEN_DISTRICT = "h1555", "h1811"
BAC_NINH, HA_NOI = "18", "11"
NOW = 1_790_000_000_000
DAY = 86_400_000


async def person_of(bot: Running, phone: Phone) -> PersonId:
    """The person whom the bot knows behind a phone; she is noted down if she has not written."""
    chat_id = str(phone.person.id)
    async with bot.db.transaction() as tx:
        visit = await people.visit(tx, CHANNEL, chat_id)
        if visit is None:
            # By the bot's clock: who stays silent for a month without agreeing is forgotten.
            visit = await people.arrive(tx, CHANNEL, chat_id, "vi", bot.clock())
        return visit.person.id


async def farmer(bot: Running, name: str = "Lan", commune: str = SON_DONG) -> Phone:
    """A producer who has agreed and said where she lives."""
    phone = bot.phone(name)
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        known = await people.one(tx, person_id)
        assert known is not None
        agreed = replace(known, consent=True, commune=commune, name=name)
        people.save(tx, agreed)
        people.add_consent(tx, agreed, given=True, text_version="test", now=NOW)
    await phone.start()
    await phone.wait()
    return phone


async def officer(
    bot: Running, name: str, level: Level = Level.COMMUNE, unit: str = SON_DONG
) -> Phone:
    """An officer of an area."""
    phone = bot.phone(name)
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        officers.grant(tx, person_id, Role(level, unit), name, NOW)
    await phone.start()
    await phone.wait()
    return phone


async def invite(
    bot: Running,
    token: str,
    *,
    level: Level = Level.COMMUNE,
    unit: str = SON_DONG,
    expires_in: int = DAY,
) -> None:
    """Note down an invitation, as the command line does."""
    now = clock.now()
    async with bot.db.transaction() as tx:
        token_hash = invitations.hash_token(token)
        invitations.create(tx, level, unit, "Nguyễn Văn An", token_hash, now, now + expires_in)


async def file_idea(
    bot: Running,
    phone: Phone,
    *,
    product: str = "Ba kích tím",
    commune: str = SON_DONG,
    special: str | None = "Trồng dưới tán rừng",
    photos: int = 0,
    spoken: bool = False,
    days_ago: int = 0,
    contact: str = "Nguyễn Thị Lan",
) -> Idea:
    """File a producer's idea without her filling in the form."""
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        new = NewIdea(
            person_id=person_id,
            edition="2026",
            commune=commune,
            product=product,
            product_group="herbal",
            raw_material="over_75",
            quantity=Decimal(1500),
            unit="kg",
            papers=("food_safety", "label_packaging"),
            support=("packaging", "outlets"),
            special=None if spoken else special,
            special_media=await _medium(tx, person_id, "voice", b"OggS") if spoken else None,
            photos=tuple([await _medium(tx, person_id, "photo", SMALL_PNG) for _ in range(photos)]),
            contact_name=contact,
            contact_phone="+84912345678",
        )
        return await ideas.submit(tx, new, clock.now() - days_ago * DAY)


async def _medium(tx: Transaction, person_id: PersonId, kind: str, content: bytes) -> int:
    """A file whose bytes are ours and which no channel has yet."""
    medium = await media.add(
        tx,
        person_id,
        kind=kind,
        channel="elsewhere",
        file_id="x",
        mime="image/png" if kind == "photo" else "audio/ogg",
        file_name=None,
        size=len(content),
        now=NOW,
    )
    media.keep(tx, medium, content)
    return medium


async def stored(bot: Running, idea: Idea) -> Idea:
    """The idea as it stands in the database."""
    async with bot.db.transaction() as tx:
        found = await ideas.one(tx, idea.id)
    assert found is not None
    return found


async def moved(
    bot: Running, idea: Idea, action: Action, by: Phone, reason: str | None = None
) -> Idea:
    """Do something to an idea past all screens; an officer does it unless `by` is its farmer."""
    person_id = await person_of(bot, by)
    actor = Actor.FARMER if person_id == idea.person_id else Actor.OFFICER
    async with bot.db.transaction() as tx:
        done = await ideas.move(tx, idea, action, actor, person_id, clock.now(), reason)
    assert done is not None
    return done


async def log_of(bot: Running, idea: Idea) -> list[str]:
    """What was done to an idea, in order."""
    async with bot.db.transaction() as tx:
        return [act.action for act in await acts.of_subject(tx, ideas.subject(idea.id))]


async def forge(phone: Phone, data: str) -> str | None:
    """Press a button that may not be there; returns the notice over the chat."""
    number = phone.last["message_id"]
    assert isinstance(number, int)
    before = len(phone.answers)
    await phone.press_data(number, data)
    await phone.wait(until=lambda phone: len(phone.answers) > before)
    return phone.answers[-1].text


def datas(phone: Phone) -> list[str]:
    """The callback data of the buttons below the bot's newest message."""
    return [str(button.get("callback_data")) for button in buttons(phone.last)]


async def files_for(bot: Running, phone: Phone) -> list[bytes]:
    """The files that the bot made for somebody, in order."""
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        rows = await tx.all(
            "SELECT b.bytes FROM media m JOIN blobs b ON b.sha256 = m.sha256 "
            "WHERE m.kind = 'made' AND m.person_id = :person_id ORDER BY m.id",
            person_id=person_id,
        )
    return [bytes(row["bytes"]) for row in rows]
