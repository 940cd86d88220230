"""`ocop-bot doctor`: what is well with an installation and what to mend."""

import os
from dataclasses import dataclass
from pathlib import Path

from telegram.error import InvalidToken, TelegramError

from bot import clock
from bot.app import missing_file, open_database
from bot.channels import Limits
from bot.channels.telegram import TelegramChannel
from bot.metrics import STUCK_MS
from bot.settings import Settings
from storage import inbox, jobs, outbox
from storage.database import DatabaseError
from storage.migrate import migrations, version


@dataclass(frozen=True, slots=True)
class Finding:
    well: bool
    text: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at the settings, the database and the way to the Bot API server."""
    return [*_files(settings), *await _database(settings), *await _telegram(settings)]


def _files(settings: Settings) -> list[Finding]:
    folder = settings.data_dir
    there = folder.is_dir() and os.access(folder, os.W_OK)
    findings = [
        Finding(
            there,
            f"The data folder {folder} can be written to."
            if there
            else f"The data folder {folder} is missing or cannot be written to: create it, "
            "or set OCOP_DATA_DIR.",
        )
    ]
    for path in (Path(".env"), *folder.glob("ocop.db*")):
        if path.is_file() and path.stat().st_mode & 0o077:
            text = f"Other users of this computer may read {path}: chmod 600 {path}"
            findings.append(Finding(False, text))
    return findings


async def _database(settings: Settings) -> list[Finding]:
    if (missing := missing_file(settings.database)) is not None:
        return [Finding(False, f"There is no database at {missing} yet: run `ocop-bot migrate`.")]
    try:
        db = await open_database(settings.database, exclusive=False)
    except DatabaseError as error:
        return [Finding(False, f"The database cannot be opened: {error}")]
    try:
        newest = migrations("postgres" if db.shared else "sqlite")[-1].number
        async with db.transaction() as tx:
            found = await version(tx)
            if found > newest:
                text = f"The database is at version {found}, this release knows {newest}: upgrade."
                return [Finding(False, text)]
            if found < newest:
                text = f"The database is at version {found} of {newest}: run `ocop-bot migrate`."
                return [Finding(False, text)]
            coming, going = await inbox.counts(tx), await outbox.counts(tx)
            given_up = await jobs.failed(tx)
    finally:
        await db.close()
    now = clock.now()
    findings = [Finding(True, f"The database is at version {found}.")]
    for name, oldest, waiting in (
        ("inbox", coming.oldest, coming.waiting),
        ("outbox", going.oldest, going.waiting),
    ):
        stuck = oldest is not None and now - oldest > STUCK_MS
        text = f"{waiting} waiting in the {name}."
        findings.append(Finding(not stuck, f"{text} Is the bot running?" if stuck else text))
    if coming.failed:
        text = f"{coming.failed} updates are set aside: see `ocop-bot update failed`."
        findings.append(Finding(False, text))
    if given_up:
        text = f"{given_up} jobs are given up: see `ocop-bot job failed`."
        findings.append(Finding(False, text))
    return findings


async def _telegram(settings: Settings) -> list[Finding]:
    if settings.telegram_token is None:
        return [Finding(False, "OCOP_TELEGRAM_TOKEN is missing: BotFather gives one.")]

    async def no_media(id: int, upload: bool) -> None:
        return None

    channel = TelegramChannel(
        "telegram",
        settings.telegram_api_url,
        settings.token(),
        limits=Limits(1, 1.0),
        media=no_media,
    )
    try:
        await channel.open()
        findings = [Finding(True, f"Telegram knows this bot as @{channel.bot.username}.")]
        hook = await channel.bot.get_webhook_info()
        if settings.public_url and hook.last_error_message:
            # Telegram's words about our own server; they hold no secret.
            findings.append(Finding(False, f"The webhook fails: {hook.last_error_message}"))
    except InvalidToken:
        findings = [Finding(False, "Telegram does not know OCOP_TELEGRAM_TOKEN: ask BotFather.")]
    except TelegramError as error:
        text = f"{settings.telegram_api_url} cannot be reached ({type(error).__name__})."
        findings = [Finding(False, text)]
    finally:
        await channel.close()
    return findings
