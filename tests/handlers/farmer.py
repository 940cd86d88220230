"""A farmer who answers the bot's questions, counts her answers and keeps all she was shown."""

from dataclasses import dataclass, field

from bot.channels.sandbox.phone import SMALL_PNG, Phone, said
from bot.channels.sandbox.shapes import Json

PRODUCT = "Rượu ba kích tím Sơn Động"
SPECIAL = "Ba kích trồng dưới tán rừng, ủ chum sành ba năm"


@dataclass(slots=True)
class Farmer:
    """`answered` counts questions answered, `typed` those of them that needed the keyboard."""

    phone: Phone
    answered: int = 0
    typed: int = 0
    screens: list[str] = field(default_factory=list)

    async def type(self, text: str, expect: str | None = None) -> Json:
        self.typed += 1
        self.answered += 1
        return self._read(await self.phone.say(text, expect))

    async def answer(self, button: str, expect: str | None = None) -> Json:
        self.answered += 1
        return await self.tap(button, expect)

    async def tap(self, button: str, expect: str | None = None) -> Json:
        """Press a button that answers no question: the menu, one of several choices."""
        return self._read(await self.phone.tap(button, expect))

    def _read(self, message: Json | None) -> Json:
        assert message is not None
        self.screens += [said(one) for one in self.phone.received]
        return message

    @property
    def longest(self) -> int:
        return max(len(screen) for screen in self.screens)

    async def first_questions(self) -> None:
        """From /start to the menu."""
        await self.phone.start()
        await self.phone.wait("Xin chào")
        await self.answer("Tiếng Việt", "Bà con đồng ý chứ?")
        await self.answer("Tôi đồng ý", "Bà con ở đâu?")
        await self.type("son dong, bac giang", "1. xã Sơn Động")
        await self.answer("1. xã Sơn Động", "Cảm ơn bà con!")

    async def describe(self, product: str = PRODUCT) -> None:
        """The questions of an idea up to its photos."""
        await self.tap("💡 Gửi ý tưởng", "tên là gì?")
        await self.type(product, "thuộc nhóm nào?")
        await self.answer("Đồ uống", "có gì đặc biệt?")
        await self.type(SPECIAL, "nguyên liệu")
        await self.answer("trên 75%", "bao nhiêu?")
        await self.type("1,5 tấn", "Đã có những thứ nào")
        await self.tap("Đăng ký kinh doanh")
        await self.tap("Nhãn và bao bì")
        await self.answer("Xong", "Cần giúp việc gì?")
        await self.tap("Vay vốn")
        await self.tap("Xem thêm")
        await self.tap("Xem thêm", "Cần giúp việc gì?")
        await self.tap("Hội chợ")
        await self.answer("Xong", "gửi ảnh")

    async def show_photos(self, number: int = 2) -> None:
        await self.phone.send_photos([SMALL_PNG] * number)
        await self.phone.wait(f"{number} ảnh")
        await self.answer("Xong")
