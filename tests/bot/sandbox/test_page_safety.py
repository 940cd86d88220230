"""The page is for this machine's browser alone, and brings nothing from elsewhere."""

from __future__ import annotations

import pytest

from bot.channels.sandbox.server import SandboxServer
from tests.bot.sandbox.browsing import Page


async def test_the_page_itself_is_served_safely(page: Page) -> None:
    for path, mime in (("/", "text/html"), ("/page/index.html", "text/html")):
        async with page.session.get(path) as answer:
            assert (answer.status, answer.content_type) == (200, mime)
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'self';")
            assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost", True),
        ("LOCALHOST:8000", True),
        ("127.0.0.1:1", True),
        ("[::1]:8000", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example:80", False),
        ("[", False),
        ("", False),
    ],
)
async def test_only_this_machine_is_answered(page: Page, host: str, allowed: bool) -> None:
    async with page.session.get("/sandbox/state", headers={"Host": host}) as answer:
        assert (answer.status == 200) is allowed


async def test_other_sites_pages_are_refused(page: Page, sandbox: SandboxServer) -> None:
    body = {"first_name": "X"}
    for headers, status in (
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": sandbox.url, "Sec-Fetch-Site": "same-origin"}, 200),
    ):
        assert (await page.post("/sandbox/people", body, **headers))[0] == status
