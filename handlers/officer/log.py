"""The log of acts: what was done in the province, by whom and when. For administrators."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers import form
from handlers.fields import Step, Text
from handlers.form_model import Form, Forms
from handlers.menu import back_button
from handlers.officer import acts, log_words
from handlers.officer.acts import OfficerAction, anywhere
from handlers.officer.roles import not_yours, units_of
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, clip, lines
from locales import N_
from locales.formats import format_moment
from programme.roles import Right, Role, having
from storage import act_log, held_roles
from storage.act_log import Filter
from storage.acts import Act
from storage.drafts import Draft
from storage.people import PersonId

DAY = 24 * 60 * 60 * 1000
PAGE = 7
WEEK, MONTH, YEAR = 7, 30, 365
DAYS = {
    1: N_("1 day"),
    WEEK: N_("7 days"),
    MONTH: N_("30 days"),
    YEAR: N_("1 year"),
    0: N_("All days"),
}
_DATA = re.compile(
    r"([0-9]{1,3}):([a-z]{1,12}):([0-9]{1,18}):([0-9]{1,6})(?::([a-z]{1,12}:[0-9]{1,18}))?"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; it travels in the buttons. 0 days and person 0 are all of them."""

    days: int = MONTH
    kind: str = "all"
    person: int = 0
    page: int = 0
    subject: str = ""

    @property
    def key(self) -> str:
        """All of it in a short text."""
        end = f":{self.subject}" if self.subject else ""
        return f"{self.days}:{self.kind}:{self.person}:{self.page}{end}"

    def data(self, name: str = "o:r.log") -> str:
        """Callback data that asks for this."""
        return f"{name}:{self.key}"

    def filter(self, now: int) -> Filter:
        return Filter(
            now - self.days * DAY if self.days else 0,
            self.kind if self.kind in act_log.KINDS else None,
            PersonId(self.person) if self.person else None,
            self.subject or None,
        )


def parse(given: str) -> Wanted | None:
    """Read a `key`; None if it is none."""
    match = _DATA.fullmatch(given)
    if match is None or int(match[1]) not in DAYS or match[2] not in ("all", *act_log.KINDS):
        return None
    return Wanted(int(match[1]), match[2], int(match[3]), int(match[4]), match[5] or "")


async def _log(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    wanted = parse(given)
    if wanted is None and given:
        turn.toast(turn.voice.plain("This button is from an older message."))
    await show(turn, roles, wanted or Wanted())


async def show(turn: Turn, roles: Sequence[Role], wanted: Wanted) -> None:
    """Show a page of the log, with the buttons that narrow it down."""
    voice = turn.voice
    found = await act_log.listed(
        turn.tx,
        units_of(turn, roles),
        wanted.filter(turn.now),
        PAGE + 1,
        wanted.page * PAGE,
    )
    here = found[:PAGE]
    names = await log_words.who(turn, here)
    titled = await log_words.titles(turn, here)
    text = lines(
        voice.gettext("📜 <b>What was done</b>"),
        await _narrowed(turn, wanted, names, roles),
        "",
        *(_line(turn, act, names[act.person_id], titled) for act in here),
        None if here else voice.gettext("Nothing that fits. Choose more days or everything."),
    )
    turn.show(Screen(text, _rows(turn, wanted, more=len(found) > PAGE)))


async def _narrowed(
    turn: Turn, wanted: Wanted, names: Mapping[int, str], roles: Sequence[Role]
) -> Html | None:
    """To whom or what the list is narrowed down. Only who has a role here, or did what is listed,
    is called by name: the number in a button may be anybody's."""
    voice = turn.voice
    if wanted.person:
        here = await held_roles.in_units(turn.tx, units_of(turn, roles))
        name = names.get(wanted.person) or next(
            (held.name for held in here if held.person_id == wanted.person), None
        )
        return voice.gettext("Only by: {name}", name=clip(name or f"{wanted.person}", 60))
    if not wanted.subject:
        return None
    return voice.gettext("Only about: {what}", what=await log_words.subject(turn, wanted.subject))


def _line(turn: Turn, act: Act, name: str, titled: Mapping[str, str]) -> Html:
    return turn.voice.gettext(
        "• {when}: <b>{name}</b> {done} ({about})",
        when=format_moment(log_words.moment(act), turn.at, turn.voice.language),
        name=clip(name, 24),
        done=log_words.done(turn.voice, act),
        about=clip(log_words.about(turn, act, titled), 40),
    )


def _rows(turn: Turn, wanted: Wanted, *, more: bool) -> list[list[Button]]:
    voice, first = turn.voice, replace(wanted, page=0)
    days = [
        Button(_marked(voice.plain(label), n == wanted.days), replace(first, days=n).data())
        for n, label in DAYS.items()
    ]
    labels = {"all": N_("Everything")} | dict(log_words.KINDS)
    kinds = [
        Button(_marked(voice.plain(label), kind == wanted.kind), replace(first, kind=kind).data())
        for kind, label in labels.items()
    ]
    pager = []
    if wanted.page > 0:
        pager.append(Button(voice.plain("◀ Newer"), replace(wanted, page=wanted.page - 1).data()))
    if more:
        pager.append(Button(voice.plain("Older ▶"), replace(wanted, page=wanted.page + 1).data()))
    rows = [pager] if pager else []
    rows += [days[:3], days[3:], kinds[:3], kinds[3:6], kinds[6:]]
    if wanted.person or wanted.subject:
        whole = replace(first, person=0, subject="")
        rows.append([Button(voice.plain("By everybody, about everything"), whole.data())])
    rows.append(
        [
            Button(voice.plain("🔎 By a code"), "o:r.code"),
            Button(voice.plain("📥 As a file"), first.data("o:r.file")),
        ]
    )
    return [*rows, [back_button(voice)]]


def _marked(label: str, here: bool) -> str:
    return f"• {label}" if here else label


async def _code(turn: Turn, roles: tuple[Role, ...], _: str) -> None:
    await form.begin(turn, BY_CODE)


async def _typed(turn: Turn, draft: Draft, forms: Forms) -> None:
    mine = having(await acts.roles(turn), Right.READ_LOG)
    if not mine:
        acts.refuse(turn)
        turn.show(not_yours(turn))
        return
    subject = await log_words.subject_of(turn, str(draft.answers.get("code")))
    if subject is None:
        turn.show(
            Screen(
                turn.voice.gettext(
                    "I find no idea and no dossier of this code. Please look at it again."
                ),
                [
                    [Button(turn.voice.plain("🔎 By a code"), "o:r.code")],
                    [Button(turn.voice.plain("📜 What was done"), Wanted().data())],
                    [back_button(turn.voice)],
                ],
            )
        )
        return
    await show(turn, mine, Wanted(days=0, subject=subject))


async def _enter(turn: Turn) -> None:
    mine = having(await acts.roles(turn), Right.READ_LOG)
    if mine:
        await show(turn, mine, Wanted())
    else:
        turn.show(not_yours(turn))


BY_CODE = Form(
    name="log_code",
    version=1,
    emoji="🔎",
    title=N_("the search in the log"),
    steps=(
        Step(
            "code",
            Text(least=4, most=40),
            N_("<b>Which code?</b> Type that of an idea or a dossier."),
            N_("Code"),
            N_("YT-2026-00012"),
        ),
    ),
    sends=False,
    finish=_typed,
    enter=_enter,
    review=False,
)

ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("r.log", Right.READ_LOG, _log),
    anywhere("r.code", Right.READ_LOG, _code),
)
"""Every button of the log: `o:<name>:<days>:<kind>:<person>:<page>[:<subject>]`."""
