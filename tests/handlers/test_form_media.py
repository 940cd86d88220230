"""Photos and recordings: whose bytes are fetched, what is refused, what an album is answered."""

from bot.channels import Limits
from bot.channels.sandbox.phone import SMALL_PNG, Phone
from handlers.world import World
from storage import media
from tests.handlers.cast import known, rows
from tests.handlers.trial import to_photos, trial_handlers
from tests.harness import Running, running


async def _asked_for_photos(bot: Running) -> Phone:
    phone = await known(bot, language="en")
    await phone.say("/try", "Which name?")
    await to_photos(phone)
    return phone


async def test_the_bytes_become_ours(database_url: str, world: World) -> None:
    async with running(database_url, world, handlers=trial_handlers()) as bot:
        phone = await _asked_for_photos(bot)
        await phone.send_photo()
        await phone.wait("I have 1 photo.")
        await phone.send_document("label.png", SMALL_PNG, "image/png")
        await phone.wait("I have 2 photos.")
        for _ in range(50):
            if not await rows(bot, "SELECT id FROM media WHERE sha256 IS NULL"):
                break
            await phone.settle(0.1)
        async with bot.db.transaction() as tx:
            for row in await tx.all("SELECT id FROM media"):
                medium = await media.one(tx, row["id"])
                assert medium is not None
                assert medium.kind == ("document" if medium.file_name else "photo")
                assert await media.content(tx, medium)


async def test_what_is_too_large_is_refused(database_url: str, world: World) -> None:
    async with running(database_url, world, handlers=trial_handlers()) as bot:
        phone = await _asked_for_photos(bot)
        await phone.send_document("big.png", SMALL_PNG + bytes(20_000_000), "image/png")
        await phone.wait("This photo is over 20 MB")
        assert await rows(bot, "SELECT id FROM media") == []
        await phone.send_document("drawing.svg", b"<svg/>", "image/svg+xml")
        await phone.wait("I need a photo here.")
        assert await rows(bot, "SELECT id FROM media") == []


async def test_an_album_waits_for_one_answer(database_url: str, world: World) -> None:
    rest = Limits(1000, 0.3)
    async with running(database_url, world, handlers=trial_handlers(), limits=rest) as bot:
        phone = await _asked_for_photos(bot)
        before = len(phone.received)
        await phone.send_photos([SMALL_PNG] * 3)
        await phone.wait("I have 3 photos")
        # The first answer may have left before the other photos came.
        assert len(phone.received) - before <= 2
