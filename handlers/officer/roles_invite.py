"""Inviting somebody to a role: an administrator makes a link that works once, for seven days."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from handlers import form
from handlers.fields import Answers, OneOf, Place, Step, Text
from handlers.form_model import Form, Forms
from handlers.menu import back_button
from handlers.officer import acts
from handlers.officer.acts import OfficerAction, anywhere
from handlers.officer.invitation import LINK, office
from handlers.officer.roles import not_yours
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from programme.ideas import Choice
from programme.roles import UNIT_LEVELS, Level, Right, Role, entitled, having
from storage import held_roles, invitations
from storage.drafts import Answer, Draft

LEVELS = (
    Choice(Level.COMMUNE, N_("Officer of a commune")),
    Choice(Level.DISTRICT, N_("Officer of a former district")),
    Choice(Level.PROVINCE, N_("Officer of the province")),
    Choice(Level.SECRETARY, N_("Secretariat of the council")),
    Choice("district_secretary", N_("Secretariat of a former district")),
    Choice(Level.ADMINISTRATOR, N_("Administrator")),
)
WHICH = N_("Which of these do you mean?")
# What each choice means, and the question that asks for its unit: a province and a town in it may
# have the same name, so nobody is asked for either.
_MEANT: Mapping[str, tuple[Level, str]] = MappingProxyType(
    {
        Level.COMMUNE: (Level.COMMUNE, "commune"),
        Level.DISTRICT: (Level.DISTRICT, "district"),
        Level.PROVINCE: (Level.PROVINCE, "province"),
        Level.SECRETARY: (Level.SECRETARY, "province"),
        "district_secretary": (Level.SECRETARY, "district"),
        Level.ADMINISTRATOR: (Level.ADMINISTRATOR, "province"),
    }
)


def _asks(place: str) -> Callable[[Answers], bool]:
    """Whether the role that was chosen needs a unit of this level."""
    return lambda answers: _MEANT.get(str(answers.get("level")), ("", ""))[1] == place


async def begin(turn: Turn) -> None:
    """Ask an administrator whom she invites to what; her own province is known."""
    mine = having(await acts.roles(turn), Right.MANAGE_ROLES)
    if not mine:
        turn.show(not_yours(turn))
        return
    units = {role.unit for role in mine}
    known: dict[str, Answer] = {"province": units.pop()} if len(units) == 1 else {}
    await form.begin(turn, FORM, known)


async def _new(turn: Turn, roles: tuple[Role, ...], _: str) -> None:
    await begin(turn)


def _role(answers: Answers) -> Role | None:
    """What the answers invite to; None if they are not complete."""
    meant = _MEANT.get(str(answers.get("level")))
    unit = None if meant is None else answers.get(meant[1])
    return Role(meant[0], unit) if meant is not None and isinstance(unit, str) else None


async def _may(turn: Turn, role: Role | None) -> bool:
    """Whether the administrator may invite to it: it is a unit of the right level, and hers."""
    unit = None if role is None else turn.world.territory.unit(role.unit)
    if role is None or unit is None or unit.level not in UNIT_LEVELS[role.level]:
        return False
    covers = turn.world.territory.covers
    return bool(entitled(covers, await acts.roles(turn), Right.MANAGE_ROLES, role.unit))


async def _preface(turn: Turn, draft: Draft) -> Html | None:
    role = _role(draft.answers)
    if role is None or await _may(turn, role):
        return None
    return turn.voice.gettext(
        "⚠️ {place} is not in your area. Please correct the place.",
        place=turn.world.territory.full_name(role.unit),
    )


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Make the invitation, if the administrator may do so now, and show its link."""
    role, name = _role(draft.answers), draft.answers.get("name")
    if not having(await acts.roles(turn), Right.MANAGE_ROLES):
        acts.refuse(turn)
        turn.show(not_yours(turn))
        return
    if role is None or not await _may(turn, role):
        acts.refuse(turn)
        kept = {key: answer for key, answer in draft.answers.items() if key[0] != "*"}
        await form.begin(turn, FORM, kept, own=True)
        return
    token = turn.world.token()
    invitations.create(
        turn.tx,
        role.level,
        role.unit,
        name if isinstance(name, str) else None,
        invitations.hash_token(token),
        turn.now,
        turn.now + invitations.LASTS_MS,
        made_by=turn.person.id,
    )
    held_roles.invited(turn.tx, role, turn.person.id, turn.now)
    voice = turn.voice
    text = lines(
        voice.gettext(
            "✉️ An invitation for {name}: {office}.",
            name=clip(str(name), 60),
            office=office(turn, role),
        ),
        "",
        voice.gettext("{link}", link=f"https://t.me/{turn.bot.username}?start={LINK}{token}"),
        "",
        voice.gettext(
            "Send this link to that person only: whoever opens it first gets the role. It works "
            "once, for seven days, and I do not show it again."
        ),
    )
    rows = [
        [Button(voice.plain("✉️ Invite somebody"), "o:r.new")],
        [Button(voice.plain("👥 Everybody"), "o:r.list:0"), back_button(voice)],
    ]
    turn.show(Screen(text, rows))


FORM = Form(
    name="invite",
    version=1,
    emoji="✉️",
    title=N_("the invitation"),
    steps=(
        Step("level", OneOf(LEVELS), N_("<b>To what do you invite?</b>"), N_("Role")),
        Step(
            "commune",
            Place(which=WHICH),
            N_("<b>Of which commune?</b> Type its name; the old name will do too."),
            N_("Commune"),
            N_("Sơn Động, Bắc Ninh"),
            when=_asks("commune"),
        ),
        Step(
            "district",
            Place(UNIT_LEVELS[Level.DISTRICT], which=WHICH),
            N_("<b>Of which former district?</b> Type its name."),
            N_("Former district"),
            N_("huyện Sơn Động"),
            when=_asks("district"),
        ),
        Step(
            "province",
            Place(UNIT_LEVELS[Level.PROVINCE], which=WHICH),
            N_("<b>Of which province?</b> Type its name."),
            N_("Province"),
            N_("Bắc Ninh"),
            when=_asks("province"),
        ),
        Step(
            "name",
            Text(least=2, most=60),
            N_("<b>Who is it?</b> Type the full name, as producers shall read it."),
            N_("Name"),
            N_("Trần Văn Minh"),
        ),
    ),
    sends=False,
    finish=_finish,
    enter=begin,
    send=N_("Make the invitation"),
    preface=_preface,
    check=N_("{emoji} <b>Is everything as you mean it?</b>"),
    ways=N_("Press a button to change it, or make the invitation."),
)

ACTIONS: tuple[OfficerAction, ...] = (anywhere("r.new", Right.MANAGE_ROLES, _new),)
