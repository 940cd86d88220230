"""What a form is, and what follows from its questions and a draft's answers; pure."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from handlers.fields import Answers, Files, Photos, SeveralOf, Step, fits, keys_of
from handlers.turn import Turn
from handlers.voice import Html, Voice
from locales import N_
from programme.text import fold
from storage.drafts import Answer, Draft

REVIEW = "review"
GIVEN = "*given"
"""Under this key a draft notes the questions that were answered before it began."""
KEYS_UP = "*keys"
"""Under this key it notes that the person's phone shows our keyboard."""
MOVED = "*moved"
"""Under this key it notes when a press has brought the buttons that are on the screen."""

# What a control's button says; typed, these words do the same.
CONTROLS: Mapping[str, str] = {
    "!done": N_("Done"),
    "!keep": N_("Keep it"),
    "!skip": N_("Skip"),
    "!undo": N_("Remove the last photo"),
    "!unfile": N_("Remove the last file"),
    "!back": N_("‹ Back"),
    "!later": N_("Save for later"),
    "!cancel": N_("Stop"),
    "!menu": N_("🏠 Menu"),
}
STOP_UNSENT = N_("Leave it")
"""What the button to stop says in a form by which nobody is sent anything."""
# What people type besides, folded.
_TYPED: Mapping[str, tuple[str, ...]] = {
    "!skip": ("bo qua", "skip"),
    "!back": ("quay lai", "tro lai", "back"),
    "!later": ("de sau", "later"),
    "!cancel": ("huy", "huy bo", "huy di", "thoi", "thoat", "cancel", "stop"),
    "!menu": ("menu", "ve menu", "trang chu"),
    "!help": (
        *("tro giup", "giup", "giup toi", "giup toi voi", "giup voi", "help"),
        *("khong biet", "ko biet", "k biet", "khong hieu", "ko hieu", "k hieu", "chua hieu"),
    ),
}

Finish: TypeAlias = "Callable[[Turn, Draft, Forms], Awaitable[None]]"
Forms: TypeAlias = "Mapping[str, Form]"


@dataclass(frozen=True, slots=True)
class Form:
    """A form as data; texts are msgids.

    `title` is what it makes ("your product idea"), `send` the button that ends its review page;
    with `review` False it ends with its last answer. `sends` is whether somebody is sent what was
    answered. `finish` carries out what was answered; the
    draft is gone by then. `enter` is how a person begins it, `enter_about` how she does so about
    something ("product:12"). `preface` stands above the review page, whose question and last line
    are `check` and `ways` (officers are spoken to otherwise than producers). A form that may not
    wait (`later` False) has no way out but its answers, the commands and its steps' `out`; `back`,
    given the draft, or `away` shows what follows then. `dropped` is said when what was written is
    thrown away, `origin` the way back to what it was about: the label of a button, and its data
    with `{subject}`. What may only be asked of those who agreed has `first`: given the form's name,
    it asks a person without consent for it, in the form's place, and is true if it did. A new set
    of questions needs a new `version`.
    """

    name: str
    version: int
    emoji: str
    title: str
    steps: tuple[Step, ...]
    finish: Finish
    enter: Callable[[Turn], Awaitable[None]]
    enter_about: Callable[[Turn, str], Awaitable[None]] | None = None
    review: bool = True
    send: str = ""
    sends: bool = True
    later: bool = True
    first: Callable[[Turn, str], Awaitable[bool]] | None = None
    preface: Callable[[Turn, Draft], Awaitable[Html | None]] | None = None
    check: str = N_("{emoji} <b>Is everything right?</b>")
    ways: str = N_("Press a button to change an answer, or send it as it is.")
    away: Callable[[Turn], Awaitable[None]] | None = None
    back: Callable[[Turn, Draft], Awaitable[None]] | None = None
    dropped: str = N_("It is gone. You can begin anew at any time.")
    origin: tuple[str, str] | None = None

    def says(self, control: str) -> str:
        """The msgid on the button of a control."""
        return STOP_UNSENT if control == "!cancel" and not self.sends else CONTROLS[control]

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)


def asked(form: Form, answers: Answers) -> list[Step]:
    """The questions that apply, in order."""
    return [step for step in form.steps if step.when is None or step.when(answers)]


def is_answered(step: Step, answers: Answers) -> bool:
    """Whether a question has an answer that can stand."""
    if step.key not in answers:
        return False
    answer = answers[step.key]
    return step.optional if answer is None or answer == [] else fits(step.kind, answer)


def given(answers: Answers) -> tuple[str, ...]:
    """The questions that were answered before the form began."""
    return keys_of(answers.get(GIVEN))


def before(form: Form, draft: Draft) -> Step | None:
    """The question to which Back leads."""
    mine = [step for step in asked(form, draft.answers) if step.key not in given(draft.answers)]
    keys = [step.key for step in mine]
    at = keys.index(draft.step) if draft.step in keys else 0
    return mine[at - 1] if at else None


def controls(form: Form, draft: Draft, step: Step) -> list[list[str]]:
    """The controls that a question has now, in rows."""
    answer = draft.answers.get(step.key)
    first: list[str] = []
    if isinstance(step.kind, SeveralOf | Photos):
        if answer:
            first.append("!done")
        if isinstance(step.kind, Photos) and answer:
            first.append("!unfile" if isinstance(step.kind, Files) else "!undo")
    elif answer is not None and is_answered(step, draft.answers):
        first.append("!keep")
    if step.optional and not (isinstance(step.kind, Photos) and answer):
        first.append("!skip")
    last: list[str] = []
    if not draft.reviewed and before(form, draft) is not None:
        last.append("!back")
    last += ["!later", "!cancel"] if form.later else step.out
    return [row for row in (first, last) if row]


def available(form: Form, draft: Draft, step: Step) -> tuple[str, ...]:
    """The controls that may be used at a question, with those of the screen that asks whether to
    throw everything away."""
    shown = tuple(control for row in controls(form, draft, step) for control in row)
    return (*shown, "!stay", "!drop") if form.later else shown


def next_step(form: Form, draft: Draft) -> str:
    """The first question without an answer, or the review page."""
    missing = (s.key for s in asked(form, draft.answers) if not is_answered(s, draft.answers))
    return next(missing, REVIEW)


def is_current(form: Form, draft: Draft) -> bool:
    """Whether a draft belongs to this version of the form."""
    known = draft.step == REVIEW or form.step(draft.step) is not None
    return draft.version == form.version and known


def upgrade(form: Form, draft: Draft) -> Draft:
    """A draft of another version of its form, with the answers that still fit."""
    kept = {key: answer for key, answer in draft.answers.items() if key.startswith("*")}
    for step in form.steps:
        answer = draft.answers.get(step.key)
        if answer is None and step.optional and step.key in draft.answers:
            kept[step.key] = None
        elif fits(step.kind, answer):
            kept[step.key] = answer
    draft = replace(draft, version=form.version, answers=kept)
    now = next_step(form, draft)
    return replace(draft, step=now, reviewed=now == REVIEW)


def has_answers(draft: Draft) -> bool:
    """Whether the person answered anything that would be lost with the draft."""
    return any(
        answer and not key.startswith("*") and key not in given(draft.answers)
        for key, answer in draft.answers.items()
    )


def with_answer(draft: Draft, key: str, answer: Answer) -> Draft:
    """The draft with an answer put in; one that was given before and is changed is hers now."""
    answers = {**draft.answers, key: answer}
    if key in given(answers) and answer != draft.answers[key]:
        answers[GIVEN] = [name for name in given(answers) if name != key]
    return replace(draft, answers=answers)


def without(draft: Draft, key: str) -> Draft:
    """The draft without what stands under a key."""
    return replace(draft, answers={k: v for k, v in draft.answers.items() if k != key})


def typed_control(voice: Voice, typed: str) -> str:
    """The control whose words were typed, or an empty string."""
    said = fold(typed)
    words = {fold(label): key for key, label in CONTROLS.items()}
    words |= {fold(voice.plain(label)): key for key, label in CONTROLS.items()}
    words |= {fold(said): "!cancel" for said in (STOP_UNSENT, voice.plain(STOP_UNSENT))}
    words |= {word: key for key, typed_too in _TYPED.items() for word in typed_too}
    return words.get(said, "") if said else ""
