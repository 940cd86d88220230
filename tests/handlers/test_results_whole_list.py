"""One list with every kind of mistake that people make: each row gets one sentence that names it,
in both languages; nothing changes until all is right and the officer has confirmed it."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.channels.sandbox.phone import Phone
from programme.roles import Level
from programme.stages import Outcome
from programme.vietnam_time import day_at
from storage import people
from tests.handlers.cast import rows as stored
from tests.handlers.desk_cast import BAC_NINH, datas, farmer, forge, officer, person_of
from tests.handlers.dossier_cast import dossier, standing
from tests.handlers.results_cast import XLSX, Value, good, new_book, saved
from tests.handlers.results_mistakes import A, as_csv, as_xlsx, everybody, expected, rows_of
from tests.harness import Running


async def speak(bot: Running, phone: Phone, language: str) -> None:
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        known = await people.one(tx, person_id)
        assert known is not None
        people.save(tx, replace(known, language="en" if language == "en" else "vi"))


async def send(bot: Running, phone: Phone, name: str, content: bytes) -> None:
    """Send a list and wait for what becomes of its rows."""
    await phone.send_document(name, content, XLSX if name.endswith("xlsx") else "text/csv")
    await phone.wait()
    for _ in range(50):
        await bot.later(minutes=0.02)
        if "⏳" not in phone.text:
            return


def told(phone: Phone) -> dict[int, str]:
    """What the file that came with it says of each wrong row, by number."""
    file = next(one for one in reversed(phone.received) if "document" in one)
    sheet = load_workbook(io.BytesIO(phone.received_file(file))).active
    assert isinstance(sheet, Worksheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    return {int(str(row[0])): str(row[4]) for row in rows if row[3] in ("sai", "wrong")}


async def everything(bot: Running) -> list[list[tuple[object, ...]]]:
    """All that a list could change: the products, their stories and the log."""
    products = await stored(bot, "SELECT id, revision, stars FROM products ORDER BY id")
    steps = await stored(bot, "SELECT id, kind FROM product_steps ORDER BY id")
    acts = await stored(bot, "SELECT id, action FROM acts ORDER BY id")
    return [
        [(row["id"], row["revision"], row["stars"]) for row in products],
        [(row["id"], row["kind"]) for row in steps],
        [(row["id"], row["action"]) for row in acts],
    ]


async def print_of(bot: Running) -> str:
    """The button that would record the last file, as it would be if it were shown."""
    [shown] = await stored(
        bot, "SELECT media_id, print FROM result_lists ORDER BY media_id DESC LIMIT 1"
    )
    return f"o:m.do:{shown['media_id']}:{shown['print']}"


@pytest.mark.many
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_each_wrong_row_is_told_and_nothing_changes(
    bot: Running, kind: str, language: str
) -> None:
    made = await everybody(bot)
    chi = made.chi
    await speak(bot, chi, language)
    before = await everything(bot)
    rows = rows_of(made)
    await send(bot, chi, f"kq.{kind}", as_xlsx(rows) if kind == "xlsx" else as_csv(rows))

    # One sentence or two for each row, and none for the rows that are right.
    wanted = expected(made, language, as_text=kind == "csv")
    assert len(wanted) >= 12
    said = told(chi)
    assert said == wanted

    # On the screen the same, page by page, each row by its number.
    wrong = f"❌ {len(wanted)} " + ("sai" if language == "vi" else "wrong")
    assert wrong in chi.text
    assert ("Cột tôi không đọc: Xếp lọai." if language == "vi" else "I pass over: ") in chi.text
    row_word, later = ("Dòng", "Sau ▶") if language == "vi" else ("Row", "Later ▶")
    seen = dict[int, str]()
    for _ in range(len(wanted)):
        assert len(chi.text) <= 1000
        lines = re.findall(rf"^❌ {row_word} (\d+)(.*)$", chi.text, re.MULTILINE)
        seen |= {int(number): line for number, line in lines}
        if later not in chi.buttons():
            break
        await chi.tap(later)
    assert seen.keys() == wanted.keys()
    for number, line in seen.items():
        start = said[number][:100]
        assert start in line, f"row {number}: {line}"

    # There is no way to record it, not even with a button made by hand.
    assert not any(data.startswith("o:m.do:") for data in datas(chi))
    await forge(chi, await print_of(bot))
    await bot.calm()
    assert wrong in chi.text
    await bot.later()
    assert await everything(bot) == before


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_one_wrong_row_holds_all_back_until_it_is_corrected(bot: Running, kind: str) -> None:
    lan = await farmer(bot)
    chi = await officer(bot, "Chi", Level.SECRETARY, BAC_NINH)
    made = [await dossier(bot, lan, product=f"Chè {n}", stage="rating") for n in range(5)]
    rows = [good(one.code, number) for number, one in enumerate(made, 1)]
    form = as_csv if kind == "csv" else sheet
    rows[4][A] = "ba mươi"
    before = await everything(bot)
    await send(bot, chi, f"kq.{kind}", form(rows))
    assert "✅ 4 mới" in chi.text
    assert "Dòng 6" in chi.text
    await forge(chi, await print_of(bot))
    await bot.calm()
    assert await everything(bot) == before

    rows[4][A] = 30
    await send(bot, chi, f"kq.{kind}", form(rows))
    assert "✅ 5 mới" in chi.text
    # Not before it is confirmed.
    assert await everything(bot) == before
    await chi.tap("Ghi 5 kết quả", "Đã ghi 5 kết quả")
    for number, one in enumerate(made, 1):
        done = await standing(bot, one)
        assert (done.outcome, done.stars) == (Outcome.RATED, 4)
        assert done.certificate is not None
        assert done.certificate.number == f"{number}/GCN"
        assert day_at(bot.clock()) - done.certificate.issued > timedelta()


def sheet(rows: Sequence[Sequence[Value]]) -> bytes:
    return saved(new_book(rows)[0])
