"""The errand the bot exists for, done on the page by both of its people."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.errand import FARMER, OFFICER, PRODUCT, describe, file_idea
from tests.browser.hand import Hand
from tests.browser.shots import shoot

pytestmark = pytest.mark.browser

REASON = "Gửi thêm giấy an toàn thực phẩm, hoặc cho biết bao giờ có."


def test_a_new_farmer_and_her_officer(page: Page, photo: FilePayload) -> None:
    farmer, officer = Hand(page, FARMER), Hand(page, OFFICER)
    file_idea(farmer, photo)
    assert len(farmer.answers) <= 14
    assert len(farmer.typed) <= 4
    assert 100 < farmer.longest() <= 700

    officer.tap(f"Ý tưởng mới: {PRODUCT}", "Mở xem")
    _sees_the_photo(page, officer)
    officer.reads(PRODUCT, "xã Tân Yên", "1,5 tấn một năm", "Nhãn và bao bì", FARMER)
    shoot(officer.page, "screens/officer", officer)
    shoot(page, "sandbox")

    officer.tap(PRODUCT, "Nhận xem")
    officer.hears("Anh/chị đang giữ ý tưởng này.")
    officer.tap("Cán bộ đang xem", "Nhờ bổ sung")
    officer.reads("còn thiếu gì?")
    officer.say(REASON)
    officer.reads(f"Tôi sẽ chuyển “{PRODUCT}” lại cho {FARMER} bổ sung.", REASON)
    shoot(page, "screens/reason", officer)
    officer.tap(f"lại cho {FARMER} bổ sung", "Gửi cho bà con")
    officer.reads("Xong. Tôi đã báo cho bà con.", f"Nhờ bổ sung: “{REASON}”")

    farmer.reads("Cán bộ cần bà con bổ sung", REASON)
    shoot(farmer.page, "screens/returned", farmer)
    farmer.tap(REASON, "Sửa")
    farmer.reads("Cán bộ cần bà con bổ sung", REASON, "Bà con xem đã đúng cả chưa?")
    farmer.tap("Bà con xem đã đúng cả chưa?", "Sửa giấy tờ")
    farmer.choose("Đã có những thứ nào dưới đây?", "Giấy an toàn thực phẩm")
    farmer.tap("Bà con xem đã đúng cả chưa?", "Gửi lại")
    farmer.reads("Tôi đã gửi bản bà con vừa sửa")

    officer.tap("đã bổ sung và gửi lại", "Mở xem")
    officer.reads("Đăng ký kinh doanh; Giấy an toàn thực phẩm; Nhãn và bao bì")
    officer.tap(PRODUCT, "Nhận xem")
    officer.tap("Cán bộ đang xem", "Chấp nhận")
    officer.tap("Chấp nhận “", "Chấp nhận ngay")
    officer.reads("Xong. Tôi đã báo cho bà con.", "Đã được chấp nhận")
    farmer.reads("Tin vui", PRODUCT, "đã được chấp nhận")


def _sees_the_photo(page: Page, officer: Hand) -> None:
    thumbnail = officer.phone.get_by_test_id("photo").last
    thumbnail.click()
    large = page.get_by_test_id("lightbox").locator("img")
    expect(large).to_have_js_property("naturalWidth", 960)
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)


def test_a_second_idea_asks_less(page: Page, photo: FilePayload) -> None:
    farmer = Hand(page, FARMER)
    file_idea(farmer, photo)
    farmer.tap("Tôi đã nhận ý tưởng của bà con", "🏠 Menu")
    farmer.answers.clear()

    describe(farmer, "Mật ong hoa vải")
    farmer.answer("Bà con gửi ảnh sản phẩm giúp tôi", "Bỏ qua")
    farmer.reads("Bà con xem đã đúng cả chưa?", "Mật ong hoa vải", FARMER)
    farmer.answer("Bà con xem đã đúng cả chưa?", "Gửi ý tưởng")
    farmer.reads("Tôi đã nhận ý tưởng của bà con", "YT-2026-00003")
    assert len(farmer.answers) <= 9
