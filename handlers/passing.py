"""Passing on what somebody sent: a photo, a recording, a paper, as what it came."""

from handlers.media import is_paper, is_picture, is_sound
from handlers.screen import chat_id_of
from storage import media
from storage.database import Transaction
from storage.media import Medium
from storage.outbox import Call

SOUNDS = frozenset({"voice", "audio"})


async def passing(tx: Transaction, medium: int, chat_id: str, caption: str = "") -> Call | None:
    """The call that sends a file on to a chat. None for one whose bytes are something else than it
    was said to be: a document, which may be anything, must have been looked into."""
    kind = await kind_of(tx, medium)
    if kind is None:
        return None
    params: dict[str, object] = {"chat_id": chat_id_of(chat_id), kind: {"media": medium}}
    if caption:
        params["caption"] = caption
    return Call(f"send{kind.capitalize()}", params)


async def kind_of(tx: Transaction, medium: int) -> str | None:
    """As what a file can be sent: photo, voice, audio or document; None if it is not to be."""
    found = await media.one(tx, medium)
    if found is None:
        return None
    head = await media.head(tx, medium)
    if head is None:
        return None if found.kind == "document" else found.kind
    if found.kind in SOUNDS:
        return found.kind if is_sound(head) else None
    right = is_picture(head) or is_sound(head) or _is_pdf(found, head)
    return found.kind if right else None


def _is_pdf(found: Medium, head: bytes) -> bool:
    """Whether a document is a PDF, as its name says; other papers can carry programs along."""
    name = found.file_name or ""
    return (
        found.kind == "document" and name.strip().lower().endswith(".pdf") and is_paper(name, head)
    )
