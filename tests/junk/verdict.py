"""What must be true of the bot's answer to junk."""

import re
from collections.abc import Sequence

from bot.channels.sandbox.html import parse
from bot.channels.sandbox.shapes import utf16_length
from storage.outbox import Call
from tests.junk.crowd import Somebody
from tests.junk.room import texts, toasts

LONGEST = 700
# Words in nearly every English sentence of ours, and in no Vietnamese one.
_ENGLISH = re.compile(
    r"\b(you|your|please|what|which|this|have|press|choose|type|ideas?|find|old|need|must|here|is|from|the|it)\b",
    re.I,
)
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


def one_answer(one: Somebody, calls: Sequence[Call], what: str, *, read: bool = True) -> None:
    """A message brought exactly one message, short and not empty; if `read`, it is in the person's
    language."""
    said = texts(calls)
    assert len(said) == 1, f"{what} to {one}: {said}"
    _clear(one, said[0], what, read=read)
    assert not toasts(calls)


# Ways about, which may lead to the screen that is there already.
_WAYS = ("m:", "d:", "l:", "o:q:", "i:list:", "i:see:", "o:see:")


def answered_press(one: Somebody, calls: Sequence[Call], what: str) -> None:
    """A press got its answer: a notice, one message, or both; no more and no less."""
    said, notices = texts(calls), toasts(calls)
    assert len(notices) == 1, f"{what} to {one}: {notices}"
    assert len(said) <= 1, f"{what} to {one}: {said}"
    assert said or notices[0] or what.startswith(_WAYS), f"{what} to {one} was met with silence"
    for text in said:
        _clear(one, text, what)
    if notices[0]:
        _clear(one, notices[0], what)


def _clear(one: Somebody, text: str, what: str, *, read: bool = True) -> None:
    shown, _ = parse(text) if "&" in text or "<" in text else (text, [])
    assert shown.strip(), f"{what} to {one}: an empty message"
    assert utf16_length(shown) <= LONGEST, f"{what} to {one}: {len(shown)} characters"
    if read:
        in_her_language(one, shown, what)


def in_her_language(one: Somebody, shown: str, what: str = "") -> None:
    """A sentence is in the person's language; the question of the language itself is in both."""
    if "Which language" in shown:
        return
    english, vietnamese = _ENGLISH.search(shown), _VIETNAMESE.search(shown)
    if one.language == "en":
        assert english, f"{what} to {one}: {shown}"
    else:
        assert vietnamese, f"{what} to {one}: {shown}"
        assert not english, f"{what} to {one}: {shown}"
