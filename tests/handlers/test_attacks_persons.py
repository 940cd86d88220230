"""Whose data are locked or erased, and who is out of an area, stays so in every corner."""

from programme.audience import Audience
from programme.roles import Level
from storage import audience, deliveries, erasure, held_roles, invitations, officers
from tests.handlers.announce_cast import (
    all_sent,
    daytime,
    draft,
    ended,
    newest,
    scheduled,
    standing,
)
from tests.handlers.cast import rows
from tests.handlers.class_cast import of_kind, plan
from tests.handlers.desk_cast import (
    BAC_NINH,
    HA_NOI,
    farmer,
    forge,
    officer,
    person_of,
)
from tests.handlers.dossier_cast import dossier
from tests.handlers.dossier_cast import standing as product_now
from tests.handlers.test_withdrawn import withdrawn
from tests.harness import Running


async def test_no_announcement_reaches_who_took_her_agreement_back(bot: Running) -> None:
    lan, minh = await farmer(bot), await officer(bot, "Minh")
    await farmer(bot, "Mai")
    await withdrawn(lan)
    daytime(bot)
    sent = await ended(bot, await scheduled(bot, await draft(bot, minh)))
    assert (sent.total, sent.sent) == (1, 1)
    written_to = await rows(bot, "SELECT person_id FROM deliveries")
    assert await person_of(bot, lan) not in [row["person_id"] for row in written_to]


async def test_nor_what_was_on_its_way_to_her_nor_a_second_try(bot: Running) -> None:
    lan, minh = await farmer(bot), await officer(bot, "Minh")
    await farmer(bot, "Mai")
    daytime(bot, 22)
    what = await scheduled(bot, await draft(bot, minh))
    await bot.later()
    await withdrawn(lan)
    daytime(bot)
    sent = await ended(bot, what)
    assert sent.sent == 1
    by = await person_of(bot, minh)
    async with bot.db.transaction() as tx:
        assert await deliveries.send_again(tx, sent, by, bot.clock()) == 0


async def test_what_corrects_it_does_not_come_to_her_either(bot: Running) -> None:
    lan, minh = await farmer(bot), await officer(bot, "Minh")
    await farmer(bot, "Mai")
    await all_sent(bot, minh, "Lớp học mở ngày 15/3")
    await withdrawn(lan)
    first = await newest(bot)
    correction = Audience(received=(first.id,))
    async with bot.db.transaction() as tx:
        found = await audience.reach(tx, correction, (), first.topic, correction=True)
        many = await audience.more_than(tx, 1, correction, (), first.topic, correction=True)
    assert (first.total, found.total, many) == (2, 1, False)


async def test_her_number_is_not_told_when_news_cannot_reach_her(bot: Running) -> None:
    lan, minh = await farmer(bot), await officer(bot, "Minh")
    product = await dossier(bot, lan)
    await withdrawn(lan)
    now = await product_now(bot, product)
    await forge(minh, f"o:p.take:{product.id}:{now.revision}")
    now = await product_now(bot, product)
    await forge(minh, f"o:p.go:{product.id}:{now.revision}")
    await forge(minh, f"o:p.yes:{product.id}:{now.revision}:forward:visit")
    assert (await product_now(bot, product)).stage == "visit"
    assert "0912" not in minh.text


async def test_the_log_names_nobody_of_another_province(bot: Running) -> None:
    far = await officer(bot, "Ngọc Hân", Level.PROVINCE, HA_NOI)
    admin = await officer(bot, "An", Level.ADMINISTRATOR, BAC_NINH)
    number = await person_of(bot, far)
    await forge(admin, f"o:r.log:30:all:{number}:0")
    assert "Ngọc Hân" not in admin.text


async def test_the_log_names_nobody_who_took_her_agreement_back(bot: Running) -> None:
    lan = await farmer(bot, "Lan Hương")
    admin = await officer(bot, "An", Level.ADMINISTRATOR, BAC_NINH)
    await withdrawn(lan)
    number = await person_of(bot, lan)
    await forge(admin, f"o:r.log:30:all:{number}:0")
    assert "Lan Hương" not in admin.text


async def test_links_of_an_administrator_end_with_her_role(bot: Running) -> None:
    first = await officer(bot, "An", Level.ADMINISTRATOR, BAC_NINH)
    second = await officer(bot, "Bình", Level.ADMINISTRATOR, BAC_NINH)
    token = "t" * 22
    by, other = await person_of(bot, first), await person_of(bot, second)
    now = bot.clock()
    async with bot.db.transaction() as tx:
        hashed = invitations.hash_token(token)
        invitations.create(
            tx, Level.ADMINISTRATOR, BAC_NINH, None, hashed, now, now + 10**8, made_by=by
        )
        [held] = [one for one in await held_roles.in_units(tx, {BAC_NINH}) if one.person_id == by]
        assert await held_roles.withdraw(tx, held, other, lambda commune: False, now)
    await first.say(f"/start inv_{token}")
    await forge(first, f"o:join:{token}")
    async with bot.db.transaction() as tx:
        assert not await officers.areas(tx, by)


async def test_an_erased_author_leaves_no_chat_behind(bot: Running) -> None:
    minh = await officer(bot, "Minh")
    await farmer(bot)
    daytime(bot)
    sent = await ended(bot, await scheduled(bot, await draft(bot, minh)))
    by = await person_of(bot, minh)
    async with bot.db.transaction() as tx:
        await erasure.erase(tx, by, bot.clock())
    assert (await standing(bot, sent)).shown is None
    left = await rows(
        bot, "SELECT chat_id FROM deliveries UNION SELECT shown_chat FROM announcements"
    )
    assert str(minh.person.id) not in [row["chat_id"] for row in left]


async def test_a_time_beyond_all_calendars_is_an_old_button(bot: Running) -> None:
    minh, _ = await officer(bot, "Minh"), await farmer(bot)
    what = await draft(bot, minh)
    for given in ("9999999999", "0000000001"):
        notice = await forge(minh, f"o:b.at:{what.id}:{what.revision}:{given}")
        assert "cũ" in (notice or "")
        await forge(minh, f"o:b.go:{what.id}:{what.revision}:{given}")
        assert (await standing(bot, what)).state.value == "draft"


async def test_the_door_does_not_tell_the_name_of_who_took_her_agreement_back(bot: Running) -> None:
    lan, minh = await farmer(bot, "Lan Hương"), await officer(bot, "Minh")
    await of_kind(bot, lan, "household")
    klass = await plan(bot, days=2)
    await forge(lan, f"c:join:{klass.id}")
    await bot.later(days=2)
    [signup] = await rows(bot, "SELECT id FROM signups")
    assert "Lan Hương" in (await forge(minh, f"o:c.in:{klass.id}:{signup['id']}:0") or "")
    await forge(minh, f"o:c.out:{klass.id}:{signup['id']}:0")
    await withdrawn(lan)
    told = await forge(minh, f"o:c.in:{klass.id}:{signup['id']}:0")
    assert "Lan Hương" not in f"{told} {minh.text}"
