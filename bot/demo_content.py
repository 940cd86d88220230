"""The people of the demo: producers, products and news out of the programme's own documents.

They are the plan of the Farmers' Union of Bắc Giang for 2024 (its rounds, classes and the model
at Tân Yên) and the minutes of 24/4/2024 (ba kích tím of Sơn Động). Organisations are real; persons
are roles, never people. Amounts no document names are left out or are plain examples.
"""

from dataclasses import dataclass
from decimal import Decimal

from bot import clock
from bot.channels.sandbox import people as phones
from bot.channels.sandbox.world import World as Telegram
from handlers.screen import Screen
from handlers.start import CONSENT_TEXT
from handlers.turn import World
from handlers.voice import Html, lines
from programme.roles import Level, Role
from storage import ideas, invitations, officers, outbox, people
from storage.database import Database, Transaction
from storage.ideas import NewIdea
from storage.outbox import Call, Lane
from storage.people import Person

DAY_MS = 24 * 60 * 60 * 1000
TAN_YEN, SON_DONG, BAC_NINH = "20242", "12050", "18"
NEWS_AFTER_MS = 1_000


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
        "Thấy ý tưởng của mọi xã, phường trong tỉnh",
        Role(Level.PROVINCE, BAC_NINH),
    ),
)

NEWS: tuple[Html, ...] = (
    Html(
        "📢 <b>Hai đợt đánh giá sản phẩm năm 2024</b>\n"
        "Đợt 1 từ tháng 4 đến tháng 6, dự kiến 5 sản phẩm. "
        "Đợt 2 từ tháng 7 đến tháng 10, dự kiến 10 sản phẩm.\n"
        "Hội đồng huyện chấm trước 15/6 và 15/10, hội đồng tỉnh trước 10/7 và 30/10.\n"
        "<i>Kế hoạch năm 2024 của Hội Nông dân tỉnh Bắc Giang</i>"
    ),
    Html(
        "🎓 <b>Lớp tập huấn cho chủ sản phẩm OCOP 2024</b>\n"
        "Hai lớp, mỗi lớp 30 người, học 4 ngày, giữa tháng 5. "
        "Học viết phương án kinh doanh, bán hàng, ghi nhãn và làm hồ sơ.\n"
        "<i>Kế hoạch năm 2024 của Hội Nông dân tỉnh Bắc Giang</i>"
    ),
)


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
        for officer in OFFICERS:
            await _officer(tx, telegram, channel, officer)
        await _producer(tx, telegram, world, channel)
        token = world.token()
        now = clock.now()
        invitations.create(
            tx,
            Level.COMMUNE,
            TAN_YEN,
            "Cán bộ mới",
            invitations.hash_token(token),
            now,
            now + invitations.LASTS_MS,
        )
    telegram.add_person(
        "Cán bộ mới",
        role="officer",
        note="Vừa được mời làm cán bộ xã Tân Yên: bấm Bắt đầu để nhận lời mời",
        start=f"inv_{token}",
    )


async def _officer(tx: Transaction, telegram: Telegram, channel: str, officer: Officer) -> None:
    now = clock.now()
    person = telegram.add_person(officer.name, role="officer", note=officer.note)
    visit = await people.arrive(tx, channel, str(person.id), "vi", now)
    officers.grant(tx, visit.person.id, officer.role, officer.name, now)
    phones.press_start(telegram, person.id)


async def _producer(tx: Transaction, telegram: Telegram, world: World, channel: str) -> None:
    """A household that has filed its idea two days ago and has had news since."""
    now = clock.now()
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
            edition=world.edition,
            commune=SON_DONG,
            product="Ba kích tím Sơn Động",
            product_group="herbal",
            raw_material="over_75",
            quantity=Decimal(900),
            unit="kg",
            papers=("business_registration",),
            support=("packaging", "trademark", "testing"),
            special=(
                "Củ tím, thơm, trồng dưới tán rừng ở vùng ba kích hàng hóa của huyện Sơn Động cũ."
            ),
            contact_name=name,
            contact_phone=phone,
        ),
        now - 2 * DAY_MS,
    )
    phones.press_start(telegram, seen.id)
    for news in NEWS:
        call = Call("sendMessage", Screen(lines(news)).params(chat_id))
        outbox.add(tx, channel, chat_id, call, now + NEWS_AFTER_MS, Lane.BULK)
