"""Reading TOML tables into typed values, with errors that a careful officer can act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

T = TypeVar("T")


class DataError(ValueError):
    """A data file that cannot be used: the message names file, key and what is expected."""


@dataclass(frozen=True, slots=True)
class Names:
    """A text in the languages of the project."""

    vi: str
    en: str

    def said_in(self, language: str) -> str:
        """Return the text in a language; Vietnamese where there is no other."""
        return self.en if language == "en" else self.vi


class Table:
    """A table being read: remembers where it is and which of its keys nobody has asked for."""

    def __init__(self, values: object, file: str, path: str = "") -> None:
        self._file, self._path = file, path
        if not isinstance(values, dict):
            raise DataError(f"{file}: {path}: a table expected")
        self._values: dict[str, object] = {str(key): value for key, value in values.items()}
        self._left = set(self._values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def wrong(self, key: str, expected: str) -> DataError:
        """Make the error for a key, to be raised by the caller."""
        return DataError(f"{self._file}: {self._at(key)}: {expected} expected")

    def finish(self, made: T) -> T:
        """Return what was made of this table, once nothing in it is left over."""
        self.done()
        return made

    def done(self) -> None:
        """Raise for a key that nobody asked for; it is mostly a misspelling."""
        for key in sorted(self._left):
            raise DataError(f"{self._file}: {self._at(key)}: no such key is known here")

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "a text in quotes")
        return value

    def peek(self, key: str) -> str:
        """Return a text like `text`, which will be asked for again."""
        found = self.text(key)
        self._left.add(key)
        return found

    def whole(self, key: str, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(key, f"a whole number from {least} to {most}")
        return value

    def yes(self, key: str) -> bool:
        """Return true or false; false when the key is absent."""
        value = self._take(key) if key in self else False
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def date(self, key: str) -> date:
        """Return a day."""
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, "a day such as 2026-05-22, without quotes,")
        return value

    def wholes(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """Return a list of at least one whole number within bounds, each once."""
        value = self._take(key)
        numbers = (
            tuple(
                item
                for item in value
                if isinstance(item, int) and not isinstance(item, bool) and least <= item <= most
            )
            if isinstance(value, list)
            else ()
        )
        if not isinstance(value, list) or not value or len(set(numbers)) < len(value):
            raise self.wrong(key, f"a list of different whole numbers from {least} to {most}")
        return numbers

    def word(self, key: str, known: Sequence[str]) -> str:
        """Return one of the known words."""
        value = self._take(key)
        if not isinstance(value, str) or value not in known:
            raise self.wrong(key, f"one of {', '.join(known)}")
        return value

    def words(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        """Return a list of at least one known word."""
        value = self._take(key)
        words = tuple(word for word in value if word in known) if isinstance(value, list) else ()
        if not words or not isinstance(value, list) or len(words) < len(value):
            raise self.wrong(key, f"a list out of {', '.join(known)}")
        return words

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of at least one text, none of them empty."""
        value = self._take(key)
        texts = (
            tuple(item.strip() for item in value if isinstance(item, str))
            if (isinstance(value, list))
            else ()
        )
        if not texts or not all(texts) or not isinstance(value, list) or len(texts) < len(value):
            raise self.wrong(key, "a list of texts in quotes")
        return texts

    def names(self, key: str) -> Names:
        """Return a text in both languages."""
        table = self.table(key)
        return table.finish(Names(table.text("vi").strip(), table.text("en").strip()))

    def table(self, key: str) -> "Table":
        """Return a table within this one."""
        return Table(self._take(key), self._file, self._at(key))

    def tables(self, key: str, *, needed: bool = True) -> "tuple[Table, ...]":
        """Return a list of tables; an absent one is empty unless it is needed."""
        if not needed and key not in self:
            return ()
        value = self._take(key)
        if not isinstance(value, list) or not value:
            raise self.wrong(key, f"at least one [[{self._at(key)}]]")
        return tuple(
            Table(item, self._file, f"{self._at(key)}[{number}]")
            for number, item in enumerate(value, start=1)
        )

    def _take(self, key: str) -> object:
        if key not in self._values:
            raise DataError(f"{self._file}: {self._at(key)}: is missing")
        self._left.discard(key)
        return self._values[key]

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key
