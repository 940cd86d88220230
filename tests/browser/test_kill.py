"""Pulling the plug while a farmer is in the middle of her form, with the page left open."""

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demo import demo_in
from tests.browser.errand import FARMER, PRODUCT, introduce
from tests.browser.hand import Hand
from tests.browser.window import window

pytestmark = pytest.mark.browser

GROUP = "Sản phẩm thuộc nhóm nào?"


def test_the_form_goes_on_where_it_was(browser: Browser, tmp_path: Path) -> None:
    with demo_in(tmp_path) as demo, window(browser, demo.url) as opened:
        page, farmer = opened.page, Hand(opened.page, FARMER)
        introduce(farmer)
        farmer.tap("Bà con cần việc gì?", "💡 Gửi ý tưởng")
        farmer.type("Sản phẩm tên là gì?", PRODUCT)
        # Killed as soon as her answer has arrived, perhaps before the bot has read it.
        mine = farmer.phone.locator('[data-testid="message"][data-from="person"]')
        expect(mine.last).to_contain_text(PRODUCT)
        demo.end(signal.SIGKILL)
        expect(page.get_by_test_id("reconnecting")).to_be_visible()
        farmer.say("Có ai không?")
        farmer.hears("Không nối được với bot")
        expect(farmer.phone.get_by_test_id("composer")).to_have_value("Có ai không?")

        demo.start()
        expect(page.get_by_test_id("reconnecting")).to_be_hidden()
        farmer.answer(GROUP, "Thực phẩm")
        farmer.reads("Câu 3/9", "Sản phẩm có gì đặc biệt?")
        expect(mine.filter(has_text=PRODUCT)).to_have_count(1)

        lost, opened.troubles[:] = opened.troubles[:], []
        assert lost
        assert [trouble for trouble in lost if "net::ERR_" not in trouble] == []
