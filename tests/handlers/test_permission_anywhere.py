"""What officers may do “anywhere” is a list, a form, a report: it still ends at their area.

Everything there is lies in xã Sơn Động; officers with all roles, here and elsewhere, press the same
buttons, also such as name places and things that are none of theirs.
"""

import re
from collections.abc import Iterable, Mapping

import pytest

from bot.channels.sandbox.phone import Phone
from handlers.registry import OFFICER_ACTIONS
from programme.roles import Level, Role
from storage import officers
from tests.handlers.desk_cast import (
    BAC_NINH,
    HA_NOI,
    SON_DONG,
    TAN_YEN,
    officer,
    person_of,
)
from tests.handlers.pressing import Shown, presser
from tests.handlers.subjects import FACTORIES, SECRET
from tests.handlers.test_permission import everything
from tests.harness import Running

SAME_EVERYWHERE = {
    "h.new",
    "m.do",
    "m.form",
    "m.new",
    "m.page",
    "r.code",
    "r.find",
    "r.new",
}
"""What is the same for all who have the right: a question of the bot's, whose answer is looked at
when it is sent, or a file that is made later for the area she has then."""
BEGUN = ("drafts", "jobs")
"""What somebody may begin within her own area."""


def endings(made: Mapping[str, int], somebody: int) -> Mapping[str, tuple[str, ...]]:
    """How the button of each action may end, with places and things of Sơn Động."""
    report = (f":{SON_DONG}:2026", f":{SON_DONG}:2026q4:0", f":{BAC_NINH}:2026", "")
    places = ("", f":{SON_DONG}", f":{SON_DONG}!", f":{BAC_NINH}", f":{BAC_NINH}!")
    dossiers = (":all:0", f":all:0:{SON_DONG}:", f":review:0:{SON_DONG}:herbal", ":all:0::herbal")
    log = (
        ":0:all:0:0",
        f":0:all:{somebody}:0",
        f":0:idea:0:0:idea:{made['idea']}",
        f":0:product:0:0:product:{made['product']}",
    )
    return {
        "q": (":new:0", ":mine:0", ":back:0"),
        "a.list": (":new:0", ":mine:0", ":all:0"),
        "h.new": ("", f":{SON_DONG}"),
        "h.list": (":0",),
        "r.list": (":0", ":0:son dong", ":0:ba kich"),
        "r.find": ("", ":son dong"),
        "r.new": places,
        "r.open": (":0",),
        "r.log": log,
        "r.code": ("", f":{made['idea']}"),
        "r.file": log,
        "b.list": (":work:0", ":past:0", ":all:0"),
        "b.new": places,
        "b.old": ("", f":{made['announcement']}"),
        "c.list": (":ahead:0", ":past:0"),
        "c.new": places,
        "s.see": report,
        "s.list": report,
        "s.picture": report,
        "s.sheet": report,
        "s.when": report,
        "s.aim": (f":{SON_DONG}:2026", f":{BAC_NINH}:2026"),
        "p.list": dossiers,
        "p.steps": ("", *dossiers),
        "p.communes": dossiers,
        "p.groups": dossiers,
        "m.new": ("",),
        "m.form": ("",),
        "m.page": ("", ":1:all:0"),
        "m.do": ("", ":1:0123456789ab"),
    }


async def with_all_roles(bot: Running, name: str, commune: str, province: str) -> Phone:
    phone = await officer(bot, name, Level.COMMUNE, commune)
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        for level in (Level.PROVINCE, Level.SECRETARY, Level.ADMINISTRATOR):
            officers.grant(tx, person_id, Role(level, province), name, 1)
    return phone


def read(shown: Iterable[Shown]) -> str:
    """All that a phone showed, without the numbers of forms."""
    said = "\n".join(
        "\n".join((one.notice, *one.texts, *(f"{label} {data}" for label, data in one.buttons)))
        for one in shown
    )
    return re.sub(r"\bf:[0-9]+:", "f:", said)


@pytest.mark.many
async def test_anywhere_ends_at_the_area(bot: Running) -> None:
    made = {name: await make(bot) for name, make in FACTORIES.items()}
    here = await with_all_roles(bot, "An", SON_DONG, BAC_NINH)
    elsewhere = bot.service.world.territory.communes_of(HA_NOI)[0].code
    far = await with_all_roles(bot, "Hà", elsewhere, HA_NOI)
    next_door = await officer(bot, "Tân", Level.COMMUNE, TAN_YEN)
    ends = endings(made, await person_of(bot, here))
    actions = [action for action in OFFICER_ACTIONS if action.subject is None]
    assert set(ends) == {action.name for action in actions}
    await bot.calm()
    hers = await presser(bot)
    for action in actions:
        datas = [f"o:{action.name}{end}" for end in ends[action.name]]
        inside, outside = list[Shown](), list[Shown]()
        for data in datas:
            async with hers.undone() as tx:
                inside.append(await hers.press(tx, here, data))
            for phone in (far, next_door):
                async with hers.undone() as tx:
                    before = await everything(tx)
                    shown = await hers.press(tx, phone, data)
                    outside += [shown] if phone is far else []
                    after = await everything(tx)
                said = read([shown])
                for word in (SECRET, "xã Sơn Động", f":{SON_DONG}"):
                    assert word not in said, (data, said)
                for table, rows in after.items():
                    new = set(rows) - set(before[table])
                    assert table in BEGUN or not new, (data, new)
                    for word in (SON_DONG, f'"{BAC_NINH}"', f"{BAC_NINH}:"):
                        assert word not in str(new), (data, new)
        assert (read(inside) != read(outside)) is (action.name not in SAME_EVERYWHERE), action.name
