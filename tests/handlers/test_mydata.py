"""My data: seen, corrected, taken along, and each request logged with its deadline."""

import base64
from datetime import date

import pytest

from bot.channels.sandbox.phone import SMALL_PNG, said
from handlers import mydata
from storage import kept
from tests.handlers import desk_cast
from tests.handlers.cast import file_idea, known, person_of, rows
from tests.handlers.desk_cast import farmer
from tests.harness import Running


async def requests(bot: Running) -> list[str]:
    found = await rows(bot, "SELECT kind FROM data_requests ORDER BY id")
    return [row["kind"] for row in found]


async def test_a_person_sees_what_is_known_of_her(bot: Running) -> None:
    phone = await known(bot, "Lan <b>& Hoa", place="xã Sơn Động")
    await phone.say("/hoso")
    assert "Tên: Lan <b>& Hoa" in phone.text
    assert "0912 345 678" in phone.text
    assert "xã Sơn Động" in phone.text


async def test_looking_twice_a_day_is_one_request(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/hoso")
    await phone.say("/profile")
    assert await requests(bot) == ["view"]


async def test_a_request_bears_the_days_of_the_law(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/hoso")
    (row,) = await rows(bot, "SELECT * FROM data_requests")
    asked = date.fromisoformat(row["reply_by"])
    assert 2 <= (date.fromisoformat(row["done_by"]) - asked).days <= 20
    assert row["done_at"] == row["received_at"]


async def test_privacy_says_what_is_kept_what_for_and_who_holds_it(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/rieng_tu")
    for words in ("số điện thoại", "Để làm gì", "Hội Nông dân tỉnh", "Bà con đã đồng ý"):
        assert words in phone.text
    assert len(phone.text) < 700
    assert {"📥 Tải về máy", "Rút lại đồng ý", "🗑 Xóa hết"} <= set(phone.buttons())


async def test_the_name_is_corrected_with_one_answer(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/hoso")
    await phone.tap("Sửa tên")
    await phone.say("Hoàng Thị Mai", "Tên: Hoàng Thị Mai")
    person = await person_of(bot, phone)
    assert (person.name, person.phone) == ("Hoàng Thị Mai", "+84912345678")
    assert await requests(bot) == ["view", "correct"]


async def test_the_phone_is_corrected_and_nonsense_is_refused(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/hoso")
    await phone.tap("Sửa số điện thoại")
    await phone.say("không biết")
    assert (await person_of(bot, phone)).phone == "+84912345678"
    await phone.say("Mai 0987 654 321")
    await phone.wait("0987 654 321", button="Sửa nơi ở")
    person = await person_of(bot, phone)
    assert (person.name, person.phone) == ("Mai", "+84987654321")


async def test_the_place_is_corrected(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/hoso")
    await phone.tap("Sửa nơi ở")
    await phone.say("tan yen")
    await phone.tap("Tân Yên", "Nơi ở: xã Tân Yên")
    commune = (await person_of(bot, phone)).commune
    assert bot.service.world.territory.full_name(commune or "").startswith("xã Tân Yên")


async def test_without_consent_nothing_is_corrected(bot: Running) -> None:
    phone = await known(bot, consent=False)
    await phone.say("/hoso")
    await phone.press_data(2, "d:fix:name")
    await phone.wait()
    assert phone.answers[-1].text
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_correcting_leaves_a_half_written_idea_alone(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ytuong")
    await phone.say("Rượu ba kích tím")
    await phone.say("/hoso")
    await phone.tap("Sửa tên")
    await phone.say("Mai")
    await phone.say("/menu")
    assert phone.buttons()[0] == "✍️ Viết tiếp “Rượu ba kích tím”"


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_file_has_everything_and_no_markup_of_hers(bot: Running, language: str) -> None:
    phone = await known(bot, "Lan <script>", language="en" if language == "en" else "vi")
    code = await file_idea(bot, phone, product="Mật ong <i>hoa nhãn")
    await phone.say("/ytuong")
    await phone.say("Chè dây")
    await phone.say("/rieng_tu")
    await phone.press("📥")
    await phone.wait(until=lambda phone: "document" in phone.last)
    page = phone.received_file().decode()
    for words in ("Lan &lt;script&gt;", "0912 345 678", "Sơn Động", code, "Chè dây"):
        assert words in page
    assert "Mật ong &lt;i&gt;hoa nhãn" in page
    assert "<script" not in page
    assert f'<html lang="{language}">' in page
    assert "http" not in page
    assert len(said(phone.last)) < 700


async def test_a_new_file_takes_the_place_of_the_old_one(bot: Running) -> None:
    phone = await known(bot)
    for _ in range(2):
        async with bot.db.transaction() as tx:
            await tx.run("UPDATE media SET created_at = 1")  # Long enough ago for another file.
        await phone.say("/rieng_tu")
        await phone.press("📥")
        await phone.wait(until=lambda phone: "document" in phone.last)
    assert len(await rows(bot, "SELECT id FROM media")) == 1
    assert len(await rows(bot, "SELECT sha256 FROM blobs")) == 1
    assert await requests(bot) == ["provide", "provide"]


async def test_the_file_may_be_had_so_many_times_a_day(bot: Running) -> None:
    phone = await known(bot)
    for _ in range(mydata.FILES_A_DAY):
        await phone.say("/rieng_tu")
        await phone.press("📥")
        await phone.wait(until=lambda phone: "document" in phone.last)
        await bot.later(hours=1)
    await phone.say("/rieng_tu")
    await phone.press("📥")
    await phone.wait(until=lambda phone: "5 tệp" in (phone.answers[-1].text or ""))
    assert await requests(bot) == ["provide"] * mydata.FILES_A_DAY
    await bot.later(hours=24 - mydata.FILES_A_DAY, minutes=1)
    await phone.press("📥")
    await phone.wait(until=lambda phone: "document" in phone.last)


async def test_the_requests_are_listed_with_their_deadline(bot: Running) -> None:
    phone = await known(bot)
    for _ in range(12):
        await phone.say("/hoso")
        await phone.tap("Sửa tên")
        await phone.say("Mai")
    await phone.say("/rieng_tu")
    await phone.tap("Những lần tôi yêu cầu")
    assert phone.text.count("Xong ngày") == 8
    assert len(phone.text) < 700


async def test_who_took_the_agreement_back_reads_that_and_not_that_she_refused(
    bot: Running,
) -> None:
    phone = await known(bot)
    await phone.say("/rieng_tu")
    await phone.tap("Rút lại đồng ý")
    await phone.tap("Rút lại")
    await phone.say("/rieng_tu")
    assert "bà con đã rút lại đồng ý" in phone.text


async def test_the_file_carries_her_photos_and_names_her_channel(bot: Running) -> None:
    phone = await farmer(bot)
    await desk_cast.file_idea(bot, phone, photos=1, spoken=True)
    await phone.say("/rieng_tu")
    await phone.press("📥")
    await phone.wait(until=lambda phone: "document" in phone.last)
    page = phone.received_file().decode()
    photo = base64.b64encode(SMALL_PNG).decode()
    assert f'<img src="data:image/png;base64,{photo}" alt="">' in page
    assert '<audio controls src="data:audio/ogg;base64,' in page
    assert "cuộc trò chuyện với tôi" not in page
    assert "trang dùng thử" in page


async def test_what_is_too_much_for_a_file_is_named_only(
    bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_CONTENT", 10)
    phone = await farmer(bot)
    await desk_cast.file_idea(bot, phone, photos=1)
    await phone.say("/rieng_tu")
    await phone.press("📥")
    await phone.wait(until=lambda phone: "document" in phone.last)
    page = phone.received_file().decode()
    assert "<img" not in page
    assert "cuộc trò chuyện với tôi" in page
