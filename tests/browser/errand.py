"""The farmer's way from Start to the receipt, as the screenshots show it."""

from playwright.sync_api import FilePayload

from tests.browser.hand import Hand
from tests.browser.shots import shoot

FARMER = "HTX Quỳnh Phong"
OFFICER = "Cán bộ Hội xã Tân Yên"
PRODUCT = "Vải sớm Phúc Hoà sấy dẻo"
NEWS = ("Hai đợt đánh giá", "Lớp cho chủ sản phẩm", "Vùng ba kích tím Sơn Động")
"""What the household of the demo is told on its first day, in any order."""
SPECIAL = "Phơi nắng rồi sấy nhẹ, không thêm đường."


def introduce(farmer: Hand) -> None:
    """Start, language, agreement, place."""
    farmer.start()
    farmer.answer("Bà con muốn nói tiếng nào?", "Tiếng Việt")
    farmer.reads("Bà con đồng ý chứ?")
    shoot(farmer.page, "screens/consent", farmer)
    farmer.answer("Bà con đồng ý chứ?", "Tôi đồng ý")
    farmer.type("Bà con ở đâu?", "tan yen")
    farmer.answer("Bà con ở nơi nào dưới đây?", "1. xã Tân Yên, Bắc Ninh")
    farmer.reads("Tôi đã ghi nơi ở: xã Tân Yên")


def describe(farmer: Hand, product: str = PRODUCT) -> None:
    """The questions of an idea from the menu up to its photos."""
    farmer.tap("Bà con cần việc gì?", "💡 Gửi ý tưởng")
    farmer.type("Sản phẩm tên là gì?", product)
    farmer.reads("Sản phẩm thuộc nhóm nào?")
    shoot(farmer.page, "screens/question", farmer)
    farmer.answer("Sản phẩm thuộc nhóm nào?", "Thực phẩm")
    farmer.type("Sản phẩm có gì đặc biệt?", SPECIAL)
    farmer.answer("Bao nhiêu nguyên liệu là của địa phương mình?", "Gần như tất cả (trên 75%)")
    farmer.type("Một năm bà con làm được bao nhiêu?", "1,5 tấn")
    farmer.choose("Đã có những thứ nào dưới đây?", "Đăng ký kinh doanh", "Nhãn và bao bì")
    farmer.choose("Cần giúp việc gì?", "Tìm nơi bán", "Thương hiệu, bao bì, nhãn, tem")


def add_photo(farmer: Hand, photo: FilePayload) -> None:
    question = "Bà con gửi ảnh sản phẩm giúp tôi"
    farmer.reads(question)
    farmer.attach_photo(photo)
    farmer.answer("Tôi đã nhận 1 ảnh", "Xong")


def submit(farmer: Hand, clicks: int = 1) -> None:
    """From the review page to the receipt, perhaps with an impatient finger."""
    farmer.reads("Bà con xem đã đúng cả chưa?", PRODUCT)
    shoot(farmer.page, "screens/review", farmer)
    farmer.answer("Bà con xem đã đúng cả chưa?", "Gửi ý tưởng", clicks)
    farmer.reads("Tôi đã nhận ý tưởng của bà con", "YT-2026-0000")


def file_idea(farmer: Hand, photo: FilePayload, clicks: int = 1) -> None:
    """All of it, for a farmer who has never written."""
    introduce(farmer)
    describe(farmer)
    add_photo(farmer, photo)
    farmer.share_contact("Cán bộ gọi cho ai?")
    sent = farmer.phone.locator('[data-from="person"]').filter(has_text="0912 000 816")
    sent.first.wait_for()
    submit(farmer, clicks)
