"""Settings: defaults, where they come from, and one sentence for each mistake."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import EXAMPLES, Settings, SettingsError, load_settings
from tests.bot.wire import SECRET, TOKEN

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"OCOP_TELEGRAM_TOKEN": TOKEN}

WRONG = [
    ("telegram_token", {}),
    ("telegram_token", {"OCOP_TELEGRAM_TOKEN": ""}),
    ("telegram_token", {"OCOP_TELEGRAM_TOKEN": "hello"}),
    ("telegram_token", {"OCOP_TELEGRAM_TOKEN": "12345:"}),
    ("telegram_token", {"OCOP_TELEGRAM_TOKEN": f"{TOKEN}/../x"}),
    ("telegram_token", {"OCOP_TELEGRAM_TOKEN": f"bot{TOKEN}"}),
    ("telegram_token", {"OCOP_TELEGRAM_TOKEN": f"{TOKEN} "}),
    ("telegram_api_url", {"OCOP_TELEGRAM_API_URL": "api.telegram.org"}),
    ("telegram_api_url", {"OCOP_TELEGRAM_API_URL": "ftp://api.telegram.org"}),
    ("telegram_api_url", {"OCOP_TELEGRAM_API_URL": "http://[::1"}),
    ("database_url", {"OCOP_DATABASE_URL": "mysql://ocop@127.0.0.1/ocop"}),
    ("database_url", {"OCOP_DATABASE_URL": "ocop.db"}),
    ("database_url", {"OCOP_DATABASE_URL": "sqlite:///"}),
    ("database_url", {"OCOP_DATABASE_URL": "postgresql://ocop@127.0.0.1:port/ocop"}),
    ("public_url", {"OCOP_PUBLIC_URL": "http://ocop.example.vn"}),
    ("public_url", {"OCOP_PUBLIC_URL": "ocop.example.vn"}),
    ("webhook_secret", {"OCOP_PUBLIC_URL": "https://ocop.example.vn"}),
    ("webhook_secret", {"OCOP_WEBHOOK_SECRET": "too-short"}),
    ("webhook_secret", {"OCOP_WEBHOOK_SECRET": "mật khẩu dài dài dài dài"}),
    ("webhook_secret", {"OCOP_WEBHOOK_SECRET": "x" * 257}),
    ("listen", {"OCOP_LISTEN": "8080"}),
    ("listen", {"OCOP_LISTEN": "127.0.0.1:http"}),
    ("listen", {"OCOP_LISTEN": "127.0.0.1:0"}),
    ("listen", {"OCOP_LISTEN": "127.0.0.1:65536"}),
    ("edition", {"OCOP_EDITION": "2025"}),
    ("log_level", {"OCOP_LOG_LEVEL": "LOUD"}),
    ("telegram_rate", {"OCOP_TELEGRAM_RATE": "0"}),
    ("telegram_rate", {"OCOP_TELEGRAM_RATE": "fast"}),
    ("release_above", {"OCOP_RELEASE_ABOVE": "-1"}),
]


@pytest.mark.parametrize(("name", "env"), WRONG)
def test_a_wrong_setting_gets_one_sentence(name: str, env: dict[str, str], seat: Path) -> None:
    given = env if name == "telegram_token" else {**GOOD, **env}
    result = CliRunner().invoke(app, ["run"], env=given)
    assert result.exit_code == 2
    setting = f"OCOP_{name.upper()}"
    assert result.stderr.startswith(f"{setting} is ")
    assert result.stderr.endswith(f", for example: {EXAMPLES[name]}\n")
    assert EXAMPLES[name].startswith(f"{setting}=")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    # What was typed may be a secret with one letter too many.
    assert all(value not in result.stderr for key, value in env.items() if "TOK" in key and value)
    assert list(seat.iterdir()) == []


@pytest.mark.parametrize("command", ["run", "migrate", "demo"])
@pytest.mark.parametrize("folder", ["/proc/ocop", "a-file", "a-file/data"])
def test_a_data_folder_that_cannot_be_is_named(command: str, folder: str, seat: Path) -> None:
    (seat / "a-file").write_text("")
    result = CliRunner().invoke(app, [command], env={**GOOD, "OCOP_DATA_DIR": folder})
    assert result.exit_code == 2
    assert result.stderr.startswith("OCOP_DATA_DIR cannot be had (")
    assert result.stderr.endswith(f", for example: {EXAMPLES['data_dir']}\n")


def test_a_port_that_is_none_is_refused(seat: Path) -> None:
    result = CliRunner().invoke(app, ["demo", "--port", "65536"])
    assert result.exit_code == 2
    assert "65535" in result.stderr
    assert list(seat.iterdir()) == []


def test_a_data_folder_of_somebody_else_is_named(
    seat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root, as which tests may run, can write everywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    result = CliRunner().invoke(app, ["migrate"], env={"OCOP_DATA_DIR": str(seat)})
    assert result.exit_code == 2
    assert result.stderr.startswith("OCOP_DATA_DIR cannot be written to, for example: ")


def test_a_level_may_be_written_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_LOG_LEVEL", "debug")
    assert load_settings().log_level == "DEBUG"


def test_every_command_says_so_with_status_2(seat: Path) -> None:
    """Through the real program: what an operator and her scripts see."""
    program = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "OCOP_EDITION": "1999"}
    done = subprocess.run(program, cwd=seat, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "OCOP_EDITION is wrong (there is no edition 1999, only 2024, 2026), "
        "for example: OCOP_EDITION=2026\n"
    )


def test_the_examples_are_good_settings(seat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for example in EXAMPLES.values():
        name, _, value = example.partition("=")
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.token() == "123456789:AAE-the-token-BotFather-gave-you"
    assert settings.public_url == "https://ocop.example.vn"
    assert EXAMPLES.keys() == Settings.model_fields.keys()


def test_the_defaults(seat: Path) -> None:
    settings = load_settings()
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database == "sqlite:///data/ocop.db"
    assert (settings.edition, settings.log_level, settings.telegram_rate) == (None, "INFO", 30)
    assert (settings.public_url, settings.listen) == (None, None)
    with pytest.raises(SettingsError, match="OCOP_TELEGRAM_TOKEN is missing"):
        settings.token()


def test_the_database_lies_in_the_data_folder(seat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_DATA_DIR", "/srv/ocop")
    assert load_settings().database == "sqlite:////srv/ocop/ocop.db"
    monkeypatch.setenv("OCOP_DATABASE_URL", "postgresql://ocop@db/ocop")
    assert load_settings().database == "postgresql://ocop@db/ocop"


def test_a_file_in_the_working_folder_is_read(seat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (seat / ".env").write_text(
        f"# the bot\nOCOP_TELEGRAM_TOKEN={TOKEN}\nOCOP_LOG_LEVEL=WARNING\nOCOP_LISTEN=\nOTHER=1\n"
    )
    monkeypatch.setenv("OCOP_LOG_LEVEL", "ERROR")
    settings = load_settings()
    assert settings.token() == TOKEN
    assert settings.log_level == "ERROR"
    assert settings.listen is None


def test_a_wrong_line_in_that_file_is_named(seat: Path) -> None:
    (seat / ".env").write_text("OCOP_TELEGRAM_RATE=many\n")
    with pytest.raises(
        SettingsError, match=r"^OCOP_TELEGRAM_RATE is wrong .*OCOP_TELEGRAM_RATE=30"
    ):
        load_settings()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("https://tg.example.vn/api/", "https://tg.example.vn/api"),
    ],
)
def test_a_slash_too_many_does_no_harm(
    given: str, kept: str, seat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCOP_TELEGRAM_API_URL", given)
    assert load_settings().telegram_api_url == kept


def test_settings_do_not_tell_their_secrets(seat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("OCOP_WEBHOOK_SECRET", SECRET)
    told = repr(load_settings()) + str(load_settings())
    assert TOKEN not in told
    assert SECRET not in told
