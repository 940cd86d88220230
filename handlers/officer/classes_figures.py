"""How a class went: who came, and what people said of it, without their names."""

from collections.abc import Sequence

from handlers.officer import classes, classes_desk
from handlers.officer.acts import OfficerAction, Opened, on
from handlers.officer.classes_desk import CLASS
from handlers.screen import Button, Screen
from handlers.turn import Turn
from handlers.voice import Html, Voice, clip
from locales.formats import format_number
from programme.roles import Right
from storage import classes as kept
from storage.classes import Feedback, TrainingClass
from storage.signups import Counts

MOST_WISHES = 5
BEST = 5
"""The best mark that people can give."""


async def _how(turn: Turn, opened: Opened[TrainingClass], _: str) -> None:
    klass, voice = opened.what, turn.voice
    counts = await classes.counts_of(turn, klass)
    said = await kept.feedback(turn.tx, klass.id)
    text = classes_desk.about(
        turn,
        klass,
        Html(),
        *_attendance(voice, klass, counts),
        Html(),
        *_opinions(voice, said),
    )
    names = Button(voice.plain("👥 Names"), f"o:c.names:{klass.id}:0")
    turn.show(Screen(text, [[names], classes_desk.below(voice, klass)]))


def _attendance(voice: Voice, klass: TrainingClass, counts: Counts) -> list[Html]:
    came = counts.attended + counts.walk_ins
    if not came:
        return [voice.gettext("Nobody has been checked in.")]
    found = [
        voice.ngettext(
            "{n} person came, in {seats} seats.",
            "{n} people came, in {seats} seats.",
            came,
            seats=klass.seats,
        )
    ]
    # Seats that are only signed for are of people who are still expected.
    expected = counts.held - counts.offered
    if expected:
        found.append(
            voice.gettext(
                "Of those with a seat: {came} of {expected}, that is {share} %",
                came=counts.attended,
                expected=expected,
                share=round(100 * counts.attended / expected),
            )
        )
    if counts.walk_ins:
        found.append(voice.gettext("Without a seat: {n}", n=counts.walk_ins))
    missing = expected - counts.attended
    if missing:
        found.append(voice.gettext("Did not come: {n}", n=missing))
    return found


def _opinions(voice: Voice, said: Sequence[Feedback]) -> list[Html]:
    if not said:
        return [voice.gettext("Nobody has told us yet how the class was.")]
    found = [
        voice.ngettext(
            "{n} person told us how it was:", "{n} people told us how it was:", len(said)
        ),
        voice.gettext(
            "• useful: {mark} of {best}",
            mark=_mean(voice, [one.useful for one in said]),
            best=BEST,
        ),
        voice.gettext(
            "• clear: {mark} of {best}", mark=_mean(voice, [one.clear for one in said]), best=BEST
        ),
    ]
    wishes = [one.wish for one in said if one.wish]
    if wishes:
        found.append(voice.gettext("They wish for:"))
        found += [
            voice.gettext("“{reason}”", reason=clip(wish, 100))
            for wish in wishes[::-1][:MOST_WISHES]
        ]
    return found


def _mean(voice: Voice, marks: Sequence[int]) -> str:
    return format_number(round(sum(marks) / len(marks), 1), voice.language)


ACTIONS: tuple[OfficerAction, ...] = (on("c.how", Right.RUN_CLASSES, CLASS, _how),)
