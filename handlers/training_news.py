"""What people hear about their classes without having asked."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from handlers import training_words as words
from handlers.post import Post
from handlers.screen import Button, Screen, no, yes
from handlers.voice import Html, Voice, clip, lines
from locales.formats import format_deadline, format_moment, local_day
from storage.classes import TrainingClass
from storage.signups import Signup

Say: TypeAlias = Callable[[Voice], Screen]

MARKS = (1, 2, 3, 4, 5)
LONGEST_REASON = 300


def offered(post: Post, klass: TrainingClass, signup: Signup) -> Say:
    """A seat has fallen free, and it is hers until a certain time."""

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext(
                "🎓 A seat is free in “{topic}”. I keep it for {name} until {until}.",
                topic=words.topic(klass),
                name=clip(signup.name, 40),
                until=until(voice, post, signup),
            ),
            *words.facts(voice, klass, post.at),
            "",
            voice.gettext("Will you take it? If I hear nothing, it goes to the next in line."),
        )
        return Screen(text, [*answer_rows(voice, signup), [words.see_button(voice, klass.id)]])

    return say


def until(voice: Voice, post: Post, signup: Signup) -> str:
    """Until when a seat is offered: "8 giờ, thứ Ba, 14/4"."""
    end = words.moment(signup.offered_until or post.now)
    return format_moment(end, post.at, voice.language)


def answer_rows(voice: Voice, signup: Signup) -> list[list[Button]]:
    """The two answers to an offer."""
    return [
        [yes(voice.plain("✅ Take the seat"), f"c:take:{signup.id}")],
        [no(voice.plain("Leave it to the next"), f"c:drop:{signup.id}")],
    ]


def lapsed(post: Post, klass: TrainingClass, signup: Signup) -> Say:
    """She did not answer in time."""

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext(
                "🎓 I heard nothing from you in time, so the seat of {name} in “{topic}” went to "
                "the next in line.",
                name=clip(signup.name, 40),
                topic=words.topic(klass),
            ),
            voice.gettext(
                "Do you still want to come? Open the class and sign up again, at the end of the "
                "line."
            )
            if post.now < klass.starts_at
            else None,
        )
        return Screen(text, [[words.see_button(voice, klass.id)], [words.list_button(voice)]])

    return say


def no_seat(post: Post, klass: TrainingClass, theirs: Sequence[Signup]) -> Say:
    """The class begins and no seat became free."""

    def say(voice: Voice) -> Screen:
        text = voice.gettext(
            "🎓 “{topic}” begins now, and no seat became free for {names}. I am sorry. Would you "
            "like to look at other classes?",
            topic=words.topic(klass),
            names=words.names_of(theirs),
        )
        return Screen(text, [[words.list_button(voice)]])

    return say


def changed(
    post: Post, before: TrainingClass, after: TrainingClass, theirs: Sequence[Signup]
) -> Say:
    """The class is at another time or place, or about something else."""

    def say(voice: Voice) -> Screen:
        title = voice.gettext("🎓 “{topic}” has changed.", topic=words.topic(before))
        if before.topic != after.topic:
            title = lines(
                title, voice.gettext("It is now called “{topic}”.", topic=words.topic(after))
            )
        text = lines(
            title,
            *words.facts(voice, after, post.at),
            "",
            voice.gettext("{names}: the place stays yours.", names=words.names_of(theirs)),
            voice.gettext("Can you not come? Open the class and give it back."),
        )
        rows = [
            [words.see_button(voice, after.id)],
            [Button(voice.plain("📅 Into my calendar"), f"c:cal:{after.id}")],
        ]
        return Screen(text, rows)

    return say


def cancelled(post: Post, klass: TrainingClass) -> Say:
    """The class does not take place."""

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext(
                "🎓 “{topic}” does not take place. It was to be on {when}.",
                topic=words.topic(klass),
                when=words.when(voice, klass, post.at),
            ),
            voice.gettext("The officer writes: “{reason}”", reason=clip(klass.reason, 300))
            if klass.reason
            else None,
            voice.gettext("You need do nothing. Would you like to look at other classes?"),
        )
        return Screen(text, [[words.list_button(voice)]])

    return say


def written(klass: TrainingClass, text: str, theirs: Sequence[Signup]) -> Say:
    """An officer's words to the people of a class."""

    def say(voice: Voice) -> Screen:
        said = lines(
            voice.gettext(
                "🎓 About “{topic}” ({names}), the officer writes:",
                topic=words.topic(klass),
                names=words.names_of(theirs),
            ),
            "",
            voice.gettext("“{reason}”", reason=text),
        )
        return Screen(said, [[words.see_button(voice, klass.id)]])

    return say


def reminder(post: Post, klass: TrainingClass, theirs: Sequence[Signup]) -> Say:
    """A class is near."""

    def say(voice: Voice) -> Screen:
        day = local_day(words.moment(klass.starts_at))
        text = lines(
            voice.gettext(
                "🎓 “{topic}” is near: {day}.",
                topic=words.topic(klass),
                day=format_deadline(day, local_day(post.at), voice.language),
            ),
            *words.facts(voice, klass, post.at),
            voice.gettext("Expected: {names}", names=words.names_of(theirs)),
            _note(voice, klass),
            "",
            voice.gettext("Show the QR code at the door."),
        )
        rows = [
            [Button(voice.plain("🔲 QR code for the door"), f"c:code:{klass.id}")],
            [Button(voice.plain("📅 Into my calendar"), f"c:cal:{klass.id}")],
            [Button(voice.plain("I cannot come"), f"c:leave:{klass.id}")],
        ]
        return Screen(text, rows)

    return say


def _note(voice: Voice, klass: TrainingClass) -> Html | None:
    if not klass.note:
        return None
    return voice.gettext("Note: {note}", note=clip(klass.note, LONGEST_REASON))


def how_was_it(klass: TrainingClass) -> Say:
    """The first question after a class; its buttons begin the form."""

    def say(voice: Voice) -> Screen:
        text = lines(
            voice.gettext("🎓 Thank you for coming to “{topic}”!", topic=words.topic(klass)),
            voice.gettext(
                "How useful was it for you? 1 is not at all, 5 is very. Officers read the answers "
                "without your name."
            ),
        )
        row = [Button(str(mark), f"c:mark:{klass.id}:{mark}") for mark in MARKS]
        return Screen(text, [row, [Button(voice.plain("🏠 Menu"), "m:menu")]])

    return say
