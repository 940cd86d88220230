"""The report: an officer's area in figures, in the chat, as a picture and as a spreadsheet."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot import clock
from bot.channels.sandbox.phone import Phone, said
from handlers.officer.report import PAGE
from handlers.picture import Picture
from locales.formats import format_date_only, local_day
from programme.ideas import Action
from programme.reporting import Period, periods
from programme.roles import Level
from programme.stages import Points
from programme.vietnam_time import moment
from storage import officers, people, product_moves, reports
from storage.products import Certificate
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG,
    TAN_YEN,
    datas,
    farmer,
    file_idea,
    files_for,
    forge,
    moved,
    officer,
    person_of,
)
from tests.harness import Running
from tests.storage.report_world import small_world

LOW = Points(Decimal(15), Decimal(10), Decimal(10))
NOT_YOURS = "Việc này không thuộc địa bàn của anh/chị."


def quarter() -> Period:
    return periods(local_day(datetime.now(UTC)))[0]


async def rated(bot: Running, lan: Phone, an: Phone, name: str, stars: int) -> None:
    """A product of Sơn Động that has its stars and, from three on, its certificate."""
    idea = await moved(bot, await file_idea(bot, lan, product=name), Action.TAKE_UP, an)
    idea = await moved(bot, idea, Action.ACCEPT, an)
    by = await person_of(bot, an)
    editions = bot.service.world.editions
    edition = editions.of("2026")
    now = bot.clock()
    async with bot.db.transaction() as tx:
        product = await product_moves.from_idea(tx, idea, edition, by, now, level="commune")
        assert product is not None
        rating = next(stage for stage in edition.stages if stage.awards is not None)
        product = replace(product, stage=rating.key)
        points = Points(Decimal(30), Decimal(20), Decimal(25)) if stars == 4 else LOW
        done = await product_moves.rate(tx, product, edition, points, stars, by, now)
        assert done is not None
        if stars >= 3:
            today = local_day(datetime.fromtimestamp(now / 1000, UTC))
            certificate = Certificate("12/QĐ", today, date(today.year + 3, 1, 1))
            assert await product_moves.certify(tx, done.product, edition, certificate, by, now)


async def test_an_area_without_anything_says_so(bot: Running) -> None:
    an = await officer(bot, "An", Level.PROVINCE, BAC_NINH)
    await an.say("/baocao", "Báo cáo")
    text = said(an.last)
    for line in ("0 ý tưởng", "0 sản phẩm", "Chưa có lớp", "Chưa gửi thông báo"):
        assert line in text
    assert "Trong 99 xã, phường, chưa nơi nào có sản phẩm như vậy" in text
    assert "%" not in text


async def test_it_counts_what_there_is(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    chief = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await rated(bot, lan, an, "Ba kích tím", 4)
    await rated(bot, lan, an, "Mật ong", 2)
    await file_idea(bot, lan, product="Chè")
    await chief.say("/baocao", "Báo cáo")
    text = said(chief.last)
    for line in (
        "3 ý tưởng",
        "đã chấp nhận 2, đang chờ 1, đang xem 0",
        "4 sao: 1",
        "2 sao: 1",
        "1 trên 99 (1 %)",
    ):
        assert line in text, text
    assert "lần đầu: 1" in text
    assert "lại: 0" in text
    # Another time has none of it but what holds now.
    await forge(chief, f"o:s.see:{BAC_NINH}:{quarter().year - 1}")
    assert "0 ý tưởng" in said(chief.last)
    assert "1 trên 99" in said(chief.last)
    # Nor has another commune.
    await forge(chief, f"o:s.see:{TAN_YEN}:{quarter().key}")
    assert "Trong 1 xã, phường, chưa nơi nào có" in said(chief.last)


async def test_the_communes_page(bot: Running) -> None:
    chief = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await chief.say("/baocao", "Báo cáo")
    await chief.tap("Theo từng xã", "1.")
    seen = set()
    for number in range(1, 99, PAGE):
        if number > 1:
            await chief.tap("Sau", f"\n{number}. ")
        seen |= {data for data in datas(chief) if data.startswith("o:s.see:")}
    assert not any("Sau" in str(row) for row in chief.buttons(chief.last))
    assert len(seen) == 99 + 1


async def test_any_quarter_and_any_year_can_be_chosen(bot: Running) -> None:
    bot.clock.ahead = 1_790_000_000_000 - clock.now()  # 21 September 2026
    async with bot.db.transaction() as tx:
        await small_world(tx)
    chief = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await chief.say("/baocao", "quý 3/2026")
    await chief.tap("📅 Kỳ khác", "Kỳ nào?")
    # What has not begun is not offered.
    times = ["Quý 1/2026", "Quý 2/2026", "• Quý 3/2026", "Năm 2026", "◀ 2025", "Về báo cáo"]
    assert chief.buttons()[:-1] == times
    await chief.tap("◀ 2025")
    await chief.wait(button="Quý 4/2025")
    assert "• " not in " ".join(chief.buttons())
    assert "2026 ▶" in chief.buttons()
    await chief.tap("Về báo cáo", "quý 3/2026")
    await chief.tap("📅 Kỳ khác", "Kỳ nào?")
    for year in (2025, 2024, 2023):
        await chief.tap(f"◀ {year}")
        await chief.wait(button=f"Quý 1/{year}")
    await chief.tap("Quý 3/2023", "quý 3/2023")
    # The certificate that was noted down years later.
    assert "Được công nhận lần đầu: 1" in said(chief.last)
    await chief.tap("📅 Kỳ khác")
    await chief.wait(button="• Quý 3/2023")
    await forge(chief, f"o:s.when:{BAC_NINH}:2023q3:1999")
    await chief.wait(button="Quý 4/2018")
    assert not any(label.startswith("◀") for label in chief.buttons())
    await forge(chief, f"o:s.when:{BAC_NINH}:2023q3:999999")
    await chief.wait(button="Năm 2026")
    assert not any(label.endswith("▶") for label in chief.buttons())
    await chief.tap("Năm 2026", "năm 2026")


async def test_only_what_lies_in_the_area_is_reported(bot: Running) -> None:
    an = await officer(bot, "An")
    await an.say("/baocao", "Báo cáo")
    for unit in (TAN_YEN, BAC_NINH, "11", "h1555", "zz"):
        for name in ("see", "when", "list", "picture", "sheet"):
            assert await forge(an, f"o:s.{name}:{unit}:{quarter().key}") == NOT_YOURS
        assert await forge(an, f"o:s.aim:{unit}:{quarter().year}") == NOT_YOURS
    # What is no report at all leads to the first one.
    assert await forge(an, "o:s.list:x!") != NOT_YOURS
    assert "xã Sơn Động" in said(an.last)
    lan = await farmer(bot, "Lan")
    await lan.say("/baocao")
    assert "cán bộ Hội Nông dân" in said(lan.last)


async def test_the_picture_is_light_and_the_sheet_is_whole(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await rated(bot, lan, an, "=HYPERLINK(1)", 4)
    await an.say("/baocao", "Báo cáo")
    await an.tap("Dạng ảnh")
    await an.tap("Dạng bảng tính")
    await bot.calm()
    files = await files_for(bot, an)
    [picture] = [content for content in files if content.startswith(b"\x89PNG")]
    assert len(picture) < 60_000
    assert Image.open(BytesIO(picture)).size[0] == 720
    async with bot.db.transaction() as tx:
        names = await tx.all("SELECT file_name FROM media WHERE kind = 'made' ORDER BY id")
    named = f"bao-cao-xa-son-dong-{quarter().key}"
    assert [row["file_name"] for row in names] == [f"{named}.png", f"{named}.xlsx"]
    [sheet] = [content for content in files if content.startswith(b"PK")]
    book = load_workbook(BytesIO(sheet))
    assert book.sheetnames == [
        "Tổng hợp",
        "Xã, phường",
        "Xã, phường hiện nay",
        "Các sản phẩm",
        "Lớp tập huấn",
        "Thông báo",
    ]
    cells = [cell.value for row in book["Các sản phẩm"].iter_rows() for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert "12/QĐ" in cells
    numbers = {row[0].value: row[1].value for row in book["Tổng hợp"].iter_rows()}
    assert numbers["Được công nhận lần đầu"] == 1


async def test_page_picture_and_spreadsheet_say_what_was_counted_by_hand(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bot.db.transaction() as tx:
        await small_world(tx)
    chief = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await chief.say("/baocao", "Báo cáo")
    await forge(chief, f"o:s.see:{BAC_NINH}:2026q3")
    await chief.wait("quý 3/2026")
    today = format_date_only(local_day(moment(bot.clock())), "vi")
    told_now = said(chief.last).splitlines()[2:]
    # Nobody holds an office in the small world: what somebody reads there may be put back by now.
    assert told_now.pop(1) in (
        "đã chấp nhận 2, đang chờ 0, đang xem 1, chờ bổ sung 1, bà con rút 1",
        "đã chấp nhận 2, đang chờ 1, đang xem 0, chờ bổ sung 1, bà con rút 1",
    )
    assert told_now == [
        "💡 5 ý tưởng trong kỳ",
        "📜 Được công nhận lần đầu: 1 trên chỉ tiêu năm 4 (25 %)",
        "📜 Được công nhận lại: 1 trên chỉ tiêu năm 2 (50 %)",
        "🎓 1 lớp: 2 người đăng ký, 2 người đến học",
        "📢 1 thông báo, 4 lượt gửi: 2 lượt đã đến (50 %), 1 lượt đã đọc",
        "",
        f"Tính đến hôm nay, {today}",
        "📦 1 sản phẩm đang làm hồ sơ",
        "· Tư vấn tại chỗ: 1",
        "⭐ 4 sao: 2",
        "⭐ 3 sao: 1",
        "⭐ 2 sao: 1",
        "📜 2 sản phẩm có giấy chứng nhận còn hạn",
        "Xã, phường có sản phẩm như vậy: 2 trên 99 (2 %)",
        (
            "Chưa có: xã An Lạc, xã Biên Sơn, xã Biển Động, xã Bảo Đài, phường Bắc Giang, "
            "xã Bắc Lũng và 91 nơi nữa"
        ),
    ]
    drawn: dict[str, str] = {}
    pair = Picture.pair

    def noted(picture: Picture, what: str, value: str) -> None:
        drawn[what] = value
        pair(picture, what, value)

    monkeypatch.setattr(Picture, "pair", noted)
    await forge(chief, f"o:s.picture:{BAC_NINH}:2026q3")
    await forge(chief, f"o:s.sheet:{BAC_NINH}:2026q3")
    await bot.calm()
    [content] = [file for file in await files_for(bot, chief) if file.startswith(b"PK")]
    book = load_workbook(BytesIO(content))
    summary = {row[0].value: (row[1].value, row[2].value) for row in book["Tổng hợp"].iter_rows()}
    told = {
        "Ý tưởng trong kỳ": (5, None),
        "Ý tưởng được chấp nhận": (2, None),
        "Ý tưởng chờ bổ sung": (1, None),
        "Ý tưởng bà con rút": (1, None),
        "Sản phẩm đang làm hồ sơ": (1, None),
        "Tư vấn tại chỗ": (1, None),
        "4 sao": (2, None),
        "3 sao": (1, None),
        "2 sao": (1, None),
        "Sản phẩm có giấy chứng nhận còn hạn": (2, None),
        "Xã, phường có sản phẩm được công nhận": (2, 99),
        "Được công nhận lần đầu": (1, 4),
        "Được công nhận lại": (1, 2),
        "Lớp tập huấn": (1, None),
        "Lượt đăng ký học": (2, None),
        "Lượt người học": (2, None),
        "Thông báo": (1, None),
        "Lượt thông báo đã đến, trên tổng lượt gửi": (2, 4),
        "Đã đọc": (1, None),
        "Đã gọi báo": (1, None),
    }
    assert {key: summary[key] for key in told} == told
    reading = [summary[key] for key in ("Ý tưởng đang chờ", "Ý tưởng đang xem")]
    assert sorted(reading) == [(0, None), (1, None)]
    assert f"Tính đến {today}" in summary
    assert len(summary) == 5 + len(told)
    # The picture has fewer figures, and the same.
    assert len(drawn) == 12
    assert drawn == {
        key: f"{told[key][0]}" if told[key][1] is None else f"{told[key][0]}/{told[key][1]}"
        for key in drawn
    }
    communes = {row[0].value: [c.value for c in row[1:]] for row in book["Xã, phường"].iter_rows()}
    assert len(communes) == 2 + 99
    assert communes["xã Sơn Động"] == [3, 2, 1, 1, 0, 0]
    assert communes["xã An Lạc"] == [1, 0, 0, None, 0, None]
    # What stands today is never under the title of the period.
    assert "quý 3/2026" in book["Xã, phường"]["A1"].value
    for sheet in ("Xã, phường hiện nay", "Các sản phẩm"):
        assert f"tính đến {today}" in book[sheet]["A1"].value
    rows = book["Xã, phường hiện nay"].iter_rows()
    communes = {row[0].value: [c.value for c in row[1:]] for row in rows}
    assert communes["xã Sơn Động"] == [0, 0, 1, 0, 1, "có"]
    assert communes["xã An Lạc"] == [0, 1, 0, 0, 0, "chưa"]
    assert book["Các sản phẩm"].max_row == 2 + 5
    assert [row[-1].value for row in book["Lớp tập huấn"].iter_rows(min_row=3)] == [None, "đã hủy"]
    assert [[cell.value for cell in row[4:]] for row in book["Thông báo"].iter_rows(min_row=3)] == [
        [4, 2, 1, 1]
    ]


@pytest.mark.parametrize("level", list(Level))
async def test_targets_are_set_above_and_shown_beside_results(bot: Running, level: Level) -> None:
    chief = await officer(bot, "Bình", level, SON_DONG if level is Level.COMMUNE else BAC_NINH)
    await chief.say("/baocao", "Báo cáo")
    year = quarter().year
    offered = [data for data in datas(chief) if data.startswith("o:s.aim:")]
    if level not in (Level.PROVINCE, Level.SECRETARY):
        assert offered == []
        assert await forge(chief, f"o:s.aim:{SON_DONG}:{year}") == NOT_YOURS
        return
    assert offered == [f"o:s.aim:{BAC_NINH}:{year}"]
    await chief.tap("Ghi chỉ tiêu", "công nhận lần đầu")
    await chief.say("nhiều", "gõ một con số")
    await chief.say("12", "được công nhận lại")
    await chief.say("20 sản phẩm", "Được công nhận lại: 20")
    await chief.tap("Ghi lại", "Đã ghi")
    await chief.tap("Xem báo cáo", "chưa có, chỉ tiêu năm 12")
    async with bot.db.transaction() as tx:
        [promise] = await reports.promises(tx, year, [BAC_NINH])
    assert (promise.new, promise.again) == (12, 20)


async def test_targets_of_an_area_that_is_no_longer_hers_are_not_set(bot: Running) -> None:
    chief = await officer(bot, "Bình", Level.PROVINCE, BAC_NINH)
    await forge(chief, f"o:s.aim:{BAC_NINH}:2026")
    await chief.say("12", "được công nhận lại")
    await chief.say("20", "Được công nhận lại: 20")
    person_id = await person_of(bot, chief)
    async with bot.db.transaction() as tx:
        await officers.resign(tx, person_id, bot.clock())
    await chief.tap("Ghi lại")
    async with bot.db.transaction() as tx:
        assert await reports.promises(tx, 2026, [BAC_NINH]) == ()


async def test_it_speaks_english_too(bot: Running) -> None:
    an = await officer(bot, "An", Level.PROVINCE, BAC_NINH)
    person = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        known = await people.one(tx, person)
        assert known is not None
        people.save(tx, replace(known, language="en"))
    await an.say("/report", "Report of")
    assert "Communes with such a product: none of 99 yet" in said(an.last)
