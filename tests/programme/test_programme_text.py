import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.text import best_choice, best_choices, clean, fold, utf16_len

GROUPS = {
    "food": ["Thực phẩm", "Food"],
    "drink": ["Đồ uống", "Drinks"],
    "herbal": ["Dược liệu và sản phẩm từ dược liệu"],
    "craft": ["Thủ công mỹ nghệ"],
    "ornamental": ["Sinh vật cảnh"],
    "tourism": ["Du lịch cộng đồng và điểm du lịch"],
}
PAPERS = {
    "business": ["Đăng ký kinh doanh"],
    "safety": ["Giấy chứng nhận an toàn thực phẩm"],
    "label": ["Bao bì, tem nhãn"],
    "barcode": ["Mã vạch, mã QR"],
    "none": ["Chưa có giấy gì"],
}
CONSENT = {"yes": ["✅ Tôi đồng ý", "Đồng ý", "Có"], "no": ["Không đồng ý", "Không", "Để sau"]}


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Đặng Thị Hồng Ánh", "dang thi hong anh"),
        (unicodedata.normalize("NFD", "Đặng Thị Hồng Ánh"), "dang thi hong anh"),
        ("  xã\tQuế\u00a0Nham,\n(Tân Yên) ", "xa que nham tan yen"),
        ("Mật\u200b ong\u202e rừng", "mat ong rung"),
        ("50-75 %", "50 75"),
        ("ＯＣＯＰ 💡", "ocop"),
        ("!!!", ""),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_fold_is_stable_and_blind_to_composition(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == once
    assert fold(unicodedata.normalize("NFC", text)) == once
    assert once == " ".join(once.split())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mật   ong \n rừng ", "Mật ong rừng"),
        ("a\u202eb\u200bc\x00d\ufeff", "abcd"),
        ("Hoa\u0301 e\u0302\u0301", "Hoá ế"),
        ("x" + "\u0301" * 40, "x" + "\u0301" * 3),
        ("được \ud83d nhé", "được nhé"),
        ("👩\U0001f33e =1+1 <b>", "👩\U0001f33e =1+1 <b>"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_clean_keeps_lines_when_asked() -> None:
    assert clean(" một \r\n hai \n\n\n\n ba ", lines=True) == "một\nhai\n\nba"


@given(st.text(alphabet=st.characters()))
def test_clean_is_stable_and_storable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in once)
    twice = clean(text, lines=True)
    assert clean(twice, lines=True) == twice
    assert fold(once) == fold(text) or any(unicodedata.category(c)[0] in "MC" for c in text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_utf16_len(text: str) -> None:
    assert utf16_len(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("thuc pham", "food"),
        ("Thực phẩm ạ", "food"),
        ("thuc phm", "food"),
        ("do uogn", "drink"),
        ("my nghe", "craft"),
        ("thu cogn", "craft"),
        ("du lich", "tourism"),
        ("duoc lieu", "herbal"),
        ("FOOD", "food"),
        ("2", "drink"),
        ("số 2", "drink"),
        ("thu hai", "drink"),
        ("2.", "drink"),
        ("7", None),
        ("0", None),
        ("999999999", None),
        ("san pham", "herbal"),
        ("", None),
        ("😀", None),
        ("toi khong biet", None),
        ("x" * 4096, None),
    ],
)
def test_best_choice(typed: str, key: str | None) -> None:
    assert best_choice(typed, GROUPS) == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("dong y", "yes"),
        ("toi dong y", "yes"),
        ("tôi đồng ý nhé", "yes"),
        ("co", "yes"),
        ("khong", "no"),
        ("khong dong y", "no"),
        ("tôi không đồng ý", "no"),
        ("khogn dong y", "no"),
        ("de sau", "no"),
        ("chua dong y", None),
        ("khong co", "no"),
    ],
)
def test_yes_is_never_taken_out_of_a_no(typed: str, key: str | None) -> None:
    assert best_choice(typed, CONSENT) == key


def test_an_answer_that_fits_two_choices_fits_neither() -> None:
    assert best_choice("giay", {"a": ["giấy xanh"], "b": ["giấy đỏ"]}) is None
    assert best_choice("tem nhan va ma vach", {"a": ["tem nhãn"], "b": ["mã vạch"]}) is None
    assert best_choice("mot trong 3", {"1": ["3"], "3": ["1"]}) is None


def test_the_longest_label_in_an_answer_counts() -> None:
    fairs = {"fair": ["hội chợ"], "show": ["hội chợ triển lãm"]}
    assert best_choice("tôi muốn đi hội chợ triển lãm", fairs) == "show"
    assert best_choice("tôi muốn đi hội chợ", fairs) == "fair"


def test_a_label_that_is_a_number_beats_the_place() -> None:
    assert best_choice("1", {"a": ["3"], "b": ["2"], "c": ["1"]}) == "c"


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("1, 3", ("business", "label")),
        ("3 1 3", ("business", "label")),
        ("1 và 4", ("business", "barcode")),
        ("tem nhan va ma vach", ("label", "barcode")),
        ("an toan thuc pham; dang ky kinh doan", ("business", "safety")),
        ("Bao bì, tem nhãn", ("label",)),
        ("chưa có", ("none",)),
        ("1, 9", None),
        ("tem nhan, cai gi day", None),
        ("", None),
    ],
)
def test_best_choices(typed: str, keys: tuple[str, ...] | None) -> None:
    assert best_choices(typed, PAPERS) == keys


@given(st.text(max_size=60))
def test_choices_never_raise_and_stay_among_the_keys(text: str) -> None:
    assert best_choice(text, GROUPS) in {*GROUPS, None}
    assert set(best_choices(text, PAPERS) or ()) <= set(PAPERS)


@given(st.sampled_from(sorted(GROUPS)), st.data())
def test_one_typo_in_a_label_is_forgiven(key: str, data: st.DataObject) -> None:
    label = GROUPS[key][0]
    at = data.draw(st.integers(0, len(label) - 2))
    typo = data.draw(
        st.sampled_from(
            [
                label[:at] + label[at + 1 :],
                label[:at] + label[at + 1] + label[at] + label[at + 2 :],
                label[: at + 1] + label[at:],
            ]
        )
    )
    assert best_choice(typo, GROUPS) == key
