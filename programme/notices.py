"""The programme's own news and products, as the demo and the training of officers show them."""

import tomllib
from dataclasses import dataclass
from importlib import resources

from programme.ideas import GROUPS
from programme.reader import DataError, Names, Table


@dataclass(frozen=True, slots=True)
class Source:
    """The document that something comes from; number empty where the copy we have shows none."""

    key: str
    number: str
    issued: str
    """Year and month, and the day where it is known: 2024-02 or 2024-05-09."""

    issuer: Names


@dataclass(frozen=True, slots=True)
class Notice:
    """A piece of news for everyone in an area."""

    key: str
    source: Source
    area: str
    title: Names
    text: Names


@dataclass(frozen=True, slots=True)
class Product:
    """A product to be, as its producer would hand it in; in Vietnamese, as people write."""

    key: str
    source: Source
    place: str
    group: str
    producer: str
    name: str
    special: str


@dataclass(frozen=True, slots=True)
class Notices:
    """Everything in notices.toml."""

    notices: tuple[Notice, ...]
    products: tuple[Product, ...]


def load_notices() -> Notices:
    """Read the packaged notices and products."""
    file = resources.files("programme") / "data" / "notices.toml"
    return parse_notices(file.read_text("utf-8"), file.name)


def parse_notices(text: str, file: str) -> Notices:
    """Read notices, or raise DataError naming file, key and what is expected there."""
    try:
        table = Table(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{file}: not TOML: {error}") from error
    sources = {source.key: source for source in map(_source, table.tables("sources"))}
    read = Notices(
        tuple(_notice(item, sources) for item in table.tables("notices")),
        tuple(_product(item, sources) for item in table.tables("products")),
    )
    table.done()
    return read


def _source(table: Table) -> Source:
    number = table.text("number") if "number" in table else ""
    issued, issuer = table.text("issued"), table.names("issuer")
    return table.finish(Source(table.text("key"), number, issued, issuer))


def _notice(table: Table, sources: dict[str, Source]) -> Notice:
    return table.finish(
        Notice(
            key=table.text("key"),
            source=sources[table.word("source", list(sources))],
            area=table.text("area"),
            title=table.names("title"),
            text=table.names("text"),
        )
    )


def _product(table: Table, sources: dict[str, Source]) -> Product:
    return table.finish(
        Product(
            key=table.text("key"),
            source=sources[table.word("source", list(sources))],
            place=table.text("place"),
            group=table.word("group", [group.key for group in GROUPS]),
            producer=table.text("producer"),
            name=table.text("name"),
            special=table.text("special"),
        )
    )
