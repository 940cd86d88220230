"""A council's result list: what is right, what is wrong, all recorded or nothing."""

from datetime import date
from decimal import Decimal

import pytest

from bot.channels.sandbox.phone import said
from programme.stages import Outcome
from storage.products import Certificate
from tests.handlers.desk_cast import SON_DONG, datas, farmer, forge, person_of
from tests.handlers.dossier_cast import dossier, log_of, standing
from tests.handlers.results_cast import (
    HEAD,
    Value,
    council,
    four,
    good,
    new_book,
    print_button,
    rated_already,
    saved,
    send,
    sheet_of,
)
from tests.harness import Running


async def test_a_good_list_is_shown_and_then_recorded_and_told(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    tea = await dossier(bot, lan, product="Chè dây", stage="rating")
    before = await standing(bot, honey)
    poor: list[Value] = [tea.code, "chè dây", 10, "10,5", 10, None, "2 sao"]
    await send(bot, chi, sheet_of(good(honey.code), [*poor, None, None, None, "cố lên"]), "2 dòng")
    assert "77,5 điểm, 4 sao, giấy chứng nhận 1/GCN" in chi.text
    assert "30,5 điểm, 2 sao" in chi.text
    assert len(chi.text) <= 1000
    assert await standing(bot, honey) == before
    await chi.tap("Ghi 2 kết quả", "Đã ghi 2 kết quả")
    done = await standing(bot, honey)
    assert (done.outcome, done.stars, done.points.total) == (Outcome.RATED, 4, Decimal("77.5"))
    assert done.certificate == Certificate("1/GCN", date(2026, 6, 15), date(2029, 6, 15))
    assert (await standing(bot, tea)).stars == 2
    assert (await log_of(bot, honey))[-2:] == ["product.rating", "product.certificate"]
    await bot.later()
    await bot.calm()
    assert any("Mật ong" in said(one) and "4 sao" in said(one) for one in lan.received)
    assert any("cố lên" in said(one) for one in lan.received)


async def test_fewer_stars_are_recorded_with_their_reason_and_told(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    why = "Chưa có phiếu kiểm nghiệm"
    row = dict(zip(HEAD, good(honey.code), strict=True)) | {"Sao": 3, "Ghi chú": why}
    await send(bot, chi, sheet_of(list(row.values())), f"Ít hơn 4 sao theo điểm, vì: “{why}”")
    assert "77,5 điểm, 3 sao, giấy chứng nhận 1/GCN" in chi.text
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    done = await standing(bot, honey)
    assert (done.outcome, done.stars, done.certificate is None) == (Outcome.RATED, 3, False)
    await bot.later()
    await bot.calm()
    told = f"Theo điểm là 4 sao, hội đồng cho ít hơn, vì: “{why}”"
    assert any("3 sao" in said(one) and told in said(one) for one in lan.received)
    await forge(chi, f"o:p.see:{honey.id}")
    assert told in chi.text
    await forge(chi, f"o:p.log:{honey.id}")
    assert f"Chi ghi kết quả 3 sao, 77,5 điểm: “{why}”" in chi.text
    await send(bot, chi, sheet_of(list(row.values())), "đã ghi từ trước")


async def test_a_second_press_and_a_second_file_record_nothing_twice(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    content = sheet_of(good(honey.code))
    await send(bot, chi, content, "1 dòng")
    pressed = print_button(chi)
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    done, acts = await standing(bot, honey), await log_of(bot, honey)
    assert "thay đổi" in (await forge(chi, pressed) or "")
    await chi.wait("đã ghi từ trước")
    await send(bot, chi, content, "đã ghi từ trước")
    assert not any(data.startswith("o:m.do:") for data in datas(chi))
    assert await standing(bot, honey) == done
    assert await log_of(bot, honey) == acts


# Each mistake as somebody would make it, what to put into a good row, and what is said of it.
MISTAKES: list[tuple[str, dict[str, Value], str]] = [
    ("an unknown code", {"Mã sản phẩm": "SP-2026-00999"}, "Không có sản phẩm SP-2026-00999."),
    ("no code", {"Mã sản phẩm": None}, "Thiếu mã sản phẩm."),
    ("another province", {"Mã sản phẩm": "far"}, "không thuộc địa bàn của anh/chị."),
    ("not at the council", {"Mã sản phẩm": "early"}, "chưa đến bước hội đồng"),
    ("another result", {"Mã sản phẩm": "rated"}, "đã có kết quả khác: 60 điểm."),
    ("other stars", {"Sao": 5}, "Sao: ghi “5”, nhưng theo điểm là 4 sao."),
    (
        "fewer stars without a reason",
        {"Sao": 3},
        "theo điểm là 4 sao. Nếu hội đồng cho ít hơn, anh/chị ghi lý do ở cột Ghi chú.",
    ),
    ("a formula", {"Tổng": "=C3+D3+E3"}, "Tổng điểm: ô là công thức."),
    ("text for a number", {"A": "ba mươi"}, "Điểm A: “ba mươi” không phải số."),
    ("over the most", {"A": 41}, "Điểm A: 41 vượt mức cao nhất là 40."),
    ("not the sum", {"Tổng": 80}, "Tổng điểm: ghi 80, nhưng A, B, C cộng lại là 77,5."),
    ("no day", {"Ngày cấp": "31/6/2026"}, "Ngày cấp: “31/6/2026” không phải ngày."),
    ("expiry first", {"Ngày hết hạn": "15/6/2020"}, "phải sau ngày cấp 15/6/2026."),
    (
        "no certificate",
        {"Số giấy chứng nhận": None},
        "Thiếu số giấy chứng nhận: 4 sao thì phải có giấy.",
    ),
    ("a day to come", {"Ngày cấp": "15/6/2090"}, "Ngày cấp: ngày 15/6/2090 chưa tới."),
]


@pytest.mark.parametrize(
    ("cells", "said_of_it"), [(c, t) for _, c, t in MISTAKES], ids=[name for name, _, _ in MISTAKES]
)
async def test_a_mistake_is_named_with_its_row_and_stops_the_whole_list(
    bot: Running, cells: dict[str, Value], said_of_it: str
) -> None:
    lan, chi = await farmer(bot), await council(bot)
    right = await dossier(bot, lan, product="Mật ong", stage="rating")
    meant = cells.get("Mã sản phẩm")
    other = await dossier(
        bot,
        lan,
        product="Chè dây",
        commune="15883" if meant == "far" else SON_DONG,
        stage="visit" if meant == "early" else "rating",
    )
    if meant == "rated":
        await rated_already(bot, chi, other)
    row = dict(zip(HEAD, good(other.code, 2), strict=True)) | {
        key: other.code if value in ("far", "early", "rated") else value
        for key, value in cells.items()
    }
    before = [await standing(bot, one) for one in (right, other)]
    await send(bot, chi, sheet_of(good(right.code), list(row.values())), "❌ 1 sai")
    assert "Dòng 3" in chi.text
    assert said_of_it in chi.text
    assert "Dòng 2" not in chi.text
    assert len(chi.text) <= 1000
    assert not any(data.startswith("o:m.do:") for data in datas(chi))
    await chi.tap("Xem mọi dòng", "Dòng 2")
    assert [await standing(bot, one) for one in (right, other)] == before


async def test_duplicates_merged_cells_and_empty_rows_are_named_too(bot: Running) -> None:
    chi = await council(bot)
    honey, tea, root, rice = await four(bot)
    book, sheet = new_book(
        [good(honey.code, 1), good(honey.code, 2), [None] * 11, good(tea.code, 3)]
    )
    for number, product in enumerate((root, rice), 4):
        sheet.append(good(product.code, number))
    sheet.merge_cells("G6:G7")
    await send(bot, chi, saved(book), "❌ 4 sai")
    assert "SP-2026-00001 đã có ở dòng 2." in chi.text
    assert "Dòng này trống." in chi.text
    assert chi.text.count("Sao: ô bị gộp.") == 2
    assert [(await standing(bot, one)).outcome for one in (honey, tea, root, rice)] == [None] * 4


async def test_what_is_ones_own_must_be_entered_by_a_colleague(bot: Running) -> None:
    chi = await council(bot)
    hers = await dossier(bot, chi, stage="rating")
    await send(bot, chi, sheet_of(good(hers.code)), "sản phẩm của chính anh/chị")
    assert (await standing(bot, hers)).outcome is None


async def test_five_stars_are_proposed_and_passed_on(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    best: list[Value] = [honey.code, None, 40, 25, 30, 95, 5, None, None, None, None]
    await send(bot, chi, sheet_of(best), "95 điểm, 5 sao")
    await chi.tap("Ghi 1 kết quả", "Đã ghi 1 kết quả")
    now = await standing(bot, honey)
    assert (now.stage, now.outcome, now.stars, now.certificate) == ("national", None, 5, None)
    await send(bot, chi, sheet_of(best), "đã ghi từ trước")


async def test_what_changed_since_the_dry_run_is_shown_anew(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    tea = await dossier(bot, lan, product="Chè dây", stage="rating")
    await send(bot, chi, sheet_of(good(honey.code, 1), good(tea.code, 2)), "2 dòng")
    await rated_already(bot, chi, honey)
    await chi.tap("Ghi 2 kết quả", "đã có kết quả khác: 60 điểm.")
    assert any("đã có thay đổi, nên tôi chưa ghi dòng nào" in said(one) for one in chi.received)
    assert (await standing(bot, tea)).outcome is None


async def test_a_role_that_ended_records_nothing(bot: Running) -> None:
    lan, chi = await farmer(bot), await council(bot)
    honey = await dossier(bot, lan, product="Mật ong", stage="rating")
    await send(bot, chi, sheet_of(good(honey.code)), "1 dòng")
    person_id = await person_of(bot, chi)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE officers SET withdrawn_at = 1 WHERE person_id = :id", id=person_id)
    await chi.press("Ghi 1 kết quả")
    await chi.wait()
    assert chi.answers[-1].text == "Việc này không thuộc địa bàn của anh/chị."
    assert (await standing(bot, honey)).outcome is None
