"""A class of two seats and four farmers: the line, an offer that lapses, and who comes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

from handlers.qr import png
from tests.browser.crowd import TAN_YEN, Neighbour
from tests.browser.demo import Demo, Staging, demo_in
from tests.browser.errand import OFFICER
from tests.browser.hand import Hand
from tests.browser.shots import shoot
from tests.browser.test_page import open_phone
from tests.browser.window import window

pytestmark = pytest.mark.browser

TOPIC = "Chụp ảnh sản phẩm bằng điện thoại"
NAMES = ("Nguyễn Thị Hoa", "Trần Thị Lan", "Lê Thị Mai", "Phạm Văn Tám")
FOUR = tuple(Neighbour(name, TAN_YEN, f"+8491200400{number}") for number, name in enumerate(NAMES))


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[Demo]:
    with demo_in(tmp_path, Staging(FOUR)) as demo:
        yield demo


def test_two_seats_and_four_farmers(browser: Browser, staged: Demo) -> None:
    staged.by_day()
    with window(browser, staged.url) as opened:
        page, officer = opened.page, Hand(opened.page, OFFICER)
        day = (staged.now() + timedelta(days=12)).replace(hour=8, minute=0, second=0)
        _open_the_class(officer, day)
        hoa, lan, mai, tam = (open_phone(page, name) for name in NAMES)
        for farmer in (hoa, lan):
            _sign_up(farmer, "✅ Giữ chỗ cho tôi")
            farmer.reads("Bà con đã có chỗ.")
        for number, farmer in enumerate((mai, tam), start=1):
            _sign_up(farmer, "✋ Xếp hàng chờ chỗ")
            farmer.reads("Lớp đã đủ chỗ", f"đứng thứ {number} trong hàng")
        shoot(page, "screens/class-line", tam)

        hoa.tap("Bà con đã có chỗ.", "Trả lại chỗ")
        hoa.tap("Trả lại chỗ của", "Vâng, trả lại chỗ")
        hoa.reads("đã trả lại")
        mai.reads("vừa có chỗ trống", f"Tôi giữ cho {NAMES[2]} đến")
        shoot(page, "screens/class-offer", mai)
        staged.later(timedelta(hours=25))
        mai.reads("Tôi chưa nhận được trả lời")
        tam.reads("vừa có chỗ trống", f"Tôi giữ cho {NAMES[3]} đến")
        tam.tap("vừa có chỗ trống", "✅ Nhận chỗ")
        tam.reads("đã có chỗ trong lớp", "Bà con đã có chỗ.")
        mai.tap("vừa có chỗ trống", "✅ Nhận chỗ")  # Too late.
        mai.shows("đã đủ chỗ")
        officer.tap(TOPIC, "👥 Danh sách")
        officer.reads("2 người", f"1. {NAMES[1]}", f"2. {NAMES[3]}")

        staged.until(day - timedelta(hours=23))
        lan.reads("Sắp đến lớp", TOPIC)
        staged.until(day - timedelta(minutes=30))
        _check_in(page, officer, lan, staged)


def _open_the_class(officer: Hand, day: datetime) -> None:
    officer.command("menu")
    officer.tap("", "🗂 Bàn làm việc")
    officer.tap("Bàn làm việc: xã Tân Yên", "🎓 Lớp tập huấn")
    officer.tap("Lớp tập huấn của xã Tân Yên", "➕ Mở lớp mới")
    officer.type("Lớp học về gì?", TOPIC)
    officer.type("Lớp học ở đâu?", "Nhà văn hóa xã Tân Yên")
    officer.type("Lớp học ngày nào", f"{day.day}/{day.month} 8h-11h")
    officer.type("Lớp nhận bao nhiêu người?", "2")
    officer.choose("Lớp dành cho hình thức sản xuất nào?", "Mọi hình thức sản xuất")
    officer.choose("Bà con phải đang ở bước nào?", "Ở bước nào cũng được")
    officer.tap("mang theo gì không?", "Bỏ qua")
    officer.tap("Lớp như thế này đúng chưa?", "Mở lớp")
    officer.reads("Xong. Lớp đã mở", "Chỗ: 0/2 đã có người")
    shoot(officer.page, "screens/class", officer)


def _sign_up(farmer: Hand, label: str) -> None:
    farmer.command("taphuan")
    farmer.tap_like("Bà con muốn xem lớp nào?", TOPIC)
    farmer.tap(TOPIC, label)


def _check_in(page: Page, officer: Hand, lan: Hand, staged: Demo) -> None:
    """One shows her code at the door, the other's name is tapped."""
    lan.command("taphuan")
    lan.tap_like("Bà con muốn xem lớp nào?", TOPIC)
    lan.tap("Bà con đã có chỗ.", "🔲 Mã QR vào lớp")
    lan.reads(NAMES[1], "đưa ảnh này cho cán bộ quét")
    token = _token(staged, NAMES[1])
    link = f"https://t.me/ocop_sandbox_bot?start=ci_{token}"
    picture = lan.phone.get_by_test_id("photo").last.locator("img")
    source = urljoin(staged.url, picture.get_attribute("src"))
    assert page.request.get(source).body() == png(link)

    officer.say(f"/start ci_{token}")  # What a phone does with the link that it has read.
    officer.reads(f"{NAMES[1]} đã đến.", "Đã có 1 người đến")
    officer.tap(f"{NAMES[1]} đã đến.", "✔️ Điểm danh")
    officer.tap("Đã có 1 người đến", NAMES[3])
    officer.reads("Đã có 2 người đến")
    for name in (NAMES[1], NAMES[3]):
        expect(officer.button("Đã có 2 người đến", f"✓ {name}")).to_be_visible()
    shoot(page, "screens/class-door", officer)


def _token(staged: Demo, name: str) -> str:
    """What stands in somebody's code, which nobody can read off a picture here."""
    with closing(sqlite3.connect(staged.database)) as db:
        found: object = db.execute("SELECT token FROM signups WHERE name = ?", (name,)).fetchone()
    assert isinstance(found, tuple)
    return str(found[0])
