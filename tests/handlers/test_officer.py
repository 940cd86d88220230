"""An officer reads an idea and decides; and what the farmer hears of it."""

import asyncio

import pytest

from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.shapes import get_list
from programme.ideas import Action, State
from programme.roles import Level
from storage.ideas import Idea
from tests.handlers.desk_cast import (
    BAC_NINH,
    farmer,
    file_idea,
    forge,
    log_of,
    moved,
    officer,
    stored,
)
from tests.harness import Running


async def test_everything_that_was_sent_is_shown(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await file_idea(bot, lan, special="Ủ men lá <b>rừng</b> & phơi nắng")
    await an.say("/hangdoi", "Ba kích tím")
    await an.tap("1. Ba kích tím", "Nguyễn Thị Lan")
    for part in (
        "YT-2026-00001",
        "0912 345 678",
        "xã Sơn Động, thành phố Bắc Ninh",
        "Dược liệu",
        "Ủ men lá <b>rừng</b> & phơi nắng",
        "1.500 kg một năm",
        "Giấy an toàn thực phẩm; Nhãn và bao bì",
    ):
        assert part in an.text


@pytest.mark.parametrize(("photos", "spoken"), [(1, False), (5, True), (0, True)])
async def test_photos_and_recordings_come_before_the_text(
    bot: Running, photos: int, spoken: bool
) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await file_idea(bot, lan, photos=photos, spoken=spoken)
    await an.say("/hangdoi", "Ba kích tím")
    count = len(an.received)
    await an.tap("1. Ba kích tím", "Người gửi")
    new = an.received[count:]
    kinds = ["photo" if get_list(message, "photo") else "" for message in new]
    assert kinds.count("photo") == photos
    assert sum("voice" in message for message in new) == spoken
    assert "Nhận xem" in an.buttons(new[-1])
    assert an.received_file(new[0])
    assert str(new[0]["caption"]).startswith("YT-2026-00001")
    if photos > 1:
        assert len({message.get("media_group_id") for message in new[:photos]}) == 1


async def take_up(bot: Running, an: Phone, idea: Idea) -> Idea:
    await an.say("/hangdoi", idea.product)
    await an.tap(f"1. {idea.product}", "Người gửi")
    await an.tap("Nhận xem")
    taken = await stored(bot, idea)
    assert taken.state is State.TAKEN_UP
    return taken


async def test_take_up_and_put_back(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await take_up(bot, an, idea)
    await an.tap("Để lại chỗ chờ")
    assert an.answers[-1].text == "Đã để lại chỗ chờ."
    assert "Nhận xem" in an.buttons()
    assert (await stored(bot, idea)).officer_id is None
    assert await log_of(bot, idea) == ["idea.submit", "idea.take_up", "idea.put_back"]


async def test_accepting_asks_first_and_tells_the_farmer(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await take_up(bot, an, idea)
    await an.tap("Chấp nhận", "không rút lại được")
    await an.tap("Chưa", "Người gửi")
    assert (await stored(bot, idea)).state is State.TAKEN_UP
    await an.tap("Chấp nhận", "không rút lại được")
    await an.tap("Chấp nhận ngay", "Tôi đã báo cho bà con")
    assert (await stored(bot, idea)).state is State.ACCEPTED
    await lan.wait("Tin vui: ý tưởng “Ba kích tím”")
    assert "0912 345 678" in lan.text
    assert len(lan.text) <= 700
    await lan.tap("Xem", "Xã kiểm tra hồ sơ")


async def test_returning_with_words_of_ones_own(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await take_up(bot, an, idea)
    await an.tap("Nhờ bổ sung", "còn thiếu gì?")
    await an.say("ảnh")
    assert (await stored(bot, idea)).state is State.TAKEN_UP
    await an.say("Gửi thêm ảnh <nhãn> đang dùng & giá bán.", "Gửi thêm ảnh")
    assert "Anh/chị bấm nút" in an.text
    assert (await stored(bot, idea)).state is State.TAKEN_UP
    await an.tap("Gửi cho bà con", "Tôi đã báo cho bà con")
    assert "“Gửi thêm ảnh <nhãn> đang dùng & giá bán.”" in an.text
    await lan.wait("Gửi thêm ảnh <nhãn> đang dùng & giá bán.")
    assert len(lan.text) <= 700
    back = await stored(bot, idea)
    assert (back.state, back.reason) == (
        State.RETURNED,
        "Gửi thêm ảnh <nhãn> đang dùng & giá bán.",
    )
    await lan.tap("Sửa", "Ba kích tím")
    await lan.tap("Gửi lại")
    assert (await stored(bot, idea)).state is State.SUBMITTED
    await an.wait("đã bổ sung và gửi lại")
    assert await log_of(bot, idea) == [
        "idea.submit",
        "idea.take_up",
        "idea.return",
        "idea.resend",
    ]


async def test_returning_with_a_ready_reason(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await take_up(bot, an, idea)
    await an.tap("Nhờ bổ sung", "còn thiếu gì?")
    await an.tap("Cần ảnh rõ hơn", "ảnh rõ của sản phẩm")
    assert (await stored(bot, idea)).state is State.TAKEN_UP
    await an.tap("Gửi cho bà con", "Tôi đã báo cho bà con")
    await lan.wait("Bà con gửi thêm ảnh rõ của sản phẩm và của nhãn.")


async def test_a_long_reason_fits_the_farmers_phone(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan, product="Rượu & <b>men lá</b> " * 8)
    idea = await moved(bot, idea, Action.TAKE_UP, an)
    await forge(an, f"o:return:{idea.id}:{idea.revision}")
    await an.say("Bổ sung " * 80)
    assert "Gửi cho bà con" not in an.buttons()
    await an.say("Bổ sung " * 62, "Bổ sung")
    await an.tap("Gửi cho bà con", "Tôi đã báo")
    await lan.wait("Bổ sung")
    assert len(lan.text) <= 700


@pytest.mark.parametrize(
    ("way", "shown"), [("Về ý tưởng", "Người gửi"), ("📋 Ý tưởng chờ", "xã Sơn Động")]
)
async def test_going_back_leaves_no_question_open(bot: Running, way: str, shown: str) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await take_up(bot, an, idea)
    await an.tap("Nhờ bổ sung", "còn thiếu gì?")
    await an.tap(way, shown)
    await an.say("Gửi thêm ảnh nhãn đang dùng.")
    assert "Gửi cho bà con" not in an.buttons()
    assert (await stored(bot, idea)).state is State.TAKEN_UP


async def test_a_reason_that_comes_too_late_is_not_sent(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    taken = await take_up(bot, an, idea)
    await an.tap("Nhờ bổ sung", "còn thiếu gì?")
    await an.say("Gửi thêm ảnh nhãn đang dùng.", "Gửi thêm ảnh")
    await moved(bot, taken, Action.PUT_BACK, an)
    heard = len(lan.received)
    await an.tap("Gửi cho bà con", "Đang chờ cán bộ")
    assert (await stored(bot, idea)).state is State.SUBMITTED
    assert len(lan.received) == heard


async def test_a_reason_for_what_another_officer_holds_is_not_sent(bot: Running) -> None:
    lan, an, binh = await farmer(bot), await officer(bot, "An"), await officer(bot, "Bình")
    idea = await file_idea(bot, lan)
    taken = await take_up(bot, an, idea)
    await an.tap("Nhờ bổ sung", "còn thiếu gì?")
    await an.say("Gửi thêm ảnh nhãn đang dùng.", "Gửi thêm ảnh")
    freed = await moved(bot, taken, Action.PUT_BACK, an)
    held = await moved(bot, freed, Action.TAKE_UP, binh)
    await an.tap("Gửi cho bà con", "Bình đang xem.")
    assert an.answers[-1].text == "Bình đã nhận xem trước rồi."
    assert await stored(bot, idea) == held


async def test_what_changed_since_it_was_read_is_not_taken_up(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await an.say("/hangdoi", "Ba kích tím")
    await an.tap("1. Ba kích tím", "Người gửi")
    await moved(bot, idea, Action.WITHDRAW, lan)
    again = await moved(bot, await stored(bot, idea), Action.RESEND, lan)
    await an.tap("Nhận xem")
    assert "vừa có thay đổi" in (an.answers[-1].text or "")
    assert await stored(bot, idea) == again
    await an.tap("Nhận xem")
    assert (await stored(bot, idea)).state is State.TAKEN_UP


async def test_a_farmer_who_cannot_be_reached_is_to_be_called(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan)
    await take_up(bot, an, idea)
    await lan.block()
    await asyncio.sleep(0.1)
    await an.tap("Chấp nhận", "không rút lại được")
    await an.tap("Chấp nhận ngay", "gọi giúp số 0912 345 678")
    assert not any("chấp nhận" in str(message.get("text")) for message in lan.received)


async def test_of_two_officers_the_first_takes_it_up(bot: Running) -> None:
    lan, an, binh = await farmer(bot), await officer(bot, "An"), await officer(bot, "Bình")
    idea = await file_idea(bot, lan)
    await binh.say("/hangdoi", "Ba kích tím")
    await binh.tap("1. Ba kích tím", "Người gửi")
    await take_up(bot, an, idea)
    await binh.tap("Nhận xem")
    assert binh.answers[-1].text == "An đã nhận xem trước rồi."
    assert "An đang xem." in binh.text
    assert "Chấp nhận" not in binh.buttons()
    for name in ("accept", "yes", "return", "put", "why"):
        taken = await stored(bot, idea)
        told = await forge(binh, f"o:{name}:{idea.id}:{taken.revision}:photos")
        assert told == "An đã nhận xem trước rồi."
    assert await log_of(bot, idea) == ["idea.submit", "idea.take_up"]


async def test_those_above_may_free_an_idea_that_is_stuck(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    chi = await officer(bot, "Chi", Level.PROVINCE, BAC_NINH)
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await forge(chi, f"o:see:{idea.id}")
    await chi.wait("An đang xem")
    assert "Để lại chỗ chờ" in chi.buttons()
    assert "Chấp nhận" not in chi.buttons()
    await chi.tap("Để lại chỗ chờ", "Đang chờ cán bộ")
    assert await log_of(bot, idea) == ["idea.submit", "idea.take_up", "idea.put_back"]


async def test_a_double_tap_decides_once(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    heard = len(lan.received)
    number = an.last["message_id"]
    assert isinstance(number, int)
    for _ in range(3):
        await an.press_data(number, f"o:yes:{idea.id}:{idea.revision}")
    await an.wait(until=lambda phone: len(phone.answers) >= 3)
    await lan.settle()
    assert [answer.text for answer in an.answers[-2:]] == [
        "Anh/chị đã chấp nhận ý tưởng này rồi."
    ] * 2
    assert len(lan.received) == heard + 1
    assert await log_of(bot, idea) == ["idea.submit", "idea.take_up", "idea.accept"]


async def test_what_the_farmer_took_back_is_no_longer_shown(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await file_idea(bot, lan, photos=1)
    await an.say("/hangdoi", "Ba kích tím")
    await moved(bot, idea, Action.WITHDRAW, lan)
    count = len(an.received)
    await an.tap("1. Ba kích tím", "bà con đã rút ý tưởng này về")
    assert "Nguyễn Thị Lan" not in an.text
    assert len(an.received) == count
    assert "rút" in (await forge(an, f"o:take:{idea.id}:1") or "")


async def test_a_second_reading_shows_what_was_asked_the_first_time(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await moved(bot, idea, Action.RETURN, an, "Gửi thêm ảnh nhãn.")
    await lan.say("/trangthai", "Gửi thêm ảnh nhãn.")
    await lan.tap("Sửa", "đã đúng cả chưa?")
    await lan.tap("Gửi lại", "bản bà con vừa sửa")
    await an.wait("đã bổ sung và gửi lại")
    await an.tap("Mở xem", "Lần trước nhờ bổ sung: “Gửi thêm ảnh nhãn.”")
    assert "Nhận xem" in an.buttons()


async def test_an_idea_taken_back_and_sent_again_is_called_that(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    await file_idea(bot, lan)
    await lan.say("/trangthai", "Ba kích tím")
    await lan.tap("Rút lại", "chứ?")
    await lan.tap("Rút lại", "Tôi đã rút ý tưởng về")
    await lan.tap("Gửi lại", "Tôi đã gửi lại cho cán bộ")
    await an.wait("đã gửi lại ý tưởng này: Ba kích tím")
    assert "vừa sửa lại" not in an.text


async def test_who_held_an_idea_hears_that_the_province_put_it_back(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    chi = await officer(bot, "Chi", Level.PROVINCE, BAC_NINH)
    idea = await file_idea(bot, lan)
    await moved(bot, idea, Action.TAKE_UP, an)
    await chi.say(idea.code, "An đang xem")
    await chi.tap("Để lại chỗ chờ", "Đang chờ cán bộ")
    await an.wait("Chi đã đưa “Ba kích tím” về chỗ chờ thay anh/chị.")
    assert an.buttons() == ["Mở xem"]


async def test_an_accepted_idea_says_who_accepted_it(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    chi = await officer(bot, "Chi", Level.PROVINCE, BAC_NINH)
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await moved(bot, idea, Action.ACCEPT, an)
    await chi.say(idea.code, "An đã chấp nhận.")
    await an.say(idea.code, "Anh/chị đã chấp nhận.")
    assert "An đã chấp nhận" not in an.text


async def test_a_ready_reason_is_read_in_the_farmers_language(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    reason = "Please send clear photos of the product and of its label."
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await moved(bot, idea, Action.RETURN, an, reason)
    await lan.say("/trangthai", "Bà con gửi thêm ảnh rõ của sản phẩm và của nhãn.")
    await lan.tap("Sửa", "Bà con gửi thêm ảnh rõ của sản phẩm và của nhãn.")
    assert reason not in lan.text


async def test_a_reason_thrown_away_leads_back_to_the_idea(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await an.say(idea.code, "Ba kích tím")
    await an.tap("Nhờ bổ sung", "còn thiếu gì?")
    await an.tap("Cần ảnh rõ hơn", "Gửi bà con câu này nhé?")
    await an.say("/huy", "Bỏ hẳn")
    await an.tap("Bỏ", "Tôi đã bỏ rồi")
    await an.tap("Về ý tưởng", "Người gửi")
    assert "Chấp nhận" in an.buttons()
