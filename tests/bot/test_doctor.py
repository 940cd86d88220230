"""The doctor: what is well, and what to do about what is not."""

import re
from pathlib import Path

import pytest
from aiohttp import web

from bot import clock
from bot.app import open_database
from bot.doctor import Finding, examine
from bot.metrics import STUCK_MS
from bot.settings import load_settings
from storage import inbox, jobs, outbox
from storage.inbox import Entry
from storage.migrate import migrate, migrations
from storage.outbox import Call
from tests.bot.console import type_in
from tests.bot.wire import SECRET, TOKEN, body_of, channel_to, sandboxed, serving

pytestmark = pytest.mark.usefixtures("seat")


async def found(monkeypatch: pytest.MonkeyPatch, **settings: str) -> list[Finding]:
    """What the doctor finds with these settings."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return await examine(load_settings())


async def fill(
    version: int | None = None, *, age: int = 0, aside: int = 0, given_up: int = 0
) -> None:
    """A database at a version, with an update and a call that have waited for `age`."""
    db = await open_database("sqlite:///data/ocop.db", exclusive=False)
    try:
        await migrate(db)
        at = clock.now() - age
        async with db.transaction() as tx:
            if version is not None:
                await tx.run("INSERT INTO migrations (number) VALUES (:n)", n=version)
            await inbox.add(tx, [Entry("wire", str(n), "5", "{}") for n in range(aside + 1)], at)
            for update in (await inbox.waiting(tx, clock.now(), 100))[:aside]:
                inbox.set_aside(tx, update.id, "ValueError", at)
            for n in range(given_up):
                jobs.put(tx, "try", f"a:{n}", at)
                job = await jobs.one(tx, "try", f"a:{n}")
                assert job is not None
                assert await jobs.give_up(tx, job, "ValueError", at)
            outbox.add(tx, "wire", "5", Call("sendMessage", {}), at)
    finally:
        await db.close()


def mend(findings: list[Finding]) -> list[str]:
    return [finding.text for finding in findings if not finding.well]


async def test_files_that_others_may_read(monkeypatch: pytest.MonkeyPatch, seat: Path) -> None:
    await fill()
    (seat / "data" / "ocop.db").chmod(0o640)
    told = mend(await found(monkeypatch))
    assert any("data/ocop.db: chmod 600" in text for text in told)


async def test_a_healthy_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    await fill()
    async with sandboxed() as (server, _):
        findings = await found(
            monkeypatch, OCOP_TELEGRAM_TOKEN=server.token, OCOP_TELEGRAM_API_URL=server.url
        )
    assert mend(findings) == []
    told = "\n".join(finding.text for finding in findings)
    assert "1 waiting in the inbox." in told
    assert "1 waiting in the outbox." in told
    assert "Telegram knows this bot as @ocop_sandbox_bot." in told


async def test_a_bot_at_which_nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(age=STUCK_MS + 1000, aside=2, given_up=3)
    assert mend(await found(monkeypatch)) == [
        "1 waiting in the inbox. Is the bot running?",
        "1 waiting in the outbox. Is the bot running?",
        "2 updates are set aside: see `ocop-bot update failed`.",
        "3 jobs are given up: see `ocop-bot job failed`.",
        "OCOP_TELEGRAM_TOKEN is missing: BotFather gives one.",
    ]


async def test_a_newer_database(monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(version=999)
    text = mend(await found(monkeypatch))[0]
    assert re.fullmatch(r"The database is at version 999, this release knows \d+: upgrade\.", text)


async def test_an_older_database(monkeypatch: pytest.MonkeyPatch) -> None:
    db = await open_database("sqlite:///data/ocop.db", exclusive=False)
    try:
        await migrate(db, upto=1)
    finally:
        await db.close()
    text = mend(await found(monkeypatch))[0]
    assert re.fullmatch(r"The database is at version 1 of \d+: run `ocop-bot migrate`\.", text)


def test_nothing_is_there_yet_and_looking_makes_nothing(seat: Path) -> None:
    lines = type_in("doctor", OCOP_DATA_DIR="new").stdout.splitlines()
    assert lines[0].startswith("MEND  The data folder new is missing or cannot be written to: ")
    assert lines[1] == "MEND  There is no database at new/ocop.db yet: run `ocop-bot migrate`."
    assert list(seat.iterdir()) == []


async def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://ocop@127.0.0.1:1/ocop"
    texts = mend(await found(monkeypatch, OCOP_DATABASE_URL=url))
    assert texts[1].startswith("The database cannot be opened: PostgreSQL cannot be reached: ")


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, {"ok": False, "error_code": 401}, "Telegram does not know OCOP_TELEGRAM_TOKEN"),
        (502, b"<html>", "cannot be reached (NetworkError)"),
        (404, b"<html>Not here</html>", "cannot be reached (NetworkError)"),
    ],
)
async def test_a_server_that_does_not_know_us(
    status: int, answer: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=status, body=body_of(answer))

    await fill()
    async with serving(refuse, me=None) as root:
        texts = mend(
            await found(monkeypatch, OCOP_TELEGRAM_TOKEN=TOKEN, OCOP_TELEGRAM_API_URL=root)
        )
    assert len(texts) == 1
    assert said in texts[0]
    assert TOKEN not in texts[0]


async def test_a_webhook_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    await fill()
    async with sandboxed() as (server, phone):
        async with channel_to(server.url, token=server.token) as channel:
            await channel.set_webhook("http://127.0.0.1:1", SECRET)
        await phone.send("one")
        await phone.settle()
        texts = mend(
            await found(
                monkeypatch,
                OCOP_TELEGRAM_TOKEN=server.token,
                OCOP_TELEGRAM_API_URL=server.url,
                OCOP_PUBLIC_URL="http://127.0.0.1:1",
                OCOP_WEBHOOK_SECRET=SECRET,
            )
        )
    assert len(texts) == 1
    assert texts[0].startswith("The webhook fails: Connection failed")


def test_the_command_says_all_of_it_and_its_status_whether_all_is_well() -> None:
    type_in("migrate")
    result = type_in("doctor")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "ok    The data folder data can be written to.",
        f"ok    The database is at version {migrations('sqlite')[-1].number}.",
        "ok    0 waiting in the inbox.",
        "ok    0 waiting in the outbox.",
        "MEND  OCOP_TELEGRAM_TOKEN is missing: BotFather gives one.",
    ]
