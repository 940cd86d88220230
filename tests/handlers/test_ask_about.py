"""A question about something: asked from its page, and still about it once consent is given."""

import pytest

from bot.channels.sandbox.phone import Phone
from storage import people, questions
from tests.handlers.ask_cast import ASKED, standing
from tests.handlers.cast import known
from tests.handlers.class_cast import plan
from tests.handlers.desk_cast import farmer, forge, officer, person_of
from tests.handlers.product_cast import begun
from tests.harness import Running


async def consent(bot: Running, phone: Phone, *, given: bool) -> None:
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        await tx.run(
            "UPDATE people SET consent = :given WHERE id = :id", given=int(given), id=person_id
        )
        found = await people.one(tx, person_id)
    assert found is not None
    assert found.consent is given


async def test_a_producer_asks_about_her_product(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    await lan.say("/trangthai", product.code)
    await lan.tap("Hỏi cán bộ", "Bà con muốn hỏi gì?")
    assert f"Hỏi về: Ba kích tím ({product.code})" in lan.text
    await lan.say(ASKED, "Tôi đã chuyển cho cán bộ xã Sơn Động")
    assert (await standing(bot)).about == f"product:{product.id}"
    await an.wait(ASKED)
    await an.tap("Mở xem", product.code)


async def test_nobody_asks_about_somebody_elses_product(bot: Running) -> None:
    lan, an, hoa = await farmer(bot), await officer(bot, "An"), await farmer(bot, "Hoa")
    product = await begun(bot, lan, an)
    notice = await forge(hoa, f"p:ask:{product.id}")
    assert "không thấy" in (notice or "")
    assert "Hỏi về" not in hoa.text


async def test_a_class_is_asked_about_and_stays_to_be_read(bot: Running) -> None:
    lan = await farmer(bot)
    klass = await plan(bot)
    await lan.say("/taphuan", klass.topic)
    count = len(lan.received)
    await lan.tap("Hỏi cán bộ", "Bà con muốn hỏi gì?")
    assert len(lan.received) == count + 1  # below the class, not in its place
    await lan.say(ASKED, "Hỏi về: Ghi nhãn sản phẩm")
    assert (await standing(bot)).about == f"class:{klass.id}"


@pytest.mark.parametrize("place", ["xã Sơn Động", None])
async def test_what_it_is_about_outlives_the_question_for_consent(
    bot: Running, place: str | None
) -> None:
    """She has not been asked yet, and may also have to say where she lives."""
    lan = await known(bot, consent=None, place=place)
    klass = await plan(bot)
    await lan.say("/start")
    await forge(lan, f"c:officer:{klass.id}")
    await lan.tap("Tiếng Việt", "đồng ý")
    await lan.tap("Tôi đồng ý")
    if place is None:
        await lan.wait("Bà con ở xã, phường nào?")
        await lan.say("Sơn Động, Bắc Ninh")
        await lan.tap("xã Sơn Động")
    await lan.wait("Bà con muốn hỏi gì?")
    assert "Hỏi về: Ghi nhãn sản phẩm" in lan.text
    await lan.say(ASKED, "chưa có cán bộ")
    assert (await standing(bot)).about == f"class:{klass.id}"


async def test_consent_taken_back_in_the_midst_forgets_nothing(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    await lan.say("/trangthai", product.code)
    await lan.tap("Hỏi cán bộ", "Bà con muốn hỏi gì?")
    await consent(bot, lan, given=False)
    await lan.say(ASKED, "đồng ý")
    async with bot.db.transaction() as tx:
        assert await questions.one(tx, 1) is None
    await lan.tap("Tôi đồng ý", "Bà con muốn hỏi gì?")
    assert "Hỏi về: Ba kích tím" in lan.text
    await lan.say(ASKED, "Tôi đã chuyển")
    assert (await standing(bot)).about == f"product:{product.id}"
