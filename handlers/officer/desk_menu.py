"""The officer's own menu: everything her roles let her do, a button each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.menu import back_button, leave
from handlers.officer import acts, desk, questions_desk
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import clip, lines
from locales import N_
from programme.roles import Right, Role, having
from storage import claims, ideas, product_lists, question_lists

Count = Callable[[Turn, Sequence[Role]], Awaitable[int]]


async def _ideas(turn: Turn, roles: Sequence[Role]) -> int:
    return (await ideas.tally(turn.tx, desk.communes(turn, roles), turn.person.id)).new


async def _dossiers(turn: Turn, roles: Sequence[Role]) -> int:
    area = desk.communes(turn, roles)
    tally = await product_lists.tally(turn.tx, area, turn.person.id, turn.now)
    return sum(stage.open for stage in tally)


async def _questions(turn: Turn, roles: Sequence[Role]) -> int:
    areas = questions_desk.areas_of(turn, roles)
    return (await question_lists.tally(turn.tx, areas, turn.person.id)).new


async def _assisted(turn: Turn, roles: Sequence[Role]) -> int:
    return await claims.count_waiting(turn.tx, desk.communes(turn, roles))


@dataclass(frozen=True, slots=True)
class Entry:
    """A button of the desk: shown to those with `right`, it leads where `data` says. `count` is how
    much stands in the list that it opens, by one statement over an index."""

    right: Right
    label: str
    data: str
    count: Count | None = None


DESK: tuple[Entry, ...] = (
    Entry(Right.READ, N_("📋 Ideas"), "o:q:new:0", _ideas),
    Entry(Right.READ, N_("⭐ Dossiers"), "o:p.list:all:0", _dossiers),
    Entry(Right.ANSWER, N_("💬 Questions"), "o:a.list:new:0", _questions),
    Entry(Right.ASSIST, N_("✍️ For others"), "o:h.list:0", _assisted),
    Entry(Right.RUN_CLASSES, N_("🎓 Classes"), "o:c.list:ahead:0"),
    Entry(Right.BROADCAST, N_("📢 Announcements"), "o:b.list:work:0"),
    Entry(Right.RATE, N_("⭐ Result list"), "o:m.new"),
    Entry(Right.REPORT, N_("📊 Report"), "o:s.see"),
    Entry(Right.MANAGE_ROLES, N_("👥 Roles"), "o:r.list:0"),
    Entry(Right.READ_LOG, N_("📜 What was done"), "o:r.log"),
)
"""In the order in which they stand, two in a row."""


async def show(turn: Turn) -> None:
    """Show the desk, or who it is for."""
    leave(turn)
    voice, roles = turn.voice, await acts.roles(turn)
    if not roles:
        turn.show(desk.not_an_officer(voice))
        return
    entries = [entry for entry in DESK if having(roles, entry.right)]
    buttons = [await _button(turn, roles, entry) for entry in entries]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    where = ", ".join(dict.fromkeys(desk.place(turn, role.unit) for role in roles))
    text = lines(
        voice.gettext("🗂 <b>My desk</b>: {place}", place=clip(where, 150)),
        "",
        voice.gettext("What would you like to do?"),
    )
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


async def _button(turn: Turn, roles: Sequence[Role], entry: Entry) -> Button:
    label = turn.voice.plain(entry.label)
    count = await entry.count(turn, having(roles, entry.right)) if entry.count else 0
    return Button(f"{label} ({count})" if count else label, entry.data)


async def _show(update: Update, turn: Turn) -> None:
    await show(turn)


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(_show, r"^m:desk$")]
