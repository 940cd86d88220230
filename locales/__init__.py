"""What the bot says, per language, and how it writes dates, numbers and names."""

from locales.catalogues import (
    LANGUAGES,
    Catalogues,
    Language,
    N_,
    load_catalogues,
    parse_language,
)

__all__ = ["LANGUAGES", "Catalogues", "Language", "N_", "load_catalogues", "parse_language"]
