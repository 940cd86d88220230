"""Every list with nothing, one thing and many in it, in both languages: it fits on a screen, turns
pages only where it must, and says what to do where it is empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pytest

from bot.channels.sandbox.people import buttons
from bot.channels.sandbox.phone import Phone
from programme.roles import Level
from tests.handlers import lists_cast as fill
from tests.handlers.desk_cast import BAC_NINH, farmer, forge, officer
from tests.handlers.lists_cast import Cast, Fill
from tests.harness import Running

MANY = 20
PRODUCER, OFFICER = 700, 1000
"""Characters of a screen."""
LABEL = 64
MOST_PAGES = 30


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: what fills it, whose phone shows it, in how many characters; from how many entries
    on it must turn pages (0: always); whether there may be nothing on it."""

    fill: Fill
    whose: str
    most: int
    pages_from: int = 10
    empties: bool = True


LISTS: Mapping[str, Listing] = MappingProxyType(
    {
        "her products": Listing(fill.products, "lan", PRODUCER),
        "classes for her": Listing(fill.classes, "lan", PRODUCER),
        "her news": Listing(fill.news, "lan", PRODUCER),
        "her questions": Listing(fill.questions, "lan", PRODUCER),
        "ideas": Listing(fill.ideas, "an", OFFICER),
        "dossiers": Listing(fill.dossiers, "an", OFFICER),
        "questions": Listing(fill.asked, "an", OFFICER),
        "classes": Listing(fill.run_classes, "an", OFFICER),
        "a roster": Listing(fill.roster, "an", OFFICER),
        "announcements": Listing(fill.broadcasts, "an", OFFICER),
        "whom to call": Listing(fill.unreached, "an", OFFICER),
        "written down for others": Listing(fill.assisted, "an", OFFICER),
        "at the door": Listing(fill.door, "an", OFFICER),
        "to whom to hand over": Listing(fill.colleagues, "an", OFFICER),
        "a dossier's history": Listing(fill.history, "an", OFFICER, empties=False),
        "a dossier's papers": Listing(fill.papers, "an", OFFICER, 0, empties=False),
        "communes to call in": Listing(fill.places_to_call, "quynh", OFFICER),
        "found news": Listing(fill.found_news, "lan", PRODUCER),
        "communes with dossiers": Listing(fill.dossier_places, "quynh", OFFICER),
        "roles": Listing(fill.roles, "quynh", OFFICER),
        "open invitations": Listing(fill.invited, "quynh", OFFICER),
        "what was done": Listing(fill.log, "quynh", OFFICER),
        "a report by commune": Listing(fill.communes, "quynh", OFFICER, 0, empties=False),
    }
)


def pager(phone: Phone) -> list[str]:
    """The data of the buttons that turn the page: back, on."""
    return [
        str(one["callback_data"])
        for one in buttons(phone.last)
        if str(one["text"]).startswith("◀ ") or str(one["text"]).endswith(" ▶")
    ]


def looks_right(phone: Phone, most: int) -> None:
    """A screen that people can read and press."""
    assert 0 < len(phone.text) <= most, phone.text
    for sign in ("None", "{", "}", "&lt;", "<b>"):
        assert sign not in phone.text
    shown = buttons(phone.last)
    assert shown
    for one in shown:
        assert 0 < len(str(one["text"])) <= LABEL
        assert 0 < len(str(one["callback_data"]).encode()) <= LABEL
    labels = phone.buttons()
    assert len(set(labels)) == len(labels), labels


async def walk(phone: Phone, most: int) -> int:
    """Turn all the pages of a list that is shown; returns how many there are."""
    seen, count = {(phone.text, *phone.buttons())}, 1
    while (on := pager(phone)) and buttons_on(phone):
        assert count < MOST_PAGES
        await forge(phone, on[-1])
        looks_right(phone, most)
        page = (phone.text, *phone.buttons())
        assert page not in seen, "a page comes twice"
        seen.add(page)
        count += 1
    return count


def buttons_on(phone: Phone) -> bool:
    return any(str(one["text"]).endswith(" ▶") for one in buttons(phone.last))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", LISTS)
async def test_a_list_with_nothing_one_and_many(bot: Running, name: str, language: str) -> None:
    listing = LISTS[name]
    cast = Cast(
        await farmer(bot),
        await officer(bot, "An"),
        await officer(bot, "Quỳnh", Level.ADMINISTRATOR, BAC_NINH),
    )
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET language = :language", language=language)
    phone: Phone = {"lan": cast.lan, "an": cast.an, "quynh": cast.quynh}[listing.whose]
    filled = 0
    for count in (0, 1, MANY):
        data = await listing.fill(bot, cast, filled, count)
        filled = count
        await bot.calm()
        await phone.say("/menu")
        notice = await forge(phone, data)
        assert notice is None or count == 0
        looks_right(phone, listing.most)
        assert bool(pager(phone)) == (count >= listing.pages_from)
        if count == 0 and listing.empties:
            # What is empty says so in a sentence, and there is a way on.
            assert any(line.rstrip().endswith((".", "!", "?")) for line in phone.text.splitlines())
        if count == MANY:
            assert await walk(phone, listing.most) > 1
