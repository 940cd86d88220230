"""The first words: language, consent with its proof, place; and what links lead to."""

from tests.handlers.cast import known, officer, person_of, rows
from tests.harness import Running


async def test_the_language_changes_what_is_asked_next(bot: Running) -> None:
    phone = bot.phone("Ann", language="vi")
    await phone.start()
    hello = await phone.wait("Xin chào")
    assert hello is not None
    assert "Which language" in str(hello["text"])
    await phone.tap("English", "May I keep your name")
    assert (await person_of(bot, phone)).language == "en"
    await phone.tap("‹ Back", "Xin chào")
    await phone.say("tieng viet", "Bà con đồng ý chứ?")


async def test_consent_is_kept_with_its_proof(bot: Running) -> None:
    phone = bot.phone("Lan")
    await phone.start()
    await phone.wait()
    await phone.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    shown = phone.text
    for promise in ("tên, số điện thoại, nơi ở", "Để làm gì", "Hội Nông dân tỉnh", "xóa hết"):
        assert promise in shown
    assert not any(label.startswith("✓") for label in phone.buttons())
    assert "Bỏ qua" not in phone.buttons()
    assert (await person_of(bot, phone)).consent is None
    await phone.say("tôi đồng ý", "Bà con ở đâu?")
    assert (await person_of(bot, phone)).consent is True
    proofs = await rows(bot, "SELECT given, text_version, language FROM consents")
    assert [(p["given"], p["text_version"], p["language"]) for p in proofs] == [(1, "2026-3", "vi")]


async def test_silence_and_odd_words_are_no_consent(bot: Running) -> None:
    phone = bot.phone("Lan")
    await phone.start()
    await phone.wait()
    await phone.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    for words in ("để tôi nghĩ đã", "1 2 3", "ok ok ok ok", "không đồng ý"):
        await phone.say(words)
        assert (await person_of(bot, phone)).consent is not True
    await phone.say("/trogiup")
    await phone.say("bỏ qua")
    assert (await person_of(bot, phone)).consent is not True


async def test_refusing_leads_to_the_menu_and_is_kept_too(bot: Running) -> None:
    phone = bot.phone("Lan")
    await phone.start()
    await phone.wait()
    await phone.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    await phone.tap("Để sau", "Không sao đâu")
    assert (await person_of(bot, phone)).consent is False
    assert [row["given"] for row in await rows(bot, "SELECT given FROM consents")] == [0]
    await phone.say("/start")
    assert "đồng ý chứ" not in phone.text


async def test_the_place_is_found_by_any_name(bot: Running) -> None:
    phone = await known(bot, consent=None, place=None)
    await phone.start()
    await phone.wait()
    await phone.tap("Tiếng Việt")
    await phone.tap("Tôi đồng ý", "Bà con ở đâu?")
    await phone.say("xyzzy", "Tôi chưa tìm thấy nơi này.")
    await phone.share_location(21.3, 106.8)
    await phone.wait("chưa đọc được bản đồ")
    await phone.say("xã Quế Nham, huyện Tân Yên", "cũ)")
    await phone.tap("Không có nơi cần tìm", "Bà con ở đâu?")
    await phone.say("son dogn bac giang", "xã Sơn Động, thành phố Bắc Ninh")
    await phone.say("số 1", "Tôi đã ghi nơi ở")
    found = await person_of(bot, phone)
    assert bot.service.world.territory.full_name(found.commune or "").endswith("Bắc Ninh")


async def test_the_place_can_wait(bot: Running) -> None:
    phone = await known(bot, consent=None, place=None)
    await phone.start()
    await phone.wait()
    await phone.tap("Tiếng Việt")
    await phone.tap("Tôi đồng ý", "Bà con ở đâu?")
    await phone.tap("Bỏ qua", "Nơi ở thì tôi hỏi lúc khác.")
    assert (await person_of(bot, phone)).commune is None


async def test_a_forged_place_is_not_taken(bot: Running) -> None:
    phone = await known(bot, consent=None, place=None)
    await phone.start()
    await phone.wait()
    await phone.tap("Tiếng Việt")
    await phone.tap("Tôi đồng ý", "Bà con ở đâu?")
    drafts = await rows(bot, "SELECT id FROM drafts")
    number = phone.last["message_id"]
    assert isinstance(number, int)
    for code in ("99999", "18", "h1555"):  # nowhere, a province, a former district
        await phone.press_data(number, f"f:{drafts[0]['id']}:place:={code}")
        await phone.wait()
        assert "Nút này cũ rồi" in (phone.answers[-1].text or "")
    assert (await person_of(bot, phone)).commune is None


async def test_the_first_word_of_a_stranger_is_answered(bot: Running) -> None:
    phone = bot.phone("Lan")
    await phone.start()
    await phone.wait("Xin chào")
    await phone.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    await phone.say("/trogiup")
    await phone.say("/start", "Bà con đồng ý chứ?")
    assert "Tôi đồng ý" in phone.buttons()


async def test_who_is_known_gets_the_menu(bot: Running) -> None:
    phone = await known(bot)
    await phone.start()
    await phone.wait(button="Gửi ý tưởng")
    minh = await officer(bot)
    await minh.start()
    await minh.wait(button="Gửi ý tưởng")
    assert minh.buttons()[0] == "📋 Ý tưởng chờ: 0 · Tôi giữ: 0"


async def test_a_link_leads_straight_to_an_idea(bot: Running) -> None:
    phone = bot.phone("Lan")
    await phone.start("idea")
    await phone.wait("Xin chào")
    await phone.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    await phone.tap("Tôi đồng ý", "Bà con ở xã, phường nào?")
    assert "Bỏ qua" not in phone.buttons()
    await phone.say("bỏ qua", "Câu này tôi cần có câu trả lời.")
    await phone.say("xã Sơn Động, Bắc Giang")
    await phone.tap("xã Sơn Động, Bắc Ninh", "tên là gì?")


async def test_an_unknown_link_leads_to_the_menu(bot: Running) -> None:
    phone = await known(bot)
    for payload in ("start", "correction", "nothing-we-know"):
        await phone.start(payload)
        await phone.wait(button="Gửi ý tưởng")
        assert "💡 Gửi ý tưởng" in phone.buttons()


async def test_an_invitation_is_handed_on(bot: Running) -> None:
    phone = bot.phone("Minh")
    await phone.start("inv_" + "x" * 22)
    await phone.wait()
    assert "Xin chào bà con" not in phone.text
    assert await rows(bot, "SELECT id FROM drafts") == []


async def test_who_agrees_later_is_not_asked_for_her_language_again(bot: Running) -> None:
    phone = bot.phone()
    await phone.start()
    await phone.wait("Xin chào")
    await phone.tap("Tiếng Việt", "Bà con đồng ý chứ?")
    await phone.say("hủy", "Xem và đồng ý")
    await phone.tap("Xem và đồng ý", "Bà con đồng ý chứ?")
    await phone.tap("Tôi đồng ý", "Bà con ở đâu?")
    assert "Tiếng Việt" not in str(phone.buttons(phone.last))
