"""Logs: one line of key=value a thing that happened, without secrets and persons."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A bot token, wherever it may turn up: HTTP libraries put URLs into their messages.
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}")


def hide_tokens(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor that blots out bot tokens."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _TOKEN.sub("<token>", value)
    return event


class _HideTokens(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TOKEN.sub("<token>", record.getMessage()), None
        return True


def set_up(level: str) -> None:
    """Log to standard error from this level on; libraries only speak up from WARNING on."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            hide_tokens,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_HideTokens())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
