"""Markup in every field: what a person typed is shown as she typed it, wherever it is shown."""

from collections.abc import Sequence
from html.parser import HTMLParser

from bot.channels.sandbox import people as hands
from bot.channels.sandbox.formatting import formatted
from bot.channels.sandbox.phone import SMALL_PNG
from bot.channels.sandbox.shapes import Upload, as_object, need_str
from storage import people
from storage.outbox import Call
from tests.junk.crowd import (
    DESK,
    MENU,
    Act,
    Somebody,
    act_all,
    gather,
    press_on,
    say,
)
from tests.junk.room import CHANNEL, Room

# Each begins with its telling part, so that no clipping cuts that off.
PRODUCT = "<b>Ba kích</b> {0} &amp; </a> %s \"'"
SPECIAL = "<i>Ủ chum</i> {x} &lt;&amp;lt;\n<script>alert(1)</script> =1+1"
NAME = "<u>Hoa Sim</u> {y} &"
REASON = '<a href="https://a.vn">Ảnh</a> {z} &amp;amp; %d'
MINH = "<s>Minh</s> {n} &"
TELLING = {
    "Ba kích": "<b>Ba kích</b> {0}",
    "Ủ chum": "<i>Ủ chum</i> {x}",
    "Hoa Sim": "<u>Hoa Sim</u> {y}",
    "Ảnh</": '<a href="https://a.vn">Ảnh</a> {z}',
    "Minh": "<s>Minh</s> {n}",
}


def share(room: Room, id: int) -> None:
    hands.share_contact(room.telegram, id)


def photo(room: Room, id: int) -> None:
    hands.upload(room.telegram, id, "photo", [Upload("<b>.png", "image/png", SMALL_PNG)], PRODUCT)


WRITES: Sequence[Act] = (
    say("/ytuong"),
    say(PRODUCT),
    say("/menu"),
    press_on("m:resume"),
    press_on("=drink"),
    say(SPECIAL),
    press_on("=over_75"),
    say("1,5 tấn"),
    say("1, 2"),
    say("1"),
    photo,
    press_on("!done"),
    share,
    press_on("@product"),
    press_on("!keep"),
    press_on("@special"),
    press_on("!keep"),
    press_on("@contact"),
    say("Giữ nguyên"),
    press_on("!send"),
    say("/trangthai"),
    say("/menu"),
)
RETURNS: Sequence[Act] = (
    say("/hangdoi"),
    press_on("o:see:"),
    press_on("o:take:"),
    press_on("o:accept:"),
    press_on("o:stay:"),
    press_on("o:return:"),
    say(REASON),
    press_on("@reason"),
    press_on("!keep"),
    press_on("!send"),
    press_on("o:q:back"),
    press_on("o:see:"),
)
CORRECTS: Sequence[Act] = (
    say("/trangthai"),
    press_on("i:edit:"),
    press_on("@special"),
    say(SPECIAL + "!"),
    press_on("!send"),
    say("/hoso"),
    press_on("m:menu"),
)
ACCEPTS: Sequence[Act] = (
    say("/hangdoi"),
    press_on("o:see:"),
    press_on("o:take:"),
    press_on("o:accept:"),
    press_on("o:yes:"),
)
EXPORTS: Sequence[Act] = (
    say("/ytuong"),
    say(PRODUCT),
    say("/rieng_tu"),
    press_on("d:export"),
)


async def test_what_people_type_is_shown_as_they_typed_it(quiet: Room) -> None:
    farmer, officer = await pair(quiet)
    await act_all(quiet, {farmer: WRITES})
    await act_all(quiet, {officer: RETURNS})
    await act_all(quiet, {farmer: CORRECTS})
    await act_all(quiet, {officer: ACCEPTS})
    shown = [line for calls in quiet.said.values() for line in lines_of(calls)]
    for line in shown:
        for bare, marked in TELLING.items():
            assert line.count(bare) == line.count(marked), line
    for marked in TELLING.values():
        assert any(marked in line for line in shown), marked
    for whole in (PRODUCT, SPECIAL, REASON):
        assert any(whole in line for line in shown), whole


async def test_the_file_to_take_along_holds_words_and_no_markup_of_theirs(quiet: Room) -> None:
    farmer, officer = await pair(quiet)
    await act_all(quiet, {farmer: WRITES})
    await act_all(quiet, {officer: RETURNS})
    await act_all(quiet, {farmer: EXPORTS})
    sent = list(hands.find_chat(quiet.telegram, farmer.id).messages.values())[-1]
    file_id = need_str(as_object(sent["document"]), "file_id")
    page = Page(quiet.telegram.file_bytes(quiet.telegram.file(file_id)).decode())
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body"),
        *("h1", "h2", "p", "dl", "dt", "dd", "img", "audio"),
    }
    # Her own pictures are in the file; nothing is fetched from elsewhere.
    assert page.sources
    assert all(source.startswith("data:") for source in page.sources)
    for whole in (PRODUCT, SPECIAL, NAME, REASON):
        assert any(whole in words for words in page.words), whole
    # Once as it was filed, once as it is being written.
    assert page.words.count(PRODUCT) == 2


class Page(HTMLParser):
    """The tags of a page, and the words between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.sources: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


async def pair(room: Room) -> tuple[Somebody, Somebody]:
    """A farmer and an officer whose names are markup."""
    people_there = await gather(room, (MENU, DESK))
    farmer, officer = people_there[0], people_there[2]
    person = room.telegram.chat(farmer.id).person
    room.telegram.add_person(NAME, language_code="vi", phone=person.phone, person_id=person.id)
    async with room.db.transaction() as tx:
        visit = await people.visit(tx, CHANNEL, str(officer.id))
        assert visit is not None
        tx.later("UPDATE officers SET name = :name", name=MINH)
    return farmer, officer


def lines_of(calls: Sequence[Call]) -> list[str]:
    """What a person reads of some calls: messages without their markup, captions, buttons."""
    read: list[str] = []
    for call in calls:
        read += [formatted(call.params, key, "entities")[0] for key in ("text", "caption")]
        for button in hands.buttons(dict(call.params)) if "reply_markup" in call.params else ():
            read.append(need_str(button, "text"))
    return read
