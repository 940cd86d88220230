"""Nobody sees, opens or acts on an idea outside her area, by any button, link or forged data.

The actions are those of the table that the handlers themselves are driven by.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest
from telegram.ext import CallbackQueryHandler

import handlers
from bot.channels.sandbox.phone import Phone, said
from handlers import registry
from handlers.officer import invitation, queue, review
from handlers.officer.acts import OfficerAction
from handlers.registry import OFFICER_ACTIONS
from programme.ideas import Action, Actor, State, may
from programme.roles import RIGHTS, Level, Right, Role
from storage import ideas, officers
from storage.database import Row, Transaction
from storage.ideas import Idea
from storage.postgres import PostgresTransaction
from tests.handlers.desk_cast import (
    BAC_NINH,
    HA_NOI,
    SON_DONG,
    SON_DONG_DISTRICT,
    TAN_YEN,
    TAN_YEN_DISTRICT,
    farmer,
    file_idea,
    forge,
    moved,
    officer,
    person_of,
    stored,
)
from tests.handlers.pressing import Shown, presser
from tests.handlers.subjects import FACTORIES
from tests.harness import Running

INSIDE = (
    (Level.COMMUNE, SON_DONG),
    (Level.DISTRICT, SON_DONG_DISTRICT),
    (Level.PROVINCE, BAC_NINH),
)
OUTSIDE = (
    (Level.COMMUNE, TAN_YEN),
    (Level.DISTRICT, TAN_YEN_DISTRICT),
    (Level.PROVINCE, HA_NOI),
    # A code that is no unit, or one of another level, opens nothing.
    (Level.COMMUNE, ""),
    (Level.PROVINCE, "%"),
)
NEEDS = {
    "take": Action.TAKE_UP,
    "put": Action.PUT_BACK,
    "accept": Action.ACCEPT,
    "yes": Action.ACCEPT,
    "return": Action.RETURN,
    "why": Action.RETURN,
}
ACTIONS = [action.name for action in review.ACTIONS]
SECRETS = ("Ba kích bí mật", "Nguyễn Thị Kín", "0912 345 678", "chuyện riêng")
NOT_YOURS = "Việc này không thuộc địa bàn của anh/chị."


def test_every_button_of_officers_is_in_the_table() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(handlers.__path__[0]).rglob("*.py"))
    written = set(re.findall(r"""["']o:([a-z]+(?:\.[a-z]+)?)[:"'{]""", source))
    named = {action.name for action in OFFICER_ACTIONS}
    assert written - {"join", "decline"} == named
    assert len(named) == len(OFFICER_ACTIONS)


def test_only_the_table_takes_officers_buttons() -> None:
    takers = [pattern_of(handler) for handler in registry.build()]
    mine = [pattern for pattern in takers if pattern.startswith("^o:") or "o:see" in pattern]
    assert mine == [pattern_of(handler) for handler in invitation.handlers()] + ["^o:"]


def pattern_of(handler: object) -> str:
    if not isinstance(handler, CallbackQueryHandler):
        return ""
    pattern = handler.pattern
    return pattern.pattern if isinstance(pattern, re.Pattern) else ""


def test_what_changes_an_idea_needs_more_than_reading() -> None:
    needed = {action.name: action.right for action in review.ACTIONS}
    assert {name for name, right in needed.items() if right is Right.READ} == {"see", "stay"}
    assert set(needed.values()) == {Right.READ, Right.DECIDE_IDEA}


def test_every_subject_can_be_made_here() -> None:
    assert {action.subject for action in OFFICER_ACTIONS} - {None} == set(FACTORIES)


ENDS = ("", ":0", ":1", ":1:yes", ":1:photos", ":x")
ROLES = [
    (level, unit) for level in Level for unit in (SON_DONG, SON_DONG_DISTRICT, BAC_NINH, TAN_YEN)
]
INSIDE_OF = {SON_DONG, SON_DONG_DISTRICT, BAC_NINH}


@pytest.mark.many
async def test_each_button_serves_only_those_with_the_right_over_it(bot: Running) -> None:
    """Every action of the table, for every role: what it forbids changes nothing and says nothing,
    what it allows is not refused."""
    made = {name: await make(bot) for name, make in FACTORIES.items()}
    phones = {role: await holder(bot, role) for role in (None, *ROLES)}
    await bot.calm()
    everybody = await presser(bot)
    for role, phone in phones.items():
        forbidden = [action for action in OFFICER_ACTIONS if not allowed(action, role)]
        datas = [f"{button(action, made)}{end}" for action, end in product(forbidden, ENDS)]
        async with everybody.undone() as tx:
            before = await everything(tx)
            assert await everybody.refused(tx, phone, datas) == [Shown(NOT_YOURS)] * bool(datas)
            assert await everything(tx) == before, role
        for action in OFFICER_ACTIONS:
            if action not in forbidden:
                async with everybody.undone() as tx:
                    shown = await everybody.press(tx, phone, f"{button(action, made)}:0")
                assert shown.notice != NOT_YOURS, (role, action.name)


def button(action: OfficerAction, made: Mapping[str, int]) -> str:
    about = "" if action.subject is None else f":{made[action.subject]}"
    return f"o:{action.name}{about}"


async def holder(bot: Running, role: tuple[Level, str] | None) -> Phone:
    """Somebody with a role, or a producer without any."""
    if role is None:
        return await farmer(bot, "Hoa")
    phone = bot.phone("Bình")
    person_id = await person_of(bot, phone)
    async with bot.db.transaction() as tx:
        officers.grant(tx, person_id, Role(*role), "Bình", 1)
    return phone


async def test_the_same_on_the_wire(bot: Running) -> None:
    """The presses of an officer of elsewhere, all the way from the phone and back."""
    phone = await officer(bot, "Bình", Level.COMMUNE, TAN_YEN)
    made = {name: await make(bot) for name, make in FACTORIES.items()}
    await bot.calm()
    async with bot.db.transaction() as tx:
        before = await everything(tx)
    seen, asked = len(phone.received), len(phone.answers)
    number = phone.last["message_id"]
    assert isinstance(number, int)
    abouts = [action for action in OFFICER_ACTIONS if action.subject is not None]
    for action in abouts:
        await phone.press_data(number, f"{button(action, made)}:1:yes")
    await phone.wait(until=heard(asked + len(abouts)), timeout=60)
    assert {answer.text for answer in phone.answers[asked:]} == {NOT_YOURS}
    assert len(phone.received) == seen
    async with bot.db.transaction() as tx:
        assert await everything(tx) == before


def allowed(action: OfficerAction, role: tuple[Level, str] | None) -> bool:
    if role is None or action.right not in RIGHTS[role[0]]:
        return False
    return action.subject is None or role[1] in INSIDE_OF


PASSING = {"inbox", "outbox", "chats", "blobs", "media", "sqlite_sequence"}


async def everything(tx: Transaction) -> dict[str, list[str]]:
    """All that is stored, but for what is on its way in or out."""
    listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if isinstance(tx, PostgresTransaction):
        listed = "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
    names = sorted(str(row["name"]) for row in await tx.all(listed))
    return {
        name: sorted(
            [str(cells(row)) for row in await tx.all(f"SELECT * FROM {name}")]  # noqa: S608
        )
        for name in names
        if name not in PASSING
    }


def cells(row: Row) -> list[object]:
    """A whole row, which both engines let one walk through."""
    assert isinstance(row, Iterable)
    return [*row]


async def in_every_state(bot: Running, lan: Phone, an: Phone) -> dict[State, Idea]:
    """An idea of Sơn Động in each state, in the hands of `an` where it is in any."""
    found = {}
    for state in State:
        idea = await file_idea(
            bot,
            lan,
            product=SECRETS[0],
            contact=SECRETS[1],
            special=SECRETS[3],
            photos=1,
        )
        if state is State.WITHDRAWN:
            idea = await moved(bot, idea, Action.WITHDRAW, lan)
        elif state is not State.SUBMITTED:
            idea = await moved(bot, idea, Action.TAKE_UP, an)
        if state is State.ACCEPTED:
            idea = await moved(bot, idea, Action.ACCEPT, an)
        elif state is State.RETURNED:
            idea = await moved(bot, idea, Action.RETURN, an, "chuyện riêng")
        assert idea.state is state
        found[state] = idea
    return found


async def strangers(bot: Running) -> Sequence[Phone]:
    """People who must see nothing of Sơn Động: officers of elsewhere, one who is no longer an
    officer, a producer, somebody unknown."""
    gone = await officer(bot, "Giang")
    person_id = await person_of(bot, gone)
    async with bot.db.transaction() as tx:
        await officers.resign(tx, person_id, 1)
    return [
        *[await officer(bot, f"Cán bộ {unit}", level, unit) for level, unit in OUTSIDE],
        gone,
        await farmer(bot, "Hoa"),
        bot.phone("Khách"),
    ]


def heard(answers: int) -> Callable[[Phone], bool]:
    """Whether that many presses have been answered."""
    return lambda phone: len(phone.answers) >= answers


@pytest.mark.many
async def test_nothing_opens_for_those_outside(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    found = await in_every_state(bot, lan, an)
    datas = [
        f"o:{name}:{idea.id}{end}"
        for name, idea in product(ACTIONS, found.values())
        for end in ("", f":{idea.revision}", f":{idea.revision}:photos", f":{idea.revision}:x")
    ]
    phones = [*await strangers(bot), lan]
    for phone in phones:
        await person_of(bot, phone)
    await bot.calm()
    everybody = await presser(bot)
    for phone in phones:
        async with everybody.undone() as tx:
            before_all = await everything(tx)
            assert await everybody.refused(tx, phone, datas) == [Shown(NOT_YOURS)]
            assert await everything(tx) == before_all


@pytest.mark.many
async def test_nothing_of_it_is_listed_or_found_outside(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    found = await in_every_state(bot, lan, an)
    for phone in await strangers(bot):
        await phone.start()
        await phone.wait()
        for part, page in product(queue.PARTS, (0, 1)):
            await forge(phone, f"o:q:{part}:{page}")
        await forge(phone, "m:queue")
        for text in ("/hangdoi", "/queue", "/trangthai", "Ba kích bí mật"):
            await phone.say(text)
        for idea in (found[State.SUBMITTED], found[State.ACCEPTED]):
            for text in (idea.code, f"/start {idea.code}", f"/start o:see:{idea.id}"):
                await phone.say(text)
            await forge(phone, f"i:see:{idea.id}:{idea.revision}")
        read = "\n".join(said(message) for message in phone.received)
        for secret in SECRETS:
            assert secret not in read


@pytest.mark.many
@pytest.mark.parametrize(("level", "unit"), INSIDE)
async def test_inside_just_what_the_state_and_the_holder_allow(
    bot: Running, level: Level, unit: str
) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    binh = await officer(bot, "Bình", level, unit)
    for name in ACTIONS:
        for state, idea in (await in_every_state(bot, lan, an)).items():
            await forge(binh, f"o:{name}:{idea.id}:{idea.revision}:photos")
            now = await stored(bot, idea)
            takes_up = name == "take" and state is State.SUBMITTED
            frees = name == "put" and state is State.TAKEN_UP and level is not Level.COMMUNE
            assert (now != idea) == (takes_up or frees), (name, state)
            if takes_up:
                assert now.officer_id == await person_of(bot, binh)
            if name not in NEEDS and state is not State.WITHDRAWN:
                assert any(SECRETS[0] in said(message) for message in binh.received)


async def test_the_holder_may_do_all_that_the_programme_allows(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    for name in ACTIONS:
        for state, idea in (await in_every_state(bot, lan, an)).items():
            told = await forge(an, f"o:{name}:{idea.id}:{idea.revision}:photos")
            if name in NEEDS and not may(NEEDS[name], state, Actor.OFFICER):
                assert told
                assert await stored(bot, idea) == idea
            elif name in ("take", "put", "yes"):
                assert (await stored(bot, idea)).revision == idea.revision + 1, (name, state)


async def test_a_role_that_ended_ends_at_once(bot: Running) -> None:
    lan, an = await farmer(bot), await officer(bot, "An")
    idea = await moved(bot, await file_idea(bot, lan), Action.TAKE_UP, an)
    await forge(an, f"o:return:{idea.id}:{idea.revision}")
    await an.say("Gửi thêm ảnh nhãn đang dùng.", "Gửi thêm ảnh")
    person_id = await person_of(bot, an)
    async with bot.db.transaction() as tx:
        await tx.run("UPDATE officers SET withdrawn_at = 1 WHERE person_id = :id", id=person_id)
    await an.tap("Gửi cho bà con", NOT_YOURS)
    assert await stored(bot, idea) == idea
    async with bot.db.transaction() as tx:
        assert (await ideas.held(tx, person_id)) == [idea]
