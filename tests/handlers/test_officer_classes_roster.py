"""The roster of a class as a spreadsheet, words to its people, and what they said of it."""

from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.channels.sandbox.phone import Phone
from storage import acts, attendance, classes, signups
from storage.classes import Feedback, TrainingClass
from tests.handlers.class_cast import TOPIC, of_kind, plan
from tests.handlers.desk_cast import farmer, forge, officer, person_of
from tests.harness import Running


async def producers(bot: Running, *names: str) -> list[Phone]:
    phones = [await farmer(bot, name) for name in names]
    for phone in phones:
        await of_kind(bot, phone, "cooperative")
    return phones


async def sign_up(klass: TrainingClass, bot: Running, *phones: Phone) -> None:
    for number, phone in enumerate(phones):
        person_id = await person_of(bot, phone)
        name = phone.person.first_name
        async with bot.db.transaction() as tx:
            await signups.sign_up(
                tx, klass.id, person_id, [(name, f"token{number}-{klass.id}")], bot.clock()
            )


def page_of(phone: Phone) -> Worksheet:
    page = load_workbook(BytesIO(phone.received_file())).active
    assert isinstance(page, Worksheet)
    return page


async def test_the_roster_as_a_spreadsheet_to_be_signed(bot: Running) -> None:
    an = await officer(bot, "An")
    phones = await producers(bot, "Lan", "=1+1", "Mai")
    klass = await plan(bot, 3, topic="=Ghi nhãn")
    await sign_up(klass, bot, *phones)
    await bot.later(minutes=(klass.starts_at - bot.clock()) / 60_000)
    officer_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        [first, *_] = await signups.roster(tx, klass.id)
        await attendance.check_in(tx, first.signup.id, officer_id, klass.starts_at)
        await attendance.walk_in(
            tx, klass.id, "@Bảy", "t" * 22, officer_id, klass.starts_at, "+84987654321"
        )
    await forge(an, f"o:c.names:{klass.id}:0")
    assert "4. @Bảy, 0987 654 321: " in an.text
    await an.tap("Dạng bảng tính", "4 người")
    page = page_of(an)
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][0] == "'=Ghi nhãn"
    assert str(rows[1][0]).startswith(f"{klass.code} · 8 giờ – 12 giờ")
    assert "Nhà văn hóa xã Sơn Động" in str(rows[2][0])
    assert rows[3][0] == "Người lập: An"
    assert rows[4][:4] == ["STT", "Tên", "Số điện thoại", "Nơi ở"]
    assert rows[4][-1] == "Ký tên"
    assert [row[0] for row in rows[5:]] == [1, 2, 3, 4]
    assert [row[1] for row in rows[5:]] == ["Lan", "'=1+1", "Mai", "'@Bảy"]
    assert [row[2] for row in rows[5:]] == ["0912 345 678"] * 3 + ["0987 654 321"]
    assert rows[5][3] == "xã Sơn Động, thành phố Bắc Ninh"
    assert rows[5][4] == "Hợp tác xã"
    assert [bool(row[6]) for row in rows[5:]] == [True, False, False, True]
    assert {row[-1] for row in rows[5:]} == {None}
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)
    assert page.row_dimensions[6].height == 24
    # That phone numbers left the bot is in the log.
    async with bot.db.transaction() as tx:
        done = await acts.of_subject(tx, classes.subject(klass.id))
    assert (done[-1].action, done[-1].detail["names"]) == ("class.roster", "4")


async def test_words_go_to_those_with_a_seat_or_to_those_who_wait(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa, mai = await producers(bot, "Lan", "Hoa", "Mai")
    klass = await plan(bot, 1)
    await sign_up(klass, bot, lan, hoa, mai)
    await forge(an, f"o:c.see:{klass.id}")
    await an.tap("Nhắn cho học viên", "nhắn cho ai?")
    assert an.buttons()[:2] == ["Người có chỗ (1)", "Người đang chờ (2)"]
    await an.tap("Người đang chờ (2)", "Anh/chị muốn nhắn gì?")
    await an.say("Bà con chờ thêm\nmột tuần <nhé>.", "Tin này gửi đến 2 người.")
    # Pressed again, the button shows what is written already.
    await forge(an, f"o:c.write:{klass.id}:waiting")
    assert "một tuần <nhé>" in an.text
    await an.tap("Gửi lời nhắn", "Đã gửi cho 2 người.")
    for phone in (hoa, mai):
        await phone.wait("một tuần <nhé>.")
        assert phone.text.count("một tuần") == 1
    assert "một tuần" not in str(lan.messages)
    await forge(an, f"o:c.write:{klass.id}:nobody")
    assert "nhắn cho ai?" in an.text


async def test_nobody_is_left_to_guess_whom_to_call(bot: Running) -> None:
    an = await officer(bot, "An")
    lan, hoa = await producers(bot, "Lan", "Hoa")
    klass = await plan(bot, 2)
    await sign_up(klass, bot, lan, hoa)
    await hoa.block()
    await bot.calm()
    await forge(an, f"o:c.write:{klass.id}:seats")
    await an.say("Lớp bắt đầu muộn nửa giờ.", "Tin này gửi đến 1 người.")
    await an.tap("Gửi lời nhắn", "Đã gửi cho 1 người.")
    assert "• Hoa, 0912 345 678" in an.text


async def test_what_people_said_of_a_class(bot: Running) -> None:
    an = await officer(bot, "An")
    phones = await producers(bot, "Lan", "Hoa", "Mai")
    klass = await plan(bot, 5)
    await forge(an, f"o:c.how:{klass.id}")
    assert "Chưa có ai cho ý kiến" in an.text
    assert "Lớp chưa điểm danh ai" in an.text
    for number, phone in enumerate(phones):
        person_id = await person_of(bot, phone)
        async with bot.db.transaction() as tx:
            wish = "Học thêm về <mã vạch>" if number == 1 else None
            said = Feedback(klass.id, 5 - number, 5, wish, bot.clock())
            assert await classes.add_feedback(tx, said, person_id)
    await forge(an, f"o:c.how:{klass.id}")
    for part in ("3 người đã cho ý kiến", "có ích: 4/5", "dễ hiểu: 5/5", "“Học thêm về <mã vạch>”"):
        assert part in an.text
    assert "Hoa" not in an.text


async def test_an_unknown_end_of_a_button_breaks_nothing(bot: Running) -> None:
    an = await officer(bot, "An")
    klass = await plan(bot, 5)
    for name in ("see", "edit", "more", "add", "off", "names", "sheet", "door", "write", "how"):
        for rest in ("", ":", ":0", ":-1", ":1:2:3", ":99999999999", ":x:y"):
            await forge(an, f"o:c.{name}:{klass.id}{rest}")
    async with bot.db.transaction() as tx:
        now = await classes.one(tx, klass.id)
        assert not await signups.roster(tx, klass.id)
    assert now == klass
    await forge(an, f"o:c.see:{klass.id}")
    assert TOPIC in an.text
