"""A correction stops what it corrects: nobody gets the wrong text after the right one, or alone."""

from bot.channels.sandbox.phone import Phone, said
from programme.announcements import Action, State
from programme.roles import Level
from storage import deliveries
from storage.announcements import Announcement
from tests.handlers.announce_cast import (
    TEXT,
    daytime,
    draft,
    ended,
    log_of,
    newest,
    scheduled,
    standing,
)
from tests.handlers.cast import rows
from tests.handlers.desk_cast import (
    SON_DONG_DISTRICT,
    datas,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.harness import Running

RIGHT = "Hạn nộp là 20/12, không phải 15/12."


async def half_sent(bot: Running, an: Phone, lan: Phone) -> Announcement:
    """At night, so that it goes out and nobody is written to; Lan has got it, the others have
    not."""
    daytime(bot, hour=23)
    what = await ended(bot, await scheduled(bot, await draft(bot, an)), State.SENDING)
    lan_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        deliveries.ended(tx, what.id, lan_id, deliveries.State.SENT, bot.clock(), maybe_twice=False)
        deliveries.count_sent(tx, what.id, 1)
    return what


async def write(an: Phone) -> None:
    """The correction, by the questions."""
    await an.say(RIGHT, "gửi kèm không?")
    await an.tap("Bỏ qua", "chưa gửi cho ai")


async def test_with_nobody_left_a_correction_says_what_to_do(bot: Running) -> None:
    lan, _, an = await farmer(bot), await farmer(bot, "Mai"), await officer(bot, "An")
    first = await half_sent(bot, an, lan)
    await forge(an, f"o:b.report:{first.id}")
    await an.tap("Đính chính", "vẫn đang gửi")
    await an.tap("Tạm dừng", "muốn báo tin gì?")
    # The one who got it takes her agreement back.
    lan_id = await person_of(bot, lan)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET consent = 0 WHERE id = :id", id=lan_id)
    await write(an)
    assert "Không còn ai để gửi" in an.text
    assert "Chọn người nhận" not in an.text
    assert "🗑 Bỏ tin này" in an.buttons()
    second = await newest(bot)
    told = await forge(an, f"o:b.at:{second.id}:{second.revision}:now")
    assert "Không còn ai để gửi" in str(told)


async def test_paused_corrected_and_never_resumed(bot: Running) -> None:
    lan, mai, an = await farmer(bot), await farmer(bot, "Mai"), await officer(bot, "An")
    first = await half_sent(bot, an, lan)
    await forge(an, f"o:b.report:{first.id}")
    await an.tap("Đính chính", "vẫn đang gửi")
    assert "1 người chưa nhận" in an.text
    await an.tap("Tạm dừng", "muốn báo tin gì?")
    assert (await standing(bot, first)).state is State.PAUSED
    await write(an)
    assert "tôi dừng hẳn tin trước" in an.text
    second = await newest(bot)
    await forge(an, f"o:b.go:{second.id}:{second.revision}:now")
    await bot.later()
    paused = await standing(bot, first)
    assert paused.state is State.STOPPED
    for way in ("resume", "again"):
        told = await forge(an, f"o:b.{way}:{first.id}:{paused.revision}")
        assert "đã được đính chính" in str(told), way
    await an.tap("Xem tin đính chính", RIGHT)
    daytime(bot)
    second = await ended(bot, second)
    assert (second.total, second.sent) == (1, 1)
    assert RIGHT in said(lan.last)
    assert not [m for m in mai.received if TEXT in said(m) or RIGHT in said(m)]
    assert await log_of(bot, first) == ["create", "schedule", "start", "pause", "stop"]


async def test_still_going_out_it_is_stopped_when_its_correction_begins(bot: Running) -> None:
    lan, mai = await farmer(bot), await farmer(bot, "Mai")
    an = await officer(bot, "An")
    binh = await officer(bot, "Bình", Level.DISTRICT, SON_DONG_DISTRICT)
    first = await half_sent(bot, an, lan)
    await forge(binh, f"o:b.fix:{first.id}")
    await binh.wait("vẫn đang gửi")
    await binh.tap("Không, cứ gửi tiếp", "muốn báo tin gì?")
    assert (await standing(bot, first)).state is State.SENDING
    await write(binh)
    second = await newest(bot)
    await forge(binh, f"o:b.go:{second.id}:{second.revision}:now")
    await bot.later()
    # Who is being written to in this moment is known in the next one.
    assert (await standing(bot, second)).state is State.SCHEDULED
    assert (await standing(bot, first)).state is State.STOPPED
    await an.wait("đã đính chính thông báo")
    await bot.later(minutes=1)
    assert (await standing(bot, second)).total == 1
    daytime(bot)
    await ended(bot, second)
    assert RIGHT in said(lan.last)
    assert not [m for m in mai.received if TEXT in said(m)]


async def test_who_got_neither_gets_the_right_text_once(bot: Running) -> None:
    lan, mai, an = await farmer(bot), await farmer(bot, "Mai"), await officer(bot, "An")
    first = await half_sent(bot, an, lan)
    async with bot.db.transaction() as tx:
        what = await deliveries.halt(tx, first, Action.STOP, first.author, bot.clock())
    assert what is not None
    second = await draft(bot, an, RIGHT, corrects=first.id)
    await scheduled(bot, second)
    await ended(bot, second, State.SENDING)
    await forge(an, f"o:b.rest:{first.id}")
    assert (await newest(bot)).id == second.id
    daytime(bot)
    await ended(bot, second)
    await an.say("/menu")
    await forge(an, f"o:b.report:{first.id}")
    await an.wait("Đã có tin đính chính")
    assert not [data for data in datas(an) if data.startswith(("o:b.again", "o:b.fix"))]
    await an.tap("Gửi họ lời đã sửa", "chưa nhận tin nào")
    third = await newest(bot)
    assert "1 người" in an.text
    # Pressed again it is the same draft.
    await an.say("/menu")
    await forge(an, f"o:b.rest:{first.id}")
    await an.wait(RIGHT)
    assert (await newest(bot)).id == third.id
    await forge(an, f"o:b.who:{third.id}")
    assert "chưa nhận được tin trước" in str(an.answers[-1].text)
    await scheduled(bot, third)
    await ended(bot, third)
    assert RIGHT in said(mai.last)
    assert sum(RIGHT in said(m) for m in lan.received) == 1
    assert not [m for m in mai.received if TEXT in said(m)]
    # Nobody is left, and nobody gets it twice.
    await an.say("/menu")
    await forge(an, f"o:b.rest:{first.id}")
    await an.wait("Không còn ai để gửi")
    assert len(await rows(bot, "SELECT id FROM announcements")) == 4


async def test_what_was_corrected_is_not_corrected_again_but_its_correction_is(
    bot: Running,
) -> None:
    daytime(bot)
    lan, an = await farmer(bot), await officer(bot, "An")
    first = await ended(bot, await scheduled(bot, await draft(bot, an)))
    second = await ended(bot, await scheduled(bot, await draft(bot, an, RIGHT, corrects=first.id)))
    assert "đã được đính chính" in str(await forge(an, f"o:b.fix:{first.id}"))
    await an.tap("Xem tin đính chính", RIGHT)
    await an.tap("Xem kết quả gửi", "Đã gửi: 1")
    await an.tap("Đính chính", "muốn báo tin gì?")
    await an.say("Hạn nộp là 25/12, tin này mới đúng.", "gửi kèm không?")
    await an.tap("Bỏ qua", "1 người")
    third = await newest(bot)
    assert third.corrects == second.id
    await scheduled(bot, third)
    await ended(bot, third)
    assert "25/12" in said(lan.last)
