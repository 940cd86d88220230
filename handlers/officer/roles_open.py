"""Invitations that nobody has accepted yet: the list, and taking one back. For administrators."""

import re

from handlers.menu import back_button
from handlers.officer.acts import OfficerAction, Opened, Subject, anywhere, on
from handlers.officer.invitation import office
from handlers.officer.roles import units_of
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales.formats import format_date_only
from programme.roles import Right, Role
from programme.vietnam_time import day_at
from storage import invitations
from storage.invitations import Invitation

PAGE = 7
_PAGE = re.compile(r"[0-9]{1,6}")


async def _find(turn: Turn, number: int) -> Invitation | None:
    return await invitations.open_one(turn.tx, number, turn.now)


INVITATION: Subject[Invitation] = Subject(
    "invitation", _find, lambda invitation: invitation.role.unit
)


async def _list(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    await _show(turn, roles, int(given) if _PAGE.fullmatch(given) else 0)


async def _show(
    turn: Turn, roles: tuple[Role, ...], page: int = 0, intro: Html | None = None
) -> None:
    """Show a page of what is open in the administrator's province, the next to expire first."""
    voice = turn.voice
    found = await invitations.open_in(turn.tx, units_of(turn, roles), turn.now)
    page = min(page, max(0, (len(found) - 1) // PAGE))
    first = page * PAGE + 1
    here = list(enumerate(found[page * PAGE : (page + 1) * PAGE], first))
    none = voice.gettext(
        "No invitation is open: each was accepted, taken back or has expired. Press <b>Invite "
        "somebody</b> to make one."
    )
    text = lines(
        *((intro, "") if intro else ()),
        voice.ngettext("✉️ <b>{n} open invitation</b>", "✉️ <b>{n} open invitations</b>", len(found)),
        "",
        *(
            voice.gettext(
                "{number}. <b>{name}</b>: {office}; until {day}",
                number=number,
                name=_name(one),
                office=office(turn, one.role),
                day=_until(turn, one),
            )
            for number, one in here
        ),
        "" if here else none,
        voice.gettext("Press one to take it back: its link then opens nothing.") if here else None,
    )
    rows = [
        [Button(clip(f"{number}. {_name(one)}", 40), f"o:r.undo:{one.number}")]
        for number, one in here
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:r.open:{page - 1}"))
    if first + PAGE <= len(found):
        pager.append(Button(voice.plain("Later ▶"), f"o:r.open:{page + 1}"))
    rows += [pager] if pager else []
    rows.append([Button(voice.plain("✉️ Invite somebody"), "o:r.new")])
    rows.append([Button(voice.plain("👥 Everybody"), "o:r.list:0"), back_button(voice)])
    turn.show(Screen(text, rows))


def _name(invitation: Invitation) -> str:
    return clip(invitation.name or "–", 30)


def _until(turn: Turn, invitation: Invitation) -> str:
    day = day_at(invitation.expires_at)
    return format_date_only(day, turn.voice.language)


async def _undo(turn: Turn, found: Opened[Invitation], sure: str) -> None:
    """Take an invitation back, after asking. Who accepts it meanwhile keeps her role."""
    invitation, voice = found.what, turn.voice
    if sure != "yes":
        text = voice.gettext(
            "Take back the invitation of {name}: {office}? Whoever has the link cannot use it any "
            "more.",
            name=_name(invitation),
            office=office(turn, invitation.role),
        )
        rows = [
            [yes(voice.plain("Yes, take it back"), f"o:r.undo:{invitation.number}:yes")],
            [no(voice.plain("No, leave it"), "o:r.open:0")],
        ]
        turn.show(Screen(text, rows))
        return
    if await invitations.revoke(turn.tx, invitation, turn.person.id, turn.now):
        intro = voice.gettext("The invitation is taken back.")
    else:
        intro = voice.gettext("It was accepted just now, or has expired.")
    await _show(turn, found.roles, 0, intro)


ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("r.open", Right.MANAGE_ROLES, _list),
    on("r.undo", Right.MANAGE_ROLES, INVITATION, _undo),
)
"""Every button on open invitations: `o:<name>:<invitation>`."""
