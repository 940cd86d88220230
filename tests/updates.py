"""Updates of every kind in the Bot API, made up by hypothesis out of the sandbox's schema.

They are well-typed but odd: texts with markup, in Arabic, of 4,096 characters; any optional field
may be there; messages reply to messages that reply to messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from bot.channels.sandbox.schema import Field, load

Json = dict[str, object]

UPDATE_KINDS = tuple(name for name in load().types["Update"] if name != "update_id")
# How deep objects nest; required fields go on below it, in their simplest form.
DEPTH = 3
_SIMPLE = frozenset({"Integer", "Float", "Boolean", "String"})

_ODD_TEXTS = (
    "",
    " ",
    "nộp ý tưởng",
    "/start",
    "/start ' OR 1=1 --",
    "/idea@other_bot",
    "<b>Ba kích tím</b> & <script>alert(1)</script>",
    "</a>&lt;&amp;{}%s%(x)s{0}\\",
    "مرحبا \u202eabc\u202c שלום",
    "Z̸̢̛̖a̷̡͕l̴̨̹g̵̨̣o" + "\u0301" * 40,
    "👩‍👩‍👧‍👦🇻🇳" * 20,
    "\u200b\u200d\ufeff",
    "=HYPERLINK(1)\t\n\r\0",
    "ạ" * 4096,
)
_TEXTS = st.one_of(
    st.sampled_from(_ODD_TEXTS),
    st.text(st.characters(codec="utf-8"), max_size=30),
)
_NAMES = st.one_of(st.sampled_from(("Hằng", "Nguyễn Văn A", *_ODD_TEXTS[2:])), _TEXTS)
_ENTITY_TYPES = (
    "mention",
    "hashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
)
_CALLBACK_DATA = st.one_of(
    st.sampled_from(("", "x", ":", "a:b:c", "0", "idea:1:accept", "back", "\x00")),
    st.text(st.characters(codec="utf-8"), max_size=16),
)
_TIMES = st.integers(0, 2**31 - 1)
_BY_FIELD: Mapping[tuple[str, str], SearchStrategy[object]] = {
    ("Chat", "type"): st.sampled_from(("private", "group", "supergroup", "channel")),
    ("MessageEntity", "type"): st.sampled_from(_ENTITY_TYPES),
    ("Poll", "type"): st.sampled_from(("regular", "quiz")),
    ("Sticker", "type"): st.sampled_from(("regular", "mask", "custom_emoji")),
    ("CallbackQuery", "data"): _CALLBACK_DATA,
    ("User", "language_code"): st.sampled_from(("vi", "en", "ar", "zz", "")),
    ("User", "id"): st.integers(1, 2**52),
    ("User", "is_bot"): st.just(False),
    ("Update", "update_id"): st.integers(1, 2**31 - 1),
}
_BY_NAME: Mapping[str, SearchStrategy[object]] = {
    "date": _TIMES,
    "message_id": st.integers(1, 2**31 - 1),
    "first_name": _NAMES,
    "last_name": _NAMES,
    "file_size": st.integers(0, 2**40),
    "longitude": st.floats(-180, 180),
    "latitude": st.floats(-90, 90),
}
_SCALARS: Mapping[str, SearchStrategy[object]] = {
    "Integer": st.integers(0, 2**31 - 1),
    "Float": st.floats(-1e6, 1e6),
    "Boolean": st.booleans(),
    "String": _TEXTS,
}
# Fields of a message that people in a private chat really send.
_COMMON = (
    "text",
    "text",
    "text",
    "text",
    "photo",
    "voice",
    "document",
    "location",
    "contact",
    "sticker",
    "video",
)


@cache
def _floor(name: str) -> int:
    """How many levels of objects the simplest value of the type needs."""
    return _floors()[name]


@cache
def _floors() -> dict[str, int]:
    schema = load()
    found = dict.fromkeys(_SIMPLE, 0)
    growing = True
    while growing:
        before = len(found)
        for name, members in schema.unions.items():
            heights = [found[one] for one in members if one in found]
            if heights:
                found.setdefault(name, min(heights))
        for name, fields in schema.types.items():
            needed = [
                min((found.get(one, 99) for one in field.types if one[0] != "["), default=0)
                for field in fields.values()
                if field.required
            ]
            if all(height < 99 for height in needed):
                found.setdefault(name, 1 + max(needed, default=0))
        growing = len(found) > before
    return found


def _value(draw: DrawFn, types: Sequence[str], depth: int) -> object:
    """A value of one of the types."""
    schema = load()
    members = [one for name in types for one in schema.unions.get(name, (name,))]
    if depth <= 0:
        members = [min(members, key=lambda one: 0 if one[0] == "[" else _floor(one))]
    name = draw(st.sampled_from(members))
    if name.startswith("["):
        size = draw(st.integers(0, 2)) if depth > 0 else 0
        return [_value(draw, [name[1:-1]], depth - 1) for _ in range(size)]
    if name in _SCALARS:
        return draw(_SCALARS[name])
    if name in schema.unions:
        return _value(draw, [name], depth)
    return _object(draw, name, depth)


def _field(draw: DrawFn, owner: str, name: str, field: Field, depth: int) -> object:
    if field.only is not None:
        return field.only
    special = _BY_FIELD.get((owner, name), _BY_NAME.get(name))
    if special is not None and _SIMPLE.issuperset(field.types):
        return draw(special)
    return _value(draw, field.types, depth - 1)


def _object(draw: DrawFn, name: str, depth: int, always: Sequence[str] = ()) -> Json:
    """An object of the type with its required fields, ``always``, and a few of the others."""
    fields = load().types[name]
    chosen = [one for one, field in fields.items() if field.required or one in always]
    optional = [one for one in fields if one not in chosen]
    if depth > 0 and optional:
        chosen += draw(st.lists(st.sampled_from(optional), max_size=3, unique=True))
    made = {one: _field(draw, name, one, fields[one], depth) for one in chosen}
    for text, entities in (("text", "entities"), ("caption", "caption_entities")):
        _fit_entities(made, text, entities)
    return made


def _fit_entities(made: Json, text: str, entities: str) -> None:
    """Let entities lie inside of the text, as they always do in Telegram."""
    items, words = made.get(entities), made.get(text)
    if not isinstance(items, list):
        return
    length = len(words.encode("utf-16-le")) // 2 if isinstance(words, str) else 0
    if length == 0:
        del made[entities]
        return
    for item in items:
        item["offset"] = int(item["offset"]) % length
        item["length"] = 1 + int(item["length"]) % (length - item["offset"])


@st.composite
def _private_message(draw: DrawFn, users: Sequence[int]) -> Json:
    """What a person most often sends: one thing, to the bot alone."""
    common = draw(st.sampled_from(_COMMON))
    message = _object(draw, "Message", DEPTH, (common, "from"))
    return _from_one(draw, message, users)


def _from_one(draw: DrawFn, message: Json, users: Sequence[int]) -> Json:
    sender = _object(draw, "User", 1)
    sender["id"] = draw(st.sampled_from(users) if users else st.integers(1, 2**40))
    chat: Json = {"id": sender["id"], "type": "private", "first_name": sender["first_name"]}
    return {**message, "from": sender, "chat": chat}


@st.composite
def _press(draw: DrawFn, users: Sequence[int]) -> Json:
    """A press of a button in a private chat, with data that nobody may have made."""
    query = _object(draw, "CallbackQuery", DEPTH, ("data", "message"))
    message = _object(draw, "Message", 1, ("text",))
    own = _from_one(draw, message, users)
    return {**query, "from": own["from"], "message": own}


@st.composite
def _any(draw: DrawFn, kind: str) -> object:
    fields = load().types["Update"]
    return _field(draw, "Update", kind, fields[kind], DEPTH + 1)


_PRIVATE: Mapping[str, Callable[[Sequence[int]], SearchStrategy[Json]]] = {
    "message": _private_message,
    "edited_message": _private_message,
    "callback_query": _press,
}


# Mostly what people in private chats do, and now and then each other kind.
_OFTEN = (*(tuple(_PRIVATE) * 8), *UPDATE_KINDS)


@st.composite
def _update(draw: DrawFn, kind: str | None, users: Sequence[int]) -> Json:
    chosen = kind or draw(st.sampled_from(_OFTEN))
    private = chosen in _PRIVATE and draw(st.integers(0, 3)) > 0
    content = draw(_PRIVATE[chosen](users) if private else _any(chosen))
    return {"update_id": draw(st.integers(1, 2**31 - 1)), chosen: content}


def updates(kind: str | None = None, users: Sequence[int] = ()) -> SearchStrategy[Json]:
    """Updates of the kind, or of any kind; private messages and presses come often.

    With ``users``, those private ones come from people with these ids.
    """
    return _update(kind, users)
