"""The photos and papers of an announcement, sent to somebody who presses for them."""

from collections.abc import Mapping, Sequence

from handlers.media import is_paper, is_picture
from handlers.screen import chat_id_of
from handlers.turn import Turn
from storage import media
from storage.announcements import Announcement
from storage.outbox import Call


async def send_files(turn: Turn, announcement: Announcement) -> bool:
    """Send all files of an announcement: photos as one album, papers as another. False if one of
    them had to be held back because its bytes are something else than its name says."""
    photos, papers, all_right = [], [], True
    for file in announcement.files:
        medium = await media.one(turn.tx, file.media)
        head = await media.head(turn.tx, file.media)
        name = (medium.file_name or "") if medium else ""
        if medium is None or head is None or not (is_picture(head) or is_paper(name, head)):
            all_right = False
        elif file.kind == "photo":
            photos.append(file.media)
        else:
            papers.append(file.media)
    _send(turn, "photo", photos)
    _send(turn, "document", papers)
    return all_right


def _send(turn: Turn, kind: str, files: Sequence[int]) -> None:
    """Send files of one kind, several of them as an album."""
    params: Mapping[str, object]
    if not files:
        return
    if len(files) == 1:
        method, params = f"send{kind.capitalize()}", {kind: {"media": files[0]}}
    else:
        method = "sendMediaGroup"
        params = {"media": [{"type": kind, "media": {"media": file}} for file in files]}
    turn.call(Call(method, {"chat_id": chat_id_of(turn.chat_id), **params}))
