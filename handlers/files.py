"""Files of our own making: a spreadsheet, a calendar entry, a picture, sent to a person."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.post import Post
from handlers.screen import chat_id_of
from handlers.voice import Html, Voice
from storage import media, people
from storage.outbox import Call, Lane
from storage.people import PersonId

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ICS = "text/calendar"
PNG = "image/png"


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its bytes, a name of letters, digits, `-`, `_` and `.`, and its MIME type. A
    picture shows in the chat; anything else comes as a document."""

    content: bytes
    name: str
    mime: str


async def send_file_to(
    post: Post,
    person_id: PersonId,
    chat: tuple[str, str],
    file: File,
    caption: Html | None = None,
) -> None:
    """Send a person a file into one of her chats: its channel and its id there."""
    medium = await _store(post, person_id, file)
    channel, chat_id = chat
    post.call(channel, chat_id, _call(chat_id, file, medium, caption))


async def tell_file(
    post: Post,
    person_id: PersonId,
    file: Callable[[Voice], File],
    caption: Callable[[Voice], Html] | None = None,
    lane: Lane = Lane.LIVE,
) -> bool:
    """Send a person a file, made in her language, on every channel she uses. False if she cannot be
    reached now."""
    person = await people.one(post.tx, person_id)
    chats = await people.chats(post.tx, person_id)
    if person is None or not chats:
        return False
    voice = post.world.voice(person.language)
    made = file(voice)
    medium = await _store(post, person_id, made)
    for channel, chat_id in chats:
        said = caption(voice) if caption else None
        post.call(channel, chat_id, _call(chat_id, made, medium, said), lane)
    return True


async def _store(post: Post, person_id: PersonId, file: File) -> int:
    return await media.add_made(
        post.tx,
        person_id,
        content=file.content,
        mime=file.mime,
        file_name=file.name,
        now=post.now,
    )


def _call(chat_id: str, file: File, medium: int, caption: Html | None) -> Call:
    kind = "photo" if file.mime == PNG else "document"
    params: dict[str, object] = {
        "chat_id": chat_id_of(chat_id),
        kind: {"media": medium},
    }
    if caption is not None:
        params |= {"caption": str(caption), "parse_mode": "HTML"}
    return Call("sendPhoto" if kind == "photo" else "sendDocument", params)
