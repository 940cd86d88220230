"""Settings, from the environment or a `.env` file in the working directory."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from programme.edition_files import load_editions


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one sentence with an example."""


def _root(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("not an http(s) address")
    return url.rstrip("/")


def _https(url: str) -> str:
    root = _root(url)
    if not root.startswith("https://") and urlsplit(root).hostname not in {
        "127.0.0.1",
        "localhost",
    }:
        raise ValueError("not an https address")
    return root


def _database(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("neither SQLite nor PostgreSQL")
    if urlsplit(url).port == 0 or url == "sqlite:///":
        raise ValueError("not an address of a database")
    return url


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise ValueError("not host:port")
    return value


def _secret(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", text):
        raise ValueError("not 16 to 256 letters, digits, _ and -")
    return value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("not a bot token")
    return value


def _upper(level: object) -> object:
    return level.upper() if isinstance(level, str) else level


def _edition(key: str) -> str:
    load_editions(key)
    return key


EXAMPLES = {
    "telegram_token": "OCOP_TELEGRAM_TOKEN=123456789:AAE-the-token-BotFather-gave-you",
    "telegram_api_url": "OCOP_TELEGRAM_API_URL=https://api.telegram.org",
    "database_url": "OCOP_DATABASE_URL=postgresql://ocop@127.0.0.1/ocop",
    "data_dir": "OCOP_DATA_DIR=/var/lib/ocop",
    "public_url": "OCOP_PUBLIC_URL=https://ocop.example.vn",
    "webhook_secret": "OCOP_WEBHOOK_SECRET=a-long-random-word-of-at-least-16-letters",
    "listen": "OCOP_LISTEN=127.0.0.1:8080",
    "edition": "OCOP_EDITION=2026",
    "log_level": "OCOP_LOG_LEVEL=INFO",
    "telegram_rate": "OCOP_TELEGRAM_RATE=30",
    "release_above": "OCOP_RELEASE_ABOVE=500",
}


class Settings(BaseSettings):
    """What an operator can set; README lists them with their defaults."""

    model_config = SettingsConfigDict(
        env_prefix="OCOP_", env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True
    )

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    telegram_api_url: Annotated[str, AfterValidator(_root)] = "https://api.telegram.org"
    database_url: Annotated[str, AfterValidator(_database)] | None = None
    data_dir: Path = Path("data")
    public_url: Annotated[str, AfterValidator(_https)] | None = None
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    listen: Annotated[str, AfterValidator(_listen)] | None = None
    edition: Annotated[str, AfterValidator(_edition)] | None = None
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        "INFO"
    )
    telegram_rate: Annotated[int, Field(ge=1, le=10_000)] = 30
    release_above: Annotated[int, Field(ge=0)] = 500

    @property
    def database(self) -> str:
        """The database's URL: SQLite in the data folder unless another is named."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ocop.db'}"

    def make_folder(self) -> None:
        """Make the data folder. Raises SettingsError if there can be none, or nothing can be
        written into it."""
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(wrong("data_dir", f"cannot be had ({error.strerror})")) from None
        if not os.access(self.data_dir, os.W_OK | os.X_OK):
            raise SettingsError(wrong("data_dir", "cannot be written to"))

    def token(self) -> str:
        """The bot token; raises SettingsError if there is none."""
        if self.telegram_token is None:
            raise SettingsError(wrong("telegram_token", "is missing"))
        return self.telegram_token.get_secret_value()

    def secret(self) -> str:
        """The webhook's secret; raises SettingsError if there is none."""
        if self.webhook_secret is None:
            raise SettingsError(wrong("webhook_secret", "is missing, and OCOP_PUBLIC_URL needs it"))
        return self.webhook_secret.get_secret_value()


def wrong(name: str, what: str) -> str:
    """One sentence about a setting, with an example."""
    return f"OCOP_{name.upper()} {what}, for example: {EXAMPLES[name]}"


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError naming the first wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).lower().removeprefix("ocop_")
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingsError(wrong(name, f"is wrong ({reason})")) from None
