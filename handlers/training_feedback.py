"""How a class was: two marks and perhaps a wish, once for each person who came."""

from handlers import form, start
from handlers import training_words as words
from handlers.fields import OneOf, Step, Text
from handlers.form_model import Form, Forms
from handlers.menu import back_button
from handlers.screen import Screen
from handlers.training_news import MARKS
from handlers.turn import Turn
from handlers.voice import lines
from locales import N_
from programme.classes import FEEDBACK_UNTIL
from programme.ideas import Choice
from programme.seats import HOLDING, State
from storage import classes, signups
from storage.classes import ClassState, Feedback, TrainingClass
from storage.drafts import Draft

_CAME = (HOLDING - {State.OFFERED}) | {State.WALK_IN}
_MARKS = tuple(Choice(str(mark), str(mark)) for mark in MARKS)


async def begin(turn: Turn, klass: TrainingClass, mark: str) -> None:
    """The first mark was pressed: ask the other two questions."""
    voice = turn.voice
    mine = await signups.of_person_in(turn.tx, klass.id, turn.person.id)
    came = any(signup.state in _CAME for signup in mine)
    over = klass.state is ClassState.OPEN and turn.now >= klass.ends_at
    if not came or not over or turn.now > klass.ends_at + FEEDBACK_UNTIL:
        turn.toast(voice.plain("This question is closed. Thank you all the same!"))
    elif await classes.has_feedback(turn.tx, klass.id, turn.person.id):
        turn.toast(voice.plain("You have told me already. Thank you!"))
    elif mark not in {choice.key for choice in _MARKS}:
        turn.toast(voice.plain("This button is from an older message."))
    else:
        await form.begin(turn, FORM, {"useful": mark}, klass.id, own=True)


async def _finish(turn: Turn, draft: Draft, forms: Forms) -> None:
    voice = turn.voice
    klass = None if draft.subject is None else await classes.one(turn.tx, draft.subject)
    useful, clear = draft.answers.get("useful"), draft.answers.get("clear")
    wish = draft.answers.get("wish")
    if klass is not None and isinstance(useful, str) and isinstance(clear, str):
        said = wish if isinstance(wish, str) else None
        given = Feedback(klass.id, int(useful), int(clear), said, turn.now)
        await classes.add_feedback(turn.tx, given, turn.person.id)
    text = voice.gettext("🎓 Thank you! What you say helps to make the next class better.")
    turn.show(Screen(lines(text), [[words.list_button(voice)], [back_button(voice)]]))


async def _away(turn: Turn) -> None:
    voice = turn.voice
    text = voice.gettext("All right. The question stays open for a week.")
    turn.show(Screen(text, [[words.list_button(voice)], [back_button(voice)]]))


FORM = Form(
    name="class_feedback",
    version=1,
    emoji="🎓",
    title=N_("how the class was"),
    steps=(
        Step(
            "useful",
            OneOf(_MARKS, columns=5),
            prompt=N_("How useful was it for you? 1 is not at all, 5 is very."),
            label=N_("Useful"),
        ),
        Step(
            "clear",
            OneOf(_MARKS, columns=5),
            prompt=N_("How easy was the teacher to follow? 1 is not at all, 5 is very."),
            label=N_("Easy to follow"),
            out=("!cancel",),
        ),
        Step(
            "wish",
            Text(most=300),
            prompt=N_("What should be different next time? Type a line, or skip it."),
            label=N_("For next time"),
            example=N_("More time to practise writing the label."),
            optional=True,
            out=("!cancel",),
        ),
    ),
    finish=_finish,
    enter=_away,
    review=False,
    later=False,
    first=start.agreed_first,
    away=_away,
)
