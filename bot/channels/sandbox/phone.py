"""A phone in somebody's hand, for tests and for scripted people.

It acts on the world directly, as a person would, and waits for what the bot does in its chat.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.channels.sandbox import people
from bot.channels.sandbox.shapes import (
    Json,
    Upload,
    as_list,
    as_object,
    get_bool,
    get_list,
    get_str,
    need_int,
    need_str,
)
from bot.channels.sandbox.state import Chat, Person
from bot.channels.sandbox.world import World

# A picture of one pixel: enough where the picture itself does not matter.
SMALL_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c494441"
    "54789c63f099a5050002460111cff5e4950000000049454e44ae426082"
)


# A bot that sends to many people is never done: then silence in this chat must do.
SETTLE_SECONDS = 0.5
POLL_SECONDS = 0.003


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's answer to a press: the little notice over the chat, if it has a text."""

    message_id: int
    text: str | None
    alert: bool


class Phone:
    """The phone of one person.

    Every act (``send``, ``press``, ...) sets a mark; ``wait`` waits for what the bot does after it.
    ``calm`` tells whether the bot has done all it can do now; without it only silence tells.
    """

    def __init__(
        self, world: World, person: Person, calm: Callable[[], Awaitable[bool]] | None = None
    ) -> None:
        self.world = world
        self.person = person
        self._calm = calm
        self.answers: list[Answer] = []
        self._touched: list[int] = []
        self._acts = 0
        self._mark = 0
        self._news = asyncio.Event()
        self.put_away = world.watch(person.id, self._hear)

    def _hear(self, fact: Json) -> None:
        kind = fact["fact"]
        if kind == "answer":
            self.answers.append(
                Answer(need_int(fact, "message_id"), get_str(fact, "text"), get_bool(fact, "alert"))
            )
        elif kind in {"message", "edit"} and get_bool(fact, "from_bot"):
            self._touched.append(need_int(as_object(fact["message"]), "message_id"))
        elif kind != "delete":
            return
        self._acts += 1
        self._news.set()

    # What the phone shows

    @property
    def chat(self) -> Chat:
        """The chat with the bot."""
        return people.find_chat(self.world, self.person.id)

    @property
    def messages(self) -> list[Json]:
        """All messages, oldest first."""
        return list(self.chat.messages.values())

    @property
    def received(self) -> list[Json]:
        """The bot's messages, oldest first."""
        return [message for message in self.messages if self._is_from_bot(message)]

    def _is_from_bot(self, message: Json) -> bool:
        return as_object(message["from"])["id"] == self.world.bot["id"]

    @property
    def last(self) -> Json:
        """The bot's newest message. Raises ``LookupError`` if it never wrote."""
        received = self.received
        if not received:
            raise LookupError(f"{self.person.first_name}'s phone shows nothing from the bot")
        return received[-1]

    @property
    def text(self) -> str:
        """The text or the caption of the bot's newest message."""
        return said(self.last)

    def buttons(self, message: Json | None = None) -> list[str]:
        """The texts of the message's inline buttons; of the bot's newest if none is given."""
        return [need_str(button, "text") for button in people.buttons(message or self.last)]

    def keyboard(self) -> list[str]:
        """The texts of the buttons under the input field."""
        return [need_str(button, "text") for button in self.reply_keys()]

    def reply_keys(self) -> list[Json]:
        """The buttons under the input field."""
        keyboard = self.chat.keyboard or {}
        return [
            as_object(button) for row in get_list(keyboard, "keyboard") for button in as_list(row)
        ]

    def received_file(self, message: Json | None = None) -> bytes:
        """The bytes of the file in the message; in the bot's newest if none is given."""
        shown = message or self.last
        for kind in ("document", "voice", "audio", "video", "photo"):
            if kind in shown:
                sizes = shown[kind]
                best = as_object(sizes[-1] if isinstance(sizes, list) else sizes)
                file_id = need_str(best, "file_id")
                return self.world.file_bytes(self.world.file(file_id))
        raise LookupError("there is no file in the message")

    # What the person does

    async def start(self, payload: str | None = None) -> Json:
        """Press Start, or follow a link with this payload."""
        self._set_mark()
        return await self._done(people.press_start(self.world, self.person.id, payload))

    async def send(self, text: str) -> Json:
        """Type and send a text; returns the message."""
        self._set_mark()
        return await self._done(people.send_text(self.world, self.person.id, text))

    async def edit(self, message: Json, text: str) -> Json:
        """Correct an own text."""
        self._set_mark()
        number = need_int(message, "message_id")
        return await self._done(people.edit_text(self.world, self.person.id, number, text))

    async def press(self, button: str) -> None:
        """Press the button with this text (or a part of it) in the newest message that has it.

        A button under the input field is pressed if no message has one. Raises ``LookupError``,
        naming all buttons there are.
        """
        for exact in (True, False):
            for message in reversed(self.messages):
                for one in people.buttons(message):
                    data = get_str(one, "callback_data")
                    if data is not None and _fits(need_str(one, "text"), button, exact):
                        await self.press_data(need_int(message, "message_id"), data)
                        return
            for key in self.reply_keys():
                if _fits(need_str(key, "text"), button, exact):
                    await self._press_key(key)
                    return
        shown = [self.buttons(message) for message in self.messages if self.buttons(message)]
        raise LookupError(f"no button {button!r}; there are {shown} and {self.keyboard()}")

    async def _press_key(self, key: Json) -> None:
        if get_bool(key, "request_contact"):
            await self.share_contact()
        elif get_bool(key, "request_location"):
            await self.share_location(21.27, 106.19)
        else:
            await self.send(need_str(key, "text"))

    async def press_data(self, message_id: int, data: str) -> str:
        """Press a button by its data, even one that is no longer, or never was, there."""
        self._set_mark()
        query = people.press_anyway(self.world, self.person.id, message_id, data)
        await self.world.journal.saved()
        return query

    async def share_contact(self) -> Json:
        """Share the own phone number."""
        self._set_mark()
        return await self._done(people.share_contact(self.world, self.person.id))

    async def share_location(self, latitude: float, longitude: float) -> Json:
        """Share a place, in degrees."""
        self._set_mark()
        return await self._done(
            people.share_location(self.world, self.person.id, latitude, longitude)
        )

    async def send_photo(self, data: bytes = SMALL_PNG, caption: str = "") -> Json:
        """Send a photo."""
        return (await self._upload("photo", [_picture(data)], caption))[0]

    async def send_photos(self, photos: Sequence[bytes], caption: str = "") -> list[Json]:
        """Send several photos at once, as an album."""
        return await self._upload("photo", [_picture(data) for data in photos], caption)

    async def send_voice(self, data: bytes = b"OggS", seconds: int = 3) -> Json:
        """Send a voice message."""
        self._set_mark()
        upload = Upload("voice.ogg", "audio/ogg", data)
        sent = people.upload(self.world, self.person.id, "voice", [upload], duration=seconds)
        return await self._done(sent[0])

    async def send_document(
        self, name: str, data: bytes, mime: str = "application/octet-stream", caption: str = ""
    ) -> Json:
        """Send any file."""
        return (await self._upload("document", [Upload(name, mime, data)], caption))[0]

    async def _upload(self, kind: str, uploads: Sequence[Upload], caption: str) -> list[Json]:
        self._set_mark()
        sent = people.upload(self.world, self.person.id, kind, uploads, caption)
        await self.world.journal.saved()
        return sent

    async def block(self, blocked: bool = True) -> None:
        """Block the bot, or let it write again."""
        people.block(self.world, self.person.id, blocked=blocked)
        await self.world.journal.saved()

    async def _done(self, message: Json) -> Json:
        await self.world.journal.saved()
        return message

    # Waiting for the bot

    def _set_mark(self) -> None:
        self._mark = self._acts
        self._touched.clear()

    async def wait(
        self,
        text: str | None = None,
        *,
        button: str | None = None,
        until: Callable[[Phone], bool] | None = None,
        timeout: float = 15.0,
        quiet: float = 0.03,
    ) -> Json | None:
        """Wait until the bot has acted after the last own act, then ``settle`` for ``quiet``.

        With ``text`` or ``button``: until a message sent or edited since then contains the text
        and has the button; returns that message, else the newest one touched (None if the bot
        only answered a press). Raises ``TimeoutError`` that tells what the phone shows.
        """
        try:
            async with asyncio.timeout(timeout):
                while (found := self._found(text, button, until)) is None:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(self._complaint(text, button)) from None
        await self.settle(quiet)
        return self.chat.messages.get(self._found(text, button, until) or found)

    async def settle(self, quiet: float = 0.1) -> None:
        """Wait until the bot has done all it can do now or, where nobody can tell, nothing in this
        chat for ``quiet`` seconds."""
        if self._calm is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SETTLE_SECONDS):
                    while not await self._calm():  # noqa: ASYNC110 - only the bot knows
                        await asyncio.sleep(POLL_SECONDS)
                    return
        acts = -1
        while acts != self._acts:
            acts = self._acts
            await asyncio.sleep(quiet)

    def _found(
        self, text: str | None, button: str | None, until: Callable[[Phone], bool] | None
    ) -> int | None:
        """The number of the message waited for; 0 for an act without a message."""
        if self._acts == self._mark or (until is not None and not until(self)):
            return None
        for number in reversed(self._touched):
            message = self.chat.messages.get(number)
            if message is None or (text is not None and text not in said(message)):
                continue
            if button is None or any(_fits(one, button, False) for one in self.buttons(message)):
                return number
        return 0 if text is None and button is None else None

    def _complaint(self, text: str | None, button: str | None) -> str:
        shown = [f"{said(message)!r} {self.buttons(message)}" for message in self.received[-3:]]
        return (
            f"{self.person.first_name} waited in vain for text {text!r}, button {button!r}; "
            f"the newest messages: {shown}; answers: {self.answers[-2:]}"
        )

    async def say(self, text: str, expect: str | None = None) -> Json | None:
        """``send`` and ``wait``, for a message that contains ``expect`` if that is given."""
        await self.send(text)
        return await self.wait(expect)

    async def tap(self, button: str, expect: str | None = None) -> Json | None:
        """``press`` and ``wait``, for a message that contains ``expect`` if that is given."""
        await self.press(button)
        return await self.wait(expect)


def _picture(data: bytes) -> Upload:
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return Upload(f"photo.{kind}", f"image/{kind}", data)


def said(message: Json) -> str:
    """The text of a message, or its caption."""
    return get_str(message, "text") or get_str(message, "caption") or ""


def _fits(shown: str, wanted: str, exact: bool) -> bool:
    return shown == wanted if exact else wanted.casefold() in shown.casefold()
