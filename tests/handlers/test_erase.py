"""Taking back the agreement, and erasing everything: asked twice, thorough, and done once."""

import pytest

from bot import clock
from handlers import erase
from programme.ideas import Action
from tests.handlers.cast import file_idea, id_of, known, officer, person_of, rows
from tests.harness import Running

TAKE_UP, ACCEPT, RETURN = Action.TAKE_UP, Action.ACCEPT, Action.RETURN
HERS = ("Hoàng Thị Mai", "912345678", "Mật ong hoa nhãn", "Ong lấy mật", "Chè dây", "Gửi thêm ảnh")


async def states(bot: Running) -> list[str]:
    return [row["state"] for row in await rows(bot, "SELECT state FROM ideas ORDER BY id")]


WRITTEN = (
    "SELECT coalesce(name, '') || ' ' || coalesce(phone, '') AS said FROM people",
    "SELECT payload || coalesce(error, '') AS said FROM inbox",
    "SELECT payload || coalesce(error, '') AS said FROM outbox",
    "SELECT data AS said FROM drafts",
    "SELECT coalesce(file_name, '') AS said FROM media",
    "SELECT product || coalesce(special, '') || coalesce(reason, '') AS said FROM ideas",
    "SELECT coalesce(contact_name, '') || coalesce(contact_phone, '') AS said FROM ideas",
)


async def written(bot: Running) -> str:
    """All words in the database, but for the append-only log of acts."""
    found = [row["said"] for statement in WRITTEN for row in await rows(bot, statement)]
    return "\n".join(found)


async def test_withdrawing_is_asked_first_and_leaves_what_was_kept(bot: Running) -> None:
    phone = await known(bot)
    for actions in ((), (TAKE_UP,), (TAKE_UP, RETURN), (TAKE_UP, ACCEPT)):
        await file_idea(bot, phone, *actions)
    await phone.say("/rieng_tu")
    await phone.tap("Rút lại đồng ý")
    assert (await person_of(bot, phone)).consent is True
    await phone.tap("Rút lại")
    person = await person_of(bot, phone)
    assert (person.consent, person.name) == (False, "Nguyễn Thị Lan")
    assert await states(bot) == ["withdrawn", "withdrawn", "withdrawn", "accepted"]
    assert "3 ý tưởng đã rút về" in phone.text
    assert "👍 Xem và đồng ý" in phone.buttons()
    proofs = await rows(bot, "SELECT given, text_version FROM consents ORDER BY id")
    assert [row["given"] for row in proofs] == [1, 0]
    assert [row["kind"] for row in await rows(bot, "SELECT kind FROM data_requests")] == [
        "withdraw"
    ]


async def test_withdrawing_twice_is_one_decision(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/rieng_tu")
    await phone.tap("Rút lại đồng ý")
    stamp = f"d:withdraw:{await id_of(bot, phone)}:{clock.now() // 1000}"
    await phone.press_data(2, stamp)
    await phone.press_data(2, stamp)
    await phone.wait(until=lambda phone: len(phone.answers) >= 3)
    assert len(await rows(bot, "SELECT id FROM consents WHERE given = 0")) == 1


async def test_after_withdrawing_one_can_agree_again(bot: Running) -> None:
    phone = await known(bot, consent=False)
    await phone.say("/menu")
    await phone.tap("👍 Xem và đồng ý")
    await phone.tap("Tôi đồng ý")
    assert (await person_of(bot, phone)).consent is True
    assert "💡 Gửi ý tưởng" in phone.buttons()


async def test_erasing_leaves_nothing_of_hers(bot: Running) -> None:
    phone = await known(bot, "Hoàng Thị Mai")
    for actions in ((), (TAKE_UP,), (TAKE_UP, RETURN)):
        await file_idea(bot, phone, *actions)
    accepted = await file_idea(bot, phone, TAKE_UP, ACCEPT, product="Rượu ba kích")
    await phone.say("/ytuong")
    await phone.say("Chè dây")
    await phone.say("/rieng_tu")
    await phone.press("📥")
    await phone.wait(until=lambda phone: "document" in phone.last)
    await phone.say("/rieng_tu")
    before = await written(bot)
    assert [words for words in HERS if words not in before] == []
    await phone.tap("🗑 Xóa hết")
    assert len(phone.text) < 700
    await phone.tap("🗑 Xóa hết")
    assert (await person_of(bot, phone)).name == "Hoàng Thị Mai"
    await phone.tap("Xóa hẳn", "Tôi đã xóa hết")
    await phone.settle()
    left = await written(bot)
    assert [words for words in HERS if words in left] == []
    assert await rows(bot, "SELECT id FROM media") == []
    assert await rows(bot, "SELECT sha256 FROM blobs") == []
    kept = await rows(bot, "SELECT code, state, product FROM ideas ORDER BY id")
    assert [row["state"] for row in kept] == ["withdrawn"] * 3 + ["accepted"]
    assert (kept[3]["code"], kept[3]["product"]) == (accepted, "Rượu ba kích")
    assert len(await rows(bot, "SELECT id FROM consents")) == 1
    assert "erase" in [row["kind"] for row in await rows(bot, "SELECT kind FROM data_requests")]
    with pytest.raises(LookupError):
        await person_of(bot, phone)


async def test_in_the_middle_of_a_form_our_keyboard_goes_as_well(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/hoso")
    await phone.tap("Sửa số điện thoại")
    assert phone.keyboard() != []
    await phone.press_data(2, f"d:erase3:{await id_of(bot, phone)}:{clock.now() // 1000}")
    await phone.wait("Tôi đã xóa hết")
    assert phone.keyboard() == []
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_afterwards_the_chat_is_as_new(bot: Running) -> None:
    phone = await known(bot)
    stamp = f"d:erase3:{await id_of(bot, phone)}:{clock.now() // 1000}"
    await phone.say("/rieng_tu")
    await phone.press_data(2, stamp)
    await phone.wait("Tôi đã xóa hết")
    await phone.say("/start")
    assert "English" in phone.buttons()
    assert (await person_of(bot, phone)).consent is None


async def test_a_second_tap_does_not_erase_what_has_come_since(bot: Running) -> None:
    phone = await known(bot)
    stamp = f"d:erase3:{await id_of(bot, phone)}:{clock.now() // 1000}"
    await phone.say("/rieng_tu")
    await phone.press_data(2, stamp)
    await phone.wait("Tôi đã xóa hết")
    await phone.tap("Bắt đầu lại")
    new = await id_of(bot, phone)
    await phone.press_data(2, stamp)
    await phone.wait()
    assert await id_of(bot, phone) == new
    assert [row["kind"] for row in await rows(bot, "SELECT kind FROM data_requests")] == ["erase"]


async def test_nobody_begins_anew_without_end(bot: Running) -> None:
    phone = await known(bot)
    for times in range(erase.MOST_A_DAY):
        if times:
            await bot.later(hours=3)
        await phone.say("/rieng_tu")
        stamp = f"d:erase3:{await id_of(bot, phone)}:{bot.clock() // 1000}"
        await phone.tap("🗑 Xóa hết")
        await phone.press_data(2, stamp)
        await phone.wait("Tôi đã xóa hết")
        await phone.tap("Bắt đầu lại")
    kept = await id_of(bot, phone)
    stamp = f"d:erase3:{kept}:{bot.clock() // 1000}"
    await phone.say("/rieng_tu")
    for press in ("d:erase", stamp):
        await phone.press_data(2, press)
        await phone.wait()
        assert (phone.answers[-1].text or "").startswith("Trong một ngày bà con đã xóa hết 3 lần.")
    assert await id_of(bot, phone) == kept
    await bot.later(hours=18, minutes=1)
    await phone.say("/rieng_tu")
    await phone.tap("🗑 Xóa hết", "Xóa hết thông tin?")


@pytest.mark.parametrize("data", ["d:erase3", "d:erase2", "d:withdraw"])
@pytest.mark.parametrize("age", [erase.VALID_MS + 60_000, -60_000])
async def test_an_old_button_does_nothing(bot: Running, data: str, age: int) -> None:
    phone = await known(bot)
    await phone.say("/rieng_tu")
    at = (clock.now() - age) // 1000
    await phone.press_data(2, f"{data}:{await id_of(bot, phone)}:{at}")
    await phone.wait()
    assert phone.answers[-1].text == "Nút này cũ rồi. Bà con làm lại từ đây giúp tôi."
    assert (await person_of(bot, phone)).consent is True


async def test_a_button_made_for_another_person_does_nothing(bot: Running) -> None:
    mine, other = await known(bot), await known(bot, "Hoàng Thị Mai")
    await mine.say("/rieng_tu")
    await mine.press_data(2, f"d:erase3:{await id_of(bot, other)}:{clock.now() // 1000}")
    await mine.wait()
    assert (await person_of(bot, other)).name == "Hoàng Thị Mai"
    assert (await person_of(bot, mine)).name == "Nguyễn Thị Lan"


async def test_an_officer_who_erases_hands_back_what_she_held(bot: Running) -> None:
    farmer, staff = await known(bot), await officer(bot)
    await file_idea(bot, farmer)
    await staff.say("/hangdoi")
    await staff.tap("1. Mật ong hoa nhãn")
    await staff.tap("Nhận xem")
    assert await states(bot) == ["taken_up"]
    await staff.say("/rieng_tu")
    await staff.tap("🗑 Xóa hết")
    assert "Vai trò cán bộ" in staff.text
    await staff.tap("🗑 Xóa hết")
    await staff.tap("Xóa hẳn", "Tôi đã xóa hết")
    assert await states(bot) == ["submitted"]
    roles = await rows(bot, "SELECT withdrawn_at, name FROM officers")
    assert roles[0]["withdrawn_at"] is not None
    assert roles[0]["name"] is None
