"""Classes on an officer's screens: in English, at their longest, and by a typed code."""

from programme.classes import Audience
from programme.people import KINDS
from programme.roles import Level
from tests.handlers.class_cast import TOPIC, of_kind, plan
from tests.handlers.desk_cast import (
    SON_DONG,
    TAN_YEN,
    file_idea,
    forge,
    officer,
)
from tests.handlers.test_officer_classes import MOST, only, producers, sign_up
from tests.harness import Running


async def test_it_speaks_english_too(bot: Running) -> None:
    an = await officer(bot, "An")
    await an.say("/language")
    await an.tap("English")
    klass = await plan(bot, 20)
    await forge(an, "o:c.list:ahead:0")
    assert "Classes of" in an.text
    await an.tap("1.", "Seats: 0 of 20 taken")
    await an.tap("Names", "Nobody has signed up yet")
    await forge(an, f"o:c.edit:{klass.id}:{klass.revision}")
    assert "Is the class right like this?" in an.text
    await an.tap("Change: days and hours", "On which days")
    await an.say("tomorrow", "From when to when?")
    await an.say("tomorrow 8am-11:30am")
    await an.tap("Save the change", "nobody had to be told")


async def test_the_longest_class_still_fits_on_a_screen(bot: Running) -> None:
    an = await officer(bot, "An")
    phones = await producers(bot, *(f"Người có tên thật là dài số {n}" for n in range(9)))
    audience = Audience(SON_DONG, frozenset(kind.key for kind in KINDS), frozenset({"idea"}))
    klass = await plan(
        bot, 20, lasts=3, topic="Ghi nhãn " * 11, audience=audience, note="nhãn, " * 50
    )
    for phone in phones:
        await of_kind(bot, phone, "household")
        await file_idea(bot, phone)
    await sign_up(klass, *phones)
    for phone in phones:
        await phone.block()
    await bot.calm()
    await forge(an, f"o:c.see:{klass.id}")
    assert len(an.text) <= MOST
    await forge(an, f"o:c.edit:{klass.id}:{klass.revision}")
    assert len(an.text) <= MOST
    await an.tap("Sửa nơi học")
    await an.say("Nhà văn hóa " * 8)
    await an.tap("Lưu thay đổi", "Tôi đã báo thay đổi cho 0 người")
    assert "• và 4 người nữa" in an.text
    assert len(an.text) <= MOST
    now = await only(bot)
    await forge(an, f"o:c.off:{now.id}:{now.revision}")
    await an.say("Giảng viên ốm. " * 19)
    assert len(an.text) <= MOST
    await an.tap("Hủy lớp", "• và 4 người nữa")
    assert len(an.text) <= MOST


async def test_a_typed_code_opens_the_class(bot: Running) -> None:
    an, binh = await officer(bot, "An"), await officer(bot, "Bình", Level.COMMUNE, TAN_YEN)
    klass = await plan(bot, 2)
    year, number = klass.code.split("-")[1:]
    await an.say(f"mở lớp lh {year} {int(number)} giúp tôi", TOPIC)
    await binh.say(klass.code)
    assert TOPIC not in binh.text


async def test_ten_days_in_english_fit_on_a_screen_too(bot: Running) -> None:
    an = await officer(bot, "An")
    await an.say("/language")
    await an.tap("English")
    audience = Audience(SON_DONG, frozenset(kind.key for kind in KINDS), frozenset({"idea"}))
    klass = await plan(
        bot, 20, lasts=10, topic="Ghi nhãn " * 11, audience=audience, note="nhãn, " * 50
    )
    for name in ("see", "edit", "off"):
        await forge(an, f"o:c.{name}:{klass.id}:{klass.revision}")
        assert len(an.text) <= MOST
    await an.say("The teacher is ill. " * 14, "Shall I cancel the class")
    assert len(an.text) <= MOST
    await an.tap("Cancel the class", "Cancelled because")
    assert len(an.text) <= MOST
