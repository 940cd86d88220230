"""What an officer does with an idea: reads it, takes it up or puts it back, accepts or returns."""

import re
from collections.abc import Awaitable, Callable

from handlers.officer import assisted_line, desk, detail, returning
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Turn
from handlers.voice import Voice, clip, lines
from programme.contact import show_phone
from programme.ideas import Action, Actor, may
from programme.roles import Right
from storage import ideas, officers, product_moves
from storage.ideas import Idea

_REST = re.compile(r"([0-9]{1,9})(?::([a-z_]{1,20}))?")


def _needing(
    needs: Action, run: Callable[[Turn, Opened[Idea], str], Awaitable[None]]
) -> Callable[[Turn, Opened[Idea], str], Awaitable[None]]:
    """`run`, for a button made for the idea as it is now, and if the programme allows it there;
    else the officer sees where the idea stands by now. `run` gets what follows the revision."""

    async def checked(turn: Turn, opened: Opened[Idea], rest: str) -> None:
        match, idea = _REST.fullmatch(rest), opened.what
        if (
            match is None
            or match[1] != str(idea.revision)
            or not may(needs, idea.state, Actor.OFFICER)
            or not detail.allowed(turn, needs, idea, opened.roles)
        ):
            await detail.too_late(turn, opened)
            return
        await run(turn, opened, match[2] or "")

    return checked


async def _see(turn: Turn, opened: Opened[Idea], _: str) -> None:
    await detail.open_up(turn, opened.what, opened.roles)


async def _stay(turn: Turn, opened: Opened[Idea], _: str) -> None:
    await detail.show(turn, opened.what, opened.roles)


async def _take_up(turn: Turn, opened: Opened[Idea], _: str) -> None:
    moved = await _move(turn, opened, Action.TAKE_UP)
    if moved is not None:
        turn.toast(turn.voice.plain("This idea is in your hands."))
        await detail.show(turn, moved, opened.roles)


async def _put_back(turn: Turn, opened: Opened[Idea], _: str) -> None:
    moved = await _move(turn, opened, Action.PUT_BACK)
    if moved is not None:
        turn.toast(turn.voice.plain("It is back among those waiting."))
        await _tell_holder(turn, opened.what)
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


async def _ask_accept(turn: Turn, opened: Opened[Idea], _: str) -> None:
    voice, idea = turn.voice, opened.what
    text = voice.gettext(
        "Accept “{product}” from {name}? I tell the farmer at once, and it cannot be undone.",
        product=clip(idea.product, 100),
        name=clip(idea.contact_name or "–", 60),
    )
    rows = [
        [yes(voice.plain("Yes, accept"), f"o:yes:{idea.id}:{idea.revision}")],
        [no(voice.plain("Not yet"), f"o:stay:{idea.id}:{idea.revision}")],
    ]
    turn.show(Screen(text, rows))


async def _accept(turn: Turn, opened: Opened[Idea], _: str) -> None:
    moved = await _move(turn, opened, Action.ACCEPT)
    if moved is None:
        return
    edition = turn.world.editions.of(moved.edition)
    level = opened.roles[0].level.value
    await product_moves.from_idea(turn.tx, moved, edition, turn.person.id, turn.now, level=level)

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

    def say_to_writer(voice: Voice) -> Screen:
        text = voice.gettext(
            "💡 Good news: “{product}”, which you wrote down for {name}, is accepted. Please tell "
            "her.",
            product=clip(moved.product, 60),
            name=clip(moved.contact_name or "–", 40),
        )
        return Screen(text, [[Button(voice.plain("Open it"), f"o:see:{moved.id}")]])

    told = await turn.tell(moved.person_id, say)
    await assisted_line.tell_writer(turn, moved, say_to_writer)
    await detail.show(turn, moved, opened.roles, detail.told_or_call(turn, moved, told))


async def _move(turn: Turn, opened: Opened[Idea], action: Action) -> Idea | None:
    """Do it, or say where the idea stands by now."""
    moved = await ideas.move(turn.tx, opened.what, action, Actor.OFFICER, turn.person.id, turn.now)
    if moved is None:
        await detail.too_late(turn, opened)
    return moved


def _decides(
    name: str, needs: Action, run: Callable[[Turn, Opened[Idea], str], Awaitable[None]]
) -> OfficerAction:
    return on(name, Right.DECIDE_IDEA, desk.IDEA, _needing(needs, run))


ACTIONS: tuple[OfficerAction, ...] = (
    on("see", Right.READ, desk.IDEA, _see),
    on("stay", Right.READ, desk.IDEA, _stay),
    _decides("take", Action.TAKE_UP, _take_up),
    _decides("put", Action.PUT_BACK, _put_back),
    _decides("accept", Action.ACCEPT, _ask_accept),
    _decides("yes", Action.ACCEPT, _accept),
    _decides("return", Action.RETURN, returning.begin),
    _decides("why", Action.RETURN, returning.ready),
)
"""Every button that an officer has on an idea (`o:<name>:<id>:<revision>`). Nothing else acts on
one."""
