"""Files inside messages: what Telegram tells about a photo, a voice message, a document."""

from __future__ import annotations

import struct

from bot.channels.sandbox.shapes import Json, Upload, as_object, need_str

KINDS = frozenset({"photo", "document", "voice", "video", "audio", "sticker"})
_UNKNOWN_SIZE = (800, 600)


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG, GIF or WebP out of its header, in pixels."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X" and len(data) >= 30:
        wide = int.from_bytes(data[24:27], "little") + 1
        return wide, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8 " and len(data) >= 30:
        width, height = struct.unpack("<HH", data[26:30])
        return int(width) & 0x3FFF, int(height) & 0x3FFF
    if data[12:16] == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in range(0xC0, 0xD0) and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return int(width), int(height)
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None


def describe(kind: str, upload: Upload, duration: int = 1) -> list[Json]:
    """What the message says about each size of the file, besides ids and bytes."""
    width, height = image_size(upload.data) or _UNKNOWN_SIZE
    match kind:
        case "photo":
            return _photo_sizes(width, height)
        case "voice":
            return [{"duration": duration, "mime_type": upload.mime}]
        case "audio":
            return [{"duration": duration, "file_name": upload.name, "mime_type": upload.mime}]
        case "video":
            return [
                {
                    "width": width,
                    "height": height,
                    "duration": duration,
                    "file_name": upload.name,
                    "mime_type": upload.mime,
                }
            ]
        case "sticker":
            return [
                {
                    "type": "regular",
                    "width": 512,
                    "height": 512,
                    "is_animated": False,
                    "is_video": False,
                }
            ]
        case _:
            return [{"file_name": upload.name, "mime_type": upload.mime}]


def _photo_sizes(width: int, height: int) -> list[Json]:
    """Telegram keeps a photo in sides of up to 90, 320, 800 and 1,280 pixels."""
    longest = max(width, height, 1)
    sizes: list[Json] = []
    for side in (90, 320, 800, 1280):
        scale = min(1.0, side / longest)
        sizes.append(
            {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
        )
        if side >= longest:
            break
    return sizes


def content(kind: str, files: list[Json]) -> Json:
    """The part of a message that holds the file: ``{"photo": [...]}``, ``{"voice": {...}}``."""
    shown: list[object] = [
        {
            "file_id": need_str(fact, "file_id"),
            "file_unique_id": need_str(fact, "unique_id"),
            "file_size": fact["size"],
            **as_object(fact["detail"]),
        }
        for fact in files
    ]
    return {kind: shown if kind == "photo" else shown[0]}
