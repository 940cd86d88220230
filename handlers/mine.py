"""One idea of mine: where it stands, what happened to it, and what I can do now."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import idea as idea_form
from handlers import sent, status_screens
from handlers.menu import back_button, leave
from handlers.officer import news
from handlers.officer.reasons import in_her_language
from handlers.screen import Button, Screen, no, yes
from handlers.story import story
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice, clip, lines
from locales import N_
from programme.contact import show_phone
from programme.ideas import STATE_LABELS, Action, Actor, State, may
from storage import drafts, ideas, products
from storage.ideas import Idea

LONGEST_NAME = 60
LONGEST_REASON = 300
LONGEST_STORY = 4
"""Events of an idea's story on one screen."""

NEXT: Mapping[State, str] = MappingProxyType(
    {
        State.SUBMITTED: N_(
            "An officer will read it and answer you here. Until then you can correct it or take "
            "it back."
        ),
        State.TAKEN_UP: N_(
            "It cannot be changed while an officer reads it. I will tell you as soon as there is "
            "an answer."
        ),
        State.RETURNED: N_(
            "Press <b>Correct it</b>: everything you wrote is still there. Then send it again."
        ),
        State.ACCEPTED: N_(
            "Now the Farmers' Union chooses among the accepted ideas. If yours is chosen, people "
            "come to your place to advise you. Keep {phone} switched on."
        ),
        State.WITHDRAWN: N_("Nobody reads it now. If you change your mind, send it again."),
    }
)

_DATA = re.compile(r"i:([a-z]+):([0-9]{1,18})(?::([0-9]{1,9}))?")


async def show_none(turn: Turn) -> None:
    """What stands in the place of a list that is empty."""
    voice = turn.voice
    if await drafts.of_person(turn.tx, turn.person.id, "idea") is not None:
        text = voice.gettext("You began an idea and have not sent it yet. Shall we go on?")
        first = Button(voice.plain("Go on writing"), "m:resume")
    else:
        text = voice.gettext(
            "You have not sent an idea yet. Have you a product of your own? Press a button and "
            "tell me about it, it takes five minutes."
        )
        first = Button(voice.plain("💡 Send an idea"), "m:idea")
    turn.show(Screen(text, [[first], [back_button(voice)]]))


async def show_one(turn: Turn, idea: Idea, intro: Html | None = None) -> None:
    """Show how one idea stands, `intro` above it; once it has become a product, that."""
    product = await products.by_idea(turn.tx, idea.id) if idea.state is State.ACCEPTED else None
    if product is not None:
        turn.show(await status_screens.one(turn, product, intro))
        return
    turn.show(await screen(turn, idea, intro))


async def screen(turn: Turn, idea: Idea, intro: Html | None = None) -> Screen:
    """One idea as its producer sees it: what happened, what comes now, what she can do."""
    voice = turn.voice
    returned = idea.state is State.RETURNED
    happened = await story(turn, idea, 2 if returned else LONGEST_STORY)
    reason = None
    if returned and idea.reason:
        reason = voice.gettext(
            "“{reason}”", reason=clip(in_her_language(turn, voice, idea.reason), LONGEST_REASON)
        )
    phone = idea.contact_phone or turn.person.phone
    text = lines(
        *((intro, "") if intro else ()),
        voice.gettext("💡 <b>{product}</b>", product=clip(idea.product, LONGEST_NAME)),
        f"{idea.code} · {voice.plain(STATE_LABELS[idea.state])}",
        "",
        *happened,
        reason,
        "",
        voice.gettext(
            NEXT[idea.state], phone=show_phone(phone) if phone else voice.plain("your phone")
        ),
    )
    return Screen(text, [*_buttons(voice, idea), [back_button(voice)]])


def _buttons(voice: Voice, idea: Idea) -> Sequence[Sequence[Button]]:
    def allowed(action: Action) -> bool:
        return may(action, idea.state, Actor.FARMER)

    at = f"{idea.id}:{idea.revision}"
    rows = []
    if allowed(Action.EDIT):
        rows.append([Button(voice.plain("Correct it"), f"i:edit:{at}")])
    if allowed(Action.WITHDRAW):
        rows.append([Button(voice.plain("Take it back"), f"i:out:{at}")])
    if idea.state is State.WITHDRAWN:
        rows.append([Button(voice.plain("Send it again"), f"i:again:{at}")])
    rows.append([Button(voice.plain("See what I wrote"), f"i:full:{idea.id}")])
    rows.append([Button(voice.plain("⭐ Count my stars"), f"k:idea:{idea.id}")])
    return rows


async def _see(turn: Turn, idea: Idea) -> None:
    await show_one(turn, idea)


async def _edit(turn: Turn, idea: Idea) -> None:
    if not may(Action.EDIT, idea.state, Actor.FARMER):
        await _too_late(turn, idea)
    elif not turn.person.consent:
        _ask_consent(turn)
    else:
        await idea_form.correct(turn, idea)


async def _ask_withdraw(turn: Turn, idea: Idea) -> None:
    if not may(Action.WITHDRAW, idea.state, Actor.FARMER):
        await _too_late(turn, idea)
        return
    voice = turn.voice
    text = voice.gettext(
        "Take back “{product}”? Officers will no longer see it among those waiting. What you wrote "
        "stays, and you can send it again.",
        product=clip(idea.product, LONGEST_NAME),
    )
    at = f"{idea.id}:{idea.revision}"
    rows = [
        [yes(voice.plain("Yes, take it back"), f"i:gone:{at}")],
        [no(voice.plain("No, leave it"), f"i:see:{idea.id}")],
    ]
    turn.show(Screen(text, rows))


async def _withdraw(turn: Turn, idea: Idea) -> None:
    moved = await _move(turn, idea, Action.WITHDRAW)
    if moved is not None:
        intro = turn.voice.gettext("It is taken back.")
        await show_one(turn, moved, intro)


async def _resend(turn: Turn, idea: Idea) -> None:
    # An idea that was returned is sent again by correcting it, so that the reason is answered.
    if idea.state is not State.WITHDRAWN:
        await _too_late(turn, idea)
        return
    if not turn.person.consent:
        _ask_consent(turn)
        return
    moved = await _move(turn, idea, Action.RESEND)
    if moved is not None:
        await news.idea_arrived(turn, moved, again=True)
        await show_one(turn, moved, turn.voice.gettext("It is sent again."))


def _ask_consent(turn: Turn) -> None:
    """Who took her agreement back must give it again before officers read anything of hers."""
    voice = turn.voice
    text = voice.gettext(
        "You have taken back your agreement, so nobody reads your ideas. Press "
        "<b>See and agree</b> if you want them read again."
    )
    rows = [[Button(voice.plain("👍 See and agree"), "d:agree")], [back_button(voice)]]
    turn.show(Screen(text, rows))


async def _move(turn: Turn, idea: Idea, action: Action) -> Idea | None:
    moved = await ideas.move(turn.tx, idea, action, Actor.FARMER, turn.person.id, turn.now)
    if moved is None:
        await _too_late(turn, idea)
    return moved


async def _too_late(turn: Turn, idea: Idea) -> None:
    """The button came from an older state: say so and show the present one."""
    turn.toast(turn.voice.plain("This idea has changed since. Here is how it stands now."))
    now = await ideas.one(turn.tx, idea.id)
    if now is not None:
        await show_one(turn, now)


ACTIONS: Mapping[str, Callable[[Turn, Idea], Awaitable[None]]] = MappingProxyType(
    {
        "see": _see,
        "edit": _edit,
        "out": _ask_withdraw,
        "gone": _withdraw,
        "again": _resend,
        "full": sent.show,
        "files": sent.show_files,
    }
)
"""The buttons on an idea: `i:<name>:<id>:<revision>`."""

ANY_REVISION = frozenset({"see", "full", "files"})


async def _press(update: Update, turn: Turn) -> None:
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    name = match[1] if match else ""
    act = ACTIONS.get(name)
    idea = await ideas.one(turn.tx, int(match[2])) if match and act else None
    if match is None or act is None or idea is None or idea.person_id != turn.person.id:
        turn.toast(turn.voice.plain("I do not find this idea among yours."))
        return
    if name not in ANY_REVISION and match[3] != str(idea.revision):
        await _too_late(turn, idea)
        return
    leave(turn)
    await act(turn, idea)


def handlers() -> list[Handler]:
    return [CallbackQueryHandler(_press, r"^i:")]
