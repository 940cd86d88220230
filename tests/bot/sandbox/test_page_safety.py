"""The page is for this machine's browser alone, and brings nothing from elsewhere."""

from __future__ import annotations

import pytest

from bot.channels.sandbox import people
from bot.channels.sandbox.phone import Phone
from bot.channels.sandbox.server import SandboxServer
from bot.channels.sandbox.shapes import Upload, as_object
from tests.bot.sandbox.browsing import Page


async def test_the_page_itself_is_served_safely(page: Page) -> None:
    for path, mime in (("/", "text/html"), ("/page/index.html", "text/html")):
        async with page.session.get(path) as answer:
            assert (answer.status, answer.content_type) == (200, mime)
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'self';")
            # No other page puts it in a frame and leads a click.
            assert "frame-ancestors 'none'" in policy
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
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": sandbox.url, "Sec-Fetch-Site": "same-origin"}, 200),
    ):
        assert (await page.post("/sandbox/people", body, **headers))[0] == status


ELSEWHERE: list[dict[str, str]] = [
    {"Host": "evil.example:8000"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_the_bot_api_is_no_other_sites_either(
    page: Page, sandbox: SandboxServer, headers: dict[str, str], verb: str
) -> None:
    hook = f"/bot{sandbox.token}/setWebhook?url=http://127.0.0.1:1/x"
    async with page.session.request(verb, hook, headers=headers) as answer:
        assert (answer.status, (await answer.json())["error_code"]) == (403, 403)
    assert sandbox.delivery.webhook_info()["url"] == ""
    async with page.session.get(f"/file/bot{sandbox.token}/a.jpg", headers=headers) as answer:
        assert answer.status == 403
    async with page.session.get("/sandbox/state", headers=headers) as answer:
        assert answer.status == 403


async def test_the_bot_itself_is_answered(page: Page, sandbox: SandboxServer) -> None:
    for headers in (
        {},
        {"Sec-Fetch-Site": "none"},
        {"Origin": sandbox.url, "Sec-Fetch-Site": "same-origin"},
    ):
        async with page.session.get(f"/bot{sandbox.token}/getMe", headers=headers) as answer:
            assert answer.status == 200


async def test_anybody_may_link_to_the_page(page: Page) -> None:
    async with page.session.get("/", headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("mime", "shown"),
    [
        ("image/png", True),
        ("audio/ogg", True),
        ("video/mp4", True),
        ("image/svg+xml", False),
        ("image/png+xml", False),
        ("audio/x+xml", False),
        ("video/html", False),
        ("text/html", False),
    ],
)
async def test_only_known_kinds_of_files_are_shown(
    page: Page, phone: Phone, sandbox: SandboxServer, mime: str, shown: bool
) -> None:
    upload = Upload('a"\r\nSet-Cookie: x=1\r\nả.html', mime, b"<script>")
    (message,) = people.upload(sandbox.world, phone.person.id, "document", [upload])
    number = as_object(message["document"])["file_id"]
    async with page.session.get(f"/sandbox/file/{number}") as answer:
        assert answer.status == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.content_type == (mime if shown else "application/octet-stream")
        assert "Set-Cookie" not in answer.headers
        found = answer.headers.get("Content-Disposition")
        wanted = 'attachment; filename="a___Set-Cookie: x=1___.html"'
        assert found == (None if shown else wanted)


async def test_deep_json_and_long_names_are_refused(
    page: Page, phone: Phone, sandbox: SandboxServer
) -> None:
    deep, kind = b"[" * 100_000, {"Content-Type": "application/json"}
    own = f"/sandbox/people/{phone.person.id}/text"
    for path in (own, f"/bot{sandbox.token}/sendMessage"):
        async with page.session.post(path, data=deep, headers=kind) as answer:
            assert answer.status == 400
    markup = {"chat_id": "1", "text": "x", "reply_markup": deep.decode()}
    async with page.session.post(f"/bot{sandbox.token}/sendMessage", data=markup) as answer:
        assert answer.status == 400
    async with page.session.get(f"/page/{'a' * 5000}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("0912 345 678", 200),
        ("+84 (912) 345-678", 200),
        ("84912345678", 200),
        (" ", 200),
        ("không có", 400),
        ("<b>0912345678", 400),
        ("123", 400),
        ("1" * 16, 400),
    ],
)
async def test_a_new_persons_number_must_be_one(page: Page, typed: str, status: int) -> None:
    body = {"first_name": "Lan", "phone": typed}
    assert (await page.post("/sandbox/people", body))[0] == status
