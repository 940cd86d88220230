"""An announcement begins at its time and shows its officer how far it is; what people see of it."""

from dataclasses import replace

import pytest

from bot.channels.sandbox.phone import SMALL_PNG
from handlers.announcement_jobs import TOO_LATE_MS, start
from handlers.announcement_progress import CELLS, bar, progress_screen
from handlers.job_kinds import GIVEN_UP
from handlers.news_message import message, pages_of
from handlers.post import Post
from handlers.screen import shown
from handlers.voice import Html
from handlers.world import World
from programme.announcements import MAX_CAPTION, MAX_NUMBER, MAX_PAGE, MAX_TEXT, Action, State
from programme.audience import Audience
from programme.roles import Level
from storage import announcements, filling, jobs, media
from storage.announcements import Announcement, File, NewAnnouncement
from storage.database import Database
from storage.deliveries import Report
from tests.announcing import NOW, person, sending, written
from tests.handlers.announce_cast import (
    TEXT,
    daytime,
    draft,
    ended,
    log_of_the_bot,
    scheduled,
    standing,
)
from tests.handlers.desk_cast import BAC_NINH, SON_DONG, farmer, forge, officer, person_of
from tests.harness import Running


@pytest.fixture
async def announcement(database: Database) -> Announcement:
    """One that is being sent."""
    async with database.transaction() as tx:
        return await sending(tx, written(await person(tx, "c1", "1")))


REPORT = Report(1000, 0, 1000, 0, 0, {}, 0, 0, 0, 0)


async def test_it_goes_out_and_its_officer_sees_the_end(bot: Running) -> None:
    daytime(bot)
    author = await officer(bot, "An")
    people = [await farmer(bot, name) for name in ("Lan", "Hoa")]
    made = await scheduled(bot, await draft(bot, author))
    await bot.later()
    for phone in people:
        await phone.wait(TEXT)
    done = await author.wait("Tôi đã gửi xong", timeout=20)
    assert done is not None
    assert "2 trên 2" in str(done["text"])
    assert (await standing(bot, made)).state is State.DONE
    # One message, edited: she is not told again and again.
    shown = (await standing(bot, made)).shown
    assert shown is not None
    assert shown[2] == done["message_id"]
    assert await log_of_the_bot(bot, made) == ["start", "finish"]


async def test_far_too_late_it_is_not_sent(bot: Running) -> None:
    daytime(bot)
    author, her = await officer(bot, "An"), await farmer(bot)
    made = await draft(bot, author)
    async with bot.db.transaction() as tx:
        moved = await announcements.move(
            tx, made, Action.SCHEDULE, made.author, bot.clock(), send_at=bot.clock() + 60_000
        )
    assert moved is not None
    bot.clock.ahead += 60_000 + TOO_LATE_MS + 1000
    await bot.later()
    await author.wait("chỗ đang soạn", timeout=20)
    assert (await standing(bot, made)).state is State.DRAFT
    assert not any(TEXT in str(message.get("text")) for message in her.received)
    # It was not its author who sent it back.
    assert await log_of_the_bot(bot, made) == ["send_back"]
    boss = await officer(bot, "Quản", Level.ADMINISTRATOR, BAC_NINH)
    await forge(boss, "o:r.log")
    await boss.wait("bot trả thông báo cho người viết")


async def test_what_has_grown_beyond_the_bound_needs_a_release(bot: Running) -> None:
    daytime(bot)
    author, her = await officer(bot, "An"), await farmer(bot)
    made = await scheduled(bot, await draft(bot, author), minutes=1)
    async with bot.db.transaction() as tx:
        job = await jobs.one(tx, announcements.START, announcements.subject(made.id))
        assert job is not None
        strict = replace(bot.service.world, release_above=0)
        await start(Post(tx, strict, bot.clock()), job)
        jobs.cancel(tx, job.kind, job.subject)
    await bot.later()
    await author.wait("cán bộ thứ hai", timeout=20)
    assert (await standing(bot, made)).state is State.DRAFT
    assert not any(TEXT in str(message.get("text")) for message in her.received)
    assert await log_of_the_bot(bot, made) == ["send_back"]


@pytest.mark.parametrize("begun", [False, True])
async def test_its_author_hears_that_it_was_given_up(bot: Running, begun: bool) -> None:
    daytime(bot)
    author, _ = await officer(bot, "An"), await farmer(bot)
    made = await scheduled(bot, await draft(bot, author), minutes=1)
    kind = filling.FILL if begun else announcements.START
    async with bot.db.transaction() as tx:
        if begun:
            assert await filling.begin(tx, made, {SON_DONG}, bot.clock())
            jobs.put(tx, kind, announcements.subject(made.id), bot.clock() + 60_000)
        job = await jobs.one(tx, kind, announcements.subject(made.id))
        assert job is not None
        await GIVEN_UP[kind](Post(tx, bot.service.world, bot.clock()), job)
    await bot.calm()
    told = await author.wait("mới tới một phần" if begun else "Chưa ai nhận được tin")
    assert told is not None
    assert "người quản trị" in str(told["text"])


@pytest.mark.parametrize(
    ("done", "total", "full"),
    [(0, 10, 0), (1, 1000, 1), (500, 1000, 6), (999, 1000, 11), (5, 5, 12)],
)
def test_the_bar_is_full_only_at_the_end(done: int, total: int, full: int) -> None:
    assert bar(done, total) == "▓" * full + "░" * (CELLS - full)


@pytest.mark.parametrize(
    ("waiting", "rate", "said"),
    [
        (900, 30.0, "less than a minute"),
        (9000, 30.0, "about 5 minutes"),
        (900_000, 30.0, "about 8 hours"),
        (900, 0.0, "wait for the morning"),
        (900, None, ""),
    ],
)
def test_the_time_left(
    world: World, announcement: Announcement, waiting: int, rate: float | None, said: str
) -> None:
    report = replace(REPORT, total=waiting + 100, sent=100, waiting=waiting)
    text = progress_screen(world.voice("en"), announcement, report, NOW, rate=rate).text
    assert said in text
    assert ("left" in text) is ("left" in said or "minute" in said or "hour" in said)


@pytest.mark.parametrize("state", list(State))
def test_the_buttons_fit_the_state(world: World, announcement: Announcement, state: State) -> None:
    found = replace(announcement, state=state)
    screen = progress_screen(world.voice("vi"), found, REPORT, NOW)
    names = [str(button.data).split(":")[1] for row in screen.rows for button in row]
    assert ("b.pause" in names) is (state is State.SENDING)
    assert ("b.resume" in names) is (state is State.PAUSED)
    assert ("b.stop" in names) is (state in (State.SENDING, State.PAUSED))
    assert "b.report" in names


def test_one_photo_stands_above_a_short_text_and_other_files_wait(
    world: World, announcement: Announcement
) -> None:
    voice, territory = world.voice("vi"), world.territory
    photo, paper = File(7, "photo"), File(8, "document")

    def of(text: str, *files: File) -> tuple[str, object, list[str]]:
        made = message(voice, territory, replace(announcement, text=text, files=files))
        call = made.call("5")
        markup = call.params["reply_markup"]
        assert isinstance(markup, dict)
        data = [button["callback_data"] for row in markup["inline_keyboard"] for button in row]
        return call.method, call.params.get("photo"), data

    number = announcement.id
    plain = [f"t:read:{number}", f"t:ask:{number}"]
    assert of("Tin", photo) == ("sendPhoto", {"media": 7}, plain)
    assert of("Tin") == ("sendMessage", None, plain)
    with_files = ("sendMessage", None, [f"t:files:{number}", *plain])
    assert of("Tin", paper) == with_files
    assert of("Tin", photo, paper) == with_files
    assert of("x" * (MAX_CAPTION - 150), photo) == with_files
    read = message(voice, territory, announcement, read=True).call("5").params["reply_markup"]
    assert "t:read" not in str(read)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_longest_one_fits_and_words_are_no_markup(
    world: World, announcement: Announcement, language: str
) -> None:
    voice = world.voice("en" if language == "en" else "vi")
    longest = replace(
        announcement,
        text="<b>&" + "😀" * (MAX_TEXT - 4),
        number="<i>" + "x" * (MAX_NUMBER - 3),
        urgent=True,
        corrects=1,
        unit="12050",
    )
    found = [message(voice, world.territory, longest, page=page) for page in range(9)]
    texts = [str(one.params["text"]) for one in found]
    assert "&lt;b&gt;&amp;" in texts[0]
    assert all("&lt;i&gt;" in text and len(shown(Html(text))) <= MAX_PAGE for text in texts)
    assert "".join(pages_of(voice, world.territory, longest)) == longest.text


def test_a_long_one_has_pages_and_says_it_was_read_on_the_last(
    world: World, announcement: Announcement
) -> None:
    voice, territory = world.voice("vi"), world.territory
    parts = [f"Đoạn {number}. " + "Vay vốn mua máy, hỏi chị Hoa ở xã. " * 12 for number in range(5)]
    long = replace(announcement, text="\n\n".join(part.strip() for part in parts))
    pages = pages_of(voice, territory, long)
    assert "\n\n".join(pages) == long.text
    assert len(pages) == 3
    for page, part in enumerate(pages):
        made = message(voice, territory, long, page=page).params
        assert part in str(made["text"])
        assert len(str(made["text"])) <= MAX_PAGE
        markup = str(made["reply_markup"])
        assert ("t:read" in markup) is (page == 2)
        assert (f"'t:page:{long.id}:{page + 1}'" in markup) is (page < 2)
        assert (f"'t:page:{long.id}:{page - 1}'" in markup) is (page > 0)


async def test_one_photo_with_its_caption_reaches_a_phone(bot: Running) -> None:
    daytime(bot)
    author, her = await officer(bot, "An"), await farmer(bot)
    person_id = await person_of(bot, author)
    async with bot.db.transaction() as tx:
        photo = await media.add_made(
            tx, person_id, content=SMALL_PNG, mime="image/png", file_name="a.png", now=bot.clock()
        )
        new = NewAnnouncement(
            person_id,
            SON_DONG,
            "market",
            TEXT,
            Audience((SON_DONG,)),
            files=(File(photo, "photo"),),
        )
        made = await announcements.create(tx, new, bot.clock())
    await scheduled(bot, made)
    await bot.later()
    shown = [message for message in her.received if "photo" in message]
    assert [TEXT in str(message["caption"]) for message in shown] == [True]


async def test_many_people_come_slice_by_slice_and_all_of_them_get_it(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "SLICE", 2)
    daytime(bot)
    people = [await farmer(bot, f"Lan {number}") for number in range(7)]
    author = await officer(bot, "An")
    made = await scheduled(bot, await draft(bot, author))
    await bot.later()
    for phone in people:
        await phone.wait(TEXT)
    found = await ended(bot, made)
    assert (found.total, found.sent) == (7, 7)
