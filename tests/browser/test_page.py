"""What else people do on the page: start over, choose persons, change the language."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.errand import FARMER, OFFICER
from tests.browser.hand import Hand

pytestmark = pytest.mark.browser

NEWCOMER = "Cán bộ mới"


def open_phone(page: Page, owner: str) -> Hand:
    page.get_by_test_id("add-phone").click()
    page.get_by_test_id("person-option").filter(has_text=owner).click()
    return Hand(page, owner)


def test_starting_over(page: Page) -> None:
    farmer = Hand(page, FARMER)
    farmer.start()
    farmer.reads("Bà con muốn nói tiếng nào?")
    page.get_by_test_id("start-over").click()
    page.get_by_test_id("confirm-no").click()
    farmer.reads("Bà con muốn nói tiếng nào?")
    page.get_by_test_id("start-over").click()
    page.get_by_test_id("confirm-yes").click()
    expect(farmer.messages).to_have_count(0)
    farmer.start()
    farmer.answer("Bà con muốn nói tiếng nào?", "Tiếng Việt")
    farmer.reads("Bà con đồng ý chứ?")

    officer = open_phone(page, "Cán bộ Hội xã Sơn Động")
    officer.command("hangdoi")
    expect(officer.button("Ý tưởng của xã Sơn Động", "• Đang chờ (1)")).to_be_visible()


def test_an_invitation_works_once(page: Page) -> None:
    officer = open_phone(page, NEWCOMER)
    officer.start()
    officer.reads("Mời anh/chị nhận ý tưởng sản phẩm", "xã Tân Yên")
    officer.tap("Mời anh/chị nhận ý tưởng", "Tôi nhận lời")
    officer.reads("Cảm ơn anh/chị! Từ nay anh/chị nhận ý tưởng của xã Tân Yên")
    officer.command("hangdoi")
    officer.reads("Ý tưởng của xã Tân Yên", "Không có ý tưởng nào đang chờ.")

    link = officer.phone.locator('[data-from="person"]').get_by_test_id("text").first.inner_text()
    assert link.startswith("/start inv_")
    officer.say(link)
    officer.reads("Anh/chị đã nhận lời mời này rồi.")

    page.get_by_test_id("add-phone").click()
    page.get_by_test_id("new-person").click()
    page.get_by_test_id("new-person-name").fill("Trần Văn Minh")
    page.get_by_test_id("new-person-start").fill(link.removeprefix("/start "))
    page.get_by_test_id("new-person-save").click()
    other = Hand(page, "Trần Văn Minh")
    other.start()
    other.reads("Lời mời này đã có người nhận", "xin lời mời mới")
    other.command("menu")
    expect(other.button("", "📋 Ý tưởng chờ: 0 · Tôi giữ: 0")).to_have_count(0)


def test_an_officer_made_up_on_the_page_is_invited(page: Page) -> None:
    page.get_by_test_id("add-phone").click()
    page.get_by_test_id("new-person").click()
    page.get_by_test_id("new-person-name").fill("Trần Văn Minh")
    page.get_by_test_id("new-person-role").select_option("officer")
    page.get_by_test_id("new-person-save").click()
    officer = Hand(page, "Trần Văn Minh")
    officer.start()
    officer.reads("Mời anh/chị nhận ý tưởng sản phẩm", "xã Tân Yên")
    officer.tap("Mời anh/chị nhận ý tưởng", "Tôi nhận lời")
    officer.reads("Cảm ơn anh/chị! Từ nay anh/chị nhận ý tưởng của xã Tân Yên")
    officer.command("menu")
    expect(officer.button("", "📋 Ý tưởng chờ: 0 · Tôi giữ: 0")).to_have_count(1)


def test_both_languages(page: Page) -> None:
    farmer = Hand(page, FARMER)
    page.get_by_test_id("language-en").click()
    expect(farmer.phone.get_by_test_id("start")).to_have_text("Start")
    expect(page.get_by_role("region", name=f"{FARMER}'s phone")).to_be_visible()
    farmer.start()
    farmer.answer("Which language shall I speak?", "English")
    farmer.reads("May I keep your name")
    farmer.tap("May I keep your name", "Not now")
    farmer.reads("That is all right.")
    farmer.command("language")
    farmer.tap("", "Tiếng Việt")
    farmer.hears("Từ giờ tôi nói tiếng Việt.")
    farmer.reads("Xin chào bà con!", "Xem và đồng ý")
    page.get_by_test_id("language-vi").click()
    farmer.command("ngonngu")
    farmer.tap("", "English")
    farmer.hears("I speak English now.")


def test_the_phones_are_the_same_after_a_reload(page: Page) -> None:
    open_phone(page, NEWCOMER)
    expect(page.get_by_test_id("owner")).to_have_count(3)
    page.goto(page.url.partition("#")[0])
    expect(page.get_by_test_id("owner")).to_contain_text([FARMER, OFFICER, NEWCOMER])
