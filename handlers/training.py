"""Training classes (/taphuan): find one, keep a seat or wait for one, give it back."""

import re
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import (
    ask,
    training_feedback,
    training_files,
    training_join,
    training_line,
    training_screen,
)
from handlers import training_words as words
from handlers.commands import on_command
from handlers.menu import leave
from handlers.screen import Button, Screen, no, yes
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice, clip, lines
from programme import seats
from programme.seats import ACTIVE, State
from storage import classes, signups
from storage.classes import TrainingClass
from storage.signups import Moved, Signup

_DATA = re.compile(r"c:([a-z]+):([0-9]{1,18})(?::([1-5]))?")


async def show(turn: Turn) -> None:
    """Show the classes: none, the only one, or a list."""
    leave(turn)
    mine, others = await training_screen.open_to(turn)
    everything = [*mine, *others]
    if len(everything) == 1:
        await show_class(turn, everything[0].id)
    else:
        await _list(turn, 0)


async def _list(turn: Turn, page: int) -> None:
    mine, others = await training_screen.open_to(turn)
    if not mine and not others:
        turn.show(training_screen.none_screen(turn.voice))
        return
    turn.show(await training_screen.list_screen(turn, mine, others, page))


async def show_class(turn: Turn, class_id: int, intro: Html | None = None) -> None:
    """Show one class, `intro` above it."""
    klass = await classes.one(turn.tx, class_id)
    if klass is None:
        _unknown(turn)
        return
    turn.show(await training_screen.class_screen(turn, klass, intro))


def _unknown(turn: Turn) -> None:
    turn.toast(turn.voice.plain("I do not find this class."))


# Giving back


async def _ask_leave(turn: Turn, klass: TrainingClass) -> None:
    """Ask whether to give a place back; of several, ask whose."""
    mine = await signups.of_person_in(turn.tx, klass.id, turn.person.id)
    active = [signup for signup in mine if signup.state in ACTIVE]
    if not active or seats.closed(klass.room, turn.now) is not None:
        await _too_late(turn, klass.id)
    elif len(active) == 1:
        await _confirm(turn, klass, active[0])
    else:
        voice = turn.voice
        text = voice.gettext(
            "🎓 Who cannot come to “{topic}”? Press the name.", topic=words.topic(klass)
        )
        rows = [[Button(clip(one.name, 40), f"c:ask:{one.id}")] for one in active]
        rows.append([Button(voice.plain("Everybody comes"), f"c:see:{klass.id}")])
        turn.show(Screen(text, rows))


async def _confirm(turn: Turn, klass: TrainingClass, signup: Signup) -> None:
    voice = turn.voice
    if signup.state is State.WAITING:
        text = voice.gettext(
            "Shall {name} wait no longer for a seat in “{topic}”?",
            name=clip(signup.name, 40),
            topic=words.topic(klass),
        )
        agreed = voice.plain("Yes, stop waiting")
    else:
        text = voice.gettext(
            "Give back the seat of {name} in “{topic}”?",
            name=clip(signup.name, 40),
            topic=words.topic(klass),
        )
        agreed = voice.plain("Yes, give it back")
    if await _others_wait(turn, signup):
        if signup.state is not State.WAITING:
            text = lines(text, voice.gettext("I offer it to the next in line."))
        text = lines(text, voice.gettext("Who signs up again later stands at the end of the line."))
    rows = [
        [yes(agreed, f"c:gone:{signup.id}")],
        [no(voice.plain("No, keep it"), f"c:see:{klass.id}")],
    ]
    turn.show(Screen(text, rows))


async def _others_wait(turn: Turn, signup: Signup) -> bool:
    """Whether who gives this place back and signs up again has to wait behind others."""
    if signup.state is State.WAITING:
        return True
    counts = (await signups.tally(turn.tx, [signup.class_id])).get(signup.class_id)
    return counts is not None and counts.waiting > 0


async def _give_back(turn: Turn, signup: Signup) -> None:
    if signup.state not in ACTIVE:
        await _too_late(turn, signup.class_id)
        return
    waited = signup.state is State.WAITING
    others = await _others_wait(turn, signup)
    moved = await signups.leave(turn.tx, signup.id, turn.person.id, turn.now)
    if moved is None:
        await _too_late(turn, signup.class_id)
        return
    await training_line.tell_others(turn.post, moved)
    await show_class(turn, signup.class_id, _given_back(turn.voice, signup, waited, others))


def _given_back(voice: Voice, signup: Signup, waited: bool, others: bool) -> Html:
    """What follows; `others` may wait for a seat of the class."""
    name = clip(signup.name, 40)
    if waited:
        said = voice.gettext("{name} waits no longer.", name=name)
    elif others:
        said = voice.gettext(
            "The seat of {name} is given back. Another one will be glad of it.", name=name
        )
    else:
        said = voice.gettext("The seat of {name} is given back.", name=name)
    if others:
        again = voice.gettext(
            "Did you change your mind? You may sign up again, at the end of the line."
        )
    else:
        again = voice.gettext("There are seats left: sign up again if you change your mind.")
    return lines(said, again)


async def _ask_one(turn: Turn, signup: Signup) -> None:
    klass = await classes.one(turn.tx, signup.class_id)
    if klass is None or signup.state not in ACTIVE or seats.closed(klass.room, turn.now):
        await _too_late(turn, signup.class_id)
    else:
        await _confirm(turn, klass, signup)


# A seat that is offered


async def _take(turn: Turn, signup: Signup) -> None:
    if signup.state is not State.OFFERED:
        await _too_late(turn, signup.class_id)
        return
    moved = await signups.accept(turn.tx, signup.id, turn.person.id, turn.now)
    if moved is None:
        await _over(turn, signup)
        return
    await training_line.tell_others(turn.post, moved)
    intro = training_join.have_a_seat(turn, moved.klass, moved.mine)
    await show_class(turn, signup.class_id, intro)


async def _decline(turn: Turn, signup: Signup) -> None:
    if signup.state is not State.OFFERED:
        await _too_late(turn, signup.class_id)
        return
    moved: Moved | None = await signups.leave(turn.tx, signup.id, turn.person.id, turn.now)
    if moved is None:
        await _over(turn, signup)
        return
    await training_line.tell_others(turn.post, moved)
    thanks = turn.voice.gettext("Thank you for telling me. The seat goes to the next in line.")
    await show_class(turn, signup.class_id, thanks)


async def _over(turn: Turn, signup: Signup) -> None:
    """The time of the offer is over, though nobody has settled the line yet."""
    await training_line.settle(turn.post, signup.class_id)
    await _too_late(turn, signup.class_id)


async def _too_late(turn: Turn, class_id: int) -> None:
    """The button came from an older state: say so and show the present one."""
    turn.toast(turn.voice.plain("This has changed since. Here is how it stands now."))
    await show_class(turn, class_id)


async def _see(turn: Turn, klass: TrainingClass) -> None:
    await show_class(turn, klass.id)


async def _join(turn: Turn, klass: TrainingClass) -> None:
    await training_join.join(turn, klass)


async def _many(turn: Turn, klass: TrainingClass) -> None:
    await training_join.join_several(turn, klass)


async def _ask_officer(turn: Turn, klass: TrainingClass) -> None:
    """Ask an officer about a class, which stays to be read again."""
    turn.keep_pressed()
    await ask.begin(turn, about=("class", klass.id))


ON_CLASS: Mapping[str, Callable[[Turn, TrainingClass], Awaitable[None]]] = MappingProxyType(
    {
        "see": _see,
        "join": _join,
        "many": _many,
        "leave": _ask_leave,
        "officer": _ask_officer,
        "cal": training_files.send_calendar,
        "code": training_files.send_codes,
    }
)
"""Buttons about a class: `c:<name>:<class>`."""

ON_SIGNUP: Mapping[str, Callable[[Turn, Signup], Awaitable[None]]] = MappingProxyType(
    {"ask": _ask_one, "gone": _give_back, "take": _take, "drop": _decline}
)
"""Buttons about a place in a class, `c:<name>:<sign-up>`. A sign-up is offered a seat once, so its
state says whether a button is old."""


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    name, number = (match[1], int(match[2])) if match else ("", 0)
    if match and name == "list":
        leave(turn)
        await _list(turn, number)
    elif match and name in ON_SIGNUP:
        signup = await signups.one(turn.tx, number)
        if signup is None or signup.person_id != turn.person.id:
            turn.toast(turn.voice.plain("I do not find this place among yours."))
            return
        leave(turn)
        await ON_SIGNUP[name](turn, signup)
    elif match and name in (*ON_CLASS, "mark"):
        klass = await classes.one(turn.tx, number)
        if klass is None:
            _unknown(turn)
            return
        leave(turn)
        if name == "mark":
            await training_feedback.begin(turn, klass, match[3] or "")
        else:
            await ON_CLASS[name](turn, klass)
    else:
        turn.toast(turn.voice.plain("This button is from an older message."))


async def _show(update: Update, turn: Turn) -> None:
    await show(turn)


def handlers() -> list[Handler]:
    return [
        on_command("taphuan", _show),
        CallbackQueryHandler(_show, r"^m:training$"),
        CallbackQueryHandler(_press, r"^c:"),
    ]
