"""A farmer counts the stars of her honey on her phone, stops in the middle and goes on later."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.app import SETTLE_MS
from tests.browser.demo import demo_in
from tests.browser.errand import FARMER, introduce
from tests.browser.hand import Hand
from tests.browser.shots import shoot
from tests.browser.window import window

pytestmark = pytest.mark.browser

MOST_TAPS = 40
WHERE = re.compile(r"(Điều kiện|Câu) (\d+)/(\d+)")
NOT_YET = {"3.5"}
"""Criteria in which she has nothing: no trademark. In the others she is in the middle."""
WAYS = 4
"""Buttons below the answers: not sure, back, later, menu."""


def asked(farmer: Hand) -> str:
    """Where she is: "Câu 12/32"; empty once there is no question."""
    found = WHERE.search(farmer.messages.last.inner_text())
    return found[0] if found else ""


def tap_answer(farmer: Hand) -> None:
    """Press an answer of the question on the screen, and wait for what follows."""
    last = farmer.messages.last
    number = re.search(r"tiêu chí ([0-9.]+)\)", last.inner_text())
    here = asked(farmer)
    buttons = last.get_by_role("button")
    # The first answer to a condition is the good one; criteria begin with the least.
    least = number is None or number[1] in NOT_YET
    wanted = 0 if least else (buttons.count() - WAYS) // 2
    # A person reads first, longer than buttons rest after they have moved.
    farmer.page.wait_for_timeout(SETTLE_MS + 60)
    buttons.nth(wanted).click()
    expect(last).not_to_contain_text(re.compile(rf"{here}\b"))


def test_honey_in_forty_taps_with_a_night_between(browser: Browser, tmp_path: Path) -> None:
    with demo_in(tmp_path) as demo:
        taps = 0
        with window(browser, demo.url) as opened:
            farmer = Hand(opened.page, FARMER)
            introduce(farmer)
            farmer.tap("Bà con cần việc gì?", "⭐ Tự chấm sao")
            farmer.type("Sản phẩm của bà con được mấy sao?", "mat ong")
            farmer.tap("thuộc loại nào dưới đây?", "1. Mật ong, mật khác và nông…")
            farmer.reads("Điều kiện 1/5")
            shoot(farmer.page, "screens/selfcheck_first", farmer)
            while asked(farmer) != "Câu 13/32":
                tap_answer(farmer)
                taps += 1
            shoot(farmer.page, "screens/selfcheck_question", farmer)
        demo.end()
        demo.start()
        with window(browser, demo.url) as opened:
            farmer = Hand(opened.page, FARMER)
            farmer.command("chamdiem")
            farmer.reads("Bà con đang chấm dở “Mật ong”")
            shoot(farmer.page, "screens/selfcheck_resume", farmer)
            farmer.tap("Bà con đang chấm dở", "Làm tiếp câu 13/32")
            farmer.reads("Câu 13/32")
            while asked(farmer):
                tap_answer(farmer)
                taps += 1
            farmer.reads("Đây là ước tính theo Quyết định 26/2026/QĐ-TTg")
            assert taps <= MOST_TAPS
            assert not farmer.typed
            picture = farmer.phone.get_by_test_id("photo").last
            expect(picture).to_be_visible()
            shoot(farmer.page, "screens/selfcheck_result", farmer)
            farmer.reads("còn vướng", "tiêu chí")
            farmer.tap("Đây là ước tính", "Cách lên 3 sao")
            farmer.reads("Cách lên 3 sao", "bắt buộc để được 3 sao", "Giấy tờ:")
            shoot(farmer.page, "screens/selfcheck_steps", farmer)
            farmer.tap("Cách lên 3 sao", "‹ Kết quả")
            farmer.tap("Đây là ước tính", "Xem, sửa câu trả lời")
            farmer.reads("Muốn sửa câu nào")
            shoot(farmer.page, "screens/selfcheck_answers", farmer)
            assert farmer.longest() <= 700
