"""The Bot API as data: what each method takes, and whether a call keeps to it.

``bot_api.json`` holds the bare facts (names, types, what is required) of Telegram's public
description. ``python -m bot.channels.sandbox.schema API_JSON`` writes it anew.
A field is written as ``"!Integer|String"``: ``!`` for required, ``[X]`` for an array of X,
``String=photo`` for a string that can only be "photo".
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.channels.sandbox.limits import check_limits
from bot.channels.sandbox.shapes import Json, Refused, as_list, as_object, bad_request

FACTS = Path(__file__).with_name("bot_api.json")
_ONLY = re.compile(r"""^[\w' ]+, (?:always "(\w+)"|must be (\w+)$)""")
_SIMPLE = frozenset({"Integer", "Float", "Boolean", "String", "InputFile"})


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter or field: the types it may have, and the only string it may be, if any."""

    types: tuple[str, ...]
    required: bool
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """Parameters and results of the methods, fields of the types, and the unions' members."""

    methods: Mapping[str, Mapping[str, Field]]
    returns: Mapping[str, tuple[str, ...]]
    types: Mapping[str, Mapping[str, Field]]
    unions: Mapping[str, tuple[str, ...]]


def _field(text: str) -> Field:
    types, _, only = text.removeprefix("!").partition("=")
    return Field(tuple(types.split("|")), text.startswith("!"), only or None)


def _fields(value: object) -> Mapping[str, Field]:
    return {name: _field(str(text)) for name, text in as_object(value).items()}


@cache
def load() -> Schema:
    """The committed facts."""
    facts = as_object(json.loads(FACTS.read_text(encoding="utf-8")))
    methods = as_object(facts["methods"])
    types = as_object(facts["types"])
    return Schema(
        methods={name: _fields(as_object(what)["params"]) for name, what in methods.items()},
        returns={
            name: tuple(str(as_object(what)["returns"]).split("|"))
            for name, what in methods.items()
        },
        types={name: _fields(what) for name, what in types.items() if isinstance(what, dict)},
        unions={
            name: tuple(str(member) for member in what)
            for name, what in types.items()
            if isinstance(what, list)
        },
    )


def check_call(method: str, params: Mapping[str, object]) -> None:
    """Raise ``Refused`` unless the call is one that the public description allows.

    Stricter than Telegram, which ignores what it does not know: a parameter or field with an
    unknown name is refused, because here it is always a mistake of ours.
    """
    known = load().methods.get(method)
    if known is None:
        raise Refused(404, "Not Found: method not found")
    _check_fields(known, params, "")
    check_limits(method, params)


def check_type(value: object, expected: str, path: str) -> None:
    """Raise ``Refused`` unless the value is of the type (written as in ``bot_api.json``)."""
    if expected in _SIMPLE:
        if not _is_simple(value, expected):
            raise bad_request(f'"{path}" must be of type {expected}')
    elif expected.startswith("["):
        if not isinstance(value, list):
            raise bad_request(f'"{path}" must be an Array')
        for place, item in enumerate(value):
            check_type(item, expected[1:-1], f"{path}[{place}]")
    elif expected in load().unions:
        _check_any(value, load().unions[expected], path)
    elif not isinstance(value, dict):
        raise bad_request(f'"{path}" must be of type {expected}')
    else:
        _check_fields(load().types[expected], value, f"{path}.")


def _is_simple(value: object, expected: str) -> bool:
    match expected:
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            if isinstance(value, bool) or not isinstance(value, int | float):
                return False
            return math.isfinite(value)
        case "Boolean":
            return isinstance(value, bool)
        case _:
            return isinstance(value, str) and _is_unicode(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_fields(known: Mapping[str, Field], given: Mapping[str, object], prefix: str) -> None:
    for name, value in given.items():
        field = known.get(name)
        if field is None:
            raise bad_request(f'there is no field "{prefix}{name}"')
        if field.only is not None and value != field.only:
            raise bad_request(f'"{prefix}{name}" must be "{field.only}"')
        if len(field.types) == 1:
            check_type(value, field.types[0], prefix + name)
        else:
            _check_any(value, field.types, prefix + name)
    for name, field in known.items():
        if field.required and name not in given:
            raise bad_request(f'"{prefix}{name}" is missing')


def _check_any(value: object, members: tuple[str, ...], path: str) -> None:
    """The value must fit one of the types; the complaint is about the one it resembles most."""
    if isinstance(value, list) and all(name.startswith("[") for name in members):
        # "Array of A, Array of B" means that each item may be either.
        for place, item in enumerate(value):
            _check_any(item, tuple(name[1:-1] for name in members), f"{path}[{place}]")
        return
    likely = [name for name in members if _resembles(value, name)]
    complaint: Refused | None = None
    for name in likely:
        try:
            check_type(value, name, path)
        except Refused as refusal:
            complaint = complaint or refusal
        else:
            return
    raise complaint or bad_request(f'"{path}" must be one of: {", ".join(members)}')


def _resembles(value: object, expected: str) -> bool:
    schema = load()
    if expected in schema.unions:
        return any(_resembles(value, name) for name in schema.unions[expected])
    if expected in _SIMPLE:
        return _is_simple(value, expected)
    if expected.startswith("["):
        if not isinstance(value, list):
            return False
        return not value or _resembles(value[0], expected[1:-1])
    if not isinstance(value, dict):
        return False
    fields = schema.types[expected]
    tags = [name for name, field in fields.items() if field.only is not None]
    if tags:
        return all(value.get(name) == fields[name].only for name in tags)
    return all(name in value for name, field in fields.items() if field.required)


def from_form(method: str, raw: Mapping[str, str]) -> Json:
    """The parameters of a form or a query string, each read as its method expects it."""
    known = load().methods.get(method, {})
    return {name: _read(name, text, known.get(name)) for name, text in raw.items()}


def _read(name: str, text: str, field: Field | None) -> object:
    if field is None:
        return text
    for expected in field.types:
        if expected == "Integer" and re.fullmatch(r"-?\d{1,19}", text):
            return int(text)
        if expected == "Float" and re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", text):
            return float(text)
        if expected == "Boolean" and text.lower() in {"true", "false", "1", "0"}:
            return text.lower() in {"true", "1"}
    if _SIMPLE.issuperset(field.types):
        return text
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise bad_request(f'can\'t parse "{name}" as JSON') from error
    return value


def _compact(types: list[str]) -> str:
    def one(text: str) -> str:
        inner = text.removeprefix("Array of ")
        return f"[{one(inner)}]" if inner != text else text

    return "|".join(one(text) for text in types)


def condense(api: Json) -> Json:
    """The bare facts of Telegram's description of the Bot API, in the shape of ``FACTS``."""

    def fields(owner: Json) -> Json:
        found: Json = {}
        for item in as_list(owner.get("fields", [])):
            field = as_object(item)
            types = [str(name) for name in as_list(field["types"])]
            only = _ONLY.search(str(field["description"]))
            tag = f"={only[1] or only[2]}" if only and types == ["String"] else ""
            mark = "!" if field["required"] else ""
            found[str(field["name"])] = f"{mark}{_compact(types)}{tag}"
        return found

    methods: Json = {
        name: {
            "params": fields(as_object(what)),
            "returns": _compact([str(kind) for kind in as_list(as_object(what)["returns"])]),
        }
        for name, what in as_object(api["methods"]).items()
    }
    types: Json = {
        name: [_compact([str(kind)]) for kind in as_list(as_object(what)["subtypes"])]
        if "subtypes" in as_object(what)
        else fields(as_object(what))
        for name, what in as_object(api["types"]).items()
    }
    return {"version": api["version"], "methods": methods, "types": types}


def _write(source: Path) -> None:
    facts = condense(as_object(json.loads(source.read_text(encoding="utf-8"))))
    parts = [f'"version": {json.dumps(facts["version"])}']
    for section in ("methods", "types"):
        lines = ",\n".join(
            f"{json.dumps(name)}: {json.dumps(what)}"
            for name, what in as_object(facts[section]).items()
        )
        parts.append(f'"{section}": {{\n{lines}\n}}')
    FACTS.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    _write(Path(sys.argv[1]))
