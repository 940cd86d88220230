"""Training classes on an officer's desk: how one is found, whose it is, what its buttons carry."""

import re
from collections.abc import Iterable, Sequence

from handlers import form
from handlers.form import Form
from handlers.form_model import has_answers
from handlers.menu import back_button
from handlers.officer import acts
from handlers.officer.acts import Opened, Subject
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip, html, lines
from programme.contact import show_phone
from programme.roles import Right, Role, having
from storage import classes, drafts, people
from storage.classes import ClassState, NewClass, TrainingClass
from storage.drafts import Answer
from storage.signups import Listed

CLASS: Subject[TrainingClass] = Subject(
    "class", lambda turn, number: classes.one(turn.tx, number), lambda klass: klass.area
)

TITLE = 60
"""Characters of a class's topic within a sentence."""

MOST_TO_CALL = 5
"""People named one by one of those who can only be told by phone."""

_REVISION = re.compile(r"([0-9]{1,9})(?::(.*))?", re.DOTALL)


async def find(turn: Turn, id: int | None) -> Opened[TrainingClass] | None:
    """A class, if this person runs the classes of its area now; else None."""
    return None if id is None else await acts.opened(turn, Right.RUN_CLASSES, CLASS, id)


def current(klass: TrainingClass, rest: str) -> str | None:
    """What a button carries behind its revision; None if an officer has changed the class since
    the button was made."""
    match = _REVISION.fullmatch(rest)
    return None if match is None or match[1] != str(klass.revision) else match[2] or ""


def areas(turn: Turn, roles: Iterable[Role]) -> frozenset[str]:
    """The codes of all units, communes and former districts among them, that some roles cover."""
    territory = turn.world.territory
    codes = set()
    for role in roles:
        province = territory.province_of(role.unit)
        inside = [*territory.communes_of(role.unit)]
        inside += territory.old_districts(province.code) if province is not None else ()
        codes |= {unit.code for unit in inside if territory.covers(role.unit, unit.code)}
        codes |= {role.unit} if territory.covers(role.unit, role.unit) else set()
    return frozenset(codes)


def is_over(klass: TrainingClass, now: int) -> bool:
    """Whether a class has been held."""
    return klass.state is ClassState.OPEN and klass.ends_at <= now


def plan_of(klass: TrainingClass) -> NewClass:
    """What officers have planned, without what has become of it."""
    return NewClass(klass.topic, klass.audience, klass.place, klass.days, klass.seats, klass.note)


def title(klass: TrainingClass, most: int = TITLE) -> str:
    return clip(klass.topic, most)


def list_button(voice: Voice) -> Button:
    """The way to the classes of her area."""
    return Button(voice.plain("🎓 All classes"), "o:c.list:ahead:0")


def see_button(voice: Voice, klass: TrainingClass) -> Button:
    """The way back to one class."""
    return Button(voice.plain("Back to the class"), f"o:c.see:{klass.id}")


def below(voice: Voice, klass: TrainingClass) -> list[Button]:
    """The last row of every screen about a class."""
    return [see_button(voice, klass), back_button(voice)]


def old(turn: Turn) -> None:
    """The answer to a button that carries what no button of ours does (any more)."""
    turn.toast(turn.voice.plain("This button is from an older message."))


async def nothing_here(turn: Turn) -> None:
    """The answer where there is no button: a form that is sent, a code that is scanned. It does
    not say whether there is such a class."""
    text = turn.voice.gettext("This is not in your area.")
    turn.show(Screen(text, [[back_button(turn.voice)]]))


async def no_longer_hers(turn: Turn, name: str) -> bool:
    """Throw a form's draft away that its officer may not send any more, and say so; false, and
    nothing done, if she may."""
    draft = await drafts.of_person(turn.tx, turn.person.id, name)
    if draft is None or draft.subject is None:
        hers = bool(having(await acts.roles(turn), Right.RUN_CLASSES))
    else:
        hers = await find(turn, draft.subject) is not None
    if hers:
        return False
    if draft is not None:
        drafts.remove(turn.tx, draft)
    turn.draft = None
    await nothing_here(turn)
    return True


async def go_on(turn: Turn, of: Form, subject: int | None, **same: Answer) -> bool:
    """Show what the officer has begun to write already, if it is about the same: a button that is
    pressed again throws nothing away. False, and nothing done, if there is nothing."""
    kept = await drafts.of_person(turn.tx, turn.person.id, of.name)
    if kept is None or kept.subject != subject or not has_answers(kept):
        return False
    if any(kept.answers.get(f"*{key}") != value for key, value in same.items()):
        return False
    await form.resume(turn, kept, {of.name: of})
    return True


async def only_by_phone(turn: Turn, listed: Iterable[Listed]) -> list[Listed]:
    """Those of a roster to whom nothing can be written: without a chat, or noted down at the
    door. Nobody is named who took her agreement back."""
    chats: dict[int, bool] = {}
    found = []
    for line in listed:
        person = line.signup.person_id
        if person is not None and person not in chats:
            chats[person] = bool(await people.chats(turn.tx, person))
        if not line.locked and (person is None or not chats[person]):
            found.append(line)
    return found


def to_call(voice: Voice, listed: Sequence[Listed]) -> list[Html]:
    """Whom to call, for below what was told to the others; nothing if nobody is left over."""
    if not listed:
        return []
    rows = [
        voice.gettext(
            "• {name}, {phone}",
            name=clip(line.signup.name, 40),
            phone=show_phone(line.phone) if line.phone else voice.plain("no number"),
        )
        for line in listed[:MOST_TO_CALL]
    ]
    more = len(listed) - MOST_TO_CALL
    if more > 0:
        rows.append(voice.ngettext("• and {n} more person", "• and {n} more people", more))
    return [html(""), voice.gettext("I cannot write to these people; please call them:"), *rows]


def about(turn: Turn, klass: TrainingClass, *parts: Html | None) -> Html:
    """A screen's text below the name of its class."""
    named = turn.voice.gettext("🎓 <b>{topic}</b>", topic=title(klass, 100))
    return lines(named, *parts)
