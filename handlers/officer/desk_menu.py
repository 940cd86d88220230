"""The officer's own menu: everything her roles let her do, a button each."""

from dataclasses import dataclass

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.menu import back_button, leave
from handlers.officer import acts, desk
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import clip, lines
from locales import N_
from programme.roles import Right, having


@dataclass(frozen=True, slots=True)
class Entry:
    """A button of the desk: shown to those with `right`, it leads where `data` says."""

    right: Right
    label: str
    data: str


DESK: tuple[Entry, ...] = (
    Entry(Right.READ, N_("📋 Ideas"), "o:q:new:0"),
    Entry(Right.READ, N_("⭐ Dossiers"), "o:p.list:all:0"),
    Entry(Right.ANSWER, N_("💬 Questions"), "o:a.list:new:0"),
    Entry(Right.ASSIST, N_("✍️ For others"), "o:h.list:0"),
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
    buttons = [Button(voice.plain(entry.label), entry.data) for entry in entries]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    where = ", ".join(dict.fromkeys(desk.place(turn, role.unit) for role in roles))
    text = lines(
        voice.gettext("🗂 <b>My desk</b>: {place}", place=clip(where, 150)),
        "",
        voice.gettext("What would you like to do?"),
    )
    turn.show(Screen(text, [*rows, [back_button(voice)]]))


async def _show(update: Update, turn: Turn) -> None:
    await show(turn)


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(_show, r"^m:desk$")]
