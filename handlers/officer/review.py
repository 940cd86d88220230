"""What an officer does with an idea: reads it, takes it up or puts it back, accepts or returns."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.menu import leave
from handlers.officer import desk, detail, returning
from handlers.officer.desk import Opened
from handlers.screen import Button, Screen
from handlers.turn import Handler, Turn
from handlers.voice import Voice, clip, lines
from programme.contact import show_phone
from programme.ideas import Action, Actor, may
from storage import ideas, officers
from storage.ideas import Idea


@dataclass(frozen=True, slots=True)
class OfficerAction:
    """A button on an idea, `o:<name>:<id>:<revision>`. `needs` is what the programme must allow
    the officer at the press; without it the button only shows something."""

    run: Callable[[Turn, Opened, str], Awaitable[None]]
    needs: Action | None = None


async def _see(turn: Turn, opened: Opened, _: str) -> None:
    await detail.open_up(turn, opened.idea, opened.roles)


async def _stay(turn: Turn, opened: Opened, _: str) -> None:
    await detail.show(turn, opened.idea, opened.roles)


async def _take_up(turn: Turn, opened: Opened, _: str) -> None:
    moved = await _move(turn, opened, Action.TAKE_UP)
    if moved is not None:
        turn.toast(turn.voice.plain("This idea is in your hands."))
        await detail.show(turn, moved, opened.roles)


async def _put_back(turn: Turn, opened: Opened, _: str) -> None:
    moved = await _move(turn, opened, Action.PUT_BACK)
    if moved is not None:
        turn.toast(turn.voice.plain("It is back among those waiting."))
        await _tell_holder(turn, opened.idea)
        await detail.show(turn, moved, opened.roles)


async def _tell_holder(turn: Turn, before: Idea) -> None:
    """Tell the officer who held an idea that a colleague above has put it back in her place."""
    holder = before.officer_id
    if holder is None or holder == turn.person.id:
        return
    name = await officers.name(turn.tx, turn.person.id)

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "📋 {officer} has put “{product}” back among those waiting, in your place.",
            officer=clip(name, 40) if name else voice.plain("Another officer"),
            product=clip(before.product, 60),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:see:{before.id}")]])

    await turn.tell(holder, say)


async def _ask_accept(turn: Turn, opened: Opened, _: str) -> None:
    voice, idea = turn.voice, opened.idea
    text = voice.gettext(
        "Accept “{product}” from {name}? I tell the farmer at once, and it cannot be undone.",
        product=clip(idea.product, 100),
        name=clip(idea.contact_name or "–", 60),
    )
    rows = [
        [Button(voice.plain("Yes, accept"), f"o:yes:{idea.id}:{idea.revision}")],
        [Button(voice.plain("Not yet"), f"o:stay:{idea.id}:{idea.revision}")],
    ]
    turn.show(Screen(text, rows))


async def _accept(turn: Turn, opened: Opened, _: str) -> None:
    moved = await _move(turn, opened, Action.ACCEPT)
    if moved is None:
        return

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext(
                "💡 Good news: your idea “{product}” is accepted.", product=clip(moved.product, 60)
            ),
            "",
            voice.gettext(
                "Now the Farmers' Union chooses among the accepted ideas. If yours is chosen, "
                "people come to your place to advise you. Keep {phone} switched on.",
                phone=show_phone(moved.contact_phone)
                if moved.contact_phone
                else voice.plain("your phone"),
            ),
        )
        return Screen(text, [[Button(voice.plain("See it"), f"i:see:{moved.id}")]])

    told = await turn.tell(moved.person_id, say)
    await detail.show(turn, moved, opened.roles, detail.told_or_call(turn, moved, told))


async def _move(turn: Turn, opened: Opened, action: Action) -> Idea | None:
    """Do it, or say where the idea stands by now."""
    moved = await ideas.move(turn.tx, opened.idea, action, Actor.OFFICER, turn.person.id, turn.now)
    if moved is None:
        await detail.too_late(turn, opened)
    return moved


ACTIONS: Mapping[str, OfficerAction] = MappingProxyType(
    {
        "see": OfficerAction(_see),
        "stay": OfficerAction(_stay),
        "take": OfficerAction(_take_up, Action.TAKE_UP),
        "put": OfficerAction(_put_back, Action.PUT_BACK),
        "accept": OfficerAction(_ask_accept, Action.ACCEPT),
        "yes": OfficerAction(_accept, Action.ACCEPT),
        "return": OfficerAction(returning.begin, Action.RETURN),
        "why": OfficerAction(returning.ready, Action.RETURN),
    }
)
"""Every button that an officer has on an idea. Nothing else acts on one."""

_DATA = re.compile(r"o:([a-z]+):([0-9]{1,18})(?::([0-9]{1,9}))?(?::([a-z_]{1,20}))?")
_PATTERN = rf"^o:({'|'.join(ACTIONS)})(:|$)"


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    found = await desk.find(turn, int(match[2])) if match else None
    if match is None or found is None:
        desk.refuse(turn)
        return
    action = ACTIONS[match[1]]
    needs, idea = action.needs, found.idea
    if needs is not None and not (
        match[3] == str(idea.revision)
        and may(needs, idea.state, Actor.OFFICER)
        and detail.allowed(turn, needs, idea, found.roles)
    ):
        await detail.too_late(turn, found)
        return
    leave(turn)
    await action.run(turn, found, match[4] or "")


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(_press, _PATTERN)]
