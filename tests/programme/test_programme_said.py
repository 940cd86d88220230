"""That there is none, that somebody does not know, what she wants: as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.said import gist, says_all, says_none, without_wish


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("không biết", "khong biet"),
        ("ko biết", "khong biet"),
        ("dạ em k biet a", "khong biet"),
        ("Tôi chưa rõ lắm", "chua ro"),
        ("chưa rõ đâu ạ", "chua ro"),
        ("ạ", "a"),
        ("", ""),
    ],
)
def test_gist(typed: str, said: str) -> None:
    assert gist(typed) == said


@pytest.mark.parametrize(
    "typed",
    [
        *("chưa có gì cả", "chua co gi ca", "Không có gì hết ạ", "ko co gi", "k có cái nào cả"),
        *("nhà tôi chưa có giấy nào", "hiện chưa có gì", "không", "chua", "nothing yet", "none"),
    ],
)
def test_there_is_none(typed: str) -> None:
    assert says_none(typed, ("giay", "to"))


@pytest.mark.parametrize(
    "typed",
    ["chưa biết", "không có tem nhãn", "chưa rõ", "có", "", "tem", "có gì đâu", "chưa phải"],
)
def test_that_is_not_none(typed: str) -> None:
    assert not says_none(typed, ("giay", "to"))


@pytest.mark.parametrize(
    "typed", ["tất cả", "Tat ca a", "mọi người", "ai cũng được", "hết", "all of them", "everybody"]
)
def test_all_are_meant(typed: str) -> None:
    assert says_all(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "không",
        "tất cả hợp tác xã",
        "ai",
        "ai vậy",
        "",
        "mọi hộ",
        "hết hạn",
        "mới",
        "mới được",
        "tắt",
        "mời",
    ],
)
def test_that_is_not_all(typed: str) -> None:
    assert not says_all(typed)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("cần vốn", "vốn"),
        ("can von", "von"),
        ("tôi muốn xin hỗ trợ tem nhãn, cần máy", "tem nhãn, máy"),
        ("không cần vốn", "không cần vốn"),
        ("vay vốn và cần máy sấy", "vay vốn, máy sấy"),
        ("cần", ""),
    ],
)
def test_what_is_wanted(typed: str, wanted: str) -> None:
    assert without_wish(typed) == wanted


@given(st.text())
def test_anything_may_be_typed(text: str) -> None:
    assert isinstance(says_none(text), bool)
    assert isinstance(says_all(text), bool)
    assert gist(gist(text)) == gist(text)
    without_wish(text)
