"""The commands: Vietnamese names, English aliases, and what the command menu says of each."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.screen import chat_id_of
from handlers.turn import Handler, Turn
from handlers.voice import Voice
from locales import N_
from storage.outbox import Call, Lane


@dataclass(frozen=True, slots=True)
class Command:
    """One command under its two names; what the `officer` ones lead to is checked there."""

    vi: str
    en: str
    description: str
    officer: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.vi,) if self.vi == self.en else (self.vi, self.en)


# In the order of the command menu. What does not work yet is not here.
COMMANDS = (
    Command("hangdoi", "queue", N_("The ideas that wait for you"), officer=True),
    Command("baocao", "report", N_("The report of my area"), officer=True),
    Command("menu", "menu", N_("Everything I can do for you")),
    Command("ytuong", "idea", N_("Send a product idea")),
    Command("trangthai", "status", N_("How my products and ideas are doing")),
    Command("chamdiem", "selfcheck", N_("Count the stars my product could get")),
    Command("taphuan", "training", N_("Training classes: sign up, see my seat")),
    Command("thongbao", "news", N_("News from the officers")),
    Command("hoicanbo", "ask", N_("Ask an officer")),
    Command("hoso", "profile", N_("My information: see it, correct it")),
    Command("rieng_tu", "privacy", N_("What is kept about me; take it along, erase it")),
    Command("ngonngu", "language", N_("Tiếng Việt or English")),
    Command("trogiup", "help", N_("Help with where I am now")),
    Command("huy", "cancel", N_("Stop what I am doing and go back to the menu")),
    Command("start", "start", N_("Start")),
)
_BY_NAME = {command.vi: command for command in COMMANDS}


Callback = Callable[[Update, Turn], Coroutine[Any, Any, None]]


def on_command(vi: str, callback: Callback) -> Handler:
    """The handler of a command, by its Vietnamese name, under all its names. KeyError if the
    table has no such command. An edited message commands nothing."""
    return CommandHandler(_BY_NAME[vi].names, callback, filters.UpdateType.MESSAGE)


def commands_for(voice: Voice, *, officer: bool) -> list[dict[str, str]]:
    """The `commands` of setMyCommands in the voice's language."""
    return [
        {
            "command": command.en if voice.language == "en" else command.vi,
            "description": voice.plain(command.description),
        }
        for command in COMMANDS
        if officer or not command.officer
    ]


def refresh(turn: Turn, *, officer: bool | None = None) -> None:
    """Give the chat the command menu of its person's language and role; `officer` says which role
    where this very update changes it."""
    role = turn.is_officer if officer is None else officer
    params: dict[str, object] = {
        "commands": commands_for(turn.voice, officer=role),
        "scope": scope_of(turn.chat_id),
    }
    turn.call(Call("setMyCommands", params), Lane.ANSWER)


def forget(turn: Turn) -> None:
    """Give the chat back the command menu that everybody has."""
    turn.call(Call("deleteMyCommands", {"scope": scope_of(turn.chat_id)}), Lane.ANSWER)


def scope_of(chat_id: str) -> dict[str, object]:
    """The BotCommandScope of one chat."""
    return {"type": "chat", "chat_id": chat_id_of(chat_id)}
