"""The ways beside the errand: refusing, one's own data, buttons pressed twice or too late."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.errand import FARMER, NEWS, OFFICER, PRODUCT, file_idea
from tests.browser.hand import Hand
from tests.browser.test_page import open_phone

pytestmark = pytest.mark.browser

HOUSEHOLD = "Hộ trồng ba kích"


def test_refusing_closes_no_door(page: Page) -> None:
    farmer = Hand(page, FARMER)
    farmer.start()
    farmer.answer("Bà con muốn nói tiếng nào?", "Tiếng Việt")
    farmer.answer("Bà con đồng ý chứ?", "Để sau")
    farmer.reads("Không sao đâu, bà con.")
    expect(farmer.button("Không sao đâu", "💡 Gửi ý tưởng")).to_have_count(0)
    farmer.say("nop y tuong")
    farmer.answer("Bà con đồng ý chứ?", "Tôi đồng ý")
    farmer.type("Bà con ở xã, phường nào?", "tan yen")
    farmer.answer("Bà con ở nơi nào dưới đây?", "1. xã Tân Yên, Bắc Ninh")
    farmer.reads("Sản phẩm tên là gì?")


def test_my_data_taken_along_and_erased(page: Page, tmp_path: Path) -> None:
    household = open_phone(page, HOUSEHOLD)
    officer = open_phone(page, "Cán bộ Hội xã Sơn Động")
    household.shows(*NEWS)  # Nothing more will come.
    household.command("rieng_tu")
    household.tap("Thông tin của bà con", "📥 Tải về máy")
    household.reads("Đây là tất cả những gì tôi lưu về bà con")
    with page.expect_download() as download:
        household.phone.get_by_test_id("document").last.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    content = file.read_text("utf-8")
    assert file.suffix == ".html"
    assert "Ba kích tím Sơn Động" in content
    assert "0912 000 345" in content

    household.tap("Thông tin của bà con", "🗑 Xóa hết")
    household.tap("Xóa hết thông tin?", "🗑 Xóa hết")
    household.tap("tôi hỏi lần cuối", "Xóa hẳn")
    household.shows("Tôi đã xóa hết thông tin của bà con.")
    officer.command("hangdoi")
    officer.reads("Không có ý tưởng nào đang chờ.")
    household.tap("Tôi đã xóa hết", "Bắt đầu lại")
    household.shows("Bà con muốn nói tiếng nào?")


def test_pressing_twice_and_too_late(page: Page, photo: FilePayload) -> None:
    farmer, officer = Hand(page, FARMER), Hand(page, OFFICER)
    file_idea(farmer, photo, clicks=2)
    farmer.tap("tên là gì?", "Bỏ, không gửi")
    farmer.hears("tin nhắn mới nhất")
    farmer.reads("Tôi đã nhận ý tưởng của bà con")
    farmer.command("trangthai")
    # A single idea is shown at once, several would be a list.
    farmer.reads(PRODUCT, "Đang chờ cán bộ xem")

    expect(officer.messages.filter(has_text="Ý tưởng mới")).to_have_count(1)
    officer.tap("Ý tưởng mới", "Mở xem")
    officer.tap("Đang chờ cán bộ xem", "Nhận xem", clicks=2)
    officer.reads("Cán bộ đang xem")
    officer.tap("Cán bộ đang xem", "Để lại chỗ chờ")
    officer.reads("Đang chờ cán bộ xem")

    # What she has before her was written while the officer was reading.
    farmer.tap("Đang chờ cán bộ xem", "Sửa")
    farmer.hears("Ý tưởng này vừa có thay đổi.")
