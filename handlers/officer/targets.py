"""Targets: what a unit has promised for a year, so that reports can say how far it is."""

import re
from datetime import datetime

from handlers import form
from handlers.fields import Custom, Step
from handlers.form_model import Form, Forms
from handlers.menu import back_button
from handlers.officer import acts, desk, report
from handlers.officer.acts import OfficerAction, anywhere
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice
from locales import N_
from programme.reporting import Period, Promise
from programme.roles import Right, Role, having
from programme.text import clean
from storage import reports
from storage.drafts import Answer, Draft

MOST = 10_000
UNIT, YEAR = "*unit", "*year"
"""Under these keys the draft notes for which unit and year."""

_DATA = re.compile(r"([a-z0-9]{1,12}):(20[0-9]{2})")
_NUMBER = re.compile(r"\D*(\d{1,6})\D*")


def _read(voice: Voice, typed: str, _: datetime) -> Answer | Html:
    match = _NUMBER.fullmatch(clean(typed).replace(".", ""))
    if match is None or int(match[1]) > MOST:
        return voice.gettext("How many products? Please type a number, for example 10.")
    return int(match[1])


def _fits(answer: Answer) -> bool:
    return isinstance(answer, int) and 0 <= answer <= MOST


def _say(voice: Voice, answer: Answer) -> str:
    return str(answer)


HOW_MANY = Custom(_read, _fits, _say, N_("Type a number, for example: 10."))


def _may(turn: Turn, roles: tuple[Role, ...], unit: str) -> bool:
    covers = turn.world.territory.covers
    mine = (role for role in roles if role.level in report.SETS_TARGETS)
    return any(covers(role.unit, unit) for role in mine)


async def _begin(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    match = _DATA.fullmatch(given)
    if match is None:
        turn.toast(turn.voice.plain("This button is from an older message."))
        await report.begin(turn)
        return
    if not _may(turn, roles, match[1]):
        acts.refuse(turn)
        return
    await form.begin(turn, FORM, {UNIT: match[1], YEAR: int(match[2])})


async def _preface(turn: Turn, draft: Draft) -> Html | None:
    return turn.voice.gettext(
        "Targets of {place} for {year}",
        place=desk.place(turn, str(draft.answers.get(UNIT))),
        year=draft.answers.get(YEAR),
    )


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    """Note the targets down, if the unit is still the officer's."""
    answers = draft.answers
    unit, year, new, again = (answers.get(key) for key in (UNIT, YEAR, "new", "again"))
    roles = having(await acts.roles(turn), Right.REPORT)
    numbers = isinstance(year, int) and isinstance(new, int) and isinstance(again, int)
    if not isinstance(unit, str) or not numbers or not _may(turn, roles, unit):
        acts.refuse(turn)
        await report.begin(turn)
        return
    made = Promise(unit, int(str(new)), int(str(again)))
    period = Period(int(str(year)))
    reports.promise(turn.tx, made, period.year, turn.person.id, turn.now)
    voice = turn.voice
    text = voice.gettext(
        "📊 Noted: {place}, {year}: {new} new products, {again} certified again.",
        place=desk.place(turn, unit),
        year=period.year,
        new=made.new,
        again=made.again,
    )
    see = Button(voice.plain("See the report"), f"o:s.see:{unit}:{period.key}")
    turn.show(Screen(text, [[see], [back_button(voice)]]))


FORM = Form(
    name="targets",
    version=1,
    emoji="📊",
    title=N_("the targets"),
    steps=(
        Step(
            "new",
            HOW_MANY,
            N_("How many products shall get their <b>first certificate</b> in the year?"),
            N_("First certificates"),
            "10",
        ),
        Step(
            "again",
            HOW_MANY,
            N_("How many products shall be <b>certified again</b> in the year?"),
            N_("Certified again"),
            "20",
        ),
    ),
    sends=False,
    finish=_finish,
    enter=report.begin,
    send=N_("Note it down"),
    preface=_preface,
    check=N_("{emoji} <b>Are these the targets?</b>"),
    ways=N_("Press a button to change it, or note it down."),
)

ACTIONS: tuple[OfficerAction, ...] = (anywhere("s.aim", Right.REPORT, _begin),)
