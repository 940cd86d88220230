"""The papers of a dossier on a producer's phone: the checklist, photos sent, replaced, removed."""

import pytest

from bot.channels.sandbox.phone import SMALL_PNG, Phone, said
from storage import erasure, media, product_papers, selfchecks
from storage.product_papers import PaperState
from storage.products import Product, subject
from tests.handlers.desk_cast import datas, farmer, forge, officer, person_of
from tests.handlers.dossier_cast import dossier, log_of, standing, told
from tests.handlers.selfcheck_cast import Taps, highest
from tests.harness import Running

PDF = b"%PDF-1.4 a contract"
MOST = 700
"""Characters of a producer's screen."""


async def states(bot: Running, product: Product) -> dict[str, PaperState]:
    async with bot.db.transaction() as tx:
        return {one.paper: one for one in await product_papers.papers(tx, product.id)}


async def open_list(lan: Phone) -> None:
    await lan.say("/trangthai", "SP-2026-")
    await lan.tap("Giấy tờ của hồ sơ", "Giấy tờ của “")


async def open_paper(lan: Phone, product: Product, key: str = "business") -> None:
    await forge(lan, f"e:one:{product.id}:3:{key}")


async def ask_for(bot: Running, product: Product, by: Phone, label: str) -> Product:
    person_id = await person_of(bot, by)
    edition = bot.service.world.editions.of(product.edition)
    async with bot.db.transaction() as tx:
        done = await product_papers.ask(tx, product, edition, None, label, person_id, bot.clock())
    assert done is not None
    return done.product


async def test_the_checklist_without_a_star_check_offers_one(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    await open_list(lan)
    assert "Hồ sơ nào cũng phải có:" in lan.text
    assert "🔸 Giấy chứng nhận an toàn thực phẩm" in lan.text  # her idea says so
    assert "▫️ Giấy đăng ký kinh doanh" in lan.text
    assert "1 trên 5 giấy" in lan.text
    assert "⭐ Tính sao cho sản phẩm" in lan.buttons() or f"k:prod:{product.id}" in datas(lan)
    assert len(lan.text) <= MOST
    await lan.tap("Trang sau", "Có thì thêm điểm:")
    await lan.tap("Trang trước", "Hồ sơ nào cũng phải có:")


async def test_the_star_check_says_which_papers_the_next_star_needs(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan, product="Mật ong")
    taps = Taps(lan)
    await taps.choose_honey()
    await taps.answer(bot, highest)
    async with bot.db.transaction() as tx:
        [check] = await selfchecks.of_person(tx, product.person_id)
        await tx.run("UPDATE selfchecks SET product_id = :p", p=product.id)
        await tx.run("UPDATE products SET product_group = 'food' WHERE id = :p", p=product.id)
    assert check.stars == 5
    await open_list(lan)
    assert "Để được 5 sao" in lan.text
    assert "✓ 5 sao" in lan.buttons()
    await lan.tap("3 sao", "Để được 3 sao")
    assert "✓ 3 sao" in lan.buttons()
    await lan.tap("3", "Giấy đăng ký kinh doanh")
    assert "Bà con đã báo là có giấy này." in lan.text
    assert "tiêu chí" in lan.text
    assert "26/2026/QĐ-TTg, bộ tiêu chí số 4" in lan.text


async def test_pages_of_a_paper_are_kept_shown_and_looked_at_by_officers(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    await open_list(lan)
    await lan.tap("3", "đủ bốn góc")
    assert "đừng gửi ảnh căn cước" in lan.text
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    assert "Bà con đã gửi 1 ảnh." in lan.text
    await lan.send_document("hop-dong.pdf", PDF)
    await lan.wait("Bà con đã gửi 2 ảnh.")
    await bot.calm()
    kept = (await states(bot, product))["business"]
    assert len(kept.files) == 2
    async with bot.db.transaction() as tx:
        uses = await tx.all("SELECT * FROM media_uses WHERE subject = :s", s=subject(product.id))
    assert {use["media_id"] for use in uses} == set(kept.files)
    assert not any(use["official"] for use in uses)
    await lan.tap("Các giấy khác", "📷 Giấy đăng ký kinh doanh")
    before = len(an.received)
    await forge(an, f"o:p.paper:{product.id}:business")
    await an.tap("Xem 2 ảnh")
    await bot.calm()
    assert {"photo", "document"} <= {key for one in an.received[before:] for key in one}
    document = next(one for one in an.received if "document" in one)
    assert an.received_file(document) == PDF
    assert "product.paper_sent" in await log_of(bot, product)


async def test_after_a_day_a_photo_of_a_paper_is_still_there(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    await open_paper(lan, product)
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    await bot.calm()
    [file] = (await states(bot, product))["business"].files
    async with bot.db.transaction() as tx:
        await media.remove_unused(tx, bot.clock() + 10**9, 0)
    async with bot.db.transaction() as tx:
        assert await media.one(tx, file) is not None


async def test_photos_are_replaced_and_taken_out(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    await open_paper(lan, product)
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    [first] = (await states(bot, product))["business"].files
    await lan.tap("Thay ảnh", "Ảnh cũ vẫn còn")
    await lan.send_photo()
    await lan.wait("Bà con đã gửi 1 ảnh.")
    [second] = (await states(bot, product))["business"].files
    assert second != first
    # The page after it is added, not put in its place.
    await lan.send_photo()
    await lan.wait("Bà con đã gửi 2 ảnh.")
    async with bot.db.transaction() as tx:
        assert await media.one(tx, first) is None
    await lan.tap("Bỏ ảnh", "Tôi sẽ xóa hẳn")
    gone = next(data for data in datas(lan) if data.startswith("e:gone:"))
    await lan.tap("Bỏ ảnh đi", "Tôi đã bỏ ảnh.")
    kept = (await states(bot, product))["business"]
    assert (kept.files, kept.sent_at) == ((), None)
    assert await forge(lan, gone) == "Nút này cũ rồi. Mời xem tin nhắn mới nhất."
    async with bot.db.transaction() as tx:
        assert await media.one(tx, second) is None


async def test_replacing_can_be_left_and_keeps_what_was_there(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    await open_paper(lan, product)
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    await lan.tap("Thay ảnh", "Ảnh cũ vẫn còn")
    await lan.tap("Thôi, để nguyên", "Bà con đã gửi 1 ảnh.")
    await lan.send_photo()
    await lan.wait("Bà con đã gửi 2 ảnh.")
    assert len((await states(bot, product))["business"].files) == 2


async def test_what_is_no_photo_gets_one_sentence_and_the_paper_stays(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    await open_paper(lan, product)
    needs = "Chỗ này tôi cần ảnh của giấy."
    await lan.share_location(21.27, 106.19)
    await lan.wait(needs)
    await lan.send_voice(b"OggS")
    await lan.wait(needs)
    await lan.say("giấy này tôi để ở nhà", needs)
    await lan.send_document("bang-ke.xlsx", b"PK\x03\x04")
    await lan.wait("Chỗ này tôi nhận ảnh và tệp PDF.")
    assert await states(bot, product) == {}
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    assert (await states(bot, product))["business"].files


async def test_a_fifth_page_is_not_taken_silently(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    await open_paper(lan, product)
    await lan.send_photos([SMALL_PNG] * 4)
    await bot.calm()
    assert "Bà con đã gửi 4 ảnh." in lan.text
    await lan.send_photo()
    await lan.wait("Mỗi giấy tôi giữ 4 ảnh")
    assert len((await states(bot, product))["business"].files) == 4


async def test_leaving_the_paper_ends_the_taking(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    await open_paper(lan, product)
    await lan.say("/menu", "Bà con")
    await lan.send_photo()
    await lan.wait()
    assert await states(bot, product) == {}
    await open_paper(lan, product)
    await lan.say("/huy", "Giấy tờ của “Ba kích tím”")
    await lan.send_photo()
    await lan.wait()
    assert await states(bot, product) == {}


async def test_who_waits_for_a_paper_hears_that_it_has_come(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    product = await ask_for(bot, product, an, "Ảnh nhãn mới")
    await open_list(lan)
    assert "Cán bộ nhờ gửi:" in lan.text
    assert "⏳ Ảnh nhãn mới" in lan.text
    await lan.tap("1", "Cán bộ đang chờ giấy này.")
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    assert await told(bot, an, "Bà con đã gửi giấy anh/chị chờ: “Ảnh nhãn mới”")
    assert not (await states(bot, product))["other1"].missing


async def test_a_photo_sent_right_away_is_the_paper_that_was_asked_for(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    await lan.send_photo()
    await lan.wait("Ảnh và tin nhắn thoại thì bà con gửi khi viết ý tưởng")
    product = await ask_for(bot, product, an, "Ảnh nhãn mới")
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    assert "Ảnh nhãn mới" in lan.text
    assert len((await states(bot, product))["other1"].files) == 1
    assert await told(bot, an, "Bà con đã gửi giấy anh/chị chờ: “Ảnh nhãn mới”")
    await lan.tap("Bỏ ảnh")  # it was another photo


async def test_of_several_papers_asked_for_she_says_which_a_photo_is(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    product = await ask_for(bot, product, an, "Ảnh nhãn mới")
    product = await ask_for(bot, product, an, "Giấy mượn đất")
    await lan.send_photo()
    await lan.wait("Đây là ảnh giấy nào?")
    await lan.tap("2", "Giấy mượn đất")
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    assert len((await states(bot, product))["other2"].files) == 1


async def test_nobody_without_her_agreement_and_nothing_after_the_end(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 0 WHERE id = :id", id=person_id)
    await open_paper(lan, product)
    assert "👍 Xem và đồng ý" in lan.buttons()
    await lan.send_photo()
    await lan.wait()
    assert await states(bot, product) == {}
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 1 WHERE id = :id", id=person_id)
        await tx.run("UPDATE products SET outcome = 'withdrawn' WHERE id = :id", id=product.id)
    await open_paper(lan, product)
    assert "Hồ sơ này đã khép lại" in lan.text
    await lan.send_photo()
    await lan.wait()
    assert await states(bot, product) == {}


@pytest.mark.parametrize("data", ["e:list:{}:3:0", "e:one:{}:3:business", "e:form:{}:3:form1"])
async def test_others_see_nothing_of_it(bot: Running, data: str) -> None:
    lan, hoa = await farmer(bot), await farmer(bot, "Hoa")
    product = await dossier(bot, lan)
    toast = await forge(hoa, data.format(product.id))
    assert toast == "Tôi không thấy sản phẩm này trong các sản phẩm của bà con."
    assert not any("Ba kích tím" in said(one) for one in hoa.received)


@pytest.mark.parametrize("rest", ["3:nothing", "9:business", "0:business:7", "3:other9"])
async def test_odd_buttons_do_no_harm(bot: Running, rest: str) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    for what in ("one", "see", "new", "out", "gone", "form", "zzz"):
        await forge(lan, f"e:{what}:{product.id}:{rest}")
    assert await standing(bot, product) == product
    assert len(lan.text) <= MOST


@pytest.mark.many
async def test_the_longest_lists_and_papers_fit_in_both_languages(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, product="<b>Rượu & men lá</b> " * 5)
    for number in range(7):
        product = await ask_for(bot, product, an, f"{number} & giấy <dài> " * 6)
    person_id = await person_of(bot, lan)
    for language, group, criteria in (("vi", "food", 4), ("en", "drink", 16), ("vi", "craft", 22)):
        async with bot.db.transaction() as tx:
            await tx.run(
                "UPDATE people SET language = :language WHERE id = :id",
                language=language,
                id=person_id,
            )
            await tx.run(
                "UPDATE products SET product_group = :g, criteria_set = :c WHERE id = :id",
                g=group,
                c=criteria,
                id=product.id,
            )
        for target in (3, 5):
            for page in range(6):
                await forge(lan, f"e:list:{product.id}:{target}:{page}")
                assert len(lan.text) <= MOST, lan.text
        for key in ("material", "tests", "story", "other3", "form2"):
            await forge(lan, f"e:one:{product.id}:5:{key}")
            assert len(lan.text) <= MOST, lan.text
            assert max(len(label) for label in lan.buttons()) <= 32


async def test_an_erased_producers_photos_are_gone(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan)
    await open_paper(lan, product)
    await lan.send_photo()
    await lan.wait("Tôi đã nhận.")
    await bot.calm()
    [file] = (await states(bot, product))["business"].files
    async with bot.db.transaction() as tx:
        await erasure.erase(tx, product.person_id, bot.clock())
    async with bot.db.transaction() as tx:
        assert await media.one(tx, file) is None
        assert await tx.all("SELECT 1 FROM product_paper_files") == []
