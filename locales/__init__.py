"""What the bot says, per language, and how it writes dates and numbers."""

from locales.catalogues import LANGUAGES, Catalogues, Language, load_catalogues, parse_language
from programme.text import N_

__all__ = ["LANGUAGES", "N_", "Catalogues", "Language", "load_catalogues", "parse_language"]
