"""The log of acts, as the administrator of a province reads it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot import clock
from bot.channels.sandbox.phone import Phone
from programme.ideas import Action
from programme.roles import Level
from storage import acts
from tests.handlers.announce_cast import draft
from tests.handlers.ask_cast import ask
from tests.handlers.cast import rows
from tests.handlers.desk_cast import (
    BAC_NINH,
    DAY,
    HA_NOI,
    farmer,
    file_idea,
    forge,
    moved,
    officer,
    person_of,
)
from tests.harness import Running


async def administrator(bot: Running, unit: str = BAC_NINH) -> Phone:
    return await officer(bot, "Quỳnh", Level.ADMINISTRATOR, unit)


async def test_it_says_who_did_what_to_what(bot: Running) -> None:
    quynh, an, lan = await administrator(bot), await officer(bot, "An"), await farmer(bot)
    await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await ask(bot, lan)
    await forge(quynh, "m:desk")
    await quynh.tap("📜 Nhật ký", "An nhận xem ý tưởng (YT-")
    assert "Lan gửi ý tưởng (YT-" in quynh.text
    assert "Lan hỏi cán bộ (Câu hỏi 1)" in quynh.text
    assert len(quynh.text) <= 1000


async def test_nothing_of_other_provinces(bot: Running) -> None:
    lan = await farmer(bot)
    await file_idea(bot, lan)
    await ask(bot, lan)
    other = await administrator(bot, HA_NOI)
    await forge(other, "o:r.log:0:all:0:0")
    assert "Lan" not in other.text
    assert "Quỳnh" not in other.text or "nhận vai trò" in other.text
    await forge(other, "o:r.log:0:idea:0:0")
    assert "Không có việc nào như vậy" in other.text
    await forge(other, "o:r.log:0:all:0:0:idea:1")
    assert "Không có việc nào như vậy" in other.text
    assert "Không có việc" in (await forge(other, "o:r.file:0:idea:0:0") or "")


async def test_an_announcement_is_called_by_its_title(bot: Running) -> None:
    quynh, an = await administrator(bot), await officer(bot, "An")
    await draft(bot, an, "Hội chợ ở Hà Nội\nBà con đăng ký trước 15/12.")
    gone = await draft(bot, an, "Viết nhầm")
    await forge(an, f"o:b.gone:{gone.id}:{gone.revision}")
    await forge(quynh, "o:r.log:0:announcement:0:0")
    assert "An viết thông báo (“Hội chợ ở Hà Nội”)" in quynh.text
    # Of what was thrown away nothing is left but its number.
    assert f"An viết thông báo (Thông báo {gone.id}" in quynh.text
    await quynh.tap("📥 Tải bảng Excel")
    await quynh.wait("3 việc")
    sheet = load_workbook(BytesIO(quynh.received_file())).active
    assert sheet is not None
    assert "“Hội chợ ở Hà Nội”" in {row[3].value for row in sheet.iter_rows()}


async def test_filters_by_kind_person_days_and_code(bot: Running) -> None:
    quynh, an, lan = await administrator(bot), await officer(bot, "An"), await farmer(bot)
    idea = await file_idea(bot, lan, days_ago=40)
    await moved(bot, idea, Action.TAKE_UP, an)
    other = await file_idea(bot, lan, product="Chè")
    await ask(bot, lan)
    await forge(quynh, "o:r.log")
    assert f"Lan gửi ý tưởng ({idea.code})" not in quynh.text
    await quynh.tap("1 năm", f"Lan gửi ý tưởng ({idea.code})")
    await quynh.tap("Câu hỏi", "hỏi cán bộ")
    assert "YT-" not in quynh.text
    assert "• Câu hỏi" in quynh.buttons()
    await quynh.tap("🔎 Tìm theo mã", "Mã nào?")
    await quynh.say("YT-2026-99999", "không thấy ý tưởng hay hồ sơ")
    await quynh.tap("🔎 Tìm theo mã", "Mã nào?")
    await quynh.say(idea.code, f"Chỉ về: {idea.code}")
    assert "nhận xem ý tưởng" in quynh.text
    assert other.code not in quynh.text
    await quynh.tap("Của mọi người", other.code)
    number = (await rows(bot, "SELECT id FROM officers WHERE name = 'An'"))[0]["id"]
    await forge(quynh, f"o:r.see:{number}")
    await quynh.tap("📜 Nhật ký", "Chỉ của: An")
    assert "nhận xem ý tưởng" in quynh.text
    assert "Lan gửi" not in quynh.text


async def test_many_page_and_go_into_a_file(bot: Running) -> None:
    quynh, lan = await administrator(bot), await farmer(bot, "=Lan")
    for number in range(12):
        await file_idea(bot, lan, product=f"Chè {number}")
    await forge(quynh, "o:r.log:0:idea:0:0")
    assert "YT-2026-00012" in quynh.text
    assert "YT-2026-00001)" not in quynh.text
    await quynh.tap("▶", "YT-2026-00001)")
    assert "▶" not in " ".join(quynh.buttons())
    await quynh.tap("📥 Tải bảng Excel")
    await quynh.wait("12 việc")
    sheet = load_workbook(BytesIO(quynh.received_file())).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    found = [row for row in cells if row[4] == "idea.submit"]
    assert len(found) == 12
    assert {row[1] for row in found} == {"'=Lan"}
    assert {row[3] for row in found} == {f"YT-2026-{number:05}" for number in range(1, 13)}
    [act] = await rows(bot, "SELECT subject FROM acts WHERE action = 'log.export'")
    assert act["subject"] == f"unit:{BAC_NINH}"


@pytest.mark.parametrize(
    "data", ["9:all:0:0", "7:odd:0:0", "7:all:x:0", "7:all:0", "x", "7:all:0:0:idea", "7:all:0:0:"]
)
async def test_odd_filters_show_the_usual_page(bot: Running, data: str) -> None:
    quynh = await administrator(bot)
    assert "tin nhắn cũ" in (await forge(quynh, f"o:r.log:{data}") or "")
    assert "Nhật ký" in quynh.text
    assert "tin nhắn cũ" in (await forge(quynh, f"o:r.file:{data}") or "")


async def test_who_has_erased_her_name_is_a_number(bot: Running) -> None:
    quynh, lan = await administrator(bot), await farmer(bot)
    await file_idea(bot, lan)
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET name = NULL, commune = NULL WHERE id = :id", id=person_id)
        acts.add(tx, person_id, "person.erase", f"person:{person_id}", {}, clock.now() - DAY)
        acts.add(tx, person_id, "odd.thing", f"person:{person_id}", {}, clock.now())
    await forge(quynh, "o:r.log:0:all:0:0")
    assert f"người số {person_id} xóa hết thông tin của mình" in quynh.text
    assert "odd.thing" in quynh.text


async def test_in_english(bot: Running) -> None:
    quynh = await administrator(bot)
    await quynh.say("/language")
    await quynh.tap("English")
    await forge(quynh, "o:r.log:0:all:0:0")
    await bot.calm()
    assert "Quỳnh accepted a role" in quynh.text
