"""Telegram's HTML for messages: the tags, nesting and escapes its documentation lists.

Stricter than Telegram in what it lets pass silently (a bare ``&`` or ``>``, an entity inside
``code``): unescaped text of a person must not slip through here and fail there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.channels.sandbox.shapes import Json, Refused, bad_request, utf16_length

_PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_ESCAPES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_MARK = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
    r"|&(?:#(?P<number>\d{1,7}|[xX][0-9A-Fa-f]{1,6})|(?P<escape>[A-Za-z]+));"
    r"|(?P<bare>[<>&])"
)
_ATTRIBUTE = re.compile(r"\s+([A-Za-z-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=]+))?")


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end: where its text starts and which entity it makes."""

    name: str
    offset: int
    entity: Json


def _refusal(source: str, place: int, sentence: str) -> Refused:
    return bad_request(
        f"can't parse entities: {sentence} at byte offset {len(source[:place].encode())}"
    )


def parse(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities, offsets and lengths in UTF-16 code units.

    Raises ``Refused`` (400, "can't parse entities: ...") for anything not well-formed.
    """
    text: list[str] = []
    length = 0
    entities: list[Json] = []
    open_tags: list[_Open] = []
    end = 0

    def add(piece: str) -> None:
        nonlocal length
        text.append(piece)
        length += utf16_length(piece)

    for mark in _MARK.finditer(source):
        add(source[end : mark.start()])
        end = mark.end()
        if mark["bare"]:
            raise _refusal(source, mark.start(), f'character "{mark["bare"]}" must be escaped')
        if mark["name"] is None:
            add(_unescaped(source, mark))
        elif mark["end"]:
            _close(source, mark, open_tags, entities, length)
        else:
            _open(source, mark, open_tags, length)
    add(source[end:])
    if open_tags:
        tag = open_tags[-1].name
        raise bad_request(
            f"can't parse entities: can't find end tag corresponding to start tag \"{tag}\""
        )
    entities.sort(key=_by_place)
    return "".join(text), entities


def _by_place(entity: Json) -> tuple[int, int]:
    offset, length = entity["offset"], entity["length"]
    return (offset, -length) if isinstance(offset, int) and isinstance(length, int) else (0, 0)


def _unescaped(source: str, mark: re.Match[str]) -> str:
    if mark["escape"] is not None:
        if mark["escape"] not in _ESCAPES:
            raise _refusal(source, mark.start(), f'unsupported entity "{mark.group()}"')
        return _ESCAPES[mark["escape"]]
    digits = mark["number"]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise _refusal(source, mark.start(), f'unsupported entity "{mark.group()}"')
    return chr(code)


def _open(source: str, mark: re.Match[str], open_tags: list[_Open], offset: int) -> None:
    name = mark["name"].lower()
    attributes = _attributes(source, mark)
    parent = open_tags[-1] if open_tags else None
    if parent and parent.name == "pre" and name == "code":
        language = attributes.get("class", "").removeprefix("language-")
        if language:
            parent.entity["language"] = language
        open_tags.append(_Open(name, offset, {}))
        return
    entity = _entity(name, attributes)
    if entity is None:
        raise _refusal(source, mark.start(), f'unsupported start tag "{name}"')
    for outer in open_tags:
        kinds = {outer.entity.get("type"), entity["type"]}
        if outer.entity.get("type") in {"code", "pre", None} or kinds & {"code", "pre"}:
            raise _refusal(source, mark.start(), f'tag "{name}" may not be nested here')
        if outer.entity["type"] in _QUOTES and entity["type"] in _QUOTES:
            raise _refusal(source, mark.start(), 'nested tag "blockquote"')
    open_tags.append(_Open(name, offset, entity))


def _close(
    source: str, mark: re.Match[str], open_tags: list[_Open], entities: list[Json], length: int
) -> None:
    name = mark["name"].lower()
    if mark["rest"].strip() or not open_tags:
        raise _refusal(source, mark.start(), f'unexpected end tag "{name}"')
    tag = open_tags.pop()
    if tag.name != name:
        raise _refusal(
            source, mark.start(), f'unmatched end tag, expected "</{tag.name}>", found "</{name}>"'
        )
    if tag.entity and length > tag.offset:
        entities.append({**tag.entity, "offset": tag.offset, "length": length - tag.offset})


def _attributes(source: str, mark: re.Match[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = mark["rest"].rstrip()
    place = 0
    while place < len(rest):
        attribute = _ATTRIBUTE.match(rest, place)
        if attribute is None:
            raise _refusal(source, mark.start(), f'malformed start tag "{mark["name"]}"')
        value = (attribute[2] or "").strip("\"'")
        for escape, sign in _ESCAPES.items():
            value = value.replace(f"&{escape};", sign) if escape != "amp" else value
        found[attribute[1].lower()] = value.replace("&amp;", "&")
        place = attribute.end()
    return found


def _entity(name: str, attributes: dict[str, str]) -> Json | None:
    if name in _PLAIN:
        return {"type": _PLAIN[name]}
    if name == "span" and attributes.get("class") == "tg-spoiler":
        return {"type": "spoiler"}
    if name == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in attributes else name}
    if name == "tg-emoji" and attributes.get("emoji-id", "").isdecimal():
        return {"type": "custom_emoji", "custom_emoji_id": attributes["emoji-id"]}
    if name == "a" and attributes.get("href"):
        return {"type": "text_link", "url": attributes["href"]}
    return None
