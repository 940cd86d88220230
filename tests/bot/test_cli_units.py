"""Places on the command line: found as people type them, and corrected by a file."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app import open_database
from bot.cli import app
from bot.cli_units import territory_of
from bot.settings import Settings
from programme.reporting import Promise
from programme.roles import Level, Role
from programme.unit_corrections import correct, corrected_territory, read_corrections
from programme.units import UnitsError
from storage import officers, people, reports, units
from storage.database import Database
from storage.migrate import migrate

HEADING = "code,kind,name,parent,now\n"
QUE_NHAM, DA_MAI, TAN_YEN, NHA_NAM = "xa que nham huyen tan yen", "24082", "20242", "20754"
NOW = 1_790_000_000_000


def type_in(home: Path, *words: str) -> Result:
    env = {"OCOP_DATA_DIR": str(home), "OCOP_DATABASE_URL": ""}
    return CliRunner().invoke(app, words, env=env)


def write(home: Path, *rows: str) -> str:
    file = home / "units.csv"
    file.write_text(HEADING + "\n".join(rows), "utf-8")
    return str(file)


def test_a_place_as_json(tmp_path: Path) -> None:
    done = type_in(tmp_path, "place", QUE_NHAM, "--format", "json")
    assert done.exit_code == 0
    first, *_ = json.loads(done.stdout)
    assert first == {
        "code": DA_MAI,
        "name": "phường Đa Mai",
        "province": "thành phố Bắc Ninh",
        "old": "xã Quế Nham, huyện Tân Yên",
        "score": first["score"],
    }
    assert 0.9 < first["score"] <= 1
    assert list(tmp_path.iterdir()) == [], "looking a place up makes no database"


@pytest.mark.parametrize(
    ("typed", "code", "old"),
    [("tinh bac giang", "18", "tỉnh Bắc Giang"), ("thai nguyen", "41", None)],
)
def test_a_whole_province_is_a_place_too(
    tmp_path: Path, typed: str, code: str, old: str | None
) -> None:
    done = type_in(tmp_path, "place", typed, "--format", "json")
    places = {one["code"]: one for one in json.loads(done.stdout)}
    assert places[code]["old"] == old
    assert places[code]["name"] == places[code]["province"]
    if typed.startswith("tinh"):
        assert next(iter(places)) == code


def test_a_place_for_people_and_one_that_is_none(tmp_path: Path) -> None:
    done = type_in(tmp_path, "place", "tp bac giang", "--limit", "1")
    assert done.stdout.startswith("23826  phường Bắc Giang, thành phố Bắc Ninh, formerly")
    nothing = type_in(tmp_path, "place", "xyzzy")
    assert nothing.exit_code == 1
    assert "No such place" in nothing.stdout
    empty = type_in(tmp_path, "place", "xyzzy", "--format", "json")
    assert (empty.exit_code, json.loads(empty.stdout)) == (0, [])


def test_a_dry_run_says_all_and_changes_nothing(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        f"{TAN_YEN},phường,Tân Yên,18,",
        "x1,xã,Ngọc Lý Mới,18,",
        f",xã,Ngọc Lý Cũ,h1811,{TAN_YEN}",
    )
    done = type_in(tmp_path, "units", "import", file, "--dry-run")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"changed: {TAN_YEN} is phường Tân Yên, thành phố Bắc Ninh",
        "new: x1 is xã Ngọc Lý Mới, thành phố Bắc Ninh",
        "old names: 1",
        "Nothing was changed: this was a dry run.",
    ]
    assert "xã Tân Yên" in type_in(tmp_path, "place", "tan yen").stdout
    done = type_in(tmp_path, "units", "import", file)
    assert done.exit_code == 0, done.stderr
    assert "Done. A running bot knows it after its next start." in done.stdout
    [first, *_] = json.loads(type_in(tmp_path, "place", "ngoc ly cu", "--format", "json").stdout)
    assert (first["code"], first["name"]) == (TAN_YEN, "phường Tân Yên")
    [first, *_] = json.loads(type_in(tmp_path, "place", "ngoc ly moi", "--format", "json").stdout)
    assert first["code"] == "x1"


async def test_what_lay_under_a_unit_that_has_gone_moves_with_it(tmp_path: Path) -> None:
    db = await open_database(f"sqlite:///{tmp_path}/ocop.db", exclusive=True)
    await migrate(db)
    async with db.transaction() as tx:
        lan = (await people.arrive(tx, "t", "1", "vi", NOW)).person
        tx.later("UPDATE people SET commune = :code WHERE id = :id", code=NHA_NAM, id=lan.id)
        for unit in (NHA_NAM, TAN_YEN):
            officers.grant(tx, lan.id, Role(Level.COMMUNE, unit), None, NOW)
            reports.promise(tx, Promise(unit, 1, 2), 2026, lan.id, NOW)
        assert await units.stored_under(tx, NHA_NAM) == {"people": 1, "officers": 1, "targets": 1}
        await units.move(tx, {NHA_NAM: TAN_YEN}, NOW)
        moved = await people.one(tx, lan.id)
        assert moved is not None
        assert moved.commune == TAN_YEN
        assert await officers.areas(tx, lan.id) == (Role(Level.COMMUNE, TAN_YEN),)
        assert len(await reports.promises(tx, 2026, [TAN_YEN, NHA_NAM])) == 1
    await db.close()


async def test_a_unit_that_became_several_must_name_one_for_what_is_stored(tmp_path: Path) -> None:
    db = await open_database(f"sqlite:///{tmp_path}/ocop.db", exclusive=True)
    await migrate(db)
    async with db.transaction() as tx:
        lan = (await people.arrive(tx, "t", "1", "vi", NOW)).person
        tx.later("UPDATE people SET commune = :code WHERE id = :id", code=NHA_NAM, id=lan.id)
    await db.close()
    file = write(tmp_path, f"{NHA_NAM},xã,Nhã Nam,18,{TAN_YEN} {DA_MAI}")
    # The command runs a loop of its own.
    done = await _aside(tmp_path, "units", "import", file)
    assert done.exit_code == 2
    assert "1 people stand under it" in done.stderr
    file = write(tmp_path, f"{NHA_NAM},xã,Nhã Nam,18,{TAN_YEN}")
    done = await _aside(tmp_path, "units", "import", file)
    assert done.stdout.splitlines()[:2] == [
        f"gone: {NHA_NAM} is part of xã Tân Yên, thành phố Bắc Ninh",
        "  moves 1 of people",
    ]
    settings = Settings(_env_file=None, data_dir=tmp_path)
    territory = await territory_of(settings)
    assert territory.unit(NHA_NAM) is None
    assert territory.search("xa nha nam")[0].unit.code == TAN_YEN


async def _aside(home: Path, *words: str) -> Result:
    return await asyncio.to_thread(type_in, home, *words)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["x,y"], "line 2: 5 fields"),
        ([",xã,A,18,"], "line 2: a code, or today's"),
        (["1!,xã,A,18,"], "line 2: a code of at most 12"),
        (["20242,xã,,18,"], "line 2: a name"),
        ([], "line 2: at least one row"),
        (["x1,làng,A,18,"], "kind làng is not one of"),
        (["x1,xã,A,zz,"], "there is no unit zz above it"),
        (["x1,xã,A,,"], "the unit above it expected"),
        ([",xã,A,h1811,99999"], "99999 is none of today's"),
        (["20242,xã,A,18,20242"], "20242 is none of today's"),
        (["zz,xã,A,18,20242"], "unit zz is none of today's"),
        (["20242,xã,A,18,", "20242,xã,B,18,"], "line 3: one row for each code expected; 20242 has"),
        ([f"x1,xã,{'A' * 61},18,"], "line 2: a name of at most 60 letters"),
        ([f"x1,xã,{'A' * 200_000},18,"], "no CSV: field larger than"),
        (["20242,huyện,A,18,"], "the kind of a commune expected: xã, phường, thị trấn, đặc khu"),
        (["18,huyện,A,,"], "the kind of a province expected: thành phố, tỉnh"),
        (["20242,xã,A,h1811,"], "the code of a province of today expected in field parent"),
        (["20242,xã,A,20754,"], "the code of a province of today expected in field parent"),
        (["h1811,xã,A,18,"], "h1811 is the code of an older unit"),
        (["18,thành phố,Bắc Ninh,,41"], "units stand below 18; first give them another parent"),
        (["20242,tỉnh,A,,"], "a commune stays a commune and a province a province"),
        (["18,xã,A,41,"], "a commune stays a commune and a province a province"),
    ],
)
def test_errors_say_where_and_what(tmp_path: Path, rows: list[str], said: str) -> None:
    done = type_in(tmp_path, "units", "import", write(tmp_path, *rows), "--dry-run")
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.startswith("units.csv")
    assert done.stderr.count("\n") == 1


def test_a_file_without_its_heading_is_no_file_of_units(tmp_path: Path) -> None:
    with pytest.raises(UnitsError, match="line 1: the heading"):
        read_corrections("a,b\n", "x.csv")
    assert type_in(tmp_path, "units", "import", str(tmp_path / "none.csv")).exit_code == 2
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    assert type_in(tmp_path, "units", "import", str(tmp_path / "bytes.csv")).exit_code == 2


def test_older_units_follow_a_unit_that_has_gone() -> None:
    made = correct((), [[DA_MAI, "phường", "Đa Mai", "18", TAN_YEN]])
    assert dict(made.gone) == {DA_MAI: (TAN_YEN,)}
    assert made.territory.search(QUE_NHAM)[0].unit.code == TAN_YEN
    again = corrected_territory([[DA_MAI, "phường", "Đa Mai", "18", TAN_YEN]])
    assert again.unit(DA_MAI) is None


async def test_every_column_with_a_units_code_is_known(database: Database) -> None:
    async with database.transaction() as tx:
        if database.shared:
            rows = await tx.all(
                "SELECT table_name AS t, column_name AS c FROM information_schema.columns "
                "WHERE table_schema = current_schema()"
            )
        else:
            rows = await tx.all(
                "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c "
                "WHERE m.type = 'table'"
            )
    found = {
        (str(row["t"]), str(row["c"]))
        for row in rows
        if re.fullmatch("commune|unit|area", str(row["c"])) and row["t"] != "ideas"
    }
    assert found | {("ideas", "commune")} == set(units.HOMES)
