"""The forms as files: what stands in them, on screen buttons, in the document, on paper."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.sandbox.shapes import as_object
from handlers.docx_forms import Grid, Line, Part, Print, document, plain
from programme.selfcheck import asked
from storage import selfchecks
from storage.products import Product
from storage.selfchecks import Check
from tests.handlers.desk_cast import farmer, files_for, forge, officer, person_of
from tests.handlers.dossier_cast import dossier, log_of
from tests.handlers.selfcheck_cast import HONEY, highest, honey_set
from tests.harness import Running

AT = datetime(2026, 11, 22, tzinfo=UTC)
NASTY = 'Mật ong {MERGEFIELD x} <w:fldSimple w:instr="DATE"/> & ]]> \x07\x0b\x1b ả ẵ ộ ữ đ'
SAFE = 'Mật ong {MERGEFIELD x} <w:fldSimple w:instr="DATE"/> & ]]> ả ẵ ộ ữ đ'


def words_in(content: bytes) -> str:
    """All text of a document, paragraphs and cells, with single spaces."""
    made = Document(BytesIO(content))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    texts = [*(p.text for p in made.paragraphs), *cells]
    texts += [p.text for p in made.sections[0].footer.paragraphs]
    return " ".join(" ".join(texts).split())


async def counted(bot: Running, product: Product) -> Check:
    """A finished star check of honey about a product, shown to officers."""
    one = honey_set(bot)
    replies = {ask.key: highest(ask) for ask in asked(one, {})}
    now = bot.clock()
    async with bot.db.transaction() as tx:
        blank = Check(0, product.person_id, "2026", HONEY, product.name, product_id=product.id)
        check = await selfchecks.begin(tx, blank, now)
        done = replace(check, replies=replies, points=100, stars=5, done_at=now, shown=True)
        await tx.run("UPDATE products SET product_group = 'food' WHERE id = :id", id=product.id)
        await tx.run("UPDATE people SET kind = 'cooperative' WHERE id = :id", id=product.person_id)
        return selfchecks.save(tx, done, now)


async def test_a_producer_gets_both_forms_filled_in(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan, product="Mật ong hoa vải")
    await counted(bot, product)
    await lan.say("/trangthai", "Mật ong")
    await lan.tap("Giấy tờ của hồ sơ", "Giấy tờ của “")
    await lan.tap("Mẫu 01 (Word)", "Giấy tờ của “")
    await bot.calm()
    await lan.tap("Mẫu 02 (Word)", "Giấy tờ của “")
    await bot.calm()
    sent = [as_object(one["document"]) for one in lan.received if "document" in one]
    names = [one["file_name"] for one in sent]
    assert names == [
        f"mau-01-dang-ky-{product.code.lower()}.docx",
        f"mau-02-tu-danh-gia-{product.code.lower()}.docx",
    ]
    first, second = (words_in(one) for one in await files_for(bot, lan))
    for word in (
        *("Nguyễn Thị Lan", "Hợp tác xã", "xã Sơn Động", "Ủy ban nhân dân xã Sơn Động"),
        *("0912 345 678", "Mật ong hoa vải", product.code, "Thực phẩm", "4. Mật ong"),
        *("Gần như tất cả", "1.500 kg", "Trồng dưới tán rừng", "26/2026/QĐ-TTg", "5 sao"),
    ):
        assert word in first, word
    assert "100" in second
    assert "5 sao" in second
    for section in honey_set(bot).sections:
        assert f"{section.id}. {section.name.vi} ({section.max})" in second
        for criterion in section.criteria:
            assert criterion.question.topic.vi in second
    assert second.count("phải có") >= 5


async def test_what_is_not_known_stays_dotted(bot: Running) -> None:
    lan = await farmer(bot)
    product = await dossier(bot, lan, product=NASTY)
    await forge(lan, f"e:form:{product.id}:0:form2")
    await bot.calm()
    [content] = await files_for(bot, lan)
    text = words_in(content)
    assert SAFE in text
    assert "Bộ tiêu chí:" in text
    made = Document(BytesIO(content))
    dotted = [p.text for p in made.paragraphs if p.paragraph_format.tab_stops]
    assert "Bộ tiêu chí: \t" in dotted
    assert "Hạng sao tự chấm (ước tính): \t" in dotted
    assert "Tên sản phẩm: \t" not in dotted
    caption = next(one for one in lan.received if "document" in one)["caption"]
    assert "Bà con chấm sao trước thì tôi điền cả điểm." in str(caption)


async def test_an_officer_gets_what_is_shown_to_officers_and_it_is_logged(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    check = await counted(bot, product)
    await forge(an, f"o:p.papers:{product.id}:0")
    assert "cần cho 5 sao" in an.text
    await an.tap("Mẫu 02 (Word)", product.code)
    await bot.calm()
    assert "100" in words_in((await files_for(bot, an))[0])
    assert (await log_of(bot, product))[-1] == "product.form"
    async with bot.db.transaction() as tx:
        selfchecks.save(tx, replace(check, shown=False), bot.clock())
    await forge(an, f"o:p.form:{product.id}:form2")
    await bot.calm()
    assert "Có rồi" not in words_in((await files_for(bot, an))[1])
    assert "4. Mật ong" not in words_in((await files_for(bot, an))[1])


async def test_a_withdrawn_agreement_locks_the_forms(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="check")
    person_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 0 WHERE id = :id", id=person_id)
    await forge(an, f"o:p.papers:{product.id}:0")
    assert "Mẫu 01 (Word)" not in an.buttons()
    assert not any(label.startswith("🔸") for label in an.buttons())
    await forge(an, f"o:p.form:{product.id}:form1")
    await bot.calm()
    assert await files_for(bot, an) == []
    assert "product.form" not in await log_of(bot, product)


async def test_a_form_that_there_is_not_does_nothing(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan)
    await forge(lan, f"e:form:{product.id}:3:awards")
    await forge(an, f"o:p.form:{product.id}:awards")
    assert await files_for(bot, lan) == []
    assert await files_for(bot, an) == []


def printed(text: str) -> Print:
    return Print(
        heads=(text, text),
        title=text,
        below=(text,),
        parts=(Part(text, Grid((8.0, 9.0), (text, text), ((text, text), (text,))), ()),),
        closing=text,
        day=text,
        signatures=((text, text), (text, text)),
        footer=text,
        made=AT,
    )


@settings(max_examples=20)
@given(st.text(st.characters(), max_size=40))
def test_whatever_was_typed_makes_a_document_that_opens(typed: str) -> None:
    content = document(printed(typed))
    shown = " ".join(plain(typed).split())
    assert shown in words_in(content)


def test_a_document_is_a4_in_times_and_names_nobody() -> None:
    line = Line("Tên", "Nguyễn Thị Lan")
    made = Document(BytesIO(document(replace(printed("Mẫu"), parts=(Part("I", None, (line,)),)))))
    page = made.sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)
    style = made.styles["Normal"].font
    assert style.name == "Times New Roman"
    assert style.size is not None
    assert style.size.pt == 13
    assert made.core_properties.author == ""
    assert made.core_properties.last_modified_by == ""


def test_typed_field_codes_stay_words() -> None:
    content = document(printed(NASTY))
    with ZipFile(BytesIO(content)) as archive:
        xml = archive.read("word/document.xml").decode()
    assert "<w:fldSimple" not in xml
    assert "<w:instrText" not in xml
    assert "&lt;w:fldSimple" in xml
