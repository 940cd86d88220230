"""Pictures of no kind that Telegram shows reach the officer as files, and what is none does not."""

import pytest

from bot.channels.sandbox import people as hands
from bot.channels.sandbox.phone import SMALL_PNG
from bot.channels.sandbox.shapes import Upload
from tests.junk.crowd import DESK, IDEA_ACTS, MENU, Act, act_all, gather, press_on, say
from tests.junk.room import Room

JUNK = Upload("ảnh.png", "image/png", b"no picture at all")
HEIC = Upload("IMG_1.HEIC", "image/heic", b"\x00\x00\x00\x18ftypheic")
LONG = Upload("long.png", "image/png", SMALL_PNG[:16] + b"\0\0\x30\0\0\0\0\1" + SMALL_PNG[24:])
GOOD = Upload("a.png", "image/png", SMALL_PNG)


def paper(upload: Upload) -> Act:
    """Send something as a file."""

    def act(room: Room, id: int) -> None:
        hands.upload(room.telegram, id, "document", [upload])

    return act


@pytest.mark.parametrize(
    "uploads",
    [[GOOD], [JUNK], [HEIC], [LONG], [GOOD, JUNK], [GOOD, GOOD], [HEIC, LONG, GOOD]],
    ids=lambda uploads: "+".join(one.name for one in uploads),
)
async def test_pictures_sent_as_files_reach_the_officer(quiet: Room, uploads: list[Upload]) -> None:
    people = await gather(quiet, (MENU, DESK))
    farmer, officer = people[0], people[2]
    sent = [paper(upload) for upload in uploads]
    await act_all(quiet, {farmer: [*IDEA_ACTS[:8], *sent, press_on("!done"), IDEA_ACTS[9]]})
    await act_all(quiet, {farmer: [press_on("!send")]})
    await act_all(quiet, {officer: [say("/hangdoi"), press_on("o:see:")]})
    messages = hands.find_chat(quiet.telegram, officer.id).messages.values()
    files = [one for one in messages if "photo" in one or "document" in one]
    assert len(files) == len([one for one in uploads if one is not JUNK])
