"""A household's product from an idea to four stars, by officers of the commune and the province."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.errand import NEWS
from tests.browser.files import saved
from tests.browser.hand import Hand
from tests.browser.shots import shoot
from tests.browser.test_page import open_phone

pytestmark = pytest.mark.browser

PRODUCT = "Ba kích tím Sơn Động"
PAPER = "Giấy chứng nhận an toàn thực phẩm"
WORDS = "Bà con chụp trang đầu là đủ."
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def test_from_an_idea_to_four_stars(page: Page, demo: Demo, tmp_path: Path) -> None:
    demo.by_day()
    farmer = open_phone(page, "Hộ trồng ba kích")
    commune = open_phone(page, "Cán bộ Hội xã Sơn Động")
    council = open_phone(page, "Thư ký Hội đồng OCOP")
    farmer.shows(*NEWS)  # Nothing more comes by itself.

    _accept(commune)
    farmer.reads("Tin vui", PRODUCT, "đã được chấp nhận")
    _send_on(commune, "Tư vấn tại chỗ")
    farmer.reads("đã sang bước tiếp theo: Tư vấn tại chỗ")

    day = demo.now() + timedelta(days=3)
    _set_a_visit(commune, day)
    farmer.shows(f"8 giờ 30, {_WEEKDAYS[day.weekday()]}, {day.day}/{day.month}")
    farmer.reads("Bấm vào tệp này để ghi lịch hẹn")
    _is_in_the_calendar(saved(farmer, tmp_path), day)
    _ask_for_the_paper(commune)
    farmer.reads("nhờ bà con gửi một giấy", PAPER, WORDS, "điều kiện sản xuất. Bà con đưa")
    shoot(page, "screens/paper", farmer)

    demo.until(day + timedelta(hours=3))
    _has_seen_the_paper(commune)
    _send_on(commune, "Xã kiểm tra hồ sơ")
    farmer.reads("đã sang bước tiếp theo: Xã kiểm tra hồ sơ")
    demo.later(timedelta(days=2))
    _send_on(commune, "Tỉnh chấm điểm, xếp sao")
    farmer.reads("đã sang bước tiếp theo: Tỉnh chấm điểm, xếp sao")
    farmer.tap("đã sang bước tiếp theo: Tỉnh chấm điểm", "Xem đến đâu rồi")
    farmer.reads("✓ Chọn ý tưởng", "✓ Tư vấn tại chỗ", "✓ Xã kiểm tra hồ sơ")
    farmer.reads("➤ Tỉnh chấm điểm, xếp sao", "Hội đồng OCOP thành phố Bắc Ninh")
    shoot(page, "screens/timeline", farmer)

    demo.later(timedelta(days=1))
    _rate(council)
    farmer.shows("Đã có kết quả", "được 4 sao, 81,5 điểm", "B. Khả năng tiếp thị: 20,5 trên 25")
    _certify(council, demo.now())
    farmer.reads("đã có giấy chứng nhận", "125/GCN-OCOP", "còn")

    demo.later(timedelta(days=30))
    farmer.command("trangthai")
    farmer.reads("4 sao", "81,5 điểm", "125/GCN-OCOP", "còn 1.066 ngày", "Nộp hồ sơ xếp sao lại")
    shoot(page, "screens/stars", farmer)
    farmer.tap("còn 1.066 ngày", "Xem mọi việc đã qua")
    farmer.reads("ghi kết quả 4 sao", "Hội xã Sơn Động", WORDS)
    assert farmer.longest() <= 700


def _accept(commune: Hand) -> None:
    commune.command("hangdoi")
    commune.tap("Ý tưởng của xã Sơn Động", f"1. {PRODUCT}")
    commune.tap("Đang chờ cán bộ xem", "Nhận xem")
    commune.tap("Cán bộ đang xem", "Chấp nhận")
    commune.tap("Chấp nhận “", "Chấp nhận ngay")
    commune.tap("Đã được chấp nhận", "⭐ Xem hồ sơ")
    commune.tap("chưa có ai nhận", "Nhận xem")
    commune.reads("anh/chị đang giữ hồ sơ này")


def _send_on(commune: Hand, stage: str) -> None:
    commune.tap(PRODUCT, "Chuyển bước")
    commune.tap("Anh/chị muốn chuyển hồ sơ đi đâu?", f"Chuyển tiếp: {stage}")
    commune.tap("anh/chị chắc chứ?", "Đúng, làm ngay")
    commune.reads("Xong. Tôi đã báo cho bà con.", stage)


def _set_a_visit(commune: Hand, day: datetime) -> None:
    commune.tap(PRODUCT, "Hẹn ngày đến")
    commune.type("Anh/chị đến lúc nào?", f"{day.day}/{day.month} 8h30")
    commune.tap("Hẹn gặp ở đâu?", "Bỏ qua")
    commune.tap("Tôi báo cho bà con nhé?", "Hẹn ngày này")
    commune.reads("Hẹn đến:", f"{day.day}/{day.month}, tại nơi sản xuất")


def _is_in_the_calendar(file: Path, day: datetime) -> None:
    assert file.suffix == ".ics"
    content = file.read_text("utf-8")
    assert f"DTSTART;TZID=Asia/Ho_Chi_Minh:{day:%Y%m%d}T083000" in content
    assert PRODUCT in content


def _ask_for_the_paper(commune: Hand) -> None:
    commune.tap(PRODUCT, "Giấy tờ hồ sơ")
    commune.tap_like(": giấy tờ", PAPER)
    commune.tap("Chưa rõ bà con có giấy này chưa.", "Nhờ bà con gửi")
    commune.type("dặn thêm gì không?", WORDS)
    commune.tap("Tôi báo cho bà con nhé?", "Nhờ bà con gửi")
    commune.reads("Xong. Tôi đã báo cho bà con.", f"Đang nhờ gửi: {PAPER}")
    shoot(commune.page, "screens/dossier", commune)


def _has_seen_the_paper(commune: Hand) -> None:
    commune.tap(f"Đang nhờ gửi: {PAPER}", "Giấy tờ hồ sơ")
    commune.tap_like(": giấy tờ", f"⏳ {PAPER}")
    commune.tap(PAPER, "Đã xem giấy này")
    commune.tap_like(": giấy tờ", "Về hồ sơ")
    commune.reads("Tư vấn tại chỗ")


def _rate(council: Hand) -> None:
    """Points by part; the stars are shown before anything is kept."""
    council.tap(f"Có hồ sơ chuyển đến anh/chị: {PRODUCT}", "Mở xem")
    council.tap("Tỉnh chấm điểm, xếp sao", "Ghi điểm")
    for part, points in (("Phần A", "35"), ("Phần B", "20,5"), ("Phần C", "26")):
        council.type(part, points)
    council.reads("81,5 điểm: A 35/40, B 20,5/25, C 26/35", "Như vậy là 4 sao.")
    shoot(council.page, "screens/points", council)
    council.tap("Như vậy là 4 sao.", "Ghi kết quả")


def _certify(council: Hand, day: datetime) -> None:
    council.type("Số giấy chứng nhận là gì?", "125/GCN-OCOP")
    council.type("Giấy cấp ngày nào?", f"{day:%d/%m/%Y}")
    council.tap("Giấy hết hạn ngày nào?", "Bỏ qua")
    council.tap("giấy có giá trị đến", "Ghi giấy chứng nhận")
    council.reads("Xong. Tôi đã báo cho bà con.", "4 sao", "125/GCN-OCOP")
    expect(council.messages.last).not_to_contain_text("Hẹn đến")  # It was long ago.
