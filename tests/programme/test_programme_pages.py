"""Long texts in pages: nothing is lost, no page is too long, pages turn at the best place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.pages import pages


@given(st.text(alphabet="aă. \n", max_size=300), st.integers(1, 40))
def test_nothing_is_lost_and_no_page_is_too_long(text: str, most: int) -> None:
    found = pages(text, most)
    assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", text)
    assert all(len(page) <= most for page in found)
    assert len(found) == 1 or all(page.strip() for page in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ngắn", ("ngắn",)),
        ("", ("",)),
        ("Đoạn một.\n\nĐoạn hai. Hết", ("Đoạn một.", "Đoạn hai. Hết")),
        ("Dòng một, dài\nDòng hai cũng dài", ("Dòng một, dài", "Dòng hai cũng dài")),
        ("Câu một này. Câu hai này. Câu ba.", ("Câu một này.", "Câu hai này.", "Câu ba.")),
        ("khôngcóchỗnàođểngắt", ("khôngcóchỗnàođể", "ngắt")),
        # A paragraph that ends too early is no reason for a page of three words.
        ("A.\n\nMột hai ba bốn năm", ("A.\n\nMột hai ba", "bốn năm")),
    ],
)
def test_pages_turn_at_the_best_place(text: str, found: tuple[str, ...]) -> None:
    most = {"khôngcóchỗnàođểngắt": 15}.get(text, 17)
    assert pages(text, most) == found
