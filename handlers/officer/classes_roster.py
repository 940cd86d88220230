"""The roster of a class: in the chat, and as a spreadsheet to be signed."""

import re
from collections.abc import Sequence
from html import unescape

from handlers import exports
from handlers import training_words as words
from handlers.exports import Act, Export, Made, Making
from handlers.files import File
from handlers.occasion import Occasion
from handlers.officer import classes_desk, desk
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.classes_desk import CLASS
from handlers.screen import Button, Screen
from handlers.sheets import MIME, Cell, Column, Sheet, Shown, file_name, workbook_in_pages
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip
from programme.contact import show_phone
from programme.ideas import label_of
from programme.people import KINDS
from programme.roles import Right, Role, entitled
from storage import classes, officers, signups
from storage.classes import TrainingClass
from storage.signups import Listed

PAGE = 8
ROW_HEIGHT = 24.0
"""Points of a row in which somebody signs."""

_PAGE = re.compile(r"[0-9]{1,6}")


async def _names(turn: Turn, opened: Opened[TrainingClass], rest: str) -> None:
    """A page of the names, in the order of the line."""
    klass, voice = opened.what, turn.voice
    listed = await signups.roster(turn.tx, klass.id)
    page = min(int(rest) if _PAGE.fullmatch(rest) else 0, max(0, (len(listed) - 1) // PAGE))
    first = page * PAGE + 1
    shown = listed[page * PAGE : (page + 1) * PAGE]
    text = classes_desk.about(
        turn,
        klass,
        voice.ngettext("{n} name", "{n} names", len(listed)) if listed else None,
        Html(),
        *(_line(turn, number, one) for number, one in enumerate(shown, first)),
        None
        if listed
        else voice.gettext("Nobody has signed up yet. You can note people down at the check-in."),
    )
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:c.names:{klass.id}:{page - 1}"))
    if first + PAGE <= len(listed):
        pager.append(Button(voice.plain("Later ▶"), f"o:c.names:{klass.id}:{page + 1}"))
    rows = [pager] if pager else []
    if listed:
        rows.append([Button(voice.plain("📄 As a spreadsheet"), f"o:c.sheet:{klass.id}")])
    rows.append(classes_desk.below(voice, klass))
    turn.show(Screen(text, rows))


def _line(turn: Turn, number: int, one: Listed) -> Html:
    voice = turn.voice
    state = voice.plain(words.STATE_LABELS[one.signup.state])
    if one.locked:
        return voice.gettext(
            "{number}. <i>has taken the agreement back</i>: {state}", number=number, state=state
        )
    facts = [clip(one.signup.name, 40)]
    facts += [show_phone(one.phone)] if one.phone else []
    facts += [desk.place(turn, one.commune)] if one.commune else []
    return voice.gettext(
        "{number}. {who}: {state}", number=number, who=", ".join(facts), state=state
    )


async def _sheet(turn: Turn, opened: Opened[TrainingClass], _: str) -> None:
    """Have the roster made into a spreadsheet."""
    if await signups.roster(turn.tx, opened.what.id):
        await exports.ask(turn, SHEET, str(opened.what.id))
    else:
        turn.toast(turn.voice.plain("Nobody has signed up yet."))


async def _make(making: Making, roles: tuple[Role, ...], given: str) -> Made | Screen | None:
    """The roster with room for signatures; that it was taken is logged, since it has people's
    phone numbers."""
    klass, voice = await classes.one(making.tx, int(given)), making.voice
    covers = making.world.territory.covers
    if klass is None or not entitled(covers, roles, Right.RUN_CLASSES, klass.area):
        return None
    listed = await signups.roster(making.tx, klass.id)
    notes = [
        f"{klass.code} · {_unmarked(words.when(voice, klass, making.at))}",
        f"{klass.place} · {making.world.territory.full_name(klass.area)}",
    ]
    if (name := await officers.name(making.tx, making.person.id)) is not None:
        notes.append(voice.plain("Listed by {officer}", officer=name))
    sheet = Sheet(
        voice.plain("Roster"),
        _columns(voice),
        [_row(making, number, one) for number, one in enumerate(listed, 1)],
        klass.topic,
        notes,
        ROW_HEIGHT,
    )
    content = await workbook_in_pages([sheet])
    name_of_file = file_name(voice.plain("Roster"), klass.topic)
    caption = voice.ngettext(
        "🎓 “{topic}”: {n} name. Please use it for this class only.",
        "🎓 “{topic}”: {n} names. Please use it for this class only.",
        len(listed),
        topic=classes_desk.title(klass),
    )
    detail = {"code": klass.code, "names": str(len(listed))}
    act = Act("class.roster", classes.subject(klass.id), detail)
    return Made(File(content, name_of_file, MIME), caption, (act,))


def _unmarked(text: Html) -> str:
    """What a line of a message says, for a cell: none of ours has tags, all is escaped."""
    return unescape(text)


def _columns(voice: Voice) -> Sequence[Column]:
    return (
        Column(voice.plain("No."), 6, Shown.NUMBER),
        Column(voice.plain("Name"), 28),
        Column(voice.plain("Phone"), 16),
        Column(voice.plain("Lives in"), 26),
        Column(voice.plain("Kind of producer"), 20),
        Column(voice.plain("Place in the class"), 20),
        Column(voice.plain("Checked in at"), 18, Shown.MOMENT),
        Column(voice.plain("Signature"), 24, Shown.SIGNATURE),
    )


def _row(turn: Occasion, number: int, one: Listed) -> Sequence[Cell]:
    voice, signup = turn.voice, one.signup
    state = voice.plain(words.STATE_LABELS[signup.state])
    came = words.moment(signup.checked_in_at) if signup.checked_in_at is not None else None
    if one.locked:
        hidden = voice.plain("(has taken the agreement back)")
        return (number, hidden, None, None, None, state, came, None)
    return (
        number,
        signup.name,
        show_phone(one.phone) if one.phone else None,
        turn.world.territory.full_name(one.commune) if one.commune else None,
        voice.plain(label_of(KINDS, one.kind)) if one.kind else None,
        state,
        came,
        None,
    )


SHEET = Export("roster", Right.RUN_CLASSES, _make)

ACTIONS: tuple[OfficerAction, ...] = (
    on("c.names", Right.RUN_CLASSES, CLASS, _names),
    on("c.sheet", Right.RUN_CLASSES, CLASS, _sheet),
)
