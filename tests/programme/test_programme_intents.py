from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.intents import Intent, assent, intent


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("có lớp tập huấn nào không", "training"),
        ("toi muon dang ky lop hoc", "training"),
        ("tap huan", "training"),
        ("lớp", "training"),
        ("is there a training", "training"),
        ("nop y tuong", "idea"),
        ("Nộp ý tưởng", "idea"),
        ("nop y tuogn", "idea"),
        ("nopytuong", "idea"),
        ("toi muon gui san pham", "idea"),
        ("toi muon gui san phan", "idea"),
        ("Xin chào, tôi muốn đăng ký sản phẩm OCOP", "idea"),
        ("lam the nao de nop y tuong", "idea"),
        ("I have a product idea", "idea"),
        ("tình trạng", "status"),
        ("tinh trang", "status"),
        ("tinh tragn", "status"),
        ("hồ sơ của tôi đến đâu rồi", "status"),
        ("ho so cua toi den dau roi", "status"),
        ("ý tưởng của tôi", "status"),
        ("san pham toi gui da duyet chua a", "status"),
        ("YT-2026-00012", "status"),
        ("where is my idea", "status"),
        ("xin chao", "greeting"),
        ("xin chaof", "greeting"),
        ("chào bạn", "greeting"),
        ("Hi!", "greeting"),
        ("alo", "greeting"),
        ("menu", "menu"),
        ("quay lại", "menu"),
        ("meun", None),
        ("trợ giúp", "help"),
        ("tro giup toi voi", "help"),
        ("tôi không hiểu", "help"),
        ("help me", "help"),
        ("hồ sơ", "profile"),
        ("đổi số điện thoại", "profile"),
        ("doi so dien thoai cua toi", "profile"),
        ("my profile", "profile"),
        ("ngôn ngữ", "language"),
        ("tieng anh", "language"),
        ("english please", "language"),
        ("xóa dữ liệu của tôi", "privacy"),
        ("rieng tu", "privacy"),
        ("delete my data", "privacy"),
        ("hủy", "cancel"),
        ("huy", "cancel"),
        ("toi khong muon gui nua", "cancel"),
        ("cancel", "cancel"),
        ("hàng đợi", "queue"),
        ("hang doi", "queue"),
        ("queue", "queue"),
        ("cảm ơn", "thanks"),
        ("cam on nhieu nhe", "thanks"),
        ("thanks", "thanks"),
        ("thank", "thanks"),
        ("thang 12", None),
        ("Nguyễn Văn Huy", None),
        ("hàng mới", None),
        ("mật ong rừng", None),
        ("cháo gà", None),
        ("0912 345 678", None),
        ("2", None),
        ("", None),
        ("🙂🙂", None),
        ("a" * 4096, None),
    ],
)
def test_what_people_type(typed: str, meant: Intent | None) -> None:
    assert intent(typed) == meant


@given(st.text())
def test_whatever_is_typed_there_is_an_answer(text: str) -> None:
    assert intent(text) in {*get_args(Intent), None}


def test_a_long_message_takes_no_time() -> None:
    assert intent("lúa ngô khoai sắn " * 200) is None


@pytest.mark.parametrize(
    "typed",
    ["có", "Dong y", "đồng ý ạ", "Vâng, tôi đồng ý", "dạ có ạ", "OK", "tôi nhận", "Yes", "I agree"],
)
def test_yes_is_understood(typed: str) -> None:
    assert assent(typed) is True


@pytest.mark.parametrize(
    "typed", ["không", "Khong a", "tôi không đồng ý", "chưa ạ", "ko", "No", "not yet", "Dạ không"]
)
def test_no_is_understood(typed: str) -> None:
    assert assent(typed) is False


@pytest.mark.parametrize(
    "typed",
    ["", "?", "có lẽ", "có sản phẩm", "không biết", "đồng ý hay không", "Huy", "ok không", "dạ em"],
)
def test_what_is_more_than_yes_or_no_is_neither(typed: str) -> None:
    assert assent(typed) is None
