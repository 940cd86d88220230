"""What one person may not do to the others: drown an officer in news, fill our store with files."""

import pytest

from bot import clock
from bot.channels import Limits
from bot.channels.sandbox.phone import SMALL_PNG, Phone, said
from handlers import idea as idea_form
from handlers import media as intake
from handlers.officer import news
from handlers.world import World
from programme.ideas import State
from programme.roles import Level, Role
from storage import drafts, media, officers
from storage.drafts import Answer, Draft
from storage.ideas import Idea
from tests.handlers.cast import known, rows
from tests.handlers.desk_cast import (
    DAY,
    NOW,
    SON_DONG,
    farmer,
    file_idea,
    forge,
    log_of,
    officer,
    person_of,
    stored,
)
from tests.handlers.trial import to_photos, trial_handlers
from tests.harness import Running, running


async def _again(bot: Running, phone: Phone, idea: Idea) -> Idea:
    """Take an idea back and send it again."""
    for way in ("gone", "again"):
        now = await stored(bot, idea)
        await forge(phone, f"i:{way}:{idea.id}:{now.revision}")
    return await stored(bot, idea)


async def test_an_officer_hears_of_one_idea_a_few_times_a_day(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    for _ in range(news.MOST_A_DAY + 2):
        idea = await _again(bot, lan, idea)
        # What has not left yet would give way to the next.
        await bot.calm()
    heard = [one for one in map(said, an.received) if "Ba kích tím" in one]
    # Filing it past the screens told nobody.
    assert len(heard) == news.MOST_A_DAY - 1
    assert (await log_of(bot, idea)).count("idea.resend") == news.MOST_A_DAY + 2
    assert idea.state is State.SUBMITTED


async def test_of_one_idea_one_piece_of_news_waits(database_url: str, world: World) -> None:
    async with running(database_url, world, limits=Limits(1000, 30.0)) as bot:
        lan, an = await farmer(bot), await officer(bot, "An")
        for idea in [await file_idea(bot, lan), await file_idea(bot, lan, product="Chè")]:
            for _ in range(3):
                await _again(bot, lan, idea)
        waiting = await rows(
            bot,
            "SELECT chat_id, subject FROM outbox WHERE state = 0 AND attempts = 0 ORDER BY subject",
        )
        hers = [row["subject"] for row in waiting if row["chat_id"] == str(an.person.id)]
        assert hers == ["news:1", "news:2"]


ANSWERS: dict[str, Answer] = {
    "product": "Trà hoa vàng",
    "group": "drink",
    "special": "Hái trên núi",
    "material": "over_75",
    "output": {"value": "1", "unit": "kg"},
    "papers": ["none"],
    "support": ["capital"],
    "photos": None,
    "contact": {"name": "Lan", "phone": "+84912345678"},
}


async def _written(bot: Running, phone: Phone, **answers: Answer) -> int:
    """A draft of an idea that only needs to be sent; returns its id."""
    person = await person_of(bot, phone)
    draft = Draft(0, "idea", 1, "review", {**ANSWERS, **answers}, None, True)
    async with bot.db.transaction() as tx:
        return (await drafts.begin(tx, person, draft, clock.now())).id


async def test_who_sent_many_new_ideas_goes_on_tomorrow(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idea_form, "MOST_A_DAY", 2)
    lan = await farmer(bot)
    for days_ago in (2, 2, 0):
        await file_idea(bot, lan, days_ago=days_ago)
    await forge(lan, f"f:{await _written(bot, lan)}:review:!send")
    await bot.calm()
    assert len(await rows(bot, "SELECT id FROM ideas")) == 4
    await forge(lan, f"f:{await _written(bot, lan)}:review:!send")
    await lan.wait("Hôm nay bà con đã gửi 2 ý tưởng")
    assert len(await rows(bot, "SELECT id FROM ideas")) == 4
    # What she wrote is kept, off the screen.
    assert [row["open"] for row in await rows(bot, "SELECT open FROM drafts")] == [0]
    await lan.say("/ytuong", "Hôm nay bà con đã gửi 2 ý tưởng")


async def _stored_files(bot: Running, least: int = 0) -> tuple[int, int]:
    """How many files and how many different contents are kept, once these have come."""
    blobs = -1
    for _ in range(100):
        await bot.calm()
        blobs = len(await rows(bot, "SELECT sha256 FROM blobs"))
        if blobs >= least:
            break
    return len(await rows(bot, "SELECT id FROM media")), blobs


def _picture(number: int) -> bytes:
    return SMALL_PNG + bytes([number])


async def test_a_photo_that_is_removed_is_gone(database_url: str, world: World) -> None:
    async with running(database_url, world, handlers=trial_handlers()) as bot:
        phone = await known(bot, language="en")
        await phone.say("/try", "Which name?")
        await to_photos(phone)
        for number in (1, 2):
            await phone.send_document(f"{number}.png", _picture(number), "image/png")
            await phone.wait(f"I have {number} photo")
        assert await _stored_files(bot, 2) == (2, 2)
        await phone.tap("Remove the last photo", "I have 1 photo")
        assert await _stored_files(bot) == (1, 1)
        await phone.tap("Stop", "throw away")
        assert await _stored_files(bot) == (1, 1)
        await phone.tap("Throw it away", "It is gone")
        assert await _stored_files(bot) == (0, 0)


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 1), ("MOST_BYTES_A_DAY", 100)])
async def test_files_have_a_limit_a_day(
    database_url: str, world: World, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    async with running(database_url, world, handlers=trial_handlers()) as bot:
        phone = await known(bot, language="en")
        await phone.say("/try", "Which name?")
        await to_photos(phone)
        await phone.send_document("1.png", _picture(1), "image/png")
        await phone.wait("I have 1 photo")
        monkeypatch.setattr(intake, limit, most)
        await phone.send_document("2.png", _picture(2), "image/png")
        await phone.wait("You have sent me many files today")
        assert len(await rows(bot, "SELECT id FROM media")) == 1
        async with bot.db.transaction() as tx:
            await tx.run("UPDATE media SET created_at = created_at - 90000000")
        await phone.send_document("2.png", _picture(2), "image/png")
        await phone.wait("I have 2 photos")


async def test_the_clock_removes_what_nothing_refers_to(bot: Running) -> None:
    lan, eve = await farmer(bot), await farmer(bot, "Eve")
    await file_idea(bot, lan, photos=1, spoken=True)
    person = await person_of(bot, lan)
    ids: list[int] = []
    async with bot.db.transaction() as tx:
        for number, kind in enumerate(("photo", "photo", "voice", "photo", "photo", "export")):
            age = 0 if number == 4 else 2 * DAY
            medium = await media.add(
                tx,
                person,
                kind=kind,
                channel="elsewhere",
                file_id="x",
                mime=None,
                file_name=None,
                size=1,
                now=clock.now() - age,
            )
            media.keep(tx, medium, b"same" if number < 2 else bytes([number]))
            ids.append(medium)
    await _written(bot, lan, photos=[str(ids[1])], special={"voice": str(ids[2])})
    before = {row["id"] for row in await rows(bot, "SELECT id FROM media")}
    await bot.service.chores.round()
    left = {row["id"] for row in await rows(bot, "SELECT id FROM media")}
    # The first and the fourth stand nowhere; the fifth has just come.
    assert before - left == {ids[0], ids[3]}
    contents = {bytes(row["bytes"]) for row in await rows(bot, "SELECT bytes FROM blobs")}
    assert contents == {SMALL_PNG, b"OggS", b"same", b"\x02", b"\x04", b"\x05"}
    assert eve.person.id != lan.person.id


@pytest.mark.parametrize(
    ("name", "taken"),
    [("Ho so OCOP.apk", False), ("anh.png.html", False), ("ẢNH.JPG", True), ("a.heic", True)],
)
async def test_a_picture_is_called_like_one(
    database_url: str, world: World, name: str, taken: bool
) -> None:
    async with running(database_url, world, handlers=trial_handlers()) as bot:
        phone = await known(bot, language="en")
        await phone.say("/try", "Which name?")
        await to_photos(phone)
        await phone.send_document(name, SMALL_PNG, "image/jpeg")
        await phone.wait("I have 1 photo" if taken else "I need a photo here.")
        assert ("I have 1 photo" in phone.text) is taken


@pytest.mark.parametrize(
    ("content", "passed_on"), [(SMALL_PNG, True), (b"PK\x03\x04 no picture", False), (None, False)]
)
async def test_what_is_no_picture_is_not_passed_on(
    bot: Running, content: bytes | None, passed_on: bool
) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    person = await person_of(bot, lan)
    idea = await file_idea(bot, lan, photos=1)
    async with bot.db.transaction() as tx:
        medium = await media.add(
            tx,
            person,
            kind="document",
            channel="elsewhere",
            file_id="x",
            mime="image/jpeg",
            file_name="nhãn.jpg",
            size=9,
            now=NOW,
        )
        if content is not None:
            media.keep(tx, medium, content)
        await tx.run(
            "INSERT INTO idea_photos (idea_id, position, media_id) VALUES (:idea, 2, :medium)",
            idea=idea.id,
            medium=medium,
        )
    await forge(an, f"o:see:{idea.id}")
    await an.wait("Sản lượng")
    assert any("photo" in message for message in an.received)
    assert any("document" in message for message in an.received) is passed_on
    assert ("tôi không chuyển" in an.text) is not passed_on


@pytest.mark.parametrize(
    ("head", "picture", "sound"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", True, False),
        (SMALL_PNG[:16], True, False),
        (b"RIFF\0\0\0\0WEBPVP8 ", True, False),
        (b"RIFF\0\0\0\0WAVEfmt ", False, True),
        (b"\0\0\0\x18ftypheic\0\0\0\0", True, True),
        (b"\0\0\0\x18ftypM4A \0\0\0\0", False, True),
        (b"OggS", False, True),
        (b"ID3\x04", False, True),
        (b"\xff\xfb\x90", False, True),
        (b"\xff", False, False),
        (b"", False, False),
        (b"PK\x03\x04", False, False),
        (b"<html>", False, False),
        (b"RIFF\0\0\0\0AVI LIST", False, False),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, picture: bool, sound: bool) -> None:
    assert intake.is_picture(head) is picture
    # A picture that passes for a sound harms nobody.
    assert intake.is_sound(head) is sound


async def test_nobody_decides_on_an_idea_of_her_own(bot: Running) -> None:
    eve, an = await farmer(bot, "Eve"), await officer(bot, "An")
    person = await person_of(bot, eve)
    async with bot.db.transaction() as tx:
        officers.grant(tx, person, Role(Level.COMMUNE, SON_DONG), "Eve", NOW)
    idea = await file_idea(bot, eve)
    notice = await forge(eve, f"o:take:{idea.id}:{idea.revision}")
    assert notice == "Đây là ý tưởng của chính anh/chị, cần một cán bộ khác xem."
    assert (await stored(bot, idea)).state is State.SUBMITTED
    await forge(eve, f"o:see:{idea.id}")
    await bot.calm()
    assert "Nhận xem" not in eve.buttons()
    # Also where it is in her hands from before.
    async with bot.db.transaction() as tx:
        await tx.run(
            "UPDATE ideas SET state = 'taken_up', officer_id = :eve WHERE id = :id",
            eve=person,
            id=idea.id,
        )
    for way in ("accept", "yes", "return"):
        assert "chính anh/chị" in str(await forge(eve, f"o:{way}:{idea.id}:{idea.revision}"))
    assert (await stored(bot, idea)).state is State.TAKEN_UP
    assert await rows(bot, "SELECT id FROM drafts") == []
    await forge(eve, f"o:put:{idea.id}:{idea.revision}")
    idea = await stored(bot, idea)
    await forge(an, f"o:take:{idea.id}:{idea.revision}")
    assert (await stored(bot, idea)).state is State.TAKEN_UP


async def test_who_is_no_officer_any_more_reads_nothing_by_an_old_draft(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan, product="Chè bí mật", contact="Nguyễn Thị Kín")
    await forge(an, f"o:take:{idea.id}:{idea.revision}")
    idea = await stored(bot, idea)
    await forge(an, f"o:return:{idea.id}:{idea.revision}")
    await an.say("Nhờ gửi thêm ảnh nhãn", "Nguyễn Thị Kín")
    await an.say("/menu")
    person = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        await officers.resign(tx, person, NOW)
    read = len(an.received)
    await forge(an, "m:resume")
    await an.wait("Việc này không thuộc địa bàn của anh/chị.")
    await an.settle()
    later = [said(message) for message in an.received[read:]] + [an.text]
    assert not [text for text in later if "Kín" in text or "bí mật" in text]
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_a_file_of_all_that_is_kept_comes_once_a_minute(bot: Running) -> None:
    lan = await farmer(bot)
    await lan.say("/menu")
    assert await forge(lan, "d:export") is None
    await bot.calm()
    assert "Tôi vừa gửi rồi" in str(await forge(lan, "d:export"))
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE media SET created_at = created_at - 61000")
    assert await forge(lan, "d:export") is None
    await bot.calm()
    assert len([message for message in lan.received if "document" in message]) == 2
    assert len(await rows(bot, "SELECT kind FROM data_requests WHERE kind = 'provide'")) == 2
    assert await _stored_files(bot) == (1, 1)
