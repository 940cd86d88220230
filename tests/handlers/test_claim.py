"""Somebody takes over, with a code, what an officer wrote down for her."""

import asyncio

import pytest

from bot.channels.sandbox.phone import Phone
from programme.claim_code import ALPHABET, claim_code, parse_claim_code, show_code
from storage.claims import DAY, LASTS_MS
from tests.handlers.cast import rows
from tests.handlers.claim_cast import CODE, give_code, write_down
from tests.handlers.desk_cast import farmer, forge, officer, person_of
from tests.harness import Running

TYPED = "k7mn 4qrt"


async def prepared(bot: Running) -> tuple[Phone, int]:
    """An officer, and the person she wrote something down for."""
    an = await officer(bot, "An")
    idea = await write_down(bot, an)
    await give_code(bot, idea.person_id, an)
    return an, idea.person_id


async def test_a_newcomer_agrees_herself_and_takes_it_over(bot: Running) -> None:
    an, shadow = await prepared(bot)
    mao = bot.phone("Mão")
    await mao.start(f"cl_{CODE}")
    await mao.wait("An đã viết giúp Nguyễn Thị Mão, xã Sơn Động")
    await mao.tap("Đúng là tôi", "Xin chào")
    await mao.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    assert (await rows(bot, "SELECT person_id FROM ideas"))[0]["person_id"] == shadow
    await mao.tap("Tôi đồng ý", "tôi đã chuyển hết sang cho bà con")
    assert "Bà con có 1 ý tưởng" in mao.text
    mine = await person_of(bot, mao)
    [idea] = await rows(bot, "SELECT * FROM ideas")
    assert idea["person_id"] == mine
    assert idea["assisted_by"] == await person_of(bot, an)
    [person] = await rows(bot, "SELECT * FROM people WHERE consent = 1")
    assert (person["name"], person["phone"]) == ("Nguyễn Thị Mão", "+84912345678")
    assert (person["commune"], person["consent"]) == ("12050", 1)
    [left] = await rows(bot, "SELECT * FROM people WHERE consent IS NULL AND id > 1")
    assert (left["name"], left["phone"], left["commune"]) == (None, None, None)
    await an.wait("đã nhận những gì anh/chị viết giúp")
    await mao.tap("Sản phẩm của tôi", "An viết giúp bà con")
    [act] = await rows(bot, "SELECT * FROM acts WHERE action = 'person.claim'")
    assert f'"from": "{shadow}"' in act["detail"]


async def test_who_refuses_takes_nothing_over(bot: Running) -> None:
    _, shadow = await prepared(bot)
    mao = bot.phone("Mão")
    await mao.start(f"cl_{CODE}")
    await mao.wait("Nguyễn Thị Mão")
    await mao.tap("Đúng là tôi", "Xin chào")
    await mao.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    await mao.tap("Để sau")
    assert (await rows(bot, "SELECT person_id FROM ideas"))[0]["person_id"] == shadow


async def test_the_typed_code_and_what_is_known_stays(bot: Running) -> None:
    await prepared(bot)
    lan = await farmer(bot)
    await lan.say(TYPED, "An đã viết giúp")
    await lan.tap("Đúng là tôi", "tôi đã chuyển hết sang cho bà con")
    [person] = await rows(bot, "SELECT name, phone FROM people WHERE consent = 1")
    assert (person["name"], person["phone"]) == ("Lan", "+84912345678")
    await lan.say(TYPED, "Bà con đã nhận rồi")
    await lan.say("/hoso", "0912 345 678")


async def test_it_is_taken_over_once(bot: Running) -> None:
    _, shadow = await prepared(bot)
    phones = [await farmer(bot, name) for name in ("Lan", "Mai")]
    for phone in phones:
        await phone.say(TYPED, "An đã viết giúp")
    # The later one was asked last; the button of the other is an old one.
    await asyncio.gather(*(forge(phone, f"h:yes:{shadow}") for phone in phones))
    owner = (await rows(bot, "SELECT person_id FROM ideas"))[0]["person_id"]
    assert owner == await person_of(bot, phones[1])
    assert "gõ lại mã" in str(phones[0].answers[-1].text)
    assert "gõ lại mã" in (await forge(phones[1], f"h:yes:{shadow}") or "")
    await phones[0].say(TYPED, "Mã này đã dùng rồi")


async def test_not_me_changes_nothing(bot: Running) -> None:
    _, shadow = await prepared(bot)
    lan = await farmer(bot)
    await lan.say(TYPED, "An đã viết giúp")
    await lan.tap("Không phải tôi", "chưa có gì thay đổi")
    assert "gõ lại mã" in (await forge(lan, f"h:yes:{shadow}") or "")
    assert (await rows(bot, "SELECT person_id FROM ideas"))[0]["person_id"] == shadow


async def test_five_wrong_codes_a_day(bot: Running) -> None:
    await prepared(bot)
    lan = await farmer(bot)
    for number in range(2, 7):
        await lan.say(f"K7MN-4QR{number}", "Tôi không thấy mã này")
    await lan.say(TYPED, "đã 5 lần mã không đúng")
    assert len(await rows(bot, "SELECT id FROM claim_tries")) == 5
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE claim_tries SET at = at - :day", day=DAY)
    await lan.say(TYPED, "An đã viết giúp")


async def test_an_expired_code(bot: Running) -> None:
    await prepared(bot)
    lan = await farmer(bot)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE claims SET expires_at = expires_at - :all", all=LASTS_MS)
    await lan.say(TYPED, "Mã này đã hết hạn")
    assert "Đúng là tôi" not in lan.buttons()


async def test_the_officer_cannot_take_it_over_herself(bot: Running) -> None:
    an, shadow = await prepared(bot)
    await an.say(TYPED, "do chính anh/chị cấp")
    await forge(an, f"h:yes:{shadow}")
    assert (await rows(bot, "SELECT person_id FROM ideas"))[0]["person_id"] == shadow


@pytest.mark.parametrize("data", ["h:yes:1", "h:no:1", "h:yes:999", "h:yes:x", "h:"])
async def test_buttons_of_others_do_nothing(bot: Running, data: str) -> None:
    await prepared(bot)
    lan = await farmer(bot)
    assert await forge(lan, data)
    assert await rows(bot, "SELECT * FROM claims WHERE claimed_at IS NOT NULL") == []


async def test_in_english(bot: Running) -> None:
    await prepared(bot)
    lan = await farmer(bot)
    await lan.say("/language")
    await lan.tap("English")
    await lan.say("code: K7MN-4QRT", "An wrote this down for")
    await lan.tap("Yes, that is me", "it is all yours now")
    assert "You have 1 idea here." in lan.text


def test_codes_are_read_as_people_type_them() -> None:
    for typed in (TYPED, "K7MN4QRT", "k7mn-4qrt", " Mã: K7MN–4QRT ", "K7 MN 4Q RT"):
        assert parse_claim_code(typed) == CODE, typed
    for typed in ("", "K7MN", "K7MN-4QR0", "CHUYENDE", "23456789", "K7MN4QRTT", "ocop2026"):
        assert parse_claim_code(typed) is None, typed


def test_codes_look_like_no_word() -> None:
    made = [code for number in range(0, 10**12, 10**9 + 7) if (code := claim_code(number))]
    assert len(made) > 500
    assert len(set(made)) == len(made)
    for code in made:
        assert parse_claim_code(show_code(code)) == code
        assert set(code) <= set(ALPHABET)
