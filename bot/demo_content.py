"""The people of the demo, with products and news out of the programme's own documents.

The news and products are programme/data/notices.toml, which names its documents. Organisations are
real; persons are roles, never people. The amounts are examples.
"""

from dataclasses import dataclass
from decimal import Decimal

from bot import clock, demo_programme
from bot.channels.sandbox import people as phones
from bot.channels.sandbox.world import World as Telegram
from handlers.commands import commands_for, scope_of
from handlers.start import CONSENT_TEXT
from handlers.world import World
from programme.notices import load_notices
from programme.roles import Level, Role
from programme.vietnam_time import moment
from storage import ideas, invitations, officers, outbox, people
from storage.database import Database, Transaction
from storage.ideas import NewIdea
from storage.outbox import Call, Lane
from storage.people import Person, PersonId

DAY_MS = 24 * 60 * 60 * 1000
TAN_YEN, SON_DONG, BAC_NINH = "20242", "12050", "18"


@dataclass(frozen=True, slots=True)
class Officer:
    name: str
    note: str
    role: Role


OFFICERS = (
    Officer(
        "Cán bộ Hội xã Tân Yên",
        "Hội Nông dân xã, nhận ý tưởng của bà con Tân Yên",
        Role(Level.COMMUNE, TAN_YEN),
    ),
    Officer(
        "Cán bộ Hội xã Sơn Động",
        "Hội Nông dân xã, nơi trồng ba kích tím",
        Role(Level.COMMUNE, SON_DONG),
    ),
    Officer(
        "Cán bộ Hội Nông dân tỉnh",
        "Thấy ý tưởng của mọi xã, phường trong tỉnh, mở lớp, gửi thông báo",
        Role(Level.PROVINCE, BAC_NINH),
    ),
    Officer(
        "Phó ban Hội Nông dân tỉnh",
        "Người thứ hai duyệt thông báo gửi cho đông người",
        Role(Level.PROVINCE, BAC_NINH),
    ),
    Officer(
        "Thư ký Hội đồng OCOP",
        "Ghi điểm, sao và giấy chứng nhận của hội đồng tỉnh",
        Role(Level.SECRETARY, BAC_NINH),
    ),
    Officer(
        "Quản trị của tỉnh",
        "Mời cán bộ, thu lại quyền, xem nhật ký",
        Role(Level.ADMINISTRATOR, BAC_NINH),
    ),
)
PROVINCE = 2
"""Which of them speaks for the province."""

# The household's own idea.
IDEA = "ba_kich"


async def fill(db: Database, telegram: Telegram, world: World, channel: str) -> None:
    """Put people on the phones of an empty sandbox, and into the bot's empty database what they
    have done so far. The newcomer comes first: it is her phone that a visitor sees."""
    telegram.add_person(
        "HTX Quỳnh Phong",
        language_code="vi",
        note="Hợp tác xã ở Tân Yên, mô hình liên kết 15 ha mỗi vụ; chưa dùng bot bao giờ",
        phone="+84912000816",
    )
    async with db.transaction() as tx:
        known = [await _officer(tx, telegram, world, channel, officer) for officer in OFFICERS]
        await _producer(tx, telegram, world, channel)
        now = clock.now()
        await demo_programme.plan_classes(tx, world, known[PROVINCE], now)
        await demo_programme.announce(tx, known[PROVINCE], now)
        start = invite(tx, world, "Cán bộ mới")
    telegram.add_person(
        "Cán bộ mới",
        role="officer",
        note="Vừa được mời làm cán bộ xã Tân Yên: bấm Bắt đầu để nhận lời mời",
        start=start,
    )


def invite(tx: Transaction, world: World, name: str) -> str:
    """Note down an invitation for Tân Yên; returns what its link carries."""
    token, now = world.token(), clock.now()
    token_hash = invitations.hash_token(token)
    invitations.create(
        tx, Level.COMMUNE, TAN_YEN, name, token_hash, now, now + invitations.LASTS_MS
    )
    return f"inv_{token}"


async def _officer(
    tx: Transaction, telegram: Telegram, world: World, channel: str, officer: Officer
) -> PersonId:
    """An officer who has accepted her invitation, which gave her a command menu of her own."""
    now = clock.now()
    person = telegram.add_person(officer.name, role="officer", note=officer.note)
    visit = await people.arrive(tx, channel, str(person.id), "vi", now)
    officers.grant(tx, visit.person.id, officer.role, officer.name, now)
    commands = {
        "commands": commands_for(world.voice("vi"), officer=True),
        "scope": scope_of(str(person.id)),
    }
    outbox.add(tx, channel, str(person.id), Call("setMyCommands", commands), now, Lane.ANSWER)
    phones.press_start(telegram, person.id)
    return visit.person.id


async def _producer(tx: Transaction, telegram: Telegram, world: World, channel: str) -> None:
    """A household that has filed its idea two days ago."""
    now = clock.now()
    product = next(product for product in load_notices().products if product.key == IDEA)
    name, phone = "Hộ trồng ba kích", "+84912000345"
    seen = telegram.add_person(
        name, note="Hộ trồng ba kích tím ở Sơn Động, đã gửi một ý tưởng", phone=phone
    )
    chat_id = str(seen.id)
    visit = await people.arrive(tx, channel, chat_id, "vi", now - 3 * DAY_MS)
    person = Person(visit.person.id, "vi", True, SON_DONG, name, phone)
    people.save(tx, person)
    people.add_consent(tx, person, given=True, text_version=CONSENT_TEXT, now=now - 3 * DAY_MS)
    await ideas.submit(
        tx,
        NewIdea(
            person_id=person.id,
            edition=world.editions.on(moment(now)).key,
            commune=SON_DONG,
            product=product.name,
            product_group=product.group,
            raw_material="over_75",
            quantity=Decimal(900),
            unit="kg",
            papers=("business_registration",),
            support=("packaging", "trademark", "testing"),
            special=product.special,
            contact_name=name,
            contact_phone=phone,
        ),
        now - 2 * DAY_MS,
    )
    phones.press_start(telegram, seen.id)
