"""The report: an officer's area in figures, for a quarter or a year, by the press of a button."""

import asyncio
import re
from dataclasses import dataclass

from telegram import Update

from handlers import exports
from handlers.commands import on_command
from handlers.exports import Act, Export, Made, Making
from handlers.files import PNG, File
from handlers.menu import back_button, leave
from handlers.occasion import Occasion
from handlers.officer import acts, desk, report_words
from handlers.officer.acts import OfficerAction, anywhere
from handlers.officer.report_picture import draw
from handlers.officer.report_sheets import sheets
from handlers.screen import Button, Screen
from handlers.sheets import MIME, file_name, workbook_in_pages
from handlers.turn import Handler, Turn
from handlers.voice import clip, lines
from locales.formats import local_day
from programme.reporting import (
    FIRST_YEAR,
    Line,
    Period,
    Report,
    parse_period,
    periods,
    periods_of,
)
from programme.roles import Level, Right, Role, having
from programme.units import Unit
from storage import reports

PAGE = 8
SETS_TARGETS = (Level.PROVINCE, Level.SECRETARY)
_DATA = re.compile(r"([a-z0-9]{1,12}):(20[0-9]{2}(?:q[1-4])?)(?::([0-9]{1,6}))?")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report: of a unit within the officer's area, and for which time."""

    unit: Unit
    period: Period
    page: int = 0

    @property
    def key(self) -> str:
        return f"{self.unit.code}:{self.period.key}"


async def asked(turn: Turn, roles: tuple[Role, ...], given: str) -> Asked | None:
    """What a button asks for. None if it is no report, where the first one is shown instead, or of
    a unit outside the area, which is refused."""
    which = _parsed(turn, given)
    if which is None:
        if _DATA.fullmatch(given):
            # The unit is none of today's.
            acts.refuse(turn)
            return None
        if given:
            turn.toast(turn.voice.plain("This button is from an older message."))
        await begin(turn)
        return None
    if not _within(turn, roles, which):
        acts.refuse(turn)
        return None
    return which


def _parsed(turn: Occasion, given: str) -> Asked | None:
    match = _DATA.fullmatch(given)
    period = parse_period(match[2]) if match else None
    unit = turn.world.territory.unit(match[1]) if match else None
    if match is None or period is None or unit is None:
        return None
    return Asked(unit, period, int(match[3] or 0))


def _within(turn: Occasion, roles: tuple[Role, ...], which: Asked) -> bool:
    covers = turn.world.territory.covers
    return any(covers(role.unit, which.unit.code) for role in roles)


async def count(turn: Occasion, which: Asked) -> Report:
    """Count a report, at this moment."""
    territory, code = turn.world.territory, which.unit.code
    communes = [unit.code for unit in territory.communes_of(code)]
    areas = [area for area in territory.units if territory.covers(code, area)]
    return await reports.report(turn.tx, code, which.period, communes, areas, local_day(turn.at))


async def _show(turn: Turn, which: Asked, roles: tuple[Role, ...]) -> None:
    voice, key = turn.voice, which.key
    made = await count(turn, which)
    rows = [
        [
            Button(voice.plain("🖼 As a picture"), f"o:s.picture:{key}"),
            Button(voice.plain("📄 As a spreadsheet"), f"o:s.sheet:{key}"),
        ]
    ]
    if which.unit.level != "commune":
        rows.append([Button(voice.plain("Commune by commune"), f"o:s.list:{key}:0")])
    if _sets_targets(turn, roles, which.unit.code):
        target = voice.plain("🎯 Set the targets")
        rows.append([Button(target, f"o:s.aim:{which.unit.code}:{which.period.year}")])
    shown = periods(local_day(turn.at))
    rows += [
        [
            Button(
                ("• " if period == which.period else "") + report_words.period(voice, period),
                f"o:s.see:{which.unit.code}:{period.key}",
            )
            for period in pair
        ]
        for pair in (shown[:2], shown[2:])
    ]
    rows.append([Button(voice.plain("📅 Another time"), f"o:s.when:{key}")])
    mine = dict.fromkeys(role.unit for role in roles)
    rows += [
        [Button(clip(desk.place(turn, unit), 30), f"o:s.see:{unit}:{which.period.key}")]
        for unit in mine
        if unit != which.unit.code
    ][:4]
    rows.append([desk.desk_button(voice), back_button(voice)])
    turn.show(Screen(report_words.text(turn, made), rows))


def _sets_targets(turn: Turn, roles: tuple[Role, ...], unit: str) -> bool:
    """Whether some roles let their holder note down what a unit has promised."""
    covers = turn.world.territory.covers
    return any(role.level in SETS_TARGETS and covers(role.unit, unit) for role in roles)


async def begin(turn: Turn) -> None:
    """Show the report of the officer's first area for this quarter, or say who it is for."""
    leave(turn)
    roles = having(await acts.roles(turn), Right.REPORT)
    if not roles:
        turn.show(desk.not_an_officer(turn.voice))
        return
    unit = turn.world.territory.unit(roles[0].unit)
    if unit is None:
        acts.refuse(turn)
        return
    await _show(turn, Asked(unit, periods(local_day(turn.at))[0]), roles)


async def _see(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    which = await asked(turn, roles, given)
    if which is None:
        return
    await _show(turn, which, roles)


async def _when(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """Offer the quarters of a year, and the years beside it; the year stands behind the report
    from which she came."""
    which = await asked(turn, roles, given)
    if which is None:
        return
    voice, today = turn.voice, local_day(turn.at)
    year = min(max(which.page or which.period.year, FIRST_YEAR), today.year)
    whole, *quarters = [
        Button(
            ("• " if period == which.period else "") + report_words.period(voice, period),
            f"o:s.see:{which.unit.code}:{period.key}",
        )
        for period in periods_of(year, today)
    ]
    beside = [
        Button(label, f"o:s.when:{which.key}:{other}")
        for label, other in ((f"◀ {year - 1}", year - 1), (f"{year + 1} ▶", year + 1))
        if periods_of(other, today)
    ]
    text = lines(
        voice.gettext("📅 <b>Which time?</b>"),
        voice.gettext("For the report of {place}.", place=desk.place(turn, which.unit.code)),
    )
    rows = [quarters[:2], quarters[2:], [whole], beside]
    rows.append([Button(voice.plain("Back to the report"), f"o:s.see:{which.key}")])
    turn.show(Screen(text, [*(row for row in rows if row), [back_button(voice)]]))


async def _list(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    """The communes of an area, a line each."""
    which = await asked(turn, roles, given)
    if which is None:
        return
    voice, made = turn.voice, await count(turn, which)
    page = min(which.page, max(0, (len(made.lines) - 1) // PAGE))
    first = page * PAGE
    shown = made.lines[first : first + PAGE]
    text = lines(
        report_words.title(turn, made),
        "",
        *(_commune(turn, number, line) for number, line in enumerate(shown, first + 1)),
    )
    buttons = [
        Button(
            clip(desk.place(turn, line.commune), 24),
            f"o:s.see:{line.commune}:{which.period.key}",
        )
        for line in shown
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:s.list:{which.key}:{page - 1}"))
    if first + PAGE < len(made.lines):
        pager.append(Button(voice.plain("Later ▶"), f"o:s.list:{which.key}:{page + 1}"))
    if pager:
        rows.append(pager)
    rows.append([Button(voice.plain("Back to the report"), f"o:s.see:{which.key}")])
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


def _commune(turn: Turn, number: int, line: Line) -> str:
    return turn.voice.gettext(
        "{number}. <b>{place}</b>: ideas {ideas}, on their way {under_way}, certified {certified}",
        number=number,
        place=desk.place(turn, line.commune),
        ideas=line.received,
        under_way=line.under_way,
        certified=line.certified,
    )


async def _picture(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    which = await asked(turn, roles, given)
    if which is None:
        return
    await exports.ask(turn, PICTURE, which.key)


async def _sheet(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    which = await asked(turn, roles, given)
    if which is not None:
        await exports.ask(turn, SHEET, which.key)


async def _make(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    which = _parsed(making, given)
    if which is None or not _within(making, roles, which):
        return None
    made = await count(making, which)
    content = await workbook_in_pages(sheets(making, made))
    name = file_name("bao-cao", desk.place(making, made.area), made.period.key)
    act = Act("report.export", f"unit:{made.area}", {"period": made.period.key})
    return Made(File(content, name, MIME), None, (act,))


async def _make_picture(making: Making, roles: tuple[Role, ...], given: str) -> Made | None:
    which = _parsed(making, given)
    if which is None or not _within(making, roles, which):
        return None
    made = await count(making, which)
    name = file_name("bao-cao", desk.place(making, made.area), made.period.key, ending="png")
    return Made(File(await asyncio.to_thread(draw, making, made), name, PNG))


PICTURE = Export("report.picture", Right.REPORT, _make_picture, quick=True, failed=exports.not_made)
SHEET = Export("report", Right.REPORT, _make)


async def _command(update: Update, turn: Turn) -> None:
    await begin(turn)


ACTIONS: tuple[OfficerAction, ...] = (
    anywhere("s.see", Right.REPORT, _see),
    anywhere("s.when", Right.REPORT, _when),
    anywhere("s.list", Right.REPORT, _list),
    anywhere("s.picture", Right.REPORT, _picture),
    anywhere("s.sheet", Right.REPORT, _sheet),
)


def handlers() -> list[Handler]:
    return [on_command("baocao", _command)]
