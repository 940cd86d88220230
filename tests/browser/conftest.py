"""A browser, a demo, and the page with its phones; only here, since they are slow to start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from tests.browser.demo import Demo, Staging, demo_in
from tests.browser.picture import take_photo
from tests.browser.window import PATIENCE, window

ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """The system's Chromium. Its event loop runs until the last test of this folder is over."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def running_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo_in(tmp_path_factory.mktemp("demo"), Staging()) as demo:
        yield demo


@pytest.fixture
def demo(running_demo: Demo) -> Demo:
    """The demo as on its first day."""
    running_demo.start_over()
    return running_demo


@pytest.fixture
def page(browser: Browser, demo: Demo) -> Iterator[Page]:
    """The page on a desk: two phones side by side."""
    with window(browser, demo.url) as opened:
        yield opened.page


@pytest.fixture(scope="package")
def photo(browser: Browser) -> FilePayload:
    return take_photo(browser)
