"""A small world whose figures for the third quarter of 2026 are counted by hand, here:

Ideas of the quarter: 5 (accepted 2, sent back 1, being read 1, taken back 1); others were sent
earlier, one of them a minute before the quarter, and one in another province.

Products: 1 on its way (at the visit), 4 stars: 2, 3 stars: 1, 2 stars: 1; 2 hold a valid
certificate, in 2 communes. Certified in the quarter: 1 for the first time (noted down after the
quarter, and corrected), 1 again (for the first time in the second quarter).

Classes: 1 held (2 have a seat, 2 were there: one of them and a walk-in), 1 cancelled.
Announcements: 1 to 4 people (2 reached, 1 read it, 1 told by phone).
Promised for the year: the province 4 and 2, Sơn Động 1 and 0.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import count

from programme.audience import Audience
from programme.ideas import Action, Actor
from programme.reporting import Promise
from programme.stages import Kind, Move
from programme.vietnam_time import DAY, HOUR
from storage import announcements, attendance, classes, ideas, product_moves, reports, signups
from storage.announcements import NewAnnouncement
from storage.database import Transaction
from storage.ideas import Idea
from storage.people import PersonId
from storage.products import Certificate, Product
from tests.storage.class_cast import joined, new_class
from tests.storage.test_ideas import new_idea, person
from tests.storage.test_products import E2026, at_rating, forward, points

BAC_NINH, HA_NOI = "18", "11"
SON_DONG, TAN_YEN, AN_LAC, BA_DINH = "12050", "20242", "13074", "00004"
BEGINS = 1_782_838_800_000
"""Midnight of 1/7/2026 in Vietnam."""

ENDS = BEGINS + 92 * DAY
MINUTE = 60_000
_NUMBERS = count(1)


async def somebody(tx: Transaction) -> PersonId:
    return await person(tx, f"report-{next(_NUMBERS)}")


async def sent(tx: Transaction, commune: str, at: int, *actions: Action) -> Idea:
    """An idea, and what became of it."""
    lan, an = await somebody(tx), await somebody(tx)
    idea = await ideas.submit(tx, new_idea(lan, commune=commune), at)
    for action in actions:
        own = action is Action.WITHDRAW
        actor, by = (Actor.FARMER, lan) if own else (Actor.OFFICER, an)
        done = await ideas.move(tx, idea, action, actor, by, at + 1, "Thiếu ảnh.")
        assert done is not None
        idea = done
    return idea


async def begun(tx: Transaction, commune: str, at: int) -> tuple[Product, PersonId]:
    """A product on its way, and an officer."""
    idea = await sent(tx, commune, at, Action.TAKE_UP, Action.ACCEPT)
    an = await somebody(tx)
    product = await product_moves.from_idea(tx, idea, E2026, an, at, level="commune")
    assert product is not None
    return product, an


async def rated(tx: Transaction, product: Product, an: PersonId, stars: int) -> Product:
    total = {2: "45", 3: "60", 4: "75"}[stars]
    done = await product_moves.rate(tx, product, E2026, points(total), stars, an, BEGINS)
    assert done is not None
    return done.product


async def certified(
    tx: Transaction, product: Product, an: PersonId, issued: date, noted: int, years: int = 30
) -> Product:
    paper = Certificate(f"{next(_NUMBERS)}/QĐ", issued, issued.replace(year=issued.year + years))
    done = await product_moves.certify(tx, product, E2026, paper, an, noted)
    assert done is not None
    return done.product


async def small_world(tx: Transaction) -> None:
    """Make all of it."""
    before, within, after = BEGINS - MINUTE, BEGINS + 10 * DAY, ENDS + 5 * DAY
    # Sơn Động: one with four stars, one with two, and an idea sent back.
    product, an = await begun(tx, SON_DONG, BEGINS)
    product = await rated(tx, await at_rating(tx, product, an), an, 4)
    product = await certified(tx, product, an, date(2026, 9, 29), after)
    await certified(tx, product, an, date(2026, 9, 30), after + DAY)
    product, an = await begun(tx, SON_DONG, ENDS - MINUTE)
    await rated(tx, await at_rating(tx, product, an), an, 2)
    await sent(tx, SON_DONG, within, Action.TAKE_UP, Action.RETURN)
    # Tân Yên: one on its way, an idea that is read, one certified twice.
    product, an = await begun(tx, TAN_YEN, before)
    await forward(tx, product, E2026, an, "visit")
    await sent(tx, TAN_YEN, within, Action.TAKE_UP)
    product, an = await begun(tx, TAN_YEN, before - 60 * DAY)
    product = await rated(tx, await at_rating(tx, product, an), an, 3)
    product = await certified(tx, product, an, date(2026, 5, 10), before)
    way = Move(Kind.AGAIN, E2026.again)
    done = await product_moves.move(tx, product, E2026, way, an, within)
    assert done is not None
    product = await rated(tx, await forward(tx, done.product, E2026, an, "rating"), an, 4)
    await certified(tx, product, an, date(2026, 9, 20), within)
    # An Lạc: an idea taken back, and a certificate that has ended.
    await sent(tx, AN_LAC, within, Action.WITHDRAW)
    product, an = await begun(tx, AN_LAC, before - 90 * DAY)
    product = await rated(tx, await at_rating(tx, product, an), an, 3)
    await certified(tx, product, an, date(2023, 8, 31), before, years=3)
    # Another province.
    product, an = await begun(tx, BA_DINH, within)
    product = await rated(tx, await at_rating(tx, product, an), an, 4)
    await certified(tx, product, an, date(2026, 9, 1), within)
    await _classes(tx, within)
    await _announcements(tx, {BAC_NINH: within, SON_DONG: before, HA_NOI: within})
    for unit, new, again in ((BAC_NINH, 4, 2), (SON_DONG, 1, 0), (HA_NOI, 9, 9)):
        reports.promise(tx, Promise(unit, new, again), 2026, an, within)


async def _classes(tx: Transaction, within: int) -> None:
    an = await somebody(tx)
    begins = within + 8 * HOUR
    held = await classes.create(tx, new_class(5, start=begins, area=SON_DONG), an, BEGINS)
    lan, mai, hoa = [
        (await joined(tx, held, await somebody(tx), name, now=BEGINS))[0]
        for name in ("Lan", "Mai", "Hoa")
    ]
    assert hoa.person_id is not None
    await signups.leave(tx, hoa.id, hoa.person_id, BEGINS)
    assert mai.id != lan.id
    await attendance.check_in(tx, lan.id, an, begins)
    await attendance.walk_in(tx, held.id, "Tư", "door", an, begins)
    off = await classes.create(tx, new_class(start=begins, area=TAN_YEN), an, BEGINS)
    assert await classes.cancel(tx, off.id, off.revision, "Bão", an, BEGINS) is not None
    for start, area in ((BEGINS - HOUR, TAN_YEN), (ENDS, SON_DONG), (begins, HA_NOI)):
        await classes.create(tx, new_class(start=start, area=area), an, before_all(start))


def before_all(start: int) -> int:
    return start - 30 * DAY


async def _announcements(tx: Transaction, begun_at: Mapping[str, int]) -> None:
    an = await somebody(tx)
    for unit, at in begun_at.items():
        new = NewAnnouncement(an, unit, "support", "Ngân hàng cho vay.", Audience((unit,)))
        made = await announcements.create(tx, new, at)
        # How these figures come about is the deliveries' own test.
        await tx.run(
            "UPDATE announcements SET state = 'done', started_at = :at, "
            "total = 4, sent = 2, read = 1, told = 1 WHERE id = :id",
            at=at,
            id=made.id,
        )
    # One that has not begun.
    new = replace(new, unit=BAC_NINH)
    await announcements.create(tx, new, begun_at[BAC_NINH])
