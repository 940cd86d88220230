"""A visit that is set does not outlive its dossier: who waits for it has it taken out again."""

from bot.channels.sandbox.phone import Phone
from programme.roles import Level
from programme.stages import Kind, Move
from storage import product_work
from storage.products import Product
from tests.handlers.desk_cast import BAC_NINH, DAY, farmer, officer, person_of
from tests.handlers.dossier_cast import dossier, open_up, standing
from tests.handlers.product_cast import moved
from tests.handlers.test_rating import enter
from tests.harness import Running


async def visit(bot: Running, product: Product, by: Phone, days: int = 2) -> Product:
    """Set a visit, past all screens; `days` from now."""
    edition = bot.service.world.editions.of(product.edition)
    person_id, now = await person_of(bot, by), bot.clock()
    async with bot.db.transaction() as tx:
        done = await product_work.set_visit(
            tx, product, edition, now + days * DAY, "Nhà văn hóa thôn", person_id, now
        )
    assert done is not None
    return done.product


async def end(an: Phone, product: Product) -> None:
    """Note down, as an officer, that the producer takes it back."""
    await open_up(an, product)
    await an.tap("Chuyển bước", "đi đâu")
    await an.tap("Bà con rút hồ sơ", "chắc chứ?")
    await an.tap("Đúng, làm ngay", "Tôi đã báo cho bà con")


async def calendars(bot: Running, lan: Phone) -> list[bytes]:
    """What a phone got for its calendar."""
    await bot.calm()
    return [lan.received_file(one) for one in lan.received if "document" in one]


async def test_an_officer_ends_the_dossier(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await visit(bot, await dossier(bot, lan, stage="visit"), an)
    await end(an, product)
    now = await standing(bot, product)
    assert (now.visit_at, now.visit_place) == (None, None)
    [file] = await calendars(bot, lan)
    assert b"METHOD:CANCEL" in file
    assert "Nhà văn hóa thôn".encode() in file
    assert f"SEQUENCE:{now.revision}".encode() in file


async def test_the_producer_takes_it_back_herself(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await visit(bot, await dossier(bot, lan, stage="visit"), an)
    await lan.say("/trangthai", "Ba kích tím")
    await lan.tap("Rút lại", "chứ?")
    await lan.tap("Rút lại")
    assert (await standing(bot, product)).visit_at is None
    [file] = await calendars(bot, lan)
    assert b"METHOD:CANCEL" in file


async def test_a_result_ends_it_too(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    product = await visit(bot, await dossier(bot, lan, stage="rating"), an)
    await enter(chi, product, "30", "20", "20")
    await chi.tap("Ghi kết quả", "Số giấy chứng nhận là gì?")
    assert (await standing(bot, product)).visit_at is None
    [file] = await calendars(bot, lan)
    assert b"METHOD:CANCEL" in file


async def test_a_visit_that_has_been_is_not_called_off(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await visit(bot, await dossier(bot, lan, stage="visit"), an, days=-1)
    await end(an, product)
    assert (await standing(bot, product)).visit_at is None
    assert await calendars(bot, lan) == []


async def test_what_an_earlier_release_left_is_gone_when_it_begins_anew(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="visit")
    product = (await moved(bot, product, an, Move(Kind.WITHDRAW, "visit"))).product
    async with bot.db.transaction() as tx:
        await tx.run(
            "UPDATE products SET visit_at = :at WHERE id = :id",
            at=bot.clock() + DAY,
            id=product.id,
        )
    await open_up(an, product)
    await an.tap("Chuyển bước", "đi đâu")
    await an.tap("Làm lại từ", "chắc chứ?")
    await an.tap("Đúng, làm ngay", "Tôi đã báo cho bà con")
    assert (await standing(bot, product)).visit_at is None
    [file] = await calendars(bot, lan)
    assert b"METHOD:CANCEL" in file
