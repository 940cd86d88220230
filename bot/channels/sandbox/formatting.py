"""What Telegram makes of a text: cleaned, trimmed, with the entities asked for and found."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.channels.sandbox import html
from bot.channels.sandbox.shapes import (
    Json,
    as_object,
    bad_request,
    get_list,
    get_str,
    need_int,
    utf16_length,
)

# Telegram drops these from every text: line separators, overrides of the writing direction;
# and no text can hold half a surrogate pair.
_DROPPED = re.compile("[\r\u2028-\u202e\ud800-\udfff]")
_BLANKED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>(?<!\w)(?:https?://[^\s<>\"]+[^\s<>\".,;:!?)]))"
    r"|(?P<email>(?<![\w.])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d])\w{1,256})"
)


def formatted(params: Mapping[str, object], key: str, entities_key: str) -> tuple[str, list[Json]]:
    """The text under the key as it will stand in the message, and its entities.

    Raises ``Refused`` for a mark-up that Telegram cannot parse or an unknown ``parse_mode``.
    """
    source = get_str(params, key) or ""
    mode = get_str(params, "parse_mode")
    given = [as_object(item) for item in get_list(params, entities_key)]
    if mode and given:
        raise bad_request(f'"parse_mode" and "{entities_key}" exclude each other')
    if mode and mode.upper() != "HTML":
        raise bad_request(f'the sandbox reads the parse mode HTML only, not "{mode}"')
    text = clean(source)
    if mode:
        text, given = html.parse(text)
    elif given:
        _check_given(text, given)
    return trim(text, given)


def clean(text: str) -> str:
    """The text without the characters that Telegram's servers remove."""
    return _BLANKED.sub(" ", _DROPPED.sub("", text))


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """The text without white space at either end, and all its entities in order."""
    start = len(text) - len(text.lstrip())
    text = text.strip()
    whole = utf16_length(text)
    kept: list[Json] = []
    for entity in entities:
        first = max(need_int(entity, "offset") - start, 0)
        last = min(need_int(entity, "offset") + need_int(entity, "length") - start, whole)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    kept.extend(found for found in detect(text) if not any(_overlap(found, one) for one in kept))
    return text, sorted(kept, key=lambda one: need_int(one, "offset"))


def detect(text: str) -> list[Json]:
    """The entities that Telegram finds by itself: commands, links, addresses, mentions, tags."""
    found: list[Json] = []
    for match in _FOUND.finditer(text):
        offset = utf16_length(text[: match.start()])
        found.append(
            {
                "type": match.lastgroup,
                "offset": offset,
                "length": utf16_length(match.group()),
            }
        )
    return found


def _overlap(found: Json, given: Json) -> bool:
    if given["type"] not in {"code", "pre", "text_link", "text_mention", "url", "bot_command"}:
        return False
    start, end = need_int(given, "offset"), need_int(given, "offset") + need_int(given, "length")
    first = need_int(found, "offset")
    return first < end and start < first + need_int(found, "length")


def _check_given(text: str, entities: list[Json]) -> None:
    whole = utf16_length(text)
    for entity in entities:
        offset, length = need_int(entity, "offset"), need_int(entity, "length")
        if offset < 0 or length <= 0 or offset + length > whole:
            raise bad_request("can't parse entities: entity lies outside of the text")
