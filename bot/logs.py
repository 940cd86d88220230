"""Logs: one line of key=value a thing that happened, without secrets and persons."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

# A bot token, wherever it may turn up: HTTP libraries put URLs into their messages.
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}|(?<=/bot)\d+:[A-Za-z0-9_-]+")


def hide_tokens(text: str) -> str:
    """The text with every bot token blotted out."""
    return _TOKEN.sub("<token>", text)


def unquoted(error: Exception) -> dict[str, str]:
    """Of an error what may be logged: its kind, and where, but not what it says, which may quote
    what somebody typed."""
    where = "".join(traceback.format_tb(error.__traceback__))
    return {"error": type(error).__name__, "where": where}


class _Render(structlog.processors.LogfmtRenderer):
    """The last step of a line, so that no value of any type slips by with a token in it."""

    def __call__(self, logger: object, name: str, event: MutableMapping[str, Any]) -> str:
        return hide_tokens(super().__call__(logger, name, event))


class _Format(logging.Formatter):
    """The same for what libraries say, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return hide_tokens(super().format(record))


def set_up(level: str) -> None:
    """Log to standard error from this level on; libraries only speak up from WARNING on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _Render(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Format())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
