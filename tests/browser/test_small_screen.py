"""The page on a real phone's screen, and without a mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.app import SETTLE_MS
from tests.browser.demo import Demo
from tests.browser.errand import FARMER, OFFICER
from tests.browser.hand import Hand
from tests.browser.shots import shoot
from tests.browser.window import SMALL_PHONE, window

pytestmark = pytest.mark.browser


@pytest.fixture
def small(browser: Browser, demo: Demo) -> Iterator[Page]:
    with window(browser, demo.url, SMALL_PHONE) as opened:
        yield opened.page


def walk(page: Page, key: str, label: str) -> None:
    """Press a key until the focus is on what bears this label."""
    for _ in range(25):
        page.keyboard.press(key)
        found: object = page.evaluate(
            "() => { const at = document.activeElement;"
            " return at.getAttribute('aria-label') ?? at.innerText; }"
        )
        if found == label:
            return
    raise AssertionError(f"{key} does not lead to “{label}”")


def press(page: Page, label: str) -> None:
    """Go back from the writing line to a button of the latest message, and press it."""
    walk(page, "Shift+Tab", "Các lệnh")
    walk(page, "Shift+Tab", label)
    page.wait_for_timeout(SETTLE_MS + 100)
    page.keyboard.press("Enter")


def test_one_phone_at_a_time(small: Page) -> None:
    farmer, officer = Hand(small, FARMER), Hand(small, OFFICER)
    expect(farmer.phone).to_be_visible()
    expect(officer.phone).to_be_hidden()
    small.get_by_role("button", name=OFFICER).click()
    expect(officer.phone).to_be_visible()
    expect(farmer.phone).to_be_hidden()
    too_wide: object = small.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert too_wide is False


def test_by_keyboard_alone(small: Page) -> None:
    farmer = Hand(small, FARMER)
    expect(farmer.phone.get_by_test_id("start")).to_be_visible()
    walk(small, "Tab", "Bắt đầu")
    small.keyboard.press("Enter")
    farmer.reads("Bà con muốn nói tiếng nào?")
    press(small, "Tiếng Việt")
    farmer.reads("Bà con đồng ý chứ?")
    small.wait_for_timeout(SETTLE_MS + 100)  # Sooner, it would pass for a second press.
    small.keyboard.press("Enter")  # The focus stays in the message while its text changes.
    farmer.reads("Bà con ở đâu?")
    walk(small, "Tab", "Viết cho bot")
    small.keyboard.type("tan yen")
    small.keyboard.press("Enter")
    farmer.reads("Bà con ở nơi nào dưới đây?")
    press(small, "1. xã Tân Yên, Bắc Ninh")
    farmer.reads("Tôi đã ghi nơi ở: xã Tân Yên")
    press(small, "📄 Sản phẩm của tôi")
    farmer.reads("Bà con chưa gửi ý tưởng nào.")
    shoot(small, "screens/small")
