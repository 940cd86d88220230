"""Longer texts, files of any paper kind, and moments, as a form asks for them."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.channels.sandbox.phone import Phone
from handlers import form, media
from handlers.asked import AskBack, Asked, Got, Problem
from handlers.fields import Files, Kind, Moment, Step, Words, fits, moment_of, say
from handlers.form_model import Form, Forms
from handlers.reading import read_typed
from handlers.screen import Screen
from handlers.turn import Handler, Turn
from handlers.voice import Html
from handlers.world import World
from programme.vietnam_time import VIETNAM
from storage.drafts import Answer, Draft
from tests.handlers.cast import known, rows
from tests.handlers.trial import answers
from tests.harness import Running, running

NOW = datetime(2026, 11, 22, 18, 20, tzinfo=VIETNAM)
PDF = b"%PDF-1.4 announcement"


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    turn.show(Screen(Html(f"finished {len(draft.answers)}")))


async def _enter(turn: Turn) -> None:
    await form.begin(turn, NOTICE)


NOTICE = Form(
    "notice",
    1,
    "📢",
    "the notice",
    (
        Step("text", Words(), "What text?", "Text", "Dear all"),
        Step("files", Files(most=3), "Which files?", "Files", optional=True),
        Step("when", Moment(), "When?", "When", "25/11 8h30"),
    ),
    _finish,
    _enter,
    send="Send it now",
)
FORMS: Forms = {"notice": NOTICE}


async def _anything(update: Update, turn: Turn) -> None:
    if not await form.on_message(turn, FORMS):
        await _enter(turn)


def notice_handlers() -> list[Handler]:
    return [*form.handlers(FORMS), MessageHandler(filters.ALL, _anything)]


async def _asked_for_files(bot: Running) -> Phone:
    phone = await known(bot, language="en")
    await phone.say("/go", "What text?")
    await phone.say("First line\n\n\n\nsecond <b>line</b>", "Which files?")
    return phone


async def test_papers_and_pictures_are_taken_and_others_are_not(
    database_url: str, world: World
) -> None:
    async with running(database_url, world, handlers=notice_handlers()) as bot:
        phone = await _asked_for_files(bot)
        assert (await answers(bot))["text"] == "First line\n\nsecond <b>line</b>"
        await phone.send_document("KH 12.pdf", PDF, "application/pdf")
        await phone.wait("I have 1 file.")
        await phone.send_photo()
        await phone.wait("I have 2 files.")
        await phone.send_document("game.apk", b"PK\x03\x04", "application/octet-stream")
        await phone.wait("I pass on photos, PDF")
        await phone.send_document("big.xlsx", b"PK\x03\x04" + bytes(20_000_000))
        await phone.wait("This file is over 20 MB")
        await phone.send_voice()
        await phone.wait("I need a file here.")
        await phone.send_document("list.XLSX", b"PK\x03\x04")
        await phone.wait("I have 3 files, and that is enough.")
        await phone.send_photo()
        await phone.wait("I keep the first 3 files")
        kinds = [row["kind"] for row in await rows(bot, "SELECT kind FROM media ORDER BY id")]
        assert kinds == ["document", "photo", "document"]
        await phone.tap("Remove the last file", "I have 2 files.")
        await phone.tap("Done", "When?")
        await phone.send_document("late.docx", b"PK\x03\x04")
        await phone.wait("I have added the file.")
        stored = (await answers(bot))["files"]
        assert isinstance(stored, list)
        assert len(stored) == 3
        await phone.say("tomorrow", "At what time")
        await phone.say("8h30", "Is everything right?")
        assert "3 files" in phone.text
        day = (datetime.now(UTC) + timedelta(days=1)).astimezone(VIETNAM).date()
        assert (await answers(bot))["when"] == f"{day.isoformat()}T08:30+07:00"


async def test_a_file_that_comes_too_early(database_url: str, world: World) -> None:
    async with running(database_url, world, handlers=notice_handlers()) as bot:
        phone = await known(bot, language="en")
        await phone.say("/go", "What text?")
        await phone.send_document("KH 12.pdf", PDF, "application/pdf")
        await phone.wait("I ask for files a little later.")
        assert await rows(bot, "SELECT id FROM media") == []


@pytest.mark.parametrize(
    ("name", "head", "paper"),
    [
        ("a.pdf", b"%PDF-1.7", True),
        ("A.B.DOCX ", b"PK\x03\x04..", True),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1", True),
        ("a.pdf", b"PK\x03\x04", False),
        ("a.docx", b"MZ\x90", False),
        ("a.apk", b"PK\x03\x04", False),
        ("pdf", b"%PDF", False),
        ("", b"%PDF", False),
    ],
)
def test_a_paper_is_what_its_name_says(name: str, head: bytes, paper: bool) -> None:
    assert media.is_paper(name, head) is paper


@pytest.mark.parametrize(
    ("kind", "answer", "fitting"),
    [
        (Words(most=5), "a\nb", True),
        (Words(most=5), "123456", False),
        (Words(), "", False),
        (Files(), ["1", "2"], True),
        (Files(most=1), ["1", "2"], False),
        (Files(), ["x"], False),
        (Moment(), "2026-11-25T08:30+07:00", True),
        (Moment(), "2026-11-25T08:30", False),
        (Moment(), "soon", False),
        (Moment(), ["2026-11-25T08:30+07:00"], False),
    ],
)
def test_what_can_be_an_answer(kind: Kind, answer: Answer, fitting: bool) -> None:
    assert fits(kind, answer) is fitting


def test_moments_are_said_as_people_say_them(world: World) -> None:
    answer = "2026-11-25T08:30+07:00"
    shown = say(world.voice("vi"), world.territory, Moment(), answer)
    assert shown == "8 giờ 30, thứ Tư, 25/11"
    assert moment_of(answer) == datetime(2026, 11, 25, 8, 30, tzinfo=VIETNAM)


def test_half_a_moment_waits_for_the_other_half(world: World) -> None:
    asked = Asked(world.voice("en"), world.territory, NOW.date(), now=NOW)
    half = read_typed(Moment(), "25/11", asked)
    assert isinstance(half, AskBack)
    whole = Asked(world.voice("en"), world.territory, NOW.date(), half.pending, now=NOW)
    assert read_typed(Moment(), "8h30", whole) == Got("2026-11-25T08:30+07:00")
    # Who thinks again and types another day means that one.
    assert read_typed(Moment(), "26/11 9h", whole) == Got("2026-11-26T09:00+07:00")


@pytest.mark.parametrize("typed", ["soon", "31/2 8h", "25h", "21/11 8h", "1/1/2030 8h"])
def test_what_is_no_moment_is_said_in_a_sentence(world: World, typed: str) -> None:
    asked = Asked(world.voice("vi"), world.territory, NOW.date(), now=NOW)
    found = read_typed(Moment(), typed, asked)
    assert isinstance(found, Problem)
    assert found.text
