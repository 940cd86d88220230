"""Who may talk to the sandbox: programs and pages of this machine.

The token of the sandbox is known to everyone, so it guards nothing: any website could have a
visitor's browser call the Bot API. A browser names the site it acts for, and the name it looked up.
"""

from __future__ import annotations

import re

from aiohttp import web

from bot.channels.sandbox.shapes import Refused

_ON_LOOPBACK = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)


def check_place(request: web.Request) -> None:
    """Refuse a request under another host's name (DNS rebinding). Raises ``Refused`` (403)."""
    if not _ON_LOOPBACK.fullmatch(request.headers.get("Host", "")):
        raise Refused(403, "The sandbox answers on this machine only.")


def check_sender(request: web.Request) -> None:
    """Refuse also what another site's page sent, whatever its method. Raises ``Refused`` (403)."""
    check_place(request)
    origin = request.headers.get("Origin")
    elsewhere = origin is not None and origin.partition("://")[2] != request.headers["Host"]
    # Another port of this machine is the same site: a page there is no less somebody else's.
    ours = request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
    if elsewhere or not ours:
        raise Refused(403, "Another site's page may not use the sandbox.")
