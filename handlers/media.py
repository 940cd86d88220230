"""Pictures and recordings that people send: noted down at once, their bytes asked for."""

from collections.abc import Mapping
from types import MappingProxyType

from telegram import Audio, Document, Message, Voice

from handlers.turn import Turn
from handlers.voice import Html
from programme.text import clean
from storage import media
from storage.outbox import Call, Lane

MOST_BYTES = 20_000_000
"""getFile of the Bot API gives nothing larger out."""

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
SOUNDS = frozenset(
    {"audio/ogg", "audio/mpeg", "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac"}
)
# What a phone says is in a file is not to be trusted, and an officer opens it by its name.
PICTURE_NAMES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")
SOUND_NAMES = (".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".wav")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PAPERS: Mapping[str, bytes] = MappingProxyType(
    {".pdf": b"%PDF", ".docx": _ZIP, ".xlsx": _ZIP, ".pptx": _ZIP}
    | {".doc": _OLE, ".xls": _OLE, ".ppt": _OLE}
)
"""The papers that are passed on: how their names end, and how the files begin."""

DAY = 24 * 60 * 60 * 1000
MOST_FILES = 30
MOST_BYTES_A_DAY = 200_000_000


async def take_photo(turn: Turn, message: Message) -> int | Html:
    """Keep the picture of a message and return its medium's id, or the sentence that says why it
    cannot be kept. A picture sent as a file is one too."""
    if message.photo:
        small_enough = [size for size in message.photo if (size.file_size or 0) <= MOST_BYTES]
        if not small_enough:
            return _too_large(turn)
        size = max(small_enough, key=lambda size: size.width * size.height)
        return await _keep(turn, "photo", size.file_id, "image/jpeg", None, size.file_size)
    document = message.document
    if document is None or not _is(document, PICTURES, PICTURE_NAMES):
        return turn.voice.gettext(
            "I need a photo here. Press the paper clip 📎, then choose one from your phone."
        )
    if (document.file_size or 0) > MOST_BYTES:
        return _too_large(turn)
    # It goes out as it came: what is called a picture need not be one that Telegram can show.
    return await _keep(
        turn,
        "document",
        document.file_id,
        document.mime_type,
        document.file_name,
        document.file_size,
    )


async def take_file(turn: Turn, message: Message) -> int | Html:
    """The same for a picture or a paper: PDF, Word, Excel or PowerPoint."""
    document = message.document
    if document is None or _is(document, PICTURES, PICTURE_NAMES):
        return await take_photo(turn, message)
    name = (document.file_name or "").strip().lower()
    if not name.endswith(tuple(PAPERS)):
        return turn.voice.gettext(
            "I pass on photos, PDF, Word, Excel and PowerPoint files only. Please send one of "
            "these."
        )
    if (document.file_size or 0) > MOST_BYTES:
        return turn.voice.gettext(
            "This file is over 20 MB, too large for me. Please send a smaller one."
        )
    mime, size = document.mime_type, document.file_size
    return await _keep(turn, "document", document.file_id, mime, document.file_name, size)


async def take_table(turn: Turn, document: Document) -> int | Html:
    """The same for a spreadsheet that is read and not passed on, of whatever kind it says it is."""
    mime, size = document.mime_type, document.file_size
    return await _keep(turn, "document", document.file_id, mime, document.file_name, size)


async def take_voice(turn: Turn, message: Message) -> int | Html:
    """The same for a recording: a voice message, or a sound sent as a file."""
    sound: Voice | Audio | Document | None = message.voice or message.audio
    document = message.document
    if sound is None and document is not None and _is(document, SOUNDS, SOUND_NAMES):
        sound = document
    if sound is None:
        return turn.voice.gettext("Please type it, or hold the microphone 🎤 and speak.")
    if (sound.file_size or 0) > MOST_BYTES:
        return turn.voice.gettext(
            "This recording is too long for me. Please make it shorter than 10 minutes."
        )
    mime = sound.mime_type or "audio/ogg"
    kind = "voice" if message.voice else "audio" if message.audio else "document"
    return await _keep(turn, kind, sound.file_id, mime, None, sound.file_size)


def has_photo(message: Message) -> bool:
    """Whether a message brings something that looks like a picture."""
    return bool(message.photo) or (
        message.document is not None
        and (message.document.mime_type or "").lower().startswith("image/")
    )


def is_picture(head: bytes) -> bool:
    """Whether a file that begins like this is a picture of the kinds we take."""
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:11] in (b"hei", b"hev", b"mif", b"msf"))
    )


def is_paper(name: str, head: bytes) -> bool:
    """Whether a file that begins like this is the paper that its name says."""
    dot = name.strip().lower().rfind(".")
    begins = PAPERS.get(name.strip().lower()[dot:]) if dot >= 0 else None
    return begins is not None and head.startswith(begins)


def is_sound(head: bytes) -> bool:
    """Whether a file that begins like this is a sound."""
    return (
        head.startswith((b"OggS", b"ID3", b"fLaC", b"#!AMR"))
        # A frame of MP3 or AAC begins with eleven ones.
        or (head[:1] == b"\xff" and head[1:2] >= b"\xe0")
        or (head[:4] == b"RIFF" and head[8:12] == b"WAVE")
        or head[4:8] == b"ftyp"
    )


def _is(document: Document, mimes: frozenset[str], names: tuple[str, ...]) -> bool:
    name = (document.file_name or "").strip().lower()
    return (document.mime_type or "").lower() in mimes and (not name or name.endswith(names))


def _too_large(turn: Turn) -> Html:
    return turn.voice.gettext(
        "This photo is over 20 MB, too large for me. Please take it again with your phone."
    )


async def _keep(
    turn: Turn, kind: str, file_id: str, mime: str | None, name: str | None, size: int | None
) -> int | Html:
    files, weight = await media.taken(turn.tx, turn.person.id, turn.now - DAY)
    if files >= MOST_FILES or weight + (size or 0) > MOST_BYTES_A_DAY:
        return turn.voice.gettext(
            "You have sent me many files today, and I can take no more. Please go on without this "
            "one, or send it tomorrow."
        )
    medium = await media.add(
        turn.tx,
        turn.person.id,
        kind=kind,
        channel=turn.channel,
        file_id=file_id,
        mime=clean(mime)[:100] if mime else None,
        file_name=clean(name)[:200] if name else None,
        size=size,
        now=turn.now,
    )
    # The sender fetches the bytes: file ids die with the bot's token.
    turn.call(Call("getFile", {"file_id": file_id}, f"media:{medium}"), Lane.FETCH)
    return medium
