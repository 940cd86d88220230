"""Consent that was taken back is kept: nothing more is stored, asked, reminded of or shown."""

import json

import pytest

from bot.channels.sandbox.phone import Phone
from programme.ideas import Action
from tests.handlers import desk_cast
from tests.handlers.cast import id_of, known, person_of, rows
from tests.harness import Running

DAY_AND_MORE = 25 * 60 * 60 * 1000
ASKED = "Bà con đồng ý chứ?"


async def withdrawn(phone: Phone) -> None:
    """Take the agreement back, as one does on the screen."""
    await phone.say("/rieng_tu")
    await phone.tap("Rút lại đồng ý")
    await phone.tap("Rút lại", "Bà con đã rút lại đồng ý")


async def half_written(bot: Running, *, name: str = "Chè dây") -> Phone:
    """Somebody who took the agreement back with an idea half written."""
    phone = await known(bot)
    await phone.say("/ytuong")
    await phone.say(name)
    await withdrawn(phone)
    return phone


async def answers(bot: Running) -> dict[str, object]:
    (row,) = await rows(bot, "SELECT data FROM drafts WHERE form = 'idea'")
    found: dict[str, object] = json.loads(row["data"])["answers"]
    return found


async def press(phone: Phone, data: str, expect: str) -> None:
    """Press a button of an older message."""
    number = phone.last["message_id"]
    assert isinstance(number, int)
    await phone.press_data(number, data)
    await phone.wait(expect)


async def test_a_correction_that_waits_is_not_carried_out(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/hoso")
    await phone.tap("Sửa số điện thoại")
    await phone.say("Hoàng Thị Mai")
    await withdrawn(phone)
    assert len(await rows(bot, "SELECT id FROM drafts WHERE form = 'phone'")) == 1
    await press(phone, "m:resume", ASKED)
    await phone.say("Hoàng Thị Mai 0987 654 321")
    person = await person_of(bot, phone)
    assert (person.consent, person.name, person.phone) == (
        False,
        "Nguyễn Thị Lan",
        "+84912345678",
    )


async def test_an_answer_to_a_form_left_on_the_screen_is_not_kept(bot: Running) -> None:
    phone = await half_written(bot)
    async with bot.db.transaction() as tx:
        tx.later("UPDATE drafts SET open = 1 WHERE form = 'idea'")
    await phone.say("Đồ uống", ASKED)
    assert "product_group" not in await answers(bot)


@pytest.mark.parametrize("button", ["m:resume", "f:{id}:{step}:=food"])
async def test_a_half_written_idea_collects_nothing_more(bot: Running, button: str) -> None:
    phone = await half_written(bot)
    before = await answers(bot)
    (draft,) = await rows(bot, "SELECT id, data FROM drafts WHERE form = 'idea'")
    step = json.loads(draft["data"])["step"]
    await press(phone, button.format(id=draft["id"], step=step), ASKED)
    await phone.say("Không ai được biết điều này")
    assert await answers(bot) == before


async def test_who_agrees_again_goes_on_where_she_stopped(bot: Running) -> None:
    phone = await half_written(bot)
    await press(phone, "m:resume", ASKED)
    await phone.tap("Tôi đồng ý", "viết dở")
    assert (await person_of(bot, phone)).consent is True
    await phone.press("Viết tiếp")
    await phone.wait("thuộc nhóm nào?")


async def test_what_is_half_written_can_be_thrown_away(bot: Running) -> None:
    phone = await half_written(bot)
    (draft,) = await rows(bot, "SELECT id, data FROM drafts WHERE form = 'idea'")
    at = f"f:{draft['id']}:{json.loads(draft['data'])['step']}"
    await press(phone, f"{at}:!cancel", "Bỏ hẳn")
    await phone.press_data(int(str(phone.last["message_id"])), f"{at}:!drop")
    await phone.settle()
    assert await rows(bot, "SELECT id FROM drafts") == []


@pytest.mark.parametrize("consent", [1, 0])
async def test_nobody_is_reminded_who_took_it_back(bot: Running, consent: int) -> None:
    phone = await half_written(bot)
    person = await id_of(bot, phone)
    async with bot.db.transaction() as tx:
        tx.later("UPDATE people SET consent = :consent WHERE id = :id", consent=consent, id=person)
        tx.later("UPDATE drafts SET updated_at = updated_at - :age", age=DAY_AND_MORE)
    before = len(phone.received)
    await bot.service.chores.remind()
    await bot.calm()
    assert len(phone.received) - before == consent


async def test_officers_do_not_see_what_is_locked_away(bot: Running) -> None:
    lan, an = await desk_cast.farmer(bot), await desk_cast.officer(bot, "An")
    idea = await desk_cast.file_idea(bot, lan, photos=1)
    for action in (Action.TAKE_UP, Action.ACCEPT):
        idea = await desk_cast.moved(bot, idea, action, an)
    await an.say(idea.code, "0912 345 678")
    assert any("photo" in message for message in an.received)
    await withdrawn(lan)
    before = len(an.received)
    await an.say(idea.code, "Bà con đã rút lại đồng ý")
    seen = an.received[before:]
    assert not any("photo" in message for message in seen)
    for words in ("0912", "Nguyễn Thị Lan", "Trồng dưới tán rừng"):
        assert words not in json.dumps(seen, ensure_ascii=False)
    assert "Ba kích tím" in an.text
