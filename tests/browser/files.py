"""Files that the bot sent, saved from the page as people save them."""

from pathlib import Path

from tests.browser.hand import Hand


def saved(hand: Hand, folder: Path) -> Path:
    """The last file on a phone, saved into a folder under the name it came with."""
    file = hand.phone.get_by_test_id("document").last
    file.wait_for()
    with hand.page.expect_download() as download:
        file.click()
    place = folder / download.value.suggested_filename
    download.value.save_as(place)
    return place
