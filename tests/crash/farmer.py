"""A farmer who fills in her idea by what her phone shows, whatever happens to the bot meanwhile."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.app import SETTLE_MS
from bot.channels.sandbox import people
from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.shapes import Json, get_str

# Longer than a restart with back-off and a flood wait on top.
PATIENCE = 60.0
# She looks at what has come, a little longer than buttons rest.
LOOKS = SETTLE_MS / 1000 + 0.05
_DATA = re.compile(r"f:(\d+):([a-z_]+):(.+)")
_CODE = re.compile(r"YT-\d{4}-\d{5}")

# What she answers to each question: a text to type, or buttons to press one after another.
TYPED = {
    "place": "xa que nham huyen tan yen",
    "special": "Nuôi trên đồi vải, mật đặc và thơm",
    "output": "500 kg",
}
PRESSED = {
    "language": ("=vi",),
    "consent": ("=agree",),
    "group": ("=food",),
    "material": ("=over_75",),
    "papers": ("+business_registration", "+label_packaging", "!done"),
    "support": ("+capital", "!done"),
    "photos": ("!skip",),
    "review": ("!send",),
}


@dataclass(slots=True)
class Farmer:
    """One person with a product of her own. `receipt` is the code she was given at the end."""

    phone: Phone
    product: str
    receipt: str = ""
    done: list[str] = field(default_factory=list)
    """The questions she has answered, in order. One of them may be asked once more below, if its
    message was delivered twice; she passes it over."""

    async def file_an_idea(self) -> None:
        """From /start to the receipt. TimeoutError if the bot leaves her without an answer."""
        await self.phone.start()
        await self._until(lambda: self._question() is not None)
        while not self._finish():
            await self._answer()

    def _finish(self) -> bool:
        # Not only the newest message: one that was delivered twice may have come below it.
        for message in self.phone.received:
            if match := _CODE.search(get_str(message, "text") or ""):
                self.receipt = match[0]
        return bool(self.receipt)

    async def _answer(self) -> None:
        question = self._question()
        if question is None:
            raise AssertionError(f"she does not know what to do with: {self.phone.text!r}")
        draft, step, message = question
        place_offered = step == "place" and self._offers(message, "=")
        if step == "contact":
            await self.phone.share_contact()
        elif step == "menu":
            await self._press(message, "m:idea")
        elif step == "product":
            await self.phone.send(self.product)
        elif place_offered:
            await self._press(message, place_offered)
        elif step in TYPED:
            await self.phone.send(TYPED[step])
        elif step in PRESSED:
            for value in PRESSED[step]:
                wanted = f"f:{draft}:{step}:{value}"
                await self._until(partial(self._shows, wanted))
                await self._press(self._newest_with(wanted), wanted)
        else:
            raise AssertionError(f"she has no answer to {step!r}")
        if step != "place" or place_offered:
            self.done.append(step)
        before = (step, bool(place_offered))
        await self._until(lambda: self._finish() or self._moved_on(before))

    def _moved_on(self, before: tuple[str, bool]) -> bool:
        question = self._question()
        if question is None:
            return False
        _, step, message = question
        offered = step == "place" and bool(self._offers(message, "="))
        return (step, offered) != before

    def _question(self) -> tuple[str, str, Json] | None:
        """The draft, question and message on the screen: the newest she has not answered."""
        asked = any("request_contact" in key for key in self.phone.reply_keys())
        if asked and "contact" not in self.done:
            return "", "contact", self.phone.last
        for message in reversed(self.phone.received):
            for data in datas(message):
                match = _DATA.fullmatch(data)
                if match and match[2] not in self.done:
                    return match[1], match[2], message
                if data == "m:idea" and "menu" not in self.done:
                    return "", "menu", message
        return None

    def _offers(self, message: Json, sign: str) -> str:
        """The first choice the message offers, '' if it offers none."""
        for data in datas(message):
            match = _DATA.fullmatch(data)
            if match and match[3].startswith(sign):
                return data
        return ""

    def _shows(self, data: str) -> bool:
        return any(data in datas(message) for message in self.phone.received)

    def _newest_with(self, data: str) -> Json:
        return next(m for m in reversed(self.phone.received) if data in datas(m))

    async def _press(self, message: Json, data: str) -> None:
        number = message["message_id"]
        assert isinstance(number, int)
        # A press of hers just after the buttons have moved would pass for a second tap.
        await asyncio.sleep(LOOKS)
        await self.phone.press_data(number, data)

    async def _until(self, there: Callable[[], bool]) -> None:
        waited = 0.0
        while not there():
            if waited > PATIENCE:
                raise TimeoutError(
                    f"{self.product}: after {self.done} she has seen nothing new for {PATIENCE} s; "
                    f"her phone shows {[message.get('text') for message in self.phone.messages]}"
                )
            await asyncio.sleep(0.05)
            waited += 0.05


def datas(message: Json) -> list[str]:
    """The callback data of a message's buttons."""
    return [get_str(button, "callback_data") or "" for button in people.buttons(message)]
