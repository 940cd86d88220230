"""To whom an announcement goes: ticks, communes typed by name, and how many that makes."""

import pytest

from bot.channels.sandbox.phone import Phone
from programme.audience import Audience
from programme.classes import Audience as ClassArea
from programme.roles import Level
from storage import classes
from storage.announcements import Announcement
from storage.classes import NewClass
from tests.handlers.announce_cast import (
    AN_LAC,
    DUONG_HUU,
    daytime,
    draft,
    ended,
    scheduled,
    standing,
)
from tests.handlers.class_cast import plan
from tests.handlers.desk_cast import (
    BAC_NINH,
    SON_DONG,
    SON_DONG_DISTRICT,
    TAN_YEN,
    datas,
    farmer,
    file_idea,
    forge,
    officer,
    person_of,
)
from tests.harness import Running

MOST = 1000


async def of_kind(bot: Running, phone: Phone, kind: str) -> None:
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE people SET kind = :kind WHERE id = :id", kind=kind, id=person_id)


async def district(bot: Running) -> tuple[Phone, Announcement]:
    """An officer of the former district and her draft."""
    an = await officer(bot, "An", Level.DISTRICT, SON_DONG_DISTRICT)
    return an, await draft(bot, an, unit=SON_DONG_DISTRICT)


async def audience_of(bot: Running, what: Announcement) -> Audience:
    return (await standing(bot, what)).audience


async def test_kinds_groups_and_what_is_left_out(bot: Running) -> None:
    lan, mai = await farmer(bot, "Lan"), await farmer(bot, "Mai", AN_LAC)
    await of_kind(bot, lan, "farm")
    await file_idea(bot, lan)
    await farmer(bot, "Đào", DUONG_HUU)
    an, what = await district(bot)
    await forge(an, f"o:b.see:{what.id}")
    await an.tap("Chọn người nhận", "Ai nhận “Ngân hàng")
    assert "3 người" in an.text
    assert not any("✓" in one for one in an.buttons())
    await an.tap("Hình thức sản xuất", "Chỉ gửi cho hình thức sản xuất nào?")
    await an.tap("Trang trại", "1 người")
    assert "1 người" in an.text
    assert any(one.startswith("✓ ") for one in an.buttons())
    await an.tap("Quay lại", "• hình thức sản xuất: trang trại")
    assert "✓ Hình thức sản xuất (1)" in an.buttons()
    await an.tap("Chọn lại cả địa bàn", "3 người")
    assert await audience_of(bot, what) == Audience(areas=(SON_DONG_DISTRICT,))
    await an.tap("Nhóm sản phẩm", "nhóm nào?")
    await an.tap("Dược liệu", "1 người")
    await an.tap("✓ Dược liệu", "3 người")
    await an.tap("Quay lại", "Ai nhận")
    await an.tap("Trừ nhóm sản phẩm", "Không gửi người")
    await an.tap("Dược liệu", "2 người")
    await an.tap("Quay lại", "• trừ người có sản phẩm nhóm: dược liệu")
    await an.tap("Trừ hình thức sản xuất", "Không gửi cho")
    await an.tap("Hợp tác xã", "2 người")
    await an.tap("Quay lại", "• trừ hình thức sản xuất: hợp tác xã")
    assert await audience_of(bot, what) == Audience(
        areas=(SON_DONG_DISTRICT,), without_groups=("herbal",), without_kinds=("cooperative",)
    )
    await an.tap("Xong", "Đang soạn")
    assert "2 người" in an.text
    assert mai.person.id != lan.person.id


async def test_communes_are_typed(bot: Running) -> None:
    daytime(bot)
    lan, mai = await farmer(bot, "Lan"), await farmer(bot, "Mai", AN_LAC)
    an, what = await district(bot)
    await forge(an, f"o:b.who:{what.id}")
    await an.tap("Xã, phường", "Gửi tới những xã nào?")
    assert "Đang chọn: cả huyện Sơn Động" in an.text
    await an.tap("Gõ tên xã", "Xã nào?")
    await an.say("xyzxyz", "chưa tìm thấy nơi này")
    await an.say("tan yen bac ninh", "muốn nói nơi nào?")
    await an.tap("Tân Yên", "không thuộc huyện Sơn Động")
    assert await audience_of(bot, what) == what.audience
    await an.tap("Gõ tên xã", "Xã nào?")
    await an.tap("Quay lại", "Gửi tới những xã nào?")
    for typed, button in (("an lac", "xã An Lạc"), ("duong huu", "xã Dương Hưu")):
        await an.tap("Gõ tên xã", "Xã nào?")
        await an.say(typed, "muốn nói nơi nào?")
        await an.tap(button, "Gửi tới những xã nào?")
    assert (await audience_of(bot, what)).areas == (AN_LAC, DUONG_HUU)
    assert "1 người" in an.text
    await an.tap("✓ xã Dương Hưu", "1 người")
    await an.tap("Quay lại", "• bà con ở xã An Lạc")
    await forge(an, f"o:b.go:{what.id}:{(await standing(bot, what)).revision}:now")
    assert (await ended(bot, what)).total == 1
    await mai.wait("Ngân hàng")
    assert not any("Ngân hàng" in str(m.get("text")) for m in lan.received)


async def test_the_last_commune_taken_away_means_all(bot: Running) -> None:
    an, what = await district(bot)
    await forge(an, f"o:b.place:{what.id}:areas")
    await an.say("an lac bac ninh", "muốn nói nơi nào?")
    await an.tap("xã An Lạc", "Gửi tới những xã nào?")
    await an.tap("✓ xã An Lạc", "Đang chọn: cả huyện Sơn Động")
    assert await audience_of(bot, what) == what.audience
    await forge(an, f"o:b.place:{what.id}:without_areas")
    await an.say("an lac bac ninh", "muốn nói nơi nào?")
    await an.tap("xã An Lạc", "Không gửi tới những xã nào?")
    assert (await audience_of(bot, what)).without_areas == (AN_LAC,)


async def test_a_class_a_stage_and_those_who_follow(bot: Running) -> None:
    await farmer(bot)
    an, what = await district(bot)
    await forge(an, f"o:b.who:{what.id}:classes")
    await an.wait("chưa có lớp nào")
    made = await plan(bot, topic="Ghi nhãn sản phẩm")
    await forge(an, f"o:b.who:{what.id}:classes")
    await an.tap("Ghi nhãn", "Chưa có ai thuộc nhóm này")
    await an.tap("Quay lại", "• đã đăng ký lớp: Ghi nhãn sản phẩm")
    await an.tap("Người theo dõi", "đang theo dõi chủ đề nào?")
    await an.tap("Hỗ trợ", "Chưa có ai")
    await forge(an, f"o:b.who:{what.id}:stages")
    await an.wait("đang ở bước nào?")
    first = next(one for one in datas(an) if ":stages:+" in one)
    await forge(an, first)
    now = await audience_of(bot, what)
    assert (now.classes, now.topics, len(now.stages)) == ((made.id,), ("support",), 1)


@pytest.mark.parametrize(
    "rest",
    ["kinds:+nobody", "nothing:+farm", "kinds:farm", "kinds:", "", "areas:+20242", "classes:+99"],
)
async def test_forged_ticks_do_nothing(bot: Running, rest: str) -> None:
    an, what = await district(bot)
    assert "tin nhắn cũ" in str(await forge(an, f"o:b.set:{what.id}:{rest}"))
    assert await audience_of(bot, what) == what.audience


async def test_only_the_author_and_only_a_draft(bot: Running) -> None:
    await farmer(bot)
    an = await officer(bot, "An")
    chi = await officer(bot, "Chi")
    what = await draft(bot, an)
    waits = await scheduled(bot, await draft(bot, an), minutes=600)
    for phone, one in ((chi, what), (an, waits)):
        for data in (
            f"o:b.who:{one.id}",
            f"o:b.set:{one.id}:kinds:+farm",
            f"o:b.all:{one.id}",
            f"o:b.place:{one.id}:areas",
        ):
            assert "vừa có thay đổi" in str(await forge(phone, data)), data
        assert (await standing(bot, one)).audience == Audience(areas=(SON_DONG,))


async def test_the_same_tick_twice_is_one(bot: Running) -> None:
    an, what = await district(bot)
    for _ in range(2):
        await forge(an, f"o:b.set:{what.id}:kinds:+farm")
    assert (await audience_of(bot, what)).kinds == ("farm",)
    for _ in range(2):
        await forge(an, f"o:b.set:{what.id}:kinds:-farm")
    assert (await audience_of(bot, what)).kinds == ()


async def test_a_right_that_ends_while_a_commune_is_typed(bot: Running) -> None:
    an, what = await district(bot)
    await forge(an, f"o:b.place:{what.id}:areas")
    await an.say("an lac", "muốn nói nơi nào?")
    person = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE officers SET withdrawn_at = 1 WHERE person_id = :id", id=person)
    await an.tap("xã An Lạc", "dành cho cán bộ")
    assert await audience_of(bot, what) == what.audience


async def test_everything_chosen_still_fits_a_screen(bot: Running) -> None:
    an = await officer(bot, "An", Level.PROVINCE, BAC_NINH)
    what = await draft(bot, an, "Tin dài " * 400, unit=BAC_NINH)
    communes = bot.service.world.territory.communes_of(BAC_NINH)[:20]
    for unit in communes:
        await forge(an, f"o:b.place:{what.id}:areas")
        await an.say(f"{unit} bac ninh", "muốn nói nơi nào?")
        await an.tap(f"1. {unit}", "Gửi tới những xã nào?")
        if len(await chosen(bot, what)) >= 5:
            break
    for key in ("household", "farm", "group", "cooperative", "enterprise"):
        await forge(an, f"o:b.set:{what.id}:kinds:+{key}")
    for key in ("food", "drink", "herbal", "craft", "ornamental", "tourism"):
        await forge(an, f"o:b.set:{what.id}:groups:+{key}")
    await forge(an, f"o:b.see:{what.id}")
    await an.wait("Đang soạn")
    assert len(an.text) <= MOST
    await an.tap("Chọn người nhận", "Ai nhận")
    assert len(an.text) <= MOST


async def chosen(bot: Running, what: Announcement) -> tuple[str, ...]:
    return (await audience_of(bot, what)).areas


async def test_every_class_can_be_reached_and_what_is_ticked_stays_in_sight(bot: Running) -> None:
    daytime(bot, hour=20)
    ahead = [await plan(bot, topic=f"Lớp số {number:02}", days=number) for number in range(1, 19)]
    an = await officer(bot, "An")
    what = await draft(bot, an)
    await bot.later(days=9)
    async with bot.db.transaction() as tx:
        far = await classes.create(
            tx,
            NewClass("Lớp nơi khác", ClassArea(TAN_YEN), "Nhà văn hóa", ahead[0].days, 5, None),
            what.author,
            bot.clock(),
        )
    seen: list[str] = []
    await forge(an, f"o:b.who:{what.id}:classes")
    for page in range(3):
        here = [one for one in an.buttons() if "Lớp số" in one]
        assert len(here) == (8, 8, 2)[page]
        seen += here
        if page < 2:
            await an.tap("Sau ▶")
    # Those ahead come first, the next one at the top; then those that are over, the last one first.
    order = [*range(10, 19), *range(9, 0, -1)]
    assert [one[-2:] for one in seen] == [f"{number:02}" for number in order]
    await an.tap("Lớp số 01")
    assert any(one.startswith("✓ ") and one.endswith("01") for one in an.buttons())
    await an.tap("◀ Trước", "• đã đăng ký lớp: Lớp số 01")
    assert not any(one.startswith("✓ ") for one in an.buttons())
    assert len(an.text) <= MOST
    assert (await audience_of(bot, what)).classes == (ahead[0].id,)
    told = await forge(an, f"o:b.set:{what.id}:classes:+{far.id}:2")
    assert "tin nhắn cũ" in str(told)
    await forge(an, f"o:b.who:{what.id}:classes:999999")
    assert len([one for one in an.buttons() if "Lớp số" in one]) == 2
