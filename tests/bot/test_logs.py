"""Logs: readable lines, and no token in any of them."""

import logging
import traceback

import pytest
import structlog

from bot import logs
from tests.bot.wire import TOKEN

URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
log = structlog.get_logger()


def test_a_line_is_made_of_key_and_value(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO")
    log.info("poll failed", status=502, channel="telegram")
    line = capsys.readouterr().err
    assert line.startswith("timestamp=20")
    assert 'level=info event="poll failed"' in line
    assert "status=502" in line
    assert "channel=telegram" in line
    assert line.count("\n") == 1


@pytest.mark.parametrize(("level", "shown"), [("DEBUG", 4), ("INFO", 3), ("ERROR", 1)])
def test_the_level_decides(level: str, shown: int, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(level)
    for say in (log.debug, log.info, log.warning, log.error):
        say("something")
    assert capsys.readouterr().err.count("something") == shown


def test_libraries_speak_up_only_when_something_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("DEBUG")
    logging.getLogger("telegram.Bot").info("Calling sendMessage with text 'secret of Lan'")
    logging.getLogger("asyncio").warning("a slow callback")
    assert capsys.readouterr().err == "a slow callback\n"


@pytest.mark.parametrize(
    "value",
    [URL, [URL], {"url": URL}, ValueError(URL), URL.encode(), f"/bot{TOKEN[:14]}/getMe"],
    ids=["text", "list", "dict", "error", "bytes", "short token"],
)
def test_no_value_shows_a_token(value: object, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO")
    log.warning("call failed", what=value)
    line = capsys.readouterr().err
    assert TOKEN[:14] not in line
    assert "<token>" in line


def test_no_traceback_shows_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO")
    try:
        raise ValueError(URL)
    except ValueError:
        assert TOKEN in traceback.format_exc()
        log.exception("ours", url=URL)
        logging.getLogger("aiohttp").exception("theirs, of %s", URL)
    written = capsys.readouterr().err
    assert written.count("Traceback") == 2
    assert written.count("<token>") == 4
    assert TOKEN not in written


def test_times_and_numbers_are_no_tokens(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO")
    log.info("at 2026-06-30T08:00:00+07:00, from 127.0.0.1:8080", key="YT-2026-00012")
    assert "<token>" not in capsys.readouterr().err
