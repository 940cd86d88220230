"""The queue: the ideas of an officer's area, those that wait longest first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.commands import on_command
from handlers.menu import back_button, leave
from handlers.officer import acts, desk, dossier_desk, dossier_queue
from handlers.officer.acts import OfficerAction, anywhere
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import Html, clip, lines
from locales import N_
from locales.formats import local_day
from programme.ideas import State
from programme.roles import Right, Role, having
from programme.vietnam_time import day_at
from storage import ideas
from storage.ideas import Idea, Tally

PAGE = 6


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the queue: its states, whether only what the officer holds, what its button says
    and what is said when nothing is in it."""

    key: str
    states: tuple[State, ...]
    mine: bool
    label: str
    empty: str


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        part.key: part
        for part in (
            Part(
                "new",
                (State.SUBMITTED,),
                False,
                N_("Waiting ({n})"),
                N_("Nothing is waiting. I will write as soon as a new idea comes."),
            ),
            Part(
                "mine",
                (State.TAKEN_UP,),
                True,
                N_("With me ({n})"),
                N_("You are not reading any idea now. Choose one among those waiting."),
            ),
            Part(
                "back",
                (State.RETURNED,),
                False,
                N_("Sent back ({n})"),
                N_("No idea is with its farmer to be completed. Look at those waiting."),
            ),
        )
    }
)

_PLACE = re.compile(r"([a-z]+):([0-9]{1,9})")


async def show(turn: Turn, part: Part = PARTS["new"], page: int = 0) -> None:
    """Show a page of the queue, or the last one where there are fewer by now."""
    leave(turn)
    roles = having(await acts.roles(turn), Right.READ)
    if not roles:
        turn.show(desk.not_an_officer(turn.voice))
        return
    area = desk.communes(turn, roles)
    tally = await ideas.tally(turn.tx, area, turn.person.id)
    count = _count(tally, part)
    page = min(page, max(0, (count - 1) // PAGE))
    found = await ideas.queue(
        turn.tx,
        area,
        part.states,
        page * PAGE,
        PAGE,
        turn.person.id if part.mine else None,
    )
    where = ", ".join(desk.place(turn, role.unit) for role in roles)
    voice = turn.voice
    first = page * PAGE + 1
    text = lines(
        voice.gettext("📋 <b>Ideas of {place}</b>", place=clip(where, 100)),
        "",
        *(_line(turn, number, idea) for number, idea in enumerate(found, first)),
        None if found else voice.gettext(part.empty),
    )
    rows = [
        [Button(f"{number}. {clip(idea.product, 40)}", f"o:see:{idea.id}")]
        for number, idea in enumerate(found, first)
    ]
    pager = []
    if page > 0:
        pager.append(Button(voice.plain("◀ Earlier"), f"o:q:{part.key}:{page - 1}"))
    if first + PAGE <= count:
        pager.append(Button(voice.plain("Later ▶"), f"o:q:{part.key}:{page + 1}"))
    if pager:
        rows.append(pager)
    rows.append([_tab(turn, other, tally, other is part) for other in PARTS.values()])
    rows.append([dossier_desk.queue_button(voice), back_button(voice)])
    turn.show(Screen(text, rows))


def _count(tally: Tally, part: Part) -> int:
    return {"new": tally.new, "mine": tally.mine, "back": tally.returned}[part.key]


def _tab(turn: Turn, part: Part, tally: Tally, here: bool) -> Button:
    label = turn.voice.plain(part.label, n=_count(tally, part))
    return Button(f"• {label}" if here else label, f"o:q:{part.key}:0")


def _line(turn: Turn, number: int, idea: Idea) -> Html:
    return turn.voice.gettext(
        "{number}. <b>{product}</b>: {name}, {place}, {waiting}",
        number=number,
        product=clip(idea.product, 40),
        name=clip(idea.contact_name or "–", 30),
        place=desk.place(turn, idea.commune),
        waiting=waiting_time(turn, idea),
    )


def waiting_time(turn: Turn, idea: Idea) -> Html:
    """How long ago an idea was sent, in days on Vietnam's calendar."""
    sent = day_at(idea.submitted_at)
    days = (local_day(turn.at) - sent).days
    if days <= 0:
        return turn.voice.gettext("sent today")
    return turn.voice.ngettext("sent {n} day ago", "sent {n} days ago", days)


async def _show(update: Update, turn: Turn) -> None:
    mine = await acts.roles(turn)
    if mine and not having(mine, Right.DECIDE_IDEA):
        # The secretariat of a council has no ideas to read; its work are the dossiers.
        await dossier_queue.show(turn)
        return
    await show(turn)


async def _page(turn: Turn, roles: tuple[Role, ...], given: str) -> None:
    match = _PLACE.fullmatch(given)
    part = PARTS.get(match[1]) if match else None
    if match is None or part is None:
        turn.toast(turn.voice.plain("This button is from an older message."))
        part = PARTS["new"]
    await show(turn, part, int(match[2]) if match else 0)


ACTIONS: tuple[OfficerAction, ...] = (anywhere("q", Right.READ, _page),)


def handlers() -> list[Handler]:
    return [
        on_command("hangdoi", _show),
        CallbackQueryHandler(_show, r"^m:queue$"),
    ]
