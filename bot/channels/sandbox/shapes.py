"""The few shapes the sandbox shares: JSON objects read with their types checked, and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Json = dict[str, object]


class Refused(Exception):
    """A call that Telegram would refuse: the HTTP status, its sentence, and its parameters."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(sentence: str) -> Refused:
    """The refusal 400, worded as Telegram words it."""
    return Refused(400, f"Bad Request: {sentence}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call or from a person's phone."""

    name: str
    mime: str
    data: bytes


def get_str(source: Mapping[str, object], key: str) -> str | None:
    """The string under the key, or None if there is none."""
    value = source.get(key)
    if value is None or isinstance(value, str):
        return value
    raise bad_request(f'"{key}" must be a String')


def get_int(source: Mapping[str, object], key: str) -> int | None:
    """The integer under the key, or None if there is none."""
    value = source.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise bad_request(f'"{key}" must be an Integer')


def get_float(source: Mapping[str, object], key: str) -> float | None:
    """The number under the key, or None if there is none."""
    value = source.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if value is None:
        return None
    raise bad_request(f'"{key}" must be a Float')


def get_bool(source: Mapping[str, object], key: str) -> bool:
    """Whether the flag under the key is set; an absent one is not."""
    value = source.get(key, False)
    if isinstance(value, bool):
        return value
    raise bad_request(f'"{key}" must be a Boolean')


def get_object(source: Mapping[str, object], key: str) -> Json | None:
    """The JSON object under the key, or None if there is none."""
    value = source.get(key)
    return None if value is None else as_object(value, key)


def get_list(source: Mapping[str, object], key: str) -> list[object]:
    """The JSON list under the key; empty if there is none."""
    value = source.get(key)
    return [] if value is None else as_list(value, key)


def as_object(value: object, what: str = "value") -> Json:
    """The value, known to be a JSON object."""
    if isinstance(value, dict):
        return value
    raise bad_request(f'"{what}" must be a JSON object')


def as_list(value: object, what: str = "value") -> list[object]:
    """The value, known to be a JSON list."""
    if isinstance(value, list):
        return value
    raise bad_request(f'"{what}" must be a JSON list')


def need_int(source: Mapping[str, object], key: str) -> int:
    """The integer under the key, which must be there."""
    value = get_int(source, key)
    if value is None:
        raise bad_request(f'"{key}" is missing')
    return value


def need_str(source: Mapping[str, object], key: str) -> str:
    """The string under the key, which must be there."""
    value = get_str(source, key)
    if value is None:
        raise bad_request(f'"{key}" is missing')
    return value


def utf16_length(text: str) -> int:
    """How many UTF-16 code units the text takes: Telegram's measure of offsets and lengths."""
    return (
        len(text) + sum(1 for sign in text if sign > "\uffff") if not text.isascii() else len(text)
    )
