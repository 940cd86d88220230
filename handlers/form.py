"""The one driver that runs every form: takes answers and presses, moves from question to question.

What a form is stands in form_model.Form, what it can ask in fields.py. Its state is a
storage.drafts.Draft, so any process can take the next answer. An answer that was typed brings the
next question below it, a press changes the message it stands in.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers import intake
from handlers.asked import Problem
from handlers.commands import on_command
from handlers.fields import Answers, Contact, OneOf, Photos, SeveralOf, Step
from handlers.form_model import (
    GIVEN,
    MOVED,
    REVIEW,
    Form,
    Forms,
    available,
    is_answered,
    is_current,
    next_step,
    typed_control,
    upgrade,
)
from handlers.form_moves import (
    act,
    cancel,
    depart,
    go,
    leave,
    nothing_open,
    now_asked,
    press_on_review,
    receive_photo,
    say_trouble,
    show_again,
    take,
    toggle,
    turn_page,
    typed_on_review,
)
from handlers.form_screens import reminder
from handlers.reading import names_of, read_value
from handlers.turn import Handler, Turn
from handlers.voice import Html, Voice
from programme.intents import intent
from programme.said import says_none
from programme.text import fold
from storage import drafts
from storage.drafts import Draft

__all__ = [
    "Form",
    "Forms",
    "begin",
    "handlers",
    "leave",
    "on_change",
    "on_message",
    "reminder",
    "resume",
]

# Within this time a press of an answered question is a second tap of the same finger.
DOUBLE_TAP_MS = 3_000
# What is open to everybody: to throw away what is half written needs no consent.
WITHOUT_CONSENT = ("!cancel", "!drop")
# Words that lead out of any form; others answer them.
ELSEWHERE = ("!menu", "!help")
PHOTOS = frozenset(("anh", "hinh", "tam", "buc", "photo", "photos"))
_DATA = re.compile(r"f:([0-9]{1,18}):([a-z_]{1,20}):([=+@!-])([A-Za-z0-9_]{1,30})")


def handlers(forms: Forms, stops: Callable[[Turn], Awaitable[bool]] | None = None) -> list[Handler]:
    """The presses of all forms' buttons, the way back into a form, and /huy. What people write
    comes by `on_message`, which the registry asks before it takes anything for free text. `stops`
    is asked first at /huy: true where something else was on the screen, which it has put away."""

    async def pressed(update: Update, turn: Turn) -> None:
        await press(turn, forms)

    async def go_on(update: Update, turn: Turn) -> None:
        draft = turn.draft or await drafts.latest(turn.tx, turn.person.id)
        if draft is None or draft.form not in forms:
            turn.show(nothing_open(turn.voice))
        else:
            await resume(turn, draft, forms)

    async def stop(update: Update, turn: Turn) -> None:
        if stops is not None and await stops(turn):
            return
        draft = turn.draft or await drafts.latest(turn.tx, turn.person.id)
        form = forms.get(draft.form) if draft else None
        if draft is None or form is None:
            turn.show(nothing_open(turn.voice))
        elif form.later:
            cancel(turn, form, draft)
        else:
            await depart(turn, form, draft)

    return [
        CallbackQueryHandler(pressed, r"^f:"),
        CallbackQueryHandler(go_on, r"^m:resume$"),
        on_command("huy", stop),
    ]


async def begin(
    turn: Turn,
    form: Form,
    answers: Answers | None = None,
    subject: int | None = None,
    note: Html | None = None,
    *,
    own: bool = False,
) -> None:
    """Put a form on the screen, with the answers that are known already; when all are, it opens
    at its review page. With `own` they count as the person's work, to be kept for her. Another
    draft of the same form gives way; any other is put away."""
    leave(turn)
    known = dict(answers or {})
    given = [step.key for step in form.steps if is_answered(step, known)]
    known[GIVEN] = [] if own else given
    draft = Draft(0, form.name, form.version, "", known, subject)
    step = next_step(form, draft)
    draft = replace(draft, step=step, reviewed=step == REVIEW)
    draft = await drafts.begin(turn.tx, turn.person.id, draft, turn.now)
    await go(turn, form, draft, step, note)


async def resume(turn: Turn, draft: Draft, forms: Forms, note: Html | None = None) -> None:
    """Show the question of a draft again, open or put away. KeyError if its form is unknown."""
    if turn.draft is not None and turn.draft.id != draft.id:
        leave(turn)
    form = forms[draft.form]
    if await _asked_first(turn, form):
        return
    if not is_current(form, draft):
        draft, note = upgrade(form, draft), _changed(turn.voice)
    await go(turn, form, draft, draft.step, note)


async def on_message(turn: Turn, forms: Forms) -> bool:
    """Take a message as the answer to the open form's question.

    False, and nothing done, if no form is open or the message is a command: others may have it.
    """
    draft, message = turn.draft, turn.message
    if draft is None or message is None or _is_command(turn):
        return False
    form = forms.get(draft.form)
    if form is None:
        leave(turn)
        return False
    if await _asked_first(turn, form):
        return True
    if not is_current(form, draft):
        await resume(turn, draft, forms)
        return True
    typed = message.text or ""
    if draft.step == REVIEW:
        if typed_control(turn.voice, typed) in ELSEWHERE:
            return False
        await typed_on_review(turn, forms, form, draft, typed)
        return True
    step = form.step(draft.step)
    if step is None:
        raise LookupError(f"form {form.name} has no question {draft.step}")
    control = _meant(turn, draft, step, typed)
    if control in ELSEWHERE:
        return False
    if control in available(form, draft, step):
        await act(turn, forms, form, draft, step, control)
    elif control in ("!later", "!cancel", "!back"):
        return await _out(turn, form, draft)
    elif control == "!skip":
        needed = turn.voice.gettext("I need an answer to this question.")
        say_trouble(turn, form, draft, step, Problem(needed))
    elif control == "!done" and isinstance(step.kind, SeveralOf):
        needed = turn.voice.gettext("Please choose at least one.")
        say_trouble(turn, form, draft, step, Problem(needed))
    elif (photos := intake.late_photos(form, draft, message)) is not None:
        await receive_photo(turn, form, draft, step, photos)
    elif isinstance(step.kind, Photos) and intake.has_file(message):
        await receive_photo(turn, form, draft, step, step)
    elif (soon := intake.early(turn, form, draft, message)) is not None:
        say_trouble(turn, form, draft, step, Problem(soon))
    else:
        reading = await intake.read(turn, step, message, draft.answers.get(f"{step.key}?"))
        if isinstance(reading, Problem) and typed and intent(typed) in ("help", "menu"):
            return False
        await take(turn, forms, form, draft, step, reading)
    return True


def _meant(turn: Turn, draft: Draft, step: Step, typed: str) -> str:
    """The control that was typed; what the question itself can mean by these words comes first."""
    if isinstance(step.kind, OneOf | SeveralOf):
        names = names_of(turn.voice, step.kind.choices).values()
        if fold(typed) in {fold(name) for both in names for name in both}:
            return ""
    if isinstance(step.kind, Photos) and says_none(typed, PHOTOS):
        return "!done" if draft.answers.get(step.key) else "!skip"
    if step.optional and not isinstance(step.kind, OneOf | SeveralOf) and says_none(typed):
        return "!skip"
    if isinstance(step.kind, Contact) and draft.answers.get(f"{step.key}?"):
        # Her number is known and her name asked for: Huy is one.
        return "" if fold(typed) == "huy" else typed_control(turn.voice, typed)
    return typed_control(turn.voice, typed)


async def _out(turn: Turn, form: Form, draft: Draft) -> bool:
    """Leave where the question has no such button; back from a single answer is to the page from
    which it is changed. False if the menu is all there is to show."""
    if not form.later:
        await depart(turn, form, draft)
    elif draft.reviewed and next_step(form, draft) == REVIEW:
        await go(turn, form, draft, REVIEW)
    else:
        return False
    return True


async def on_change(turn: Turn, forms: Forms) -> None:
    """Tell a person who changed a message, which was read when it came, to answer anew; the
    question stays. Nothing is said where no question is open: phones touch old messages too."""
    draft = turn.draft
    form = forms.get(draft.form) if draft else None
    if draft is None or form is None or not is_current(form, draft):
        return
    note = turn.voice.gettext(
        "I do not see what you change in a message that is sent. Please answer anew."
    )
    screen = await now_asked(turn, form, draft, note)
    turn.send(screen, latest=f"changed:{draft.id}")


async def press(turn: Turn, forms: Forms) -> None:
    """Act on a button of a form. A button of another draft, or of a question that is no longer
    on the screen, says so and does nothing."""
    match = _DATA.fullmatch((turn.query.data if turn.query else None) or "")
    draft = await _draft_of(turn, int(match[1])) if match else None
    form = forms.get(draft.form) if draft else None
    if match is None or draft is None or form is None:
        turn.toast(turn.voice.plain("This is finished. Please look at the latest message."))
        return
    sign, value = match[3], match[4]
    if sign + value not in WITHOUT_CONSENT and await _asked_first(turn, form):
        return
    if not is_current(form, draft):
        await resume(turn, draft, forms)
        return
    moved = draft.answers.get(MOVED)
    still = match[2] == draft.step
    if still and isinstance(moved, int) and turn.now - moved < turn.world.settle_ms:
        # The second tap of a finger, on a button that has slid under it.
        return
    if match[2] != draft.step:
        turn.toast(turn.voice.plain("This question is answered. Please look at the latest one."))
        if turn.now - draft.updated_at > DOUBLE_TAP_MS:
            # Not a second tap: she believes this one is the latest. Show her where she is.
            await show_again(turn, form, draft)
        return
    step = form.step(draft.step)
    draft = replace(draft, open=True)
    done = False
    if step is None:
        done = await press_on_review(turn, forms, form, draft, sign + value)
    elif sign == "!" and f"!{value}" in (*available(form, draft, step), "!again"):
        await act(turn, forms, form, draft, step, f"!{value}")
        done = True
    elif sign == "!" and isinstance(step.kind, SeveralOf) and value.startswith("page"):
        done = turn_page(turn, form, draft, step, step.kind, value.removeprefix("page"))
    elif sign in "+-" and isinstance(step.kind, SeveralOf):
        done = toggle(turn, form, draft, step, step.kind, value, on=sign == "+")
    elif sign == "=":
        pending = draft.answers.get(f"{step.key}?")
        reading = read_value(step.kind, value, intake.asked_of(turn, pending))
        if reading is not None:
            await take(turn, forms, form, draft, step, reading)
            done = True
    if not done:
        turn.toast(turn.voice.plain("This button is old. Please look at the latest message."))


async def _asked_first(turn: Turn, form: Form) -> bool:
    """Whether the form must wait: nothing is asked or kept for it while consent is not given, also
    if it was begun before consent was taken back."""
    return form.first is not None and await form.first(turn, form.name)


def _changed(voice: Voice) -> Html:
    return voice.gettext(
        "My questions have changed since. I have kept your answers that still fit."
    )


async def _draft_of(turn: Turn, id: int) -> Draft | None:
    """The draft that a button belongs to: the open one, or the one put away last."""
    draft = turn.draft or await drafts.latest(turn.tx, turn.person.id)
    return draft if draft is not None and draft.id == id else None


def _is_command(turn: Turn) -> bool:
    entities = turn.message.entities if turn.message else ()
    return any(entity.type == "bot_command" and entity.offset == 0 for entity in entities)
