"""An announcement to three communes: released by a second officer, paused over a kill, reported."""

import re
import signal
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from programme.contact import show_phone
from tests.browser.crowd import NHA_NAM, PHUC_HOA, TAN_YEN, Neighbour
from tests.browser.demo import Staging, demo_in
from tests.browser.files import saved
from tests.browser.hand import Hand
from tests.browser.shots import shoot
from tests.browser.test_page import open_phone
from tests.browser.window import window

pytestmark = pytest.mark.browser

COMMUNES = {TAN_YEN: "xã Tân Yên", NHA_NAM: "xã Nhã Nam", PHUC_HOA: "xã Phúc Hòa"}
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
GIVEN = ["Hoa", "Lan", "Mai", "Tám", "Bình", "Dũng", "Hạnh", "Kim", "Liên", "Minh", "Nga", "Phúc"]
CROWD = tuple(
    Neighbour(
        f"{family} Thị {given}" if number % 2 else f"{family} Văn {given}",
        tuple(COMMUNES)[number % 3],
        f"+849120{number:05}",
        blocked=number % 25 == 9,
    )
    for number, (family, given) in enumerate(product(FAMILIES, GIVEN))
)
BLOCKED = [one for one in CROWD if one.blocked]
TEXT = (
    "Ngân hàng cho vay đến 50 triệu đồng mua máy mới, không cần thế chấp. "
    "Bà con hỏi cán bộ Hội ở xã trước ngày 15/12."
)
SLOWLY, QUICKLY = "6", "30"
"""Messages a second: slow enough to be paused on the way."""
STAGING = Staging(CROWD, {"OCOP_RELEASE_ABOVE": "100", "OCOP_TELEGRAM_RATE": SLOWLY})


def test_three_communes_two_officers_and_a_restart(browser: Browser, tmp_path: Path) -> None:
    with demo_in(tmp_path, STAGING) as demo, window(browser, demo.url) as opened:
        demo.by_day()
        page = opened.page
        author = open_phone(page, "Cán bộ Hội Nông dân tỉnh")
        second = open_phone(page, "Phó ban Hội Nông dân tỉnh")
        farmer = open_phone(page, CROWD[0].name)
        _write(author)
        _to_three_communes(author)
        _release(author, second)

        author.reads("Tôi đang gửi thông báo này")
        farmer.reads(TEXT)
        author.tap("Tôi đang gửi thông báo này", "⏸ Tạm dừng")
        author.reads("đang tạm dừng")
        shoot(page, "screens/broadcast", author)
        demo.end(signal.SIGKILL)
        expect(page.get_by_test_id("reconnecting")).to_be_visible()
        demo.settings["OCOP_TELEGRAM_RATE"] = QUICKLY
        demo.start()
        expect(page.get_by_test_id("reconnecting")).to_be_hidden()
        # Still paused: what was done before is what is there now, and no more comes.
        before = _received(demo.chats())
        author.reads("đang tạm dừng", f"{len(CROWD)} người")
        assert 0 < sum(before.values()) < len(CROWD) - len(BLOCKED)
        farmer.tap(TEXT, "✅ Tôi đã đọc")
        assert _received(demo.chats()) == before

        author.tap("đang tạm dừng", "▶️ Gửi tiếp")
        author.shows("Tôi đã gửi xong")
        assert _received(demo.chats()) == Counter(one.name for one in CROWD if not one.blocked)
        _report(author)
        _call(author)
        _sheet_is_right(saved(author, tmp_path))
        lost, opened.troubles[:] = opened.troubles[:], []
        assert [trouble for trouble in lost if "net::ERR_" not in trouble] == []


def _received(chats: dict[str, list[str]]) -> Counter[str]:
    """How often each of the crowd has got it."""
    known = {one.name for one in CROWD}
    return Counter(
        name for name, texts in chats.items() if name in known for text in texts if TEXT in text
    )


def _write(author: Hand) -> None:
    author.command("menu")
    author.tap("", "🗂 Bàn làm việc")
    author.tap("Bàn làm việc:", "📢 Thông báo")
    author.tap("Thông báo của địa bàn", "✍️ Soạn thông báo")
    author.type("muốn báo tin gì?", TEXT)
    author.tap("Có ảnh hay văn bản gửi kèm không?", "Bỏ qua")
    author.tap("Tin về việc gì?", "Hỗ trợ, vốn vay")
    author.type("Theo văn bản số mấy?", "12/KH-HND")
    author.reads("chưa gửi cho ai")


def _to_three_communes(author: Hand) -> None:
    author.tap("chưa gửi cho ai", "👥 Chọn người nhận")
    author.tap("Ai nhận “", "Xã, phường")
    for name in COMMUNES.values():
        author.tap("Gửi tới những xã nào?", "➕ Gõ tên xã")
        author.type("Xã nào?", name)
        author.tap_like("muốn nói nơi nào?", f"{name}, Bắc Ninh")
        expect(author.button("Gửi tới những xã nào?", f"✓ {name}")).to_be_visible()
    author.reads(f"{len(CROWD)} người nhận được ở đây")
    author.tap("Gửi tới những xã nào?", "‹ Quay lại")
    author.reads("• bà con ở xã Tân Yên, xã Nhã Nam và xã Phúc Hòa")
    shoot(author.page, "screens/audience", author)
    author.tap("Ai nhận “", "Xong")


def _release(author: Hand, second: Hand) -> None:
    author.tap("Đang soạn", "👀 Xem trước")
    author.reads("Bà con nhận được đúng như trên.")
    author.tap("Đang soạn", "📨 Gửi thông báo")
    author.tap("Gửi lúc nào?", "Gửi ngay")
    author.tap("một cán bộ khác phải xem trước", "Nhờ duyệt")
    author.reads("Tôi đã nhờ 1 cán bộ duyệt", "Chờ duyệt")
    second.tap("nhờ anh/chị duyệt", "Mở xem")
    second.reads("Chờ duyệt", "Cán bộ Hội Nông dân tỉnh", TEXT)
    shoot(second.page, "screens/release", second)
    second.tap("Chờ duyệt", "✅ Duyệt cho gửi")
    second.tap("Duyệt cho gửi “", "Duyệt cho gửi")
    second.reads("Anh/chị đã duyệt.")


def _report(author: Hand) -> None:
    author.tap("Tôi đã gửi xong", "📊 Xem kết quả gửi")
    author.reads(
        f"Đã gửi: {len(CROWD) - len(BLOCKED)}",
        "Báo đã đọc: 1",
        f"Đã chặn tôi: {len(BLOCKED)}",
        f"{len(BLOCKED)} người chưa nhận được",
    )
    shoot(author.page, "screens/report", author)


def _call(author: Hand) -> None:
    """Tick one as told by phone, then take the sheet along."""
    told = next(one for one in BLOCKED if one.commune == TAN_YEN)
    author.tap("chưa nhận được", "📞 Người cần gọi")
    author.tap_like("Anh/chị gọi xã nào?", COMMUNES[TAN_YEN])
    author.reads(f"{told.name}, {show_phone(told.phone)}: đã chặn tôi")
    author.tap_like("đã gọi báo 0 người", told.name)
    author.reads("đã gọi báo 1 người")
    shoot(author.page, "screens/calls", author)
    author.tap("đã gọi báo 1 người", "📥 Danh sách gọi (Excel)")
    author.reads(f"Cần gọi cho {len(BLOCKED)} người")


def _sheet_is_right(file: Path) -> None:
    assert file.suffix == ".xlsx"
    people, communes = load_workbook(file).worksheets
    rows = [[cell.value for cell in row] for row in people.iter_rows(min_row=5)]
    told = next(one for one in BLOCKED if one.commune == TAN_YEN)
    assert {(row[1], row[2], row[3]) for row in rows} == {
        (COMMUNES[one.commune], one.name, show_phone(one.phone)) for one in BLOCKED
    }
    assert {row[4] for row in rows} == {"đã chặn tôi"}
    assert [row[2] for row in rows if row[5] is not None] == [told.name]
    counts = {row[0].value: (row[1].value, row[2].value) for row in communes.iter_rows(min_row=3)}
    for code, name in COMMUNES.items():
        missed = sum(one.commune == code for one in BLOCKED)
        assert counts[name] == (missed, int(code == TAN_YEN))
    assert re.fullmatch(r"danh-sach-goi[a-z0-9-]*\.xlsx", file.name)
