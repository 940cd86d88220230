"""A product that is rated again: until its new certificate is there, the old one is only the old
one. Walked from end to end, by the producer, the council's secretary and the report."""

from datetime import date, timedelta
from decimal import Decimal

from bot.channels.sandbox.phone import Phone, said
from locales.formats import format_date_only
from programme.deadlines import add_months
from programme.roles import Level
from programme.stages import Kind, Move, Points
from programme.vietnam_time import day_at
from storage import jobs, products
from storage.product_jobs import CERTIFICATE_KINDS
from storage.products import Certificate, Product
from tests.handlers.desk_cast import BAC_NINH, farmer, forge, officer
from tests.handlers.dossier_cast import open_up, story
from tests.handlers.product_cast import BEST, begun, certified, due, moved, on_a_day, rated, stands
from tests.harness import Running

AGAIN = Move(Kind.AGAIN, "check")
LOW = Points(Decimal(20), Decimal(12), Decimal(10))
FILE_AGAIN = ("nộp hồ sơ xếp sao lại", "Nộp hồ sơ xếp sao lại", "Hỏi cán bộ cách xếp sao lại")


async def rate(chi: Phone, product: Product, *points: str) -> None:
    """Type a council's points and write the result down; the certificate is asked for next."""
    await forge(chi, f"o:p.rate:{product.id}:{product.revision}")
    for given in points:
        await chi.say(given)
    await chi.tap("Ghi kết quả", "Số giấy chứng nhận là gì?")


async def certify(chi: Phone, number: str, issued: date) -> None:
    await chi.say(number, "Giấy cấp ngày nào?")
    await chi.say(format_date_only(issued, "vi"))
    await chi.tap("Bỏ qua", "giấy có giá trị đến")
    await chi.tap("Ghi giấy chứng nhận", "Tôi đã báo cho bà con")


async def expiring(bot: Running, product: Product) -> list[str]:
    """The days of expiry that the product's reminders were put for."""
    about = products.subject(product.id)
    async with bot.db.transaction() as tx:
        found = [await jobs.one(tx, kind, about) for kind in CERTIFICATE_KINDS]
    return [job.data["expires"] for job in found if job is not None]


async def status(lan: Phone) -> str:
    await lan.say("/trangthai", "Ba kích tím")
    return lan.text


async def report(binh: Phone) -> str:
    await binh.say("/baocao", "Báo cáo")
    return said(binh.last)


async def test_it_is_certified_rated_again_and_certified_anew(bot: Running) -> None:
    await on_a_day(bot, 2030, 1, 14)
    lan, an = await farmer(bot), await officer(bot, "An")
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    binh = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    product = await begun(bot, lan, an)
    product = (await moved(bot, product, an, "visit", "check", "rating")).product

    # Rated and certified for the first time.
    await rate(chi, product, "30", "20", "25")
    first_day = date(2030, 1, 14)
    await certify(chi, "1/GCN", first_day)
    assert "số 1/GCN, dùng đến" in await status(lan)
    assert "lần trước" not in lan.text
    assert "lần đầu: 1" in await report(binh)
    await open_up(chi, product)
    assert {"Sửa giấy chứng nhận"} <= set(chi.buttons())

    # In the months before its end it is on the way to another rating: the old one still counts.
    await on_a_day(bot, 2032, 8, 14)
    product = (await moved(bot, await stands(bot, product), an, AGAIN, "rating")).product
    assert "Giấy chứng nhận lần trước, số 1/GCN, dùng đến" in await status(lan)
    assert "1 sản phẩm có giấy chứng nhận còn hạn" in await report(binh)

    # Rated again: the officer is asked for the new certificate, nobody is sent to file again.
    await rate(chi, product, "32", "21", "25")
    await bot.calm()
    assert any("78 điểm" in said(one) for one in lan.received)
    assert "Giấy chứng nhận đang được làm" in await status(lan)
    assert "Giấy chứng nhận lần trước, số 1/GCN, dùng đến" in lan.text
    assert not any(words in lan.text for words in FILE_AGAIN)
    product = await stands(bot, product)
    assert (product.certificate, product.earlier_certificate is None) == (None, False)
    await open_up(chi, product)
    assert "Chưa ghi giấy chứng nhận của kết quả này." in chi.text
    assert "Ghi giấy chứng nhận" in chi.buttons()

    # By the clock she hears nothing but that the old one has ended.
    heard = len(lan.received)
    await due(bot, "product.expiry", product)
    await lan.wait("Giấy chứng nhận của “Ba kích tím” đã hết hạn.")
    assert len(lan.received) == heard + 1
    assert "Giấy chứng nhận lần trước, số 1/GCN, đã hết hạn" in lan.text
    assert "Giấy chứng nhận đang được làm" in lan.text
    assert "0 sản phẩm có giấy chứng nhận còn hạn" in await report(binh)
    assert "lại: 0" in said(binh.last)

    # The new certificate takes its place everywhere; the story keeps both.
    await forge(chi, f"o:p.cert:{product.id}:{product.revision}")
    today = day_at(bot.clock())
    await certify(chi, "2/GCN", today)
    assert "số 2/GCN, dùng đến" in await status(lan)
    assert "1/GCN" not in lan.text
    assert "Bà con chưa phải làm gì" in lan.text
    assert set(await expiring(bot, product)) == {add_months(today, 36).isoformat()}
    assert "1 sản phẩm có giấy chứng nhận còn hạn" in await report(binh)
    assert "lại: 1" in said(binh.last)
    given = [(step.detail or {}).get("number") for step in await story(bot, product)]
    assert [number for number in given if number] == ["1/GCN", "2/GCN"]
    await forge(chi, f"o:p.log:{product.id}")
    assert "2/GCN" in chi.text


async def test_who_has_just_been_rated_again_is_not_told_to_file_again(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await begun(bot, lan, an)
    product = (await moved(bot, product, an, "visit", "check", "rating")).product
    today = day_at(bot.clock())
    paper = Certificate("7", today, today + timedelta(days=300))
    product = (await rated(bot, product, an)).product
    product = (await certified(bot, product, an, paper)).product
    product = (await moved(bot, product, an, AGAIN, "rating")).product
    product = (await rated(bot, product, an)).product
    heard = len(lan.received)
    for kind in ("product.window", "product.closing"):
        await due(bot, kind, product)
        assert "Giấy chứng nhận đang được làm" in await status(lan)
        heard += 1
    assert len(lan.received) == heard


async def test_fewer_stars_the_second_time_leave_the_old_one_to_its_end(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    product = await begun(bot, lan, an)
    product = (await moved(bot, product, an, "visit", "check", "rating")).product
    product = (await certified(bot, (await rated(bot, product, an)).product, an)).product
    product = (await moved(bot, product, an, AGAIN, "rating")).product
    done = await rated(bot, product, an, 2, LOW)
    assert "ended" not in (done.step.detail or {})
    assert "Giấy chứng nhận lần trước, số 12/QĐ-UBND, dùng đến" in await status(lan)
    assert "đang được làm" not in lan.text
    await open_up(chi, product)
    assert "Chưa ghi giấy chứng nhận" not in chi.text
    assert not any("giấy chứng nhận" in label for label in chi.buttons())
    await forge(chi, f"o:p.cert:{product.id}:{done.product.revision}")
    assert "Số giấy chứng nhận là gì?" not in chi.text


async def test_five_stars_after_a_correction_get_a_certificate_of_their_own(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    product = await begun(bot, lan, an)
    product = (await moved(bot, product, an, "visit", "check", "rating")).product
    product = (await certified(bot, (await rated(bot, product, an)).product, an)).product
    product = (await rated(bot, product, an, 5, BEST)).product
    assert product.stage == "national"
    assert "Giấy chứng nhận lần trước, số 12/QĐ-UBND, dùng đến" in await status(lan)
    product = (await rated(bot, product, an, 5, BEST)).product
    assert "Giấy chứng nhận đang được làm" in await status(lan)
    await open_up(chi, product)
    assert "Chưa ghi giấy chứng nhận của kết quả này." in chi.text
