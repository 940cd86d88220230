"""What the Union has on offer in the demo: its news as announcements, and the plan's classes.

The classes are those of the plan for 2024 (section II.2), in the weeks to come.
"""

from datetime import time, timedelta

from handlers import training_line
from handlers.post import Post
from handlers.world import World
from programme.announcements import Action
from programme.audience import Audience as Readers
from programme.classes import Audience, days_of
from programme.notices import Notice, load_notices
from programme.vietnam_time import day_at
from storage import announcements
from storage.announcements import NewAnnouncement
from storage.classes import NewClass
from storage.database import Transaction
from storage.people import PersonId

TAN_YEN, BAC_NINH = "20242", "18"
# News of the household's area, each about one of the topics of announcements.
NEWS = {"rounds": "rating", "class_owners": "training", "ba_kich": "support"}


async def announce(tx: Transaction, author: PersonId, now: int) -> None:
    """Send the news out, as an officer of the province would."""
    for notice in load_notices().notices:
        if notice.key not in NEWS:
            continue
        new = NewAnnouncement(
            author,
            BAC_NINH,
            NEWS[notice.key],
            _text(notice),
            Readers(areas=(notice.area,)),
            notice.source.number or None,
            # A visitor who tries it at night shall not have to wait until the morning.
            urgent=True,
        )
        draft = await announcements.create(tx, new, now)
        await announcements.move(tx, draft, Action.SCHEDULE, author, now)


def _text(notice: Notice) -> str:
    # 2024-04-24 is 24/4/2024 to those who read this; of some documents only the month is known.
    issued = "/".join(part.lstrip("0") for part in reversed(notice.source.issued.split("-")))
    source = f"{notice.source.issuer.vi}, {issued}"
    return f"{notice.title.vi}\n\n{notice.text.vi.strip()}\n\n{source}"


async def plan_classes(tx: Transaction, world: World, officer: PersonId, now: int) -> None:
    """Two classes to sign up for: one of the province, one of a commune."""
    post = Post(tx, world, now)
    today = day_at(now)
    begins, ends = time(8), time(16, 30)
    for topic, area, place, after, days, seats in (
        (
            "Viết phương án kinh doanh, bán hàng và làm hồ sơ OCOP",
            BAC_NINH,
            "Hội trường Hội Nông dân tỉnh",
            15,
            4,
            30,
        ),
        (
            "Ghi nhãn và công bố chất lượng sản phẩm",
            TAN_YEN,
            "Nhà văn hóa xã Tân Yên",
            8,
            2,
            80,
        ),
    ):
        times = days_of(today + timedelta(days=after), days, begins, ends)
        await training_line.create(
            post, NewClass(topic, Audience(area), place, times, seats), officer
        )
