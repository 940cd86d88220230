"""What somebody wants who types instead of tapping: a table of phrases, compared generously."""

from collections.abc import Iterator
from typing import Literal

from rapidfuzz.distance import OSA

from programme.ideas import parse_idea_code
from programme.text import fold

Intent = Literal[
    "ask",
    "stars",
    "training",
    "news",
    "idea",
    "status",
    "menu",
    "help",
    "profile",
    "language",
    "privacy",
    "cancel",
    "greeting",
    "queue",
    "thanks",
]

# In the order in which they win when a sentence has several: what is said along with a wish
# (a greeting, thanks) comes last, "where is my idea" before "idea". A phrase with = in front counts
# only as the whole message: Huy is a name too.
_PHRASES: dict[Intent, str] = {
    "cancel": """
        =hủy, hủy bỏ, hủy đi, =thôi, thôi không, không muốn gửi, không gửi nữa, không làm nữa,
        =dừng, dừng lại, =thoát, =bỏ, bỏ đi, =cancel, cancel this, =stop, =quit, =exit""",
    "language": """
        ngôn ngữ, đổi tiếng, tiếng anh, =tiếng việt, english, =vietnamese, language""",
    "privacy": """
        riêng tư, dữ liệu của tôi, dữ liệu cá nhân, xóa dữ liệu, xóa thông tin, xóa hết thông tin,
        rút đồng ý, rút lại đồng ý, bảo mật thông tin, privacy, my data, delete my""",
    "queue": """
        hàng đợi, ý tưởng chờ, đang chờ xử lý, cần xử lý, chờ duyệt, danh sách ý tưởng,
        việc cần làm, queue, waiting ideas, pending""",
    "ask": """
        hỏi cán bộ, gặp cán bộ, nhắn cán bộ, nhờ cán bộ, câu hỏi của tôi, ask an officer,
        ask officer, my questions""",
    "stars": """
        tự chấm, chấm sao, chấm điểm, tính sao, mấy sao, bao nhiêu sao, được mấy sao, =sao,
        hạng sao, xếp hạng, star check, self check, count stars, how many stars, =stars""",
    "training": """
        tập huấn, lớp học, đăng ký lớp, đăng ký học, khóa học, đi học, =lớp, có lớp, lớp nào,
        training, =class, =classes, a class""",
    "news": """
        thông báo, tin tức, tin mới, có tin gì, bản tin, =tin, xem tin, =news, the news,
        announcements, announcement""",
    "status": """
        tình trạng, trạng thái, đến đâu rồi, tới đâu rồi, đến đâu, tới đâu, thế nào rồi,
        ra sao rồi, sao rồi, kết quả, duyệt chưa, xong chưa, được chưa, nhận được chưa,
        ai đang giữ, ai giữ, ý tưởng của tôi, ý tưởng đã gửi, đã gửi, xem ý tưởng, tra cứu,
        theo dõi, bao giờ xong, bao giờ có, rút lại ý tưởng, rút ý tưởng, xóa ý tưởng,
        hủy ý tưởng, sửa ý tưởng, withdraw idea, =status, my idea, my ideas, where is my,
        check status, any news""",
    "profile": """
        hồ sơ của tôi, thông tin của tôi, =hồ sơ, sửa thông tin, đổi thông tin, đổi số điện thoại,
        sửa số điện thoại, đổi số, sửa tên, đổi tên, đổi nơi ở, đổi địa chỉ, sửa địa chỉ, đổi xã,
        chuyển xã, =profile, my profile, my details, change my phone, change my name""",
    "idea": """
        ý tưởng, nộp ý tưởng, gửi ý tưởng, nộp sản phẩm, gửi sản phẩm, đăng ký sản phẩm,
        giới thiệu sản phẩm, có sản phẩm, =sản phẩm, sản phẩm mới, làm sản phẩm, nộp hồ sơ,
        gửi hồ sơ, đăng ký ocop, làm ocop, tham gia ocop, thi ocop, vào ocop, muốn đăng ký, =ocop,
        idea, ideas, my product, a product, new product, submit""",
    "help": """
        trợ giúp, =giúp, giúp tôi, giúp đỡ, giúp với, hướng dẫn, làm thế nào, làm sao, cách làm,
        không hiểu, không biết, chưa hiểu, chưa biết, chưa rõ, =hỏi, cho hỏi, muốn hỏi, help,
        how do, how to, what can""",
    "menu": """
        menu, thực đơn, trang chủ, quay lại, trở về, về đầu, bắt đầu, mục lục, chọn việc, =start,
        begin, go back, main page""",
    "thanks": """
        cảm ơn, cám ơn, biết ơn, thanks, thank you, =tks""",
    "greeting": """
        xin chào, =chào, chào bạn, chào anh, chào chị, chào em, chào cô, chào bác, chào bot,
        chào cháu, chào buổi sáng, =alo, a lô, =hello, hello bot, =hi, hi there, =hey,
        good morning, good afternoon""",
}
_MOST_WORDS = 40
# How people say yes and no to a question that is on the screen; only as the whole message.
_YES = """
    có, vâng, dạ, ừ, ok, oke, okay, được, đúng, đồng ý, nhận, nhận lời, chấp nhận, chắc chắn, chắc,
    yes, y, yeah, yep, sure, agree, agreed, accept, i do"""
_NO = """
    không, ko, kg, hông, không phải, chưa, từ chối, không đồng ý, không nhận,
    không chấp nhận, để sau,
    no, n, nope, not yet, decline, i do not, do not agree, do not accept"""
_POLITE = frozenset(
    ("a", "nhe", "nha", "nhi", "da", "vang", "toi", "minh", "em", "anh", "chi", "chau", "i", "roi")
)


def _table() -> Iterator[tuple[Intent, str, bool]]:
    for meant, phrases in _PHRASES.items():
        for phrase in phrases.split(","):
            yield meant, fold(phrase), phrase.strip().startswith("=")


_TABLE = tuple(_table())


def intent(typed: str) -> Intent | None:
    """Return what a message asks for, or None where nothing in it says so.

    Diacritics do not matter and small slips are forgiven; a receipt code asks for its status.
    """
    words = fold(typed).split()[:_MOST_WORDS]
    if not words:
        return None
    if parse_idea_code(typed):
        return "status"
    text = " ".join(words)
    for meant, phrase, alone in _TABLE:
        if text == phrase or (not alone and f" {phrase} " in f" {text} "):
            return meant
    near = [
        (slips, number)
        for number, (_, phrase, alone) in enumerate(_TABLE)
        if (slips := _slips(words, phrase, alone=alone)) is not None
    ]
    return _TABLE[min(near)[1]][0] if near else None


_ANSWERS = {
    **{fold(phrase): True for phrase in _YES.split(",")},
    **{fold(phrase): False for phrase in _NO.split(",")},
}


def assent(typed: str) -> bool | None:
    """Return whether a message says yes or no and nothing else; None if it says neither."""
    words = fold(typed).split()
    bare = [word for word in words if word not in _POLITE]
    for said in (words, bare):
        found = _ANSWERS.get(" ".join(said))
        if found is not None:
            return found
    return None


def _slips(words: list[str], phrase: str, *, alone: bool) -> int | None:
    """Count the slips between a phrase and the part of the text most like it; None is too many."""
    allowed = 0 if len(phrase) < 5 else 1 if len(phrase) < 11 else 2
    size = phrase.count(" ") + 1
    slips = []
    for count in (size, size - 1, size + 1):  # as it is, a space lost, a space too many
        if count < 1 or count > len(words) or (alone and count != len(words)):
            continue
        between = " " if count == size else ""
        spelled = phrase if count == size else phrase.replace(" ", "")
        for at in range(len(words) - count + 1):
            part = between.join(words[at : at + count])
            slipped = OSA.distance(part, spelled, score_cutoff=allowed)
            if slipped <= allowed and not (between and _another_word(part, spelled)):
                slips.append(slipped)
    if len(words) == 1 and size > 2:
        slipped = OSA.distance(words[0], phrase.replace(" ", ""), score_cutoff=allowed)
        slips += [slipped] if slipped <= allowed else []
    return min(slips, default=None)


def _another_word(typed: str, phrase: str) -> bool:
    """Say whether a word begins with another letter: "hàng mới" is no slip for "hàng đợi"."""
    if len(typed) != len(phrase) or sorted(typed) == sorted(phrase):
        return False
    starts = zip(" " + phrase, typed, phrase, strict=False)
    return any(one != other for before, one, other in starts if before == " ")
