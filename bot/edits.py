"""What edited messages show: an edit that changes nothing is refused, so it is not made."""

from collections import OrderedDict
from hashlib import blake2b

from storage.outbox import Call

# Only presses that come shortly after one another can lead to the same edit twice.
REMEMBERED = 2_000


class Edits:
    """Remembers the newest edits of one channel, in the order in which they were made.

    A button that is pressed twice before its message has changed leads to the same edit twice: the
    second press came with the old message, so its handler could not know.
    """

    def __init__(self) -> None:
        self._shown: OrderedDict[tuple[object, object], bytes] = OrderedDict()

    def repeats(self, call: Call) -> bool:
        """Whether the message shows already what this edit would make of it."""
        return call.method == "editMessageText" and self._shown.get(_place(call)) == _look(call)

    def made(self, call: Call) -> None:
        """Note down a call that was carried out."""
        if call.method != "editMessageText":
            return
        self._shown[_place(call)] = _look(call)
        self._shown.move_to_end(_place(call))
        if len(self._shown) > REMEMBERED:
            self._shown.popitem(last=False)


def _place(call: Call) -> tuple[object, object]:
    return call.params.get("chat_id"), call.params.get("message_id")


def _look(call: Call) -> bytes:
    look = repr((call.params.get("text"), call.params.get("reply_markup")))
    return blake2b(look.encode(errors="replace"), digest_size=16).digest()
