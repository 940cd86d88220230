"""How the bot speaks to one person: her language, and user text that is never markup."""

from gettext import NullTranslations
from html import escape

from locales.formats import format_number
from storage.people import Language


class Html(str):
    """Text in Telegram's HTML; whatever a person typed has been escaped in it."""

    __slots__ = ()

    def __add__(self, other: str) -> "Html":
        return Html(str(self) + html(other))


def html(value: object) -> Html:
    """`value` as HTML: escaped, unless it is Html already."""
    return value if isinstance(value, Html) else Html(escape(str(value), quote=False))


def clip(text: str, n: int) -> str:
    """`text` cut to at most `n` characters; what was cut off shows as “…”."""
    return text if len(text) <= n else text[: n - 1].rstrip() + "…"


def lines(*parts: str | None) -> Html:
    """Join the parts that are there, a line each; an empty string makes an empty line."""
    return Html("\n".join(html(part) for part in parts if part is not None))


class Voice:
    """One language. Msgids are plain English sentences with `{name}` for what is put in."""

    __slots__ = ("_catalogue", "language")

    def __init__(self, language: Language, catalogue: NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def gettext(self, message: str, **values: object) -> Html:
        """A sentence for a message: values are escaped, the catalogue's own tags are kept."""
        return self._fill(self._catalogue.gettext(message), values)

    def ngettext(self, one: str, many: str, n: int, /, **values: object) -> Html:
        """The same for a count; `{n}` is filled in, grouped as numbers are."""
        count = format_number(n, self.language)
        return self._fill(self._catalogue.ngettext(one, many, n), {"n": count, **values})

    def plain(self, message: str, **values: object) -> str:
        """A sentence for a button or a toast, where Telegram knows no markup."""
        said = self._catalogue.gettext(message)
        return said.format(**values) if values else said

    @staticmethod
    def _fill(said: str, values: dict[str, object]) -> Html:
        return Html(
            said.format(**{name: html(v) for name, v in values.items()}) if values else said
        )
