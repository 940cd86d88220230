"""An invitation to be an officer: a link that works once, for seven days."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import commands
from handlers.menu import back_button, leave
from handlers.officer import acts, desk
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.roles import Level, Right, Role, entitled
from storage import invitations, officers
from storage.invitations import Invitation, hash_token

LINK = "inv_"
"""The prefix of a link `?start=inv_<token>`."""
# What fits into callback data beside its prefix; our tokens have 22 characters.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,50}")
_DATA = re.compile(r"o:(join|decline):([A-Za-z0-9_-]{16,50})")


_AS_OFFICER = N_(
    "📋 You are invited to receive product ideas here as an officer of the Farmers' Union: "
    "<b>{office}</b>."
)
_FOR: Mapping[Level, str] = MappingProxyType(
    {
        Level.COMMUNE: _AS_OFFICER,
        Level.DISTRICT: _AS_OFFICER,
        Level.PROVINCE: _AS_OFFICER,
        Level.SECRETARY: N_(
            "📋 You are invited to record here what the council decides: <b>{office}</b>."
        ),
        Level.ADMINISTRATOR: N_(
            "📋 You are invited to invite the officers here and to end their roles: "
            "<b>{office}</b>."
        ),
    }
)


async def accept(turn: Turn, token: str) -> None:
    """Show the invitation of a link `?start=inv_<token>` and ask whether to accept it, or say
    why it cannot be accepted."""
    leave(turn)
    invitation = await _find(turn, token)
    if invitation is None or await _spent(turn, invitation):
        turn.show(await _refused(turn, invitation))
        return
    voice = turn.voice
    name = invitation.name
    text = lines(
        voice.gettext("Hello {name}!", name=clip(name, 60)) if name else None,
        voice.gettext(_FOR[invitation.role.level], office=office(turn, invitation.role)),
        "",
        voice.gettext(
            "You will see the names, phone numbers and photos that people send with their ideas. "
            "Please use them for this work only."
        )
        if invitation.role.level is not Level.ADMINISTRATOR
        else voice.gettext(
            "You will see who the officers are and what each of them did. Please use it for this "
            "work only."
        ),
    )
    rows = [
        [yes(voice.plain("I accept"), f"o:join:{token}")],
        [no(voice.plain("This is not for me"), f"o:decline:{token}")],
    ]
    turn.show(Screen(text, rows))


def office(turn: Turn, role: Role, to: Voice | None = None) -> Html:
    """What an officer stands for, in words, to the person of this update or in
    another voice: "commune level, xã Sơn Động, thành phố Bắc Ninh"."""
    voice = to or turn.voice
    area = turn.world.territory.full_name(role.unit)
    match role.level:
        case Level.COMMUNE:
            return voice.gettext("commune level, {area}", area=area)
        case Level.DISTRICT:
            return voice.gettext("the former district, {area}", area=area)
        case Level.PROVINCE:
            return voice.gettext("province level, {area}", area=area)
        case Level.SECRETARY:
            return voice.gettext("secretariat of the council, {area}", area=area)
        case Level.ADMINISTRATOR:
            return voice.gettext("administrator, {area}", area=area)


async def _find(turn: Turn, token: str) -> Invitation | None:
    if not _TOKEN.fullmatch(token):
        return None
    return await invitations.one(turn.tx, hash_token(token))


async def _spent(turn: Turn, invitation: Invitation) -> bool:
    over = invitation.used_at is not None or invitation.expires_at <= turn.now
    return over or not await _may_invite(turn, invitation)


async def _may_invite(turn: Turn, invitation: Invitation) -> bool:
    """Whether who made it may still invite to it: whose role has ended must not come back by a
    link that she has kept."""
    if invitation.made_by is None:
        return True
    hers = await officers.areas(turn.tx, invitation.made_by)
    covers = turn.world.territory.covers
    return bool(entitled(covers, hers, Right.MANAGE_ROLES, invitation.role.unit))


async def _refused(turn: Turn, invitation: Invitation | None) -> Screen:
    """Why an invitation cannot be accepted, and what to do."""
    voice = turn.voice
    if invitation is None:
        why = voice.gettext(
            "I do not know this invitation. Please open the whole link once more, or ask for a "
            "new one."
        )
    elif invitation.used_by == turn.person.id and await acts.roles(turn):
        return _welcome(voice, voice.gettext("You have accepted this invitation already."))
    elif invitation.used_at is not None:
        why = voice.gettext(
            "This invitation has been used already, and it works once. Please ask for a new one."
        )
    elif not await _may_invite(turn, invitation):
        why = voice.gettext(
            "Who has made this invitation may not invite any more. Please ask for a new one."
        )
    else:
        why = voice.gettext(
            "This invitation has expired: it works for seven days. Please ask for a new one."
        )
    return Screen(why, [[back_button(voice)]])


def _welcome(voice: Voice, text: Html) -> Screen:
    return Screen(text, [[desk.queue_button(voice)], [back_button(voice)]])


async def _join(turn: Turn, token: str) -> None:
    found = await _find(turn, token)
    invitation = None
    if found is not None and await _may_invite(turn, found):
        invitation = await invitations.use(turn.tx, hash_token(token), turn.person.id, turn.now)
    if invitation is None:
        turn.show(await _refused(turn, await _find(turn, token)))
        return
    officers.grant(turn.tx, turn.person.id, invitation.role, invitation.name, turn.now)
    turn.is_officer = True
    commands.refresh(turn, officer=True)
    if invitation.role.level in (Level.SECRETARY, Level.ADMINISTRATOR):
        text = turn.voice.gettext(
            "Thank you! You are now {office}. All that you can do is on your desk.",
            office=office(turn, invitation.role),
        )
        rows = [[Button(turn.voice.plain("🗂 My desk"), "m:desk")], [back_button(turn.voice)]]
        turn.show(Screen(text, rows))
        return
    text = turn.voice.gettext(
        "Thank you! You now receive the ideas of {place}. I will write as soon as one comes. "
        "The command /hangdoi shows all that wait.",
        place=desk.place(turn, invitation.role.unit),
    )
    turn.show(_welcome(turn.voice, text))


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    if match is None:
        turn.toast(turn.voice.plain("This button is from an older message."))
    elif match[1] == "join":
        await _join(turn, match[2])
    else:
        voice = turn.voice
        text = voice.gettext(
            "All right, nothing has changed. The invitation stays open until it expires."
        )
        turn.show(Screen(text, [[back_button(voice)]]))


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(_press, r"^o:(join|decline):")]
