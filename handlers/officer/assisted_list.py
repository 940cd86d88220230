"""Those for whom officers wrote something down, until they take it over with a code."""

import re
from collections.abc import Sequence

from handlers.menu import back_button
from handlers.officer import desk
from handlers.officer.acts import OfficerAction, Opened, Subject, anywhere, on
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_date_only
from programme.claim_code import claim_code, show_code
from programme.contact import show_phone
from programme.ideas import STATE_LABELS
from programme.roles import Right, Role
from programme.vietnam_time import day_at
from storage import acts as log
from storage import claims, erasure, ideas, officers
from storage.claims import LASTS_MS, Assisted
from storage.ideas import Idea
from storage.people import PersonId

PAGE = 6
LINK = "cl_"
"""The prefix of a link `?start=cl_<code>`."""
_PLACE = re.compile(r"[0-9]{1,9}")

ASSISTED: Subject[Assisted] = Subject(
    "assisted", lambda turn, number: claims.waiting_one(turn.tx, number), lambda one: one.commune
)


def add_code(turn: Turn, person_id: PersonId, commune: str) -> str:
    """Make a new code for somebody of a commune; it is said once, to the officer."""
    code = None
    while code is None:
        code = claim_code(int.from_bytes(turn.world.token().encode()))
    claims.add_code(turn.tx, person_id, commune, code, turn.person.id, turn.now)
    return code


def about_code(turn: Turn, code: str) -> Sequence[Html]:
    """What the officer is to do with a code, which she sees this once."""
    voice = turn.voice
    until = day_at(turn.now + LASTS_MS)
    return (
        voice.gettext("🔑 Her code: <b>{code}</b>", code=show_code(code)),
        voice.gettext(
            "Please write it down for her now: I do not show it again. Once she has a phone, she "
            "sends it to me, or opens this link, and all of this becomes hers."
        ),
        voice.gettext("{link}", link=f"https://t.me/{turn.bot.username}?start={LINK}{code}"),
        voice.gettext("It works once, until {day}.", day=format_date_only(until, voice.language)),
    )


def more_button(voice: Voice, person_id: PersonId) -> Button:
    """The way to another idea of the same person."""
    return Button(voice.plain("✍️ Another idea for her"), f"o:h.more:{person_id}")


async def show_list(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Those of the officer's area who have not taken theirs over yet."""
    voice, communes = turn.voice, desk.communes(turn, roles)
    count = await claims.count_waiting(turn.tx, communes)
    wanted = int(given) if _PLACE.fullmatch(given) else 0
    page = min(wanted, max(0, (count - 1) // PAGE))
    found = await claims.waiting(turn.tx, communes, page * PAGE, PAGE)
    first = page * PAGE + 1
    listed = [
        voice.gettext(
            "{number}. <b>{name}</b>, {place}",
            number=number,
            name=clip(one.name or "–", 40),
            place=desk.place(turn, one.commune),
        )
        for number, one in enumerate(found, first)
    ]
    nobody = voice.gettext(
        "Nobody is on this list. If somebody without a phone has a product, write her idea down "
        "for her."
    )
    opening = voice.gettext("✍️ <b>Written down for others</b>")
    text = lines(opening, "", *(listed or [nobody]))
    rows = [[Button(voice.plain("✍️ Write an idea down"), "o:h.new")]]
    rows += [
        [Button(f"{number}. {clip(one.name or '–', 40)}", f"o:h.see:{one.person_id}")]
        for number, one in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Newer"), f"o:h.list:{page - 1}"))
    if first + PAGE <= count:
        pager.append(Button(voice.plain("Older ▶"), f"o:h.list:{page + 1}"))
    rows += [pager] if pager else []
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


async def _see(turn: Turn, found: Opened[Assisted], _: str) -> None:
    await _show(turn, found.what)


async def _show(turn: Turn, one: Assisted, intro: Sequence[Html] = ()) -> None:
    voice = turn.voice
    name = await officers.name(turn.tx, one.made_by)
    until = day_at(one.expires_at)
    hers = await ideas.of_person(turn.tx, one.person_id, 0, PAGE)
    text = lines(
        *intro,
        "" if intro else None,
        voice.gettext("✍️ <b>{name}</b>", name=clip(one.name or "–", 60)),
        voice.gettext("<b>Place:</b> {place}", place=turn.world.territory.full_name(one.commune)),
        voice.gettext("<b>Phone:</b> {phone}", phone=show_phone(one.phone) if one.phone else "–"),
        voice.gettext("<b>Written down by:</b> {officer}", officer=clip(name or "–", 60)),
        voice.gettext(
            "<b>Her code works until:</b> {day}", day=format_date_only(until, voice.language)
        ),
        "",
        *(_idea_line(voice, idea) for idea in hers),
    )
    rows = [[Button(clip(f"💡 {idea.product}", 40), f"o:see:{idea.id}")] for idea in hers]
    rows.append([more_button(voice, one.person_id)])
    rows.append([Button(voice.plain("🔑 A new code"), f"o:h.code:{one.person_id}")])
    rows.append([Button(voice.plain("🗑 Erase at her wish"), f"o:h.erase:{one.person_id}")])
    rows.append([Button(voice.plain("✍️ All of them"), "o:h.list:0"), back_button(voice)])
    turn.show(Screen(text, rows))


def _idea_line(voice: Voice, idea: Idea) -> Html:
    return voice.gettext(
        "💡 {product} ({code}): {state}",
        product=clip(idea.product, 40),
        code=idea.code,
        state=voice.gettext(STATE_LABELS[idea.state]),
    )


async def _code(turn: Turn, found: Opened[Assisted], sure: str) -> None:
    """Make a new code in the place of one that was lost."""
    one, voice = found.what, turn.voice
    if sure != "yes":
        text = voice.gettext(
            "Make a new code for {name}? The one before works no more.",
            name=clip(one.name or "–", 60),
        )
        rows = [
            [yes(voice.plain("Yes, a new code"), f"o:h.code:{one.person_id}:yes")],
            [no(voice.plain("No, leave it"), f"o:h.see:{one.person_id}")],
        ]
        turn.show(Screen(text, rows))
        return
    code = add_code(turn, one.person_id, one.commune)
    now = await claims.waiting_one(turn.tx, one.person_id)
    await _show(turn, now or one, about_code(turn, code))


async def _erase(turn: Turn, found: Opened[Assisted], sure: str) -> None:
    """Erase what was written down for somebody who asks the officer for it."""
    one, voice = found.what, turn.voice
    name = clip(one.name or "–", 60)
    if sure != "yes":
        text = voice.gettext(
            "Erase everything about {name}? Only if she has asked for it. Nobody can bring it "
            "back.",
            name=name,
        )
        rows = [
            [Button(voice.plain("Yes, erase it for good"), f"o:h.erase:{one.person_id}:yes")],
            [Button(voice.plain("No, keep it"), f"o:h.see:{one.person_id}")],
        ]
        turn.show(Screen(text, rows))
        return
    log.add(turn.tx, turn.person.id, "person.erase_for", f"person:{one.person_id}", {}, turn.now)
    await erasure.erase(turn.tx, one.person_id, turn.now)
    text = voice.gettext("I have erased everything about {name}. Please tell her.", name=name)
    rows = [[Button(voice.plain("✍️ All of them"), "o:h.list:0")], [back_button(voice)]]
    turn.show(Screen(text, rows))


ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("h.list", Right.ASSIST, show_list),
    on("h.see", Right.ASSIST, ASSISTED, _see),
    on("h.code", Right.ASSIST, ASSISTED, _code),
    on("h.erase", Right.ASSIST, ASSISTED, _erase),
)
"""Every button about one of them: `o:<name>:<person>`."""
