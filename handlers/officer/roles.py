"""Who holds which role: the list, one role, and its end. For administrators."""

import re
from collections.abc import Sequence

from handlers import commands, form
from handlers.fields import Step, Text
from handlers.form_model import Form, Forms
from handlers.menu import back_button
from handlers.occasion import Occasion
from handlers.officer import acts
from handlers.officer.acts import OfficerAction, Opened, Subject, anywhere, on
from handlers.officer.invitation import office
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Turn
from handlers.voice import Voice, clip, lines
from locales import N_
from locales.formats import format_date_only
from programme.roles import Right, Role, entitled, having
from programme.text import fold
from programme.vietnam_time import day_at
from storage import held_roles, ideas, invitations, officers, people, questions
from storage.drafts import Draft
from storage.held_roles import HeldRole
from storage.outbox import Call, Lane

PAGE = 7
LONGEST_QUERY = 30
"""Letters of what is searched for, folded: it travels in the buttons that turn the page."""
MOST_PLACES = 30
LEVELS = ("commune", "district", "province")
_PLACE = re.compile(r"([0-9]{1,6})(?::([a-z0-9 ]{1,30}))?")

ROLE: Subject[HeldRole] = Subject(
    "role", lambda turn, number: held_roles.one(turn.tx, number), lambda held: held.role.unit
)


def units_of(turn: Occasion, roles: Sequence[Role]) -> frozenset[str]:
    """The codes of all units that lie in the areas of some roles."""
    territory, codes = turn.world.territory, set[str]()
    for role in roles:
        province = territory.province_of(role.unit)
        districts = territory.old_districts(province.code) if province else ()
        codes |= {unit.code for unit in territory.communes_of(role.unit)}
        codes |= {one.code for one in districts if territory.covers(role.unit, one.code)}
        codes |= {role.unit} if province else set()
    return frozenset(codes)


async def _list(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    match = _PLACE.fullmatch(given)
    if match is None:
        turn.toast(turn.voice.plain("This button is from an older message."))
    await show_list(turn, roles, int(match[1]) if match else 0, (match[2] or "") if match else "")


async def show_list(turn: Turn, roles: Sequence[Role], page: int, query: str) -> None:
    """Show those with a role in the administrator's province, by unit; with `query`, folded, those
    whose name or place has its words."""
    territory, voice = turn.world.territory, turn.voice
    found = await held_roles.in_units(turn.tx, units_of(turn, roles))
    places = {place.unit.code for place in territory.search(query, MOST_PLACES, levels=LEVELS)}
    shown = [
        held
        for held in found
        if not query
        or held.role.unit in places
        or set(query.split()) <= set(fold(held.name or "").split())
    ]
    order = {code: place for place, code in enumerate(territory.units)}
    shown.sort(key=lambda held: (order.get(held.role.unit, -1), held.id))
    page = min(page, max(0, (len(shown) - 1) // PAGE))
    first = page * PAGE + 1
    here = shown[page * PAGE : (page + 1) * PAGE]
    nobody = (
        voice.gettext("Nobody here has a role that fits “{query}”.", query=query)
        if query
        else voice.gettext("Nobody has a role here yet. Press <b>Invite somebody</b>.")
    )
    text = lines(
        voice.ngettext("👥 <b>{n} role</b>", "👥 <b>{n} roles</b>", len(shown)),
        voice.gettext("Found for “{query}”", query=query) if query and shown else None,
        "",
        *(
            voice.gettext(
                "{number}. <b>{name}</b>: {office}",
                number=number,
                name=clip(held.name or "–", 30),
                office=office(turn, held.role),
            )
            for number, held in enumerate(here, first)
        ),
        None if shown else nobody,
    )
    rows = [
        [Button(clip(f"{number}. {held.name or '–'}", 40), f"o:r.see:{held.id}")]
        for number, held in enumerate(here, first)
    ]
    more = f":{query}" if query else ""
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:r.list:{page - 1}{more}"))
    if first + PAGE <= len(shown):
        pager.append(Button(voice.plain("Later ▶"), f"o:r.list:{page + 1}{more}"))
    rows += [pager] if pager else []
    rows.append(
        [
            Button(voice.plain("🔎 Search"), "o:r.find"),
            Button(voice.plain("✉️ Invite somebody"), "o:r.new"),
        ]
    )
    if query:
        rows.append([Button(voice.plain("👥 Everybody"), "o:r.list:0")])
    elif open_now := len(await invitations.open_in(turn.tx, units_of(turn, roles), turn.now)):
        label = voice.plain("✉️ Open invitations ({n})", n=open_now)
        rows.append([Button(label, "o:r.open:0")])
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


async def _find(turn: Turn, roles: tuple[Role, ...], _: str) -> None:
    await form.begin(turn, FIND)


async def _found(turn: Turn, draft: Draft, forms: Forms) -> None:
    mine = having(await acts.roles(turn), Right.MANAGE_ROLES)
    if not mine:
        acts.refuse(turn)
        turn.show(not_yours(turn))
        return
    query = fold(str(draft.answers.get("query")))[:LONGEST_QUERY].strip()
    await show_list(turn, mine, 0, query if query.isascii() else "")


def not_yours(turn: Turn) -> Screen:
    """What somebody without the right sees in the place of the screen."""
    return Screen(turn.voice.gettext("This is not in your area."), [[back_button(turn.voice)]])


async def _see(turn: Turn, found: Opened[HeldRole], _: str) -> None:
    await show(turn, found.what)


async def show(turn: Turn, held: HeldRole) -> None:
    """Show one role with what its holder has in hand."""
    voice = turn.voice
    since = day_at(held.granted_at)
    in_hand = len(await ideas.held(turn.tx, held.person_id))
    in_hand += len(await questions.held(turn.tx, held.person_id))
    reachable = bool(await people.chats(turn.tx, held.person_id))
    text = lines(
        voice.gettext("👤 <b>{name}</b>", name=clip(await _name(turn, held), 60)),
        office(turn, held.role),
        voice.gettext("Since {day}", day=format_date_only(since, voice.language)),
        voice.ngettext("{n} matter in hand", "{n} matters in hand", in_hand),
        None if reachable else voice.gettext("⚠️ I cannot reach this person now."),
    )
    rows = [
        [Button(voice.plain("📜 What was done"), f"o:r.log:30:all:{held.person_id}:0")],
        [Button(voice.plain("End this role"), f"o:r.end:{held.id}")],
        [Button(voice.plain("👥 Everybody"), "o:r.list:0"), back_button(voice)],
    ]
    turn.show(Screen(text, rows))


async def _name(turn: Turn, held: HeldRole) -> str:
    return held.name or await officers.name(turn.tx, held.person_id) or "–"


async def _end(turn: Turn, found: Opened[HeldRole], sure: str) -> None:
    """End a role, after asking: its holder hears of it, what she had in hand goes back."""
    held, voice = found.what, turn.voice
    if sure != "yes":
        text = voice.gettext(
            "End the role of {name}: {office}? I tell the person. What is in hand there goes back "
            "to those waiting.",
            name=clip(await _name(turn, held), 60),
            office=office(turn, held.role),
        )
        rows = [
            [yes(voice.plain("Yes, end it"), f"o:r.end:{held.id}:yes")],
            [no(voice.plain("No, leave it"), f"o:r.see:{held.id}")],
        ]
        turn.show(Screen(text, rows))
        return
    left = [role for role in await officers.areas(turn.tx, held.person_id) if role != held.role]
    covers = turn.world.territory.covers

    def covered(commune: str) -> bool:
        return bool(entitled(covers, left, Right.DECIDE_IDEA, commune))

    if not await held_roles.withdraw(turn.tx, held, turn.person.id, covered, turn.now):
        text = voice.gettext(
            "This is the only administrator of {place}. Please invite another one first.",
            place=turn.world.territory.full_name(held.role.unit),
        )
        see = Button(voice.plain("👥 Everybody"), "o:r.list:0")
        turn.show(Screen(text, [[see], [back_button(voice)]]))
        return
    await _tell(turn, held, officer=bool(left))
    turn.toast(voice.plain("The role has ended."))
    mine = having(await acts.roles(turn), Right.MANAGE_ROLES)
    if mine:
        await show_list(turn, mine, 0, "")
    else:
        turn.show(Screen(voice.gettext("Your role has ended."), [[back_button(voice)]]))


async def _tell(turn: Turn, held: HeldRole, *, officer: bool) -> None:
    """Tell the person, and take officers' commands off her menu if she is none any more."""

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "👥 Your role has ended: {office}. Thank you for your work. What you had in hand is "
            "with your colleagues now.",
            office=office(turn, held.role, voice),
        )
        return Screen(text, [[back_button(voice)]])

    if held.person_id != turn.person.id:
        await turn.tell(held.person_id, say)
    person = await people.one(turn.tx, held.person_id)
    if person is None or officer:
        return
    voice = turn.world.voice(person.language)
    for channel, chat_id in await people.chats(turn.tx, held.person_id):
        params: dict[str, object] = {
            "commands": commands.commands_for(voice, officer=False),
            "scope": commands.scope_of(chat_id),
        }
        turn.post.call(channel, chat_id, Call("setMyCommands", params), Lane.ANSWER)


async def _enter(turn: Turn) -> None:
    mine = having(await acts.roles(turn), Right.MANAGE_ROLES)
    if mine:
        await show_list(turn, mine, 0, "")
    else:
        turn.show(not_yours(turn))


FIND = Form(
    name="find_role",
    version=1,
    emoji="🔎",
    title=N_("the search for an officer"),
    steps=(
        Step(
            "query",
            Text(least=1, most=60),
            N_("<b>Whom or which place do you look for?</b>"),
            N_("Search"),
            N_("Hoa, or Sơn Động"),
        ),
    ),
    sends=False,
    finish=_found,
    enter=_enter,
    review=False,
)

ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("r.list", Right.MANAGE_ROLES, _list),
    anywhere("r.find", Right.MANAGE_ROLES, _find),
    on("r.see", Right.MANAGE_ROLES, ROLE, _see),
    on("r.end", Right.MANAGE_ROLES, ROLE, _end),
)
"""Every button on roles: `o:<name>:<role>`."""
