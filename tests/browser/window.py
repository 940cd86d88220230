"""A browser window on the sandbox's page that hears everything that goes wrong in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.browser.shots import WANTED

DESK = (1140, 1100) if WANTED else (1400, 900)
"""Pictures need room for a whole idea with its photo."""
SMALL_PHONE = (360, 740)
PATIENCE = 45_000
"""Milliseconds the bot may take on a busy machine."""

# Messages are edited in place, so what was once shown is noted as it appears.
_NOTE_TEXTS = """
window.seenTexts = new Map();
new MutationObserver(() => {
  for (const text of document.querySelectorAll('[data-from="bot"] [data-testid="text"]')) {
    const phone = text.closest("section").dataset.testid;
    window.seenTexts.set(`${phone} ${text.textContent}`, [phone, text.textContent]);
  }
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


@dataclass(frozen=True, slots=True)
class Window:
    """`troubles` are errors of the page and requests to anywhere but the page's own server."""

    page: Page
    troubles: list[str] = field(default_factory=list)


def _watch(opened: Window, home: str) -> None:
    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            opened.troubles.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "blob:", "data:")):
            opened.troubles.append(f"request: {request.url}")

    opened.page.on("console", heard)
    opened.page.on("request", asked)
    opened.page.on("pageerror", lambda error: opened.troubles.append(f"error: {error}"))


@contextmanager
def window(browser: Browser, home: str, size: tuple[int, int] = DESK) -> Iterator[Window]:
    """Open the page at `home`; at the end nothing may have gone wrong in it."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_NOTE_TEXTS)
    if WANTED:
        context.add_init_script("localStorage.setItem('ocop-sandbox-strip-hidden', 'yes')")
    try:
        opened = Window(context.new_page())
        _watch(opened, home)
        opened.page.goto(home)
        yield opened
        assert not opened.troubles, opened.troubles
    finally:
        context.close()
