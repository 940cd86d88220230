"""Pictures for the docs: OCOP_SCREENSHOTS=docs makes the tests take them anew."""

import os
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hand import Hand

DOCS = Path(__file__).parents[2] / "docs"
WANTED = os.environ.get("OCOP_SCREENSHOTS") == "docs"


def shoot(page: Page, name: str, hand: Hand | None = None) -> None:
    """Keep a picture of the page or of one phone as docs/<name>.png, if pictures are wanted."""
    if not WANTED:
        return
    path = DOCS / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    # No button shall look touched, and no note of a second ago stand in the way.
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    expect(page.get_by_test_id("toast")).to_have_count(0)
    # The caret and animations stay as they are: to hide them takes a style sheet of its own, which
    # the page's security policy refuses.
    what = page if hand is None else hand.phone
    what.screenshot(path=path, caret="initial", animations="allow")
