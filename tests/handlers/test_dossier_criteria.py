"""An officer says by which criteria set a product is rated; its papers follow without a check."""

from programme.roles import Level
from tests.handlers.desk_cast import HA_NOI, datas, farmer, forge, officer
from tests.handlers.dossier_cast import dossier, log_of, open_up, standing
from tests.handlers.product_cast import held_by
from tests.harness import Running


async def test_she_picks_a_set_of_its_group_and_the_papers_follow(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="visit")
    criteria = bot.service.world.criteria[product.edition]
    near = criteria.in_group(product.product_group)
    assert near
    await open_up(an, product)
    await an.tap("Giấy tờ", "Bộ tiêu chí: chưa chọn.")
    assert "cho 3 sao" not in an.text
    await an.tap("Bộ tiêu chí", "theo bộ tiêu chí nào")
    offered = [data for data in datas(an) if data.startswith("o:p.set:")]
    assert [int(data.rpartition(":")[2]) for data in offered] == [one.number for one in near][:6]
    await an.tap(f"{near[0].number}. ", f"Bộ tiêu chí: {near[0].number}. ")
    now = await standing(bot, product)
    assert now.criteria_set == near[0].number
    assert (await log_of(bot, product))[-1] == "product.criteria"
    assert "Tôi đã báo" in an.text
    await lan.wait(f"được chấm theo bộ tiêu chí: {near[0].number}. ")
    # Without a set there are no stars that papers could be needed for.
    assert "cho 3 sao" in an.text
    await forge(an, f"o:p.log:{product.id}")
    assert f"chọn bộ tiêu chí “{near[0].number}. " in an.text
    # It is marked, and pressing it again changes nothing.
    await open_up(an, product)
    await an.tap("Giấy tờ", f"Bộ tiêu chí: {near[0].number}. ")
    await an.tap("Bộ tiêu chí", "theo bộ tiêu chí nào")
    await an.tap("✅", f"Bộ tiêu chí: {near[0].number}. ")
    assert await standing(bot, product) == now


async def test_all_sets_are_to_be_had_by_pages(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    product = await dossier(bot, lan, stage="visit")
    at = f"{product.id}:{product.revision}"
    await forge(an, f"o:p.sets:{at}:group:0")
    await an.tap("Mọi bộ tiêu chí")
    seen = set[int]()
    for _ in range(10):
        seen |= {int(data.rpartition(":")[2]) for data in datas(an) if data.startswith("o:p.set:")}
        if not any("Sau" in label for label in an.buttons()):
            break
        await an.tap("Sau ▶")
    criteria = bot.service.world.criteria[product.edition]
    assert seen == {one.number for one in criteria.sets}
    last = criteria.sets[-1].number
    await forge(an, f"o:p.set:{at}:{last}")
    assert (await standing(bot, product)).criteria_set == last


async def test_only_who_works_on_it_chooses_among_those_there_are(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    far = await officer(bot, "Hà", Level.SECRETARY, HA_NOI)
    product = await dossier(bot, lan, stage="visit")
    at = f"{product.id}:{product.revision}"
    for phone, number in ((far, 1), (lan, 1), (an, 0), (an, 999)):
        await forge(phone, f"o:p.set:{at}:{number}")
    await forge(an, f"o:p.set:{product.id}:{product.revision - 1}:1")
    assert (await standing(bot, product)).criteria_set is None
    held = await held_by(bot, product, far)
    await forge(an, f"o:p.set:{held.id}:{held.revision}:1")
    assert (await standing(bot, product)).criteria_set is None
