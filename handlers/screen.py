"""What a person sees: a text, buttons below it, perhaps a keyboard in the place of her own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from handlers.voice import Html

CALLBACK_DATA_BYTES = 64
_TAG = re.compile(r"</?[a-z][^>]*>")


def shown(text: Html) -> str:
    """What is seen of a text: without its markup."""
    return unescape(_TAG.sub("", text))


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: `data` comes back when it is pressed (at most 64 bytes of UTF-8),
    or `url` is opened. `means` is what it says to a question: yes or no, which may be typed too.
    Raises ValueError on data that Telegram would refuse."""

    label: str
    data: str | None = None
    url: str | None = None
    means: bool | None = None

    def __post_init__(self) -> None:
        if self.data is not None and not 1 <= len(self.data.encode()) <= CALLBACK_DATA_BYTES:
            raise ValueError(f"callback data of {len(self.data.encode())} bytes: {self.data!r}")

    def as_json(self) -> dict[str, object]:
        if self.url is not None:
            return {"text": self.label, "url": self.url}
        return {"text": self.label, "callback_data": self.data}


Rows = Sequence[Sequence[Button]]


def yes(label: str, data: str) -> Button:
    """A button in whose place "có" or "đồng ý" may be typed. Not for what throws something away."""
    return Button(label, data, means=True)


def no(label: str, data: str) -> Button:
    """A button in whose place "không" may be typed."""
    return Button(label, data, means=False)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keyboard that takes the place of the phone's own. It sends its label, or what
    it asks for: `contact` or `location`."""

    label: str
    asks: str | None = None

    def as_json(self) -> dict[str, object]:
        if self.asks is None:
            return {"text": self.label}
        return {"text": self.label, f"request_{self.asks}": True}


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. `rows` and `keys` exclude each other (Telegram takes one keyboard a message);
    `keys=()` leaves the keyboard as it is, `drop_keys` takes it away."""

    text: Html
    rows: Rows = ()
    keys: Sequence[Sequence[Key]] = ()
    drop_keys: bool = False

    def markup(self) -> dict[str, object] | None:
        """The `reply_markup` of the Bot API."""
        if self.rows:
            return {"inline_keyboard": [[b.as_json() for b in row] for row in self.rows]}
        if self.keys:
            return {
                "keyboard": [[key.as_json() for key in row] for row in self.keys],
                "resize_keyboard": True,
                "one_time_keyboard": True,
            }
        return {"remove_keyboard": True} if self.drop_keys else None

    def asks(self) -> str | None:
        """The data of its buttons for yes and for no, one to a line, if it has both."""
        said = {b.means: b.data for row in self.rows for b in row if b.means is not None}
        agreed, declined = said.get(True), said.get(False)
        return f"{agreed}\n{declined}" if agreed and declined else None

    def params(self, chat_id: str) -> dict[str, object]:
        """The parameters of sendMessage."""
        params: dict[str, object] = {
            "chat_id": chat_id_of(chat_id),
            "text": str(self.text),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        markup = self.markup()
        if markup is not None:
            params["reply_markup"] = markup
        return params

    def looks_like(self, text: str | None, keyboard: Mapping[str, object] | None) -> bool:
        """Whether a message with this text and inline keyboard already shows this screen;
        Telegram refuses an edit that changes nothing."""
        mine = self.markup() if self.rows else None
        return shown(self.text).strip() == (text or "").strip() and mine == keyboard


def chat_id_of(chat_id: str) -> int | str:
    """A chat's id as its channel writes it: Telegram's are numbers."""
    return int(chat_id) if chat_id.lstrip("-").isdigit() else chat_id
