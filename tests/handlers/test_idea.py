"""From the first word to the receipt, and back again when an officer asks for more."""

import json
from decimal import Decimal

from handlers import idea
from programme.ideas import Action, Actor, State
from storage import ideas
from tests.handlers.cast import id_of, known, officer, person_of, rows
from tests.handlers.desk_cast import TAN_YEN
from tests.handlers.farmer import PRODUCT, SPECIAL, Farmer
from tests.harness import Running


async def test_a_newcomer_needs_at_most_14_answers_and_types_4(bot: Running) -> None:
    farmer = Farmer(bot.phone("Lan"))
    await farmer.first_questions()
    await farmer.describe()
    await farmer.show_photos()
    await farmer.phone.wait("Cán bộ gọi cho ai?")
    await farmer.answer("📱 Gửi tên và số của tôi", "đã đúng cả chưa?")
    await farmer.answer("Gửi ý tưởng", "YT-2026-00001")
    assert (farmer.answered, farmer.typed) == (14, 4)
    assert farmer.longest <= 700
    assert not farmer.phone.keyboard()

    async with bot.db.transaction() as tx:
        filed = await ideas.by_code(tx, "YT-2026-00001")
        assert filed is not None
        photos = await ideas.photos(tx, filed.id)
    assert (filed.product, filed.product_group, filed.special) == (PRODUCT, "drink", SPECIAL)
    assert (filed.raw_material, filed.quantity, filed.unit) == ("over_75", Decimal("1.5"), "tonne")
    assert filed.papers == ("business_registration", "label_packaging")
    assert filed.support == ("capital", "fairs")
    assert (filed.contact_name, filed.contact_phone) == ("Lan", "+84912345678")
    assert (filed.state, len(photos)) == (State.SUBMITTED, 2)
    person = await person_of(bot, farmer.phone)
    assert (person.name, person.phone) == ("Lan", "+84912345678")
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_a_known_farmer_needs_at_most_9_answers(bot: Running) -> None:
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/menu")
    await farmer.describe()
    assert any("Câu 8/8" in screen for screen in farmer.screens)
    await farmer.show_photos()
    await farmer.phone.wait("Nguyễn Thị Lan, 0912 345 678")
    await farmer.answer("Gửi ý tưởng", "YT-2026-00001")
    assert (farmer.answered, farmer.typed) == (9, 3)
    assert farmer.longest <= 700


async def test_her_place_is_read_back_and_changed_without_a_question_more(bot: Running) -> None:
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/menu")
    await farmer.describe()
    assert any("tới cán bộ xã Sơn Động, " in screen for screen in farmer.screens)
    await farmer.answer("Bỏ qua", "Nơi ở: xã Sơn Động, ")
    await farmer.tap("Sửa nơi ở", "Đã ghi: xã Sơn Động, ")
    assert "Câu" not in farmer.phone.text
    await farmer.tap("Giữ nguyên", "Nơi ở: xã Sơn Động")
    await farmer.tap("Sửa nơi ở", "Bà con ở xã, phường nào?")
    await farmer.type("tan yen", "1. xã Tân Yên")
    await farmer.tap("1. xã Tân Yên", "đã đúng cả chưa?")
    # Nothing of what she wrote is lost.
    assert PRODUCT in farmer.phone.text
    await farmer.answer("Gửi ý tưởng", "xã Tân Yên")
    [place] = await rows(
        bot, "SELECT i.commune, p.commune AS hers FROM ideas i JOIN people p ON p.id = i.person_id"
    )
    assert (place["commune"], place["hers"]) == (TAN_YEN, TAN_YEN)


async def test_the_longest_answers_still_fit_the_screen(bot: Running) -> None:
    long = await known(bot, "Công Huyền Tôn Nữ " + "W" * 40)
    farmer = Farmer(long)
    await farmer.phone.say("/menu")
    await farmer.tap("💡 Gửi ý tưởng")
    await farmer.type("<b>" + "Q" * 97, "thuộc nhóm nào?")
    await farmer.answer("Du lịch cộng đồng")
    await farmer.type("&" + "W" * 999, "nguyên liệu")
    await farmer.answer("trên 75%")
    await farmer.type("999.999.999 lượt khách", "Đã có")
    await farmer.type("1, 2, 3, 4, 5, 6", "Cần giúp")
    await farmer.type(" ".join(str(n) for n in range(1, 19)), "gửi ảnh")
    await farmer.show_photos(5)
    await farmer.phone.wait("đã đúng cả chưa?")
    for what in ("Sửa sản phẩm", "Sửa điểm đặc biệt", "Sửa sản lượng"):
        await farmer.tap(what, "Đã ghi")
        await farmer.tap("Giữ nguyên", "đã đúng cả chưa?")
    await farmer.answer("Gửi ý tưởng", "YT-2026-00001")
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE ideas SET state = 'returned', reason = :reason", reason="& " * 500)
    await farmer.tap("📄 Sản phẩm của tôi")
    await farmer.tap("Sửa", "Cán bộ cần bà con bổ sung")
    await farmer.type("con mèo", "Bấm câu muốn sửa")
    assert farmer.longest <= 700


async def test_the_officer_hears_of_it_and_the_farmer_corrects_it(bot: Running) -> None:
    minh = await officer(bot)
    await minh.start()
    await minh.wait()
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/menu")
    await farmer.describe()
    await farmer.answer("Bỏ qua", "đã đúng cả chưa?")
    await farmer.answer("Gửi ý tưởng", "sẽ đọc")
    await minh.wait(PRODUCT)

    reader = await id_of(bot, minh)
    async with bot.db.transaction() as tx:
        filed = await ideas.by_code(tx, "YT-2026-00001")
        assert filed is not None
        taken = await ideas.move(tx, filed, Action.TAKE_UP, Actor.OFFICER, reader, 2)
        assert taken is not None
        reason = "Gửi thêm ảnh nhãn."
        assert await ideas.move(tx, taken, Action.RETURN, Actor.OFFICER, reader, 3, reason)

    await farmer.phone.say("/trangthai", PRODUCT)
    await farmer.tap("Sửa", "Gửi thêm ảnh nhãn.")
    assert SPECIAL[:30] in farmer.phone.text
    await farmer.tap("Sửa ảnh", "gửi ảnh")
    await farmer.show_photos(1)
    await farmer.phone.wait("1 ảnh")
    await farmer.tap("Gửi lại", "bản bà con vừa sửa")
    async with bot.db.transaction() as tx:
        filed = await ideas.by_code(tx, "YT-2026-00001")
        assert filed is not None
        assert (filed.state, filed.special) == (State.SUBMITTED, SPECIAL)
        assert len(await ideas.photos(tx, filed.id)) == 1


async def test_a_correction_is_too_late_once_an_officer_reads(bot: Running) -> None:
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/menu")
    await farmer.describe()
    await farmer.answer("Bỏ qua", "đã đúng cả chưa?")
    await farmer.answer("Gửi ý tưởng", "YT-2026-00001")
    await farmer.tap("📄 Sản phẩm của tôi")
    await farmer.tap("Sửa", "đã đúng cả chưa?")
    async with bot.db.transaction() as tx:
        filed = await ideas.by_code(tx, "YT-2026-00001")
        assert filed is not None
        assert await ideas.move(tx, filed, Action.TAKE_UP, Actor.OFFICER, filed.person_id, 2)
    await farmer.tap("Sửa sản phẩm", "tên là gì?")
    await farmer.type("Rượu khác", "Rượu khác")
    await farmer.tap("Gửi lại", "Cán bộ vừa nhận xem, nên tôi chưa gửi")
    async with bot.db.transaction() as tx:
        now = await ideas.by_code(tx, "YT-2026-00001")
    assert now is not None
    assert now.product == PRODUCT


async def test_sending_twice_files_one_idea(bot: Running) -> None:
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/menu")
    await farmer.describe()
    await farmer.answer("Bỏ qua", "đã đúng cả chưa?")
    review = farmer.phone.last
    data = _data_of(review, "Gửi ý tưởng")
    number = review["message_id"]
    assert isinstance(number, int)
    await farmer.phone.press_data(number, data)
    await farmer.phone.press_data(number, data)
    await farmer.phone.wait(until=lambda phone: len(phone.answers) >= 2)
    assert len(await rows(bot, "SELECT id FROM ideas")) == 1

    # The same button must not send the next idea either.
    await farmer.phone.say("/ytuong", "tên là gì?")
    await farmer.phone.press_data(number, data)
    await farmer.phone.wait(until=lambda phone: "xong rồi" in (phone.answers[-1].text or ""))
    assert len(await rows(bot, "SELECT id FROM ideas")) == 1


def _data_of(message: dict[str, object], label: str) -> str:
    markup = json.loads(json.dumps(message["reply_markup"]))
    found = [b["callback_data"] for row in markup["inline_keyboard"] for b in row]
    labels = [b["text"] for row in markup["inline_keyboard"] for b in row]
    return str(found[labels.index(label)])


async def test_a_half_written_idea_is_not_lost_to_a_new_one(bot: Running) -> None:
    phone = await known(bot)
    await phone.say("/ytuong", "tên là gì?")
    await phone.say("Mật ong rừng", "thuộc nhóm nào?")
    await phone.say("/ytuong", "đang viết dở")
    await phone.tap("Viết tiếp ý tưởng đó", "thuộc nhóm nào?")
    await phone.say("/ytuong", "đang viết dở")
    await phone.tap("Viết ý tưởng mới", "bỏ “Mật ong rừng” đang viết dở")
    await phone.tap("✍️ Viết tiếp", "thuộc nhóm nào?")
    await phone.say("/ytuong", "đang viết dở")
    await phone.tap("Viết ý tưởng mới", "chắc chứ?")
    await phone.tap("Bỏ, viết ý tưởng mới", "tên là gì?")
    await phone.say("Chè xanh", "thuộc nhóm nào?")
    drafts = await rows(bot, "SELECT data FROM drafts")
    assert [json.loads(row["data"])["answers"]["product"] for row in drafts] == ["Chè xanh"]


async def test_a_voice_message_says_what_is_special(bot: Running) -> None:
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/ytuong", "tên là gì?")
    await farmer.type("Mật ong rừng")
    await farmer.answer("Thực phẩm", "có gì đặc biệt?")
    await farmer.phone.send_voice()
    await farmer.phone.wait("nguyên liệu")
    await farmer.answer("dưới 50%")
    await farmer.type("300 lít")
    await farmer.type("chưa có")
    await farmer.type("1")
    await farmer.answer("Bỏ qua", "một tin nhắn thoại")
    await farmer.answer("Gửi ý tưởng", "YT-2026-00001")
    found = await rows(
        bot, "SELECT m.kind, m.sha256, i.papers FROM ideas i JOIN media m ON m.id = i.special_media"
    )
    assert [row["kind"] for row in found] == ["voice"]
    assert found[0]["papers"] == '["none"]'


async def test_without_a_place_the_idea_waits_for_it(bot: Running) -> None:
    phone = await known(bot, place=None)
    await phone.say("/ytuong", "Bà con ở xã, phường nào?")
    assert "Bỏ qua" not in phone.buttons()
    await phone.say("xa son dong", "xã Sơn Động, thành phố Bắc Ninh")
    await phone.tap("xã Sơn Động, Bắc Ninh", "tên là gì?")


async def test_who_refused_is_asked_again_before_an_idea(bot: Running) -> None:
    phone = await known(bot, consent=False, place=None)
    await phone.say("/ytuong", "Bà con đồng ý chứ?")
    await phone.tap("Để sau", "Không sao đâu")
    await phone.say("/idea", "Bà con đồng ý chứ?")
    await phone.tap("Tôi đồng ý", "Bà con ở xã, phường nào?")
    await phone.say("xã Sơn Động")
    await phone.tap("1. xã Sơn Động", "tên là gì?")
    assert "1/" in phone.text


async def test_consent_taken_back_meanwhile_costs_no_answers(bot: Running) -> None:
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/menu")
    await farmer.describe()
    await farmer.answer("Bỏ qua", "đã đúng cả chưa?")
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 0")
    await farmer.tap("Gửi ý tưởng", "Bà con đồng ý chứ?")
    assert await rows(bot, "SELECT id FROM ideas") == []
    await farmer.tap("Tôi đồng ý", "đang viết dở")
    await farmer.tap("Viết tiếp ý tưởng đó", PRODUCT)
    await farmer.tap("Gửi ý tưởng", "YT-2026-00001")


def test_an_idea_and_its_answers_say_the_same() -> None:
    assert [step.key for step in idea.FORM.steps] == [step.key for step in idea.CORRECTION.steps]


async def test_a_correction_of_what_another_phone_changed_shows_the_new_one(bot: Running) -> None:
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/menu")
    await farmer.describe()
    await farmer.answer("Bỏ qua", "đã đúng cả chưa?")
    await farmer.answer("Gửi ý tưởng", "YT-2026-00001")
    await farmer.tap("📄 Sản phẩm của tôi")
    await farmer.tap("Sửa", "đã đúng cả chưa?")
    async with bot.db.transaction() as tx:
        filed = await ideas.by_code(tx, "YT-2026-00001")
        assert filed is not None
        gone = await ideas.move(tx, filed, Action.WITHDRAW, Actor.FARMER, filed.person_id, 2)
        assert gone is not None
        assert await ideas.move(tx, gone, Action.RESEND, Actor.FARMER, filed.person_id, 3)
    await farmer.tap("Gửi lại", "đã được sửa ở máy khác")
    await farmer.tap("Sửa", "đã đúng cả chưa?")
    await farmer.tap("Gửi lại", "bản bà con vừa sửa")


async def test_skip_is_spoken_of_only_while_it_can_be_pressed(bot: Running) -> None:
    farmer = Farmer(await known(bot))
    await farmer.phone.say("/menu")
    await farmer.describe()
    assert "bấm Bỏ qua" in farmer.phone.text
    assert "Bỏ qua" in farmer.phone.buttons()
    await farmer.phone.send_photo()
    await farmer.phone.wait("1 ảnh")
    assert "gửi ảnh sản phẩm" in farmer.phone.text
    assert "Bỏ qua" not in farmer.phone.text
    assert "Bỏ qua" not in farmer.phone.buttons()
