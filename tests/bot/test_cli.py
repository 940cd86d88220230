"""The command line: what an operator types and reads."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import cli, clock
from bot import run as running
from bot.run import CHANNEL
from bot.sender import LeadLost
from bot.settings import Settings
from handlers.world import World
from programme.roles import UNIT_LEVELS, Level, Role
from programme.units import Territory, Unit
from storage import inbox, invitations, jobs, officers, people, values
from storage.database import Database
from storage.inbox import Entry
from storage.sqlite import Lock
from tests.bot.console import PROGRAM, ROOT, on_database, type_in

TRACE = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: a mistake of ours\n'

pytestmark = pytest.mark.usefixtures("seat")


COMMANDS: list[tuple[str, str]] = [
    ("run", "Run the bot on Telegram"),
    ("demo", "Try the bot on this computer"),
    ("migrate", "Bring the database up to this release"),
    ("doctor", "Check settings, database and the way to Telegram"),
    ("backup", "Copy the database"),
    ("officer", "Officers of the Farmers' Union"),
    ("officer invite", "Print a link that makes its first user an officer"),
    ("update", "Updates that could not be handled"),
    ("update failed", "List the updates set aside"),
    ("job", "What is to be done at its time"),
    ("job failed", "List the jobs given up"),
]


@pytest.mark.parametrize(("command", "purpose"), COMMANDS)
def test_each_command_explains_itself(command: str, purpose: str) -> None:
    result = type_in(*command.split(), "--help", COLUMNS="200")
    assert result.exit_code == 0
    assert purpose in result.stdout
    if " " not in command:
        assert command in type_in("--help").stdout


def test_the_database_is_brought_up_to_date_once() -> None:
    first, again = type_in("migrate"), type_in("migrate")
    assert re.fullmatch(r"The database went from version 0 to \d+\.\n", first.stdout)
    assert re.fullmatch(r"The database is up to date \(version \d+\)\.\n", again.stdout)
    assert (first.exit_code, again.exit_code) == (0, 0)


def test_a_database_of_a_newer_release_is_left_alone() -> None:
    async def age(db: Database) -> None:
        async with db.transaction() as tx:
            await tx.run("INSERT INTO migrations (number) VALUES (999)")

    on_database(age)
    result = type_in("migrate")
    assert result.exit_code == 1
    assert "at version 999" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_database_in_use_is_not_migrated(seat: Path) -> None:
    (seat / "data").mkdir()
    lock = Lock(seat / "data" / "ocop.db")
    try:
        result = type_in("migrate")
    finally:
        lock.release()
    assert result.exit_code == 1
    assert result.stderr == (
        f"Another ocop-bot (process {os.getpid()}) is running on this database. "
        "Stop it first, or give this one its own OCOP_DATA_DIR.\n"
    )
    assert type_in("migrate").exit_code == 0


def its_folder_is_a_file(seat: Path) -> dict[str, str]:
    (seat / "data").write_text("")
    return {"OCOP_DATABASE_URL": "sqlite:///data/ocop.db"}


def nobody_listens(seat: Path) -> dict[str, str]:
    return {"OCOP_DATABASE_URL": "postgresql://ocop@127.0.0.1:1/ocop"}


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (its_folder_is_a_file, r"The database: data/ocop\.db: .*\n"),
        (nobody_listens, r"The database: PostgreSQL cannot be reached: .*\n"),
    ],
)
def test_a_database_that_cannot_be_opened_gets_one_sentence(
    trouble: Callable[[Path], dict[str, str]], said: str, seat: Path
) -> None:
    result = type_in("migrate", **trouble(seat))
    assert result.exit_code == 1
    assert re.fullmatch(said, result.stderr)


def test_postgres_without_its_driver_gets_one_sentence(seat: Path) -> None:
    # Without the path of the installed packages' extra; here a module that cannot be imported.
    (seat / "asyncpg.py").write_text("raise ImportError")
    url = "postgresql://ocop@127.0.0.1/ocop"
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{seat}:{ROOT}", "OCOP_DATABASE_URL": url}
    done = subprocess.run(
        [*PROGRAM, "migrate"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == (
        "The database: PostgreSQL needs one more package: pip install 'ocop-bot[postgres]'\n"
    )


def test_a_lost_lead_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lose(settings: Settings) -> None:
        raise LeadLost("telegram")

    monkeypatch.setattr(running, "run", lose)
    result = type_in("run")
    assert result.exit_code == 1
    assert "Start this one again" in result.stderr
    assert result.stderr.count("\n") == 1


# Officers


@pytest.fixture
def territory(world: World, monkeypatch: pytest.MonkeyPatch) -> Territory:
    """The territory, read only once for all tests."""
    monkeypatch.setattr(cli, "load_units", lambda: world.territory)
    return world.territory


def a_unit(territory: Territory, level: str) -> Unit:
    return next(unit for unit in territory.units.values() if unit.level == level)


@pytest.mark.parametrize("level", list(Level))
def test_an_invitation_is_a_link_for_one_officer(level: Level, territory: Territory) -> None:
    place = a_unit(territory, UNIT_LEVELS[level][-1])
    words = ("officer", "invite", "--level", level.value, "--unit", place.code, "--name", "Chị Hoa")
    before = clock.now()
    result = type_in(*words)
    assert result.exit_code == 0
    first, rest = result.stdout.split("\n", 1)
    link = re.fullmatch(r"(.*): https://t\.me/<bot>\?start=inv_([\w-]{20,60})", first)
    assert link is not None
    assert link[1] == territory.full_name(place.code)
    assert "in the place of <bot>" in rest

    async def look(db: Database) -> invitations.Invitation | None:
        async with db.transaction() as tx:
            return await invitations.one(tx, invitations.hash_token(link[2]))

    found = on_database(look)
    assert found is not None
    assert (found.role, found.name, found.used_at) == (Role(level, place.code), "Chị Hoa", None)
    week = 7 * 24 * 60 * 60 * 1000
    assert before + week <= found.expires_at <= clock.now() + week


def test_the_link_leads_to_the_bot_once_it_is_known(territory: Territory) -> None:
    async def know(db: Database) -> None:
        async with db.transaction() as tx:
            values.put(tx, f"identity:{CHANNEL}", '{"username": "ocop_bacninh_bot"}')

    on_database(know)
    province = a_unit(territory, "province")
    result = type_in("officer", "invite", "--level", "province", "--unit", province.code)
    assert re.fullmatch(r".*: https://t\.me/ocop_bacninh_bot\?start=inv_[\w-]+\n", result.stdout)


@pytest.mark.parametrize(
    ("level", "unit"),
    [
        ("commune", "00000"),
        ("commune", "{province}"),
        ("province", "{commune}"),
        ("secretary", "{commune}"),
        ("administrator", "{district}"),
    ],
)
def test_only_a_unit_of_that_level_gets_an_officer(
    level: str, unit: str, seat: Path, territory: Territory
) -> None:
    kinds = ("commune", "district", "province")
    code = unit.format(**{kind: a_unit(territory, kind).code for kind in kinds})
    result = type_in("officer", "invite", "--level", level, "--unit", code)
    assert result.exit_code == 2
    assert result.stderr.startswith("--unit ")
    assert ", for example: --" in result.stderr
    assert result.stderr.count("\n") == 1
    assert list(seat.iterdir()) == []


def test_who_types_a_name_is_shown_codes(territory: Territory) -> None:
    result = type_in("officer", "invite", "--level", "commune", "--unit", "tan yen")
    assert result.exit_code == 2
    assert result.stderr.startswith("--unit takes a code, for example: --unit 20242 (xã Tân Yên")


# Updates set aside


def set_aside(*payloads: str) -> None:
    async def fill(db: Database) -> None:
        async with db.transaction() as tx:
            entries = [Entry("wire", str(n), "5", text) for n, text in enumerate(payloads)]
            await inbox.add(tx, entries, 1_750_000_000_000)
            for update in await inbox.waiting(tx, clock.now(), 100):
                inbox.set_aside(tx, update.id, TRACE, clock.now())

    on_database(fill)


def test_updates_set_aside_are_listed_and_put_back() -> None:
    assert type_in("update", "failed").stdout == "No update is set aside.\n"
    set_aside('{"update_id":7,"message":{"text":"số 0912345678"}}', '{"update_id":8,"poll":{}}')
    listed = type_in("update", "failed", COLUMNS="160").stdout
    assert "2025-06-15 15:06:40" in listed
    assert "message" in listed
    assert "poll" in listed
    assert "ValueError: a mistake of ours" in listed
    assert "Traceback" not in listed
    assert "0912345678" not in listed
    assert 'File "x.py"' in type_in("update", "failed", "--trace").stdout

    back = type_in("update", "failed", "--retry", "1")
    assert (back.exit_code, back.stdout) == (0, "Update 1 is back in line.\n")
    assert "message" not in type_in("update", "failed", COLUMNS="160").stdout
    twice = type_in("update", "failed", "--retry", "1")
    assert twice.exit_code == 1
    assert twice.stdout == "There is no number 1 among the updates set aside.\n"

    async def waiting(db: Database) -> list[inbox.Waiting]:
        async with db.transaction() as tx:
            return await inbox.waiting(tx, clock.now(), 10)

    assert [(update.id, update.attempts) for update in on_database(waiting)] == [(1, 0)]


def test_an_officer_is_listed_and_removed() -> None:
    async def appoint(db: Database) -> int:
        async with db.transaction() as tx:
            visit = await people.arrive(tx, "telegram", "5", "vi", 1)
            officers.grant(tx, visit.person.id, Role(Level.COMMUNE, "20242"), "An", 1)
        return visit.person.id

    assert "officer invite" in type_in("officer", "list").stdout
    number = on_database(appoint)
    assert "Tân Yên" in type_in("officer", "list").stdout
    assert type_in("officer", "remove", str(number)).exit_code == 0
    assert "Tân Yên" not in type_in("officer", "list").stdout
    assert type_in("officer", "remove", str(number)).exit_code == 1


def test_what_the_program_writes_is_for_its_user_only(seat: Path) -> None:
    def mode(name: str) -> int:
        return (seat / name).stat().st_mode & 0o077

    for words in (("migrate",), ("backup", "copy.db")):
        subprocess.run(
            [*PROGRAM, *words],
            cwd=seat,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
            umask=0o022,
        )
    assert [mode("data"), mode("data/ocop.db"), mode("copy.db")] == [0, 0, 0]


def test_jobs_given_up_are_listed_and_put_back() -> None:
    assert type_in("job", "failed").stdout == "No job is given up.\n"

    async def give_up(db: Database) -> int:
        async with db.transaction() as tx:
            jobs.put(tx, "announcement.fill", "announcement:7", 1, data={"done": 3, "last": 9})
            jobs.put(tx, "try", "a:1", 1)
            job = await jobs.one(tx, "announcement.fill", "announcement:7")
            assert job is not None
            assert await jobs.give_up(tx, job, "DatabaseError", 1_750_000_000_000)
        return job.id

    number = on_database(give_up)
    listed = type_in("job", "failed", COLUMNS="160").stdout
    for shown in ("2025-06-15 15:06:40", "announcement.fill", "announcement:7", "DatabaseError"):
        assert shown in listed
    assert "a:1" not in listed
    back = type_in("job", "failed", "--retry", f"{number}")
    assert (back.exit_code, back.stdout) == (0, f"Job {number} is back in line.\n")
    twice = type_in("job", "failed", "--retry", f"{number}")
    assert twice.exit_code == 1
    assert twice.stdout == f"There is no number {number} among the jobs given up.\n"

    async def due(db: Database) -> list[jobs.Job]:
        async with db.transaction() as tx:
            return await jobs.due(tx, clock.now(), 10)

    [_, found] = on_database(due)
    assert (found.id, found.attempts, found.data) == (number, 0, {"done": 3, "last": 9})
